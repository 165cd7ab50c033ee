"""No score on the gold of the samples falls below its floor; `python tests/floors.py --help` says how floors change."""

from __future__ import annotations

from pathlib import Path

import floors


def test_the_floors_are_of_this_gold() -> None:
    assert floors.floors()[0] == floors.gold_digest(), "the gold changed: python tests/floors.py --gold"


def test_no_score_is_below_its_floor(samples: Path) -> None:
    assert not floors.fallen(floors.reached(samples), floors.floors()[1])


def test_every_kind_and_field_has_a_floor(samples: Path) -> None:
    scores, below = floors.reached(samples), floors.floors()[1]
    assert {table: set(names) for table, names in scores.items()} == {t: set(names) for t, names in below.items()}


def test_a_fall_is_named() -> None:
    assert floors.fallen({"all": {"core": 0.8}}, {"all": {"core": 0.9, "full": 0.5}}) == [
        "all core: 0.8000, floor 0.9",
        "all full: 0.0000, floor 0.5",
    ]
