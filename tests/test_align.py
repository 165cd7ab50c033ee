"""Two versions of a text aligned: whatever was edited, each figure is paired at most once, and the same both ways."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from figextract.diff.align import Quantity, Version, overlapping, pair

Line = tuple[str, ...]

WORDS = st.sampled_from(["走访企业", "举办培训", "协调贷款", "新增会员", "，其中", "和", "。"])
FIGURES = st.sampled_from(["5家", "12期", "3亿元", "8名"])
LINES = st.lists(st.lists(WORDS | FIGURES, min_size=1, max_size=6).map(tuple), max_size=8)


def version(lines: list[Line]) -> Version:
    """A version of a document: what begins with a digit is a figure."""
    figures = []
    for number, words in enumerate(lines):
        at = 0
        for word in words:
            if word[0].isdigit():
                kind = "money" if word.endswith("元") else "count"
                figures.append(Quantity(number, at, at + len(word), word, kind, word[-1], f"{words}{at}", (None, None)))
            at += len(word)
    return Version(["".join(words) for words in lines], figures)


@given(LINES)
def test_a_version_and_itself_are_identical(lines: list[Line]) -> None:
    one = version(lines)
    pairing = pair(one, one)
    assert pairing.figures == [(at, at) for at in range(len(one.figures))]
    assert pairing.sentences == [(at, at) for at in range(len(lines))]
    assert pairing.moved == set()
    assert pairing.likeness == pairing.identical == 1.0


@given(LINES, LINES)
def test_pairing_is_one_to_one_and_the_same_both_ways(old: list[Line], new: list[Line]) -> None:
    one, other = version(old), version(new)
    there, back = pair(one, other), pair(other, one)
    assert there.figures == sorted((a, b) for b, a in back.figures)
    assert there.sentences == sorted((a, b) for b, a in back.sentences)
    assert there.moved == {(a, b) for b, a in back.moved}
    assert there.moved <= set(there.figures)
    assert (there.likeness, there.identical) == (back.likeness, back.identical)
    assert 0 <= there.identical <= there.likeness <= 1.0
    for side in (0, 1):
        assert len({link[side] for link in there.figures}) == len(there.figures)
    assert all(one.figures[a].kind == other.figures[b].kind for a, b in there.figures)


@given(LINES, st.data())
def test_what_is_inserted_takes_nothing_away(lines: list[Line], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines)))
    one, other = version(lines), version([*lines[:at], ("此处另起一段说明有关情况",), *lines[at:]])
    pairing = pair(one, other)
    assert [a for a, _ in pairing.figures] == list(range(len(one.figures)))
    assert pairing.moved == set()


def test_of_a_long_text_only_what_was_edited_is_looked_at_closely() -> None:
    old = [(f"第{number}段走访企业", f"{number}家", "。") for number in range(30_000)]
    new = [*old[:100], *old[105:20_000], ("新增会员", "8名", "。"), *old[20_000:]]
    pairing = pair(version(old), version(new))
    assert len(pairing.figures) == len(old) - 5
    assert pairing.moved == set()


def test_many_equal_lines_are_no_trouble() -> None:
    old: list[Line] = [("合计", "5家", "。")] * 20_000
    pairing = pair(version(old), version(old[:19_000]))
    assert len(pairing.figures) == 19_000


def test_overlapping_spans_pair_the_equal_ones_first() -> None:
    assert overlapping([(0, 4), (6, 9)], [(0, 4), (6, 9)]) == [(0, 0), (1, 1)]
    assert overlapping([(2, 4)], [(0, 4)]) == [(0, 0)]
    assert overlapping([(0, 9)], [(0, 3), (4, 9)]) == [(0, 1)]
    assert overlapping([(0, 2)], [(2, 4)]) == []
