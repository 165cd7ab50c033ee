"""Heads: whose words a figure takes over, its own of several joined ones (分别) or those of a figure before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from .cues import compiled, cue_words, either, outside, pattern
from .group import Group, Role
from .model import Quantity
from .phrases import Phrase, only_done
from .rules import Rules

_WORD = 2
"""A word has so many characters."""
_BRACKETS = re.compile(r"（[^（）]*）")
_BARE = 4
"""A bare name of a quantity is no longer."""


class Cues(NamedTuple):
    """Words in and around joined heads; `splits` are what stands for several heads, each with those heads."""

    each: regex.Pattern[str]
    joint: regex.Pattern[str]
    between: regex.Pattern[str]
    leading: regex.Pattern[str]
    trailing: regex.Pattern[str]
    opening: regex.Pattern[str]
    spent: regex.Pattern[str]
    driven: regex.Pattern[str]
    scope: regex.Pattern[str]
    tail: regex.Pattern[str]
    pace: regex.Pattern[str]
    whole: regex.Pattern[str]
    pair: regex.Pattern[str]
    output: regex.Pattern[str]
    of_sector: regex.Pattern[str]
    sector: regex.Pattern[str]
    named: frozenset[str]
    matter: regex.Pattern[str]
    plan: regex.Pattern[str]
    risen: regex.Pattern[str]
    sorts: frozenset[str]
    splits: tuple[tuple[regex.Pattern[str], tuple[str, ...]], ...]


@cache
def cues_of(rules: Rules) -> Cues:
    """The cues of joined heads by some rules, compiled."""
    splits = [rule for rule in rules.of("cue") if rule.get("group") == "head.split"]
    return Cues(
        each=pattern(rules, "head.each"),
        joint=compiled(outside(rules, "joint.other_word", "、|以及|和|及|与")),
        between=compiled(rf"(?:[、，和及与]|以及)*(?:\d{{4}}年)?{either(rules, 'head.between')}{{0,3}}"),
        leading=compiled(f"(?:{either(rules, 'head.leading')}|的)+"),
        trailing=pattern(rules, "head.trailing", after="+$"),
        opening=pattern(rules, "head.opening"),
        spent=pattern(rules, "head.spent", after="$"),
        driven=pattern(rules, "head.driven"),
        scope=pattern(rules, "head.scope"),
        tail=pattern(rules, "shared_tail"),
        pace=pattern(rules, "head.pace", after="$"),
        whole=pattern(rules, "head.whole", after="$"),
        pair=pattern(rules, "head.pair"),
        output=pattern(rules, "head.output"),
        of_sector=compiled(f"(?P<sector>.+(?:{either(rules, 'head.of_sector')}))(?:{either(rules, 'head.output')})"),
        sector=pattern(rules, "head.sector", after="$"),
        named=cue_words(rules, "head.named"),
        matter=pattern(rules, "head.matter"),
        plan=pattern(rules, "head.plan"),
        risen=pattern(rules, "indicator.risen"),
        sorts=cue_words(rules, "head.sort"),
        splits=tuple((compiled(p), rule.words("members")) for rule in splits for p in rule.words("patterns")),
    )


def shared_heads(group: Group, roles: Sequence[Role | None], cues: Cues) -> list[str | None]:
    """The indicator of every figure that takes one of several joined heads.

    城镇和农村居民人均可支配收入分别为A元、B元 gives each figure its own, written out.
    """
    found: list[str | None] = [None] * len(group.quantities)
    if len(found) < 2:
        return found
    said = cues.each.search(group.text, group.clauses[0][0], group.quantities[-1].start) is not None
    before: list[str] = []
    for i, quantity in enumerate(group.quantities):
        if found[i] is not None:
            continue
        if i and group.clauses[i] != group.clauses[i - 1]:
            before = []
        floor = group.floor(i)
        match = cues.each.search(group.text, floor, quantity.start) if said else None
        if match is None and before and _only_reached(group.phrases[i]):
            members = _alike(group, i, cues, roles, bare=True)
            if len(members) == len(before):
                found[members.start : members.stop] = before  # …年均分别增长6%、5%，｜达9亿元、4亿元
                continue
        if match is None and not _may_share(quantity, group.phrases[i]):
            continue
        members = _alike(group, i, cues, roles, bare=match is None)
        if match is None and not _follow_each_other(group, members):
            continue
        end = match.start() if match else (group.phrases[i].noun or (0, quantity.start))[1]
        told = _BRACKETS.sub(_blank, group.text[floor:end])
        subject = told[max(told.rfind(mark) + 1 for mark in "，：；。") :].replace("\0", "")
        heads = split_heads(subject, len(members), cues)
        if heads is None and not subject.strip() and len(before) == len(members):
            heads = before  # …分别增长6%、5%，分别居全国第二、第七
        if heads is None and match is not None:
            heads = _of_topics(told.replace("\0", ""), subject, len(members), cues)
        if heads is not None:
            before = heads
            found[members.start : members.stop] = heads
    return found


def whole_named(group: Group, i: int, last: int, heads: Sequence[str | None]) -> int | None:
    """The figure whose name, of several joined ones up to the last, a part repeats: 税收、存款…，其中｜农业税收…."""
    noun = group.phrases[i].noun or group.phrases[i].counted
    if noun is None:
        return None
    word = group.text[slice(*noun)][-_WORD:]
    first = last
    while first and heads[first - 1] is not None and group.phrases[first].joined:
        first -= 1
    named = [j for j in range(first, last + 1) if word in (heads[j] or "")]
    return named[0] if len(named) == 1 else None


def parts_of_named(
    group: Group, roles: Sequence[Role | None], parents: Sequence[int | None], heads: Sequence[str | None]
) -> list[int | None]:
    """The parents of a group, with the parts of one of several joined names told of the one that they repeat."""
    found = list(parents)
    for i, parent in enumerate(parents):
        if parent is not None and roles[i] == "part" and heads[parent] is not None:
            named = whole_named(group, i, parent, heads)
            found[i] = parent if named is None else named
    return found


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def _only_reached(phrase: Phrase) -> bool:
    """Whether a figure has no word of its own but that it is reached."""
    return phrase.noun is None and phrase.verb is None and phrase.reached


def _may_share(quantity: Quantity, phrase: Phrase) -> bool:
    """Whether a figure may have the first of joined names without 分别: 城镇、农村居民收入3万元、2万元."""
    return phrase.noun is not None and phrase.verb is None and quantity.kind in ("money", "ratio")


def _follow_each_other(group: Group, members: range) -> bool:
    """Whether there are several figures with nothing but a joint between them."""
    return len(members) > 1 and all(group.between(i - 1, i) in ("、", "和") for i in members[1:])


def _alike(group: Group, first: int, cues: Cues, roles: Sequence[Role | None] = (), *, bare: bool = False) -> range:
    """The figures of one kind in a list from the first on; `bare` ones have no words of their own."""
    quantities, phrases = group.quantities, group.phrases
    stop = first + 1
    while stop < len(quantities):
        a, b, phrase = quantities[stop - 1], quantities[stop], phrases[stop]
        if bare and (phrase.noun is not None or not phrase.joined):
            break
        if roles and roles[first] == "from" and roles[stop] == "to":
            break
        if a.kind != b.kind or not cues.between.fullmatch(group.text, a.end, b.start):
            break
        stop += 1
    return range(first, stop)


def find_leads(
    group: Group, roles: Sequence[Role | None], parents: Sequence[int | None], cues: Cues
) -> list[int | None]:
    """The figure whose indicator an elided one takes over: 完成274亿元，同比增长9.1%; 新增A家、B家.

    Where a way leads to (从A元、B元提高到C元、D元) is led by where it comes from.
    """
    leads: list[int | None] = [None] * len(roles)
    for i in range(1, len(roles)):
        if group.clauses[i] != group.clauses[i - 1] or roles[i] == "condition" or _counts_pool(group, i):
            continue
        leader = i - 1
        phrase = group.phrases[i]
        while leader and (
            roles[leader] == "condition"
            or _counts_pool(group, leader)
            or (phrase.change and _tells_of_plan(group, leader, cues))
        ):
            leader -= 1
        whole = parents[i]
        if roles[i] == "part" and whole is not None and whole < leader and group.phrases[leader].change:
            leader = whole  # 商会260家，净增16家，其中｜乡镇商会｜60家
        if group.clauses[leader] != group.clauses[i]:
            continue  # …占76%；纳税超亿元的企业｜62户
        listed = phrase.joined and phrase.verb is None
        if tells_share(group, i) or not _has_own_words(group, i) or (listed and phrase.counted is not None):
            leads[i] = leader
        elif phrase.noun is None or roles[i] == "part" or group.quantities[i].kind not in ("count", "measure"):
            continue
        elif listed or _goes_on(group, i, leader):
            leads[i] = leader if group.phrases[leader].verb is not None or leads[leader] is not None else None
    for i, leader in _parallel(group, cues).items():
        leads[i] = leader
    for i, goal in enumerate(parents):
        if roles[i] == "from" and goal is not None and not _has_own_words(group, goal):
            leads[goal] = i
    return leads


def _counts_pool(group: Group, i: int) -> bool:
    """Whether a count stands in the name of what is ranked behind it: 增速居全市｜9个县｜第3位."""
    noun = group.phrases[i + 1].noun if i + 1 < len(group.phrases) else None
    return noun is not None and noun[0] < group.quantities[i].start < noun[1]


def _tells_of_plan(group: Group, i: int, cues: Cues) -> bool:
    """Whether a figure says how the one before stands to a plan: 完成80亿元，超额完成任务3亿元｜，增长9%."""
    return cues.plan.match(group.text, group.phrases[i].segment[0], group.quantities[i].start) is not None


def _goes_on(group: Group, i: int, leader: int) -> bool:
    """Whether a count behind a comma has the verb of the one before: 新增大棚2500座，温室320座."""
    phrase, before, quantity = group.phrases[i], group.phrases[leader], group.quantities[i]
    passed = quantity.start < quantity.number_start
    own = phrase.verb or phrase.change or phrase.reached or passed or phrase.predicate or phrase.counted
    if own or phrase.noun is None or before.noun is None or leader != i - 1:
        return False
    nouns = [group.lexicon.nouns.to(group.text, thing.noun[1]) for thing in (before, phrase) if thing.noun]
    known = [noun[1].entity_class for noun in nouns if noun]
    alike = len(known) == 2 and known[0] == known[1] and "person" not in known
    if quantity.kind == "count":
        alike = alike and quantity.measure_word == group.quantities[leader].measure_word
    return alike and phrase.noun[0] == phrase.segment[0] == group.quantities[leader].end + 1


def tells_share(group: Group, i: int) -> bool:
    """Whether a figure is told as the share or rank of the one before: 占比…, 居全省….."""
    noun = group.phrases[i].noun
    if noun is None:
        return False
    cues = group.cues
    ranks = group.quantities[i].kind == "rank" and (
        cues.ranks.match(group.text, noun[0]) is not None or cues.pool.fullmatch(group.text, *noun) is not None
    )
    shares = group.text.startswith("占", noun[0]) or group.text.startswith("占", group.opening(i))
    return ranks or shares or cues.within.fullmatch(group.text, *noun) is not None


def _has_own_words(group: Group, i: int) -> bool:
    """Whether words of its own name a figure."""
    quantity, phrase = group.quantities[i], group.phrases[i]
    if phrase.noun is not None or (phrase.verb is not None and not only_done(phrase, quantity.kind)):
        return True
    if phrase.predicate is not None and quantity.kind != "duration":
        return True
    sized = i + 1 < len(group.quantities) and group.quantities[i + 1].start - quantity.end <= 1
    sized = sized and group.phrases[i + 1].segment == phrase.segment
    return phrase.change is not None and (phrase.counted is not None or sized)


def _parallel(group: Group, cues: Cues) -> dict[int, int]:
    """Lists of figures that run beside the list before, each with its own: A收入5亿元、B利润2亿元，分别增长9%和12%."""
    found: dict[int, int] = {}
    quantities, phrases = group.quantities, group.phrases
    for i in range(2, len(quantities)):
        changed = phrases[i].change is not None and quantities[i].kind != quantities[i - 1].kind
        if i not in found and (ranks := _ranked_each(group, i, cues)):
            found |= ranks
        if (
            i in found
            or (phrases[i].noun is not None and not tells_share(group, i))
            or (phrases[i].joined and not changed)
        ):
            continue
        members = _alike(group, i, cues, bare=True)
        first = i - len(members)
        if len(members) < 2 or first < 0 or group.clauses[first] != group.clauses[i]:
            continue
        before = quantities[first:i]
        if all(k in found for k in range(first, i)):  # …，分别增长9%和12%，｜年均分别增长6%和8%
            found |= dict(zip(members, [found[k] for k in range(first, i)], strict=True))
            continue
        apart = changed or phrases[i].segment != phrases[i - 1].segment
        rates = quantities[i].kind != "points" and any(quantity.kind == "ratio" for quantity in before)
        if apart and before[-1].kind != "rank" and not rates:
            found |= dict(zip(members, range(first, i), strict=True))
    return found


def _ranked_each(group: Group, i: int, cues: Cues) -> dict[int, int]:
    """Ranks told each of one of the figures before: A增长9%，B增长8%，分别居全省第一、第四位."""
    quantities, start = group.quantities, group.phrases[i].segment[0]
    if quantities[i].kind != "rank" or not cues.each.search(
        group.text, max(start, group.floor(i)), quantities[i].start
    ):
        return {}
    stop = i + 1
    while stop < len(quantities) and quantities[stop].kind == "rank" and group.phrases[stop].joined:
        stop += 1
    alike = [
        k for k in range(i) if group.clauses[k] == group.clauses[i] and quantities[k].kind == quantities[i - 1].kind
    ]
    members = range(i, stop)
    if len(members) < 2 or len(alike) < len(members) or quantities[i - 1].kind == "rank":
        return {}
    return dict(zip(members, alike[-len(members) :], strict=True))


def split_heads(subject: str, count: int, cues: Cues) -> list[str] | None:
    """The heads joined in a subject, each written out with the tail that they share; None when they are not `count`."""
    subject = cues.trailing.sub("", subject.strip())
    if leading := cues.leading.match(subject):
        subject = subject[leading.end() :]
    if count < 2 or not subject:
        return None
    parts = [part for part in cues.joint.split(subject) if part]
    for split, members in cues.splits:
        if len(members) == count and (match := split.search(subject)):
            if len(parts) == count and cues.joint.search(subject, match.end()):
                continue  # 城乡居民养老金、低保标准
            return [subject[: match.start()] + member + subject[match.end() :] for member in members]
    pace = cues.pace.search(subject)
    if pace and (heads := split_heads(subject[: pace.start()], count, cues)):
        return [head + pace[0] for head in heads]
    if len(parts) != count:
        return None
    sector = cues.of_sector.fullmatch(parts[0])
    if sector and all(cues.output.fullmatch(part) for part in parts[1:]):
        return [parts[0], *(sector["sector"] + part for part in parts[1:])]  # 规模以上工业总产值、增加值
    last = parts[-1]
    tail = cues.tail.search(last)
    shared = last[tail.start() :] if tail and tail.start() else ""
    if not shared and (sector := cues.sector.search(last)) and not any(map(cues.sector.search, parts[:-1])):
        shared = sector[0]  # 汽车、电子信息｜产业
    pair = cues.pair.match(last)
    if pair and all(cues.pair.fullmatch(part) for part in parts[:-1]):
        shared = last[pair.end() :]  # 城市、农村｜低保月人均标准
    sort = parts[0][-1]
    if sort in cues.sorts and sort in last[1:-1]:
        shared = last[last.index(sort, 1) + 1 :]  # 紧急型、普通型｜生活补助标准
    whole = []
    for part in parts[:-1]:
        whole_name = part[-1] in cues.named and not cues.matter.fullmatch(part)
        if shared and not cues.tail.search(part) and not whole_name:
            part += shared[_overlap(part, shared) :]
        elif not shared and len(part) <= 2 < len(last) and not cues.whole.search(part):
            part += last[_prefix(part, last) :]
        whole.append(part)
    opening = cues.opening.match(parts[0])  # 接待国内游客、境外过夜游客人次
    if opening and cues.spent.search(last):
        opening = None
    if not opening and shared and not cues.tail.search(parts[0]):
        opening = cues.scope.match(parts[0])  # 规模以上｜采矿业和制造业｜增加值
    opening = opening or cues.driven.match(parts[0])  # 啤酒节带动｜人数和收入
    if opening and not any(part.startswith(opening[0]) for part in parts[1:]):
        last = opening[0] + last
    return [*whole, last]


def _of_topics(told: str, subject: str, count: int, cues: Cues) -> list[str] | None:
    """What the clause before lists, each with the bare quantity told of it: 污水、垃圾处理能力提高，处理率｜分别达.

    Without one, the quantities themselves: 税收、产值跃上新台阶，｜分别为.
    """
    listed = told.removesuffix(subject).rstrip("，")
    if not subject:
        listed = listed[listed.rfind("，") + 1 :]
        risen = cues.risen.search(listed)
        return split_heads(listed[: risen.start()], count, cues) if risen else None
    topics = [topic for topic in cues.joint.split(listed[listed.rfind("，") + 1 :]) if topic]
    cut = topics[-1].find(subject[:-1]) if len(topics) == count and 2 < len(subject) <= _BARE else -1
    if cut < 1 or cues.joint.search(subject):
        return None
    return [topic + subject for topic in (*topics[:-1], topics[-1][:cut])]


def _overlap(part: str, tail: str) -> int:
    """How much of a tail a part has already: 城镇居民 of 居民人均可支配收入 has 居民."""
    return next((length for length in range(min(len(part), len(tail)), 0, -1) if part.endswith(tail[:length])), 0)


def _prefix(part: str, last: str) -> int:
    """How much of the last head is its own, and not shared: as much as the part has, or up to a like ending."""
    for length in range(min(len(part), 4), 0, -1):
        place = last.find(part[-length:])
        if place >= 0 and part[-length:] != part:
            return place + length
    return min(len(part), len(last) - 2)
