"""The column `indicator`: what is measured, the noun or the verb that names the quantity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..cues import cue_words, either, pattern
from ..model import Columns, Evidence, Frame, Quantity, Span
from ..passage import Passage
from ..phrases import Phrase
from ..rules import Rules

_TAIL = re.compile(r"[的了：“（]+$")
_RATES = frozenset({"ratio", "points", "multiple"})
_DONE = frozenset({"event", "case", "person_time", "job"})
_TELLING = frozenset({"up", "down", "reach", "finish", "act", "pivot", "adverb"})
_NEAR = 24
"""What a series of ratios divides is named no further before its clause."""
_LONG = 16
"""An object or a tail that is longer says more than what is measured."""


class _Cues(NamedTuple):
    """Words in what names a quantity."""

    leading: regex.Pattern[str]
    measured: regex.Pattern[str]
    owned: regex.Pattern[str]
    ranked: regex.Pattern[str]
    pool: regex.Pattern[str]
    contest: regex.Pattern[str]
    telling: regex.Pattern[str]
    quantity: regex.Pattern[str]
    added: frozenset[str]
    aside: frozenset[str]
    task_measure: frozenset[str]
    own_rise: regex.Pattern[str]
    without: regex.Pattern[str]
    proportion: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    leading = f"(?!{either(rules, 'indicator.leading.other_word')}){either(rules, 'indicator.leading')}"
    verbs = f"(?:{either(rules, 'rank.verb')}|{either(rules, 'rank.kept')})"
    return _Cues(
        leading=regex.compile(f"(?:{leading}|的)+"),
        measured=pattern(rules, "indicator.measured", after="$"),
        owned=pattern(rules, "indicator.owned", after="$"),
        ranked=regex.compile(
            f"{either(rules, 'rank.adverb')}*{verbs}(?={either(rules, 'rank.pool_opening')}|[国省市县区首第前]|$)"
        ),
        pool=pattern(rules, "indicator.pool", after="$"),
        contest=pattern(rules, "indicator.contest", after="$"),
        telling=pattern(rules, "indicator.telling", after="$"),
        quantity=pattern(rules, "indicator.quantity", after="$"),
        added=cue_words(rules, "indicator.added"),
        aside=cue_words(rules, "indicator.aside"),
        task_measure=cue_words(rules, "indicator.task_measure"),
        own_rise=pattern(rules, "phrase.own_rise", after="$"),
        without=pattern(rules, "indicator.without", after="$"),
        proportion=pattern(rules, "indicator.proportion", before="(?r)"),
    )


def attach_indicators(
    it: Passage,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    heads: Sequence[str | None],
    leads: Sequence[int | None],
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The indicator of every quantity.

    `heads` holds those that the frame worked out of a shared head (分别), `leads` the quantity of the same clause whose
    indicator an elided one takes over.
    """
    naming = _Naming(it, quantities, phrases, frames, _cues(rules))
    found: list[str | None] = []
    evidence: list[Evidence] = []
    for index, head in enumerate(heads):
        if head is not None:
            found.append(head)
            continue
        leader = leads[index]
        span = naming.span(index, leader is not None)
        if span is None:
            found.append(naming.taken_over(index, leads, found) or naming.topic(index))
            continue
        written = naming.left_out(index, span) + it.written(span)
        if written.startswith(("占", "在")) and leader is not None and found[leader]:
            whole = found[leader] or ""
            written = (whole if written[0] == "占" else whole.partition("占")[0]) + written
        found.append(written)
        evidence.append(Evidence(index, "indicator", *span, "clause", "grammar.indicator"))
    _backwards(quantities, phrases, found)
    return {"indicator": found}, evidence


class _Naming(NamedTuple):
    """What names the figures of a document."""

    it: Passage
    quantities: Sequence[Quantity]
    phrases: Sequence[Phrase]
    frames: Sequence[Frame]
    cues: _Cues

    def span(self, index: int, led: bool) -> Span | None:
        """The words that name a figure by themselves; `led` ones may take theirs over."""
        if self.frames[index].role == "condition":
            return self._of_size(self.phrases[index])
        phrase = self._with_size(index)
        if self.quantities[index].kind == "count":
            return self._of_count(index, phrase, led)
        if self.quantities[index].kind == "rank":
            return self._of_rank(index, phrase)
        if phrase.noun is None and self.quantities[index].rule == "ratio.series":
            low = max(0, phrase.segment[0] - _NEAR)
            named = self.cues.proportion.search(self.it.text, low, phrase.segment[0])
            return named.span() if named else None
        return self._of_amount(index, phrase, led)

    def taken_over(self, index: int, leads: Sequence[int | None], found: Sequence[str | None]) -> str | None:
        """The indicator of the figure that leads, as it fits an elided one."""
        leader = leads[index]
        while leader is not None and self._lasts(leader) and self.phrases[leader].noun is None:
            leader = leads[leader]  # 增长8%，连续两年居全省第三
        if leader is None:
            return None
        quantity, phrase = self.quantities[index], self.phrases[index]
        taken = found[leader] if self.frames[index].role != "condition" else None
        if self._lasts(leader) and (lasting := self._clipped(self.phrases[leader].noun)):
            taken = self.it.text[lasting[0] : lasting[1]]
        if not taken:
            return taken
        before = self.phrases[leader]
        if quantity.kind == "rank" and before.predicate and before.counted:
            return self.it.written(before.counted)  # 5项｜指标｜居全国第一
        if quantity.kind in _RATES or quantity.kind == "rank":
            taken = self._acted(before, taken)
            if before.noun and self.cues.owned.fullmatch(taken):
                taken = self.it.written(before.noun)  # 现有会员86家，较年初增长9%
            if quantity.kind == "rank" and (pace := self._pace(index)) and not taken.endswith(pace):
                taken += pace
        elif quantity.kind == "count" and phrase.reached and taken in self.cues.added:
            thing = before.noun or before.counted
            taken = self.it.written(thing) if thing else taken  # 新增园区26个，累计达到46个
        elif quantity.kind == "count" and phrase.change_word is not None:
            added = self.it.text[phrase.change_word[0] : phrase.change_word[1]]
            if added in self.cues.added and not taken.startswith(added):
                taken = added + taken
        elif quantity.kind == "count" and self.quantities[leader].kind == "money" and before.verb and before.noun:
            taken = self.it.written(before.verb)  # 抓好总投资2万亿元的389个项目
        elif quantity.kind == "measure" and phrase.noun is not None and self.frames[index].role != "part":
            while self.phrases[leader].verb is None and (further := leads[leader]) is not None:
                leader = further
            taken = self._of_another(self.phrases[leader], phrase.noun, found[leader] or taken)
        if quantity.kind == "rank" and "占" in taken[1:]:
            taken = taken[: taken.index("占", 1)]
        return taken

    def left_out(self, index: int, span: Span) -> str:
        """What the clause before leaves out of what is measured: 扣除房地产投资后，｜固定资产投资; mostly nothing."""
        low = max(self.quantities[index - 1].end if index else 0, span[0] - _NEAR)
        if low >= span[0] or self.it.text[span[0] - 1] != "，":
            return ""
        without = self.cues.without.search(self.it.text, low, span[0])
        return without["left"] if without else ""

    def _pace(self, index: int) -> str | None:
        """The word for a rate between the figure before and a rank: 增长5.8%，增速｜居全国第2位."""
        between = self.it.words.between(self.phrases[index].segment[0], self.quantities[index].start)
        words = (self.it.text[self.it.words.starts[i] : self.it.words.ends[i]] for i in between)
        return next((word for word in words if word[-1] in self.it.cues.rate and len(word) > 1), None)

    def topic(self, index: int) -> str | None:
        """The quantity of which the words before tell without a figure: 财政收入稳步提高，达到5亿元."""
        text, phrase, words = self.it.text, self.phrases[index], self.it.words
        end = phrase.segment[0] - 1
        if not (phrase.change or phrase.reached) or phrase.counted is not None or text[end : end + 1] != "，":
            return None
        start = max(text.rfind(mark, 0, end) for mark in "，。；！？：\n") + 1
        if index and self.quantities[index - 1].end > start:
            return None
        start = self.it.behind_times(start, end)
        stop = next((words.starts[at] for at in words.between(start, end) if words.roles[at] in _TELLING), start)
        span = self._clipped((start, stop))
        return self.it.written(span) if span and self.cues.quantity.search(text, *span) else None

    def _lasts(self, index: int) -> bool:
        return self.quantities[index].kind == "duration"

    def _with_size(self, index: int) -> Phrase:
        """The phrase of a figure; what nobody acts on is named with the size before it: 百亿元企业达12家."""
        phrase = self.phrases[index]
        if not index or phrase.noun is None or phrase.verb is not None or phrase.predicate is not None:
            return phrase
        if self.frames[index - 1].role != "condition" or self.frames[index - 1].parent != index:
            return phrase
        size = self.phrases[index - 1]
        named = size.noun or size.verb or (self.quantities[index - 1].start, 0)
        return phrase._replace(noun=(named[0], phrase.noun[1]))

    def _of_size(self, phrase: Phrase) -> Span | None:
        """What a size measures, where that is named beside it (月租万元以上, 产值超亿元)."""
        noun = phrase.noun or phrase.verb
        return noun if noun is not None and self.cues.measured.search(self.it.text, *noun) else None

    def _of_rank(self, index: int, phrase: Phrase) -> Span | None:
        """What a rank is of: the contest, or what stands before the verb of ranking or the pool."""
        text, cues, noun = self.it.text, self.cues, phrase.noun
        if contest := cues.contest.search(text, phrase.segment[0], self.quantities[index].start):
            return contest.span("contest")
        if noun is None:
            return None
        if text[noun[0]] == "在" and noun[1] - noun[0] > 1:
            noun = noun[0] + 1, noun[1]
        ranked = cues.ranked.search(text, *noun) or cues.pool.search(text, *noun)
        if ranked is None:
            return self._clipped(noun)
        named = noun[0], ranked.start()
        if named[0] == named[1] or self.it.cues.compared.fullmatch(text, *named):
            return None
        return self._clipped(named)

    def _of_amount(self, index: int, phrase: Phrase, led: bool) -> Span | None:
        """What an amount, rate or size is of: its noun, with the verb that acts on it, or that verb alone."""
        kind, verb, noun, role = self.quantities[index].kind, phrase.verb, phrase.noun, phrase.verb_role
        if phrase.predicate is not None:
            if kind == "ratio" and noun is None:
                return self._predicate(phrase.predicate)
            if kind == "duration" or (kind == "measure" and self.it.text[phrase.predicate[0] - 1] == "的"):
                return phrase.predicate
        if phrase.change_word is not None and (verb is None or role == "pivot") and (kind == "money" or noun is None):
            start, end = phrase.change_word
            if rise := self.cues.own_rise.search(self.it.text, max(phrase.segment[0], start - 2), end):
                return rise.span()
        done = phrase.counted or noun
        light = verb is None or self._is_light(phrase, self.quantities[index])
        if phrase.counted and phrase.predicate and phrase.counted[1] == phrase.predicate[0]:
            done = phrase.counted[0], phrase.predicate[1]
        if kind == "measure" and light and done is not None and self.it.names_act(done[1]):
            return self._clipped(self.it.without_task(done))
        if noun is None:
            if kind == "measure" and role in (None, "finish") and phrase.counted is not None:
                return phrase.counted if self.it.acts(*phrase.counted) else None
            return verb
        if verb is None:
            elided = led and phrase.joined and kind == "measure" and not (phrase.reached or phrase.change)
            elided = elided and not self.it.names_act(noun[1])
            return None if elided else self._clipped(noun)
        if kind == "measure" and role in ("act", "pivot", "noun_verb") and not phrase.reached:
            return verb
        if role in ("finish", "pivot") or (role in ("up", "down") and kind in _RATES) or verb[1] > noun[0]:
            return self._clipped(noun)
        return verb[0], noun[1]

    def _of_count(self, index: int, phrase: Phrase, led: bool) -> Span | None:
        """What a count is of: what the counted do, the verb that acts on them, else the noun."""
        text, cues, quantity = self.it.text, self.cues, self.quantities[index]
        verb, noun, role = phrase.verb, phrase.noun, phrase.verb_role
        told = role in (None, "pivot", "finish") or (noun is None and self._is_light(phrase, quantity))
        if phrase.predicate is not None and told and not (phrase.change and noun):
            predicate = self._predicate(phrase.predicate)
            following = self._right_behind(index, phrase.predicate[1])
            if predicate is not None and following == "event" and quantity.measure_word not in self.it.cues.place:
                acts = [i for i in self.it.words.between(*predicate) if self.it.words.roles[i] == "act"]
                if acts:  # 组织6家企业｜参加｜展会9场
                    return self.it.words.starts[acts[-1]], self.it.words.ends[acts[-1]]
            if predicate is not None and not (role == "pivot" and following == "money"):
                return predicate
        if verb is not None:
            if noun is None:
                return verb
            told = role == "finish" or (phrase.counted is None and self.it.without_task(noun) == noun)
            if told and self._is_light(phrase, quantity) and self.it.names_act(noun[1]):
                return noun
            whole = cues.telling.search(text, *verb) is not None and noun[1] - noun[0] <= _LONG
            whole = whole or self.it.cues.employment.search(text, *noun) is not None
            return (verb[0], noun[1]) if whole else verb
        elided = led and not (phrase.reached or phrase.change) and not (noun and self.it.names_act(noun[1]))
        if noun is None:
            return None if phrase.change is None or (led and phrase.counted is None) else phrase.change_word
        if quantity.per is not None and (each := text.rfind("每", phrase.segment[0], noun[0])) >= 0:
            return each, noun[1]  # 每千人拥有企业
        if owned := cues.owned.search(text, *noun):
            return owned.span()
        if self.it.cues.employment.search(text, *noun):
            return self._clipped(noun)
        if phrase.counted is not None and self.it.cues.milestone.match(text, phrase.counted[0]):
            return self._clipped(noun)
        if phrase.counted is not None and phrase.change_word is not None:
            return phrase.change_word  # “县中振兴”工程｜提升｜40所普通高中
        return None if elided or phrase.counted is not None else self._clipped(noun)

    def _right_behind(self, index: int, end: int) -> str | None:
        """What the next figure counts, by its measure word or else its kind, where it begins at `end`."""
        following = self.quantities[index + 1] if index + 1 < len(self.quantities) else None
        if following is None or following.start != end:
            return None
        measure = self.it.measure_word(following)
        return measure.default if measure is not None else following.kind

    def _is_light(self, phrase: Phrase, quantity: Quantity) -> bool:
        """Whether a verb only says that what its object names was done: 完成｜老旧小区改造6户."""
        if phrase.verb is None or quantity.measure_word in self.cues.task_measure:
            return False
        if phrase.verb_role == "finish":
            return True
        measure = self.it.measure_word(quantity)
        things = measure is None or measure.default not in _DONE
        return things and self.it.written(phrase.verb) in self.it.cues.light

    def _of_another(self, phrase: Phrase, thing: Span, named: str) -> str:
        """What is named by a verb and its object, with another object: 新增铁路6公里、公路9公里."""
        if phrase.verb is None or phrase.noun is None or named != self.it.written((phrase.verb[0], phrase.noun[1])):
            return named
        return self.it.written(phrase.verb) + self.it.written(thing)

    def _acted(self, phrase: Phrase, named: str) -> str:
        """What grows when a count named only by its verb does: 新设经营主体62万户、增长33%."""
        thing = phrase.noun or phrase.counted
        if phrase.verb is None or thing is None or named != self.it.text[phrase.verb[0] : phrase.verb[1]]:
            return named
        name = self.it.text[thing[0] : thing[1]]
        return name if phrase.verb[0] >= thing[1] else named + name  # 担保机构退出16户、压降60%

    def _predicate(self, span: Span) -> Span | None:
        """What the counted do, without whom they do it for and without how much it comes to."""
        text, words = self.it.text, self.it.words
        start, end = span
        for at in words.between(start, end):
            if words.starts[at] != start:
                continue
            if words.roles[at] == "adverb" and words.ends[at] < end:
                start = words.ends[at]
            elif words.roles[at] == "preposition" and text[start] in self.cues.aside:
                acts = (i for i in words.between(start + 1, end) if words.roles[i] in ("act", "noun_verb", "finish"))
                start = next((words.starts[i] for i in acts), start)
                break
        if text[end : end + 1].isdigit() or text[end : end + 1] in "*×" or self.it.lexicon.before.at(text, end):
            for at in reversed(words.between(start, end)):
                if words.ends[at] == end and words.roles[at] in ("adverb", "reach") and words.starts[at] > start:
                    end = words.starts[at]
        done = text.find("了", start, end)
        if done > 0 and end - done > _LONG:
            end = done
        bare = self.it.without_task((start, end))  # 现代牧场｜建设｜任务
        if bare[1] < end and self.it.role_at(start) == "noun_verb" and words.end_of(start) == bare[1]:
            return bare
        return (start, end) if start < end else None

    def _clipped(self, span: Span | None) -> Span | None:
        """The phrase without words that lead in or trail."""
        if span is None:
            return None
        start, end = span
        if leading := self.cues.leading.match(self.it.text, start, end):
            start = leading.end()
        if tail := _TAIL.search(self.it.text, start, end):
            end = tail.start()
        return (start, end) if start < end else None


def _backwards(quantities: Sequence[Quantity], phrases: Sequence[Phrase], found: list[str | None]) -> None:
    """Counts joined before one predicate share it: A个工作室、B个组织、C名调解员｜全天候服务."""
    for index in range(len(found) - 2, -1, -1):
        setting = phrases[index].verb_role == "pivot" and phrases[index].predicate is None  # 推进3个A、6个B｜建设
        if found[index] is not None and not setting:
            continue
        quantity, following, phrase = quantities[index], quantities[index + 1], phrases[index + 1]
        counts = quantity.kind == following.kind == "count" and quantity.sentence == following.sentence
        if counts and phrase.joined and phrase.predicate is not None:
            found[index] = found[index + 1]
