"""Five questions of an analyst, asked in SQL of the tables of a run; the answers were written down beforehand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import duckdb
import pytest

QUESTIONS = tomllib.loads(Path(__file__).with_name("questions.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def figures(samples: Path) -> duckdb.DuckDBPyConnection:
    """A connection with the view `figures` over the Parquet files of the sample reports."""
    database = duckdb.connect()
    database.execute(f"CREATE VIEW figures AS SELECT * FROM '{samples}/figures/*.parquet'")
    return database


def ask(database: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """The rows of an answer, without the cells that are null."""
    answer = database.execute(sql, parameters)
    names = [column[0] for column in answer.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    return [{name: cell for name, cell in row.items() if cell is not None} for row in rows]


def test_chambers_named_in_a_document(figures: duckdb.DuckDBPyConnection) -> None:
    sql = """
        SELECT text, value, entity FROM figures
        WHERE source = ? AND entity_class = 'chamber' AND modality = 'actual'
        ORDER BY start
    """
    assert ask(figures, sql, QUESTIONS["chambers"]["source"]) == QUESTIONS["chambers"]["answer"]


def test_donations_by_document(figures: duckdb.DuckDBPyConnection) -> None:
    sql = """
        SELECT source, unit, sum(value) AS amount, count(mask) AS masked FROM figures
        WHERE indicator_code = 'donations' AND kind = 'money' AND role IS DISTINCT FROM 'part'
        GROUP BY source, unit
    """
    answer = sorted(ask(figures, sql), key=lambda row: str(row["source"]))
    assert answer == sorted(QUESTIONS["donations"]["answer"], key=lambda row: str(row["source"]))


def test_enterprises_with_their_lower_bounds(figures: duckdb.DuckDBPyConnection) -> None:
    sql = """
        SELECT source, text, low FROM figures
        WHERE entity_class = 'enterprise' AND low IS NOT NULL AND high IS NULL
    """
    answer = sorted(ask(figures, sql), key=lambda row: str(row["source"]))
    assert answer == sorted(QUESTIONS["enterprises"]["answer"], key=lambda row: str(row["source"]))


def test_figures_that_are_masked(figures: duckdb.DuckDBPyConnection) -> None:
    by_document = "SELECT source, count(*) AS masked FROM figures WHERE mask IS NOT NULL GROUP BY source"
    answer = sorted(ask(figures, by_document), key=lambda row: str(row["source"]))
    assert answer == sorted(QUESTIONS["masked"]["answer"], key=lambda row: str(row["source"]))
    amounts = """
        SELECT text, low, high FROM figures
        WHERE mask IS NOT NULL AND kind = 'money' AND low IS NOT NULL
        ORDER BY start
    """
    assert ask(figures, amounts) == QUESTIONS["masked"]["amounts"]


def test_largest_amounts_with_their_sentences(figures: duckdb.DuckDBPyConnection) -> None:
    sql = """
        SELECT text, value, trim(sentence, ' 　') AS sentence FROM figures
        WHERE unit = 'CNY' AND modality = 'actual' AND (role IS NULL OR role NOT IN ('milestone', 'condition'))
        ORDER BY value DESC NULLS LAST LIMIT 5
    """
    assert ask(figures, sql) == QUESTIONS["largest"]["answer"]
