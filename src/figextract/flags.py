"""Flags: what a careful reader should look at again. A row without flags should be right."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Columns, Evidence, Frame, Quantity


def flag(
    quantities: Sequence[Quantity], frames: Sequence[Frame], columns: Columns, evidence: Sequence[Evidence]
) -> list[tuple[str, ...]]:
    """The flags of every figure: those of its number, and those of context that is far off or missing."""
    far = {e.figure for e in evidence if e.field == "period_text" and e.scope == "document"}
    found = []
    for i, quantity in enumerate(quantities):
        flags = list(quantity.flags)
        if i in far:
            flags.append("period_far")
        if columns["indicator"][i] is None and frames[i].role != "condition":
            flags.append("indicator_missing")
        named = columns["entity_class"][i] == "job" or quantity.unit == "次" or "人" in (columns["indicator"][i] or "")
        if quantity.kind == "count" and columns["entity"][i] is None and not named:
            flags.append("entity_missing")
        indicator, entity = columns["indicator"][i], columns["entity"][i]
        if quantity.kind == "duration" or (indicator is not None and ("的" in indicator or indicator == entity)):
            flags.append("indicator_guessed")
        if entity is not None and (quantity.kind == "measure" or columns["entity_class"][i] == "household"):
            flags.append("entity_guessed")
        found.append(tuple(flags))
    return found
