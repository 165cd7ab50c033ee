"""Lexicon: units, measure words, qualifiers and counted nouns of the rules, to be looked up at a place in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Generic, TypeVar, cast

from .model import Kind, Relation
from .rules import Rule, Rules

T = TypeVar("T")


class Words(Generic[T]):
    """Words with what they mean, found longest first at, or up to, a place.

    `begins` and `ends` are their first and last characters.
    """

    def __init__(self, meanings: Mapping[str, T]) -> None:
        self.meanings = dict(meanings)
        self.begins = frozenset(word[0] for word in meanings)
        self.ends = frozenset(word[-1] for word in meanings)
        self._at = _lengths((word[:2], len(word)) for word in meanings)
        self._to = _lengths((word[-2:], len(word)) for word in meanings)

    def at(self, text: str, start: int) -> tuple[str, T] | None:
        """The longest word that begins at `start`."""
        first = text[start : start + 1]
        if first not in self.begins:
            return None
        for length in self._at.get(text[start : start + 2], ()):
            word = text[start : start + length]
            meaning = self.meanings.get(word)
            if meaning is not None:
                return word, meaning
        meaning = self.meanings.get(first)
        return None if meaning is None else (first, meaning)

    def to(self, text: str, end: int) -> tuple[str, T] | None:
        """The longest word that ends at `end`."""
        last = text[end - 1] if end > 0 else ""
        if last not in self.ends:
            return None
        for length in self._to.get(text[max(0, end - 2) : end], ()):
            word = text[max(0, end - length) : end]
            meaning = self.meanings.get(word)
            if meaning is not None:
                return word, meaning
        meaning = self.meanings.get(last)
        return None if meaning is None else (last, meaning)


def _lengths(words: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """The lengths of the words, longest first, by the two characters that they begin or end with; of one, none."""
    found: dict[str, set[int]] = {}
    for pair, length in words:
        if length > 1:
            found.setdefault(pair, set()).add(length)
    return {pair: sorted(lengths, reverse=True) for pair, lengths in found.items()}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: the kind of quantity it makes, its canonical form and the factor to it."""

    kind: Kind
    unit: str
    factor: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class MeasureWord:
    """A measure word: its canonical form, the classes that it counts, and the class when no noun tells."""

    unit: str
    classes: tuple[str, ...]
    default: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A qualifier: its relation, and the characters that must not stand at its outer side."""

    relation: Relation
    guard: str
    rule: str


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun and its entity class."""

    entity_class: str
    rule: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of them, by where they stand."""

    units: Words[Unit]
    currency_before: Words[Unit]
    currency_after: Words[Unit]
    measure_words: Words[MeasureWord]
    before: Words[Qualifier]
    after: Words[Qualifier]
    apart: Words[Qualifier]
    nouns: Words[Noun]
    denominators: Words[str]


@cache
def lexicon(rules: Rules) -> Lexicon:
    """The lexicon of some rules; a later rule's word replaces an earlier one's."""
    units: dict[str, Unit] = {}
    before: dict[str, Unit] = {}
    after: dict[str, Unit] = {}
    for rule in rules.of("unit"):
        unit = Unit(cast(Kind, rule.get("kind")), rule.get("unit"), Decimal(str(rule.get("factor", "1"))), rule.id)
        units |= dict.fromkeys(rule.words(), unit)
        before |= dict.fromkeys(rule.words("before"), unit)
        after |= dict.fromkeys(rule.words("after"), unit)
    measures: dict[str, MeasureWord] = {}
    for rule in rules.of("measure_word"):
        for word in rule.words():
            unit_word = rule.get("unit") or (word[1:] if len(word) > 2 and word[0] == "个" else word)
            measures[word] = MeasureWord(unit_word, rule.words("classes"), rule.get("default") or None, rule.id)
    denominators: dict[str, str] = {}
    for rule in rules.of("denominator"):
        for word in rule.words():
            denominators[word] = rule.get("unit") or word.removeprefix("个")
    nouns = {word: Noun(rule.get("class"), rule.id) for rule in rules.of("noun") for word in rule.words()}
    qualifiers = rules.of("qualifier")
    return Lexicon(
        Words(units),
        Words(before),
        Words(after),
        Words(measures),
        Words(_qualifiers(qualifiers, "before", "not_behind")),
        Words(_qualifiers(qualifiers, "after", "not_before")),
        Words(_qualifiers(qualifiers, "apart", "not_behind")),
        Words(nouns),
        Words(denominators),
    )


def _qualifiers(rules: Iterable[Rule], place: str, guard: str) -> dict[str, Qualifier]:
    return {
        word: Qualifier(cast(Relation, rule.get("relation")), rule.get(guard, {}).get(word, ""), rule.id)
        for rule in rules
        if rule.get("place") == place
        for word in rule.words()
    }
