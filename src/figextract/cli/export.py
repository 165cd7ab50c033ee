"""`figextract export`: the tables in formats that other programs open."""

from __future__ import annotations

import click

from figextract.cli.layout import calls


@click.command()
@click.argument("out", type=click.Path())
@click.argument("file", type=click.Path())
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME",
    help="figures, sentences, documents or evidence; repeatable for .xlsx  [default: all for .xlsx, else figures]",
)
def export(out: str, file: str, tables: tuple[str, ...]) -> None:
    """Write the tables of the output folder OUT to FILE: a .xlsx, .csv, .jsonl or .parquet.

    A .xlsx has a sheet a table and one that explains the columns. A .csv opens in Excel as it is. Text that begins with
    = + - or @ never becomes a formula: in a .csv it gets an apostrophe in front.
    """
    from figextract.export import export as write
    from figextract.tables import OutputError

    with calls(OutputError, OSError, ValueError):
        path = write(out, file, tables)
    click.echo(f"{path}: {path.stat().st_size:,} bytes")
