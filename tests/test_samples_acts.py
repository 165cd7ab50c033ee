"""Ten acts of the sample reports, written down beforehand, against the rows that `events` makes of a run."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import figextract as fx

Row = dict[str, Any]
ACTS: list[Row] = tomllib.loads(Path(__file__).with_name("acts.toml").read_text(encoding="utf-8"))["act"]


@pytest.fixture(scope="module")
def told(samples: Path) -> list[Row]:
    """All acts of the samples, without the cells that are null."""
    table = fx.events(fx.load(samples).figures)
    return [{k: v for k, v in row.items() if v is not None} for row in _plain(table)]


def _plain(table: Any) -> list[Row]:
    rows: list[Row] = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows


@pytest.mark.parametrize("act", ACTS, ids=[act["sentence"] for act in ACTS])
def test_an_act_is_told_as_a_reader_finds_it(act: Row, told: list[Row]) -> None:
    said = [row for row in told if row["source"] == act["source"] and act["sentence"] in row["sentence"]]
    number = next((row.get("event") for row in said if act["act"] in row.get("act", "")), None)
    rows = [row for row in said if number is not None and row.get("event") == number]
    assert len(rows) == len(act["rows"]), said
    assert all(row["subject"] in act["subject"] or act["subject"] in row["subject"] for row in rows)
    assert {row["modality"] for row in rows} == {act.get("modality", "actual")}
    assert {row.get("year") for row in rows} == {act.get("year")}
    if "period" in act:
        assert rows[0]["period_text"] == act["period"]
    if "texts" in act:
        assert list(rows[0]["texts"]) == act["texts"]
    for row, expected in zip(rows, act["rows"], strict=True):
        cells = {name: cell for name, cell in row.items() if name.startswith("n_") or name in ("money", "currency")}
        assert {name.removeprefix("n_"): cell for name, cell in cells.items()} == expected
