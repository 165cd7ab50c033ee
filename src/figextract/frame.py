"""Frame: what the structure of a clause says of its figures, needed by several fields and knowing none of them.

Wholes and parts (其中), from A to B, milestones, sizes that only describe (12个亿元以上项目), the figure whose words an
elided one takes over, heads shared out by 分别, and which figures tell of one act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .acts import find_acts, with_fellow_parts
from .group import Group, grouped
from .heads import Cues, cues_of, find_leads, parts_of_named, shared_heads
from .model import Frame, Layout, Quantity
from .phrases import Phrase
from .roles import find_roles, opens_with_parts, parts_of_before
from .rules import Rules


@dataclass(frozen=True, slots=True)
class Framed:
    """The frames of a document, with the shared heads and the leaders that the indicator column needs."""

    frames: list[Frame]
    heads: list[str | None]
    leads: list[int | None]


def frame(text: str, layout: Layout, quantities: Sequence[Quantity], phrases: Sequence[Phrase], rules: Rules) -> Framed:
    """The frames of all quantities, sentence by sentence."""
    framed = Framed([], [], [])
    cues = cues_of(rules)
    events = 0
    first = 0
    before: tuple[int, Group] | None = None
    while first < len(quantities):
        number = quantities[first].sentence
        sentence = layout.sentences[number]
        stop = first + 1
        while stop < len(quantities) and quantities[stop].sentence == number:
            stop += 1
        span = sentence.start, sentence.end
        group = grouped(text, span, quantities[first:stop], phrases[first:stop], rules)
        follows = before is not None and before[0] == number - 1 and opens_with_parts(group, sentence.start)
        events = _add(framed, group, before[1] if before and follows else None, first, events, cues)
        before, first = (number, group), stop
    return framed


def _add(framed: Framed, group: Group, before: Group | None, first: int, events: int, cues: Cues) -> int:
    """Add the frames of a group whose first figure is the `first`; `events` are there before and, as told, behind.

    `before` is the group of the sentence before, where this one tells of its parts.
    """
    roles, parents = find_roles(group)
    heads = shared_heads(group, roles, cues)
    parents = parts_of_named(group, roles, parents, heads)
    leads = find_leads(group, roles, parents, cues)
    acts = find_acts(group, roles, parents, leads, heads)
    if before is not None:
        told = [frame.role for frame in framed.frames[first - len(before.quantities) :]]
        roles, parents = parts_of_before(before, told, group, roles, parents)
        acts = with_fellow_parts(acts, parents)
    shared = Counter(acts)
    numbers: dict[int, int] = {}
    for i, (quantity, phrase, act) in enumerate(zip(group.quantities, group.phrases, acts, strict=True)):
        if shared[act] > 1 and act not in numbers:
            events += 1
            numbers[act] = events
        parent, leader = parents[i], leads[i]
        reached = phrase.reached or (quantity.relation == "gt" and quantity.start < quantity.number_start)
        reached = reached or bool(i and framed.frames[-1].reached and _goes_on(group, i))
        framed.frames.append(
            Frame(
                group.clauses[i],
                phrase.segment,
                roles[i],
                None if parent is None else first + parent,
                numbers.get(act),
                reached,
            )
        )
        framed.leads.append(None if leader is None else first + leader)
    framed.heads.extend(heads)
    return events


def _goes_on(group: Group, i: int) -> bool:
    """Whether a noun and its number go on a list of what was reached: 单项冠军达到24家，老字号｜36家."""
    before, quantity, phrase = group.quantities[i - 1], group.quantities[i], group.phrases[i]
    own = phrase.verb or phrase.change or phrase.predicate or phrase.counted
    alike = (before.kind, before.measure_word) == (quantity.kind, quantity.measure_word)
    if own or phrase.noun is None or not alike or group.clauses[i] != group.clauses[i - 1]:
        return False
    return group.text[before.end : phrase.noun[0]] in ("，", "、")
