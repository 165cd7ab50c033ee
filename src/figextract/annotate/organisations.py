"""Bodies named in a text: federations, chambers, governments, party bodies, departments, firms, schools."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from ..model import Organisation
from ..rules import Rules

_LONGEST_NAME = 18
_NOT_NAME = r"[^㐀-鿿*×A-Za-z]|[*×]+余?(?:[个家位名]|县区)"
_OWNED = frozenset({"chamber", "company"})
_PAIRED = frozenset({"party", "government", "department"})


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: AhoCorasick
    meanings: tuple[tuple[str, str] | None, ...]
    boundary: regex.Pattern[str]


@cache
def _lexicon(rules: Rules) -> _Lexicon:
    meanings: dict[str, tuple[str, str] | None] = {}
    for rule in rules.of("organisation"):
        for word in rule.words():
            meanings[word] = (rule.get("kind", "other"), rule.id)
    for rule in rules.of("not_organisation"):
        for word in rule.words():
            meanings[word] = None
    words = {word for rule in rules.of("organisation_boundary") for word in rule.words()}
    either = "|".join(map(regex.escape, sorted(words, key=len, reverse=True))) or "(?!)"
    return _Lexicon(
        AhoCorasick(tuple(meanings), MatchKind.LeftmostLongest, implementation=Implementation.DFA),
        tuple(meanings.values()),
        regex.compile(f"(?r)(?:{either}|{_NOT_NAME})"),
    )


def find_organisations(text: str, rules: Rules) -> list[Organisation]:
    """The bodies named in a clean text, sorted and without overlaps; 市委、市政府 is one."""
    lexicon = _lexicon(rules)
    found: list[Organisation] = []
    last = 0
    for index, start, end in lexicon.automaton.find_matches_as_indexes(text):
        meaning = lexicon.meanings[index]
        if meaning is None:
            continue
        low = max(last, start - _LONGEST_NAME)
        boundary = lexicon.boundary.search(text, low, start)
        begin = boundary.end() if boundary else low
        kind, rule = meaning
        if found and begin == last == found[-1].end and (kind not in _OWNED or kind == found[-1].kind == "company"):
            found[-1] = Organisation(found[-1].start, end, kind, rule)
        elif found and begin == last + 1 and text[last] == "、" and kind in _PAIRED and found[-1].kind in _PAIRED:
            found[-1] = Organisation(found[-1].start, end, found[-1].kind, found[-1].rule)
        else:
            found.append(Organisation(begin, end, kind, rule))
        last = end
    return found
