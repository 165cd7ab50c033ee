"""`figextract explain`: why a number is or is no figure, and what decided every field of one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from figextract.cli.layout import calls, digits, json_ready, one_line

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from figextract.explain import Because, Number, Passage

UNBROKEN = 100_000
"""Width of what is no terminal: each line stays one."""
_WHY = {"name": "part of a name", "period": "a time expression"}
"""Why a number is no figure, by the type of the rule that says so."""
IN_LABEL = ("kind", "value", "unit", "per")


@click.command()
@click.argument("what", required=False, metavar="[TEXT | FILE | OUT FIGURE_ID]")
@click.argument("figure_id", required=False, metavar="")
@click.option("--rules", multiple=True, metavar="FILE", help="TOML file laid over the built-in rules; repeatable")
@click.option("--encoding", metavar="NAME", help="encoding of FILE or standard input, instead of finding it")
@click.option("--json", "as_json", is_flag=True, help="print a JSON object a sentence, with every column")
def explain(
    what: str | None, figure_id: str | None, rules: tuple[str, ...], encoding: str | None, as_json: bool
) -> None:
    """Why each number of a text is or is no figure, and what decided every field.

    WHAT is a text, a file of text, nothing for standard input, or an output folder and the id of one of its figures
    (its beginning is enough), which is explained from the tables alone.
    """
    from figextract import explain as explain_
    from figextract.rules import RulesError
    from figextract.tables import OutputError

    with calls(RulesError, OutputError, FileNotFoundError, explain_.FigureError, NotADirectoryError):
        if figure_id is not None:
            passages = [explain_.explain_figure(str(what), figure_id)]
        else:
            passages = _passages(what, rules, encoding)
    if as_json:
        for passage in passages:
            click.echo(json.dumps(asdict(passage), ensure_ascii=False, default=json_ready))
    elif passages:
        _print([_tree(passage) for passage in passages])
    else:
        click.echo("no number", err=True)


def _passages(what: str | None, rules: Sequence[str], encoding: str | None) -> list[Passage]:
    from figextract import explain as explain_
    from figextract import rules as rules_
    from figextract.cli.extract import text_of
    from figextract.read import ReadError, document, read, standing

    if what is not None and standing(what) != "unknown" and not os.path.exists(what):
        raise click.UsageError(f"there is no {what}: name a file of text, or give a text")
    if what is None or not os.path.exists(what):
        return explain_.explain(document(text_of(what, encoding)), rules_.load(rules))
    if os.path.isdir(what):
        raise click.UsageError(f"{what} is a folder: give the id of one of its figures, too")
    try:
        return explain_.explain(read(what, encoding=encoding), rules_.load([*rules_.beside(what), *rules]))
    except ReadError as error:
        raise click.ClickException(f"{what} is {error}") from error


def _print(trees: Sequence[Tree]) -> None:
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = UNBROKEN
    for tree in trees:
        console.print(tree)


def _tree(passage: Passage) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    where = " › ".join(one_line(heading) for heading in passage.section)
    label = Text(one_line(passage.text), "bold")
    if where:
        label.append(f"  ({where})", "dim not bold")
    tree = Tree(label)
    for number in passage.numbers:
        branch = tree.add(_figure(number) if number.columns is not None else _no_figure(number))
        for line in _fields(number) if number.columns is not None else ():
            branch.add(line)
        for word, rule in number.lost:
            branch.add(Text.assemble(("the longest wins; shorter: ", "dim"), one_line(word), (f"  {rule}", "dim")))
    return tree


def _figure(number: Number) -> Text:
    from rich.text import Text

    columns = number.columns or {}
    value = columns["value"]
    told = digits(value, thousands=True) if value is not None else _bounds(columns)
    unit = "/".join(filter(None, (columns["unit"], columns["per"])))
    said = " ".join(filter(None, (columns["kind"], told, unit)))
    return Text.assemble((one_line(number.text), "bold green"), f"  {said}", *_rules(number.because))


def _bounds(columns: Mapping[str, Any]) -> str:
    bounds = columns["low"], columns["high"]
    if bounds == (None, None):
        return columns["mask"] or ""
    return "–".join("" if bound is None else digits(bound, thousands=True) for bound in bounds)


def _no_figure(number: Number) -> Text:
    from rich.text import Text

    because = number.because[0]
    sort = (because.type or "").partition("_")[0]
    inside = f" in {one_line(number.within)}" if number.within not in (None, number.text) else ""
    reason = ": ".join(filter(None, (_WHY.get(sort), because.reason if sort != "period" else None)))
    return Text.assemble((one_line(number.text), "bold yellow"), f"{inside}  no figure: {reason}", *_rules([because]))


def _rules(found: Sequence[Because]) -> Iterator[tuple[str, str]]:
    for because in found:
        yield "  " + " ".join(filter(None, (because.rule, because.where))), "dim"


def _fields(number: Number) -> Iterator[Text]:
    from rich.text import Text

    clues = {clue.column: clue for clue in number.clues}
    for column, value in (number.columns or {}).items():
        if column in IN_LABEL or value is None or value == () or (column, value) == ("relation", "eq"):
            continue
        if column in ("low", "high") and value == (number.columns or {})["value"]:
            continue
        shown = ", ".join(value) if isinstance(value, list | tuple) else one_line(_plain(value))
        line = Text.assemble((f"{column} ", "cyan"), shown)
        if clue := clues.get(column):
            line.append(f"  ← {one_line(clue.words)} ({clue.scope})" if clue.words else "", "dim")
            line.append_text(Text.assemble(*_rules([clue.because])))
        yield line


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else str(json_ready(value))
