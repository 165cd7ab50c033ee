"""Acts: the figures that tell of one act, side by side in a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from figextract import schema

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

BEHIND = (None, "milestone", "from", "part", "average", "per")
"""The reasons why figures are not added up, in the order of the rows that hold them; None for those that are."""

SAID = ("subject", "modality", "region", "period_text", "period_start", "period_end", "year")
NEEDED = (
    *("source", "event", "start", "figure_id", "parent", "role", "statistic", "kind", "entity_class", "value", "unit"),
    *("per", "text", "indicator", "sentence", *SAID),
)


def events(figures: pd.DataFrame) -> pd.DataFrame:
    """One row an act: who did what, when, for how many of what, with how much money.

    An act is what the figures that share a number in `event` tell of, or a single figure that somebody did (one with a
    `subject`). Columns: `source`, `event` (null for a single figure), `row`, `role`, `subject`, `act` (its indicators),
    `modality`, `region`, `period_text`, `period_start`, `period_end`, `year`, `money` and its `currency`, a column for
    each entity class that occurs (`n_enterprise`, `n_person`, …) with the count of that class, `texts` (the figures as
    written), `sentence` and `figure_ids`. Figures of several runs keep their column `run`.

    Each amount and each count stands in one cell. Two figures of one class make a second `row` of the act. What must
    not be added to the rest stands in rows behind it, with the reason in `role`: the `part` of a whole, a `milestone`,
    where a rise came `from`, an `average` (户均), an amount `per` something (每人); so columns are summed over the rows
    without a role. A size that only describes things (亿元以上 of 12个亿元以上项目), a rate, a measure or a rank has no
    cell but stands in `texts`. The cells of masked and vague figures are null.

    `figures` is any selection of rows of `load(out).figures`. Raises KeyError when a column that is needed is missing.
    """
    from figextract.tables import frame

    if missing := [name for name in NEEDED if name not in figures]:
        raise KeyError(f"events() needs the columns {', '.join(missing)}: give it whole rows of load(out).figures")
    runs = ["run"] if "run" in figures else []
    rows = pa.Table.from_pandas(figures[[*runs, *NEEDED]], preserve_index=False)
    acts: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows.to_pylist():
        if row["event"] is not None or row["subject"] is not None:
            alone = row["figure_id"] if row["event"] is None else None
            acts[row.get("run"), row["source"], row["event"], alone].append(row)
    lines = [line for act in acts.values() for line in _lines(sorted(act, key=lambda row: row["start"]))]
    lines.sort(key=lambda line: (line["run"] or "", line["source"], line["start"], line["row"]))
    number = rows.schema.field("value").type
    return frame(_table(lines, runs, number), exact=pa.types.is_decimal(number))


def _table(lines: Sequence[Row], runs: list[str], number: pa.DataType) -> pa.Table:
    columns = (f"n_{name}" for name in schema.ENUMERATIONS["entity_class"])
    classes = [name for name in columns if any(name in line for line in lines)]
    types: dict[str, pa.DataType] = dict.fromkeys(runs, schema.WORD)
    types |= {"source": schema.STRING, "event": schema.INTEGER, "row": schema.INTEGER}
    types |= {"role": schema.WORD, "subject": schema.STRING, "act": schema.STRING}
    types |= {name: schema.FIGURES.field(name).type for name in SAID[1:]}
    types |= {"money": number, "currency": schema.STRING, **dict.fromkeys(classes, number)}
    types |= {"texts": schema.WORDS, "sentence": schema.STRING, "figure_ids": schema.WORDS}
    fields = pa.schema(list(types.items()))
    return pa.Table.from_pylist([{name: line.get(name) for name in types} for line in lines], schema=fields)


def _lines(act: list[Row]) -> list[Row]:
    """The rows of one act, from its figures in the order of the text."""
    by_row: dict[int, list[Row]] = defaultdict(list)
    for figure, number in zip(act, _numbers(act), strict=True):
        by_row[number].append(figure)
    roles = _roles(act)
    lines = []
    for number, figures in sorted(by_row.items()):
        line: Row = {key: act[0].get(key) for key in ("run", "source", "event", "start", "sentence")}
        line |= {"row": number, **_told(figures, act)}
        line["role"] = next((roles[row["figure_id"]] for row in figures if _cell(row)), None)
        line |= {"texts": [row["text"] for row in figures], "figure_ids": [row["figure_id"] for row in figures]}
        for figure in figures:
            if cell := _cell(figure):
                line[cell] = figure["value"]
                if cell == "money":
                    line["currency"] = figure["unit"]
        lines.append(line)
    return lines


def _cell(figure: Row) -> str | None:
    """The column that a figure's value goes to: that of its entity class, `money`, or none."""
    if figure["role"] == "condition":
        return None
    if figure["kind"] == "count":
        return f"n_{figure['entity_class'] or 'other'}"
    return "money" if figure["kind"] == "money" else None


def _numbers(act: list[Row]) -> list[int]:
    """For each figure of an act the row that it stands in, from 1."""
    roles = _roles(act)
    numbers: dict[str, int] = {}
    ahead = 0
    for role in BEHIND:
        used: dict[str, int] = defaultdict(int)
        for figure in act:
            if (cell := _cell(figure)) and roles[figure["figure_id"]] == role:
                used[cell] += 1
                numbers[figure["figure_id"]] = ahead + used[cell]
        ahead += max(used.values(), default=0)
    return [numbers.get(figure["figure_id"]) or numbers.get(figure["parent"], 1) for figure in act]


def _roles(act: list[Row]) -> dict[str, str | None]:
    """By figure_id why a figure must not be added to the others of its act, null for those that may."""
    ids = {figure["figure_id"] for figure in act}
    told = {figure["figure_id"]: figure["role"] if figure["parent"] in ids else None for figure in act}
    told |= {figure["figure_id"]: "per" for figure in act if figure["per"] is not None}
    told |= {figure["figure_id"]: "average" for figure in act if figure["statistic"] == "average"}
    return {key: role if role in BEHIND else None for key, role in told.items()}


def _told(figures: list[Row], act: list[Row]) -> Row:
    """What the figures of a row say, and where they are silent the others of the act: `act` is all they measure."""
    speaking = [figure for figure in (*figures, *act) if figure["role"] != "condition"]
    told = {name: next((row[name] for row in speaking if row[name] is not None), None) for name in SAID}
    dated = next((row for row in speaking if row["period_text"] is not None), {})
    told |= {name: dated.get(name) for name in ("period_text", "period_start", "period_end")}
    own, whole = (_joined(row["indicator"] for row in rows if row["role"] != "condition") for rows in (figures, act))
    return told | {"act": own or whole}


def _joined(words: Iterable[str | None]) -> str | None:
    """The distinct words in their order, without those that are part of a longer one."""
    distinct = [word for word in dict.fromkeys(words) if word]
    return "、".join(w for w in distinct if not any(w != other and w in other for other in distinct)) or None
