"""The shape of the code: imports go one way, modules stay short, and importing the package does nothing."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import figextract as fx

PACKAGE = Path(fx.__file__).parent
LONGEST = 400

STAGES = (
    *("model", "schema", "clean", "rules", "read", "segment", "numerals", "find", "annotate", "about", "phrases"),
    *("frame", "sizes", "naming", "attach", "flags", "pipeline", "extraction", "store", "panel", "ledger", "tables"),
    *("events", "display", "export", "diff", "score", "check", "explain", "batch", "cli"),
)
"""From left to right: what stands here reaches nothing further right, by however many modules between."""

SIBLINGS = ("read", "annotate", "attach")
"""Packages of modules of equal rank: none imports another."""

HEAVY = {"pandas", "pyarrow", "jieba", "regex", "opencc", "ahocorasick_rs", "cn2an", "pydantic", "click", "rich"}


def name(path: Path) -> str:
    """The module at a path, below the package: attach.region; the package of a folder has the folder's name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name(path): path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"}


def named(module: str, node: ast.AST) -> Iterator[str]:
    """What an import statement names, as modules below the package."""
    if isinstance(node, ast.Import):
        yield from (alias.name.removeprefix("figextract.") for alias in node.names if "figextract." in alias.name)
    elif isinstance(node, ast.ImportFrom):
        base = (node.module or "").split(".") if node.module else []
        if node.level:
            path = MODULES[module]
            folder = path.relative_to(PACKAGE).parent.parts
            base = [*folder[: len(folder) - node.level + 1], *base]
        elif base[:1] == ["figextract"]:
            base = base[1:]
        else:
            return
        for alias in node.names:
            whole = ".".join([*base, alias.name])
            yield whole if whole in MODULES else ".".join(base)


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the package that a module imports, at its top or in a function; not those for types alone."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    typed = {id(node) for block in ast.walk(tree) if _is_for_types(block) for node in ast.walk(block)}
    found = (found for node in ast.walk(tree) if id(node) not in typed for found in named(module, node))
    return frozenset(found) & MODULES.keys()


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def reached(module: str) -> frozenset[str]:
    """All that is imported with a module."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        new = imports(waiting.pop()) - found
        found |= new
        waiting += new
    return frozenset(found)


def stage(module: str) -> str:
    return module.partition(".")[0]


def test_the_stages_are_there() -> None:
    assert set(STAGES) <= {stage(module) for module in MODULES}


@pytest.mark.parametrize("left", STAGES)
def test_imports_go_one_way(left: str) -> None:
    right = STAGES[STAGES.index(left) + 1 :]
    inside = [module for module in MODULES if stage(module) == left]
    assert not [(module, found) for module in inside for found in reached(module) if stage(found) in right]


def test_imports_go_in_no_circle() -> None:
    assert not [module for module in MODULES if module in reached(module)]


@pytest.mark.parametrize("package", SIBLINGS)
def test_siblings_do_not_import_each_other(package: str) -> None:
    inside = [module for module in MODULES if module.startswith(f"{package}.")]
    assert inside
    assert not [(module, found) for module in inside for found in imports(module) if stage(found) == package]


def test_modules_are_short() -> None:
    lines = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in MODULES.items()}
    assert not {module: count for module, count in lines.items() if count > LONGEST}


def test_public_names_are_few_and_there() -> None:
    assert len(fx.__all__) <= 10
    assert all(getattr(fx, public).__doc__ for public in fx.__all__)


IMPORT = """
import json, sys
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
import figextract
print(json.dumps([sorted(sys.modules), opened]))
"""


def test_importing_loads_nothing_and_reads_nothing() -> None:
    code = [sys.executable, "-c", IMPORT]
    modules, opened = json.loads(subprocess.run(code, capture_output=True, check=True, env=os.environ).stdout)
    assert not HEAVY & set(modules)
    assert not [module for module in modules if module.startswith("figextract.")]
    assert {Path(path).suffix for path in opened} <= {".py", ".pyc"}
