"""Segment: the title, the headings with their nesting, paragraphs and sentences of a clean text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

import regex

from .cues import compiled, either, pattern
from .model import Block, Heading, Layout, Paragraph, Sentence
from .rules import Rules

MAX_SENTENCE = 2000
"""No sentence is longer, in code points; a longer one is cut at the last clause mark before."""

_CN = "[一二三四五六七八九十百]{1,3}"
_MARKER = re.compile(
    rf"(第{_CN}(?:部分|章|节)|{_CN}、|{_CN}[．.](?=\D))|(（{_CN}）)|(\d{{1,2}}(?:[．、]|[.](?!\d)))"
    r"|(（\d{1,2}）|[①-⑳])|([─—－━-]{2,})"
)
"""The markers of headings, each level a group."""
_TOP_MARKER = regex.compile(rf"(?m)^[^\S\n]*(?:第{_CN}(?:部分|章)|{_CN}、)")
_FIRST = ("一、", "第一部分", "第一章")
_UNMARKED_LEVEL = 6
"""Of a heading without a marker; where none has the outermost marker (一、), those without stand above the marked."""
_HEADING_MAX = 40
_TOP_HEADING_MAX = 80
_UNMARKED_MAX = 30
_TITLE_MAX = 60
_RUN_IN = re.compile(r"[^。！？；\n]{2,36}[。：！]|[^。！？；\d\n]{2,60}。")
"""A first sentence that heads its paragraph: a long one has no number in it."""
_END = regex.compile(r"[。！？]+[”’）》】]*")
_ITEM = re.compile(rf"[。！](?={_CN}、|（{_CN}）)")
_FULL_STOP = re.compile(r"[。！？；]")
_NO_HEADING = re.compile(r"[。！？；，：:、]$|[。；，]")
_CLAUSE_MARK = re.compile(r"[；，、：,;]")
_BULLET = re.compile(r"[●•◆■▲·※]")
_DATELINE = regex.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-.]\d{1,2}[-.]\d{1,2}")
_TITLE_LINES = 12
_LITTER_MAX = 8
_LITTER = rf"[A-Za-z0-9\s]{{0,{_LITTER_MAX}}}"
"""What a lost line break leaves behind: blanks, or the letters of a mark of the page."""
_RUN_ON = 200
"""No title or heading runs into the text of a shorter line."""
_BEFORE_HEADING = regex.compile(rf"[。！：”）]{_LITTER}$")


@cache
def _noise(rules: Rules) -> Callable[[str], object]:
    """What finds noise in a line; patterns that begin with ^ are tried at its beginning only."""
    patterns = [pattern for rule in rules.of("noise") for pattern in rule.words("patterns")]
    at_first = compiled("|".join(f"(?:{p[1:]})" for p in patterns if p.startswith("^")) or "(?!)")
    anywhere = compiled("|".join(f"(?:{p})" for p in patterns if not p.startswith("^")) or "(?!)")
    return lambda line: at_first.match(line) or anywhere.search(line)


@cache
def _title_words(rules: Rules) -> regex.Pattern[str]:
    words = [regex.escape(word) for rule in rules.of("title") for word in rule.words()]
    return regex.compile("|".join(words) or "(?!)")


@cache
def _measured(rules: Rules) -> regex.Pattern[str]:
    return pattern(rules, "layout.measured")


def segment(text: str, rules: Rules) -> Layout:
    """The layout of a clean text; every line of it with a character on it belongs to one paragraph, or to several where
    title and headings run into the text."""
    noise = _noise(rules)
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    headings: list[Heading] = []
    open_headings: list[int] = []
    title: int | None = None
    unmarked = _UNMARKED_LEVEL if _TOP_MARKER.search(text) else 0
    for start, end in _lines(text, rules):
        stripped = text[start:end]
        number = len(paragraphs)
        block: Block = "paragraph"
        level = _level(stripped)
        if len(stripped) < 200 and noise(stripped):
            block = "noise"
        elif title is None and not level and _opens_as_title(stripped, paragraphs, rules):
            block, title = "title", number
        elif ("\t" in stripped and not level) or stripped.count("|") > 1:
            block = "table"
        elif _is_heading(stripped, level) and (level or not _measured(rules).search(stripped)):
            above = title is None and number < _TITLE_LINES and not level
            if above and _title_words(rules).search(stripped.replace(" ", "")):
                block, title = "title", number
            else:
                block = "heading"
                level = level or (0 if _opens_part(text, start, end, rules) else unmarked)
        elif _BULLET.match(stripped):
            block = "list"
        run_in = _RUN_IN.match(text, start, end) if block == "paragraph" and level else None
        section = tuple(open_headings)
        if block == "heading" or run_in:
            while open_headings and headings[open_headings[-1]].level >= level:
                open_headings.pop()
            section = tuple(open_headings)
            headings.append(Heading(start, run_in.end() if run_in else end, level))
            open_headings.append(len(headings) - 1)
            if run_in:
                section = tuple(open_headings)
        paragraphs.append(Paragraph(start, end, block, section))
        for first, last in _sentences(text, start, end):
            sentences.append(Sentence(first, last, number, block, section))
    return Layout(tuple(paragraphs), tuple(sentences), tuple(headings), title)


def _lines(text: str, rules: Rules) -> Iterator[tuple[int, int]]:
    """The lines of a text without the spaces around them, empty ones left out."""
    at = 0
    for line in text.split("\n"):
        cuts = [0, *_run_on(line, rules), len(line)] if len(line) > _RUN_ON else [0, len(line)]
        for first, last in pairwise(cuts):
            piece = line[first:last]
            start, end = at + first + len(piece) - len(piece.lstrip()), at + first + len(piece.rstrip())
            if start < end:
                yield start, end
        at += len(line) + 1


def _run_on(line: str, rules: Rules) -> list[int]:
    """Where a line has lost its breaks: behind a title, around a heading (…工作报告一、上年工作回顾2004年，…)."""
    title, heading = _lost_breaks(rules)
    cuts = {match.end() for match in [title.match(line)] if match}
    cuts |= {match.end() for match in _ITEM.finditer(line)}
    for match in heading.finditer(line):
        at = match.start()
        if at in cuts or at == 0 or _BEFORE_HEADING.search(line, max(0, at - _LITTER_MAX - 1), at):
            cuts |= {match.start(), match.end()}
    return sorted(cuts - {0, len(line)})


@cache
def _lost_breaks(rules: Rules) -> tuple[regex.Pattern[str], regex.Pattern[str]]:
    """What finds a title, and a heading, that the text follows on the same line."""
    telling = [
        word for rule in rules.of("period_heading") if rule.get("role") in ("plan", "review") for word in rule.words()
    ]
    ends, begins = "|".join(map(regex.escape, telling)) or "(?!)", either(rules, "layout.text_begins")
    return (
        regex.compile(rf"[^，。；：！？]{{2,40}}?(?:{_title_words(rules).pattern})(?={_CN}、|{begins})"),
        regex.compile(rf"(?<![一二三四五六七八九十]){_CN}、[^，。；：！？、]{{2,28}}?(?:{ends}){_LITTER}?(?={begins})"),
    )


def _telling_words(rules: Rules) -> str:
    """A pattern for the words by which a heading tells work done or to come."""
    telling = [rule for rule in rules.of("period_heading") if rule.get("role") in ("plan", "review")]
    return "|".join(regex.escape(word) for rule in telling for word in rule.words()) or "(?!)"


@cache
def _part_words(rules: Rules) -> regex.Pattern[str]:
    return regex.compile(rf"(?:年|今后|过去).*(?:{_telling_words(rules)})")


def _opens_part(text: str, start: int, end: int, rules: Rules) -> bool:
    """Whether a heading without a marker stands above the marked: 2023年工作回顾, and then 一、."""
    following = _TOP_MARKER.search(text, end)
    first = following is not None and following[0].strip() in _FIRST
    return first and _part_words(rules).search(text, start, end) is not None


def _level(line: str) -> int:
    """The level of the marker that a line begins with, 0 without one."""
    marker = _MARKER.match(line)
    return marker.lastindex or 0 if marker else 0


def _is_heading(line: str, level: int) -> bool:
    longest = _UNMARKED_MAX if not level else _HEADING_MAX if level > 1 else _TOP_HEADING_MAX
    if len(line) > longest or _DATELINE.search(line):
        return False
    if level:
        return not _FULL_STOP.search(line) and "，" not in line[_UNMARKED_MAX:]
    return not _NO_HEADING.search(line)


def _opens_as_title(line: str, before: Sequence[Paragraph], rules: Rules) -> bool:
    """Whether the first line of a document ends as titles do, at most with a bracket behind (who spoke, and when)."""
    if len(line) > _TITLE_MAX or any(paragraph.block != "noise" for paragraph in before):
        return False
    title = _titles(rules).fullmatch(line)
    return title is not None and not _DATELINE.search(title[1])


@cache
def _titles(rules: Rules) -> regex.Pattern[str]:
    part = "[^，。；：！？（]+"
    return regex.compile(rf"({part}(?:（[^（）]*）{part})?(?:{_title_words(rules).pattern}))(?:（[^（）]*）)?")


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    for match in _END.finditer(text, start, end):
        found += _cut(text, start, match.end())
        start = match.end()
    return found + _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """One sentence, stripped, in pieces of at most `MAX_SENTENCE`."""
    pieces = []
    while end - start > MAX_SENTENCE:
        marks = [m.end() for m in _CLAUSE_MARK.finditer(text, start + MAX_SENTENCE - 400, start + MAX_SENTENCE)]
        cut = marks[-1] if marks else start + MAX_SENTENCE
        pieces.append((start, cut))
        start = cut
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        pieces.append((start, end))
    return pieces
