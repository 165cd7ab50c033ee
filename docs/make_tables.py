"""Fills in docs/tables.md: the columns from the schema, the results of its queries from a run over data/raw.

python docs/make_tables.py
"""

from __future__ import annotations

import ast
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

import figextract as fx
from figextract import schema

PAGE = Path(__file__).with_name("tables.md")
SAMPLES = PAGE.parents[1] / "data" / "raw"
PATH = "data/out"
"""The output folder as the page names it."""
SHOWN = 12
"""How many rows of a result the page shows."""
MARKED = re.compile(r"(?P<open><!-- (?P<name>[a-z ]+) -->\n).*?(?P<close><!-- end -->)", re.DOTALL)
SECTION = re.compile(r"^## (?P<title>.+?)\n(?P<body>.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```(?P<language>python|sql)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)

Rows = list[tuple[Any, ...]]


def filled(page: str, out: Path) -> str:
    """The page with its columns, words and results filled in, the results from the output folder `out`."""
    answers = {title: results[0] for title, results in queries(page, out)}
    title = ""

    def fill(found: re.Match[str]) -> str:
        return found["open"] + _part(found["name"], answers.get(title)) + found["close"]

    parts = []
    for part in re.split(r"(?m)(?=^## )", page):
        title = part.partition("\n")[0].removeprefix("## ")
        parts.append(MARKED.sub(fill, part))
    return "".join(parts)


def queries(page: str, out: Path) -> Iterator[tuple[str, list[tuple[list[str], Rows]]]]:
    """Each worked query: its title, and the column names and sorted rows that pandas, DuckDB and Polars find."""
    names = {"fx": fx, "pl": pl, "figures": fx.load(out).figures}
    names["pl_figures"] = pl.read_parquet(out / "figures" / "*.parquet")
    for section in SECTION.finditer(page):
        blocks = [(block["language"], block["code"]) for block in BLOCK.finditer(section["body"])]
        if blocks:
            yield section["title"], [_run(language, code, dict(names), out) for language, code in blocks]


def _run(language: str, code: str, names: dict[str, Any], out: Path) -> tuple[list[str], Rows]:
    if language == "sql":
        found = duckdb.sql(code.replace(PATH, str(out)))
        columns, rows = list(found.columns), found.fetchall()
    else:
        *before, last = ast.parse(code).body
        exec(compile(ast.Module(before, []), "tables.md", "exec"), names)
        frame = eval(compile(ast.Expression(last.value), "tables.md", "eval"), names)  # type: ignore[attr-defined]
        columns = list(frame.columns)
        rows = frame.rows() if isinstance(frame, pl.DataFrame) else _plain(frame)
    return columns, sorted((tuple(map(_cell, row)) for row in rows), key=str)


def _plain(frame: Any) -> Rows:
    return list(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else round(float(value), 6)


def _part(name: str, answer: tuple[list[str], Rows] | None) -> str:
    if name.startswith("columns of "):
        return "\n".join(_columns(name.removeprefix("columns of "))) + "\n"
    if name == "words":
        words = (f"| {column} | {', '.join(words)} |" for column, words in schema.ENUMERATIONS.items())
        return "\n".join(["| column | words |", "| --- | --- |", *words]) + "\n"
    columns, rows = answer or ([], [])
    lines = [" | ".join(map(_written, columns, row)) for row in rows[:SHOWN]]
    more = [f"\n… and {len(rows) - SHOWN} more rows"] if len(rows) > SHOWN else []
    header = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    return "\n".join([*header, *(f"| {line} |" for line in lines), *more]) + "\n"


def _columns(table: str) -> Iterator[str]:
    yield "| column | type | null | meaning |"
    yield "| --- | --- | --- | --- |"
    for column in schema.COLUMNS[table]:
        kind = "enumeration" if column.type == schema.WORD else str(column.type).replace("item: ", "")
        null = "yes" if column.nullable else ""
        yield f"| `{column.name}` | {kind} | {null} | {_escaped(column.meaning)} |"


def _written(column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _escaped(value)
    return f"{value:.0f}" if column == "year" else f"{value:,.2f}".removesuffix(".00")


def _escaped(text: str) -> str:
    return re.sub(r"([*|_])", r"\\\1", text)


def main(write: Callable[[str], Any] = PAGE.write_text) -> None:
    """Runs the samples and rewrites the page."""
    with tempfile.TemporaryDirectory() as out:
        fx.run(SAMPLES, out)
        write(filled(PAGE.read_text(encoding="utf-8"), Path(out)))


if __name__ == "__main__":
    sys.exit(main())
