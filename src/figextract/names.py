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


@cache
def _patterns(rules: Rules) -> tuple[regex.Pattern[str], list[str]]:
    parts, ids = [], []
    for rule in rules.of("name"):
        for pattern in rule.words("patterns"):
            slot = next((slot for slot in _RUN if slot in pattern), "{n}")
            before, _, after = pattern.partition(slot)
            behind = f"(?<={before})" if before else ""
            parts.append(f"({behind}{_RUN[slot]}(?={after}))" if after else f"({behind}{_RUN[slot]})")
            ids.append(rule.id)
    return regex.compile("|".join(parts) or "(?!)"), ids


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
    pattern, ids = _patterns(rules)
    match = pattern.match(text, at)
    if match is None or match.lastindex is None:
        return None
    return Name(at, match.end(), ids[match.lastindex - 1])
