"""Acts as a terminal shows them: who did what, when, for how many of what, with how much money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from figextract.cli.columns import in_blocks
from figextract.cli.layout import digits, one_line, width

WIDEST = 36
"""Places that a column takes at most."""
COLUMNS = ("subject", "act", "money", "counts", "period", "told")


def act_table(acts: Sequence[Mapping[str, Any]]) -> str:
    """The rows that `events` makes, as a table; below the last row of each sentence the sentence."""
    cells = [_cells(act) for act in acts]
    table = in_blocks(COLUMNS, cells, len(COLUMNS)).split("\n")
    lines = [table[0].rstrip()]
    for at, (act, line) in enumerate(zip(acts, table[1:], strict=True)):
        lines.append(line)
        after = acts[at + 1] if at + 1 < len(acts) else {}
        if (act["source"], act["sentence"]) != (after.get("source"), after.get("sentence")):
            lines.append(f"    {one_line(act['sentence'])}  ({act['source']})")
    return "\n".join(lines)


def _cells(act: Mapping[str, Any]) -> list[str]:
    counts = [(name.removeprefix("n_"), act[name]) for name in act if name.startswith("n_") and act[name] is not None]
    money = None if act["money"] is None else f"{digits(act['money'], thousands=True)} {act['currency']}"
    written = ", ".join(f"{digits(count, thousands=True)} {name}" for name, count in counts)
    told = [act["role"], act["modality"] if act["modality"] != "actual" else None]
    if not written and not money:
        written = ", ".join(act["texts"])
    columns = (act["subject"], act["act"], money, written, act["period_text"], ", ".join(filter(None, told)))
    return [_short(column or "") for column in columns]


def _short(text: str) -> str:
    text = one_line(text)
    while width(text) > WIDEST:
        text = text[:-2] + "…"
    return text
