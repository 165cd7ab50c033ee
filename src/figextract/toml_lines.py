"""Line numbers in a TOML file of rules: of its tables, of their keys, and of a text inside them.

`tomli` tells what a file says but not where; a message about a rule must tell where.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

_HEADER = re.compile(r"(?m)^[ \t]*\[\[?[ \t]*(?P<name>[\w.\"'-]+)[ \t]*\]?\]")
_MULTILINE = re.compile(r"'''.*?'''|\"\"\".*?\"\"\"", re.DOTALL)


class Lines:
    """The lines of a file, counted from 1; a table is named by its type and its place among those of the type, from 0.

    A table that has no header of its own (`noun = [{ … }]`) begins in the first line.
    """

    def __init__(self, text: str) -> None:
        self._text = _MULTILINE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
        self._whole = text
        self._ends = list(accumulate(len(line) + 1 for line in text.split("\n")))
        headers = [(found.start(), found["name"].strip("\"'")) for found in _HEADER.finditer(self._text)]
        self._starts: dict[str, list[tuple[int, int]]] = {}
        for number, (start, name) in enumerate(headers):
            later = (at for at, other in headers[number + 1 :] if not other.startswith(f"{name}."))
            self._starts.setdefault(name, []).append((start, next(later, len(text))))

    def named(self, id_: str) -> tuple[str, int]:
        """Type and place of the table that has this id; of no table (line 1) when none is found."""
        found = re.search(rf"(?m)(?:^|[{{,])[ \t]*id[ \t]*=[ \t]*[\"']{re.escape(id_)}[\"']", self._text)
        at = found.start() if found else -1
        for type_, spans in self._starts.items():
            for number, (start, end) in enumerate(spans):
                if start <= at < end:
                    return type_, number
        return "", 0

    def table(self, type_: str, number: int) -> int:
        """The line in which a table begins."""
        return self._line(self._span(type_, number)[0])

    def source(self, type_: str, number: int) -> str:
        """The text of a table, without blank lines and comments that stand behind it."""
        start, end = self._span(type_, number)
        lines = self._whole[start:end].rstrip().split("\n")
        while lines[-1].lstrip().startswith("#") or not lines[-1].strip():
            lines.pop()
        return "\n".join(lines)

    def key(self, type_: str, number: int, key: str) -> int:
        """The line of a key of the table; the table's own line when it is written in another way."""
        start, end = self._span(type_, number)
        found = re.compile(rf"(?m)^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=").search(self._text, start, end)
        return self._line(found.start() if found else start)

    def text(self, type_: str, number: int, text: str) -> int:
        """The line of the table in which a string stands, written as it is or with escapes; else the table's own."""
        start, end = self._span(type_, number)
        for written in (text, text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')):
            at = self._whole.find(written, start, end)
            if at >= 0:
                return self._line(at)
        return self._line(start)

    def _span(self, type_: str, number: int) -> tuple[int, int]:
        starts = self._starts.get(type_, [])
        return starts[number] if number < len(starts) else (0, len(self._text))

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at) + 1
