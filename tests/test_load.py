"""Runs loaded as frames: types, several runs, what is not whole, and the same files in other tools."""

from __future__ import annotations

import datetime as dt
import warnings
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tables
from figextract import schema, store
from figextract.tables import OutputError, load
from tables import figure, report

NAMES = schema.Tables._fields


def sample() -> tuple[schema.Tables, schema.Tables]:
    day = dt.date(2021, 12, 31)
    gift = figure(
        *("580.5万元",),
        value="5805000",
        step=1000,
        scale=10000,
        kind="money",
        unit="CNY",
        modality="actual",
        region="昆明市",
        year=2021,
        period_end=day,
        flags=["rounded"],
        subject="市商会",
        evidence={"subject": "商会", "year": "2021年"},
    )
    size = figure("亿元以上", value=10**8, kind="money", unit="CNY", role="condition", modality="actual", low=10**8)
    vague = figure("数十家", low=20, high=99, relation="range", entity_class="enterprise")
    first = report("a/一.txt", ["# 2021年工作", ("商会捐赠580.5万元。", gift)], organisation="市商会", report_date=day)
    return first, report("b/二.txt", [("引进亿元以上项目，惠及数十家企业。", size, vague)])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tables.write(tmp_path / "out", *sample())


def file(out: Path, table: str, source: str) -> Path:
    return out / table / (store.name(source) + ".parquet")


def test_the_four_tables_have_the_columns_of_the_schema_in_order(out: Path) -> None:
    output = load(out)
    for name in NAMES:
        assert list(getattr(output, name).columns) == getattr(schema.SCHEMAS, name).names
    assert [len(getattr(output, name)) for name in NAMES] == [3, 2, 3, 2]
    assert repr(output).startswith(f"{out}: 2 documents, 3 figures")
    assert repr(load(file(out, "figures", "a/一.txt"))).startswith(f"{out}: 1 document, 1 figure\n")


def test_types_are_arrow_types_enumerations_categories_and_numbers_floats(out: Path) -> None:
    types = load(out).figures.dtypes
    assert types["value"] == pd.ArrowDtype(pa.float64())
    assert types["period_end"] == pd.ArrowDtype(pa.date32())
    assert types["section"] == pd.ArrowDtype(pa.list_(pa.string()))
    assert types["year"] == pd.ArrowDtype(pa.int32())
    assert isinstance(types["kind"], pd.CategoricalDtype)
    row = load(out).figures.iloc[0]
    assert (row.value, row.period_end, list(row.section), row.year) == (
        5805000.0,
        dt.date(2021, 12, 31),
        ["2021年工作"],
        2021,
    )


def test_categories_keep_the_order_of_the_guideline(out: Path) -> None:
    assert list(load(out).figures.kind.cat.categories) == ["money", "count"]
    assert list(load(out).figures.relation.cat.categories) == ["eq", "range"]


def test_arithmetic_and_queries_of_an_analyst(out: Path) -> None:
    figures = load(out).figures
    top = figures.query("kind == 'money' and modality == 'actual' and role != 'condition'").nlargest(10, "value")
    assert list(top.text) == ["580.5万元"]
    assert (figures.value / 2 * 3).sum() == (5805000 + 10**8) * 1.5
    assert figures.groupby(["region", "year"])["value"].sum().to_dict() == {("昆明市", 2021): 5805000.0}
    assert figures.value.describe()["max"] == 10**8
    assert list(figures[figures["flags"].list.len() == 0].text) == ["亿元以上", "数十家"]
    assert figures[figures.year.isna()].shape[0] == 2


def test_exact_numbers_stay_decimals(out: Path) -> None:
    values = load(out, exact=True).figures.value
    assert values.dtype == pd.ArrowDtype(pa.decimal128(38, 9))
    assert values[0] == Decimal("5805000")
    assert values.sum() == Decimal("105805000")


def test_one_document_by_any_of_its_files(out: Path) -> None:
    for name in NAMES:
        assert list(load(file(out, name, "b/二.txt")).documents.source) == ["b/二.txt"]


def test_several_runs_say_which_run_a_row_is_from(out: Path, tmp_path: Path) -> None:
    other = tables.write(tmp_path / "other", sample()[1])
    both = load([out, other])
    assert both.figures.run.value_counts().to_dict() == {str(out): 3, str(other): 2}
    assert list(both.figures.columns)[1:] == schema.FIGURES.names
    assert len(load([out, out]).figures) == 3, "a run given twice is loaded once"


def test_tables_are_read_when_they_are_asked_for(out: Path) -> None:
    output = load(out)
    for table in ("evidence", "sentences"):
        file(out, table, "b/二.txt").unlink()
    assert len(output.figures) == 3
    with pytest.raises(OutputError, match="can't be read"):
        _ = output.evidence


def test_a_document_that_is_not_whole_is_left_out_and_named(out: Path) -> None:
    file(out, "documents", "a/一.txt").unlink()
    with pytest.warns(UserWarning, match="3 files are left out, as their documents are not whole") as caught:
        output = load(out)
    assert "figures/" + store.name("a/一.txt") in str(caught[0].message)
    assert [len(getattr(output, name)) for name in NAMES] == [2, 0, 1, 1]
    assert "left out: 3 files of documents that are not whole" in repr(output)


def test_files_of_different_runs_are_no_document(out: Path, tmp_path: Path) -> None:
    other = tables.write(tmp_path / "other", *sample(), rules="others")
    file(other, "figures", "a/一.txt").replace(file(out, "figures", "a/一.txt"))
    with pytest.warns(UserWarning, match="4 files are left out"):
        assert list(load(out).documents.source) == ["b/二.txt"]
    with pytest.raises(OutputError, match="its files were written by different runs"):
        load(file(out, "figures", "a/一.txt"))


def test_a_broken_off_run(out: Path) -> None:
    for path in (out / "documents").iterdir():
        path.unlink()
    with pytest.raises(OutputError, match=r"none of the 2 documents in .* is whole, a run into it was broken off"):
        load(out)


def test_a_truncated_file_is_no_part_of_a_document(out: Path) -> None:
    path = file(out, "figures", "a/一.txt")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.warns(UserWarning, match="4 files are left out"):
        assert len(load(out).documents) == 1


def test_tables_of_another_version(out: Path) -> None:
    path = file(out, "figures", "a/一.txt")
    table = pq.ParquetFile(path).read()
    metadata = {**table.schema.metadata, b"figextract.schema_version": b"0"}
    pq.write_table(table.replace_schema_metadata(metadata), path)
    with pytest.raises(OutputError, match="has tables of version 0, this figextract reads version"):
        _ = load(out).figures


def test_an_empty_run_gives_empty_frames_with_all_columns(tmp_path: Path) -> None:
    figures = load(tables.write(tmp_path / "out")).figures
    assert figures.empty
    assert list(figures.columns) == schema.FIGURES.names
    assert isinstance(figures.kind.dtype, pd.CategoricalDtype)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("none", r"there is no .*none: make it with `figextract run REPORTS .*none`"),
        ("reports", r"is no output folder of `figextract run`: it has no folder documents \(it holds 甲.txt\)"),
        ("reports/甲.txt", "is none of the Parquet files of a run, such as out/figures/NAME.parquet"),
        ("out/figures", "is one table of a run: load .*out instead"),
    ],
)
def test_what_is_no_run_says_what_it_is(out: Path, tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "甲.txt").write_text("2021年")
    with pytest.raises((OutputError, FileNotFoundError), match=message):
        load(tmp_path / path)


def test_nothing_to_load() -> None:
    with pytest.raises(OutputError, match="nothing to load"):
        load([])


@pytest.mark.parametrize("name", NAMES)
def test_plain_pandas_reads_a_table_as_one_dataset(out: Path, name: str) -> None:
    plain = pd.read_parquet(out / name, dtype_backend="pyarrow")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded = getattr(load(out, exact=True), name)
    assert list(plain.columns) == list(loaded.columns)
    assert len(plain) == len(loaded)
    if name == "figures":
        assert plain.value.dtype == loaded.value.dtype
        assert plain.period_end.dtype == loaded.period_end.dtype


def test_duckdb_finds_types_and_counts(out: Path) -> None:
    found = duckdb.sql(f"SELECT * FROM '{out}/figures/*.parquet' ORDER BY source, start")
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    assert (types["value"], types["period_end"], types["section"]) == ("DECIMAL(38,9)", "DATE", "VARCHAR[]")
    assert (types["kind"], types["year"], types["flags"]) == ("VARCHAR", "INTEGER", "VARCHAR[]")
    rows = found.fetchall()
    assert len(rows) == 3
    assert dict(zip(found.columns, rows[0], strict=True))["value"] == Decimal("5805000")
    total = duckdb.sql(f"SELECT sum(value) FROM '{out}/figures/*.parquet' WHERE kind = 'money'").fetchall()
    assert total == [(Decimal("105805000"),)]


def test_polars_finds_types_and_counts(out: Path) -> None:
    found = pl.read_parquet(out / "figures" / "*.parquet").sort("source", "start")
    assert found.schema["value"] == pl.Decimal(38, 9)
    assert found.schema["period_end"] == pl.Date
    assert found.schema["flags"] == pl.List(pl.String)
    assert found.schema["kind"] in (pl.Categorical, pl.String, pl.Enum)
    assert found.height == 3
    assert found["value"].sum() == Decimal("105805000")
    assert found.filter(pl.col("kind") == "money")["text"].to_list() == ["580.5万元", "亿元以上"]


def test_each_file_says_how_it_was_made_and_what_its_columns_mean(out: Path) -> None:
    for name in NAMES:
        found = pq.read_schema(file(out, name, "a/一.txt"))
        made = {key.decode().removeprefix("figextract."): value.decode() for key, value in found.metadata.items()}
        assert made["schema_version"] == schema.VERSION
        assert made["rules_digest"] == "rules"
        assert {"version", "source_digest", "run_digest"} <= made.keys()
        assert all(
            found.field(column.name).metadata[b"description"].decode() == column.meaning
            for column in schema.COLUMNS[name]
        )
    rows = duckdb.sql(f"SELECT key FROM parquet_kv_metadata('{file(out, 'figures', 'a/一.txt')}')").fetchall()
    assert (b"figextract.rules_digest",) in rows
