"""A promise held against a result: how firmly and how exactly it was made, and whether it was met."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from figextract.cells import Number, Observation, signed, tolerance
from figextract.rules import Rules

Status = Literal["met", "met_within_vagueness", "missed", "not_comparable", "not_reported"]
INFINITY = Decimal("Infinity")
ZERO = Decimal(0)
NOTHING = re.compile(r"(?!)")


class Verdict(NamedTuple):
    """Whether a promise was met, and why that can't be told where it can't."""

    status: Status
    reason: str | None = None


class Span(NamedTuple):
    """An interval of numbers; an open end does not belong to it."""

    low: Decimal = -INFINITY
    high: Decimal = INFINITY
    low_open: bool = False
    high_open: bool = False

    def within(self, other: Span) -> bool:
        """Whether all of it lies in `other`."""
        above = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        below = self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open))
        return above and below

    def apart(self, other: Span) -> bool:
        """Whether none of it lies in `other`."""
        under = self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))
        over = self.low > other.high or (self.low == other.high and (self.low_open or other.high_open))
        return under or over


def commitment(promise: Observation, at: int, rules: Rules) -> tuple[str, ...]:
    """The words that say how firmly and how exactly the figure at offset `at` of its sentence is promised."""
    before = promise.sentence[:at]
    head = before[: before.find("：") + 1]
    clause = before[max(before.rfind("；"), before.rfind(";")) + 1 :]
    strength = _words("commitment", "clause", rules)
    firm = (strength.findall(clause) or strength.findall(head))[-1:]
    manner = _words("commitment", "segment", rules).findall(_segment(promise, at))
    exact = _words("commitment", "figure", rules).findall(promise.text)
    return tuple(dict.fromkeys([*firm, *manner, *exact]))


def less_is_better(promise: Observation, at: int, rules: Rules) -> bool:
    """Whether a smaller result is the better one: a decline, a rank, 控制在, an indicator such as 失业率."""
    if promise.direction == "down" or promise.statistic == "rank":
        return True
    codes = {code for rule in rules.of("less_is_better") for code in rule.words("codes")}
    return promise.indicator_code in codes or bool(_words("less_is_better", None, rules).search(_segment(promise, at)))


def judge(promise: Observation, result: Observation, less: bool, rules: Rules) -> Verdict:
    """Whether `result` meets `promise`; their intervals decide, and more (or `less`) than was promised is met.

    A bound (以上, 以内, 突破) is a bound; 左右, 约 and 近 reach one point for rates and half a unit of the last digit
    written for amounts; an exact promise has no tolerance.
    """
    if promise.value is None and promise.low is None and promise.high is None:
        return Verdict("not_comparable", f"no number is promised: {promise.text}")
    told = _told(result)
    strict, vague = _target(promise, ZERO, less, rules), _target(promise, _slack(promise), less, rules)
    if told.within(strict):
        return Verdict("met")
    if told.within(vague):
        return Verdict("met_within_vagueness")
    if told.apart(vague):
        return Verdict("missed")
    if result.relation == "approx" and result.value is not None:
        value = _exact(signed(result)[0])
        return Verdict("met_within_vagueness" if Span(value, value).within(vague) else "missed")
    return Verdict("not_comparable", f"too vague to tell: {result.text}")


def _target(promise: Observation, slack: Decimal, less: bool, rules: Rules) -> Span:
    """The results that meet a promise, give or take `slack` where its words are vague."""
    value, low, high, relation = signed(promise)
    nearly = relation in ("lt", "gt") and bool(_words("nearly", None, rules).search(promise.text))
    if relation in ("gt", "ge") and not nearly:
        return Span(low=_exact(low), low_open=relation == "gt")
    if relation in ("lt", "le") and not nearly:
        return Span(high=_exact(high), high_open=relation == "lt")
    if less:
        return Span(high=_exact(value if value is not None else high) + slack)
    return Span(low=_exact(value if value is not None else low) - slack)


def _slack(promise: Observation) -> Decimal:
    """How far the words of a promise reach: not at all where it is exact or a bound."""
    return _exact(tolerance(promise)) if promise.relation in ("approx", "lt", "gt") else ZERO


def _told(result: Observation) -> Span:
    """The interval in which a result lies, an exact one as it is written."""
    value, low, high, relation = signed(result)
    if relation == "approx" and value is not None:
        slack = _exact(tolerance(result))
        return Span(_exact(value) - slack, _exact(value) + slack)
    lowest = -INFINITY if low is None else _exact(low)
    highest = INFINITY if high is None else _exact(high)
    return Span(lowest, highest, relation == "gt", relation == "lt")


def _exact(number: Number | None) -> Decimal:
    return number if isinstance(number, Decimal) else Decimal(repr(number or 0))


def _segment(promise: Observation, at: int) -> str:
    """The words between the comma before a figure and the figure."""
    before = promise.sentence[:at]
    return before[max(before.rfind(mark) for mark in "，；：。,;") + 1 :]


@cache
def _words(type_: str, where: str | None, rules: Rules) -> re.Pattern[str]:
    """The words of the rules of a type, the longest first."""
    words = [word for rule in rules.of(type_) if rule.get("where") == where for word in rule.words()]
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))) if words else NOTHING
