"""The four tables as Arrow schemas, each column with its meaning, and `Figure`, a row of the figures table.

Positions count code points of `documents.text`, end exclusive. Numbers are decimal128(38, 9). Enumerations are
dictionary-encoded strings; their words stand in `ENUMERATIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

import pyarrow as pa

VERSION = "1"
"""Version of the tables: it changes when a column is added, leaves, or changes its meaning."""

ENUMERATIONS: dict[str, tuple[str, ...]] = {
    "block": ("title", "heading", "paragraph", "list", "table", "noise"),
    "kind": ("money", "count", "ratio", "points", "multiple", "rank", "duration", "measure", "score"),
    "relation": ("eq", "approx", "gt", "ge", "lt", "le", "range"),
    "entity_class": (
        *("enterprise", "market_entity", "chamber", "federation", "party_org", "household", "person", "person_time"),
        *("village", "region", "job", "event", "project", "agreement", "proposal", "document", "institution", "site"),
        *("infrastructure", "award", "case", "goods", "dwelling", "other"),
    ),
    "statistic": ("level", "increment", "change", "gap", "share", "average", "rank"),
    "role": ("from", "to", "part", "milestone", "condition"),
    "direction": ("up", "down"),
    "aggregation": ("cumulative", "yearly", "monthly"),
    "period_kind": ("during", "as_of", "since", "relative"),
    "region_level": ("province", "city", "county", "other"),
    "modality": ("actual", "estimated", "planned"),
    "scope": ("clause", "sentence", "paragraph", "section", "title", "document"),
    "script": ("simplified", "traditional"),
}
"""The words that an enumeration column can hold, whichever table it stands in."""

STRING = pa.string()
WORD = pa.dictionary(pa.int32(), pa.string())
WORDS = pa.list_(pa.string())
INTEGER = pa.int32()
NUMBER = pa.decimal128(38, 9)
DATE = pa.date32()


class Column(NamedTuple):
    """A column: its name, Arrow type, what it holds, and whether it may be null."""

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = True


REQUIRED = False
SECTION = "the headings above it, outermost first"
BLOCK = "what it stands in: title, heading, paragraph, list, table or noise"
PAGE = "page, from 1, for paged formats"

COLUMNS: dict[str, tuple[Column, ...]] = {
    "figures": (
        Column("figure_id", STRING, "digest of source, start and end: unique in a run", REQUIRED),
        Column("anchor", STRING, "digest of cleaned sentence, text and ordinal: survives edits elsewhere", REQUIRED),
        Column("source", STRING, "path of the document below the input folder", REQUIRED),
        Column("organisation", STRING, "whose report it is"),
        Column("report_date", DATE, "the date of the report"),
        Column("sentence_no", INTEGER, "number of its sentence, as in sentences", REQUIRED),
        Column("section", WORDS, SECTION, REQUIRED),
        Column("block", WORD, BLOCK, REQUIRED),
        Column("page", INTEGER, PAGE),
        Column("start", INTEGER, "where it starts in documents.text, in code points", REQUIRED),
        Column("end", INTEGER, "where it ends in documents.text, exclusive", REQUIRED),
        Column("text", STRING, "the figure as written: documents.text[start:end]", REQUIRED),
        Column("sentence", STRING, "its sentence as written", REQUIRED),
        Column("kind", WORD, "what sort of number it is", REQUIRED),
        Column("value", NUMBER, "the value in the base unit, scale multiplied out; null if masked, a range or vague"),
        Column("low", NUMBER, "lower bound that the text asserts; null where open"),
        Column("high", NUMBER, "upper bound that the text asserts; null where open"),
        Column("relation", WORD, "how the value is qualified: equal, about, more than, at least, …", REQUIRED),
        Column("unit", STRING, "canonical unit: ISO 4217 for money, measure word for counts, symbol for measures"),
        Column("per", STRING, "the denominator of a compound unit (元/吨: 吨)"),
        Column("mask", STRING, "the masked number as written (**.**, ×)"),
        Column("scale", NUMBER, "the product of the written scale words (亿: 100000000)", REQUIRED),
        Column("step", NUMBER, "one unit of the last digit written, in the unit of value"),
        Column("entity_class", WORD, "for counts, the class of what is counted"),
        Column("entity", STRING, "the counted noun phrase, or the thing that the figure belongs to"),
        Column("indicator", STRING, "what is measured, as written"),
        Column("indicator_code", STRING, "canonical code of the indicator, where one fits exactly"),
        Column("statistic", WORD, "level, increment, change, gap, share, average or rank"),
        Column("role", WORD, "the part it plays beside another figure: from, to, part, milestone, condition"),
        Column("direction", WORD, "which way a change or increment went, which side a gap lies: up or down"),
        Column("basis", STRING, "what the number is relative to, as written"),
        Column("aggregation", WORD, "cumulative, yearly or monthly"),
        Column("parent", STRING, "figure_id of the figure that role refers to"),
        Column("period_kind", WORD, "how the period bounds it: during, as_of, since or relative"),
        Column("period_start", DATE, "first day of the period"),
        Column("period_end", DATE, "last day of the period"),
        Column("period_text", STRING, "the date expression as written"),
        Column("year", INTEGER, "the year that the number is an observation of"),
        Column("region", STRING, "the place it speaks of, as written"),
        Column("region_code", STRING, "GB/T 2260 code of region, where the name is one known division"),
        Column("region_level", WORD, "level of region: province, city, county or other"),
        Column("subject", STRING, "who did it or owns it, as written"),
        Column("modality", WORD, "actual, estimated or planned"),
        Column("event", INTEGER, "number shared by the figures of a document that tell of one act"),
        Column("inherited", WORDS, "fields whose evidence lies outside its own sentence", REQUIRED),
        Column("rule", STRING, "the rule that found it", REQUIRED),
        Column("flags", WORDS, "what a careful reader should look at again; empty when nothing", REQUIRED),
    ),
    "evidence": (
        Column("figure_id", STRING, "the figure, as in figures", REQUIRED),
        Column("field", WORD, "the column of figures that these words decided", REQUIRED),
        Column("start", INTEGER, "where the words start in documents.text", REQUIRED),
        Column("end", INTEGER, "where the words end in documents.text, exclusive", REQUIRED),
        Column("scope", WORD, "how far off: clause, sentence, paragraph, section, title, document", REQUIRED),
        Column("rule", STRING, "the rule that read them", REQUIRED),
    ),
    "sentences": (
        Column("source", STRING, "path of the document below the input folder", REQUIRED),
        Column("sentence_no", INTEGER, "number of the sentence in the document, from 0", REQUIRED),
        Column("paragraph_no", INTEGER, "number of its paragraph in the document, from 0", REQUIRED),
        Column("section", WORDS, SECTION, REQUIRED),
        Column("block", WORD, BLOCK, REQUIRED),
        Column("page", INTEGER, PAGE),
        Column("start", INTEGER, "where it starts in documents.text, in code points", REQUIRED),
        Column("end", INTEGER, "where it ends in documents.text, exclusive", REQUIRED),
        Column("text", STRING, "the sentence as written: documents.text[start:end]", REQUIRED),
        Column("n_figures", INTEGER, "how many figures it holds", REQUIRED),
    ),
    "documents": (
        Column("source", STRING, "path below the input folder, percent-encoded if it is not UTF-8", REQUIRED),
        Column("digest", STRING, "SHA-256 of the bytes of the file, in hex", REQUIRED),
        Column("title", STRING, "the title as written"),
        Column("organisation", STRING, "whose report it is"),
        Column("region", STRING, "the area of the reporting body"),
        Column("region_code", STRING, "GB/T 2260 code of region"),
        Column("report_date", DATE, "the date of the report"),
        Column("period_start", DATE, "first day of the time it reports on"),
        Column("period_end", DATE, "last day of the time it reports on"),
        Column("format", WORD, "format of the file: txt", REQUIRED),
        Column("encoding", WORD, "the Python codec that turns the bytes of the file into text", REQUIRED),
        Column("script", WORD, "simplified or traditional", REQUIRED),
        Column("text", STRING, "the decoded text that all positions point into", REQUIRED),
        Column("n_characters", INTEGER, "length of text in code points", REQUIRED),
        Column("n_sentences", INTEGER, "how many sentences it has", REQUIRED),
        Column("n_figures", INTEGER, "how many figures it has", REQUIRED),
        Column("flags", WORDS, "what a careful reader should look at again (encoding_guessed)", REQUIRED),
    ),
}


def _schema(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema([pa.field(c.name, c.type, c.nullable, {"description": c.meaning}) for c in columns])


FIGURES = _schema(COLUMNS["figures"])
EVIDENCE = _schema(COLUMNS["evidence"])
SENTENCES = _schema(COLUMNS["sentences"])
DOCUMENTS = _schema(COLUMNS["documents"])


class Tables(NamedTuple):
    """The four tables of one document, in the order in which their files are written."""

    figures: pa.Table
    evidence: pa.Table
    sentences: pa.Table
    documents: pa.Table


SCHEMAS = Tables(FIGURES, EVIDENCE, SENTENCES, DOCUMENTS)


def table(schema: pa.Schema, columns: Mapping[str, Sequence[object]]) -> pa.Table:
    """A table of `schema` from one list a column; a column left out must be nullable, and is null throughout."""
    length = max(map(len, columns.values()), default=0)
    nothing: list[object] = [None] * length
    arrays = [pa.array(columns.get(field.name, nothing), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with the columns of the figures table, in their order; `None` is null. See `COLUMNS["figures"]`."""

    figure_id: str
    anchor: str
    source: str
    organisation: str | None
    report_date: date | None
    sentence_no: int
    section: tuple[str, ...]
    block: str
    page: int | None
    start: int
    end: int
    text: str
    sentence: str
    kind: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    relation: str
    unit: str | None
    per: str | None
    mask: str | None
    scale: Decimal
    step: Decimal | None
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
    region: str | None
    region_code: str | None
    region_level: str | None
    subject: str | None
    modality: str | None
    event: int | None
    inherited: tuple[str, ...]
    rule: str
    flags: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The columns by name, in the order of the table."""
        return {name: getattr(self, name) for name in _names()}


@cache
def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Figure))


def figure_id(source: str, start: int, end: int) -> str:
    """The id of the figure at `start:end` of a document: 16 hex digits."""
    return _digest(source, str(start), str(end))


def anchor(sentence: str, text: str, ordinal: int) -> str:
    """What finds a figure again after edits elsewhere: from its cleaned sentence, its text, and its ordinal there."""
    return _digest(sentence, text, str(ordinal))


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
