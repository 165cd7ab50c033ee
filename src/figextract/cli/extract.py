"""`figextract extract`: the figures of one text."""

from __future__ import annotations

import json
import sys

import click

from figextract.cli.layout import calls, figure_table, json_ready


@click.command()
@click.argument("text", required=False)
@click.option("--rules", multiple=True, metavar="FILE", help="TOML file laid over the built-in rules; repeatable")
@click.option("--encoding", metavar="NAME", help="encoding of standard input, instead of finding it")
@click.option("--json", "as_json", is_flag=True, help="print a JSON object a figure, with every column")
def extract(text: str | None, rules: tuple[str, ...], encoding: str | None, as_json: bool) -> None:
    """The figures of TEXT, or of the text on standard input."""
    from figextract import extraction

    with calls(ValueError):
        figures = extraction.extract(text_of(text, encoding), rules=rules)
    if as_json:
        for figure in figures:
            click.echo(json.dumps(figure.as_dict(), ensure_ascii=False, default=json_ready))
    elif figures:
        click.echo(figure_table([figure.as_dict() for figure in figures]))
    else:
        click.echo("no figures", err=True)


def text_of(text: str | None, encoding: str | None) -> str:
    """The text that was given, or else that of standard input; raises what click shows as a line."""
    from figextract.read import ReadError, decode, known_encoding

    if text is not None:
        return text
    if sys.stdin.isatty():
        raise click.UsageError("give a text, or pipe one in: figextract extract < report.txt")
    if encoding and not known_encoding(encoding):
        raise click.UsageError(f"no encoding is called {encoding}: name one as gb18030, big5, utf-8 or utf-16")
    try:
        return decode(sys.stdin.buffer.read(), encoding).text
    except ReadError as error:
        raise click.ClickException(f"standard input is {error}") from error
