"""Report time: when a report was made and the time it reports on, from its dateline, title and headings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from ..dates import alternatives, resolve
from ..model import Layout, Period
from ..rules import Rules
from ..time_words import words

_HEAD_PARAGRAPHS = 20
_TAIL_PARAGRAPHS = 5
_LEAD = 4
"""The year begins no further in its paragraph: 回顾2018年，…."""
_YEAR_DAYS = 364
_MONTH_DAYS = 31
_DATE_ONLY = 8
_DASHES = "—─－-"
_UNMARKED = 6

ReportTime = tuple[date | None, date | None, date | None]
"""When the report was made, and the first and last day of the time it reports on; None where not to be had."""


class _Cues(NamedTuple):
    plan: regex.Pattern[str]
    review: regex.Pattern[str]
    report_title: regex.Pattern[str]
    title_of_part: regex.Pattern[str]
    dateline: regex.Pattern[str]
    published: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    def of(role: str) -> regex.Pattern[str]:
        return regex.compile(alternatives(words(r for r in rules.of("period_heading") if r.get("role") == role)))

    roles = ("plan", "review", "report_title", "title_of_part", "dateline", "published")
    return _Cues(*map(of, roles))


def report_time(text: str, layout: Layout, periods: list[Period], rules: Rules) -> ReportTime:
    """When a report was made and what time it is on. Of a month without a day the last day is meant."""
    made = _made(text, layout, periods, rules)
    first, last = _reported(text, layout, periods, made, rules)
    return made, first, last


def report_year(text: str, layout: Layout, periods: list[Period], made: date | None, rules: Rules) -> int | None:
    """The year that a report was made in: of its date, else of its title (政府工作报告) or of the work it plans."""
    if made:
        return made.year
    cues = _cues(rules)
    for start, end in titles(text, layout):
        named = [p.first.year for p in within(periods, start, end) if p.first]
        if named and cues.report_title.search(text, start, end):
            return max(named)
    for heading in layout.headings:
        if is_plan(text, heading.start, heading.end, rules):
            for period in within(periods, heading.start, heading.end):
                if period.first and period.last and period.first.year == period.last.year:
                    return period.first.year
    return None


def is_plan(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a heading tells coming work and not work done."""
    cues = _cues(rules)
    return bool(cues.plan.search(text, start, end)) and not cues.review.search(text, start, end)


def is_dateline(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a line tells where and when the report was made (2024年1月8日在…会议上)."""
    return bool(_cues(rules).dateline.search(text, start, end))


def title_dates(text: str, layout: Layout, rules: Rules) -> bool:
    """Whether the year in the title is that of the work; in 2024年政府工作报告 it is that of the meeting."""
    cues = _cues(rules)
    return not any(
        cues.report_title.search(text, start, end) and not cues.title_of_part.search(text, start, end)
        for start, end in titles(text, layout)
    )


def titles(text: str, layout: Layout) -> list[tuple[int, int]]:
    """The title's lines: its paragraph or else the document's first line, if that is a heading, and a subtitle."""
    paragraphs = layout.paragraphs
    first = layout.title
    if first is None:
        first = next((i for i, paragraph in enumerate(paragraphs[:_HEAD_PARAGRAPHS]) if paragraph.block != "noise"), 0)
        if not paragraphs or paragraphs[first].block != "heading" or _marked(text, layout, paragraphs[first].start):
            return []
    lines = paragraphs[first : first + 1]
    if paragraphs[first + 1 : first + 2] and text[paragraphs[first + 1].start] in _DASHES:
        lines += paragraphs[first + 1 : first + 2]
    return [(line.start, line.end) for line in lines]


def _marked(text: str, layout: Layout, start: int) -> bool:
    """Whether a heading has a marker (一、), by its level beside those of unmarked ones."""
    return any(heading.start == start and 0 < heading.level < _UNMARKED for heading in layout.headings)


def _start(period: Period) -> int:
    return period.start


def within(periods: list[Period], start: int, end: int) -> Iterator[Period]:
    """The periods of a heading or title that may govern."""
    for at in range(bisect_left(periods, start, key=_start), len(periods)):
        period = periods[at]
        if period.start >= end:
            return
        if not (period.anchor or "").startswith(("base", "name")):
            yield period


def _made(text: str, layout: Layout, periods: list[Period], rules: Rules) -> date | None:
    """The date of the dateline, else of a line that is a date, else of publication; the first of the best."""
    cues = _cues(rules)
    head, tail = layout.paragraphs[:_HEAD_PARAGRAPHS], layout.paragraphs[_HEAD_PARAGRAPHS:][-_TAIL_PARAGRAPHS:]
    best: tuple[int, date] | None = None
    for paragraph in (*head, *tail):
        if paragraph.end - paragraph.start > 100:
            continue
        for period in within(periods, paragraph.start, paragraph.end):
            first, last = period.first, period.last
            if period.anchor or period.kind != "during" or not first or not last or (last - first).days >= _MONTH_DAYS:
                continue
            line = text[paragraph.start : paragraph.end]
            if cues.dateline.search(line):
                rank = 0
            elif cues.published.search(line) or paragraph.block == "noise":
                rank = 2
            elif len(line) <= len(period.text) + _DATE_ONLY:
                rank = 1
            else:
                continue
            if best is None or rank < best[0]:
                best = rank, last
    return best[1] if best else None


def _reported(
    text: str, layout: Layout, periods: list[Period], made: date | None, rules: Rules
) -> tuple[date | None, date | None]:
    """The first dated time in a heading that is no plan, else in the title, else the year before the meeting.

    What a report to a meeting does not head as done (2024年经济社会发展) is none of what it reports on in that year.
    """
    year = made.year if made else None
    review = _cues(rules).review
    meeting = None if title_dates(text, layout, rules) else report_year(text, layout, periods, made, rules)
    spans = [(h.start, h.end) for h in layout.headings if not is_plan(text, h.start, h.end, rules)]
    if title_dates(text, layout, rules):
        spans += titles(text, layout)
    for start, end in spans:
        for period in within(periods, start, end):
            dates = dated(period, year, None)
            if meeting and dates and dates[0] and dates[0].year >= meeting and not review.search(text, start, end):
                continue
            if dates and dates[0] and dates[1] and (dates[1] - dates[0]).days > _MONTH_DAYS:
                return dates
    if meeting:
        return date(meeting - 1, 1, 1), date(meeting - 1, 12, 31)
    lead = None if made else lead_year(text, layout, periods, rules)
    return (lead.first, lead.last) if lead else (None, None)


def lead_year(text: str, layout: Layout, periods: list[Period], rules: Rules) -> Period | None:
    """The year that opens a report in parts (一、) which has none in its title or headings: 2018年，面对复杂形势，….

    A document with a heading of coming work is none.
    """
    if any(is_plan(text, heading.start, heading.end, rules) for heading in layout.headings):
        return None
    named = (*((heading.start, heading.end) for heading in layout.headings), *titles(text, layout))
    if any(period.first for start, end in named for period in within(periods, start, end)):
        return None
    body = next((p for p in layout.paragraphs[:_HEAD_PARAGRAPHS] if p.block == "paragraph"), None)
    part = next((heading for heading in layout.headings if 0 < heading.level < _UNMARKED), None)
    if body is None or part is None or part.start < body.start:
        return None
    first = next(within(periods, body.start, body.end), None)
    if first is None or first.start > body.start + _LEAD or text[first.end : first.end + 1] not in ("，", "是"):
        return None
    whole = first.first and first.last and not first.anchor and (first.last - first.first).days >= _YEAR_DAYS
    return first if whole and first.kind == "during" else None


def dated(period: Period, report: int | None, year: int | None) -> tuple[date | None, date | None] | None:
    """The dates of a period given the report's year and the year spoken of; None when they are not to be had."""
    anchor = (period.anchor or "").removeprefix("base").removeprefix("heading").strip()
    if not anchor:
        return period.first, period.last
    if anchor == "review 1":
        past = year if year is not None else report - 1 if report is not None else None
        return (date(past, 1, 1), date(past, 12, 31)) if past else None
    return resolve(anchor, report, year)
