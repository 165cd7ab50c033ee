"""The columns `entity` and `entity_class`: what was counted, or the thing that a size or an amount belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..cues import compiled, either, outside, pattern
from ..divisions import SUFFIXES
from ..lexicon import MeasureWord
from ..model import Columns, Evidence, Frame, Quantity, Span
from ..owners import owner, paid_for, without_sizes, worth_of
from ..passage import Passage
from ..phrases import Phrase
from ..rules import Rules
from ..topics import sort_of_whole, stock_before, whole_before

_OF = re.compile(r"(?:“[^”]*”|[^，、“])*的(?=[^的]{2,})")
_TOPICS = re.compile(r"([^“”《》]+、[^“”《》]+等)[^“”《》的]+")
"""What a list without quoted names says of the things behind 等, it says of what sort they are."""
_DONE = frozenset({"job", "event", "case"})
_DOERS_COUNTED = frozenset({"person", "household", "enterprise", "market_entity"})
_AIMS = frozenset({"agreement", "case", "job", "project"})
"""What those who are counted come to or have, and never are."""
_BODIES = frozenset({"federation", "chamber", "institution", "enterprise", "party_org"})
_ABSTRACT = frozenset({"other", "project"})
_PLACES = SUFFIXES | set("镇乡村")
_YEARLY = frozenset("年月日")
_JOINTS = frozenset("、和及与")
_JOINED = 6
"""What is done to the second of two counts that share a noun takes no more room."""
_UNKNOWN = 2
"""A noun that so many unknown characters follow does not head its phrase."""


class _Cues(NamedTuple):
    """Words in a counted noun phrase."""

    joint: regex.Pattern[str]
    own_number: regex.Pattern[str]
    leading: regex.Pattern[str]
    listed: regex.Pattern[str]
    body: regex.Pattern[str]
    held: regex.Pattern[str]
    number: regex.Pattern[str]
    persons: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> _Cues:
    return _Cues(
        joint=compiled(outside(rules, "joint.other_word", "[、，]|以及|和|及|与|或|暨")),
        own_number=pattern(rules, "entity.own_number"),
        leading=compiled(f"(?:[了的]|(?!{either(rules, 'etc.other_word')})等|{either(rules, 'entity.leading')})+"),
        listed=regex.compile(f"(?r)(?!{either(rules, 'etc.other_word')})等(?:[^等的，、]{{0,4}}的)?(?=.)"),
        body=pattern(rules, "entity.body"),
        held=pattern(rules, "entity.held", after="$"),
        number=compiled(f"(?:{either(rules, 'entity.number')}|等)$"),
        persons=pattern(rules, "entity.persons", after="$"),
    )


class _Entity(NamedTuple):
    """Where an entity is named, its class, and the rule that says so."""

    span: Span | None
    entity_class: str | None
    rule: str


def attach_entities(
    it: Passage,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    leads: Sequence[int | None],
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """Entity and class of every quantity, with the words that say so; `leads` are those that elided ones follow."""
    cues = _cues(rules)
    entities: list[str | None] = []
    classes: list[str | None] = []
    evidence: list[Evidence] = []
    for index, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        if quantity.kind != "count":
            own = owner(it, quantity, phrase, frames[index], leads[index] is not None, rules)
            money = quantity.kind == "money"
            later = own is None or it.text.startswith("，", quantity.end)
            projects = paid_for(it, index, phrases, frames, classes, rules) if money and later else None
            if projects is not None:
                entities.append(entities[projects])  # 安排项目80个，投资90亿元，加快推进｜甲工程
            elif own is not None:
                evidence.append(Evidence(index, "entity", *own, "clause", "grammar.owner"))
                entities.append(without_sizes(it, own, index, quantities) if money else it.written(own))
            else:
                entities.append(worth_of(it, index, quantities, phrases) if money else None)
            classes.append(None)
            continue
        span, entity_class, rule = _counted(it, quantity, phrase, cues)
        if span is None and (told := _told_before(it, index, quantities, phrases, leads, cues, rules)) is not None:
            span, entity_class, rule = told
        guessed = span is None or rule.startswith("measure.")
        like = _like(index, quantities, phrases, frames, leads, classes) if guessed else None
        if like is not None and classes[like] == "job" != entity_class and phrase.verb is not None:
            like = None  # 带动就业2600人，｜惠及3.2万人
        if like is not None and classes[like] is not None:
            if quantities[like].measure_word == quantity.measure_word or entity_class is None:
                entity_class = classes[like]
            part = frames[index].role == "part"
            named = entity_class == "person_time" and phrase.noun is not None and not part  # ，｜出入境人数｜3万人次
            if not named and (span is None or (part and it.lexicon.nouns.to(it.text, span[1]) is None)):
                sort = sort_of_whole(it, phrases, frames, index)
                thing = entities[like]
                if thing and (topics := _TOPICS.fullmatch(thing)):
                    thing = thing[topics.end(1) :]  # 用工、用地等诉求84条，其中办结｜78条
                entities.append(sort if sort is not None and thing else thing)
                classes.append(entity_class)
                continue
        at_once = index > 0 and quantities[index - 1].end == quantity.start and classes[index - 1] == "household"
        shared = entities[index - 1] if at_once and span is None and entity_class == "person" else None
        entities.append(it.written(span) if span else shared)  # 监测对象6户｜18人
        classes.append(entity_class)
        if span is not None:
            evidence.append(Evidence(index, "entity", *span, "clause", rule))
    _shared_behind(it, quantities, phrases, entities, classes)
    for index, frame in enumerate(frames):  # 其中45岁以下的9人
        passed = it.cues.milestone.match(it.text, quantities[index].end) is not None
        if frame.role == "condition" and frame.parent is not None and entities[index] is None and not passed:
            entities[index] = entities[frame.parent]
        if frame.role == "milestone" and frame.parent is not None and quantities[frame.parent].kind == "count":
            entities[frame.parent] = entities[frame.parent] or entities[index]  # 会员突破6万、达到6.3万名
    return {"entity": entities, "entity_class": classes}, evidence


def _told_before(
    it: Passage,
    index: int,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    leads: Sequence[int | None],
    cues: _Cues,
    rules: Rules,
) -> _Entity | None:
    """What a count without a noun counts, where that is told of before it: 经营主体｜不断壮大，总量达36万户, the rate
    of its own growth first: 民宿｜数量实现翻番、达320家."""
    stock, lead = stock_before(it, quantities, phrases, index, rules), leads[index]
    phrase = phrases[index]
    thing = stock.thing if stock else whole_before(it, phrase)
    measure = it.measure_word(quantities[index])
    if thing is None and lead == index - 1 and phrase.reached and phrase.noun is phrase.counted is None:
        noun = phrases[lead].noun if quantities[lead].kind in ("ratio", "multiple") else None
        thing = _core(it, noun, cues, False) if noun and not phrases[lead].verb else None
    head = it.lexicon.nouns.to(it.text, thing[1]) if thing else None
    if thing is None or head is None or measure is None or head[1].entity_class not in measure.classes:
        return None
    return _Entity(thing, head[1].entity_class, head[1].rule)


def _shared_behind(
    it: Passage,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    entities: list[str | None],
    classes: list[str | None],
) -> None:
    """Counts joined before one noun share it: 新建3个、改造5个｜公园, 首批6项及第二批8项｜试点."""
    for index in range(len(quantities) - 2, -1, -1):
        one, other = quantities[index], quantities[index + 1]
        noun, thing = phrases[index].noun, entities[index + 1]
        if one.kind != "count" or thing is None or one.measure_word != other.measure_word:
            continue
        close = one.sentence == other.sentence and other.start - one.end <= _JOINED
        if not close or phrases[index + 1].counted is None or it.text[one.end] not in _JOINTS:
            continue
        named = noun is not None and phrases[index].counted is None
        if noun is not None and entities[index] == it.written(noun) and it.text[noun[1] - 1] in it.cues.sorts:
            entities[index], classes[index] = f"{entities[index]}{thing}", classes[index + 1]  # 省级3个、市级5个｜园区
        elif entities[index] is None and not named:
            entities[index], classes[index] = thing, classes[index + 1]


def _like(
    index: int,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    leads: Sequence[int | None],
    classes: Sequence[str | None],
) -> int | None:
    """The count before whose noun an elided one shares: its whole, or one before it with the same measure word."""
    if frames[index].role == "part" and frames[index].parent is not None:
        return frames[index].parent
    if not index:
        return None
    lead = leads[index]
    dealt = lead is not None and lead < index - 1 and (phrases[index].change or leads[index - 1] == lead - 1)
    like = lead if dealt and lead is not None else index - 1  # A家、B家，分别｜增加C家、D家
    whole = frames[like].parent
    if whole is not None and frames[like].role == "part" and phrases[index].verb_role == "act":
        like = whole  # 商会86家，其中行业商会41家，新成立｜5家
    if (
        quantities[like].kind == "money"
        and phrases[index].verb is not None
        and "enterprise" in classes[like - 1 : like]
    ):
        like -= 1  # 36家企业达成意向1亿元，已放款｜19家
    before, quantity = quantities[like], quantities[index]
    alike = before.measure_word == quantity.measure_word is not None
    return like if alike and before.sentence == quantity.sentence else None


def _counted(it: Passage, quantity: Quantity, phrase: Phrase, cues: _Cues) -> _Entity:
    """What a count counts: the noun behind it, else the one before it, else what its measure word says."""
    measure = it.measure_word(quantity)
    if measure is None:
        persons = phrase.noun is not None and cues.persons.search(it.text, *phrase.noun) is not None
        measure = _PERSONS if persons else _NONE
    placed = measure.default in ("region", "village") and len(quantity.measure_word or "") == 1
    before = None if placed else phrase.noun
    if before is not None and phrase.predicate and measure.default == "event":
        if held := it.held(phrase.predicate):
            return _Entity(held[1], "event", measure.rule)  # 三次召开｜座谈会
        before = None if it.names_doer(before[1]) else before  # 市领导｜3次｜视察园区
    if before is not None and it.text[before[0] - 1] == "被":  # 信息｜被县委采用｜5条
        before = phrase.segment[0], before[0] - 1
    for behind, stated in ((True, phrase.counted), (False, before)):
        span = _core(it, stated, cues, behind) if stated else None
        if span is None:
            continue
        if it.text[span[1] - 1] == "》" and (
            not measure.classes or "document" in measure.classes or measure.default == "event"
        ):
            return _Entity(span, "document", "grammar.title")
        thing = None if behind or measure.default in _DONE else it.thing(span)
        served = measure.default in ("person", "person_time")
        if thing is not None and thing != span:
            head = it.lexicon.nouns.to(it.text, thing[1])
            if not served and (known := _class_in(it, thing, measure.classes, cues)) is not None:
                return _Entity(thing, *known)  # 背街小巷｜改造36条
            served = served and it.role_at(thing[1]) == "noun_verb" and not it.cues.employment.search(it.text, *span)
            if served and head is not None and head[1].entity_class == "person":
                return _Entity(thing, measure.default, head[1].rule)  # 留守老人｜关爱服务3600人次
        if thing is not None and thing != span and measure.default == "household":
            for place in range(thing[1] - 1, thing[0] + 1, -1):  # 残疾人家庭｜无障碍改造600户
                noun = it.lexicon.nouns.to(it.text, place)
                if noun is not None and noun[1].entity_class == "household":
                    return _Entity((thing[0], place), noun[1].entity_class, noun[1].rule)
        found = _class_in(it, span, measure.classes, cues)
        if found is not None:
            head = it.lexicon.nouns.to(it.text, span[1]) if behind and measure is _NONE else None
            body = it.lexicon.nouns.to(it.text, span[1] - len(head[0])) if head else None
            if body is not None and found[0] == "person" and body[1].entity_class in _BODIES:
                return _Entity(span, body[1].entity_class, body[1].rule)  # 6县市工商联｜负责人
            named = found[0] != "job" or not it.cues.employment.search(it.text, *span)
            return _Entity(span if named else None, *found)
        if behind and measure.classes and _is_abstract(it, span, cues):
            for place in range(span[1] - 2, span[0] + 1, -1):  # 40所｜普通高中｜办学能力
                noun = it.lexicon.nouns.to(it.text, place)
                if noun is not None and noun[1].entity_class in measure.classes and it.words.edge(place) == place:
                    return _Entity((span[0], place), noun[1].entity_class, noun[1].rule)
        if placed:
            break
        if behind or phrase.counted is None:
            return _by_measure_word(it, phrase, span, behind, measure, cues)
    allowed = ("person",) if measure.default == "person_time" else measure.classes
    if phrase.verb is not None and (inside := _object(it, phrase.verb, allowed)) is not None:
        if measure.default == "person_time":
            return inside._replace(entity_class=measure.default)
        return inside
    if phrase.verb is not None and "job" in measure.classes and it.cues.employment.search(it.text, *phrase.verb):
        return _Entity(None, "job", "grammar.measure_word")  # 带动就业｜2600人
    if phrase.verb is not None and measure.default == "event" and (act := cues.held.search(it.text, *phrase.verb)):
        return _Entity(act.span(), "event", "grammar.measure_word")  # 宣讲｜30场
    if placed:
        return _Entity((quantity.number_end - 1, quantity.number_end), measure.default, measure.rule)
    return _Entity(None, measure.default, measure.rule)


_NONE = MeasureWord("", (), "other", "grammar.noun")
"""What is said of a number that stands right before its noun."""
_PERSONS = MeasureWord("", ("person",), "person", "grammar.noun")
"""What is said of a bare number of persons."""


def _by_measure_word(
    it: Passage, phrase: Phrase, span: Span, behind: bool, measure: MeasureWord, cues: _Cues
) -> _Entity:
    """A phrase without a noun of a known class, by the measure word."""
    if measure.default == "person_time":
        named = (phrase.verb is not None and not behind and not it.names_act(span[1])) or _class_in(
            it, span, ("person",), cues
        ) is not None
        return _Entity(span if named else None, measure.default, "grammar.measure_word")
    act = not behind and measure.default not in ("event", "case") and it.names_act(span[1])
    head = it.lexicon.nouns.to(it.text, span[1])
    aimed = head is not None and head[1].entity_class in _AIMS and measure.default in _DOERS_COUNTED  # 达成意向｜30人
    served = not behind and measure.default == "household" and it.cues.service.search(it.text, *span) is not None
    aimed = aimed and not (behind and it.text[span[0] - 1] != "的")  # 50户｜登记问题
    return _Entity(None if act or aimed or served else span, measure.default or "other", measure.rule)


def _core(it: Passage, span: Span, cues: _Cues, behind: bool) -> Span | None:
    """The noun phrase without what leads in, and without the words for how many it is (会员数量: 会员)."""
    text = it.text
    start, end = span
    if leading := cues.leading.match(text, start, end):
        start = leading.end()
    if not behind:
        if body := cues.body.match(text, start, end):
            start = body.end()
        if of := _OF.match(text, start, end):
            start = of.end()
        listed = cues.listed.search(text, start, end)
        if listed is not None and not _TOPICS.fullmatch(text, start, end):
            start = listed.end()  # 用工、用地等方面诉求 keeps what it lists
    if number := cues.number.search(text, start, end):
        if number.start() == start and not number[0].startswith("人"):
            return None
        end = number.start()
        if text[start] in _YEARLY and it.role_at(start + 1) == "noun":
            start += 1  # 年｜旅客｜吞吐量
    if behind and text[end - 1 : end + 1] == "中，" and it.lexicon.nouns.to(text, end - 1):
        end -= 1  # 30个项目｜中，
    if behind:
        end = _first_of_list(it, start, end, cues)
    return (start, end) if start < end else None


def _first_of_list(it: Passage, start: int, end: int, cues: _Cues) -> int:
    """Where the first of several things ends, where only that is counted: 三批清单｜和服务发展等政策, 5个市｜和甲县."""
    joint = cues.joint.search(it.text, start, end)
    if joint is None:
        return end
    if joint.start() == start:
        return start  # 首批6项｜及第二批｜8项试点
    if joint[0] != "、" and cues.own_number.match(it.text, joint.end(), end):
        return joint.start()  # 三个“一号工程”｜和“八项重大工程”
    nouns = it.lexicon.nouns
    unlike = it.names_act(end) or not nouns.to(it.text, end)
    more = it.text[end : end + 1] == "等" and nouns.to(it.text, joint.start()) and unlike
    first, last = nouns.to(it.text, joint.start()), nouns.to(it.text, end)
    placed = joint.start() == start + 1 and it.text[start] in _PLACES
    if first is not None and last is not None and {first[1].entity_class, last[1].entity_class} == {"region"}:
        placed = len(first[0]) == joint.start() - start and len(last[0]) < end - joint.end()  # 9个省市｜和港澳地区
    return joint.start() if more or placed else end


def _object(it: Passage, verb: Span, allowed: Sequence[str]) -> _Entity | None:
    """The counted thing in a verb that names it: 服务｜企业｜5000家."""
    thing = it.lexicon.nouns.to(it.text, verb[1])
    if thing is None or thing[1].entity_class not in allowed or thing[1].entity_class in _DONE:
        return None
    start = verb[1] - len(thing[0])
    return _Entity((start, verb[1]), thing[1].entity_class, thing[1].rule) if start > verb[0] else None


def _is_abstract(it: Passage, span: Span, cues: _Cues) -> bool:
    """Whether one phrase is headed by a noun that no measure word of persons or bodies counts."""
    head = it.lexicon.nouns.to(it.text, span[1])
    abstract = it.names_act(span[1]) if head is None else head[1].entity_class in _ABSTRACT
    return abstract and cues.joint.search(it.text, *span) is None


def _class_in(it: Passage, span: Span, allowed: Sequence[str], cues: _Cues) -> tuple[str, str] | None:
    """The class of the head noun, and its rule: of coordinated nouns the first, of one phrase the last that the measure
    word counts (6家商会会长 counts 商会); an unknown word behind it (城市建设类) leaves the phrase without a class."""
    start, end = span
    nouns = it.lexicon.nouns
    listed = cues.listed.search(it.text, start, end)  # 用工、融资等｜问题
    joints = [joint.start() for joint in cues.joint.finditer(it.text, listed.end() if listed else start + 1, end)]
    edges = [at for at in joints if it.text.rfind("（", start, at) <= it.text.rfind("）", start, at)]
    for edge in (*edges, end):
        known = edge
        for place in range(edge, max(start, edge - 10), -1):
            noun = nouns.to(it.text, place)
            if noun is None:
                if known - place >= _UNKNOWN:
                    break
            elif place - len(noun[0]) >= start - 4 and (not allowed or noun[1].entity_class in allowed):
                return noun[1].entity_class, noun[1].rule
            elif noun[1].entity_class == "person":
                known = min(known, place - len(noun[0]))  # 6家｜商会｜负责人
    return None
