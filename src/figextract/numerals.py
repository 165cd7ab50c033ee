"""Numerals: how a number is written, in digits, Chinese, mixed, vague or masked, and what it is worth.

`read(text, at)` reads the longest numeral that begins there. Values are exact; the decimal context holds more digits
than any column, and what does not fit a column is flagged later.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from .cues import compiled, either
from .model import Relation
from .rules import Rules

EXACT = Context(prec=100)
"""Arithmetic on values happens here: products of written digits and scale words never round."""

_DIGIT = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_SCALE = {**_SMALL, **_BIG}
_ONES = {c: i % 10 for i, c in enumerate("零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖")} | {"两": 2}

_SIMPLE = re.compile(r"(\d{1,15}(?:\.(\d{1,9}))?)([万亿]?)(?![\d,.*余多来零〇点" + _DIGIT + "十拾百佰千仟万亿兆])")
_ARABIC = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_SECTION = re.compile(
    rf"(?=[{_DIGIT}十拾])(?:[{_DIGIT}][千仟])?(?:零?[{_DIGIT}][百佰])?(?:零?[{_DIGIT}]?[十拾])?(?:零?[{_DIGIT}])?"
)
_IDLE_ZERO = re.compile(r"(?<=千)零(?=.百)|(?<=百)零(?=.?十)|(?<=十)零")
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_POINT = re.compile(rf"点[零〇{_DIGIT}]+")
_MASK = regex.compile(
    r"\*[*\d]*(?:\.[*\d]+)?|\d+\*[*\d]*(?:\.[*\d]+)?|\d+\.\d*\*[*\d]*|"
    r"(?<![A-Za-z])[xX]{1,4}(?:\.[xX]{1,3})?(?![A-Za-z\d.])|×+(?:\.×+)?(?!\d)"
)
_MORE_FIRST = frozenset("余多来")
SCALES = {char: Decimal(size) for char, size in _SCALE.items()}
"""What the scale words are worth."""
_ONE = Decimal(1)
_SEVERAL = re.compile(r"[数几](?=[十百千万亿])")
_TEENS = re.compile(rf"([{_DIGIT}]?十)几")
_ADJACENT = re.compile(r"([一二两三四五六七八])([两二三四五六七八九])(?![一二三四五六七八九〇零])")
_FULL = re.compile(r"上(?=[百千万亿])")
_LONGEST = 400
"""A run of digits longer than this is no number that a report states."""


class Forms(NamedTuple):
    """What the rules say of numerals: the scale words at a place, 余, 多 or 来, and what follows a tail as in 1万2."""

    scales: regex.Pattern[str]
    more: regex.Pattern[str]
    tail_end: regex.Pattern[str]


@cache
def forms_of(rules: Rules) -> Forms:
    """The forms of numerals by some rules, compiled."""
    other = either(rules, "number.other_word")
    return Forms(
        scales=compiled(f"(?:[万亿]|(?!{other})[兆十拾百佰千仟])+"),
        more=compiled(f"[余多]|(?!{other})来"),
        tail_end=compiled(rf"(?![㐀-鿿\d])|{either(rules, 'number.tail_unit')}|$"),
    )


class Numeral(NamedTuple):
    """A number as written in `text[start:end]`, without unit or qualifier outside it.

    `relation` is what its own words say (余, 多: gt; 来: approx; 上百: ge; 数十, 七八百: range); `bare` marks a scale
    word with no digit before it (百万, 亿).
    """

    start: int
    end: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    relation: Relation
    scale: Decimal
    step: Decimal | None
    mask: str | None = None
    bare: bool = False
    arabic: bool = False


def read(text: str, at: int, forms: Forms) -> Numeral | None:
    """The longest numeral that begins at `at`, or None."""
    char = text[at]
    if char.isascii() and char.isdigit():
        masked = "*" in text[at : at + 8] and _masked(text, at, forms)
        return masked or _simple(text, at) or _plain(text, at, forms)
    if char in "*×xX":
        return _masked(text, at, forms)
    if char in "数几":
        return _several(text, at, forms)
    if char == "双":  # each of two
        each = _plain(text, at + 1, forms)
        return each and each._replace(start=at)
    if char == "上":
        match = _FULL.match(text, at)
        inner = _plain(text, match.end(), forms) if match else None
        if inner is None or inner.value is None:
            return None
        return Numeral(at, inner.end, None, inner.value, None, "ge", inner.scale, None)
    if match := _TEENS.match(text, at):
        tens = _integer(match[1])
        scale, end = _scales(text, match.end(), forms)
        end = _more(text, end, forms)[1]
        low, high = EXACT.multiply(tens + 1, scale), EXACT.multiply(tens + 9, scale)
        return Numeral(at, end, None, low, high, "range", scale, None)
    return _adjacent(text, at, forms) or _plain(text, at, forms)


def _simple(text: str, at: int) -> Numeral | None:
    """A number in digits with at most one scale word and nothing that goes on: 20, 3.8万. Most numbers are such."""
    match = _SIMPLE.match(text, at)
    if match is None:
        return None
    digits, decimals, scale_word = match.groups()
    scale, step = _written(scale_word, len(decimals or ""))
    value = Decimal(digits)
    if scale_word:
        value = EXACT.multiply(value, scale)
    return Numeral(at, match.end(), value, value, value, "eq", scale, step, None, False, True)


@cache
def _written(scale_word: str, decimals: int) -> tuple[Decimal, Decimal]:
    """The scale of a number, and what one unit of its last digit is worth."""
    scale = Decimal(_SCALE.get(scale_word, 1))
    return scale, EXACT.multiply(Decimal(1).scaleb(-decimals), scale)


def _plain(text: str, at: int, forms: Forms) -> Numeral | None:
    """A number of groups, each a coefficient and its scale words: 25万6千, 一万五千亿, 3.8万, 百万."""
    total = part = Decimal(0)
    first_scale, step = Decimal(1), Decimal(1)
    last: Decimal | None = None
    relation: Relation = "eq"
    end = at
    groups = 0
    bare = arabic = False
    while True:
        start = end
        zero = groups and text[start : start + 1] == "零"
        coefficient, unit, after, digits = _coefficient(text, start + bool(zero))
        if coefficient is None:
            if groups:
                break
            coefficient, unit, after, bare = Decimal(1), Decimal(1), start, True
        vague, behind = _more(text, after, forms)
        scale, stop = _scales(text, behind, forms)
        if vague == "eq" and stop > behind:  # 3千多万
            inner, past = _more(text, stop, forms)
            larger, further = _scales(text, past, forms)
            if inner != "eq" and further > past:
                vague, scale, stop = inner, EXACT.multiply(scale, larger), further
        if stop == behind and vague != "eq" and groups == 0 and bare:
            return None
        if groups == 0:
            arabic = text[at].isdigit() and text[at].isascii()
            if stop == behind and bare:
                return None
            first_scale = scale
        elif last is not None:
            if step < last:  # nothing follows a fraction: 1.5万
                break
            if stop == behind:  # a tail with no scale word of its own: 3万4000, 1千零20, 1万2
                if vague != "eq" or coefficient >= last:
                    break
                if digits == 1 and not zero:
                    if last < 100 or not forms.tail_end.match(text, after):
                        break
                    unit = last / 10
                part = EXACT.add(part, EXACT.multiply(coefficient, unit if digits == 1 and not zero else Decimal(1)))
                step, end = unit, after
                groups += 1
                break
            if EXACT.multiply(coefficient, scale) >= last and not (scale >= 10**8 and last == 10**4):
                break
        if scale >= 10**8 and part:
            total = EXACT.add(total, EXACT.multiply(EXACT.add(part, coefficient), scale))
            part = Decimal(0)
            first_scale = EXACT.multiply(first_scale, scale)
        elif scale >= 10**8:
            total = EXACT.add(total, EXACT.multiply(coefficient, scale))
        else:
            part = EXACT.add(part, EXACT.multiply(coefficient, scale))
        step = EXACT.multiply(unit, scale)
        groups += 1
        end, last = stop, scale
        if vague != "eq":
            relation = vague
            break
        if scale == 1:
            break
    if relation == "eq":
        relation, end = _more(text, end, forms)
    value = EXACT.add(total, part)
    if end == at:
        return None
    low = value if relation in ("eq", "gt") else None
    high = value if relation == "eq" else None
    return Numeral(at, end, value, low, high, relation, first_scale, step, None, bare, arabic)


def _coefficient(text: str, at: int) -> tuple[Decimal | None, Decimal, int, int]:
    """A coefficient, what one unit of its last digit is worth, its end, and how many characters it has."""
    if match := _ARABIC.match(text, at):
        digits = match[0].replace(",", "")
        if len(digits) > _LONGEST:
            digits = digits[:_LONGEST]
        value = Decimal(digits)
        exponent = value.as_tuple().exponent
        return value, Decimal(1).scaleb(int(exponent)), match.end(), len(digits)
    match = _SECTION.match(text, at)
    if match is None:
        return None, Decimal(1), at, 0
    run = match[0]
    value = _integer(run)
    if point := _POINT.match(text, match.end()):
        places = point[0][1:]
        value = Decimal(f"{value}.{''.join(str(_ONES[c]) for c in places)}")
        return value, Decimal(1).scaleb(-len(places)), point.end(), len(run)
    last = run[-1]
    unit = Decimal(_SMALL[last]) if last in _SMALL else Decimal(1)
    if last not in _SMALL and len(run) > 1 and run[-2] in "百佰千仟":
        unit = Decimal(_SMALL[run[-2]] // 10)
    return value, unit, match.end(), len(run)


@lru_cache(maxsize=4096)
def _integer(run: str) -> Decimal:
    """A bare Chinese integer below 10,000; cn2an reads these right, with 两 and colloquial tails (三百五) too, but
    none with a 零 where no place is left out (三百零二十)."""
    import cn2an

    return Decimal(int(cn2an.cn2an(_IDLE_ZERO.sub("", run.translate(_PLAIN)), "normal")))


def _scales(text: str, at: int, forms: Forms) -> tuple[Decimal, int]:
    if text[at : at + 1] not in _SCALE:
        return _ONE, at
    match = forms.scales.match(text, at)
    if match is None:
        return _ONE, at
    product = 1
    for char in match[0][:12]:
        product *= _SCALE[char]
    return Decimal(product), match.end()


def _more(text: str, at: int, forms: Forms) -> tuple[Relation, int]:
    """余, 多 or 来 at this place."""
    if text[at : at + 1] not in _MORE_FIRST:
        return "eq", at
    match = forms.more.match(text, at)
    if match is None:
        return "eq", at
    return ("approx" if match[0] == "来" else "gt"), match.end()


def _several(text: str, at: int, forms: Forms) -> Numeral | None:
    """数十, 几百万: from two of the word's size to all of its nines, times the scale behind."""
    if not _SEVERAL.match(text, at):
        return None
    _, end = _scales(text, at + 1, forms)
    scales = text[at + 1 : end]
    if not scales:  # 数千瓦
        return None
    size = _SCALE[scales[0]]
    rest = 1
    for char in scales[1:12]:
        rest *= _SCALE[char]
    if size <= 1000:
        low, high = 2 * size, size * 10 - 1
    else:
        low, high = 2 * size, 9 * size
    end = _more(text, end, forms)[1]
    return Numeral(at, end, None, Decimal(low * rest), Decimal(high * rest), "range", Decimal(size * rest), None)


def _adjacent(text: str, at: int, forms: Forms) -> Numeral | None:
    """Two neighbouring digits bound a number: 七八百, 三四十万, 一两百万, 三五家."""
    match = _ADJACENT.match(text, at)
    if match is None:
        return None
    low, high = _ONES[match[1]], _ONES[match[2]]
    if high - low not in (1, 2) or (high - low == 2 and low != 3):
        return None
    scale, end = _scales(text, match.end(), forms)
    end = _more(text, end, forms)[1]
    bounds = EXACT.multiply(Decimal(low), scale), EXACT.multiply(Decimal(high), scale)
    return Numeral(at, end, None, *bounds, "range", scale, None)


def _masked(text: str, at: int, forms: Forms) -> Numeral | None:
    """A masked number: * stands for a digit and bounds the value, × for the whole number."""
    match = _MASK.match(text, at)
    if match is None:
        return None
    mask = match[0]
    vague, behind = _more(text, match.end(), forms)
    scale, end = _scales(text, behind, forms)
    if vague == "eq":
        vague, end = _more(text, end, forms)
    low = high = None
    if "*" in mask and len(mask) <= 30:
        smallest = mask.replace("*", "1", 1) if mask[0] == "*" else mask
        low = EXACT.multiply(Decimal(smallest.replace("*", "0").partition(".")[0]), scale)
        high = EXACT.multiply(Decimal(mask.replace("*", "9")), scale)
    return Numeral(at, end, None, low, high, vague, scale, None, mask)
