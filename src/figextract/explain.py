"""Explain: for every number of a text why it is or is no figure, and for every field of a figure what decided it."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from figextract import rules as rules_
from figextract.annotate.periods import find_periods
from figextract.lexicon import lexicon
from figextract.model import Document, Quantity
from figextract.names import find_names
from figextract.pipeline import Analysis, analyse, extract_figures
from figextract.rules import Rules

COLUMNS = (
    *("kind", "value", "low", "high", "relation", "unit", "per", "mask", "entity_class", "entity", "indicator"),
    *("indicator_code", "statistic", "role", "parent", "direction", "basis", "aggregation", "period_kind"),
    *("period_start", "period_end", "period_text", "year", "region", "region_code", "region_level", "subject"),
    *("modality", "event", "flags"),
)
"""The columns that are explained, in the order of the guideline."""


@dataclass(frozen=True, slots=True)
class Because:
    """A rule that decided something: its id, and if known its type, reason and place (`rules/nouns.toml:12`)."""

    rule: str
    type: str | None = None
    reason: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that decided a column, how far off they stand, and the rule that read them; "" where a rule needs none."""

    column: str
    words: str
    start: int
    end: int
    scope: str
    because: Because


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text. Offsets point into the source text.

    `columns` is None for one that is no figure; then `within` is the name, quote or time expression that holds it, if
    one does. `lost` are shorter readings of the same words: word and rule.
    """

    text: str
    start: int
    end: int
    because: tuple[Because, ...]
    columns: Mapping[str, Any] | None = None
    clues: tuple[Clue, ...] = ()
    within: str | None = None
    lost: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its numbers; offsets point into the source text, `section` are the headings above it."""

    source: str
    text: str
    start: int
    section: tuple[str, ...]
    numbers: tuple[Number, ...]


class FigureError(LookupError):
    """No figure, or more than one, has the id that was asked for."""


def explain(document: Document, rules: Rules) -> list[Passage]:
    """Every sentence of a document that holds a number, with its numbers in order."""
    analysis = analyse(document, rules, explain=True)
    numbers: dict[int, list[Number]] = defaultdict(list)
    for number, inside in (*_figures(analysis, rules), *_rejected(analysis, rules)):
        numbers[inside].append(number)
    passages = []
    for at in sorted(numbers):
        sentence = analysis.layout.sentences[at]
        start, end = analysis.clean.source_span(sentence.start, sentence.end)
        section = tuple(_words(analysis, analysis.layout.headings[h]).strip() for h in sentence.section)
        found = tuple(sorted(numbers[at], key=lambda number: (number.start, number.end)))
        passages.append(Passage(document.source, document.text[start:end], start, section, found))
    return passages


def explain_figure(out: str | os.PathLike[str], figure_id: str) -> Passage:
    """One figure of an output folder, from its tables alone, in its sentence; the beginning of an id is enough.

    Raises FigureError where none or several fit, OutputError or FileNotFoundError where there are no tables.
    """
    import pyarrow.compute as pc

    from figextract.tables import load

    output = load(out)
    figures = output.arrow("figures")
    found = figures.filter(pc.starts_with(figures["figure_id"], figure_id)).to_pylist()
    if not found or not figure_id:
        raise FigureError(f"no figure in {out} has an id that begins with {figure_id!r}")
    if len(found) > 1:
        some = ", ".join(row["figure_id"] for row in found[:4])
        raise FigureError(f"{len(found)} figures have an id that begins with {figure_id}: {some}; give more of it")
    row = found[0]
    same = pc.equal(output.arrow("documents", ("source",))["source"], row["source"])
    text = output.arrow("documents", ("text",)).filter(same)["text"][0].as_py()
    evidence = output.arrow("evidence")
    clues = evidence.filter(pc.equal(evidence["figure_id"], row["figure_id"])).to_pylist()
    notes = _Notes(rules_.load())
    parent = figures.filter(pc.equal(figures["figure_id"], row["parent"] or "")).to_pylist()
    number = Number(
        row["text"],
        row["start"],
        row["end"],
        (notes.of(row["rule"]),),
        {name: row[name] for name in COLUMNS} | {"parent": parent[0]["text"] if parent else None},
        tuple(
            Clue(c["field"], text[c["start"] : c["end"]], c["start"], c["end"], c["scope"], notes.of(c["rule"]))
            for c in clues
        ),
    )
    start = text.rfind(row["sentence"], 0, row["end"] + len(row["sentence"]))
    return Passage(row["source"], row["sentence"], start, tuple(row["section"]), (number,))


class _Notes:
    """What is known of the rules named by their ids."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.known: dict[str, Because] = {}

    def of(self, id_: str) -> Because:
        if id_ not in self.known:
            rule = self.rules.by_id.get(id_)
            self.known[id_] = Because(id_, rule.type, rule.get("reason"), rules_.where(rule)) if rule else Because(id_)
        return self.known[id_]


def _figures(analysis: Analysis, rules: Rules) -> Iterator[tuple[Number, int]]:
    """The figures, each with the number of its sentence."""
    notes, cleaned = _Notes(rules), analysis.clean
    clues: dict[int, list[Clue]] = defaultdict(list)
    for each in analysis.evidence:
        start, end = cleaned.source_span(each.start, each.end)
        words = analysis.document.text[start:end]
        clues[each.figure].append(Clue(each.field, words, start, end, each.scope, notes.of(each.rule)))
    figures = extract_figures(analysis.document, rules)
    texts = {figure.figure_id: figure.text for figure in figures}
    for at, (quantity, figure) in enumerate(zip(analysis.quantities, figures, strict=True)):
        columns = {name: getattr(figure, name) for name in COLUMNS}
        columns["parent"] = texts.get(columns["parent"])
        because, lost = _reading(cleaned.text, quantity, rules)
        known = [
            Clue(column, words, *cleaned.source_span(start, end), "clause", notes.of(rule))
            for column, words, start, end, rule in _qualifiers(cleaned.text, quantity, rules)
        ]
        for rule in rules.of("indicator") if columns["indicator_code"] else ():
            if rule.get("code") == columns["indicator_code"]:
                known.append(Clue("indicator_code", "", figure.start, figure.start, "clause", notes.of(rule.id)))
        yield (
            Number(
                *(figure.text, figure.start, figure.end, tuple(map(notes.of, because)), columns),
                clues=tuple(sorted([*clues[at], *known], key=lambda clue: COLUMNS.index(clue.column))),
                lost=tuple(lost),
            ),
            quantity.sentence,
        )


def _reading(text: str, quantity: Quantity, rules: Rules) -> tuple[list[str], list[tuple[str, str]]]:
    """The rules that made a quantity of a number, and what else its unit could have been read as: shorter words."""
    words = lexicon(rules)
    ids = [quantity.rule]
    if quantity.measure_word:
        word, winner = quantity.measure_word, quantity.rule
    elif unit := words.units.to(text, quantity.number_end):
        word, winner = unit[0], unit[1].rule
        ids.append(winner)
    else:
        return ids, []
    lost = []
    for length in range(len(word) - 1, 0, -1):
        for table in (words.units, words.measure_words):
            other = table.meanings.get(word[:length])
            if other is not None and other.rule != winner:
                lost.append((word[:length], other.rule))
    return ids, lost


def _qualifiers(text: str, quantity: Quantity, rules: Rules) -> Iterator[tuple[str, str, int, int, str]]:
    """The qualifiers beside a number, which decided `relation`: column, words, their span, rule."""
    words, start, end = lexicon(rules), quantity.number_start, quantity.number_end
    if start > quantity.start and (before := words.before.to(text, start)):
        yield "relation", before[0], start - len(before[0]), start, before[1].rule
    if end < quantity.end and (after := words.after.at(text, end)):
        yield "relation", after[0], end, end + len(after[0]), after[1].rule


def _rejected(analysis: Analysis, rules: Rules) -> Iterator[tuple[Number, int]]:
    """The numbers that are no figures, each with the number of its sentence."""
    notes, cleaned, text = _Notes(rules), analysis.clean, analysis.clean.text
    spans = [(p.start, p.end) for p in find_periods(text, rules)] + [
        (start, end) for start, end, _ in find_names(text, rules)
    ]
    spans.sort()
    starts = [start for start, _ in spans]
    ends = [sentence.end for sentence in analysis.layout.sentences]
    names = {word: rule.id for rule in rules.of("name") for word in rule.words()}
    for each in analysis.rejected:
        start, end = cleaned.source_span(each.start, each.end)
        over = [span for span in spans[: bisect_right(starts, each.start)][-3:] if span[1] >= each.end]
        whole = text[slice(*over[-1])] if over else text[each.start : each.end]
        number = Number(
            *(analysis.document.text[start:end], start, end, (notes.of(each.rule),)),
            within=whole if over else None,
            lost=tuple(_inside(whole, names, each.rule)),
        )
        yield number, bisect_right(ends, each.start)


def _inside(words: str, names: Mapping[str, str], winner: str) -> Iterator[tuple[str, str]]:
    """The names of other rules that a longer name holds."""
    for start in range(len(words)):
        for end in range(start + 2, len(words) + (start > 0)):
            if names.get(words[start:end], winner) != winner:
                yield words[start:end], names[words[start:end]]


def _words(analysis: Analysis, span: Any) -> str:
    start, end = analysis.clean.source_span(span.start, span.end)
    return analysis.document.text[start:end]
