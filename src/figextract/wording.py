"""Wording: the verb, the noun phrase and the predicate of a figure, without what says nothing of what it measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .model import Frame, Quantity, Span
from .naming_cues import Cues
from .passage import Passage
from .phrases import Phrase

_TAIL = re.compile(r"[的了：“（]+$")
_DONE = frozenset({"event", "case", "job"})
_LONG = 16
"""A tail that is longer says more than what is measured."""


class Wording(NamedTuple):
    """The words around the figures of a document."""

    it: Passage
    quantities: Sequence[Quantity]
    phrases: Sequence[Phrase]
    frames: Sequence[Frame]
    cues: Cues

    def pace(self, index: int) -> str | None:
        """The word for a rate between the figure before and a rank or gap: 增长5.8%，增速｜居全国第2位."""
        words, start, kind = self.it.words, self.phrases[index].segment[0], self.quantities[index].kind
        for at in words.between(start, self.quantities[index].start):
            if self.it.is_rate(words.starts[at], words.ends[at]) and (kind != "points" or words.starts[at] == start):
                return self.it.text[words.starts[at] : words.ends[at]]
        return None

    def deed(self, index: int) -> str | None:
        """What was done to what a figure counts or sizes, where no verb of its own acts on it."""
        phrase = self.phrases[index]
        if phrase.verb is not None or phrase.predicate is None:
            return None
        if phrase.counted is None and self.it.text[phrase.predicate[0] - 1] != "的":
            return None
        done = self.predicate(phrase.predicate)
        return self.it.written(done) if done is not None and self.it.names_act(done[1]) else None

    def lasts(self, index: int) -> bool:
        return self.quantities[index].kind == "duration"

    def unsummed(self, verb: Span) -> Span:
        """A verb without the word before it that only sums up: 共｜建成."""
        summed = self.cues.summed.match(self.it.text, *verb)
        return (summed.end(), verb[1]) if summed else verb

    def newly(self, index: int, verb: Span) -> Span:
        """A verb with the word before it that says that there is more by the act: 新注册, 新争取."""
        new = self.cues.new.search(self.it.text, max(self.phrases[index].segment[0], verb[0] - 1), verb[0])
        return (new.start(), verb[1]) if new else verb

    def finished(self, verb: Span, quantity: Quantity) -> Span | None:
        """The act that was finished: 完成｜种植｜大树60株; of tasks, only that they were."""
        finished = self.cues.finished.match(self.it.text, *verb)
        if finished is None or quantity.measure_word in self.cues.task_measure or finished.end() == verb[1]:
            return None
        return finished.end(), verb[1]

    def right_behind(self, index: int, end: int) -> str | None:
        """What the next figure counts, by its measure word or else its kind, where it begins at `end`."""
        following = self.quantities[index + 1] if index + 1 < len(self.quantities) else None
        if following is None or following.start != end:
            return None
        measure = self.it.measure_word(following)
        return measure.default if measure is not None else following.kind

    def is_light(self, phrase: Phrase, quantity: Quantity) -> bool:
        """Whether a verb only says that what its object names was done: 完成｜老旧小区改造6户."""
        if phrase.verb is None or quantity.measure_word in self.cues.task_measure:
            return False
        if phrase.verb_role == "finish":
            return True
        measure = self.it.measure_word(quantity)
        things = measure is None or measure.default not in _DONE
        return things and self.it.written(phrase.verb) in self.it.cues.light

    def predicate(self, span: Span) -> Span | None:
        """What the counted do, without whom they do it for and without how much it comes to."""
        text, words = self.it.text, self.it.words
        start, end = span
        if every := self.cues.all_done.match(text, start, end):
            start = every.end()
        for at in words.between(start, end):
            if words.starts[at] != start:
                continue
            told = words.roles[at] == "reach" and self.it.role_at(words.ends[at]) == "act"
            told = told and self.it.ends_completed(end)  # 实现｜通车
            told = told or (text[start : words.ends[at]] in self.cues.doing and self.it.acts(words.ends[at], end))
            if (told or words.roles[at] == "adverb") and words.ends[at] < end:
                start = words.ends[at]
            elif words.roles[at] == "preposition" and text[start] in self.cues.aside:
                acts = (i for i in words.between(start + 1, end) if words.roles[i] in ("act", "noun_verb", "finish"))
                start = next((words.starts[i] for i in acts), start)
                break
        if text[end : end + 1].isdigit() or text[end : end + 1] in "*×" or self.it.lexicon.before.at(text, end):
            for at in reversed(words.between(start, end)):
                if words.ends[at] == end and words.roles[at] in ("adverb", "reach") and words.starts[at] > start:
                    end = words.starts[at]
        if listed := self.cues.projects.search(text, start + 1, end):
            end = listed.start()  # 36条背街小巷｜改造｜等民生工程完工
        at_rank = text[end : end + 1] == "第" and self.cues.ranked.search(text, start, end)
        if at_rank and at_rank.start() > start:
            end = at_rank.start() - (text[at_rank.start() - 1] == "、")  # 42个县｜生态改善占比｜居全国｜第1位
        done = text.find("了", start, end)
        if done > 0 and end - done > _LONG:
            end = done
        bare = self.it.without_task((start, end))  # 现代牧场｜建设｜任务
        if bare[1] < end and self.it.role_at(start) in ("noun_verb", "act") and words.end_of(start) == bare[1]:
            return bare
        return (start, end) if start < end else None

    def clipped(self, span: Span | None) -> Span | None:
        """The phrase without words that lead in or trail."""
        if span is None:
            return None
        start, end = span
        if leading := self.cues.leading.match(self.it.text, start, end):
            start = leading.end()
        text = self.it.text
        if tail := (
            self.cues.beside.search(text, start + 1, end)
            or _TAIL.search(text, start, end)
            or self.cues.each_person.search(text, start + 1, end)
        ):
            end = tail.start()
        return (start, end) if start < end else None
