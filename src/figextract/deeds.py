"""Deeds: what the clause around a figure says of doing: whether something is done, and to whom.

Each question is asked of one figure (`Told`) with the words before and behind it; which subject follows is not known
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from .actors import Stage
from .cues import compiled, cue_words, either
from .model import Frame, Quantity
from .phrases import Phrase
from .rules import Rules

_ACTS = frozenset({"act", "pivot", "finish", "noun_verb"})
_DEEDS = frozenset({"act", "pivot", "finish"})
DOERS = frozenset({"enterprise", "market_entity", "chamber", "federation", "institution", "party_org"})
"""Classes of what can be the subject of a clause."""
_NAMES = frozenset({"none", "noun", "noun_verb"})
_FIRMS = frozenset({"enterprise", "market_entity"})
_OPENERS = ("idle", "joins", "compared", "belongings", "ensured", "reached")


@dataclass(frozen=True, slots=True)
class Cues:
    """`opens` tells by the name of its group what a clause opens with; `level`, `measure`, `series`, `outlay` and
    `by` match backwards from the number."""

    opens: regex.Pattern[str]
    sets_to_work: regex.Pattern[str]
    agent: regex.Pattern[str]
    passive: regex.Pattern[str]
    owner: regex.Pattern[str]
    level: regex.Pattern[str]
    measure: regex.Pattern[str]
    quantity: regex.Pattern[str]
    series: regex.Pattern[str]
    outlay: regex.Pattern[str]
    describes: regex.Pattern[str]
    exists: regex.Pattern[str]
    by: regex.Pattern[str]
    sized: regex.Pattern[str]
    times: frozenset[str]
    gift: regex.Pattern[str]
    becomes: regex.Pattern[str]
    thrift: regex.Pattern[str]
    finished: regex.Pattern[str]
    state: regex.Pattern[str]
    task: regex.Pattern[str]
    brings: frozenset[str]
    upon: frozenset[str]
    owned: frozenset[str]
    members: tuple[str, ...]


@cache
def cues_of(rules: Rules) -> Cues:
    """The cues of some rules, compiled."""

    def cue(name: str, before: str = "", after: str = "") -> regex.Pattern[str]:
        return compiled(before + either(rules, f"subject.{name}") + after)

    opens = "|".join(f"(?P<{name}>{either(rules, f'subject.{name}')})" for name in _OPENERS)
    increments = [rule for rule in rules.of("cue") if rule.get("group") == "subject.increment_owner"]
    level, short, firm = (either(rules, f"subject.{name}") for name in ("level", "sized", "firm"))
    capacity = f"(?P<capacity>{either(rules, 'frame.yearly')})?"
    return Cues(
        opens=compiled(opens),
        sets_to_work=cue("set_to_work"),
        agent=cue("agent"),
        passive=cue("passive", after="(?!感)"),
        owner=cue("owner"),
        level=cue("level", before="(?r)"),
        measure=cue("measure", before="(?r)", after=f"(?:{level}|[^㐀-鿿])*"),
        quantity=cue("quantity", after="$"),
        series=cue("series", before="(?r)", after=f"(?:（[^）]*）)?{level}?"),
        outlay=cue("outlay", before="(?r)"),
        describes=cue("describes"),
        exists=cue("exists"),
        by=cue("by", before="(?r)"),
        sized=compiled(f"(?:[^，；]*、)?(?:(?P<firm>{short}{firm})|(?P<short>{short})){capacity}"),
        times=cue_words(rules, "subject.times"),
        gift=cue("gift"),
        becomes=cue("becomes"),
        thrift=cue("thrift"),
        finished=cue("finished"),
        task=cue("task", before="(?r)"),
        state=compiled("(?r)" + either(rules, "completed")),
        brings=cue_words(rules, "subject.brings"),
        upon=cue_words(rules, "subject.upon"),
        owned=frozenset(word for rule in increments for word in rule.words()),
        members=tuple(word for rule in increments for word in rule.words("members")),
    )


class Told(NamedTuple):
    """What is known of a figure on its stage: `opened` is where its clause begins to speak, `ready` where it goes on
    behind its subject, `opener` and `again` what stands there (`_OPENERS`)."""

    scene: Stage
    cues: Cues
    quantity: Quantity
    frame: Frame
    phrase: Phrase
    entity: str | None
    entity_class: str | None
    statistic: str | None
    opened: int
    ready: int
    opener: str | None
    again: str | None


def tell(
    scene: Stage,
    cues: Cues,
    subjects: Mapping[int, int],
    quantity: Quantity,
    frame: Frame,
    phrase: Phrase,
    fields: tuple[str | None, str | None, str | None],
) -> Told:
    """What is known of a figure; `subjects` are the starts and ends of the subjects of its sentence."""
    low, high = phrase.segment
    opened = min(scene.opening(low, high), quantity.start)
    ready = min(scene.opening(subjects[opened], high), quantity.start) if opened in subjects else opened
    edge = quantity.number_start + 1  # 会员总数｜5万名: what opens a clause may end at the number
    opens = cues.opens.match(scene.text, opened, edge)
    again = cues.opens.match(scene.text, ready, edge) if ready != opened else opens
    opener = opens.lastgroup if opens is not None else None
    resumed = again.lastgroup if again is not None else None
    return Told(scene, cues, quantity, frame, phrase, *fields, opened, ready, opener, resumed)


def only_grows(it: Told) -> bool:
    """Whether a number grew that nobody owns or pays (新增经营主体｜2万户)."""
    if it.statistic != "increment" or it.quantity.kind == "money":
        return False
    return it.entity_class not in it.cues.owned and not _are_members(it)


def _are_members(it: Told) -> bool:
    return any(word in (it.entity or "") for word in it.cues.members)


def only_exists(it: Told) -> bool:
    """Whether it tells how many firms there are, which no body owns: 全市｜实有民营企业｜2万户."""
    if it.entity_class not in _FIRMS or _are_members(it):
        return False
    start = it.opened if it.opened in it.scene.bodies else it.ready  # 清水｜实有民营企业｜2万户
    return it.cues.exists.match(it.scene.text, start, it.quantity.start) is not None


def sets_to_work(it: Told) -> bool:
    """Whether the counted are set to work: 动员｜6家商会｜捐款."""
    phrase = it.phrase
    if phrase.verb is None or phrase.verb_role != "pivot":
        return False
    return it.cues.sets_to_work.search(it.scene.text, *phrase.verb) is not None


def helps(it: Told) -> bool:
    """Whether the counted are helped to do what is told of them: 推动｜6家银行｜为企业授信."""
    verb, predicate = it.phrase.verb, it.phrase.predicate
    return verb is not None and predicate is not None and it.scene.text[slice(*verb)] in it.scene.patterns.helps


def bounds(size: Told, it: Told) -> bool:
    """Whether a size says which firms there are so many of: 纳税｜超千万元｜的民企｜达到6家."""
    if size.frame.role != "condition" or it.entity_class not in _FIRMS or it.phrase.segment != size.phrase.segment:
        return False
    if it.cues.measure.match(it.scene.text, it.opened, size.quantity.start) is None:
        return False
    verb, role = size.phrase.verb, size.phrase.verb_role
    return verb is None or role == "noun_verb" or verb[1] == size.quantity.start


def answers(it: Told) -> bool:
    """Whether the counted are those who do what a passive clause tells: 得到｜60家商会响应."""
    return it.entity_class in DOERS and it.cues.by.match(it.scene.text, it.opened, it.quantity.start) is not None


def goes_on_list(it: Told, one: Told | None) -> bool:
    """Whether it goes on a list of those set to work, who do nothing before it ends: 动员6家商会、｜9家协会."""
    if one is None or not it.phrase.joined or it.phrase.verb is not None or one.phrase.predicate is not None:
        return False
    if it.frame.role == "condition" or one.frame.role == "condition" or it.phrase.preposition:
        return False
    if it.entity_class != one.entity_class and it.scene.text[it.quantity.start - 1] in it.cues.brings:
        return False  # 引导6家企业与｜6个村｜结对
    return one.phrase.verb_role == "pivot" or (one.phrase.joined and one.phrase.verb is None)


def only_describes(it: Told) -> bool:
    """Whether an amount tells of what sort the thing behind it is."""
    text, quantity = it.scene.text, it.quantity
    if quantity.kind != "money" or it.cues.describes.match(text, quantity.end) is None:
        return False
    return it.cues.outlay.match(text, it.opened, quantity.start) is not None


def is_chosen(it: Told) -> bool:
    """Whether the counted things suffer what stands behind them (15家企业｜获评…)."""
    phrase = it.phrase
    if phrase.verb is not None or phrase.counted is None or not phrase.predicate:
        return False
    return it.cues.passive.match(it.scene.text, phrase.predicate[0]) is not None


def is_honoured(it: Told) -> bool:
    """Whether something that opens the clause is honoured: 东湖、西湖｜入选全国｜十大｜…."""
    text, scene = it.scene.text, it.scene
    if scene.role_at(it.opened) in _ACTS or scene.patterns.never.match(text, it.opened) is not None:
        return False
    return it.cues.passive.search(text, it.opened + 2, it.quantity.start) is not None


def is_task(it: Told) -> bool:
    """Whether the clause is nothing but a number of works: 完成6万平方米改造，｜6套｜系统建设任务."""
    text, words, end = it.scene.text, it.scene.words, it.phrase.segment[1]
    if it.opened != it.quantity.start or it.cues.task.match(text, it.quantity.end, end) is None:
        return False
    return all(words.roles[index] in _NAMES for index in words.between(it.quantity.end, end))


def is_of_times(it: Told) -> bool:
    """Whether it counts how often something was done (30次, 5期)."""
    return it.quantity.measure_word in it.cues.times


def is_in_series(it: Told) -> bool:
    """Whether it is a value of what is measured year by year, whoever does it, or how long a series has been so."""
    entity, lasting = it.entity, it.phrase.predicate if it.quantity.kind == "duration" else None
    if entity and lasting and it.phrase.noun is None and entity not in it.scene.text[slice(*lasting)]:
        return True  # 达标率为96%、连续4年｜高于全省平均
    edges = (it.quantity.start, it.quantity.number_start)  # 营收｜超｜3万亿元
    return any(it.cues.series.match(it.scene.text, it.opened, at) is not None for at in edges)


def is_measured(it: Told, level: bool) -> bool:
    """Whether a measure that nobody does is told before the figure (规模｜达到), or at a `level` that was told."""
    text, quantity, phrase = it.scene.text, it.quantity, it.phrase
    told = level or quantity.start < quantity.number_start
    told = told or (quantity.kind != "money" and it.scene.role_at(it.ready) == "noun_verb")
    if not told and phrase.verb is None and phrase.noun is not None:
        told = it.cues.quantity.search(text, *phrase.noun) is not None
    if not told:
        return False
    bare = it.opener == "ensured" or (phrase.verb is None and quantity.relation != "eq")  # 规模｜超｜3亿元
    edges = (quantity.start, quantity.number_start) if bare else (quantity.number_start,)
    return any(it.cues.measure.match(text, it.opened, at) is not None for at in edges)


def tells_level(it: Told) -> bool:
    """Whether something named before the figure reaches it (旅游收入｜达到)."""
    match = it.cues.level.match(it.scene.text, it.opened, it.quantity.number_start)
    return match is not None and match.start() > it.opened


def adds(it: Told) -> bool:
    """Whether the clause opens with the verb of adding, behind its subject if it has one."""
    return it.scene.role_at(it.ready) in ("up", "act")


def joins(it: Told) -> bool:
    """Whether the counted take part: 参训人员｜90人, “春雨行动”参与企业｜达90家."""
    phrase = it.phrase
    named = phrase.counted is None if phrase.noun is None else phrase.noun[0] <= it.opened or phrase.verb is not None
    return it.opener == "joins" or (named and it.again == "joins")


def opens_with_act(it: Told) -> bool:
    """Whether the clause, behind its subject, opens with a verb of acting, or with 对 what is acted on behind it."""
    upon = it.phrase.predicate is not None and it.scene.text[it.ready] in it.cues.upon
    return upon or it.again == "reached" or it.scene.role_at(it.ready) in _ACTS


def is_of_object(it: Told) -> bool:
    """Whether a measure tells of what sort the thing is that is acted on: 调解涉案金额达｜3万元｜的纠纷."""
    return it.scene.role_at(it.ready) == "act" and it.scene.text.startswith("的", it.quantity.end)


def gives(it: Told) -> bool:
    return it.cues.gift.search(it.scene.text, it.ready, it.quantity.start) is not None


def becomes(it: Told) -> bool:
    """Whether it tells what the thing told of before becomes: 生产总值…，｜成为｜全省第3个…."""
    return it.cues.becomes.search(it.scene.text, it.opened, it.quantity.start) is not None


def is_state(it: Told) -> bool:
    """Whether a state is told that nobody does: 三年任务｜两年｜完成, 串联｜58个｜酒庄的环线开工建设."""
    text, end = it.scene.text, it.quantity.end
    if it.quantity.kind == "duration":
        return it.cues.finished.match(text, end) is not None
    of = end + len(it.entity or "")
    return text.startswith("的", of) and stands(it, of)


def is_ensured(it: Told) -> bool:
    """Whether somebody only sees to it that a sized thing comes into a state: 确保｜6公里｜供水管网竣工."""
    return it.again == "ensured" and stands(it, it.quantity.end)


def stands(it: Told, start: int) -> bool:
    """Whether the clause ends in the state of a thing."""
    return it.cues.state.match(it.scene.text, start, it.phrase.segment[1]) is not None


def acts(it: Told) -> bool:
    """Whether a verb before the figure acts on what it counts, or a preposition (为｜5家｜企业) brings it in."""
    text, words, start = it.scene.text, it.scene.words, it.quantity.start
    inside = words.between(it.ready, start)
    if it.entity_class == "job":
        return any(words.roles[index] in _DEEDS for index in inside)
    stative = it.phrase.predicate is not None
    for index in inside:
        role, at, end = words.roles[index], words.starts[index], words.ends[index]
        if end > start or text[end : end + 1] == "的":
            continue
        first, adjacent = at == it.ready, end == start
        governs = role == "pivot" or (first and role in _DEEDS)
        if stative and not governs and (text.find("的", end, start) >= 0 or text[end] in "、等"):
            continue  # 国企｜重组｜、减税等20项改革落地
        named = role == "noun_verb" and (first or (adjacent and not stative))  # not 平台｜建设｜10项指标达标
        raises = role == "up" and (first or adjacent) and it.statistic == "level" and it.quantity.kind == "count"
        if raises or named or role in _DEEDS or (role == "single" and first):
            return True
        if role == "preposition":
            if stative and text[at:end] in it.cues.upon:
                return True
            if (first or (adjacent and text[at] != "为")) and text[at:end] in it.cues.brings:
                return True
    if it.again == "reached" or gives(it):
        return True
    if it.quantity.kind != "duration":
        return False
    if it.ready == start:
        return True
    return any(words.roles[i] == "adverb" and (words.starts[i], words.ends[i]) == (it.ready, start) for i in inside[:1])


def does_itself(it: Told) -> bool:
    """Whether the counted things do something in a clause of their own before 的: 6家企业填报的问卷."""
    text, words, entity = it.scene.text, it.scene.words, it.entity
    if entity is None or not text.startswith(entity, it.quantity.end):
        return False
    start = it.quantity.end + len(entity)
    of = text.find("的", start, min(start + 8, it.phrase.segment[1]))
    return of >= 0 and any(words.roles[k] in _DEEDS for k in words.between(start, of))
