"""Subject: who did what a figure tells, or owns what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import regex

from .. import deeds, doers
from ..about import body_as_written, kin, where_named
from ..actors import Actor, announced, find_actors, stage
from ..cues import pattern
from ..model import About, Columns, Evidence, Frame, Layout, Organisation, Place, Quantity, Scope, Sentence
from ..passage import Passage
from ..phrases import Phrase
from ..rules import Rules

_NOBODY = frozenset({"change", "gap", "rank", "share", "average"})
_SERIES = frozenset({"ratio", "points", "multiple", "rank", "score"})
_JOINERS = deeds.DOERS | {"person", "person_time", "household"}


def attach_subjects(
    near: Passage,
    layout: Layout,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    columns: Columns,
    organisations: Sequence[Organisation],
    places: Sequence[Place],
    about: About,
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The column subject, None for what nobody does (indicators, shares, states), and the words that tell it.

    `columns` has the entities, their classes and the statistics.
    """
    text, cues = near.text, deeds.cues_of(rules)
    scene = stage(text, near.words, organisations, places, about.region, rules)
    name = body_as_written(text, about, organisations, rules)
    home, scope = where_named(text, layout, (name, about.region)) or ((0, min(1, len(text))), "document")
    own = Actor(0, len(text), name, *home) if name is not None else None
    akin = kin(rules).search(name) if name is not None else None
    heralds = announced(scene, layout, regex.compile(f"{akin[1]}(?:系统)?$")) if akin else []
    fields = list(zip(columns["entity"], columns["entity_class"], columns["statistic"], strict=True))
    nobodys = [q.kind in _SERIES or of[2] in _NOBODY for q, of in zip(quantities, fields, strict=True)]
    found: list[Actor | None] = []
    paragraph, body, among = -1, own, pattern(rules, "frame.among")
    for number, group in groupby(range(len(quantities)), key=lambda i: quantities[i].sentence):
        sentence, numbers = layout.sentences[number], list(group)
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            body = next((a for a in reversed(heralds) if a.since <= sentence.start < a.until), own)
        rates = [i for i in numbers if fields[i][2] == "change"]
        savers = {i: saver for i in rates if (saver := doers.saver(scene, cues, quantities[i], phrases[i], body))}
        if all(nobodys[i] for i in numbers) and not savers:
            found += [None] * len(numbers)
            continue
        first = numbers[0]
        beside = first > 0 and layout.sentences[quantities[first - 1].sentence].paragraph == paragraph
        heir = found[-1] if beside and among.match(text, sentence.start) else None
        starts = [quantities[i].start for i in numbers if quantities[i].measure_word not in cues.times]
        span = sentence.start, sentence.end
        actors = list(find_actors(scene, span, quantities[numbers[-1]].start, starts))
        subjects = {actor.since: actor.end for actor in actors if actor.opens}
        told: list[deeds.Told | None] = []
        for i in numbers:
            if i in savers:
                told.append(None)
                found.append(savers[i])
                continue
            if nobodys[i] and frames[i].role != "condition":
                told.append(None)
                found.append(None)
                continue
            it = deeds.tell(scene, cues, subjects, quantities[i], frames[i], phrases[i], fields[i])
            found.append(_subject(it, told, found, actors, heir or body))
            told.append(it)
            owner = found[i]
            if owner is not None and owner.start == it.opened in scene.bodies and owner not in actors:
                actors.append(owner._replace(since=quantities[i].end, until=sentence.end))
            counted = doers.doers(it) if found[i] is None or phrases[i].verb_role == "pivot" else None
            if counted is not None:
                actors.append(counted)
        opener = actors[0] if actors and actors[0].start == scene.openings.get(sentence.start) in subjects else None
        like = kin(rules).search(opener.name) if opener else None
        if opener and like and akin and like[1] == akin[1]:
            body = opener._replace(since=0)
    for i, frame in enumerate(frames):
        if frame.role == "condition" and frame.parent is not None and frame.parent > i and found[i] in (None, own):
            found[i] = found[frame.parent]
    for i in range(len(found) - 1):
        if _stands_before(i, quantities, phrases, frames):
            found[i] = found[i + 1]
    evidence = []
    for i, actor in enumerate(found):
        if actor is not None and actor is own:
            evidence.append(Evidence(i, "subject", *home, scope, "subject.own_body"))
        elif actor is not None:
            near_by = _reach(actor, frames[i], layout.sentences[quantities[i].sentence])
            evidence.append(Evidence(i, "subject", actor.start, actor.end, near_by, "subject.named"))
    return {"subject": [actor.name if actor is not None else None for actor in found]}, evidence


def _stands_before(i: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame]) -> bool:
    """Whether a count only says where the things are of which the next one tells: ｜6个｜区30家商会参加."""
    counted, act = phrases[i].counted, frames[i].event
    if counted is None or counted[1] != quantities[i + 1].start or quantities[i + 1].kind != "count":
        return False
    idle = phrases[i].verb is None and phrases[i].predicate is None and phrases[i + 1].predicate is not None
    return idle and act is not None and act == frames[i + 1].event


def _reach(actor: Actor, frame: Frame, sentence: Sentence) -> Scope:
    """How far from a figure its subject is named."""
    low, high = frame.clause
    if low <= actor.start < high:
        return "clause"
    return "sentence" if actor.start >= sentence.start else "paragraph"


def _subject(
    it: deeds.Told,
    before: Sequence[deeds.Told | None],
    found: Sequence[Actor | None],
    actors: Sequence[Actor],
    own: Actor | None,
) -> Actor | None:
    """The subject of a figure; `before` are the figures of its sentence before it, `found` all subjects so far."""
    last, one = (found[-1], before[-1]) if before else (None, None)
    if deeds.sets_to_work(it):  # 市工商联组织企业捐款，｜动员6家商会…
        actors = [each for each in actors if each.opens or each.since >= it.opened]
    actor = last if deeds.goes_on_list(it, one) else _acting(actors, it.quantity, own)
    if last in actors and last is not None and last.until < it.quantity.start:
        last = actor  # “春雨行动”促成…，｜…
    if actor is own and (deeds.becomes(it) or deeds.is_honoured(it)):
        actor = None
    parent = it.frame.parent
    whole = found[parent] if parent is not None and parent < len(found) else None
    if it.frame.role == "condition":
        if parent is not None and parent < len(found):
            return whole
        return doers.owner_of_size(it) or (actor if deeds.acts(it) and not deeds.is_ensured(it) else None)
    if it.opener == "compared" and it.statistic == "increment" and before:
        return last
    if deeds.only_grows(it) or deeds.only_describes(it) or deeds.only_exists(it) or deeds.answers(it):
        return None
    if deeds.is_state(it):
        return None
    owner = doers.owner_of_size(it) if it.quantity.rule == "count.times" else doers.owner(it)
    if owner is not None:
        return owner
    if it.phrase.verb_role != "pivot" or it.phrase.predicate is None:
        if it.opener == "idle" or (deeds.joins(it) and it.entity_class in _JOINERS) or deeds.does_itself(it):
            return None
        passive = doers.agent(it)
        if passive is not None:
            return passive if passive.name else _same_fate(it, one, last)
        if deeds.is_chosen(it):
            return _same_fate(it, one, last)
    verb = it.phrase.verb
    if actor is not None and actor.name == it.entity and not deeds.is_of_times(it):
        return None
    if deeds.is_in_series(it):
        return None
    if it.quantity.kind == "duration" and it.phrase.noun is not None and it.phrase.predicate is not None:
        return actor if actor is not None and it.phrase.noun[0] <= actor.start < it.phrase.noun[1] else None
    if it.frame.role == "to" and one is not None and one.frame.role == "from":
        return last
    level, acts = deeds.tells_level(it), deeds.acts(it)
    if it.opener == "belongings" and (level or verb is None):
        return last or actor
    if it.statistic == "increment":
        if one is not None and one.statistic == "increment" and it.phrase.noun is not None and verb is None:
            return last  # 新增大棚60座，｜温室26座
        return actor if deeds.adds(it) or (acts and it.quantity.kind == "money") else None
    if deeds.is_measured(it, level):
        return actor if deeds.is_of_object(it) else None
    if it.opener == "ensured" and not level:
        return actor
    part = it.frame.role == "part" and parent is not None
    if level and one is not None and deeds.bounds(one, it):
        return None
    if part and it.quantity.kind == "money" and whole is None:
        return None  # 外贸总值9亿元，其中｜出口6亿元
    if acts and (not level or verb is not None or deeds.opens_with_act(it) or deeds.gives(it)):
        return actor
    if last is not None and it.scene.text.startswith("每", it.opened):
        return last
    if one is not None and deeds.is_task(it) and deeds.acts(one):
        return last
    if it.phrase.predicate is not None:
        return actor if deeds.is_of_times(it) else _same_fate(it, one, last)
    if deeds.is_of_times(it) and not it.phrase.joined:
        return actor
    if level:
        return None
    if part:
        return whole
    return _taken_over(it, one, last, actor, own) if before else None


def _taken_over(
    it: deeds.Told, one: deeds.Told | None, last: Actor | None, actor: Actor | None, own: Actor | None
) -> Actor | None:
    """The subject of a figure that goes on with what was told of the one before."""
    money = actor if actor is not own and it.quantity.kind == "money" else None
    if one is None:
        return last or money
    if last is not None and actor is not None and actor is not own and actor.since >= one.quantity.end:
        last = actor
    if it.phrase.joined or (it.frame.event is not None and it.frame.event == one.frame.event):
        return last or money
    if one.quantity.kind == it.quantity.kind and (it.phrase.noun is not None or it.opened == it.quantity.start):
        return last
    return money


def _acting(actors: Sequence[Actor], quantity: Quantity, own: Actor | None) -> Actor | None:
    """The last who began to act before the figure and still does."""
    reigning = [actor for actor in actors if actor.since <= quantity.start and actor.until >= quantity.end]
    return max(reigning, key=lambda actor: actor.since) if reigning else own


def _same_fate(it: deeds.Told, one: deeds.Told | None, last: Actor | None) -> Actor | None:
    """The subject of the figure before, when the same is said of this one (推荐7人获得A，2人获得B)."""
    if one is None or one.phrase.predicate is None or it.phrase.predicate is None:
        return None
    text = it.scene.text
    return last if text[one.phrase.predicate[0]] == text[it.phrase.predicate[0]] else None
