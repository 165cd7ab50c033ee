"""Topics: what the words before the comma tell that a figure is of, where they have no figure of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .cues import pattern
from .model import Frame, Quantity, Span
from .passage import Passage
from .phrases import Phrase
from .rules import Rules

_TELLING = frozenset({"up", "down", "reach", "finish", "act", "pivot", "adverb"})
_FURTHER = 6
"""So many figures further on a line is no more looked for."""
_NEAR = 24
"""What is left out is named no further before."""
_LONGEST_WORD = 4
_AMONG = re.compile(r"(?:^|[，。；！？：\n　])(?P<things>[^，。；！？：\n　]{2,12})中，$")
_RATES = frozenset({"ratio", "multiple"})


def words_before(it: Passage, quantities: Sequence[Quantity], phrases: Sequence[Phrase], index: int) -> Span | None:
    """The words between two marks before a figure's own, where they hold no figure."""
    text, end = it.text, phrases[index].segment[0] - 1
    if text[end : end + 1] != "，":
        return None
    start = max(text.rfind(mark, 0, end) for mark in "，。；！？：\n　") + 1
    if any(start < quantity.end <= end for quantity in quantities[max(0, index - 2) : index]):
        return None
    return start, end


def sort_of_whole(it: Passage, phrases: Sequence[Phrase], frames: Sequence[Frame], index: int) -> str | None:
    """A sort of the things whose whole is told before: 项目102个，其中｜工业类28个."""
    phrase, frame = phrases[index], frames[index]
    if frame.role != "part" or frame.parent is None or phrase.noun is None or phrase.counted or phrase.verb:
        return None
    whole = phrases[frame.parent].counted or phrases[frame.parent].noun
    if whole is None or it.text[phrase.noun[1] - 1] not in it.cues.sorts:
        return None
    return it.written(phrase.noun) + it.written(whole)


def whole_before(it: Passage, phrase: Phrase) -> Span | None:
    """The things of which a count tells some: 民营企业家｜中，26人当选人大代表."""
    start = phrase.segment[0]
    if phrase.noun is not None or not it.text.startswith("中，", start - 2):
        return None
    among = _AMONG.search(it.text, max(0, start - _NEAR), start)
    return (it.behind_times(*among.span("things")), among.end("things")) if among else None


class Stock(NamedTuple):
    """A bare word for how many there are, and of which things the words before it tell that."""

    word: Span
    thing: Span


def stock_before(
    it: Passage, quantities: Sequence[Quantity], phrases: Sequence[Phrase], index: int, rules: Rules
) -> Stock | None:
    """What a bare word for how many is said of: 商户｜持续增加，总量｜达3万家; 商户｜增长6%，总量｜达3万家."""
    phrase, text, end = phrases[index], it.text, phrases[index].between[0]
    if quantities[index].kind != "count" or phrase.verb is not None or phrase.counted is not None:
        return None
    start = it.behind_times(max(phrase.segment[0], quantities[index - 1].end if index else 0), end)
    start += text[start] in "，、"
    if end - start > _LONGEST_WORD or not pattern(rules, "entity.stock").fullmatch(text, start, end):
        return None
    before = quantities[index - 1] if index else None
    if before is not None and before.end == phrase.segment[0] - 1 and before.kind in _RATES:
        thing = phrases[index - 1].noun
        if thing is not None and (number := pattern(rules, "entity.stock", after="$").search(text, *thing)):
            thing = thing[0], number.start()
    else:
        close = phrase.segment[0] - 1
        if close < 1 or text[close] not in "，。":
            return None
        low = max(text.rfind(mark, max(0, close - _NEAR), close) for mark in "，。；！？：\n　") + 1
        told = pattern(rules, "entity.growing", after="$").search(text, low, close)
        thing = told.span("thing") if told else None
        thing = (it.behind_times(*thing), thing[1]) if thing else None
    measure = it.measure_word(quantities[index])
    head = it.lexicon.nouns.to(text, thing[1]) if thing is not None else None
    if thing is None or measure is None or head is None or head[1].entity_class not in measure.classes:
        return None
    return Stock((start, end), thing)


class Topics(NamedTuple):
    """What is told before the figures of a document."""

    it: Passage
    quantities: Sequence[Quantity]
    phrases: Sequence[Phrase]
    rules: Rules

    def left_out(self, index: int, span: Span) -> str:
        """What the clause before leaves out of what is measured: 扣除房地产投资后，｜固定资产投资; mostly nothing."""
        low = max(self.quantities[index - 1].end if index else 0, span[0] - _NEAR)
        if low >= span[0] or self.it.text[span[0] - 1] != "，":
            return ""
        without = pattern(self.rules, "indicator.without", after="$").search(self.it.text, low, span[0])
        return without["left"] if without else ""

    def topic(self, index: int) -> Span | None:
        """The quantity of which the words before tell: 财政收入｜稳步提高，达到5亿元."""
        phrase, words = self.phrases[index], self.it.words
        told = phrase.change or phrase.reached or self.quantities[index].kind == "rank"
        before = self._before(index) if told and phrase.counted is None else None
        if before is None:
            return None
        start, end = self.it.behind_times(*before), before[1]
        ranked = self.quantities[index].kind == "rank"  # 出口额增速再创新高，｜居全省首位
        telling = (
            at
            for at in words.between(start, end)
            if words.roles[at] in _TELLING and not (ranked and self.it.is_rate(words.starts[at], words.ends[at]))
        )
        quantity = pattern(self.rules, "indicator.quantity", after="$")
        risen = pattern(self.rules, "indicator.risen").search(self.it.text, start, end)
        stops = (risen.start() if risen else start, next((words.starts[at] for at in telling), start))
        return next(((start, stop) for stop in stops if quantity.search(self.it.text, start, stop)), None)

    def line(self, index: int) -> tuple[str, int] | None:
        """A line that is named only by what it carries, and the later figure of the list that is told of a whole one:
        26公里｜供水｜、6公里燃气管网铺设."""
        text, counted = self.it.text, self.phrases[index].counted
        if self.quantities[index].kind != "measure" or counted is None:
            return None
        if not pattern(self.rules, "indicator.utility").fullmatch(text, *counted):
            return None
        for at in range(index + 1, min(index + _FURTHER, len(self.phrases))):
            phrase = self.phrases[at]
            if not phrase.joined or self.quantities[at].kind != "measure" or phrase.counted is None:
                return None
            if pipes := pattern(self.rules, "indicator.pipes").search(text, *phrase.counted):
                return self.it.written(counted) + pipes["head"], at
        return None

    def sector(self, index: int) -> str:
        """The sector of which the words before tell: 服务业提质升级，增加值增长9%; mostly nothing."""
        before = self._before(index)
        if before is None:
            return ""
        start = self.it.behind_times(*before)
        sector = pattern(self.rules, "indicator.sector").match(self.it.text, start, before[1])
        return sector[0] if sector else ""

    def _before(self, index: int) -> Span | None:
        return words_before(self.it, self.quantities, self.phrases, index)
