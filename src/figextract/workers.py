"""Work spread over processes, so that what kills its process costs nothing but itself.

`spread` uses processes of its own, `hand_out` any `concurrent.futures` executor. Both take chunks of items, call `work`
on a chunk, which gives one result an item, and yield the results as they come. An item whose worker dies, alone as well
as in company, yields what `lost` makes of it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TypeVar

import pyarrow as pa

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[Sequence[T]], Sequence[R]]
Lost = Callable[[T, BaseException], R]


def spread(work: Work[T, R], chunks: Iterable[Sequence[T]], workers: int, lost: Lost[T, R]) -> Generator[R, None, None]:
    """The results of all items, worked on by processes of this machine."""
    todo = deque(chunks)
    while todo:
        suspects: list[T] = []
        before = len(todo)
        with _processes(workers) as executor:
            for chunk, outcome in _stream(executor, work, todo, window=workers + 1):
                if isinstance(outcome, BaseException):
                    suspects.extend(chunk)
                else:
                    yield from outcome
        if len(todo) == before:  # not even a process could be started
            suspects.extend(todo.popleft())
        yield from _one_by_one(work, deque(suspects), lost)


def hand_out(
    work: Work[T, R], chunks: Iterable[Sequence[T]], executor: Executor, lost: Lost[T, R]
) -> Generator[R, None, None]:
    """The results of all items, worked on by `executor`, which is left running."""
    todo = deque(chunks)
    for chunk, outcome in _stream(executor, work, todo, window=sys.maxsize):
        if not isinstance(outcome, BaseException):
            yield from outcome
        elif len(chunk) > 1:
            todo.extend([item] for item in chunk)
        else:
            yield lost(chunk[0], outcome)
    for chunk in todo:
        yield from (lost(item, RuntimeError("the executor takes no more work")) for item in chunk)


def _stream(
    executor: Executor, work: Work[T, R], todo: deque[Sequence[T]], window: int
) -> Iterator[tuple[Sequence[T], Sequence[R] | BaseException]]:
    """Chunks with their results or what went wrong, at most `window` of them out at once.

    Chunks leave `todo` when they are handed out. What the executor refuses stays there, and ends the stream.
    """
    done: SimpleQueue[Future[Sequence[R]]] = SimpleQueue()
    out: dict[Future[Sequence[R]], Sequence[T]] = {}
    refused = False
    try:
        while out or (todo and not refused):
            while todo and len(out) < window and not refused:
                try:
                    future = executor.submit(work, todo[0])
                except RuntimeError:  # it is broken or shut down
                    refused = True
                else:
                    out[future] = todo.popleft()
                    future.add_done_callback(done.put)
            if out:
                future = done.get()
                error = CancelledError() if future.cancelled() else future.exception()
                yield out.pop(future), error or future.result()
    finally:
        for future in out:
            future.cancel()


def _one_by_one(work: Work[T, R], items: deque[T], lost: Lost[T, R]) -> Iterator[R]:
    """The results of items of which one killed its worker: each alone, so that it is known which."""
    while items:
        with _processes(1) as executor:
            while items:
                item = items.popleft()
                try:
                    yield from executor.submit(work, [item]).result()
                except Exception as error:
                    yield lost(item, error)
                    break


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    # Forked where that is the custom: what is loaded is shared, and a script needs no `if __name__ == "__main__"`.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_enlist)
    try:
        yield executor
    finally:
        # what Ctrl-C left half handed out is never worked on, and would be waited for
        executor.shutdown(cancel_futures=True)


def _enlist() -> None:
    """Make a worker die with its parent, and at Ctrl-C without a word, and spare it what it need not do."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _spare_pandas()
    leave_garbage()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


class _NoPandas:
    """An importer that says that pandas is not installed."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ImportError(name)


def leave_garbage() -> None:
    """Stop the collector of circular garbage: hardly anything here refers to itself, and walking over the millions of
    objects of a long document takes a tenth of its time. What there is must be collected between pieces of work."""
    gc.freeze()
    gc.disable()


def _spare_pandas() -> None:
    """Let pyarrow find no pandas, which it else imports at the first list it is given: 0.2 s and 50 MB a worker."""
    sys.meta_path.insert(0, _NoPandas)
    pa.array([], pa.null())
    sys.meta_path.remove(_NoPandas)


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
