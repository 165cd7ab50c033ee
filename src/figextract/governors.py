"""Governors: the time expressions that may govern figures, and which of them reach each sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from .model import Scope


@dataclass(frozen=True, slots=True)
class Governor:
    """An expression that may govern, with the dates it has where it stands.

    `year` is its year where it has no dates, `years` how many it counts (五年来: 5), `bracket` the round bracket
    around it, which it does not leave, `reach` what its rule says of how far it goes (`figure`: only to a number right
    behind it).
    """

    start: int
    end: int
    kind: Literal["during", "as_of", "since", "relative"]
    first: date | None
    last: date | None
    text: str
    rule: str
    year: int | None
    years: int
    reach: str
    bracket: tuple[int, int] | None

    def covers(self, other: Governor) -> bool:
        """Whether the other's time lies inside this one's."""
        if self.first is None or self.last is None:
            return other.text == self.text
        first, last = other.first or other.last, other.last or other.first
        return first is not None and last is not None and self.first <= first and last <= self.last

    def one_year(self) -> int | None:
        """The year that it lies within."""
        if self.first and self.last:
            return self.first.year if self.first.year == self.last.year else None
        return self.last.year if self.last else self.year

    def of_years(self) -> bool:
        """Whether it is of whole years: a year, a plan, 五年来."""
        if self.first and self.last:
            return (self.last - self.first).days >= 364
        return self.years > 0


class Inherited(NamedTuple):
    """An expression that governs a sentence from outside, and from where."""

    governor: Governor
    scope: Scope


@dataclass(slots=True)
class Reach:
    """The governors of a document's sentences in order, where they start, and for each sentence the one that opens it,
    the one that reaches it from outside, and the nearest of several years above it."""

    governors: list[Governor] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    openers: list[Governor | None] = field(default_factory=list)
    inherited: list[Inherited | None] = field(default_factory=list)
    spans: list[Inherited | None] = field(default_factory=list)
