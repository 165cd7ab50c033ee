"""Group: the figures of one sentence side by side, with what the rules say of the words between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

import regex

from .cues import compiled, either, outside, pattern
from .lexicon import Lexicon, lexicon
from .model import Quantity, Span
from .phrases import Phrase
from .rules import Rules

Role = Literal["from", "to", "part", "milestone", "condition"]


class Cues(NamedTuple):
    """Words between and around the figures of a sentence, by what they say of the structure."""

    limit: regex.Pattern[str]
    projects: regex.Pattern[str]
    yearly: regex.Pattern[str]
    works: regex.Pattern[str]
    done: regex.Pattern[str]
    origin: regex.Pattern[str]
    goal: regex.Pattern[str]
    risen: regex.Pattern[str]
    passing: regex.Pattern[str]
    among: regex.Pattern[str]
    selected: regex.Pattern[str]
    succeeded: regex.Pattern[str]
    ranks: regex.Pattern[str]
    within: regex.Pattern[str]
    pool: regex.Pattern[str]
    ranks_number: regex.Pattern[str]
    every: regex.Pattern[str]
    light: regex.Pattern[str]
    for_whom: regex.Pattern[str]
    result: regex.Pattern[str]
    attended: regex.Pattern[str]
    engaged: regex.Pattern[str]
    benefits: regex.Pattern[str]
    covers: regex.Pattern[str]
    capacity: regex.Pattern[str]
    total: regex.Pattern[str]
    kept_up: regex.Pattern[str]
    repeated: regex.Pattern[str]
    rise: regex.Pattern[str]
    plan: regex.Pattern[str]
    listed: regex.Pattern[str]
    average: regex.Pattern[str]
    room: regex.Pattern[str]
    built: regex.Pattern[str]
    gift: regex.Pattern[str]
    rank_of: regex.Pattern[str]
    won: regex.Pattern[str]
    raised: regex.Pattern[str]
    aided: regex.Pattern[str]
    collected: regex.Pattern[str]
    held: regex.Pattern[str]
    founded: regex.Pattern[str]
    owned: regex.Pattern[str]
    invest: regex.Pattern[str]
    amount: regex.Pattern[str]
    own_rate: regex.Pattern[str]


@cache
def _cues(rules: Rules) -> Cues:
    bounds = [word for word, after in lexicon(rules).after.meanings.items() if after.relation in ("ge", "le")]
    now = either(rules, "frame.now")
    light = either(rules, "frame.light")
    result = f"(?!{either(rules, 'result.other_word')}){either(rules, 'result')}"
    kept = f"{either(rules, 'rank.kept')}(?={either(rules, 'rank.pool_opening')})"
    return Cues(
        limit=compiled("|".join(map(regex.escape, bounds)) or "(?!)"),
        projects=pattern(rules, "frame.projects"),
        yearly=pattern(rules, "frame.yearly", after="$"),
        works=pattern(rules, "frame.works", after="$"),
        done=pattern(rules, "frame.done"),
        origin=compiled(rf"(?!{either(rules, 'frame.origin.other_word')})[由从自][^，。；、由从]{{0,12}}$"),
        goal=compiled(rf"[到至为成达](?:(?:\d{{4}}年|{now})的?)?$"),
        risen=pattern(rules, "frame.risen"),
        passing=pattern(rules, "frame.passing", before=f"{either(rules, 'milestone')}?[、，]?"),
        among=pattern(rules, "frame.among"),
        selected=pattern(rules, "frame.selected"),
        succeeded=pattern(rules, "part"),
        ranks=compiled(
            f"{either(rules, 'rank.of')}?{either(rules, 'rank.adverb')}*(?:{either(rules, 'rank.verb')}|在|{kept})"
        ),
        within=pattern(rules, "frame.within"),
        pool=pattern(rules, "rank.pool_opening", after="[㐀-鿿]{0,4}"),
        ranks_number=pattern(rules, "frame.ranks_number"),
        every=pattern(rules, "head.every"),
        light=compiled(f"{light}*+"),
        for_whom=compiled(f"{light}*?{either(rules, 'act.for_whom')}[^，。；、\\d]{{1,14}}?(?={result})"),
        result=compiled(result),
        attended=pattern(rules, "act.attended"),
        engaged=pattern(rules, "act.engaged"),
        benefits=pattern(rules, "act.benefits"),
        covers=pattern(rules, "act.covers"),
        capacity=pattern(rules, "act.capacity"),
        total=pattern(rules, "act.total"),
        kept_up=pattern(rules, "act.kept_up", after="+"),
        repeated=pattern(rules, "act.repeated"),
        rise=pattern(rules, "act.rise"),
        plan=pattern(rules, "head.plan"),
        listed=compiled(outside(rules, "joint.other_word", r"、|(?:[和及与]|以及)[^，。；]{0,10}$")),
        average=pattern(rules, "act.average"),
        room=pattern(rules, "act.room"),
        built=pattern(rules, "act.built"),
        gift=pattern(rules, "act.gift"),
        rank_of=pattern(rules, "rank.of"),
        won=pattern(rules, "act.won"),
        raised=pattern(rules, "act.raised"),
        aided=pattern(rules, "act.aided"),
        collected=pattern(rules, "act.collected"),
        held=pattern(rules, "act.held"),
        founded=pattern(rules, "frame.founded"),
        owned=pattern(rules, "indicator.owned", after="$"),
        invest=pattern(rules, "invest"),
        amount=pattern(rules, "amount_noun"),
        own_rate=pattern(rules, "own_rate"),
    )


class Group(NamedTuple):
    """The figures of one sentence in order, counted from 0; `clauses` are bounded by ； or the sentence."""

    text: str
    quantities: Sequence[Quantity]
    phrases: Sequence[Phrase]
    clauses: Sequence[Span]
    lexicon: Lexicon
    cues: Cues
    openings: dict[int, int]

    def opening(self, i: int) -> int:
        """Where the clause of a figure begins to say something, behind the light words that open it and for whom it
        is done."""
        start, end = self.phrases[i].segment
        if start not in self.openings:
            cues = self.cues
            match = cues.for_whom.match(self.text, start, end) or cues.light.match(self.text, start)
            self.openings[start] = match.end() if match else start
        return self.openings[start]

    def between(self, a: int, b: int) -> str:
        """The text between two figures."""
        return self.text[self.quantities[a].end : self.quantities[b].start]

    def floor(self, i: int) -> int:
        """Where the words before a figure begin: behind the figure before it, or with its clause."""
        return max(self.clauses[i][0], self.quantities[i - 1].end) if i else self.clauses[i][0]


def grouped(
    text: str, sentence: Span, quantities: Sequence[Quantity], phrases: Sequence[Phrase], rules: Rules
) -> Group:
    """The group of a sentence's figures."""
    return Group(text, quantities, phrases, _clauses(text, sentence, quantities), lexicon(rules), _cues(rules), {})


JOINED = re.compile(r"(?:[、，和及与:：∶]|以及)?(?:\d{4}年的?)?")
LIST_MARK = re.compile(r"[、和及与]|以及")


def closes_list(group: Group, i: int) -> bool:
    """Whether a count only says how many were just listed: 甲、乙｜两市."""
    quantity, noun = group.quantities[i], group.phrases[i].noun
    if quantity.kind != "count" or noun is None or noun[1] != quantity.start or quantity.value is None:
        return False
    return len(LIST_MARK.findall(group.text, *noun)) + 1 == quantity.value > 1


_CLAUSE = re.compile(r"[；。！？]")
_CLAUSE_BEFORE = regex.compile(r"(?r)[；。！？]")


def _clauses(text: str, sentence: Span, quantities: Sequence[Quantity]) -> list[Span]:
    clauses: list[Span] = []
    for quantity in quantities:
        if clauses and quantity.start < clauses[-1][1]:
            clauses.append(clauses[-1])
            continue
        left = _CLAUSE_BEFORE.search(text, sentence[0], quantity.start)
        right = _CLAUSE.search(text, quantity.start, sentence[1])
        clauses.append((left.end() if left else sentence[0], right.start() if right else sentence[1]))
    return clauses
