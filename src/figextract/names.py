"""Names: where a number is part of a name, an idiom, a label, a title or an ordinal, and so is no figure.

Fixed phrases are found in one pass over the text; patterns with a number in them are tried only where a number begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from .rules import Rules

_CN = "[零〇一二两三四五六七八九十百千万亿几数壹贰叁肆伍陆柒捌玖拾佰仟]+"
_ARABIC = r"(?>\d[\d,]*(?:\.\d+)?)"
_RUN = {
    "{n}": rf"(?:{_ARABIC}[余多]?[十百千万亿]*|{_CN}|[*×X]+)",
    "{c}": f"(?:{_CN})",
    "{d}": rf"(?:{_ARABIC}[余多]?[十百千万亿]*)",
}
_NUMBER = regex.compile(
    r"\d[\d,]*(?:\.\d+)?[余多]?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿几数壹贰叁肆伍陆柒捌玖拾佰仟]+|[*×X]+"
)
_QUOTE = regex.compile(
    r"“[^“”\n]{1,16}”|‘[^‘’\n]{1,16}’|《[^《》\n]{1,80}》|〔\d+〕|https?://[\w./?=&%-]+|"
    r"(?<![A-Za-z\d._-])[A-Za-z\d._-]++@[A-Za-z\d._-]+"
)
_LONGEST = 60
"""A number that goes on longer is none of a name's."""


@dataclass(frozen=True, slots=True)
class Name:
    """A number that is part of a name and no figure, and the rule that says so."""

    start: int
    end: int
    rule: str


@cache
def _phrases(rules: Rules) -> tuple[AhoCorasick, list[str]]:
    words = {word: rule.id for rule in rules.of("name") for word in rule.words()}
    automaton = AhoCorasick(list(words), MatchKind.LeftmostLongest, implementation=Implementation.DFA)
    return automaton, list(words.values())


class _Pattern:
    """A pattern with a number: what must stand before and behind it; compiled when a text first comes near it."""

    def __init__(self, rule: str, pattern: str) -> None:
        self.rule = rule
        slot = next((slot for slot in _RUN if slot in pattern), "{n}")
        self.before, _, self.after = pattern.partition(slot)
        self.run = _RUN[slot]

    @cached_property
    def whole(self) -> regex.Pattern[str]:
        """The number with what must stand around it, to be matched where the number begins."""
        behind = f"(?<={self.before})" if self.before else ""
        ahead = f"(?={self.after})" if self.after else ""
        return regex.compile(f"{behind}{self.run}{ahead}")

    @cached_property
    def _ending(self) -> regex.Pattern[str]:
        return regex.compile(f"(?r)(?:{self.before})")

    @cached_property
    def _beginning(self) -> regex.Pattern[str]:
        return regex.compile(self.after)

    def may_follow(self, char: str) -> bool:
        """Whether what must stand before the number can end with `char`."""
        return not self.before or self._ending.match(char, partial=True) is not None

    def may_precede(self, char: str) -> bool:
        """Whether what must stand behind the number can begin with `char`."""
        return not self.after or self.after.startswith("(?<") or self._beginning.match(char, partial=True) is not None


class _Patterns:
    """The patterns of all name rules, by the characters around the number, which rule most of them out."""

    def __init__(self, rules: Rules) -> None:
        self.all = [_Pattern(rule.id, pattern) for rule in rules.of("name") for pattern in rule.words("patterns")]
        self.following: dict[str, frozenset[int]] = {}
        self.preceding: dict[str, frozenset[int]] = {}
        self.known: dict[tuple[str, str], list[_Pattern]] = {}

    def near(self, before: str, behind: str) -> list[_Pattern]:
        """The patterns that can match behind `before` a number that ends before one of `behind`, in their order."""
        known = self.known.get((before, behind))
        if known is None:
            known = self.known[before, behind] = self._near(before, set(behind) or {""})
        return known

    def _near(self, before: str, behind: Iterable[str]) -> list[_Pattern]:
        follow = self.following.get(before)
        if follow is None:
            follow = frozenset(i for i, pattern in enumerate(self.all) if pattern.may_follow(before))
            self.following[before] = follow
        found: frozenset[int] = frozenset()
        for char in behind:
            precede = self.preceding.get(char)
            if precede is None:
                precede = frozenset(i for i, pattern in enumerate(self.all) if pattern.may_precede(char))
                self.preceding[char] = precede
            found |= precede
        return [self.all[i] for i in sorted(follow & found)]


@cache
def _patterns(rules: Rules) -> _Patterns:
    return _Patterns(rules)


@cache
def _measured(rules: Rules) -> regex.Pattern[str]:
    """An amount or a percentage in digits."""
    units = [word for rule in rules.of("unit") if rule.get("kind") in ("money", "ratio") for word in rule.words()]
    return regex.compile(rf"\d[\d,.]*[万亿]*(?:{'|'.join(map(regex.escape, units)) or '(?!)'})")


def find_names(text: str, rules: Rules) -> list[tuple[int, int, str]]:
    """Start, end and rule of fixed phrases, short quotes and titles that hold numbers; a quote that measures
    (“破10亿元”) is none."""
    automaton, ids = _phrases(rules)
    names = [(start, end, ids[index]) for index, start, end in automaton.find_matches_as_indexes(text)]
    for match in _QUOTE.finditer(text) if "grammar.quoted_name" not in rules.off else ():
        start, end = match.span()
        if text[start] in "《〔" or not _measured(rules).search(text, start, end):
            names.append((start, end, "grammar.quoted_name"))
    return names


def name_at(text: str, at: int, rules: Rules) -> Name | None:
    """The name whose number begins at `at`, by the patterns; the span is the number's."""
    run = _NUMBER.match(text, at, at + _LONGEST)
    if run is None or run.end() == at + _LONGEST:
        return None
    behind = text[at + 1 : run.end() + 1] if run.end() - at < 5 else text[run.end() : run.end() + 1]
    for pattern in _patterns(rules).near(text[at - 1 : at], behind):
        if match := pattern.whole.match(text, at):
            return Name(at, match.end(), pattern.rule)
    return None
