"""The command line as it is called: what it prints, and its exit status."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from figextract import store
from tables import figure, report

COMMAND = [sys.executable, "-c", "from figextract.cli import main; main()"]
TEXT = "全市会员企业3600余家。\n去年组织捐款2.5亿元，培训5次。\n"


def call(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, cwd=cwd, check=False)


def source(tmp_path: Path, **texts: str | bytes) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_help_lists_every_command_and_is_quick() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = call("--help").stdout.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert re.search(r"^ +run +\w", told, re.M)
    # Twice what it may take, so that a busy machine fails no test; what it imports is tested beside this.
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < 0.2


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, figextract.cli; print(*sys.modules)"
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.split())
    assert not {"pyarrow", "pandas", "jieba", "regex", "rich"} & loaded


@pytest.mark.parametrize("command", ["run", "extract", "show"])
def test_every_command_has_help(command: str) -> None:
    done = call(command, "--help")
    assert done.returncode == 0
    assert f"figextract {command}" in done.stdout.decode()


def test_run_prints_a_summary_and_then_only_what_is_new(tmp_path: Path) -> None:
    folder = source(tmp_path, a=TEXT, b=TEXT)
    first = call("run", folder, tmp_path / "out")
    assert first.returncode == 0
    assert first.stdout.decode().startswith(f"2 documents  {2 * len(TEXT)} characters")
    assert b"unchanged: 2 documents" in call("run", folder, tmp_path / "out").stdout


def test_run_with_a_failure_names_it_on_one_line_and_exits_1(tmp_path: Path) -> None:
    folder = source(tmp_path, good=TEXT, bad=b"%PDF-1.7")
    (folder / "notes.csv").write_text("1")
    done = call("run", folder, tmp_path / "out")
    assert done.returncode == 1
    told = done.stdout.decode()
    assert "1 documents" in told
    assert "  failed: 1\n    bad.txt (read): not plain text but a PDF; save its text as .txt" in told
    assert "skipped: 1 files (unknown suffix .csv 1)" in told


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["run", "nowhere", "out"], "nowhere can't be opened"),
        (["run", "empty", "out"], "no report in empty"),
        (["run", "reports", "reports/a.txt"], "can't write to"),
        (["run", "reports", "out", "--workers", "0"], "--workers"),
        (["run", "reports", "out", "--encoding", "klingon"], "klingon"),
        (["run", "reports", "out", "--rules", "none.toml"], "none.toml: can't be read"),
        (["run", "reports", "out", "--cluster", "nonsense"], "dask"),
        (["run", "reports", "out", "--cluster", "tcp://127.0.0.1:1"], "dask"),
        (["run", "reports"], "OUT"),
        (["show", "nowhere"], "nowhere"),
        (["show", "empty"], "empty"),
        (["show", "empty", "--kind", "colour"], "money"),
        (["extract", "3家", "--rules", "none.toml"], "none.toml"),
        (["fly"], "fly"),
    ],
)
def test_a_wrong_call_exits_2_and_says_what_to_do(tmp_path: Path, arguments: list[str], says: str) -> None:
    source(tmp_path, a=TEXT)
    (tmp_path / "empty").mkdir()
    done = call(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_quiet_prints_nothing_but_failures(tmp_path: Path) -> None:
    folder = source(tmp_path, good=TEXT)
    done = call("run", folder, tmp_path / "out", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    (folder / "bad.txt").write_bytes(b"%PDF-1.7")
    done = call("run", folder, tmp_path / "out", "--quiet")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("failed: bad.txt (read): ")


def test_log_json_prints_nothing_else(tmp_path: Path) -> None:
    folder = source(tmp_path, good=TEXT, bad=b"%PDF-1.7")
    done = call("run", folder, tmp_path / "out", "--log-json")
    rows = [json.loads(line) for line in done.stderr.splitlines()]
    assert {(row["source"], row["state"]) for row in rows} == {("good.txt", "made"), ("bad.txt", "failed")}
    summary = json.loads(done.stdout)
    assert (summary["documents"], summary["failed"][0]["source"]) == (1, "bad.txt")


def test_names_that_a_terminal_can_not_show(tmp_path: Path) -> None:
    folder = source(tmp_path)
    with open(os.fsencode(folder) + b"/a\nb.txt", "wb") as file:
        file.write(b"%PDF-1.7")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [*map(os.fsencode, COMMAND), b"run", os.fsencode(folder), os.fsencode(tmp_path) + b"/\xff"]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert b"a b.txt (read)" in done.stdout


def test_show_prints_figures_with_their_sentences(tmp_path: Path) -> None:
    store.prepare(tmp_path)
    lines = [("全年捐款3亿元，培训5次。", figure("3亿元", value=300000000, kind="money"), figure("5次", value=5))]
    store.write(tmp_path, store.encode(report("甲.txt", lines), store.recipe("rules")))
    told = call("show", tmp_path).stdout.decode().splitlines()
    assert [line.split()[:2] for line in told[1::2]] == [["3亿元", "300,000,000"], ["5次", "5"]]
    assert told[2].strip() == "全年捐款⟦3亿元⟧，培训5次。  (甲.txt)"
    assert call("show", tmp_path, "--kind", "money").stdout.decode().count("⟦") == 1
    assert "1 more" in call("show", tmp_path, "--limit", "1").stdout.decode()
    assert call("show", tmp_path, "--document", "乙").stderr == b"no figures\n"


def test_extract_reads_an_argument_or_standard_input() -> None:
    assert call("extract", "没有数字。").returncode == 0
    assert call("extract", stdin="没有数字。".encode("gb18030")).returncode == 0
    assert call("extract", "--json", "没有数字。").stdout == b""
    done = call("extract", stdin=os.urandom(5000))
    assert done.returncode == 1
    assert b"standard input is not a text" in done.stderr
