"""A run that is killed, at any moment: what counts in the output folder is whole, and the next run completes it."""

import json
import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

import figextract as fx
from figextract import store
from test_cli import COMMAND
from test_run import TEXT, bytes_of, put

DOCUMENTS = 30
MOMENTS = 12


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed") / "in"
    return put(folder, **{f"d{n:02}": TEXT * (10 + 5 * n) for n in range(DOCUMENTS)})


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> dict[str, str]:
    out = source.parent / "undisturbed"
    fx.run(source, out)
    return bytes_of(out)


def start(source: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "run", str(source), str(out), "--log-json", *options]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def end(run: subprocess.Popen[bytes]) -> None:
    assert run.stderr
    run.stderr.close()
    run.wait()


def whole_files(out: Path) -> dict[str, str]:
    """The files of whole documents with their digests, as they are after a kill."""
    stems = {stem for stem in store.stems(out) if store.whole(out, stem)}
    return {file: digest for file, digest in bytes_of(out).items() if Path(file).name.removesuffix(".parquet") in stems}


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_run_that_is_killed_leaves_whole_documents_and_is_completed(
    source: Path, undisturbed: dict[str, str], tmp_path: Path, moment: int
) -> None:
    run = start(source, tmp_path / "out", "--workers", "2")
    assert run.stderr
    for _ in range(DOCUMENTS * moment // MOMENTS):  # wait for some documents, then a moment more
        run.stderr.readline()
    time.sleep(0.005 * (moment % 4))
    run.send_signal(signal.SIGKILL)
    end(run)
    left = whole_files(tmp_path / "out")
    assert left.items() <= undisturbed.items()
    if (tmp_path / "out" / "run.json").exists():
        told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
        assert len(told["documents"]) == DOCUMENTS
    done = fx.run(source, tmp_path / "out")
    assert done.failures == []
    assert bytes_of(tmp_path / "out") == undisturbed
    assert not list((tmp_path / "out").rglob(".*.tmp"))


def test_what_a_run_that_is_killed_did_not_reach_is_told_as_pending(source: Path, tmp_path: Path) -> None:
    run = start(source, tmp_path / "out")
    assert run.stderr and run.stderr.readline()
    run.kill()
    end(run)
    told = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert told["state"] == "unfinished"
    assert {row["state"] for row in told["documents"]} <= {"pending", "done"}


def test_a_renewal_that_is_killed_mixes_nothing(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    fx.run(source, out)
    run = start(source, out, "--encoding", "utf-8")
    assert run.stderr
    for _ in range(DOCUMENTS // 2):
        run.stderr.readline()
    run.kill()
    end(run)
    digests = {stem: store.whole(out, stem) for stem in store.stems(out)}
    assert len(digests) == DOCUMENTS
    fx.run(source, out, encoding="utf-8")
    fx.run(source, tmp_path / "fresh", encoding="utf-8")
    assert bytes_of(out) == bytes_of(tmp_path / "fresh")


def test_a_worker_that_is_killed_from_outside_costs_nothing(
    source: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    run = start(source, tmp_path / "out", "--workers", "2")
    assert run.stderr and run.stderr.readline()
    for child in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()[:1]:
        os.kill(int(child), signal.SIGKILL)
    run.communicate()
    assert run.returncode == 0
    assert bytes_of(tmp_path / "out") == undisturbed


def test_ctrl_c_stops_with_one_line_and_the_next_run_goes_on(
    source: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    run = start(source, tmp_path / "out")
    assert run.stderr and run.stderr.readline()
    run.send_signal(signal.SIGINT)
    _, told = run.communicate()
    assert run.returncode == 130
    assert told.decode().splitlines()[-1] == "stopped; the same command goes on from here"
    assert b"Traceback" not in told
    fx.run(source, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == undisturbed


def test_no_worker_outlives_its_run(source: Path, tmp_path: Path) -> None:
    run = start(source, tmp_path / "out", "--workers", "2")
    assert run.stderr and run.stderr.readline()
    children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    assert children
    run.kill()
    end(run)
    deadline = time.monotonic() + 10
    while any(alive(child) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def alive(process: str) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_a_full_disk_fails_what_can_not_be_written_and_keeps_what_was(tmp_path: Path) -> None:
    source, out = put(tmp_path / "in", a=TEXT), tmp_path / "out"
    fx.run(source, out)
    before = bytes_of(out)
    put(source, a=TEXT * 2)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    command = [*COMMAND, "run", str(source), str(out)]
    full = subprocess.run(command, capture_output=True, preexec_fn=little_room, check=False)
    assert full.returncode == 1
    assert "a.txt (write): File too large; see that the disk has room" in full.stdout.decode()
    after = bytes_of(out)
    assert {file: after[file] for file in before if file != "run.json"} == {
        file: digest for file, digest in before.items() if file != "run.json"
    }
    assert fx.run(source, out).failures == []
