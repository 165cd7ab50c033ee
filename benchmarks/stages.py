"""Where the CPU time goes: characters/s and share of every stage, from the bytes to the files.

    python benchmarks/stages.py [FOLDER…] [--profile]

A stage is a function that the pipeline calls from another module; each is timed where it is called. `--profile` prints
the functions that take most time, too.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

from corpus import reports
from figextract import pipeline, rules, store
from figextract.read import from_bytes

ROUNDS = 3
taken: defaultdict[str, float] = defaultdict(float)
"""Seconds by stage."""


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its time added to `taken` under this name."""

    def call(*arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            taken[name] += time.process_time() - start

    return call


def watch_stages() -> None:
    """Time every function that the pipeline has from another module of the package, and what it does itself."""
    for name, value in list(vars(pipeline).items()):
        if isinstance(value, FunctionType) and value.__module__.startswith("figextract."):
            label = f"{value.__module__.removeprefix('figextract.')}.{name}"
            if value.__module__ != pipeline.__name__ or name in ("_figures", "_evidence", "_sentences", "_documents"):
                setattr(pipeline, name, timed(label, value))
    pipeline.schema.table = timed("schema.table", pipeline.schema.table)  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    texts, built_in = reports(options.folders), rules.load()
    documents = [from_bytes(raw, name) for name, raw in texts]
    characters = ROUNDS * sum(len(document.text) for document in documents)
    for document in documents:
        pipeline.extract_tables(document, built_in)
    if options.profile:
        with cProfile.Profile() as profile:
            for document in documents:
                pipeline.extract_tables(document, built_in)
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    watch_stages()
    recipe = store.recipe(built_in.digest)
    with tempfile.TemporaryDirectory() as folder:
        store.prepare(Path(folder))
        read, encode = timed("read", from_bytes), timed("store.encode", store.encode)
        write = timed("store.write", store.write)
        start = time.process_time()
        for _ in range(ROUNDS):
            for name, raw in texts:
                write(Path(folder), encode(pipeline.extract_tables(read(raw, name), built_in), recipe))
        whole = time.process_time() - start
    print(f"{'stage':40} {'µs a 1,000 characters':>22} {'characters/s':>14} {'share':>7}")
    for name, seconds in [
        *sorted(taken.items(), key=lambda row: -row[1]),
        ("the rest", whole - sum(taken.values())),
        ("the whole", whole),
    ]:
        print(f"{name:40} {seconds / characters * 1e9:22,.0f} {characters / seconds:14,.0f} {seconds / whole:7.1%}")


if __name__ == "__main__":
    main()
