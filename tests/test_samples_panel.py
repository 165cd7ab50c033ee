"""The panel of the sample reports, cell by cell, against what was written down by hand from reading them.

`panel_expected.csv` has a row for each series and each region and year that the reports tell of; an empty cell is
`said_without_number` or `not_mentioned`. Masked regions and years that no figure names are in no cell.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import figextract as fx
from figextract.panel import panel

Cell = dict[str, Any]
Place = tuple[str, ...]


def expected() -> dict[Place, Cell]:
    """What was written down, by indicator, statistic, basis, region and year."""
    with Path(__file__).with_name("panel_expected.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        (row["indicator"], row["statistic"], row["basis"], row["region"], row["year"]): {
            "status": row["status"],
            "text": row["text"],
            "relation": row["relation"],
            "n_sources": int(row["n_sources"] or 0),
            **{name: float(row[name]) if row[name] else None for name in ("value", "low", "high")},
        }
        for row in rows
    }


@pytest.fixture(scope="module")
def told(samples: Path) -> dict[Place, Cell]:
    """The panel of the samples in the same form."""
    out = fx.load(samples)
    indicators = dict.fromkeys(place[0] for place in expected())
    table = panel(out.figures, out.sentences, out.documents, indicators, modality="actual")
    table = table.astype(object).where(table.notna(), None)
    return {
        (row["indicator"], row["statistic"] or "", row["basis"] or "", row["region"], str(row["year"])): {
            "status": row["status"],
            "text": row["text"] or "",
            "relation": row["relation"] or "",
            "n_sources": row["n_sources"],
            **{name: row[name] for name in ("value", "low", "high")},
        }
        for row in table.to_dict("records")
    }


def test_every_cell_is_as_it_was_written_down(told: dict[Place, Cell]) -> None:
    wrong = {place: (told.get(place), cell) for place, cell in expected().items() if told.get(place) != cell}
    assert not wrong, "\n".join(f"{' '.join(p)}: {got}, expected {cell}" for p, (got, cell) in wrong.items())


def test_no_other_cell_is_filled(told: dict[Place, Cell]) -> None:
    known = expected()
    more = {p: cell for p, cell in told.items() if p not in known and cell["status"] in ("found", "conflict")}
    assert not more, "\n".join(f"{' '.join(place)}: {cell}" for place, cell in more.items())
