"""The panel: indicators by region and year, each cell with the sentence it comes from or the reason why it is empty."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from figextract import cells
from figextract.cells import About, Indicator, Number, Observation, Series
from figextract.mentions import lexicon, mentions
from figextract.rules import Rules, load

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[Any, ...]
BY = ("region", "year", "organisation", "source")
MODALITIES = ("actual", "estimated", "planned")
STATISTICS = ("level", "average", "increment", "change", "share", "gap", "rank")


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


class Row(NamedTuple):
    series: Series
    key: Key
    modality: str | None
    cell: Cell


class Reason(NamedTuple):
    """Why a cell may be empty: the lower the rank, the better it tells."""

    rank: int
    words: str
    sentence: str
    source: str


OTHER_STATISTIC, SAID, OTHER_MODALITY, BARRED, ELSEWHERE, NARROWER = range(6)


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
        values = {"region": place, "year": year, "organisation": report.organisation, "source": report.source}
        key = tuple(values[name] for name in self.by)
        return None if None in key else key


@dataclass(frozen=True)
class Gathered:
    """The figures that fill a cell, by series, key and modality; and by indicator and key why others are empty."""

    found: dict[tuple[Series, Key], dict[str, list[Observation]]]
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

    Raises ValueError for another `by` or `modality`, or when no indicator is asked for.
    """
    import pandas as pd

    rules = rules or load()
    names = cells.places(figures, documents)
    question = Question(
        cells.named(indicators, rules),
        _checked("by", by, BY),
        MODALITIES if modality is None else _checked("modality", modality, MODALITIES),
        rules,
        cells.reports(documents, names),
        names,
    )
    gathered = _gather(figures, question)
    rows = list(_told(gathered, question))
    empty = list(_empty(gathered, _keys(figures, gathered, question), question))
    if empty:
        _look_closer(figures, sentences, gathered, question)
        rows += [_silent(series, key, gathered, question) for series, key in empty]
    order = {indicator.name: number for number, indicator in enumerate(question.indicators)}
    rows.sort(key=lambda row: (order[row.series.indicator], *_order(row.series), row.key, row.modality or ""))
    units = _units(gathered)
    table = pd.DataFrame(
        [(s.indicator, s.statistic, units.get(s), s.basis, *key, told_as, *cell) for s, key, told_as, cell in rows],
        columns=["indicator", "statistic", "unit", "basis", *question.by, "modality", *Cell._fields],
    )
    if "year" in question.by:
        table["year"] = table["year"].astype("Int64")
    return pivot(table) if wide else table


def pivot(table: pd.DataFrame, show: str = "value") -> pd.DataFrame:
    """The wide form of a panel: a row for each region, year (or other `by`) and modality, a column for each series.

    A column is named by indicator, statistic, unit and basis (地区生产总值 change %); its cells hold the column `show`
    of the long form: `value`, null for ranges, conflicts and masks, or `text`.
    """
    import pandas as pd

    columns = list(table.columns)
    by = columns[columns.index("basis") + 1 : columns.index("modality")]
    keys = list(zip(*(table[name] for name in by), strict=True))
    parts = zip(*(table[name] for name in ("indicator", "statistic", "unit", "basis")), strict=True)
    names = [" ".join(part for part in row if isinstance(part, str)) for row in parts]
    lines: dict[Key, dict[str, Any]] = {}
    for name, key, modality, told in zip(names, keys, table["modality"], table[show], strict=True):
        if isinstance(modality, str):
            lines.setdefault((*key, modality), {})[name] = told
    filled = {key[:-1] for key in lines}
    lines |= {(*key, None): {} for key in keys if key not in filled}
    series = list(dict.fromkeys(names))
    in_order = sorted(lines, key=lambda key: tuple(map(str, key)))
    rows = [(*key, *(lines[key].get(name) for name in series)) for key in in_order]
    return pd.DataFrame(rows, columns=[*by, "modality", *series])


def _checked(name: str, given: str | Iterable[str], allowed: Sequence[str]) -> tuple[str, ...]:
    words = tuple(dict.fromkeys([given] if isinstance(given, str) else given))
    unknown = [word for word in words if word not in allowed]
    if unknown or not words:
        raise ValueError(f"{name}: {', '.join(unknown) or 'nothing given'}; choose among {', '.join(allowed)}")
    return words


def _gather(figures: pd.DataFrame, question: Question) -> Gathered:
    """The figures of the indicators asked for: those that fill a cell, and what each says about the cells around."""
    own = {indicator.code or indicator.name: indicator for indicator in question.indicators}
    mask = figures["indicator_code"].isin(list(own)) | figures["indicator"].isin(list(own))
    told = cells.observations(figures[mask], question.names)
    parents = figures["figure_id"].isin({o.parent for o in told if o.parent})
    whole = {o.figure_id: o for o in cells.observations(figures[parents], question.names)}
    gathered = Gathered(defaultdict(dict), defaultdict(list))
    for o in told:
        indicator = own.get(o.indicator_code or "") or own[o.indicator or ""]
        report = question.about.get(o.source)
        elsewhere = report is not None and report.place != o.place
        bar = cells.bar(o, indicator, whole.get(o.parent or ""), question.rules)
        modality = o.modality or "actual"
        key = question.key(o, o.place, o.year)
        if bar is not None:
            rank, words = BARRED, bar.words
        elif modality not in question.modalities:
            rank, words = OTHER_MODALITY, f"only {modality}: {o.text}"
        elif elsewhere and "region" not in question.by:
            rank, words = ELSEWHERE, f"only of {o.place}: {o.text}"
        else:
            rank, words = OTHER_STATISTIC, f"only as {o.statistic}: {o.text}"
            if key is not None:
                series = cells.series(o, indicator, question.rules)
                gathered.found[series, key].setdefault(modality, []).append(o)
        for year in _years(o, report):
            _explain(gathered, indicator, question.key(o, o.place, year), Reason(rank, words, o.sentence, o.source))
            if elsewhere and report is not None:
                reason = Reason(ELSEWHERE, f"only of {o.place}: {o.text}", o.sentence, o.source)
                _explain(gathered, indicator, question.key(o, report.place, year), reason)
    return gathered


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


def _keys(figures: pd.DataFrame, gathered: Gathered, question: Question) -> list[Key]:
    """The rows of the panel: where there is a figure, and the years that a report tells of or plans."""
    keys = {key for _, key in gathered.found}
    planned = figures[figures["modality"] == "planned"]
    plans = set(zip(planned["source"], planned["year"].fillna(0).astype(int), strict=True))
    for report in question.about.values():
        years = set()
        if report.period_end is not None and question.modalities != ("planned",):
            years.add(report.period_end.year)
        if report.report_date is not None and (report.source, report.report_date.year) in plans:
            years |= {report.report_date.year} if "planned" in question.modalities else set()
        keys |= {key for year in years if (key := question.key(report, report.place, year)) is not None}
    return sorted(keys)


def _told(gathered: Gathered, question: Question) -> Iterator[Row]:
    """The cells that have figures."""
    for (series, key), by_modality in gathered.found.items():
        for modality, told in by_modality.items():
            settled = cells.settle(told)
            yield Row(series, key, modality, _cell(settled, question))


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


def _empty(gathered: Gathered, keys: Sequence[Key], question: Question) -> Iterator[tuple[Series, Key]]:
    """The cells without figures: every row of every series; an indicator without figures counts as one series."""
    for indicator in question.indicators:
        has = dict.fromkeys(series for series, _ in gathered.found if series.indicator == indicator.name)
        for series in has or [Series(indicator.name, None, None, None)]:
            yield from ((series, key) for key in keys if (series, key) not in gathered.found)


def _look_closer(figures: pd.DataFrame, sentences: pd.DataFrame, gathered: Gathered, question: Question) -> None:
    """Looks for what the sentences name without a number, and for figures of narrower things (商贸领域新增就业)."""
    wanted = {indicator.name: indicator for indicator in question.indicators}
    for mention in mentions(sentences, figures, question.about, question.indicators, question.rules):
        report = question.about.get(mention.source)
        if report is not None:
            reason = Reason(SAID, "named without a number", mention.sentence, mention.source)
            _explain(gathered, wanted[mention.indicator], question.key(report, report.place, mention.year), reason)
    words = lexicon(question.indicators, question.rules)
    inside = {
        name: {indicator for indicator, _, _ in words.find(name)} & set(question.indicators)
        for name in figures["indicator"].dropna().unique()
    }
    narrower = [name for name, indicators in inside.items() if indicators]
    for o in cells.observations(figures[figures["indicator"].isin(narrower)], question.names):
        for indicator in inside[o.indicator or ""]:
            if o.indicator != indicator.name and (indicator.code is None or o.indicator_code != indicator.code):
                reason = Reason(NARROWER, f"only in {o.indicator}: {o.text}", o.sentence, o.source)
                _explain(gathered, indicator, question.key(o, o.place, o.year), reason)


def _silent(series: Series, key: Key, gathered: Gathered, question: Question) -> Row:
    """A cell without figures, with its reason."""
    only = question.modalities[0] if len(question.modalities) == 1 else None
    reasons = gathered.reasons.get((series.indicator, key))
    if not reasons:
        return Row(series, key, only, Cell(status="not_mentioned", reason="no sentence names it"))
    best = min(reasons, key=lambda reason: reason.rank)
    status = "said_without_number" if best.rank == SAID else "not_mentioned"
    return Row(series, key, only, Cell(sentence=best.sentence, source=best.source, status=status, reason=best.words))


def _units(gathered: Gathered) -> dict[Series, str | None]:
    """The unit of each series; of counts the measure word that stands most often."""
    units: dict[Series, Counter[str | None]] = defaultdict(Counter)
    for (series, _), by_modality in gathered.found.items():
        for told in by_modality.values():
            units[series].update(f"{o.unit}/{o.per}" if o.per else o.unit for o in told)
    return {series: counter.most_common(1)[0][0] for series, counter in units.items()}


def _order(series: Series) -> tuple[int, str, str]:
    statistic = STATISTICS.index(series.statistic) if series.statistic in STATISTICS else len(STATISTICS)
    return statistic, series.measure or "", series.basis or ""
