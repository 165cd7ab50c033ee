"""The tables handed on: Excel, CSV and JSON lines, opened again with the programs that read them."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import tables
from figextract import schema
from figextract.cli import figextract
from figextract.export import export, write
from tables import figure, report

EVIL = ["=1+1", "+7", "-3%", "@SUM(A1)", "\t=2", "＝A1", " =5"]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    lines = ["# 一、贷款", "# （一）方式"]
    day = dt.date(2021, 12, 31)
    loan = figure(
        "9.5亿元", value=950000000, kind="money", unit="CNY", step="10000000", period_end=day, flags=["rounded"]
    )
    share = figure("0.1%", value="0.100000001", kind="ratio", unit="%", entity="=HYPERLINK(1)")
    long = figure("1家", value="12345678901234567.5")
    lines += [("协调贷款9.5亿元，占0.1%，共1家。", loan, share, long), *EVIL]
    return tables.write(tmp_path / "out", report("甲/=1.txt", lines, report_date=dt.date(2022, 1, 5)))


def cells(sheet: object) -> list[dict[str, object]]:
    names, *rows = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    return [dict(zip(names, row, strict=True)) for row in rows]


def test_a_workbook_has_a_sheet_for_each_table_and_one_for_the_columns(out: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(out, tmp_path / "a.xlsx"))
    assert book.sheetnames == ["figures", "sentences", "documents", "evidence", "columns"]
    sheet = book["figures"]
    assert [cell.value for cell in sheet[1]] == schema.FIGURES.names
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:AU4"
    assert sheet.column_dimensions["M"].width > sheet.column_dimensions["J"].width


def test_numbers_and_dates_of_a_workbook_are_numbers_and_dates(out: Path, tmp_path: Path) -> None:
    loan, share, long = cells(openpyxl.load_workbook(export(out, tmp_path / "a.xlsx"))["figures"])
    assert (loan["value"], loan["start"], share["value"]) == (950000000, 15, 0.100000001)
    assert loan["period_end"] == dt.datetime(2021, 12, 31)
    assert (loan["flags"], loan["section"], loan["page"]) == ("rounded", "（一）方式", None)
    assert long["value"] == "12345678901234567.5", "more digits than Excel keeps stay a text"


def test_the_sheet_of_columns_explains_each(out: Path, tmp_path: Path) -> None:
    rows = cells(openpyxl.load_workbook(export(out, tmp_path / "a.xlsx"))["columns"])
    assert len(rows) == sum(map(len, schema.COLUMNS.values()))
    kind = next(row for row in rows if row["column"] == "kind")
    assert str(kind["words"]).startswith("money, count, ratio")
    assert all(row["meaning"] for row in rows)


def test_no_text_of_a_workbook_is_a_formula(out: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(out, tmp_path / "a.xlsx"))
    for sheet in book:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    texts = [row["text"] for row in cells(book["sentences"])]
    assert texts[-len(EVIL) :] == EVIL
    assert cells(book["figures"])[1]["entity"] == "=HYPERLINK(1)"


def test_csv_opens_in_excel_and_holds_no_formula(out: Path, tmp_path: Path) -> None:
    path = export(out, tmp_path / "s.csv", ["sentences"])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    assert [row["text"] for row in rows][-len(EVIL) :] == [f"'{text}" for text in EVIL]
    assert rows[0]["source"] == "甲/=1.txt"


def test_csv_keeps_the_digits_of_numbers(out: Path, tmp_path: Path) -> None:
    rows = list(csv.DictReader(export(out, tmp_path / "f.csv").open(encoding="utf-8-sig")))
    assert [row["value"] for row in rows] == ["950000000", "0.100000001", "12345678901234567.5"]
    assert rows[1]["entity"] == "'=HYPERLINK(1)"
    assert (rows[0]["period_end"], rows[0]["page"]) == ("2021-12-31", "")


def test_json_lines_keep_types_and_digits(out: Path, tmp_path: Path) -> None:
    lines = export(out, tmp_path / "f.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line, parse_float=Decimal) for line in lines]
    assert [row["value"] for row in rows] == [950000000, Decimal("0.100000001"), Decimal("12345678901234567.5")]
    assert list(rows[0]) == schema.FIGURES.names
    assert (rows[0]["section"], rows[0]["period_end"], rows[0]["unit"]) == (["（一）方式"], "2021-12-31", "CNY")
    assert rows[1]["page"] is None


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so(tmp_path: Path) -> None:
    out = tables.write(tmp_path / "out", report("长.txt", ["长" * 40_000]))
    text = cells(openpyxl.load_workbook(export(out, tmp_path / "a.xlsx", ["documents"]))["documents"])[0]["text"]
    assert len(str(text)) == 32_767
    assert str(text).endswith("… (cut: 40,001 characters)")


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("figextract.export"), "ROWS", 300)
    book = openpyxl.load_workbook(write({"n": pd.DataFrame({"n": range(700)})}, tmp_path / "n.xlsx"))
    assert [(sheet.title, sheet.max_row - 1) for sheet in book] == [("n", 300), ("n 2", 300), ("n 3", 100)]
    assert book["n 3"]["A101"].value == 699


def test_any_frames_can_be_written(tmp_path: Path) -> None:
    wide = pd.DataFrame({"region": ["贵州省", "湖南省"], "=x": [4.9, float("nan")]})
    long = pd.DataFrame({"ids": [["a", "b"], []], "found": [True, False]})
    book = openpyxl.load_workbook(write({"wide": wide, "long": long}, tmp_path / "p.xlsx"))
    assert cells(book["wide"]) == [{"region": "贵州省", "=x": 4.9}, {"region": "湖南省", "=x": None}]
    assert cells(book["long"])[0] == {"ids": "a, b", "found": True}
    written = write({"long": long, "wide": wide}, tmp_path / "p.csv").read_text(encoding="utf-8-sig")
    assert written.splitlines() == ["region,'=x", "贵州省,4.9", "湖南省,"]
    assert pd.read_parquet(write({"long": long}, tmp_path / "p.parquet")).found.tolist() == [True, False]


def test_an_empty_run(tmp_path: Path) -> None:
    out = tables.write(tmp_path / "out")
    assert openpyxl.load_workbook(export(out, tmp_path / "a.xlsx"))["figures"].max_row == 1
    assert export(out, tmp_path / "a.jsonl").read_text() == ""
    assert len(export(out, tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "asked", "message"),
    [
        ("a.ods", None, r"can't write \.ods, but \.xlsx, \.csv, \.jsonl, \.parquet"),
        ("a", None, "can't write a file without a suffix"),
        ("a.csv", ["figures", "evidence"], r"a\.csv holds one table: name one of figures, evidence"),
        ("a.xlsx", ["numbers"], "no table is called numbers: name any of figures, sentences"),
    ],
)
def test_a_wrong_call_says_what_to_do(out: Path, tmp_path: Path, name: str, asked: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        export(out, tmp_path / name, asked)
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there(out: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        export(out, tmp_path / "nowhere" / "a.csv")


def test_the_command(out: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(figextract, ["export", str(out), str(tmp_path / "e.csv"), "--table", "evidence"])
    assert done.exit_code == 0
    assert done.output.startswith(f"{tmp_path / 'e.csv'}: ")
    wrong = CliRunner().invoke(figextract, ["export", str(out), str(tmp_path / "e.ods")])
    assert (wrong.exit_code, "can't write .ods" in wrong.output) == (2, True)
