"""The figures of every sample report, column by column, as they last came: a change shows as the rows that differ.

    python tests/test_samples.py

writes tests/golden anew; read the difference before it is committed. (Whether the figures are right is for tests/gold.)
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from difflib import unified_diff
from pathlib import Path

import pytest

import figextract as fx
from conftest import SAMPLES

GOLDEN = Path(__file__).with_name("golden")
COLUMNS = (
    *("start", "text", "kind", "value", "low", "high", "relation", "unit", "per", "entity_class", "entity"),
    *("indicator", "indicator_code", "statistic", "role", "period_text", "year", "region", "subject", "modality"),
    *("event", "flags"),
)
DOCUMENTS = sorted(path.stem for path in SAMPLES.glob("*.txt"))


def table(name: str) -> str:
    """The figures of a sample report as CSV; an event is named by the start of its first figure, not by its number."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    first: dict[int | None, int] = {None: 0}
    for figure in fx.extract(fx.read(SAMPLES / f"{name}.txt")):
        act = first.setdefault(figure.event, figure.start) or None
        rows.writerow(written(getattr(replace(figure, event=act), column)) for column in COLUMNS)
    return out.getvalue()


def written(cell: object) -> str:
    """A cell as it stands in the CSV, a line break as a blank."""
    if isinstance(cell, tuple):
        return " ".join(cell)
    return f"{cell:f}" if isinstance(cell, Decimal) else " ".join(str("" if cell is None else cell).split())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_figures_of(name: str) -> None:
    before = (GOLDEN / f"{name}.csv").read_text(encoding="utf-8")
    changed = list(unified_diff(before.splitlines(), table(name).splitlines(), "golden", "now", lineterm="", n=0))
    assert not changed, "\n".join([f"{name}: if this is meant, python tests/test_samples.py", *changed])


def test_golden_has_the_samples_and_no_more() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == DOCUMENTS


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for document in DOCUMENTS:
        (GOLDEN / f"{document}.csv").write_text(table(document), encoding="utf-8")
