"""Subject: who did what a figure tells, or owns what it counts."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .. import deeds
from ..about import body_as_written, kin, where_named
from ..actors import Actor, Stage, announced, find_actors, stage
from ..annotate.words import WordSpans
from ..model import About, Columns, Evidence, Frame, Layout, Organisation, Quantity, Scope
from ..phrases import Phrase
from ..rules import Rules

_NOBODY = frozenset({"change", "gap", "rank", "share", "average"})
_SERIES = frozenset({"ratio", "points", "multiple", "rank", "score"})
_DOERS = frozenset({"enterprise", "market_entity", "chamber", "federation", "institution", "party_org"})
_JOINERS = _DOERS | {"person", "person_time", "household"}


def attach_subjects(
    text: str,
    layout: Layout,
    quantities: Sequence[Quantity],
    frames: Sequence[Frame],
    phrases: Sequence[Phrase],
    words: WordSpans,
    entities: Sequence[str | None],
    entity_classes: Sequence[str | None],
    statistics: Sequence[str | None],
    organisations: Sequence[Organisation],
    about: About,
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """The column subject, None for what nobody does (indicators, shares, states), and the words that tell it."""
    cues = deeds.cues_of(rules)
    scene = stage(text, words, organisations, about.region, rules)
    ends = {o.end: o.start for o in organisations}
    body = body_as_written(text, about, organisations, rules)
    home, scope = where_named(text, layout, (body, about.region)) or ((0, min(1, len(text))), "document")
    own = Actor(0, len(text), body, *home) if body is not None else None
    akin = kin(rules).search(body) if body is not None else None
    heralds = announced(scene, layout, regex.compile(f"{akin[1]}(?:系统)?$")) if akin else []
    found: list[Actor | None] = []
    told: list[deeds.Told | None] = []
    paragraph, ours = -1, own
    at = 0
    while at < len(quantities):
        number, stop = quantities[at].sentence, at + 1
        while stop < len(quantities) and quantities[stop].sentence == number:
            stop += 1
        sentence = layout.sentences[number]
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            ours = next((a for a in reversed(heralds) if a.since <= sentence.start < a.until), own)
        nobodys = [quantities[i].kind in _SERIES or statistics[i] in _NOBODY for i in range(at, stop)]
        if all(nobodys):
            told += [None] * (stop - at)
            found += [None] * (stop - at)
            at = stop
            continue
        starts = [q.start for q in quantities[at:stop] if q.measure_word not in cues.times]
        actors = list(find_actors(scene, (sentence.start, sentence.end), quantities[stop - 1].start, starts))
        subjects = {actor.start: actor.end for actor in actors if actor.opens}
        for i in range(at, stop):
            if nobodys[i - at] and frames[i].role != "condition":
                told.append(None)
                found.append(None)
                continue
            fields = entities[i], entity_classes[i], statistics[i]
            it = deeds.tell(scene, cues, subjects, quantities[i], frames[i], phrases[i], fields)
            told.append(it)
            found.append(_subject(scene, cues, it, told[at:-1], found, actors, ours, ends))
            if found[i] is None or phrases[i].verb_role == "pivot":
                doers = _doers(scene, cues, it)
                if doers is not None:
                    actors.append(doers)
        opener = actors[0] if actors and actors[0].start == scene.openings.get(sentence.start) in subjects else None
        like = kin(rules).search(opener.name) if opener else None
        if opener and like and akin and like[1] == akin[1]:
            ours = opener._replace(since=0)
        at = stop
    for i, frame in enumerate(frames):
        if frame.role == "condition" and frame.parent is not None and frame.parent > i and found[i] in (None, own):
            found[i] = found[frame.parent]
    evidence = []
    for i, actor in enumerate(found):
        if actor is not None and actor is own:
            evidence.append(Evidence(i, "subject", *home, scope, "subject.own_body"))
        elif actor is not None:
            low, high = frames[i].clause
            further: Scope = (
                "sentence" if actor.start >= layout.sentences[quantities[i].sentence].start else "paragraph"
            )
            near: Scope = "clause" if low <= actor.start < high else further
            evidence.append(Evidence(i, "subject", actor.start, actor.end, near, "subject.named"))
    return {"subject": [actor.name if actor is not None else None for actor in found]}, evidence


def _subject(
    scene: Stage,
    cues: deeds.Cues,
    it: deeds.Told,
    before: Sequence[deeds.Told | None],
    found: Sequence[Actor | None],
    actors: Sequence[Actor],
    own: Actor | None,
    ends: dict[int, int],
) -> Actor | None:
    """The subject of a figure; `before` are the figures of its sentence before it, `found` all subjects so far."""
    text, quantity, frame, phrase = scene.text, it.quantity, it.frame, it.phrase
    actor = _acting(actors, quantity, own)
    last = found[-1] if before else None
    one = before[-1] if before else None
    if frame.role == "condition":
        if frame.parent is not None and frame.parent < len(found):
            return found[frame.parent]
        return deeds.owner_of_size(scene, cues, it) or (actor if deeds.acts(scene, cues, it) else None)
    if it.opener == "compared" and it.statistic == "increment" and before:
        return last
    money = quantity.kind == "money"
    owned = it.entity_class in cues.owned or any(word in (it.entity or "") for word in cues.members)
    if it.statistic == "increment" and not money and not owned:
        return None
    if money and cues.describes.match(text, quantity.end) and cues.outlay.match(text, it.opened, quantity.start):
        return None
    owner = deeds.owner(scene, cues, it, ends)
    if owner is not None:
        return owner
    if phrase.verb_role != "pivot" or phrase.predicate is None:
        if (
            it.opener == "idle"
            or (it.opener == "joins" and it.entity_class in _JOINERS)
            or deeds.does_itself(scene, it)
        ):
            return None
        passive = deeds.agent(scene, cues, it)
        if passive is not None:
            return passive if passive.name else _same_fate(text, it, one, last)
        chosen = phrase.verb is None and phrase.counted is not None and phrase.predicate is not None
        if chosen and phrase.predicate and cues.passive.match(text, phrase.predicate[0]):
            return _same_fate(text, it, one, last)
    times = quantity.measure_word in cues.times
    if actor is not None and phrase.verb is not None and phrase.verb[1] == actor.start and actor.name == it.entity:
        actor = _acting([each for each in actors if each is not actor], quantity, own)  # 培育｜规上企业｜15家
    if actor is not None and actor.name == it.entity and not times:
        return None
    level, acts = deeds.tells_level(text, cues, it), deeds.acts(scene, cues, it)
    if cues.series.match(text, it.opened, quantity.number_start):
        return None
    if quantity.kind == "duration" and phrase.noun is not None and phrase.predicate is not None:
        return actor if actor is not None and phrase.noun[0] <= actor.start < phrase.noun[1] else None
    if it.opener == "belongings" and (level or phrase.verb is None):
        return last or actor
    if it.statistic == "increment":
        return actor if deeds.adds(scene, it) or (acts and money) else None
    if it.opener == "ensured" and not level:
        return actor
    told = level or quantity.start < quantity.number_start or (not money and scene.role_at(it.ready) == "noun_verb")
    told = told or (phrase.verb is None and phrase.noun is not None and bool(cues.quantity.search(text, *phrase.noun)))
    if told and cues.measure.match(text, it.opened, quantity.number_start):
        return None
    of_nobody = frame.role == "part" and money and frame.parent is not None and found[frame.parent] is None
    if of_nobody:
        return None  # 外贸总值9亿元，其中｜出口6亿元
    if acts and (
        not level or phrase.verb is not None or deeds.opens_with_act(scene, it) or deeds.gives(text, cues, it)
    ):
        return actor
    if last is not None and text.startswith("每", it.opened):
        return last
    if phrase.predicate is not None:
        return actor if times else _same_fate(text, it, one, last)
    if times and not phrase.joined:
        return actor
    if level:
        return None
    if frame.parent is not None and frame.role == "part" and frame.parent < len(found):
        return found[frame.parent]
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
    if one.quantity.kind == it.quantity.kind and it.phrase.noun is not None:
        return last
    return money


def _acting(actors: Sequence[Actor], quantity: Quantity, own: Actor | None) -> Actor | None:
    """The last who began to act before the figure and still does."""
    reigning = [actor for actor in actors if actor.since <= quantity.start and actor.until >= quantity.end]
    return max(reigning, key=lambda actor: actor.since) if reigning else own


def _same_fate(text: str, it: deeds.Told, one: deeds.Told | None, last: Actor | None) -> Actor | None:
    """The subject of the figure before, when the same is said of this one (推荐7人获得A，2人获得B)."""
    if one is None or one.phrase.predicate is None or it.phrase.predicate is None:
        return None
    return last if text[one.phrase.predicate[0]] == text[it.phrase.predicate[0]] else None


def _doers(scene: Stage, cues: deeds.Cues, it: deeds.Told) -> Actor | None:
    """The counted things as those who do what the rest of the clause tells."""
    text, phrase, quantity = scene.text, it.phrase, it.quantity
    alone = it.entity_class == "person" and phrase.predicate is not None and phrase.verb_role != "pivot"
    if it.entity is None or (it.entity_class not in _DOERS and not alone):
        return None
    if phrase.predicate is not None and cues.passive.search(text, phrase.predicate[0], phrase.predicate[0] + 4):
        return None
    span = phrase.counted or phrase.noun
    if span is None or it.statistic == "increment":
        return None
    if phrase.verb is not None and phrase.verb_role == "pivot":
        if not cues.sets_to_work.search(text, *phrase.verb):
            return None
    elif deeds.does_itself(scene, it):
        return None
    elif it.opener != "joins":
        acts, level = deeds.acts(scene, cues, it), deeds.tells_level(text, cues, it)
        if level != acts if phrase.counted is None else acts:
            return None
    listed = phrase.counted is not None and text[quantity.start - 1] == "等"
    start, end = (it.opened, span[1]) if listed else span
    return Actor(quantity.end, it.frame.clause[1], text[start:end] if listed else it.entity, start, end)
