"""The texts that the benchmarks run on: folders of reports as bytes, repeated to a size where asked."""

from __future__ import annotations

from itertools import count, cycle
from pathlib import Path

from figextract.read import TEXT

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = (ROOT.parent / "shared" / "reports", ROOT / "data" / "raw")
"""Where reports are looked for when no folder is named: the first that is there."""


def reports(folders: list[Path]) -> list[tuple[str, bytes]]:
    """Name and bytes of every text below the folders, sorted; of the default folder when none is named."""
    chosen = folders or [folder for folder in DEFAULT if folder.is_dir()][:1]
    paths = [path for folder in chosen for path in sorted(folder.rglob("*")) if path.suffix.lower() in TEXT]
    if not paths:
        raise SystemExit(f"no .txt below {', '.join(map(str, chosen))}: name a folder of reports")
    return [(path.name, path.read_bytes()) for path in paths]


def repeated(texts: list[tuple[str, bytes]], size: int) -> list[tuple[str, bytes]]:
    """The texts again and again under new names until they are `size` bytes."""
    result, total = [], 0
    for number, (name, raw) in zip(count(), cycle(texts), strict=False):
        if total >= size:
            break
        result.append((f"{number:05}_{name}", raw))
        total += len(raw)
    return result
