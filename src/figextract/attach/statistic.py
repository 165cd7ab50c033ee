"""The columns `statistic`, `direction`, `basis` and `aggregation`: what sort of observation a figure is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import regex

from ..model import Columns, Evidence, Frame, Quantity, Span
from ..phrases import Phrase
from ..rules import Rules

Direction = Literal["up", "down"]

_POOL = regex.compile(r"(?:居|位居|位列|列|排名?|名列|稳居|跃居|占|进入|跻身|在|保持|升至|为)?([^，。；：居列排位]{2,24}?)(?:工作|考核|评比)?(?:中|的|之)?$")
_PART_OF = regex.compile(r"(?:达到?了?|完成了?|相当于|仅为|恢复到)([^，。；、\d]{2,20})的$")
_KNOWN_POOL = regex.compile(r"(?:全国|全省|全市|全区|全州|全县|全球|世界|西部|东部|中部|东北|国内|同类|省内|市内|区内)[^，。；：居列排位第前首]{0,16}$")
_WHOLE = regex.compile(r"占(?!比)([^，。；\d]{2,30}?)的?(?:比重|比例|份额|比率)?(?:从|由|的|超过|达到?|为|约|近|提高到|提升到|提高至|提升至)*$")
_WHOLE_NAMED = regex.compile(r"占(?!比)([^，。；\d]{2,30}?)的?(?:比重|比例|份额|比率)")
_BENCH = regex.compile(r"(?:高于|低于|快于|慢于|高出|领先|优于|超过|超出|好于)([^，。；\d]{2,16}?)(?:平均水平|平均|水平|增速|指标|平均增速)*$")
_BESIDE = regex.compile(r"[较比](?!上|去|前|往|年|同期|\d|五年|基期|期初)[^，。；\d]{2,12}(?<!提|增|降|减)([高低快慢多少])(?:出|了)?$")
_ADDED = regex.compile(r"新增|净增|增加|增设|多|少|减少|增|减")
_ABSOLUTE = ("money", "count", "measure", "duration", "score")


@cache
def _patterns(rules: Rules, group: str) -> regex.Pattern[str]:
    found = [p for rule in rules.of("cue") if rule.get("group") == group for p in rule.words("patterns")]
    return regex.compile("|".join(found) or "(?!)")


def attach_statistics(
    text: str, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame],
    leads: Sequence[int | None], indicators: Sequence[str | None], rules: Rules,
) -> tuple[Columns, list[Evidence]]:  # fmt: skip
    """Statistic, direction, basis and aggregation of every quantity."""
    statistics: list[str] = []
    directions: list[Direction | None] = []
    bases: list[str | None] = []
    aggregations: list[str | None] = []
    evidence: list[Evidence] = []
    for i, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        named = f"{indicators[i] or ''}"
        before = text[phrase.segment[0] : quantity.start]
        statistic, direction = _statistic(text, quantity, phrase, named, before, rules)
        lead = i - 1 if phrase.joined and quantities[i - 1].kind == quantity.kind and leads[i] is not None else leads[i]
        takes_over = phrase.noun is None and phrase.change is None and phrase.verb is None and (
            not phrase.reached or frames[i].role == "to"
        )
        if lead is not None and takes_over and (
            statistic == "level" or (statistic == "average" and (phrase.joined or not phrase.reached))
        ) and not _patterns(rules, "average").search(text, *phrase.between) and quantities[lead].kind == quantity.kind:
            statistic, direction = statistics[lead], directions[lead]
        if frames[i].role == "condition" and statistic in ("increment", "change"):
            statistic, direction = "level", None
        statistics.append(statistic)
        directions.append(direction)
        basis = _basis(text, quantity, phrase, statistic, frames[i], rules)
        if basis is None and lead is not None and takes_over and statistic == statistics[lead]:
            bases.append(bases[lead])
        else:
            bases.append(text[basis[0] : basis[1]] if basis else None)
        if basis is not None:
            evidence.append(Evidence(i, "basis", *basis, "clause", f"grammar.{statistic}"))
        aggregation, where = _aggregation(text, quantity, phrase, frames[i], rules)
        if aggregation is None and phrase.joined and i and frames[i].segment == frames[i - 1].segment:
            aggregation = aggregations[i - 1]
        if aggregation is None and i and _listed(text, quantities[i - 1], quantity) and frames[i].clause == frames[i - 1].clause:
            aggregation = aggregations[i - 1]
        aggregations.append(aggregation)
        if where is not None:
            evidence.append(Evidence(i, "aggregation", *where, "clause", f"cue.{aggregation}"))
        if phrase.change_word is not None and statistic in ("change", "increment"):
            evidence.append(Evidence(i, "statistic", *phrase.change_word, "clause", f"verb.{phrase.change}"))
    columns: Columns = {
        "statistic": list(statistics), "direction": list(directions), "basis": list(bases), "aggregation": list(aggregations),
    }  # fmt: skip
    return columns, evidence


def _statistic(
    text: str, quantity: Quantity, phrase: Phrase, named: str, before: str, rules: Rules
) -> tuple[str, Direction | None]:
    kind = quantity.kind
    if kind == "rank" or quantity.rule.startswith("rank."):
        return "rank", None
    if quantity.rule in ("multiple.doubling", "ratio.two_digits"):
        return "change", "up"
    words = named + "|" + text[phrase.between[0] : phrase.between[1]]
    stated = text[phrase.noun[1] if phrase.noun else phrase.segment[0] : quantity.number_start]
    compared = _patterns(rules, "gap").search(text, phrase.segment[0], quantity.start)
    if compared and (kind == "points" or (kind in ("ratio", "multiple") and not phrase.change)) and _BENCH.search(
        text, phrase.segment[0], quantity.start
    ):
        return "gap", "down" if compared[0][0] in "低慢" else "up"
    if kind in ("points", "ratio", "multiple") and (beside := _BESIDE.search(text, phrase.segment[0], quantity.start)):
        return "gap", "down" if beside[1] in "低慢少" else "up"
    if (kind == "points" and phrase.change and compared is None) or (phrase.change and kind in ("ratio", "points", "multiple")):
        return "change", _way(phrase.change, named, stated, rules)
    if kind in ("ratio", "points", "multiple") and phrase.verb_role in ("up", "down") and not phrase.reached:
        return "change", _way("up" if phrase.verb_role == "up" else "down", named, stated, rules)
    if kind in ("ratio", "points") and _patterns(rules, "fall").search(words):
        return "change", "down"
    if kind in ("ratio", "points") and _patterns(rules, "growth").search(words):
        return "change", "up"
    if kind == "duration" and phrase.predicate is not None:
        return "level", None
    if kind in _ABSOLUTE:
        raised = phrase.change_word or (phrase.verb if phrase.verb_role in ("up", "down") else None)
        if kind == "count" and phrase.counted is not None and raised is not None and not _ADDED.match(text, *raised):
            return "level", None  # 提升5个园区 acts on them
        if (phrase.change or phrase.verb_role in ("up", "down")) and not phrase.reached:
            if _patterns(rules, "saving").search(text, phrase.segment[0], quantity.start):
                return "level", None
            way: Direction = phrase.change or ("up" if phrase.verb_role == "up" else "down")
            return "increment", way
        if phrase.predicate is None and _patterns(rules, "increment").search(named):
            return "increment", "up"
    if kind in ("ratio", "multiple", "points") and _patterns(rules, "share").search(before):
        return "share", None
    if kind == "ratio" and (phrase.counted is not None or _PART_OF.search(text, phrase.segment[0], quantity.start)):
        return "share", None
    if _patterns(rules, "average").search(words) or (phrase.noun and _patterns(rules, "average").search(text, *phrase.noun)):
        return "average", None
    return "level", None


def _way(change: Direction, named: str, stated: str, rules: Rules) -> Direction:
    if "改善" in stated and _patterns(rules, "bad").search(named):
        return "down"
    return change


def _basis(
    text: str, quantity: Quantity, phrase: Phrase, statistic: str, frame: Frame, rules: Rules
) -> Span | None:
    start, end = phrase.segment[0], quantity.start
    if statistic in ("change", "increment"):
        match = _patterns(rules, "comparison").search(text, start, end)
        return match.span() if match else None
    if statistic == "rank":
        match = _KNOWN_POOL.search(text, start, end)
        return match.span() if match else None
    if statistic == "share":
        if phrase.counted is not None:
            return phrase.counted
        match = (
            _WHOLE_NAMED.search(text, start, end) or _WHOLE.search(text, start, end) or _PART_OF.search(text, start, end)
        )
        return match.span(1) if match else None
    if statistic == "gap":
        match = _BENCH.search(text, start, end)
        return match.span(1) if match else None
    return None


def _aggregation(
    text: str, quantity: Quantity, phrase: Phrase, frame: Frame, rules: Rules
) -> tuple[str | None, Span | None]:
    for group, name in (("cumulative", "cumulative"), ("yearly", "yearly"), ("monthly", "monthly")):
        match = _patterns(rules, group).search(text, phrase.segment[0], quantity.start)
        if match:
            return name, match.span()
    return None, None


def _listed(text: str, before: Quantity, quantity: Quantity) -> bool:
    return text[before.end : before.end + 1] == "、" and "，" not in text[before.end : quantity.start]
