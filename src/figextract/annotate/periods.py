"""Periods: every time expression of a clean text, found in one pass.

The spans do two things: no number inside them is a figure, and they date the figures that they govern. Their `anchor`
says what they may govern and what their dates follow from: see `figextract.time_words`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import regex

from ..dates import alternatives
from ..model import Period
from ..rules import Rules
from ..time_words import Reading, time_words, words

_QUOTES = (("》", "《"), ("”", "“"))
_QUOTE_REACH = 40
_OCCASION_REACH = 14
_OCCASION = regex.compile(r"[^，。；：！？（）《》、\s]+$")
_DIGITS = "0123456789"
_YEAR = 4
_YEAR_DAYS = 364
_SHARED_REACH = 16
_IN_NUMBER = tuple("0123456789.")
_GUARDED = ("period_span", "period_relative_year", "period_part", "period_now")
_AND = ("、", "和", "及", "与")


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What the characters around an expression make of it."""

    until: tuple[tuple[str, tuple[str, ...], str], ...]
    not_behind: dict[str, tuple[str, ...]]
    attributive: dict[str, regex.Pattern[str]]
    base_before: tuple[str, ...]
    base_not_behind: tuple[str, ...]
    base_beside: tuple[str, ...]
    base_after: regex.Pattern[str]
    compared: regex.Pattern[str]
    occasion_cut: regex.Pattern[str]
    vague: tuple[str, ...]
    superlative: regex.Pattern[str]
    shared: regex.Pattern[str]


@cache
def _surroundings(rules: Rules) -> _Surroundings:
    bases, events = rules.of("period_base"), rules.of("period_event")

    def any_of(values: list[str | None]) -> regex.Pattern[str]:
        return regex.compile("|".join(f"(?:{value})" for value in values if value) or "(?!)")

    return _Surroundings(
        until=tuple(
            (word, rule.words("bare_behind") if word in rule.words("bare") else (), rule.id)
            for rule in rules.of("period_until")
            for word in sorted(rule.words(), key=len, reverse=True)
        ),
        not_behind={r.id: r.words("not_behind") for r in rules.all if r.type in _GUARDED and r.get("not_behind")},
        attributive={r.id: regex.compile(r.get("attributive")) for r in rules.all if r.get("attributive")},
        base_before=words(bases, "before"),
        base_not_behind=words(bases, "not_behind"),
        base_beside=words(bases, "beside"),
        base_after=any_of([rule.get("after") for rule in bases] + [rule.get("times") for rule in bases]),
        compared=any_of([rule.get("compared") for rule in bases]),
        occasion_cut=regex.compile(rf".*(?:{alternatives(words(events, 'cut'))})"),
        vague=words(events, "vague"),
        superlative=any_of([rule.get("superlative") for rule in events]),
        shared=any_of([rule.get("pattern") for rule in rules.of("period_cue") if rule.id == "period.shared"]),
    )


def find_periods(text: str, rules: Rules) -> list[Period]:
    """Every time expression of a clean text, in order and without overlap; those with anchor `name` only keep
    their numbers from being figures."""
    grammar, around = time_words(rules), _surroundings(rules)
    periods: list[Period] = []
    at = 0
    for start, end, reading in grammar.find(text):
        behind = text[max(at, start - 4) : start]
        if behind.endswith(around.not_behind.get(reading.rule, ())):
            continue
        if text[start] in _DIGITS and behind.endswith(_IN_NUMBER) and not (end - start > _YEAR and behind[-1] == "."):
            continue
        kind, first, last, text_end, anchor, rule = reading
        if anchor == "occasion":
            word, start = start, _occasion(text, at, start, around)
            if start == word:
                continue
            text_end = end - start
            named = text.endswith(around.vague, start, end) or around.superlative.match(text, end)
            anchor = "name" if named else "event"
        if anchor != "name":
            chained = bool(periods) and is_base(periods[-1]) and text[at:start] in _AND
            standing = "base" if chained else _standing(text, at, start, end, reading, around)
            anchor = f"base {anchor or ''}".strip() if standing == "base" else standing or anchor
            until = _until(text, at, start, around) if kind in ("during", "as_of") and not standing else None
        else:
            until = None
        if until is not None:
            begin, rule = until
            text_end += start - begin
            kind, first, start = "as_of", None, begin
            if anchor is not None and ".." in anchor:
                anchor = ".." + anchor.partition("..")[2]
        period = Period(start, end, kind, first, last, text[start : start + text_end], anchor, rule)
        if periods and _continues(text, periods[-1], period, around):
            before = periods.pop()
            period = replace(period, start=before.start, first=before.first, text=text[before.start : end])
        periods.append(period)
        at = end
    return periods


def is_base(period: Period) -> bool:
    """Whether a period is what a change is measured from."""
    return (period.anchor or "").startswith("base")


def _continues(text: str, before: Period, period: Period, around: _Surroundings) -> bool:
    """Whether a year follows the one before it (2023年和2024年累计…), and the two are not told apart by 分别."""
    if before.anchor or period.anchor or not before.kind == period.kind == "during":
        return False
    if not before.last or not period.first or not period.last or text[before.end : period.start] not in _AND:
        return False
    if (period.first - before.last).days != 1 or (period.last - period.first).days < _YEAR_DAYS:
        return False
    return not around.shared.search(text, period.end, period.end + _SHARED_REACH)


def _occasion(text: str, at: int, start: int, around: _Surroundings) -> int:
    """Where what happened begins, before a word like 期间 or 以来; the place of that word when nothing stands there."""
    match = _OCCASION.search(text, max(at, start - _OCCASION_REACH), start)
    if match is None:
        return start
    cut = around.occasion_cut.match(text, match.start(), start)
    return int(cut.end() if cut else match.start())


def _standing(text: str, at: int, start: int, end: int, reading: Reading, around: _Surroundings) -> str | None:
    """`base` or `name` where the characters around an expression make it one."""
    behind = text[max(at, start - 5) : start]
    if behind.endswith(around.base_before) and not behind.endswith(around.base_not_behind):
        return "base"
    if around.base_after.match(text, end):
        return "base"
    if behind.endswith(around.base_beside) and around.compared.match(text, end):
        return "base"
    attributive = around.attributive.get(reading.rule)
    if attributive is not None and attributive.match(text, end):
        return "name"
    reach = max(0, start - _QUOTE_REACH)
    for close, opening in _QUOTES:
        begin = text.rfind(opening, reach, start)
        alone = begin == start - 1 and text.startswith(close, end)
        if begin >= 0 and text.find(close, begin, start) < 0 and not alone:
            return "name"
    return None


def _until(text: str, at: int, start: int, around: _Surroundings) -> tuple[int, str] | None:
    """Where a word like 截至 before a date begins, and its rule; 到 only where a clause begins or a plan is told."""
    for word, behind, rule in around.until:
        begin = start - len(word)
        if begin < at or not text.startswith(word, begin):
            continue
        if not behind or begin == 0 or text[begin - 1].isspace() or text.endswith(behind, 0, begin):
            return begin, rule
    return None
