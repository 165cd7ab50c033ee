"""Bodies named in a text: federations, chambers, governments, party bodies, departments, firms, schools."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from ..cues import cue_words
from ..divisions import SUFFIXES, divisions
from ..model import Organisation
from ..rules import Rules

_LONGEST_NAME = 18
_NOT_NAME = r"[^㐀-鿿*×A-Za-z]|[*×]+余?(?:[个家位名]|县区)"
_OWNED = frozenset({"chamber", "company"})
_PAIRED = frozenset({"party", "government", "department"})
_VERBS = frozenset({"act", "pivot", "finish", "adverb"})
_UNLED = frozenset({"institution", "party"})
"""Kinds whose names begin with no verb: 扩建｜学校, 答复｜人大; but 开发公司, 调解委员会."""
_ENDS_AREA = SUFFIXES | set("*×")
_NATION = regex.compile("(?:中华)?全国$")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: AhoCorasick
    meanings: tuple[tuple[str, str] | None, ...]
    boundary: regex.Pattern[str]
    inside: AhoCorasick
    divisions: AhoCorasick
    verbs: AhoCorasick
    leads: AhoCorasick


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
    places = [name for division in divisions(rules) for name in (division.name, *division.shorts)]
    roles = {word: rule.get("role") for rule in rules.of("verb") for word in rule.words() if len(word) > 1}
    verbs = {word for word, role in roles.items() if role in _VERBS}
    leads = {word for word in verbs if roles[word] != "adverb"} | cue_words(rules, "organisation.lead")
    chars = "".join(word for word in words if len(word) == 1)
    kept = [name for name in places if not frozenset(chars).isdisjoint(name)]
    kept += cue_words(rules, "organisation.other_word")
    return _Lexicon(
        AhoCorasick(tuple(meanings), MatchKind.LeftmostLongest, implementation=Implementation.DFA),
        tuple(meanings.values()),
        regex.compile(f"(?r)(?:{either}|{_NOT_NAME})"),
        AhoCorasick(kept, MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA),
        AhoCorasick(places, MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA),
        *(
            AhoCorasick(sorted(them), MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)
            for them in (verbs, leads)
        ),
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
        kind, rule = meaning
        begin = _edge(lexicon, text, low, start)
        if kind == "federation":
            begin = _area(lexicon, text, begin, start)
        elif kind in _UNLED:
            begin = _unled(lexicon, text, begin, start, end)
        if found and begin == last == found[-1].end and (kind not in _OWNED or kind == found[-1].kind == "company"):
            found[-1] = Organisation(found[-1].start, end, kind, rule)
        elif found and begin == last + 1 and text[last] == "、" and kind in _PAIRED and found[-1].kind in _PAIRED:
            found[-1] = Organisation(found[-1].start, end, found[-1].kind, found[-1].rule)
        else:
            found.append(Organisation(begin, end, kind, rule))
        last = end
    return found


def _edge(lexicon: _Lexicon, text: str, low: int, start: int) -> int:
    """Where a name that holds what begins at `start` begins: at the last boundary that is not inside a longer word,
    as 新 is in 新乡市, and 有 in 有色金属."""
    place = start
    while (boundary := lexicon.boundary.search(text, low, place)) is not None:
        if not text[boundary.start()].isalpha():
            return boundary.end()
        words = lexicon.inside.find_matches_as_indexes(text[low:start])
        first, last = boundary.start() - low, boundary.end() - low
        cover = next((low + a for _, a, b in words if a <= first and last <= b and b - a > last - first), None)
        if cover is None:
            return boundary.end()
        place = cover
    return low


def _unled(lexicon: _Lexicon, text: str, begin: int, start: int, end: int) -> int:
    """Where a name begins behind the verbs right before it, unless they are part of it (开放大学)."""
    words = lexicon.inside.find_matches_as_indexes(text[begin:end])
    if words and words[0][1] == 0:
        return begin
    told = 0
    for _, first, last in lexicon.leads.find_matches_as_indexes(text[begin:start]):
        if first != told:
            break
        told = last
    return begin + told


def _area(lexicon: _Lexicon, text: str, begin: int, start: int) -> int:
    """Where the name of a federation begins, which is that of its area: 认真筹划｜市工商联, 位列｜全国工商联."""
    if nation := _NATION.search(text, begin, start):
        return nation.start()
    named = lexicon.divisions.find_matches_as_indexes(text[begin:start])
    if named:
        return begin + named[0][1]
    verbs = [begin + end for _, _, end in lexicon.verbs.find_matches_as_indexes(text[begin:start])]
    if text[start - 1] in _ENDS_AREA:
        return verbs[-1] if verbs else begin
    return start if verbs or start - begin == 1 else begin
