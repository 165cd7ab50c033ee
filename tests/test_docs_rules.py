"""docs/rules.md: its rules are short, hold on their examples and are needed for them; its output is what comes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from figextract.check import check
from figextract.cli import figextract

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
RUNS = re.findall(r"```console\n\$ (figextract [^\n]*)\n(.*?)```", PAGE, re.DOTALL)
LINES = 10


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_rule_of_the_page_holds_and_is_needed(block: str, tmp_path: Path) -> None:
    mine = tmp_path / "my.toml"
    mine.write_text(block, encoding="utf-8")
    found = check([mine], own=True)
    assert not found.findings and not found.notes
    assert found.rules == 1 or "[[off]]" in block
    assert block.count("\n") < LINES


def test_all_rules_of_the_page_go_together(tmp_path: Path) -> None:
    for number, block in enumerate(BLOCKS):
        if "[[off]]" not in block:
            (tmp_path / f"{number}.toml").write_text(block, encoding="utf-8")
    assert not check([tmp_path], own=True).findings


@pytest.mark.parametrize(("call", "output"), RUNS, ids=[call.split()[1] for call, _ in RUNS])
def test_what_the_page_shows_is_what_comes(
    call: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    broken = BLOCKS[0].replace("设立蓝领小屋", "设立蓝领小吃")
    (tmp_path / "broken.toml").write_text(broken, encoding="utf-8")
    came = CliRunner().invoke(figextract, shlex.split(call)[1:]).output
    shown, cut, _ = output.partition("…\n")
    assert came and (numberless(came).startswith(numberless(shown)) if cut else numberless(came) == numberless(shown))


def numberless(output: str) -> str:
    """Output without the line numbers of built-in files, which every change of rules moves."""
    return re.sub(r"(rules/\w+\.toml):\d+", r"\1", output)


def test_contributing_names_what_ci_runs() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ntest:")[2].partition("\n\n")[0]
    commands = [line.strip().removeprefix("$(BIN)/") for line in recipe.splitlines()[1:]]
    assert commands
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    assert [command for command in commands if f"    {command}" not in contributing] == []
