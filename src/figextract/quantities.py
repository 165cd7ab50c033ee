"""Quantities: what the number at a place is, with its unit and currency, alone, in a range or in a series."""

from __future__ import annotations

import re
from decimal import Decimal

import regex

from .counting import counted
from .lexicon import Unit
from .numerals import EXACT, Numeral, read
from .reading import Reading, scaled
from .setting import Setting
from .special import digit, read_special
from .surroundings import per_around, per_word, qualified

_SEPARATOR = re.compile(r"(?:[-—–~～─]{1,2}|至|到)(?=[\d一二两三四五六七八九十百千万亿*×])")
_SEPARATORS = frozenset("-—–~～─至到")
_FROM = re.compile(r"[由从自][^，。；]{0,14}$")
_MANY_YI = re.compile(r"个([万亿]{1,2}+)")
_YI = {"万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_RATIOS = re.compile(r"\d+(?:\.\d+)?(?:[:：]\d+(?:\.\d+)?){1,9}+(?![\d:：])")
_HALF = Decimal("0.5")
_EDGES = frozenset(("", *"（）：|、。\t\n "))


def read_quantity(it: Setting, at: int, floor: int, ceiling: int) -> Reading:
    """What the number at `at` is; nothing before `floor` or behind `ceiling` belongs to it."""
    text = it.text
    special = read_special(text, at, it.special)
    if isinstance(special, str):
        number = read(text, at + 1, it.forms) if text[at] in "第前" else None
        return Reading(at, number.end if number else at + 1, special)
    if special is not None:
        kind, unit, rule, number, rounded = special
        flags = ("rounded",) if rounded else ()
        return qualified(it, Reading(at, number.end, rule, kind, number, number.end, unit=unit, flags=flags), floor)
    number = read(text, at + _is_reached(it, at, floor), it.forms)
    if number is None:
        return Reading(at, at + 1, "grammar.no_number")
    if text[at - 1 : at] == "每" and number.relation != "range":
        return Reading(at, number.end, "grammar.denominator")
    if number.arabic and text[number.end : number.end + 1] == "×" and text[number.end + 1 : number.end + 2].isdigit():
        times = number.value, number.low, number.high  # 2×35万千瓦
        return Reading(at, number.end, "count.times", "count", number, number.end, *times)
    if text[number.end : number.end + 1] == ":" and number.mask is None and (series := _RATIOS.match(text, at)):
        return _ratio_series(it, series)
    number = _signed(text, number, floor)
    second = _second(it, number.start, number.end, floor)
    if second is not None:
        return _range(it, number, second, floor)
    first = _measured(it, number, floor, ceiling)
    return _range_of_two(it, first, floor, ceiling) or first


_CELL_EDGES = "\t|"


def _is_reached(it: Setting, at: int, floor: int) -> bool:
    """Whether 上 at this place ends a word before the number (迈上千亿元) and begins none (上千家)."""
    return at > floor and it.text[at] == "上" and it.words.before.to(it.text, at + 1) is not None


def _signed(text: str, number: Numeral, floor: int) -> Numeral:
    """The number with a minus sign, behind a word or a figure or in a cell, which is no dash of a label or a range."""
    at = number.start - 1
    if at < max(floor, 1) or text[at] not in "-−" or not number.arabic or number.value is None:
        return number
    listed = at - 1 == floor and text[floor] in "、，"
    if not listed and not "㐀" <= text[at - 1] <= "鿿" and text[at - 1] not in _CELL_EDGES:
        return number
    negative = EXACT.minus(number.value)
    return number._replace(start=at, value=negative, low=negative, high=negative)


def _measured(it: Setting, number: Numeral, floor: int, ceiling: int) -> Reading:
    """A number with its unit, its measure word, or the noun that it counts."""
    text, words = it.text, it.words
    start, end = number.start, number.end
    if text[end : end + 1] == "个":
        if many := _many_yi(it, number):
            return qualified(it, many, floor)
        if half := it.cues.half_of_unit.match(text, end):
            value, step = EXACT.add(number.value or Decimal(0), _HALF), min(number.step or _HALF, _HALF)
            number = number._replace(value=value, step=step, end=half.end())
            end = half.end()
    currency = words.currency_before.to(text, start) if start > floor else None
    entry = words.units.at(text, end)
    if entry is None and text[end - 2 : end] == "个半" and (around := words.units.at(f"个{text[end : end + 1]}", 0)):
        entry = around[0][1:], around[1]  # 个半月: a half inside 个月
    if entry is not None:
        word, unit = entry
        behind = end + len(word)
        if number.bare and text[start - 1 : start] in _EDGES and text[behind : behind + 1] in _EDGES:
            return Reading(start, behind, "grammar.table_unit")
        measure = words.measure_words.at(text, end)
        longer = measure is not None and len(measure[0]) > len(word)
        if not longer and _unit_fits(it, number, end, word, unit):
            return _with_unit(it, number, behind, unit, currency, floor)
    if currency is not None:
        return _with_unit(it, number, end, currency[1], currency, floor)
    return counted(it, number, floor, ceiling)


def _many_yi(it: Setting, number: Numeral) -> Reading | None:
    """3个亿: an amount, where 亿 begins no size (12个亿元以上项目)."""
    match = _MANY_YI.match(it.text, number.end)
    if match is None or it.cues.not_scaled.match(it.text, match.end()):
        return None
    number = scaled(number, _YI.get(match[1], Decimal(1)))
    flags = ("unit_implied",)
    return Reading(number.start, match.end(), "money.implied", "money", number, match.end(), unit="CNY", flags=flags)


def _unit_fits(it: Setting, number: Numeral, at: int, word: str, unit: Unit) -> bool:
    """Whether a unit is meant: a bare scale word needs a true unit, a Chinese 一 is an article before most."""
    text, end = it.text, at + len(word)
    if it.cues.no_unit.match(text, at) or (unit.kind == "score" and not number.arabic):
        return False
    if number.bare:
        if unit.kind == "measure":
            return number.scale >= 10**4 or number.relation != "eq" or text[end : end + 1] == "级"
        return unit.kind == "money"
    if number.arabic or number.value != 1 or number.scale != 1:
        return True
    return unit.kind in ("points", "multiple") or it.cues.half.match(text, end) is not None


def _with_unit(
    it: Setting, number: Numeral, end: int, unit: Unit, currency: tuple[str, Unit] | None, floor: int
) -> Reading:
    """A number whose unit ends at `end`, with what may follow: coins, a currency, a half, a denominator."""
    text, start, canonical = it.text, number.start, unit.unit
    if unit.kind == "money":
        if currency is not None:
            start -= len(currency[0])
            canonical = currency[1].unit
        if canonical == "CNY" and number.value is not None and (coins := it.cues.coins.match(text, end)) and coins[0]:
            number = _with_coins(number, coins)
            end = coins.end()
        if behind := it.words.currency_after.at(text, end):
            canonical = behind[1].unit
            end += len(behind[0])
    half = it.cues.half.match(text, end) if text[end : end + 1] == "半" and number.relation == "eq" else None
    if half is not None and number.value is not None:
        value = EXACT.add(number.value, _HALF)
        number = number._replace(value=value, low=value, high=value, step=min(number.step or _HALF, _HALF))
        end = half.end()
    per = None
    if text[end : end + 1] == "/" and (entry := per_word(it, end + 1)):
        per, end = entry
    rule = f"{unit.kind}.{canonical.lower() if unit.kind == 'money' else canonical}"
    draft = Reading(start, end, rule, unit.kind, number, end, unit=canonical, per=per, factor=unit.factor)
    return qualified(it, draft, floor)


def _with_coins(number: Numeral, coins: regex.Match[str]) -> Numeral:
    """12元5角: tenths and hundredths of the unit."""
    assert number.value is not None
    tenths, hundredths = (Decimal(digit(coin)) if coin else Decimal(0) for coin in coins.groups())
    value = EXACT.add(number.value, tenths / 10 + hundredths / 100)
    return number._replace(value=value, low=value, high=value, step=Decimal("0.01" if coins[2] else "0.1"))


def _second(it: Setting, start: int, end: int, floor: int) -> Numeral | None:
    """The number behind the sign of a range that stands at `end`; 由A至B is none."""
    text = it.text
    if text[end : end + 1] not in _SEPARATORS:
        return None
    match = _SEPARATOR.match(text, end)
    if match is None or (match[0] in "至到" and _FROM.search(text, max(floor, start - 15), start)):
        return None
    return read(text, match.end(), it.forms)


def _range(it: Setting, first: Numeral, upper: Numeral, floor: int) -> Reading:
    """A range A—B: unit and scale of its second end hold for the first where that has none."""
    reading = _measured(it, upper, upper.start, len(it.text))
    if reading.kind is None or reading.value is None or first.value is None:
        if reading.kind is None or not (first.mask or upper.mask):
            return Reading(first.start, reading.end, "grammar.no_unit")
        masked = upper._replace(start=first.start, mask=it.text[first.start : upper.end])
        return reading._replace(start=first.start, number=masked, value=None, low=None, high=None, relation="range")
    lower = first.value
    if first.scale == 1 and upper.scale > 1 and EXACT.multiply(lower, upper.scale) <= (upper.value or 0):
        first, lower = scaled(first, upper.scale), EXACT.multiply(lower, upper.scale)
    lower = EXACT.multiply(lower, reading.factor)
    if lower >= reading.value:
        return Reading(first.start, reading.end, "grammar.no_range")
    before = it.words.before.to(it.text, first.start) if first.start > floor else None
    start = first.start - len(before[0]) if before else first.start
    return reading._replace(
        start=start,
        number=_joined(first, reading.number or upper, first.start),
        value=None,
        low=lower,
        high=reading.value,
        relation="range",
        per=reading.per or per_around(it, start, reading.end, floor),
    )


def _range_of_two(it: Setting, first: Reading, floor: int, ceiling: int) -> Reading | None:
    """A range whose ends both have the unit: 6%—6.5%, 3万元至5万元."""
    if first.kind is None or first.value is None or first.end != first.number_end or first.relation != "eq":
        return None
    number = _second(it, first.start, first.end, floor)
    if number is None:
        return None
    last = _measured(it, number, number.start, ceiling)
    if last.value is None or (last.kind, last.unit) != (first.kind, first.unit) or last.value <= first.value:
        return None
    assert first.number is not None
    return last._replace(
        start=first.start,
        number=_joined(first.number, last.number or number, first.start),
        value=None,
        low=first.value,
        high=last.value,
        relation="range",
        per=last.per or first.per,
    )


def _joined(first: Numeral, last: Numeral, start: int) -> Numeral:
    """The number of a range, as exact as the finer of its ends."""
    steps = [number.step for number in (first, last) if number.step is not None]
    return last._replace(start=start, value=None, step=min(steps) if steps else None)


def _ratio_series(it: Setting, match: re.Match[str]) -> Reading:
    """三次产业比为11:48:41: each number a ratio."""
    at = match.start()
    if not it.cues.series.search(it.text, max(0, at - 10), at):
        return Reading(at, match.end(), "grammar.no_unit")
    parts: list[Reading] = []
    while at < match.end() and (part := read(it.text, at, it.forms)) is not None:
        parts.append(Reading(at, part.end, "ratio.series", "ratio", part, part.end, part.value, part.value, part.value))
        at = part.end + 1
    return parts[0]._replace(series=tuple(parts[1:]))
