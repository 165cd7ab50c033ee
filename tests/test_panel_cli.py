"""`figextract panel` and `figextract ledger` as they are called, over two reports written down as tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from figextract.cli import figextract
from figextract.tables import load
from tables import figure, report, write

ABOUT = {"organisation": "河阳县人民政府", "region": "河阳县"}


def growth(text: str, value: float, year: int, **more: Any) -> Any:
    common = {"indicator": "地区生产总值", "indicator_code": "gdp", "kind": "ratio", "unit": "%", "statistic": "change"}
    return figure(text, value=value, year=year, region="河阳县", **common | {"modality": "actual"} | more)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two successive reports: 6% promised for 2024, 6.2% reported; the second says nothing new of investment."""
    folder = tmp_path_factory.mktemp("out")
    first = report(
        "2024.txt",
        [
            "# 2024年工作安排",
            ("力争地区生产总值增长6%左右。", growth("6%左右", 6, 2024, relation="approx", modality="planned")),
        ],
        **ABOUT | {"report_date": date(2024, 1, 9), "period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31)},
    )
    second = report(
        "2025.txt",
        ["# 2024年工作回顾", ("地区生产总值增长6.2%。", growth("6.2%", 6.2, 2024)), "固定资产投资保持增长。"],
        **ABOUT | {"report_date": date(2025, 1, 8), "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)},
    )
    return write(folder, first, second)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(figextract, [str(argument) for argument in arguments])


def test_the_terminal_shows_figures_as_written(out: Path) -> None:
    done = call("panel", out, "地区生产总值", "固定资产投资")
    lines = [line.split() for line in done.output.splitlines()]
    assert lines[0] == ["region", "year", "modality", "地区生产总值", "change", "%", "固定资产投资"]
    assert ["河阳县", "2024", "actual", "6.2%", "said"] in lines
    assert ["河阳县", "2024", "planned", "6%左右", "–"] in lines
    assert done.output.endswith("2 found, 1 said without a number, 3 not mentioned: add --why\n")
    assert done.exit_code == 0


def test_where_an_estimate_stands_in_nothing_is_shown(tmp_path: Path) -> None:
    line = ("预计地区生产总值增长6.2%。", growth("6.2%", 6.2, 2024, modality="estimated"))
    told = {"report_date": date(2025, 1, 8), "period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
    shown = call("panel", write(tmp_path, report("a.txt", [line], **ABOUT | told)), "gdp", "进出口总额").output
    assert "6.2%" in shown
    assert "NA" not in shown


def test_why_gives_the_reason_and_the_sentence(out: Path) -> None:
    told = call("panel", out, "固定资产投资", "--why").output
    assert "河阳县 2024 actual  固定资产投资: said without a number\n    固定资产投资保持增长。" in told


def test_by_and_modality_are_words_with_commas(out: Path) -> None:
    told = call("panel", out, "gdp", "--by", "organisation,year", "--modality", "actual,estimated").output
    assert "河阳县人民政府" in told
    assert "planned" not in told


def test_a_workbook_has_the_wide_and_the_long_form(out: Path, tmp_path: Path) -> None:
    assert call("panel", out, "gdp", "-o", tmp_path / "p.xlsx").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["panel", "cells"]
    rows = list(book["panel"].values)
    assert rows[0] == ("region", "year", "modality", "地区生产总值 change %")
    assert ("河阳县", 2024, "actual", 6.2) in rows


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_other_files_have_a_row_a_cell(out: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"p.{suffix}"
    assert call("panel", out, "gdp", "-o", file).exit_code == 0
    table = pd.read_csv(file) if suffix == "csv" else pd.read_parquet(file)
    assert set(table["status"]) == {"found", "not_mentioned"}
    assert table.loc[table["status"] == "found", "sentence"].str.contains("地区生产总值").all()


def test_an_indicator_that_nothing_knows_is_told_with_its_likes(out: Path) -> None:
    done = call("panel", out, "地区生产总植")
    assert done.exit_code == 0
    assert "like it: 地区生产总值" in done.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gdp", "--by", "province"], "choose among region, year"),
        (["gdp", "-o", "panel.doc"], "can't write .doc"),
        ([], "Missing argument"),
    ],
)
def test_a_wrong_call_ends_with_status_2(out: Path, arguments: list[str], told: str) -> None:
    done = call("panel", out, *arguments)
    assert done.exit_code == 2
    assert told in done.output


def test_the_ledger_has_both_sentences_below(out: Path) -> None:
    lines = call("ledger", out).output.splitlines()
    entry = " ".join(lines[1].split())
    assert entry == "地区生产总值 change 河阳县 2024 力争 6%左右 [1] 6.2% [2] yes"
    assert lines[3:5] == ["[1] 2024.txt  力争地区生产总值增长6%左右。", "[2] 2025.txt  地区生产总值增长6.2%。"]
    assert lines[-1] == "1 met"


def test_the_ledger_takes_its_choices(out: Path, tmp_path: Path) -> None:
    assert call("ledger", out, "--year", "2030").output == "no promises\n"
    assert call("ledger", out, "--region", "河阳县", "--indicator", "gdp", "-o", tmp_path / "l.csv").exit_code == 0
    assert list(pd.read_csv(tmp_path / "l.csv")["status"]) == ["met"]


def test_load_has_both(out: Path) -> None:
    tables = load(out)
    assert list(tables.panel("gdp", modality="actual").dropna(subset="value")["value"]) == [6.2]
    assert list(tables.ledger(year=2024)["reported_value"]) == [6.2]
    exact = load(out, exact=True).panel("gdp", modality="actual").dropna(subset="value")
    assert [str(value.normalize()) for value in exact["value"]] == ["6.2"]
