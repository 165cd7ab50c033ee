"""Dates: how a written date is built from years, months and days, and which days it stands for.

A date that leaves something to the context (今年6月, 上半年, 年底) is told by two points, each a day of a year that is
still to be known; `resolve` turns them into dates once the report's year or the year spoken of is.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from typing import Literal, NamedTuple

import regex

_MASKED = (
    r"20[*×xX]{2}|[*]{4}|(?<![\d*连续历时近满第逾])[*]{1,2}(?=年(?:[\d*]{1,2}月|[底末]))"
    r"|(?<!连续|历时|[近满第逾])×{1,4}"
)
YEAR = rf"(?:(?:19|20)\d\d|{_MASKED}|[一二][〇○零九一][〇○零一二三四五六七八九]{{2}})"
_CN = "一二三四五六七八九"
MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_CN}]|[*×]{{1,2}})"
DAY = rf"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[{_CN}]?|[{_CN}]|[*×]{{1,2}})"
QUARTER = r"第?[一二三四1-4](?:[、至到和及—-]{1,2}第?[一二三四1-4])?季度|前[一二两三1-3]个?季度"
FIRST_MONTHS = rf"前(?:\d{{1,2}}|十一?|[{_CN}两])个?月"
TO = r"(?:[-—–─~～]{1,2}|至|到)"
_DIGITS = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0, "两": 2}

Point = tuple[str, int, int]
"""A day: the year (`2021`, or `report-1`, `year+0`), month and day."""


class Span(NamedTuple):
    """What a written date says: its kind, its dates or else, in `anchor`, the points that they follow from."""

    kind: Literal["during", "as_of", "since"]
    first: date | None
    last: date | None
    anchor: str | None


class _Part(NamedTuple):
    """The year of one end of a range, None where not written, and its first and last month and day, None if masked."""

    year: str | None
    first: tuple[int, int] | None
    last: tuple[int, int] | None
    masked: bool


class Calendar:
    """Written dates read with some words for years (今年), for parts of a year (上半年) and for its ends (底, 初).

    `years` maps a word to base and shift (`report-1`), `parts` to the first and last month and day as MM-DD; `tails`
    are the words that may follow a year or month, `ends` those of them that mean its last day.
    """

    def __init__(
        self,
        years: Mapping[str, str],
        parts: Mapping[str, tuple[str, str]],
        tails: Collection[str],
        ends: Collection[str],
    ) -> None:
        self.years, self.parts, self.ends = years, parts, frozenset(ends)
        tail = alternatives(tails)
        self._point = regex.compile(rf"{self._point_pattern(tail)}|年(?P<end>{tail})|(?P<only>{DAY})[日号]")
        self._left = regex.compile(self._left_pattern())
        self._numeric = regex.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
        self._to = regex.compile(rf"{TO}|、")

    def _point_pattern(self, tail: str) -> str:
        rest = (
            rf"(?:(?P<part>{alternatives(self.parts)})|(?P<quarter>{QUARTER})(?P<tail>{alternatives(self.ends)})?|(?P<months>{FIRST_MONTHS})"
            rf"|(?P<m>{MONTH})月份?(?:(?P<d>{DAY})[日号]|(?P<ten>[上中下])旬|(?P<tail>{tail}))?)"
        )
        year = rf"(?:(?P<y>{YEAR})[学财]?年度?|(?P<word>{alternatives(self.years)}))(?!均)"
        return rf"(?:{year}(?:{rest}|年?(?P<end>{tail}))?|{rest})"

    def _left_pattern(self) -> str:
        word = rf"(?P<word>{alternatives(self.years)})"
        return (
            rf"(?:(?:(?P<y>{YEAR})年?|{word})?(?P<m>{MONTH})(?:月份?)?(?:(?P<d>{DAY})[日号]?)?"
            rf"|(?P<y>{YEAR})(?:年度?)?|{word})"
        )

    def pattern(self, tail: str) -> str:
        """A pattern without capturing groups that finds dates and ranges; `tail` finds `tails` and may guard them."""
        point = self._point_pattern(tail)
        listed = rf"{YEAR}(?:、{YEAR}){{1,11}}+年度?|{MONTH}(?:、{MONTH}){{1,11}}+月份?"
        full = rf"(?:{self._left_pattern()}{TO}(?:{point}|{DAY}[日号])|{listed}|{point})"
        return str(regex.sub(r"\?P<\w+>", "?:", full))

    def read(self, text: str) -> Span:
        """The span of a date as `find_periods` finds it, without 截至 before and 以来, 前 behind."""
        numeric = self._numeric.match(text)
        if numeric:
            year, month, day = map(int, numeric.groups())
            return _span("during", (str(year), month, day), (str(year), month, day))
        for cut in self._to.finditer(text):
            left, right = self._left.fullmatch(text[: cut.start()]), self._point.fullmatch(text[cut.end() :])
            if left and right and cut.start():
                return self._range(left, right)
        match = self._point.fullmatch(text)
        if match is None:
            return Span("during", None, None, None)
        part = self._part(match)
        ended = (match["end"] or match["tail"]) in self.ends
        return _whole("as_of" if ended else "during", part, part)

    def _range(self, left: regex.Match[str], right: regex.Match[str]) -> Span:
        last = self._part(right)
        month = number(left["m"]) if left["m"] else None
        if right["only"]:  # 4月1日至5日
            last = _Part(None, None, (month, number(right["only"]) or 0) if month else None, False)
        year = last.year if (written := self._year(left)) is None else written
        masked = bool(left["m"] and month is None)
        if masked and right["y"] and not right["m"]:  # ×-2019年: a masked year
            year = ""
        if left["m"] is None:
            first = _Part(year, (1, 1), (12, 31), False)
        else:
            day = number(left["d"]) if left["d"] else 1
            first = _Part(year, (month, day or 1) if month else None, None, masked)
        if last.year is None:
            last = last._replace(year=year)
        return _whole("during", first, last)

    def _year(self, match: regex.Match[str]) -> str | None:
        if match["word"]:
            return self.years[match["word"]]
        return _year(match["y"]) if match["y"] else None

    def _part(self, match: regex.Match[str]) -> _Part:
        year = self._year(match)
        if match["part"]:
            first, last = self.parts[match["part"]]
            return _Part(year, _month_day(first), _month_day(last), False)
        if match["quarter"]:
            numbers = [n for c in match["quarter"] if (n := number(c)) is not None]
            begin = 1 if match["quarter"][0] == "前" else numbers[0]
            return _Part(year, (3 * begin - 2, 1), (3 * numbers[-1], 31), False)
        if match["months"]:
            return _Part(year, (1, 1), (number(match["months"][1:].rstrip("个月")) or 12, 31), False)
        if match["m"]:
            month = number(match["m"])
            if month is None:
                return _Part(year, None, None, True)
            if match["d"]:
                day = number(match["d"])
                return _Part(year, (month, day or 1), (month, day or 31), day is None)
            begin, end = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}.get(match["ten"] or "", (1, 31))
            return _Part(year, (month, begin), (month, end), False)
        return _Part(year, (1, 1), (12, 31), False)


def alternatives(words: Collection[str]) -> str:
    """A pattern for any of some words, the longest first; it matches nothing when there are none."""
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


def number(text: str) -> int | None:
    """A number of days, months or years, None when masked or vague: 12, 十二, 二十一, 三; none in 三五年, 几年."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if any(part and part not in _DIGITS for part in (tens, ones)):
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _year(text: str) -> str:
    """A year in digits; empty when masked."""
    digits = "".join(str(_DIGITS.get(c, c)) for c in text)
    return digits if digits.isdecimal() else ""


def _month_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def _whole(kind: Literal["during", "as_of"], first: _Part, last: _Part) -> Span:
    """The span from one part to another; a masked month or day of a written year leaves the whole year."""
    start = None if kind == "as_of" else _point(first.year, first.first, (1, 1), first.masked)
    end = _point(last.year, last.last, (12, 31), last.masked)
    if any(part.masked and part.year is None for part in (first, last)):
        return Span(kind, None, None, "year")
    return _span(kind, start, end)


def _point(year: str | None, day: tuple[int, int] | None, masked: tuple[int, int], is_masked: bool) -> Point | None:
    if year == "":
        return None
    month, number_ = masked if is_masked or day is None else day
    return year or "year+0", month, number_


def _span(kind: Literal["during", "as_of"], first: Point | None, last: Point | None) -> Span:
    if all(point is None or point[0].isdecimal() for point in (first, last)):
        return Span(kind, _date(first), _date(last), None)
    return Span(kind, None, None, f"{_written(first)}..{_written(last)}")


def _date(point: Point | None) -> date | None:
    """The date of a point in a known year; a day past the month's end is its last."""
    if point is None:
        return None
    year, month, day = int(point[0]), min(max(point[1], 1), 12), max(point[2], 1)
    return date(year, month, min(day, monthrange(year, month)[1]))


def _written(point: Point | None) -> str:
    return "" if point is None else f"{point[0]} {point[1]}-{point[2]}"


@cache
def resolve(anchor: str, report: int | None, year: int | None) -> tuple[date | None, date | None] | None:
    """The dates of an anchor made of two points, given the year of the report and the year spoken of.

    None when the year that it needs is not known, or when the anchor is of another sort.
    """
    first, dots, last = anchor.partition("..")
    if not dots:
        return None
    dates: list[date | None] = []
    for written in (first, last):
        base, _, day = written.partition(" ")
        if not base:
            dates.append(None)
            continue
        number = int(base) if base.isdecimal() else _shifted(base, report, year)
        if number is None or not 1 <= number <= 9999:
            return None
        dates.append(_date((str(number), *_month_day(day))))
    return dates[0], dates[1]


def _shifted(base: str, report: int | None, year: int | None) -> int | None:
    known = report if base.startswith("report") else year
    return None if known is None else known + int(base[len("report") :] if base[0] == "r" else base[len("year") :])
