"""One of the two runs that are compared: its documents, sentences and figures, laid out for pairing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from figextract.diff.align import Quantity, Version
from figextract.diff.documents import Paper
from figextract.tables import Output, Run

ABOUT = (
    "title",
    "organisation",
    "region",
    "region_code",
    "report_date",
    "period_start",
    "period_end",
    "script",
    "flags",
)
"""What a document says of itself, as far as it is compared."""


class Clue(NamedTuple):
    """Words that decided a field, and where they stand in the document's text."""

    start: int
    words: str
    scope: str


@dataclass(frozen=True, slots=True)
class Side:
    """A run: `papers` and `made` (how each was made) run in step; `rows[p]` are the figures of paper `p`, as a range.

    `figures` is the figures table, `columns` some of its columns as lists; `starts[p]` are the offsets at which the
    sentences of paper `p` start.
    """

    papers: tuple[Paper, ...]
    made: tuple[dict[str, str], ...]
    about: tuple[dict[str, Any], ...]
    figures: pa.Table
    columns: dict[str, list[Any]]
    rows: tuple[range, ...]
    starts: tuple[list[int], ...]
    output: Output

    def clues(self, rows: Iterable[int]) -> dict[tuple[int, str], list[Clue]]:
        """The evidence of the figures in some rows, by row and field, in the order of the text."""
        wanted = {self.columns["figure_id"][row]: row for row in rows}
        if not wanted:
            return {}
        evidence = self.output.arrow("evidence", ("figure_id", "field", "start", "end", "scope"))
        evidence = evidence.filter(pc.is_in(evidence["figure_id"], value_set=pa.array(wanted, pa.string())))
        texts = {paper.source: paper.text for paper in self.papers}
        found: dict[tuple[int, str], list[Clue]] = defaultdict(list)
        for figure_id, field, start, end, scope in zip(*(each.to_pylist() for each in evidence.columns), strict=True):
            text = texts[self.columns["source"][wanted[figure_id]]]
            found[wanted[figure_id], field].append(Clue(start, text[start:end], scope))
        return {key: sorted(clues) for key, clues in found.items()}


def side(run: Run, made: Mapping[str, dict[str, str]]) -> Side:
    """Lays out a run, or some documents of it; `made` tells of each document, by its stem, how it was made."""
    output = Output([run])
    figures = output.arrow("figures")
    sentences = output.arrow("sentences", ("source", "sentence_no", "start", "text"))
    documents = output.arrow("documents", ("source", "digest", "text", *ABOUT))
    needed = ("source", "figure_id", "anchor", "sentence_no", "start", "end", "text", "sentence", "kind", "unit")
    columns = {name: figures[name].to_pylist() for name in (*needed, "indicator", "entity", "parent", "event")}
    rows = _ranges(columns["source"])
    about = documents.to_pylist()
    of_sentences = _ranges(sentences["source"].to_pylist())
    texts, starts, numbers = (sentences[name].to_pylist() for name in ("text", "start", "sentence_no"))
    papers = []
    for row in about:
        inside = of_sentences.get(row["source"], range(0))
        words, at = _slice(texts, inside), _slice(starts, inside)
        places = {number: place for place, number in enumerate(_slice(numbers, inside))}
        version = cache(partial(_version, words, at, places, columns, rows.get(row["source"], range(0))))
        known = ("source", "digest", "text", "title", "organisation", "report_date", "period_end")
        papers.append(Paper(**{name: row[name] for name in known}, version=version))
    return Side(
        papers=tuple(papers),
        made=tuple(made[stem] for stem in run.stems),
        about=tuple({name: row[name] for name in ABOUT} for row in about),
        figures=figures,
        columns=columns,
        rows=tuple(rows.get(paper.source, range(0)) for paper in papers),
        starts=tuple(_slice(starts, of_sentences.get(paper.source, range(0))) for paper in papers),
        output=output,
    )


def _ranges(sources: list[str]) -> dict[str, range]:
    """The rows of each document; a document's rows stand together."""
    ranges: dict[str, range] = {}
    at = 0
    for source, rows in groupby(sources):
        length = sum(1 for _ in rows)
        ranges[source] = range(at, at + length)
        at += length
    return ranges


def _slice(values: list[Any], rows: range) -> list[Any]:
    return values[rows.start : rows.stop]


def _version(
    sentences: list[str], starts: list[int], places: dict[int, int], columns: dict[str, list[Any]], rows: range
) -> Version:
    figures = []
    for row in rows:
        place = places[columns["sentence_no"][row]]
        start, end = (columns[name][row] - starts[place] for name in ("start", "end"))
        text, kind, unit, anchor = (columns[name][row] for name in ("text", "kind", "unit", "anchor"))
        about = (columns["indicator"][row], columns["entity"][row])
        figures.append(Quantity(place, start, end, text, kind, unit, anchor, about))
    return Version(sentences, figures)
