"""A diff as one HTML page that needs nothing else: old and new sentence side by side, the difference marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

from figextract.diff.changes import Change
from figextract.diff.text import SIGNS, distinct, paper, summary

if TYPE_CHECKING:
    from figextract.diff.result import Diff

LIMIT = 2000
"""How many figures a page shows; more would not open in a browser."""
TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|.", re.DOTALL)
STYLE = """
.fx-diff {font: 15px/1.7 system-ui, sans-serif; color: #222; background: #fff}
.fx-diff table {border-collapse: collapse; width: 100%; table-layout: fixed; margin: .5em 0 2em}
.fx-diff td, .fx-diff th {border-top: 1px solid #ddd; padding: .4em .6em; vertical-align: top; text-align: left;
  overflow-wrap: anywhere}
.fx-diff th {font-weight: 600; background: #f6f6f6}
.fx-diff td:first-child, .fx-diff th:first-child {width: 6em}
.fx-diff .why {color: #666; font-size: 85%}
.fx-diff mark {background: #fde293; color: inherit; padding: .1em 0}
.fx-diff del {background: #ffd7d5; text-decoration: none}
.fx-diff ins {background: #c9efd0; text-decoration: none}
.fx-diff mark del, .fx-diff mark ins {outline: 1px solid #b33}
.fx-diff .gained td:first-child {border-left: 4px solid #2a8a3e}
.fx-diff .lost td:first-child {border-left: 4px solid #c0392b}
.fx-diff .changed td:first-child {border-left: 4px solid #d59b00}
.fx-diff .moved td:first-child {border-left: 4px solid #5b6ee1}
.fx-diff ul {margin: .2em 0; padding-left: 1.2em}
"""
SCRIPT = """
for (const box of document.querySelectorAll(".fx-diff input")) box.onchange = () => {
  for (const row of document.querySelectorAll(".fx-diff tr." + box.value)) row.hidden = !box.checked;
};
"""


def page(diff: Diff) -> str:
    """The whole page, with boxes to hide what was gained, lost, changed or moved."""
    title = escape(f"{diff.old} → {diff.new}")
    boxes = " ".join(
        f'<label><input type="checkbox" value="{status}" checked> {status} {count:,}</label>'
        for status, count in diff.counts.items()
        if count and status != "same"
    )
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>{body(diff, LIMIT, boxes)}<script>{SCRIPT}</script></body></html>\n"
    )


def body(diff: Diff, limit: int, boxes: str = "") -> str:
    """Summary, documents and the first `limit` figures, as a block that can stand in a notebook."""
    lines = [f"<b>{escape(name)}</b> {escape(value)}<br>" for name, value in summary(diff)]
    rows = [row for row in diff.papers if row["status"] != "same" or row["about"]]
    papers = "".join(f"<li>{escape('  '.join(paper(row)))}</li>" for row in rows)
    figures = sorted(diff.figures(), key=lambda changes: changes[0].cause == "document")
    tables = [
        f"<h3>{escape(str(document))}</h3><table><tr><th></th><th>{escape(diff.old)}</th><th>{escape(diff.new)}</th>"
        f"<th>changed</th></tr>{''.join(_row(changes) for changes in group)}</table>"
        for document, group in groupby(figures[:limit], key=lambda each: each[0].document_new or each[0].document_old)
    ]
    more = [f"<p>… and {len(figures) - limit:,} more figures</p>"] if len(figures) > limit else []
    parts = [f"<style>{STYLE}</style>", *lines, f"<ul>{papers}</ul>", boxes, *tables, *more]
    return f'<div class="fx-diff">{"".join(parts)}</div>'


def _row(changes: list[Change]) -> str:
    change = changes[0]
    old = None if change.offset_old is None else (change.offset_old, change.offset_old + len(change.text_old or ""))
    new = None if change.offset_new is None else (change.offset_new, change.offset_new + len(change.text_new or ""))
    before, after = change.sentence_old or "", change.sentence_new or ""
    cut_old, cut_new = _differing(before, after) if before and after else ([], [])
    fields = "".join(f"<li>{_field(each)}</li>" for each in distinct(changes))
    causes = ", ".join(dict.fromkeys(str(each.cause) for each in changes))
    return (
        f'<tr class="{change.status}"><td>{SIGNS[change.status]} {change.status}<br>'
        f'<span class="why">{causes}</span></td>'
        f"<td>{_marked(before, old, cut_old, 'del')}</td><td>{_marked(after, new, cut_new, 'ins')}</td>"
        f"<td><ul>{fields}</ul></td></tr>"
    )


def _field(change: Change) -> str:
    told = f"{change.field}: <del>{escape(change.old or '–')}</del> → <ins>{escape(change.new or '–')}</ins>"
    if change.evidence in (None, "same"):
        return told
    words = " → ".join(dict.fromkeys((change.evidence_old or "–", change.evidence_new or "–")))
    return f'{told} <span class="why">evidence {change.evidence}: {escape(words)}</span>'


Spans = list[tuple[int, int]]


def _differing(old: str, new: str) -> tuple[Spans, Spans]:
    """The spans of two sentences that are not in the other; a number counts as one word."""
    mine, yours = list(TOKEN.finditer(old)), list(TOKEN.finditer(new))
    cuts: tuple[Spans, Spans] = [], []
    for code in LCSseq.opcodes([word[0] for word in mine], [word[0] for word in yours]):
        if code.tag != "equal":
            if code.src_end > code.src_start:
                cuts[0].append((mine[code.src_start].start(), mine[code.src_end - 1].end()))
            if code.dest_end > code.dest_start:
                cuts[1].append((yours[code.dest_start].start(), yours[code.dest_end - 1].end()))
    return cuts


def _marked(sentence: str, figure: tuple[int, int] | None, cuts: Spans, tag: str) -> str:
    """A sentence with its figure and its differences marked, escaped."""
    return "".join(_pieces(sentence, figure or (0, 0), cuts, tag))


def _pieces(sentence: str, figure: tuple[int, int], cuts: Spans, tag: str) -> Iterator[str]:
    bounds = sorted({0, len(sentence), *figure, *(bound for cut in cuts for bound in cut)})
    for start, end in pairwise(bounds):
        piece = escape(sentence[start:end])
        if any(a <= start and end <= b for a, b in cuts):
            piece = f"<{tag}>{piece}</{tag}>"
        yield f"<mark>{piece}</mark>" if figure[0] <= start and end <= figure[1] else piece
