"""Surroundings: the qualifiers and denominators that stand around a number with its unit."""

from __future__ import annotations

import re

from .model import Relation
from .numerals import EXACT, read
from .reading import Reading, bounds
from .setting import Setting

_PER_BEHIND = re.compile(r"[，。；、）]|$")
_PER_WORD = re.compile(r"[A-Za-z]{1,4}[³²23]?|[㐀-鿿]{1,3}")
_AGED = re.compile(r"岁及?(?:以[上下])?$")
_ENDS_EACH = frozenset("，。；：\n")
_STEPS = 10
"""So many steps are never taken at once: 突破3000家大关 is no count of them."""
_FAR = 30
"""A denominator stands no further before its number."""


def qualified(it: Setting, draft: Reading, floor: int) -> Reading:
    """The draft with the qualifiers and the denominator around it; of stacked qualifiers the first decides.

    The draft has no bounds yet; nothing before `floor` belongs to it.
    """
    text, words, number = it.text, it.words, draft.number
    assert number is not None
    start, end = draft.start, draft.end
    relation: Relation | None = None
    before = words.before.to(text, start) if start > floor else None
    if before is not None:
        word, qualifier = before
        behind = text[start - len(word) - 1 : start - len(word)]
        few = draft.measure_word is not None and number.value is not None and number.value < _STEPS
        counted = few and it.cues.steps.match(text, end)  # 跨过｜两个千亿元台阶
        if start - len(word) >= floor and not (behind and behind in qualifier.guard) and not counted:
            start -= len(word)
            relation = qualifier.relation
    if relation is None and number.relation != "eq":
        relation = number.relation
    while (after := words.after.at(text, end)) is not None:
        word, qualifier = after
        behind = text[end + len(word) : end + len(word) + 1]
        if behind and behind in qualifier.guard:
            break
        end += len(word)
        relation = relation or qualifier.relation
    relation = relation or _apart(it, start, floor)
    graded = draft.kind in ("money", "measure") or (draft.kind == "count" and relation is not None and draft.end == end)
    if graded and text[end : end + 1] == "级" and not it.cues.no_unit.match(text, end):
        end += 1
        if relation is None and (bound := words.after.at(text, end)):  # 万吨级以上
            end += len(bound[0])
            relation = bound[1].relation
    per = draft.per
    aged = draft.kind == "duration" and text[draft.end - 1] == "岁"
    if per is None and not aged and draft.kind in ("money", "count", "measure", "duration"):
        per = per_around(it, start, end, floor)
    value, low, high, relation = bounds(number, relation or "eq", draft.factor)
    reading = Reading(
        start, end, draft.rule, draft.kind, number, draft.number_end, value, low, high, relation, draft.unit, per,
        draft.measure_word, draft.factor, draft.flags,
    )  # fmt: skip
    if relation == "ge" and after is None and text[end : end + 1].isdigit():
        return _bounded_above(it, reading)
    return reading


def per_around(it: Setting, start: int, end: int, floor: int) -> str | None:
    """每月168元, 三万一天: the denominator before or behind a number."""
    text, denominators = it.text, it.words.denominators
    if text[end : end + 1] in ("一", "每"):
        behind = denominators.at(text, end + 1)
        if behind is not None and _PER_BEHIND.match(text, end + 1 + len(behind[0])):
            return behind[1]
    if "均" in text[max(0, start - _FAR) : start]:
        shared = text.rfind("分别", max(0, start - _FAR), start) >= 0  # 月人均标准分别提高到760元和｜620元
        average = it.cues.per_average.search(text, max(0 if shared else floor, start - _FAR), start)
        if average is not None:
            return average["per"]
    if "人口" in text[max(0, start - _FAR) : start]:
        many = it.cues.per_many.search(text, max(0, start - _FAR), start)
        if many is not None:
            return many["per"]  # 千人口｜护士数由2.4名增至｜3.1名
    each = text.rfind("每", max(0, start - _FAR), start)
    if each < 0 or text[each - 1 : each] == "平" or not _ENDS_EACH.isdisjoint(text[each:start]):
        return None
    if each < floor and not _reaches_over(it, each, floor, start):
        return None
    found = denominators.at(text, each + 1)
    return found[1] if found else None


def per_word(it: Setting, at: int) -> tuple[str, int] | None:
    """The denominator behind a slash, as written but for square and cubic metres, and its end."""
    text, words = it.text, it.words
    if denominator := words.denominators.at(text, at):
        return denominator[1], at + len(denominator[0])
    if known := words.measure_words.at(text, at) or words.units.at(text, at):
        return known[0], at + len(known[0])
    match = _PER_WORD.match(text, at)
    return (match[0], match.end()) if match else None


def _reaches_over(it: Setting, each: int, floor: int, start: int) -> bool:
    """Whether a 每 before another figure, which ends at `floor`, goes for the one at `start` too.

    每月分别提高20元、｜30元, 每千人拥有3岁以下｜托位4个.
    """
    if it.cues.each.search(it.text, each, floor) or _AGED.search(it.text, each, floor):
        return True
    return it.text.count("由", each, start) + it.text.count("从", each, start) == 1


def _apart(it: Setting, start: int, floor: int) -> Relation | None:
    """至少 and the like, parted from their number by a verb, or with it (约有, 约占全部茶企的)."""
    far = max(floor, start - (_FAR if it.text[start - 1 : start] == "的" else 7))
    if it.words.apart.ends.isdisjoint(it.text[far:start]):
        return None
    for place in range(start, far, -1):
        if place < start and it.text[place] in "，。；、":
            return None
        if found := it.words.apart.to(it.text, place):
            word, qualifier = found
            behind = it.text[place - len(word) - 1 : place - len(word)]
            if not behind or behind not in qualifier.guard:
                return qualifier.relation
    return None


def _bounded_above(it: Setting, low: Reading) -> Reading:
    """3万元以上5万元以下 is one range."""
    text, words = it.text, it.words
    number = read(text, low.end, it.forms)
    if number is None or number.value is None or low.value is None:
        return low
    unit = words.units.at(text, number.end)
    if unit is None or unit[1].unit != low.unit:
        return low
    end = number.end + len(unit[0])
    after = words.after.at(text, end)
    if after is None or after[1].relation != "le":
        return low
    high = EXACT.multiply(number.value, unit[1].factor)
    return low._replace(end=end + len(after[0]), value=None, high=high, relation="range")
