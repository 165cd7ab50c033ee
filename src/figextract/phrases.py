"""Phrases: for each figure the words of its clause that may say what it measures.

Between the marks around a figure stand, in this order: a verb that acts on it, a noun phrase, verbs of reaching or
changing and adverbs, the figure, the noun that it counts, and what that noun does.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from .annotate.words import WordSpans
from .lexicon import Lexicon, MeasureWord
from .model import Layout, Period, Quantity

Span = tuple[int, int]

_MARK = regex.compile(r"[，。；：！？\n]")
_JOINT = regex.compile(r"[、]|以及|(?<![共协温饱总])和(?![谐平美睦解])|(?<!普)及(?!率|其|时|格)|与(?!会)|或|并(?!网|购|轨)")
_FILLER = "了的：:—-–─等其 （“"
_STOP = regex.compile(r"[，。；：！？、）\n\s]|等(?![级地于])")
_OF = regex.compile(r"的")
_LEADING = regex.compile(r"(?:了|的|各类|各种|各级|一批|以及|和|及|与|或|并|等|、|其中|此外|同时|，)+")
_ACTING = ("act", "pivot", "noun_verb", "single", "finish")
_PLAIN_VERBS = ("act", "pivot", "finish")
_BREAKING = ("act", "pivot", "finish", "reach", "up", "down", "preposition", "adverb")
_NUMBERS = frozenset(("人数", "人次", "户数", "家数"))
_NOT_NOMINAL = frozenset(("数据", "数字", "数智", "数控", "度假", "度夏", "面源", "面向", "量子", "力争", "率先"))
_NOMINAL = frozenset("率量数额度者力面")
_DOERS = ("region", "site", "enterprise", "chamber", "person", "market_entity", "institution", "federation")
_EACH_END = regex.compile(r"(?<=[为至到达]|^|，)每[^，。；\d每]{1,3}$|每[年月日天人户]$")
_MILESTONE_NOUN = regex.compile(r"台阶|大关|关口|门槛|俱乐部|行列")
_COMPARED = regex.compile(r"(?:比|较|高于|低于|快于|慢于|高出|领先|优于)[^，。；]{1,14}|每[^，。；]{1,2}|(?:同比)?(?:增速|增幅|涨幅|降幅|增长率|增长速度|减幅)|(?:是|比|较|首次|连续|继续|在[^，。；]{2,20}中)")
_RATE_ENDS = frozenset("速幅率")
_THROUGHOUT = regex.compile(r"(?:连续|已|坚持)$")
_INTO = frozenset("列纳入进获成被")
_PASSIVE = frozenset("被获荣入受")
_LINKING = ("adverb", "preposition")
_ENDING = (*_BREAKING, "noun_verb", "single")
_CONJUNCTIONS = frozenset(("和", "与", "及", "以及", "并", "或"))
_WEAK = frozenset("达有为至共到超逾")
_GIVING = frozenset("为向对给")
_LIMITS = ("以上", "以下", "以内", "左右")
_PLACES = frozenset("省市县区镇乡村校院国州旗盟")
_AVERAGES = frozenset(("人均", "户均", "平均", "年均", "月均", "日均", "实际", "新", "重点", "集中", "连续"))
_SERIES = ("ratio", "points", "multiple", "rank", "score")


@dataclass(frozen=True, slots=True)
class Phrase:
    """The phrases of one figure as spans of the clean text, None where there is none.

    `verb` acts on the figure (`pivot`: its object acts in turn), `noun` stands before the figure, `counted` behind
    it, `predicate` says what the counted do. `between` runs from the end of `noun` to the figure: the verbs of
    reaching and changing, whose roles are `change` and `reached`. `joined` says that the figure goes on a list begun
    by the one before it in the same clause.
    """

    segment: Span
    verb: Span | None
    verb_role: str | None
    noun: Span | None
    between: Span
    change: Literal["up", "down"] | None
    change_word: Span | None
    reached: bool
    counted: Span | None
    predicate: Span | None
    preposition: bool
    joined: bool


def find_phrases(
    text: str, layout: Layout, quantities: Sequence[Quantity], words: WordSpans, periods: Sequence[Period],
    lexicon: Lexicon,
) -> list[Phrase]:  # fmt: skip
    """The phrases of every quantity, in order; time expressions belong to none."""
    times = {period.end: period.start for period in periods}
    starts = list(times.values())
    marks = [m.start() for m in _MARK.finditer(text)]
    phrases: list[Phrase] = []
    for index, quantity in enumerate(quantities):
        sentence = layout.sentences[quantity.sentence]
        before = quantities[index - 1] if index and quantities[index - 1].sentence == quantity.sentence else None
        after = quantities[index + 1] if index + 1 < len(quantities) else None
        ceiling = after.start if after is not None and after.sentence == quantity.sentence else sentence.end
        place = bisect_right(marks, quantity.start - 1) - 1
        left = max(marks[place] + 1 if place >= 0 else 0, sentence.start)
        place = bisect_left(marks, quantity.end)
        right = min(marks[place] if place < len(marks) else len(text), sentence.end)
        segment = (left, right)
        joined = False
        floor = left
        if before is not None and before.end > left:
            floor = before.end
            joined = True
            joints = list(_JOINT.finditer(text, before.end, quantity.start))
            if joints:
                floor = joints[-1].end()
            elif floor < quantity.start and not text[floor : quantity.start].strip():
                joined = False
        phrases.append(_phrase(text, quantity, words, segment, floor, min(right, ceiling), right, joined, times, starts, lexicon))
    return phrases


def _phrase(
    text: str, quantity: Quantity, words: WordSpans, segment: Span, floor: int, ceiling: int, right: int, joined: bool,
    times: Mapping[int, int], starts: Sequence[int], lexicon: Lexicon,
) -> Phrase:  # fmt: skip
    inside = words.between(floor, quantity.start)
    end, change, change_word, reached = _strip(text, quantity.start, floor, words, inside, times)

    def doer(place: int) -> bool:
        """Whether somebody who can act is named right before `place`."""
        noun = lexicon.nouns.to(text, place)
        return noun is not None and noun[1].entity_class in _DOERS and quantity.kind == "money"

    measure = lexicon.measure_words.meanings.get(quantity.measure_word or "")
    eventful = measure is not None and measure.default in ("event", "case")
    if quantity.kind in _SERIES or change or reached:
        verb, role, begin, preposition = _opening(text, floor, end, words, inside)
    else:
        verb, role, begin, preposition = _governor(text, floor, end, words, inside, doer, eventful)
    start = _after_times(begin, end, times)
    noun = _trimmed(text, start, end)
    if noun is None and verb is not None and verb[1] == end and verb[0] > floor and quantity.kind in ("count", "measure"):
        noun = _acted_on(text, floor, verb[0], words, inside, times, lexicon, measure)
    if noun is not None and _COMPARED.fullmatch(text, noun[0] if verb is None else min(verb[0], noun[0]), noun[1]):
        noun = verb = role = None
    counted = predicate = None
    if quantity.kind in ("count", "money", "measure", "duration") or text[quantity.end : quantity.end + 1] == "的":
        counted, predicate = _behind(text, quantity, words, ceiling, right, lexicon, starts)
        if (
            quantity.kind == "count"
            and counted is not None
            and noun is not None
            and _role_at(quantity.end, words) in ("act", "noun_verb", "pivot", "finish")
            and measure is not None
            and (head := lexicon.nouns.to(text, noun[1])) is not None
            and head[1].entity_class in measure.classes
        ):  # 会员企业26家参加博览会
            counted, predicate = None, _whole(text, quantity.end, min(ceiling, right))
        if predicate is not None and predicate[0] > right and (verb is not None or change is not None) and not (
            role == "pivot" and counted is not None and doer(counted[1])
        ):
            predicate = None
    return Phrase(
        segment, verb, role, noun, (end, quantity.start), change, change_word, reached, counted, predicate,
        preposition, joined,
    )  # fmt: skip


def _acted_on(
    text: str, floor: int, end: int, words: WordSpans, inside: range, times: Mapping[int, int], lexicon: Lexicon,
    measure: MeasureWord | None,
) -> Span | None:  # fmt: skip
    """The counted thing that stands before its verb: 中欧班列累计｜开行｜1.4万列, “兴商大讲堂”全年｜开讲｜24期."""
    end, *_ = _strip(text, end, floor, words, inside, times)
    subject = _trimmed(text, floor, end)
    if subject is None or measure is None:
        return None
    noun = lexicon.nouns.to(text, subject[1])
    if text[subject[0]] in "“《" or (noun is not None and noun[1].entity_class in measure.classes):
        return subject
    return None


def _strip(
    text: str, end: int, floor: int, words: WordSpans, inside: range, times: Mapping[int, int]
) -> tuple[int, Literal["up", "down"] | None, Span | None, bool]:
    """The end of what stands before the verbs of reaching and changing, what they are, and whether one reaches."""
    change: Literal["up", "down"] | None = None
    change_word: Span | None = None
    reached = False
    index = len(inside) - 1
    while end > floor:
        while index >= 0 and words.ends[inside[index]] > end:
            index -= 1
        at = inside[index] if index >= 0 else -1
        if at >= 0 and words.ends[at] == end:
            role, start = words.roles[at], words.starts[at]
            word = text[start:end]
            if role in ("up", "down") and word[-1] in _RATE_ENDS and len(word) > 1:
                change = change or ("up" if role == "up" else "down")
                change_word = change_word or (start, end)
                break  # 增速, 涨幅 name what is measured
            if role in ("up", "down"):
                change = change or ("up" if role == "up" else "down")
                change_word = change_word or (start, end)
            elif role == "reach" or (role == "finish" and start > floor) or (role == "preposition" and word in _WEAK and start > floor):
                reached = True
            elif role != "adverb" and not (role == "preposition" and word in "从由自比较将"):
                break
            end = start
        elif end in times and times[end] >= floor:
            end = times[end]
        elif (each := _EACH_END.search(text, floor, end)) is not None:
            end = each.start()
        elif text[end - 1] in _FILLER:
            end -= 1
        else:
            break
    return end, change, change_word, reached


def _opening(text: str, floor: int, end: int, words: WordSpans, inside: range) -> tuple[Span | None, str | None, int, bool]:
    """Of a named series, only a verb that opens its clause governs it: 实现｜工业增加值｜增长."""
    start = floor
    for at in inside:
        begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
        if begin > start or stop > end:
            break
        if role == "adverb" and stop < end and text[begin:stop] not in _AVERAGES:
            start = stop
        elif role in ("pivot", "up") and stop < end:
            return (begin, stop), role, stop, False
        elif role in ("reach", "finish") and stop < end:
            start = stop
        else:
            break
    for at in reversed(inside):  # 技术可降低｜用水成本｜5%
        begin, stop, role = words.starts[at], words.ends[at], words.roles[at]
        rate = text[stop - 1] in _RATE_ENDS
        if role in ("up", "down") and start <= begin and end - stop >= 2 and stop - begin > 1 and not rate:
            if text[end - 1] not in _NOMINAL and text[stop] not in _NOMINAL and "占" not in text[stop:end]:
                return (begin, stop), role, stop, False
            break
    return None, None, start, False


def _after_times(start: int, end: int, times: Mapping[int, int]) -> int:
    """Where the phrase goes on behind time expressions that stand at its beginning or inside it."""
    for stop in range(start + 1, end):
        if stop in times:
            start = stop
    return start


def _governor(
    text: str, floor: int, end: int, words: WordSpans, inside: range, doer: Callable[[int], bool],
    eventful: bool,
) -> tuple[Span | None, str | None, int, bool]:
    """The verb that acts on what stands before `end`, its role, where that begins, and whether a preposition does."""
    start = floor
    if text[end : end + 1] == "等":  # 新开工甲至乙、丙至丁等2个项目: the verb before the whole list
        for at in inside:
            if words.roles[at] in (*_PLAIN_VERBS, "up") and words.ends[at] < end:
                if _clear(text, floor, words.starts[at], words, inside):
                    return (words.starts[at], words.ends[at]), words.roles[at], words.ends[at], False
                break
    for at in reversed(inside):
        if words.ends[at] > end:
            continue
        role = words.roles[at]
        span = (words.starts[at], words.ends[at])
        behind = text[span[1] : span[1] + 1]
        pair = text[span[1] : span[1] + 2]
        if ((behind in _NOMINAL and pair not in _NOT_NOMINAL) or pair in _NUMBERS) and span[1] < end:  # 拥有量, 参合率, 覆盖面
            continue
        if behind == "的" and span[1] == end:  # 新建的7个超市
            continue
        if role == "preposition" and span[1] == end and span[0] == floor:
            return None, None, end, True
        if role == "noun_verb":  # 投资 5亿元 acts; 固定资产投资 is a noun
            earlier = [i for i in inside if i < at and words.roles[i] in ("act", "pivot", "noun_verb")]
            given = [i for i in inside if i < at and text[words.starts[i] : words.ends[i]] in _GIVING]
            if span[1] == end and ((given and not earlier) or doer(span[0])):
                return span, role, end, True
            if span[1] == end and at > 0 and words.ends[at - 1] == span[0] and text[words.starts[at - 1] : span[0]] in "和与及并或":
                wide = _widened(text, floor, span, words)
                if wide != span:
                    return wide, role, end, False
            if span[0] == floor or (span[1] < end and not earlier and _clear(text, floor, span[0], words, inside)):
                return span, role, span[1], False
            continue
        if role == "single" and not _clear(text, floor, span[0], words, inside):
            continue
        if role == "act" and span[1] == end and eventful:
            earlier = [i for i in inside if words.ends[i] < span[0] and words.roles[i] in _PLAIN_VERBS]
            if earlier and not any(words.starts[i] < span[0] <= words.ends[i] for i in inside if i != at):
                continue
        if role in ("act", "pivot", "single", "finish"):
            of = _OF.search(text, span[1], end)
            if of is not None and role != "pivot" and span[0] != floor and not _clear(text, floor, span[0], words, inside):  # a verb inside a modifier: 新登记的企业
                continue
            return _widened(text, floor, span, words), role, span[1], False
        if role == "preposition":
            if span[1] == end or text[span[0] : span[1]] in "以及和与":
                continue
            return None, None, span[1], True
        if role in ("reach", "up", "down", "adverb") and span[1] < end:
            if (role in ("up", "down") and span[1] - span[0] == 1) or text[span[0] : span[1]] in _AVERAGES:
                continue
            start = span[1]
            if role in ("up", "down"):
                return span, role, start, False
            break
    return None, None, start, False


def _clear(text: str, floor: int, at: int, words: WordSpans, inside: range) -> bool:
    """Whether only adverbs and prepositional phrases stand between `floor` and `at`."""
    if at <= floor:
        return True
    last = [i for i in inside if words.ends[i] == at]
    return bool(last) and words.roles[last[0]] in ("adverb", "preposition")


def _widened(text: str, floor: int, span: Span, words: WordSpans) -> Span:
    """A verb with the verbs joined to its front: 组织开展, 建设和改造, 接收并管理."""
    start, end = span
    at = bisect_left(words.starts, start) - 1
    joined = False
    while at >= 0 and words.starts[at] >= floor:
        if text[words.ends[at] : start] not in ("", "、"):
            break
        joint = text[words.starts[at] : words.ends[at]] in _CONJUNCTIONS
        joined = joint or text[words.ends[at] : start] == "、"
        if joint:
            if at == 0 or words.ends[at - 1] != words.starts[at] or words.roles[at - 1] not in _ACTING:
                break
            at -= 1
        elif words.roles[at] not in (_ACTING if joined else _PLAIN_VERBS):
            break
        start = words.starts[at]
        at -= 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> Span | None:
    match = _LEADING.match(text, start, end)
    if match:
        start = match.end()
    while end > start and text[end - 1] in " 、，":
        end -= 1
    return (start, end) if start < end else None


def _behind(
    text: str, quantity: Quantity, words: WordSpans, ceiling: int, right: int, lexicon: Lexicon,
    starts: Sequence[int],
) -> tuple[Span | None, Span | None]:
    """The noun phrase behind a figure and the predicate behind that."""
    start = quantity.end
    if text[start : start + 1] == "的":
        start += 1
    elif quantity.kind == "duration" and _THROUGHOUT.search(text, max(0, quantity.start - 2), quantity.start):
        stop = _stop(text, start, min(ceiling, right))
        return None, _whole(text, start, stop)
    elif quantity.kind not in ("count", "measure") and text[start - 1] != "级":
        bounded = text[quantity.number_end : start] in _LIMITS
        if not bounded and not (quantity.kind == "money" and quantity.number_end == start):
            return None, None
    edge = min(ceiling, right)
    end = _stop(text, start, edge)
    if starts and (place := bisect_left(starts, start)) < len(starts) and starts[place] < end:
        end = starts[place]
    if end <= start:
        return None, None
    if _MILESTONE_NOUN.match(text, start):
        return None, None
    if text[start] == "×":
        return None, None
    leading = _role_at(start, words)
    if quantity.kind == "money" and text[start - 1] != "的" and leading in ("act", "pivot", "noun_verb"):
        return None, None
    if leading == "adverb" and not _acts_next(start, words):
        leading = None
    if leading in ("reach", "up", "down"):
        return None, None
    if leading == "act" and text[start] in _PASSIVE:
        return None, _whole(text, start, edge)
    if leading in _LINKING or (leading is not None and quantity.measure_word in _PLACES and leading in _BREAKING):
        return None, _whole(text, start, edge)
    measure = lexicon.measure_words.meanings.get(quantity.measure_word or "")
    allowed = measure.classes if measure else ()

    def counts(place: int) -> bool:
        """Whether a noun that the measure word can count ends at `place`."""
        noun = lexicon.nouns.to(text, place)
        return noun is not None and place - len(noun[0]) >= start - 1 and (not allowed or noun[1].entity_class in allowed)

    of = text.find("的", start, end)
    if start < of < end and of - start <= 8 and (counts(of) if quantity.kind == "count" else _acts(of + 1, end, words)):
        return (start, of), (of + 1, end) if _acts(of + 1, end, words) else None
    if text[start - 1] == "的" and quantity.kind == "measure" and _acts(start, end, words):
        return None, (start, end)
    noun_end, at_verb = _noun_end(text, start, end, words, counts, quantity.kind != "count", lexicon.completed)
    if text[end : end + 1] == "、" and leading in _ACTING and not counts(noun_end):
        further = text.rfind("的", end, edge)  # 53家发展不规范、失去代表性的问题商会
        if further > 0:
            noun_end, at_verb = _noun_end(text, further + 1, _stop(text, further, edge), words, counts, False, lexicon.completed)
            return (start, noun_end), _whole(text, noun_end, edge) if at_verb else None
    opens = leading in ("act", "pivot", "finish") and quantity.kind == "count" and text.find("的", start, noun_end) < 0
    if noun_end <= start or (opens and not counts(noun_end)):
        return None, _whole(text, start, edge)
    if not at_verb and quantity.kind == "count" and not counts(noun_end):
        for place in range(noun_end - 2, start, -1):
            if counts(place) and _acts(place, noun_end, words):
                return (start, place), (place, noun_end)
    if not at_verb and text[noun_end : noun_end + 1] == "，" and noun_end == end < right + 1:
        return (start, noun_end), _next_verb(text, noun_end + 1, words)
    if at_verb and not counts(noun_end) and counts(end) and quantity.kind == "count":
        noun_end, at_verb = end, False
    while not at_verb and noun_end == end and text[end : end + 1] == "、" and edge - end > 1:
        end = _stop(text, end + 1, edge)
        following, at_verb = _noun_end(text, noun_end + 1, end, words, counts, False, lexicon.completed)
        if following <= noun_end + 1:
            break
        noun_end = following
    noun = _whole(text, start, noun_end)
    return noun, _whole(text, noun_end, edge) if at_verb else None


def _next_verb(text: str, start: int, words: WordSpans) -> Span | None:
    """The verb that opens the next clause: 1367家民营企业，精准帮扶…."""
    for i in words.between(start, start + 5):
        if words.roles[i] in ("act", "pivot"):
            return start, words.ends[i]
        if words.roles[i] not in ("adverb", "noun_verb"):
            break
    return None


def _acts_next(start: int, words: WordSpans) -> bool:
    """Whether the adverb that begins at `start` is followed at once by a verb or another adverb."""
    index = bisect_left(words.starts, start)
    following = index + 1
    return (
        following < len(words.starts)
        and words.starts[following] == words.ends[index]
        and words.roles[following] in (*_BREAKING, "noun_verb")
    )


def _acts(start: int, end: int, words: WordSpans) -> bool:
    """Whether a phrase names an act: a verb stands in it."""
    return any(words.roles[i] in ("act", "noun_verb") for i in words.between(start, end))


def _stop(text: str, start: int, edge: int) -> int:
    """Where a noun phrase from `start` must end: at the first mark outside quotes, or at `edge`."""
    place = start
    while (match := _STOP.search(text, place, edge)) is not None:
        if match[0] == "）" and text.find("（", start, match.start()) >= 0:
            place = match.end()
            continue
        quote = text.rfind("“", start, match.start())
        if quote < 0 or text.find("”", quote, match.start()) >= 0:
            return match.start()
        close = text.find("”", match.start(), edge)
        if close < 0:
            return match.start()
        place = close + 1
    return edge


def _role_at(at: int, words: WordSpans) -> str | None:
    """The role of the structure word that begins at `at`."""
    index = bisect_left(words.starts, at)
    return words.roles[index] if index < len(words.starts) and words.starts[index] == at else None


def _noun_end(
    text: str, start: int, end: int, words: WordSpans, counts: Callable[[int], bool], sized: bool,
    completed: frozenset[str],
) -> tuple[int, bool]:
    """Where the noun phrase from `start` ends, and whether a predicate follows it.

    Any verb ends it behind a noun that is counted; elsewhere one inside a modifier (…的), at its very end, or before
    the last noun of a sized thing belongs to it.
    """
    last_of = text.rfind("的", start, end)
    for at in words.between(start, end):
        first, last, role = words.starts[at], words.ends[at], words.roles[at]
        if last > end:
            break
        if first == start or role not in _ENDING or text[first:last] in _CONJUNCTIONS:
            continue
        following = at + 1 < len(words.starts) and words.starts[at + 1] == last and words.roles[at + 1] == "noun"
        if counts(first) and not (sized and following and role in ("act", "noun_verb")):
            return first, True
        if first < last_of or role in ("noun_verb", "single"):
            continue
        if role in ("up", "down", "reach") and last - first == 1 and text[first] != "达":
            continue
        if last == end:
            return (first, True) if text[first:last] in completed else (end, False)
        if role == "pivot" and text[last] in "被已均为在":
            continue
        if following and role == "act" and text[first] not in _INTO and words.ends[at + 1] <= end and (sized or counts(words.ends[at + 1])):
            continue
        return first, True
    return end, False


def _whole(text: str, start: int, end: int) -> Span | None:
    while end > start and text[end - 1] in "、，和及与 ":
        end -= 1
    return (start, end) if start < end else None
