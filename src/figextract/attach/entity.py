"""The columns `entity` and `entity_class`: what was counted, or the thing that a size or an amount belongs to."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..annotate.words import WordSpans
from ..lexicon import Lexicon, lexicon
from ..model import Columns, Evidence, Frame, Quantity, Span
from ..phrases import Phrase
from ..rules import Rules

_JOINT = regex.compile(r"[、，]|以及|(?<![共协温饱总])和(?![谐平美睦解])|(?<!普)及(?!率|其|时|格)|与(?!会)|或|暨")
_LEADING = regex.compile(
    r"(?:了|的|各类|各种|各级各类|一批|全省|全市|全区|全县|我市|我省|我区|其中|约|共|以上|以下|多种|等|累计|新增|已|再)+"
)
_OF = regex.compile(r"[^，、]*的(?=[^的]{2,})")
_AMOUNT = regex.compile(
    r"(?:(?:拥有|吞吐|接待|入库|保有|增加|持有|覆盖|参保|就业|出入境|旅游接待)?(?:人数|数量|总数|总量|数|量|户数|家数)|(?:年|总)*(?:产|吞吐|储|库存|销)量|等)$"
)
_UNKNOWN = 2
"""A noun that so many unknown characters follow does not head its phrase."""
_VISITS = frozenset(("人次", "人天", "人"))
_PERSONAL = frozenset(("person", "person_time"))


def attach_entities(
    text: str, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame], spans: WordSpans,
    rules: Rules,
) -> tuple[Columns, list[Evidence]]:
    """Entity and class of every quantity, with the words that say so."""
    words = lexicon(rules)
    entities: list[object] = []
    classes: list[object] = []
    evidence: list[Evidence] = []
    for index, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        span, entity_class, rule = _entity(text, quantity, _behind_size(index, quantities, phrases), words, spans)
        if span is None or rule.startswith("measure."):
            like = _like(index, quantities, frames)
            if like is not None and classes[like] is not None and quantity.kind == "count":
                entity_class = classes[like] if quantities[like].measure_word == quantity.measure_word else entity_class
                if span is None or frames[index].role == "part":
                    entities.append(entities[like])
                    classes.append(entity_class)
                    continue
        entities.append(_written(text, span) if span else None)
        classes.append(entity_class)
        if span is not None:
            evidence.append(Evidence(index, "entity", *span, "clause", rule))
    return {"entity": entities, "entity_class": classes}, evidence


def _behind_size(index: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase]) -> Phrase:
    """The phrase of a count; 12个百亿元、70个30亿元以上项目 have their noun behind the sizes that follow."""
    phrase = phrases[index]
    if phrase.counted is not None or quantities[index].kind != "count":
        return phrase
    at = index
    while at + 1 < len(quantities) and quantities[at + 1].start - quantities[at].end <= 1 and at - index < 6:
        at += 1
        if quantities[at].kind != "count" and phrases[at].counted is not None:
            return phrase._replace(counted=phrases[at].counted, predicate=phrases[at].predicate)
    return phrase


def _like(index: int, quantities: Sequence[Quantity], frames: Sequence[Frame]) -> int | None:
    """The count before whose noun an elided one shares: its whole, or the one before it with the same measure word."""
    parent = frames[index].parent
    if frames[index].role == "part" and parent is not None:
        return parent
    before = index - 1
    if (
        before >= 0
        and quantities[before].sentence == quantities[index].sentence
        and quantities[before].measure_word == quantities[index].measure_word is not None
    ):
        return before
    return None


def _written(text: str, span: Span) -> str:
    return text[span[0] : span[1]].replace("\n", "").strip()


def _entity(
    text: str, quantity: Quantity, phrase: Phrase, words: Lexicon, spans: WordSpans
) -> tuple[Span | None, str | None, str]:
    if quantity.kind != "count":
        return _owner(text, quantity, phrase), None, "grammar.owner"
    measure = words.measure_words.meanings.get(quantity.measure_word or "")
    allowed = measure.classes if measure else ()
    default = measure.default if measure else None
    placed = measure is not None and default in ("region", "village") and len(quantity.measure_word or "") == 1
    for behind, stated in ((True, phrase.counted), (False, None if placed else phrase.noun)):
        span = _core(text, stated, behind) if stated else None
        if span is None:
            continue
        if text[span[1] - 1] == "》" and (not allowed or "document" in allowed or default == "event"):
            return span, "document", "grammar.title"
        found = _class_in(text, span, allowed, words)
        if found is not None:
            return _thing(text, span, found[0], words), found[0], found[1]
        if behind or phrase.counted is None:
            if default == "person_time":
                person = _class_in(text, span, ("person",), words)
                named = person or (phrase.verb is not None and not behind)
                return span if named else None, default, "grammar.measure_word"
            rule = measure.rule if measure else "grammar.noun"
            if not behind and default not in ("event", "case") and _names_act(text, span[1], spans):
                return None, default or "other", rule
            return span, default or "other", rule
    if placed and measure is not None:
        return (quantity.number_end - 1, quantity.number_end), default, measure.rule
    return None, default or ("other" if measure is None else None), measure.rule if measure else "grammar.noun"


def _names_act(text: str, end: int, spans: WordSpans) -> bool:
    """Whether the phrase up to `end` names what is done and not a thing (棚户区改造)."""
    if text[end - 2 : end] in ("任务", "工程"):
        end -= 2
    return any(spans.ends[i] == end and spans.roles[i] in ("noun_verb", "act") for i in spans.between(end - 4, end))


def _owner(text: str, quantity: Quantity, phrase: Phrase) -> Span | None:
    """What a size, an amount or a duration belongs to: the noun behind it, or what a verb made of that size."""
    if phrase.counted is not None and quantity.kind in ("money", "measure", "duration"):
        return phrase.counted
    if quantity.kind == "duration" and phrase.predicate is not None:
        return phrase.noun
    if quantity.kind == "money" and phrase.noun is not None and text[phrase.noun[1] - 2 : phrase.noun[1]] == "价值":
        return (phrase.noun[0], phrase.noun[1] - 2) if phrase.noun[1] - phrase.noun[0] > 2 else phrase.counted
    if quantity.kind == "measure" and phrase.joined and phrase.verb is None and not (phrase.reached or phrase.change):
        return phrase.noun
    if quantity.kind == "measure" and phrase.verb_role in ("act", "pivot", "noun_verb") and not phrase.reached:
        return phrase.noun
    return None


def _core(text: str, span: Span, behind: bool) -> Span | None:
    """The noun phrase without what leads in, and without the words for how many it is (会员数量: 会员)."""
    start, end = span
    match = _LEADING.match(text, start, end)
    if match:
        start = match.end()
    if not behind and (of := _OF.match(text, start, end)):
        start = of.end()
    if not behind and (among := text.rfind("等", start, end - 1)) > 0 and text[among + 1] not in "级地于":
        start = among + 1
    if amount := _AMOUNT.search(text, start, end):
        if amount.start() == start and not amount[0].startswith("人"):
            return None
        end = amount.start()
    return (start, end) if start < end else None


def _class_in(text: str, span: Span, allowed: Sequence[str], words: Lexicon) -> tuple[str, str] | None:
    """The class of the head noun: of coordinated nouns the first, of one phrase the last that the measure word counts
    (6家商会会长 counts 商会); an unknown word behind it (城市建设类) leaves the phrase without a class."""
    start, end = span
    edges = [m.start() for m in _JOINT.finditer(text, start + 1, end)]
    for edge in (*edges, end):
        for place in range(edge, max(start, edge - 10), -1):
            noun = words.nouns.to(text, place)
            if noun is None:
                if edge - place >= _UNKNOWN:
                    break
                continue
            if place - len(noun[0]) >= start - 4 and (not allowed or noun[1].entity_class in allowed):
                return noun[1].entity_class, noun[1].rule
    return None


def _thing(text: str, span: Span, entity_class: str, words: Lexicon) -> Span | None:
    """The counted thing of a phrase that ends with what is done to it: 背街小巷改造 counts 背街小巷, 城镇新增就业 nothing."""
    start, end = span
    if entity_class == "job" and text[end - 2 : end] == "就业":
        return None
    return span
