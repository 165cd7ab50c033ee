"""The gold of the sample reports: it points at what it says, in the words of the guideline."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import figextract as fx
from figextract.schema import ENUMERATIONS

GOLD = sorted(Path(__file__).with_name("gold").glob("*.jsonl"))
SAMPLES = Path(__file__).parents[1] / "data" / "raw"


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_sample_has_gold() -> None:
    assert {path.stem for path in GOLD} == {path.stem for path in SAMPLES.iterdir()}


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_points_at_its_figures(path: Path) -> None:
    told = rows(path)
    text = fx.read(SAMPLES / f"{path.stem}.txt").text
    assert {row["doc"] for row in told} == {f"{path.stem}.txt"}
    assert [text[row["start"] : row["end"]] for row in told] == [row["text"] for row in told]
    assert all(before["end"] <= after["start"] for before, after in pairwise(told))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
def test_gold_uses_the_words_of_the_guideline(path: Path) -> None:
    told = rows(path)
    starts = {row["start"] for row in told}
    for row in told:
        assert all(row[name] is None or row[name] in words for name, words in ENUMERATIONS.items() if name in row), row
        assert (row["kind"] == "count") == (row["entity_class"] is not None), row
        assert (row["statistic"] in ("change", "increment", "gap")) == (row["direction"] is not None), row
        assert row["parent"] is None or row["parent"] in starts, row
