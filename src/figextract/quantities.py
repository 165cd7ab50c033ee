"""Quantities: one number with what stands directly around it, unit, currency, denominator, qualifier, range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import regex

from .lexicon import Lexicon, Unit, Words
from .model import Kind, Quantity, Relation
from .numerals import EXACT, Numeral, read
from .rules import Rules
from .special import read_special

_SEPARATOR = regex.compile(r"(?:[-—–~～─]{1,2}|至|到)(?=[\d一二两三四五六七八九十百千*×])")
_SEPARATORS = frozenset("-—–~～─至到")
_FROM = regex.compile(r"[由从自][^，。；]{0,14}$")
_SLASH = regex.compile(r"/(?=[㐀-鿿A-Za-z])")
_PER_WORD = regex.compile(r"[A-Za-z]{1,4}[³²23]?|[㐀-鿿]{1,3}")
_PER_BEHIND = regex.compile(
    r"(?:[一每](天|日|月|年|个月|亩|吨|人|户|次|斤|小时|平方米))(?=[，。；、）]|$)"
)
_MONTHLY = regex.compile(r"([年月日])(?:人均|户均)[^，。；]{0,6}$|(?<=[人户]均)(月)增?[^，。；]{0,4}$")
_EACH = regex.compile(r"每([^，。；：、\d（）“”]{1,7})")
_COINS = regex.compile(r"(?:(\d{1,2}|[一二两三四五六七八九])角)?(?:(\d{1,2}|[一二三四五六七八九])分)?(?![㐀-鿿]{0,20}[之别])")
_HALF = regex.compile(r"半(?![年天月个径路数])")
_HALF_BEFORE_UNIT = regex.compile(r"个半(?=小时|月|世纪|学期)")
_YI = regex.compile(r"个([万亿]{1,2}+)(?![元吨亩斤公平立千人户级])")
_RATIOS = regex.compile(r"(\d+(?:\.\d+)?)(?:[:：]\d+(?:\.\d+)?){1,9}+(?![\d:：])")
_ENDS = regex.compile(r"[，。；、）：！？\s]|$|和|及|与|以及|等|或")
_NOUN_BEHIND = regex.compile(r"[㐀-鿿“《]")
_LABEL = regex.compile(r"[A-Za-z_\-/]$")
_COMPARISON = regex.compile(r"比|系数|倍差|结构")
_AVERAGE = regex.compile(r"[均每]|[千万]人")
_PLACE_WORDS = frozenset("省市县区镇乡村州")
_RANKING = regex.compile(r"(?:[升降]至|[升降]到|前移至|前移到|提升至|提升到|跃升至|排名?|位列|位居|名列|全[国省市区](?:的)?)$|[由从]$")
_IDENTIFIER = 16
_SHORT = 9
"""No number of so few characters, unit included, is too long for a column."""
_PLACES = Decimal(1).scaleb(-9)
_LARGEST = Decimal(10) ** 29


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at a place: a quantity, or with `kind` None why it is none (`rule`); `series` are further figures
    of one expression (11:48:41, 3万元)."""

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
    factor: Decimal = Decimal(1)
    flags: tuple[str, ...] = ()
    series: tuple[Reading, ...] = ()

    def quantity(self, sentence: int) -> Quantity:
        """The quantity of a reading that is one; what a column cannot hold is left out and flagged."""
        assert self.kind is not None and self.number is not None
        value, low, high, flags, step = self.value, self.low, self.high, self.flags, self.number.step
        scale = self.number.scale
        if step is not None:
            step = None if value is None and self.relation != "range" else EXACT.multiply(step, self.factor)
        if self.end - self.start > _SHORT:
            if any(_overlong(x) for x in (value, low, high)):
                value = low = high = step = None
                flags = (*flags, "overlong_number")
            if _overlong(step):
                step = None
            if _overlong(scale):
                scale = Decimal(1)
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
            number = _scaled(number, last.number.scale)
        value, low, high, relation = _bounds(number, "eq", last.factor)
        return replace(
            last, start=self.start, end=self.end, number=number, number_end=number.end, series=(),
            value=value, low=low, high=high, relation=relation,
        )  # fmt: skip


def _overlong(value: Decimal | None) -> bool:
    if value is None:
        return False
    if abs(value) >= _LARGEST:
        return True
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -9 and EXACT.quantize(value, _PLACES) != value


def _scaled(number: Numeral, scale: Decimal) -> Numeral:
    times = [None if x is None else EXACT.multiply(x, scale) for x in (number.value, number.low, number.high, number.step)]
    return replace(number, value=times[0], low=times[1], high=times[2], step=times[3], scale=scale)


def _bounds(
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


@cache
def cues(rules: Rules, group: str) -> Words[str]:
    """The words of a group of cues, each with its rule."""
    return Words({word: rule.id for rule in rules.of("cue") if rule.get("group") == group for word in rule.words()})


@cache
def _denominators(rules: Rules) -> Words[str]:
    found = {}
    for rule in rules.of("denominator"):
        for word in rule.words():
            found[word] = rule.get("unit") or (word[1:] if word[0] == "个" and word != "个月" else word)
    return Words(found)


def read_quantity(text: str, at: int, floor: int, ceiling: int, words: Lexicon, rules: Rules) -> Reading:
    """What the number at `at` is; nothing before `floor` or behind `ceiling` belongs to it."""
    reading = read_special(text, at, cues, rules)
    if reading is not None:
        if isinstance(reading, str):
            number = read(text, at + 1) if text[at] in "第前" else None
            return Reading(at, number.end if number else at + 1, reading)
        kind, unit, rule, special, rounded = reading
        flags = ("rounded",) if rounded else ()
        draft = Reading(at, special.end, rule, kind, special, special.end, unit=unit, flags=flags)
        return _qualified(text, draft, special, floor, words, Decimal(1))
    number = read(text, at)
    if number is None:
        return Reading(at, at + 1, "grammar.no_number")
    if text[at - 1 : at] == "每" and number.relation != "range":
        return Reading(at, number.end, "grammar.denominator")
    if number.arabic and text[number.end : number.end + 1] == "×" and text[number.end + 1 : number.end + 2].isdigit():
        return Reading(  # 2×35万千瓦 is two of them
            at, number.end, "count.times", "count", number, number.end, number.value, number.low, number.high
        )
    if text[number.end : number.end + 1] == ":" and number.mask is None and (series := _RATIOS.match(text, at)):
        return _ratio_series(text, at, series, number, rules)
    digit = at > floor and text[at - 1] in "-−" and (at - 1 == floor or not _LABEL.search(text[at - 2]))
    if digit and number.arabic and number.value is not None and at - 1 > 0 and "㐀" <= text[at - 2] <= "鿿":
        negative = EXACT.minus(number.value)
        number = replace(number, start=at - 1, value=negative, low=negative, high=negative)
    if (span := _range_second(text, number, floor)) is not None:
        return _range(text, number, span, floor, words, rules)
    first = _measured(text, number, floor, ceiling, words, rules)
    return _ranged(text, first, floor, ceiling, words, rules) or first


def _ranged(text: str, first: Reading, floor: int, ceiling: int, words: Lexicon, rules: Rules) -> Reading | None:
    """A range whose ends both have the unit: 6%—6.5%, 3万元至5万元."""
    if first.kind is None or first.value is None or first.end != first.number_end or first.relation != "eq":
        return None
    if text[first.end : first.end + 1] not in _SEPARATORS:
        return None
    match = _SEPARATOR.match(text, first.end)
    if match is None or (match[0] in "至到" and _FROM.search(text, floor, first.start)):
        return None
    number = read(text, match.end())
    if number is None:
        return None
    last = _measured(text, number, number.start, ceiling, words, rules)
    if last.value is None or (last.kind, last.unit) != (first.kind, first.unit) or last.value <= first.value:
        return None
    steps = [r.number.step for r in (first, last) if r.number is not None and r.number.step is not None]
    joined = replace(number, start=first.start, step=min(steps) if steps else None)
    return replace(
        last, start=first.start, number=joined, value=None, low=first.value, high=last.value, relation="range",
        per=last.per or first.per,
    )  # fmt: skip


def _measured(text: str, number: Numeral, floor: int, ceiling: int, words: Lexicon, rules: Rules) -> Reading:
    """A number with its unit, its measure word, or the noun that it counts."""
    end = number.end
    start = number.start
    currency = words.currency_before.to(text, start) if start > floor else None
    unit: Unit | None = None
    counted = text[end : end + 1] == "个"
    if counted and (yi := _YI.match(text, end)):
        number = _scaled(number, Decimal({"万": 10**4, "亿": 10**8, "万亿": 10**12}.get(yi[1], 1)))
        return _qualified(
            text,
            Reading(start, yi.end(), "money.implied", "money", number, yi.end(), unit="CNY", flags=("unit_implied",)),
            number, floor, words, Decimal(1),
        )  # fmt: skip
    half = _HALF_BEFORE_UNIT.match(text, end) if counted else None
    if half:
        number = replace(number, value=EXACT.add(number.value or Decimal(0), Decimal("0.5")), end=half.end())
        end = half.end()
    if entry := words.units.at(text, end):
        word, unit = entry
        measure = words.measure_words.at(text, end)
        if measure is not None and len(measure[0]) > len(word):
            unit = None
    if unit is not None and _unit_fits(text, number, end + len(word), word, unit, rules):
        end += len(word)
        return _with_unit(text, number, start, end, unit, currency, floor, words, rules)
    if currency is not None:
        word, unit = currency
        return _with_unit(text, number, start, end, unit, currency, floor, words, rules)
    return _counted(text, number, floor, ceiling, words, rules)


def _with_unit(
    text: str, number: Numeral, start: int, end: int, unit: Unit, currency: tuple[str, Unit] | None, floor: int,
    words: Lexicon, rules: Rules,
) -> Reading:  # fmt: skip
    kind, canonical = unit.kind, unit.unit
    if kind == "money":
        if currency is not None:
            start -= len(currency[0])
            canonical = currency[1].unit
        if canonical == "CNY" and number.value is not None and (coins := _COINS.match(text, end)) and coins[0]:
            tail = Decimal(_digit(coins[1])) / 10 + Decimal(_digit(coins[2])) / 100
            value = EXACT.add(number.value, tail)
            step = Decimal("0.01") if coins[2] else Decimal("0.1")
            number = replace(number, value=value, low=value, high=value, step=step)
            end = coins.end()
        if behind := words.currency_after.at(text, end):
            canonical = behind[1].unit
            end += len(behind[0])
    if number.value is not None and number.relation == "eq" and text[end : end + 1] == "半" and (half := _HALF.match(text, end)):
        value = EXACT.add(number.value, Decimal("0.5"))
        number = replace(number, value=value, low=value, high=value, step=Decimal("0.5"))
        end = half.end()
    per = None
    if text[end : end + 1] == "/" and (slash := _SLASH.match(text, end)) and (entry := _per_word(text, slash.end(), words, rules)):
        per, end = entry
    rule = f"money.{canonical.lower()}" if kind == "money" else f"{kind}.{canonical}"
    draft = Reading(start, end, rule, kind, number, end, unit=canonical, per=per)
    return _qualified(text, draft, number, floor, words, unit.factor, rules)


def _per_word(text: str, at: int, words: Lexicon, rules: Rules) -> tuple[str, int] | None:
    """The denominator behind a slash, as written but for square and cubic metres, and its end."""
    for found in (_denominators(rules).at(text, at), words.measure_words.at(text, at), words.units.at(text, at)):
        if found is not None:
            word, meaning = found
            return (meaning if isinstance(meaning, str) else word), at + len(word)
    match = _PER_WORD.match(text, at)
    return (match[0], match.end()) if match else None


def _digit(written: str | None) -> int:
    if not written:
        return 0
    return int(written) if written.isdigit() else "零一二三四五六七八九".find(written.replace("两", "二"))


def _unit_fits(text: str, number: Numeral, end: int, word: str, unit: Unit, rules: Rules) -> bool:
    """Whether a unit is meant: a bare scale word needs a true unit, a Chinese 一 is an article before most."""
    behind = text[end : end + 1]
    if word == "元" and behind and behind in "旦宵月首素件":
        return False
    if unit.kind == "score" and behind and behind in "别为之布配成类级阶层期头段设管局会店行公校院支批解析享散流":
        return False
    if unit.kind == "score" and not number.arabic:
        return False
    if unit.kind == "duration" and word in ("年", "月", "日", "天", "周") and number.bare:
        return False
    if number.bare and unit.kind not in ("money", "measure"):
        return False
    if number.bare and unit.kind == "measure" and number.scale < 10**4 and number.relation == "eq" and behind != "级":
        return False
    plain_one = not number.arabic and number.value == 1 and not number.bare and number.scale == 1
    return not (plain_one and unit.kind not in ("points", "multiple") and not _HALF.match(text, end))


def _counted(text: str, number: Numeral, floor: int, ceiling: int, words: Lexicon, rules: Rules) -> Reading:
    """A number before a measure word, directly before a counted noun, or alone behind what it counts."""
    start, end = number.start, number.end
    label = number.arabic and start > 0 and _LABEL.search(text[start - 1])
    measure = words.measure_words.at(text, end)
    if measure is not None and number.scale >= 10**8 and text[end : end + 2] in ("台阶", "大关"):
        measure = None
    noun = words.nouns.at(text, end)
    if measure is not None and noun is not None and len(noun[0]) > len(measure[0]):
        behind = words.nouns.at(text, end + len(measure[0]))
        if behind is None or len(behind[0]) + len(measure[0]) <= len(noun[0]):
            measure = None
    if label and (measure is None or number.scale == 1):
        return Reading(start, end, "grammar.label")
    if measure is not None and number.bare and number.scale >= 10**8 and measure[0] in _PLACE_WORDS:
        measure = None  # 千亿县
    if measure is not None and measure[0] == "位" and noun is None and _RANKING.search(text, floor, start):
        draft = Reading(start, end + 1, "rank.place", "rank", number, end + 1, unit="位", measure_word="位")
        return _qualified(text, draft, number, floor, words, Decimal(1))
    if measure is not None:
        word, entry = measure
        if number.mask is not None and word in "市县区省州镇乡村":
            return Reading(start, end, "grammar.masked_name")
        if not _countable(text, number, end + len(word), floor, words):
            return Reading(start, end, "grammar.article")
        end += len(word)
        draft = Reading(start, end, entry.rule, "count", number, end, unit=entry.unit, measure_word=word)
        reading = _qualified(text, draft, number, floor, words, Decimal(1), rules)
        if _is_broken(number) and reading.per is None and not _AVERAGE.search(text, max(0, start - 30), start):
            return Reading(start, number.end, "grammar.section_number")
        return reading
    scaled = number.scale >= 10**4 and not number.bare
    listed = number.mask is None or "、" in text[max(floor, start - 20) : start]
    if listed and noun is not None and (number.arabic or scaled or not number.bare) and number.value != 1:
        draft = Reading(start, end, "count.noun", "count", number, end)
        return _qualified(text, draft, number, floor, words, Decimal(1), rules)
    if number.mask is not None and number.scale == 1:
        return Reading(start, end, "grammar.masked_name")
    return _unitless(text, number, floor, ceiling, words, rules)


def _is_broken(number: Numeral) -> bool:
    """Whether a number that should count has decimals and no scale: things are counted whole but in rates."""
    return number.scale == 1 and number.value is not None and number.value != number.value.to_integral_value()


def _countable(text: str, number: Numeral, end: int, floor: int, words: Lexicon) -> bool:
    """Whether number and measure word count: 一个 does only behind its noun, 百 and 千 only with a qualifier."""
    if number.arabic or number.mask is not None:
        return True
    if number.bare:
        if number.relation != "eq" or number.scale >= 10**6:
            return True
        qualifier = words.before.to(text, number.start)
        return qualifier is not None
    if number.value == 1 and number.scale == 1:
        behind_noun = words.nouns.to(text, number.start) is not None or text[number.start - 1 : number.start] in ("”", "》")
        return bool(behind_noun and _ENDS.match(text, end))
    return True


def _unitless(text: str, number: Numeral, floor: int, ceiling: int, words: Lexicon, rules: Rules) -> Reading:
    """A number with nothing behind it: an amount, a count, a ratio or a score by the words around, or no figure."""
    start, end = number.start, number.end
    before = text[max(floor, start - 14) : start]
    kind: Kind | None = None
    if number.scale >= 10**4 or number.bare:
        sized = number.bare and number.scale >= 10**8 and _NOUN_BEHIND.match(text, end)
        behind = text[end : min(ceiling, end + 8)]
        money = cues(rules, "money")
        counted = cues(rules, "count").to(text, _before_verb(text, start, words))
        if sized or any(word in before or word in behind for word in money.meanings):
            kind = "count" if counted and not sized else "money"
        elif not number.bare:
            kind = "count" if number.scale < 10**8 or counted else "money"
        if number.bare and number.scale < 10**8 and number.relation == "eq":
            kind = None
        if number.mask is not None and kind == "money" and number.scale < 10**8:
            kind = "count"
    elif number.relation == "gt" and number.arabic and _ENDS.match(text, end):
        kind = "count"
    elif number.arabic and number.value is not None and _ENDS.match(text, end):
        place = _before_verb(text, start, words)
        if cues(rules, "score").to(text, place):
            kind = "score"
        elif cues(rules, "count").to(text, place) and end - start < _IDENTIFIER:
            kind = "count"
    if kind is None and number.arabic and "." in text[start:end] and _COMPARISON.search(text, max(0, start - 24), start):
        if cues(rules, "ratio").to(text, start):
            kind = "ratio"
    if kind is None:
        return Reading(start, end, "grammar.no_unit", None, number, end)
    flags = ("unit_implied",) if kind == "money" else ()
    unit = "CNY" if kind == "money" else None
    rule = "money.implied" if kind == "money" else f"{kind}.bare"
    draft = Reading(start, end, rule, kind, number, end, unit=unit, flags=flags)
    return _qualified(text, draft, number, floor, words, Decimal(1), rules)


_REACH = regex.compile(r"(?:已经?|迈上|跃上|共计?|总计|合计|累计)?(?:达到?|有|为|至|突破|超过|近|约|超|逾|升至|增至|增加到)?$")


def _before_verb(text: str, start: int, words: Lexicon) -> int:
    """The place before a verb of reaching and a qualifier that stand directly before `start`."""
    if qualifier := words.before.to(text, start):
        start -= len(qualifier[0])
    match = _REACH.search(text, max(0, start - 8), start)
    return match.start() if match else start


def _qualified(
    text: str, draft: Reading, number: Numeral, floor: int, words: Lexicon, factor: Decimal, rules: Rules | None = None
) -> Reading:
    """The draft with the qualifiers around it; of stacked ones the first decides."""
    start, end = draft.start, draft.end
    relation: Relation | None = None
    before = words.before.to(text, start) if start > floor else None
    if before is not None:
        word, qualifier = before
        behind = text[start - len(word) - 1 : start - len(word)]
        if start - len(word) >= floor and not (behind and behind in qualifier.guard):
            start -= len(word)
            relation = qualifier.relation
    if relation is None and number.relation != "eq":
        relation = number.relation
    after = words.after.at(text, end)
    while after is not None:
        word, qualifier = after
        behind = text[end + len(word) : end + len(word) + 1]
        if behind and behind in qualifier.guard:
            break
        end += len(word)
        relation = relation or qualifier.relation
        after = words.after.at(text, end)
    if relation is None and (apart := _apart(text, start, floor, words)):
        relation = apart
    graded = draft.kind in ("money", "measure") or (draft.kind == "count" and relation is not None and draft.end == end)
    if graded and text[end : end + 1] == "级" and text[end : end + 2] != "级别":
        end += 1
        if relation is None and (bound := words.after.at(text, end)):  # 万吨级以上
            end += len(bound[0])
            relation = bound[1].relation
    per = draft.per
    if per is None and rules is not None and draft.kind in ("money", "count", "measure", "duration"):
        per = _per_around(text, start, end, floor, rules)
    value, low, high, relation = _bounds(number, relation or "eq", factor)
    reading = Reading(
        start, end, draft.rule, draft.kind, number, draft.number_end, value, low, high, relation, draft.unit, per,
        draft.measure_word, factor, draft.flags,
    )  # fmt: skip
    if reading.relation == "ge" and after is None and rules is not None and text[end - 1] == "上":
        return _bounded_above(text, reading, words)
    return reading


def _apart(text: str, start: int, floor: int, words: Lexicon) -> Relation | None:
    """至少 and the like, parted from their number by a verb."""
    for place in range(start - 1, max(floor, start - 7), -1):
        if text[place] in "，。；、":
            return None
        if found := words.apart.to(text, place):
            return found[1].relation
    return None


def _per_around(text: str, start: int, end: int, floor: int, rules: Rules) -> str | None:
    """每月168元, 三万一天: the denominator before or behind the number."""
    if text[end : end + 1] in ("一", "每") and (behind := _PER_BEHIND.match(text, end)):
        return behind[1]
    if "均" in text[max(floor, start - 10) : start] and (monthly := _MONTHLY.search(text, floor, start)):
        return monthly[1] or monthly[2]
    each = text.rfind("每", max(0, start - 30), start)
    if each < 0:
        return None
    between = text[each:start]
    if any(mark in between for mark in "，。；：\n") or (each < floor and between.count("由") + between.count("从") != 1) or text[each - 1 : each] == "平":
        return None
    found = _denominators(rules).at(text, each + 1)
    return found[1] if found else None


def _bounded_above(text: str, low: Reading, words: Lexicon) -> Reading:
    """3万元以上5万元以下 is one range."""
    if low.end >= len(text) or not text[low.end].isdigit():
        return low
    number = read(text, low.end)
    if number is None or number.value is None or low.value is None:
        return low
    unit = words.units.at(text, number.end)
    if unit is None or unit[1].unit != low.unit:
        return low
    end = number.end + len(unit[0])
    after = words.after.at(text, end)
    if after is None or after[1].relation != "le":
        return low
    high = EXACT.multiply(number.value, unit[1].factor)
    return replace(low, end=end + len(after[0]), value=None, high=high, relation="range")


Second = tuple[Numeral, int]


def _range_second(text: str, first: Numeral, floor: int) -> Second | None:
    """The second number of A—B or A至B where nothing stands between but the sign, or the first's own unit."""
    if text[first.end : first.end + 1] not in _SEPARATORS:
        return None
    match = _SEPARATOR.match(text, first.end)
    if match is None or (match[0] in "至到" and _FROM.search(text, floor, first.start)):
        return None
    second = read(text, match.end())
    return (second, match.end()) if second is not None else None


def _range(text: str, first: Numeral, second: Second, floor: int, words: Lexicon, rules: Rules) -> Reading:
    """A range: unit and scale of its second end hold for the first where that has none."""
    upper, _ = second
    reading = _measured(text, upper, upper.start, len(text), words, rules)
    if reading.kind is None or reading.value is None or first.value is None:
        if reading.kind is None or not (first.mask or upper.mask):
            return Reading(first.start, reading.end, "grammar.no_unit")
        reading = replace(reading, start=first.start, value=None, low=None, high=None, relation="range")
        return replace(reading, number=replace(upper, start=first.start, mask=text[first.start : upper.end]))
    lower = first.value
    if first.scale == 1 and upper.scale > 1 and EXACT.multiply(lower, upper.scale) <= (upper.value or 0):
        lower = EXACT.multiply(lower, upper.scale)
    lower = EXACT.multiply(lower, reading.factor)
    if lower >= reading.value:
        return Reading(first.start, reading.end, "grammar.no_range")
    steps = [n.step for n in (first, upper) if n.step is not None]
    number = replace(upper, start=first.start, value=None, step=min(steps) if steps else None)
    result = replace(
        reading, start=first.start, number=number, value=None, low=lower, high=reading.value, relation="range"
    )
    before = words.before.to(text, first.start) if first.start > floor else None
    if before is not None:
        result = replace(result, start=first.start - len(before[0]))
    per = result.per or _per_around(text, result.start, result.end, floor, rules)
    return replace(result, per=per)


def _ratio_series(text: str, at: int, match: regex.Match[str], number: Numeral, rules: Rules) -> Reading:
    """三次产业比为11:48:41: each number a ratio."""
    if not any(cue in text[max(0, at - 10) : at] for cue in ("比", "结构", "为", "由", "到")):
        return Reading(at, match.end(), "grammar.no_unit")
    parts: list[Reading] = []
    place = at
    while place < match.end():
        part = read(text, place)
        if part is None:
            break
        parts.append(
            Reading(place, part.end, "ratio.series", "ratio", part, part.end, part.value, part.value, part.value)
        )
        place = part.end + 1
    return replace(parts[0], series=tuple(parts[1:]))
