"""Two versions of a text: which sentence became which, and which figure is the same figure.

The result does not depend on which version is called the old one: `pair` works on the two in an order of its own
and turns the answer round.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

SIMILAR = 55.0
"""How alike (0–100) a sentence and its edited version are that stand between the same unchanged sentences."""
SIMILAR_FAR = 65.0
"""The same for a sentence that was edited and moved."""
CONTAINED = 85.0
"""How much of a sentence is found again in another when they were split or merged."""
SHORTEST = 6
"""The shortest sentence that is looked for inside another."""
CELLS = 16_000_000
"""The largest table of sentence by sentence that is worked out; beyond it, sentences count as rewritten."""


class Quantity(NamedTuple):
    """A figure as far as pairing needs it: offsets count from the start of its sentence."""

    sentence: int
    start: int
    end: int
    text: str
    kind: str
    unit: str | None
    anchor: str
    about: tuple[str | None, ...]
    """What tells figures with the same text apart: indicator, entity."""


class Version(NamedTuple):
    """One version of a document: its sentences as written, and its figures in the order of the text."""

    sentences: Sequence[str]
    figures: Sequence[Quantity]


class Pairing(NamedTuple):
    """What became of what: pairs of indices, old first, sorted.

    A sentence stands in several pairs when it was split or merged. `moved` holds the pairs of figures that stand in
    another order than the rest. `likeness` is the share of the characters of both texts that are in both, `identical`
    the share that stands in sentences found in both to the letter.
    """

    sentences: list[tuple[int, int]]
    figures: list[tuple[int, int]]
    moved: set[tuple[int, int]]
    likeness: float
    identical: float


Pairs = list[tuple[int, int]]


def pair(old: Version, new: Version) -> Pairing:
    """Pairs the sentences and the figures of two versions of a document."""
    if _order(new) < _order(old):
        turned = pair(new, old)
        return turned._replace(
            sentences=_turned(turned.sentences), figures=_turned(turned.figures), moved=set(_turned(turned.moved))
        )
    equal = _equal(old.sentences, new.sentences)
    equal += _same_anchors(old, new, equal)
    edited = _edited(old, new, equal)
    groups = _groups(edited)
    figures = sorted(_figures(old, new, equal, groups))
    identical = sum(len(old.sentences[a]) + len(new.sentences[b]) for a, b in equal)
    alike = sum(2 * LCSseq.similarity(_text(old, mine), _text(new, yours)) for mine, yours in groups)
    whole = sum(map(len, old.sentences)) + sum(map(len, new.sentences))
    return Pairing(
        sorted(equal + edited),
        figures,
        _moved(old, new, equal, figures),
        likeness=(identical + alike) / whole if whole else 1.0,
        identical=identical / whole if whole else 1.0,
    )


def overlapping(old: Sequence[tuple[int, int]], new: Sequence[tuple[int, int]]) -> Pairs:
    """Pairs the spans that two extractions found in one text: equal ones, then those that overlap most.

    The spans of one side are sorted and do not overlap each other.
    """
    candidates = []
    first = 0
    for a, (start, end) in enumerate(old):
        while first < len(new) and new[first][1] <= start:
            first += 1
        for b in range(first, len(new)):
            if new[b][0] >= end:
                break
            shared = min(end, new[b][1]) - max(start, new[b][0])
            candidates.append((((start, end) != new[b], -shared), a, b))
    return sorted(one_to_one(candidates))


def _order(version: Version) -> tuple[object, ...]:
    return [*version.sentences], [figure[:5] for figure in version.figures]


def _turned(pairs: Iterable[tuple[int, int]]) -> Pairs:
    return sorted((b, a) for a, b in pairs)


def _text(version: Version, sentences: Iterable[int]) -> str:
    return "".join(version.sentences[number] for number in sentences)


def one_to_one(candidates: Iterable[tuple[object, int, int]]) -> Iterator[tuple[int, int]]:
    """Pairs from (cost, a, b), each side used once: the cheapest first, among equals the earliest."""
    used_a: set[int] = set()
    used_b: set[int] = set()
    for _, a, b in sorted(candidates):
        if a not in used_a and b not in used_b:
            used_a.add(a)
            used_b.add(b)
            yield a, b


def _left(length: int, used: Iterable[int]) -> list[int]:
    taken = set(used)
    return [at for at in range(length) if at not in taken]


def _equal(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Equal sentences: those in the same order, then the others wherever they went."""
    pairs = list(_in_order(old, new, (0, len(old)), (0, len(new))))
    left = _left(len(old), (a for a, _ in pairs)), _left(len(new), (b for _, b in pairs))
    return pairs + _matching(left[0], left[1], old.__getitem__, new.__getitem__)


def _matching(
    old: Iterable[int], new: Iterable[int], key_old: Callable[[int], Hashable], key_new: Callable[[int], Hashable]
) -> Pairs:
    """Pairs of indices with equal keys, the first with the first; a key that is None or empty pairs nothing."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for b in new:
        waiting[key_new(b)].append(b)
    return [(a, waiting[key].popleft()) for a in old if (key := key_old(a)) and waiting.get(key)]


def _in_order(
    old: Sequence[Hashable], new: Sequence[Hashable], span_old: tuple[int, int], span_new: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Equal elements in the same order: those that occur once are fixed points, a common subsequence between them."""
    (a, a_end), (b, b_end) = span_old, span_new
    while a < a_end and b < b_end and old[a] == new[b]:
        yield a, b
        a, b = a + 1, b + 1
    while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
        a_end, b_end = a_end - 1, b_end - 1
        yield a_end, b_end
    if a == a_end or b == b_end:
        return
    once_old, once_new = _once(old, a, a_end), _once(new, b, b_end)
    fixed = [(at, once_new[element]) for element, at in once_old.items() if element in once_new]
    fixed = [fixed[at] for at in _increasing([place for _, place in fixed])]
    if fixed:
        for at, place in [*fixed, (a_end, b_end)]:
            yield from _in_order(old, new, (a, at), (b, place))
            if at < a_end:
                yield at, place
            a, b = at + 1, place + 1
    elif (a_end - a) * (b_end - b) <= CELLS:
        for equal, start, end, place, place_end in _runs(old[a:a_end], new[b:b_end]):
            if equal:
                yield from zip(range(a + start, a + end), range(b + place, b + place_end), strict=True)


def _runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, int, int, int, int]]:
    """The stretches of a longest common subsequence and what lies between: (equal, start, end, start, end)."""
    for code in LCSseq.opcodes(old, new):
        yield code.tag == "equal", code.src_start, code.src_end, code.dest_start, code.dest_end


def _once(elements: Sequence[Hashable], start: int, end: int) -> dict[Hashable, int]:
    """The elements that occur once in a stretch, with their places, in order."""
    counts = Counter(elements[start:end])
    return {elements[at]: at for at in range(start, end) if counts[elements[at]] == 1}


def _increasing(places: Sequence[int]) -> list[int]:
    """The positions of a longest increasing subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        if length == len(tails):
            tails.append(place)
            ends.append(at)
        else:
            tails[length], ends[length] = place, at
        before.append(ends[length - 1] if length else -1)
    chain = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _same_anchors(old: Version, new: Version, equal: Pairs) -> Pairs:
    """Pairs sentences that differ as written but not once cleaned: all their figures have the same anchors."""
    anchors: list[dict[int, tuple[str, ...]]] = []
    for version in (old, new):
        anchors.append({})
        for figure in version.figures:
            anchors[-1][figure.sentence] = (*anchors[-1].get(figure.sentence, ()), figure.anchor)
    left_old = _left(len(old.sentences), (a for a, _ in equal))
    left_new = _left(len(new.sentences), (b for _, b in equal))
    return _matching(left_old, left_new, anchors[0].get, anchors[1].get)


def _edited(old: Version, new: Version, equal: Pairs) -> Pairs:
    """Pairs sentences with their edited versions, and with the pieces that they were split into or merged from."""
    rest_old = _left(len(old.sentences), (a for a, _ in equal))
    rest_new = _left(len(new.sentences), (b for _, b in equal))
    if not rest_old or not rest_new or len(rest_old) * len(rest_new) > CELLS:
        return []
    fixed = sorted(equal)
    fixed = [fixed[at] for at in _increasing([b for _, b in fixed])]
    gaps_old = [bisect_left(fixed, (a, 0)) for a in rest_old]
    places = [b for _, b in fixed]
    gaps_new = [bisect_left(places, b) for b in rest_new]
    texts_old = [old.sentences[a] for a in rest_old]
    texts_new = [new.sentences[b] for b in rest_new]
    alike = process.cdist(texts_old, texts_new, scorer=fuzz.ratio, score_cutoff=SIMILAR)
    candidates = []
    for a, b in zip(*map(list, alike.nonzero()), strict=True):
        far = gaps_old[a] != gaps_new[b]
        if not far or alike[a, b] >= SIMILAR_FAR:
            candidates.append(((-float(alike[a, b]), far), a, b))
    pairs = list(one_to_one(candidates))
    pairs += _pieces(texts_old, texts_new, pairs)
    return [(rest_old[a], rest_new[b]) for a, b in pairs]


def _pieces(old: list[str], new: list[str], pairs: Pairs) -> Pairs:
    """For each sentence not paired, the one that it is a piece of."""
    left_old, left_new = _left(len(old), (a for a, _ in pairs)), _left(len(new), (b for _, b in pairs))
    merged = [(left_old[a], b) for a, b in _wholes([old[a] for a in left_old], new)]
    return merged + [(a, left_new[b]) for b, a in _wholes([new[b] for b in left_new], old)]


def _wholes(pieces: list[str], sentences: list[str]) -> Iterator[tuple[int, int]]:
    """For each piece that is found again in a longer sentence: (piece, sentence)."""
    if not pieces:
        return
    held = process.cdist(pieces, sentences, scorer=fuzz.partial_ratio, score_cutoff=CONTAINED)
    for piece, row in enumerate(held):
        fits = [(-row[at], int(at)) for at in row.nonzero()[0] if SHORTEST <= len(pieces[piece]) < len(sentences[at])]
        if fits:
            yield piece, min(fits)[1]


def _groups(pairs: Pairs) -> list[tuple[list[int], list[int]]]:
    """The sentences that hang together: (old ones, new ones), each in order."""
    group: dict[tuple[str, int], int] = {}
    members: dict[int, list[tuple[str, int]]] = {}
    for number, (a, b) in enumerate(pairs):
        members[number] = []
        for node in (("old", a), ("new", b)):
            joined = members.pop(group[node]) if node in group and group[node] != number else [node]
            members[number] += [other for other in joined if other not in members[number]]
            group.update(dict.fromkeys(joined, number))
    return [
        (sorted(at for side, at in nodes if side == "old"), sorted(at for side, at in nodes if side == "new"))
        for nodes in members.values()
    ]


def _figures(old: Version, new: Version, equal: Pairs, groups: list[tuple[list[int], list[int]]]) -> Pairs:
    of_old, of_new = _by_sentence(old), _by_sentence(new)
    links: Pairs = []
    for a, b in equal:
        mine, yours = of_old[a], of_new[b]
        if old.sentences[a] == new.sentences[b]:
            spans = [old.figures[at][1:3] for at in mine], [new.figures[at][1:3] for at in yours]
            links += [(mine[k], yours[j]) for k, j in overlapping(*spans)]
        else:
            links += zip(mine, yours, strict=True)
    for mine, yours in groups:
        links += _in_edited(old, new, [(a, of_old[a]) for a in mine], [(b, of_new[b]) for b in yours])
    left = _left(len(old.figures), (a for a, _ in links)), _left(len(new.figures), (b for _, b in links))
    return links + _unmistakable(old, new, *left)


def _by_sentence(version: Version) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for at, figure in enumerate(version.figures):
        found[figure.sentence].append(at)
    return found


def _in_edited(
    old: Version, new: Version, mine: list[tuple[int, list[int]]], yours: list[tuple[int, list[int]]]
) -> Iterator[tuple[int, int]]:
    """Pairs figures of sentences that became one another, by the words around them; a figure counts as one word.

    Where words were replaced, figures in them pair when they are of one kind, those about the same thing first.
    """
    tokens_old, at_old = _tokens(old, mine)
    tokens_new, at_new = _tokens(new, yours)
    replaced_old: list[int] = []
    replaced_new: list[int] = []
    for equal, start, end, place, place_end in _runs(tokens_old, tokens_new):
        if equal:
            yield from _replaced(old, new, replaced_old, replaced_new)
            replaced_old, replaced_new = [], []
            yield from ((at_old[start + k], at_new[place + k]) for k in range(end - start) if start + k in at_old)
        else:
            replaced_old += [at_old[k] for k in range(start, end) if k in at_old]
            replaced_new += [at_new[k] for k in range(place, place_end) if k in at_new]
    yield from _replaced(old, new, replaced_old, replaced_new)


def _tokens(version: Version, sentences: list[tuple[int, list[int]]]) -> tuple[list[str], dict[int, int]]:
    """The characters of some sentences with each figure as one token, and which token is which figure."""
    tokens: list[str] = []
    figures: dict[int, int] = {}
    for number, inside in sentences:
        at = 0
        for figure in inside:
            start, end = version.figures[figure][1:3]
            tokens += version.sentences[number][at:start]
            figures[len(tokens)] = figure
            tokens.append("\0" + version.figures[figure].text)
            at = end
        tokens += version.sentences[number][at:]
    return tokens, figures


def _replaced(old: Version, new: Version, mine: list[int], yours: list[int]) -> Iterator[tuple[int, int]]:
    candidates = []
    for rank, a in enumerate(mine):
        for place, b in enumerate(yours):
            one, other = old.figures[a], new.figures[b]
            if one.kind == other.kind:
                unlike = (one.text != other.text, one.unit != other.unit, one.about != other.about)
                candidates.append(((unlike, abs(rank - place)), a, b))
    return one_to_one(candidates)


def _unmistakable(old: Version, new: Version, left_old: list[int], left_new: list[int]) -> Pairs:
    """Pairs figures wherever they went when no other figure left says the same of the same thing."""
    keys = []
    for version, left in ((old, left_old), (new, left_new)):
        said = {at: (figure.text, figure.kind, figure.unit, figure.about) for at, figure in enumerate(version.figures)}
        counts = Counter(said[at] for at in left)
        keys.append({at: said[at] for at in left if any(said[at][3]) and counts[said[at]] == 1})
    return _matching(left_old, left_new, keys[0].get, keys[1].get)


def _moved(old: Version, new: Version, equal: Pairs, figures: Pairs) -> set[tuple[int, int]]:
    """The paired figures out of order with the rest of the text, unchanged sentences without figures among it."""
    holding = {figure.sentence for figure in old.figures}
    places: list[tuple[tuple[int, int], tuple[int, int], tuple[int, int] | None]] = [
        (old.figures[a][0:2], new.figures[b][0:2], (a, b)) for a, b in figures
    ]
    places += [((a, 0), (b, 0), None) for a, b in equal if a not in holding]
    places.sort(key=lambda place: place[:2])
    rank = {key: at for at, key in enumerate(sorted(key for _, key, _ in places))}
    settled = set(_increasing([rank[key] for _, key, _ in places]))
    return {link for at, (_, _, link) in enumerate(places) if link and at not in settled}
