"""How fast the extraction is, as a ratio to `jieba.cut` over the same text in the same run.

    python benchmarks/speed.py [FOLDER…] [--megabytes 20] [--linear]

One warm process with the settings of a worker, from the bytes of each document to its four Arrow tables with
everything on. The two take turns, CPU time is counted, and the median of three rounds. `--megabytes` repeats the
documents to that size. `--linear` doubles one document up to 10 MB and prints how much longer twice the text takes.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import jieba

from corpus import repeated, reports
from figextract import rules
from figextract.pipeline import extract_tables
from figextract.read import decode, from_bytes
from figextract.workers import leave_garbage

ROUNDS = 3
LARGEST = 10_000_000


def seconds(work: Callable[[], object]) -> float:
    """CPU time of a call, which other programs on the machine disturb least."""
    start = time.process_time()
    work()
    return time.process_time() - start


def extract(texts: list[tuple[str, bytes]]) -> None:
    """The way of every document from its bytes to its tables."""
    built_in = rules.load()
    for name, raw in texts:
        extract_tables(from_bytes(raw, name), built_in)


def cut(texts: list[str]) -> None:
    """Every word of every text, as jieba finds them."""
    for text in texts:
        for _ in jieba.cut(text):
            pass


def compare(texts: list[tuple[str, bytes]]) -> None:
    """Print the speed of the extraction, of jieba.cut, and their ratio."""
    plain = [decode(raw).text for _, raw in texts]
    characters = sum(map(len, plain))
    extract(texts[:20])
    cut(plain[:1])
    leave_garbage()
    rounds = [(seconds(partial(extract, texts)), seconds(partial(cut, plain))) for _ in range(ROUNDS)]
    ours, theirs = (median(column) for column in zip(*rounds, strict=True))
    print(f"{len(texts):,} documents  {characters:,} characters")
    print(f"figextract  {characters / ours:12,.0f} characters/s")
    print(f"jieba.cut   {characters / theirs:12,.0f} characters/s")
    print(f"ratio       {theirs / ours:12.2f}")


def linear(texts: list[tuple[str, bytes]]) -> None:
    """Print how long one document takes that is doubled again and again."""
    whole = "\n".join(decode(raw).text for _, raw in texts).encode()
    size, before, worst = min(len(whole), LARGEST // 32), 0.0, 0.0
    print("one document:     bytes   seconds   times the half")
    while size <= LARGEST:
        raw = (whole * (size // len(whole) + 1))[:size].decode(errors="ignore").encode()
        took = median(seconds(partial(extract, [("long.txt", raw)])) for _ in range(ROUNDS))
        grown = took / before if before else 0.0
        print(f"{size:23,} {took:9.2f} {f'{grown:16.2f}' if before else ''}")
        before, worst, size = took, max(worst, grown), size * 2
    print(f"twice the text takes at most {worst:.2f} times as long")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--megabytes", type=float, help="repeat the documents to this size")
    parser.add_argument("--linear", action="store_true", help="double one document up to 10 MB as well")
    options = parser.parse_args()
    logging.getLogger("jieba").setLevel(logging.WARNING)
    texts = reports(options.folders)
    compare(repeated(texts, int(options.megabytes * 1e6)) if options.megabytes else texts)
    if options.linear:
        linear(texts)


if __name__ == "__main__":
    main()
