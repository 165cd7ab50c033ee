"""Words that carry the structure of a clause: verbs, adverbs, prepositions, and the counted nouns around them.

One leftmost-longest pass over the text; what it does not cover is the stuff of noun phrases.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

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

    def edge(self, place: int) -> int:
        """Where the word that goes on at `place` ends; `place` itself where none does."""
        at = bisect_left(self.starts, place) - 1
        return max(place, self.ends[at]) if at >= 0 else place

    def end_of(self, start: int) -> int:
        """Where the word that begins at `start` ends."""
        return self.ends[bisect_left(self.starts, start)]


@cache
def _automaton(
    rules: Rules,
) -> tuple[AhoCorasick, list[str], dict[int, tuple[int, int, int]], dict[int, int], dict[str, int]]:
    """What finds the words, their roles, the nouns that are another noun and a verb before one more (基层商会组织 in
    基层商会｜组织｜会员企业, each with how long the former is and the indexes of both), those that are a verb but for
    their end, which may begin another noun (动员会 in 动员｜会员, each with the verb's), and the index by word."""
    roles: dict[str, str] = {word: NOUN for rule in rules.of("noun") for word in rule.words() if len(word) > 1}
    for rule in rules.of("verb"):
        roles |= dict.fromkeys(rule.words(), rule.get("role"))
    automaton = AhoCorasick(list(roles), MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
    numbers = {word: index for index, word in enumerate(roles)}
    doing = {
        index: (cut, numbers[word[:cut]], numbers[word[cut:]])
        for word, index in numbers.items()
        for cut in range(2, len(word) - 1)
        if roles[word] == roles.get(word[:cut]) == NOUN and roles.get(word[cut:]) == "pivot"
    }
    calling = {
        index: numbers[word[:-1]]
        for word, index in numbers.items()
        if roles[word] == NOUN and roles.get(word[:-1]) == "pivot"
    }
    return automaton, list(roles.values()), doing, calling, numbers


def find_words(
    text: str, stretches: Iterable[tuple[int, int]], rules: Rules, organisations: Sequence[Organisation] = ()
) -> WordSpans:
    """The structure words in some stretches of a clean text, in order and none overlapping; a verb inside a body's
    name (建设银行) is none."""
    automaton, roles, doing, calling, numbers = _automaton(rules)
    bodies = [organisation.start for organisation in organisations]
    starts: list[int] = []
    ends: list[int] = []
    found: list[str] = []
    for start, end in stretches:
        words = automaton.find_matches_as_indexes(text[start:end])
        for body in organisations[bisect_left(bodies, start) : bisect_left(bodies, end)]:
            low, high = body.start - start, body.end - start
            words = [word for word in words if not low <= word[1] < high or roles[word[0]] == NOUN]
        for at in [at for at, word in enumerate(words[:-1]) if word[0] in doing][::-1]:
            index, first, last = words[at]
            if words[at + 1][1] == last and roles[words[at + 1][0]] == NOUN:
                cut, noun, verb = doing[index]
                words[at : at + 1] = [(noun, first, first + cut), (verb, first + cut, last)]
        for at in [at for at, word in enumerate(words) if word[0] in calling][::-1]:
            index, first, last = words[at]
            behind = numbers.get(text[start + last - 1 : start + last + 1])
            if behind is not None and roles[behind] == NOUN and (at + 1 == len(words) or words[at + 1][1] > last):
                words[at : at + 1] = [(calling[index], first, last - 1), (behind, last - 1, last + 1)]
        starts += [first + start for _, first, _ in words]
        ends += [last + start for _, _, last in words]
        found += [roles[index] for index, _, _ in words]
    return WordSpans(starts, ends, found)
