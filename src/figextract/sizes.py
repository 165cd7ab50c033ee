"""Sizes: phrases that go on beyond the sizes that describe their things.

新增百亿县区26个 has its verb before the size, 9个十亿元、40个5亿元以上园区｜开工 the noun and the predicate behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .model import Frame, Quantity
from .passage import Passage
from .phrases import Phrase

_ROW = 6
"""No more figures share one noun behind them."""


def beyond_sizes(
    it: Passage, quantities: Sequence[Quantity], phrases: Sequence[Phrase], frames: Sequence[Frame]
) -> list[Phrase]:
    """The phrases of all quantities, those of sized things with the words beyond the sizes."""
    found = list(phrases)
    for index, frame in enumerate(frames):
        if frame.role != "condition":
            continue
        if phrases[index].counted is None:
            found[index] = _in_a_row(index, quantities, phrases)
        found[index] = _with_noun_verb(found[index])
        if index and _measures(it, phrases[index - 1], quantities[index]):
            size = found[index]
            found[index] = size._replace(noun=phrases[index - 1].counted)
            found[index - 1] = phrases[index - 1]._replace(counted=size.counted, predicate=size.predicate)
        parent = frame.parent
        if parent == index + 1:
            found[parent] = _with_words_before(it, found[parent], found[index])
        elif parent == index - 1 and quantities[index].start <= quantities[parent].end + 1:
            found[parent] = _in_a_row(parent, quantities, phrases)
            if passed := it.cues.milestone.match(it.text, quantities[index].end):
                found[parent] = found[parent]._replace(counted=passed.span())  # 跨过3个万亿元｜大关
            if found[parent].predicate is None:
                found[parent] = found[parent]._replace(predicate=phrases[index].predicate)
            if found[parent].verb is not None or found[parent].change is not None:
                found[parent] = _within(found[parent])
    return found


def _measures(it: Passage, before: Phrase, size: Quantity) -> bool:
    """Whether the noun behind a count is what the size behind that measures: 6所｜海拔｜1500米以上学校."""
    if before.counted is None or before.counted[1] != size.start or size.kind not in ("measure", "money"):
        return False
    return it.cues.measured.search(it.text, *before.counted) is not None or (
        size.kind == "measure" and it.lexicon.nouns.to(it.text, size.start) is None
    )


def _with_noun_verb(size: Phrase) -> Phrase:
    """A size that a noun with a verb in it names: 营业收入｜百亿元以上."""
    verb, noun = size.verb, size.noun
    if verb is None or noun is None or size.verb_role != "noun_verb" or verb[1] != noun[0]:
        return size
    return size._replace(verb=None, verb_role=None, noun=(verb[0], noun[1]))


def _in_a_row(index: int, quantities: Sequence[Quantity], phrases: Sequence[Phrase]) -> Phrase:
    """A phrase with the noun that stands behind the last size of a row."""
    phrase, at = phrases[index], index
    while phrase.counted is None and at + 1 < min(len(quantities), index + _ROW):
        at += 1
        if quantities[at].start - quantities[at - 1].end > 1:
            break
        if quantities[at].kind != "count" and phrases[at].counted is not None:
            return phrase._replace(counted=phrases[at].counted, predicate=phrases[at].predicate)
    return phrase


def _with_words_before(it: Passage, phrase: Phrase, size: Phrase) -> Phrase:
    """The phrase of a count with the verb before its size."""
    if phrase.verb is not None:
        return phrase
    if size.verb is not None and not it.cues.measured.search(it.text, *size.verb):
        return _within(phrase)._replace(verb=size.verb, verb_role=size.verb_role)
    if size.change_word is not None and not size.reached:
        return _within(phrase)._replace(verb=size.change_word, verb_role=size.change)
    return phrase


def _within(phrase: Phrase) -> Phrase:
    """The phrase without a predicate from the next clause."""
    behind = phrase.predicate is not None and phrase.predicate[0] > phrase.segment[1]
    return phrase._replace(predicate=None) if behind else phrase
