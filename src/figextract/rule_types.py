"""What each type of rule may say: the keys of its TOML table, and what may stand under them.

A model a type, in `TYPES`; pydantic holds a table against its model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from figextract.rule_values import (
    EntityClass,
    Example,
    Factor,
    Guards,
    Kind,
    NamePatterns,
    Pattern,
    Patterns,
    Phrases,
    Relation,
    Statistic,
    Table,
    Text,
    Word,
    Words,
    one_of,
)
from figextract.schema import ENUMERATIONS


class RuleTable(Table):
    """What every rule has."""

    id: Annotated[str, Field(pattern=r"^\w+([.-]\w+)*$")]
    reason: Text | None = None
    override: bool = False
    examples: Annotated[list[Example], Field(min_length=1)]
    counterexamples: list[Example] = Field([])
    known_failures: list[Example] = Field([])


def _wants(*keys: str) -> Any:
    """A validator for models of which at least one of some keys must be there."""

    def check(self: BaseModel) -> BaseModel:
        if not any(getattr(self, key) for key in keys):
            raise ValueError(f"it has none of {', '.join(keys)}")
        return self

    return model_validator(mode="after")(check)


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
    classes: list[EntityClass] = Field([])
    default: Annotated[str, one_of(*ENUMERATIONS["entity_class"], "")] = ""
    unit: Text | None = None


class Noun(Listed):
    entity_class: EntityClass = Field(alias="class")


class Name(RuleTable):
    words: Words | None = None
    patterns: NamePatterns | None = None
    _some = _wants("words", "patterns")


class Qualifier(Listed):
    place: Annotated[str, one_of("before", "after", "apart")]
    relation: Relation
    not_behind: Guards = Field({})
    not_before: Guards = Field({})


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
    side: Annotated[str, one_of("before", "behind")]
    words: Words | None = None
    patterns: Patterns | None = None
    _some = _wants("words", "patterns")


class Conditions(Table):
    """The conditions under which a figure measures an indicator."""

    wordings: Phrases = Field([])
    entities: Phrases = Field([])
    kinds: list[Kind] | None = None
    units: list[Text] | None = None
    entity_classes: list[EntityClass] | None = None
    statistics: list[Statistic] | None = None
    without: list[Text] = Field([], alias="not")
    near: list[Text] = Field([])


class Indicator(RuleTable, Conditions):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: Text
    nature: Annotated[str, one_of("stock", "flow", "rate")]
    when: list[Conditions] = Field([])

    @model_validator(mode="after")
    def _worded(self) -> Indicator:
        own = self.wordings + self.entities
        for way in self.when or [self]:
            if not any(phrase.strip("*") for phrase in own + way.wordings + way.entities):
                raise ValueError("it needs `wordings` or `entities` with words")
        return self


class IndicatorWords(RuleTable):
    words: Phrases


class Organisation(Listed):
    kind: Text


class OwnBody(RuleTable):
    kind: Text
    title: Pattern | None = None
    suffix: Text | None = None
    kin: Words | None = None
    outside: Words | None = None


class OwnLevel(RuleTable):
    levels: dict[Word, list[Annotated[str, one_of("province", "city", "county", "other")]]]


class Division(RuleTable):
    table: Annotated[str, Field(pattern=r"^\s*(\d{6} \S+\s*\n\s*)*(\d{6} \S+)?\s*$")]


class DivisionForm(RuleTable):
    suffixes: Words
    kept: dict[Word, Word] = Field({})
    ordinary: Words
    peoples: Words
    common: Words


class Place(Listed):
    heads: bool = False
    relative: bool = False


class PlaceBoundary(Listed):
    patterns: Patterns | None = None


class PlaceSuffix(Listed):
    heads: bool = False
    longest: Annotated[int, Field(ge=2, le=30)] = 4
    generic: Words | None = None
    never: Pattern | None = None
    beside: Text | None = None


class PlaceContext(RuleTable):
    after: Words | None = None
    before: Words | None = None


Reach = Annotated[str, one_of("sentence", "paragraph", "section")]


class PeriodCalendar(RuleTable):
    attributive: Pattern | None = None


class PeriodRelativeYear(Listed):
    base: Annotated[str, one_of("report", "year")]
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
    anchor: Annotated[str, one_of("review", "coming", "ago")]


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
    words: list[Word] = Field([])
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
    where: Annotated[str, one_of("clause", "segment", "figure")]


class LessIsBetter(RuleTable):
    words: Words | None = None
    codes: list[Text] | None = None
    _some = _wants("words", "codes")


class Mention(RuleTable):
    follows: Words | None = None
    not_after: Words | None = None
    closes: Words | None = None
    counts: Words | None = None
    tails: Words | None = None
    pairs: dict[Word, Annotated[list[Word], Field(min_length=2, max_length=2)]] | None = None
    _some = _wants("follows", "not_after", "closes", "counts", "tails", "pairs")


class YearWord(RuleTable):
    years: dict[Word, Annotated[int, Field(ge=-20, le=20)]]


class OneOfMany(Listed):
    general: Words


class Mechanism(RuleTable):
    """A mechanism of the grammar: code, which a rule describes, exemplifies and can switch off."""

    switch: bool = False


TYPES: Mapping[str, type[RuleTable]] = {
    "adjusted_basis": Listed,
    "commitment": Commitment,
    "cue": Cue,
    "denominator": Denominator,
    "division": Division,
    "division_form": DivisionForm,
    "indicator": Indicator,
    "indicator_neutral": IndicatorNeutral,
    "indicator_words": IndicatorWords,
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
    "own_level": OwnLevel,
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
    "place_boundary": PlaceBoundary,
    "place_context": PlaceContext,
    "place_mask": Listed,
    "place_suffix": PlaceSuffix,
    "qualifier": Qualifier,
    "title": Listed,
    "too_general": Listed,
    "unit": Unit,
    "verb": Verb,
    "year_word": YearWord,
    "yearly_basis": Listed,
}
"""The model of every type of rule."""
