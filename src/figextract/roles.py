"""Roles: which figures of a sentence are sizes that describe, ends of a way, milestones, or parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence

from .conditions import described, is_condition, sizes_in_a_row, sizes_on_a_list
from .group import JOINED, Group, Role, closes_list
from .model import Quantity
from .phrases import Phrase

_NO_WHOLE = frozenset({"part", "condition", "from", "milestone"})


def find_roles(group: Group) -> tuple[list[Role | None], list[int | None]]:
    """The role of every figure of a group, and the figure that it refers to."""
    roles: list[Role | None] = [None] * len(group.quantities)
    parents: list[int | None] = [None] * len(group.quantities)
    for i in range(len(group.quantities)):
        if is_condition(group, i):
            roles[i], parents[i] = "condition", described(group, i)
    if len(roles) > 1:
        sizes_in_a_row(group, roles, parents)
        sizes_on_a_list(group, roles, parents)
        _ways(group, roles, parents)
        _milestones(group, roles, parents)
        _parts(group, roles, parents)
    return roles, parents


def opens_with_parts(group: Group, start: int) -> bool:
    """Whether a sentence opens with 其中 and a figure that nobody acts on: 其中，｜企业会员620家."""
    among = group.cues.among.match(group.text, start)
    if among is None or group.phrases[0].verb is not None:
        return False
    return group.phrases[0].segment[0] <= among.end() + 1


def parts_of_before(
    before: Group,
    told: Sequence[Role | None],
    group: Group,
    roles: Sequence[Role | None],
    parents: Sequence[int | None],
) -> tuple[list[Role | None], list[int | None]]:
    """Roles and parents of a group that opens with 其中, with its parts of what the sentence before counts.

    `told` are the roles there; a parent there counts back from the group's first figure: -1 is the last.
    """
    both = group._replace(
        quantities=[*before.quantities, *group.quantities],
        phrases=[*before.phrases, *group.phrases],
        clauses=[*before.clauses, *group.clauses],
    )
    first = len(told)
    found: list[Role | None] = [*told, *roles]
    wholes = [None] * first + [None if parent is None else first + parent for parent in parents]
    _parts(both, found, wholes)
    return found[first:], [None if whole is None else whole - first for whole in wholes[first:]]


def _ways(group: Group, roles: list[Role | None], parents: list[int | None]) -> None:
    """From A to B, also several at once: 从645元、4318元提高到801元、7226元."""
    text, quantities, cues = group.text, group.quantities, group.cues
    i = 0
    while i < len(roles) - 1:
        start = quantities[i].start
        if roles[i] is not None or not cues.origin.search(text, max(group.floor(i), start - 13), start):
            i += 1
            continue
        origins = _run(group, i, len(roles))
        goal = origins.stop
        if goal == len(roles) or not _leads_to(group, goal):
            i += 1
            continue
        goals = _run(group, goal, min(goal + len(origins), len(roles)))
        if len(goals) == len(origins):
            for a, b in zip(origins, goals, strict=True):
                roles[a], parents[a], roles[b] = "from", b, "to"
        i = goals.stop


def _leads_to(group: Group, goal: int) -> bool:
    """Whether what stands between two figures says that the second was reached from the first."""
    text, start, end = group.text, group.quantities[goal - 1].end, group.quantities[goal].start
    if group.cues.goal.search(text, start, end):
        return True
    return group.quantities[goal].kind == "rank" and group.cues.risen.fullmatch(text, start, end) is not None


def _run(group: Group, first: int, stop: int) -> range:
    """The figures from the first up to `stop` between which nothing stands but a joint or a year."""
    last = first
    quantities = group.quantities
    while last + 1 < stop and JOINED.fullmatch(group.text, quantities[last].end, quantities[last + 1].start):
        last += 1
    return range(first, last + 1)


def _milestones(group: Group, roles: list[Role | None], parents: list[int | None]) -> None:
    """突破8000亿元、达到8215亿元: the first is passed on the way to the second."""
    for i in range(len(roles) - 1):
        a, b = group.quantities[i], group.quantities[i + 1]
        alike = a.kind == b.kind and a.unit in (b.unit, None)
        if (
            roles[i] is None
            and alike
            and a.relation == "gt"
            and group.cues.passing.fullmatch(group.text, a.end, b.start)
        ):
            roles[i], parents[i] = "milestone", i + 1


def _parts(group: Group, roles: list[Role | None], parents: list[int | None]) -> None:
    """What stands behind 其中, or is told of some of the things counted before."""
    among: int | None = None
    shared_out = False
    for i in range(1, len(roles)):
        before, quantity, phrase = group.quantities[i - 1], group.quantities[i], group.phrases[i]
        if group.clauses[i] != group.clauses[i - 1]:
            among = None
        if group.cues.among.search(group.text, group.floor(i), quantity.start):
            among, shared_out = i, False
        elif _opens_among(group, i):
            among, shared_out = i, True
        if roles[i] is not None:
            continue
        if among is not None and i > among and not phrase.joined:
            acts = phrase.verb_role in ("act", "pivot", "finish", "up") and not shared_out
            if acts or quantity.kind != group.quantities[among].kind:
                among = None
        whole: int | None = None
        own_growth = phrase.joined and phrase.noun is None and phrase.change is not None
        if closes_list(group, i):
            continue
        if among is not None and quantity.kind != "rank" and not (own_growth and quantity.kind != before.kind):
            whole = _whole(group, among, quantity, roles)
            if whole is None and _is_share(group, i):
                whole = _whole_of_share(group, among, roles)
        elif quantity.kind == "count":
            whole = _whole_of_some(group, i, roles)
        if whole is None and roles[i - 1] == "part":
            whole = _growth_of_whole(group, i, parents[i - 1])
        if whole is not None:
            roles[i], parents[i] = "part", whole


def _growth_of_whole(group: Group, i: int, whole: int | None) -> int | None:
    """How the whole grew, where a figure tells how its part did: 产值6亿元、增长5%，其中红茶产值2亿元、｜增长8%."""
    for j in (i, *range(i if whole is None else whole + 1, i)):
        phrase = group.phrases[j]
        if phrase.change is None or phrase.noun is not None or phrase.verb is not None:
            return None
        if j != i:
            return j if group.quantities[j].kind == group.quantities[i].kind else None
    return None


def _opens_among(group: Group, i: int) -> bool:
    """Whether a count is of some of the things counted before the comma: 37个项目中，竣工｜13个."""
    counted = group.phrases[i - 1].counted
    counts = group.quantities[i].kind == group.quantities[i - 1].kind == "count"
    return counts and counted is not None and group.text.startswith("中，", counted[1] - 1)


def _whole(group: Group, among: int, part: Quantity, roles: list[Role | None]) -> int | None:
    """The whole of a part: the nearest figure before 其中 of the part's kind that is itself no part or size."""
    increase: int | None = None
    for j in range(among - 1, -1, -1):
        other = group.quantities[j]
        if other.kind != part.kind or roles[j] in _NO_WHOLE:
            continue
        if part.kind in ("money", "measure") and other.unit != part.unit:
            continue
        if part.kind in ("count", "money") and not _smaller(part, other):
            continue
        if part.kind not in ("count", "money") or group.phrases[j].change is None:
            return j
        increase = j if increase is None else increase  # 会员86家，较年初增加12家，其中…
    return increase


def _is_share(group: Group, i: int) -> bool:
    """Whether a ratio is told as a share, and not as its growth: 其中…占三成, 其中三成为…."""
    phrase, quantity = group.phrases[i], group.quantities[i]
    if quantity.kind != "ratio" or phrase.change is not None:
        return False
    is_such = phrase.noun is None and phrase.counted is None and phrase.predicate is not None
    return is_such or "占" in group.text[group.floor(i) : quantity.start]


def _whole_of_share(group: Group, among: int, roles: list[Role | None]) -> int | None:
    """The amount or count before 其中 of which a share is told: 贷款6亿元，其中信用贷款占比三成."""
    for j in range(among - 1, -1, -1):
        if roles[j] not in _NO_WHOLE:
            return j if group.quantities[j].kind in ("count", "money", "measure") else None
    return None


def _whole_of_some(group: Group, i: int, roles: list[Role | None]) -> int | None:
    """The count of which some are told to have been selected (81家被认定为…) or to have succeeded (成功180件)."""
    text, quantity, phrase = group.text, group.quantities[i], group.phrases[i]
    bare = group.cues.selected.match(text, quantity.end) is not None  # 7篇｜获批示
    done_to = quantity.end if bare or phrase.predicate is None else phrase.predicate[0]
    selected = bare or (phrase.predicate is not None and group.cues.selected.match(text, done_to) is not None)
    noun = None if bare and phrase.noun is None else _noun(text, phrase)
    measure = group.lexicon.measure_words.meanings.get(quantity.measure_word or "")
    if measure is not None and measure.default == "event":
        return None  # 连续五次获得…，连续四次获得…
    done = phrase.counted is None and group.cues.succeeded.search(text, phrase.segment[0], quantity.start) is not None
    if not selected and not done:
        return None
    for j in range(i - 1, -1, -1):
        other = group.quantities[j]
        if other.kind != "count" or roles[j] not in (None, "to") or not _smaller(quantity, other) or _is_new(group, j):
            continue
        counted_alike = quantity.measure_word is not None and other.measure_word == quantity.measure_word
        told = group.phrases[j - 1 if roles[j] == "to" else j]  # 商会由12家｜增加到18家
        if selected and (counted_alike if noun is None else _same_things(group, noun, _noun(text, told))):
            return j
        if done and j == i - 1 and other.measure_word == quantity.measure_word and group.clauses[i] == group.clauses[j]:
            return j
    return None


def _same_things(group: Group, some: str, all_: str | None) -> bool:
    """Whether two nouns name the same things, the second perhaps with whose they are: 商会, 市工商联｜所属｜商会."""
    if all_ is None or not all_.endswith(some):
        return False
    return some == all_ or group.cues.owned.search(all_[: -len(some)]) is not None


def _is_new(group: Group, i: int) -> bool:
    """Whether a count is of new things, of which those told of next are no part: 新成立商会5家，3家商会获评…."""
    verb = group.phrases[i].verb
    return verb is not None and group.cues.founded.match(group.text, *verb) is not None


def _noun(text: str, phrase: Phrase) -> str | None:
    span = phrase.counted or phrase.noun
    return text[span[0] : span[1]] if span else None


def _smaller(part: Quantity, whole: Quantity) -> bool:
    if part.value is None or whole.value is None:
        return part.mask is not None or whole.mask is not None
    return part.value <= whole.value
