"""The work on one document, as a worker does it: from the file to its tables, or to what went wrong."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from figextract import rules as rules_
from figextract import store
from figextract.read import ReadError, document, from_bytes, read_bytes
from figextract.store import Counts, Recipe
from figextract.walk import Failure, Found

WRITERS = 2
"""Threads of a worker that put files on the disk, and wait for it: on a busy one longer than extraction takes."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a document fared: `made` now, `kept` because nothing changed, or `failed`."""

    source: str
    state: Literal["made", "kept", "failed"]
    digest: str | None = None
    counts: Counts | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know beside the files of its chunk."""

    out: str
    rules: tuple[str, ...]
    recipe: Recipe
    force: bool


def warm(job: Job) -> None:
    """Compile the rules in this process, for the workers that are forked from it."""
    from figextract.pipeline import analyse

    with suppress(Exception):  # what is wrong will be told of each document
        analyse(document("全年为1436户小微企业放贷52.7亿元。"), _rules(job))


def work(job: Job, files: Sequence[Found]) -> list[Outcome]:
    """Do a chunk of documents, in a worker."""
    if store.recipe(job.recipe.rules, job.recipe.encoding) != job.recipe:
        raise RuntimeError("this worker has another version of figextract: install the same everywhere")
    with ThreadPoolExecutor(WRITERS) as writer:
        outcomes = [_document(job, found, writer) for found in files]
    gc.collect()  # the workers leave it to the end of a chunk
    return [outcome.result() if isinstance(outcome, Future) else outcome for outcome in outcomes]


def _document(job: Job, found: Found, writer: Executor) -> Outcome | Future[Outcome]:
    stage = "read"
    try:
        raw = read_bytes(found.path)
        digest = sha256(raw).hexdigest()
        run_digest = job.recipe.run_digest(found.source, digest)
        out, stem = Path(job.out), store.name(found.source)
        if not job.force and store.whole(out, stem) == run_digest:
            return Outcome(found.source, "kept", digest, store.counts(out, stem))
        text = from_bytes(raw, found.source, encoding=job.recipe.encoding)
        stage = "extract"
        from figextract.pipeline import extract_tables

        files = store.encode(extract_tables(text, _rules(job)), job.recipe)
        return writer.submit(_write, job, found, digest, files)
    except ReadError as error:
        return _failed(found, stage, error.problem, error.advice)
    except Exception as error:
        return _wrong(found, stage, error, "please report it, with the document")


def _write(job: Job, found: Found, digest: str, files: store.Files) -> Outcome:
    try:
        store.write(Path(job.out), files)
        return Outcome(found.source, "made", digest, files.counts)
    except Exception as error:
        return _wrong(found, "write", error, "see that the disk has room, then run again")


def _rules(job: Job) -> rules_.Rules:
    rules = rules_.load(job.rules)
    if rules.digest != job.recipe.rules:
        raise RuntimeError("this worker has other rules: give it the same files, and the same version of figextract")
    return rules


def _wrong(found: Found, stage: str, error: Exception, advice: str) -> Outcome:
    if isinstance(error, OSError):
        return _failed(found, stage, error.strerror or str(error), advice)
    return _failed(found, stage, f"{type(error).__name__}: {error}", "please report it, with the document")


def _failed(found: Found, stage: str, problem: str, advice: str) -> Outcome:
    return Outcome(found.source, "failed", failure=Failure(found.source, stage, problem, advice))


def lost(found: Found, error: BaseException) -> Outcome:
    """The outcome of a document whose worker did not come back with one."""
    if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":
        problem = "its worker process died, out of memory or in a crash"
        return _failed(
            found, "extract", problem, "run it alone with more memory free; if it dies again, please report it"
        )
    return _failed(found, "extract", f"{type(error).__name__}: {error}", "mend that and run again")
