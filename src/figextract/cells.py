"""What the panel and the ledger share: figures as they see them, which of these can stand for a region's year, and what
several figures of one cell come to.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from math import inf, nextafter
from typing import TYPE_CHECKING, Any, NamedTuple

from figextract.cues import pattern
from figextract.indicators import Indicator, joined
from figextract.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

Number = float | Decimal
RATES = ("%", "‰", "pp")
FLIPPED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
EXACTNESS = {"eq": 0, "approx": 1, "range": 2}
ONE_POINT = 1.0
SHARED = ("change", "rank", "gap")
"""Statistics that one figure can tell of several indicators, each by itself (均增长10%, 均居全省第一)."""
PER_HEAD = "人均"
"""What an indicator says whose level is an average, told so or not (城镇居民可支配收入2万元)."""
NUMBERS = ("value", "low", "high")
DAYS = ("report_date", "period_start", "period_end")


class Observation(NamedTuple):
    """A row of the figures table, as far as a cell needs it. Null is None; `place` names its region in one way."""

    figure_id: str
    source: str
    organisation: str | None
    report_date: date | None
    sentence_no: int
    start: int
    text: str
    sentence: str
    kind: str
    value: Number | None
    low: Number | None
    high: Number | None
    relation: str
    unit: str | None
    per: str | None
    step: Number | None
    entity_class: str | None
    entity: str | None
    indicator: str | None
    indicator_code: str | None
    statistic: str | None
    role: str | None
    direction: str | None
    basis: str | None
    aggregation: str | None
    parent: str | None
    period_kind: str | None
    period_start: date | None
    period_end: date | None
    period_text: str | None
    year: int | None
    subject: str | None
    modality: str | None
    place: str | None


class About(NamedTuple):
    """What the documents table says of a report, its region named as in `Observation.place`."""

    source: str
    organisation: str | None
    place: str | None
    report_date: date | None
    period_start: date | None
    period_end: date | None

    @property
    def body(self) -> str | None:
        """Whose report it is: the organisation, else the government of its region."""
        return self.organisation or self.place

    def is_about(self, year: int) -> bool:
        """Whether a year may be told of: it lies between the period's first day and the day of writing, where known."""
        last = max((day.year for day in (self.period_end, self.report_date) if day), default=year)
        return (self.period_start is None or self.period_start.year <= year) and year <= last

    @property
    def written(self) -> date | None:
        """When it was written, as far as is known."""
        return self.report_date or self.period_end


class Series(NamedTuple):
    """What may stand in one column: one statistic of one indicator in one unit, against one basis.

    `statistic` is that of the figures table, and `growth rank` for the rank of a growth rate (增速居全省第2位).
    `measure` is the unit with its denominator, for counts the class of what is counted (商会 in 家 and in 个 are one).
    """

    indicator: str
    statistic: str | None
    measure: str | None
    basis: str | None


class Bar(NamedTuple):
    """Why a figure cannot fill the cell of its region and year: the kind of reason, and the words for it."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What the figures of one cell come to: `best` fills it, None where they disagree; `told` are all, best first."""

    best: Observation | None
    told: tuple[Observation, ...]


def places(figures: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """One name for each region code: the reports' own, else the longest written."""
    pairs = figures[["region", "region_code"]].drop_duplicates()
    names: dict[str, str] = {}
    for region, code in sorted(_pairs(pairs), key=lambda pair: len(pair[0])):
        names[code] = region
    return names | {code: region for region, code in _pairs(documents)}


def reports(documents: pd.DataFrame, names: Mapping[str, str]) -> dict[str, About]:
    """The reports by source, their regions named by `places`."""
    columns = ("source", "region", "region_code", "organisation", "report_date", "period_start", "period_end")
    return {
        source: About(source, organisation, _place(region, code, source, names), *dates)
        for source, region, code, organisation, *dates in rows(documents, columns)
    }


def observations(figures: pd.DataFrame, chosen: pd.Series[bool], names: Mapping[str, str]) -> list[Observation]:
    """The `chosen` rows of `figures` in their order, their regions named by `places`; of several runs the last."""
    columns = ["region", "region_code", *Observation._fields[:-1]]
    figures = figures.loc[chosen, [*columns, "run"] if "run" in figures else columns]
    if "run" in figures:
        figures = figures.drop_duplicates(["figure_id", "sentence"], keep="last")
    found = []
    for region, code, *row in rows(figures, columns):
        told = Observation._make((*row, _place(region, code, row[1], names)))
        found.append(told._replace(year=int(told.year)) if isinstance(told.year, float) else told)
    return found


def apart(told: Iterable[Observation], rules: Rules) -> list[Observation]:
    """The observations, one that tells several indicators at once (游客人次、旅游收入均增长10%) once for each."""
    found = []
    for o in told:
        parts = joined(o.indicator, rules) if o.indicator and o.indicator_code is None and o.statistic in SHARED else ()
        found += [o._replace(indicator=words, indicator_code=code) for words, code in parts] or [o]
    return found


def rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """The rows of a frame as tuples of Python values, null as None, days as dates."""
    lists = []
    for name in columns:
        column = frame[name]
        values = column.to_numpy(object, copy=column.hasnans)
        if column.hasnans:
            values[column.isna().to_numpy(bool)] = None
        lists.append([v.date() if isinstance(v, datetime) else v for v in values] if name in DAYS else values.tolist())
    return zip(*lists, strict=True)


def frame(names: Sequence[str], lines: Sequence[Sequence[object]], lists: Collection[str]) -> pd.DataFrame:
    """Rows as a frame with Arrow types, as `load` gives them; the columns `lists` hold lists of words."""
    import pandas as pd
    import pyarrow as pa

    columns = dict(zip(names, zip(*lines, strict=True), strict=True)) if lines else dict.fromkeys(names, ())
    values = (value for name in names if name.rpartition("_")[2] == "value" for value in columns[name])
    number = pa.decimal128(38, 9) if any(isinstance(value, Decimal) for value in values) else pa.float64()
    kinds = {"year": pa.int32(), "sources": pa.int32(), "told": pa.date32(), **dict.fromkeys(NUMBERS, number)}
    types = [pa.list_(pa.string()) if n in lists else kinds.get(n.rpartition("_")[2], pa.string()) for n in names]
    arrays = [pa.array(columns[name], kind) for name, kind in zip(names, types, strict=True)]
    table: pd.DataFrame = pa.table(arrays, list(names)).to_pandas(types_mapper=pd.ArrowDtype)
    return table


def _pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return [(region, code) for region, code in rows(frame, ("region", "region_code")) if region and code]


def _place(region: str | None, code: str | None, source: str, names: Mapping[str, str]) -> str | None:
    """The name under which a region stands in a cell; masked places of two reports are two places."""
    if region is None:
        return None
    if code is not None:
        return names.get(code, region)
    return f"{region} ({source})" if any(mark in region for mark in "*×") else region


def series(told: Observation, indicator: Indicator, rules: Rules) -> Series:
    """The series that a figure belongs to."""
    unit = f"{told.unit}/{told.per}" if told.per else told.unit
    counted = "person" if told.entity_class == "job" else told.entity_class
    measure = counted if told.kind == "count" else unit
    basis = told.basis if told.statistic in ("share", "gap", "rank") else None
    if told.statistic in ("change", "increment") and not _since_the_year_before(told, rules):
        basis = told.basis
    statistic = "average" if told.statistic == "level" and PER_HEAD in indicator.name else told.statistic
    if statistic == "rank" and _of_growth(told, rules):
        statistic = "growth rank"
    return Series(indicator.name, statistic, measure, basis)


def bar(told: Observation, indicator: Indicator, whole: Observation | None, rules: Rules) -> Bar | None:
    """Why a figure does not stand for its region's year, or None where it does; `whole` is what its role refers to."""
    if told.role == "condition":
        return Bar("condition", f"only as a size of other things: {told.text}")
    if told.kind == "multiple" and told.statistic == "level":
        return Bar("multiple", f"only as a multiple of another figure: {told.text}")
    if told.statistic in ("change", "rank") and indicator.nature != "rate" and _of_share(told, rules):
        return Bar("share", f"only of its share: {told.text}")
    if told.role == "from" and not _has_own_year(told, whole):
        return Bar("from", f"only as the starting point of a rise or fall: {told.text}")
    if told.role == "part" and whole is not None and _same_thing(told, whole):
        return Bar("part", f"only a part: {told.text} of {whole.text}")
    if told.year is None:
        return Bar("years", f"only over {told.period_text or 'a time'} that is no single year: {told.text}")
    if _one_of_many(told, rules):
        return Bar("member", f"only of {told.subject}: {told.text}")
    if told.aggregation == "monthly":
        return Bar("month", f"only for a month: {told.text}")
    if told.statistic == "change" and told.aggregation == "yearly":
        return Bar("years", f"only as a yearly average: {told.text}")
    if told.statistic in ("change", "increment") and not _since_the_year_before(told, rules):
        return Bar("basis", f"only against {told.basis}: {told.text}")
    if told.aggregation == "cumulative" and indicator.nature != "stock" and not _within_a_year(told):
        return Bar("years", f"only as a sum over years: {told.text}")
    if _part_of_a_year(told, indicator):
        return Bar("season", f"only for part of the year ({told.period_text}): {told.text}")
    return None


def signed(told: Observation) -> tuple[Number | None, Number | None, Number | None, str]:
    """Value, low, high and relation on one scale: what went down, or lies below, is negative."""
    if told.direction != "down":
        return told.value, told.low, told.high, told.relation
    value, low, high = (None if n is None else -n for n in (told.value, told.high, told.low))
    return value, low, high, FLIPPED.get(told.relation, told.relation)


def tolerance(told: Observation) -> float:
    """How far 左右 and 约 reach: one point for rates, half a unit of the last digit written for amounts."""
    if told.unit in RATES:
        return ONE_POINT
    return float(told.step) / 2 if told.step is not None else 0.0


def interval(told: Observation) -> tuple[float, float]:
    """The closed interval in which the true value lies; the last digit written is taken as rounded."""
    value, low, high, relation = signed(told)
    lo, hi = (-inf if low is None else float(low)), (inf if high is None else float(high))
    if relation == "approx" and value is not None:
        return float(value) - tolerance(told), float(value) + tolerance(told)
    if relation == "eq" and value is not None and told.step is not None:
        half = float(told.step) / 2 * (1 - 1e-6)
        return float(value) - half, float(value) + half
    return (nextafter(lo, inf) if relation == "gt" else lo), (nextafter(hi, -inf) if relation == "lt" else hi)


def settle(told: Sequence[Observation], rules: Rules) -> Settled:
    """What figures of one cell come to: the most precise of them if all their intervals meet, else none.

    Precision is the width of the interval; the reached value comes before the milestone, a number before a vague word
    (两位数), `eq` before `gt`, and of equals the earlier report. Growth on an adjusted base (同口径) counts only where
    there is no other.
    """
    told = [o for o in told if not any(word in (o.basis or "") for word in _adjusted(rules))] or told
    if len(told) == 1:
        return Settled(told[0], tuple(told))
    spans = [interval(o) for o in told]
    agree = max(lo for lo, _ in spans) <= min(hi for _, hi in spans)
    best_first = tuple(sorted(told, key=_precision))
    return Settled(best_first[0] if agree else None, best_first)


def _precision(told: Observation) -> tuple[bool, bool, float, int, date, str, int]:
    lo, hi = interval(told)
    exactness = EXACTNESS.get(told.relation, 3)
    return (
        told.role == "milestone",
        told.step is None,
        hi - lo,
        exactness,
        told.report_date or date.max,
        told.source,
        told.start,
    )


def _has_own_year(told: Observation, whole: Observation | None) -> bool:
    """Whether a starting point is written with a year of its own (从2020年的51%, not: 五年来由51%)."""
    if told.year is None or str(told.year) not in (told.period_text or ""):
        return False
    return whole is None or told.year != whole.year


def _same_thing(part: Observation, whole: Observation) -> bool:
    """Whether a part carries the indicator and region of its whole, so that it would pass for it."""
    if part.place != whole.place:
        return False
    if part.indicator_code or whole.indicator_code:
        return part.indicator_code == whole.indicator_code
    return part.indicator == whole.indicator


def _one_of_many(told: Observation, rules: Rules) -> bool:
    """Whether a single firm or chamber did it that does not report itself (华信集团捐款500万元)."""
    subject = told.subject
    if subject is None or subject == told.organisation:
        return False
    for rule in rules.of("one_of_many"):
        name = next((subject.removesuffix(word) for word in rule.words() if subject.endswith(word)), None)
        for word in rule.words("general") if name else ():
            name = name.replace(word, "") if name else None
        if name and len(name) > 1:
            return True
    return False


def _of_share(told: Observation, rules: Rules) -> bool:
    """Whether an indicator is written as a share (三产占比提高2个百分点): then it is the share that changed."""
    return told.indicator is not None and pattern(rules, "share").search(told.indicator) is not None


def _of_growth(told: Observation, rules: Rules) -> bool:
    """Whether the indicator is named as a growth rate (地区生产总值增速): then it is the growth that is ranked."""
    return told.indicator is not None and pattern(rules, "cells.growth", after="$").search(told.indicator) is not None


def _since_the_year_before(told: Observation, rules: Rules) -> bool:
    """Whether a change is against the year before, as one is that says nothing else."""
    if told.basis is None or (told.year is not None and str(told.year - 1) in told.basis):
        return True
    return any(word in told.basis for word in _yearly(rules))


@cache
def _yearly(rules: Rules) -> tuple[str, ...]:
    return tuple(word for rule in rules.of("yearly_basis") for word in rule.words())


@cache
def _adjusted(rules: Rules) -> tuple[str, ...]:
    return tuple(word for rule in rules.of("adjusted_basis") for word in rule.words())


def _within_a_year(told: Observation) -> bool:
    start, end = told.period_start, told.period_end
    return start is not None and end is not None and start.year == end.year


def _part_of_a_year(told: Observation, indicator: Indicator) -> bool:
    """Whether a period covers only some months of its year, for a quantity that grows with time."""
    start, end = told.period_start, told.period_end
    if indicator.nature == "stock" or end is None:
        return False
    ends_early = (end.month, end.day) != (12, 31)
    if told.period_kind == "as_of":
        return ends_early and indicator.nature == "flow"
    return _within_a_year(told) and start is not None and (ends_early or (start.month, start.day) != (1, 1))
