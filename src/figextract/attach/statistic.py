"""The columns `statistic`, `direction`, `basis` and `aggregation`: what sort of observation a figure is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

import regex

from ..cues import compiled, either, pattern
from ..model import Columns, Evidence, Frame, Layout, Quantity, Span
from ..phrases import Phrase
from ..rules import Rules

Direction = Literal["up", "down"]

_RATES = frozenset({"ratio", "points", "multiple"})
_ABSOLUTE = frozenset({"money", "count", "measure", "duration", "score"})
_DOUBLED = frozenset({"multiple.doubling", "ratio.two_digits"})
_AGGREGATIONS = ("cumulative", "yearly", "monthly")

_PAIRED = 8
"""The two ends of a pair stand no further apart (13:41:46调整为9:40:51)."""

_MOVES = {"increment", "change"}
"""比2021年增加3万名，增长13%: one base for both."""


class _Cues(NamedTuple):
    """Words that tell what sort of observation a figure is, and those that say what it is relative to (`basis`)."""

    gap: regex.Pattern[str]
    below: regex.Pattern[str]
    times: regex.Pattern[str]
    bench: regex.Pattern[str]
    beside: regex.Pattern[str]
    each: regex.Pattern[str]
    joint: regex.Pattern[str]
    fall: regex.Pattern[str]
    growth: regex.Pattern[str]
    improves: regex.Pattern[str]
    bad: regex.Pattern[str]
    added: regex.Pattern[str]
    saving: regex.Pattern[str]
    increment: regex.Pattern[str]
    added_amount: regex.Pattern[str]
    share: regex.Pattern[str]
    part_of: regex.Pattern[str]
    average: regex.Pattern[str]
    comparison: regex.Pattern[str]
    pool: regex.Pattern[str]
    moved_down: regex.Pattern[str]
    holds_on: regex.Pattern[str]
    whole: regex.Pattern[str]
    named_whole: regex.Pattern[str]
    quantity: regex.Pattern[str]
    aggregated: regex.Pattern[str]
    aggregations: tuple[regex.Pattern[str], ...]


@cache
def _cues(rules: Rules) -> _Cues:
    return _Cues(
        gap=pattern(rules, "gap"),
        below=pattern(rules, "gap.below"),
        times=pattern(rules, "basis.times", after="$"),
        bench=pattern(rules, "basis.bench", after="$"),
        beside=pattern(rules, "basis.beside", after="$"),
        each=pattern(rules, "head.each"),
        joint=pattern(rules, "basis.joint"),
        fall=pattern(rules, "fall"),
        growth=pattern(rules, "growth"),
        improves=pattern(rules, "improves"),
        bad=pattern(rules, "bad"),
        added=pattern(rules, "added"),
        saving=pattern(rules, "saving"),
        increment=pattern(rules, "increment"),
        added_amount=pattern(rules, "increment.amount", after="$"),
        share=pattern(rules, "share"),
        part_of=pattern(rules, "basis.part_of", after="$"),
        average=pattern(rules, "average"),
        comparison=pattern(rules, "comparison"),
        pool=pattern(rules, "basis.pool", after=f"(?={either(rules, 'basis.pool_end')}*$)"),
        moved_down=pattern(rules, "rank.down", after="$"),
        holds_on=pattern(rules, "basis.holds_on"),
        whole=pattern(rules, "basis.whole", after="$"),
        named_whole=pattern(rules, "basis.named_whole"),
        quantity=pattern(rules, "indicator.quantity", after="$"),
        aggregated=compiled("|".join(either(rules, name) for name in _AGGREGATIONS)),
        aggregations=tuple(pattern(rules, name) for name in _AGGREGATIONS),
    )


def attach_statistics(
    text: str,
    layout: Layout,
    quantities: Sequence[Quantity],
    phrases: Sequence[Phrase],
    frames: Sequence[Frame],
    leads: Sequence[int | None],
    indicators: Sequence[str | None],
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """Statistic, direction, basis and aggregation of every quantity; elided ones are as those that lead them."""
    cues = _cues(rules)
    statistics: list[str] = []
    directions: list[Direction | None] = []
    bases: list[str | None] = []
    aggregations: list[str | None] = []
    evidence: list[Evidence] = []
    onwards: tuple[tuple[int, ...], str] | None = None
    for i, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        statistic, direction = _statistic(text, quantity, phrase, indicators[i] or "", cues)
        lead = leads[i]
        if lead is not None and phrase.joined and quantities[i - 1].kind == quantity.kind:
            lead = i - 1
        if not _is_elided(phrase, frames[i]):
            lead = None
        if lead is not None and quantities[lead].kind == quantity.kind:
            like = statistic == "level" or (statistic == "share" and quantity.kind == "points")
            like = like or (statistic == "average" and (phrase.joined or not phrase.reached))
            like = like or (statistics[lead] == "gap" and phrase.joined)
            if like and not cues.average.search(text, *phrase.between):
                statistic, direction = statistics[lead], directions[lead]
        if statistic == "level" and (added := _added_whole(i, quantities, phrases, frames, statistics)) is not None:
            statistic, direction = "increment", directions[added]
        if frames[i].role == "condition" and statistic in ("increment", "change"):
            statistic, direction = "level", None
        if frames[i].role == "to" and statistic in _MOVES and (began := _beginning(i, frames)) is not None:
            statistic, direction = statistics[began], directions[began]
        statistics.append(statistic)
        directions.append(direction)
        part = layout.sentences[quantity.sentence].section[:1]
        aggregation = _aggregation(text, phrase.segment[0], quantity.start, cues)
        yearly = aggregation is not None and aggregation[0] == "yearly"
        basis = _basis(text, quantity, phrase, statistic, cues)
        if basis is not None:
            rule = "cue.times" if statistic in ("level", "average") else f"grammar.{statistic}"
            evidence.append(Evidence(i, "basis", *basis, "clause", rule))
            said = text[basis[0] : basis[1]]
            bases.append(said)
            if statistic == "change" and cues.holds_on.match(text, basis[1]):
                onwards = (part, said)
        elif statistic == "change" and onwards is not None and onwards[0] == part and not yearly:
            bases.append(onwards[1])
        else:
            leader = leads[i]
            if leader is not None and {statistic, statistics[leader]} == _MOVES:
                lead = leader
            elif lead is not None and statistic != statistics[lead]:
                lead = None
            times = lead is not None and quantities[lead].kind == "multiple" != quantity.kind
            inherited = None if lead is None or times else bases[lead]
            whole = _whole_before(text, i, phrases, frames, indicators) if statistic == "share" else None
            bases.append(inherited or whole)
        if statistic == "rank" or (aggregation and _reached_after(i, aggregation, quantities, frames)):
            aggregations.append(None)  # of what the rank is, not of the rank
        elif aggregation is not None:
            evidence.append(Evidence(i, "aggregation", *aggregation[1], "clause", f"cue.{aggregation[0]}"))
            aggregations.append(aggregation[0])
        else:
            before = aggregations[i - 1] if i else None
            shared = before is not None and (
                _goes_on(text, i, quantities, phrases, frames)
                or (before == "cumulative" and _is_object_beside(text, i, quantities, phrases, cues))
            )
            aggregations.append(before if shared else None)
        if phrase.change_word is not None and statistic in ("change", "increment"):
            evidence.append(Evidence(i, "statistic", *phrase.change_word, "clause", f"verb.{phrase.change}"))
    _deal_out(text, quantities, phrases, bases, cues)
    columns: Columns = {
        "statistic": statistics,
        "direction": directions,
        "basis": bases,
        "aggregation": aggregations,
    }
    return columns, evidence


def _added_whole(
    i: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame], told: Sequence[str]
) -> int | None:
    """The figure of what was added that one without a verb is part of: 新增铁路6公里，其中高铁｜3公里."""
    whole = frames[i].parent if frames[i].role == "part" else None
    if whole is None or whole >= i or told[whole] != "increment" or phrases[i].verb is not None:
        return None
    added = quantities[whole].kind == quantities[i].kind and phrases[whole].verb_role == "up"
    return whole if added else None


def _beginning(i: int, frames: Sequence[Frame]) -> int | None:
    """The figure that a pair went from, of which the `to` at `i` is the end: what it went to is told as that is."""
    return next((j for j in range(i - 1, max(-1, i - _PAIRED), -1) if frames[j].parent == i), None)


def _is_elided(phrase: Phrase, frame: Frame) -> bool:
    """Whether no word of its own says what a figure is."""
    named = phrase.noun is not None or phrase.change is not None or phrase.verb is not None
    return not named and (not phrase.reached or frame.role == "to")


def _statistic(text: str, quantity: Quantity, phrase: Phrase, named: str, cues: _Cues) -> tuple[str, Direction | None]:
    kind, first, start = quantity.kind, phrase.segment[0], quantity.start
    if quantity.rule == "rank.move":
        return "increment", "down" if cues.moved_down.search(text, first, start) else "up"
    if kind == "rank" or quantity.rule.startswith("rank."):
        return "rank", None
    if quantity.rule == "ratio.series":
        return "level", None
    if quantity.rule in _DOUBLED:
        return "change", "up"
    if kind in _RATES:
        of_whole = kind == "ratio" and cues.part_of.search(text, first, start) is not None
        if of_whole and phrase.change is None:
            return "share", None
        if found := _of_rate(text, quantity, phrase, named, cues):
            return found
        if cues.share.search(text, first, start):
            return "share", None
        if of_whole or (kind == "ratio" and (phrase.counted is not None or phrase.predicate is not None)):
            return "share", None
    elif kind in _ABSOLUTE:
        if kind == "duration" and phrase.predicate is not None:
            return "level", None
        if found := _of_amount(text, quantity, phrase, named, cues):
            return found
    average = cues.average
    if average.search(named) or average.search(text, *phrase.between) or average.match(text, phrase.segment[0]):
        return "average", None
    if kind == "count" and phrase.counted is not None:
        return "level", None
    return ("average" if phrase.noun and average.search(text, *phrase.noun) else "level"), None


def _of_rate(
    text: str, quantity: Quantity, phrase: Phrase, named: str, cues: _Cues
) -> tuple[str, Direction | None] | None:
    """Gaps and changes among ratios, points and multiples."""
    kind, first, start = quantity.kind, phrase.segment[0], quantity.start
    if (kind == "points" or not phrase.change) and (gap := _beyond(text, first, start, cues)):
        return gap
    if beside := cues.beside.search(text, first, start):
        return "gap", "down" if cues.below.match(text, beside.start("way")) else "up"
    change = phrase.change
    if change is None and not phrase.reached and (phrase.verb_role == "up" or phrase.verb_role == "down"):
        change = "up" if phrase.verb_role == "up" else "down"
    if change is not None:
        stated = phrase.noun[1] if phrase.noun else first
        better = cues.improves.search(text, stated, quantity.number_start) and cues.bad.search(named)
        return "change", "down" if better else change
    if kind == "multiple":
        return None
    for cue, way in ((cues.fall, "down"), (cues.growth, "up")):
        if cue.search(named) or cue.search(text, *phrase.between):
            return "change", "down" if way == "down" else "up"
    return None


def _beyond(text: str, first: int, start: int, cues: _Cues) -> tuple[str, Direction] | None:
    """A gap, where what stands before a figure says that it lies so far from a benchmark: 高于全省平均1200元."""
    compared = cues.gap.search(text, first, start)
    if compared is None or not cues.bench.search(text, first, start):
        return None
    return "gap", "down" if cues.below.match(text, compared.start()) else "up"


def _of_amount(
    text: str, quantity: Quantity, phrase: Phrase, named: str, cues: _Cues
) -> tuple[str, Direction | None] | None:
    """Increments among amounts, and levels that only look like them: 提升5个园区 and 提升学校5所 act on them."""
    if gap := _beyond(text, phrase.segment[0], quantity.start, cues):
        return gap
    raised = phrase.verb_role in ("up", "down")
    acted_on = phrase.noun is not None and phrase.verb is not None and phrase.noun[0] == phrase.verb[1]
    if quantity.kind == "count" and (phrase.counted is not None or (acted_on and not phrase.change)):
        word = phrase.change_word or (phrase.verb if raised else None)
        if word is not None and not cues.added.fullmatch(text, *word):
            return "level", None
    if (phrase.change or raised) and not phrase.reached:
        if cues.saving.search(text, phrase.segment[0], quantity.start):
            return "level", None
        return "increment", phrase.change or ("up" if phrase.verb_role == "up" else "down")
    said = cues.added_amount.search(text, phrase.segment[0], quantity.start)
    if said or (phrase.predicate is None and cues.increment.search(named)):
        return "increment", "up"
    return None


def _basis(text: str, quantity: Quantity, phrase: Phrase, statistic: str, cues: _Cues) -> Span | None:
    """The words that say what a figure is relative to."""
    first, start = phrase.segment[0], quantity.start
    if statistic in ("change", "increment"):
        match = cues.comparison.search(text, first, start)
        return match.span() if match else None
    if statistic == "rank":
        match = cues.pool.search(text, first, start)
        return match.span() if match else None
    if statistic == "share":
        if phrase.counted is not None:
            return phrase.counted
        match = (
            cues.named_whole.search(text, first, start)
            or cues.whole.search(text, first, start)
            or cues.part_of.search(text, first, start)
        )
        return match.span("basis") if match else None
    if statistic == "gap":
        match = cues.bench.search(text, first, start) or cues.beside.search(text, first, start)
        return match.span("basis") if match else None
    if quantity.kind == "multiple":
        match = cues.times.search(text, first, start)
        return match.span("basis") if match else None
    return None


def _deal_out(
    text: str, quantities: Sequence[Quantity], phrases: Sequence[Phrase], bases: list[str | None], cues: _Cues
) -> None:
    """To each of joined figures its own of as many benchmarks: 分别高于全国、全省2个和3个百分点."""
    first = 0
    for i in range(1, len(bases) + 1):
        if i < len(bases) and phrases[i].joined and bases[i] is not None and bases[i] == bases[first]:
            continue
        said = bases[first]
        if i - first > 1 and said is not None and len(told := cues.joint.split(said)) == i - first:
            start = quantities[first].start
            if cues.each.search(text, phrases[first].segment[0], start):
                bases[first:i] = told
        first = i


def _whole_before(
    text: str, i: int, phrases: Sequence[Phrase], frames: Sequence[Frame], indicators: Sequence[str | None]
) -> str | None:
    """The whole of a share that is told before it: 300家企业中，…占四成; 会员310名，其中企业会员60名，占19%."""
    if not i or frames[i - 1].clause != frames[i].clause:
        return None
    counted, parent, noun = phrases[i - 1].counted, frames[i - 1].parent, phrases[i].noun
    if counted is not None and text.startswith("中，", counted[1] - 1):
        return text[counted[0] : counted[1] - 1]
    bare = noun is not None and text.startswith("占", noun[0])
    return indicators[parent] if bare and frames[i - 1].role == "part" and parent is not None else None


def _aggregation(text: str, first: int, start: int, cues: _Cues) -> tuple[str, Span] | None:
    """What is summed up or averaged before a figure, and the words that say so."""
    if not cues.aggregated.search(text, first, start):
        return None
    for name, cue in zip(_AGGREGATIONS, cues.aggregations, strict=True):
        if match := cue.search(text, first, start):
            return name, match.span()
    return None


def _reached_after(i: int, found: tuple[str, Span], quantities: Sequence[Quantity], frames: Sequence[Frame]) -> bool:
    """Whether an average is only of the rate before, and this figure is what was reached (年均增长5%、迈上3万亿元)."""
    if found[0] == "cumulative" or not i or found[1][1] > quantities[i - 1].start:
        return False
    return quantities[i - 1].kind in _RATES and frames[i].reached and frames[i].role != "to"


def _is_object_beside(
    text: str, i: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase], cues: _Cues
) -> bool:
    """Whether a figure behind a comma is a further object of the verb before (累计争取A5亿元，B3亿元).

    It has no verb of its own, and does not name a quantity by itself (税收收入).
    """
    quantity, before, phrase = quantities[i], quantities[i - 1], phrases[i]
    alike = (quantity.kind, quantity.unit, quantity.sentence) == (before.kind, before.unit, before.sentence)
    own = phrase.verb or phrase.change or phrase.reached or phrase.predicate
    if not alike or own or phrase.noun is None or phrases[i - 1].verb is None or quantity.kind not in _ABSOLUTE:
        return False
    begins = text[before.end : phrase.noun[0]] == "，" == text[phrase.segment[0] - 1]
    return begins and not cues.quantity.search(text, *phrase.noun)


def _goes_on(
    text: str, i: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame]
) -> bool:
    """Whether a figure goes on a list with the one before it; an amount does not with a rate.

    In 年均增长5%、迈上3万亿元 the second is of no year's average.
    """
    if (quantities[i].kind in _RATES) != (quantities[i - 1].kind in _RATES):
        return False
    if phrases[i].joined and frames[i].segment == frames[i - 1].segment:
        return True
    between = text[quantities[i - 1].end : quantities[i].start]
    return between.startswith("、") and "，" not in between and frames[i].clause == frames[i - 1].clause
