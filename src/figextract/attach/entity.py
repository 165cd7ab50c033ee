"""The columns `entity` and `entity_class`: what was counted, or the thing that a size or an amount belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..lexicon import Lexicon, lexicon
from ..model import Columns, Evidence, Quantity
from ..phrases import Phrase, Span
from ..rules import Rules

_JOINT = regex.compile(r"[、，]|以及|和|及(?!其)|与|或|暨")
_LEADING = regex.compile(
    r"(?:了|的|各类|各种|各级各类|一批|全省|全市|全区|全县|我市|我省|我区|其中|约|共|以上|以下|多种|等|累计|新增|已|再)+"
)
_OF = regex.compile(r"[^，、]*的(?=[^的]{2,})")
_VISITS = frozenset(("人次", "人天", "人"))
_PERSONAL = frozenset(("person", "person_time"))


def attach_entities(
    text: str, quantities: Sequence[Quantity], phrases: Sequence[Phrase], rules: Rules
) -> tuple[Columns, list[Evidence]]:
    """Entity and class of every quantity, with the words that say so."""
    words = lexicon(rules)
    entities: list[object] = []
    classes: list[object] = []
    evidence: list[Evidence] = []
    for index, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        span, entity_class, rule = _entity(text, quantity, phrase, words)
        entities.append(_written(text, span) if span else None)
        classes.append(entity_class)
        if span is not None:
            evidence.append(Evidence(index, "entity", *span, "clause", rule))
    return {"entity": entities, "entity_class": classes}, evidence


def _written(text: str, span: Span) -> str:
    return text[span[0] : span[1]].replace("\n", "").strip()


def _entity(text: str, quantity: Quantity, phrase: Phrase, words: Lexicon) -> tuple[Span | None, str | None, str]:
    if quantity.kind != "count":
        return _owner(quantity, phrase), None, "grammar.owner"
    measure = words.measure_words.meanings.get(quantity.measure_word or "")
    allowed = measure.classes if measure else ()
    default = measure.default if measure else None
    for span in (phrase.counted, phrase.noun):
        if span is None:
            continue
        span = _core(text, span, words, behind=span is phrase.counted)
        if span is None:
            continue
        found = _class_in(text, span, allowed, words)
        if found is not None:
            return _without_verb(text, span, quantity, found[0]), found[0], found[1]
        if span is phrase.counted or phrase.counted is None:
            if default == "person_time" or (default == "event" and phrase.counted is None):
                return None if default == "person_time" else span, default, "grammar.measure_word"
            return span, default or "other", measure.rule if measure else "grammar.noun"
    if quantity.measure_word and measure and default in ("region", "village") and len(quantity.measure_word) == 1:
        return (quantity.number_end - 1, quantity.number_end), default, measure.rule
    return None, default or ("other" if measure is None else None), measure.rule if measure else "grammar.noun"


def _owner(quantity: Quantity, phrase: Phrase) -> Span | None:
    """What a size, an amount or a duration belongs to: the noun behind it, or what a verb made of that size."""
    if phrase.counted is not None and quantity.kind in ("money", "measure", "duration"):
        return phrase.counted
    if quantity.kind == "measure" and phrase.verb_role in ("act", "pivot") and not phrase.reached:
        return phrase.noun
    return None


def _core(text: str, span: Span, words: Lexicon, behind: bool) -> Span | None:
    """The noun phrase without what leads in; of coordinated nouns that stand before the figure, all of them."""
    start, end = span
    match = _LEADING.match(text, start, end)
    if match:
        start = match.end()
    if not behind and (of := _OF.match(text, start, end)):
        start = of.end()
    while end > start and text[end - 1] in "数量总等":
        if text[end - 2 : end] in ("数量", "总数", "总量"):
            end -= 2
        elif text[end - 1] in "数" or text[end - 1] == "等":
            end -= 1
        else:
            break
    return (start, end) if start < end else span


def _class_in(text: str, span: Span, allowed: Sequence[str], words: Lexicon) -> tuple[str, str] | None:
    """The class of the head noun: of coordinated nouns the first, of one phrase the last that the measure word counts."""
    start, end = span
    edges = [m.start() for m in _JOINT.finditer(text, start + 1, end)]
    for edge in (*edges, end):
        found = None
        for place in range(edge, start, -1):
            noun = words.nouns.to(text, place)
            if noun is None or place - len(noun[0]) < start - 4:
                continue
            if not allowed or noun[1].entity_class in allowed:
                return noun[1].entity_class, noun[1].rule
            if place == edge:
                found = noun
            if edge - place > 8:
                break
        if found is None and edge != end:
            continue
    return None


def _without_verb(text: str, span: Span, quantity: Quantity, entity_class: str) -> Span | None:
    if quantity.measure_word in _VISITS and entity_class == "job":
        return None
    return span
