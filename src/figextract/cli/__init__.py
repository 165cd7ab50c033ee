"""The command line. A module a command, imported when it is called; what is heavy is imported inside the commands."""

from __future__ import annotations

import atexit
import gc
import io
import sys
import warnings
from importlib import import_module

import click

from figextract import __version__

COMMANDS = {
    "run": "extract every report below a folder into tables",
    "extract": "the figures of one text",
    "show": "figures of an output folder, with their sentences",
    "explain": "why a number is or is no figure, and what decided its fields",
    "rules": "the rules in force, or one of them with its examples",
    "check": "rules against their own examples",
    "score": "figures against gold",
    "diff": "what changed between two output folders",
    "export": "the tables as .xlsx, .csv or .jsonl",
    "panel": "indicators by region and year",
    "ledger": "what was promised held against what was reported later",
}
"""The commands in the order of `--help`; each is the function of its name in the module of its name."""


class Commands(click.Group):
    """The commands, none of which is imported before it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"figextract.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="figextract")
def figextract() -> None:
    """Typed tables of the figures in Chinese reports: what was counted, when, where, by whom, promised or done."""


def main() -> None:
    """Run the command line; a character that the terminal can't show is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    gc.set_threshold(200_000, 20, 20)  # walking over what is loaded, to find no garbage, takes a tenth of a second
    atexit.register(gc.freeze)
    warnings.formatwarning = lambda message, *_, **__: f"Warning: {message}\n"
    figextract(prog_name="figextract")
