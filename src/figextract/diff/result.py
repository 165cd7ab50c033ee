"""What `diff` returns: frames for a notebook, text for a terminal, JSON, Parquet and HTML."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from figextract import schema
from figextract.diff.changes import Change
from figextract.diff.figures import GROUPS
from figextract.export import in_folder
from figextract.tables import frame

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
        """The summary, and the first `limit` documents and figures that are not the same (None: all)."""
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

    def write(self, file: str | os.PathLike[str], suffix: str | None = None) -> None:
        """Writes a file by its suffix: .parquet (the frame `changes`), .html (a page), .json; else ValueError.

        Raises FileNotFoundError when there is no folder to write it into.
        """
        path = in_folder(Path(file))
        suffix = suffix or path.suffix
        if suffix == ".parquet":
            import pyarrow.parquet as pq

            pq.write_table(self._table(), path)
        elif suffix == ".html":
            from figextract.diff.page import page

            path.write_text(page(self), encoding="utf-8")
        elif suffix == ".json":
            path.write_text(json.dumps(self.json(), ensure_ascii=False, indent=1), encoding="utf-8")
        else:
            raise ValueError(f"{path}: a diff is written as .parquet, .html or .json")

    def _table(self) -> pa.Table:
        return pa.Table.from_pylist([change._asdict() for change in self._changes], schema=CHANGES)
