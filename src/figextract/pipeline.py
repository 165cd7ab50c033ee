"""The pipeline: from a document to its four tables, one pure function that every way of running calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from . import schema
from .about import describe
from .annotate.organisations import find_organisations
from .annotate.periods import find_periods
from .annotate.regions import find_places
from .annotate.report_time import report_time
from .annotate.words import find_words
from .attach.entity import attach_entities
from .attach.indicator import attach_indicators
from .attach.indicator_code import attach_codes
from .attach.modality import attach_modalities
from .attach.period import attach_periods
from .attach.region import attach_regions
from .attach.statistic import attach_statistics
from .attach.subject import attach_subjects
from .clean import clean
from .find import Rejected, find
from .flags import flag
from .frame import frame
from .model import About, Clean, Columns, Document, Evidence, Frame, Layout, Quantity
from .passage import passage
from .phrases import find_phrases
from .rules import Rules
from .schema import Figure, Tables
from .segment import segment


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything the stages found in a document; offsets point into `clean.text`, `columns` run beside `quantities`."""

    document: Document
    clean: Clean
    layout: Layout
    about: About
    quantities: list[Quantity]
    frames: list[Frame]
    columns: Columns
    evidence: list[Evidence]
    rejected: list[Rejected]


def analyse(document: Document, rules: Rules, explain: bool = False) -> Analysis:
    """Run the stages; with `explain` the numbers that are no figures are kept too, each with its reason."""
    cleaned = clean(document.text)
    text = cleaned.text
    layout = segment(text, rules)
    rejected: list[Rejected] = []

    periods = find_periods(text, rules)
    quantities = find(text, layout, periods, rules, rejected if explain else None)
    if rules.off:
        quantities = [quantity for quantity in quantities if quantity.rule not in rules.off]
    places = find_places(text, rules)
    organisations = find_organisations(text, rules)
    telling = dict.fromkeys(layout.sentences[quantity.sentence] for quantity in quantities)
    words = find_words(text, ((s.start, s.end) for s in telling), rules, organisations)
    times = report_time(text, layout, periods, rules)
    about = describe(text, layout, times, places, organisations, rules)

    near = passage(text, words, periods, rules)
    phrases = find_phrases(near, layout, quantities)
    framed = frame(text, layout, quantities, phrases, rules)
    frames = framed.frames

    columns: Columns = {}
    evidence: list[Evidence] = []

    def add(part: tuple[Columns, list[Evidence]]) -> None:
        columns.update(part[0])
        evidence.extend(part[1])

    add(attach_entities(near, quantities, phrases, frames, rules))
    add(attach_indicators(near, quantities, phrases, frames, framed.heads, framed.leads, rules))
    indicators: Sequence[Any] = columns["indicator"]
    add(attach_statistics(text, quantities, phrases, frames, framed.leads, indicators, rules))
    statistics: Sequence[Any] = columns["statistic"]
    add(attach_modalities(text, layout, quantities, frames, about.report_date, rules))
    add(attach_periods(text, layout, quantities, frames, periods, times, statistics, rules))
    add(attach_regions(text, layout, quantities, frames, places, organisations, about, rules))
    add(attach_subjects(
        text, layout, quantities, frames, phrases, words, columns["entity"], columns["entity_class"],
        columns["statistic"], organisations, about, rules,
    ))  # fmt: skip
    codes, _ = attach_codes(
        [q.kind for q in quantities], [q.unit for q in quantities], statistics, indicators, columns["entity"],
        columns["entity_class"], [f.role for f in frames],
        [text[layout.sentences[q.sentence].start : layout.sentences[q.sentence].end] for q in quantities], rules,
    )  # fmt: skip
    columns["indicator_code"] = list(codes)
    if rules.off:
        evidence = _switched_off(columns, evidence, rules)
    columns["flags"] = flag(quantities, frames, columns, evidence, rules)
    return Analysis(document, cleaned, layout, about, quantities, frames, columns, evidence, rejected)


def _switched_off(columns: Columns, evidence: Sequence[Evidence], rules: Rules) -> list[Evidence]:
    """The evidence without that of mechanisms that are off; what they decided is left empty."""
    for each in evidence:
        if each.rule in rules.off:
            for name in ("region", "region_code", "region_level") if each.field == "region" else (each.field,):
                columns[name][each.figure] = None
    return [each for each in evidence if each.rule not in rules.off]


def extract_tables(document: Document, rules: Rules) -> Tables:
    """The four tables of a document."""
    analysis = analyse(document, rules)
    figures = _figures(analysis)
    return Tables(
        schema.table(schema.FIGURES, figures),
        schema.table(schema.EVIDENCE, _evidence(analysis, figures["figure_id"])),
        schema.table(schema.SENTENCES, _sentences(analysis)),
        schema.table(schema.DOCUMENTS, _documents(analysis)),
    )


def extract_figures(document: Document, rules: Rules) -> list[Figure]:
    """The figures of a document, in order."""
    columns = _figures(analyse(document, rules))
    return [Figure(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def _figures(analysis: Analysis) -> dict[str, list[Any]]:
    """The columns of the figures table, complete and in its order."""
    document, cleaned, layout, about = analysis.document, analysis.clean, analysis.layout, analysis.about
    quantities, frames, found = analysis.quantities, analysis.frames, analysis.columns
    count = len(quantities)
    spans = [cleaned.source_span(q.start, q.end) for q in quantities]
    ids = [schema.figure_id(document.source, *span) for span in spans]
    sections = _sections(analysis)
    written: dict[int, str] = {}
    plain: dict[int, str] = {}
    anchors: list[str] = []
    ordinals: dict[tuple[int, str], int] = {}
    for q, (start, end) in zip(quantities, spans, strict=True):
        sentence = layout.sentences[q.sentence]
        if q.sentence not in written:
            first, last = cleaned.source_span(sentence.start, sentence.end)
            written[q.sentence] = document.text[first:last]
            plain[q.sentence] = cleaned.text[sentence.start : sentence.end]
        text = document.text[start:end]
        ordinal = ordinals[q.sentence, text] = ordinals.get((q.sentence, text), -1) + 1
        anchors.append(schema.anchor(plain[q.sentence], text, ordinal))
    far: list[set[str]] = [set() for _ in quantities]
    for evidence in analysis.evidence:
        if evidence.scope not in ("clause", "sentence"):
            far[evidence.figure].add(evidence.field)
    columns: dict[str, list[Any]] = {
        "figure_id": ids,
        "anchor": anchors,
        "source": [document.source] * count,
        "organisation": [about.organisation] * count,
        "report_date": [about.report_date] * count,
        "sentence_no": [q.sentence for q in quantities],
        "section": [sections[q.sentence] for q in quantities],
        "block": [layout.sentences[q.sentence].block for q in quantities],
        "page": [None] * count,
        "start": [start for start, _ in spans],
        "end": [end for _, end in spans],
        "text": [document.text[start:end] for start, end in spans],
        "sentence": [written[q.sentence] for q in quantities],
        "kind": [q.kind for q in quantities],
        "value": [q.value for q in quantities],
        "low": [q.low for q in quantities],
        "high": [q.high for q in quantities],
        "relation": [q.relation for q in quantities],
        "unit": [q.unit for q in quantities],
        "per": [q.per for q in quantities],
        "mask": [q.mask for q in quantities],
        "scale": [q.scale for q in quantities],
        "step": [q.step for q in quantities],
        "role": [f.role for f in frames],
        "parent": [None if f.parent is None else ids[f.parent] for f in frames],
        "event": [f.event for f in frames],
        "inherited": [tuple(sorted(fields)) for fields in far],
        "rule": [q.rule for q in quantities],
        **found,
    }
    return {column.name: columns[column.name] for column in schema.COLUMNS["figures"]}


def _evidence(analysis: Analysis, ids: Sequence[str]) -> dict[str, list[Any]]:
    """The evidence rows in order of figure and place."""
    evidence = sorted(analysis.evidence, key=itemgetter(0, 2, 1))
    spans = [analysis.clean.source_span(e.start, e.end) for e in evidence]
    return {
        "figure_id": [ids[e.figure] for e in evidence],
        "field": [e.field for e in evidence],
        "start": [start for start, _ in spans],
        "end": [end for _, end in spans],
        "scope": [e.scope for e in evidence],
        "rule": [e.rule for e in evidence],
    }


def _sections(analysis: Analysis) -> list[tuple[str, ...]]:
    """The headings above every sentence, as written in the source."""
    document, cleaned, layout = analysis.document, analysis.clean, analysis.layout
    titles = []
    for heading in layout.headings:
        first, last = cleaned.source_span(heading.start, heading.end)
        titles.append(document.text[first:last].strip())
    return [tuple(titles[h] for h in sentence.section) for sentence in layout.sentences]


def _sentences(analysis: Analysis) -> dict[str, list[Any]]:
    document, cleaned, layout = analysis.document, analysis.clean, analysis.layout
    count = len(layout.sentences)
    spans = [cleaned.source_span(s.start, s.end) for s in layout.sentences]
    figures = [0] * count
    for quantity in analysis.quantities:
        figures[quantity.sentence] += 1
    return {
        "source": [document.source] * count,
        "sentence_no": list(range(count)),
        "paragraph_no": [s.paragraph for s in layout.sentences],
        "section": _sections(analysis),
        "block": [s.block for s in layout.sentences],
        "page": [None] * count,
        "start": [start for start, _ in spans],
        "end": [end for _, end in spans],
        "text": [document.text[start:end] for start, end in spans],
        "n_figures": figures,
    }


def _documents(analysis: Analysis) -> dict[str, list[Any]]:
    document, about = analysis.document, analysis.about
    row: dict[str, Any] = {
        "source": document.source,
        "digest": document.digest,
        "title": about.title,
        "organisation": about.organisation,
        "region": about.region,
        "region_code": about.region_code,
        "report_date": about.report_date,
        "period_start": about.period_start,
        "period_end": about.period_end,
        "format": document.format,
        "encoding": document.encoding,
        "script": analysis.clean.script,
        "text": document.text,
        "n_characters": len(document.text),
        "n_sentences": len(analysis.layout.sentences),
        "n_figures": len(analysis.quantities),
        "flags": document.flags,
    }
    return {name: [value] for name, value in row.items()}
