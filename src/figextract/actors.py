"""Actors: who acts in the clauses of a sentence, as their subject or because someone set them to work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from .annotate.words import WordSpans
from .cues import either
from .model import Organisation
from .rules import Rules

_ENDS_NAME = frozenset({"act", "pivot", "finish", "preposition", "adverb", "reach", "up", "down"})
_LEVELS = frozenset({"reach", "up", "down"})
_JOINTS = frozenset({"和", "与", "及", "以及", "等"})
_QUOTES = frozenset("“《‘")
_LONGEST = 30
_SEGMENT = regex.compile(r"[，；：。！？\n]")
_OWN_REGION = regex.compile(r"我[省市区县州旗盟]")
_SUBDIVISION = regex.compile(r"(?:[㐀-鿿]{2,14}(?:镇|乡|村|街道|办|县|区|市|园)(?:[、和]|$))+")


class Actor(NamedTuple):
    """Who acts from `since` up to `until`: their name, and where it stands."""

    since: int
    until: int
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Patterns:
    lead: regex.Pattern[str]
    holds: regex.Pattern[str]
    body: regex.Pattern[str]
    person: regex.Pattern[str]
    never: regex.Pattern[str]
    sets_to_work: regex.Pattern[str]
    helps: regex.Pattern[str]
    gift: regex.Pattern[str]
    level: regex.Pattern[str]
    edge: regex.Pattern[str]


@cache
def _patterns(rules: Rules) -> _Patterns:
    ending = r"(?:（[^）]*）)?$"
    return _Patterns(
        lead=regex.compile(rf"(?:\s|（|{either(rules, 'subject.lead')}，?)*+"),
        holds=regex.compile(f"{either(rules, 'subject.reached')}|{either(rules, 'subject.ensured')}"),
        body=regex.compile(either(rules, "subject.body") + ending),
        person=regex.compile(either(rules, "subject.person") + ending),
        never=regex.compile(either(rules, "subject.never")),
        sets_to_work=regex.compile(either(rules, "subject.set_to_work")),
        helps=regex.compile(either(rules, "subject.helped")),
        gift=regex.compile(either(rules, "subject.gift")),
        level=regex.compile(either(rules, "subject.level")),
        edge=regex.compile(either(rules, "subject.edge")),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """What is needed to find the actors of a document's sentences."""

    text: str
    words: WordSpans
    bodies: dict[int, int]
    region: str | None
    patterns: _Patterns

    def opening(self, start: int, stop: int) -> int:
        """Where a clause begins behind its times, connectives and adverbs."""
        lead = self.patterns.lead.match(self.text, start, stop)
        at = lead.end() if lead is not None else start
        words = self.words
        for index in words.between(at, stop):
            if words.starts[index] != at or words.roles[index] != "adverb" or self.patterns.holds.match(self.text, at):
                break
            end = words.ends[index]
            goes_on = index + 1 < len(words.starts) and words.starts[index + 1] == end
            if not goes_on or words.roles[index + 1] not in _ENDS_NAME:
                break
            at = end
        return at


def stage(
    text: str, words: WordSpans, organisations: Sequence[Organisation], region: str | None, rules: Rules
) -> Stage:
    """The stage of a document: its text, structure words and bodies, and the area of its report."""
    return Stage(text, words, {o.start: o.end for o in organisations}, region, _patterns(rules))


def find_actors(stage: Stage, start: int, end: int, figures: Sequence[int]) -> list[Actor]:
    """The actors of the clauses of a sentence up to `end`; `figures` are the sorted starts of its figures."""
    return list(_actors(stage, start, end, figures))


def _actors(stage: Stage, start: int, end: int, figures: Sequence[int]) -> Iterator[Actor]:
    text, words, patterns = stage.text, stage.words, stage.patterns
    begin = start
    clause = _clause_end(text, start)
    while begin <= end:
        mark = _SEGMENT.search(text, begin)
        stop = mark.start() if mark is not None else len(text)
        if begin > clause:
            clause = _clause_end(text, begin)
        opened = stage.opening(begin, stop)
        name = _name(stage, opened, stop, figures, subject=True)
        if name is not None:
            yield Actor(opened, len(text), text[opened:name], opened, name)
        after = stage.opening(name, stop) if name is not None else opened
        sets = patterns.sets_to_work.match(text, after, stop)
        if sets is not None:
            at = sets.end()
            name = _name(stage, at, stop, figures, subject=False)
            if name is not None:
                yield Actor(at, clause, text[at:name], at, name)
        for index in words.between(after, stop):
            at = words.ends[index]
            if words.roles[index] not in ("act", "pivot") or not patterns.helps.fullmatch(text, words.starts[index], at):
                continue
            name = _name(stage, at, stop, figures, subject=False)
            if name is not None:
                yield Actor(at, stop, text[at:name], at, name)
        begin = stop + 1


def _clause_end(text: str, start: int) -> int:
    end = text.find("；", start)
    return end if end >= 0 else len(text)


def _name(stage: Stage, start: int, stop: int, figures: Sequence[int], *, subject: bool) -> int | None:
    """Where the name from `start` to the first verb or figure ends, when it is of someone who can act."""
    text, words, patterns = stage.text, stage.words, stage.patterns
    if patterns.never.match(text, start, stop):
        return None
    past = stage.bodies.get(start, start)
    ends = []
    figure = next((at for at in figures if at >= start), stop)
    verb = None
    if past > start and _sets(stage, past):
        verb = past
    for index in words.between(start, min(stop, start + _LONGEST)) if verb is None else ():
        role, at = words.roles[index], words.starts[index]
        if at < past:
            continue
        given = role in ("none", "noun", "noun_verb") and patterns.gift.match(text, at) is not None
        if role not in _ENDS_NAME and not given and not (role == "noun_verb" and words.ends[index] == figure):
            continue
        if text[at : words.ends[index]] in _JOINTS:
            if at == start:
                return None
            ends.append(at)
            past = stage.bodies.get(words.ends[index], past)
            continue
        if at >= figure:
            break
        if subject and words.ends[index] == figure:
            counts = role == "adverb" and patterns.level.fullmatch(text, at, figure) is not None
            if role in _LEVELS or counts:
                return None
        verb = at
        break
    limit = verb if verb is not None else stop
    edge = patterns.edge.search(text, past, limit)
    if edge is not None and edge[0] in _QUOTES:
        ends.append(edge.start())
    elif edge is not None:
        limit = verb = edge.start()
    if figure < limit:
        limit, verb = figure, None
    if subject and verb is None:
        return None
    ends = [end for end in ends if end < limit and text[end] != "等"] + [limit]
    for end in reversed(ends):
        if not start < end <= start + _LONGEST:
            continue
        if start not in stage.bodies and _opens_with_verb(words, start):
            return None
        if patterns.body.search(text, start, end):
            return end
        if not subject:
            continue
        if patterns.person.search(text, start, end):
            return end
        if verb == end and text.find("的", end, stop) < 0:
            name = text[start:end]
            own = stage.region is not None and len(name) > 1 and stage.region.startswith(name)
            if own or _OWN_REGION.fullmatch(name) or _SUBDIVISION.fullmatch(name):
                return end
    return None


def _opens_with_verb(words: WordSpans, start: int) -> bool:
    at = next(iter(words.between(start, start + 1)), None)
    return at is not None and words.roles[at] in ("act", "noun_verb", "pivot", "finish")


def _sets(stage: Stage, at: int) -> bool:
    """Whether 组织 behind a body is the verb (工商联｜组织｜企业) and not its noun (商会组织｜为)."""
    match = stage.patterns.sets_to_work.match(stage.text, at)
    if match is None or stage.text[match.end() : match.end() + 1] in "、，；。":
        return False
    following = next(iter(stage.words.between(match.end(), match.end() + 1)), None)
    return following is None or stage.words.roles[following] not in _ENDS_NAME
