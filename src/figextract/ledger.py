"""The ledger: what a report promised for a year, what the same body reported on it later, and whether it was met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from figextract import cells
from figextract.cells import About, Number, Observation
from figextract.indicators import Indicator, catalogue, named
from figextract.mentions import Mention, is_kind_of, mentions
from figextract.promise import Status, commitment, judge, less_is_better
from figextract.rules import Rules, load

if TYPE_CHECKING:
    import pandas as pd

Body = str | None
Thing = tuple[str | None, ...]


class Side(NamedTuple):
    """A figure on one side of an entry; its numbers are signed, a decline is negative."""

    text: str | None = None
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    relation: str | None = None
    sentence: str | None = None
    source: str | None = None
    told: date | None = None
    figure_id: str | None = None


class Restated(NamedTuple):
    """What reports after the first one told of the same year: all texts in order; value and sentence of the last."""

    texts: tuple[str, ...] = ()
    value: Number | None = None
    sentence: str | None = None
    source: str | None = None
    figure_ids: tuple[str, ...] = ()


class Finding(NamedTuple):
    """What became of a promise."""

    status: Status
    reason: str | None
    reported: Side = Side()
    restated: Restated = Restated()


COLUMNS = (
    *("indicator", "indicator_code", "entity", "statistic", "unit", "region", "year", "organisation"),
    *("status", "reason", "commitment", "promised", *(f"promised_{name}" for name in Side._fields[1:])),
    *("reported", *(f"reported_{name}" for name in Side._fields[1:])),
    *("restated", *(f"restated_{name}" for name in Restated._fields[1:])),
)


@dataclass(frozen=True)
class Book:
    """The reports and everything they tell as done, by body and thing, and by body and year."""

    rules: Rules
    about: Mapping[str, About]
    whole: Mapping[str, Observation]
    of_thing: Mapping[tuple[Body, Thing], Sequence[Observation]]
    of_year: Mapping[tuple[Body, int | None], Sequence[Observation]]
    reports: Mapping[Body, Sequence[About]]

    def body(self, o: Observation) -> Body:
        """Whose report a figure stands in: the organisation, else the government of its area."""
        report = self.about.get(o.source)
        return o.organisation or (report.place if report else None)

    def later(self, o: Observation | About, promise: Observation) -> bool:
        """Whether something was told in a later report than a promise; undated reports count as later."""
        told, promised = self.about.get(o.source), self.about.get(promise.source)
        if told and promised and told.written and promised.written:
            return told.written > promised.written
        return o.source != promise.source

    def indicator(self, o: Observation) -> Indicator:
        """The indicator of a figure: the canonical one, else its words."""
        words = o.indicator or ""
        return catalogue(self.rules).get(o.indicator_code or "") or Indicator(words, None, None, (words,), (words,))

    def bar(self, o: Observation) -> cells.Bar | None:
        return cells.bar(o, self.indicator(o), self.whole.get(o.parent or ""), self.rules)

    def series(self, o: Observation) -> cells.Series:
        return cells.series(o, self.indicator(o), self.rules)


def ledger(
    figures: pd.DataFrame,
    sentences: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    region: str | None = None,
    organisation: str | None = None,
    indicator: str | Iterable[str] | None = None,
    year: int | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """One row for each planned figure that has an indicator, a year and a region, in the order of the reports.

    `region`, `organisation`, `indicator` (codes, names or wordings) and `year` choose among the promises; the frames
    are those of `load`. What one report promises twice is one row.

    Columns: `indicator` (its name, else as written), `indicator_code`, `entity` (what is built or treated),
    `statistic`, `unit`, `region`, `year`, `organisation`; `status` and `reason`; `commitment`, the words that say how
    firmly and how exactly it was promised (力争, 左右); `promised` and `reported`, the figures as written, each with
    its `_value`, `_low`, `_high`, `_relation` (signed: a decline is negative), `_sentence`, `_source`, `_told` (the
    date of the report) and `_figure_id`; `restated`, the texts of the same figure in still later reports, with the
    `_value`, `_sentence` and `_source` of the last and all `_figure_ids`.

    `status` is `met`; `missed`; `met_within_vagueness`, when it is so only by the vagueness of the words (左右: half a
    unit of the last digit written for amounts, one point for rates); `not_comparable`, when the body told it in another
    unit, statistic or scope, or too vaguely for the interval to decide; or `not_reported`; `reason` says more of the
    last two. More than was promised is met, or less where less is better (控制在, 失业率, a decline).
    """
    rules = rules or load()
    names = cells.places(figures, documents)
    told = cells.apart(cells.observations(figures, figures["indicator"].notna(), names), rules)
    book = _book(told, cells.reports(documents, names), rules)
    wanted = None if indicator is None else {i.code or i.name for i in named(indicator, rules)}
    promises = [
        o
        for o in told
        if o.modality == "planned"
        and (o.year is not None if year is None else o.year == year)
        and (o.place is not None if region is None else o.place == region)
        and (organisation is None or book.body(o) == organisation)
        and (wanted is None or not wanted.isdisjoint((o.indicator_code, o.indicator)))
        and o.role not in ("condition", "from", "milestone")
    ]
    offsets = _offsets(promises, sentences)
    entries = [(promise, _finding(promise, offsets[promise.figure_id], book)) for promise in _distinct(promises, book)]
    entries = _look_for_words(entries, figures, sentences, book)
    rows = [_row(promise, finding, offsets[promise.figure_id], book) for promise, finding in entries]
    return cells.frame(COLUMNS, rows, ["commitment", "restated", "restated_figure_ids"])


def _book(told: Iterable[Observation], about: Mapping[str, About], rules: Rules) -> Book:
    of_thing: dict[tuple[Body, Thing], list[Observation]] = defaultdict(list)
    of_year: dict[tuple[Body, int | None], list[Observation]] = defaultdict(list)
    reports: dict[Body, list[About]] = defaultdict(list)
    for report in sorted(about.values(), key=lambda report: (report.written or date.max, report.source)):
        reports[report.body].append(report)
    book = Book(rules, about, {o.figure_id: o for o in told}, of_thing, of_year, reports)
    for o in told:
        if o.modality != "planned" and o.role != "condition":
            body = book.body(o)
            of_thing[body, _thing(o)].append(o)
            of_year[body, o.year].append(o)
    return book


def _thing(o: Observation) -> Thing:
    """What is promised: the canonical indicator, else the words for what is done and to what."""
    return (o.indicator_code,) if o.indicator_code else (o.indicator, o.entity)


def _offsets(promises: Iterable[Observation], sentences: pd.DataFrame) -> dict[str, int]:
    """Where each figure stands in its sentence."""
    wanted = {(o.source, o.sentence_no) for o in promises}
    lines = sentences[sentences["source"].isin({source for source, _ in wanted})]
    starts = {(source, no): start for source, no, start in cells.rows(lines, ("source", "sentence_no", "start"))}
    return {o.figure_id: o.start - starts.get((o.source, o.sentence_no), o.start) for o in promises}


def _distinct(promises: Iterable[Observation], book: Book) -> Iterator[Observation]:
    """Each promise of a report once, in its most precise form; promises that contradict each other stay apart."""
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for o in promises:
        bar = book.bar(o)
        groups[o.source, _thing(o), o.place, o.year, book.series(o), bar and bar.kind].append(o)
    for group in groups.values():
        settled = cells.settle(group, book.rules)
        yield from [settled.best] if settled.best else sorted(settled.told, key=lambda o: o.start)


def _finding(promise: Observation, at: int, book: Book) -> Finding:
    """What the body reported later, and whether that meets the promise."""
    same_words = () if _is_general(promise, book) else book.of_thing.get((book.body(promise), _thing(promise)), ())
    told = [o for o in same_words if book.later(o, promise)]
    told.sort(key=lambda o: (_written(o, book), o.source, o.start))
    same = [o for o in told if _difference(o, promise, book) is None]
    if not same:
        return _other(promise, told, book)
    by_report = [list(group) for _, group in groupby(same, key=lambda o: o.source)]
    settled = cells.settle(by_report[0], book.rules)
    restated = _restated([cells.settle(group, book.rules).told[0] for group in by_report[1:]])
    if settled.best is None:
        texts = " / ".join(dict.fromkeys(o.text for o in settled.told))
        side = _side(settled.told[0])._replace(
            text=texts, value=None, low=None, high=None, relation=None, figure_id=None
        )
        return Finding("not_comparable", "the figures reported cannot all be true", side, restated)
    verdict = judge(promise, settled.best, less_is_better(promise, at, book.rules), book.rules)
    return Finding(*verdict, _side(settled.best), restated)


def _difference(o: Observation, promise: Observation, book: Book) -> str | None:
    """In what a figure of the promised thing is another than that promised; None when it is the same."""
    theirs, ours = book.series(o), book.series(promise)
    if o.place != promise.place:
        return f"other scope: of {o.place}"
    bar, our_bar = book.bar(o), book.bar(promise)
    if (bar and bar.kind) != (our_bar and our_bar.kind):
        return f"other scope: {bar.words if bar else 'of the whole year'}"
    if o.year != promise.year:
        return f"other scope: of {o.year}"
    if theirs.statistic != ours.statistic:
        return f"other statistic: {theirs.statistic}, not {ours.statistic}"
    if theirs.measure != ours.measure and (o.unit, o.per) != (promise.unit, promise.per):
        return f"other unit: {o.unit}, not {promise.unit}"
    return f"other basis: {theirs.basis}" if theirs.basis != ours.basis else None


def _other(promise: Observation, told: Sequence[Observation], book: Book) -> Finding:
    """What there is on a promise that no figure answers: something not comparable, or nothing."""
    year = promise.year
    near = [o for o in told if o.year == year or (o.year is None and _covers(o, year))]
    for o in sorted(near, key=lambda o: (o.place != promise.place, o.year != year)):
        return Finding("not_comparable", _difference(o, promise, book), _side(o))
    indicator = book.indicator(promise)
    for o in book.of_year.get((book.body(promise), year), ()):
        if o.place != promise.place or not book.later(o, promise):
            continue
        if is_kind_of(o.indicator or "", indicator, book.rules):
            return Finding("not_comparable", f"other scope: {o.indicator}", _side(o))
    reports = [report for report in book.reports.get(book.body(promise), ()) if book.later(report, promise)]
    if year is None or any(_reports_on(report, year) for report in reports):
        general = f"too general to be found again: {promise.indicator}" if _is_general(promise, book) else None
        return Finding("not_reported", general or "no later report tells of it")
    return Finding("not_reported", f"there is no later report on {year}")


def _reports_on(report: About, year: int) -> bool:
    """Whether a year lies in the time that a report reports on, or may, where that is not known."""
    start, end = report.period_start, report.period_end
    return end is None or (end.year >= year and (start is None or start.year <= year))


def _is_general(promise: Observation, book: Book) -> bool:
    """Whether the words of a promise name no one thing (完成投资2亿元)."""
    named = promise.indicator_code or promise.entity
    return not named and promise.indicator in _too_general(book.rules)


@cache
def _too_general(rules: Rules) -> frozenset[str]:
    return frozenset(word for rule in rules.of("too_general") for word in rule.words())


def _covers(o: Observation, year: int | None) -> bool:
    start, end = o.period_start, o.period_end
    return year is not None and start is not None and end is not None and start.year <= year <= end.year


def _look_for_words(
    entries: Sequence[tuple[Observation, Finding]], figures: pd.DataFrame, sentences: pd.DataFrame, book: Book
) -> list[tuple[Observation, Finding]]:
    """The entries; what is not reported with a number but named in words gets the sentence that names it."""
    silent = [promise for promise, finding in entries if finding.status == "not_reported"]
    asked = tuple(dict.fromkeys(book.indicator(promise) for promise in silent if promise.indicator_code))
    named: dict[tuple[Body, str, int | None], list[Mention]] = defaultdict(list)
    for mention in mentions(sentences, figures, book.about, asked, book.rules) if asked else ():
        if mention.planned:
            continue
        report = book.about.get(mention.source)
        named[report.body if report else None, mention.indicator, mention.year].append(mention)
    found = []
    for promise, finding in entries:
        if finding.status == "not_reported":
            key = book.body(promise), book.indicator(promise).name, promise.year
            for mention in named.get(key, ()):
                report = book.about.get(mention.source)
                if report is not None and report.place == promise.place and book.later(report, promise):
                    side = Side(sentence=mention.sentence, source=mention.source, told=report.report_date)
                    finding = Finding("not_reported", "named without a number", side)
                    break
        found.append((promise, finding))
    return found


def _written(o: Observation, book: Book) -> date:
    report = book.about.get(o.source)
    return (report.written if report else None) or date.max


def _side(o: Observation) -> Side:
    return Side(o.text, *cells.signed(o), o.sentence, o.source, o.report_date, o.figure_id)


def _restated(told: Sequence[Observation]) -> Restated:
    if not told:
        return Restated()
    last = told[-1]
    texts, ids = tuple(o.text for o in told), tuple(o.figure_id for o in told)
    return Restated(texts, cells.signed(last)[0], last.sentence, last.source, ids)


def _row(promise: Observation, finding: Finding, at: int, book: Book) -> tuple[object, ...]:
    unit = f"{promise.unit}/{promise.per}" if promise.per else promise.unit
    return (
        *(book.indicator(promise).name, promise.indicator_code, promise.entity, promise.statistic, unit),
        *(promise.place, promise.year, book.body(promise)),
        *(finding.status, finding.reason, commitment(promise, at, book.rules)),
        *(*_side(promise), *finding.reported, *finding.restated),
    )
