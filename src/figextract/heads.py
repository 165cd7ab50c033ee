"""Heads shared out by 分别: 城镇和农村居民人均可支配收入分别为A元、B元 gives each figure its own, written out."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .model import Quantity
from .phrases import Phrase

_EACH = regex.compile(r"分别|依次")
_JOINT = regex.compile(r"、|以及|(?<![共协温饱总])和(?![谐平美睦解])|(?<!普)及(?!率|其|时|格)|与(?!会)")
_BETWEEN = regex.compile(r"(?:[、，]|和|及|以及|与)*(?:\d{4}年)?(?:[增长达到为下降提高至降减少]{0,6})")
_TRAILING = regex.compile(r"(?:(?:年均|年平均|月均|每年|每月|每人|比上年|同比|均|已经|预计|力争|全年|将)+)$")
_INDUSTRIES = regex.compile(r"(?:第?一、?二、?(?:和|、)?三(?:次|大)?产业?)(?=增加值|投资|比重|$)?(增加值|投资|比重)?")
_LEADING = regex.compile(r"^(?:其中|全省|全市|全区|全年|的)+")
_BOTH, _TOWN, _CITY, _COUNTRY, _RESIDENTS = "城乡", "城镇", "城市", "农村", ("居民", "常住居民")
_OPENING = regex.compile(r"接待|实现|完成")
_WHOLE_ENDS = "额值入率量数资费次款用度例重速口积"


def shared_heads(
    text: str, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase],
    clauses: Sequence[tuple[int, int]],
    tails: regex.Pattern[str],
) -> dict[int, str]:  # fmt: skip
    """The indicator of every figure of a sentence that takes one of several joined heads."""
    found: dict[int, str] = {}
    first = group.start
    before: list[str] = []
    for i in group:
        if i in found:
            continue
        if i > first and clauses[i - first] != clauses[i - first - 1]:
            before = []
        floor = max(clauses[i - first][0], quantities[i - 1].end if i > first else 0)
        match = _EACH.search(text, floor, quantities[i].start)
        if match is None:
            continue
        members = [i]
        while members[-1] + 1 < group.stop:
            a, b = quantities[members[-1]], quantities[members[-1] + 1]
            if a.kind != b.kind or not _BETWEEN.fullmatch(text, a.end, b.start):
                break
            members.append(members[-1] + 1)
        start = max(text.rfind(mark, floor, match.start()) for mark in "，：；。") + 1
        subject = text[max(start, floor) : match.start()]
        heads = split_heads(subject, len(members), tails)
        if heads is None and not subject.strip() and len(before) == len(members):
            heads = before  # …分别增长6%、5%，分别居全国第二、第七
        if heads is None:
            continue
        before = heads
        found |= dict(zip(members, heads, strict=True))
    return found


def parallel(
    text: str, group: range, quantities: Sequence[Quantity], phrases: Sequence[Phrase],
    clauses: Sequence[tuple[int, int]],
) -> dict[int, int]:  # fmt: skip
    """Lists of figures that run beside the list before: A收入5亿元、B利润2亿元，分别增长9%和12% pairs each with its own."""
    found: dict[int, int] = {}
    first = group.start
    for i in group:
        if i in found or i == first or phrases[i].noun is not None or phrases[i].joined:
            continue
        members = [i]
        while members[-1] + 1 < group.stop and phrases[members[-1] + 1].joined and phrases[members[-1] + 1].noun is None:
            a, b = quantities[members[-1]], quantities[members[-1] + 1]
            if a.kind != b.kind or not _BETWEEN.fullmatch(text, a.end, b.start):
                break
            members.append(members[-1] + 1)
        count = len(members)
        if count < 2 or i - count < first or clauses[i - count - first] != clauses[i - first]:
            continue
        before = range(i - count, i)
        apart = phrases[i].segment != phrases[before[-1]].segment
        if apart and quantities[before[-1]].kind != "rank" and all(quantities[j].kind != "ratio" for j in before):
            found |= dict(zip(members, before, strict=True))
    return found


def split_heads(subject: str, count: int, tails: regex.Pattern[str]) -> list[str] | None:
    """The heads joined in a subject, each written out with the tail that they share; None when they are not `count`."""
    subject = _LEADING.sub("", _TRAILING.sub("", subject.strip()))
    if count < 2 or not subject:
        return None
    if (match := _INDUSTRIES.search(subject)) and count == 3:
        tail = subject[match.end() :] if match[1] is None else match[1] + subject[match.end() :]
        return [f"{number}产{tail}" for number in "一二三"]
    if count == 2 and subject.startswith(_BOTH):
        rest = subject[len(_BOTH) :]
        return [(_TOWN if rest.startswith(_RESIDENTS) else _CITY) + rest, _COUNTRY + rest]
    parts = [part for part in _JOINT.split(subject) if part]
    if len(parts) != count:
        return None
    last = parts[-1]
    tail = tails.search(last)
    shared = last[tail.start() :] if tail and tail.start() else ""
    whole = []
    for part in parts[:-1]:
        if shared and not tails.search(part):
            part += shared
        elif not shared and len(part) <= 2 < len(last) and part[-1] not in _WHOLE_ENDS:
            part += last[_prefix(part, last) :]
        whole.append(part)
    opening = _shared_opening(parts)
    return [*whole, opening + last if opening and not last.startswith(opening) else last]


def _prefix(part: str, last: str) -> int:
    """How much of the last head is its own, and not shared: as much as the part has, or up to a like ending."""
    for length in range(min(len(part), 4), 0, -1):
        place = last.find(part[-length:])
        if place >= 0 and part[-length:] != part:
            return place + length
    return min(len(part), len(last) - 2)


def _shared_opening(parts: Sequence[str]) -> str:
    """A verb that opens the first head opens all: 接待省外游客、入境过夜游客人次."""
    match = _OPENING.match(parts[0])
    return match[0] if match and not any(p.startswith(match[0]) for p in parts[1:]) else ""
