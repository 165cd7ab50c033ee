"""Passage: a text with the words, times and lexicon by which the phrases around its figures are told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from .annotate.words import WordSpans
from .cues import compiled, cue_words, either, outside, pattern
from .lexicon import Lexicon, MeasureWord, lexicon
from .model import Period, Quantity, Span
from .rules import Rules

_ACTING = frozenset({"act", "pivot", "noun_verb", "adverb"})
_DOERS = frozenset({"region", "site", "enterprise", "chamber", "person", "market_entity", "institution", "federation"})


class Cues(NamedTuple):
    """Words in the phrases around a figure, by what they do there; the patterns are matched where the words begin."""

    joint: regex.Pattern[str]
    stop: regex.Pattern[str]
    leading: regex.Pattern[str]
    noun_ending: regex.Pattern[str]
    milestone: regex.Pattern[str]
    measured: regex.Pattern[str]
    compared: regex.Pattern[str]
    comparison: regex.Pattern[str]
    throughout: regex.Pattern[str]
    remark: regex.Pattern[str]
    grounds: regex.Pattern[str]
    made: regex.Pattern[str]
    made_by: regex.Pattern[str]
    ranks_among: regex.Pattern[str]
    grown: regex.Pattern[str]
    ranks: regex.Pattern[str]
    rate: frozenset[str]
    adjectival: frozenset[str]
    reaching: frozenset[str]
    origin: frozenset[str]
    sorts: frozenset[str]
    invested: regex.Pattern[str]
    sectors: regex.Pattern[str]
    building: frozenset[str]
    times: frozenset[str]
    asking: frozenset[str]
    received: frozenset[str]
    spent: regex.Pattern[str]
    worth_of: regex.Pattern[str]
    jointly: frozenset[str]
    comitative: frozenset[str]
    stretching: frozenset[str]
    processing: frozenset[str]
    joining: frozenset[str]
    spent_before: regex.Pattern[str]
    each_time: regex.Pattern[str]
    light: frozenset[str]
    undertaking: frozenset[str]
    adding: frozenset[str]
    paying: frozenset[str]
    funds: regex.Pattern[str]
    used: regex.Pattern[str]
    traded: regex.Pattern[str]
    giving: frozenset[str]
    passive: frozenset[str]
    into: frozenset[str]
    state: frozenset[str]
    completed: frozenset[str]
    being: regex.Pattern[str]
    apiece: regex.Pattern[str]
    will: frozenset[str]
    place: frozenset[str]
    task: regex.Pattern[str]
    belonging: regex.Pattern[str]
    employment: regex.Pattern[str]
    service: regex.Pattern[str]
    programme: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> Cues:
    leading, remark = either(rules, "phrase.leading"), either(rules, "phrase.remark")
    no_joint, etc = "joint.other_word", f"(?!{either(rules, 'etc.other_word')})等"
    return Cues(
        joint=compiled(outside(rules, no_joint, "、|以及|和|及|与|或|并")),
        stop=compiled(rf"[，。；：！？、）\s]|{etc}"),
        leading=compiled(f"(?:[了的、，）]|{etc}|(?!{either(rules, no_joint)})[和及与或并]|以及|{leading})+"),
        noun_ending=compiled(f"(?!{either(rules, 'noun_ending.other_word')}){either(rules, 'noun_ending')}"),
        milestone=pattern(rules, "milestone"),
        measured=pattern(rules, "indicator.measured", after="$"),
        compared=pattern(rules, "phrase.compared"),
        comparison=pattern(rules, "comparison"),
        throughout=pattern(rules, "phrase.throughout", after="$"),
        remark=compiled(f"（{remark}(?:[，、,]{remark})*）"),
        grounds=pattern(rules, "phrase.grounds", before="(?r)"),
        made=pattern(rules, "phrase.made"),
        made_by=pattern(rules, "phrase.made_by", before="(?r)"),
        grown=compiled(f"{either(rules, 'comparison')}|{either(rules, 'growth')}$"),
        ranks_among=compiled(
            f"(?:{either(rules, 'rank.verb')}|{either(rules, 'rank.kept')}|在)"
            f"(?:[国省市县区州盟旗]|{either(rules, 'rank.pool_of')})?$"
        ),
        ranks=compiled(f"{either(rules, 'rank.verb')}[全各省市县区中西东南北华国世第前首]"),
        rate=cue_words(rules, "rate_ending"),
        adjectival=cue_words(rules, "phrase.adjectival"),
        reaching=cue_words(rules, "phrase.reaching"),
        origin=cue_words(rules, "phrase.origin"),
        sorts=cue_words(rules, "head.sort"),
        invested=pattern(rules, "entity.invested"),
        sectors=compiled(f"{either(rules, 'entity.sector')}(?:[、和及与]{either(rules, 'entity.sector')})*"),
        building=cue_words(rules, "phrase.building"),
        times=cue_words(rules, "subject.times"),
        asking=cue_words(rules, "phrase.asking"),
        received=cue_words(rules, "phrase.received"),
        spent=pattern(rules, "entity.spent_on"),
        worth_of=pattern(rules, "entity.worth_of"),
        jointly=cue_words(rules, "phrase.jointly"),
        comitative=cue_words(rules, "phrase.comitative"),
        stretching=cue_words(rules, "phrase.stretching"),
        processing=cue_words(rules, "phrase.processing"),
        joining=cue_words(rules, "phrase.joining"),
        spent_before=pattern(rules, "entity.spent_before", before="(?r)"),
        each_time=pattern(rules, "phrase.each_time"),
        light=cue_words(rules, "phrase.light"),
        undertaking=cue_words(rules, "phrase.undertaking"),
        adding=cue_words(rules, "indicator.added"),
        paying=cue_words(rules, "phrase.paying"),
        funds=pattern(rules, "phrase.funds", after="$"),
        used=pattern(rules, "phrase.used"),
        traded=pattern(rules, "phrase.traded"),
        giving=cue_words(rules, "phrase.giving"),
        passive=cue_words(rules, "phrase.passive"),
        into=cue_words(rules, "phrase.into"),
        state=cue_words(rules, "phrase.state"),
        completed=cue_words(rules, "completed"),
        being=pattern(rules, "phrase.being"),
        apiece=pattern(rules, "phrase.apiece", after="$"),
        will=cue_words(rules, "phrase.will"),
        place=cue_words(rules, "phrase.place"),
        task=pattern(rules, "noun.task", after="$"),
        belonging=pattern(rules, "noun.belonging", after="$"),
        employment=pattern(rules, "noun.employment", after="$"),
        service=pattern(rules, "noun.service", after="$"),
        programme=pattern(rules, "noun.programme", after="$"),
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A clean text with its structure words, its times, and what the rules say.

    `times` has the start of a time expression by its end; `time_starts` and `time_ends` are in order.
    """

    text: str
    words: WordSpans
    times: Mapping[int, int]
    time_starts: Sequence[int]
    time_ends: Sequence[int]
    lexicon: Lexicon
    cues: Cues

    def role_at(self, at: int) -> str | None:
        """The role of the structure word that begins at `at`."""
        words, index = self.words, bisect_left(self.words.starts, at)
        return words.roles[index] if index < len(words.starts) and words.starts[index] == at else None

    def act_end(self, at: int) -> int:
        """Where the verb that begins at `at` ends; far off where none does."""
        return self.words.end_of(at) if self.role_at(at) == "act" else len(self.text)

    def behind_time_at(self, start: int, counted: bool) -> int:
        """Where the time expression that begins at `start` ends before a verb; else `start` itself.

        Only before things that are `counted` is a word that is as often a noun (资助) taken for a verb.
        """
        place = bisect_left(self.time_starts, start)
        if place == len(self.time_starts) or self.time_starts[place] != start:
            return start
        end = self.time_ends[place]
        role = self.role_at(end)
        verb = role in ("act", "pivot", "finish") or (counted and role == "noun_verb")
        return end if verb else start

    def goes_on(self, start: int) -> bool:
        """Whether a verb or adverb begins at `start` that no ending makes a noun (整治率)."""
        if self.role_at(start) not in _ACTING:
            return False
        return not self.cues.noun_ending.match(self.text, self.words.end_of(start))

    def behind_times(self, start: int, end: int) -> int:
        """Where a phrase goes on behind the time expressions that stand at its beginning or inside it."""
        place = bisect_left(self.time_ends, end) - 1
        while place >= 0 and self.time_ends[place] > start and self.text[self.time_starts[place] - 1] == "占":
            place -= 1  # 民生支出占｜全年｜支出的七成
        return max(start, self.time_ends[place]) if place >= 0 else start

    def acts(self, start: int, end: int) -> bool:
        """Whether a phrase names an act: a verb stands in it."""
        return any(self.words.roles[i] in ("act", "noun_verb") for i in self.words.between(start, end))

    def begins_noun(self, start: int) -> bool:
        """Whether a noun phrase may begin at `start`: a letter that opens no word of structure."""
        return self.text[start : start + 1].isalpha() and self.role_at(start) in (None, "noun", "none")

    def role_to(self, end: int) -> str | None:
        """The role of the word that ends at `end`."""
        last = bisect_left(self.words.starts, end) - 1
        return self.words.roles[last] if last >= 0 and self.words.ends[last] == end else None

    def ends_completed(self, end: int) -> bool:
        """Whether the word that ends at `end` tells the state of what stands before it: 建材城｜完工."""
        words = self.words
        return any(
            words.ends[i] == end and self.text[words.starts[i] : end] in self.cues.completed
            for i in words.between(end - 4, end)
        )

    def names_act(self, end: int) -> bool:
        """Whether the phrase up to `end` names what is done and not a thing: 棚户区改造, 棚户区改造任务."""
        if task := self.cues.task.search(self.text, max(0, end - 4), end):
            end = task.start()
        return self.role_to(end) in ("noun_verb", "act")

    def is_rate(self, start: int, end: int) -> bool:
        """Whether a word of change is itself what is measured: 增速, 涨幅."""
        return end - start > 1 and self.text[end - 1] in self.cues.rate

    def is_task(self, end: int) -> bool:
        """Whether the phrase up to `end` closes with a word for a task: 复明工程."""
        return self.cues.task.search(self.text, max(0, end - 4), end) is not None

    def without_task(self, span: Span) -> Span:
        """What is done, without the word for a task behind it: 供热改造｜任务."""
        task = self.cues.task.search(self.text, max(span[0], span[1] - 4), span[1])
        return (span[0], task.start()) if task and task.start() > span[0] else span

    def thing(self, span: Span) -> Span | None:
        """What something is done to, where a phrase names what is done: 沙区｜治理; None where nothing is left."""
        if not self.names_act(span[1]):
            return span
        start, end = self.without_task(span)
        words = self.words
        for i in reversed(words.between(start, end)):
            if words.ends[i] != end or words.roles[i] not in ("act", "noun_verb"):
                break
            end = words.starts[i]
        return whole(self.text, start, end)

    def written(self, span: Span) -> str:
        """A stretch of the text as it is written in a column."""
        return self.text[span[0] : span[1]].replace("\n", "").strip()

    def names_doer(self, end: int) -> bool:
        """Whether somebody who can act is named right before `end`."""
        noun = self.lexicon.nouns.to(self.text, end)
        return noun is not None and noun[1].entity_class in _DOERS

    def held(self, predicate: Span) -> tuple[Span, Span] | None:
        """The verb and the event of a predicate that tells of one: 召开｜企业家座谈会."""
        event = self.lexicon.nouns.to(self.text, predicate[1])
        if event is None or event[1].entity_class != "event":
            return None
        acts = [i for i in self.words.between(*predicate) if self.words.roles[i] == "act"]
        end = self.words.ends[acts[-1]] if acts else predicate[1]
        return ((self.words.starts[acts[-1]], end), (end, predicate[1])) if end < predicate[1] else None

    def names_works(self, end: int) -> bool:
        """Whether a project is named right before `end`."""
        noun = self.lexicon.nouns.to(self.text, end)
        return noun is not None and noun[1].entity_class == "project"

    def measure_word(self, quantity: Quantity) -> MeasureWord | None:
        """What the rules say of the measure word of a figure."""
        return self.lexicon.measure_words.meanings.get(quantity.measure_word or "")


def passage(text: str, words: WordSpans, periods: Sequence[Period], rules: Rules) -> Passage:
    """The passage of a clean text with its words and time expressions."""
    starts, ends = [period.start for period in periods], [period.end for period in periods]
    return Passage(text, words, dict(zip(ends, starts, strict=True)), starts, ends, lexicon(rules), _cues(rules))


def whole(text: str, start: int, end: int) -> Span | None:
    """A phrase without the marks and conjunctions at its end; None when nothing is left."""
    while end > start and text[end - 1] in "、，和及与的 ":
        end -= 1
    return (start, end) if start < end else None
