"""Find: every number of a text that measures or counts something, with its unit, qualifier, range and mask.

One pass: a number that begins inside a name, a quote or a time expression is none; every other is read with what
stands directly around it (`quantities.py`), and is a figure if that makes it one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from .cues import cue_words
from .model import Layout, Period, Quantity
from .names import find_names, name_at
from .quantities import read_quantity
from .reading import Reading
from .rules import Rules
from .setting import Setting, setting
from .table_units import table_units, with_table_unit

_CHINESE = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿"
_SHARED = re.compile(r"[、和及与]")
_LIST_NEXT = re.compile(r"[、，,和及与](?=\d)")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A number that is no figure, and why: the id of the rule or of the grammar."""

    start: int
    end: int
    rule: str


@cache
def _beginnings(rules: Rules) -> re.Pattern[str]:
    """Where a number may begin: in `re`, which is twice as fast as `regex` at passing over what is none."""

    def words(*groups: str) -> str:
        found = {word for group in groups for word in cue_words(rules, group)}
        return "|".join(map(re.escape, sorted(found, key=len, reverse=True))) or "(?!)"

    first = {word[0] for group in ("rank.first", "half.more", "half.less") for word in cue_words(rules, group)}
    return re.compile(
        rf"(?=[\d*×Xx{_CHINESE}数几上第前翻半双{''.join(map(re.escape, sorted(first)))}])(?:\d+|[*×{_CHINESE}]|"
        r"(?<![A-Za-z])[Xx](?![A-Za-z\d])|(?<![A-Za-z\d])[Xx]{2,4}(?![A-Za-z\d])|[数几](?=[十百千万亿])|上(?=[百千万亿])|"
        r"第(?=[\d一二三四五六七八九十百×*Xx])|双(?=[十百千万]*亿)|前(?=[\d一二三四五六七八九十百千×*])|"
        rf"翻(?=了?(?:{words('half.more', 'half.less')})?[一二两三四五\d]?番)|"
        rf"半数|{words('rank.first')}|(?:{words('half.more', 'half.less')})(?!{words('number.other_word')})半)"
    )


class _Covers:
    """Time expressions and names, asked for places in their order."""

    def __init__(self, spans: Iterable[tuple[int, int, str]]) -> None:
        self._spans = sorted(spans, reverse=True)
        self._open: tuple[int, int, str] | None = None

    def at(self, place: int) -> tuple[int, int, str] | None:
        """The span that covers a place, no earlier than the last one asked for; of several the one that goes on."""
        while self._spans and self._spans[-1][0] <= place:
            span = self._spans.pop()
            if self._open is None or span[1] > self._open[1]:
                self._open = span
        return self._open if self._open is not None and self._open[1] > place else None


def find(
    text: str, layout: Layout, periods: Sequence[Period], rules: Rules, rejected: list[Rejected] | None = None
) -> list[Quantity]:
    """The quantities of a clean text in order, none overlapping; `rejected` collects the numbers that are none."""
    it = setting(text, rules)
    covers = _Covers([*((p.start, p.end, p.rule) for p in periods), *find_names(text, rules)])
    tabled = table_units(text, layout, it.words)
    sentence_ends = [sentence.end for sentence in layout.sentences]
    found: list[Quantity] = []
    pending: list[Reading] = []
    reach = 0

    def reject(start: int, end: int, rule: str) -> None:
        if rejected is not None:
            rejected.append(Rejected(start, end, rule))

    for match in _beginnings(rules).finditer(text):
        at = match.start()
        if at < reach:
            if match.end() <= reach:
                continue
            at = reach
        if (cover := covers.at(at)) is not None:
            reach = max(at + 1, cover[1])
            reject(at, *cover[1:])
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
        if (name := name_at(text, at, rules)) is not None:
            reach = max(at + 1, name.end)
            reject(at, reach, name.rule)
            continue
        floor = max(sentence.start, found[-1].end) if found else sentence.start
        reading = read_quantity(it, at, floor, sentence.end)
        reach = max(at + 1, reading.series[-1].end if reading.series else reading.end)
        if reach > sentence.end:  # where a sentence without a mark was cut
            reading = Reading(at, reach, "grammar.no_unit")
        if tabled and reading.rule == "grammar.no_unit" and reading.number and reading.number.arabic:
            given = tabled[sentence.paragraph].at(at) if sentence.paragraph in tabled else None
            reading = with_table_unit(reading, given) if given is not None else reading
        if reading.kind is None:
            if reading.rule == "grammar.no_unit" and reading.number and _LIST_NEXT.match(text, reading.end):
                pending.append(reading)
                reach = reading.end
            else:
                pending.clear()
                reject(at, reach, reading.rule)
            continue
        if pending:
            found += [part.quantity(number) for part in _shared_unit(sentence.start, pending, reading)]
            pending.clear()
        found.append(reading.quantity(number))
        found += [part.quantity(number) for part in reading.series]
        if len(found) > 1 and found[-1].start - found[-2].end == 1:
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
