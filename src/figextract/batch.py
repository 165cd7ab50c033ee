"""A folder at a time: what is to be done, done by workers, and written down in `run.json`."""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from figextract import rules as rules_
from figextract import store
from figextract.read import known_encoding
from figextract.record import Record
from figextract.store import Counts
from figextract.walk import Failure, Found, Walk, walk
from figextract.work import Job, Outcome, lost, warm, work
from figextract.workers import hand_out, spread

Paths = Sequence[str | os.PathLike[str]]

LARGEST_CHUNK, SMALLEST_CHUNK = 2_000_000, 60_000
"""Bytes of a chunk of work: enough to be worth its way, few enough for all workers to end together."""
MOST_DOCUMENTS = 50
"""Documents of a chunk: what is done again one by one when a document kills its worker."""
PATIENCE = 2.0
"""Seconds to wait for another run, which may have just been killed, to let go of the output folder."""


class RunError(Exception):
    """A run that can't start: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: documents and bytes done and in all, what was found so far, and the latest outcome."""

    documents: int
    all_documents: int
    bytes: int
    all_bytes: int
    characters: int
    figures: int
    failed: int
    seconds: float
    latest: Outcome


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did.

    `outcomes` are sorted by source; `skipped` counts files by reason; `left` are documents of the output folder that
    the source no longer has, removed if `pruned`; `renewed` says why an older output folder was brought up to date.
    """

    outcomes: tuple[Outcome, ...]
    skipped: Mapping[str, int]
    left: tuple[str, ...]
    pruned: bool
    renewed: str | None
    seconds: float

    @property
    def failures(self) -> list[Failure]:
        return [outcome.failure for outcome in self.outcomes if outcome.failure]

    @property
    def done(self) -> list[Counts]:
        return [outcome.counts for outcome in self.outcomes if outcome.counts]

    @property
    def kinds(self) -> Counter[str]:
        """The number of figures by kind."""
        kinds: Counter[str] = Counter()
        for counts in self.done:
            kinds.update(counts.kinds)
        return kinds


def run(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    rules: Paths = (),
    encoding: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    force: bool = False,
    prune: bool = False,
    watch: Callable[[Progress], None] | None = None,
) -> Run:
    """Extract every report at or below `source` into the tables of the folder `out`.

    A document whose bytes, rules and version are those of its tables is kept, unless `force`. Work is done by
    `workers` processes (default: all cores), or by any `concurrent.futures` executor. `rules` are TOML files, or
    folders of them, laid over the built-in ones and over those that a figextract.toml beside the reports names.
    `encoding` overrides the guess, `prune` removes documents that left the source, `watch` is told of each document.

    A document that fails is told in the result and in `run.json`; `RunError` or `RulesError` is raised when the run
    can't start.
    """
    started = time.monotonic()
    source, out = Path(source), Path(os.path.abspath(out))
    files = tuple(os.path.abspath(file) for file in (*rules_.beside(source), *rules))
    recipe = store.recipe(rules_.load(files).digest, _encoding(encoding))
    found = _walk(source, out)
    workers = workers or _cores()
    with _alone(out):
        with _writing(out):
            record = Record(out, source, found, recipe, files)
        job = Job(str(out), files, recipe, force)
        chunks = _chunks(found.files, workers)
        if executor is not None:
            outcomes = hand_out(partial(work, job), chunks, executor, lost)
        else:
            if force or record.renewed or _new(out, found):
                warm(job)
            outcomes = spread(partial(work, job), chunks, max(1, min(workers, len(chunks))), lost)
        with closing(outcomes):
            for progress in _progress(outcomes, found, started):
                record.add(progress.latest)
                if watch:
                    watch(progress)
        left = {} if source.is_file() else _left(out, found)
        with _writing(out):
            if prune:
                for stem in left:
                    store.remove(out, stem)
            record.close([] if prune else [*left.values()])
        seconds = time.monotonic() - started
        return Run(record.outcomes, found.skipped, tuple(left.values()), prune, record.renewed, seconds)


def _encoding(encoding: str | None) -> str | None:
    if encoding and not known_encoding(encoding):
        raise RunError(f"no encoding is called {encoding}: name one as gb18030, big5, utf-8 or utf-16")
    return encoding


def _walk(source: Path, out: Path) -> Walk:
    try:
        found = walk(source, leave_out=[out])
    except OSError as error:
        raise RunError(f"{source} can't be opened ({error.strerror}): name a folder of reports, or a report") from error
    if not found.files and not found.failures:
        skipped = sum(found.skipped.values())
        raise RunError(f"no report in {source} ({skipped} other files): put .txt files there, or name another folder")
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """The output folder ready for writing, and no other run's at the same time; raises `RunError`."""
    with _writing(out):
        out.mkdir(parents=True, exist_ok=True)
        lock = open(out / ".lock", "w")  # noqa: SIM115
    with lock:
        with _writing(out):
            _seize(lock.fileno(), out)
            store.prepare(out)
        yield


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"can't write to {out} ({error.strerror}): make room, or name another folder") from error


def _seize(descriptor: int, out: Path) -> None:
    """Lock the file until it is closed, here and in the workers, which inherit it: so a killed run's last ones too."""
    try:
        import fcntl
    except ImportError:  # not a Unix: two runs at once are then the user's affair
        return
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise RunError(f"another run is writing to {out}: wait for it, or name another folder") from None
            time.sleep(0.05)
        except OSError:  # a file system without locks
            return


def _chunks(files: Iterable[Found], workers: int) -> list[list[Found]]:
    """The files, largest first, in chunks that shrink towards the end, so that all workers end together."""
    todo = deque(sorted(files, key=lambda found: (-found.size, found.source)))
    rest = sum(found.size for found in todo)
    chunks = []
    while todo:
        limit = min(max(rest / (3 * workers), SMALLEST_CHUNK), LARGEST_CHUNK)
        chunk = [todo.popleft()]
        size = chunk[0].size
        while todo and len(chunk) < MOST_DOCUMENTS and size + todo[0].size <= limit:
            size += todo[0].size
            chunk.append(todo.popleft())
        rest -= size
        chunks.append(chunk)
    return chunks


def _progress(outcomes: Iterable[Outcome], found: Walk, started: float) -> Iterator[Progress]:
    """How far things are after each outcome; what failed before any reading comes first."""
    sizes = {file.source: file.size for file in found.files}
    all_documents, all_bytes = len(sizes) + len(found.failures), sum(sizes.values())
    size = characters = figures = failed = 0
    unreadable = (Outcome(failure.source, "failed", failure=failure) for failure in found.failures)
    for documents, outcome in enumerate(chain(unreadable, outcomes), 1):
        size += sizes.get(outcome.source, 0)
        if outcome.counts:
            characters += outcome.counts.characters
            figures += outcome.counts.figures
        failed += outcome.failure is not None
        seconds = time.monotonic() - started
        yield Progress(documents, all_documents, size, all_bytes, characters, figures, failed, seconds, outcome)


def _new(out: Path, found: Walk) -> bool:
    """Whether a document has no tables yet."""
    there = set(store.stems(out))
    return any(store.name(file.source) not in there for file in found.files)


def _left(out: Path, found: Walk) -> dict[str, str]:
    """The documents of the output folder that the source no longer has, sources by the names of their files.

    Those of a source folder that can't be listed count as there; what is left of half a document goes by its name.
    """
    here = {store.name(file.source) for file in found.files} | {store.name(fail.source) for fail in found.failures}
    unseen = tuple(f"{failure.source}/" for failure in found.failures)
    gone = {stem: store.source(out, stem) or stem for stem in store.stems(out) if stem not in here}
    return {stem: source for stem, source in gone.items() if not source.startswith(unseen)}
