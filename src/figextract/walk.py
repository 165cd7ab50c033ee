"""Which files of a source are reports: a folder walked once, whatever links and names it holds."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from errno import ELOOP
from pathlib import Path

from figextract.read import document_name, standing


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read: its path, its name in the tables, and its size in bytes."""

    path: str
    source: str
    size: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that can't be done: at which stage (read, extract, write), what is wrong, and what to do."""

    source: str
    stage: str
    problem: str
    advice: str

    def __str__(self) -> str:
        return f"{self.source} ({self.stage}): {self.problem}; {self.advice}"


@dataclass(frozen=True, slots=True)
class Walk:
    """What a source holds: files to read, in order of their names; failures; and how many were skipped, by reason."""

    files: tuple[Found, ...]
    failures: tuple[Failure, ...]
    skipped: Mapping[str, int]


def walk(source: str | os.PathLike[str], *, leave_out: Iterable[Path] = ()) -> Walk:
    """The reports at or below `source`, a file or a folder; folders in `leave_out` are not entered.

    A link to a folder is followed unless the folder was, or will be, seen without it. Raises `OSError` if `source`
    itself can't be listed.
    """
    root = os.path.abspath(source)
    if not os.path.isdir(root):
        size = os.stat(root).st_size
        return Walk((Found(root, document_name(os.path.basename(root)), size),), (), {})
    return _Walker(root, leave_out).walk()


class _Walker:
    def __init__(self, root: str, leave_out: Iterable[Path]) -> None:
        self.root = root
        self.files: dict[str, Found] = {}
        self.failures: list[Failure] = []
        self.skipped: Counter[str] = Counter()
        self.links: list[str] = []
        self.seen = {_identity(str(path)) for path in leave_out if path.exists()}
        self.seen |= {_identity(str(path)) for path in Path(os.path.realpath(root)).parents}

    def walk(self) -> Walk:
        with os.scandir(self.root):  # a source that can't be listed is the caller's affair
            pass
        self.folder(self.root)
        while self.links:
            self.folder(self.links.pop(0))
        files = sorted(self.files.values(), key=lambda found: found.source)
        return Walk(tuple(files), tuple(self.failures), dict(sorted(self.skipped.items())))

    def folder(self, top: str) -> None:
        pending = [top]
        while pending:
            path = pending.pop()
            try:
                identity = _identity(path)
                if identity in self.seen:
                    continue
                self.seen.add(identity)
                entries = sorted(os.scandir(path), key=lambda entry: entry.name)
            except OSError as error:
                self.fail(path, f"folder can't be listed ({error.strerror})", "give yourself the right to read it")
                continue
            pending.extend(reversed([entry.path for entry in entries if self.is_folder(entry)]))

    def is_folder(self, entry: os.DirEntry[str]) -> bool:
        """Take an entry down as what it is; true for a folder to enter now."""
        if entry.name.startswith((".", "~$")) or entry.name.lower() in ("thumbs.db", "desktop.ini"):
            self.skipped["hidden or made by the system"] += 1
            return False
        try:
            status = entry.stat()
        except OSError as error:
            if error.errno == ELOOP:
                self.skipped["link that loops"] += 1
            elif entry.is_symlink():
                self.fail(entry.path, "a link to a file that is not there", "mend or remove the link")
            else:
                self.fail(entry.path, f"can't be looked at ({error.strerror})", "see that it is there, and run again")
            return False
        if stat.S_ISDIR(status.st_mode):
            if entry.is_symlink():
                self.links.append(entry.path)
                return False
            return True
        if standing(entry.name) == "unknown":
            self.skipped[f"unknown suffix {document_name(os.path.splitext(entry.name)[1].lower())}".rstrip()] += 1
        elif not stat.S_ISREG(status.st_mode):
            self.fail(entry.path, "not a file but a pipe, socket or device", "take it out of the folder")
        else:
            found = Found(entry.path, self.name(entry.path), status.st_size)
            if found.source in self.files:
                self.fail(entry.path, f"another file is called {found.source} as well", "rename one of them")
            else:
                self.files[found.source] = found
        return False

    def fail(self, path: str, problem: str, advice: str) -> None:
        self.failures.append(Failure(self.name(path), "read", problem, advice))

    def name(self, path: str) -> str:
        return document_name(os.path.relpath(path, self.root))


def _identity(path: str) -> tuple[int, int]:
    status = os.stat(path)
    return status.st_dev, status.st_ino
