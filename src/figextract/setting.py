"""Setting: the text in which numbers are read, with what the rules say of the words around a number."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from . import special
from .cues import compiled, either, pattern
from .lexicon import Lexicon, lexicon
from .numerals import Forms, forms_of
from .rules import Rules


class Cues(NamedTuple):
    """Words around a number; `counted`, `scored`, `in_ratio` and `reaching` match backwards from a place."""

    half: regex.Pattern[str]
    half_of_unit: regex.Pattern[str]
    coins: regex.Pattern[str]
    no_unit: regex.Pattern[str]
    not_scaled: regex.Pattern[str]
    place: regex.Pattern[str]
    milestone: regex.Pattern[str]
    steps: regex.Pattern[str]
    money: regex.Pattern[str]
    counted: regex.Pattern[str]
    scored: regex.Pattern[str]
    compared: regex.Pattern[str]
    in_ratio: regex.Pattern[str]
    series: regex.Pattern[str]
    ranking: regex.Pattern[str]
    moved: regex.Pattern[str]
    counting: regex.Pattern[str]
    points: regex.Pattern[str]
    reaching: regex.Pattern[str]
    rate: regex.Pattern[str]
    each: regex.Pattern[str]
    per_average: regex.Pattern[str]
    per_many: regex.Pattern[str]


class Setting(NamedTuple):
    """What every number of a document is read with."""

    text: str
    words: Lexicon
    forms: Forms
    special: special.Cues
    cues: Cues


def setting(text: str, rules: Rules) -> Setting:
    """The setting of a clean text."""
    return Setting(text, lexicon(rules), forms_of(rules), special.cues_of(rules), _cues(rules))


@cache
def _cues(rules: Rules) -> Cues:
    other = either(rules, "number.other_word")
    return Cues(
        half=compiled(f"(?!{other})半(?!数)"),
        half_of_unit=compiled(f"个半(?={either(rules, 'half.unit')})"),
        coins=compiled(
            r"(?:(\d{1,2}|[一二两三四五六七八九])角)?"
            rf"(?:(\d{{1,2}}|[一二三四五六七八九])(?!{either(rules, 'unit.other_word')})分)?"
        ),
        no_unit=pattern(rules, "unit.other_word"),
        not_scaled=pattern(rules, "amount.thing"),
        place=pattern(rules, "place"),
        milestone=pattern(rules, "milestone"),
        steps=pattern(rules, "milestone", before="(?:[十百千万亿]+(?:美?元)?)?"),
        money=pattern(rules, "money"),
        counted=pattern(rules, "count", "(?r)", f"{either(rules, 'entity.number')}?"),
        scored=pattern(rules, "score", "(?r)"),
        compared=pattern(rules, "ratio.compared"),
        in_ratio=pattern(rules, "ratio", "(?r)"),
        series=pattern(rules, "ratio.series"),
        ranking=pattern(rules, "rank.goal", after="$"),
        moved=compiled(f"(?:{either(rules, 'rank.up')}|{either(rules, 'rank.down')})$"),
        points=pattern(rules, "points.shared"),
        counting=pattern(rules, "masked.counted", after="$"),
        reaching=pattern(rules, "count.reached", after="?$"),
        rate=pattern(rules, "count.rate"),
        each=pattern(rules, "head.each"),
        per_average=pattern(rules, "per.average", after="$"),
        per_many=pattern(rules, "per.many", after="$"),
    )
