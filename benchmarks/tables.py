"""How long it takes to load 100,000 figures of 2,000 documents, to lay them out as acts, and to compare two such runs.

    python benchmarks/tables.py [FOLDER]

Writes two runs of made-up reports into FOLDER (a temporary one, when left out), the second with other rules, which
change one figure in fifty, and with one document in twenty edited. Each measurement runs in a process of its own;
printed are seconds, CPU time and peak memory.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

DOCUMENTS = 2000
FIGURES = 50
FIELDS = ("indicator", "entity", "period_text", "region", "subject", "modality", "statistic", "basis")
MEASURED = {
    "load figures": "o = load(a); o.figures",
    "load all four tables": "o = load(a); o.figures, o.sentences, o.documents, o.evidence",
    "load figures, exact": "o = load(a, exact=True); o.figures",
    "events": "events(load(a).figures)",
    "diff of two runs": "diff(a, b)",
    "diff of a run and itself": "diff(a, a)",
    "show one figure": "o = load(a); str(show(o, o.figures.figure_id[99]))",
}


def make(folder: Path, seed: int, rules: str) -> Path:
    """Writes a run; every figure of it is the same for every seed but where the seed changes it."""
    from figextract import store

    store.prepare(folder)
    recipe = store.recipe(rules)
    for number in range(DOCUMENTS):
        made = report(f"{number % 40}/{number}.txt", number, random.Random(seed * DOCUMENTS + number))
        store.write(folder, store.encode(made, recipe))
    return folder


def report(source: str, number: int, change: random.Random) -> Any:
    """A report of some fifty sentences with a figure each, one figure in three in an act with the next."""
    from figextract import schema

    say = random.Random(number)
    edited = change.random() < 0.05
    text = ""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in schema.Tables._fields}
    for at in range(FIGURES):
        value = say.randrange(2, 90_000)
        words = "".join(say.choices("全市民营企业贷款培训走访调研商会服务发展建设重点项目推进工作", k=45))
        if edited and change.random() < 0.1:
            words = words[:20] + "修改" + words[23:]
        if edited and change.random() < 0.05:
            continue
        start = len(text)
        text += f"{words}{value}家企业受益。\n"
        begin, end = start + 45, start + 45 + len(str(value)) + 1
        place = {
            "source": source,
            "sentence_no": len(rows["sentences"]),
            "section": ("一、工作",),
            "block": "paragraph",
        }
        span = {"start": start, "end": len(text) - 1, "text": text[start:-1]}
        rows["sentences"].append(place | span | {"paragraph_no": at // 5, "n_figures": 1})
        figure = {
            "figure_id": schema.figure_id(source, begin, end),
            "anchor": schema.anchor(span["text"], f"{value}家", 0),
            "start": begin,
            "end": end,
            "text": f"{value}家",
            "sentence": span["text"],
            "kind": "count",
            "value": Decimal(value),
            "low": Decimal(value),
            "high": Decimal(value),
            "relation": "eq",
            "unit": "家",
            "scale": Decimal(1),
            "step": Decimal(1),
            "entity_class": "enterprise",
            "entity": "企业",
            "rule": "count.x",
            "indicator": words[-4:],
            "statistic": "level",
            "region": "某市",
            "subject": "市工商联",
            "year": 2021,
            "modality": "planned" if change.random() < 0.02 else "actual",
            "event": at // 3,
            "flags": (),
            "inherited": ("region", "subject"),
            "period_text": "2021年",
            "period_kind": "during",
        }
        rows["figures"].append(place | figure)
        clue = {
            "figure_id": figure["figure_id"],
            "start": start,
            "end": start + 4,
            "scope": "sentence",
            "rule": "some.rule",
        }
        rows["evidence"] += [clue | {"field": field} for field in FIELDS]
    document = {
        "source": source,
        "digest": f"{hash(text):064x}"[-64:],
        "title": "工作报告",
        "format": "txt",
        "encoding": "utf-8",
    }
    document |= {"script": "simplified", "text": text, "n_characters": len(text), "flags": ()}
    rows["documents"] = [document | {"n_sentences": len(rows["sentences"]), "n_figures": len(rows["figures"])}]
    return schema.Tables(
        *(
            schema.table(fields, {field.name: [row.get(field.name) for row in rows[name]] for field in fields})
            for name, fields in schema.SCHEMAS._asdict().items()
        )
    )


def measure(statement: str, a: Path, b: Path) -> None:
    """Runs a statement and prints its seconds, its CPU time and the peak memory of the process."""
    import pandas  # noqa: F401  the import is not what is measured

    from figextract.diff import diff
    from figextract.display import show
    from figextract.events import events
    from figextract.tables import load

    start, busy = time.perf_counter(), time.process_time()
    exec(statement, {"a": a, "b": b, "load": load, "diff": diff, "events": events, "show": show})
    seconds, worked = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:6.2f} s  {worked:6.2f} s of CPU time  {peak:6.0f} MiB")


def main() -> None:
    """Makes the runs where they are not there yet, then measures each statement in a process of its own."""
    if len(sys.argv) == 4:
        measure(MEASURED[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3]))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        runs = [folder / "a", folder / "b"]
        for seed, run in enumerate(runs):
            if not (run / "documents").is_dir():
                make(run, seed, f"rules{seed}")
        for name in MEASURED:
            print(f"{name:<26}", end="", flush=True)
            subprocess.run([sys.executable, __file__, name, *map(str, runs)], check=True)


if __name__ == "__main__":
    main()
