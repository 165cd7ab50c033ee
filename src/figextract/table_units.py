"""Table units: the unit that a header gives the bare numbers below it (单位：万元), or the head of their column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import regex

from .lexicon import Lexicon, MeasureWord, Unit
from .model import Layout, Span
from .numerals import SCALES
from .reading import Reading, bounds, scaled

_HEADER = regex.compile(r"单位[：:]\s*([十百千万亿]*)([^）】，。；：\s]{1,8})")
_COLUMN = regex.compile(r"（(?:单位[：:])?([十百千万亿]*)[±+-]*([^（）]{1,8})）$|()±?(%)$")
_TITLE = regex.compile(r"表\d")
_CAPTION = regex.compile(r"(?<=[）：:\s的年])[^（）：:\s的年]{3,16}(?=（单位[：:])")
"""What a table measures, in its caption before the unit."""
_ROW_MAX = 60
"""A line longer than this, or with a full stop, is no row of a table and ends it."""
_CELL = regex.compile(r"[^\t|\s][^\t|]*")
_NUMBER = regex.compile(r"\s*[-+]?\d[\d,.]*%?\s*")


class TableUnit(NamedTuple):
    """The scale and the unit that a header gives, a measure word for what is counted."""

    scale: Decimal
    unit: Unit | MeasureWord


class Cells(NamedTuple):
    """The unit of a line's bare numbers, and those of its cells that have one of their own."""

    unit: TableUnit | None
    own: tuple[tuple[Span, TableUnit], ...] = ()

    def at(self, place: int) -> TableUnit | None:
        """The unit of a bare number that begins at a place."""
        return next((unit for (start, end), unit in self.own if start <= place < end), self.unit)


def table_units(text: str, layout: Layout, lexicon: Lexicon) -> dict[int, Cells]:
    """The units in force for the lines below a header, by paragraph."""
    own = {
        row.paragraph: tuple((cell, unit) for cell, head in row.cells if (unit := _column(text, head, lexicon)))
        for row in _rows(text, layout)
    }
    found: dict[int, Cells] = {}
    if "单位：" not in text and not own:
        return found
    active: TableUnit | None = None
    for index, paragraph in enumerate(layout.paragraphs):
        span = paragraph.start, paragraph.end
        header = _HEADER.search(text, *span)
        if header is not None:
            active = _unit(header[1], header[2], lexicon)
            continue
        if _TITLE.match(text, *span):
            active = _column(text, span, lexicon)  # 表2 捐款（万元）
        elif paragraph.end - paragraph.start > _ROW_MAX or "。" in text[paragraph.start : paragraph.end]:
            active = None
        if active is not None or own.get(index):
            found[index] = Cells(active, own.get(index, ()))
    return found


def column_heads(text: str, layout: Layout) -> dict[int, Span]:
    """What the head of its column says of a number that is a cell, without the unit in brackets, by where it begins."""
    found: dict[int, Span] = {}
    for row in _rows(text, layout):
        caption = _CAPTION.search(text, *row.caption)
        for cell, head in row.cells:
            if _NUMBER.fullmatch(text, *cell):
                found[cell[0]] = _in_full(text, _named(text, head), caption.span() if caption else None)
    return found


class _Row(NamedTuple):
    """A row of a table that has numbers: its cells, each with the head of its column, and the line above the heads."""

    paragraph: int
    cells: list[tuple[Span, Span]]
    caption: Span


def _rows(text: str, layout: Layout) -> Iterator[_Row]:
    """The rows below a row of heads, of which they have as many cells."""
    heads: list[Span] = []
    above = caption = (0, 0)
    for index, paragraph in enumerate(layout.paragraphs):
        if paragraph.block != "table":
            heads, above = [], (paragraph.start, paragraph.end)
            continue
        cells = [cell.span() for cell in _CELL.finditer(text, paragraph.start, paragraph.end)]
        if not any(_NUMBER.fullmatch(text, *cell) for cell in cells):
            heads, caption, above = cells, above, (0, 0)
        elif len(cells) == len(heads):
            yield _Row(index, list(zip(cells, heads, strict=True)), caption)


def with_table_unit(reading: Reading, given: TableUnit) -> Reading:
    """A bare number of a table as the quantity that its header makes it."""
    assert reading.number is not None
    number, unit = scaled(reading.number, given.scale), given.unit
    if isinstance(unit, MeasureWord):
        value, low, high, relation = bounds(number, number.relation, Decimal(1))
        return reading._replace(
            rule=unit.rule, kind="count", number=number, number_end=reading.end, value=value, low=low, high=high,
            relation=relation, unit=unit.unit, measure_word=unit.unit, flags=("unit_implied",),
        )  # fmt: skip
    value, low, high, relation = bounds(number, number.relation, unit.factor)
    rule = f"money.{unit.unit.lower()}" if unit.kind == "money" else f"{unit.kind}.{unit.unit}"
    return reading._replace(
        rule=rule, kind=unit.kind, number=number, number_end=reading.end, value=value, low=low,
        high=high, relation=relation, unit=unit.unit, factor=unit.factor, flags=("unit_implied",),
    )  # fmt: skip


def _named(text: str, cell: Span) -> Span:
    """The head of a column without its unit."""
    end = cell[0] + len(text[cell[0] : cell[1]].rstrip())
    unit = _COLUMN.search(text, cell[0], end)
    return cell[0], unit.start() if unit is not None else end


def _in_full(text: str, head: Span, caption: Span | None) -> Span:
    """The head of a column, told in full where it closes the caption: 茶叶产值（单位：万元）… 产值."""
    return caption if caption and head[1] - head[0] > 1 and text.endswith(text[slice(*head)], *caption) else head


def _column(text: str, cell: Span, lexicon: Lexicon) -> TableUnit | None:
    """The unit that the head of a column has in brackets."""
    named = _COLUMN.search(text[cell[0] : cell[1]].rstrip())
    return _unit(named[1] or "", named[2] or named[4], lexicon) if named is not None else None


def _unit(scales: Sequence[str], word: str, lexicon: Lexicon) -> TableUnit | None:
    """A unit or measure word with the scale written before it."""
    unit = lexicon.units.meanings.get(word) or lexicon.measure_words.meanings.get(word)
    scale = Decimal(1)
    for char in scales:
        scale *= SCALES[char]
    return TableUnit(scale, unit) if unit is not None else None
