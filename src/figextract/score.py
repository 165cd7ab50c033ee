"""Score: extracted figures held against gold, as the guideline defines right and wrong.

Figures are paired one to one by the largest overlap of their spans. Words (indicator, entity, subject, basis) are right
when the shorter stands inside the longer and is at least half as long; `exact` asks for every letter.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from pathlib import Path, PurePosixPath
from typing import Any

Row = Mapping[str, Any]
Pair = tuple[Row, Row]
"""A figure and the gold that it is held against."""

CORE = ("kind", "value", "low", "high", "relation", "unit", "per", "mask", "entity_class")
"""What a figure says by itself, and of what class the things are that it counts."""
FULL = ("statistic", "role", "direction", "period", "year", "region", "modality", "indicator", "entity")
"""What its context says."""
FIELDS = (*CORE, *FULL, "span", "subject", "basis", "aggregation", "indicator_code")
WORDS = ("indicator", "entity", "subject", "basis")
SPARSE = ("per", "role", "direction", "basis", "aggregation", "indicator_code")
"""Fields that are mostly null: the F1 of what is not tells more than the accuracy."""
_NUMBERS = ("value", "low", "high")
_PERIOD = ("kind", "start", "end")
_TOLERANCE = Decimal("1e-6")


class GoldError(ValueError):
    """Gold that can't be read; the message says where and why."""


@dataclass(frozen=True)
class Matched:
    """Figures held against gold: those that met, those that gold has not, and those of gold that were missed."""

    pairs: Sequence[Pair]
    spurious: Sequence[Row]
    missed: Sequence[Row]

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many figures were extracted, and how many gold has."""
        return len(self.pairs) + len(self.spurious), len(self.pairs) + len(self.missed)

    def of_kind(self, kind: str) -> Matched:
        """What gold calls this kind, and what is extracted as it where gold has nothing."""
        return Matched(
            [pair for pair in self.pairs if pair[1]["kind"] == kind],
            [row for row in self.spurious if row["kind"] == kind],
            [row for row in self.missed if row["kind"] == kind],
        )

    def scores(self) -> dict[str, float]:
        """Every score by its name: precision, recall, detection, core, full, acc_…, exact_…, f1_… and links."""
        extracted, gold = self.counts
        found: dict[str, float] = {"gold": gold, "extracted": extracted, "pairs": len(self.pairs)}
        found["precision"], found["recall"], found["detection"] = f1(len(self.pairs), extracted, gold)
        for name, fields in (("core", CORE), ("full", (*CORE, *FULL))):
            right = sum(all(same(field, *pair) for field in fields) for pair in self.pairs)
            found[name] = f1(right, extracted, gold)[2]
        for field in FIELDS:
            found[f"acc_{field}"] = _share([same(field, *pair) for pair in self.pairs])
        for field in WORDS:
            exact = [_letters(figure.get(field)) == _letters(wanted[field]) for figure, wanted in self.pairs]
            found[f"exact_{field}"] = _share(exact)
        for field in SPARSE:
            told = [pair for pair in self.pairs if pair[1][field] is not None]
            claimed = sum(pair[0].get(field) is not None for pair in self.pairs)
            found[f"f1_{field}"] = f1(sum(same(field, *pair) for pair in told), claimed, len(told))[2]
        for name, linked in (("event_links", _events), ("parent_links", _parents)):
            want, have = self._links(linked)
            found[name] = f1(len(want & have), len(have), len(want))[2]
        return found

    def errors(self) -> Iterator[str]:
        """A line for each figure missed, each that gold has not, and each field that is wrong."""
        for row in self.missed:
            yield f"missed    {row['doc']}:{row['start']} {row['text']!r}"
        for row in self.spurious:
            yield f"spurious  {row['doc']}:{row['start']} {row['text']!r}"
        for pair in self.pairs:
            for field in FIELDS:
                if not same(field, *pair):
                    came, gold = (_shown(field, row) for row in pair)
                    place = f"{pair[1]['doc']}:{pair[1]['start']} {pair[1]['text']!r}"
                    yield f"wrong     {place} {field}: {came}, gold {gold}"

    def _links(self, linked: _Linked) -> tuple[set[Any], set[Any]]:
        """The links of gold and those extracted, both named by the place of the gold figures."""
        golds = [gold for _, gold in self.pairs] + list(self.missed)
        figures = [figure for figure, _ in self.pairs] + list(self.spurious)
        partner = {id(figure): (gold["doc"], gold["start"]) for figure, gold in self.pairs}
        want = linked(golds, lambda row: (row["doc"], row["start"]))
        return want, linked(figures, lambda row: partner.get(id(row), ("extra", id(row))))


def score(gold: Iterable[Row], figures: Iterable[Row]) -> Matched:
    """Figures held against gold, document by document; figures of documents that gold has not are left out."""
    wanted, came = _by_document(gold), _by_document(figures)
    pairs: list[Pair] = []
    spurious: list[Row] = []
    missed: list[Row] = []
    for document, rows in wanted.items():
        extracted = came.get(document, [])
        met = list(_paired(extracted, rows))
        pairs += [(extracted[i], rows[j]) for i, j in met]
        left, right = {i for i, _ in met}, {j for _, j in met}
        spurious += [row for i, row in enumerate(extracted) if i not in left]
        missed += [row for j, row in enumerate(rows) if j not in right]
    return Matched(pairs, spurious, missed)


def read_gold(paths: Iterable[str | os.PathLike[str]]) -> list[Row]:
    """The rows of gold files (JSON lines in the fields of the guideline), or of all .jsonl files of a folder."""
    rows: list[Row] = []
    for path in map(Path, paths):
        files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        if not files:
            raise GoldError(f"{path}: no .jsonl file in this folder; name a file of gold, or a folder of them")
        for file in files:
            rows += _gold_of(file)
    return rows


def read_figures(out: str | os.PathLike[str]) -> list[Row]:
    """The figures of an output folder as rows to be scored."""
    from figextract.tables import load

    rows: list[dict[str, Any]] = load(out).arrow("figures").to_pylist()
    return rows_of(rows)


def rows_of(figures: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of the figures table as rows to be scored: the document by its name, the parent by its start."""
    found = [dict(row) for row in figures]
    starts = {row["figure_id"]: row["start"] for row in found}
    for row in found:
        row["doc"] = PurePosixPath(row["source"]).name
        row["parent"] = starts.get(row["parent"])
        for key in ("period_start", "period_end"):
            row[key] = None if row[key] is None else str(row[key])
    return list(found)


def same(field: str, figure: Row, gold: Row) -> bool:
    """Whether a field of a figure is as gold has it."""
    if field == "span":
        return bool((figure["start"], figure["end"]) == (gold["start"], gold["end"]))
    if field == "period":
        return all(figure.get(f"period_{part}") == gold[f"period_{part}"] for part in _PERIOD)
    came, wanted = figure.get(field), gold[field]
    if field in _NUMBERS:
        return _close(came, wanted)
    if field == "region":
        return _letters(came) == _letters(wanted)
    if field in WORDS:
        return _alike(_letters(came), _letters(wanted))
    return bool(came == wanted)


def f1(right: int, claimed: int, wanted: int) -> tuple[float, float, float]:
    """Precision, recall and F1; 0 where nothing was claimed or wanted."""
    precision = right / claimed if claimed else 0.0
    recall = right / wanted if wanted else 0.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0


_Name = Callable[[Row], tuple[Any, Any]]
_Linked = Callable[[Sequence[Row], _Name], set[Any]]


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["doc"]].append(row)
    return found


def _paired(figures: Sequence[Row], golds: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Pairs of places, the largest overlap first; of equal ones that which begins nearer, then the later."""
    order = sorted(range(len(golds)), key=lambda j: (golds[j]["start"], j))
    starts = [golds[j]["start"] for j in order]
    longest = max((row["end"] - row["start"] for row in golds), default=0)
    overlaps = []
    for i, figure in enumerate(figures):
        first = bisect_left(starts, figure["start"] - longest)
        for j in order[first : bisect_left(starts, figure["end"])]:
            common = min(figure["end"], golds[j]["end"]) - max(figure["start"], golds[j]["start"])
            if common > 0:
                overlaps.append((common, -abs(figure["start"] - golds[j]["start"]), i, j))
    left: set[int] = set()
    right: set[int] = set()
    for _, _, i, j in sorted(overlaps, reverse=True):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            yield i, j


def _events(rows: Sequence[Row], name: _Name) -> set[Any]:
    acts: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        if row.get("event") is not None:
            acts[row["doc"], row["event"]].append(name(row))
    return {frozenset(pair) for members in acts.values() for pair in combinations(members, 2)}


def _parents(rows: Sequence[Row], name: _Name) -> set[Any]:
    at = {(row["doc"], row["start"]): row for row in rows}
    parents = ((row, at.get((row["doc"], row.get("parent")))) for row in rows)
    return {(name(row), name(parent)) for row, parent in parents if parent is not None}


def _close(came: Any, wanted: Any) -> bool:
    if came is None or wanted is None:
        return came is wanted
    gold = Decimal(str(wanted))
    return abs(Decimal(str(came)) - gold) <= abs(gold) * _TOLERANCE


def _letters(words: Any) -> str:
    return "".join(char for char in str(words) if char.isalnum() or char in "*×") if words else ""


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 2 and short in long and 2 * len(short) >= len(long))


def _shown(field: str, row: Row) -> str:
    if field == "period":
        return " ".join(str(row.get(f"period_{part}")) for part in _PERIOD)
    if field == "span":
        return f"{row['start']}–{row['end']}"
    return repr(row.get(field)) if not isinstance(row.get(field), Decimal) else f"{row[field].normalize():f}"


def _gold_of(file: Path) -> Iterator[Row]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise GoldError(f"{file}: can't be read ({error.strerror}); name a file of gold") from error
    except UnicodeDecodeError as error:
        raise GoldError(f"{file}: not in UTF-8; name a file of gold in JSON lines") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            period = row.pop("period") or {}
            yield row | {f"period_{part}": period.get(part) for part in (*_PERIOD, "text")}
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise GoldError(f"{file}:{number}: no figure in the fields of the guideline ({error})") from error


def kinds(gold: Iterable[Row]) -> list[str]:
    """The kinds that gold has, the most frequent first."""
    return [kind for kind, _ in Counter(row["kind"] for row in gold).most_common()]
