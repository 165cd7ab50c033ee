"""Work over processes and executors: what kills its process costs nothing but itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

import figextract as fx
from figextract import pipeline
from figextract.model import Document
from figextract.rules import Rules
from figextract.schema import Tables
from figextract.workers import hand_out, spread
from test_run import TEXT, bytes_of, put, record, states


def shout(items: Sequence[str]) -> list[str]:
    """The work of these tests: some items kill the process that works on them, or raise."""
    for item in items:
        if item.startswith("deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        if item == "raises":
            raise ValueError(item)
    return [item.upper() for item in items]


def name_of(item: str, error: BaseException) -> str:
    return f"{item}: {type(error).__name__}"


CHUNKS = [["a", "b"], ["deadly 1", "c"], ["d"], ["e", "deadly 2"], ["f", "raises"], [*"ghi"], [*"jkl"]]
FINE = {c.upper() for c in "abcdefghijkl"}


@pytest.mark.parametrize("workers", [1, 2])
def test_items_that_kill_their_process_are_named_and_all_others_done(workers: int) -> None:
    results = list(spread(shout, CHUNKS, workers, name_of))
    assert len(results) == 15
    lost = {"deadly 1: BrokenProcessPool", "deadly 2: BrokenProcessPool", "raises: ValueError"}
    assert set(results) == FINE | lost


def test_what_an_interrupt_left_half_handed_out_is_not_waited_for() -> None:
    half = (
        "from concurrent.futures import Future\n"
        "from concurrent.futures.process import _WorkItem\n"
        "from figextract.workers import _processes\n"
        "with _processes(1) as executor:\n"
        "    executor.submit(len, [1]).result()\n"
        "    executor._pending_work_items[-1] = _WorkItem(Future(), len, ([],), {})\n"
    )
    subprocess.run([sys.executable, "-c", half], timeout=30, check=True)


def test_threads_are_an_executor_like_another() -> None:
    chunks = [["a", "b"], ["c", "raises"]]
    with ThreadPoolExecutor(2) as threads:
        assert set(hand_out(shout, chunks, threads, name_of)) == {"A", "B", "C", "raises: ValueError"}


def test_an_executor_of_the_caller_that_breaks_loses_only_what_was_not_done() -> None:
    with ProcessPoolExecutor(1) as processes:
        assert list(hand_out(shout, [["a"]], processes, name_of)) == ["A"]
        results = list(hand_out(shout, [["deadly"], ["b", "c"]], processes, name_of))
    assert len(results) == 3
    assert any(result.startswith("deadly: Broken") for result in results)


def test_an_executor_that_is_shut_down() -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    assert list(hand_out(shout, [["a", "b"]], threads, name_of)) == ["a: RuntimeError", "b: RuntimeError"]


@pytest.fixture
def deadly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that hold 致命 kill the process that extracts them, others that hold 出错 raise."""
    real = pipeline.extract_tables

    def extract_tables(document: Document, rules: Rules) -> Tables:
        if "致命" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "出错" in document.text:
            raise RecursionError("too deep")
        return real(document, rules)

    monkeypatch.setattr(pipeline, "extract_tables", extract_tables)


@pytest.mark.usefixtures("deadly")
def test_a_document_that_kills_its_worker_fails_alone_and_is_named(tmp_path: Path) -> None:
    texts = {f"d{n}": TEXT for n in range(20)} | {"killer": TEXT + "致命", "raiser": TEXT + "出错"}
    source, out = put(tmp_path / "in", **texts), tmp_path / "out"
    done = fx.run(source, out, workers=2)
    failed = {failure.source: failure for failure in done.failures}
    assert set(failed) == {"killer.txt", "raiser.txt"}
    assert failed["killer.txt"].problem == "its worker process died, out of memory or in a crash"
    assert failed["raiser.txt"].problem == "RecursionError: too deep"
    assert sum(outcome.state == "made" for outcome in done.outcomes) == 20
    assert [row["source"] for row in record(out)["documents"] if row["state"] == "failed"] == sorted(failed)


def test_any_executor_gives_the_same_bytes(tmp_path: Path) -> None:
    source = put(tmp_path / "in", **{f"d{n}": TEXT * n for n in range(1, 8)})
    fx.run(source, tmp_path / "own", workers=2)
    with ThreadPoolExecutor(2) as threads:
        done = fx.run(source, tmp_path / "threads", executor=threads)
    assert set(states(done).values()) == {"made"}
    assert bytes_of(tmp_path / "own") == bytes_of(tmp_path / "threads")
