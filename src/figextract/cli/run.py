"""`figextract run`: a folder of reports into tables."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from figextract.cli import progress
from figextract.cli.layout import calls, one_line

if TYPE_CHECKING:
    from figextract.batch import Run

NAMED = 100
"""How many failures, and how many documents that left the source, are named; `run.json` has them all."""


@click.command()
@click.argument("source", type=click.Path())
@click.argument("out", type=click.Path())
@click.option("--rules", multiple=True, metavar="FILE", help="TOML file laid over the built-in rules; repeatable")
@click.option("--encoding", metavar="NAME", help="encoding of the reports, instead of finding it")
@click.option("--workers", type=click.IntRange(1), metavar="N", help="processes that work side by side [all cores]")
@click.option("--cluster", metavar="ADDRESS", help="let the workers of this dask scheduler do it (tcp://host:8786)")
@click.option("--force", is_flag=True, help="do every document, also where nothing changed")
@click.option("--prune", is_flag=True, help="remove documents that left the source from OUT")
@click.option("--quiet", is_flag=True, help="print nothing but failures")
@click.option("--log-json", is_flag=True, help="print JSON lines: each document to stderr, the summary to stdout")
def run(
    source: str,
    out: str,
    rules: tuple[str, ...],
    encoding: str | None,
    workers: int | None,
    cluster: str | None,
    force: bool,
    prune: bool,
    quiet: bool,
    log_json: bool,
) -> None:
    """Extract every report at or below SOURCE, a folder or a file, into the tables of the folder OUT.

    Only what is new or changed is done. Exit status: 0 all done, 1 a document failed, 2 the run could not start.
    """
    from figextract import batch
    from figextract.rules import RulesError

    watch = progress.watcher(quiet, log_json)
    try:
        with calls(batch.RunError, RulesError), _executor(cluster) as executor:
            done = batch.run(
                source,
                out,
                rules=rules,
                encoding=encoding,
                workers=workers,
                executor=executor,
                force=force,
                prune=prune,
                watch=watch,
            )
    except KeyboardInterrupt:
        watch.end()
        click.echo("stopped; the same command goes on from here", err=True)
        sys.exit(130)
    watch.end()
    if log_json:
        click.echo(json.dumps(_figures_of(done), ensure_ascii=False))
    elif quiet:
        for failure in done.failures:
            click.echo(f"failed: {one_line(str(failure))}", err=True)
    else:
        click.echo("\n".join(_summary(done, out)))
    sys.exit(1 if done.failures else 0)


@contextlib.contextmanager
def _executor(cluster: str | None) -> Iterator[Executor | None]:
    if cluster is None:
        yield None
        return
    from figextract.batch import RunError

    try:
        from distributed import Client
    except ImportError as error:
        raise RunError("--cluster needs dask: pip install 'figextract[cluster]'") from error
    try:
        address = urlsplit(cluster)
        if not address.hostname:
            raise ValueError(cluster)
        socket.create_connection((address.hostname, address.port or 8786), timeout=10).close()
        client: Any = Client(cluster, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        problem = f"no dask scheduler answers at {cluster}"
        raise RunError(f"{problem}: start one with `dask scheduler`, and give its tcp://host:port") from error
    with client:
        yield client.get_executor()


def _summary(run: Run, out: str) -> Iterator[str]:
    counts = run.done
    kept = sum(outcome.state == "kept" for outcome in run.outcomes)
    sizes = [f"{len(counts):,} documents", f"{sum(c.characters for c in counts):,} characters"]
    yield "  ".join([*sizes, f"{sum(c.figures for c in counts):,} figures", f"{run.seconds:.1f} s"])
    if run.kinds:
        yield "  " + "   ".join(f"{kind} {number:,}" for kind, number in run.kinds.most_common())
    flagged = sum(c.flagged for c in counts)
    if flagged:
        yield f"  look again: {flagged:,} rows flagged"
    if kept:
        yield f"  unchanged: {kept:,} documents"
    if run.renewed:
        yield f"  brought up to date: these tables were {run.renewed}"
    if run.skipped:
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in run.skipped.items())
        yield f"  skipped: {sum(run.skipped.values()):,} files ({reasons})"
    if run.left:
        what = "removed" if run.pruned else "kept; --prune removes them"
        yield f"  no longer in the source: {len(run.left):,} documents ({what})"
        yield from _some(list(run.left))
    if run.failures:
        yield f"  failed: {len(run.failures):,}"
        yield from _some([str(failure) for failure in run.failures])
    yield f"  tables in {one_line(out)}: figures, evidence, sentences, documents; how each fared in run.json"


def _some(lines: list[str]) -> Iterator[str]:
    yield from (f"    {one_line(line)}" for line in lines[:NAMED])
    if len(lines) > NAMED:
        yield f"    and {len(lines) - NAMED:,} more, all in run.json"


def _figures_of(run: Run) -> dict[str, object]:
    counts = run.done
    return {
        "event": "summary",
        "documents": len(counts),
        "unchanged": sum(outcome.state == "kept" for outcome in run.outcomes),
        "characters": sum(c.characters for c in counts),
        "figures": sum(c.figures for c in counts),
        "kinds": dict(run.kinds.most_common()),
        "flagged": sum(c.flagged for c in counts),
        "skipped": dict(run.skipped),
        "left": list(run.left),
        "failed": [
            {"source": f.source, "stage": f.stage, "problem": f.problem, "advice": f.advice} for f in run.failures
        ],
        "seconds": round(run.seconds, 3),
    }
