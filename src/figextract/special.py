"""Special forms of numbers: fractions, 成, halves, 翻番 and ranks."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

import regex

from .cues import compiled, either, pattern
from .model import Kind
from .numerals import EXACT, Forms, Numeral, forms_of, read
from .rules import Rules

_DIGITS = "零一二三四五六七八九"
_PER = regex.compile(r"([百千万])分之|([一二两三四五六七八九十\d]{1,3})分之")
_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_TO = regex.compile(r"[到至—-](?:百分之)?")
_COUNT = regex.compile(r"[一二两三四五六七八九]|\d+")
_SLASHED = regex.compile(r"([1-9])/([2-9]|10)(?![\d/])")
_RANKED_BEFORE = regex.compile(r"第[一二两三四五六七八九十\d]{1,3}[、，][㐀-鿿]{2,14}$")
_SIX_PLACES = Decimal("0.000001")

Special = tuple[Kind, str | None, str, Numeral, bool]
"""Kind, unit, rule, the number with its end behind the form, and whether its value was rounded."""


class Cues(NamedTuple):
    """What the rules say of special forms.

    `rank` is matched up to a number, `rank_near` somewhere before it; `place` are the words for a place in an order,
    `alone` what follows a rank that has none.
    """

    forms: Forms
    tenths: regex.Pattern[str]
    half: regex.Pattern[str]
    doubled: regex.Pattern[str]
    first: regex.Pattern[str]
    rank: regex.Pattern[str]
    rank_near: regex.Pattern[str]
    risen: regex.Pattern[str]
    no_rank: regex.Pattern[str]
    place: regex.Pattern[str]
    alone: regex.Pattern[str]
    two_digits: regex.Pattern[str]
    growth: regex.Pattern[str]
    fraction_before: regex.Pattern[str]
    fraction_behind: regex.Pattern[str]


@cache
def cues_of(rules: Rules) -> Cues:
    """The cues of special forms by some rules, compiled."""
    other = either(rules, "number.other_word")
    more, less = either(rules, "half.more"), either(rules, "half.less")
    bound = f"(?P<more>{more})|(?P<less>{less})"
    return Cues(
        forms=forms_of(rules),
        tenths=compiled(
            rf"(?:([二两三四五六七八]|\d)[-—–~～至到]?(?=[二三四五六七八九\d]))?"
            rf"([一二两三四五六七八九十]|\d(?:\.\d)?|(?<![*×])[*×])(?!{other})成([一二三四五六七八九半])?"
        ),
        half=compiled(f"(?:{bound})(?:半数|(?!{other})半)|半数|一半"),
        doubled=compiled(rf"翻了?(?:{bound})?(?P<times>[一二两三四五\d])?番"),
        first=pattern(rules, "rank.first"),
        rank=pattern(rules, "rank", after="$"),
        rank_near=pattern(rules, "rank"),
        risen=compiled(rf"[由从][^，。；、\d]{{0,8}}第\d{{1,3}}[位名]?{either(rules, 'frame.risen')}$"),
        no_rank=pattern(rules, "not_rank"),
        place=compiled(f"(?!{either(rules, 'rank.other_word')}){either(rules, 'rank.place')}"),
        alone=compiled(f"[，。；、）（！和的]|$|{either(rules, 'rank.end')}"),
        two_digits=pattern(rules, "two_digits"),
        growth=pattern(rules, "two_digits.growth"),
        fraction_before=pattern(rules, "fraction.before", after="$"),
        fraction_behind=pattern(rules, "fraction.behind"),
    )


def read_special(text: str, at: int, cues: Cues) -> Special | str | None:
    """The special form at `at`; the id of what forbids one; None where an ordinary number may stand."""
    char = text[at]
    if char == "第":
        return _rank(text, at, cues)
    if char == "前":
        return _top(text, at, cues)
    if char == "翻":
        return _doubled(text, at, cues)
    if "分之" in text[at : at + 6] and (match := _PER.match(text, at)):
        return _fraction(text, at, match, cues)
    if "成" in text[at : at + 5] and (match := cues.tenths.match(text, at)) and (tenths := _tenths(at, match)):
        return tenths
    if text.find("强", at + 1, at + 4) >= 0 and (best := _best(text, at, cues)):
        return best
    if char.isascii():
        return _slashed(text, at, cues) if "/" in text[at + 1 : at + 2] else None
    if match := cues.first.match(text, at):
        return _first(text, match, cues)
    if "半" in text[at : at + 4] and (match := cues.half.match(text, at)):
        return "ratio", "%", "ratio.half", _bounded(_numeral(at, match.end(), Decimal(50)), match), False
    if match := cues.two_digits.match(text, at):
        if not cues.growth.search(text, max(0, at - 6), match.end() + 6):
            return "grammar.no_number"
        number = _numeral(at, match.end(), Decimal(10))._replace(value=None, high=Decimal(99), relation="range")
        return "ratio", "%", "ratio.two_digits", number, False
    return None


def _numeral(start: int, end: int, value: Decimal) -> Numeral:
    return Numeral(start, end, value, value, value, "eq", Decimal(1), None)


def _bounded(number: Numeral, match: regex.Match[str]) -> Numeral:
    """The number as what stands inside its form bounds it: 过半, 翻了近两番."""
    if match["more"]:
        return number._replace(relation="gt", high=None)
    return number._replace(relation="lt", low=None) if match["less"] else number


def digit(written: str) -> int:
    """The value of a number in digits, or of one Chinese digit."""
    return int(written) if written.isdigit() else _DIGITS.find(written.replace("两", "二"))


def _doubled(text: str, at: int, cues: Cues) -> Special | str:
    """翻一番, 翻了近两番."""
    match = cues.doubled.match(text, at)
    if match is None:
        return "grammar.no_number"
    times = Decimal(2) ** digit(match["times"] or "一")
    return "multiple", "倍", "multiple.doubling", _bounded(_numeral(at, match.end(), times), match), False


def _tenths(at: int, match: regex.Match[str]) -> Special | None:
    """两成, 三成五, 七成半, 七八成, 2至3成, *成."""
    lower, upper, behind = match.groups()
    if upper in "*×":
        low, high = Decimal(10), Decimal(90)
        number = _numeral(at, match.end(), low)._replace(value=None, high=high, mask=upper, step=low)
        return "ratio", "%", "ratio.tenths", number, False
    whole = Decimal(10 if upper == "十" else upper if upper[0].isdigit() else digit(upper))
    tail = 0 if behind is None else 5 if behind == "半" else digit(behind)
    value = EXACT.add(EXACT.multiply(whole, Decimal(10)), Decimal(tail))
    step = Decimal(1 if behind else 10).scaleb(-1 if "." in upper else 0)
    number = _numeral(at, match.end(), value)._replace(step=step)
    if lower:
        low = Decimal(digit(lower) * 10)
        if low >= value:
            return None
        number = number._replace(value=None, low=low, relation="range")
    return "ratio", "%", "ratio.tenths", number, False


def _fraction(text: str, at: int, match: regex.Match[str], cues: Cues) -> Special | str:
    """百分之三十, 千分之三点二, 三分之二, 十分之一."""
    place = match.end()
    if place >= len(text):
        return "grammar.no_number"
    if match[1]:
        number = read(text, place, cues.forms)
        if number is None and text[place] == "百":
            number = _numeral(place, place + 1, Decimal(100))
        if number is None:
            return "grammar.no_number"
        number = number._replace(start=at)
        joint = _TO.match(text, number.end)
        upper = read(text, joint.end(), cues.forms) if joint and joint.end() < len(text) else None
        if upper is not None and upper.value is not None and number.value is not None and upper.value > number.value:
            number = number._replace(end=upper.end, low=number.value, high=upper.value, value=None, relation="range")
        return "ratio", _UNITS[match[1]], "ratio.fraction", number, False
    below = read(text, at, cues.forms)
    above = _COUNT.match(text, place)
    if below is None or below.value is None or not below.value or above is None:
        return "grammar.no_number"
    number, rounded = _quotient(at, above.end(), digit(above[0]), below.value)
    return "ratio", "%", "ratio.fraction", number, rounded


def _slashed(text: str, at: int, cues: Cues) -> Special | None:
    """约1/3的, 占3/4: a fraction of digits, where the words around it make it no date and no number of a thing."""
    match = _SLASHED.match(text, at)
    if match is None or text[at - 1 : at].isdigit() or int(match[1]) >= int(match[2]):
        return None
    if not cues.fraction_before.search(text, max(0, at - 6), at) and not cues.fraction_behind.match(text, match.end()):
        return None
    number, rounded = _quotient(at, match.end(), int(match[1]), Decimal(match[2]))
    return "ratio", "%", "ratio.fraction", number, rounded


def _quotient(start: int, end: int, above: int, below: Decimal) -> tuple[Numeral, bool]:
    """A fraction in per cent, and whether it had to be rounded."""
    exact = EXACT.divide(EXACT.multiply(Decimal(above), Decimal(100)), below)
    value = EXACT.quantize(exact, _SIX_PLACES)
    rounded = value != exact
    return _numeral(start, end, value if rounded else exact.normalize(EXACT)), rounded


def _first(text: str, match: regex.Match[str], cues: Cues) -> Special | str:
    """首位 near a word of ranking, and not what is put first."""
    at = match.start()
    near = max(0, at - 14)
    if cues.no_rank.search(text, near, at) or not cues.rank_near.search(text, near, at):
        return "grammar.not_rank"
    return "rank", "位", "rank.first", _numeral(at, match.end(), Decimal(1)), False


def _rank(text: str, at: int, cues: Cues) -> Special | str:
    """第二名, 第3位; 第一 alone after a word of ranking, or in a list of such (居全省第3、绿色发展第5、…)."""
    number = read(text, at + 1, cues.forms)
    if number is None:
        return "grammar.ordinal"
    rank = number._replace(start=at)
    if place := cues.place.match(text, number.end):
        return "rank", "位", "rank.place", rank._replace(end=place.end()), False
    if cues.alone.match(text, number.end) and (
        cues.rank.search(text, max(0, at - 16), at)
        or (_RANKED_BEFORE.search(text, max(0, at - 20), at) and cues.rank_near.search(text, max(0, at - 80), at))
    ):
        return "rank", "位", "rank.place", rank, False
    return "grammar.ordinal"


def _best(text: str, at: int, cues: Cues) -> Special | None:
    """30强 where a rank rose to it: 由第35位跨入30强."""
    number = read(text, at, cues.forms)
    if number is None or text[number.end : number.end + 1] != "强" or not cues.risen.search(text, max(0, at - 24), at):
        return None
    return "rank", "位", "rank.top", number._replace(end=number.end + 1, relation="le", low=None), False


def _top(text: str, at: int, cues: Cues) -> Special | str:
    """前10位, 前三, 前千分之一: a rank or a share of the best, at most."""
    if match := _PER.match(text, at + 1):
        fraction = _fraction(text, at + 1, match, cues)
        if isinstance(fraction, str):
            return fraction
        share = fraction[3]._replace(start=at, relation="le", low=None)
        return "ratio", fraction[1], "rank.top_share", share, fraction[4]
    number = read(text, at + 1, cues.forms)
    if number is None:
        return "grammar.no_number"
    place = cues.place.match(text, number.end)
    if place is None and number.mask is not None:
        return "grammar.no_number"
    top = number._replace(start=at, relation="le", low=None)
    if place:
        return "rank", "位", "rank.top", top._replace(end=place.end()), False
    if text[number.end : number.end + 1] == "强" and cues.rank.search(text, max(0, at - 16), at):
        return "rank", "位", "rank.top", top._replace(end=number.end + 1), False
    if text[number.end : number.end + 1] == "%":
        return "ratio", "%", "rank.top_share", top._replace(end=number.end + 1), False
    if not number.bare and cues.alone.match(text, number.end) and cues.rank.search(text, max(0, at - 16), at):
        return "rank", "位", "rank.top", top, False
    return "grammar.not_rank"
