"""`figextract diff`: what changed between two runs."""

from __future__ import annotations

import json as json_
from pathlib import Path

import click

from figextract.cli.layout import calls


@click.command()
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--fields", metavar="WORDS", help="only changes in these columns, by commas: value, period, region, …")
@click.option("--kind", metavar="WORDS", help="only figures of these kinds, by commas: money, count, …")
@click.option("--document", metavar="NAME", help="only documents whose path holds NAME")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="how many are shown")
@click.option("--json", is_flag=True, help="everything as JSON")
@click.option("--parquet", metavar="FILE", help="write the changes to a Parquet file, a row a changed field")
@click.option("--html", metavar="FILE", help="write a page with old and new sentence side by side")
@click.pass_context
def diff(
    ctx: click.Context,
    old: str,
    new: str,
    fields: str | None,
    kind: str | None,
    document: str | None,
    limit: int,
    json: bool,
    parquet: str | None,
    html: str | None,
) -> None:
    """What changed from the output folder OLD to the output folder NEW: figures gained, lost, changed and moved.

    A change of rules is told from a change of text. Exit status: 0 when nothing changed, 1 when something did, 2 when
    the call is wrong.
    """
    from figextract.diff import diff as compare
    from figextract.export import in_folder
    from figextract.tables import OutputError

    files = [(file, suffix) for file, suffix in ((parquet, ".parquet"), (html, ".html")) if file is not None]
    with calls(OutputError, OSError, ValueError):
        for file, _ in files:
            in_folder(Path(file))
        result = compare(
            *(old, new),
            fields=fields.split(",") if fields else None,
            kind=kind.split(",") if kind else None,
            document=document,
        )
        for file, suffix in files:
            result.write(file, suffix)
    if json:
        click.echo(json_.dumps(result.json(), ensure_ascii=False, indent=1))
    else:
        click.echo(result.text(limit))
    ctx.exit(1 if result else 0)
