"""`diff`, and the result that it returns: frames for a notebook, text for a terminal, JSON, Parquet and HTML."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from figextract import schema
from figextract.diff.changes import Change, Wanted, tell
from figextract.diff.documents import pair_documents
from figextract.diff.figures import FIELDS, GROUPS, plain
from figextract.diff.side import ABOUT, Side, side
from figextract.tables import Output, Source, frame, load

if TYPE_CHECKING:
    import pandas as pd

FARED = ("same", "changed", "moved", "gained", "lost")
STATUSES = ("same", "edited", "renamed", "gained", "lost")
WORDS = ("status", "kind_old", "kind_new", "field", "evidence", "cause")
DOCUMENTS = pa.schema(
    [
        ("status", schema.WORD),
        ("old", schema.STRING),
        ("new", schema.STRING),
        ("edited", pa.bool_()),
        ("made", schema.WORD),
        ("about", schema.WORDS),
        *((status, schema.INTEGER) for status in FARED),
        ("note", schema.STRING),
    ]
)
CHANGES = pa.schema(
    [
        (
            name,
            schema.WORD
            if name in WORDS
            else schema.INTEGER
            if name.startswith(("start_", "offset_"))
            else schema.STRING,
        )
        for name in Change._fields
    ]
)


class Diff:
    """What changed between two runs; true when anything did.

    `changes` is a frame with a row for each figure that was gained, lost or moved, and for each changed field of a
    figure that is in both runs; its columns are those of `Change`. `documents` has a row for each document: `status`
    (`same`, `edited`, `renamed`, `gained`, `lost`), `old` and `new` (its paths), `edited` (whether the text differs),
    `made` (`same`, or by other `rules` or another `program`), `about` (what it says of itself otherwise than before),
    how many of its figures are `same`, `changed`, `moved`, `gained`, `lost`, and a `note` where it was not compared.
    """

    def __init__(self, old: str, new: str, documents: list[dict[str, Any]], changes: list[Change]) -> None:
        self.old = old
        self.new = new
        self._documents = documents
        self._changes = changes

    @property
    def papers(self) -> Sequence[dict[str, Any]]:
        """The rows of `documents` as plain Python."""
        return self._documents

    @cached_property
    def documents(self) -> pd.DataFrame:
        return frame(pa.Table.from_pylist(self._documents, schema=DOCUMENTS))

    @cached_property
    def changes(self) -> pd.DataFrame:
        return frame(self._table())

    @property
    def counts(self) -> dict[str, int]:
        """How many figures are same, changed, moved, gained and lost."""
        return {status: sum(row[status] for row in self._documents) for status in FARED}

    @property
    def fields(self) -> dict[str, int]:
        """In how many figures each field changed, most frequent first; period, region and value count as one each."""
        changed = {(c.figure_new, GROUPS.get(str(c.field), c.field)) for c in self._changes if c.status == "changed"}
        return dict(Counter(str(field) for _, field in sorted(changed, key=str)).most_common())

    def __bool__(self) -> bool:
        return bool(self._changes) or any(row["status"] != "same" or row["about"] for row in self._documents)

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        from figextract.diff.page import body

        return body(self, 20)

    def text(self, limit: int | None = 20) -> str:
        """The summary, the documents that are not the same, and the first `limit` figures that changed (None: all)."""
        from figextract.diff.text import lines

        return "\n".join(lines(self, limit))

    def figures(self) -> Iterator[list[Change]]:
        """The changes, those of one figure together."""
        for _, group in groupby(self._changes, key=lambda change: (change.figure_old, change.figure_new)):
            yield list(group)

    def json(self) -> dict[str, Any]:
        """All of it as plain Python: summary, documents, and the figures with their changed fields."""
        documents = [row for row in self._documents if row["status"] != "same" or any(row[s] for s in FARED[1:])]
        figures = []
        for changes in self.figures():
            row = changes[0]._asdict()
            split = list(row).index("field")
            names = list(row)[split:-1]
            fields = [{name: getattr(change, name) for name in names} for change in changes if change.field]
            causes = sorted({str(change.cause) for change in changes})
            figures.append({name: row[name] for name in list(row)[:split]} | {"cause": causes, "fields": fields})
        summary = {"figures": self.counts, "fields": self.fields}
        return {"old": self.old, "new": self.new, **summary, "documents": documents, "changes": figures}

    def write(self, path: str | os.PathLike[str]) -> None:
        """Writes a file by its suffix: .parquet (the frame `changes`), .html (a page), .json; else ValueError."""
        path = Path(path)
        if path.suffix == ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(self._table(), path)
        elif path.suffix == ".html":
            from figextract.diff.page import page

            path.write_text(page(self), encoding="utf-8")
        elif path.suffix == ".json":
            path.write_text(json.dumps(self.json(), ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            raise ValueError(f"{path}: a diff is written as .parquet, .html or .json")

    def _table(self) -> pa.Table:
        return pa.Table.from_pylist([change._asdict() for change in self._changes], schema=CHANGES)


def diff(
    old: Source | Output,
    new: Source | Output,
    *,
    fields: Iterable[str] | None = None,
    kind: str | Iterable[str] | None = None,
    document: str | None = None,
) -> Diff:
    """Compares two runs: output folders, or what `load` returned of one run each.

    Documents pair by path, then by content (renamed); figures by position where the text is the same, else through
    the sentences that were kept and edited. Two years' reports of one body are not compared: the one is lost, the
    other gained, and `note` says so.

    `fields` asks only for changes in these columns (`period`, `region` and `value` stand for all of theirs, `order` for
    a new place in the text), `kind` only for figures of one kind or several, `document` for documents whose path holds
    it; figures that were gained and lost are told of whatever the `fields`. Raises ValueError for a name that is none,
    OutputError for what is no run.
    """
    wanted = Wanted(_fields(fields), _kinds(kind))
    one, other = (side(each if isinstance(each, Output) else load(each)) for each in (old, new))
    pairs = pair_documents(one.papers, other.papers)
    names = [_paths(one, other, pair.old, pair.new) for pair in pairs]
    chosen = [
        at for at, paths in enumerate(names) if document is None or any(document in path for path in paths if path)
    ]
    pairs = [pairs[at] for at in sorted(chosen, key=lambda at: names[at][1] or names[at][0] or "")]
    changes, counts, made = tell(one, other, pairs, wanted)
    documents = []
    for pair, counted, how in zip(pairs, counts, made, strict=True):
        before, after = _paths(one, other, pair.old, pair.new)
        both = pair.old is not None and pair.new is not None
        row: dict[str, Any] = {
            "status": pair.status,
            "old": before,
            "new": after,
            "edited": bool(pair.pairing) if both else None,
        }
        row |= {"made": how, "about": _about(one, other, pair.old, pair.new), "note": pair.note}
        documents.append(row | {status: counted[status] for status in FARED})
    return Diff(one.name, other.name, documents, changes)


def _fields(names: Iterable[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    known = {*FIELDS, *GROUPS.values(), "order"}
    names = [names] if isinstance(names, str) else list(names)
    for name in names:
        if name not in known:
            raise ValueError(f"no field is called {name}: name any of {', '.join(sorted(known))}")
    return frozenset(names) | {column for column, group in GROUPS.items() if group in names}


def _kinds(kind: str | Iterable[str] | None) -> frozenset[str] | None:
    if kind is None:
        return None
    kinds = frozenset([kind] if isinstance(kind, str) else kind)
    for name in sorted(kinds):
        if name not in schema.ENUMERATIONS["kind"]:
            raise ValueError(f"no kind is called {name}: name one of {', '.join(schema.ENUMERATIONS['kind'])}")
    return kinds


def _paths(old: Side, new: Side, a: int | None, b: int | None) -> tuple[str | None, str | None]:
    return None if a is None else old.papers[a].source, None if b is None else new.papers[b].source


def _about(old: Side, new: Side, a: int | None, b: int | None) -> list[str]:
    """What a document says of itself otherwise than before."""
    if a is None or b is None:
        return []
    before, after = old.about[a], new.about[b]
    changed = [name for name in ABOUT if before[name] != after[name]]
    return [f"{name}: {plain(before[name]) or '–'} → {plain(after[name]) or '–'}" for name in changed]
