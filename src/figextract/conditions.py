"""Conditions: the figures that only say of what size, age or sort the things are that are counted or told of."""

from __future__ import annotations

import re

from .group import JOINED, LIST_MARK, Group, Role
from .model import Quantity
from .phrases import Phrase

_SHARE_OF = re.compile(r"的?[^，。；、占]{0,10}(?<=.)占(?:比|的比[例重])?(?:达到?|为|约|近)?")
_BOUNDS = frozenset({"gt", "ge", "lt", "le"})
_DESCRIBING = frozenset({"money", "measure", "duration", "count", "ratio", "score"})
_SIZES = frozenset({"money", "measure", "duration"})


def is_condition(group: Group, i: int) -> bool:
    """Whether a figure is a size or bound inside a noun phrase that says which things are meant."""
    text, quantity, phrase = group.text, group.quantities[i], group.phrases[i]
    if quantity.end > quantity.number_end and "级" in text[quantity.number_end : quantity.end]:
        return True
    if quantity.kind == "rank" and quantity.relation == "le" and phrase.counted is not None:
        return phrase.verb is None and not phrase.reached  # 前10名｜选手
    if quantity.kind not in _DESCRIBING:
        return False
    if quantity.kind in _SIZES and quantity.relation == "range" and _counted_behind(group, i):
        return True
    limited = (
        quantity.end > quantity.number_end
        and group.cues.limit.search(text, quantity.number_end, quantity.end) is not None
    )
    if _is_capacity(group, quantity, phrase):
        return True
    bare = text[quantity.start] in "十百千万亿"
    if quantity.kind == "count":
        behind_count = i and group.quantities[i - 1].measure_word and group.quantities[i - 1].end == quantity.start
        if behind_count and bare:
            return True  # 6个｜百万羽｜养殖项目
        return limited and (_bounds_class(group, quantity, phrase) or _counted_behind(group, i))
    bounded = limited or (quantity.start < quantity.number_start and quantity.relation in _BOUNDS)
    of = text[quantity.end : quantity.end + 1] == "的"
    if bounded and _bounds_share(group, i):
        return True
    if phrase.counted is None and not (of or bounded or bare):
        return False
    if i and group.quantities[i - 1].kind == "count" and group.quantities[i - 1].end == quantity.start:
        return True
    if of:
        return _is_modifier(group, i, bounded)
    if phrase.counted is None:
        return False
    if quantity.kind == "duration" and text[quantity.number_end - 1] == "岁":
        return True
    if group.cues.projects.match(text, phrase.counted[1]) and not _goes_on(group, i):
        return True
    if quantity.kind == "ratio":
        return bounded and _counted_behind(group, i)
    if bare and quantity.kind == "money" and quantity.value is not None and quantity.scale >= 10**8:
        return "unit_implied" in quantity.flags or phrase.verb is None or quantity.scale == quantity.value
    if bounded and (_count_before(group, i) or _count_behind(group, i)):
        return True
    if not bounded:
        acted = phrase.verb_role in ("act", "up", "single") or (phrase.change and quantity.kind == "measure")
        if acted and _within_name(group, i):
            return True
        if acted or group.cues.done.search(text, phrase.segment[0], quantity.start):
            return False
    if _goes_on(group, i):
        return is_condition(group, i - 1)
    return quantity.kind == "measure" or (quantity.kind == "money" and bounded)


def _goes_on(group: Group, i: int) -> bool:
    """Whether a size goes on a list of sizes, which say the same of their things."""
    phrase = group.phrases[i]
    return bool(
        i and phrase.joined and phrase.verb is None and group.quantities[i - 1].kind == group.quantities[i].kind
    )


def _is_capacity(group: Group, quantity: Quantity, phrase: Phrase) -> bool:
    """Whether a figure is what works are to make a year: 年产600辆房车项目."""
    if phrase.counted is None or not group.cues.yearly.search(group.text, phrase.segment[0], quantity.start):
        return False
    return group.cues.works.search(group.text, *phrase.counted) is not None


def _within_name(group: Group, i: int) -> bool:
    """Whether a size stands inside the name of works that are acted on: 实施｜东岭水厂｜3万吨扩建项目."""
    quantity, phrase = group.quantities[i], group.phrases[i]
    if quantity.kind != "measure" or phrase.noun is None or phrase.counted is None or phrase.joined:
        return False
    named = phrase.verb is not None and phrase.verb[1] == phrase.noun[0] and phrase.noun[1] == quantity.start
    return named and group.cues.works.search(group.text, *phrase.counted) is not None


def _bounds_class(group: Group, quantity: Quantity, phrase: Phrase) -> bool:
    """Whether a bounded count selects things of another class: 100人以上企业."""
    if quantity.unit is None or phrase.counted is None or phrase.verb_role in ("act", "up", "finish"):
        return False
    measure = group.lexicon.measure_words.meanings.get(quantity.measure_word or "")
    noun = group.lexicon.nouns.to(group.text, phrase.counted[1])
    return bool(measure and measure.classes and noun and noun[1].entity_class not in measure.classes)


def _bounds_share(group: Group, i: int) -> bool:
    """Whether a bound says whose share is told next: 营业收入超亿元的｜企业占｜12%."""
    if i + 1 == len(group.quantities) or group.quantities[i + 1].kind != "ratio":
        return False
    return _SHARE_OF.fullmatch(group.between(i, i + 1)) is not None


def _is_modifier(group: Group, i: int, bounded: bool) -> bool:
    """Whether a figure with 的 behind it describes a thing: one that is counted beside it, or that nobody makes."""
    quantity, phrase = group.quantities[i], group.phrases[i]
    done = phrase.counted is None and phrase.predicate is not None  # 17公里的｜村巷硬化
    if (phrase.verb is not None or done) and not bounded:
        return False
    if quantity.kind == "measure" and phrase.verb is None and phrase.noun is None:
        return True
    return (bounded and _count_behind(group, i, 24)) or _count_before(group, i, 8)


def _count_before(group: Group, i: int, far: int | None = None) -> bool:
    """Whether the figure before is a count in the same phrase, no further off than said."""
    if not i or group.quantities[i - 1].kind != "count":
        return False
    between = group.between(i - 1, i)
    return (far is None or len(between) <= far) and "，" not in between


def _count_behind(group: Group, i: int, far: int | None = None) -> bool:
    """Whether the figure behind is a count in the same phrase, no further off than said."""
    if i + 1 == len(group.quantities) or group.quantities[i + 1].kind != "count":
        return False
    between = group.between(i, i + 1)
    if group.clauses[i] != group.clauses[i + 1] or _listed_apart(group, i):
        return False
    return (far is None or len(between) <= far) and "，" not in between


def _listed_apart(group: Group, i: int) -> bool:
    """Whether a size has a noun of its own, behind which the next is listed: 6万平方米厂房改造、｜12条道路建设."""
    counted, start = group.phrases[i].counted, group.quantities[i + 1].start
    return counted is not None and LIST_MARK.fullmatch(group.text, start - 1, start) is not None


def sizes_in_a_row(group: Group, roles: list[Role | None], parents: list[int | None]) -> None:
    """1个总量近千亿元、4个过500亿元的县市: what the last size describes, those before it describe as well."""
    for i in range(len(roles) - 3, 0, -1):
        a, b = group.quantities[i], group.quantities[i + 2]
        alike = roles[i] is None and roles[i + 2] == "condition" and a.kind == b.kind and a.relation in _BOUNDS
        if (
            alike
            and parents[i + 2] == i + 1
            and group.quantities[i + 1].kind == "count"
            and _count_before(group, i, 8)
            and JOINED.fullmatch(group.text, a.end, group.quantities[i + 1].start)
        ):
            roles[i], parents[i] = "condition", i - 1


def sizes_on_a_list(group: Group, roles: list[Role | None], parents: list[int | None]) -> None:
    """超40吨金矿、7亿吨级磷矿等矿产地9处: what is counted behind a list is counted with all that are on it."""
    for i in range(len(roles) - 2, -1, -1):
        parent = parents[i + 1]
        sizes = roles[i] == roles[i + 1] == "condition" and group.phrases[i + 1].joined
        if sizes and parents[i] is None and parent is not None and parent > i + 1:
            parents[i] = parent


def described(group: Group, i: int) -> int | None:
    """The count whose things a condition describes: the one it follows at once, or the next in its phrase."""
    if _counted_behind(group, i):
        return i + 1
    if _count_before(group, i, 8):
        return i - 1
    return i + 1 if _count_behind(group, i) or _bounds_share(group, i) else None


def _counted_behind(group: Group, i: int) -> bool:
    """Whether the things that the figure describes are counted right behind them: 亿元以上｜项目｜12个."""
    counted = group.phrases[i].counted
    follows = i + 1 < len(group.quantities) and group.quantities[i + 1].kind == "count"
    return follows and counted is not None and counted[1] == group.quantities[i + 1].start
