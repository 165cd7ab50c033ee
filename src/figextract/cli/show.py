"""`figextract show`: figures of an output folder, with their sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from figextract.cli.acts import act_table
from figextract.cli.layout import calls, figure_table

if TYPE_CHECKING:
    import pyarrow as pa


@click.command()
@click.argument("out", type=click.Path())
@click.option("--kind", metavar="KIND", help="only figures of this kind: money, count, ratio, …")
@click.option("--document", metavar="NAME", help="only documents whose path holds NAME")
@click.option("--events", is_flag=True, help="acts instead: who did what, for how many of what, with how much money")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="rows shown")
def show(out: str, kind: str | None, document: str | None, events: bool, limit: int) -> None:
    """Figures of the output folder OUT, each with its sentence; with --events the acts that they tell of."""
    import pyarrow.compute as pc

    from figextract import schema
    from figextract.tables import OutputError, load

    if kind and kind not in schema.ENUMERATIONS["kind"]:
        raise click.UsageError(f"no kind is called {kind}: name one of {', '.join(schema.ENUMERATIONS['kind'])}")
    with calls(OutputError, FileNotFoundError):
        figures = load(out).arrow("figures")
    if kind:
        figures = figures.filter(pc.equal(figures["kind"].cast("string"), kind))
    if document:
        figures = figures.filter(pc.match_substring(figures["source"], document))
    rows = _acts(figures) if events else figures
    if rows.num_rows:
        shown = rows.slice(0, limit).to_pylist()
        click.echo(act_table(shown) if events else figure_table(shown, sentences=True))
    if rows.num_rows > limit:
        click.echo(f"… and {rows.num_rows - limit:,} more: --limit {rows.num_rows} shows all")
    elif not rows.num_rows:
        click.echo("no acts" if events else "no figures", err=True)


def _acts(figures: pa.Table) -> pa.Table:
    import pyarrow as pa

    from figextract.events import events
    from figextract.tables import frame

    return pa.Table.from_pandas(events(frame(figures, exact=True)), preserve_index=False)
