"""Frame: what the structure of a clause says of its figures, needed by several fields and knowing none of them.

Wholes and parts (其中), from A to B, milestones, sizes that only describe (12个亿元以上项目), the figure whose words an
elided one takes over, heads shared out by 分别, and which figures tell of one act.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from .heads import parallel, shared_heads
from .lexicon import Lexicon, lexicon
from .model import Frame, Layout, Quantity
from .phrases import Phrase
from .rules import Rules

Role = Literal["from", "to", "part", "milestone", "condition"]

_CLAUSE = regex.compile(r"[；。！？]")
_JOINED = regex.compile(r"(?:[、，]|和|及|以及|与)?(?:\d{4}年的?)?")
_FROM = regex.compile(r"(?:由(?!于)|从(?!业|事|而|严)|自(?!来水|然|主|身|治|有|动|贸|愿|驾|行))(?:[^，。；、由从]{0,12})$")
_REACH = regex.compile(r"(?:到|至|为|成|达)(?:\d{4}年的?|目前的?|当前的?|现在的?|去年的?|今年的?)?$")
_MILESTONE = regex.compile(r"(?:台阶|大关|关口)?[、，]?(?:实际|已|并)?(?:达到?了?|增至|为|升至)$")
_AMONG = regex.compile(r"其中")
_BOUNDS = ("gt", "ge", "lt", "le")
_DONE = regex.compile(r"完成|实施|建成|新建")
_LIMIT = regex.compile(r"以上|以下|以内")
_RANKS = regex.compile(r"(?:继续|连续|均|稳|都|始终|持续)*(?:位?居(?!民)|位?列|排名?|名列|稳居|跃居|占据|进入|跻身|蝉联|在)")
_PASSIVE = regex.compile(r"(?:被|获|入选|入围|荣获|评为|受到|列为|认定为|跻身|进入|晋升|成为)")


@dataclass(frozen=True, slots=True)
class Framed:
    """The frames of a document, with the shared heads and the leaders that the indicator column needs."""

    frames: list[Frame]
    heads: list[str | None]
    leads: list[int | None]


@cache
def _cue(rules: Rules, group: str) -> regex.Pattern[str]:
    words = [regex.escape(w) for rule in rules.of("cue") if rule.get("group") == group for w in rule.words()]
    return regex.compile("|".join(sorted(words, key=len, reverse=True)) or "(?!)")


@cache
def _patterns(rules: Rules, group: str) -> regex.Pattern[str]:
    found = [p for rule in rules.of("cue") if rule.get("group") == group for p in rule.words("patterns")]
    return regex.compile("|".join(found) or "(?!)")


def frame(
    text: str, layout: Layout, quantities: Sequence[Quantity], phrases: Sequence[Phrase], rules: Rules
) -> Framed:
    """The frames of all quantities, sentence by sentence."""
    marks = [m.start() for m in _CLAUSE.finditer(text)]
    frames: list[Frame] = []
    heads: list[str | None] = [None] * len(quantities)
    leads: list[int | None] = [None] * len(quantities)
    words = lexicon(rules)
    event = 0
    at = 0
    while at < len(quantities):
        end = at
        while end < len(quantities) and quantities[end].sentence == quantities[at].sentence:
            end += 1
        group = range(at, end)
        sentence = layout.sentences[quantities[at].sentence]
        clauses = []
        for i in group:
            place = bisect_right(marks, quantities[i].start)
            left = marks[place - 1] + 1 if place else 0
            right = marks[place] if place < len(marks) else len(text)
            clauses.append((max(left, sentence.start), min(right, sentence.end)))
        roles, parents = _roles(text, group, quantities, phrases, clauses, words, rules)
        _leads(text, group, quantities, phrases, clauses, roles, leads)
        for i, head in shared_heads(text, group, quantities, phrases, clauses, _patterns(rules, "shared_tail")).items():
            heads[i] = head
        for i, leader in parallel(text, group, quantities, phrases, clauses).items():
            leads[i] = leader
        events, event = _events(text, group, quantities, phrases, roles, parents, leads, heads, rules, event)
        for i in group:
            reached = phrases[i].reached or (quantities[i].relation == "gt" and quantities[i].start < quantities[i].number_start)
            frames.append(Frame(clauses[i - at], phrases[i].segment, roles[i - at], parents[i - at], events[i - at], reached))
        at = end
    return Framed(frames, heads, leads)


def _roles(
    text: str, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase],
    clauses: Sequence[tuple[int, int]], words: Lexicon, rules: Rules,
) -> tuple[list[Role | None], list[int | None]]:  # fmt: skip
    first = group.start
    roles: list[Role | None] = [None] * len(group)
    parents: list[int | None] = [None] * len(group)
    for i in group:
        if _is_condition(text, i, group, quantities, phrases, words):
            roles[i - first] = "condition"
            parents[i - first] = _described(text, i, group, quantities, phrases)
    _from_to(text, group, quantities, clauses, roles, parents)
    for i in group[:-1]:
        a, b = quantities[i], quantities[i + 1]
        if (
            roles[i - first] is None and a.relation == "gt" and a.kind == b.kind
            and (a.unit == b.unit or a.unit is None)
            and _MILESTONE.fullmatch(text, a.end, b.start)
        ):  # fmt: skip
            roles[i - first], parents[i - first] = "milestone", i + 1
    _parts(text, group, quantities, phrases, clauses, roles, parents, rules)
    return roles, parents


def _is_condition(
    text: str, i: int, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase], words: Lexicon
) -> bool:
    """Whether a figure is a size or bound inside a noun phrase that says which things are meant."""
    quantity, phrase = quantities[i], phrases[i]
    if quantity.end > quantity.number_end and "级" in text[quantity.number_end : quantity.end]:
        return True
    if quantity.kind not in ("money", "measure", "duration", "count", "ratio", "score"):
        return False
    behind = text[quantity.end : quantity.end + 1]
    bare = text[quantity.start] in "十百千万亿"
    bounded = (quantity.start < quantity.number_start and quantity.relation in _BOUNDS) or _LIMIT.search(text, quantity.number_end, quantity.end) is not None
    if quantity.kind == "count":
        if quantity.unit is None or phrase.counted is None or phrase.verb_role in ("act", "up", "finish") or not _LIMIT.search(text, quantity.number_end, quantity.end):
            return False
        measure = words.measure_words.meanings.get(quantity.measure_word or "")
        noun = words.nouns.to(text, phrase.counted[1])
        return bool(measure and measure.classes and noun and noun[1].entity_class not in measure.classes)
    if phrase.counted is None and not (behind == "的" or bounded or bare):
        return False
    counts = [j for j in (i - 1, i + 1) if j in group and quantities[j].kind == "count"]
    before = i - 1 if i - 1 in group and quantities[i - 1].end == quantity.start else None
    if before is not None and quantities[before].kind == "count":
        return True
    if behind == "的":
        if phrase.verb is not None and not bounded:
            return False
        if quantity.kind == "measure" and phrase.verb is None and phrase.noun is None:
            return True
        counted_behind = any(j > i and quantities[j].start - quantity.end <= 24 and "，" not in text[quantity.end : quantities[j].start] for j in counts)
        counted_before = any(j < i and quantity.start - quantities[j].end <= 8 and "，" not in text[quantities[j].end : quantity.start] for j in counts)
        return (bounded and counted_behind) or counted_before
    if phrase.counted is None:
        return False
    if bare and quantity.kind == "money" and quantity.value is not None and quantity.scale >= 10**8:
        return "unit_implied" in quantity.flags or not phrase.verb or quantity.scale == quantity.value
    if bounded and any(abs(j - i) == 1 and "，" not in text[min(quantity.end, quantities[j].end) : max(quantity.start, quantities[j].start)] for j in counts):
        return True
    if not bounded and (phrase.verb_role in ("act", "up", "single") or _DONE.search(text, phrase.segment[0], quantity.start)):
        return False
    if phrase.joined and phrase.verb is None and i - 1 in group and quantities[i - 1].kind == quantity.kind:
        return _is_condition(text, i - 1, group, quantities, phrases, words)
    return quantity.kind == "measure" or (quantity.kind == "money" and bounded)


def _described(
    text: str, i: int, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase]
) -> int | None:
    """The count whose things a condition describes: the one it follows at once, or the next in its phrase."""
    quantity = quantities[i]
    counted = phrases[i].counted
    if i + 1 in group and quantities[i + 1].kind == "count" and counted and counted[1] == quantities[i + 1].start:
        return i + 1
    if i - 1 in group and quantity.start - quantities[i - 1].end <= 8 and quantities[i - 1].kind == "count":
        if "，" not in text[quantities[i - 1].end : quantity.start]:
            return i - 1
    if i + 1 in group and quantities[i + 1].kind == "count" and "，" not in text[quantity.end : quantities[i + 1].start]:
        return i + 1
    return None


def _from_to(
    text: str, group: range, quantities: Sequence[Quantity], clauses: Sequence[tuple[int, int]],
    roles: list[Role | None], parents: list[int | None],
) -> None:  # fmt: skip
    first = group.start
    i = group.start
    while i < group.stop - 1:
        floor = max(clauses[i - first][0], quantities[i - 1].end if i > first else 0)
        if roles[i - first] is not None or not _FROM.search(text, floor, quantities[i].start):
            i += 1
            continue
        origins = [i]
        while origins[-1] + 1 < group.stop and _JOINED.fullmatch(
            text, quantities[origins[-1]].end, quantities[origins[-1] + 1].start
        ):
            origins.append(origins[-1] + 1)
        goal = origins[-1] + 1
        if goal >= group.stop or not _REACH.search(text, quantities[goal - 1].end, quantities[goal].start):
            i += 1
            continue
        goals = [goal]
        while len(goals) < len(origins) and goals[-1] + 1 < group.stop and _JOINED.fullmatch(
            text, quantities[goals[-1]].end, quantities[goals[-1] + 1].start
        ):
            goals.append(goals[-1] + 1)
        if len(goals) == len(origins):
            for a, b in zip(origins, goals, strict=True):
                roles[a - first], parents[a - first] = "from", b
                roles[b - first] = "to"
        i = goals[-1] + 1


def _parts(
    text: str, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase],
    clauses: Sequence[tuple[int, int]], roles: list[Role | None], parents: list[int | None], rules: Rules,
) -> None:  # fmt: skip
    first = group.start
    among: int | None = None
    succeeded = _cue(rules, "part")
    for i in group:
        quantity, phrase = quantities[i], phrases[i]
        left = max(clauses[i - first][0], quantities[i - 1].end if i > first else clauses[i - first][0])
        if i > first and clauses[i - first] != clauses[i - first - 1]:
            among = None
        if i > first and _AMONG.search(text, left, quantity.start):
            among = i
        if roles[i - first] is not None or i == first:
            continue
        if among is not None and i > among and not phrase.joined and quantity.kind != quantities[among].kind:
            among = None
        if among is not None and i > among and not phrase.joined and phrase.verb_role in ("act", "pivot", "finish", "up"):
            among = None
        own_growth = phrase.joined and phrase.noun is None and phrase.change and quantities[i - 1].kind != quantity.kind
        if among is not None and quantity.kind != "rank" and not own_growth:
            whole = _whole(among, quantity, first, quantities, roles, "part")
            if whole is not None:
                roles[i - first], parents[i - first] = "part", whole
            continue
        if quantity.kind != "count":
            continue
        predicate = phrase.predicate is not None and _PASSIVE.match(text, phrase.predicate[0])
        noun = _noun(text, phrase)
        bare = noun is None and quantity.measure_word is not None
        done = phrase.counted is None and succeeded.search(text, phrase.segment[0], quantity.start)
        for j in range(i - 1, first - 1, -1):
            other = quantities[j]
            if other.kind != "count" or roles[j - first] is not None or not _smaller(quantity, other):
                continue
            like = noun == _noun(text, phrases[j]) if noun else bare and other.measure_word == quantity.measure_word
            if predicate and like:
                roles[i - first], parents[i - first] = "part", j
                break
            if done and j == i - 1 and other.measure_word == quantity.measure_word and clauses[i - first] == clauses[j - first]:
                roles[i - first], parents[i - first] = "part", j
                break


def _noun(text: str, phrase: Phrase) -> str | None:
    span = phrase.counted or phrase.noun
    return text[span[0] : span[1]] if span else None


def _smaller(part: Quantity, whole: Quantity) -> bool:
    if part.value is None or whole.value is None:
        return part.mask is not None or whole.mask is not None
    return part.value <= whole.value


def _whole(
    among: int, part: Quantity, first: int, quantities: Sequence[Quantity], roles: Sequence[Role | None], taken: Role
) -> int | None:
    """The whole of a part: the nearest figure before 其中 of the part's kind that is itself no part or size."""
    for j in range(among - 1, first - 1, -1):
        other = quantities[j]
        if other.kind != part.kind or roles[j - first] in (taken, "condition", "from", "milestone"):
            continue
        if part.kind in ("money", "measure") and other.unit != part.unit:
            continue
        if part.kind in ("count", "money") and not _smaller(part, other):
            continue
        return j
    return None


def _leads(
    text: str, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase],
    clauses: Sequence[tuple[int, int]], roles: Sequence[Role | None], leads: list[int | None],
) -> None:  # fmt: skip
    """The figure whose indicator an elided one takes over: 完成274亿元，同比增长9.1%; 新增A家、B家."""
    first = group.start
    for i in group[1:]:
        phrase = phrases[i]
        if clauses[i - first] != clauses[i - first - 1] or roles[i - first] == "condition":
            continue
        j = i - 1
        while j > first and roles[j - first] == "condition":
            j -= 1
        shares = phrase.noun is not None and (
            text.startswith("占", phrase.noun[0])
            or (quantities[i].kind == "rank" and _RANKS.match(text, phrase.noun[0]) is not None)
        )
        lasting = quantities[i].kind == "duration"
        own = phrase.noun is not None or phrase.verb is not None or (phrase.predicate is not None and not lasting)
        sized = i + 1 in group and quantities[i + 1].start - quantities[i].end <= 1
        own = own or (phrase.change is not None and (phrase.counted is not None or sized))
        if shares or not own or (phrase.joined and phrase.verb is None and phrase.counted is not None):
            leads[i] = j
        elif phrase.joined and phrase.verb is None and phrase.noun is not None and quantities[i].kind in ("count", "measure"):
            leads[i] = j if phrases[j].verb is not None or leads[j] is not None else None


def _events(
    text: str, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase], roles: Sequence[Role | None],
    parents: Sequence[int | None], leads: Sequence[int | None], heads: Sequence[str | None], rules: Rules, last: int,
) -> tuple[list[int | None], int]:  # fmt: skip
    """Which figures of a sentence tell of one act: links between neighbours, then their connected groups."""
    first = group.start
    group_of = list(group)
    result = _cue(rules, "result")

    def join(a: int, b: int) -> None:
        low, high = sorted((group_of[a - first], group_of[b - first]))
        for k, value in enumerate(group_of):
            if value == high:
                group_of[k] = low

    invest, amount = _cue(rules, "invest"), _cue(rules, "amount_noun")
    spent: int | None = None
    list_start = first
    for i in group:
        parent = parents[i - first]
        if parent is not None:
            join(i, parent)
        b, phrase = quantities[i], phrases[i]
        if i == first:
            spent = i if _spends(text, b, phrase, invest) else None
            continue
        a, before = quantities[i - 1], phrases[i - 1]
        between = text[a.end : b.start]
        listed = phrase.joined and phrase.verb is None and _LISTED.search(between) is not None
        list_start = list_start if listed else i
        if "；" in between:
            spent = None
            continue
        if _spends(text, b, phrase, invest):
            spent = i
        elif spent is not None and not listed and (phrase.reached or phrase.verb is None):
            spent = None
        leader = leads[i]
        if listed and leader is not None and leader < i - 1:
            join(leader, i)
            continue
        if heads[i] is not None:
            continue
        if before.segment == phrase.segment:
            bare = between in ("、", "和") and (a.kind, a.measure_word) != (b.kind, b.measure_word)
            named = listed and phrase.noun is not None and amount.fullmatch(text, *phrase.noun) is not None
            carried = listed and any(group_of[k - first] == group_of[i - 1 - first] for k in range(first, list_start))
            outcome = not listed and result.match(between, 1) is not None
            elided = phrase.noun is None and phrase.verb is None and leads[i] is not None and (
                a.kind != b.kind or (phrase.change is None) != (before.change is None)
            )
            if bare or named or carried or outcome or elided or (not listed and not _LIST_MARK.match(between)):
                join(i - 1, i)
        elif (leads[i] == i - 1 and (phrase.change or phrase.noun is None) and not phrase.joined) or _tells_of(text, b, phrase, _cue(rules, "own_rate")) or (before.predicate is not None and before.segment[1] < before.predicate[0] <= phrase.segment[1]) or (
            result.match(text, _opening(text, phrase))
            and not phrase.reached
            and (phrase.noun is None or b.kind in ("count", "money", "measure"))
        ):
            join(i - 1, i)
        if leader is not None and phrase.noun is None and b.kind != a.kind and not listed:
            join(leader, i)
        if spent is not None and spent != i and b.kind in ("count", "measure"):
            join(spent, i)
    sizes: dict[int, int] = {}
    for value in group_of:
        sizes[value] = sizes.get(value, 0) + 1
    numbers: dict[int, int] = {}
    events: list[int | None] = []
    for value in group_of:
        if sizes[value] < 2:
            events.append(None)
            continue
        if value not in numbers:
            last += 1
            numbers[value] = last
        events.append(numbers[value])
    return events, last


def _spends(text: str, quantity: Quantity, phrase: Phrase, invest: regex.Pattern[str]) -> bool:
    """Whether an amount is what its clause invests (投资800万元，新建…), not what was reached (完成投资)."""
    if quantity.kind != "money":
        return False
    verb = phrase.verb
    return invest.match(text, _opening(text, phrase)) is not None or (
        verb is not None and invest.search(text, *verb) is not None
    )


def _tells_of(text: str, quantity: Quantity, phrase: Phrase, rates: regex.Pattern[str]) -> bool:
    """Whether a figure tells of the act before it: its rate (办结率92%) or the rank of its number (数量居全省首位)."""
    if phrase.noun is None:
        return False
    noun = text[phrase.noun[0] : phrase.noun[1]]
    if quantity.kind == "ratio":
        return rates.fullmatch(noun) is not None and not phrase.change
    ranked = _OF_NUMBER.match(noun) or _RANKS.match(text, phrase.noun[0])
    return quantity.kind == "rank" and ranked is not None


_OF_NUMBER = regex.compile(r"(?:总数|数量|总量|规模|[㐀-鿿]{1,3}量|[㐀-鿿]{2}数量)(?:位?居|位?列|排)")
_LISTED = regex.compile(r"、|(?:和|及|与|以及)[^，。；]{0,10}$")
_LIST_MARK = regex.compile(r"[、和及与]|以及")
_LIGHT = regex.compile(r"(?:累计|共计?|并|先后|直接|可|已|共同|合计|预计|同时|实际|有效|成功|年均|为|帮助|其中)*")


def _opening(text: str, phrase: Phrase) -> int:
    match = _LIGHT.match(text, phrase.segment[0])
    return match.end() if match else phrase.segment[0]
