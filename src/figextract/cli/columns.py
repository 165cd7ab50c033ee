"""Tables that are wider than a terminal: laid out in blocks, each with the key columns in front."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from figextract.cli.layout import width

GAP = "  "
WIDE = 160
"""Places for output that goes into no terminal."""


def in_blocks(names: Sequence[str], rows: Sequence[Sequence[str]], keys: int) -> str:
    """Aligned columns, the first `keys` of them repeated in each block of columns that fits the terminal."""
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
    widths = [max(map(width, column)) for column in zip(names, *rows, strict=True)]
    front = sum(widths[:keys]) + len(GAP) * keys
    blocks: list[list[int]] = []
    used = room
    for at in range(keys, len(names)):
        if used + widths[at] > room:
            blocks.append([])
            used = front
        blocks[-1].append(at)
        used += widths[at] + len(GAP)
    return "\n\n".join(_block([*range(keys), *block], names, rows, widths) for block in blocks or [[]])


def _block(at: Sequence[int], names: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    lines = (GAP.join(row[i] + " " * (widths[i] - width(row[i])) for i in at).rstrip() for row in (names, *rows))
    return "\n".join(lines)
