"""The ledger of one government's two reports, row by row, against what was written down by hand from reading them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import figextract as fx
from figextract.ledger import ledger

Row = dict[str, Any]


def expected() -> list[Row]:
    with Path(__file__).with_name("ledger_expected.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def told(samples: Path) -> list[Row]:
    """The ledger of the samples, null as an empty string."""
    out = fx.load(samples)
    table = ledger(out.figures, out.sentences, out.documents, region="宜昌市")
    rows: list[Row] = table.astype(object).where(table.notna(), "").to_dict("records")
    return rows


def of(row: Row, rows: list[Row]) -> list[Row]:
    """The rows of the ledger that stand for a promise that was written down."""
    return [
        other
        for other in rows
        if (other["promised_source"], other["promised"]) == (row["source"], row["promised"])
        and (other["indicator_code"] or other["indicator"]) == (row["indicator_code"] or row["indicator"])
    ]


@pytest.mark.parametrize("row", expected(), ids=lambda row: f"{row['year']} {row['indicator']} {row['promised']}")
def test_each_promise_is_held_against_its_result(row: Row, told: list[Row]) -> None:
    found = of(row, told)
    assert len(found) == 1, [other["promised"] for other in told]
    names = ("statistic", "unit", "status", "reported")
    assert {name: found[0][name] for name in names} == {name: row[name] for name in names}
    assert str(found[0]["year"]) == row["year"]
    assert set(row["commitment"].split()) <= set(found[0]["commitment"])
    assert row["reason"] in found[0]["reason"]


def test_nothing_else_is_taken_for_a_promise(told: list[Row]) -> None:
    known = [other["promised_figure_id"] for row in expected() for other in of(row, told)]
    assert [row["promised"] for row in told if row["promised_figure_id"] not in known] == []
