"""A real dask cluster on this machine: a scheduler and two workers, one of which is killed on the way."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import figextract as fx
from test_cli import COMMAND
from test_run import TEXT, bytes_of, put

pytest.importorskip("distributed")
SCHEDULER = [
    sys.executable,
    "-m",
    "distributed.cli.dask_scheduler",
    "--port",
    "0",
    "--no-dashboard",
    "--host",
    "127.0.0.1",
]
WORKER = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    with ExitStack() as stack:

        def start(*command: str) -> subprocess.Popen[bytes]:
            process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, cwd=tmp_path))
            stack.callback(process.kill)
            return process

        address = wait_for(start(*SCHEDULER), rb"Scheduler at: +(tcp://\S+)")
        workers = [start(*WORKER, address) for _ in range(2)]
        for worker in workers:
            wait_for(worker, rb"Registered to: +(\S+)")
        yield address, workers


def wait_for(process: subprocess.Popen[bytes], pattern: bytes) -> str:
    assert process.stderr
    for line in process.stderr:
        found = re.search(pattern, line)
        if found:
            return found[1].decode()
    raise AssertionError("it ended before it was ready")


def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster
    texts: dict[str, str | bytes] = {f"d{n:02}": TEXT * (60 + n) for n in range(40)}
    source = put(tmp_path / "in", **texts, bad=b"%PDF-1.7")
    command = [*COMMAND, "run", str(source), str(tmp_path / "cluster"), "--cluster", address, "--log-json"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert run.stderr and run.stderr.readline()
    workers[0].kill()
    run.communicate()
    assert run.returncode == 1
    fx.run(source, tmp_path / "here")
    assert bytes_of(tmp_path / "cluster") == bytes_of(tmp_path / "here")
