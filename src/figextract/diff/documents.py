"""Which document of one run is which of the other, and whether its text was edited or is another report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from figextract.diff.align import Pairing, Version, one_to_one, pair

LIKE = 0.3
"""The share of characters in common from which on two texts at one path are versions of each other."""
SAME_REPORT = 0.9
"""The share of identical text from which on that is so although they name different years (a corrected year)."""
KEPT = 0.5
"""The share of identical text from which on documents at two paths are one document, renamed and edited."""
COMMON = 20
"""A sentence that stands in more documents than this tells nothing about which is which."""
HEAD = 300
"""How many characters from the start of a text are searched for its year when nothing else tells it."""
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")

Status = Literal["same", "edited", "renamed", "gained", "lost"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of one run, as far as pairing needs it; `version` is worked out when it is asked for."""

    source: str
    digest: str
    text: str
    title: str | None
    organisation: str | None
    report_date: date | None
    period_end: date | None
    version: Callable[[], Version]


@dataclass(frozen=True, slots=True)
class Pair:
    """A document in both runs, or in one: `old` and `new` are its places in the two lists.

    `pairing` is None where the texts are equal or there is only one; `note` says why a document has no counterpart.
    """

    old: int | None
    new: int | None
    status: Status
    pairing: Pairing | None = None
    note: str | None = None


def pair_documents(old: Sequence[Paper], new: Sequence[Paper]) -> list[Pair]:
    """Pairs documents by path, then by content; a text of another year at the same path is another document."""
    pairs: list[Pair] = []
    strangers: list[tuple[int, int]] = []
    rest_old, rest_new = dict(enumerate(old)), dict(enumerate(new))
    ways: tuple[tuple[bool, Callable[[], Iterable[tuple[int, int]]]], ...] = (
        (False, lambda: _equal(rest_old, rest_new, lambda paper: paper.source)),
        (True, lambda: _equal(rest_old, rest_new, lambda paper: paper.digest)),
        (True, lambda: _equal(rest_old, rest_new, lambda paper: paper.text)),
        (True, lambda: _kept(rest_old, rest_new)),
    )
    for renamed, way in ways:
        for a, b in list(way()):
            pairing = None if old[a].text == new[b].text else pair(old[a].version(), new[b].version())
            if pairing and _apart(old[a], new[b], pairing):
                strangers.append((a, b))
                continue
            pairs.append(Pair(a, b, "renamed" if renamed else "edited" if pairing else "same", pairing))
            del rest_old[a], rest_new[b]
    notes_old = {a: _note(old[a], new[b], "new") for a, b in reversed(strangers)}
    notes_new = {b: _note(new[b], old[a], "old") for a, b in reversed(strangers)}
    more_old = zip(rest_old, _siblings(rest_old.values(), new, "new"), strict=True)
    more_new = zip(rest_new, _siblings(rest_new.values(), old, "old"), strict=True)
    pairs += [Pair(a, None, "lost", note=notes_old.get(a, note)) for a, note in more_old]
    pairs += [Pair(None, b, "gained", note=notes_new.get(b, note)) for b, note in more_new]
    return pairs


def _equal(
    old: Mapping[int, Paper], new: Mapping[int, Paper], key: Callable[[Paper], Hashable]
) -> Iterator[tuple[int, int]]:
    """Documents with equal keys, in the order of their paths."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for b in sorted(new, key=lambda b: new[b].source, reverse=True):
        waiting[key(new[b])].append(b)
    for a in sorted(old, key=lambda a: old[a].source):
        if waiting[key(old[a])]:
            yield a, waiting[key(old[a])].pop()


def _kept(old: Mapping[int, Paper], new: Mapping[int, Paper]) -> Iterator[tuple[int, int]]:
    """Documents at different paths that share most of their sentences, the most alike first."""
    sentences_old = {a: _sizes(paper) for a, paper in old.items()}
    sentences_new = {b: _sizes(paper) for b, paper in new.items()}
    places: dict[str, list[int]] = defaultdict(list)
    for b, sizes in sentences_new.items():
        for sentence in sizes:
            places[sentence].append(b)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for a, sizes in sentences_old.items():
        for sentence in sizes:
            if len(places.get(sentence, ())) <= COMMON:
                for b in places.get(sentence, ()):
                    shared[a, b] += min(sizes[sentence], sentences_new[b][sentence])
    candidates = []
    for (a, b), size in shared.items():
        share = 2 * size / (sum(sentences_old[a].values()) + sum(sentences_new[b].values()))
        if share >= KEPT:
            candidates.append(((-share, *sorted((old[a].source, new[b].source))), a, b))
    return one_to_one(candidates)


def _sizes(paper: Paper) -> dict[str, int]:
    """How many characters each sentence of a document takes, however often it stands there."""
    sizes: dict[str, int] = defaultdict(int)
    for sentence in paper.version().sentences:
        sizes[sentence] += len(sentence)
    return sizes


def _apart(old: Paper, new: Paper, pairing: Pairing) -> bool:
    """Whether two texts are two reports and not two versions of one."""
    if pairing.likeness < LIKE:
        return True
    return _years(old).isdisjoint(_years(new)) and bool(_years(old) and _years(new)) and pairing.identical < SAME_REPORT


def _years(paper: Paper) -> set[int]:
    """The years that a report is of: its title tells them, else its date, its reporting period, or its first lines."""
    for day in (YEAR.findall(paper.title or ""), paper.report_date, paper.period_end, YEAR.findall(paper.text[:HEAD])):
        if day:
            return {day.year} if isinstance(day, date) else {int(year) for year in day}
    return set()


def _note(paper: Paper, other: Paper, run: str) -> str:
    mine, theirs = (", ".join(map(str, sorted(_years(each)))) for each in (paper, other))
    if mine and theirs and mine != theirs:
        return (
            f"{other.source} in the {run} run is the report of another year ({theirs}; this one {mine}), no edit of it"
        )
    return f"{other.source} in the {run} run holds another text, no edit of this one"


def _siblings(papers: Iterable[Paper], others: Sequence[Paper], run: str) -> list[str | None]:
    """For each document without a counterpart whether the other run has a report of the same body, of another year."""
    by_body: dict[str | None, list[Paper]] = defaultdict(list)
    for other in others:
        by_body[other.organisation].append(other)
    notes = []
    for paper in papers:
        same_body = by_body[paper.organisation] if paper.organisation else []
        other_year = (other for other in same_body if _years(paper).isdisjoint(_years(other)))
        notes.append(next((_note(paper, other, run) for other in other_year), None))
    return notes
