"""Clean: the text that the rules see, made from the source without losing where each character stands.

Folded one for one: full-width letters and digits, traditional script, half-width punctuation, straight quotes.
Taken out: pinyin noise (聯(lián)), note marks (生产总值[2]), HTML spaces, blanks beside digits, doubled punctuation,
line breaks inside a sentence. The source text itself is never changed.
"""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from operator import ne
from statistics import median
from typing import TYPE_CHECKING, Literal

import regex

from .model import Clean

if TYPE_CHECKING:
    from opencc import OpenCC

_SPACE = r"(?:[\x20\u3000\xa0\u2002-\u200b\ufeff]|&(?:nbsp|ensp|emsp|thinsp|\#160|\#xa0);)"
_TONE = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_HAN = r"[㐀-鿿]"
_DIGIT = r"[\d０-９]"

_BLANKS = re.compile(
    rf"""
      (?=[(（\[①-⑳\x20\u3000\xa0\u2002-\u200b\ufeff&])(?:
      (?P<pinyin>(?<={_HAN})[(（](?=[a-zü]*[{_TONE}])[a-zü{_TONE}]{{1,7}}[)）])
    | (?P<note>(?<={_HAN})\[\d{{1,2}}\]|(?<=[㐀-鿿”])[①-⑳](?=[㐀-鿿\d，。；、]))
    | (?P<space>
          (?<={_DIGIT}){_SPACE}+(?=[:：∶︰]{_SPACE}*{_DIGIT})|(?<={_DIGIT}\x20[:：∶︰])\x20+(?={_DIGIT})
        | (?<=[万亿美欧港])\x20+(?=元)|(?<=[十百千万])\x20+(?=亿)|
          (?<={_DIGIT}){_SPACE}+(?=\.{_DIGIT}|{_DIGIT}{{3}}(?!{_DIGIT})|[％%‰]|{_HAN})
        | (?<={_HAN}){_SPACE}+(?={_DIGIT}+(?![.、．\d０-９]))
        | (?<={_HAN}){_SPACE}+(?={_DIGIT}+\.{_DIGIT})
        | (?<=[，。；：、])[\x20\xa0]+|(?<![\x20\xa0])[\x20\xa0]++(?=[，。；：、]) )
    | (?P<entity>&(?:\#\d{{1,6}}|\#x[0-9a-fA-F]{{1,5}}|[a-zA-Z]{{2,8}});) )
    """,
    re.X,
)
_DOUBLED = re.compile(r"[，,]{2,}|。{2,}|；{2,}|、{2,}")
_BETWEEN_DIGITS = re.compile(
    rf"[。，](?:(?<={_DIGIT}。)(?={_DIGIT}+[％%‰万亿千百元倍个])|(?<=[０-９]，)(?=[０-９]{{3}}(?![０-９])))"
)
_RETURN = re.compile(r"\r(\n?)")
_POINTS = {"。": ".", "，": ","}

_FOLD = {
    chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_FOLD |= dict(zip("．％℅﹪＋－＊／＄～「」『』✕╳﹡∶︰", ".%%%+-*/$~“”‘’××*::", strict=True))
_FOLDED = re.compile(f"[{''.join(_FOLD)}]")
_RATIO_COLON = re.compile(
    r"：(?<=\d：)(?:(?=\d+(?:\.\d+)?[:：]\d|\d+\.\d)|(?=\d)(?:(?<=[.:：]\d：)|(?<=[.:：]\d\d：)))"
)
"""A colon that parts ratios (11：48：41, 2.5：1), which is none of punctuation."""
_HALF = regex.compile(r"[;?!()]|(?<!\d)[,:]|[,:](?!\d)")
_WIDE = {",": "，", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）", ":": "："}
_STRAIGHT = re.compile(r'"([^"\n]{1,60})"')
_TRADITIONAL_SHARE = 0.05

_ENDED = re.compile(r"[。！？；：!?;:][”’」』）》】)]*$")
_OPEN = re.compile(r"[，、,（“《(—]$")
_CONTINUES = re.compile(r"^[，。；、）”》％%‰]")
_UNIT = re.compile(r"^[万亿千百元]")
_DIGITS = re.compile(r"[\d０-９.．余多]$")
_NUMBER = re.compile(r"[\d０-９.．,]+[%％‰]?$")
_PROSE = re.compile(r"[，。；,;]")
_MANY_NUMBERS = 3
"""A text with so many numbers alone on a line in the midst of its sentences has lost what set them off."""
_WIDEST = 1.5
"""Of hard-wrapped lines none is so many times as long as a full one."""
_MARKER = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[─—－-]{2,}|"
    r"第[一二三四五六七八九十]{1,3}(?:部分|章|节)|[●•◆■·])"
)
_WITHIN = re.compile(r"[。；;]")
"""A marked line with one of these in it is the first of a paragraph (——农业稳中有进。粮食…) and no heading."""
_PUNCTUATION = re.compile(r"[，。；：！？、,;]")


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def clean(source: str) -> Clean:
    """The clean text of a source text with the map of its characters back to the source."""
    text, starts = _edit(source)
    text = _FOLDED.sub(lambda m: _FOLD[m[0]], text)
    text = _RATIO_COLON.sub(":", text)
    simplified = _simplifier().convert(text)
    if len(simplified) != len(text):  # never seen with t2s; a shifted offset would be worse than a missed word
        simplified = text
    script: Literal["simplified", "traditional"] = "simplified"
    if simplified != text:
        changed = sum(map(ne, simplified, text))
        if changed > _TRADITIONAL_SHARE * len(text):
            script = "traditional"
    text = _HALF.sub(lambda m: _WIDE[m[0]], simplified)
    if '"' in text:
        text = _STRAIGHT.sub(r"“\1”", text)
    return Clean(text, starts, script)


def _edit(source: str) -> tuple[str, array[int] | None]:
    """The source with everything taken out or put right that changes lengths, and the position of what is left."""
    cuts = sorted(_cuts(source))
    if not cuts:
        return source, None
    moved = any(end - start != len(new) for start, end, new in cuts)
    positions = _positions(1 << max(16, len(source).bit_length())) if moved else array("i")
    pieces, starts, at = [], array("i"), 0
    for start, end, new in cuts:
        if start < at:
            continue
        pieces += [source[at:start], new]
        starts += positions[at : start + len(new)]
        at = end
    pieces.append(source[at:])
    starts += positions[at : len(source)]
    return "".join(pieces), starts if moved else None


@lru_cache(maxsize=1)
def _positions(number: int) -> array[int]:
    """So many whole numbers from 0 on."""
    return array("i", range(number))


def _cuts(source: str) -> Iterator[tuple[int, int, str]]:
    """The spans to be replaced, each with what it is replaced by, which is no longer."""
    for start, end in _soft_breaks(source):
        yield start, end, ""
    for blank in _BLANKS.finditer(source):
        plain = html.unescape(blank[0]) if blank.lastgroup == "entity" else ""
        yield *blank.span(), "" if plain.isspace() else plain if len(plain) < 2 else blank[0]
    if any(pair in source for pair in ("，，", "，,", ",，", ",,", "。。", "；；", "、、")):
        for match in _DOUBLED.finditer(source):
            yield match.start() + 1, match.end(), ""
    for match in _BETWEEN_DIGITS.finditer(source):
        yield *match.span(), _POINTS[match[0]]
    if "\r" in source:
        for match in _RETURN.finditer(source):
            yield match.start(), match.start() + 1, "" if match[1] else "\n"


def _soft_breaks(source: str) -> list[tuple[int, int]]:
    """The spans of line breaks, with the blanks around them, that stand inside a sentence.

    A line goes on in the next unless it ends like a sentence, the next is indented or begins with a marker, or it is
    short beside the document's full lines or the next one: hard-wrapped lines are about as long as each other. In some
    copies each number of a sentence has a line of its own.
    """
    lines = source.splitlines(keepends=True) if "\n" in source or "\r" in source else []
    if len(lines) < 2:
        return []
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    if not lengths:
        return []
    full = max(0.5 * median(lengths), 0.7 * lengths[len(lengths) * 9 // 10])
    apart = sum(1 for line, after in pairwise(lines) if _NUMBER.match(line.strip()) and _PROSE.search(after))
    found = []
    at = 0
    for line, following in pairwise(lines):
        at += len(line)
        text, after = line.strip(), following.strip()
        if not text or not after or _ENDED.search(text) or _MARKER.match(after) or _is_row(text) or _is_row(after):
            continue
        filled = len(text) >= full and len(after) <= _WIDEST * len(text)
        if _OPEN.search(text) or _CONTINUES.match(after) or (_UNIT.match(after) and _DIGITS.search(text)):
            joined = not (following[:1].isspace() and not _CONTINUES.match(after))
        elif apart >= _MANY_NUMBERS and (_NUMBER.match(text) or _NUMBER.match(after)):
            joined = not following[:1].isspace()
        elif _DIGITS.search(text):
            joined = filled and not following[:1].isspace()
        else:
            first = len(text) < 1.1 * full and not _PUNCTUATION.search(text)
            heads = _MARKER.match(text) and not _WITHIN.search(text)
            joined = filled and not following[:1].isspace() and not first and not heads
        if joined:
            start = at - (len(line) - len(line.rstrip()))
            found.append((start, at + len(following) - len(following.lstrip())))
    return found


def _is_row(line: str) -> bool:
    """Whether a line is a row of a table, whose cells tabs or bars part."""
    return ("\t" in line and not _MARKER.match(line)) or line.count("|") > 1
