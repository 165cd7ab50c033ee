"""`figextract ledger`: what was promised held against what was reported later."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from figextract.cli.columns import in_blocks
from figextract.cli.layout import calls, one_line

if TYPE_CHECKING:
    import pandas as pd

STATUS = {
    "met": "yes",
    "met_within_vagueness": "yes, vaguely",
    "missed": "no",
    "not_comparable": "not comparable",
    "not_reported": "not reported",
}


@click.command()
@click.argument("out", type=click.Path())
@click.option("--region", metavar="NAME", help="only promises for this region")
@click.option("--organisation", metavar="NAME", help="only promises of this body")
@click.option("--indicator", multiple=True, metavar="INDICATOR", help="a code, a name or a wording; repeatable")
@click.option("--year", type=int, metavar="YEAR", help="only promises for this year")
@click.option("-o", "--output", "file", metavar="FILE", help="write FILE, a .xlsx, .csv or .parquet, instead")
@click.option("--rules", multiple=True, metavar="FILE", help="TOML file laid over the built-in rules; repeatable")
def ledger(
    out: str,
    region: str | None,
    organisation: str | None,
    indicator: tuple[str, ...],
    year: int | None,
    file: str | None,
    rules: tuple[str, ...],
) -> None:
    """The promises in the output folder OUT: what was promised, what was reported later, met or not."""
    from figextract.indicators import QuestionError
    from figextract.ledger import ledger as build
    from figextract.rules import load as load_rules
    from figextract.tables import OutputError, load

    with calls(OutputError, FileNotFoundError, QuestionError):
        tables = load(out)
        table = build(
            *(tables.figures, tables.sentences, tables.documents),
            region=region,
            organisation=organisation,
            indicator=indicator or None,
            year=year,
            rules=load_rules(rules),
        )
        if file is not None:
            from figextract.export import write

            write({"ledger": table}, file)
    click.echo(f"{file}: {len(table):,} promises" if file else _page(table))
    if len(table):
        click.echo("\n" + _summary(table))


def _page(table: pd.DataFrame) -> str:
    """The promises with numbers that point to the sentences below them."""
    notes: dict[tuple[str, str], int] = {}
    rows = []
    for entry in table.astype(object).where(table.notna(), None).to_dict("records"):
        sides = []
        for side in ("promised", "reported"):
            sentence, source = entry[f"{side}_sentence"], entry[f"{side}_source"]
            note = notes.setdefault((source, sentence), len(notes) + 1) if sentence else None
            sides.append(" ".join(filter(None, (entry[side], f"[{note}]" if note else None))))
        done_to = None if entry["indicator_code"] else entry["entity"]
        what = " ".join(filter(None, (entry["indicator"], done_to, entry["statistic"])))
        why = entry["reason"] if entry["status"] in ("not_comparable", "not_reported") else None
        met = STATUS[entry["status"]] + (f": {why}" if why else "")
        firmly = " ".join(word for word in entry["commitment"] if word not in entry["promised"])
        rows.append([what, entry["region"], str(entry["year"]), firmly, *sides, ", ".join(entry["restated"]), met])
    names = ["indicator", "region", "year", "commitment", "promised", "reported", "restated", "met"]
    if not any(row[6] for row in rows):
        names, rows = names[:6] + names[7:], [row[:6] + row[7:] for row in rows]
    if not rows:
        return "no promises"
    page = in_blocks(names, [[one_line(cell) for cell in row] for row in rows], len(names))
    told = (f"[{number}] {source}  {one_line(sentence)}" for (source, sentence), number in notes.items())
    return "\n".join([page, "", *told])


def _summary(table: pd.DataFrame) -> str:
    counts = Counter(table["status"])
    words = {"met": "met", "met_within_vagueness": "met within the stated vagueness", "missed": "missed"}
    words |= {"not_comparable": "not comparable", "not_reported": "not reported"}
    return ", ".join(f"{counts[status]:,} {word}" for status, word in words.items() if counts[status])
