"""`figextract show`: figures of an output folder, with their sentences."""

from __future__ import annotations

import click

from figextract.cli.layout import calls, figure_table


@click.command()
@click.argument("out", type=click.Path())
@click.option("--kind", metavar="KIND", help="only figures of this kind: money, count, ratio, …")
@click.option("--document", metavar="NAME", help="only documents whose path holds NAME")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="figures shown")
def show(out: str, kind: str | None, document: str | None, limit: int) -> None:
    """Figures of the output folder OUT, each with its sentence."""
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
    if figures.num_rows:
        click.echo(figure_table(figures.slice(0, limit).to_pylist(), sentences=True))
    if figures.num_rows > limit:
        click.echo(f"… and {figures.num_rows - limit:,} more: --limit {figures.num_rows} shows all")
    elif not figures.num_rows:
        click.echo("no figures", err=True)
