"""Find: every number of a text that measures or counts something, with its unit, qualifier, range and mask.

One pass: a number that begins inside a name, a quote or a time expression is none; every other is read with what
stands directly around it (`quantities.py`), and is a figure if that makes it one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import regex

from .cues import either
from .model import Layout, Period, Quantity
from .names import find_names, name_at
from .quantities import read_quantity
from .reading import Reading
from .rules import Rules
from .setting import Setting, setting
from .table_units import table_units, with_table_unit

_SHARED = regex.compile(r"[、和及与]")
_LIST_NEXT = regex.compile(r"[、，,和及与](?=\d)")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that is no figure, and why: the id of the rule or of the grammar."""

    start: int
    end: int
    rule: str


@cache
def _beginnings(rules: Rules) -> regex.Pattern[str]:
    """Where a number may begin."""
    other = either(rules, "number.other_word")
    half = f"半数|(?:{either(rules, 'half.more')}|{either(rules, 'half.less')})(?!{other})半"
    return regex.compile(
        r"[\d*×]|(?<![A-Za-z])[Xx](?![A-Za-z\d])|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿]|"
        r"[数几](?=[十百千万亿])|上(?=[百千万亿])|第(?=[\d一二三四五六七八九十百×*])|前(?=[\d一二三四五六七八九十百千×*])|"
        rf"翻(?=了?[一二两三四五\d]?番)|{either(rules, 'rank.first')}|{half}"
    )


class _Covers:
    """Which stretch, if any, covers a place: time expressions and names together."""

    def __init__(self, spans: Sequence[tuple[int, int, str]]) -> None:
        self.starts: list[int] = []
        self.spans: list[tuple[int, int, str]] = []
        reach = -1
        for start, end, rule in sorted(spans):
            if end <= reach:
                continue
            self.starts.append(start)
            self.spans.append((start, end, rule))
            reach = end

    def at(self, place: int) -> tuple[int, int, str] | None:
        index = bisect_right(self.starts, place) - 1
        return self.spans[index] if index >= 0 and self.spans[index][1] > place else None


def find(
    text: str, layout: Layout, periods: Sequence[Period], rules: Rules, rejected: list[Rejected] | None = None
) -> list[Quantity]:
    """The quantities of a clean text in order, none overlapping; `rejected` collects the numbers that are none."""
    it = setting(text, rules)
    covers = _Covers([(p.start, p.end, p.rule) for p in periods] + find_names(text, rules))
    tabled = table_units(text, layout, it.words)
    sentence_ends = [sentence.end for sentence in layout.sentences]
    found: list[Quantity] = []
    pending: list[Reading] = []
    reach = 0
    for match in _beginnings(rules).finditer(text):
        at = match.start()
        if at < reach:
            continue
        cover = covers.at(at)
        if cover is not None:
            reach = max(at + 1, cover[1])
            if rejected is not None:
                rejected.append(Rejected(at, cover[1], cover[2]))
            continue
        number = bisect_right(sentence_ends, at)
        if number >= len(layout.sentences):
            break
        sentence = layout.sentences[number]
        if sentence.block == "noise":
            reach = sentence.end
            continue
        if at < sentence.start:
            continue
        name = name_at(text, at, rules)
        if name is not None:
            reach = max(at + 1, name.end)
            if rejected is not None:
                rejected.append(Rejected(at, reach, name.rule))
            continue
        floor = max(sentence.start, found[-1].end if found and found[-1].sentence == number else 0)
        reading = read_quantity(it, at, floor, sentence.end)
        reach = max(at + 1, reading.series[-1].end if reading.series else reading.end)
        if reach > sentence.end:  # where a sentence without a mark was cut
            reading = Reading(at, reach, "grammar.no_unit")
        given = tabled.get(sentence.paragraph)
        if given is not None and reading.rule == "grammar.no_unit" and reading.number and reading.number.arabic:
            reading = with_table_unit(reading, given)
        if reading.kind is None:
            if reading.rule == "grammar.no_unit" and reading.number and _LIST_NEXT.match(text, reading.end):
                pending.append(reading)
                reach = reading.end
            elif rejected is not None:
                rejected.append(Rejected(at, reach, reading.rule))
            if reading.rule != "grammar.no_unit" or not pending or pending[-1] is not reading:
                pending = []
            continue
        for parts in (*_shared_unit(sentence.start, pending, reading), reading):
            found.extend(part.quantity(number) for part in (parts, *parts.series))
        pending = []
        if len(found) > 1:
            _share_qualifier(it, found)
    return found


def _shared_unit(floor: int, pending: Sequence[Reading], last: Reading) -> list[Reading]:
    """Numbers of a list that take the unit and the scale of its last: 3、5、8万元."""
    if not pending or last.number is None or last.relation == "range":
        return []
    following = last
    shared: list[Reading] = []
    for reading in reversed(pending):
        if following.start - reading.end != 1 or reading.start < floor:
            break
        shared.append(reading.with_unit_of(last))
        following = reading
    return shared[::-1]


def _share_qualifier(it: Setting, found: list[Quantity]) -> None:
    """90%和98%以上: a qualifier behind the last of joined numbers of one unit holds for all of them, and one before
    the first (分别突破60亿元和20亿元) for the second."""
    first, second = found[-2], found[-1]
    if (
        first.start < first.number_start
        and first.relation in ("gt", "lt", "ge", "le", "approx")
        and (second.relation, second.start) == ("eq", second.number_start)
        and (first.kind, first.unit) == (second.kind, second.unit)
        and second.start - first.end == 1
        and _SHARED.match(it.text, first.end)
        and it.cues.each.search(it.text, max(0, first.start - 6), first.start)
        and second.value is not None
    ):
        low = second.value if first.relation in ("gt", "ge") else None
        high = second.value if first.relation in ("lt", "le") else None
        found[-1] = second._replace(relation=first.relation, low=low, high=high)
        return
    for index in range(len(found) - 1, 0, -1):
        before, last = found[index - 1], found[index]
        if (
            before.relation != "eq"
            or last.relation not in ("ge", "le", "approx")
            or (index == len(found) - 1 and (last.end == last.number_end or last.start < last.number_start))
            or (before.kind, before.unit, before.measure_word) != (last.kind, last.unit, last.measure_word)
            or before.value is None
            or last.start - before.end != 1
            or not _SHARED.match(it.text, before.end)
            or before.kind not in ("ratio", "points")
        ):
            return
        found[index - 1] = before._replace(
            relation=last.relation,
            low=before.value if last.relation == "ge" else None,
            high=before.value if last.relation == "le" else None,
        )
