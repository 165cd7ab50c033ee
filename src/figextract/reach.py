"""Reach: the dates that each time expression has where it stands, and how far beyond its sentence it governs.

A document is walked once, sentence by sentence. An expression that opens a paragraph, and 目前, hold to its end or the
next expression; one that opens the first paragraph of a section holds in the section, unless the heading has one; a
heading's holds in its section, the title's in the document; any other in its own sentence only. The items of a list
are one paragraph, and a paragraph that only leads in (五年来，主要做了以下工作：) holds like a heading for what
follows it.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from .annotate.report_time import (
    ReportTime,
    dated,
    is_dateline,
    is_plan,
    lead_year,
    report_year,
    title_dates,
    titles,
    within,
)
from .cues import compiled
from .governors import Governor, Inherited, Reach
from .model import Heading, Layout, Period, Sentence
from .rules import Rules

_OPENING_REACH = 30
_OPENERS = 2
"""Before the expression that opens a sentence there may be the date of a dateline (甲市8月9日讯（记者 江上）)."""
_BRACKETS = 2
_TOPIC = 20
_START_OF_YEAR = 3
_PART_LEVEL = 1
"""Headings down to this level (一、) part a report; those below stand under what leads in to them."""


def _is_same(heading: Governor, opener: Governor) -> bool:
    """Whether what opens a paragraph tells no other time than the heading above it does: 2015年, and 今年."""
    undated = opener.first is None and opener.last is None
    return undated or (heading.first, heading.last) == (opener.first, opener.last)


class _Lead(NamedTuple):
    """What a paragraph that leads in to what follows hands on, within the headings `part`; `last` is the index of the
    last heading before it."""

    held: Inherited
    part: tuple[int, ...]
    last: int


class _Cues(NamedTuple):
    opening: regex.Pattern[str]
    continued: regex.Pattern[str]
    leading: regex.Pattern[str]
    reach: dict[str, str]
    present: frozenset[str]


@cache
def _cues(rules: Rules) -> _Cues:
    patterns = {rule.id: compiled(rule.get("pattern")) for rule in rules.of("period_cue")}
    never = compiled("(?!)")
    reach = {rule.id: rule.get("reach") for rule in rules.all if rule.type.startswith("period_") and rule.get("reach")}
    present = frozenset(rule.id for rule in rules.of("period_event") if rule.get("present"))
    opening, continued, leading = (
        patterns.get(f"period.{name}", never) for name in ("opening", "continued", "leads_in")
    )
    return _Cues(opening, continued, leading, reach, present)


def _start(heading: Heading) -> int:
    return heading.start


def reach(text: str, layout: Layout, periods: list[Period], report_time: ReportTime, rules: Rules) -> Reach:
    """How far the periods of a text govern."""
    walk = _Walk(text, layout, periods, report_time, rules)
    for sentence in layout.sentences:
        walk.step(sentence)
    return walk.found


class _Walk:
    """The state of the walk: what the sections and the paragraph have to hand on.

    `headings` are the governors of each heading by its index, `active` the one of them that now holds (a heading may
    name a year and a plan), `openers` those that open the first paragraph of a section.
    """

    def __init__(self, text: str, layout: Layout, periods: list[Period], report_time: ReportTime, rules: Rules) -> None:
        self.made, first, last = report_time
        self.text, self.layout, self.rules, self.cues = text, layout, rules, _cues(rules)
        self.report = report_year(text, layout, periods, self.made, rules)
        self.annual = first is None or last is None or first.year == last.year
        self.review = first.year if first and self.annual else None
        self.periods = [period for period in periods if period.anchor != "name"]
        self.at = 0
        self.found = Reach()
        self.title: Inherited | None = None
        self.headings: dict[int, list[Governor]] = {}
        self.active: dict[int, Inherited] = {}
        self.openers: dict[int, Inherited] = {}
        self.begun: dict[int, int] = {}
        self.spanning: tuple[tuple[int, ...], Inherited | None] | None = None
        self.lead: _Lead | None = None
        self.paragraph = -1
        self.body = 0
        self.dated: tuple[int, list[tuple[date, date]]] = (-1, [])
        self.carried: Inherited | None = None
        self.last: Governor | None = None
        self.meeting = not title_dates(text, layout, rules)
        if not self.meeting:
            named = [g for start, end in titles(text, layout) for g in self._named(start, end, ())]
            self.title = next((Inherited(governor, "title") for governor in named), None)
        lead = None if self.title or self.made else lead_year(text, layout, periods, rules)
        if lead is not None:
            self.title = Inherited(self._resolved(lead, None, (), None), "document")
        outer: list[int] = []
        for number, heading in enumerate(layout.headings):
            while outer and layout.headings[outer[-1]].level >= heading.level:
                outer.pop()
            made = is_dateline(text, heading.start, heading.end, rules)
            governors = [] if made else self._named(heading.start, heading.end, tuple(outer))
            if governors and not self._dates_report(governors[0], heading.start, heading.end):
                self.headings[number], self.active[number] = governors, Inherited(governors[0], "section")
            outer.append(number)

    def _dates_report(self, governor: Governor, start: int, end: int) -> bool:
        """Whether a heading is but the date of the report."""
        return governor.last == self.made is not None and governor.end - governor.start >= end - start - _BRACKETS

    def step(self, sentence: Sentence) -> None:
        """Take in one sentence."""
        if sentence.paragraph != self.paragraph:
            listed = sentence.block == "list" and self.found.openers and self._is_list(self.paragraph)
            self.carried = self.carried if listed else None
            self.paragraph, self.body, self.last = sentence.paragraph, 0, None
        own = self._own(sentence)
        opener = None
        if own:
            opener = next((governor for governor in own[:_OPENERS] if self._opens(governor, sentence)), None)
        outer = self.carried or self._section(sentence.section)
        if not own and self.last:
            if self.cues.continued.match(self.text, sentence.start):
                outer = Inherited(self.last, "paragraph")
            else:
                self.last = None
        self.found.openers.append(opener or self._frames(own, sentence))
        self.found.inherited.append(outer)
        if self.spanning is None or self.spanning[0] != sentence.section:
            self.spanning = sentence.section, self._span(sentence.section)
        self.found.spans.append(self.spanning[1])
        if own:
            self.last = own[-1]
        if sentence.block not in ("title", "heading", "noise"):
            if own:
                self._hand_on(sentence, own, opener)
            headed = bool(sentence.section) and self.layout.headings[sentence.section[-1]].start == sentence.start
            long = sentence.end - sentence.start > _TOPIC or "，" in self.text[sentence.start : sentence.end]
            if own or (long and not headed):
                self.body += 1

    def _hand_on(self, sentence: Sentence, own: list[Governor], opener: Governor | None) -> None:
        """Set what holds after a sentence with governors of its own."""
        self.spanning = None
        first = sentence.start == self.layout.paragraphs[sentence.paragraph].start
        leads = opener is not None and opener.reach != "sentence" and (first or (not self.body and opener.of_years()))
        now = next((i for i in reversed(range(len(own))) if own[i].reach == "paragraph"), None)
        if now is not None:
            holder: Governor | None = own[now]
            rest = own[now + 1 :]
        elif leads:
            holder, rest = opener, [governor for governor in own if governor is not opener]
        else:
            holder, rest = self.carried.governor if self.carried else None, own
        ended = holder is None or not all(holder.covers(governor) for governor in rest)
        self.carried = None if holder is None or ended else Inherited(holder, "paragraph")
        if opener is None:
            return
        if first and self._leads_in(opener, sentence):
            last = bisect_right(self.layout.headings, sentence.start, key=_start) - 1
            part = self._part(sentence.section)
            headed = next((held for heading in reversed(part) if (held := self.active.get(heading))), None)
            if headed is None or not _is_same(headed.governor, opener):
                headed = Inherited(opener, "section")
            self.lead = _Lead(headed, part, last)
            return
        if not sentence.section:
            return
        inner = sentence.section[-1]
        first = self.begun.setdefault(inner, self.paragraph) == self.paragraph
        lasting = opener.years > 1 or (leads and (opener.of_years() or opener.kind == "since"))
        if first and lasting and opener.reach != "sentence":
            self.openers.setdefault(inner, Inherited(opener, "section"))
        for heading in sentence.section:
            for named in self.headings.get(heading, ()) if lasting else ():
                alike = (named.first, named.last) == (opener.first, opener.last)
                if alike and named is not self.active[heading].governor:
                    self.active[heading] = Inherited(named, "section")
                    for inner in sentence.section[sentence.section.index(heading) + 1 :]:
                        self.openers.pop(inner, None)

    def _section(self, section: tuple[int, ...]) -> Inherited | None:
        """What governs a section, the innermost first: its heading, else what opens its first paragraph."""
        lead = self.lead if self.lead and self._part(section) == self.lead.part else None
        for heading in reversed(section):
            if lead and heading <= lead.last:
                return lead.held
            held = self.active.get(heading) or self.openers.get(heading)
            if held:
                return held
        return lead.held if lead else self.title

    def _span(self, section: tuple[int, ...]) -> Inherited | None:
        """What governs a section and is of several years, the innermost first."""
        for heading in reversed(section):
            for held in (self.active.get(heading), self.openers.get(heading)):
                if held and held.governor.of_years() and held.governor.one_year() is None:
                    return held
        return None

    def _part(self, section: tuple[int, ...]) -> tuple[int, ...]:
        """The headings of a section that part the report."""
        return tuple(heading for heading in section if self.layout.headings[heading].level <= _PART_LEVEL)

    def _leads_in(self, opener: Governor, sentence: Sentence) -> bool:
        """Whether a sentence is a paragraph that says no more than when and that something follows."""
        whole = self.layout.paragraphs[sentence.paragraph]
        target = opener.kind == "as_of" and opener.last is not None and (opener.last.month, opener.last.day) == (12, 31)
        if sentence.end < whole.end or not (opener.of_years() or target):
            return False
        return self.cues.leading.search(self.text, opener.end, sentence.end) is not None

    def _is_list(self, paragraph: int) -> bool:
        return paragraph >= 0 and self.layout.paragraphs[paragraph].block == "list"

    def _own(self, sentence: Sentence) -> list[Governor]:
        """The governors that stand in a sentence, in order, each resolved with the year that the one before tells."""
        own: list[Governor] = []
        periods = self.periods
        while self.at < len(periods) and periods[self.at].start < sentence.end:
            period = periods[self.at]
            self.at += 1
            if period.start < sentence.start or (period.anchor or "").startswith("heading"):
                continue
            spoken = [] if self.made is None and "report" in (period.anchor or "") else own[-1:]
            outer = spoken or [held.governor for held in (self.carried, self._section(sentence.section)) if held]
            review = None if self.meeting and "report+0" in (period.anchor or "") else self.review
            year = next((year for governor in outer if (year := governor.one_year())), review)
            said = own[-1].one_year() if own else None
            governor = self._resolved(period, year, sentence.section, sentence, said)
            self.found.governors.append(governor)
            self.found.starts.append(governor.start)
            if governor.reach != "figure":
                own.append(governor)
        return own

    def _named(self, start: int, end: int, section: tuple[int, ...]) -> list[Governor]:
        """The governors of a heading or title."""
        outer = self._section(section)
        year = outer.governor.one_year() if outer else None
        if year is None and self.made is not None and is_plan(self.text, start, end, self.rules):
            year = self.made.year  # 建议全年主要预期目标
        return [self._resolved(period, year, section, None) for period in within(self.periods, start, end)]

    def _resolved(
        self,
        period: Period,
        year: int | None,
        section: tuple[int, ...],
        sentence: Sentence | None,
        spoken: int | None = None,
    ) -> Governor:
        """A period with the dates that it has where it stands; `spoken` is the year that its sentence has named."""
        kind, first, last, known = period.kind, period.first, period.last, None
        anchor = period.anchor or ""
        base = anchor.startswith("base")
        sort, _, count = anchor.removeprefix("base").removeprefix("heading").strip().partition(" ")
        years = int(count) if sort in ("review", "coming", "ago") else 0
        report = self.report
        if report is None or (self.made is None and year and "report+0" in anchor):  # 今年 of an undated report
            report = year or report
        if sort == "now":
            last, known = self.made, self.report
        elif sort == "event" and period.rule in self.cues.present:
            known = spoken or (self.report if self.annual else None)
        elif sort == "year":
            known = year or self.report
        elif years > 1:
            plan = self._plan(sort, years, section, sentence)
            if plan:
                kind, first, last = "during", plan[0], plan[1]
        elif sort:
            if sort == "review":
                named = (g.one_year() for h in reversed(section) for g in self.headings.get(h, ()))
                year = next(filter(None, named), year)
            dates = dated(period, report, year if sort == "review" else self._recent(period, year))
            if dates:
                first, last = dates
                kind = "during" if kind == "relative" else kind
            elif kind == "during":
                kind = "relative"
        if kind == "since" and first and first.year == self.report:
            known = first.year
        bracket = None
        if sentence:
            opening = self.text.rfind("（", sentence.start, period.start)
            if opening >= 0 and self.text.find("）", opening, period.start) < 0:
                closing = self.text.find("）", period.end, sentence.end)
                if (opening + 1, closing) != (period.start, period.end):
                    bracket = (opening, closing if closing >= 0 else sentence.end)
        return Governor(
            period.start, period.end, kind, first, last, period.text, period.rule, known, years,
            "figure" if base else self.cues.reach.get(period.rule, ""), bracket,
        )  # fmt: skip

    def _recent(self, period: Period, year: int | None) -> int | None:
        """The year spoken of; where none is, that of the report, or the one before for what it could not yet tell."""
        if year is not None or self.made is None:
            return year
        dates = dated(period, None, self.made.year)
        ahead = dates and dates[1] and dates[1] > self.made and period.kind == "during"
        return self.made.year - 1 if ahead and self.made.month <= _START_OF_YEAR else self.made.year

    def _plan(
        self, sort: str, years: int, section: tuple[int, ...], sentence: Sentence | None
    ) -> tuple[date, date] | None:
        """The dates of the plan that a number of years means: one that the headings or else the paragraph name."""
        named = [g for h in reversed(section) for g in self.headings.get(h, ())]
        plans = [(g.first, g.last) for g in named if g.first and g.last]
        if sentence:
            plans += self._dates(sentence.paragraph)
        for first, last in plans:
            if last.year - first.year + 1 != years:
                continue
            past = self.report is None or first.year < self.report
            ahead = self.report is None or not past
            if past if sort == "review" else ahead and sort == "coming":
                return first, last
        return None

    def _dates(self, paragraph: int) -> list[tuple[date, date]]:
        """The dates that the expressions of a paragraph name, each pair once."""
        if self.dated[0] != paragraph:
            whole = self.layout.paragraphs[paragraph]
            named = within(self.periods, whole.start, whole.end)
            self.dated = paragraph, list(dict.fromkeys((p.first, p.last) for p in named if p.first and p.last))
        return self.dated[1]

    def _frames(self, own: list[Governor], sentence: Sentence) -> Governor | None:
        """The expression of what leads in to items: 各商会2021年成效明显：一是…；二是…."""
        if not own or (colon := self.text.find("：", own[0].end, sentence.end)) < 0:
            return None
        items = "；" in self.text[colon : sentence.end] and "；" not in self.text[sentence.start : colon]
        return own[0] if items else None

    def _opens(self, governor: Governor, sentence: Sentence) -> bool:
        """Whether an expression opens its sentence."""
        if governor.start - sentence.start > _OPENING_REACH:
            return False
        return bool(self.cues.opening.fullmatch(self.text, sentence.start, governor.start))
