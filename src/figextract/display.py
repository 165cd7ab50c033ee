"""Figures shown in their sentences, the figure and the words that decided its fields marked."""

from __future__ import annotations

import html
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from figextract import schema, store
from figextract.tables import Output, Run, digits, frame_of, load

if TYPE_CHECKING:
    import pandas as pd

SIGNS = {"eq": "=", "approx": "≈", "gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
FACTS = (
    *("indicator", "indicator_code", "entity_class", "entity", "statistic", "direction", "basis", "aggregation"),
    *("role", "period_text", "year", "region", "subject", "modality"),
)
REACH = 24
"""How many characters are shown on either side of evidence that lies outside the sentence."""
STYLE = """
.fx-figure {border-left: 3px solid #c33; padding: .2em .8em; margin: .8em 0; text-align: left}
.fx-figure p {margin: .2em 0; line-height: 1.9}
.fx-figure .fx-where, .fx-figure .fx-fields {font-size: 85%; opacity: .75}
.fx-figure mark {background: #fde293; color: #000; padding: .1em .15em}
.fx-figure u {text-decoration: none; border-bottom: 2px solid #3a7; padding-bottom: 1px}
.fx-figure dl {display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: .2em 0; font-size: 85%}
.fx-figure dd {margin: 0}
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a passage, `start:end` in it; `field` is the column that they decided, None for the figure itself."""

    start: int
    end: int
    field: str | None


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that decided a field: in the figure's sentence, or elsewhere and then shown with what is around them."""

    field: str
    words: str
    before: str
    after: str
    scope: str
    rule: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its text, where its sentences start, and the evidence by figure."""

    text: str
    starts: dict[int, int]
    evidence: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A figure in its sentence: the row, the sentence with its marks, and the evidence."""

    row: dict[str, Any]
    marks: tuple[Mark, ...]
    clues: tuple[Clue, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures in their sentences: text on a terminal, a block of HTML in a notebook."""

    passages: tuple[Passage, ...]
    more: int = 0

    def __str__(self) -> str:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        return "\n\n".join([*(_plain(passage, colour) for passage in self.passages), *self._rest()])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        blocks = [_html(passage) for passage in self.passages]
        rest = [f"<p>{html.escape(line)}</p>" for line in self._rest()]
        return "\n".join([f"<style>{STYLE}</style>", *blocks, *rest])

    def _rest(self) -> list[str]:
        if not self.passages:
            return ["no figures"]
        return [f"… and {self.more:,} more: raise limit to see them"] if self.more else []


def show(
    what: Output | str | os.PathLike[str] | pd.DataFrame | Sequence[schema.Figure],
    figures: str | Iterable[str] | pd.DataFrame | None = None,
    *,
    limit: int = 20,
) -> Shown:
    """Figures in their sentences; in the sentence the figure is marked, and the words that decided its fields.

    `what` is what `load` returned, or an output folder; `figures` says which: a figure_id or the beginning of one,
    several of these, or rows selected from `.figures`; None for all. Given rows alone, or the figures that `extract`
    returned, as `what`, they are shown without evidence. At most `limit` figures are shown.

    Prints as text; a notebook shows it as HTML, with everything from the documents escaped. Raises LookupError when
    there is no such figure, or when the beginning of an id fits several.
    """
    given: Output | pd.DataFrame | Sequence[schema.Figure]
    given = load(what) if isinstance(what, str | os.PathLike) else what
    if not isinstance(given, Output):
        rows = frame_of(given) if isinstance(given, Sequence) else given
        if figures is not None:
            raise TypeError("show() can select figures only from what load() returned")
        return Shown(tuple(_bare(row) for row in _rows(rows, limit)), max(0, len(rows) - limit))
    chosen = given.figures if figures is None else _chosen(given.figures, figures)
    return Shown(tuple(_passages(given, _rows(chosen, limit))), max(0, len(chosen) - limit))


def _chosen(figures: pd.DataFrame, ids: str | Iterable[str] | pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    if isinstance(ids, pd.DataFrame):
        return ids
    parts = []
    for wanted in [ids] if isinstance(ids, str) else ids:
        found = figures[figures["figure_id"].str.startswith(wanted)]
        if found.empty or not wanted:
            raise LookupError(f"no figure has the id {wanted!r}")
        if found["figure_id"].nunique() > 1:
            some = ", ".join(found["figure_id"].head(4))
            raise LookupError(f"{found['figure_id'].nunique()} figures have an id that begins with {wanted}: {some}, …")
        parts.append(found)
    return pd.concat(parts) if parts else figures.head(0)


def _rows(figures: pd.DataFrame, limit: int) -> list[dict[str, Any]]:
    import pyarrow as pa

    rows: list[dict[str, Any]] = pa.Table.from_pandas(figures.head(limit), preserve_index=False).to_pylist()
    return rows


def _bare(row: dict[str, Any]) -> Passage:
    """A figure without its document: marked only where its text occurs once in the sentence."""
    once = row["sentence"].count(row["text"]) == 1
    start = row["sentence"].find(row["text"])
    return Passage(row, (Mark(start, start + len(row["text"]), None),) if once else (), ())


def _passages(output: Output, rows: list[dict[str, Any]]) -> Iterator[Passage]:
    papers: dict[tuple[str | None, str], Paper] = {}
    for row in rows:
        key = row.get("run"), row["source"]
        if key not in papers:
            papers[key] = _paper(output, *key)
        paper = papers[key]
        start, end = paper.starts[row["sentence_no"]], paper.starts[row["sentence_no"]] + len(row["sentence"])
        marks = [Mark(row["start"] - start, row["end"] - start, None)]
        clues = []
        for found in paper.evidence.get(row["figure_id"], ()):
            a, b = found["start"], found["end"]
            inside = start <= a and b <= end
            if inside:
                marks.append(Mark(a - start, b - start, found["field"]))
            before = "" if inside else paper.text[max(0, a - REACH) : a].rpartition("\n")[2]
            after = "" if inside else paper.text[b : b + REACH].partition("\n")[0]
            clues.append(Clue(found["field"], paper.text[a:b], before, after, found["scope"], found["rule"]))
        yield Passage(row, tuple(marks), tuple(clues))


def _paper(output: Output, run: str | None, source: str) -> Paper:
    """Reads one document: of the run of this name, or of the only one."""
    folder = next(each.folder for each in output.runs if run is None or str(each.folder) == run)
    tables = Output([Run(folder, (store.name(source),))])
    evidence: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tables.arrow("evidence").to_pylist():
        evidence[row["figure_id"]].append(row)
    sentences = tables.arrow("sentences", ("sentence_no", "start"))
    starts = dict(zip(*(column.to_pylist() for column in sentences.columns), strict=True))
    return Paper(tables.arrow("documents", ("text",))["text"][0].as_py(), starts, evidence)


def _pieces(length: int, marks: Iterable[Mark]) -> Iterator[tuple[int, int, bool, list[str]]]:
    """A sentence cut where marks begin and end: (start, end, part of the figure, fields that the words decided)."""
    cuts = sorted({0, length, *(cut for mark in marks for cut in (mark.start, mark.end))})
    for start, end in pairwise(cuts):
        over = [mark.field for mark in marks if mark.start <= start and end <= mark.end]
        yield start, end, None in over, [field for field in over if field]


def _facts(row: dict[str, Any]) -> str:
    """What a figure says, on one line."""
    value = (
        row["mask"] or "no value"
        if row["value"] is None
        else f"{SIGNS.get(row['relation'], '')} {number(row['value'])}"
    )
    if row["value"] is None and (row["low"] is not None or row["high"] is not None):
        value = " – ".join("" if bound is None else number(bound) for bound in (row["low"], row["high"]))
    unit = "/".join(filter(None, (row["unit"], row["per"])))
    said = [f"{name.removesuffix('_text')} {row[name]}" for name in FACTS if row.get(name) is not None]
    return " · ".join([" ".join(filter(None, (row["kind"], value, unit))), *said])


def number(value: Decimal | float) -> str:
    """A number with thousands separators and without trailing zeros."""
    return digits(value if isinstance(value, Decimal) else Decimal(repr(float(value))), thousands=True)


def _where(row: dict[str, Any]) -> str:
    section = " › ".join(row["section"] or ())
    return "  ".join(
        filter(None, (row.get("run"), row["source"], section, f"{row['start']}–{row['end']}", row["figure_id"]))
    )


def _plain(passage: Passage, colour: bool) -> str:
    """Marks are brackets, ⟦figure⟧ and ‹evidence›, so that they survive a pipe; on a terminal there is colour too."""
    row, sentence = passage.row, ""
    for start, end, figure, fields in _pieces(len(row["sentence"]), passage.marks):
        words = row["sentence"][start:end].replace("\n", " ")
        if figure:
            sentence += f"\033[1;33m⟦{words}⟧\033[0m" if colour else f"⟦{words}⟧"
        elif fields:
            sentence += f"\033[36m‹{words}›\033[0m" if colour else f"‹{words}›"
        else:
            sentence += words
    lines = [f"{row['text']}  {_facts(row)}", f"  {sentence}"]
    lines += [
        f"    {clue.field}: {clue.before}‹{clue.words}›{clue.after}  ({clue.scope}, {clue.rule})".replace("\n", " ")
        for clue in passage.clues
    ]
    flags = [f"  look again: {', '.join(row['flags'])}"] if row["flags"] else []
    return "\n".join([*lines, *flags, f"  {_where(row)}"])


def _html(passage: Passage) -> str:
    row, sentence = passage.row, ""
    for start, end, figure, fields in _pieces(len(row["sentence"]), passage.marks):
        words = html.escape(row["sentence"][start:end])
        if fields:
            words = f'<u title="{html.escape(", ".join(fields))}">{words}</u>'
        sentence += f"<mark>{words}</mark>" if figure else words
    clues = "".join(
        f"<dt>{html.escape(clue.field)}</dt><dd>{html.escape(clue.before)}<u>{html.escape(clue.words)}</u>"
        f"{html.escape(clue.after)} ({html.escape(clue.scope)}, {html.escape(clue.rule)})</dd>"
        for clue in passage.clues
    )
    flags = f"<p>look again: {html.escape(', '.join(row['flags']))}</p>" if row["flags"] else ""
    return (
        f'<div class="fx-figure"><p><b>{html.escape(row["text"])}</b> {html.escape(_facts(row))}</p>'
        f"<p>{sentence}</p><dl>{clues}</dl>{flags}"
        f'<p class="fx-where">{html.escape(_where(row))}</p></div>'
    )
