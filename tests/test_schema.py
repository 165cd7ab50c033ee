"""The tables are as designed, and the class `Figure` and the Arrow schema say the same."""

from dataclasses import fields
from decimal import Decimal
from typing import get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from figextract import model, schema


def test_figure_has_the_columns_of_the_figures_table_in_their_order() -> None:
    assert [field.name for field in fields(schema.Figure)] == schema.FIGURES.names


def test_figure_may_be_none_where_the_table_may_be_null() -> None:
    optional = [field.name for field in fields(schema.Figure) if "None" in str(field.type)]
    nullable = [field.name for field in schema.FIGURES if field.nullable]
    assert optional == nullable


@pytest.mark.parametrize("table", schema.SCHEMAS, ids=schema.Tables._fields)
def test_every_column_is_described(table: pa.Schema) -> None:
    assert all(len(field.metadata[b"description"]) > 10 for field in table)


def test_every_dictionary_column_of_figures_is_an_enumeration() -> None:
    coded = {field.name for field in schema.FIGURES if pa.types.is_dictionary(field.type)}
    assert coded <= set(schema.ENUMERATIONS)


@pytest.mark.parametrize(
    "name, words", [("kind", model.Kind), ("relation", model.Relation), ("block", model.Block), ("scope", model.Scope)]
)
def test_enumerations_are_those_of_the_model(name: str, words: object) -> None:
    assert schema.ENUMERATIONS[name] == get_args(words)


@pytest.mark.parametrize("table", schema.SCHEMAS, ids=schema.Tables._fields)
def test_an_empty_table_keeps_its_types_through_parquet(table: pa.Schema) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(schema.table(table, {}), sink)
    assert pq.read_table(pa.BufferReader(sink.getvalue())).schema.equals(table)


def test_numbers_are_exact() -> None:
    columns = {name: [None] for name in schema.FIGURES.names} | {"value": [Decimal("20.250000001")]}
    nullable = pa.schema([field.with_nullable(True) for field in schema.FIGURES])
    assert schema.table(nullable, columns)["value"].to_pylist() == [Decimal("20.250000001")]


def test_ids_differ_by_document_and_place() -> None:
    ids = {schema.figure_id(*key) for key in [("a", 1, 2), ("a", 1, 12), ("a", 11, 2), ("b", 1, 2)]}
    assert len(ids) == 4
    assert all(len(id_) == 16 for id_ in ids)
