"""`figextract score`: figures against gold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from figextract.cli.layout import calls, one_line

if TYPE_CHECKING:
    from figextract.score import Matched

OVERALL = ("precision", "recall", "detection", "core", "full")


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(), metavar="GOLD...")
@click.argument("out", type=click.Path())
@click.option("--errors", is_flag=True, help="name every figure missed or spurious, and every wrong field")
@click.option("--json", "as_json", is_flag=True, help="print all scores as one JSON object, those of each kind too")
def score(gold: tuple[str, ...], out: str, errors: bool, as_json: bool) -> None:
    """Hold the figures of the output folder OUT against GOLD, files or folders of JSON lines.

    Detection is the F1 of the spans; core that of figures right in all they say by themselves, full of those right in
    their context too. Below that the accuracy of each field, for words to the letter as well (exact), and for fields
    that are mostly empty the F1.
    """
    from figextract import score as score_
    from figextract.tables import OutputError

    with calls(score_.GoldError, OutputError, FileNotFoundError):
        rows, figures = score_.read_gold(gold), score_.read_figures(out)
    absent = sorted({row["doc"] for row in rows} - {row["doc"] for row in figures})
    matched = score_.score(rows, figures)
    by_kind = {kind: matched.of_kind(kind).scores() for kind in score_.kinds(rows)}
    if as_json:
        click.echo(json.dumps(matched.scores() | {"kinds": by_kind}, ensure_ascii=False))
        return
    for line in matched.errors() if errors else ():
        click.echo(one_line(line))
    for line in (*_overall(matched, by_kind), "", *_fields(matched.scores())):
        click.echo(line)
    if absent:
        click.echo(f"no figures of these documents in {out}: {', '.join(absent)}", err=True)


def _overall(matched: Matched, by_kind: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield f"{'':10}{'gold':>7}{'found':>7}" + "".join(f"{name:>11}" for name in OVERALL)
    for name, scores in {"all": matched.scores(), **by_kind}.items():
        counts = f"{scores['gold']:>7.0f}{scores['extracted']:>7.0f}"
        yield f"{name:10}{counts}" + "".join(f"{scores[each]:>11.4f}" for each in OVERALL)


def _fields(scores: Mapping[str, float]) -> Iterator[str]:
    from figextract.score import FIELDS

    yield f"{'':16}{'accuracy':>9}{'exact':>9}{'F1':>9}"
    for field in FIELDS:
        cells = [scores.get(f"{sort}_{field}") for sort in ("acc", "exact", "f1")]
        yield f"{field:16}{''.join(f'{cell:>9.4f}' if cell is not None else ' ' * 9 for cell in cells)}".rstrip()
    for name in ("event_links", "parent_links"):
        yield f"{name:16}{'':18}{scores[name]:>9.4f}"
