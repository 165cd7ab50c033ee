"""A diff as a terminal shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from figextract.diff.changes import Change
from figextract.diff.figures import GROUPS

if TYPE_CHECKING:
    from figextract.diff.result import Diff

SIGNS = {"gained": "+", "lost": "-", "changed": "~", "moved": ">", "edited": "~", "renamed": ">", "same": " "}
STATUSES = ("same", "edited", "renamed", "gained", "lost")
AROUND = 30
"""How many characters of a sentence are shown on either side of a figure."""


def lines(diff: Diff, limit: int | None) -> Iterator[str]:
    """The summary, and the first `limit` documents and figures that are not the same (None: all).

    The figures of documents that were gained or lost as a whole are counted with these, and not told of one by one.
    """
    for name, value in summary(diff):
        yield f"{name:<10}  {value}"
    papers = [row for row in diff.papers if row["status"] != "same" or row["about"]]
    yield from ("  " + "  ".join(paper(row)) for row in papers[:limit])
    if limit is not None and len(papers) > limit:
        yield f"  … and {len(papers) - limit:,} more documents"
    figures = [changes for changes in diff.figures() if changes[0].cause != "document"]
    shown = figures if limit is None else figures[:limit]
    for document, group in groupby(shown, key=lambda changes: changes[0].document_new or changes[0].document_old):
        yield from ("", str(document))
        for changes in group:
            yield from figure(changes)
    if len(figures) > len(shown):
        yield from ("", f"… and {len(figures) - len(shown):,} more figures")


def summary(diff: Diff) -> Iterator[tuple[str, str]]:
    """What was compared, and counts: of documents and figures, of the fields that changed, of causes."""
    yield from (("old", diff.old), ("new", diff.new))
    statuses = Counter(row["status"] for row in diff.papers)
    yield "documents", ", ".join(f"{statuses[each]:,} {each}" for each in STATUSES if statuses[each]) or "none"
    counts = {status: f"{count:,} {status}" for status, count in diff.counts.items() if count}
    if "changed" in counts:
        counts["changed"] += f" ({', '.join(f'{field} {count:,}' for field, count in diff.fields.items())})"
    yield "figures", ", ".join(counts.values()) or "none"
    causes = Counter(str(change.cause) for changes in diff.figures() for change in changes[:1])
    if causes:
        yield "because of", ", ".join(f"{cause} {count:,}" for cause, count in causes.most_common())


def paper(row: dict[str, Any]) -> Iterator[str]:
    """What became of a document: its sign and path, and what is to be said of it."""
    yield SIGNS[row["status"]] if row["status"] != "same" else "~"
    yield one_line(f"{row['old']} → {row['new']}" if row["status"] == "renamed" else row["new"] or row["old"])
    if row["status"] != "same":
        counts = [f"{row[status]:,} {status}" for status in ("changed", "moved", "gained", "lost") if row[status]]
        edited = " and edited" if row["status"] == "renamed" and row["edited"] else ""
        yield f"{row['status']}{edited}" + f" ({', '.join(counts)})" * bool(counts)
    if row["note"]:
        yield one_line(row["note"])
    yield from map(one_line, row["about"])


def figure(changes: list[Change]) -> Iterator[str]:
    """A figure, what changed of it and why, and its sentence or both sentences, cut around it."""
    change = changes[0]
    texts = dict.fromkeys(text for text in (change.text_old, change.text_new) if text)
    causes = dict.fromkeys(str(each.cause) for each in changes)
    yield f"  {SIGNS[change.status]} {one_line(' → '.join(texts))}  [{', '.join(causes)}]"
    yield from (f"      {field(each)}" for each in distinct(changes))
    old = cut(change.sentence_old, change.text_old, change.offset_old)
    new = cut(change.sentence_new, change.text_new, change.offset_new)
    if change.sentence_old == change.sentence_new:
        yield f"      {new if change.text_new else old}"
    else:
        yield from (f"      {sign} {sentence}" for sign, sentence in (("-", old), ("+", new)) if sentence)


def distinct(changes: list[Change]) -> list[Change]:
    """The changed fields, without bounds that changed as the value did."""
    first: dict[tuple[str, str | None, str | None], Change] = {}
    for each in changes:
        if each.field:
            first.setdefault((GROUPS.get(each.field, each.field), each.old, each.new), each)
    return list(first.values())


def field(change: Change) -> str:
    """A changed field: from what to what, and what became of the words that decided it."""
    told = f"{change.field}: {one_line(change.old or '–')} → {one_line(change.new or '–')}"
    if change.evidence in (None, "same"):
        return told
    words = dict.fromkeys(one_line(each or "–") for each in (change.evidence_old, change.evidence_new))
    return f"{told}  (evidence {change.evidence}: {' → '.join(words)})"


def cut(sentence: str | None, text: str | None, offset: int | None) -> str:
    """A sentence around a figure, on one line, the figure in brackets; its beginning where it has no figure."""
    sentence = sentence or ""
    if text is None or offset is None:
        return one_line(sentence[: 2 * AROUND] + "…" * (len(sentence) > 2 * AROUND))
    start, end = max(0, offset - AROUND), offset + len(text) + AROUND
    before = "…" * (start > 0) + sentence[start:offset]
    after = sentence[offset + len(text) : end] + "…" * (end < len(sentence))
    return one_line(f"{before}⟦{text}⟧{after}")


def one_line(text: str) -> str:
    """A text without line breaks and control characters."""
    return "".join(c if c.isprintable() else " " for c in text)
