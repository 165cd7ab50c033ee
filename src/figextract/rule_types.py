"""What each type of rule may say: the keys of its TOML table, and what may stand under them.

A model a type, in `TYPES`; `faults` tells in plain words what is wrong with a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple

import pyarrow as pa
import regex
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from figextract.clean import clean
from figextract.runaway import runs_away
from figextract.schema import COLUMNS, ENUMERATIONS

SLOTS = ("{n}", "{c}", "{d}")
"""Where the number stands in the pattern of a name: any number, one in Chinese characters, one in digits."""
NUMBERS = ("value", "low", "high", "scale", "step")
_NOT_CHECKED = ("figure_id", "anchor", "source", "sentence_no", "section", "page", "start", "end", "text", "sentence")
EXPECTED = tuple(c.name for c in COLUMNS["figures"] if c.name not in _NOT_CHECKED and not pa.types.is_list(c.type))
"""The columns of the figures table that an example may expect a value of."""


class Fault(NamedTuple):
    """What is wrong with a rule, under which of its keys, and in which example if in one."""

    key: str
    problem: str
    example: int | None = None


# ---------------------------------------------------------------- what may stand under a key


def _as_cleaned(word: str) -> str:
    if not word or word != word.strip():
        raise ValueError(f'"{word}" is empty, or begins or ends with a blank')
    seen = clean(word).text
    if seen != word:
        raise ValueError(f'"{word}" never occurs in a text made ready for the rules: write "{seen}"')
    return word


def _pattern(pattern: str) -> str:
    for piece in (pattern.partition(next((s for s in SLOTS if s in pattern), "\0"))[::2]) if pattern else ("",):
        try:
            compiled = regex.compile(piece)
        except regex.error as error:
            raise ValueError(f"pattern {pattern} does not compile: {error}") from error
        if compiled.match("") and compiled.fullmatch("") and piece == pattern and not regex.search(r"[$^(]", piece):
            raise ValueError(f'pattern "{pattern}" matches nothing at all, and so everywhere')
        if compiled.groups > len(compiled.groupindex):
            raise ValueError(f"pattern {pattern} has a group that catches: write (?:…) instead of (…)")
    whole = pattern
    for slot in SLOTS:
        whole = whole.replace(slot, "1")
    if runs_away(whole):
        raise ValueError(f"pattern {pattern} runs away: on some text it takes longer than a day; take out one of its + or *")
    return pattern


def _plain_pattern(pattern: str) -> str:
    if unknown := regex.search(r"\{[a-z_]+\}", pattern):
        raise ValueError(f"pattern {pattern} has {unknown[0]}, which only the patterns of names can have")
    return _pattern(pattern)


def _name_pattern(pattern: str) -> str:
    if sum(pattern.count(slot) for slot in SLOTS) != 1:
        raise ValueError(f"pattern {pattern} needs {', '.join(SLOTS[:2])} or {SLOTS[2]} once, where the number stands")
    return _pattern(pattern)


def _factor(number: str) -> str:
    try:
        good = Decimal(number) > 0
    except InvalidOperation:
        good = False
    if not good:
        raise ValueError(f'"{number}" is no number above 0: write the factor as a string of digits, as "0.1"')
    return number


def _one_of(*words: str) -> AfterValidator:
    def check(word: str) -> str:
        if word not in words:
            raise ValueError(f'"{word}" is none of {", ".join(filter(None, words))}{meant(word, words)}')
        return word

    return AfterValidator(check)


def meant(word: str, words: Iterator[str] | Mapping[str, Any] | tuple[str, ...] | list[str]) -> str:
    """The end of a message about a wrong word: what may have been meant, if anything is like it."""
    close = get_close_matches(word, list(words), 1, 0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


Text = Annotated[str, Field(min_length=1)]
Word = Annotated[str, AfterValidator(_as_cleaned)]
Words = Annotated[list[Word], Field(min_length=1)]
Pattern = Annotated[Text, AfterValidator(_plain_pattern)]
Patterns = Annotated[list[Pattern], Field(min_length=1)]
NamePatterns = Annotated[list[Annotated[Text, AfterValidator(_name_pattern)]], Field(min_length=1)]
Guards = dict[Word, Text]
"""Words, each with the characters that must not stand beside it."""
Kind = Annotated[str, _one_of(*ENUMERATIONS["kind"])]
EntityClass = Annotated[str, _one_of(*ENUMERATIONS["entity_class"])]
Statistic = Annotated[str, _one_of(*ENUMERATIONS["statistic"])]
Relation = Annotated[str, _one_of(*ENUMERATIONS["relation"])]
Factor = Annotated[str, AfterValidator(_factor)]
Phrases = list[str]
"""Wordings and entities of indicators: with * for any text, @name for a list of words, "" for none."""


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Example(Table):
    """A text and one figure of it with some of its columns, or a stretch in which no figure may lie."""

    model_config = ConfigDict(extra="allow", strict=True)
    text: Text
    figure: Text | None = None
    none: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> Example:
        expected = self.model_extra or {}
        if (self.figure is None) == (self.none is None):
            raise ValueError("an example has either `figure`, which must be found, or `none`, where none may be found")
        words = self.figure or self.none or ""
        if words not in self.text:
            raise ValueError(f'"{words}" does not stand in "{self.text}"')
        if self.none and expected:
            raise ValueError(f"an example with `none` expects nothing else, but has {', '.join(expected)}")
        for column, value in expected.items():
            _expected(column, value)
        return self


def _expected(column: str, value: Any) -> None:
    """Raises ValueError where a column cannot have the value; "" stands for null."""
    if column not in EXPECTED:
        raise ValueError(f"unknown column {column} in an example{meant(column, EXPECTED)}")
    if value == "":
        return
    if column in ENUMERATIONS and value not in ENUMERATIONS[column]:
        words = ENUMERATIONS[column]
        raise ValueError(f'{column} = "{value}" is none of {", ".join(words)}{meant(str(value), words)}')
    if column in NUMBERS:
        try:
            Decimal(str(value))
        except InvalidOperation:
            raise ValueError(f'{column} = "{value}" is no number') from None
    elif column in ("year", "event"):
        if type(value) is not int:
            raise ValueError(f"{column} = {value!r} is no whole number")
    elif column.endswith(("_date", "_start", "_end")):
        if not isinstance(value, date):
            raise ValueError(f"{column} = {value!r} is no date: write it without quotes, as 2023-01-31")
    elif not isinstance(value, str):
        raise ValueError(f"{column} = {value!r} is no string")


class RuleTable(Table):
    """What every rule has."""

    id: Annotated[str, Field(pattern=r"^\w+([.-]\w+)*$")]
    reason: Text | None = None
    override: bool = False
    examples: Annotated[list[Example], Field(min_length=1)]
    counterexamples: list[Example] = []
    known_failures: list[Example] = []


def _wants(*keys: str) -> Any:
    """A validator for models of which at least one of some keys must be there."""

    def check(self: BaseModel) -> BaseModel:
        if not any(getattr(self, key) for key in keys):
            raise ValueError(f"it has none of {', '.join(keys)}")
        return self

    return model_validator(mode="after")(check)


# ---------------------------------------------------------------- the types


class Listed(RuleTable):
    words: Words


class Unit(RuleTable):
    kind: Kind
    unit: Text
    factor: Factor = "1"
    words: Words
    before: Words | None = None
    after: Words | None = None


class MeasureWord(Listed):
    classes: list[EntityClass] = []
    default: Annotated[str, _one_of(*ENUMERATIONS["entity_class"], "")] = ""
    unit: Text | None = None


class Noun(Listed):
    entity_class: EntityClass = Field(alias="class")


class Name(RuleTable):
    words: Words | None = None
    patterns: NamePatterns | None = None
    _some = _wants("words", "patterns")


class Qualifier(Listed):
    place: Annotated[str, _one_of("before", "after", "apart")]
    relation: Relation
    not_behind: Guards = {}
    not_before: Guards = {}


class Denominator(Listed):
    unit: Text | None = None


class Cue(RuleTable):
    group: Text
    words: Words | None = None
    patterns: Patterns | None = None
    members: Words | None = None
    _some = _wants("words", "patterns")


class Verb(Listed):
    role: Text


class Noise(RuleTable):
    patterns: Patterns


class IndicatorNeutral(RuleTable):
    side: Annotated[str, _one_of("before", "behind")]
    words: Words | None = None
    patterns: Patterns | None = None
    _some = _wants("words", "patterns")


class Conditions(Table):
    """The conditions under which a figure measures an indicator."""

    wordings: Phrases = []
    entities: Phrases = []
    kinds: list[Kind] | None = None
    units: list[Text] | None = None
    entity_classes: list[EntityClass] | None = None
    statistics: list[Statistic] | None = None
    without: list[Text] = Field([], alias="not")
    near: list[Text] = []


class Indicator(RuleTable, Conditions):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    nature: Annotated[str, _one_of("stock", "flow", "rate")]
    when: list[Conditions] = []

    @model_validator(mode="after")
    def _worded(self) -> Indicator:
        own = self.wordings + self.entities
        for way in self.when or [self]:
            if not any(phrase.strip("*") for phrase in own + way.wordings + way.entities):
                raise ValueError("it needs `wordings` or `entities` with words")
        return self


class Organisation(Listed):
    kind: Text


class OwnBody(RuleTable):
    kind: Text
    title: Pattern | None = None
    suffix: Text | None = None
    outside: Words | None = None


class Division(RuleTable):
    table: Annotated[str, Field(pattern=r"^\s*(\d{6} \S+\s*\n\s*)*(\d{6} \S+)?\s*$")]


class DivisionForm(RuleTable):
    suffixes: Words
    kept: dict[Word, Word] = {}
    ordinary: Words
    peoples: Words
    common: Words


class Place(Listed):
    heads: bool = False
    relative: bool = False


class PlaceSuffix(Listed):
    heads: bool = False
    longest: Annotated[int, Field(ge=2, le=30)] = 4
    generic: Words | None = None
    never: Pattern | None = None
    beside: Text | None = None


class PlaceContext(RuleTable):
    after: Words | None = None
    before: Words | None = None


Reach = Annotated[str, _one_of("sentence", "paragraph", "section")]


class PeriodCalendar(RuleTable):
    attributive: Pattern | None = None


class PeriodRelativeYear(Listed):
    base: Annotated[str, _one_of("report", "year")]
    shift: int
    not_behind: Words | None = None


class PeriodPart(RuleTable):
    words: dict[Word, Annotated[list[Annotated[str, Field(pattern=r"^\d\d-\d\d$")]], Field(min_length=2, max_length=2)]]
    reach: Reach | None = None
    not_behind: Words | None = None


class PeriodTail(Listed):
    last_day: bool = False
    undated: bool = False
    not_before: Pattern | None = None
    not_behind: Text | None = None


class PeriodUntil(Listed):
    bare: Words | None = None
    bare_behind: Words | None = None


class PeriodBefore(Listed):
    not_before: Pattern | None = None
    attributive: Pattern | None = None


class PeriodSince(Listed):
    not_before: Pattern | None = None


class PeriodNow(Listed):
    not_before: Pattern | None = None
    not_behind: Words | None = None
    reach: Reach | None = None


class PeriodSpan(RuleTable):
    before: Words | None = None
    after: Words
    alone: bool = False
    leading: Pattern | None = None
    not_behind: Words | None = None
    anchor: Annotated[str, _one_of("review", "coming", "ago")]


class PeriodWords(Listed):
    anchor: Text
    not_before: Pattern | None = None


class PeriodPlan(RuleTable):
    plans: dict[Word, Annotated[int, Field(ge=1900, le=2100)]]
    governing: Words
    ends: Words
    not_before: Pattern | None = None


class PeriodEvent(Listed):
    present: bool = False
    since: bool = False
    holidays: Words | None = None
    holiday_after: Words | None = None
    occasion: Words | None = None
    vague: Words | None = None
    cut: Words | None = None
    superlative: Pattern | None = None
    reach: Reach | None = None


class PeriodName(RuleTable):
    words: list[Word] = []
    patterns: Patterns | None = None
    starts: Words | None = None
    behind: Words | None = None
    before: Pattern | None = None
    gap: Annotated[int, Field(ge=0, le=20)] | None = None


class PeriodBase(RuleTable):
    before: Words
    beside: Words | None = None
    not_behind: Words | None = None
    after: Pattern | None = None
    compared: Pattern | None = None
    times: Pattern | None = None


class PeriodHeading(Listed):
    role: Text | None = None
    bare: bool = False


class PeriodCue(RuleTable):
    pattern: Pattern


class Commitment(Listed):
    where: Annotated[str, _one_of("clause", "segment", "figure")]


class LessIsBetter(RuleTable):
    words: Words | None = None
    codes: list[Text] | None = None
    _some = _wants("words", "codes")


class Mention(RuleTable):
    follows: Words | None = None
    not_after: Words | None = None
    closes: Words | None = None
    counts: Words | None = None
    _some = _wants("follows", "not_after", "closes", "counts")


class YearWord(RuleTable):
    years: dict[Word, Annotated[int, Field(ge=-20, le=20)]]


class OneOfMany(Listed):
    general: Words


class Mechanism(RuleTable):
    """A mechanism of the grammar: code, which a rule describes, exemplifies and can switch off."""

    switch: bool = False


TYPES: Mapping[str, type[RuleTable]] = {
    "commitment": Commitment,
    "cue": Cue,
    "denominator": Denominator,
    "division": Division,
    "division_form": DivisionForm,
    "indicator": Indicator,
    "indicator_neutral": IndicatorNeutral,
    "indicator_words": Listed,
    "less_is_better": LessIsBetter,
    "measure_word": MeasureWord,
    "mechanism": Mechanism,
    "mention": Mention,
    "name": Name,
    "nearly": Listed,
    "noise": Noise,
    "not_organisation": Listed,
    "not_place": Listed,
    "noun": Noun,
    "one_of_many": OneOfMany,
    "organisation": Organisation,
    "organisation_boundary": Listed,
    "own_body": OwnBody,
    "period_base": PeriodBase,
    "period_before": PeriodBefore,
    "period_calendar": PeriodCalendar,
    "period_cue": PeriodCue,
    "period_event": PeriodEvent,
    "period_heading": PeriodHeading,
    "period_name": PeriodName,
    "period_now": PeriodNow,
    "period_part": PeriodPart,
    "period_plan": PeriodPlan,
    "period_relative_year": PeriodRelativeYear,
    "period_since": PeriodSince,
    "period_span": PeriodSpan,
    "period_tail": PeriodTail,
    "period_until": PeriodUntil,
    "period_words": PeriodWords,
    "place": Place,
    "place_boundary": Listed,
    "place_context": PlaceContext,
    "place_mask": Listed,
    "place_suffix": PlaceSuffix,
    "qualifier": Qualifier,
    "title": Listed,
    "unit": Unit,
    "verb": Verb,
    "year_word": YearWord,
    "yearly_basis": Listed,
}
"""The model of every type of rule."""
