"""`figextract check`: rules against their own examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from figextract.cli.layout import calls, one_line

if TYPE_CHECKING:
    from figextract.check import Finding


@click.command()
@click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE]...")
@click.option("--own", is_flag=True, help="only the rules of FILE, without the examples of the built-in rules")
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], own: bool) -> None:
    """Run every rule against its examples: the built-in ones, and those of FILE (or of a folder) laid over them.

    Names what is wrong with file and line: the examples that do not hold, with what was expected, what came, and the
    rules that came between; rules that can't be read. Exit status: 0 when all hold, 1 when not, 2 when there is no
    such file, or no TOML in it.
    """
    from figextract.check import check as run
    from figextract.rules import RulesError

    with calls(RulesError):
        checked = run(files, own=own)
    for finding in checked.findings:
        click.echo("\n".join([click.style(str(finding.problem), fg="red"), *_details(finding)]))
    for note in checked.notes:
        click.echo("\n".join([f"note: {note.problem}", *_details(note)]))
    wrong = len(checked.findings)
    told = "all hold" if not wrong else "1 is wrong" if wrong == 1 else f"{wrong:,} are wrong"
    counts = [_number(checked.rules, "rule"), _number(checked.examples, "example")]
    click.echo(f"{', '.join(counts)}: {told}")
    ctx.exit(1 if wrong else 0)


def _number(count: int, of: str) -> str:
    return f"{count:,} {of}" if count == 1 else f"{count:,} {of}s"


def _details(finding: Finding) -> Iterator[str]:
    if finding.text is not None:
        marked = f"⟦{finding.text[finding.start : finding.end]}⟧" if finding.end > finding.start else ""
        yield f"    {one_line(finding.text[: finding.start] + marked + finding.text[finding.end :])}"
    if finding.between:
        yield f"    decided by {', '.join(finding.between)}"
