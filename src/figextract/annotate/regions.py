"""Places named in a text: divisions of China, parks, quarters, townships, foreign parts, masked and relative places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

import regex
from ahocorasick_rs import AhoCorasick, MatchKind

from ..cues import compiled
from ..divisions import SUFFIXES, divisions, table
from ..model import Place
from ..rules import Rules

Level = Literal["province", "city", "county", "other"]

_RANKS: dict[Level, int] = {"province": 0, "city": 1, "county": 2, "other": 3}
_NOT_NAME = r"[^㐀-鿿*×]"
_DATE = r"(?<=\d)[年月日]"
_MASKS = ("*", "×")
_LONG_NAME = 6
_MANY = r"[\d×*二两三四五六七八九十]"
_COUNTED_LIST = re.compile(  # looking back behind the first character, so that `re` skips to one of its set
    rf"[等\d×*二两三四五六七八九十](?<=[㐀-鿿].)(?:(?<=等){_MANY}{{1,8}}|(?<={_MANY}){_MANY}{{0,7}})个?(?=[县区市旗州])"
)
_JOINT = "、和与及"
_AFTER_LIST = regex.compile(rf"[{_JOINT}]|等|[\d×*二两三四五六七八九十]+个?[县区市旗州地]|各?[县区市]|[，。；：）]|$")


class _Entry(NamedTuple):
    """What a pattern of the automaton means: a place, a relative place, a suffix, a mask, or (`rule` empty) nothing."""

    kind: Literal["place", "own", "suffix", "mask", "none"]
    rule: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class _Suffix:
    longest: int
    generic: regex.Pattern[str]
    """Matches the names that are none."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    automaton: AhoCorasick
    entries: tuple[_Entry, ...]
    codes: dict[str, tuple[str, ...]]
    in_company: dict[str, str]
    common: frozenset[str]
    shortened: dict[str, str]
    suffixes: dict[str, _Suffix]
    beside: tuple[tuple[str, str, regex.Pattern[str]], ...]
    boundary: regex.Pattern[str]
    not_before: regex.Pattern[str]
    not_after: regex.Pattern[str]


def find_places(text: str, rules: Rules) -> list[Place]:
    """The places named in a clean text, sorted and without overlaps; those that follow each other downwards are one."""
    lexicon = _lexicon(rules)
    found = list(_named(text, lexicon))
    found += _in_company(text, found, lexicon)
    found.sort(key=lambda place: place.start)
    return _chained(text, found, lexicon)


def division(name: str, within: str | None, rules: Rules) -> tuple[str, Level] | None:
    """Code and level of the one division of that name; of several, the one inside the division `within` (a code)."""
    codes = _lexicon(rules).codes.get(name, ())
    if within is not None and len(codes) > 1:
        prefix = _prefix(within)
        codes = tuple(code for code in codes if code.startswith(prefix)) or codes
    return (codes[0], level_of(codes[0])) if len(codes) == 1 else None


@cache
def common_words(rules: Rules) -> regex.Pattern[str]:
    """Matches words like 海外 or 城区 that tell a place and are no name."""
    words = {word for type_ in ("place", "place_suffix") for rule in rules.of(type_) for word in rule.words()}
    return compiled(f"(?:{'|'.join(map(regex.escape, words)) or '(?!)'})+")


def level_of(code: str) -> Level:
    """The level of a GB/T 2260 code."""
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def inside(code: str, area: str) -> bool:
    """Whether the division with that code is the area or lies in it (both are codes)."""
    return code.startswith(_prefix(area))


def full_name(code: str, rules: Rules) -> str | None:
    """The full name of the division with that code."""
    return table(rules).get(code)


def above(code: str, level: Level, rules: Rules) -> tuple[str, str] | None:
    """Name and code of the division of that level that holds the division `code`."""
    outer = code[:2] + "0000" if level == "province" else code[:4] + "00"
    name = table(rules).get(outer)
    return (name, outer) if name is not None else None


def _prefix(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


@cache
def _lexicon(rules: Rules) -> _Lexicon:
    meanings: dict[str, _Entry] = {}
    codes: dict[str, list[str]] = defaultdict(list)
    shorts: dict[str, list[str]] = defaultdict(list)
    shortened: dict[str, str] = {}
    ordinary: set[str] = set()
    common: set[str] = set()
    for rule in rules.of("division_form"):
        ordinary.update(rule.words("ordinary"))
        common.update(rule.words("common"))

    full: dict[str, _Entry] = {}
    for code, name, short_names in divisions(rules):
        codes[name].append(code)
        for short in short_names:
            shorts[short].append(code)
            if len(short) < len(name):
                shortened.setdefault(name, short)
    division_rule = rules.of("division")[0].id if rules.of("division") else ""
    in_company: dict[str, str] = {}
    doubtful = {name for name in codes if len(name) == 2 or shortened.get(name) in common}
    for name in codes:
        level = min((level_of(code) for code in codes[name]), key=_RANKS.__getitem__)
        full[name] = _Entry("place", division_rule, name, level)
    for short, candidates in shorts.items():
        if short in codes:
            continue
        level = min((level_of(code) for code in candidates), key=_RANKS.__getitem__)
        codes[short] = [code for code in candidates if level_of(code) == level]
        if (level == "county" and short[-1] not in "州县") or short in ordinary:
            in_company[short] = division_rule
        else:
            full[short] = _Entry("place", division_rule, short, level)
    meanings |= full

    suffixes_by_rule: dict[str, _Suffix] = {}
    for rule in rules.of("place"):
        kind: Literal["own", "place"] = "own" if rule.get("relative") else "place"
        for word in rule.words():
            meanings[word] = _Entry(kind, rule.id, word, _relative_level(word) if kind == "own" else "other")
    beside = []
    for rule in rules.of("place_suffix"):
        if rule.get("beside"):
            ends = "|".join(map(regex.escape, rule.words()))
            name = rf"[{_JOINT}]([㐀-鿿]{{2,{rule.get('longest', 3) - 1}}}?(?:{ends}))"
            beside.append((rule.id, rule.get("beside"), compiled(name)))
            continue
        generic = "|".join(map(regex.escape, rule.words("generic"))) or "(?!)"
        never = rule.get("never", "(?!)")
        nameless = compiled(f"(?:{generic})*|.*{never}.*")
        suffixes_by_rule[rule.id] = _Suffix(rule.get("longest", 4), nameless)
        for word in rule.words():
            bare = meanings[word].name if word in meanings else ""
            meanings[word] = _Entry("suffix", rule.id, bare, "other")
    for rule in rules.of("place_mask"):
        for word in rule.words():
            meanings[word] = _Entry("mask", rule.id, "", _relative_level(word))
    for rule in rules.of("not_place"):
        for word in rule.words():
            meanings[word] = _Entry("none", rule.id, "", "other")

    patterns = tuple(meanings)
    bounds = [pattern for rule in rules.of("place_boundary") for pattern in rule.words("patterns")]
    edges = "|".join([_either(rules, "place_boundary", "words"), *bounds, _NOT_NAME, _DATE])
    return _Lexicon(
        automaton=AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest),
        entries=tuple(meanings.values()),
        codes={name: tuple(found) for name, found in codes.items()},
        in_company=in_company,
        common=frozenset(doubtful | common),
        shortened=shortened,
        suffixes=suffixes_by_rule,
        beside=tuple(beside),
        boundary=regex.compile(f"(?r)(?:{edges})"),
        not_before=compiled(f"(?<={_either(rules, 'place_context', 'before')})"),
        not_after=compiled(_either(rules, "place_context", "after")),
    )


def _either(rules: Rules, type_: str, key: str) -> str:
    words = sorted({word for rule in rules.of(type_) for word in rule.words(key)}, key=len, reverse=True)
    return "(?:" + ("|".join(map(regex.escape, words)) or "(?!)") + ")"


def _relative_level(word: str) -> Level:
    """省 is a province, 市 and 州 a city, the rest a county, as far as the word tells."""
    if "省" in word:
        return "province"
    return "city" if any(c in word for c in "市州盟") else "county"


def _named(text: str, lexicon: _Lexicon) -> Iterator[Place]:
    """Places that a word or suffix tells by itself."""
    entries, last = lexicon.entries, -1
    for index, start, end in lexicon.automaton.find_matches_as_indexes(text):
        kind, rule, name, level = entries[index]
        if kind == "none":
            continue
        if kind == "suffix":
            begin = _name_start(text, start, last, lexicon.suffixes[rule], lexicon)
            if begin is None and not name and (start != last or lexicon.suffixes[rule].longest < _LONG_NAME):
                continue
            start = start if begin is None else begin
            name = text[start:end]
            if lexicon.not_after.match(text, end):
                continue
        elif kind == "mask":
            while start and text[start - 1] == text[start]:
                start -= 1
            name = text[start:end]
            if text[end : end + 1] in _MASKS:
                continue
        elif kind == "own":
            name = ""
        elif name[-1] not in SUFFIXES and (lexicon.not_after.match(text, end) or lexicon.not_before.match(text, start)):
            last = end
            continue
        elif name in lexicon.common and last != start and not _begins(text, start, lexicon):
            continue
        codes = lexicon.codes.get(name, ())
        yield Place(start, end, name or None, codes[0] if len(codes) == 1 else None, level, rule)
        last = end


def _begins(text: str, start: int, lexicon: _Lexicon) -> bool:
    """Whether a name can begin at `start`: no word before goes on into it."""
    return not start or lexicon.boundary.search(text, start - 1, start) is not None


def _name_start(text: str, end: int, last: int, suffix: _Suffix, lexicon: _Lexicon) -> int | None:
    """Where the name before a suffix at `end` begins; None where there is none, or only generic words."""
    low = max(last, 0, end - suffix.longest - 1)
    match = lexicon.boundary.search(text, low, end)
    start = match.end() if match else low
    if end - start < 2 or end - start > suffix.longest or suffix.generic.fullmatch(text, start, end):
        return None
    return start


def _in_company(text: str, found: list[Place], lexicon: _Lexicon) -> list[Place]:
    """Short names that are also ordinary words: beside other places, in counted lists, after their full names."""
    taken = {place.start: place.end for place in found}
    ends = {place.end for place in found}
    more: list[Place] = []

    def add(start: int, end: int) -> bool:
        name = text[start:end]
        rule = lexicon.in_company.get(name)
        if rule is None or start in taken:
            return False
        codes = lexicon.codes[name]
        more.append(Place(start, end, name, codes[0] if len(codes) == 1 else None, level_of(codes[0]), rule))
        taken[start] = end
        ends.add(end)
        return True

    def walk(at: int, step: int) -> None:
        """Along a list from the end (or start) of a place."""
        while True:
            joint = at if step > 0 else at - 1
            if not 0 <= joint < len(text) or text[joint] not in _JOINT:
                return
            for size in (4, 3, 2):
                start = at + 1 if step > 0 else at - 1 - size
                if start < 0 or (step > 0 and not _AFTER_LIST.match(text, start + size)):
                    continue
                if step < 0 and start and not lexicon.boundary.search(text, start - 1, start):
                    continue
                if add(start, start + size):
                    at = start + size if step > 0 else start
                    break
            else:
                return

    divisions = [place for place in found if place.level != "other" and place.name is not None]
    for place in divisions:
        walk(place.end, 1)
        walk(place.start, -1)
    for rule, partner, pattern in lexicon.beside:
        for place in found:
            match = pattern.match(text, place.end) if place.rule == partner else None
            if match is not None:
                more.append(Place(match.start(1), match.end(1), match[1], None, "other", rule))
    for counted in _COUNTED_LIST.finditer(text):
        at = counted.start()
        if text.rfind("、", max(0, at - 5), at) >= 0:
            names = [(at - size, at) for size in (4, 3, 2) if text[at - size : at] in lexicon.in_company]
            if names and _lists(text, names[0][0], lexicon):
                add(*names[0])
                walk(names[0][0], -1)
    for name in {text[place.start : place.end] for place in divisions}:
        short = lexicon.shortened.get(name, "")
        if short in lexicon.in_company and short not in lexicon.common:
            at = text.find(short)
            while at >= 0:
                if not text.startswith(name, at) and not lexicon.not_after.match(text, at + len(short)):
                    add(at, at + len(short))
                at = text.find(short, at + len(short))
    return more


def _lists(text: str, start: int, lexicon: _Lexicon) -> bool:
    """Whether two more short names stand in the list before `start`."""
    before = text[max(0, start - 12) : start].split("、")[:-1]
    return len(before) >= 2 and all(not lexicon.in_company.keys().isdisjoint((n[-3:], n[-2:])) for n in before[-2:])


def _chained(text: str, found: list[Place], lexicon: _Lexicon) -> list[Place]:
    """Overlaps dropped, and 惠水县青石镇柳林村 as one place."""
    chained: list[Place] = []
    for place in found:
        last = chained[-1] if chained else None
        if last is not None and place.start < last.end:
            continue
        if last is not None and place.start == last.end and _holds(last, place):
            code, level = place.code, place.level
            if code is None and last.code is not None:
                prefix = _prefix(last.code)
                codes = [c for c in lexicon.codes.get(place.name or "", ()) if c.startswith(prefix)]
                code = codes[0] if len(codes) == 1 else None
            name = text[last.start : place.end]
            if code is not None and last.code is not None and not inside(code, last.code):
                continue
            chained[-1] = Place(last.start, place.end, name, code, level, place.rule)
        else:
            chained.append(place)
    return chained


def _holds(outer: Place, inner: Place) -> bool:
    if outer.name is None or inner.name is None:
        return False
    if outer.level == inner.level == "other":
        return outer.rule == inner.rule
    return _RANKS[outer.level] < _RANKS[inner.level]
