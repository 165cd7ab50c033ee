"""The floors of quality in floors.toml: what the scores on tests/gold may not fall below.

    python tests/floors.py             how the scores stand to their floors
    python tests/floors.py --raise     raise the floors to what is reached now
    python tests/floors.py --lower     set them to what is reached now, lower ones too
    python tests/floors.py --gold      the same for gold that has changed, whose scores are other scores

A floor is the score that was reached, cut to two places.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import sys
import tempfile
import tomllib
from pathlib import Path

import figextract as fx
from figextract.score import FIELDS, SPARSE, kinds, read_figures, read_gold, score

TESTS = Path(__file__).parent
FLOORS, GOLD, SAMPLES = TESTS / "floors.toml", TESTS / "gold", TESTS.parent / "data" / "raw"
OVERALL = ("precision", "recall", "detection", "core", "full")

Scores = dict[str, dict[str, float]]


def gold_digest() -> str:
    """A digest of the names and bytes of all gold."""
    whole = hashlib.sha256()
    for path in sorted(GOLD.glob("*.jsonl")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def reached(out: Path) -> Scores:
    """The scores of an output folder of the samples, by table of floors.toml."""
    gold = read_gold([GOLD])
    matched = score(gold, read_figures(out))
    scores = matched.scores()
    tables = {
        "all": {name: scores[name] for name in (*OVERALL, "event_links", "parent_links")},
        "accuracy": {field: scores[f"acc_{field}"] for field in FIELDS},
        "f1": {field: scores[f"f1_{field}"] for field in SPARSE},
    }
    for kind in kinds(gold):
        of_kind = matched.of_kind(kind).scores()
        tables[f"kind.{kind}"] = {name: of_kind[name] for name in OVERALL}
    return tables


def floors() -> tuple[str, Scores]:
    """The digest of the gold that the floors are of, and the floors."""
    if not FLOORS.exists():
        return "", {}
    said = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    digest, by_kind = said.pop("gold"), said.pop("kind", {})
    return digest, said | {f"kind.{kind}": scores for kind, scores in by_kind.items()}


def fallen(scores: Scores, below: Scores) -> list[str]:
    """A line for every score that is below its floor, or that is no longer there."""
    return [
        f"{table} {name}: {scores.get(table, {}).get(name, 0):.4f}, floor {floor}"
        for table, names in below.items()
        for name, floor in names.items()
        if scores.get(table, {}).get(name, 0) < floor
    ]


def write(scores: Scores, below: Scores) -> None:
    """Writes floors: the higher of `below` and what is reached."""
    lines = [
        "# What the scores on tests/gold may not fall below; written by tests/floors.py, which tells how.",
        "",
        f'gold = "{gold_digest()}"',
    ]
    for table, names in scores.items():
        lines += ["", f"[{table}]"]
        for name, value in names.items():
            floor = max(math.floor(value * 100 + 1e-9) / 100, below.get(table, {}).get(name, 0.0))
            lines.append(f"{name} = {floor:.2f}")
    FLOORS.write_text("\n".join([*lines, ""]), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="up", action="store_true", help="raise the floors to what is reached now")
    parser.add_argument("--lower", action="store_true", help="set the floors to what is reached now, lower ones too")
    parser.add_argument("--gold", action="store_true", help="set the floors anew, for gold that has changed")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        fx.run(SAMPLES, out)
        scores = reached(Path(out))
    digest, below = floors()
    if digest != gold_digest() and not asked.gold:
        print("the gold is not that of the floors: look at what changed, then add --gold")
        return 1
    if asked.up or asked.lower or asked.gold:
        write(scores, {} if asked.lower or asked.gold else below)
    lower = fallen(scores, floors()[1])
    print("\n".join(lower) or "no score is below its floor")
    return 1 if lower else 0


if __name__ == "__main__":
    sys.exit(main())
