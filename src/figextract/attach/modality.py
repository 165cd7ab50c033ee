"""The column `modality`: done or true, estimated, or promised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import regex

from ..cues import pattern
from ..model import About, Columns, Evidence, Frame, Layout, Quantity, Span
from ..rules import Rules

_YEAR = re.compile(r"(20\d\d)(?!年?\d{1,2}月)年?")
_NAMED = r"(?:“[^“”]*”|《[^《》]*》)(*SKIP)(*FAIL)|"
"""What is only named (《发展规划》) says nothing of whether something was done."""
_DECEMBER = 12
_HEADING_MAX = 48
_ITEM_MAX = 80
"""A longer paragraph is no item of a list."""
_QUOTING_MAX = 30
"""A longer heading tells more than what its section is about; one with a quotation sooner."""


class _Cues(NamedTuple):
    """Words before a figure, and in the headings above it, that say whether it was done."""

    planned: regex.Pattern[str]
    aimed: regex.Pattern[str]
    future: regex.Pattern[str]
    later: regex.Pattern[str]
    estimated: regex.Pattern[str]
    onwards: regex.Pattern[str]
    done: regex.Pattern[str]
    plan: regex.Pattern[str]
    review: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    return _Cues(
        planned=pattern(rules, "planned", before=_NAMED),
        aimed=pattern(rules, "aimed"),
        future=pattern(rules, "future"),
        later=pattern(rules, "later"),
        estimated=pattern(rules, "estimated"),
        onwards=pattern(rules, "estimated_onwards"),
        done=pattern(rules, "done"),
        plan=pattern(rules, "plan_section"),
        review=pattern(rules, "review_section"),
    )


def attach_modalities(
    text: str,
    layout: Layout,
    quantities: Sequence[Quantity],
    frames: Sequence[Frame],
    period_ends: Sequence[date | None],
    about: About,
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The modality of every quantity, by the words before it in its clause, else by the headings above."""
    cues = _cues(rules)
    found: list[str] = []
    evidence: list[Evidence] = []
    plans = [_is_plan(text, layout, index, about.report_date, cues) for index in range(len(layout.headings))]
    over = _time_over(about, cues)
    aims = _aimed_lists(text, layout, cues)
    partial = about.period_end is not None and about.period_end.month < _DECEMBER
    onwards: tuple[tuple[int, ...], Span] | None = None
    telling = {section: _telling(section, plans, layout) for section in {s.section for s in layout.sentences}}
    ahead_told = cues.future.search(text) is not None
    for i, (quantity, frame) in enumerate(zip(quantities, frames, strict=True)):
        sentence = layout.sentences[quantity.sentence]
        told = telling[sentence.section]
        if aim := aims.get(sentence.paragraph):
            found.append("planned")
            evidence.append(Evidence(i, "modality", *aim, "paragraph", "cue.aimed"))
        elif told is not None and plans[told]:
            end = min(frame.segment[1], quantity.end + 6)
            if done := cues.done.search(text, frame.segment[0], end):
                found.append("actual")
                evidence.append(Evidence(i, "modality", *done.span(), "clause", "cue.done"))
            else:
                heading = layout.headings[told]
                found.append("planned")
                evidence.append(Evidence(i, "modality", heading.start, heading.end, "section", "cue.plan_section"))
        elif ahead_told and (ahead := cues.future.search(text, frame.clause[0], quantity.start)):
            found.append("planned")
            evidence.append(Evidence(i, "modality", *ahead.span(), "clause", "cue.future"))
        elif partial and (later := cues.later.search(text, sentence.start, quantity.start)):
            found.append("planned")
            evidence.append(Evidence(i, "modality", *later.span(), "sentence", "cue.later"))
        elif estimated := cues.estimated.search(text, sentence.start, quantity.start):
            found.append("estimated")
            evidence.append(Evidence(i, "modality", *estimated.span(), "sentence", "cue.estimated"))
            if said := cues.onwards.search(text, sentence.start, quantity.start):
                onwards = sentence.section[:1], said.span()
        elif onwards is not None and onwards[0] == sentence.section[:1]:
            found.append("estimated")
            evidence.append(Evidence(i, "modality", *onwards[1], "section", "cue.estimated_onwards"))
        elif told is None and (
            cue := cues.aimed.search(text, sentence.start, quantity.start)
            or (not _is_over(period_ends[i], over) and cues.planned.search(text, frame.clause[0], quantity.start))
        ):
            found.append("planned")
            evidence.append(Evidence(i, "modality", *cue.span(), "sentence", "cue.planned"))
        else:
            found.append("actual")
    return {"modality": found}, evidence


def _time_over(about: About, cues: _Cues) -> date | None:
    """The last day that was over when the report was given: what was fought for and held down by then was done."""
    if about.report_date is not None:
        return about.report_date - timedelta(days=1)
    plan = about.title is not None and cues.plan.search(about.title) and not cues.review.search(about.title)
    return None if plan else about.period_end


def _is_over(period_end: date | None, over: date | None) -> bool:
    return period_end is not None and over is not None and period_end <= over


def _aimed_lists(text: str, layout: Layout, cues: _Cues) -> dict[int, Span]:
    """The paragraphs that list the targets a line before announces (主要预期目标是：), each with the words that do."""
    headings = {heading.start for heading in layout.headings}
    found: dict[int, Span] = {}
    aim: Span | None = None
    for number, paragraph in enumerate(layout.paragraphs):
        if text[paragraph.end - 1] == "：":
            announced = cues.aimed.search(text, paragraph.start, paragraph.end)
            aim = announced.span() if announced else None
        elif aim is None or paragraph.start in headings or paragraph.end - paragraph.start > _ITEM_MAX:
            aim = None
        else:
            found[number] = aim
    return found


def _telling(section: Sequence[int], plans: Sequence[bool | None], layout: Layout) -> int | None:
    """The heading of a section that says whether its work is done: the outermost, but in a plan (2024年…计划) also the
    part that looks back (一、上年计划执行情况)."""
    said = [heading for heading in section if plans[heading] is not None]
    back = [heading for heading in said if not plans[heading] and layout.headings[heading].level == 1]
    within_plan = back and plans[said[0]] and layout.headings[said[0]].level != 1
    return back[0] if within_plan else said[0] if said else None


def _is_plan(text: str, layout: Layout, index: int, report_date: date | None, cues: _Cues) -> bool | None:
    """Whether a heading speaks of what is to be done; None when it says neither."""
    heading = layout.headings[index]
    length = heading.end - heading.start
    if length > _HEADING_MAX or (length > _QUOTING_MAX and text.find("“", heading.start, heading.end) >= 0):
        return None
    if cues.review.search(text, heading.start, heading.end):
        return False
    if cues.plan.search(text, heading.start, heading.end):
        return True
    year = _YEAR.search(text, heading.start, heading.end)
    if year is not None and report_date is not None and report_date.month <= 6:
        return int(year[1]) >= report_date.year
    return None
