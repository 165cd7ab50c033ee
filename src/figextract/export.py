"""The tables in formats that other programs open: Excel, CSV, JSON lines.

No text can become a formula: in a workbook every text is a text cell; in CSV a text that a spreadsheet would take for a
formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import pyarrow as pa

from figextract import schema
from figextract.tables import Output, digits, load

if TYPE_CHECKING:
    from figextract.tables import Source

Given = Any
"""A `pyarrow.Table` or a `pandas.DataFrame`."""
FORMATS = (".xlsx", ".csv", ".jsonl", ".parquet")
TABLES = ("figures", "sentences", "documents", "evidence")
FORMULA = tuple("=+-@\t\r＝＋－＠")
"""How a text begins that a spreadsheet takes for a formula, full-width signs included."""
LONGEST = 32_767
"""How many characters a cell of a workbook holds."""
ROWS = 1_048_575
"""How many rows a sheet holds below its header."""
DIGITS = 15
"""How many digits of a number a workbook keeps."""
SAMPLE = 200
"""How many rows decide how wide the columns of a sheet are."""
NARROWEST, WIDEST = 6, 60


def export(out: Source | Output, file: str | os.PathLike[str], tables: Iterable[str] | None = None) -> Path:
    """Writes the tables of a run to a file by its suffix, and returns its path.

    .xlsx: a sheet for each of `tables` (all four when left out) and one that explains the columns; .csv (UTF-8 with
    BOM) and .jsonl: one table, `figures` when left out. Numbers are exact: in a workbook one with more than 15 digits
    is a text; in JSON they are numbers with all their digits. A text longer than a cell of a workbook holds is cut
    there and says so. Raises ValueError for another suffix, another table, or several tables in a format that holds
    one; OSError when the file can't be written.
    """
    path = Path(file)
    _checked(path)
    several = path.suffix.lower() == ".xlsx"
    wanted = tuple(tables or (TABLES if several else TABLES[:1]))
    if unknown := [name for name in wanted if name not in TABLES]:
        raise ValueError(f"no table is called {unknown[0]}: name any of {', '.join(TABLES)}")
    if len(wanted) > 1 and not several:
        raise ValueError(f"{path.name} holds one table: name one of {', '.join(wanted)}, or write a .xlsx")
    output = out if isinstance(out, Output) else load(out)
    found: dict[str, Given] = {name: output.arrow(name) for name in wanted}
    return write(found | ({"columns": _columns(wanted)} if several else {}), path)


def write(tables: Mapping[str, Given], file: str | os.PathLike[str]) -> Path:
    """Writes frames or Arrow tables to a .xlsx, a sheet each, or the last of them to a .csv, .jsonl or .parquet.

    The file appears whole or not at all. Raises ValueError for another suffix, OSError when it can't be written.
    """
    path = Path(file)
    _checked(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    table = list(tables.values())[-1]
    try:
        if path.suffix.lower() == ".xlsx":
            _workbook(tables, temporary)
        elif path.suffix.lower() == ".csv":
            _csv(table, temporary)
        elif path.suffix.lower() == ".jsonl":
            _json_lines(table, temporary)
        else:
            import pyarrow.parquet as pq

            arrow = table if isinstance(table, pa.Table) else pa.Table.from_pandas(table, preserve_index=False)
            # without pandas' own metadata, which it can't read back where lists have Arrow types
            pq.write_table(arrow.replace_schema_metadata(None), temporary)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def _checked(path: Path) -> None:
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path}: can't write {path.suffix or 'a file without a suffix'}, but {', '.join(FORMATS)}")
    in_folder(path)


def in_folder(path: Path) -> Path:
    """The path itself; raises FileNotFoundError when the folder to write it into is not there."""
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
    return path


def _columns(tables: Iterable[str]) -> pa.Table:
    """What the columns of some tables mean."""
    rows = [
        {"table": table, "column": column.name, "type": str(column.type), "meaning": column.meaning}
        | {"words": ", ".join(schema.ENUMERATIONS.get(column.name, ()))}
        for table in tables
        for column in schema.COLUMNS[table]
    ]
    return pa.Table.from_pylist(rows)


def _rows(table: Given) -> Iterator[tuple[Any, ...]]:
    """The rows as plain Python, null as None."""
    if isinstance(table, pa.Table):
        for batch in table.to_batches(max_chunksize=10_000):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
    else:
        plain = table.astype(object).where(table.notna(), None)
        yield from plain.itertuples(index=False, name=None)


def _names(table: Given) -> list[str]:
    return [str(name) for name in (table.column_names if isinstance(table, pa.Table) else table.columns)]


def _text(name: str, value: Any) -> Any:
    """A list as one text, and text and all else as it is."""
    if isinstance(value, str | int | float | Decimal | date | None):
        return value
    if isinstance(value, Sequence) or hasattr(value, "tolist"):
        return (" › " if name == "section" else ", ").join(map(str, value))
    return str(value)


def _csv(table: Given, path: Path) -> None:
    def cell(name: str, value: Any) -> Any:
        value = _text(name, value)
        if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
            return f"'{value}"
        return digits(value) if isinstance(value, Decimal) else value

    names = _names(table)
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow([cell("", name) for name in names])
        writer.writerows([cell(name, value) for name, value in zip(names, row, strict=True)] for row in _rows(table))


def _json_lines(table: Given, path: Path) -> None:
    keys = [json.dumps(name, ensure_ascii=False) for name in _names(table)]
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        for row in _rows(table):
            file.write(f"{{{', '.join(f'{key}: {_json(value)}' for key, value in zip(keys, row, strict=True))}}}\n")


def _json(value: Any) -> str:
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value.tolist() if hasattr(value, "tolist") else value, ensure_ascii=False)


def _workbook(tables: Mapping[str, Given], path: Path) -> None:
    import xlsxwriter

    try:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            for name, table in tables.items():
                _sheets(book, name, table)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(f"{path}: {error}") from error


def _sheets(book: Any, name: str, table: Given) -> None:
    """A table as a sheet, or as several where it has more rows than a sheet holds."""
    header = book.add_format({"bold": True, "bg_color": "#EEEEEE", "border": 1})
    forms = {key: book.add_format({"num_format": form}) for key, form in FORMS.items()}
    forms["quoted"] = book.add_format({"quote_prefix": True})
    names, rows = _names(table), _rows(table)
    number, ahead = 1, list(islice(rows, SAMPLE))
    while ahead or number == 1:
        sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(names):
            cells = [_width(_text(column, row[at])) for row in ahead]
            sheet.set_column(at, at, min(WIDEST, max(NARROWEST, _width(column) + 3, *cells)))
            sheet.write_string(0, at, column, header)
        line = 0
        for line, row in enumerate([*ahead, *islice(rows, ROWS - len(ahead))], start=1):
            for at, value in enumerate(row):
                _cell(sheet, line, at, _text(names[at], value), forms)
        sheet.autofilter(0, 0, line, max(0, len(names) - 1))
        number, ahead = number + 1, list(islice(rows, SAMPLE))


FORMS = {"date": "yyyy-mm-dd", "whole": "0", "thousands": "#,##0", "fraction": "#,##0.#########"}


def _cell(sheet: Any, line: int, at: int, value: Any, forms: Mapping[str, Any]) -> None:
    if value is None or value != value:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, datetime | date):
        sheet.write_datetime(line, at, value, forms["date"])
    elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > DIGITS:
        sheet.write_string(line, at, digits(value))
    elif isinstance(value, Decimal | float):
        sheet.write_number(line, at, value, forms["thousands" if value == int(value) else "fraction"])
    elif isinstance(value, int):
        sheet.write_number(line, at, value, forms["whole"])
    else:
        over = f"… (cut: {len(value):,} characters)" if len(value) > LONGEST else ""
        kept = value[: LONGEST - len(over)] + over if over else value
        sheet.write_string(line, at, kept, forms["quoted"] if kept.startswith(FORMULA) else None)


def _width(value: Any) -> int:
    """About how wide a value is in a cell; a Chinese character takes two places."""
    text = f"{value:,}" if isinstance(value, Decimal | float) else "" if value is None else str(value)[:WIDEST]
    return sum(1 + (east_asian_width(c) in "WF") for c in text) + 1
