"""What is to be told: each figure that was gained, lost or moved, each changed field, and why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from figextract.diff.documents import Pair
from figextract.diff.figures import GROUPS, Difference, Link, differences, links
from figextract.diff.side import Clue, Side

Status = Literal["same", "changed", "moved", "gained", "lost"]


class Change(NamedTuple):
    """A figure that was gained, lost or moved, or one changed field of a figure that is in both runs.

    Of a gained figure what ends in `_old` is null, of a lost one what ends in `_new`, but for the sentence when it is
    still there. `start` counts in the document's text, `offset` in the sentence. `field` is the column that changed
    from `old` to `new`; of a moved figure it is `section` or `order` (its sentence_no). `evidence` says what became of
    the words that decided the field: `same`, `moved`, `gained`, `lost`, or null when no words did. `cause` is `rules`,
    `program` (another version of figextract), `text`, `text or rules`, `text or program`, or `document` when the whole
    document was gained or lost.
    """

    status: Status
    document_old: str | None = None
    document_new: str | None = None
    figure_old: str | None = None
    figure_new: str | None = None
    kind_old: str | None = None
    kind_new: str | None = None
    text_old: str | None = None
    text_new: str | None = None
    start_old: int | None = None
    start_new: int | None = None
    offset_old: int | None = None
    offset_new: int | None = None
    sentence_old: str | None = None
    sentence_new: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    evidence: str | None = None
    evidence_old: str | None = None
    evidence_new: str | None = None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are asked for, None for all: `fields` are columns, and `order` for the place in the text."""

    fields: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    def field(self, name: str) -> bool:
        return self.fields is None or name in self.fields

    def kind(self, *kinds: str) -> bool:
        return self.kinds is None or not self.kinds.isdisjoint(kinds)


class Told(NamedTuple):
    """What became of the figures of a pair of documents: the changes in the order of the text, how many figures fared
    how, and how the two were made: `same`, or with other `rules`, or by another `program`; null for a single document.
    """

    changes: list[Change]
    counts: Counter[str]
    made: str | None


def tell(old: Side, new: Side, pairs: Sequence[Pair], wanted: Wanted, program: bool) -> list[Told]:
    """Says for each pair of documents what became of its figures; `program`: two programs made the two runs."""
    linked = links(old, new, pairs)
    told = [Told([], Counter(), _made(old, new, pair, program)) for pair in pairs]
    differing = differences(old, new, pairs, linked)
    changed: list[tuple[Link, Status, list[Difference]]] = []
    for place, link in enumerate(linked):
        if wanted.kind(old.columns["kind"][link.old], new.columns["kind"][link.new]):
            fields = [each for each in _fields(old, new, link, differing.get(place, [])) if wanted.field(each[0])]
            status = _status(pairs[link.pair], fields)
            told[link.pair].counts[status] += 1
            changed += [(link, status, fields)] * bool(fields)
    rows: list[tuple[int, int, Change]] = [
        (link.pair, new.columns["start"][link.new], change)
        for link, change in _paired(old, new, pairs, changed, [each.made for each in told])
    ]
    known = {link.old for link in linked}, {link.new for link in linked}
    for number, pair in enumerate(pairs):
        for at, change in _alone(old, new, pair, known, told[number].made):
            if wanted.kind(change.kind_old or change.kind_new or ""):
                told[number].counts[change.status] += 1
                rows.append((number, at, change))
    for number, _, change in sorted(rows, key=lambda row: row[:2]):
        told[number].changes.append(change)
    return told


def _fields(old: Side, new: Side, link: Link, differing: list[Difference]) -> list[Difference]:
    """The fields that changed, and `order` when the figure stands in another order than the rest."""
    if not link.moved or any(field == "section" for field, _, _ in differing):
        return differing
    before, after = (str(side.columns["sentence_no"][row]) for side, row in ((old, link.old), (new, link.new)))
    return [*differing, ("order", before, after)]


def _status(pair: Pair, fields: list[Difference]) -> Status:
    """A figure of which only the place changed has moved; where the text is the same, the rules changed its section."""
    if pair.pairing and fields and all(field in ("section", "order") for field, _, _ in fields):
        return "moved"
    return "changed" if fields else "same"


def _paired(
    old: Side,
    new: Side,
    pairs: Sequence[Pair],
    changed: Sequence[tuple[Link, Status, list[Difference]]],
    made: Sequence[str | None],
) -> Iterator[tuple[Link, Change]]:
    """A change for each field of the figures that are in both runs."""
    clues_old = _clues(old, (link.old for link, _, _ in changed))
    clues_new = _clues(new, (link.new for link, _, _ in changed))
    seen: dict[str, Any]
    for link, status, fields in changed:
        pair = pairs[link.pair]
        place = _place(old, pair.old, link.old, "old") | _place(new, pair.new, link.new, "new")
        for field, before, after in fields:
            group = GROUPS.get(field, field)
            seen = _evidence(old, new, pair, clues_old.get((link.old, group), []), clues_new.get((link.new, group), []))
            cause = _cause(pair, made[link.pair], place["sentence_old"], place["sentence_new"], seen["evidence"])
            cause = "text" if status == "moved" else cause
            yield link, Change(status, **place, field=field, old=before, new=after, **seen, cause=cause)


def _place(side: Side, paper: int | None, row: int, suffix: str) -> dict[str, Any]:
    columns = {"document": "source", "figure": "figure_id", "kind": "kind"}
    columns |= {"text": "text", "start": "start", "sentence": "sentence"}
    place = {f"{name}_{suffix}": side.columns[column][row] for name, column in columns.items()}
    starts = side.starts[paper] if paper is not None else []
    start = side.columns["start"][row]
    return place | {f"offset_{suffix}": start - starts[bisect_right(starts, start) - 1]}


def _alone(
    old: Side, new: Side, pair: Pair, known: tuple[set[int], set[int]], made: str | None
) -> Iterator[tuple[int, Change]]:
    """The figures of a pair of documents that are in one run only, and where in the new text to tell of them."""
    there = _sentences(pair)
    if pair.old is not None:
        for row in (row for row in old.rows[pair.old] if row not in known[0]):
            start, sentence = _counterpart(old, row, pair.old, new, pair.new, there and there[0])
            place = _place(old, pair.old, row, "old") | _document(new, pair.new, "new") | {"sentence_new": sentence}
            cause = _cause(pair, made, place["sentence_old"], sentence)
            yield old.columns["start"][row] if start is None else start, Change("lost", **place, cause=cause)
    if pair.new is not None:
        for row in (row for row in new.rows[pair.new] if row not in known[1]):
            _, sentence = _counterpart(new, row, pair.new, old, pair.old, there and there[1])
            place = _place(new, pair.new, row, "new") | _document(old, pair.old, "old") | {"sentence_old": sentence}
            cause = _cause(pair, made, place["sentence_new"], sentence)
            yield new.columns["start"][row], Change("gained", **place, cause=cause)


def _document(side: Side, paper: int | None, suffix: str) -> dict[str, Any]:
    return {} if paper is None else {f"document_{suffix}": side.papers[paper].source}


def _sentences(pair: Pair) -> tuple[dict[int, list[int]], dict[int, list[int]]] | None:
    """Which sentences became which, both ways; None when the text is the same, or there is only one."""
    if pair.pairing is None:
        return None
    there: tuple[dict[int, list[int]], dict[int, list[int]]] = defaultdict(list), defaultdict(list)
    for a, b in pair.pairing.sentences:
        there[0][a].append(b)
        there[1][b].append(a)
    return there


def _counterpart(
    side: Side, row: int, here: int, other: Side, there: int | None, became: dict[int, list[int]] | None
) -> tuple[int | None, str | None]:
    """Where the sentence of a figure starts in the other run, and what it says there."""
    start = side.columns["start"][row]
    if there is None:
        return None, None
    if became is None:
        places = [bisect_right(other.starts[there], start) - 1]
    else:
        places = became.get(bisect_right(side.starts[here], start) - 1, [])
    sentences = other.papers[there].version().sentences
    words = "".join(sentences[place] for place in places if place >= 0)
    return (other.starts[there][places[0]] if words else None), words or None


def _made(old: Side, new: Side, pair: Pair, program: bool) -> str | None:
    if pair.old is None or pair.new is None:
        return None
    return how(old.made[pair.old], new.made[pair.new], program)


def how(one: dict[str, str], other: dict[str, str], program: bool) -> str:
    """What differed in the making of two documents: the `rules`, the `program`, or neither (`same`)."""
    if one["rules_digest"] != other["rules_digest"]:
        return "rules"
    return "program" if program or one["version"] != other["version"] else "same"


def _cause(pair: Pair, made: str | None, sentence: str, other: str | None, evidence: str | None = None) -> str:
    """Why a figure changed, by its sentence, what became of that in the other run, and of the words that decided it."""
    if made is None:
        return "document"
    if pair.pairing is None:
        return made if made != "same" else "program"
    if made == "same" or other is None:
        return "text"
    return made if sentence == other and evidence in (None, "same") else f"text or {made}"


def _clues(side: Side, rows: Iterable[int]) -> dict[tuple[int, str], list[Clue]]:
    """The evidence of some figures, by row and field or group of fields."""
    found: dict[tuple[int, str], list[Clue]] = defaultdict(list)
    for (row, field), clues in side.clues(rows).items():
        found[row, GROUPS.get(field, field)] += clues
    return {key: sorted(clues) for key, clues in found.items()}


def _evidence(old: Side, new: Side, pair: Pair, mine: Sequence[Clue], yours: Sequence[Clue]) -> dict[str, Any]:
    """What became of the words that decided a field, and the words in both runs."""
    before, after = ("；".join(clue.words for clue in each) or None for each in (mine, yours))
    became = "lost" if mine else "gained" if yours else None
    if mine and yours:
        same = len(mine) == len(yours) and all(_same(old, new, pair, a, b) for a, b in zip(mine, yours, strict=True))
        became = "same" if same else "moved"
    return {"evidence": became, "evidence_old": before, "evidence_new": after}


def _same(old: Side, new: Side, pair: Pair, a: Clue, b: Clue) -> bool:
    if a.words != b.words or a.scope != b.scope:
        return False
    if pair.pairing is None or pair.old is None or pair.new is None:
        return a.start == b.start
    place = bisect_right(old.starts[pair.old], a.start) - 1, bisect_right(new.starts[pair.new], b.start) - 1
    at = bisect_left(pair.pairing.sentences, place)
    return pair.pairing.sentences[at : at + 1] == [place]
