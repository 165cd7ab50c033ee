"""Counting: numbers without a unit, by the measure word or noun behind them or by the words before them."""

from __future__ import annotations

import re

import regex

from .lexicon import MeasureWord, Noun
from .model import Kind
from .numerals import Numeral
from .reading import Reading
from .setting import Setting
from .surroundings import per_word, qualified

_ENDS = regex.compile(r"[，。；、）：！？\s和及与等或]|$|以及")
_NOUN_BEHIND = re.compile(r"[㐀-鿿“《]")
_LABEL = re.compile(r"[A-Za-z_\-/]|(?<=\d)[·•・]")
_NEAR = 24
"""What a ratio compares is named no further before it."""
_PER_MANY = re.compile(r"/[1十百]")
_UP_TO_MARK = re.compile(r"[^，。；：！？\n]*")
_IDENTIFIER = 16
"""As many digits without a unit are the number of a thing."""


def counted(it: Setting, number: Numeral, floor: int, ceiling: int) -> Reading:
    """A number before a measure word, directly before a counted noun, or alone behind what it counts."""
    text, words = it.text, it.words
    start, end = number.start, number.end
    measure = words.measure_words.at(text, end)
    noun = words.nouns.at(text, end)
    if number.scale >= 10**8 and it.cues.milestone.match(text, end):
        measure = noun = None  # 千亿台阶
    if measure is not None and noun is not None and _noun_wins(it, end, measure[0], noun[0]):
        measure = None
    if number.arabic and is_label(text, start) and (measure is None or number.scale == 1):
        return Reading(start, end, "grammar.label")
    if measure is not None and number.bare and number.scale >= 10**8 and it.cues.place.fullmatch(measure[0]):
        measure = None  # 千亿县
    if measure is not None:
        return _measured_out(it, number, floor, *measure, noun)
    if noun is not None and number.arabic and noun[1].entity_class == "goods":
        noun = None  # 远大1830化肥: goods are counted with a measure word
    listed = number.mask is None or "、" in text[max(floor, start - 20) : start]
    if number.mask is not None and noun is not None and noun[1].entity_class == "region":
        noun = None  # ××街道
    if listed and noun is not None and not (number.bare and not number.arabic) and number.value != 1:
        return qualified(it, Reading(start, end, "count.noun", "count", number, end), floor)
    if number.mask is not None and number.scale == 1:
        return Reading(start, end, "grammar.masked_name")
    return _alone(it, number, floor, ceiling)


def is_label(text: str, start: int) -> bool:
    """Whether letters, a dash or a dot stand right before a number, which so is part of a label (QX-5, 7·20)."""
    if start > 1 and text[start - 1] == "-" and text[start - 2].isdigit():
        return False  # the second end of 3-5家
    return start > 0 and _LABEL.match(text, start - 1) is not None


def _noun_wins(it: Setting, end: int, measure_word: str, noun: str) -> bool:
    """Whether the measure word at `end` is only the beginning of a noun (家庭) and not followed by one as long."""
    if len(noun) <= len(measure_word):
        return False
    behind = it.words.nouns.at(it.text, end + len(measure_word))
    return behind is None or len(behind[0]) + len(measure_word) <= len(noun)


def _measured_out(
    it: Setting, number: Numeral, floor: int, word: str, entry: MeasureWord, noun: tuple[str, Noun] | None
) -> Reading:
    """A number before a measure word: a count, a place in an order (升至第几位), or part of a masked name (**市)."""
    start, end = number.start, number.end + len(word)
    if entry.unit == "位" and noun is None and (rule := _place_or_move(it, start, end, floor)):
        return qualified(it, Reading(start, end, rule, "rank", number, end, unit="位", measure_word=word), floor)
    masked_place = number.mask is not None and it.cues.place.fullmatch(word) is not None
    if masked_place and not it.cues.counting.search(it.text, max(0, start - 8), start):
        return Reading(start, number.end, "grammar.masked_name")
    if it.cues.points.match(it.text, number.end):  # 2个和3个百分点
        return Reading(start, end, "grammar.no_unit", None, number, end)
    if not _countable(it, number, end):
        return Reading(start, number.end, "grammar.article")
    unit, per = entry.unit, None
    if (behind := it.text[end : end + 1]) == "（" and (beside := it.words.measure_words.at(it.text, end + 1)):
        closing = end + 1 + len(beside[0])
        if it.text[closing : closing + 1] == "）":  # 120家（次）
            unit, end = f"{unit}（{beside[0]}）", closing + 1
    elif behind == "/" and (found := per_word(it, end + 1)):
        per, end = found
    draft = Reading(start, end, entry.rule, "count", number, end, unit=unit, per=per, measure_word=word)
    reading = qualified(it, draft, floor)
    if _is_broken(number) and reading.per is None and not it.cues.rate.search(it.text, max(0, start - 30), start):
        return Reading(start, number.end, "grammar.section_number")
    return reading


def _place_or_move(it: Setting, start: int, end: int, floor: int) -> str | None:
    """Whether so many 位 are a place in an order (升至12位), or a way in it (前移4位)."""
    near = max(floor, start - 8)
    if it.cues.moved.search(it.text, near, start) and _ENDS.match(it.text, end):
        return "rank.move"
    return "rank.place" if it.cues.ranking.search(it.text, near, start) else None


def _is_broken(number: Numeral) -> bool:
    """Whether a number that should count has decimals and no scale: things are counted whole but in rates."""
    return number.scale == 1 and number.value is not None and number.value != number.value.to_integral_value()


def _countable(it: Setting, number: Numeral, end: int) -> bool:
    """Whether number and measure word count: 一个 does only behind its noun, 百 and 千 only with a qualifier."""
    if number.arabic or number.mask is not None:
        return True
    if number.bare:
        qualifies = number.relation != "eq" or number.scale >= 10**6 or it.words.after.at(it.text, end) is not None
        return qualifies or it.words.before.to(it.text, number.start) is not None
    if number.value == 1 and number.scale == 1:
        before = it.text[number.start - 1 : number.start]
        named = before in ("”", "》") or it.words.nouns.to(it.text, number.start) is not None
        return named and _ENDS.match(it.text, end) is not None
    return True


def _alone(it: Setting, number: Numeral, floor: int, ceiling: int) -> Reading:
    """A number with nothing behind it: an amount, a count, a ratio or a score by the words around, or no figure."""
    text = it.text
    start, end = number.start, number.end
    kind: Kind | None = None
    if number.scale >= 10**4 or number.bare:
        kind = _kind_of_scaled(it, number, floor, ceiling)
    elif number.arabic and _ENDS.match(text, end):
        if number.relation == "gt":
            kind = "count"
        elif number.value is not None:
            place = _before_verb(it, start)
            if it.cues.scored.match(text, 0, place):
                kind = "score"
            elif it.cues.counted.match(text, 0, place) and end - start < _IDENTIFIER:
                kind = "count"
    if (
        kind is None
        and number.arabic
        and "." in text[start:end]
        and it.cues.compared.search(text, max(0, start - _NEAR), start)
        and it.cues.in_ratio.match(text, 0, start)
    ):
        kind = "ratio"
    if kind is None and number.arabic and _PER_MANY.match(text, end):
        word, per = it.words.denominators.at(text, end + 1) or ("", None)
        if word:
            end += 1 + len(word)
            return qualified(it, Reading(start, end, "ratio.per_many", "ratio", number, end, per=per), floor)
    if kind is None:
        return Reading(start, end, "grammar.no_unit", None, number, end)
    if kind == "money":
        draft = Reading(start, end, "money.implied", kind, number, end, unit="CNY", flags=("unit_implied",))
    else:
        draft = Reading(start, end, f"{kind}.bare", kind, number, end)
    return qualified(it, draft, floor)


def _kind_of_scaled(it: Setting, number: Numeral, floor: int, ceiling: int) -> Kind | None:
    """What 300亿 or 百万 amount to: money where the words around speak of it or it sizes a thing, else a count."""
    text, start, end = it.text, number.start, number.end
    if number.bare and number.scale < 10**8 and number.relation == "eq":
        return None
    sized = number.bare and number.scale >= 10**8 and _NOUN_BEHIND.match(text, end) is not None
    count = not sized and it.cues.counted.match(text, 0, _before_verb(it, start)) is not None
    money = it.cues.money
    behind = _UP_TO_MARK.match(text, end, min(ceiling, end + 8))
    if sized or money.search(text, max(floor, start - 14), start) or (behind and money.search(text, *behind.span())):
        kind: Kind = "count" if count else "money"
    elif number.bare:
        return None
    else:
        kind = "count" if count or number.scale < 10**8 else "money"
    return "count" if kind == "money" and number.mask is not None and number.scale < 10**8 else kind


def _before_verb(it: Setting, start: int) -> int:
    """The place before a verb of reaching and a qualifier that stand directly before `start`."""
    if qualifier := it.words.before.to(it.text, start):
        start -= len(qualifier[0])
    match = it.cues.reaching.search(it.text, max(0, start - 8), start)
    return match.start() if match else start
