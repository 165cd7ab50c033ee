"""The figures of two runs, paired within paired documents, and every difference between the two of a pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from figextract import schema
from figextract.diff.align import overlapping
from figextract.diff.documents import Pair
from figextract.diff.side import Side
from figextract.tables import digits

PLACE = (
    "figure_id",
    "anchor",
    "source",
    "organisation",
    "report_date",
    "sentence_no",
    "page",
    "start",
    "end",
    "sentence",
)
"""Columns that tell where a figure stands or whose report it is in: they are no property of the figure."""
LINKED = ("section", "parent", "event")
"""Columns that refer to something that has to be paired before it can be compared."""
GROUPS = {
    **dict.fromkeys(("period_kind", "period_start", "period_end", "period_text"), "period"),
    **dict.fromkeys(("region", "region_code", "region_level"), "region"),
    **dict.fromkeys(("value", "low", "high"), "value"),
}
"""The fields that several columns hold together, as they are counted and as evidence may name them."""
FIELDS = tuple(name for name in schema.FIGURES.names if name not in PLACE)

Difference = tuple[str, str | None, str | None]


class Link(NamedTuple):
    """The rows of one figure in the two runs, the pair of documents that it stands in, and whether it moved."""

    old: int
    new: int
    pair: int
    moved: bool


def links(old: Side, new: Side, pairs: Sequence[Pair]) -> list[Link]:
    """The figures that are in both runs, in the order of the pairs and of the old text."""
    found = []
    for number, pair in enumerate(pairs):
        if pair.old is None or pair.new is None:
            continue
        mine, yours = old.rows[pair.old], new.rows[pair.new]
        local = pair.pairing.figures if pair.pairing else overlapping(_spans(old, mine), _spans(new, yours))
        moved = pair.pairing.moved if pair.pairing else set()
        found += [Link(mine[a], yours[b], number, (a, b) in moved) for a, b in local]
    return found


def _spans(side: Side, rows: range) -> list[tuple[int, int]]:
    starts, ends = side.columns["start"], side.columns["end"]
    return list(zip(starts[rows.start : rows.stop], ends[rows.start : rows.stop], strict=True))


def differences(old: Side, new: Side, pairs: Sequence[Pair], linked: Sequence[Link]) -> dict[int, list[Difference]]:
    """For each link whose figures differ, by its place: the columns that differ, with both values as text."""
    found: dict[int, list[Difference]] = defaultdict(list)
    mine = old.figures.take(pa.array([link.old for link in linked], pa.int64()))
    yours = new.figures.take(pa.array([link.new for link in linked], pa.int64()))
    for name in FIELDS:
        if name not in LINKED:
            for place, before, after in _unequal(mine[name], yours[name]):
                found[place].append((name, plain(before), plain(after)))
    for place, difference in _relations(old, new, linked):
        found[place].append(difference)
    headings = [_headings(old, new, pair) for pair in pairs]
    for place, before, after in _unequal(mine["section"], yours["section"]):
        if [headings[linked[place].pair].get(heading, heading) for heading in before] != after:
            found[place].append(("section", plain(before, " › "), plain(after, " › ")))
    order = {name: place for place, name in enumerate(FIELDS)}
    return {place: sorted(each, key=lambda each: order[each[0]]) for place, each in sorted(found.items())}


def _unequal(mine: pa.ChunkedArray, yours: pa.ChunkedArray) -> Iterator[tuple[int, Any, Any]]:
    """The places where two columns differ, with both values; null differs from all but null."""
    one, other = _comparable(mine), _comparable(yours)
    unequal = pc.fill_null(pc.not_equal(one, other), False)
    at = pc.indices_nonzero(pc.or_(unequal, pc.xor(pc.is_null(one), pc.is_null(other))))
    yield from zip(at.to_pylist(), mine.take(at).to_pylist(), yours.take(at).to_pylist(), strict=True)


def _comparable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):
        return pc.binary_join(column, "\x1f")
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


def _headings(old: Side, new: Side, pair: Pair) -> dict[str, str]:
    """The headings of a document that were edited, by their old wording."""
    if pair.pairing is None or pair.old is None or pair.new is None:
        return {}
    mine, yours = old.papers[pair.old].version().sentences, new.papers[pair.new].version().sentences
    return {mine[a].strip(): yours[b].strip() for a, b in pair.pairing.sentences}


def _relations(old: Side, new: Side, linked: Sequence[Link]) -> Iterator[tuple[int, Difference]]:
    """Differences in `parent` and `event`, which refer to figures: the same when they refer to paired figures.

    Of an act only the figures that are in both runs are compared: one that was gained or lost is told of as such.
    """
    there = {link.old: link.new for link in linked}
    ids_old, ids_new = ({id_: row for row, id_ in enumerate(side.columns["figure_id"])} for side in (old, new))
    acts_old = _acts(old, [(link.pair, link.old, link.new) for link in linked])
    acts_new = _acts(new, [(link.pair, link.new, link.new) for link in linked])
    for place, link in enumerate(linked):
        before, after = old.columns["parent"][link.old], new.columns["parent"][link.new]
        if before is not None or after is not None:
            same = before is not None and there.get(ids_old.get(before, -1), -1) == ids_new.get(after, -2)
            if not same:
                yield place, ("parent", _text(old, ids_old, before), _text(new, ids_new, after))
        one = acts_old.get((link.pair, old.columns["event"][link.old]), {link.new: link.old})
        other = acts_new.get((link.pair, new.columns["event"][link.new]), {link.new: link.new})
        if one.keys() != other.keys():
            yield place, ("event", _mates(old, one, link.new), _mates(new, other, link.new))


def _acts(side: Side, rows: Sequence[tuple[int, int, int]]) -> dict[tuple[int, int], dict[int, int]]:
    """The acts of a run by document and event: rows of the new run, and where each stands in this one."""
    acts: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for pair, row, key in rows:
        if (event := side.columns["event"][row]) is not None:
            acts[pair, event][key] = row
    return acts


def _text(side: Side, ids: dict[str, int], figure_id: str | None) -> str | None:
    if figure_id is None:
        return None
    return str(side.columns["text"][ids[figure_id]]) if figure_id in ids else figure_id


def _mates(side: Side, act: dict[int, int], own: int) -> str | None:
    return "、".join(side.columns["text"][row] for row in sorted(row for key, row in act.items() if key != own)) or None


def plain(value: Any, between: str = ", ") -> str | None:
    """A value of the figures table as text; numbers without trailing zeros, of lists the words."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, list):
        return between.join(value) or None
    return value.isoformat() if isinstance(value, date) else str(value)
