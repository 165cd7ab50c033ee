"""Table units: the unit that a header gives the bare numbers of the lines below it (单位：万元)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import regex

from .lexicon import Lexicon, Unit
from .model import Layout
from .numerals import SCALES
from .reading import Reading, bounds, scaled

_HEADER = regex.compile(r"单位[：:]\s*([十百千万亿]*)([^）】，。；：\s]{1,8})")
_ROW_MAX = 60
"""A line longer than this, or with a full stop, is no row of a table and ends it."""


class TableUnit(NamedTuple):
    """The scale and the unit that a header gives."""

    scale: Decimal
    unit: Unit


def table_units(text: str, layout: Layout, lexicon: Lexicon) -> dict[int, TableUnit]:
    """The unit in force for the lines below a header, by paragraph."""
    found: dict[int, TableUnit] = {}
    if "单位：" not in text:
        return found
    active: TableUnit | None = None
    for index, paragraph in enumerate(layout.paragraphs):
        header = _HEADER.search(text, paragraph.start, paragraph.end)
        if header is not None:
            unit = lexicon.units.meanings.get(header[2])
            scale = Decimal(1)
            for char in header[1]:
                scale *= SCALES[char]
            active = TableUnit(scale, unit) if unit is not None else None
        elif paragraph.end - paragraph.start > _ROW_MAX or "。" in text[paragraph.start : paragraph.end]:
            active = None
        elif active is not None:
            found[index] = active
    return found


def with_table_unit(reading: Reading, given: TableUnit) -> Reading:
    """A bare number of a table as the quantity that its header makes it."""
    assert reading.number is not None
    number = scaled(reading.number, given.scale)
    value, low, high, relation = bounds(number, number.relation, given.unit.factor)
    rule = f"money.{given.unit.unit.lower()}" if given.unit.kind == "money" else f"{given.unit.kind}.{given.unit.unit}"
    return reading._replace(
        rule=rule, kind=given.unit.kind, number=number, number_end=reading.end, value=value, low=low,
        high=high, relation=relation, unit=given.unit.unit, factor=given.unit.factor, flags=("unit_implied",),
    )  # fmt: skip
