"""Special forms of numbers: fractions, 成, halves, 翻番 and ranks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import regex

from .lexicon import Words
from .model import Kind
from .numerals import EXACT, Numeral, read
from .rules import Rules

_DIGITS = "零一二三四五六七八九"
_PER = regex.compile(r"([百千万])分之|([一二两三四五六七八九十\d]{1,3})分之")
_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_TENTHS = regex.compile(
    r"([一二两三四五六七八九十]|\d(?:\.\d)?)成([一二三四五六七八九半])?(?![为立功果本员熟效长型套品就交绩人都份全器片分建语行])"
)
_DOUBLE = regex.compile(r"翻了?([一二两三四五\d])?番")
_HALF = regex.compile(r"(?:过|超|近|大|多)?半数|(?:过|超|近|大|多)半(?![年天月个百路])|一半")
_RANK = regex.compile(r"第")
_BEST = regex.compile(r"首位")
_TOP = regex.compile(r"前")
_TOP_END = regex.compile(r"[，。；、）（！]|$|行列|之列|和|的|，")
_RANKED = regex.compile(
    r"(?:位?居|位?列|排名?|名列|稳居|跃居|占据)[^，。；、第]{0,12}$|(?:居|列|名|国|省|市|区|界)第[^，。；]{1,4}(?:[、和及]第[^，。；]{1,4})*[、和及]$"
)
_TWO_DIGITS = regex.compile(r"两位数")
_GROWTH = regex.compile(r"增长|增速|增幅|涨幅|下降|回升|速度")
_TO = regex.compile(r"[到至—-](?:百分之)?")
_COUNT = regex.compile(r"[一二两三四五六七八九]|\d+")
_SIX_PLACES = Decimal("0.000001")

Special = tuple[Kind, str | None, str, Numeral, bool]
"""Kind, unit, rule, the number with its end behind the form, and whether its value was rounded."""


def read_special(
    text: str, at: int, cues: Callable[[Rules, str], Words[str]], rules: Rules
) -> Special | str | None:
    """The special form at `at`; the id of what forbids one; None where an ordinary number may stand."""
    char = text[at]
    if char == "第":
        return _rank(text, at, cues, rules)
    if char == "前":
        return _top(text, at, cues, rules)
    if char == "首":
        ranked = cues(rules, "rank")
        window = text[max(0, at - 14) : at]
        if any(word in window for word in cues(rules, "not_rank").meanings):
            return "grammar.not_rank"
        if any(window.endswith(word) or word in window for word in ranked.meanings if len(word) > 0):
            return "rank", "位", "rank.first", _numeral(at, at + 2, Decimal(1)), False
        return "grammar.not_rank"
    if char == "翻":
        match = _DOUBLE.match(text, at)
        if match is None:
            return "grammar.no_number"
        times = match[1] or "一"
        count = int(times) if times.isdigit() else _DIGITS.find(times.replace("两", "二"))
        return "multiple", "倍", "multiple.doubling", _numeral(at, match.end(), Decimal(2) ** count), False
    if "半" in text[at : at + 3] and (match := _HALF.match(text, at)):
        number = _numeral(at, match.end(), Decimal(50))
        if match[0][0] in "过超多大":
            number = replace(number, relation="gt", high=None)
        elif match[0][0] == "近":
            number = replace(number, relation="lt", low=None)
        return "ratio", "%", "ratio.half", number, False
    if char in "半过超近大多":
        return "grammar.no_number"
    if char == "两" and (match := _TWO_DIGITS.match(text, at)):
        if _GROWTH.search(text, max(0, at - 6), match.end() + 6):
            number = replace(_numeral(at, match.end(), Decimal(10)), value=None, high=Decimal(99), relation="range")
            return "ratio", "%", "ratio.two_digits", number, False
        return "grammar.no_number"
    if "分之" in text[at : at + 6] and (match := _PER.match(text, at)):
        return _fraction(text, at, match)
    if "成" in text[at : at + 5] and (match := _TENTHS.match(text, at)):
        whole = Decimal(match[1]) if match[1][0].isdigit() else Decimal("一二三四五六七八九十".find(match[1].replace("两", "二")) + 1)
        tail = 0 if match[2] is None else 5 if match[2] == "半" else _DIGITS.find(match[2])
        value = EXACT.add(EXACT.multiply(whole, Decimal(10)), Decimal(tail))
        step = Decimal(1) if match[2] else Decimal(10)
        return "ratio", "%", "ratio.tenths", replace(_numeral(at, match.end(), value), step=step), False
    return None


def _numeral(start: int, end: int, value: Decimal) -> Numeral:
    return Numeral(start, end, value, value, value, "eq", Decimal(1), None)


def _fraction(text: str, at: int, match: regex.Match[str]) -> Special | str:
    """百分之三十, 千分之三点二, 三分之二, 十分之一."""
    place = match.end()
    if place >= len(text):
        return "grammar.no_number"
    if match[1]:
        number = read(text, place)
        if number is None and text[place] in "百":
            number = _numeral(place, place + 1, Decimal(100))
        if number is None:
            return "grammar.no_number"
        number = replace(number, start=at)
        joint = _TO.match(text, number.end)
        upper = read(text, joint.end()) if joint and joint.end() < len(text) else None
        if upper is not None and upper.value is not None and number.value is not None and upper.value > number.value:
            number = replace(number, end=upper.end, low=number.value, high=upper.value, value=None, relation="range")
        return "ratio", _UNITS[match[1]], "ratio.fraction", number, False
    below = read(text, at)
    above = _COUNT.match(text, place)
    if below is None or below.value is None or not below.value or above is None:
        return "grammar.no_number"
    count = Decimal(above[0]) if above[0].isdigit() else Decimal(_DIGITS.find(above[0].replace("两", "二")))
    exact = EXACT.divide(EXACT.multiply(count, Decimal(100)), below.value)
    value = EXACT.quantize(exact, _SIX_PLACES)
    rounded = value != exact
    return "ratio", "%", "ratio.fraction", _numeral(at, above.end(), value if rounded else exact.normalize(EXACT)), rounded


def _rank(text: str, at: int, cues: Callable[[Rules, str], Words[str]], rules: Rules) -> Special | str:
    """第二名, 第3位; 第一 alone after a word of ranking."""
    number = read(text, at + 1)
    if number is None:
        return "grammar.ordinal"
    end = number.end
    rank = replace(number, start=at)
    if text[end : end + 1] in ("位", "名") and text[end : end + 2] not in ("名单", "位置", "位数"):
        return "rank", "位", "rank.place", replace(rank, end=end + 1), False
    if not _TOP_END.match(text, end):
        return "grammar.ordinal"
    if cues(rules, "rank").to(text, at) or _RANKED.search(text, max(0, at - 16), at):
        return "rank", "位", "rank.place", rank, False
    return "grammar.ordinal"


def _top(text: str, at: int, cues: Callable[[Rules, str], Words[str]], rules: Rules) -> Special | str:
    """前10位, 前三, 前千分之一: a rank or a share of the best, at most."""
    place = at + 1
    if match := _PER.match(text, place):
        fraction = _fraction(text, place, match)
        if isinstance(fraction, str):
            return fraction
        number = replace(fraction[3], start=at, relation="le", low=None)  # type: ignore[arg-type]
        return "ratio", fraction[1], "rank.top_share", number, fraction[4]
    number = read(text, place)  # type: ignore[assignment]
    if number is None or (number.mask is not None and text[number.end : number.end + 1] not in ("位", "名")):
        return "grammar.no_number"
    end = number.end
    top = replace(number, start=at, relation="le", low=None)  # type: ignore[arg-type]
    if text[end : end + 1] in ("位", "名"):
        return "rank", "位", "rank.top", replace(top, end=end + 1), False
    if text[end : end + 1] == "%":
        return "ratio", "%", "rank.top_share", replace(top, end=end + 1), False
    if _TOP_END.match(text, end) and cues(rules, "rank").to(text, at) and not number.bare:
        return "rank", "位", "rank.top", top, False
    return "grammar.not_rank"
