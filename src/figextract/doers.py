"""Doers: who does, owns or saves what a figure tells, where its own clause names them."""

from __future__ import annotations

from . import deeds
from .actors import Actor, Stage
from .deeds import DOERS, Cues, Told
from .model import Quantity
from .phrases import Phrase


def agent(it: Told) -> Actor | None:
    """The agent of a passive clause, a nameless one when none is told; None when the clause is no passive."""
    text = it.scene.text
    if it.cues.passive.search(text, it.opened, it.phrase.segment[1]) is None:
        return None
    for low, high in ((it.quantity.end, it.phrase.segment[1]), (it.opened, it.quantity.start)):
        passive = it.cues.passive.search(text, low, high)
        if passive is None:
            continue
        agent = it.cues.agent.search(text, low, high)
        if agent is not None:
            return Actor(0, 0, agent["agent"], *agent.span("agent"))
        if low == it.quantity.end and passive.start() < low + 16 and not deeds.acts(it):
            return Actor(0, 0, "", 0, 0)
    return None


def saver(scene: Stage, cues: Cues, quantity: Quantity, phrase: Phrase, body: Actor | None) -> Actor | None:
    """The body that cuts its own outlay by a rate: 公务经费压减｜6%, 政府会议减少｜6%."""
    thrift = cues.thrift.search(scene.text, phrase.segment[0], quantity.start)
    named = thrift is not None and "agent" in thrift.re.groupindex and thrift["agent"]
    if thrift is None or not named:
        return body if thrift is not None else None
    return Actor(0, 0, thrift["agent"], *thrift.span("agent"))


def owner(it: Told) -> Actor | None:
    """The body that owns what is counted: 市工商联｜所属商会达86家, 市工商联｜86家商会."""
    text, start = it.scene.text, it.opened
    body = it.scene.bodies.get(start, start)
    for end in (body, it.ready) if body >= it.ready or not deeds.acts(it) else (it.ready,):
        if start < end <= it.quantity.start and it.cues.owner.match(text, end):
            return Actor(start, end, text[start:end], start, end)
    start = it.scene.ends.get(it.quantity.start, -1)
    if start >= it.opened and it.phrase.counted is not None and it.phrase.predicate is None and it.phrase.verb is None:
        return Actor(start, it.quantity.start, text[start : it.quantity.start], start, it.quantity.start)
    return None


def owner_of_size(it: Told) -> Actor | None:
    """The firm whose thing has the size: 远大｜600万吨煤矿, 东电｜2×35万千瓦机组."""
    if it.phrase.noun is None:
        return None
    match = it.cues.sized.fullmatch(it.scene.text, *it.phrase.noun)
    if match is None or not (match["capacity"] or it.quantity.kind == "measure" or it.quantity.rule == "count.times"):
        return None
    low, high = match.span("firm" if match["firm"] else "short")
    nouns = (it.scene.words.roles[i] == "noun" for i in it.scene.words.between(low, high))
    named = match["firm"] or not (it.quantity.relation != "eq" or low in it.scene.places or any(nouns))
    return Actor(0, 0, it.scene.text[low:high], low, high) if named else None


def doers(it: Told) -> Actor | None:
    """The counted things as those who do what the rest of the clause tells."""
    text, phrase, quantity = it.scene.text, it.phrase, it.quantity
    alone = it.entity_class == "person" and phrase.predicate is not None and phrase.verb_role != "pivot"
    if it.entity is None or (it.entity_class not in DOERS and not alone):
        return None
    if phrase.predicate is not None and it.cues.passive.search(text, phrase.predicate[0], phrase.predicate[0] + 4):
        return None
    span = phrase.counted or phrase.noun
    if it.again == "joins" != it.opener and deeds.joins(it) and span is not None and it.ready <= span[0]:
        return None  # 全市茶企参与“助学”行动｜60家
    if span is None or it.statistic == "increment" or (it.frame.role == "part" and phrase.predicate is None):
        return None
    until = it.frame.clause[1]
    if phrase.verb_role == "pivot":
        if deeds.helps(it):
            until = phrase.segment[1]  # 推动6家银行为…授信，｜走访企业…
        elif not deeds.sets_to_work(it):
            return None
    elif deeds.does_itself(it) or text.startswith("的", span[1]):
        return None
    elif it.entity_class == "institution" and deeds.stands(it, quantity.end):
        return None  # 6家医院｜投入运营
    elif it.opener != "joins":
        level = deeds.tells_level(it)
        if level != deeds.acts(it) if phrase.counted is None else deeds.acts(it):
            return None
    listed = phrase.counted is not None and text[quantity.start - 1] == "等"
    start, end = (it.opened, span[1]) if listed else span
    return Actor(quantity.end, until, text[start:end] if listed else it.entity, start, end)
