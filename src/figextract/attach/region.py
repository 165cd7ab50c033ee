"""Region: the place a figure speaks of, from its clause, sentence, paragraph or section, else the report's own area."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from ..about import where_named
from ..annotate.regions import above, division, inside
from ..cues import compiled, pattern
from ..cues import either as alternatives
from ..model import About, Columns, Evidence, Frame, Layout, Organisation, Place, Quantity, Scope, Sentence
from ..rules import Rules

_RANKS = {"province": 0, "city": 1, "county": 2, "other": 3}
_TOPIC_LONGEST = 24
_JOINT = re.compile(r"[、和与及]|以及")
_CLAUSE_END = re.compile(r"[，；。：！？\n]")
_QUOTED = re.compile(r"“[^”\n]{1,60}”|《[^》\n]{1,80}》|‘[^’\n]{1,40}’")
_BETWEEN = re.compile(r"(?:现有的?|内的?|境内的?|的|共有?|已有?|有|各地)?")
_LISTED = re.compile(r"[^\d*×、等]*[、等]")
_THESE = re.compile(r"等[\d*×]+个?[省市县区州]")
_COUNTED = re.compile(rf"{_BETWEEN.pattern}[\d*×一二两三四五六七八九十几数百千]")
_COUNT_OF_IT = re.compile(r"[\d.*×]+[万余多]*[个家座处条所][、，；。]")
_PART_END = re.compile(r"[，；。、]")
_MASK = re.compile(r"[*×]+")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place that figures may speak of: its span, its name, and how it stands in its sentence.

    `topic` opens a clause; `local` follows 在, 向, 赴; any other is named in passing. `plain` is a word like 海外 or
    城区, not a name; `heads` says that a short sentence about it governs the next ones. `end_of_reach` is where it
    stops to govern the figures behind it.
    """

    start: int
    end: int
    name: str
    code: str | None
    level: str
    rule: str
    sentence: int
    topic: bool
    local: bool
    plain: bool
    heads: bool
    end_of_reach: int
    each: tuple[tuple[str, str | None, str], ...]


@dataclass(frozen=True, slots=True)
class _Cues:
    topic: regex.Pattern[str]
    opening: regex.Pattern[str]
    local: regex.Pattern[str]
    goal: regex.Pattern[str]
    held: regex.Pattern[str]
    back: regex.Pattern[str]
    pool: regex.Pattern[str]
    given: regex.Pattern[str]
    nowhere: regex.Pattern[str]
    work: regex.Pattern[str]
    work_of: regex.Pattern[str]
    item: regex.Pattern[str]
    outlay: regex.Pattern[str]
    first: regex.Pattern[str]
    each: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    def either(group: str) -> str:
        return alternatives(rules, f"region.{group}")

    return _Cues(
        topic=compiled(rf"(?:^|[，；：。\n（(—－─-])\s*(?:{either('lead')}，?)*$"),
        opening=compiled(rf"(?:{either('lead')}[，：]?)*"),
        local=compiled(rf"(?<={either('locative')})"),
        goal=compiled(rf"(?<={either('goal')})"),
        held=compiled(either("held")),
        back=compiled("，" + either("back")),
        pool=compiled(rf"(?<={either('pool')})"),
        given=compiled(either("given")),
        nowhere=compiled(rf"个?{either('nowhere')}"),
        work=compiled(either("work") + "(?=[，；。]|$)"),
        work_of=compiled(".{0,4}?" + either("work")),
        item=compiled(either("item")),
        outlay=compiled(either("outlay")),
        first=compiled(either("first")),
        each=pattern(rules, "head.each"),
    )


def attach_regions(
    text: str,
    layout: Layout,
    quantities: Sequence[Quantity],
    frames: Sequence[Frame],
    places: Sequence[Place],
    organisations: Sequence[Organisation],
    about: About,
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The columns region, region_code and region_level (None where it lies nowhere or nothing tells), with evidence."""
    cues = _cues(rules)
    mentions = _mentions(text, layout, quantities, places, organisations, about, rules, cues)
    by_sentence: dict[int, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        by_sentence[mention.sentence].append(mention)
    topics = _topics(text, layout, quantities, mentions, cues)
    own = where_named(text, layout, (about.region, about.region[:2] if about.region else None))

    names: list[object] = []
    codes: list[object] = []
    levels: list[object] = []
    evidence: list[Evidence] = []
    for number, (quantity, frame) in enumerate(zip(quantities, frames, strict=True)):
        found = None
        here = by_sentence.get(quantity.sentence)
        if here:
            found = _in_sentence(text, quantity, here, cues)
        scope: Scope
        if found is not None:
            scope = "clause" if frame.clause[0] <= found.start < frame.clause[1] else "sentence"
        elif quantity.kind == "count" and cues.nowhere.match(text, quantity.end):
            for column in (names, codes, levels):
                column.append(None)
            continue
        else:
            found, scope = topics.get(quantity.sentence, (None, "paragraph"))
        if found is not None:
            found = _dealt_out(text, found, number, quantities, cues)
            names.append(found.name)
            codes.append(found.code)
            levels.append(found.level)
            evidence.append(Evidence(number, "region", found.start, found.end, scope, found.rule))
        else:
            names.append(about.region)
            codes.append(about.region_code)
            levels.append(about.region_level)
            if own is not None:
                evidence.append(Evidence(number, "region", *own[0], own[1], "region.own_area"))
    return {"region": names, "region_code": codes, "region_level": levels}, evidence


def _in_sentence(text: str, quantity: Quantity, here: Sequence[_Mention], cues: _Cues) -> _Mention | None:
    """The place of its own sentence that governs a figure."""
    start, end = quantity.start, quantity.end
    best = None
    for mention in here:
        if mention.end > start:
            break
        adjacent = (
            start - mention.end <= 4
            and _BETWEEN.fullmatch(text, mention.end, start) is not None
            and _COUNT_OF_IT.match(text, mention.end) is None
        )
        if adjacent or (mention.end_of_reach >= end and not _exemplifies(text, mention, start)):
            best = mention
    if best is not None and (quantity.kind != "rank" or best.topic):
        return best
    for mention in here:
        if mention.start == end and mention.plain:
            return mention
        if mention.start > end:
            between = _CLAUSE_END.search(text, end, mention.start)
            if between is None:
                if cues.goal.match(text, mention.start) or text.startswith("等地", mention.end):
                    return mention
                continue
            if quantity.kind == "money" and cues.outlay.search(text, max(0, start - 12), start):
                second = _CLAUSE_END.search(text, between.end(), mention.start)
                if between[0] == "，" and second is None and mention.end_of_reach > mention.end:
                    return mention
            return None
    return None


def _dealt_out(text: str, found: _Mention, number: int, quantities: Sequence[Quantity], cues: _Cues) -> _Mention:
    """The one of several places that a figure is of, where each has its own: 甲、乙两县产值分别达5亿元、3亿元."""
    if not found.each:
        return found
    first = last = number
    while first and _JOINT.fullmatch(text, quantities[first - 1].end, quantities[first].start):
        first -= 1
    while last + 1 < len(quantities) and _JOINT.fullmatch(text, quantities[last].end, quantities[last + 1].start):
        last += 1
    if last - first + 1 != len(found.each) or not cues.each.search(text, found.end, quantities[first].start):
        return found
    name, code, level = found.each[number - first]
    return replace(found, name=name, code=code, level=level)


def _exemplifies(text: str, mention: _Mention, start: int) -> bool:
    """Whether the place opens a list of examples that the figure counts (贵阳云集等夜市6个)."""
    if mention.local:
        return False
    clause = _CLAUSE_END.search(text, mention.end, start)
    stop = clause.start() if clause is not None else start
    return not mention.topic and "等" in text[mention.end : stop]


def _mentions(
    text: str,
    layout: Layout,
    quantities: Sequence[Quantity],
    places: Sequence[Place],
    organisations: Sequence[Organisation],
    about: About,
    rules: Rules,
    cues: _Cues,
) -> list[_Mention]:
    """The places that may govern figures, those joined by 、 as one; names, quotations and pools left out."""
    sentences = layout.sentences
    starts = [sentence.start for sentence in sentences]
    hidden = sorted([m.span() for m in _QUOTED.finditer(text)] + [(o.start, o.end) for o in organisations])
    hidden_starts = [span[0] for span in hidden]

    def is_hidden(place: Place) -> bool:
        if place.rule == "place.outside":
            return False
        at = bisect_left(hidden_starts, place.end)
        return any(hidden[i][1] >= place.end for i in range(max(0, at - 2), at) if hidden[i][1] > place.start)

    shown = [place for place in places if not is_hidden(place)]
    mentions: list[_Mention] = []
    at = 0
    while at < len(shown):
        group = [shown[at]]
        while at + 1 < len(shown):
            joint = _JOINT.fullmatch(text, group[-1].end, shown[at + 1].start)
            if joint is None or (shown[at + 1].name is None) != (group[0].name is None):
                break
            at += 1
            group.append(shown[at])
        at += 1
        number = bisect_right(starts, group[0].start) - 1
        if number < 0 or group[-1].end > sentences[number].end:
            continue
        sentence = sentences[number]
        mention = _mention(text, group, number, sentence.start, sentence.end, about, rules, cues)
        if mention is not None:
            mentions.append(mention)
    return mentions


def _mention(
    text: str, group: Sequence[Place], number: int, low: int, high: int, about: About, rules: Rules, cues: _Cues
) -> _Mention | None:
    start, end = group[0].start, group[-1].end
    if cues.pool.match(text, start):
        return None
    these = text.startswith("等地", end) or (len(group) > 1 and _THESE.match(text, end) is not None)
    if text.startswith("等", end) and not these:
        return None
    topic = start == low or cues.topic.search(text[max(low, start - 24) : start]) is not None
    local = these or cues.local.match(text, start) is not None
    if len(group) > 1 or group[0].name is not None:
        name, code, level = _named(text, group, about, rules)
    else:
        resolved = None if cues.first.match(text, end) else _relative(text[start:end], about, rules)
        if resolved is None or not (topic or (local and resolved[0] == about.region)):
            return None
        name, code, level = resolved
    own = name == about.region
    outside = not own and level != "other" and _outside(code, level, about)
    if outside and (not (topic or local) or cues.given.search(text, low, high)):
        return None
    reach = _reach(text, group, low, high, topic, local, cues)
    rule = rules.by_id[group[0].rule]
    plain = level == "other" and text[start:end] in rule.words()
    heads = (topic or bool(rule.get("heads"))) and cues.work_of.match(text, end, high) is not None
    each = tuple(_named(text, [place], about, rules) for place in group) if len(group) > 1 else ()
    return _Mention(start, end, name, code, level, rule.id, number, topic, local, plain, heads, reach, each)


def _reach(text: str, group: Sequence[Place], low: int, high: int, topic: bool, local: bool, cues: _Cues) -> int:
    """Where a place stops to govern the figures behind it, in a sentence from `low` to `high`."""
    start, end = group[0].start, group[-1].end
    clause = _CLAUSE_END.search(text, end, high)
    stop = clause.start() if clause is not None else high
    semicolon = text.find("；", end, high)
    inner = semicolon if semicolon >= 0 else high
    outside = group[0].rule == "place.outside"
    counted = _COUNTED.match(text, end) is not None and _COUNT_OF_IT.match(text, end) is None
    if outside and not (local and not counted) and not counted:
        return end
    if outside and counted:
        comma = _PART_END.search(text, end, high)
        return comma.start() if comma is not None else high
    division = group[0].level != "other"
    if topic and not local and (division or text.startswith("、", end)) and "等" in text[end:stop]:
        return end
    if topic and division and cues.opening.fullmatch(text, low, start) is None:
        return stop
    if _THESE.match(text, end) or (local and cues.held.match(text, end)):
        return stop
    if topic or local:
        back = cues.back.search(text, end, inner)
        return back.start() if back is not None and cues.goal.match(text, start) else inner
    if division or len(group) > 1:
        return end
    opening = max(text.rfind(mark, low, start) for mark in "，；：") + 1
    if "、" in text[max(low, opening) : start] or _LISTED.match(text, end, stop) is not None:
        return end
    return inner if counted or cues.work.search(text, end, stop) is not None else end


def _named(text: str, group: Sequence[Place], about: About, rules: Rules) -> tuple[str, str | None, str]:
    start, end = group[0].start, group[-1].end
    name = text[start:end]
    if len(group) > 1:
        return name, None, group[0].level
    place = group[0]
    code, level = place.code, place.level
    if code is None:
        known = division(name, about.region_code, rules)
        if known is not None:
            code, level = known
    if code is not None and code == about.region_code and about.region is not None:
        return about.region, code, level
    return name, code, level


def _outside(code: str | None, level: str, about: About) -> bool:
    """Whether a division lies outside the report's area, as far as codes and levels tell."""
    if code is not None and about.region_code is not None:
        return not inside(code, about.region_code)
    return _RANKS[level] <= _RANKS.get(about.region_level or "province", 0)


def _relative(word: str, about: About, rules: Rules) -> tuple[str, str | None, str] | None:
    """What 全省, 我市, 市内 mean in the report: its area, or the one that holds it."""
    if about.region is None or about.region_level is None:
        return None
    own = about.region, about.region_code, about.region_level
    mark = next((c for c in word if c in "省市州盟区县旗"), "")
    if not mark or mark in about.region[-1] or mark in "区县旗" or about.region.endswith(("自治区", "自治州")):
        return own
    level = "province" if mark == "省" else "city"
    if _RANKS[level] >= _RANKS[about.region_level]:
        return own
    if about.region_code is not None:
        outer = above(about.region_code, "province" if level == "province" else "city", rules)
        return (*outer, level) if outer is not None else None
    mask = _MASK.match(about.region)
    return (mask[0] + mark, None, level) if mask is not None else None


def _topics(
    text: str, layout: Layout, quantities: Sequence[Quantity], mentions: Sequence[_Mention], cues: _Cues
) -> dict[int, tuple[_Mention, Scope]]:
    """For sentences without a place of their own, the one that a heading or a topic sentence before them sets."""
    sentences = layout.sentences
    counted = {quantity.sentence for quantity in quantities}

    def is_topic(number: int) -> bool:
        sentence = sentences[number]
        length = sentence.end - sentence.start
        return (
            number not in counted and length <= _TOPIC_LONGEST and text.find("，", sentence.start, sentence.end) < 0
        ) or sentence.block == "heading"

    opened = {mention.sentence for mention in mentions if mention.start == sentences[mention.sentence].start}
    governed: dict[int, tuple[_Mention, Scope]] = {}
    for mention in mentions:
        number = mention.sentence
        if not is_topic(number) or not (mention.heads or _taken_up(text, mention, sentences[number + 1 : number + 2])):
            continue
        paragraph, heading = sentences[number].paragraph, sentences[number].block == "heading"
        level = len(sentences[number].section)
        item = cues.item.match(text, sentences[number].start) is not None
        for later in range(number + 1, len(sentences)):
            sentence = sentences[later]
            if heading:
                if sentence.block == "heading" and len(sentence.section) <= level:
                    break
                governed.setdefault(later, (mention, "section"))
            else:
                if sentence.paragraph != paragraph or is_topic(later) or later in opened:
                    break
                if item and cues.item.match(text, sentence.start):
                    break
                governed[later] = (mention, "paragraph")
    return governed


def _taken_up(text: str, mention: _Mention, following: Sequence[Sentence]) -> bool:
    """Whether the next sentence goes on with the place by the last word of its name (园区基础设施开工建设)."""
    if not mention.topic or mention.level != "other":
        return False
    return any(text.startswith(text[mention.end - 2 : mention.end], sentence.start) for sentence in following)
