"""Time words: the rules for time expressions compiled into one pattern, and what each expression says by itself.

What an expression may govern, and what its dates follow from, is told by its `anchor`:

| anchor | |
| --- | --- |
| None | its own dates, or masked ones |
| `report-1 1-1..report-1 12-31` | two points of years still to be known, see `dates.resolve` |
| `year` | some day or month of the year spoken of |
| `now` | the day that the report was made |
| `event` | a time told by what happened in it (`occasion` until what happened is part of the span) |
| `review 5`, `coming 5`, `ago 5` | so many years back, ahead or ago; 0 when the number is vague |
| `heading`, `heading review 5` | as None and `review 5`, but only from a heading or title |
| `base`, `base review 5` | what a change is measured from: it dates only a number right behind it (比2020年的340户) |
| `name` | part of a name: it governs nothing |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

import ahocorasick_rs
import regex

from .cues import compiled
from .dates import YEAR, Calendar, alternatives, number
from .rules import Rule, Rules

HAN = r"[㐀-鿿]"
_N = r"(?:\d{1,3}|[一二三四五六七八九十百两几多数]{1,3}|[*×]{1,2})"
_TIME = r"\d{1,2}[：:]\d\d(?:[：:]\d\d)?"
_MONTH_DAY = r"(?:1[0-2]|0?[1-9]){0}(?:3[01]|[12]\d|0?[1-9])"
_NUMERIC = "|".join(rf"(?:19|20)\d\d{mark}{_MONTH_DAY.format(mark)}" for mark in ("-", "/", "[.]"))
_COUNTS = "0123456789一二三四五六七八九十百两几多余数×*〇○零"
_YEAR_ON = r"(?:(?<=1)9|(?<=2)0)"
_NUMBER_OF_TIME = re.compile(  # looking back behind the first character, so that `re` skips to one of its set
    rf"[{_COUNTS}](?:(?<![{_COUNTS}].)(?:[{_COUNTS}]*+(?:个?[年月季日号世时点]|[至到~～—–―─、/：:-])|{_YEAR_ON}\d\d[.])"
    rf"|(?<![\d.].)(?:{_YEAR_ON}\d\d(?![\d,.])|(?<=2)0[xX][xX]))"
)
_CACHE_SIZE = 10_000

Kind = Literal["during", "as_of", "since", "relative"]


class Reading(NamedTuple):
    """What an expression says by itself; its text ends at `text_end` where the span goes on (2020年疫情期间)."""

    kind: Kind
    first: date | None
    last: date | None
    text_end: int
    anchor: str | None
    rule: str


class Sort(NamedTuple):
    """A sort of expression: the pattern that finds it, without capturing groups, and its reader.

    `starts` are the first characters of those expressions that do not begin with a number.
    """

    pattern: str
    read: Callable[[str], Reading]
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimeWords:
    """All sorts in one pattern, a group each, in the order that decides between two that begin at one place."""

    sorts: tuple[Sort, ...]
    _pattern: regex.Pattern[str]
    _starts: ahocorasick_rs.AhoCorasick
    _known: dict[tuple[int, str], Reading] = field(default_factory=dict)

    def find(self, text: str) -> Iterator[tuple[int, int, Reading]]:
        """Every expression of a text, in order and without overlap, with its reading; most recur, so readings are kept.

        The pattern is tried only where a word or number begins that an expression may begin with.
        """
        places = {start for _, start, _ in self._starts.find_matches_as_indexes(text, overlapping=True)}
        places.update(match.start() for match in _NUMBER_OF_TIME.finditer(text))
        at = 0
        for place in sorted(places):
            match = self._pattern.match(text, place) if place >= at else None
            if match is None:
                continue
            at = match.end()
            group, found = match.lastindex or 1, match[0]
            reading = self._known.get((group, found))
            if reading is None:
                if len(self._known) > _CACHE_SIZE:
                    self._known.clear()
                reading = self._known[group, found] = self.sorts[group - 1].read(found)
            yield place, at, reading


@cache
def time_words(rules: Rules) -> TimeWords:
    """The time words of some rules."""
    sorts = [*_names(rules), _dates(rules), *_fixed(rules), *_spans(rules), *_headed(rules), *_plans(rules)]
    sorts += _events(rules)
    starts = {start for sort in sorts for start in sort.starts}
    return TimeWords(
        tuple(sorts),
        compiled("|".join(f"({sort.pattern})" for sort in sorts) or "(?!)"),
        ahocorasick_rs.AhoCorasick(sorted(starts), implementation=ahocorasick_rs.Implementation.DFA),
    )


def _starts(*lists: Iterable[str]) -> tuple[str, ...]:
    """The first three characters of words; of a word of one character, it with every numeral behind."""
    return tuple(
        start
        for words in lists
        for word in words
        for start in ([word[:3]] if len(word) > 1 else [word + numeral for numeral in _COUNTS])
    )


def words(rules: Iterable[Rule], key: str = "words") -> tuple[str, ...]:
    """The words under `key` of several rules."""
    return tuple(word for rule in rules for word in rule.words(key))


def _guarded(rules: Iterable[Rule]) -> str:
    """A pattern for the words of some rules, each rule's with what must not follow them."""
    parts = []
    for rule in rules:
        guard = rule.get("not_before")
        parts.append(f"(?:{alternatives(rule.words())})" + (f"(?!{guard})" if guard else ""))
    return "|".join(parts) or "(?!)"


def _read_as(kind: Kind, anchor: str, rule: Rule) -> Callable[[str], Reading]:
    return lambda text: Reading(kind, None, None, len(text), anchor, rule.id)


def _names(rules: Rules) -> list[Sort]:
    """What holds a year or a number of years and is no period: clock times, decades, names of plans and events."""
    sorts = []
    for rule in rules.of("period_name"):
        if rule.words("patterns"):
            pattern = "|".join(rule.words("patterns"))
        elif rule.words("behind"):
            pattern = rf"(?<={alternatives(rule.words('behind'))}){_N}年{rule.get('before')}"
        elif "gap" in rule.keys:
            pattern = rf"{_N}年{HAN}{{0,{rule.get('gap')}}}?(?:{alternatives(rule.words())})"
        else:
            pattern = rf"{YEAR}(?={alternatives(rule.words())})"
        sorts.append(Sort(pattern, _read_as("relative", "name", rule), _starts(rule.words("starts"))))
    return sorts


def _dates(rules: Rules) -> Sort:
    """Dates and ranges of dates with 以来, 前 or an occasion behind them."""
    years = {word: rule for rule in rules.of("period_relative_year") for word in rule.words()}
    parts = {word: rule for rule in rules.of("period_part") for word in rule.get("words")}
    tails, since, before = rules.of("period_tail"), rules.of("period_since"), rules.of("period_before")
    calendar = Calendar(
        {word: f"{rule.get('base')}{rule.get('shift'):+d}" for word, rule in years.items()},
        {word: tuple(rule.get("words")[word]) for word, rule in parts.items()},
        words(tails),
        words(rule for rule in tails if rule.get("last_day")),
    )
    named = {word: rule.id for word, rule in [*years.items(), *parts.items()]}
    beginning = {f"年{word}": rule.id for rule in tails if rule.get("undated") for word in rule.words()}
    events = {rule.get("since", False): rule for rule in rules.of("period_event") if rule.words("occasion")}
    during, after = (alternatives(events[key].words("occasion")) if key in events else "(?!)" for key in (False, True))
    occasion = rf"{HAN}{{0,8}}?(?:{during})|{HAN}{{0,8}}?(?:{after})"
    end = alternatives(words(tails))
    suffixed = regex.compile(
        rf"({calendar.pattern(end)}|年(?:{end})|(?:{_NUMERIC})(?:\s?{_TIME})?)"
        rf"(?:(?P<since>{alternatives(words(since))})|(?P<before>{alternatives(words(before))})"
        rf"|(?P<during>{HAN}{{0,8}}?(?:{during}))|(?P<after>{HAN}{{0,8}}?(?:{after})))?"
    )

    def read(text: str) -> Reading:
        match = suffixed.fullmatch(text)
        assert match is not None
        written = match[1]
        kind, first, last, anchor = calendar.read(written)
        start, dots, end = (anchor or "").partition("..")
        if match["since"] or match["after"]:
            return Reading("since", first, None, len(text), f"{start}.." if dots else anchor, since[0].id)
        if match["before"]:
            return Reading("as_of", None, last, len(text), f"..{end}" if dots else anchor, before[0].id)
        if written in beginning:
            return Reading("relative", None, None, len(text), "name", beginning[written])
        if match["during"]:
            return Reading(kind, first, last, len(written), anchor, events[False].id)
        rule = next((id_ for word, id_ in named.items() if word in written), "") if dots else ""
        return Reading(kind, first, last, len(written), anchor, rule or "period.calendar")

    away = "".join(rule.get("not_behind", "") for rule in tails)
    pattern = (
        rf"(?:(?:{_NUMERIC})(?![\d.])(?:\s?{_TIME})?|{calendar.pattern(_guarded(tails))}"
        rf"|(?<![{away}{_COUNTS}])年(?:{_guarded(tails)}))"
        rf"(?:{_guarded(since)}|{_guarded(before)}|{occasion})?"
    )
    return Sort(pattern, read, _starts(years, parts, ("第", "前"), beginning, (f"年{w}" for w in words(tails))))


def _spans(rules: Rules) -> list[Sort]:
    """Numbers of years: 过去五年, 近三年, 五年来, 5年累计, 3年内, 今后五年, 十年前."""
    sorts = []
    for rule in rules.of("period_span"):
        after = alternatives(rule.words("after"))
        alone = rf"{_N}[多余]?个?年多?(?:{after})" if rule.get("alone") else "(?!)"
        leading = rf"|{_N}年(?={rule.get('leading')})" if rule.get("leading") else ""
        before = alternatives(rule.words("before"))
        pattern = rf"(?:{before}){_N}[多余]?(?:个?年|个月|个季度)多?(?:{after})?|{alone}{leading}"
        read = _read_years(rule.get("anchor"), rule)
        sorts.append(Sort(pattern, read, _starts(rule.words("before"))))
    return sorts


def _read_years(anchor: str, rule: Rule) -> Callable[[str], Reading]:
    def read(text: str) -> Reading:
        count = regex.search(r"(\d+|[一二两三四五六七八九十]+)个?年", text)
        years = number(count[1]) if count else None
        return Reading("relative", None, None, len(text), f"{anchor} {years or 0}", rule.id)

    return read


def _headed(rules: Rules) -> list[Sort]:
    """Years without 年 and numbers of years without 来, which date only where they stand in a heading or title."""
    sorts = []
    for rule in rules.of("period_heading"):
        if not rule.get("bare"):
            continue
        behind = alternatives(rule.words())

        def read(text: str, rule: Rule = rule) -> Reading:
            return Reading("during", date(int(text), 1, 1), date(int(text), 12, 31), 4, "heading", rule.id)

        sorts.append(Sort(rf"(?:19|20)\d\d(?={behind})|(?<=（)(?:19|20)\d\d(?=）)", read))
        sorts.append(Sort(rf"{_N}年(?={behind})", _read_years("heading review", rule)))
    return sorts


def _fixed(rules: Rules) -> list[Sort]:
    """Words that are expressions as they stand: 目前, 近年来."""
    sorts = []
    for rule in (*rules.of("period_now"), *rules.of("period_words")):
        now = rule.type == "period_now"
        read = _read_as("as_of", "now", rule) if now else _read_as("relative", rule.get("anchor"), rule)
        sorts.append(Sort(_guarded([rule]), read, _starts(rule.words())))
    return sorts


def _plans(rules: Rules) -> list[Sort]:
    """Five-year plans: “十四五”时期, “十四五”末; the bare name of the plan dates headings only."""
    sorts = []
    for rule in rules.of("period_plan"):
        plans: dict[str, int] = rule.get("plans")
        name, plain = alternatives(plans), alternatives([plan for plan in plans if len(plan) > 2])
        tail = alternatives((*rule.words("ends"), *rule.words("governing")))
        parts = regex.compile(rf"“?({name})”?({tail})?")

        def read(text: str, parts: regex.Pattern[str] = parts, rule: Rule = rule) -> Reading:
            match = parts.fullmatch(text)
            assert match is not None
            year = rule.get("plans")[match[1]]
            first, last = date(year, 1, 1), date(year + 4, 12, 31)
            if match[2] in rule.words("ends"):
                return Reading("as_of", None, last, len(text), None, rule.id)
            return Reading("during", first, last, len(text), None if match[2] else "heading", rule.id)

        guard = rule.get("not_before", "(?!)")
        pattern = rf"(?:“(?:{name})”(?:{tail})?|(?:{plain})(?:{tail})?|(?:{name})(?:{tail}))(?!{guard})"
        sorts.append(Sort(pattern, read, _starts(plans, (f"“{name}" for name in plans))))
    return sorts


def _events(rules: Rules) -> list[Sort]:
    """Times told by what happened in them; what happened stands before, and is not yet part of the span."""
    sorts = []
    for rule in rules.of("period_event"):
        kind: Kind = "since" if rule.get("since") else "relative"
        days = rule.words("holidays")
        if days:
            pattern = rf"“?(?:{alternatives(days)})”?(?:{alternatives(rule.words('holiday_after'))})"
            starts = _starts(days, (f"“{day}" for day in days))
            sorts.append(Sort(pattern, _read_as(kind, "event", rule), starts))
        occasion = _read_as(kind, "occasion", rule)
        sorts.append(Sort(alternatives(rule.words()), occasion, _starts(rule.words())))
    return sorts
