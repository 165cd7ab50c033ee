"""Typed tables of the figures in Chinese reports: what was counted, when, where, by whom, promised or done.

    >>> import figextract as fx
    >>> fx.run("reports/", "out/")
    >>> fx.extract("全年为1436户小微企业放贷52.7亿元。")

Importing this package imports nothing else; a public name brings its module with it when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from figextract.batch import run as run
    from figextract.diff import diff as diff
    from figextract.display import show as show
    from figextract.events import events as events
    from figextract.export import export as export
    from figextract.extraction import extract as extract
    from figextract.model import Document as Document
    from figextract.read import read as read
    from figextract.schema import Figure as Figure
    from figextract.tables import load as load

_HOME = {
    "Document": "model",
    "Figure": "schema",
    "diff": "diff",
    "events": "events",
    "export": "export",
    "extract": "extraction",
    "load": "tables",
    "read": "read",
    "run": "batch",
    "show": "display",
}
"""The public names, and the module that each lives in."""

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'figextract' has no attribute {name!r}")
    value = getattr(import_module(f"figextract.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


class _Package(ModuleType):
    """Keeps `figextract.read` the function: importing a submodule of that name would put the module in its place."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _HOME or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
