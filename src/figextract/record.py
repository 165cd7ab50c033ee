"""`run.json`: what is run, with what, and how each document fared."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from figextract import schema, store
from figextract.store import Recipe
from figextract.walk import Walk
from figextract.work import Outcome

SAVE_EVERY = 10.0
"""Seconds between two writings while a run goes on."""


class Record:
    """`run.json` as a run goes on. It is written at the start, so that a killed run shows what is missing, now and
    then, and at the end; nothing in it depends on the clock.
    """

    def __init__(self, out: Path, source: Path, found: Walk, recipe: Recipe, rules: tuple[str, ...]) -> None:
        self.path = out / store.RUN_FILE
        self.by_source: dict[str, Outcome] = {}
        self.pending = dict.fromkeys(file.source for file in found.files)
        self.head: dict[str, object] = {
            "figextract": recipe.version,
            "schema": schema.VERSION,
            "state": "unfinished",
            "source": str(source),
            "encoding": recipe.encoding,
            "rules": {"digest": recipe.rules, "files": [os.path.basename(file) for file in rules]},
            "skipped": dict(found.skipped),
            "left": [],
        }
        self.renewed = self._renewed(recipe)
        self.write()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(self.by_source[source] for source in sorted(self.by_source))

    def add(self, outcome: Outcome) -> None:
        self.by_source[outcome.source] = outcome
        if time.monotonic() > self.written + SAVE_EVERY:
            with suppress(OSError):  # a full disk is told at the end
                self.write()

    def close(self, left: list[str]) -> None:
        self.head |= {"state": "finished", "left": left}
        self.write()

    def write(self) -> None:
        rows: list[dict[str, object]] = [
            {"source": source, "state": "pending"} for source in self.pending if source not in self.by_source
        ]
        rows += map(_row, self.by_source.values())
        rows.sort(key=lambda row: str(row["source"]))
        lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        head = json.dumps(self.head, ensure_ascii=False, indent=1).removesuffix("\n}")
        store.write_text(self.path, f'{head},\n "documents": [\n{lines}\n ]\n}}\n')
        self.written = time.monotonic()

    def _renewed(self, recipe: Recipe) -> str | None:
        """Why what an older run left in the output folder must be made anew, if it must."""
        try:
            before = json.loads(self.path.read_text(encoding="utf-8"))
            version, rules, encoding = before["figextract"], before["rules"]["digest"], before["encoding"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if version != recipe.version:
            return f"made by figextract {version}"
        if rules != recipe.rules:
            return "made with other rules"
        return "made with another encoding" if encoding != recipe.encoding else None


def _row(outcome: Outcome) -> dict[str, object]:
    """An outcome as `run.json` holds it; kept and made are the same there: done."""
    if outcome.failure:
        stage, problem, advice = outcome.failure.stage, outcome.failure.problem, outcome.failure.advice
        return {"source": outcome.source, "state": "failed", "stage": stage, "problem": problem, "advice": advice}
    counts = outcome.counts
    assert counts is not None
    told = {"characters": counts.characters, "sentences": counts.sentences, "figures": counts.figures}
    name = store.name(outcome.source)
    return {"source": outcome.source, "state": "done", "name": name, "digest": outcome.digest, **told}
