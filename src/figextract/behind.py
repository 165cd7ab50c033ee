"""Behind: the noun phrase that stands behind a figure, and what its things do."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from .model import Quantity, Span
from .passage import Passage, whole

_ACTING = frozenset({"act", "pivot", "noun_verb", "single", "finish"})
_BREAKING = frozenset({"act", "pivot", "finish", "reach", "up", "down", "preposition", "adverb"})
_ENDING = _BREAKING | {"noun_verb", "single"}
_CONJUNCTIONS = frozenset({"和", "与", "及", "以及", "并", "或"})
_HAPPENING = frozenset({"event", "case", "person", "person_time", "proposal", "document"})
_MADE = frozenset({"goods", "other"})
_PERSONS = frozenset({"person", "household"})
_LIMITS = frozenset({"ge", "le", "approx"})
_NO_NOUN = re.compile(r"[×（]|中?占")
_BELONGING = 8
"""So far before what they have stand those who have it."""


class Behind(NamedTuple):
    """What is counted or sized, and the predicate that tells what it does."""

    counted: Span | None = None
    predicate: Span | None = None


class _Thing(NamedTuple):
    """How to tell the end of a thing's name: a noun that `counts` may end there; `sized` things are not counted."""

    counts: Callable[[int], bool]
    sized: bool


def behind(it: Passage, quantity: Quantity, ceiling: int, right: int) -> Behind:
    """What stands behind a figure up to `ceiling`, where the next one or the clause ends; `right` ends the clause."""
    text = it.text
    start, edge = quantity.end, min(ceiling, right)
    if text[start : start + 1] == "的":
        start += 1
    elif quantity.kind == "duration" and it.cues.throughout.search(text, max(0, quantity.start - 2), quantity.start):
        return Behind(None, whole(text, start, _stop(it, start, right)))
    elif not _takes_noun(it, quantity):
        return Behind()
    end = _stop(it, start, edge)
    if text[end : end + 1] == "等" and end + 1 == ceiling < right:
        end = _before_next_list(it, start, end)
    place = bisect_left(it.time_starts, start)
    if place < len(it.time_starts) and it.time_starts[place] < end:  # 12个重大项目上半年｜开工
        end, done = it.time_starts[place], it.time_ends[place]
        if end > start and quantity.kind == "count" and it.acts(done, min(done + 4, edge)):
            return Behind((start, end), whole(text, done, edge))
    if end <= start or _NO_NOUN.match(text, start) or it.cues.milestone.match(text, start):
        return Behind()
    leading = _leading(it, start)
    if leading in ("reach", "up", "down"):
        done = leading == "reach" and quantity.kind == "count" and it.role_at(it.words.end_of(start)) == "act"
        return Behind(None, whole(text, start, edge)) if done else Behind()  # 其中4条｜实现通车
    acted = quantity.kind == "money" and text[start - 1] != "的" and leading in ("act", "pivot", "noun_verb")
    if acted and it.cues.apiece.search(text, max(0, quantity.start - 2), quantity.start) is None:
        return Behind()
    placed = quantity.measure_word in it.cues.place and leading in _BREAKING
    placed = placed or (leading == "act" and quantity.measure_word in it.cues.times and it.names_doer(quantity.start))
    passive = leading in ("act", "single") and text[start] in it.cues.passive
    if placed or passive or leading in ("adverb", "preposition"):
        return Behind(None, whole(text, start, edge))
    found = _of(it, quantity, start, end, edge) or _named(it, quantity, (start, end), edge, ceiling < right)
    return _without_belongings(it, quantity, found)


def _without_belongings(it: Passage, quantity: Quantity, found: Behind) -> Behind:
    """Who is counted or bounded, parted from what they have or get: 36个县｜债务清零, 6岁以下儿童｜体检."""
    if found.counted is None:
        return found
    start, end = found.counted
    among = it.text.find("中", start + 1, end) if it.text[quantity.start - 1] == "在" else -1
    told = found.predicate[1] if found.predicate else end
    if among > 0 and _countable(it, quantity, start)(among) and it.acts(among + 1, told):
        return Behind((start, among), (among + 1, told))  # 在8个园区｜中｜设立了服务站
    nouns = it.lexicon.nouns
    if quantity.kind == "duration":
        head = nouns.to(it.text, end)
        if head is not None and head[1].entity_class == "person":
            return found
        last, counts = end, _are_persons(it)
    else:
        belonging = it.cues.belonging.search(it.text, start, end)
        if belonging is None or (belonging[0][0] == "“" and nouns.to(it.text, end) is not None):
            return found
        last, counts = belonging.start(), _countable(it, quantity, start)
        if belonging[0][0] == "“":
            return Behind((start, last), found.predicate) if nouns.to(it.text, last) else found
    for place in range(last, max(start, last - _BELONGING), -1):
        if counts(place) and (quantity.kind == "duration" or it.words.edge(place) == place):
            return Behind((start, place), whole(it.text, place, told))
    return found


def _are_persons(it: Passage) -> Callable[[int], bool]:
    """Tells whether a noun for persons ends at a place."""

    def named(place: int) -> bool:
        noun = it.lexicon.nouns.to(it.text, place)
        return noun is not None and noun[1].entity_class == "person"

    return named


def _leading(it: Passage, start: int) -> str | None:
    """The role of the word that begins at `start`; an adverb that no verb follows has none."""
    role = it.role_at(start)
    return None if role == "adverb" and not _acts_next(it, start) else role


def _countable(it: Passage, quantity: Quantity, start: int) -> Callable[[int], bool]:
    """Tells whether a noun that the measure word can count ends at a place behind `start`."""
    measure = it.measure_word(quantity)
    allowed = measure.classes if measure else ()

    def counts(place: int) -> bool:
        if it.text[place - 1] == "）" and (opened := it.text.rfind("（", start, place)) > start:
            place = opened  # 70个县（市、区）
        noun = it.lexicon.nouns.to(it.text, place)
        if noun is None or place - len(noun[0]) < start - 1:
            return False
        return not allowed or noun[1].entity_class in allowed

    return counts


def _of(it: Passage, quantity: Quantity, start: int, end: int, edge: int) -> Behind | None:
    """What 的 parts: who is counted from what is theirs (5个村的｜饮水工程), what a size was given to from the deed."""
    text, of = it.text, it.text.find("的", start, end)
    if start < of <= start + 8:
        named = _countable(it, quantity, start)(of) or it.names_doer(of)
        if named if quantity.kind == "count" else it.acts(of + 1, end):
            done = it.acts(of + 1, end) or it.cues.task.search(text, of + 1, end) is not None
            return Behind((start, of), (of + 1, end) if done else None)
    if text[start - 1] == "的" and quantity.kind == "measure" and it.acts(start, end) and not it.ends_completed(end):
        return Behind(None, (start, end))
    return None


def _named(it: Passage, quantity: Quantity, span: Span, edge: int, shared: bool) -> Behind:
    """The thing that a noun phrase names, up to `edge` at most; `shared` says that another figure begins there."""
    text, (start, end) = it.text, span
    counts, counted, leading = _countable(it, quantity, start), quantity.kind == "count", _leading(it, start)
    thing = _Thing(counts, not counted and quantity.kind != "ratio")
    noun_end, at_verb = _noun_end(it, start, end, thing)
    if text[end : end + 1] == "、" and leading in _ACTING and not counts(noun_end):
        further = text.rfind("的", end, edge)  # 12家长期停摆、无人管事的空壳商会
        if further > 0:
            thing = _Thing(counts, False)
            noun_end, at_verb = _noun_end(it, further + 1, _stop(it, further, edge), thing)
            return Behind((start, noun_end), whole(text, noun_end, edge) if at_verb else None)
    opens = leading in ("act", "pivot", "finish") and counted and text.find("的", start, noun_end) < 0
    if noun_end <= start or (opens and not counts(noun_end)):
        return Behind(None, whole(text, start, edge))
    measure = it.measure_word(quantity)
    persons = measure is not None and measure.default in _PERSONS
    if counted and not at_verb and not counts(noun_end) and not it.cues.belonging.search(text, start, noun_end):
        for place in range(noun_end - 2, start, -1):
            if counts(place) and (it.acts(place, noun_end) or (persons and it.is_task(noun_end))):
                place = it.words.edge(place)
                if not it.acts(place, noun_end):
                    return Behind((start, place), whole(text, place, noun_end))  # 6名老人｜复明工程
                return Behind((start, place), whole(text, *it.without_task((place, noun_end))))
    if not at_verb and text[noun_end : noun_end + 1] == "，" and noun_end == end:
        some_of = text[noun_end - 1] == "中"  # 37个项目中，竣工13个: what comes next is told of some of them
        return Behind((start, noun_end), None if some_of else _next_verb(it, noun_end + 1))
    if at_verb and counted and not counts(noun_end) and counts(end) and text[noun_end] not in it.cues.into:
        noun_end, at_verb = end, False
    if (counted or text[start - 1] == "的") and not at_verb and noun_end == end:
        noun_end, at_verb = _listed(it, end, edge, shared, _Thing(counts, False))
    if at_verb:
        return Behind(whole(text, start, noun_end), whole(text, noun_end, edge))
    if counted and text[end : end + 1] == "等" and (done := _done_to_list(it, end + 1, edge)) is not None:
        return Behind(whole(text, start, noun_end), done)
    things = counted and (measure is None or measure.default not in _HAPPENING)
    return _parted(it, start, noun_end) if things else Behind(whole(text, start, noun_end))


def _before_next_list(it: Passage, start: int, end: int) -> int:
    """Where a thing ends behind which the list of the next figure's things begins: 6条公路｜和长宁等4条铁路."""
    joints = list(it.cues.joint.finditer(it.text, start, end))
    return joints[-1].start() if joints else end


def _parted(it: Passage, start: int, end: int) -> Behind:
    """A thing parted from what is done to it, where the phrase ends with that: 120万株｜花草｜种植."""
    thing = it.thing((start, end))
    if thing is None or thing[1] == end or it.text.find("、", start, end) >= 0:
        return Behind(whole(it.text, start, end))
    return Behind(thing, whole(it.text, *it.without_task((thing[1], end))))


def _takes_noun(it: Passage, quantity: Quantity) -> bool:
    """Whether a noun behind a figure can belong to it: to a count or measure, a grade, a bound, a bare amount."""
    if quantity.kind in ("count", "measure", "ratio") or it.text[quantity.end - 1] == "级":
        return True
    if quantity.kind == "rank":
        return quantity.relation == "le" and it.begins_noun(quantity.end)  # 前5名｜选手获奖
    if quantity.kind == "duration" and it.text[quantity.number_end - 1] == "岁":
        return it.begins_noun(quantity.end)
    if quantity.number_end == quantity.end:
        return quantity.kind == "money"
    after = it.lexicon.after.meanings.get(it.text[quantity.number_end : quantity.end])
    return after is not None and after.relation in _LIMITS


def _listed(it: Passage, end: int, edge: int, shared: bool, thing: _Thing) -> tuple[int, bool]:
    """Where a list of things ends whose first ends at `end`, and whether a predicate follows it.

    `shared` says that another figure begins at `edge`; what stands before that may belong to it.
    """
    noun_end, at_verb = end, False
    while not at_verb and noun_end == end and it.text[end : end + 1] == "、" and edge - end > 1:
        if it.cues.ranks.match(it.text, end + 1):
            break
        end = _stop(it, end + 1, edge)
        following, at_verb = _noun_end(it, noun_end + 1, end, thing)
        if following <= noun_end + 1 or (shared and following == edge and not thing.counts(following)):
            break  # 22个国家、全国｜31个省
        noun_end = following
    return noun_end, at_verb


def _done_to_list(it: Passage, start: int, edge: int) -> Span | None:
    """What is done to the things of a list that 等 closes: 6条道路、60个小区等｜城区绿化｜工程."""
    end = _stop(it, start, edge)
    tasked = it.cues.task.search(it.text, start, end) is not None
    return it.without_task((start, end)) if tasked and it.acts(start, end) else None


def _next_verb(it: Passage, start: int) -> Span | None:
    """The verb that opens the next clause: 820家会员企业，上门帮扶…."""
    words = it.words
    for i in words.between(start, start + 5):
        if words.roles[i] in ("act", "pivot"):
            return start, words.ends[i]
        if words.roles[i] not in ("adverb", "noun_verb"):
            break
    return None


def _acts_next(it: Passage, start: int) -> bool:
    """Whether the adverb that begins at `start` is followed at once by a verb or another adverb."""
    words = it.words
    index = bisect_left(words.starts, start)
    following = index + 1
    return (
        following < len(words.starts)
        and words.starts[following] == words.ends[index]
        and words.roles[following] in _ENDING
        and words.roles[following] != "single"
    )


def _stop(it: Passage, start: int, edge: int) -> int:
    """Where a noun phrase from `start` must end: at the first mark outside quotes, or at `edge`."""
    text, place = it.text, start
    while (match := it.cues.stop.search(text, place, edge)) is not None:
        opened = text.rfind("（", start, match.start() + 1)
        if opened >= 0 and (closed := text.find("）", opened, edge)) >= match.start():
            place = closed + 1
            continue
        quote = text.rfind("“", start, match.start())
        if quote < 0 or text.find("”", quote, match.start()) >= 0:
            return match.start()
        close = text.find("”", match.start(), edge)
        if close < 0:
            return match.start()
        place = close + 1
    return edge


def _noun_end(it: Passage, start: int, end: int, thing: _Thing) -> tuple[int, bool]:
    """Where the noun phrase from `start` ends, and whether a predicate follows it.

    Any verb ends it behind a noun that is counted; elsewhere one inside a modifier (…的), at its very end, or before
    the last noun of a sized thing belongs to it.
    """
    text, words, cues = it.text, it.words, it.cues
    last_of = text.rfind("的", start, end)
    for at in words.between(start, end):
        first, last, role = words.starts[at], words.ends[at], words.roles[at]
        if last > end:
            break
        if first == start or role not in _ENDING:
            continue
        if text[first:last] in cues.stretching and thing.sized and "noun" in words.roles[at + 1 : at + 2]:
            continue  # 长桥｜至｜新桥段工程
        if text[first:last] in cues.processing and thing.sized:
            if last < end and cues.leading.match(text, last, end):
                return last, True  # 煤泥｜提质｜二期投产
            continue
        if text[first:last] in _CONJUNCTIONS:
            if text[first:last] in cues.comitative and thing.counts(first) and it.acts(last, end):
                return first, True  # 70个县｜与三甲医院建立协作关系
            continue
        following = at + 1 < len(words.starts) and words.starts[at + 1] == last and words.roles[at + 1] == "noun"
        if thing.counts(first) and not (thing.sized and following and role in ("act", "noun_verb")):
            made = following and role == "noun_verb" and it.lexicon.nouns.to(text, first)
            if made and made[1].entity_class in _MADE and thing.counts(words.ends[at + 1]):
                continue  # 三个｜蔬菜生产园区
            return first, True
        if first < last_of or role == "noun_verb" or (role == "single" and text[first] not in cues.into):
            continue
        if role in ("up", "down", "reach") and last - first == 1 and text[first] != "达":
            continue
        if last == end:
            return (
                (first, True) if role in ("reach", "up", "down") or text[first:last] in cues.completed else (end, False)
            )
        if role == "pivot" and text[last] in cues.state:
            continue
        named = following and role == "act" and text[first] not in cues.into and words.ends[at + 1] <= end
        if not named or not (thing.sized or thing.counts(words.ends[at + 1])):
            return first, True
    return end, False
