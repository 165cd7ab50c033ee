"""docs/tables.md: the columns are those of the schema, and its queries say the same in pandas, DuckDB and Polars."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from figextract import schema

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))

import make_tables  # noqa: E402

PAGE = make_tables.PAGE.read_text(encoding="utf-8")
TITLES = [found["title"] for found in make_tables.SECTION.finditer(PAGE) if "```" in found["body"]]


def test_the_page_is_what_schema_and_samples_make_it(samples: Path) -> None:
    assert make_tables.filled(PAGE, samples) == PAGE, "run python docs/make_tables.py"


@pytest.mark.parametrize("table", schema.Tables._fields)
def test_every_column_is_described(table: str) -> None:
    part = PAGE.partition(f"<!-- columns of {table} -->")[2].partition("<!-- end -->")[0]
    named = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
    assert named == getattr(schema.SCHEMAS, table).names


@pytest.mark.parametrize("title", TITLES)
def test_a_query_says_the_same_in_three_tools(title: str, samples: Path) -> None:
    results = dict(make_tables.queries(PAGE, samples))[title]
    assert len(results) == 3
    assert results[0] == results[1] == results[2]
    assert results[0][1], "a query that finds nothing shows nothing"
