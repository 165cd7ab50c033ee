"""Before: the verb and the noun phrase that stand before a figure."""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal, NamedTuple

import regex

from .model import Span
from .passage import Passage

_ACTING = frozenset({"act", "pivot", "noun_verb", "single", "finish"})
_PLAIN_VERBS = frozenset({"act", "pivot", "finish"})
_LINKING = frozenset({"adverb", "preposition"})
_NAMES = frozenset({"noun", "none"})
_FILLER = frozenset("了是的：:—-–─等其 （“")
_CONJUNCTIONS = frozenset({"和", "与", "及", "以及", "并", "或"})
_AND = frozenset({"和", "与", "及", "以及", "以"})
_UNDERTAKINGS = frozenset({"event", "project"})
_JOINTS = _CONJUNCTIONS | {"、"}
_EACH = regex.compile(r"(?<=[为至到达]|^|，)每[^，。；\d每]{1,3}$|每[年月日天人户]$")


class Reached(NamedTuple):
    """Where what stands before the verbs of reaching and changing ends, what they are, and whether one reaches."""

    end: int
    change: Literal["up", "down"] | None
    change_word: Span | None
    reached: bool


_LONGEST_REMARK = 20


class Governed(NamedTuple):
    """The verb that governs a figure, its role, where the noun phrase begins, and whether a preposition opens that."""

    verb: Span | None
    role: str | None
    start: int
    preposition: bool = False


def strip(it: Passage, floor: int, end: int, inside: range) -> Reached:
    """What stands right before `end`: verbs of reaching and changing, adverbs, times and fillers, taken off."""
    text, words = it.text, it.words
    change: Literal["up", "down"] | None = None
    change_word: Span | None = None
    reached = listed = False
    index = len(inside) - 1
    while end > floor:
        while index >= 0 and words.ends[inside[index]] > end:
            index -= 1
        at_word = index >= 0 and words.ends[inside[index]] == end
        if at_word and words.roles[inside[index]] not in _NAMES:
            role, start = words.roles[inside[index]], words.starts[inside[index]]
            if text[start - 1] == "占" and start > floor:
                break  # 占｜计划｜的六成
            if role == "up" or role == "down":
                if listed:
                    break  # 业务收入增幅等5项指标
                change = change or ("up" if role == "up" else "down")
                change_word = change_word or (start, end)
                if text[end - 1] in it.cues.rate and end - start > 1:
                    break  # 增速, 涨幅 name what is measured
            elif role == "reach" or (role == "finish" and start > floor):
                reached = True
            elif role == "preposition":
                word = text[start:end]
                if word in it.cues.reaching and start > floor:
                    reached = True
                elif word not in it.cues.origin:
                    break
            elif role != "adverb":
                break
            end = start
        elif (time := it.times.get(end)) is not None and time >= floor:
            end = time
        elif at_word:
            break
        elif text.find("每", max(floor, end - 4), end) >= 0 and (each := _EACH.search(text, max(floor, end - 4), end)):
            end = each.start()
        elif text[end - 1] in _FILLER:
            end -= 1
            listed = listed or text[end] == "等"
        elif (remark := remark_before(it, floor, end)) is not None:
            end = remark
        else:
            break
    return Reached(end, change, change_word, reached)


def remark_before(it: Passage, floor: int, end: int) -> int | None:
    """Where words begin that end at `end` and say how a number was made, not of what it is: （预计，下同）, 按…口径."""
    if it.text[end - 1 : end] != "）":
        grounds = it.cues.grounds.match(it.text, floor, end)
        return grounds.start() if grounds and grounds.start() > floor else None
    start = it.text.rfind("（", max(floor, end - _LONGEST_REMARK), end)
    return start if start >= 0 and it.cues.remark.fullmatch(it.text, start, end) else None


def opening(it: Passage, floor: int, end: int, inside: range) -> Governed:
    """Of a named series, only a verb that opens its clause governs it: 实现｜工业增加值｜增长."""
    text, words = it.text, it.words
    if given := _given(it, end, inside):
        return given
    start = floor
    if text.startswith("“", floor) and (closed := text.find("”", floor, end)) > 0 and it.role_at(closed + 1) == "pivot":
        start = closed + 1  # “快审批”｜推动｜检查次数
    for at in inside:
        begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
        if begin < start:
            continue
        if begin > start or stop > end or (stop == end and role != "pivot"):
            break
        if role in ("pivot", "up") or (role == "act" and text[begin:stop] in it.cues.joining):
            return Governed((begin, stop), role, stop)  # 入驻｜企业｜达到8家
        if role not in ("reach", "finish") and (role != "adverb" or text[begin:stop] in it.cues.adjectival):
            break
        start = stop
    for at in reversed(inside):  # 技术可降低｜用水成本｜5%
        begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
        if role not in ("up", "down") or begin < start or end - stop < 2 or stop - begin < 2:
            continue
        if text[stop - 1] in it.cues.rate:
            continue
        noun_ending = it.cues.noun_ending
        if noun_ending.match(text, end - 1, end) or noun_ending.match(text, stop) or "占" in text[stop:end]:
            break
        return Governed((begin, stop), role, stop)
    return Governed(None, None, start)


def _given(it: Passage, end: int, inside: range) -> Governed | None:
    """What is given to somebody, behind an adverb: 协调银行为会员累计｜授信｜达6亿元."""
    words, told = it.words, [at for at in inside if it.words.ends[at] <= end]
    if len(told) < 3 or words.ends[told[-1]] != end or words.roles[told[-1]] != "noun_verb":
        return None
    begin = words.starts[told[-1]]
    adverb = words.roles[told[-2]] == "adverb" and words.ends[told[-2]] == begin
    to_whom = any(it.text[words.starts[at] : words.ends[at]] in it.cues.giving for at in told[:-2])
    return Governed((begin, end), "noun_verb", end, True) if adverb and to_whom else None


def governor(it: Passage, floor: int, end: int, inside: range, money: bool, eventful: bool) -> Governed:
    """The verb that acts on what stands before `end`.

    `money` says that the figure is an amount, `eventful` that it counts events.
    """
    text, words = it.text, it.words
    if (text[end : end + 1] == "等" or text[end - 1 : end] in _AND) and (
        whole_list := _before_list(it, floor, end, inside)
    ):
        return whole_list
    if undertaken := _undertaken(it, floor, end, inside, money):
        return undertaken
    if money and it.cues.traded.fullmatch(text, floor, end):
        return Governed(None, None, floor)  # ｜对东盟出口｜6亿元
    if text[end : end + 1] == "的" and inside and words.starts[inside[0]] == floor and text.find("的", floor, end) < 0:
        stop = words.ends[inside[0]]  # 新开通｜甲地至乙地的｜3条航线
        if words.roles[inside[0]] == "act" and stop < end:
            return Governed((floor, stop), "act", stop)
    start = floor
    quotes = text.find("”", floor, end) >= 0
    for at in reversed(inside):
        begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
        if stop > end or role in _NAMES or (quotes and _is_quoted(it, floor, begin, end)):
            continue
        if stop < end and it.cues.noun_ending.match(text, stop):  # 拥有量, 参合率, 覆盖面
            continue
        if text[stop : stop + 1] == "的":  # 新建的7个超市, 实施的幼儿园等6个项目
            continue
        if role == "pivot" and begin > floor and _is_behind_verb(it, inside, begin):
            continue  # 出台｜支持乡村发展的｜20条措施
        opens = role == "act" and begin == floor and it.role_at(stop) == "noun_verb"  # 收集｜融资、用地等诉求36条
        if not opens and _is_listed(it, floor, stop):  # 战略性重组、管理制度等16项改革
            continue
        if role == "noun_verb":
            if found := _governing_noun(it, floor, end, inside, at, money):
                return found
        elif role in _ACTING:
            outer = words.starts[inside[0]], words.ends[inside[0]]
            within = at > inside[0] and outer[0] == floor and role == words.roles[inside[0]] == "act"
            if within and not money and end - stop == 1 and it.lexicon.nouns.to(text, end) is None:
                return Governed(outer, "act", outer[1])  # 新建｜单产提升示范方
            if _governs(it, floor, end, inside, at, eventful):
                return Governed(_widened(it, floor, (begin, stop)), role, stop)
        elif role == "preposition":
            if stop == end and begin == floor:
                return Governed(None, None, end, True)
            if stop < end and text[begin:stop] not in _AND:
                return Governed(None, None, stop, True)
        elif stop < end and text[begin:stop] not in it.cues.adjectival:
            if role == "up" or role == "down":
                if stop - begin > 1 and text[stop - 1] not in it.cues.rate:
                    return Governed((begin, stop), role, stop)
                continue
            start = stop
            break
    return Governed(None, None, start)


def _before_list(it: Passage, floor: int, end: int, inside: range) -> Governed | None:
    """新开工甲至乙、丙至丁等2个项目, 实施提升行动和12个方案: the verb before the whole list."""
    words = it.words
    for at in inside:
        begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
        if it.text[stop : stop + 1] == "的":
            continue  # 投资亿元｜实施的｜幼儿园等6个项目
        if (role in _PLAIN_VERBS or role == "up") and stop < end:
            return Governed((begin, stop), role, stop) if _is_clear(it, floor, begin, inside) else None
    return None


def _governing_noun(it: Passage, floor: int, end: int, inside: range, at: int, money: bool) -> Governed | None:
    """投资 5亿元 acts where it opens the clause or somebody does it; 固定资产投资 is a noun."""
    text, words = it.text, it.words
    begin, stop = words.starts[at], words.ends[at]
    before = range(inside.start, at)
    acted = any(
        words.roles[i] in ("act", "pivot", "noun_verb") and not _is_quoted(it, floor, words.starts[i], begin)
        for i in before
    )
    if stop == end:
        given = any(text[words.starts[i] : words.ends[i]] in it.cues.giving for i in before)
        if any(words.ends[i] == begin and text[words.starts[i] : begin] in it.cues.adding for i in before):
            return None  # 为会员企业｜新增｜授信
        doer = money and text[begin:stop] not in it.cues.received and it.names_doer(begin)
        if (given and not acted) or doer:
            return Governed((begin, stop), "noun_verb", end, True)
        if not money and any(words.ends[i] == begin and words.roles[i] == "pivot" for i in before):
            return Governed((begin, stop), "act", end)  # 推动｜建设｜2个基地
        if at > 0 and words.ends[at - 1] == begin and text[words.starts[at - 1] : begin] in _CONJUNCTIONS:
            wide = _widened(it, floor, (begin, stop))
            added = money and any(words.ends[i] == wide[0] and words.roles[i] == "up" for i in before)
            if wide != (begin, stop) and not added:  # 新增｜贷款及贴息
                return Governed(wide, "noun_verb", end)
        if not money and any(words.ends[i] == begin and text[words.starts[i] : begin] in it.cues.will for i in before):
            return Governed((begin, stop), "act", end)  # 将｜建设｜50家商会
    named = begin > floor and it.cues.programme.search(text, floor, begin) is not None  # “春风行动”｜服务企业12家
    wide = _widened(it, floor, (begin, stop))
    builds = text[begin:stop] in it.cues.building and text[floor:begin] not in it.cues.light
    opens = begin > floor and _is_clear(it, floor, wide[0], inside)
    if stop < end and opens and wide[0] < begin and (builds or text[begin - 1] in _JOINTS):
        return Governed(wide, "noun_verb", stop)  # 建设和改造｜地下管网, 提质改造｜农村公路
    if begin == floor or (stop < end and not acted and (named or _is_clear(it, floor, begin, inside))):
        return Governed((begin, stop), "noun_verb", stop)
    return None


def _undertaken(it: Passage, floor: int, end: int, inside: range, money: bool) -> Governed | None:
    """A verb that opens the clause, and whose object is an undertaking: 开展｜家庭医生签约服务."""
    for at in inside:
        begin, stop = it.words.starts[at], it.words.ends[at]
        word = it.text[begin:stop]
        adds = word in it.cues.adding and it.role_at(stop) not in _ACTING
        if adds and stop < end and _is_clear(it, floor, begin, inside):
            named = it.lexicon.nouns.to(it.text, end) is not None  # 新增｜投资备案企业
            return Governed((begin, stop), "up", stop) if named else None
        if word in it.cues.asking and (asked := [i for i in inside if it.words.roles[i] == "act" and i > at]):
            return Governed((begin, stop), "act", it.words.ends[asked[-1]])  # 提请｜人大常委会审议｜法规
        if money and word in it.cues.paying and stop < end and it.cues.funds.search(it.text, stop, end):
            return Governed((begin, stop), it.words.roles[at], stop)  # 发放｜创新扶持资金
        if word in it.cues.undertaking and stop < end:
            noun = it.lexicon.nouns.to(it.text, end)
            event = it.names_act(end) if noun is None else noun[1].entity_class in _UNDERTAKINGS
            event = event and _is_clear(it, floor, begin, inside)
            return Governed((begin, stop), it.words.roles[at], stop) if event else None
        if it.words.roles[at] != "adverb":
            break
    return None


def _is_behind_verb(it: Passage, inside: range, begin: int) -> bool:
    """Whether a verb ends where the one at `begin` starts."""
    return any(it.words.ends[i] == begin and it.words.roles[i] == "act" for i in inside)


def _is_quoted(it: Passage, floor: int, at: int, end: int) -> bool:
    """Whether a word at `at` stands in quotes that are closed before `end`: “为邻里办实事”68件."""
    opened = it.text.rfind("“", floor, at)
    return opened >= 0 and it.text.find("”", opened, at) < 0 and it.text.find("”", at, end) > 0


def _is_listed(it: Passage, floor: int, end: int) -> bool:
    """Whether a verb that ends at `end` closes an item of a list of things, and no other verb follows it."""
    while (role := it.role_at(end)) in _ACTING:
        end = it.words.end_of(end)
    if role is None and it.text[end : end + 1] == "等":
        return it.text.find("、", floor, end) >= 0  # 通关、证照｜换发｜等问题
    return role is None and it.text[end : end + 1] == "、" and it.role_at(end + 1) not in _ACTING


def _governs(it: Passage, floor: int, end: int, inside: range, at: int, eventful: bool) -> bool:
    """Whether a verb acts on the figure: not one inside a modifier (新登记的企业), nor one that names the event."""
    words = it.words
    begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
    if role == "single" and not _is_clear(it, floor, begin, inside):
        return False
    if role == "act" and stop == end and eventful:
        acted = any(words.ends[i] < begin and words.roles[i] in _PLAIN_VERBS for i in inside)
        if acted and not any(words.starts[i] < begin <= words.ends[i] for i in inside if i != at):
            return False
    if role == "pivot" or begin == floor or (it.text.find("的", stop, end) < 0 and it.text[end : end + 1] != "的"):
        return True
    return _is_clear(it, floor, begin, inside)


def _is_clear(it: Passage, floor: int, at: int, inside: range) -> bool:
    """Whether only adverbs and prepositional phrases stand between `floor` and `at`."""
    return at <= floor or any(it.words.roles[i] in _LINKING for i in inside if it.words.ends[i] == at)


def _widened(it: Passage, floor: int, span: Span) -> Span:
    """A verb with the verbs joined to its front: 组织开展, 建设和改造, 接收并管理."""
    text, words = it.text, it.words
    start, end = span
    at = bisect_left(words.starts, start) - 1
    while at >= 0 and words.starts[at] >= floor:
        between = text[words.ends[at] : start]
        if between not in ("", "、"):
            break
        word = text[words.starts[at] : words.ends[at]]
        if word in _CONJUNCTIONS:
            if at == 0 or words.ends[at - 1] != words.starts[at] or words.roles[at - 1] not in _ACTING:
                break
            at -= 1
        elif word in it.cues.jointly or words.roles[at] not in (_ACTING if between else _PLAIN_VERBS):
            break
        start = words.starts[at]
        at -= 1
    return start, end
