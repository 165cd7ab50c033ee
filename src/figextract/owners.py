"""Owners: the things that sizes, amounts and durations belong to, which count nothing themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import takewhile
from typing import NamedTuple

import regex

from .cues import compiled, either, pattern
from .model import Frame, Quantity, Span
from .passage import Passage, whole
from .phrases import Phrase
from .rules import Rules

_NEAR = 36
"""What an amount is spent on is named no further before it."""

_BUILT = frozenset({"infrastructure", "site", "dwelling"})
"""Things that a measure can be that of; capacities and outputs are themselves measured."""


class _Cues(NamedTuple):
    """Words in what names an owner."""

    number: regex.Pattern[str]
    worth: regex.Pattern[str]
    ranks: regex.Pattern[str]
    extent: regex.Pattern[str]
    area: frozenset[str]
    paid: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    return _Cues(
        number=compiled(f"(?:{either(rules, 'entity.number')}|等)$"),
        worth=pattern(rules, "entity.worth", after="$"),
        ranks=pattern(rules, "rank.verb"),
        extent=pattern(rules, "entity.extent", after="$"),
        area=frozenset(word for rule in rules.of("place") if rule.get("relative") for word in rule.words()),
        paid=pattern(rules, "entity.paid"),
    )


def owner(it: Passage, quantity: Quantity, phrase: Phrase, frame: Frame, led: bool, rules: Rules) -> Span | None:
    """The thing that a figure which counts nothing belongs to; `led` says that the figure goes on what is told of one
    before it."""
    cues = _cues(rules)
    span = _owner(it, quantity, phrase, cues, led)
    if span is not None and it.text[span[1] - 1] in "“《":
        span = whole(it.text, span[0], span[1] - 1)  # 煤电机组｜“以新换旧”
    if span is not None and quantity.kind == "measure" and frame.role != "condition":
        span = it.thing(span)
        if span is not None and (extent := cues.extent.search(it.text, *span)):
            span = whole(it.text, span[0], extent.start())  # 推广｜优质稻｜种植面积6万亩
    if span is None:
        return None
    bounded = frame.role == "condition" or quantity.kind == "rank"
    if bounded and (number := cues.number.search(it.text, *span)) and number.start() > span[0]:
        return span[0], number.start()  # 收入20万元以上的｜村｜占比
    return span


def _owner(it: Passage, quantity: Quantity, phrase: Phrase, cues: _Cues, led: bool) -> Span | None:
    """What a size, an amount or a duration belongs to: the noun behind it, or what a verb made of that size."""
    kind, noun = quantity.kind, phrase.noun
    first = kind == "rank" and quantity.relation == "le"  # 前10名｜选手
    if phrase.counted is not None and (first or kind in ("money", "measure", "duration")):
        return phrase.counted
    if kind == "measure" and phrase.predicate is not None and it.text[phrase.predicate[0] - 1] == "的":
        return phrase.predicate
    if phrase.into is not None:
        return phrase.into
    whole_act = phrase.verb is not None and noun is not None  # 投入｜公益资金｜3亿元，完成…
    outlay = (phrase.verb or noun) if kind == "money" and not whole_act else None
    if outlay is not None and it.cues.invested.fullmatch(it.text, *outlay):
        spent = it.cues.spent_before.match(it.text, max(0, outlay[0] - _NEAR), outlay[0])
        spent = spent or it.cues.spent.match(it.text, quantity.end)
        if spent is not None or phrase.verb is not None:
            return spent.span("thing") if spent else None
    if noun is None and kind == "duration" and (done := _object_of(it, phrase, cues)) is not None:
        return done
    if noun is None:
        pace = phrase.change_word if kind == "duration" else None  # 增速｜连续4年居全省前六
        return pace if pace and it.text[pace[1] - 1] in it.cues.rate else None
    if kind == "duration":
        done = _object_of(it, phrase, cues) if it.names_doer(noun[1]) else None
        if done is not None:
            return done  # 工商联｜连续7年开展｜“走企业”活动
        named = phrase.predicate is not None and it.text[noun[0]] != "占"  # 占支出的比重｜连续4年｜保持在七成以上
        return noun if named and it.text[slice(*noun)] not in cues.area else None
    if kind == "money":
        worth = cues.worth.search(it.text, *noun) or cues.worth.search(it.text, noun[0], phrase.between[1])
        if worth is None or worth.start() <= noun[0] or it.names_act(worth.start()):
            return None
        return noun[0], worth.start()
    if kind == "measure" and not phrase.reached:
        passed = quantity.start < quantity.number_start and not led  # 公路超8万公里、｜高铁里程｜超3000公里
        listed = phrase.joined and phrase.verb is None and phrase.change is None and not passed
        listed = listed and not it.names_act(noun[1]) and not it.cues.measured.search(it.text, *noun)
        thing = it.thing(noun) if phrase.verb_role == "finish" else None
        if thing is not None and thing != noun:
            return thing if it.lexicon.nouns.to(it.text, thing[1]) else None  # 完成｜雨水管网｜改造12公里
        added = phrase.verb is not None and it.written(phrase.verb) in it.cues.adding
        built = it.lexicon.nouns.to(it.text, noun[1]) if added else None
        if built is not None and built[1].entity_class in _BUILT:
            return noun  # 新增｜蓄水池｜6万立方米
        return noun if listed or phrase.verb_role in ("act", "pivot", "noun_verb") else None
    return None


def _object_of(it: Passage, phrase: Phrase, cues: _Cues) -> Span | None:
    """What the predicate of a duration is done to: 连续8年举办｜招聘会."""
    if phrase.predicate is None or it.text[phrase.predicate[0]] in it.cues.passive:
        return None
    start, end = begin, _ = phrase.predicate
    if cues.ranks.match(it.text, start):
        return None
    while it.role_at(start) == "act" or (start == begin and it.role_at(start) == "noun_verb"):
        start = it.words.end_of(start)
    named = it.text[end - 1] == "”" or it.lexicon.nouns.to(it.text, end) is not None or it.names_act(end)
    return (start, end) if begin < start < end and named else None


def without_sizes(it: Passage, span: Span, index: int, quantities: Sequence[Quantity]) -> str:
    """What works are called, without the sizes in their name and the place before these: 老城｜6公里｜供水工程."""
    parts: list[str] = []
    start = span[0]
    for quantity in takewhile(lambda each: each.start < span[1], quantities[index + 1 :]):
        before = it.written((start, quantity.start)) if start < quantity.start else ""
        if parts or "、" in before:
            parts.append(before)
        start = max(start, quantity.end)
    return "".join((*parts, it.written((start, span[1]))))


def paid_for(
    it: Passage,
    index: int,
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    classes: Sequence[str | None],
    rules: Rules,
) -> int | None:
    """The projects counted before that an investment of the same act goes into."""
    phrase = phrases[index]
    named = phrase.noun or phrase.verb
    event = frames[index].event
    if event is None or named is None or not _cues(rules).paid.fullmatch(it.text, *named):
        return None
    act = takewhile(lambda at: frames[at].event == event, range(index - 1, -1, -1))
    return next((at for at in act if classes[at] == "project" and frames[at].role != "part"), None)


def worth_of(it: Passage, index: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase]) -> str | None:
    """The counted things that an amount is said to be that of: 投资2亿元实施的｜甲学校等4个项目."""
    of, following = it.cues.worth_of.match(it.text, quantities[index].end), index + 1
    if of is None or following == len(quantities) or quantities[following].kind != "count":
        return None
    counted, start = phrases[following].counted, quantities[following].start
    between = it.text[of.end() : start]
    if counted is None or start < of.end() or not (between == "" or between.endswith("等")) or "，" in between:
        return None
    return it.written((of.end() if between else counted[0], counted[1]))
