"""Naming: which words of its clause name a figure, the noun of what is measured or the verb that acts on it."""

from __future__ import annotations

from .divisions import SUFFIXES
from .model import Span
from .phrases import Phrase, only_done
from .topics import words_before
from .wording import Wording

RATES = frozenset({"ratio", "points", "multiple"})
_FURTHER = 6
"""So many objects further on an act is no more looked for."""
_PEOPLE = frozenset({"person", "household"})
_MADE = frozenset({"proposal", "document", "event"})
_PLACES = SUFFIXES | set("镇乡")
_MARKS = frozenset("，。；")
_NEAR = 24
"""What a series of ratios divides is named no further before its clause."""
_LONG = 16
"""An object that is longer says more than what is measured."""


class Naming(Wording):
    """What names the figures of a document."""

    def span(self, index: int, led: bool) -> Span | None:
        """The words that name a figure by themselves; `led` ones may take theirs over."""
        if self.frames[index].role == "condition":
            return self._of_size(index)
        phrase = self._with_size(index)
        if self.quantities[index].kind == "count":
            return self._of_count(index, phrase, led)
        if self.quantities[index].kind == "rank":
            return self._of_rank(index, phrase, led)
        if phrase.noun is None and self.quantities[index].rule == "ratio.series":
            return self._of_series(index)
        return self._of_amount(index, phrase, led)

    def _of_series(self, index: int) -> Span | None:
        """What a series of ratios divides, where only its first member (8.6：41.4) or the clause before names it."""
        before, start = self.quantities[index - 1] if index else None, self.phrases[index].segment[0]
        if before is not None and before.rule == "ratio.series" and before.sentence == self.quantities[index].sentence:
            return self.span(index - 1, False)
        low = max(start - _NEAR, self.it.text.rfind("。", 0, start) + 1)
        named = self.cues.proportion.search(self.it.text, low, start)
        return named.span() if named else None

    def opening(self, index: int) -> Span | None:
        """The verb before a list of sized things that are counted together: 探明｜超6吨金矿、9亿吨级煤矿等矿产16处."""
        phrase = self.phrases[index]
        if phrase.noun is None or self.quantities[index].kind != "count" or not index:
            return None
        first = index
        while first and self.phrases[first - 1].segment == phrase.segment:
            first -= 1
            if self.frames[first].role != "condition":
                return None
        opening = self.phrases[first]
        listed = first < index and self.cues.etc.search(self.it.text, *phrase.noun) is not None
        return opening.verb if listed and opening.verb_role == "act" else None

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

    def _of_size(self, index: int) -> Span | None:
        """What a size measures, where that is named beside it (月租万元以上, 产值超亿元) or beside the one before."""
        phrase = self.phrases[index]
        noun = phrase.noun or phrase.verb
        listed = noun is None and index > 1 and self.phrases[index - 1].joined and phrase.counted is not None
        if listed and self.frames[index - 2].role == "condition" and self.phrases[index - 2].counted == phrase.counted:
            return self._of_size(index - 2)  # 1个｜产值｜过百亿元、6个过十亿元的企业
        if noun is not None and (made := self.cues.capacity.search(self.it.text, *noun)):
            return made.span()  # 恒丰集团｜年产｜600台农机项目
        return self.clipped(noun) if noun is not None and self.it.cues.measured.search(self.it.text, *noun) else None

    def _of_rank(self, index: int, phrase: Phrase, led: bool) -> Span | None:
        """What a rank is of: the contest, or what stands before the verb of ranking or the pool."""
        text, start, end = self.it.text, phrase.segment[0], self.quantities[index].start
        if ranking := self.cues.ranking.search(text, start, end):
            return self.clipped(ranking.span("ranking"))
        if contest := self.cues.contest.search(text, start, end):
            return contest.span("contest")
        named = self._ranked(phrase.noun, led)
        told_before = named is None or self.it.names_doer(named[1])
        if told_before and (before := words_before(self.it, self.quantities, self.phrases, index)):
            contest = self.cues.contest.search(text, *before)  # 在综合考核中，工商联名列｜第三
            return contest.span("contest") if contest else named
        return named

    def _ranked(self, noun: Span | None, led: bool) -> Span | None:
        """A noun phrase before a rank without the verb of ranking and the pool."""
        if noun is None:
            return None
        text, cues = self.it.text, self.cues
        if text[noun[0]] == "在" and noun[1] - noun[0] > 1:
            noun = noun[0] + 1, noun[1]
        ranked = cues.ranked.search(text, *noun) or cues.pool.search(text, *noun)
        if ranked is None:
            return self.clipped(noun)
        named = noun[0], ranked.start()
        if named[0] == named[1]:
            return None
        if self.it.cues.compared.fullmatch(text, *named) and (led or not self.cues.number.fullmatch(text, *named)):
            return None
        return self.clipped(named)

    def _of_amount(self, index: int, phrase: Phrase, led: bool) -> Span | None:
        """What an amount, rate or size is of: its noun, with the verb that acts on it, or that verb alone."""
        kind, noun, role = self.quantities[index].kind, phrase.noun, phrase.verb_role
        verb = phrase.verb and self.unsummed(phrase.verb)
        if phrase.predicate is not None:
            if kind == "ratio" and noun is None:
                told = self.predicate(phrase.predicate)
                following = self.quantities[index + 1] if self.right_behind(index, phrase.predicate[1]) else None
                return (told[0], following.end) if told and following else told  # 六成校舍｜达到360平方米
            if kind == "duration":
                return phrase.predicate
            if kind == "measure" and self.it.text[phrase.predicate[0] - 1] == "的":
                return self.predicate(phrase.predicate)
        if (
            phrase.change_word is not None
            and (verb is None or role == "pivot")
            and (kind == "money" or (noun is None and not led))
        ):
            start, end = phrase.change_word
            if rise := self.cues.own_rise.search(self.it.text, max(phrase.segment[0], start - 2), end):
                return rise.span()
            for_whom = self.it.role_at(noun[0]) == "preposition" if noun else False
            if noun and for_whom and self.it.text[noun[0]] in self.cues.aside:
                return start, end  # 为企业｜节省｜6万元
        done = phrase.counted or noun
        if noun and verb and (nth := self.cues.nth.match(self.it.text, verb[0], noun[1])):
            before = (phrase.segment[0], verb[0]) if nth.end() == noun[1] else (nth.end(), noun[1])
            return self.clipped(before) if self.it.cues.measured.search(self.it.text, *before) else None
        light = verb is None or self.is_light(phrase, self.quantities[index])
        if phrase.counted and phrase.predicate and phrase.counted[1] == phrase.predicate[0]:
            done = phrase.counted[0], phrase.predicate[1]
        if kind == "measure" and light and done is not None and self.it.names_act(done[1]):
            return self.clipped(self.it.without_task(done))
        if noun is not None and kind == "money" and (donor := self.cues.donor.match(self.it.text, *noun)):
            noun = donor.end(), noun[1]  # 副会长赵甲乙｜捐款
        if noun is None:
            if kind == "duration" and verb is None and not led:
                return phrase.change_word  # 承包到期后｜延长｜30年
            if kind == "measure" and role is None and phrase.counted and phrase.change_word and not led:
                return phrase.change_word  # 新增｜9万吨产能
            if kind == "measure" and role in (None, "finish") and phrase.counted is not None:
                return phrase.counted if self.it.acts(*phrase.counted) else None
            goes_on = led and index and self.quantities[index - 1].kind == kind and only_done(phrase, kind)
            if kind == "measure":
                verb = verb and (self.finished(verb, self.quantities[index]) or verb)
            return None if goes_on else verb
        if phrase.counted is not None and (one := self.cues.one.search(self.it.text, *noun)):
            return self.clipped((one.end(), noun[1]))  # 调解一起｜涉案金额6万元的纠纷
        if verb is None:
            elided = led and phrase.joined and kind == "measure" and self.frames[index].role != "part"
            elided = elided and not (phrase.reached or phrase.change) and not self.it.names_act(noun[1])
            of_area = (
                phrase.counted and kind == "ratio" and self.cues.of_area.search(self.it.text, noun[0] + 1, noun[1])
            )
            return None if elided else self.clipped((noun[0], of_area.start()) if of_area else noun)
        if kind == "measure" and role in ("act", "pivot", "noun_verb") and not phrase.reached:
            return self.finished(verb, self.quantities[index]) or verb
        if kind == "money" and verb[1] == noun[0] and self.cues.done.fullmatch(self.it.text, verb[0], noun[1]):
            return verb[0], noun[1]
        if role in ("finish", "pivot") or (role in ("up", "down") and kind in RATES) or verb[1] > noun[0]:
            return self.clipped(noun)
        of_thing = self.it.cues.invested.fullmatch(self.it.text, *noun) and self.it.text.startswith(
            "的", self.quantities[index].end
        )  # 抓好｜总投资9亿元的项目
        verb = self.newly(index, verb)
        paid = kind == "money" and self.cues.paid.fullmatch(self.it.text, verb[0], noun[1])
        return noun if of_thing or paid else (verb[0], noun[1])

    def _of_count(self, index: int, phrase: Phrase, led: bool) -> Span | None:
        """What a count is of: what the counted do, the verb that acts on them, else the noun."""
        if (told := self._told_of_things(index, phrase)) is not None:
            return told
        if self._is_theirs(index, phrase):
            return phrase.counted  # 解决6000人的｜饮水问题
        if phrase.verb is not None:
            return self._by_verb(index, phrase, phrase.verb)
        text, cues, quantity, noun = self.it.text, self.cues, self.quantities[index], phrase.noun
        if noun is None and phrase.counted is not None and (done := self._done(phrase)) is not None:
            return done
        if noun is None:
            return None if phrase.change is None or (led and phrase.counted is None) else phrase.change_word
        if quantity.per is not None and (each := text.rfind("每", phrase.segment[0], noun[0])) >= 0:
            return self.clipped((each, noun[1]))  # 每千人拥有企业
        if owned := cues.owned.search(text, *noun) or cues.having.search(text, phrase.segment[0], noun[0]):
            return owned.span()
        if self.it.cues.employment.search(text, *noun):
            return self.clipped(noun)
        if covering := cues.covering.search(text, phrase.between[0], quantity.start):
            return covering.span() if phrase.counted else self.clipped((noun[0], covering.end()))
        if phrase.counted is not None:
            if self.it.cues.milestone.match(text, phrase.counted[0]):
                return self.clipped(noun)  # 产值｜连跨两个台阶
            return phrase.change_word or self._done(phrase)  # “强校”工程｜提升｜40所高中
        elided = led and not (phrase.reached or phrase.change) and not self.it.names_act(noun[1])
        sized = self.frames[index].role == "from" and noun != self.phrases[index].noun
        elided = elided and not sized  # 产值过亿元的｜企业由2家增加到6家
        return None if elided else self._handed_in(index, noun) or self.clipped(noun)

    def _done(self, phrase: Phrase) -> Span | None:
        """The verb that tells right before a count, or before its adverbs, that it was done: 至少｜完成｜6篇报告."""
        words = self.it.words
        done = [at for at in words.between(*phrase.between) if words.roles[at] == "finish"]
        return (words.starts[done[-1]], words.ends[done[-1]]) if done else None

    def _is_theirs(self, index: int, phrase: Phrase) -> bool:
        """Whether what 的 parts from counted persons is what they have, and nothing that their measure word counts."""
        measure = self.it.measure_word(self.quantities[index])
        if phrase.counted is None or measure is None or measure.default not in _PEOPLE:
            return False
        if not self.it.text.startswith("的", self.quantities[index].end):
            return False
        thing = self.it.lexicon.nouns.to(self.it.text, phrase.counted[1])
        return thing is not None and thing[1].entity_class not in (*measure.classes, measure.default)

    def _handed_in(self, index: int, noun: Span) -> Span | None:
        """The act before of which a count of papers or meetings is a further object: 提交提案9件，｜社情民意｜5条."""
        clause = self.frames[index].clause
        for at in range(index, max(0, index - _FURTHER), -1):
            end, before = self.quantities[at - 1].end, self.phrases[at - 1]
            beside = self.it.text[end] == "，" and noun[0] == end + 1 and self.frames[at - 1].clause == clause
            if not beside or self.phrases[at].reached or not self._is_paper(at) or not self._is_paper(at - 1):
                return None
            if before.verb is not None or before.noun is None:
                return before.verb if before.verb_role == "act" else None
            noun = before.noun
        return None

    def _is_paper(self, index: int) -> bool:
        """Whether a count is of things that there are only where somebody makes them."""
        noun = self.phrases[index].noun
        named = self.it.lexicon.nouns.to(self.it.text, noun[1]) if noun else None
        return named is not None and named[1].entity_class in _MADE

    def _told_of_things(self, index: int, phrase: Phrase) -> Span | None:
        """What the counted do, unless a verb acts on them."""
        words, quantity, role = self.it.words, self.quantities[index], phrase.verb_role
        listed = phrase.noun is None or self.it.text.startswith("等", phrase.noun[1])
        listed = listed or phrase.counted is not None or self.clipped(phrase.noun) is None  # 启动甲、乙两条道路｜建设
        told = role in (None, "pivot", "finish") or (listed and self.is_light(phrase, quantity))
        if phrase.predicate is None or not told:
            return None
        if phrase.change and (phrase.noun or not self.it.acts(*phrase.predicate)):
            return None  # 提升｜40所高中｜办学能力
        if (
            phrase.counted is None
            and quantity.measure_word in self.it.cues.times
            and (held := self.it.held(phrase.predicate))
        ):
            return held[0]  # 市领导三次｜召开｜座谈会
        predicate = self.predicate(self._behind_whom(index, phrase.predicate))
        following = self.right_behind(index, phrase.predicate[1])
        helped = phrase.verb is not None and self.it.text[slice(*phrase.verb)] in self.cues.helping
        if predicate is None or (role == "pivot" and following == "money" and not helped):
            return None
        predicate = self._with_second(predicate)
        if following == "rank" and self.cues.ranked.match(self.it.text, *predicate):
            return predicate[0], self.quantities[index + 1].end  # 5项指标｜居全省首位
        if self._settles(index, predicate[1]) and (verb_end := self.it.act_end(predicate[0])) < predicate[1]:
            return predicate[0], verb_end  # 26家企业｜帮扶｜青阳县8个村
        if following == "event" and quantity.measure_word not in self.it.cues.place:
            acts = [i for i in words.between(*predicate) if words.roles[i] == "act"]
            if acts:  # 组织6家企业｜参加｜展会9场
                return words.starts[acts[-1]], words.ends[acts[-1]]
        if following != "event":
            return self._before_next(index, predicate, phrase.predicate[1])
        return predicate

    def _behind_whom(self, index: int, predicate: Span) -> Span:
        """What the counted do, where the next figure counts for whom they do it: 6家银行为｜80家企业｜办理贷款."""
        whom = self.it.text[slice(*predicate)] in self.cues.aside and self.right_behind(index, predicate[1])
        return (self.phrases[index + 1].predicate if whom else None) or predicate

    def _with_second(self, predicate: Span) -> Span:
        """What the counted do, with the second of two acts of as many words: 退城入园、｜易地发展."""
        start, end = predicate
        second = end + 1, 2 * end - start + 1
        paired = self.it.text[end : end + 1] == "、" and self.it.text[second[1] : second[1] + 1] in _MARKS
        return (start, second[1]) if paired and self.it.acts(*second) else predicate

    def _before_next(self, index: int, predicate: Span, end: int) -> Span:
        """What the counted do, up to `end`, without the verb that acts on the figure there (合作｜发放贷款3亿元)."""
        if index + 1 == len(self.quantities) or self.quantities[index + 1].start != end:
            return predicate
        verb, noun = self.phrases[index + 1].verb, self.phrases[index + 1].noun
        own = (predicate[0], verb[0]) if verb is not None and noun is not None else predicate
        return own if self.it.acts(*own) else predicate

    def _by_verb(self, index: int, phrase: Phrase, verb: Span) -> Span:
        """The verb that acts on the counted, with its object where it says too little, or that object alone."""
        noun, quantity = phrase.noun, self.quantities[index]
        verb = self.finished(verb, quantity) or self.newly(index, self.unsummed(verb))
        if noun is None:
            return verb
        whole = phrase.verb_role == "finish" or (phrase.counted is None and self.it.without_task(noun) == noun)
        if whole and self.is_light(phrase, quantity) and self.it.names_act(noun[1]):
            return noun
        if self.it.cues.employment.search(self.it.text, *noun):
            return verb[0], noun[1]
        measure = self.it.measure_word(quantity)
        if measure and measure.default == "household" and self.it.cues.service.search(self.it.text, *noun):
            return verb[0], noun[1]  # 新增｜宽带｜1000户
        telling = self.cues.telling.search(self.it.text, *verb) is not None
        telling = telling and quantity.measure_word not in self.cues.of_list
        return (verb[0], noun[1]) if telling and noun[1] - noun[0] <= _LONG else verb

    def _settles(self, index: int, end: int) -> bool:
        """Whether what ends at `end` closes with the place of what the next figure counts right there."""
        following = self.quantities[index + 1] if index + 1 < len(self.quantities) else None
        counts = following is not None and following.start == end and following.kind == "count"
        return counts and self.it.text[end - 1] in _PLACES
