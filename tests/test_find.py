"""Find: the sentences of find.txt, each with exactly the figures that stand below it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

import figextract as fx

NUMBERS = ("value", "low", "high", "scale", "step")


class Case(NamedTuple):
    """A sentence, why it is told, and its figures: text and columns as written."""

    text: str
    why: str
    figures: list[tuple[str, dict[str, str]]]


def cases() -> list[Case]:
    found: list[Case] = []
    for line in Path(__file__).with_name("find.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, told = line.split(" | ")
        if line.startswith("    "):
            found[-1].figures.append((text.strip(), dict(column.split("=") for column in told.split())))
        else:
            found.append(Case(text.replace("\\n", "\n").replace("\\t", "\t"), told, []))
    return found


def told(figure: fx.Figure, column: str, expected: str) -> object:
    """What a figure has in a column, to be compared with what is written."""
    value = getattr(figure, column)
    if column == "flags":
        return expected if expected in value else value
    return value


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.why)
def test_find(case: Case) -> None:
    found = fx.extract(case.text)
    assert [figure.text for figure in found] == [text for text, _ in case.figures], case.text
    for figure, (text, columns) in zip(found, case.figures, strict=True):
        for column, written in columns.items():
            expected = None if written == "-" else Decimal(written) if column in NUMBERS else written
            assert told(figure, column, written) == expected, f"{case.text} {text} {column}"
