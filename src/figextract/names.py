"""Names: where a number is part of a name, an idiom, a label, a title or an ordinal, and so is no figure.

Fixed phrases are found in one pass over the text; patterns with a number in them are tried only where a number begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from .cues import compiled
from .rules import Rules

_CN = "[零〇一二两三四五六七八九十百千万亿几数壹贰叁肆伍陆柒捌玖拾佰仟]+"
_ARABIC = r"(?>\d[\d,]*(?:\.\d+)?)"
_RUN = {
    "{n}": rf"(?:{_ARABIC}[余多]?[十百千万亿]*|{_CN}|[*×X]+)",
    "{c}": f"(?:{_CN})",
    "{d}": rf"(?:{_ARABIC}[余多]?[十百千万亿]*)",
}
_NUMBER = re.compile(
    r"\d[\d,]*(?:\.\d+)?[余多]?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿几数壹贰叁肆伍陆柒捌玖拾佰仟]+|[*×X]+"
)
_QUOTE = re.compile(r"“[^“”\n]{1,16}”|‘[^‘’\n]{1,16}’|《[^《》\n]{1,80}》|〔\d+〕")
_ADDRESS = regex.compile(r"https?://[\w./?=&%-]+|(?<![A-Za-z\d._-])[A-Za-z\d._-]++@[A-Za-z\d._-]+")
_IN_QUOTE = regex.compile(r"“\[\^[^\]]+\]\{0,(\d+)\}")
"""What stands before the number of most patterns: a quotation mark, so many characters back at most."""
_LONGEST = 60
"""A number that goes on longer is none of a name's."""
_SHORT = 5
"""A shorter number may be taken as ending earlier."""


class Name(NamedTuple):
    """A number that is part of a name and no figure, and the rule that says so."""

    start: int
    end: int
    rule: str


@cache
def _phrases(rules: Rules) -> tuple[AhoCorasick, list[str]]:
    words = {word: rule.id for rule in rules.of("name") for word in rule.words()}
    automaton = AhoCorasick(list(words), MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
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
        return compiled(f"{behind}{self.run}{ahead}")


def _can_end(pattern: str, char: str) -> bool:
    """Whether what a pattern matches can end with `char`."""
    return not pattern or _compiled(f"(?r)(?:{pattern})").match(char, partial=True) is not None


def _can_begin(pattern: str, char: str) -> bool:
    """Whether what a pattern matches can begin with `char`."""
    return pattern.startswith("(?<=") or _compiled(pattern).match(char, partial=True) is not None


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)


def _looked_back(pattern: str) -> tuple[str, str]:
    """What a pattern that begins by looking back (?<=…) wants to see there, and the rest of it."""
    if not pattern.startswith("(?<="):
        return "", pattern
    depth = 0
    for part in _PARTS.finditer(pattern):
        depth += (part[0] == "(") - (part[0] == ")")
        if not depth:
            return pattern[4 : part.start()], pattern[part.end() :]
    return "", pattern


_PARTS = regex.compile(r"\\.|\[(?:\\.|[^\]])*\]|[()]")


class _Sets(dict[str, int]):
    """For a character the contexts that it fits, a bit for each place in their list; worked out at its first use."""

    def __init__(self, contexts: Iterable[str], may: Callable[[str, str], bool]) -> None:
        self._bits: dict[str, int] = {}
        for i, context in enumerate(contexts):
            self._bits[context] = self._bits.get(context, 0) | 1 << i
        self._may = may

    def __missing__(self, char: str) -> int:
        self[char] = sum(bits for context, bits in self._bits.items() if self._may(context, char))
        return self[char]


class _Patterns:
    """The patterns of all name rules, by the characters around the number, which rule most of them out."""

    def __init__(self, rules: Rules) -> None:
        self.all = [_Pattern(rule.id, pattern) for rule in rules.of("name") for pattern in rule.words("patterns")]
        behind = [_looked_back(pattern.after) for pattern in self.all]  # as (?<=二)期
        self._following = _Sets([pattern.before for pattern in self.all], _can_end)
        self._ending = _Sets([end for end, _ in behind], _can_end)
        self._preceding = _Sets([rest for _, rest in behind], _can_begin)
        quotes = [_IN_QUOTE.fullmatch(pattern.before) for pattern in self.all]
        self._quoted = sum(1 << i for i, quote in enumerate(quotes) if quote)
        self._reach = max((int(quote[1]) + 1 for quote in quotes if quote), default=0)

    def near(self, text: str, start: int, end: int) -> list[_Pattern]:
        """The patterns, in their order, that can match a number that begins at `start` and ends at `end`, or before."""
        found = self._following[text[start - 1 : start]]
        ends = self._ending[text[end - 1]] & self._preceding[text[end : end + 1]]
        if end - start < _SHORT:
            for last, following in pairwise(text[start:end]):
                ends |= self._ending[last] & self._preceding[following]
        found &= ends
        if found & self._quoted and "“" not in text[max(0, start - self._reach) : start]:
            found &= ~self._quoted
        near = []
        while found:
            lowest = found & -found
            near.append(self.all[lowest.bit_length() - 1])
            found ^= lowest
        return near


@cache
def _patterns(rules: Rules) -> _Patterns:
    return _Patterns(rules)


@cache
def _measured(rules: Rules) -> re.Pattern[str]:
    """An amount or a percentage in digits."""
    units = [word for rule in rules.of("unit") if rule.get("kind") in ("money", "ratio") for word in rule.words()]
    return re.compile(rf"\d[\d,.]*[万亿]*(?:{'|'.join(map(re.escape, units)) or '(?!)'})")


def find_names(text: str, rules: Rules) -> list[tuple[int, int, str]]:
    """Start, end and rule of fixed phrases, short quotes and titles that hold numbers; a quote that measures
    (“破10亿元”) is none."""
    automaton, ids = _phrases(rules)
    names = [(start, end, ids[index]) for index, start, end in automaton.find_matches_as_indexes(text)]
    if "grammar.quoted_name" in rules.off:
        return names
    measured = _measured(rules)
    for match in _QUOTE.finditer(text):
        start, end = match.span()
        if text[start] in "《〔" or not measured.search(text, start, end):
            names.append((start, end, "grammar.quoted_name"))
    if "@" in text or "http" in text:
        names += [(*match.span(), "grammar.quoted_name") for match in _ADDRESS.finditer(text)]
    return names


def name_at(text: str, at: int, rules: Rules) -> Name | None:
    """The name whose number begins at `at`, by the patterns; the span is the number's."""
    run = _NUMBER.match(text, at, at + _LONGEST)
    if run is None or run.end() == at + _LONGEST:
        return None
    for pattern in _patterns(rules).near(text, at, run.end()):
        if match := pattern.whole.match(text, at):
            return Name(at, match.end(), pattern.rule)
    return None
