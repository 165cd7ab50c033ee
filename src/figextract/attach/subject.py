"""Subject: who did what a figure tells, or owns what it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from ..about import body_as_written, kin, where_named
from ..actors import Actor, Stage, announced, find_actors, stage
from ..annotate.words import WordSpans
from ..cues import cue_words, either
from ..model import About, Columns, Evidence, Frame, Layout, Organisation, Quantity, Scope
from ..phrases import Phrase
from ..rules import Rules

_NOBODY = frozenset({"change", "gap", "rank", "share", "average"})
_SERIES = frozenset({"ratio", "points", "multiple", "rank", "score"})
_DOERS = frozenset({"enterprise", "market_entity", "chamber", "federation", "institution", "party_org"})
_JOINERS = _DOERS | {"person", "person_time", "household"}
_ACTS = frozenset({"act", "pivot", "finish", "noun_verb"})
_DEEDS = frozenset({"act", "pivot", "finish"})
_OPENERS = ("idle", "joins", "compared", "belongings", "ensured", "reached")


@dataclass(frozen=True, slots=True)
class _Cues:
    """`opens` tells by the name of its group what a clause opens with; `level`, `measure`, `series` and `outlay` match
    backwards from the number."""

    opens: regex.Pattern[str]
    sets_to_work: regex.Pattern[str]
    agent: regex.Pattern[str]
    passive: regex.Pattern[str]
    owner: regex.Pattern[str]
    level: regex.Pattern[str]
    measure: regex.Pattern[str]
    series: regex.Pattern[str]
    outlay: regex.Pattern[str]
    describes: regex.Pattern[str]
    sized: regex.Pattern[str]
    times: frozenset[str]
    gift: regex.Pattern[str]
    brings: frozenset[str]
    upon: frozenset[str]
    owned: frozenset[str]
    members: tuple[str, ...]


@cache
def _cues(rules: Rules) -> _Cues:
    def cue(name: str, before: str = "", after: str = "") -> regex.Pattern[str]:
        return regex.compile(before + either(rules, f"subject.{name}") + after)

    opens = "|".join(f"(?P<{name}>{either(rules, f'subject.{name}')})" for name in _OPENERS)
    increments = [rule for rule in rules.of("cue") if rule.get("group") == "subject.increment_owner"]
    level = either(rules, "subject.level")
    return _Cues(
        opens=regex.compile(opens),
        sets_to_work=cue("set_to_work"),
        agent=cue("agent"),
        passive=cue("passive", after="(?!感)"),
        owner=cue("owner"),
        level=cue("level", before="(?r)"),
        measure=cue("measure", before="(?r)", after=f"(?:{level}|[^㐀-鿿])*"),
        series=cue("series", before="(?r)", after=f"{level}?"),
        outlay=cue("outlay", before="(?r)"),
        describes=cue("describes"),
        sized=cue("sized"),
        times=cue_words(rules, "subject.times"),
        gift=cue("gift"),
        brings=cue_words(rules, "subject.brings"),
        upon=cue_words(rules, "subject.upon"),
        owned=frozenset(word for rule in increments for word in rule.words()),
        members=tuple(word for rule in increments for word in rule.words("members")),
    )


class _Told(NamedTuple):
    """What is known of a figure: `opened` is where its clause begins to speak, `ready` where it goes on behind its
    subject, `opener` and `again` what stands there (`_OPENERS`)."""

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
    cues = _cues(rules)
    scene = stage(text, words, organisations, about.region, rules)
    ends = {o.end: o.start for o in organisations}
    body = body_as_written(text, about, organisations, rules)
    home, scope = where_named(text, layout, (body, about.region)) or ((0, min(1, len(text))), "document")
    own = Actor(0, len(text), body, *home) if body is not None else None
    akin = kin(rules).search(body) if body is not None else None
    heralds = announced(scene, layout, organisations, regex.compile(f"{akin[1]}(?:系统)?$")) if akin else []
    found: list[Actor | None] = []
    told: list[_Told | None] = []
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
        subjects = {actor.start: actor.end for actor in actors if actor.until == len(text)}
        for i in range(at, stop):
            if nobodys[i - at] and frames[i].role != "condition":
                told.append(None)
                found.append(None)
                continue
            fields = entities[i], entity_classes[i], statistics[i]
            it = _tell(scene, cues, subjects, quantities[i], frames[i], phrases[i], fields)
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


def _tell(
    scene: Stage,
    cues: _Cues,
    subjects: Mapping[int, int],
    quantity: Quantity,
    frame: Frame,
    phrase: Phrase,
    fields: tuple[str | None, str | None, str | None],
) -> _Told:
    """What is known of a figure; `subjects` are the starts and ends of the subjects of its sentence."""
    low, high = phrase.segment
    opened = min(scene.opening(low, high), quantity.start)
    ready = min(scene.opening(subjects[opened], high), quantity.start) if opened in subjects else opened
    opens = cues.opens.match(scene.text, opened, quantity.start)
    again = cues.opens.match(scene.text, ready, quantity.start) if ready != opened else opens
    opener = opens.lastgroup if opens is not None else None
    return _Told(
        quantity, frame, phrase, *fields, opened, ready, opener, again.lastgroup if again is not None else None
    )


def _subject(
    scene: Stage,
    cues: _Cues,
    it: _Told,
    before: Sequence[_Told | None],
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
        return _sized(scene, cues, it) or (actor if _acts(scene, cues, it) else None)
    if it.opener == "compared" and it.statistic == "increment" and before:
        return last
    money = quantity.kind == "money"
    owned = it.entity_class in cues.owned or any(word in (it.entity or "") for word in cues.members)
    if it.statistic == "increment" and not money and not owned:
        return None
    if money and cues.describes.match(text, quantity.end) and cues.outlay.match(text, it.opened, quantity.start):
        return None
    owner = _owner(scene, cues, it, ends)
    if owner is not None:
        return owner
    if phrase.verb_role != "pivot" or phrase.predicate is None:
        if it.opener == "idle" or (it.opener == "joins" and it.entity_class in _JOINERS) or _does_itself(scene, it):
            return None
        passive = _passive(scene, cues, it)
        if passive is not None:
            return passive if passive.name else _same_fate(text, it, one, last)
    times = quantity.measure_word in cues.times
    if actor is not None and actor.name == it.entity and not times:
        return None
    level, acts = _tells_level(text, cues, it), _acts(scene, cues, it)
    if cues.series.match(text, it.opened, quantity.number_start):
        return None
    if it.opener == "belongings" and (level or phrase.verb is None):
        return last or actor
    if it.statistic == "increment":
        return actor if _adds(scene, it) or (acts and money) else None
    if it.opener == "ensured" and not level:
        return actor
    told = level or quantity.start < quantity.number_start or (not money and scene.role_at(it.ready) == "noun_verb")
    if told and cues.measure.match(text, it.opened, quantity.number_start):
        return None
    if acts and (not level or phrase.verb is not None or _opens_with_act(scene, it) or _gives(text, cues, it)):
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
    it: _Told, one: _Told | None, last: Actor | None, actor: Actor | None, own: Actor | None
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


def _passive(scene: Stage, cues: _Cues, it: _Told) -> Actor | None:
    """The agent of a passive clause, a nameless one when none is told; None when the clause is no passive."""
    text = scene.text
    for low, high in ((it.quantity.end, it.phrase.segment[1]), (it.opened, it.quantity.start)):
        passive = cues.passive.search(text, low, high)
        if passive is None:
            continue
        agent = cues.agent.search(text, low, high)
        if agent is not None:
            return Actor(0, 0, agent["agent"], *agent.span("agent"))
        if low == it.quantity.end and passive.start() < low + 16 and not _acts(scene, cues, it):
            return Actor(0, 0, "", 0, 0)
    return None


def _acting(actors: Sequence[Actor], quantity: Quantity, own: Actor | None) -> Actor | None:
    """The last who began to act before the figure and still does."""
    reigning = [actor for actor in actors if actor.since <= quantity.start and actor.until >= quantity.end]
    return max(reigning, key=lambda actor: actor.since) if reigning else own


def _tells_level(text: str, cues: _Cues, it: _Told) -> bool:
    """Whether something named before the figure reaches it (旅游收入｜达到)."""
    match = cues.level.match(text, it.opened, it.quantity.number_start)
    return match is not None and match.start() > it.opened


def _adds(scene: Stage, it: _Told) -> bool:
    """Whether the clause opens with the verb of adding, behind its subject if it has one."""
    return scene.role_at(it.ready) in ("up", "act")


def _opens_with_act(scene: Stage, it: _Told) -> bool:
    """Whether the clause, behind its subject, opens with a verb of acting."""
    return it.again == "reached" or scene.role_at(it.ready) in _ACTS


def _gives(text: str, cues: _Cues, it: _Told) -> bool:
    return cues.gift.search(text, it.ready, it.quantity.start) is not None


def _acts(scene: Stage, cues: _Cues, it: _Told) -> bool:
    """Whether a verb before the figure acts on what it counts, or a preposition (为｜5家｜企业) brings it in."""
    text, words, start = scene.text, scene.words, it.quantity.start
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
        if stative and not governs and text.find("的", end, start) >= 0:
            continue
        if role in _DEEDS or (role == "single" and first) or (role == "noun_verb" and (first or adjacent)):
            return True
        if role == "preposition":
            if stative and text[at:end] in cues.upon:
                return True
            if (first or (adjacent and text[at] != "为")) and text[at:end] in cues.brings:
                return True
    if it.again == "reached" or _gives(text, cues, it):
        return True
    if it.quantity.kind != "duration":
        return False
    if it.ready == start:
        return True
    return any(words.roles[i] == "adverb" and (words.starts[i], words.ends[i]) == (it.ready, start) for i in inside[:1])


def _same_fate(text: str, it: _Told, one: _Told | None, last: Actor | None) -> Actor | None:
    """The subject of the figure before, when the same is said of this one (推荐7人获得A，2人获得B)."""
    if one is None or one.phrase.predicate is None or it.phrase.predicate is None:
        return None
    return last if text[one.phrase.predicate[0]] == text[it.phrase.predicate[0]] else None


def _doers(scene: Stage, cues: _Cues, it: _Told) -> Actor | None:
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
    elif _does_itself(scene, it):
        return None
    elif it.opener != "joins":
        acts, level = _acts(scene, cues, it), _tells_level(text, cues, it)
        if level != acts if phrase.counted is None else acts:
            return None
    listed = phrase.counted is not None and text[quantity.start - 1] == "等"
    start, end = (it.opened, span[1]) if listed else span
    return Actor(quantity.end, it.frame.clause[1], text[start:end] if listed else it.entity, start, end)


def _does_itself(scene: Stage, it: _Told) -> bool:
    """Whether the counted things do something in a clause of their own before 的: 6家企业填报的问卷."""
    text, words, entity = scene.text, scene.words, it.entity
    if entity is None or not text.startswith(entity, it.quantity.end):
        return False
    start = it.quantity.end + len(entity)
    of = text.find("的", start, min(start + 8, it.phrase.segment[1]))
    return of >= 0 and any(words.roles[k] in _DEEDS for k in words.between(start, of))


def _owner(scene: Stage, cues: _Cues, it: _Told, ends: dict[int, int]) -> Actor | None:
    """The body that owns what is counted: 市工商联｜所属商会达86家, 市工商联｜86家商会."""
    text, start = scene.text, it.opened
    for end in (scene.bodies.get(start, start), it.ready):
        if start < end <= it.quantity.start and cues.owner.match(text, end):
            return Actor(start, end, text[start:end], start, end)
    start = ends.get(it.quantity.start, -1)
    if start >= it.opened and it.phrase.counted is not None and it.phrase.predicate is None and it.phrase.verb is None:
        return Actor(start, it.quantity.start, text[start : it.quantity.start], start, it.quantity.start)
    return None


def _sized(scene: Stage, cues: _Cues, it: _Told) -> Actor | None:
    """The firm whose thing has the size: 大唐｜700万吨露天煤矿."""
    if it.phrase.noun is None or it.quantity.kind != "measure":
        return None
    match = cues.sized.fullmatch(scene.text, *it.phrase.noun)
    if match is None or any(scene.words.roles[index] == "noun" for index in scene.words.between(*match.span())):
        return None
    return Actor(0, 0, match[0], *match.span())
