"""Flags: what a careful reader should look at again. A row without flags should be right."""

from __future__ import annotations

from collections.abc import Sequence

from .cues import cue_words, pattern
from .model import Columns, Evidence, Frame, Quantity
from .rules import Rules


def flag(
    quantities: Sequence[Quantity],
    frames: Sequence[Frame],
    columns: Columns,
    evidence: Sequence[Evidence],
    rules: Rules,
) -> list[tuple[str, ...]]:
    """The flags of every figure: those of its number, and those of context that is far off, missing or guessed."""
    far = {e.figure for e in evidence if e.field == "period_text" and e.scope == "document"}
    acts, persons = cue_words(rules, "flag.act_measure"), pattern(rules, "flag.person")
    found = []
    rows = zip(quantities, frames, columns["indicator"], columns["entity"], columns["entity_class"], strict=True)
    for i, (quantity, frame, indicator, entity, entity_class) in enumerate(rows):
        flags = list(quantity.flags)
        if i in far:
            flags.append("period_far")
        if indicator is None and frame.role != "condition":
            flags.append("indicator_missing")
        if quantity.kind == "count" and entity is None and entity_class != "job":
            told = quantity.unit in acts or (indicator is not None and persons.search(indicator) is not None)
            if not told:
                flags.append("entity_missing")
        if quantity.kind == "duration" or (indicator is not None and ("的" in indicator or indicator == entity)):
            flags.append("indicator_guessed")
        if entity is not None and (quantity.kind == "measure" or entity_class == "household"):
            flags.append("entity_guessed")
        found.append(tuple(flags))
    return found
