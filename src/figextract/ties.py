"""Ties: whether a figure tells of the act that a figure before it tells of.

A figure behind another may say what its share is, how it grew or ranks, what came of it, or who took part; or it opens
an act of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .group import LIST_MARK, Group, Role, closes_list
from .heads import tells_share, whole_named

DOERS = frozenset(
    {"enterprise", "chamber", "federation", "institution", "market_entity", "village", "household", "person"}
)
BODIES = DOERS - {"household", "person"}
_BARE = 3
"""A bare name of a quantity (投资, 增加值) is no longer."""
_FAR = 2
"""What comes of an act is told so many commas behind it at most."""
_ATTENDING = DOERS | {"person_time"}
_AMOUNTS = frozenset({"count", "money", "measure"})


class Told(NamedTuple):
    """What is known of the figures of a group before their acts are; `listed` are those that go on a list."""

    group: Group
    roles: Sequence[Role | None]
    parents: Sequence[int | None]
    leads: Sequence[int | None]
    heads: Sequence[str | None]
    listed: Sequence[bool]


class Before(NamedTuple):
    """How the figure before one stands: `linked` to an act begun before the list that both may be on, `alone` in its
    act, and with `several` acts in the clause so far."""

    linked: bool
    alone: bool
    several: bool


def goes_on_with(it: Told, i: int, before: Before) -> list[int]:
    """The figures before that a figure tells the act of."""
    group, phrase, quantity, leader = it.group, it.group.phrases[i], it.group.quantities[i], it.leads[i]
    if _opens_again(it, i) or _lasts_beside(group, i) or _divides(group, i):
        return []
    if group.cues.among.search(group.text, group.floor(i), quantity.start):
        if it.roles[i] == "from" and it.roles[i - 1] == "to" and group.quantities[i - 1].kind == quantity.kind:
            return [i - 1]  # 汽车由6万辆增至9万辆，其中电动汽车由｜1万辆｜增至3万辆
        if it.heads[i - 1] is not None:
            whole = whole_named(group, i, i - 1, it.heads)
            return [] if whole is None else [whole]
    if it.heads[i] is not None:
        return _of_the_same_head(it, i)
    if before.several and _ranks_every(group, i):
        return []
    if quantity.kind in ("money", "measure") and phrase.verb is None and closes_list(group, i - 1):
        return []  # 甲、乙｜两大产业产值分别达3亿元、2亿元
    if _tells_how_it_stands(it, i):
        return [i - 1 if leader is None else leader]
    if leader is not None and leader < _last_told(it, i) and phrase.noun is None:
        return [leader]
    if _does_with(it, i):
        return [i - 1]
    led = leader is not None and phrase.noun is None and not it.listed[i]
    found = [leader] if led and leader is not None and group.quantities[i - 1].kind != quantity.kind else []
    if group.phrases[i - 1].segment == phrase.segment:
        return [*found, i - 1] if _beside(it, i, before.linked) else found
    start = group.opening(i)
    if quantity.kind == "count" and before.several and group.cues.raised.match(group.text, start):
        return found  # what came up in several acts is told of none
    if before.alone and _repeats(group, i):
        return found
    if quantity.kind == "count" and group.cues.attended.match(group.text, start):
        return [*found, *_held_before(it, i)]
    return [*found, i - 1] if _follows(it, i) else found


def _ranks_every(group: Group, i: int) -> bool:
    """Whether a rank is of several figures before, which tell of an act each: 商会18家、企业620家，｜均居全省首位."""
    start, quantities = group.phrases[i].segment[0], group.quantities
    if quantities[i].kind != "rank" or quantities[i - 1].kind != quantities[i - 2].kind:
        return False
    return group.cues.every.search(group.text, max(start, group.floor(i)), quantities[i].start) is not None


def _divides(group: Group, i: int) -> bool:
    """Whether a figure opens a proportion behind other figures: 产值增长9%，结构优化，调整为｜8:40:52."""
    quantity, before = group.quantities[i], group.quantities[i - 1]
    bare = quantity.kind == "ratio" and quantity.unit is None and group.phrases[i].noun is None
    return bare and (before.kind != "ratio" or before.unit is not None)


def _of_the_same_head(it: Told, i: int) -> list[int]:
    """The figure before of the same of several joined names: 甲、乙产值分别增长6%、5%，｜分别居全省第二、第七."""
    j = i - 1
    while j >= 0 and it.group.clauses[j] == it.group.clauses[i]:
        if it.heads[j] == it.heads[i]:
            return [j]
        j -= 1
    return []


def _last_told(it: Told, i: int) -> int:
    """The figure before that is no mere size."""
    j = i - 1
    while j and it.roles[j] == "condition":
        j -= 1
    return j


def _held_before(it: Told, i: int) -> list[int]:
    """What was held, one thing or a list of them, in the clause before."""
    return [j for j in range(_list_head(it, i - 1), i) if _is_held(it.group, j)]


def _list_head(it: Told, i: int) -> int:
    """The first figure of the list that a figure is on, itself where it is on none."""
    while it.listed[i]:
        i -= 1
    return i


def _follows(it: Told, i: int) -> bool:
    """Whether a figure tells of the act of the one in the comma clause before it."""
    group, phrase, earlier = it.group, it.group.phrases[i], it.group.phrases[i - 1]
    alike = group.quantities[i - 1].kind == group.quantities[i].kind
    bare = phrase.noun is None and not (alike and phrase.counted is not None)
    return (
        (it.leads[i] == i - 1 and (phrase.change is not None or bare) and not phrase.joined)
        or tells_of(it, i)
        or (earlier.predicate is not None and earlier.segment[1] < earlier.predicate[0] <= phrase.segment[1])
        or _of_those_named(group, i)
        or _is_level_of_rate(group, i)
        or results(group, i)
        or _attends(group, i)
        or _lasts(group, i)
    )


def is_listed(group: Group, i: int) -> bool:
    """Whether a figure goes on a list begun before it.

    It does not behind a verb (8家企业｜参加京、津两地展会｜9场), nor when the joint stands inside the counted noun
    (5个｜省、区、市｜12个代表团).
    """
    phrase, earlier, start = group.phrases[i], group.phrases[i - 1], group.quantities[i].start
    if not phrase.joined or phrase.verb is not None:
        return False
    if earlier.predicate is not None and earlier.predicate[1] == start:
        return False
    counted = earlier.counted[1] if earlier.counted else 0
    return counted != start and group.cues.listed.search(group.text, group.quantities[i - 1].end, start) is not None


def _beside(it: Told, i: int, linked: bool) -> bool:
    """Whether a figure tells of the act of the one before it in the same comma clause."""
    group, leader, listed = it.group, it.leads[i], it.listed[i]
    quantity, phrase = group.quantities[i], group.phrases[i]
    before, earlier = group.quantities[i - 1], group.phrases[i - 1]
    between = group.between(i - 1, i)
    alike = before.kind == quantity.kind
    change = (phrase.change is None) != (earlier.change is None)
    things = listed and phrase.counted is not None and earlier.counted is not None  # 5个养殖场、｜10万亩｜种薯基地
    if not listed and _does_another(group, i):
        return False
    return (
        (not listed and not LIST_MARK.match(between))
        or (LIST_MARK.match(between) is not None and _results_at(it.group, i, before.end + 1) and not listed)
        or (quantity.kind == "ratio" and group.cues.covers.match(between, 1) is not None)
        or (between in ("、", "和") and not (alike and before.measure_word == quantity.measure_word))
        or (listed and phrase.noun is not None and group.cues.amount.fullmatch(group.text, *phrase.noun) is not None)
        or (alike and group.cues.rise.search(group.text, before.end, quantity.start) is not None)
        or (listed and linked and it.roles[i - 1] != "to" and (phrase.noun is None or quantity.kind in _AMOUNTS))
        or (phrase.noun is None and phrase.verb is None and leader is not None and (change or not alike) and not things)
        or _sums_up(group, i)
        or (quantity.kind == "rank" and tells_of(it, i))
    )


def _does_another(group: Group, i: int) -> bool:
    """Whether behind a joint another verb does another thing: 举办论坛2届、｜撰写｜报告3期."""
    verb, end = group.phrases[i].verb, group.quantities[i - 1].end
    if verb is None or verb[0] <= end or not LIST_MARK.fullmatch(group.text, verb[0] - 1, verb[0]):
        return False
    given = group.quantities[i - 1].kind == "money" and group.cues.gift.match(group.text, *verb) is not None
    return given or not _results_at(group, i, verb[0])


def _opens_again(it: Told, i: int) -> bool:
    """Whether a figure opens the second of two like pairs: 亿元以上项目3个、｜千万元以上项目8个."""
    if i < 2 or i + 1 >= len(it.roles) or not it.listed[i]:
        return False
    if _bare_joint(it, i - 1) or _bare_joint(it, i + 1):
        return False
    if it.group.phrases[i - 2].segment != it.group.phrases[i + 1].segment:
        return False
    first, second, third, fourth = (_sort(it, j) for j in range(i - 2, i + 2))
    return first == third != second == fourth


def _bare_joint(it: Told, i: int) -> bool:
    return LIST_MARK.fullmatch(it.group.between(i - 1, i)) is not None


def _sort(it: Told, i: int) -> tuple[str, str | None, bool]:
    quantity = it.group.quantities[i]
    return quantity.kind, quantity.measure_word, it.roles[i] == "condition"


def _tells_how_it_stands(it: Told, i: int) -> bool:
    """Whether a figure tells the share, the rank or the plan of what its leader is, or its lead over another."""
    group, phrase, kind = it.group, it.group.phrases[i], it.group.quantities[i].kind
    leader = it.leads[i]
    if kind == "rank" and group.quantities[i - 1].kind == "rank" and not it.listed[i]:
        return leader is not None and group.cues.rank_of.match(group.text, phrase.segment[0]) is not None
    if leader is not None and tells_share(group, i):
        return not group.cues.won.match(group.text, phrase.segment[0])
    begins = max(phrase.segment[0], group.quantities[i - 1].end + it.listed[i])
    if kind == "ratio" and group.cues.plan.match(group.text, begins, group.quantities[i].start):
        return True
    return it.listed[i] and phrase.noun is None and kind in ("rank", "points") and leader == i - 1


def _does_with(it: Told, i: int) -> bool:
    """Whether those who are counted beside others act with them: 26家企业｜与｜30个村｜结对, 5家企业、2家商会｜捐款."""
    group = it.group
    phrase, earlier = group.phrases[i], group.phrases[i - 1]
    if not it.listed[i] or phrase.predicate is None or earlier.predicate is not None or earlier.preposition:
        return False
    if group.phrases[_list_head(it, i)].verb is not None:
        return False  # 动员6家商会、9家协会参与: parallel objects
    together = group.text[phrase.segment[0] : group.quantities[i].start].rfind("与", -12) >= 0
    if not together and group.cues.engaged.search(group.text, *phrase.predicate) is None:
        return False
    return class_of(group, i) in BODIES and class_of(group, i - 1) in BODIES


def class_of(group: Group, i: int) -> str | None:
    """The class of what a figure counts behind it."""
    counted = group.phrases[i].counted
    noun = group.lexicon.nouns.to(group.text, counted[1]) if counted else None
    return noun[1].entity_class if noun else None


def _sort_of(group: Group, i: int) -> str | None:
    """The class of what a figure counts: that of its noun, of a bare number of people that of its measure word."""
    if group.phrases[i].counted is not None:
        return class_of(group, i)
    measure = group.lexicon.measure_words.meanings.get(group.quantities[i].measure_word or "")
    return measure.default if measure is not None else None


def _attends(group: Group, i: int) -> bool:
    """Whether a clause tells who came to what was held, or who has gained by what was done, in the one before.

    举办论坛2期，｜120名｜企业家参会; 标准提高60元，｜3万名｜退休人员受益
    """
    phrase, begins = group.phrases[i], group.quantities[i].start == group.opening(i)
    if not begins or phrase.verb is not None or phrase.predicate is None or _sort_of(group, i) not in _ATTENDING:
        return False
    if group.cues.benefits.search(group.text, *phrase.predicate):
        return True
    return _is_event(group, i - 1) and group.cues.selected.match(group.text, phrase.predicate[0]) is None


def _is_held(group: Group, i: int) -> bool:
    """Whether a clause tells of something that people come to."""
    return _is_event(group, i) or group.cues.held.search(group.text, *group.phrases[i].segment) is not None


def _is_event(group: Group, i: int) -> bool:
    """Whether a count is of what was held: 2期, 8场."""
    quantity = group.quantities[i]
    measure = group.lexicon.measure_words.meanings.get(quantity.measure_word or "")
    return quantity.kind == "count" and measure is not None and measure.default == "event"


def _lasts(group: Group, i: int) -> bool:
    """Whether a clause only says how long the act before has been kept up: 已连续坚持8年."""
    phrase, quantity = group.phrases[i], group.quantities[i]
    if quantity.kind != "duration" or phrase.counted is not None or phrase.predicate is not None:
        return False
    return group.cues.kept_up.fullmatch(group.text, phrase.segment[0], quantity.start) is not None


def _lasts_beside(group: Group, i: int) -> bool:
    """Whether another thing has been done for so long beside the one before: 出台…10条，连续3年召开…."""
    predicate, earlier = group.phrases[i].predicate, group.phrases[i - 1]
    if group.quantities[i].kind != "duration" or predicate is None:
        return False
    if group.quantities[i - 1].kind == "duration":
        return earlier.predicate is not None
    done = group.cues.repeated.match(group.text, predicate[0]) is not None
    return done and earlier.segment != group.phrases[i].segment


def results(group: Group, i: int) -> bool:
    """Whether the clause of a figure opens with the result of the act before it (惠及, 为企业挽回)."""
    quantity, phrase, cues = group.quantities[i], group.phrases[i], group.cues
    if _is_series(group, i - 1):
        return False
    start = group.opening(i)
    if group.text.count("，", group.quantities[i - 1].end, start) > _FAR:
        return False
    if quantity.kind == "count" and cues.aided.match(group.text, start):
        before = group.phrases[i - 1].segment[0], group.quantities[i - 1].start
        return group.quantities[i - 1].kind == "money" and cues.collected.search(group.text, *before) is not None
    if phrase.noun is not None and quantity.kind not in ("count", "money", "measure"):
        return quantity.kind == "ratio" and cues.covers.match(group.text, start) is not None
    return _results_at(group, i, start)


def _is_series(group: Group, i: int) -> bool:
    """Whether a figure is a growth or level of which nothing comes, and not the rate at which an act was done."""
    phrase, kind = group.phrases[i], group.quantities[i].kind
    if kind not in ("ratio", "multiple") or phrase.noun is None:
        return kind in ("ratio", "multiple") and phrase.change is not None
    return group.cues.own_rate.fullmatch(group.text, *phrase.noun) is None


def _repeats(group: Group, i: int) -> bool:
    """Whether a clause opens as the one before and so is beside it: 处理污水6吨，｜处理｜垃圾2吨."""
    if group.quantities[i].kind == "ratio":
        return False  # 解决难题12个，解决率90%
    here, there = (group.cues.result.match(group.text, group.opening(j)) for j in (i, i - 1))
    return here is not None and there is not None and here[0] == there[0]


def _results_at(group: Group, i: int, start: int) -> bool:
    """Whether what begins at a place tells the result of what is counted before: of what was held, who came."""
    if group.cues.attended.match(group.text, start):
        return _is_event(group, i - 1)
    return group.cues.result.match(group.text, start) is not None


def _of_those_named(group: Group, i: int) -> bool:
    """Whether the clause before only names those of whom the figure tells: 36家商会中，…占比达九成."""
    text, last = group.text, group.phrases[i - 1].segment[1] - 1
    return (
        text[last] == "中"
        and group.phrases[i - 1].counted is not None
        and group.lexicon.nouns.to(text, last) is not None
    )


def _is_level_of_rate(group: Group, i: int) -> bool:
    """Whether an amount is named by the last word of what grew before: 固定资产投资增长9%，完成｜投资60亿元."""
    phrase, earlier = group.phrases[i], group.phrases[i - 1]
    if phrase.noun is None or earlier.noun is None or earlier.change is None or group.quantities[i].kind != "money":
        return False
    bare, grown = group.text[slice(*phrase.noun)], group.text[slice(*earlier.noun)]
    return 2 <= len(bare) <= _BARE and bare != grown and grown.endswith(bare)


def tells_of(it: Told, i: int) -> bool:
    """Whether a figure tells of the act before it.

    Its rate (办结率92%), its amount (到位资金3亿元), an average (户均2万元), the room that it makes (新增床位60张), the
    total (总数达到80家) or the rank of its number (数量居全省首位).
    """
    text, cues, phrase, earlier = it.group.text, it.group.cues, it.group.phrases[i], it.group.phrases[i - 1]
    kind, before = it.group.quantities[i].kind, it.group.quantities[i - 1].kind
    if kind in ("money", "ratio") and cues.average.match(text, it.group.opening(i)):
        given = before == "count" or earlier.verb is not None
        return given or cues.average.match(text, earlier.segment[0]) is not None
    if phrase.noun is None:
        return False
    start, end = phrase.noun
    if kind == "ratio":
        if it.listed[i - 1] or before not in ("count", "money") or phrase.change:
            return False
        return text[end - 1] == "占" or cues.own_rate.fullmatch(text, start, end) is not None
    if kind == "money":
        return phrase.verb is None and before == "count" and cues.amount.fullmatch(text, start, end) is not None
    if kind == "rank":
        told = cues.ranks_number.match(text, start, end) or cues.ranks.match(text, start)
        return told is not None and before != "rank" and not cues.won.match(text, phrase.segment[0])
    if phrase.verb_role == "up" and cues.room.search(text, start, end):
        return earlier.verb is not None and cues.built.fullmatch(text, *earlier.verb) is not None
    return _sums_up(it.group, i)


def _sums_up(group: Group, i: int) -> bool:
    """Whether a figure is the total that the increase before it makes: 新增企业12家，总数达到80家."""
    phrase, earlier, kind = group.phrases[i], group.phrases[i - 1], group.quantities[i].kind
    if phrase.noun is None or kind not in ("count", "measure") or kind != group.quantities[i - 1].kind:
        return False
    grown = earlier.verb_role == "up" or earlier.change == "up"
    return grown and group.cues.total.fullmatch(group.text, *phrase.noun) is not None
