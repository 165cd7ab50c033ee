"""Reading: what was made of the number at a place, and the quantity that it is."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from .model import Kind, Quantity, Relation
from .numerals import EXACT, Numeral

_SHORT = 9
"""No number of so few characters, unit included, is too long for a column."""
_PLACES = Decimal(1).scaleb(-9)
_LARGEST = Decimal(10) ** 29
_ONE = Decimal(1)


class Reading(NamedTuple):
    """What was read at a place: a quantity, or with `kind` None why it is none (`rule`).

    `number_end` is where the number ends with its unit; `factor` leads from the unit as written to `unit`; `series`
    are further figures of one expression (11:48:41).
    """

    start: int
    end: int
    rule: str
    kind: Kind | None = None
    number: Numeral | None = None
    number_end: int = 0
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    relation: Relation = "eq"
    unit: str | None = None
    per: str | None = None
    measure_word: str | None = None
    factor: Decimal = _ONE
    flags: tuple[str, ...] = ()
    series: tuple[Reading, ...] = ()

    def quantity(self, sentence: int) -> Quantity:
        """The quantity of a reading that is one; what a column cannot hold is left out and flagged."""
        assert self.kind is not None and self.number is not None
        value, low, high, flags, step = self.value, self.low, self.high, self.flags, self.number.step
        scale = self.number.scale
        if value is None and (self.relation != "range" or self.number.mask is not None):
            step = None
        elif step is not None and self.factor is not _ONE:
            step = EXACT.multiply(step, self.factor)
        if self.end - self.start > _SHORT:
            if any(_overlong(x) for x in (value, low, high)):
                value = low = high = step = None
                flags = (*flags, "overlong_number")
            if _overlong(step):
                step = None
            if _overlong(scale):
                scale = _ONE
        return Quantity(
            self.start, self.end, self.number.start, self.number_end or self.number.end, sentence, self.kind,
            value, low, high, self.relation, self.unit, self.per, self.number.mask, scale, step,
            self.measure_word, self.rule, flags,
        )  # fmt: skip

    def with_unit_of(self, last: Reading) -> Reading:
        """This bare number with the unit, and if it has none of its own the scale, of the last one in its list."""
        assert self.number is not None and last.number is not None
        number = self.number
        if number.scale == 1 and last.number.scale != 1:
            number = scaled(number, last.number.scale)
        value, low, high, relation = bounds(number, "eq", last.factor)
        return last._replace(
            start=self.start, end=self.end, number=number, number_end=number.end, series=(),
            value=value, low=low, high=high, relation=relation,
        )  # fmt: skip


def scaled(number: Numeral, scale: Decimal) -> Numeral:
    """The number times a scale that is written elsewhere."""
    value, low, high, step = (
        None if x is None else EXACT.multiply(x, scale) for x in (number.value, number.low, number.high, number.step)
    )
    return number._replace(value=value, low=low, high=high, step=step, scale=scale)


def bounds(
    number: Numeral, relation: Relation, factor: Decimal
) -> tuple[Decimal | None, Decimal | None, Decimal | None, Relation]:
    """Value, bounds and relation of a number under a relation; a vague or masked number keeps its own bounds."""
    value, low, high = number.value, number.low, number.high
    if factor != 1:
        value, low, high = (None if x is None else EXACT.multiply(x, factor) for x in (value, low, high))
    if number.mask is not None:
        return None, low, high, relation
    if number.relation == "range" or value is None:
        return None, low, high, number.relation
    low = value if relation in ("eq", "gt", "ge") else None
    high = value if relation in ("eq", "lt", "le") else None
    return value, low, high, relation


def _overlong(value: Decimal | None) -> bool:
    if value is None:
        return False
    if abs(value) >= _LARGEST:
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -9 and EXACT.quantize(value, _PLACES) != value
