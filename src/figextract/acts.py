"""Acts: which figures of a sentence tell of one act, its amount, beneficiaries and outputs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .group import Group
from .model import Quantity
from .phrases import Phrase

_LISTED = re.compile(r"、|(?:[和及与]|以及)[^，。；]{0,10}$")
_LIST_MARK = re.compile(r"[、和及与]|以及")


def find_acts(
    group: Group, parents: Sequence[int | None], leads: Sequence[int | None], heads: Sequence[str | None]
) -> list[int]:
    """For each figure of a group the first figure of its act; links between neighbours, then what they connect."""
    text, cues = group.text, group.cues
    act = list(range(len(group.quantities)))

    def join(a: int, b: int) -> None:
        low, high = sorted((act[a], act[b]))
        if low != high:
            act[:] = [low if first == high else first for first in act]

    spent: int | None = None
    list_start = 0
    for i, (quantity, phrase) in enumerate(zip(group.quantities, group.phrases, strict=True)):
        parent, leader = parents[i], leads[i]
        if parent is not None:
            join(i, parent)
        if not i:
            spent = i if _spends(group, quantity, phrase) else None
            continue
        before, earlier = group.quantities[i - 1], group.phrases[i - 1]
        between = group.between(i - 1, i)
        listed = phrase.joined and phrase.verb is None and _LISTED.search(between) is not None
        list_start = list_start if listed else i
        if "；" in between:
            spent = None
            continue
        if _spends(group, quantity, phrase):
            spent = i
        elif spent is not None and not listed and (phrase.reached or phrase.verb is None):
            spent = None
        if listed and leader is not None and leader < i - 1:
            join(leader, i)
            continue
        if heads[i] is not None:
            continue
        alike = before.kind == quantity.kind
        if earlier.segment == phrase.segment:
            change = (phrase.change is None) != (earlier.change is None)
            if (
                (not listed and (not _LIST_MARK.match(between) or cues.result.match(between, 1)))
                or (between in ("、", "和") and not (alike and before.measure_word == quantity.measure_word))
                or (listed and phrase.noun is not None and cues.amount.fullmatch(text, *phrase.noun))
                or (listed and act[i - 1] in act[:list_start])
                or (phrase.noun is None and phrase.verb is None and leader is not None and (change or not alike))
            ):
                join(i - 1, i)
        elif (
            (leader == i - 1 and (phrase.change or phrase.noun is None) and not phrase.joined)
            or _tells_of(group, quantity, phrase)
            or (earlier.predicate is not None and earlier.segment[1] < earlier.predicate[0] <= phrase.segment[1])
            or _results(group, quantity, phrase)
        ):
            join(i - 1, i)
        if leader is not None and phrase.noun is None and not alike and not listed:
            join(leader, i)
        if spent is not None and spent != i and quantity.kind in ("count", "measure"):
            join(spent, i)
    return act


def _spends(group: Group, quantity: Quantity, phrase: Phrase) -> bool:
    """Whether an amount is what its clause invests (投资800万元，新建…), not what was reached (完成投资)."""
    if quantity.kind != "money":
        return False
    invest = group.cues.invest
    if invest.match(group.text, _opening(group, phrase)):
        return True
    return phrase.verb is not None and invest.search(group.text, *phrase.verb) is not None


def _results(group: Group, quantity: Quantity, phrase: Phrase) -> bool:
    """Whether the clause of a figure opens with the result of the act before it (惠及, 培训)."""
    if phrase.noun is not None and quantity.kind not in ("count", "money", "measure"):
        return False
    return group.cues.result.match(group.text, _opening(group, phrase)) is not None


def _tells_of(group: Group, quantity: Quantity, phrase: Phrase) -> bool:
    """Whether a figure tells of the act before it: its rate (办结率92%) or the rank of its number (数量居全省首位)."""
    if phrase.noun is None:
        return False
    start, end = phrase.noun
    if quantity.kind == "ratio":
        return not phrase.change and group.cues.own_rate.fullmatch(group.text, start, end) is not None
    if quantity.kind != "rank":
        return False
    return bool(group.cues.ranks_number.match(group.text, start, end) or group.cues.ranks.match(group.text, start))


def _opening(group: Group, phrase: Phrase) -> int:
    """Where a clause begins to say something, behind the light words that open it."""
    start = phrase.segment[0]
    match = group.cues.light.match(group.text, start)
    return match.end() if match else start
