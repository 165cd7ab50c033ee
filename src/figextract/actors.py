"""Actors: who acts in the clauses of a sentence, as their subject or because someone set them to work."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import regex

from .annotate.words import WordSpans
from .cues import compiled, cue_words, either
from .model import Layout, Organisation, Place
from .rules import Rules

_ENDS_NAME = frozenset({"act", "pivot", "finish", "preposition", "adverb", "reach", "up", "down"})
_FOLLOWS_ADVERB = _ENDS_NAME | {"noun_verb"}
_OPENS_NONE = frozenset({"act", "pivot", "finish", "noun_verb", "preposition", "reach", "up", "down"})
_SETTING = frozenset({"act", "pivot"})
_LEVELS = frozenset({"reach", "up", "down"})
_NOUNS = frozenset({"none", "noun", "noun_verb"})
_JOINTS = frozenset({"和", "与", "及", "以及", "等"})
_QUOTES = frozenset("“《‘")
_LONGEST = 30
_MANNER = frozenset({2, 4})
"""How long words between a body and its verb are that say how it acts."""
_SEGMENT = re.compile(r"[，；：。！？\n]")
_MARKER = r"\s*(?:[一二三四五六七八九十]+[是要]|第[一二三四五六七八九十]+|（[一二三四五六七八九十\d]+）)"
_ITEM = re.compile("；" + _MARKER)
_LIST = re.compile("：" + _MARKER)
_OWN_REGION = re.compile(r"我[省市区县州旗盟]")


class Actor(NamedTuple):
    """Who acts from `since` up to `until`: their name, where it stands, and whether a clause opens with them."""

    since: int
    until: int
    name: str
    start: int
    end: int
    opens: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`body`, `person` and `thing` match backwards from the end of a name, `state` from that of a clause."""

    lead: regex.Pattern[str]
    holds: regex.Pattern[str]
    body: regex.Pattern[str]
    person: regex.Pattern[str]
    thing: regex.Pattern[str]
    never: regex.Pattern[str]
    sets_to_work: frozenset[str]
    helps: frozenset[str]
    gift: regex.Pattern[str]
    level: regex.Pattern[str]
    origin: regex.Pattern[str]
    edge: regex.Pattern[str]
    place: regex.Pattern[str]
    each: regex.Pattern[str]
    venue: frozenset[str]
    donor: regex.Pattern[str]
    benefits: frozenset[str]
    state: regex.Pattern[str]


@cache
def _patterns(rules: Rules) -> _Patterns:
    def cue(*groups: str, before: str = "", after: str = "") -> regex.Pattern[str]:
        return compiled(before + "|".join(either(rules, f"subject.{group}") + after for group in groups))

    return _Patterns(
        lead=compiled(rf"(?:\s|（|{either(rules, 'subject.lead')}，?)*+"),
        holds=cue("reached", "ensured"),
        body=cue("body", before="(?r)", after=r"(?:（[^）]*）)?"),
        person=cue("person", before="(?r)"),
        thing=cue("thing", before="(?r)"),
        never=cue("never"),
        sets_to_work=cue_words(rules, "subject.set_to_work"),
        helps=cue_words(rules, "subject.helped"),
        gift=cue("gift"),
        level=cue("level"),
        origin=cue("origin"),
        edge=cue("edge"),
        place=compiled(f"(?:[㐀-鿿]{{2,14}}{either(rules, 'subject.place')}(?:[、和]|$))+"),
        each=cue("each"),
        venue=cue_words(rules, "subject.venue"),
        donor=compiled(f"{either(rules, 'donor.name')}(?={either(rules, 'donor.gives')})"),
        benefits=cue_words(rules, "subject.benefits"),
        state=compiled(f"(?r)(?:{either(rules, 'completed')}|{either(rules, 'subject.stative')})"),
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """What is needed to find the actors of a document's sentences; `bodies` and `places` have the end of a body or
    place by its start, `ends` the start of a body by its end."""

    text: str
    words: WordSpans
    bodies: dict[int, int]
    ends: dict[int, int]
    places: dict[int, int]
    region: str | None
    patterns: _Patterns
    openings: dict[int, int] = field(default_factory=dict)

    def opening(self, start: int, stop: int) -> int:
        """Where a clause that ends at `stop` begins behind its times, connectives and adverbs."""
        found = self.openings.get(start)
        if found is not None:
            return found
        words = self.words
        lead = self.patterns.lead.match(self.text, start, stop)
        at = lead.end() if lead is not None else start
        index, last = bisect_left(words.starts, at), len(words.starts) - 1
        while index < last and words.starts[index] == at and words.roles[index] == "adverb":
            end = words.ends[index]
            if words.starts[index + 1] != end or words.roles[index + 1] not in _FOLLOWS_ADVERB:
                break
            if self.patterns.holds.match(self.text, at):
                break
            at, index = end, index + 1
        self.openings[start] = at
        return at

    def word_at(self, start: int) -> int | None:
        """The index of the word that begins at `start`."""
        index = bisect_left(self.words.starts, start)
        return index if index < len(self.words.starts) and self.words.starts[index] == start else None

    def role_at(self, start: int) -> str | None:
        """The role of the word that begins at `start`."""
        index = self.word_at(start)
        return self.words.roles[index] if index is not None else None


def stage(
    text: str,
    words: WordSpans,
    organisations: Sequence[Organisation],
    places: Sequence[Place],
    region: str | None,
    rules: Rules,
) -> Stage:
    """The stage of a document: its text, structure words, bodies and places, and the area of its report."""
    bodies, ends = {o.start: o.end for o in organisations}, {o.end: o.start for o in organisations}
    named = {place.start: place.end for place in places if place.code is not None}
    return Stage(text, words, bodies, ends, named, region, _patterns(rules))


def find_actors(stage: Stage, sentence: tuple[int, int], last: int, figures: Sequence[int]) -> Iterator[Actor]:
    """The actors of the clauses of a sentence up to the offset `last`; `figures` are the starts of its figures.

    The subject of a clause acts to the end of the sentence or of its item (三是…；), a programme, thing or donor in its
    clause only, who was set to work to the ；, who was helped to the ，.
    """
    text, words, patterns = stage.text, stage.words, stage.patterns
    begin, close = sentence
    items = _LIST.search(text, begin, close)
    clause = _clause_end(text, begin, close)
    while begin <= last:
        mark = _SEGMENT.search(text, begin, close)
        stop = mark.start() if mark is not None else close
        if begin > clause:
            clause = _clause_end(text, begin, close)
        after = opened = stage.opening(begin, stop)
        if opened in stage.bodies or stage.role_at(opened) not in _OPENS_NONE:
            each = patterns.each.match(text, opened, stop)
            named = each.end() if each is not None else opened
            end = _name(stage, named, stop, figures, subject=True)
            if end is not None and _only_stands(stage, end, stop, figures, opened in stage.bodies):
                end = None
            if each is not None and end is not None and stage.role_at(end) == "noun_verb":
                end = None  # 每家企业｜补贴6万元
            thing = end is None or text[named] == "“" or patterns.donor.match(text, named, stop) is not None
            end = _thing(stage, named, stop, figures) if end is None else end
            if end is not None:
                item = _ITEM.search(text, stop, close) if items is None or opened > items.start() else None
                until = stop if thing or each else item.start() if item else len(text)
                yield Actor(opened, until, text[named:end], named, end, not thing)
                after = stage.opening(end, stop)
                worker = _worker(stage, _setting_end(stage, end), stop, clause, figures)
                if worker is not None:
                    yield worker
        for index in range(bisect_left(words.starts, after), bisect_left(words.starts, stop)):
            if words.roles[index] not in _SETTING:
                continue
            start, at = words.starts[index], words.ends[index]
            word = text[start:at]
            if (start <= after + 2 and word in patterns.sets_to_work) or word in patterns.helps:
                worker = _worker(stage, at, stop, stop if word in patterns.helps else clause, figures)
                counted = word in patterns.helps and worker is not None and worker.end in figures  # 培育｜茶企｜15家
                if worker is not None and not counted:
                    yield worker
        begin = stop + 1


def _worker(stage: Stage, at: int | None, stop: int, until: int, figures: Sequence[int]) -> Actor | None:
    """Who is named at `at`, behind the verb that sets them to work."""
    end = _name(stage, at, stop, figures, subject=False) if at is not None else None
    return Actor(at, until, stage.text[at:end], at, end) if at is not None and end is not None else None


def announced(stage: Stage, layout: Layout, kin: regex.Pattern[str]) -> list[Actor]:
    """Bodies whose names hold `kin` and that announce what a section tells (全市工商联系统要做好以下工作：)."""
    text, found = stage.text, []
    for number, paragraph in enumerate(layout.paragraphs):
        if text[paragraph.end - 1] != "：":
            continue
        start = stage.opening(paragraph.start, paragraph.end)
        body = stage.bodies.get(start)
        name = next((end for end in (body + 2, body) if kin.search(text, start, end)), None) if body else None
        if name is not None:
            level = len(paragraph.section)
            later = layout.paragraphs[number + 1 :]
            until = next((p.start for p in later if p.block == "heading" and len(p.section) < level), len(text))
            found.append(Actor(paragraph.end, until, text[start:name], start, name))
    return found


def _clause_end(text: str, start: int, end: int) -> int:
    at = text.find("；", start, end)
    return at if at >= 0 else end


def _name(stage: Stage, start: int, stop: int, figures: Sequence[int], *, subject: bool) -> int | None:
    """Where the name from `start` to the first verb or figure ends, when it is of someone who can act."""
    text, patterns = stage.text, stage.patterns
    if start not in stage.bodies and stage.role_at(start) in _OPENS_NONE:
        return None
    donor = patterns.donor.match(text, start, stop) if subject else None
    if donor is not None:
        return donor.end()
    figure = _next_figure(figures, start, stop)
    limit, verb, ends = _name_end(stage, start, stop, figure, subject)
    if subject and verb is None:
        return None
    for end in (limit, *reversed(ends)):
        if end > limit or not start < end <= start + _LONGEST:
            continue
        acts = patterns.body.match(text, start, end) is not None
        if not acts and subject:
            acts = patterns.person.match(text, start, end) is not None
            acts = acts and not (text[start] == "“" and stage.role_at(end) == "noun_verb")  # “一网通”｜改造
            acts = acts or (end == verb and _is_place(stage, start, end, stop))
            acts = acts or (end == _places_end(stage, start) and verb is not None and _helps(stage, verb))
        if not acts:
            continue
        return None if patterns.never.match(text, start, stop) else end
    return None


def _next_figure(figures: Sequence[int], start: int, stop: int) -> int:
    """Where the first figure from `start` on begins, `stop` where there is none more."""
    at = bisect_left(figures, start)
    return figures[at] if at < len(figures) else stop


def _only_stands(stage: Stage, start: int, stop: int, figures: Sequence[int], body: bool) -> bool:
    """Whether a clause without a figure only tells what became of a thing, which is a body's where one opens it:
    城南老街｜征收工作全面完成, 基层商会｜换届｜有序推进."""
    if _next_figure(figures, start, stop) < stop:
        return False
    state = stage.patterns.state.match(stage.text, start, stop)
    return state is not None and (not body or (state.start() > start and stage.role_at(start) not in _SETTING))


def _thing(stage: Stage, start: int, stop: int, figures: Sequence[int]) -> int | None:
    """Where the name of a thing ends that does something to another: 消费季活动｜拉动｜消费."""
    text, words, patterns = stage.text, stage.words, stage.patterns
    past = _quoted(text, start, stop)
    figure = _next_figure(figures, start, stop)
    last = past
    for index in words.between(past, min(figure, start + _LONGEST)):
        at, role = words.starts[index], words.roles[index]
        if at < past or role in _NOUNS or text[at : words.ends[index]] in _JOINTS:
            continue
        end = at - (text[at - 1] == "新" and words.edge(at - 1) < at)
        head = patterns.thing.match(text, start, end)
        if head is None and stage.word_at(end - 2) is None and words.edge(end - 2) == end - 2:
            head = patterns.thing.match(text, start, end - 2)  # 西山航天港｜海上｜发射
        if head is not None and head.start() >= last:
            while role == "adverb" and words.starts[index + 1] == words.ends[index]:
                index, role = index + 1, words.roles[index + 1]
            behind = words.ends[index]
            acts = role in _SETTING and (behind < figure or text[words.starts[index] : behind] in patterns.benefits)
            return head.end() if acts and patterns.never.match(text, start, stop) is None else None
        if role not in _SETTING:
            return None
        last = words.ends[index]  # 困难群众就业｜保障｜试点
    return None


def _name_end(stage: Stage, start: int, stop: int, figure: int, subject: bool) -> tuple[int, int | None, list[int]]:
    """Where a noun phrase ends, where the verb behind it stands, and the joints inside it where it may end too."""
    text, words, patterns = stage.text, stage.words, stage.patterns
    past = stage.bodies.get(start) or _places_end(stage, start) or _quoted(text, start, stop)
    ends: list[int] = []
    verb = past if start in stage.bodies and _setting_end(stage, past) is not None else None
    for index in words.between(past, min(stop, start + _LONGEST)) if verb is None else ():
        at, end, role = words.starts[index], words.ends[index], words.roles[index]
        if at < past:
            continue
        ends_it = role in _ENDS_NAME or (role == "noun_verb" and (end == figure or (end == stop and bool(ends))))
        if not ends_it and (role not in _NOUNS or patterns.gift.match(text, at) is None):
            continue
        if at >= figure:
            break
        if text[at:end] in _JOINTS:
            if text[at] != "等":
                ends.append(at)
            past = stage.bodies.get(end, past)
            continue
        if subject and end == figure:
            told = {"adverb": patterns.level, "preposition": patterns.origin}.get(role)
            counts = told is not None and told.fullmatch(text, at, figure) is not None
            if (role in _LEVELS and (role != "up" or text[start] != "“")) or counts:
                return start, None, []
        verb = at
        break
    limit = verb if verb is not None else stop
    edge = patterns.edge.search(text, past, min(limit, start + _LONGEST))
    if edge is not None and edge[0] in _QUOTES:
        ends.append(edge.start())
    elif edge is not None:
        limit = verb = edge.start()
    elif verb is not None and verb - past in _MANNER:
        manner = stage.role_at(past)
        if manner is None if start in stage.bodies else manner == "none" and start in stage.places:
            ends.append(past)  # 市商务局｜深度｜谋划
    if figure < limit:
        limit, verb = figure, None
    return limit, verb, ends


def _places_end(stage: Stage, start: int) -> int | None:
    """Where a list of places ends that begins at `start`: 天津、山东."""
    end = stage.places.get(start)
    while end is not None and stage.text[end : end + 1] in ("、", "和") and end + 1 in stage.places:
        end = stage.places[end + 1]
    return end


def _helps(stage: Stage, verb: int) -> bool:
    """Whether a place outside may do what a verb says; events are only held there."""
    index = stage.word_at(verb)
    if index is None or stage.words.roles[index] not in _SETTING:
        return False
    return stage.text[verb : stage.words.ends[index]] not in stage.patterns.venue


def _quoted(text: str, start: int, stop: int) -> int:
    """Where a quotation ends that begins at `start`."""
    return max(start, text.find("”", start, stop)) if text.startswith("“", start) else start


def _is_place(stage: Stage, start: int, end: int, stop: int) -> bool:
    """Whether a place acts: the report's own (我区安排…), or a part of it (青石镇建成…)."""
    text = stage.text
    if text.find("的", end, stop) >= 0:
        return False
    name = text[start:end]
    own = stage.region is not None and len(name) > 1 and stage.region.startswith(name)
    return own or _OWN_REGION.fullmatch(name) is not None or stage.patterns.place.fullmatch(name) is not None


def _setting_end(stage: Stage, at: int) -> int | None:
    """Where 组织 behind a body ends when it is the verb (工商联｜组织｜企业) and not its noun (商会组织｜为)."""
    text = stage.text
    end = next((at + size for size in (4, 2) if text[at : at + size] in stage.patterns.sets_to_work), None)
    if end is None or text[end : end + 1] in "、，；。" or stage.role_at(end) in _ENDS_NAME:
        return None
    return end
