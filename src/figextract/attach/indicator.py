"""The column `indicator`: what is measured, the noun or the verb that names the quantity."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ..model import Columns, Evidence, Quantity
from ..phrases import Phrase, Span

_LEADING = regex.compile(
    r"(?:全省|全市|全区|全县|全年|我市|我省|我区|累计|先后|联合|已经?|共计?|其中|并|且|也|还|又|再|均|此外|同时|目前|预计|力争|确保|全部|进一步|"
    r"顺利|成功|实现|完成|使|让|令|带动|推动|各地|的)+"
)
_TAIL = regex.compile(r"[的了：“（]+$")
_PREDICATE = regex.compile(r"[，。；！？]")


def attach_indicators(
    text: str, quantities: Sequence[Quantity], phrases: Sequence[Phrase], heads: Sequence[str | None],
    lead: Sequence[int | None],
) -> tuple[Columns, list[Evidence]]:  # fmt: skip
    """The indicator of every quantity. `heads` holds those that the frame worked out of a shared head (分别);
    `lead` the quantity of the same clause whose indicator an elided one takes over."""
    found: list[object] = []
    evidence: list[Evidence] = []
    for index, (quantity, phrase) in enumerate(zip(quantities, phrases, strict=True)):
        if heads[index] is not None:
            found.append(heads[index])
            continue
        span = _named(text, quantity, phrase)
        leader = lead[index]
        if span is None and leader is not None:
            found.append(found[leader])
            continue
        if span is None:
            found.append(None)
            continue
        written = text[span[0] : span[1]].replace("\n", "")
        if written.startswith("占") and leader is not None and isinstance(found[leader], str):
            written = f"{found[leader]}{written}"
        found.append(written)
        evidence.append(Evidence(index, "indicator", *span, "clause", "grammar.indicator"))
    return {"indicator": found}, evidence


def _named(text: str, quantity: Quantity, phrase: Phrase) -> Span | None:
    """The words that name a quantity by themselves."""
    verb, noun = phrase.verb, phrase.noun
    if quantity.kind == "count":
        if phrase.predicate is not None and phrase.verb_role in (None, "pivot", "reach") and not (phrase.change and noun):
            return phrase.predicate
        if verb is not None:
            return verb
        if phrase.change is not None and phrase.change_word is not None and noun is None:
            return phrase.change_word
        return _clipped(text, noun)
    if noun is None:
        return verb or phrase.change_word if phrase.counted is None or verb else verb
    if verb is not None and phrase.verb_role != "up" and quantity.kind in ("money", "measure", "duration"):
        if quantity.kind == "measure" and phrase.verb_role in ("act", "pivot") and not phrase.reached:
            return verb
        return verb[0], noun[1]
    if verb is not None and phrase.verb_role == "up" and verb[1] <= noun[0]:
        return verb[0], noun[1]
    return _clipped(text, noun)


def _clipped(text: str, span: Span | None) -> Span | None:
    """The phrase without words that lead in or trail."""
    if span is None:
        return None
    start, end = span
    if match := _LEADING.match(text, start, end):
        start = match.end()
    if match := _TAIL.search(text, start, end):
        end = match.start()
    return (start, end) if start < end else span
