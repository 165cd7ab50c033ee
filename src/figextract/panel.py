"""The panel: indicators by region and year, each cell with the sentence it comes from or the reason why it is empty."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from figextract import cells
from figextract.cells import About, Number, Observation, Series
from figextract.indicators import JOINED, Indicator, QuestionError, joined, named
from figextract.mentions import is_kind_of, mentions
from figextract.rules import Rules, load

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[Any, ...]
"""The values of `by`; a row of the panel is such a key with a modality behind it."""
BY = ("region", "year", "organisation", "source")
MODALITIES = ("actual", "estimated", "planned")
STATISTICS = ("level", "average", "increment", "change", "share", "gap", "rank", "growth rank")


class Cell(NamedTuple):
    """What stands in a cell: columns of the long form."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    relation: str | None = None
    text: str | None = None
    figure_id: str | None = None
    sentence: str | None = None
    source: str | None = None
    told: date | None = None
    n_sources: int = 0
    figure_ids: tuple[str, ...] = ()
    status: str = "found"
    reason: str | None = None


class Reason(NamedTuple):
    """Why a cell may be empty: the lower the rank, the better it tells; `modality` is that of the words."""

    rank: int
    words: str
    sentence: str
    source: str
    modality: str


FIGURE, SAID, BARRED, NARROWER, ELSEWHERE, OTHER_MODALITY = range(6)
NO_REPORT = "there is no report on it"
NO_SENTENCE = "no sentence names it"


@dataclass(frozen=True)
class Question:
    """What is asked, of which reports; `names` names the places, as `cells.places` does."""

    indicators: tuple[Indicator, ...]
    by: tuple[str, ...]
    modalities: tuple[str, ...]
    rules: Rules
    about: Mapping[str, About]
    names: Mapping[str, str]

    def key(self, report: About | Observation, place: str | None, year: int | None) -> Key | None:
        """The values of `by`, None when one of them is not known."""
        values = (place, year, report.organisation, report.source)
        key = tuple([values[at] for at in self._at])
        return None if None in key else key

    @cached_property
    def _at(self) -> tuple[int, ...]:
        return tuple(map(BY.index, self.by))

    def reported(self, key: Key) -> bool:
        """Whether a report is about the year of a key: within its period, or any year where that is not known."""
        year = key[self.by.index("year")] if "year" in self.by else None
        yearless = tuple(None if name == "year" else value for name, value in zip(self.by, key, strict=True))
        return any(year is None or report.is_about(year) for report in self._reports[yearless])

    @cached_property
    def _reports(self) -> dict[Key, list[About]]:
        """The reports by the values of `by`, the year left open."""
        found: dict[Key, list[About]] = defaultdict(list)
        for report in self.about.values():
            values = {
                "region": report.place,
                "year": None,
                "organisation": report.organisation,
                "source": report.source,
            }
            found[tuple(values[name] for name in self.by)].append(report)
        return found


class Gathered(NamedTuple):
    """What fills a cell, by series and row; by indicator and key, all that could, and why others do not."""

    found: dict[Series, dict[Key, list[Observation]]]
    beside: dict[tuple[str, Key], list[Observation]]
    reasons: dict[tuple[str, Key], list[Reason]]


def panel(
    figures: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    indicators: str | Iterable[str],
    by: str | Sequence[str] = ("region", "year"),
    modality: str | Collection[str] | None = None,
    *,
    wide: bool = False,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """A panel in the long form, one row a cell, or `wide`, one column a series (see `pivot`).

    `indicators` are codes, names or wordings; `by` any of region, year, organisation, source; `modality` (actual,
    estimated, planned; several as a list) leaves out the rest. The frames are those of `load`.

    Columns: `indicator` (its name), `statistic`, `unit` and `basis` (of shares, gaps and ranks), which make a series;
    those of `by`; `modality`; `value`, `low`, `high` and `relation`, signed: a decline of 3 % is -3; `text` as written;
    `figure_id`, `sentence`, `source` of the figure that fills the cell, and the day it was `told`; `n_sources` and
    `figure_ids`, all figures of the cell, the one that fills it first; `status`; `reason`.

    `status` is `found`; `conflict`, when the intervals of several figures do not meet: the value is null, `text`,
    `sentence` and `figure_ids` show them all; `said_without_number`, when a sentence names the indicator for that
    region and year and no figure stands under it; else `not_mentioned`, and `reason` says what there is instead. A
    found cell has a `reason` only where a report of later years told it.

    Raises QuestionError (a ValueError) for another `by` or `modality`, or when no indicator is asked for.
    """
    rules = rules or load()
    names = cells.places(figures, documents)
    question = Question(
        named(indicators, rules),
        _checked("by", by, BY),
        MODALITIES if modality is None else _checked("modality", modality, MODALITIES),
        rules,
        cells.reports(documents, names),
        names,
    )
    gathered = _gather(figures, question)
    reported = _reported(figures, question)
    all_rows = reported.union(*gathered.found.values())
    empty = {series: _empty(gathered.found.get(series, {}), all_rows) for series in _series(gathered, question)}
    if any(empty.values()):
        _look_closer(figures, sentences, gathered, question)

    @cache
    def silent(indicator: str, row: Key) -> Cell:
        return _silent(indicator, row, gathered, question)

    lines = []
    about = [at for at, name in enumerate(Cell._fields) if name not in question.by]
    for series, rows in empty.items():
        told = gathered.found.get(series, {})
        front = (series.indicator, series.statistic, _unit(told.values()), series.basis)
        row_cells = {row: _cell(cells.settle(figures_, question.rules), question) for row, figures_ in told.items()}
        row_cells |= {row: silent(series.indicator, row) for row in rows}
        lines += [(*front, *row, *(row_cells[row][at] for at in about)) for row in sorted(row_cells)]
    columns = ["indicator", "statistic", "unit", "basis", *question.by, "modality", *(Cell._fields[at] for at in about)]
    table = cells.frame(columns, lines, ["figure_ids"])
    return pivot(table) if wide else table


def pivot(table: pd.DataFrame, show: str = "value") -> pd.DataFrame:
    """The wide form of a panel: a row for each region, year (or other `by`) and modality, a column for each series.

    A column is named by indicator, statistic, unit and basis (地区生产总值 change %); its cells hold the column `show`
    of the long form: `value`, null for ranges, conflicts and masks, or `text`.
    """
    import pandas as pd

    columns = list(table.columns)
    by = columns[columns.index("basis") + 1 : columns.index("modality") + 1]
    parts = zip(*(table[name] for name in ("indicator", "statistic", "unit", "basis")), strict=True)
    names = [" ".join(part for part in row if isinstance(part, str)) for row in parts]
    lines: dict[Key, dict[str, Any]] = {}
    for name, told, *key in zip(names, table[show], *(table[column] for column in by), strict=True):
        lines.setdefault(tuple(key), {})[name] = told
    keys = sorted(lines)
    wide = {name: pd.Series([key[at] for key in keys], dtype=table[name].dtype) for at, name in enumerate(by)}
    for name in dict.fromkeys(names):
        wide[name] = pd.Series([lines[key].get(name, pd.NA) for key in keys], dtype=table[show].dtype)
    return pd.DataFrame(wide)


def _checked(name: str, given: str | Iterable[str], allowed: Sequence[str]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys([given] if isinstance(given, str) else given))
    unknown = [word for word in words if word not in allowed]
    if unknown or not words:
        raise QuestionError(f"{name}: {', '.join(unknown) or 'nothing given'}; choose among {', '.join(allowed)}")
    return words


def _gather(figures: pd.DataFrame, question: Question) -> Gathered:
    """The figures of the indicators asked for: those that fill a cell, and what each says about the cells around."""
    own = {indicator.code or indicator.name: indicator for indicator in question.indicators}
    mask = figures["indicator_code"].isin(list(own)) | figures["indicator"].isin(list(own))
    mask |= figures["statistic"].isin(cells.SHARED) & figures["indicator"].isin(_joint(figures, own, question.rules))
    told = cells.apart(cells.observations(figures, mask, question.names), question.rules)
    parents = figures["figure_id"].isin({o.parent for o in told if o.parent})
    whole = {o.figure_id: o for o in cells.observations(figures, parents, question.names)}
    gathered = Gathered(defaultdict(dict), defaultdict(list), defaultdict(list))
    for o in told:
        indicator = own.get(o.indicator_code or "") or own.get(o.indicator or "")
        if indicator is None:
            continue
        report = question.about.get(o.source)
        elsewhere = report is not None and report.place != o.place
        bar = cells.bar(o, indicator, whole.get(o.parent or ""), question.rules)
        modality = o.modality or "actual"
        fits = bar is None and ("region" in question.by or not elsewhere)
        if fits and (key := question.key(o, o.place, o.year)) is not None:
            gathered.beside[indicator.name, key].append(o)
            if modality in question.modalities:
                series = cells.series(o, indicator, question.rules)
                gathered.found[series].setdefault((*key, modality), []).append(o)
        if bar is not None:
            reason = Reason(BARRED, bar.words, o.sentence, o.source, modality)
            for year in _years(o, report):
                _explain(gathered, indicator, question.key(o, o.place, year), reason)
        if elsewhere and report is not None:
            reason = Reason(ELSEWHERE, f"only of {o.place}: {o.text}", o.sentence, o.source, modality)
            for year in _years(o, report):
                _explain(gathered, indicator, question.key(o, report.place, year), reason)
    return gathered._replace(found=_one_a_unit(gathered.found))


def _joint(figures: pd.DataFrame, own: Collection[str], rules: Rules) -> list[str]:
    """The wordings that join some of the indicators asked for with others."""
    names = [words for words in figures["indicator"].dropna().unique() if JOINED.search(words)]
    return [words for words in names if any(code in own for _, code in joined(words, rules))]


def _one_a_unit(found: Mapping[Series, dict[Key, list[Observation]]]) -> dict[Series, dict[Key, list[Observation]]]:
    """The series, those of one unit joined: the class of what is counted may be told in two ways."""
    by_unit: dict[tuple[Series, str | None], Series] = {}
    merged: dict[Series, dict[Key, list[Observation]]] = {}
    for series, rows in found.items():
        into = by_unit.setdefault((series._replace(measure=None), _unit(rows.values())), series)
        for row, told in rows.items():
            merged.setdefault(into, {}).setdefault(row, []).extend(told)
    return merged


def _explain(gathered: Gathered, indicator: Indicator, key: Key | None, reason: Reason) -> None:
    if key is not None:
        gathered.reasons[indicator.name, key].append(reason)


def _years(o: Observation, report: About | None) -> Iterable[int | None]:
    """The years whose cells a figure might have filled."""
    if o.year is not None:
        return [o.year]
    for dated in (o, report):
        if dated is not None and dated.period_start is not None and dated.period_end is not None:
            return range(dated.period_start.year, dated.period_end.year + 1)
    return []


def _reported(figures: pd.DataFrame, question: Question) -> set[Key]:
    """The rows that the reports are about: the year that each reports on, as actual, and the year it plans, as planned.

    The panel has these, and every row that a figure fills.
    """
    planned = figures.loc[figures["modality"] == "planned", ["source", "year"]].dropna().drop_duplicates()
    plans = set(cells.rows(planned, ("source", "year")))
    rows = set()
    for report in question.about.values():
        told = report.period_end.year if report.period_end else None
        ahead = report.report_date.year if report.report_date else None
        if "actual" in question.modalities and (key := question.key(report, report.place, told)):
            rows.add((*key, "actual"))
        if "planned" in question.modalities and (report.source, ahead) in plans:
            rows |= {(*key, "planned")} if (key := question.key(report, report.place, ahead)) else set()
    return rows


def _series(gathered: Gathered, question: Question) -> list[Series]:
    """The columns of the panel in their order; an indicator without any figure counts as one series."""
    found: list[Series] = []
    for indicator in question.indicators:
        own = [series for series in gathered.found if series.indicator == indicator.name]
        found += sorted(own, key=_order) or [Series(indicator.name, None, None, None)]
    return found


def _order(series: Series) -> tuple[int, str, str]:
    statistic = STATISTICS.index(series.statistic) if series.statistic in STATISTICS else len(STATISTICS)
    return statistic, series.measure or "", series.basis or ""


def _empty(told: Mapping[Key, object], rows: Iterable[Key]) -> list[Key]:
    """The rows in which a series has no figure; an estimate stands in for what was done."""
    return [row for row in rows if row not in told and row[-1] != "estimated" and not _is_estimated(row, told)]


def _is_estimated(row: Key, told: Mapping[Key, object]) -> bool:
    return row[-1] == "actual" and (*row[:-1], "estimated") in told


def _cell(settled: cells.Settled, question: Question) -> Cell:
    told, best = settled.told, settled.best
    ids = tuple(o.figure_id for o in told)
    if best is None:
        return Cell(
            text=" / ".join(dict.fromkeys(o.text for o in told)),
            sentence="\n".join(dict.fromkeys(o.sentence for o in told)),
            source=", ".join(dict.fromkeys(o.source for o in told)),
            n_sources=len(told),
            figure_ids=ids,
            status="conflict",
            reason=f"{len(told)} figures that cannot all be true",
        )
    report = question.about.get(best.source)
    reason = None
    if best.year and report and report.period_start and best.year < report.period_start.year:
        reason = f"told by a later report, on {report.period_start.year}"
    value, low, high, relation = cells.signed(best)
    where = (best.text, best.figure_id, best.sentence, best.source, best.report_date)
    return Cell(value, low, high, relation, *where, len(told), ids, "found", reason)


def _look_closer(figures: pd.DataFrame, sentences: pd.DataFrame, gathered: Gathered, question: Question) -> None:
    """Looks for what the sentences name without a number, and for figures of narrower things (商贸领域新增就业)."""
    wanted = {indicator.name: indicator for indicator in question.indicators}
    for mention in mentions(sentences, figures, question.about, question.indicators, question.rules):
        report = question.about.get(mention.source)
        if report is not None:
            modality = "planned" if mention.planned else "actual"
            reason = Reason(SAID, "named without a number", mention.sentence, mention.source, modality)
            _explain(gathered, wanted[mention.indicator], question.key(report, report.place, mention.year), reason)
    kinds = {
        name: [indicator for indicator in question.indicators if is_kind_of(name, indicator, question.rules)]
        for name in figures["indicator"].dropna().unique()
    }
    narrower = [name for name, indicators in kinds.items() if indicators]
    for o in cells.observations(figures, figures["indicator"].isin(narrower), question.names):
        for indicator in kinds[o.indicator or ""]:
            if indicator.code is None or o.indicator_code != indicator.code:
                reason = Reason(
                    NARROWER, f"only in {o.indicator}: {o.text}", o.sentence, o.source, o.modality or "actual"
                )
                _explain(gathered, indicator, question.key(o, o.place, o.year), reason)


def _silent(indicator: str, row: Key, gathered: Gathered, question: Question) -> Cell:
    """A cell without figures, with its reason."""
    *values, modality = row
    key = tuple(values)
    beside = [_other(o) for o in gathered.beside.get((indicator, key), ()) if o.role != "milestone"]
    seen = [_seen_from(modality, reason) for reason in (*beside, *gathered.reasons.get((indicator, key), ()))]
    best = min(seen, key=lambda reason: reason.rank, default=None)
    if best is None:
        return Cell(status="not_mentioned", reason=NO_SENTENCE if question.reported(key) else NO_REPORT)
    status = "said_without_number" if best.rank == SAID else "not_mentioned"
    return Cell(sentence=best.sentence, source=best.source, status=status, reason=best.words)


def _other(o: Observation) -> Reason:
    """The reason that a figure of another series is for an empty cell."""
    words = f"only as {o.statistic} in {o.unit or 'numbers'}: {o.text}"
    return Reason(FIGURE, words, o.sentence, o.source, o.modality or "actual")


def _seen_from(modality: str, reason: Reason) -> Reason:
    """A reason as it counts for a cell of `modality`: what was promised does not say what was done."""
    if (reason.modality == "planned") == (modality == "planned"):
        return reason
    words = f"only {reason.modality}: {reason.words.partition(': ')[2] or reason.words}"
    return reason._replace(rank=OTHER_MODALITY, words=words)


def _unit(told: Iterable[Sequence[Observation]]) -> str | None:
    """The unit of a series; of counts the measure word that stands most often."""
    units = Counter(f"{o.unit}/{o.per}" if o.per else o.unit for figures in told for o in figures)
    return units.most_common(1)[0][0] if units else None
