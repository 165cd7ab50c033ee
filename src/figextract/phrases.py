"""Phrases: for each figure the words of its clause that may say what it measures.

Between the marks around a figure stand, in this order: a verb that acts on it, a noun phrase, verbs of reaching or
changing and adverbs, the figure, the noun that it counts, and what that noun does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

import regex

from .before import governor, opening, remark_before, strip
from .behind import behind
from .model import Layout, Quantity, Span
from .passage import Passage, whole
from .table_units import column_heads

_MARK = re.compile(r"[，。；：！？\n]")
_MARK_BEFORE = regex.compile(r"(?r)[，。；：！？\n]")
_VERBS = frozenset({"act", "pivot", "finish", "up", "down", "reach", "adverb", "preposition"})
_LEADING_IN = frozenset({"act", "pivot", "adverb", "preposition"})
_FOLLOWED = frozenset({"count", "money", "measure", "duration"})
"""Kinds behind which their thing may stand at once."""
_POOL = re.compile(r"[㐀-鿿]{1,6}(?:（[㐀-鿿、]{1,8}）)?中?")
"""The things of a pool behind their number (9个｜县（市、区）｜第3位)."""
_SERIES = frozenset({"ratio", "points", "multiple", "rank", "score"})


class Phrase(NamedTuple):
    """The phrases of one figure as spans of the clean text, None where there is none.

    `verb` acts on the figure (`pivot`: its object acts in turn), `noun` stands before the figure, `counted` behind
    it, `predicate` says what the counted do, `into` is what an investment goes into. `between` runs
    from the end of `noun` to the figure: the verbs of reaching and changing, whose roles are `change` and `reached`.
    `joined` says that the figure goes on a list begun by the one before it in the same clause.
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
    into: Span | None
    preposition: bool
    joined: bool


def only_done(phrase: Phrase, kind: str) -> bool:
    """Whether of an amount only that it was done is said: 财政收入目标3亿元，｜完成｜4亿元."""
    return kind == "money" and phrase.verb_role == "finish" and phrase.noun is None and phrase.counted is None


def find_phrases(it: Passage, layout: Layout, quantities: Sequence[Quantity]) -> list[Phrase]:
    """The phrases of every quantity, in order; time expressions belong to none."""
    text = it.text
    phrases: list[Phrase] = []
    before: Quantity | None = None
    left = right = 0
    heads = column_heads(text, layout)
    for index, quantity in enumerate(quantities):
        if head := heads.get(quantity.start):
            phrases.append(_in_column(it, quantity, head))
            before = None
            continue
        sentence = layout.sentences[quantity.sentence]
        if before is not None and before.sentence != quantity.sentence:
            before = None
        if before is None or quantity.end > right:
            remark = remark_before(it, sentence.start, quantity.start)
            opened = _MARK_BEFORE.search(text, sentence.start, quantity.start if remark is None else remark)
            left = opened.end() if opened else sentence.start
            closed = _MARK.search(text, quantity.end, sentence.end)
            right = closed.start() if closed else sentence.end
        ceiling = right
        if index + 1 < len(quantities) and quantities[index + 1].sentence == quantity.sentence:
            ceiling = min(right, quantities[index + 1].start)
        floor, joined = left, False
        if before is not None and before.end > left:
            floor, joined = _joined(it, before.end, quantity.start)
            counted = phrases[-1].counted
            if _is_pool(it, before, quantity, left):
                phrases[-1] = phrases[-1]._replace(verb=None, verb_role=None, noun=None)
                floor, joined = left, False  # 增速｜居全市9个县（市、区）｜第3位
            elif floor == before.end and counted is not None and it.goes_on(counted[1]):
                adverb = it.role_at(counted[1]) == "adverb" and it.words.end_of(counted[1]) == quantity.start
                if before.kind == "count" or not adverb:  # 亿元以上的企业｜仅｜6家
                    floor = counted[1]  # 8个县｜建设基地6万亩
        floor = it.behind_time_at(floor, quantity.kind == "count")
        phrases.append(_phrase(it, quantity, (left, right), floor, ceiling, joined))
        before = quantity
    return phrases


def _is_pool(it: Passage, before: Quantity, rank: Quantity, floor: int) -> bool:
    """Whether a count tells how many there are in the pool of the rank behind it."""
    if rank.kind != "rank" or before.kind != "count" or not _POOL.fullmatch(it.text, before.end, rank.start):
        return False
    return it.cues.ranks_among.search(it.text, floor, before.start) is not None


def _in_column(it: Passage, quantity: Quantity, head: Span) -> Phrase:
    """What the head of its column says of a number in a table."""
    cell, none = (quantity.start, quantity.end), (quantity.start, quantity.start)
    if quantity.kind == "ratio" and it.cues.grown.search(it.text, *head):
        cell = head[0], quantity.end  # 比上年±%, of what the cell before tells
        return Phrase(cell, None, None, None, none, "up", None, False, None, None, None, False, True)
    return Phrase(cell, None, None, head, none, None, None, False, None, None, None, False, False)


def _joined(it: Passage, end: int, start: int) -> tuple[int, bool]:
    """Where the phrase of a figure behind another one that ends at `end` begins, and whether it goes on a list."""
    joints = list(it.cues.joint.finditer(it.text, end, start))
    if joints and joints[0].start() == end:  # 162项、｜甲投资和乙资金466亿元
        joints = [joint for joint in joints if joint[0] == "、"] or joints
    if joints:
        return joints[-1].end(), True
    return end, end >= start or not it.text[end:start].isspace()


def _phrase(it: Passage, quantity: Quantity, segment: Span, floor: int, ceiling: int, joined: bool) -> Phrase:
    text, kind, right = it.text, quantity.kind, segment[1]
    inside = it.words.between(floor, quantity.start)
    if kind == "ratio" and it.cues.used.match(text, quantity.end) and (fund := _fund(it, floor, quantity.start)):
        predicate = whole(text, quantity.end, min(ceiling, right))
        between = fund[1], quantity.start
        return Phrase(segment, None, None, None, between, None, None, False, fund, predicate, None, False, joined)
    reached = strip(it, floor, quantity.start, inside)
    measure = it.measure_word(quantity)
    if kind in _SERIES or reached.change or reached.reached:
        governed = opening(it, floor, reached.end, inside)
    else:
        eventful = measure is not None and measure.default in ("event", "case")
        governed = governor(it, floor, reached.end, inside, kind == "money", eventful)
    verb, role = governed.verb, governed.role
    noun = _trimmed(it, it.behind_times(governed.start, reached.end), reached.end)
    if noun is None and verb is not None and verb[0] > floor and verb[1] == reached.end:
        noun = _acted_on(it, quantity, floor, verb[0], inside)
        if noun is None and kind == "money" and role == "act":
            noun = _with_act(it, floor, verb, inside)
    if noun is not None and it.cues.each_time.match(text, noun[1] - 1):
        noun = whole(text, noun[0], noun[1] - 1)  # 农村｜年人均增加
    if noun is not None and it.cues.compared.fullmatch(text, min(verb[0], noun[0]) if verb else noun[0], noun[1]):
        noun = verb = role = None
    if noun is not None and reached.change is not None and kind in _SERIES:
        noun = _without_basis(it, noun, quantity.start)
    if noun is not None and noun[0] > floor and it.cues.made.fullmatch(text, *noun):
        noun = _with_maker(it, floor, noun)
    outlay = noun is not None and role == "finish" and kind == "money" and it.cues.invested.fullmatch(text, *noun)
    into = _invested_in(it, floor, verb[0]) if outlay and verb is not None else None
    if noun is not None and into is not None and it.cues.sectors.fullmatch(text, *into):
        noun, into = (into[0], noun[1]), None  # 交通、水利完成｜投资
    if noun is not None and role == "pivot" and it.cues.measured.search(text, *noun):
        verb = role = None  # 确保｜林地保有量｜不少于600亩
    counted = predicate = None
    unnamed = noun is None or (it.role_at(noun[0]) == "finish" and it.words.end_of(noun[0]) == noun[1])
    shared = kind == "ratio" and unnamed and not reached.change and not reached.reached
    being = it.cues.being.match(text, quantity.end, ceiling) if shared else None
    shared = shared and it.begins_noun(quantity.end)
    if being is not None:
        predicate = whole(text, being.end(), min(ceiling, right))  # 其中90%为｜企业会员
    elif (
        shared
        or kind in _FOLLOWED
        or text[quantity.end : quantity.end + 1] == "的"
        or (kind == "rank" and quantity.relation == "le")
    ):
        counted, predicate = behind(it, quantity, ceiling, right)
        if counted is not None and noun is not None and _counts_noun_before(it, quantity, noun):
            counted, predicate = None, whole(text, quantity.end, ceiling)
        if (
            predicate is not None
            and predicate[0] > right
            and (joined or verb is not None or reached.change is not None)
        ):
            acting = role == "pivot" and counted is not None and kind == "money" and it.names_doer(counted[1])
            predicate = predicate if acting else None
    if counted is not None and noun is not None and it.cues.apiece.fullmatch(text, *noun):
        noun = None  # 清理｜单笔｜50万元以下欠款
    return Phrase(
        segment, verb, role, noun, (reached.end, quantity.start), reached.change, reached.change_word, reached.reached,
        counted, predicate, into, governed.preposition, joined,
    )  # fmt: skip


def _without_basis(it: Passage, noun: Span, end: int) -> Span:
    """What changes, without what it is compared with: 受益面｜比试点之初｜扩大2倍."""
    basis = it.cues.comparison.search(it.text, noun[0] + 1, end)
    return (noun[0], basis.start()) if basis and basis.end() == noun[1] else noun


def _fund(it: Passage, floor: int, end: int) -> Span | None:
    """What a part of is used (坚持｜新增财力｜的70%用于民生), without the words that lead in to it."""
    words, start = it.words, it.behind_times(floor, end)
    end -= it.text[end - 1] == "的"
    for at in words.between(start, end):
        if words.starts[at] != start or words.roles[at] not in _LEADING_IN:
            break
        start = words.ends[at]
    return _trimmed(it, start, end)


def _acted_on(it: Passage, quantity: Quantity, floor: int, end: int, inside: range) -> Span | None:
    """The counted thing that stands before its verb: 中欧班列累计｜开行｜1.4万列, “兴商大讲堂”全年｜开讲｜24期."""
    if quantity.kind not in ("count", "measure"):
        return None
    subject = _trimmed(it, floor, strip(it, floor, end, inside).end)
    if subject is None or _names_object(it, quantity, (end, quantity.start)):
        return None
    measure = it.measure_word(quantity)
    quoted = measure is not None and measure.default == "event" and it.text[subject[0]] in "“《"
    return subject if quoted or _counts(it, quantity, subject) else None


def _names_object(it: Passage, quantity: Quantity, verb: Span) -> bool:
    """Whether a verb names what is counted, so that those before it do it: 市工商联｜服务企业｜3000家."""
    measure, thing = it.measure_word(quantity), it.lexicon.nouns.to(it.text, verb[1])
    named = measure is not None and thing is not None and thing[1].entity_class in measure.classes
    return named and verb[0] < verb[1] - len(thing[0]) if thing else False


def _with_act(it: Passage, floor: int, verb: Span, inside: range) -> Span | None:
    """An act that its object names: 贷款｜投放｜30亿元."""
    words = it.words
    named = any(words.ends[at] == verb[0] and words.roles[at] in ("noun", "noun_verb") for at in inside)
    if not named or it.names_doer(verb[0]):
        return None
    start = max(
        (words.ends[at] for at in inside if words.ends[at] < verb[0] and words.roles[at] in _VERBS), default=floor
    )
    thing = _trimmed(it, it.behind_times(start, verb[0]), verb[0])
    return (thing[0], verb[1]) if thing else None


def _invested_in(it: Passage, floor: int, end: int) -> Span | None:
    """What an investment goes into that stands before 完成: 重点项目｜完成投资30亿元, 交通、水利｜完成投资30亿元."""
    thing = _trimmed(it, it.behind_times(floor, end), strip(it, floor, end, it.words.between(floor, end)).end)
    if thing is None or not (it.names_works(thing[1]) or it.cues.sectors.fullmatch(it.text, *thing)):
        return None
    return None if any(it.words.roles[at] in _VERBS for at in it.words.between(*thing)) else thing


def _with_maker(it: Passage, floor: int, noun: Span) -> Span:
    """An amount of what was made with those who made it: 第三产业实现｜增加值."""
    made = it.cues.made_by.match(it.text, floor, noun[0])
    maker = _trimmed(it, it.behind_times(floor, made.start()), made.start()) if made else None
    return (maker[0], noun[1]) if maker else noun


def _counts_noun_before(it: Passage, quantity: Quantity, noun: Span) -> bool:
    """Whether a count follows its noun and is followed by what that does: 会员企业26家参加博览会."""
    if quantity.kind != "count" or it.role_at(quantity.end) not in ("act", "noun_verb", "pivot", "finish"):
        return False
    return _counts(it, quantity, noun)


def _counts(it: Passage, quantity: Quantity, noun: Span) -> bool:
    """Whether the measure word of a figure counts the things of a noun phrase."""
    measure, head = it.measure_word(quantity), it.lexicon.nouns.to(it.text, noun[1])
    return measure is not None and head is not None and head[1].entity_class in measure.classes


def _trimmed(it: Passage, start: int, end: int) -> Span | None:
    """The phrase without what leads in and the marks at its end."""
    if leading := it.cues.leading.match(it.text, start, end):
        start = leading.end()
    while end > start and it.text[end - 1] in " 、，":
        end -= 1
    return (start, end) if start < end else None
