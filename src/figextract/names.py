"""Names: where a number is part of a name, an idiom, a label, a title or an ordinal, and so is no figure.

Fixed phrases are found in one pass over the text; patterns with a number in them are tried only where a number begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import ahocorasick_rs
import regex

from .rules import Rules

_CN = "[零〇一二两三四五六七八九十百千万亿几数壹贰叁肆伍陆柒捌玖拾佰仟]+"
_ARABIC = r"(?>\d[\d,]*(?:\.\d+)?)"
_RUN = {
    "{n}": rf"(?:{_ARABIC}[余多]?[十百千万亿]*|{_CN}|[*×]+)",
    "{c}": f"(?:{_CN})",
    "{d}": rf"(?:{_ARABIC}[余多]?[十百千万亿]*)",
}
_QUOTE = regex.compile(r"“[^“”\n]{1,16}”|‘[^‘’\n]{1,16}’|《[^《》\n]{1,80}》|〔\d+〕|https?://[\w./?=&%-]+|[\w.-]+@[\w.-]+")
_MEASURED = regex.compile(r"\d[\d,.]*[万亿]*(?:元|%|％|美元)")


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch of text in which no number is a figure, and the rule that says so."""

    start: int
    end: int
    rule: str


@cache
def _phrases(rules: Rules) -> tuple[ahocorasick_rs.AhoCorasick, list[str]]:
    words = {word: rule.id for rule in rules.of("name") for word in rule.words()}
    return ahocorasick_rs.AhoCorasick(
        list(words), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, implementation=ahocorasick_rs.Implementation.DFA
    ), list(words.values())


class _Patterns:
    """The patterns of all name rules, sorted by the character before the number, which rules most of them out."""

    def __init__(self, rules: Rules) -> None:
        self.parts: list[tuple[str, str, regex.Pattern[str] | None, bool, bool]] = []
        for rule in rules.of("name"):
            for pattern in rule.words("patterns"):
                slot = next((slot for slot in _RUN if slot in pattern), "{n}")
                before, _, after = pattern.partition(slot)
                behind = f"(?<={before})" if before else ""
                ahead = f"(?={after})" if after else ""
                ending = regex.compile(f"(?r)(?:{before})") if before else None
                self.parts.append((rule.id, f"({behind}{_RUN[slot]}{ahead})", ending, slot != "{c}", slot != "{d}"))
        self.chosen: dict[tuple[str, bool], tuple[regex.Pattern[str], list[str]]] = {}
        self.compiled: dict[tuple[int, ...], tuple[regex.Pattern[str], list[str]]] = {}

    def behind(self, char: str, digit: bool) -> tuple[regex.Pattern[str], list[str]]:
        """The patterns that can match a number behind `char`, as one, and the rule of each of its groups."""
        key = (char, digit)
        if key not in self.chosen:
            fitting = tuple(
                i
                for i, (_, _, ending, arabic, chinese) in enumerate(self.parts)
                if (arabic if digit else chinese) and (ending is None or _may_end(ending, char))
            )
            if fitting not in self.compiled:
                pattern = regex.compile("|".join(self.parts[i][1] for i in fitting) or "(?!)")
                self.compiled[fitting] = pattern, [self.parts[i][0] for i in fitting]
            self.chosen[key] = self.compiled[fitting]
        return self.chosen[key]


def _may_end(ending: regex.Pattern[str], char: str) -> bool:
    """Whether what must stand before a number can end with a character (nothing stands before the first number)."""
    return ending.match(char, partial=True) is not None or ending.match("") is not None


@cache
def _patterns(rules: Rules) -> _Patterns:
    return _Patterns(rules)


def find_names(text: str, rules: Rules) -> list[Name]:
    """Fixed phrases, short quotes and titles that hold numbers, in order; quotes that measure (“破10亿元”) are none."""
    automaton, ids = _phrases(rules)
    names = [Name(start, end, ids[index]) for index, start, end in automaton.find_matches_as_indexes(text)]
    for match in _QUOTE.finditer(text):
        if text[match.start()] in "《〔" or not _MEASURED.search(match[0]):
            names.append(Name(match.start(), match.end(), "grammar.quoted_name"))
    names.sort(key=lambda name: name.start)
    return names


def name_at(text: str, at: int, rules: Rules) -> Name | None:
    """The name whose number begins at `at`, by the patterns; the span is the number's."""
    char = text[at]
    pattern, ids = _patterns(rules).behind(text[at - 1 : at], char.isascii() and char.isdigit())
    match = pattern.match(text, at)
    if match is None or match.lastindex is None:
        return None
    return Name(at, match.end(), ids[match.lastindex - 1])
