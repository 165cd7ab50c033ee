"""`diff`: two runs compared, a bundle of documents at a time, so that memory does not grow with the runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from figextract import schema, store
from figextract.diff.changes import Change, Wanted, how, tell
from figextract.diff.documents import Pair, pair_documents
from figextract.diff.figures import FIELDS, GROUPS, plain
from figextract.diff.result import FARED, Diff
from figextract.diff.side import ABOUT, Side, side
from figextract.tables import Output, OutputError, Run, load, making

if TYPE_CHECKING:
    from figextract.tables import Source

Made = Mapping[str, dict[str, str]]
Rows = list[tuple[dict[str, Any], list[Change]]]

BUNDLE = 200
"""How many documents of each run are in memory at a time; those without a counterpart at their path are all at once."""


def diff(
    old: Source | Output,
    new: Source | Output,
    *,
    fields: Iterable[str] | None = None,
    kind: str | Iterable[str] | None = None,
    document: str | None = None,
) -> Diff:
    """Compares two runs: output folders, or what `load` returned of one run each.

    Documents pair by path, then by content (renamed); figures by position where the text is the same, else through
    the sentences that were kept and edited. Two years' reports of one body are not compared: the one is lost, the
    other gained, and `note` says so.

    `fields` asks only for changes in these columns (`period`, `region` and `value` stand for all of theirs, `order` for
    a new place in the text), `kind` only for figures of one kind or several, `document` for documents whose path holds
    it; figures that were gained and lost are told of whatever the `fields`. Raises ValueError for a name that is none,
    OutputError for what is no run.
    """
    wanted = Wanted(_fields(fields), _kinds(kind))
    one, other = _one_run(old), _one_run(new)
    made_old, made_new = made = (making(one), making(other))
    shared = [stem for stem in one.stems if stem in made_new]
    program = any(_program(made_old[stem], made_new[stem]) for stem in shared)
    rest_old, rest_new = set(one.stems).difference(shared), set(other.stems).difference(shared)
    rows: Rows = []
    for at in range(0, len(shared), BUNDLE):
        equal = [stem for stem in shared[at : at + BUNDLE] if _identical(one, other, stem)]
        rows += [(_unchanged(one, stem, made_old[stem], made_new[stem], program, wanted), []) for stem in equal]
        stems = [stem for stem in shared[at : at + BUNDLE] if stem not in equal]
        told, alone = _bundle(_part(one, stems), _part(other, stems), made, wanted, program)
        rows += told
        rest_old, rest_new = rest_old | alone[0], rest_new | alone[1]
    told, _ = _bundle(_part(one, rest_old), _part(other, rest_new), made, wanted, program, whole=True)
    rows = [row for row in rows + told if document is None or any(document in path for path in _paths(row[0]))]
    rows.sort(key=lambda row: _paths(row[0])[-1])
    return Diff(
        str(one.folder), str(other.folder), [row for row, _ in rows], [change for _, each in rows for change in each]
    )


def _one_run(given: Source | Output) -> Run:
    output = given if isinstance(given, Output) else load(given)
    if len(output.runs) != 1:
        raise OutputError(f"diff compares two runs, one side has {len(output.runs)}: load each of them by itself")
    return output.runs[0]


def _part(run: Run, stems: Iterable[str]) -> Run:
    return Run(run.folder, tuple(sorted(stems)))


def _program(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether one document was made by two programs: all else that decides its tables is the same."""
    decisive = ("source_digest", "rules_digest")
    return all(one[key] == other[key] for key in decisive) and one["run_digest"] != other["run_digest"]


def _identical(one: Run, other: Run, stem: str) -> bool:
    """Whether a document's tables are the same to the byte but for the footers, which tell how they were made."""
    for table in ("figures", "documents"):
        paths = (run.folder / table / (stem + store.SUFFIX) for run in (one, other))
        raw, again = (path.read_bytes() for path in paths)
        ends = [len(each) - 8 - int.from_bytes(each[-8:-4], "little") for each in (raw, again)]
        if raw[: ends[0]] != again[: ends[1]]:
            return False
    return True


def _unchanged(
    run: Run, stem: str, made_old: dict[str, str], made_new: dict[str, str], program: bool, wanted: Wanted
) -> dict[str, Any]:
    source = store.source(run.folder, stem)
    kinds = json.loads(made_old["counts"])["kinds"]
    same = sum(count for kind, count in kinds.items() if wanted.kind(kind))
    made = how(made_old, made_new, program)
    fared = dict.fromkeys(FARED, 0) | {"same": same}
    return {
        "status": "same",
        "old": source,
        "new": source,
        "edited": False,
        "made": made,
        "about": [],
        "note": None,
    } | fared


def _bundle(
    one: Run, other: Run, made: tuple[Made, Made], wanted: Wanted, program: bool, *, whole: bool = False
) -> tuple[Rows, tuple[set[str], set[str]]]:
    """Compares some documents: a row and the changes for each pair, and the documents left without a counterpart.

    Those are told of only when the bundle is all there is (`whole`).
    """
    old, new = side(one, made[0]), side(other, made[1])
    pairs = pair_documents(old.papers, new.papers)
    alone = (
        {one.stems[pair.old] for pair in pairs if pair.old is not None and pair.new is None},
        {other.stems[pair.new] for pair in pairs if pair.new is not None and pair.old is None},
    )
    pairs = [pair for pair in pairs if whole or (pair.old is not None and pair.new is not None)]
    rows: Rows = []
    for pair, told in zip(pairs, tell(old, new, pairs, wanted, program), strict=True):
        both = pair.old is not None and pair.new is not None
        row: dict[str, Any] = {"status": pair.status}
        row["old"] = None if pair.old is None else old.papers[pair.old].source
        row["new"] = None if pair.new is None else new.papers[pair.new].source
        row |= {"edited": bool(pair.pairing) if both else None, "made": told.made}
        row |= {"about": _about(old, new, pair), "note": pair.note}
        rows.append((row | {status: told.counts[status] for status in FARED}, told.changes))
    return rows, alone


def _paths(row: dict[str, Any]) -> list[str]:
    return [path for path in (row["old"], row["new"]) if path is not None]


def _fields(names: Iterable[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    known = {*FIELDS, *GROUPS.values(), "order"}
    names = [names] if isinstance(names, str) else list(names)
    for name in names:
        if name not in known:
            raise ValueError(f"no field is called {name}: name any of {', '.join(sorted(known))}")
    return frozenset(names) | {column for column, group in GROUPS.items() if group in names}


def _kinds(kind: str | Iterable[str] | None) -> frozenset[str] | None:
    if kind is None:
        return None
    kinds = frozenset([kind] if isinstance(kind, str) else kind)
    for name in sorted(kinds):
        if name not in schema.ENUMERATIONS["kind"]:
            raise ValueError(f"no kind is called {name}: name one of {', '.join(schema.ENUMERATIONS['kind'])}")
    return kinds


def _about(old: Side, new: Side, pair: Pair) -> list[str]:
    """What a document says of itself otherwise than before."""
    if pair.old is None or pair.new is None:
        return []
    before, after = old.about[pair.old], new.about[pair.new]
    changed = [name for name in ABOUT if before[name] != after[name]]
    return [f"{name}: {plain(before[name]) or '–'} → {plain(after[name]) or '–'}" for name in changed]
