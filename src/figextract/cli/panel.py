"""`figextract panel`: indicators by region and year, on the terminal or into a file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from figextract.cli.columns import in_blocks
from figextract.cli.layout import calls, one_line

if TYPE_CHECKING:
    import pandas as pd

SHOWN = {"said_without_number": "said", "not_mentioned": "–"}


@click.command()
@click.argument("out", type=click.Path())
@click.argument("indicators", nargs=-1, required=True, metavar="INDICATOR…")
@click.option(
    "--by", default="region,year", show_default=True, metavar="WORDS", help="of region, year, organisation, source"
)
@click.option("--modality", metavar="WORDS", help="only what is of these: actual, estimated, planned")
@click.option("--why", is_flag=True, help="also each conflict and empty cell with its reason and sentence")
@click.option("-o", "--output", "file", metavar="FILE", help="write FILE, a .xlsx, .csv or .parquet, instead")
@click.option("--rules", multiple=True, metavar="FILE", help="TOML file laid over the built-in rules; repeatable")
def panel(
    out: str,
    indicators: tuple[str, ...],
    by: str,
    modality: str | None,
    why: bool,
    file: str | None,
    rules: tuple[str, ...],
) -> None:
    """A panel of indicators from the output folder OUT.

    INDICATOR is a code (gdp), a name or a wording (地区生产总值). On the terminal a row is a region and year, a column
    a series. FILE has a row a cell, with its sentence or the reason why it is empty; .xlsx also a sheet of the former.
    """
    from figextract.indicators import QuestionError, named, nearest
    from figextract.panel import panel as build
    from figextract.panel import pivot
    from figextract.rules import load as load_rules
    from figextract.tables import OutputError, load

    with calls(OutputError, FileNotFoundError, QuestionError):
        tables, effective = load(out), load_rules(rules)
        table = build(
            *(tables.figures, tables.sentences, tables.documents, indicators, by.split(",")),
            modality.split(",") if modality else None,
            rules=effective,
        )
    found = set(table.loc[table["status"] != "not_mentioned", "indicator"])
    for unknown in named(indicators, effective):
        if unknown.code is None and unknown.name not in found:
            like = ", ".join(nearest(unknown.name, effective))
            click.echo(
                f"{unknown.name}: no rule and no figure calls an indicator so; like it: {like or 'none'}", err=True
            )
    with calls(OSError, ValueError):
        if file is not None:
            from figextract.export import write

            write({"panel": pivot(table), "cells": table}, file)
    click.echo(f"{file}: {len(table):,} cells" if file else _wide(table))
    if why:
        click.echo("\n" + "\n".join(_reasons(table)))
    click.echo("\n" + _summary(table, why))


def _wide(table: pd.DataFrame) -> str:
    """The panel as a terminal shows it: figures as written, conflicts in full, empty cells as – or said."""
    from figextract.panel import pivot

    shown = table["text"].astype(object).where(table["text"].notna(), table["status"].map(SHOWN))
    shown = shown.where(table["status"] != "conflict", shown + " (conflict)")
    wide = pivot(table.assign(shown=shown), "shown")
    keys = list(wide.columns).index("modality") + 1
    filled = wide.astype(object).where(wide.notna(), "")
    rows = [[one_line(str(cell)) for cell in row] for row in filled.itertuples(index=False)]
    return in_blocks(list(wide.columns), rows, keys)


def _reasons(table: pd.DataFrame) -> list[str]:
    lines = []
    by = list(table.columns[list(table.columns).index("basis") + 1 : list(table.columns).index("modality") + 1])
    for row in table[table["status"] != "found"].to_dict("records"):
        where = " ".join(str(row[name]) for name in by)
        what = " ".join(str(row[name]) for name in ("indicator", "statistic", "unit") if isinstance(row[name], str))
        said = row["status"] == "said_without_number"
        status = "said without a number" if said else f"{row['status'].replace('_', ' ')}, {row['reason']}"
        lines.append(f"{where}  {what}: {status}")
        if isinstance(row["sentence"], str):
            lines += [f"    {one_line(sentence)}" for sentence in row["sentence"].split("\n")]
            lines[-1] += f"  ({row['source']})"
    return lines


def _summary(table: pd.DataFrame, why: bool) -> str:
    counts = Counter(table["status"])
    words = {"found": "found", "conflict": "in conflict", "said_without_number": "said without a number"}
    words["not_mentioned"] = "not mentioned"
    told = ", ".join(f"{counts[status]:,} {word}" for status, word in words.items() if counts[status])
    return f"{told}" if why or set(counts) <= {"found"} else f"{told}: add --why"
