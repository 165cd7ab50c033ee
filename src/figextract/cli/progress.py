"""How far a run is: a bar on a terminal, a line now and then in a log, JSON for a program, or nothing."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from figextract.batch import Progress

BAR = 20
"""Places that the bar takes at most."""


class Watcher:
    """Told of each document, and of the end; this one says nothing."""

    def __call__(self, progress: Progress) -> None:
        pass

    def end(self) -> None:
        pass


class Lines(Watcher):
    """A line every few seconds; on a terminal one line that is written over, many times a second."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.terminal = stream.isatty()
        self.every = 0.1 if self.terminal else 5.0
        self.last = time.monotonic() - (self.every if self.terminal else 0.0)
        self.drawn = False

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self.last < self.every and not (self.terminal and progress.documents == progress.all_documents):
            return
        self.last = now
        if self.terminal:
            told, columns = _told(progress, _short), shutil.get_terminal_size().columns
            bar = _bar(progress, min(BAR, columns - len(told) - 3))
            self.stream.write("\r\033[K" + f"{bar}  {told}"[: columns - 1])
            self.drawn = True
        else:
            self.stream.write(f"{_told(progress, '{:,.0f}'.format)}\n")
        self.stream.flush()

    def end(self) -> None:
        if self.drawn:
            self.stream.write("\r\033[K")
            self.stream.flush()


class Log(Watcher):
    """A JSON object a document."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __call__(self, progress: Progress) -> None:
        outcome = progress.latest
        row: dict[str, object] = {"event": "document", "source": outcome.source, "state": outcome.state}
        if outcome.counts:
            row |= {"characters": outcome.counts.characters, "figures": outcome.counts.figures}
        if outcome.failure:
            failure = outcome.failure
            row |= {"stage": failure.stage, "problem": failure.problem, "advice": failure.advice}
        row |= {"done": progress.documents, "of": progress.all_documents, "failed": progress.failed}
        row |= {"seconds": round(progress.seconds, 3)}
        self.stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.stream.flush()


def watcher(quiet: bool, log_json: bool) -> Watcher:
    """What tells of a run on standard error."""
    return Log(sys.stderr) if log_json else Watcher() if quiet else Lines(sys.stderr)


def _bar(progress: Progress, width: int) -> str:
    share = progress.bytes / progress.all_bytes if progress.all_bytes else 1.0
    return "█" * int(width * share) + "░" * (width - int(width * share))


def _short(number: float) -> str:
    """A number in at most four places: 4,300,000 is 4.3M."""
    for unit in ("", "k", "M", "G"):
        if number < 1000 or unit == "G":
            break
        number /= 1000
    return f"{number:.1f}{unit}" if unit and number < 10 else f"{number:.0f}{unit}"


def _told(progress: Progress, written: Callable[[float], str]) -> str:
    rate = progress.characters / progress.seconds if progress.seconds else 0.0
    parts = [
        f"{progress.documents:,}/{progress.all_documents:,} documents",
        f"{written(progress.characters)} chars",
        f"{written(progress.figures)} figures",
        f"{written(rate)}/s",
    ]
    if 0 < progress.bytes < progress.all_bytes:
        seconds = int(progress.seconds * (progress.all_bytes - progress.bytes) / progress.bytes)
        parts.append(f"{seconds // 60}:{seconds % 60:02} left")
    return "  ".join([*parts, f"{progress.failed:,} failed"])
