"""What each rule does on real reports: how many figures it makes, how many numbers it keeps from being figures.

    python benchmarks/rules.py [FOLDER…] [--words] [--unused]
    python benchmarks/rules.py [FOLDER…] --without ID…     which figures come, go and change when rules are switched off

Without a folder the reports are those of data/raw and, where they are, ../shared/reports. `--words` counts each word of
a rule by itself, `--unused` names the rules that do nothing there. A number inside two names counts for the longer.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus import ROOT, reports
from figextract import rules as rules_
from figextract.explain import explain
from figextract.model import Document
from figextract.pipeline import extract_figures
from figextract.read import from_bytes
from figextract.rules import Rules

FOLDERS = (ROOT / "data" / "raw", ROOT.parent / "shared" / "reports")
FIELDS = ("kind", "value", "low", "high", "relation", "unit", "per", "entity_class", "entity", "indicator", "statistic")
DOES = ("makes", "suppresses", "decides")


def documents(folders: list[Path]) -> list[Document]:
    """The reports below the folders, read."""
    return [from_bytes(raw, name) for name, raw in reports(folders or [f for f in FOLDERS if f.is_dir()])]


def deeds(document: Document, rules: Rules) -> Iterator[tuple[str, str, str]]:
    """What rules do in a document: the id, which of `DOES`, and the word that did it."""
    for passage in explain(document, rules):
        for number in passage.numbers:
            if number.columns is None:
                yield number.because[0].rule, "suppresses", number.within or number.text
                continue
            for because in number.because:
                yield because.rule, "makes", number.columns["unit"] or number.text
            for clue in number.clues:
                yield clue.because.rule, "decides", clue.words


def table(found: list[Document], rules: Rules, words: bool, unused: bool) -> Iterator[str]:
    """Lines of rule (and word) with how often it makes, suppresses and decides, the busiest first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for document in found:
        for rule, does, word in deeds(document, rules):
            counts[rule, does, word if words else ""] += 1
    busy = {rule for rule, _, _ in counts}
    if unused:
        yield from sorted(rule.id for rule in rules.all if rule.id not in busy)
        return
    rows: dict[tuple[str, str], Counter[str]] = {}
    for (rule, does, word), count in counts.items():
        rows.setdefault((rule, word), Counter())[does] += count
    yield "".join(f"{does:>11}" for does in DOES) + "  rule"
    for (rule, word), done in sorted(rows.items(), key=lambda row: (-row[1].total(), row[0])):
        yield "".join(f"{done[does]:>11,}" for does in DOES) + f"  {rule} {word}".rstrip().replace("\n", " ")


def without(found: list[Document], rules: Rules, ids: list[str]) -> Iterator[str]:
    """Lines of the figures that come, go and change when some rules are switched off."""
    unknown = [id_ for id_ in ids if id_ not in rules.by_id]
    if unknown:
        raise SystemExit(f"no rule has the id {unknown[0]}: `figextract rules` lists them")
    fewer = Rules([rule for rule in rules.all if rule.id not in ids], {*rules.off, *ids})
    done: Counter[str] = Counter()
    for document in found:
        before = {(figure.start, figure.end): figure for figure in extract_figures(document, rules)}
        after = {(figure.start, figure.end): figure for figure in extract_figures(document, fewer)}
        for span in sorted(before.keys() | after.keys()):
            old, new = before.get(span), after.get(span)
            figure = new or old
            changed = [name for name in FIELDS if old and new and getattr(old, name) != getattr(new, name)]
            what = "comes" if old is None else "goes" if new is None else "changes" if changed else ""
            if figure is not None and what:
                done[what] += 1
                told = "; ".join(f"{name} {getattr(old, name)} → {getattr(new, name)}" for name in changed)
                around = document.text[max(0, figure.start - 12) : figure.start], document.text[figure.end :][:12]
                yield f"{what:8}{around[0]}⟦{figure.text}⟧{around[1]}  {told}".replace("\n", " ").rstrip()
    yield f"come {done['comes']:,}, go {done['goes']:,}, change {done['changes']:,}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--rules", action="append", default=[], metavar="FILE", help="laid over the built-in rules")
    parser.add_argument("--words", action="store_true", help="count each word by itself")
    parser.add_argument("--unused", action="store_true", help="name the rules that do nothing")
    parser.add_argument("--without", nargs="+", metavar="ID", help="what changes when these rules are off")
    asked = parser.parse_args()
    rules, found = rules_.load(asked.rules), documents(asked.folders)
    lines = without(found, rules, asked.without) if asked.without else table(found, rules, asked.words, asked.unused)
    for line in lines:
        print(line)


if __name__ == "__main__":
    main()
