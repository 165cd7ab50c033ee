"""The column `indicator`: what is measured, the noun or the verb that names the quantity."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..annotate.words import WordSpans
from ..model import Columns, Evidence, Frame, Quantity, Span
from ..phrases import Phrase

_LEADING = regex.compile(
    r"(?:全省|全市|全区|全县|全年|我市|我省|我区|累计|先后|联合|已经?|共计?|其中|并|且|也|还|又|再(?!就业|生|制造|贷款|担保)|均|此外|同时|目前|预计|力争|确保|全部|进一步|"
    r"顺利|成功|实现|完成|使|让|令|带动|推动|各地|的)+"
)
_TAIL = regex.compile(r"[的了：“（]+$")
_MEASURED = regex.compile(r"[薪值额量入资龄积产度长高收税成本党]$|规模$|面积$")
_OWNED = regex.compile(r"(?:所属|下属|直属|下辖|管辖|现有|共有|拥有)$")
_RANKED = regex.compile(
    r"(?:继续|连续|均|稳|都|始终|持续)*(?:位?居|位?列|排名?|名列|稳居|跃居|占据|进入|跻身|蝉联|保持|由|从)(?=全|[国省市县区]|西部|东部|中部|东北|西北|世界|同|副省|地级|沿海|华|首|第|前|$)"
)
_TELLING = ("入围", "入选", "获评", "跻身", "荣获", "达成")
_CONTEST = regex.compile(r"在(?:全[国省市区县州])?([^，。；]{2,16})中(?:荣?获得?|位列|排名|名列|取得)?$")
_POOL = regex.compile(r"(?:全部|均|都)*(?:全国|全省|全市|全区|全县|全州|国内|省内|中西部|西部|西北|西南|华东|华北|长三角|世界|全球)[^，。；]{0,8}$")


def attach_indicators(
    text: str, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame],
    heads: Sequence[str | None], leads: Sequence[int | None], words: WordSpans,
) -> tuple[Columns, list[Evidence]]:  # fmt: skip
    """The indicator of every quantity. `heads` holds those that the frame worked out of a shared head (分别);
    `leads` the quantity of the same clause whose indicator an elided one takes over."""
    found: list[str | None] = []
    evidence: list[Evidence] = []
    for index, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        leader = leads[index]
        if heads[index] is not None:
            found.append(heads[index])
            continue
        if frames[index].role == "condition":
            span = _of_size(text, phrase)
        else:
            stated = _behind_condition(index, phrases, frames)
            above = index - 1
            sized_before = above >= 0 and frames[above].role == "condition" and frames[above].parent == index
            if sized_before and stated.verb is None and stated.predicate is None and phrase.noun is not None:
                start = phrases[above].noun[0] if phrases[above].noun else quantities[above].start  # type: ignore[index]
                stated = stated._replace(noun=(start, phrase.noun[1]))
            if quantity.kind == "count" and stated.predicate is None and index + 1 < len(phrases):
                sized = frames[index + 1].role == "condition" and frames[index + 1].parent == index
                if sized and quantities[index + 1].start - quantity.end <= 1:
                    stated = stated._replace(predicate=phrases[index + 1].predicate)
            span = _named(text, quantity, stated, words, leader is not None)
        if span is None:
            while leader is not None and quantities[leader].kind == "duration" and phrases[leader].noun is None:
                leader = leads[leader]  # 增长8%，连续两年居全省第三
            taken = found[leader] if leader is not None and frames[index].role != "condition" else None
            if leader is not None and quantities[leader].kind == "duration" and phrases[leader].noun is not None:
                lasting = _clipped(text, phrases[leader].noun)
                taken = text[lasting[0] : lasting[1]] if lasting else taken
            if taken and leader is not None and quantity.kind in ("ratio", "points", "multiple", "rank"):
                taken = _acted(text, phrases[leader], taken)
            if taken and phrase.change_word is not None and quantity.kind == "count":
                added = text[phrase.change_word[0] : phrase.change_word[1]]
                taken = added + taken if added in ("净增", "新增") and not taken.startswith(added) else taken
            if taken and quantity.kind == "rank" and "占" in taken[1:]:
                taken = taken[: taken.index("占", 1)]
            found.append(taken)
            continue
        written = text[span[0] : span[1]].replace("\n", "").strip()
        if written.startswith("占") and leader is not None and found[leader]:
            written = f"{found[leader]}{written}"
        found.append(written)
        evidence.append(Evidence(index, "indicator", *span, "clause", "grammar.indicator"))
    _backwards(quantities, phrases, found)
    return {"indicator": list(found)}, evidence


def _behind_condition(index: int, phrases: Sequence[Phrase], frames: Sequence[Frame]) -> Phrase:
    """The phrase of a count; behind its size (引进年薪百万元以上人才87名) it has the verb that stands before the size."""
    phrase = phrases[index]
    if phrase.verb is None and index and frames[index - 1].role == "condition" and frames[index - 1].parent == index:
        return phrase._replace(verb=phrases[index - 1].verb, verb_role=phrases[index - 1].verb_role)
    return phrase


def _acted(text: str, phrase: Phrase, named: str) -> str:
    """What grows when a count named only by its verb does: 新设经营主体62万户、增长33%."""
    thing = phrase.noun or phrase.counted
    if phrase.verb is None or thing is None or named != text[phrase.verb[0] : phrase.verb[1]]:
        return named
    return named + text[thing[0] : thing[1]]


def _backwards(quantities: Sequence[Quantity], phrases: Sequence[Phrase], found: list[str | None]) -> None:
    """Counts joined before one predicate share it: A个工作室、B个组织、C名调解员｜全天候服务."""
    for index in range(len(found) - 2, -1, -1):
        following = phrases[index + 1]
        if (
            found[index] is None
            and quantities[index].kind == quantities[index + 1].kind == "count"
            and following.joined
            and following.predicate is not None
            and quantities[index].sentence == quantities[index + 1].sentence
        ):
            found[index] = found[index + 1]


def _of_size(text: str, phrase: Phrase) -> Span | None:
    """What a size measures, where that is named beside it (年薪百万元以上, 产值超亿元)."""
    noun = phrase.noun
    if noun is None or (phrase.verb is not None and phrase.verb[1] == noun[0]):
        noun = phrase.noun if noun is not None and _MEASURED.search(text, *noun) else None
    return noun if noun is not None and _MEASURED.search(text, *noun) else None


def _named(text: str, quantity: Quantity, phrase: Phrase, words: WordSpans, led: bool) -> Span | None:
    """The words that name a quantity by themselves."""
    verb, noun = phrase.verb, phrase.noun
    if quantity.kind == "count":
        return _named_count(text, quantity, phrase, words, led)
    if quantity.kind == "rank" and (contest := _CONTEST.search(text, phrase.segment[0], quantity.start)):
        return contest.span(1)
    if quantity.kind == "rank":
        ranked = (_RANKED.search(text, *noun) or _POOL.search(text, *noun)) if noun else None
        return _clipped(text, (noun[0], ranked.start())) if noun and ranked and ranked.start() > noun[0] else None if ranked else _clipped(text, noun)
    if phrase.predicate is not None and quantity.kind == "ratio" and noun is None:
        return _predicate(text, phrase.predicate, words)
    if phrase.predicate is not None and (
        quantity.kind == "duration" or (quantity.kind == "measure" and text[phrase.predicate[0] - 1] == "的")
    ):
        return phrase.predicate
    if noun is None and phrase.verb_role in (None, "finish") and quantity.kind == "measure" and phrase.counted is not None:
        return phrase.counted if any(
            words.roles[i] in ("noun_verb", "act") for i in words.between(*phrase.counted)
        ) else None
    if noun is None:
        return verb
    if led and phrase.joined and verb is None and quantity.kind == "measure" and not (phrase.reached or phrase.change):
        return None
    if verb is None:
        return _clipped(text, noun)
    if phrase.verb_role == "finish":
        return _clipped(text, noun)
    if phrase.verb_role in ("up", "down") and quantity.kind in ("ratio", "points", "multiple"):
        return _clipped(text, noun)
    if quantity.kind == "measure" and phrase.verb_role in ("act", "pivot", "noun_verb") and not phrase.reached:
        return verb
    return (verb[0], noun[1]) if verb[1] <= noun[0] and phrase.verb_role != "pivot" else _clipped(text, noun)


def _named_count(text: str, quantity: Quantity, phrase: Phrase, words: WordSpans, led: bool) -> Span | None:
    verb, noun = phrase.verb, phrase.noun
    predicate = _predicate(text, phrase.predicate, words) if phrase.predicate else None
    if predicate is not None and phrase.verb_role in (None, "pivot", "finish") and not (phrase.change and noun):
        amount_follows = phrase.predicate is not None and text[phrase.predicate[1] : phrase.predicate[1] + 1].isdigit()
        if not (phrase.verb_role == "pivot" and amount_follows):
            return predicate
    if phrase.verb_role == "finish" and noun is not None and quantity.measure_word != "项" and _done(text, noun[1], words):
        return noun
    if verb is not None and noun is not None and text[verb[0] : verb[1]].endswith(_TELLING) and noun[1] - noun[0] <= 16:
        return verb[0], noun[1]
    if verb is not None and noun is not None and phrase.verb_role == "up" and text[noun[1] - 2 : noun[1]] == "就业":
        return verb[0], noun[1]
    if verb is not None:
        return verb
    if quantity.per is not None and noun is not None and (each := text.rfind("每", phrase.segment[0], noun[0])) >= 0:
        return each, noun[1]  # 每千人拥有企业
    if phrase.change is not None and noun is None:
        return None if led and phrase.counted is None else phrase.change_word
    if noun is not None and (owned := _OWNED.search(text, *noun)):
        return owned.span()
    if noun is not None and text[noun[1] - 2 : noun[1]] == "就业":
        return _clipped(text, noun)
    if (led and phrase.joined and not (phrase.reached or phrase.change)) or phrase.counted is not None:
        return None
    return _clipped(text, noun)


def _ends_with_act(end: int, words: WordSpans) -> bool:
    """Whether a verb used as a noun ends at `end` (棚户区改造)."""
    return any(words.ends[i] == end and words.roles[i] in ("noun_verb", "act") for i in words.between(end - 4, end))


def _done(text: str, end: int, words: WordSpans) -> bool:
    """Whether the phrase up to `end` names what is done, with 任务 or without."""
    return _ends_with_act(end - 2 if text[end - 2 : end] in ("任务", "工程") else end, words)


def _predicate(text: str, span: Span, words: WordSpans) -> Span | None:
    """What the counted do, without whom they do it for and without how much it comes to."""
    start, end = span
    for at in words.between(start, end):
        if words.starts[at] == start and words.roles[at] == "adverb" and words.ends[at] < end:
            start = words.ends[at]
        elif words.starts[at] == start and text[start] in "为向在对给将" and words.roles[at] == "preposition":
            verbs = [i for i in words.between(start + 1, end) if words.roles[i] in ("act", "noun_verb", "finish")]
            if verbs:
                start = words.starts[verbs[0]]
            break
    inside = words.between(start, end)
    amount = text[end : end + 1].isdigit() or text[end : end + 1] in "近约超*×"
    for at in reversed(inside):
        if amount and words.ends[at] == end and words.roles[at] in ("adverb", "reach") and words.starts[at] > start:
            end = words.starts[at]
    done = text.find("了", start, end)
    if done > 0 and end - done > 16:
        end = done
    return (start, end) if start < end else None


def _clipped(text: str, span: Span | None) -> Span | None:
    """The phrase without words that lead in or trail."""
    if span is None:
        return None
    start, end = span
    if match := _LEADING.match(text, start, end):
        start = match.end()
    if match := _TAIL.search(text, start, end):
        end = match.start()
    return (start, end) if start < end else None
