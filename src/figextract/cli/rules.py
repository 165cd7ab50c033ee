"""`figextract rules`: the rules in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from figextract.cli.layout import calls, width

if TYPE_CHECKING:
    from figextract.rules import Rule

EXAMPLES = ("examples", "counterexamples", "known_failures")


@click.command()
@click.argument("id_", required=False, metavar="[ID]")
@click.option(
    "--rules", "files", multiple=True, metavar="FILE", help="TOML file laid over the built-in rules; repeatable"
)
@click.option("--own", is_flag=True, help="only the rules of the files given with --rules")
def rules(id_: str | None, files: tuple[str, ...], own: bool) -> None:
    """The rules in force, a line each; or the rule ID as its file has it, with its examples.

    The beginning of an id lists the rules whose ids begin so.
    """
    from figextract import rules as rules_

    with calls(rules_.RulesError):
        found = rules_.load(files)
        if id_ in found.by_id:
            rule = found.by_id[id_]
            click.echo(f"# {rules_.where(rule)}\n{rules_.as_written(rule)}")
            return
    chosen = [rule for rule in found.all if rule.id.startswith(id_ or "") and (rule.own or not own)]
    if id_ and not chosen:
        from figextract.rule_values import meant

        off = " (it is switched off)" if id_ in found.off else meant(id_, found.by_id)
        raise click.UsageError(f"no rule has an id that begins with {id_}{off}")
    for line in _lines(chosen):
        click.echo(line)
    count = f"{len(chosen):,} rule{'s' if len(chosen) != 1 else ''}"
    click.echo(f"{count}, digest {found.digest[:12]}{_off(found.off)}", err=True)


def _lines(rules: Sequence[Rule]) -> list[str]:
    rows = [
        (
            rule.id,
            rule.type,
            rule.file if rule.own else f"rules/{rule.file}",
            f"{sum(len(rule.get(key, ())) for key in EXAMPLES)} examples",
            rule.get("reason", ""),
        )
        for rule in rules
    ]
    widths = [max((width(row[at]) for row in rows), default=0) for at in range(4)]
    return [
        "  ".join([*(cell + " " * (widths[at] - width(cell)) for at, cell in enumerate(row[:4])), row[4]]).rstrip()
        for row in rows
    ]


def _off(ids: frozenset[str]) -> str:
    return f"; off: {', '.join(sorted(ids))}" if ids else ""
