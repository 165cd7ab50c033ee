"""Acts: which figures of a sentence tell of one act, its amount, beneficiaries and outputs.

What the ties between figures connect is one act. Two things reach over several clauses: an amount that is spent on what
they tell of, and bodies that take part in something of which they tell more.
"""

from __future__ import annotations

from collections.abc import Sequence

from .group import Group, Role
from .ties import BODIES, DOERS, Before, Told, class_of, goes_on_with, is_listed, results, tells_of

_ACTS = frozenset({"act", "pivot", "noun_verb", "finish"})


def find_acts(
    group: Group,
    roles: Sequence[Role | None],
    parents: Sequence[int | None],
    leads: Sequence[int | None],
    heads: Sequence[str | None],
) -> list[int]:
    """For each figure of a group the first figure of its act; links between neighbours, then what they connect."""
    if len(roles) == 1:
        return [0]
    listed = [bool(i) and is_listed(group, i) for i in range(len(roles))]
    it = Told(group, roles, parents, leads, heads, listed)
    act = list(range(len(roles)))

    def join(a: int, b: int) -> None:
        low, high = sorted((act[a], act[b]))
        if low != high:
            act[:] = [low if first == high else first for first in act]

    for i, parent in enumerate(parents):
        if parent is not None:
            join(i, parent)
    spent: int | None = None
    doing: int | None = None
    list_start = clause_start = 0
    for i, quantity in enumerate(group.quantities):
        if not listed[i]:
            list_start = i
        if i and group.clauses[i] != group.clauses[i - 1]:
            clause_start, spent, doing = i, None, None
        elif i:
            last, clause = act[i - 1], act[clause_start:i]
            before = Before(last in act[:list_start], act.count(last) == 1, clause.count(last) < len(clause))
            for j in goes_on_with(it, i, before):
                join(j, i)
            if roles[i] == "condition" and quantity.kind == "rank":
                join(i - 1, i)  # 260人参赛，｜前6名｜选手获奖
        spent = _spent(it, i, spent)
        if spent is not None and spent != i and quantity.kind in ("count", "measure"):
            join(spent, i)
        if doing is not None and not _does_more(it, i):
            doing = None
        if doing is not None:
            join(doing, i)
        elif group.phrases[i].predicate is not None and _engages(it, i):
            doing = i
    return act


def with_fellow_parts(acts: Sequence[int], parents: Sequence[int | None]) -> list[int]:
    """The acts of a group, with the parts of one whole in the sentence before told of one act."""
    found = list(acts)
    first: dict[int, int] = {}
    for i, parent in enumerate(parents):
        if parent is not None and parent < 0:
            low, high = sorted((found[first.setdefault(parent, i)], found[i]))
            found = [low if act == high else act for act in found]
    return found


def _spent(it: Told, i: int, spent: int | None) -> int | None:
    """The amount that is spent on what is told at a figure, given the one that was before it."""
    group, phrase = it.group, it.group.phrases[i]
    if _spends(group, i):
        return spent if i and tells_of(it, i) else i
    if spent is None or it.listed[i] or (phrase.verb is not None and not phrase.reached):
        return spent
    if spent == i - 1 and phrase.predicate is not None and not phrase.reached:
        return spent
    capacity = phrase.noun is not None and group.cues.capacity.match(group.text, phrase.noun[0]) is not None
    return spent if capacity else None


def _spends(group: Group, i: int) -> bool:
    """Whether an amount is what its clause invests: 投资800万元，新建….

    It is not when it is told of a thing that does something (投资2亿元的市场开业), and when it was reached (完成投资)
    only if the next clause tells what was built.
    """
    quantity, phrase, invest = group.quantities[i], group.phrases[i], group.cues.invest
    if quantity.kind != "money" or group.text.startswith("的", quantity.end):
        return False
    if invest.match(group.text, group.opening(i)):
        return True
    if phrase.verb_role == "finish":
        return phrase.noun is not None and invest.fullmatch(group.text, *phrase.noun) is not None and _builds(group, i)
    return phrase.verb is not None and invest.search(group.text, *phrase.verb) is not None


def _builds(group: Group, i: int) -> bool:
    """Whether right behind a figure a clause opens with a verb of building: 完成投资8亿元，｜建成｜厂房12座."""
    if i + 1 == len(group.phrases) or group.clauses[i] != group.clauses[i + 1]:
        return False
    verb, start = group.phrases[i + 1].verb, group.phrases[i].segment[1] + 1
    if verb is None or start != group.phrases[i + 1].segment[0] or verb[0] != group.opening(i + 1):
        return False
    return group.phrases[i + 1].predicate is None and group.cues.built.fullmatch(group.text, *verb) is not None


def _engages(it: Told, i: int) -> bool:
    """Whether those who are counted take part in something, of which the next clauses tell more: 26家企业｜参与帮扶."""
    group, predicate = it.group, it.group.phrases[i].predicate
    if predicate is None or group.phrases[i].preposition or "的" in group.text[slice(*predicate)]:
        return False
    if class_of(group, i) not in (BODIES if group.phrases[i].verb else DOERS):
        return False
    return group.cues.engaged.search(group.text, *predicate) is not None


def _does_more(it: Told, i: int) -> bool:
    """Whether a clause goes on with what those counted before do: it has a verb and no subject."""
    group, phrase = it.group, it.group.phrases[i]
    if it.listed[i] or phrase.segment == group.phrases[i - 1].segment:
        return True
    if phrase.verb is not None and phrase.verb_role in _ACTS and phrase.verb[0] == group.opening(i):
        return True
    return results(group, i)
