"""The pipeline: from a document to its four tables, one pure function that every way of running calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from . import schema
from .about import describe
from .annotate.organisations import find_organisations
from .annotate.periods import find_periods
from .annotate.regions import common_words, find_places
from .annotate.report_time import report_time
from .annotate.words import find_words
from .attach.entity import attach_entities
from .attach.indicator import attach_indicators
from .attach.indicator_code import attach_codes, without_places
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
from .sizes import beyond_sizes


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
    telling = [layout.sentences[number] for number in dict.fromkeys(quantity.sentence for quantity in quantities)]
    words = find_words(text, [(sentence.start, sentence.end) for sentence in telling], rules, organisations)
    times = report_time(text, layout, periods, rules)
    about = describe(text, layout, times, places, organisations, rules)

    near = passage(text, words, periods, rules)
    phrases = find_phrases(near, layout, quantities)
    framed = frame(text, layout, quantities, phrases, rules)
    frames = framed.frames
    phrases = beyond_sizes(near, quantities, phrases, frames)

    columns: Columns = {}
    evidence: list[Evidence] = []

    def add(part: tuple[Columns, list[Evidence]]) -> None:
        columns.update(part[0])
        evidence.extend(part[1])

    add(attach_entities(near, quantities, phrases, frames, framed.leads, rules))
    add(attach_indicators(near, quantities, phrases, frames, framed.heads, framed.leads, columns["entity"], rules))
    indicators: Sequence[Any] = columns["indicator"]
    add(attach_statistics(text, layout, quantities, phrases, frames, framed.leads, indicators, rules))
    statistics: Sequence[Any] = columns["statistic"]
    rates = zip(quantities, statistics, columns["aggregation"], strict=True)
    yearly = [s in ("change", "increment") and every == "yearly" and q.per is None for q, s, every in rates]
    add(attach_periods(text, layout, quantities, frames, periods, times, statistics, yearly, rules))
    ends: Sequence[Any] = columns["period_end"]
    add(attach_modalities(text, layout, quantities, frames, ends, about, rules))
    add(attach_regions(text, layout, quantities, frames, places, organisations, about, rules))
    add(attach_subjects(near, layout, quantities, phrases, frames, columns, organisations, places, about, rules))
    plain = common_words(rules)
    named = [region if region and not plain.fullmatch(region) else None for region in columns["region"]]
    codes, _ = attach_codes(
        [q.kind for q in quantities], [q.unit for q in quantities], statistics, indicators, columns["entity"],
        columns["entity_class"], [f.role for f in frames], named,
        [text[layout.sentences[q.sentence].start : layout.sentences[q.sentence].end] for q in quantities], rules,
    )  # fmt: skip
    columns["indicator_code"] = list(codes)
    columns["indicator"] = without_places(indicators, columns["entity"], named, codes)
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
    sections = _sections(analysis)
    figures = _figures(analysis, sections)
    return Tables(
        schema.table(schema.FIGURES, figures),
        schema.table(schema.EVIDENCE, _evidence(analysis, figures["figure_id"])),
        schema.table(schema.SENTENCES, _sentences(analysis, sections)),
        schema.table(schema.DOCUMENTS, _documents(analysis)),
    )


def extract_figures(document: Document, rules: Rules) -> list[Figure]:
    """The figures of a document, in order."""
    analysis = analyse(document, rules)
    columns = _figures(analysis, _sections(analysis))
    return [Figure(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]


def _sections(analysis: Analysis) -> list[tuple[str, ...]]:
    """The headings above every sentence, as written in the source."""
    titles = [_source_text(analysis, heading.start, heading.end).strip() for heading in analysis.layout.headings]
    above = {section: tuple(titles[h] for h in section) for section in {s.section for s in analysis.layout.sentences}}
    return [above[sentence.section] for sentence in analysis.layout.sentences]


def _source_text(analysis: Analysis, start: int, end: int) -> str:
    """A span of the clean text as it stands in the source."""
    first, last = analysis.clean.source_span(start, end)
    return analysis.document.text[first:last]


def _figures(analysis: Analysis, sections: Sequence[tuple[str, ...]]) -> dict[str, Sequence[Any]]:
    """The columns of the figures table, complete and in its order."""
    document, about, sentences = analysis.document, analysis.about, analysis.layout.sentences
    quantities = analysis.quantities
    count = len(quantities)
    number = _by_field(Quantity._fields, quantities)
    frame_ = _by_field(Frame._fields, analysis.frames)
    starts, ends = analysis.clean.source_spans(number["start"], number["end"])
    texts = [document.text[start:end] for start, end in zip(starts, ends, strict=True)]
    ids = [schema.figure_id(document.source, start, end) for start, end in zip(starts, ends, strict=True)]
    written = {n: _source_text(analysis, sentences[n].start, sentences[n].end) for n in set(number["sentence"])}
    columns: dict[str, Sequence[Any]] = {
        "figure_id": ids,
        "anchor": _anchors(analysis, texts),
        "source": [document.source] * count,
        "organisation": [about.organisation] * count,
        "report_date": [about.report_date] * count,
        "sentence_no": number["sentence"],
        "section": [sections[n] for n in number["sentence"]],
        "block": [sentences[n].block for n in number["sentence"]],
        "page": [None] * count,
        "start": starts,
        "end": ends,
        "text": texts,
        "sentence": [written[n] for n in number["sentence"]],
        **{name: number[name] for name in _OF_NUMBER},
        "role": frame_["role"],
        "parent": [None if parent is None else ids[parent] for parent in frame_["parent"]],
        "event": frame_["event"],
        "inherited": _inherited(analysis),
        **analysis.columns,
    }
    return {column.name: columns[column.name] for column in schema.COLUMNS["figures"]}


_OF_NUMBER = ("kind", "value", "low", "high", "relation", "unit", "per", "mask", "scale", "step", "rule")
"""The columns that a quantity has by itself."""


def _by_field(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    """The columns of some rows, by name."""
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def _anchors(analysis: Analysis, texts: Sequence[str]) -> list[str]:
    """For each figure what finds it again after edits elsewhere."""
    found: list[str] = []
    before: dict[tuple[int, str], int] = {}
    plain, at = "", -1
    for quantity, text in zip(analysis.quantities, texts, strict=True):
        if quantity.sentence != at:
            at = quantity.sentence
            sentence = analysis.layout.sentences[at]
            plain = analysis.clean.text[sentence.start : sentence.end]
        ordinal = before[at, text] = before.get((at, text), -1) + 1
        found.append(schema.anchor(plain, text, ordinal))
    return found


def _inherited(analysis: Analysis) -> list[tuple[str, ...]]:
    """For each figure the fields whose evidence lies outside its sentence."""
    far: dict[int, set[str]] = {}
    for evidence in analysis.evidence:
        if evidence.scope not in ("clause", "sentence"):
            far.setdefault(evidence.figure, set()).add(evidence.field)
    return [tuple(sorted(far.get(i, ()))) for i in range(len(analysis.quantities))]


def _evidence(analysis: Analysis, ids: Sequence[str]) -> dict[str, Sequence[Any]]:
    """The evidence rows in order of figure and place."""
    evidence = _by_field(Evidence._fields, sorted(analysis.evidence, key=itemgetter(0, 2, 1)))
    starts, ends = analysis.clean.source_spans(evidence["start"], evidence["end"])
    return {
        "figure_id": [ids[figure] for figure in evidence["figure"]],
        "field": evidence["field"],
        "start": starts,
        "end": ends,
        "scope": evidence["scope"],
        "rule": evidence["rule"],
    }


def _sentences(analysis: Analysis, sections: Sequence[tuple[str, ...]]) -> dict[str, Sequence[Any]]:
    document, sentences = analysis.document, analysis.layout.sentences
    starts, ends = analysis.clean.source_spans([s.start for s in sentences], [s.end for s in sentences])
    figures = Counter(quantity.sentence for quantity in analysis.quantities)
    return {
        "source": [document.source] * len(sentences),
        "sentence_no": range(len(sentences)),
        "paragraph_no": [s.paragraph for s in sentences],
        "section": sections,
        "block": [s.block for s in sentences],
        "page": [None] * len(sentences),
        "start": starts,
        "end": ends,
        "text": [document.text[start:end] for start, end in zip(starts, ends, strict=True)],
        "n_figures": [figures[n] for n in range(len(sentences))],
    }


def _documents(analysis: Analysis) -> dict[str, Sequence[Any]]:
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
