"""The whole command, start-up and writing included: time and peak memory by number of documents and of workers.

    python benchmarks/scaling.py [FOLDER…] [--documents 10 100 1000] [--workers 1 2] [--megabytes 20]

The reports are repeated under new names to each number of documents (or, with `--megabytes`, to that size), and
`figextract run` is called on them as a user would: into an empty folder, then again with nothing changed, then with
one document changed. jieba.cut over the same text in one process stands beside it. Memory is the largest process's.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import jieba

from corpus import repeated, reports
from figextract.read import decode


class Taken(NamedTuple):
    """What a call took: seconds on the clock, seconds of CPU, and the largest process's memory in MB."""

    seconds: float
    cpu: float
    megabytes: float


def run(source: Path, out: Path, workers: int) -> Taken:
    """`figextract run`, in a process of its own."""
    command = [sys.executable, "-c", "from figextract.cli import main; main()", "run", source, out, "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen([*map(str, command), "--workers", str(workers)])
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("figextract run failed")
    return Taken(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def cut(texts: list[str]) -> float:
    """Seconds that jieba.cut takes over the texts."""
    list(jieba.cut(texts[0]))
    start = time.perf_counter()
    for text in texts:
        for _ in jieba.cut(text):
            pass
    return time.perf_counter() - start


def measure(texts: list[tuple[str, bytes]], workers: list[int]) -> None:
    """Print a line for each number of workers."""
    plain = [decode(raw).text for _, raw in texts]
    characters = sum(map(len, plain))
    theirs = cut(plain)
    first = 0.0
    for number in workers:
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder, "in"), Path(folder, "out")
            source.mkdir()
            for name, raw in texts:
                (source / name).write_bytes(raw)
            new = run(source, out, number)
            again = run(source, out, number)
            changed = source / texts[0][0]
            changed.write_bytes(changed.read_bytes() + b"\n2025\n")
            one = run(source, out, number)
        first = first or new.seconds
        rate, faster, ratio = characters / new.seconds, first / new.seconds, theirs / new.seconds
        print(
            f"{len(texts):9,} {number:7} {new.seconds:8.1f} {rate:12,.0f} {faster:8.2f} {ratio:9.2f}"
            f" {new.megabytes:8.0f} {again.seconds:9.2f} {one.seconds:9.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--documents", nargs="+", type=int, default=[10, 100, 1000])
    parser.add_argument("--workers", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--megabytes", type=float, help="one size instead of numbers of documents")
    options = parser.parse_args()
    logging.getLogger("jieba").setLevel(logging.WARNING)
    texts = reports(options.folders)
    print("documents workers  seconds characters/s speed-up jieba.cut  peak MB unchanged  one new")
    if options.megabytes:
        measure(repeated(texts, int(options.megabytes * 1e6)), options.workers)
        return
    for number in options.documents:
        measure(
            [(f"{i:05}_{texts[i % len(texts)][0]}", texts[i % len(texts)][1]) for i in range(number)], options.workers
        )


if __name__ == "__main__":
    main()
