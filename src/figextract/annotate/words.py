"""Words that carry the structure of a clause: verbs, adverbs, prepositions, and the counted nouns that hold them together.

One leftmost-longest pass over the text; what it does not cover is the stuff of noun phrases.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from ..model import Organisation
from ..rules import Rules

NOUN, NONE = "noun", "none"


@dataclass(frozen=True, slots=True)
class WordSpans:
    """The words of a text in order: where each starts and ends, and its role."""

    starts: list[int]
    ends: list[int]
    roles: list[str]

    def between(self, start: int, end: int) -> range:
        """The indexes of the words that begin in [start, end)."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


@cache
def _automaton(rules: Rules) -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    roles: dict[str, str] = {word: NOUN for rule in rules.of("noun") for word in rule.words() if len(word) > 1}
    for rule in rules.of("verb"):
        roles |= dict.fromkeys(rule.words(), rule.get("role"))
    return ahocorasick_rs.AhoCorasick(
        list(roles), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, implementation=ahocorasick_rs.Implementation.DFA
    ), list(roles.values())


def find_words(text: str, rules: Rules, organisations: Sequence[Organisation] = ()) -> WordSpans:
    """The structure words of a clean text, none overlapping; a verb inside a body's name (建设银行) is none."""
    automaton, roles = _automaton(rules)
    found = automaton.find_matches_as_indexes(text)
    if organisations:
        inside = {place for o in organisations for place in range(o.start, o.end)}
        found = [m for m in found if m[1] not in inside or roles[m[0]] == NOUN]
    return WordSpans([m[1] for m in found], [m[2] for m in found], [roles[m[0]] for m in found])
