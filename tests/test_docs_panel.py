"""docs/panel.md shows what the commands really print on the sample reports.

`python tests/test_docs_panel.py OUT` writes it anew from OUT, the output folder of a run over `data/raw`.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from figextract.cli import figextract
from figextract.tables import load

FILE = Path(__file__).parents[1] / "docs" / "panel.md"
PAGE = FILE.read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```console\n\$ figextract ((?:panel|ledger) .+)\n([\s\S]*?)```")
EXAMPLES = EXAMPLE.findall(PAGE)


def printed_by(arguments: str, out: Path) -> str:
    return CliRunner().invoke(figextract, shlex.split(arguments.replace("data/out", str(out)))).output


@pytest.mark.parametrize(("arguments", "printed"), EXAMPLES, ids=[line[:40] for line, _ in EXAMPLES])
def test_a_command_prints_what_the_page_shows(arguments: str, printed: str, samples: Path) -> None:
    assert printed_by(arguments, samples) == printed


def test_the_python_of_the_page_runs(samples: Path) -> None:
    code = re.search(r"```python\n([\s\S]*?)```", PAGE)
    assert code is not None
    exec(code[1].replace("data/out", str(samples)), {})


def test_the_page_names_every_column_and_status(samples: Path) -> None:
    table = load(samples).panel("gdp")
    assert [name for name in table.columns if f"`{name}`" not in PAGE and name not in ("region", "year")] == []
    for status in ("found", "conflict", "said_without_number", "not_mentioned", "not_comparable", "not_reported"):
        assert f"`{status}`" in PAGE


if __name__ == "__main__":
    out = Path(sys.argv[1])
    FILE.write_text(
        EXAMPLE.sub(lambda m: f"```console\n$ figextract {m[1]}\n{printed_by(m[1], out)}```", PAGE), encoding="utf-8"
    )
