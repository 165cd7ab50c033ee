"""Period and year: the time expression that governs each figure, and the year that the figure is an observation of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..annotate.report_time import ReportTime
from ..cues import compiled, pattern
from ..governors import Governor, Reach
from ..model import Columns, Evidence, Frame, Layout, Period, Quantity, Scope
from ..reach import reach
from ..rules import Rules

_BEHIND = ("", "的", "末的", "底的")
_AND = ("、", "和", "及", "与", "，")
_PARTED = re.compile("[、，；：]")
_STATES = frozenset(("share", "rank", "average"))
_CUE_REACH = 16


class _Cues(NamedTuple):
    """What shares out a list of years, what stands before the date of a figure that another rose from, what says that
    a number is reached, is a sum, or is a bound to hold throughout, and what dates a result when works are done."""

    shared: regex.Pattern[str]
    origin: regex.Pattern[str]
    reached: regex.Pattern[str]
    summed: regex.Pattern[str]
    held: regex.Pattern[str]
    future: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    patterns = {rule.id: rule.get("pattern") for rule in rules.of("period_cue")}
    names = ("shared", "from", "reached", "summed", "held")
    own = [compiled(patterns.get(f"period.{name}", "(?!)")) for name in names]
    return _Cues(*[*own, pattern(rules, "future")])


def attach_periods(
    text: str,
    layout: Layout,
    quantities: Sequence[Quantity],
    frames: Sequence[Frame],
    periods: list[Period],
    report_time: ReportTime,
    statistics: Sequence[str],
    yearly: Sequence[bool],
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The columns period_kind, period_start, period_end, period_text and year, and for each figure with a period its
    evidence under `period_text`; `statistics` is that column of the figures, and `yearly` tells which are rates over
    several years (年均增长6%)."""
    reached, cues = reach(text, layout, periods, report_time, rules), _cues(rules)
    columns: Columns = {name: [] for name in ("period_kind", "period_start", "period_end", "period_text", "year")}
    kinds, firsts, lasts, texts, years = columns.values()
    evidence: list[Evidence] = []
    starts = [quantity.start for quantity in quantities]
    pair: dict[str, Governor] = {}
    ahead_told = cues.future.search(text) is not None
    for i, (quantity, frame) in enumerate(zip(quantities, frames, strict=True)):
        if i and quantity.sentence != quantities[i - 1].sentence:
            pair = {}
        found = _governor(text, reached, starts, quantity, frame, cues)
        if yearly[i]:
            found = _of_years(found, reached, quantity)
        if frame.role in ("from", "to"):
            own = found is not None and found[0].start >= (quantities[i - 1].end if i else 0)
            found = _as_paired(found, own, frame.role, pair)
        if ahead_told and found and (ahead := cues.future.search(text, frame.clause[0], quantity.start)):
            opening = max(frame.clause[0], text.rfind("，", frame.clause[0], ahead.start()))
            found = found if found[0].start >= opening else None  # 投产后，预计产值达9亿元
        if found is None:
            for column in columns.values():
                column.append(None)
            continue
        governor, scope = found
        kinds.append(governor.kind)
        firsts.append(governor.first)
        lasts.append(governor.last)
        texts.append(governor.text)
        behind = quantities[i - 1].end if i else 0
        year = None if yearly[i] else _observed_year(text, governor, quantity, frame, statistics[i], behind, cues)
        years.append(year)
        evidence.append(Evidence(i, "period_text", governor.start, governor.end, scope, governor.rule))
    return columns, evidence


def _governor(
    text: str, reached: Reach, starts: list[int], quantity: Quantity, frame: Frame, cues: _Cues
) -> tuple[Governor, Scope] | None:
    """The expression that governs a figure: the nearest in its segment, else the last before it in its clause, else
    the one that opens the sentence, else what reaches the sentence.
    """
    governors, at = reached.governors, quantity.start
    after = bisect_right(reached.starts, at)
    first = bisect_left(reached.starts, frame.clause[0])
    before = None
    for i in range(after - 1, first - 1, -1):
        if _inside(governors[i], at) and not _elsewhere(text, governors[i], quantity, frame, cues):
            before = _listed(text, governors, i, starts, quantity, cues)
            break
    if before and before.start >= frame.segment[0]:
        return before, "clause"
    if frame.role != "from" and after < len(governors) and governors[after].start < frame.segment[1]:
        following = governors[after]
        if (
            following.reach != "figure"
            and _inside(following, at)
            and not _PARTED.search(text, quantity.end, following.start)
        ):
            return following, "clause"
    if before:
        return before, "clause"
    opener = reached.openers[quantity.sentence]
    if opener and opener.end <= at and _inside(opener, at) and not _elsewhere(text, opener, quantity, frame, cues):
        return opener, "sentence"
    return reached.inherited[quantity.sentence]


def _of_years(
    found: tuple[Governor, Scope] | None, reached: Reach, quantity: Quantity
) -> tuple[Governor, Scope] | None:
    """The expression of a rate over several years: not that of the year which the level beside it was reached in."""
    if found is None or found[0].one_year() is None:
        return found
    outer = reached.inherited[quantity.sentence]
    if outer is None or outer.governor.one_year() is not None:
        outer = reached.spans[quantity.sentence]
    return outer or found


def _as_paired(
    found: tuple[Governor, Scope] | None, own: bool, role: str, pair: dict[str, Governor]
) -> tuple[Governor, Scope] | None:
    """The date at an end of a rise (由2020年的3亿元增加到2025年的5亿元), kept in `pair` for the rises further on in the
    sentence that have none of their `own`, behind the figure before."""
    dated = found is not None and found[0].one_year() is not None
    if role in pair and not (own and dated):
        return pair[role], "sentence"
    if found is not None and dated:
        pair[role] = found[0]
    return found


def _listed(
    text: str, governors: list[Governor], last: int, starts: list[int], quantity: Quantity, cues: _Cues
) -> Governor:
    """The expression that a figure takes of a list that is shared out (2023年、2024年分别建成3所、5所)."""
    first = last
    while first and text[governors[first - 1].end : governors[first].start] in _AND:
        first -= 1
    if first == last or not cues.shared.search(text, governors[last].end, quantity.start):
        return governors[last]
    order = bisect_left(starts, quantity.start) - bisect_left(starts, governors[last].end)
    return governors[first + order % (last - first + 1)]


def _inside(governor: Governor, at: int) -> bool:
    """Whether no bracket parts an expression from a place."""
    return governor.bracket is None or governor.bracket[0] < at < governor.bracket[1]


def _elsewhere(text: str, governor: Governor, quantity: Quantity, frame: Frame, cues: _Cues) -> bool:
    """Whether an expression before a figure dates only another: what it rose from (从2020年的51%提高到…), or what it
    is compared with (比2020年的340户增加…); either dates a number right behind it."""
    compared = governor.reach == "figure"
    if not compared and (governor.kind == "since" or not cues.origin.match(text, governor.start)):
        return False
    between = text[governor.end : quantity.start]
    if quantity.kind != "multiple" and between in _BEHIND:
        return False
    return compared or frame.role != "from"


def _observed_year(
    text: str, governor: Governor, quantity: Quantity, frame: Frame, statistic: str, behind: int, cues: _Cues
) -> int | None:
    """The year of a period within one year, or the end of `as_of`. Of several years, the last for what is told as
    reached or as a state, the first for what it rose from; none for sums, rates and bounds held throughout. `behind`
    is the end of the figure before, whose words (年均增长5%、迈上3万亿元) are not those of one that is reached.
    """
    first, last = governor.first, governor.last
    if first is None or last is None or first.year == last.year:
        return governor.one_year()
    if frame.role == "from":
        return first.year
    if frame.role in ("to", "milestone"):
        return last.year
    if frame.role == "condition" or statistic in ("change", "increment"):
        return None
    start = max(frame.segment[0], quantity.start - _CUE_REACH)
    if statistic == "rank" or cues.reached.search(text, max(start, behind), quantity.number_start):
        start = max(start, behind)
    if cues.held.search(text, start, quantity.end):
        return None
    if statistic in _STATES or quantity.kind in ("ratio", "score"):
        return last.year
    if cues.reached.search(text, start, quantity.number_start):
        return last.year
    told = frame.reached and quantity.kind != "multiple"  # 利润是“十三五”时期的｜2.2倍
    return last.year if told and not cues.summed.search(text, start, quantity.start) else None
