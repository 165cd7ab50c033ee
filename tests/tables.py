"""Small output folders made by hand: reports written as sentences with their figures, for tests of what reads tables.

A sentence is a string, or a tuple of a string and the figures in it, in order; a line that begins with `# ` is a
heading, and the headings above a sentence are its section. A figure is `figure("5219家", value=5219, …)`: text and any
columns; `evidence={"subject": "省工商联"}` marks words, taken from the sentence or else from the text before it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from figextract import schema, store
from figextract.schema import Tables


@dataclass(frozen=True)
class Written:
    """A figure as a test writes it down."""

    text: str
    columns: Mapping[str, Any]
    evidence: Mapping[str, str]


Line = str | tuple[Any, ...]


def figure(text: str, *, evidence: Mapping[str, str] | None = None, **columns: Any) -> Written:
    """A figure of this text; `value` may be any number, `low` and `high` are the value when `relation` is left out."""
    for name in ("value", "low", "high", "scale", "step"):
        if columns.get(name) is not None:
            columns[name] = Decimal(str(columns[name]))
    if "relation" not in columns:
        columns.setdefault("low", columns.get("value"))
        columns.setdefault("high", columns.get("value"))
    return Written(text, columns, evidence or {})


def report(source: str, lines: Sequence[Line], **about: Any) -> Tables:
    """The four tables of a report; `about` are columns of the documents table."""
    text = ""
    rows: dict[str, list[dict[str, Any]]] = {"figures": [], "evidence": [], "sentences": []}
    section: tuple[str, ...] = ()
    for number, line in enumerate(lines):
        words, figures = (line, ()) if isinstance(line, str) else (line[0], line[1:])
        heading = words.startswith("# ")
        words = words.removeprefix("# ")
        start, text = len(text), text + words + "\n"
        place = {"source": source, "sentence_no": number, "section": section, "block": "paragraph", "page": None}
        if heading:
            place |= {"section": (), "block": "heading"}
            section = (words,)
        span = {"start": start, "end": start + len(words), "text": words}
        rows["sentences"].append(place | span | {"paragraph_no": number, "n_figures": len(figures)})
        at = start
        for ordinal, written in enumerate(figures):
            at = text.index(written.text, at)
            row = _figure(place, at, words, written, ordinal, about)
            rows["figures"].append(row)
            rows["evidence"] += _evidence(text, row["figure_id"], start, written)
            at += len(written.text)
    _link(rows["figures"])
    document = {
        "source": source,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "format": "txt",
        "encoding": "utf-8",
        "script": "simplified",
        "text": text,
        "n_characters": len(text),
        "n_sentences": len(rows["sentences"]),
        "n_figures": len(rows["figures"]),
        "flags": (),
    }
    rows["documents"] = [document | about]
    return Tables(*(_table(getattr(schema.SCHEMAS, name), rows[name]) for name in Tables._fields))


def write(out: Path, *reports: Tables, rules: str = "rules") -> Path:
    """Writes reports into an output folder, as made with rules of this digest; returns the folder."""
    store.prepare(out)
    for tables in reports:
        store.write(out, store.encode(tables, store.recipe(rules)))
    return out


def _figure(
    place: dict[str, Any], start: int, sentence: str, written: Written, ordinal: int, about: Mapping[str, Any]
) -> dict[str, Any]:
    end = start + len(written.text)
    row = {
        "figure_id": schema.figure_id(place["source"], start, end),
        "anchor": schema.anchor(sentence, written.text, ordinal),
        "organisation": about.get("organisation"),
        "report_date": about.get("report_date"),
        "start": start,
        "end": end,
        "text": written.text,
        "sentence": sentence,
        "kind": "count",
        "relation": "eq",
        "scale": Decimal(1),
        "inherited": (),
        "rule": "count.plain",
        "flags": (),
    }
    return place | row | dict(written.columns)


def _evidence(text: str, figure_id: str, sentence: int, written: Written) -> list[dict[str, Any]]:
    rows = []
    for field, words in written.evidence.items():
        inside = text.find(words, sentence)
        start = inside if inside >= 0 else text.rindex(words, 0, sentence)
        scope = "sentence" if inside >= 0 else "section"
        place = {"start": start, "end": start + len(words), "scope": scope, "rule": f"{field}.cue"}
        rows.append({"figure_id": figure_id, "field": field, **place})
    return rows


def _link(figures: list[dict[str, Any]]) -> None:
    """Turns a `parent` that a test gives as the parent's text into its id."""
    ids = {row["text"]: row["figure_id"] for row in figures}
    for row in figures:
        row["parent"] = ids.get(row.get("parent"), row.get("parent"))


def _table(columns: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    return schema.table(columns, {field.name: [row.get(field.name) for row in rows] for field in columns})
