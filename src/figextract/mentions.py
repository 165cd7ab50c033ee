"""Indicators that a sentence names without a figure under them (固定资产投资保持平稳增长), and for which year."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import regex

from figextract.cells import About, rows
from figextract.indicators import Indicator, catalogue
from figextract.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[—－至-])")
CLAUSE_END = re.compile(r"[，；。！？：,;\n]")
PROSE = ("paragraph", "list", "table")
YEARS = r"(?:19|20)\d\d年"
REACH = 24
SHORTEST = 3
LONG_ENOUGH = 4
"""Shorter wordings (投资, 新建) say too little to know their narrower kin by."""


class Mention(NamedTuple):
    """An indicator (by name) that a sentence names with no figure under it; `year` is None where none can be told.

    `planned` is whether a target is named: the figures beside it are targets, or its year is ahead of the report's.
    """

    indicator: str
    source: str
    year: int | None
    planned: bool
    sentence: str


class Lexicon:
    """Wordings of indicators, the longest first: 规模以上工业增加值 does not name 工业增加值.

    `naming` are those that name their indicator by themselves: not 新发展, which needs 会员, and not 服务业, which only
    begins 服务业增加值. A word for two (城乡居民收入) names both.
    """

    def __init__(self, indicators: Iterable[Indicator], rules: Rules) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self._of: dict[str, tuple[Indicator, ...]] = {}
        for indicator in indicators:
            for word in (*indicator.wordings, *indicator.things):
                if len(word) >= SHORTEST:
                    self._of.setdefault(word, (indicator,))
        self.naming = {
            word
            for word, (indicator,) in self._of.items()
            if word in indicator.things or (word in indicator.names and not _only_begins(word, indicator, rules))
        }
        both = {word: of for word, of in self._for_two(rules).items() if word not in self._of}
        self._of |= both
        self.naming |= both.keys()
        self._words = list(self._of)
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[tuple[Indicator, int, int]]:
        """The indicators whose wordings stand in `text`, each with the start and end of the wording."""
        found = self._automaton.find_matches_as_indexes(text)
        return [(of, start, end) for which, start, end in found for of in self._of[self._words[which]]]

    def _for_two(self, rules: Rules) -> dict[str, tuple[Indicator, ...]]:
        """The words that name two indicators, by one word for what sets these apart (城乡 for 城镇 and 农村)."""
        pairs = {word: pair for rule in rules.of("mention") for word, pair in rule.get("pairs", {}).items()}
        found = {}
        for word, (one, other) in pairs.items():
            for named in [name for name in self.naming if name.startswith(one)]:
                rest = named.removeprefix(one)
                if other + rest in self.naming:
                    found[word + rest] = self._of[named] + self._of[other + rest]
        return found


class _Sentence(NamedTuple):
    source: str
    sentence_no: int
    paragraph_no: int
    section: tuple[str, ...]
    start: int
    text: str


class _Nearby(NamedTuple):
    """A figure as a mention sees it."""

    start: int
    indicator: str | None
    year: int | None
    modality: str | None


@cache
def lexicon(asked: tuple[Indicator, ...], rules: Rules) -> Lexicon:
    """The wordings of the indicators asked for, among those of all others."""
    return Lexicon(dict.fromkeys([*asked, *catalogue(rules).values()]), rules)


def mentions(
    sentences: pd.DataFrame,
    figures: pd.DataFrame,
    about: Mapping[str, About],
    asked: tuple[Indicator, ...],
    rules: Rules,
) -> list[Mention]:
    """Where `sentences` name the indicators `asked` without a figure under them; `figures` are those in the sentences.

    The year of a mention is the one written before it, else that of the figures beside it, in its sentence, then in its
    paragraph, else that of its heading, else the one year that the report is on.
    """
    prose = sentences[sentences["block"].isin(PROSE)]
    texts = prose["text"].tolist()
    offsets = list(accumulate((len(text) + 1 for text in texts), initial=1))
    whole = "\n".join(["", *texts])
    places = list(rows(prose, ("source", "sentence_no")))
    words, told = lexicon(asked, rules), _told(figures, asked)
    wanted = {indicator.name for indicator in asked}
    named = [
        (line, indicator, start - offsets[line], end - offsets[line])
        for indicator, start, end in words.find(whole)
        if indicator.name in wanted
        and whole[start:end] in words.naming
        and (*places[line := bisect_right(offsets, start) - 1], indicator.code) not in told
        and _is_named(whole, start, end, indicator, rules)
    ]
    at = sorted({line for line, *_ in named})
    lines = dict(zip(at, _lines(prose.iloc[at]), strict=True))
    by_sentence, by_paragraph = _nearby(sentences, figures, lines.values())
    found = []
    for line, indicator, start, end in named:
        sentence = lines[line]
        beside = by_sentence[sentence.source, sentence.sentence_no]
        if not any(_stands_under(figure, indicator, sentence, end, rules) for figure in beside):
            around = by_paragraph[sentence.source, sentence.paragraph_no]
            report = about.get(sentence.source)
            year = _year(sentence, start, beside, around, report, rules)
            planned = _is_planned(beside, year, report)
            found.append(Mention(indicator.name, sentence.source, year, planned, sentence.text))
    return found


def _told(figures: pd.DataFrame, asked: Iterable[Indicator]) -> set[tuple[object, ...]]:
    """The sentences, by source and number, in which a figure of an indicator stands, with its code."""
    codes = [indicator.code for indicator in asked if indicator.code]
    own = figures.loc[figures["indicator_code"].isin(codes), ["source", "sentence_no", "indicator_code"]]
    return set(rows(own, ("source", "sentence_no", "indicator_code")))


def _is_named(text: str, start: int, end: int, indicator: Indicator, rules: Rules) -> bool:
    """Whether a wording is the indicator: a predicate or a list goes on behind it, and no longer name ends with it."""
    counted = text[start:end] in indicator.things
    if not text.startswith(_around(rules)["counts" if counted else "follows"], end):
        return False
    return _beginning(rules).search(text, max(0, start - REACH), start) is not None


@cache
def _beginning(rules: Rules) -> regex.Pattern[str]:
    """What may stand in front of an indicator: a mark, then only words that say nothing of what is measured (全市)."""
    neutral = [rule for rule in rules.of("indicator_neutral") if rule.get("side") == "before"]
    words = sorted({word for rule in neutral for word in rule.words()}, key=len, reverse=True)
    patterns = [pattern for rule in neutral for pattern in rule.words("patterns")]
    return regex.compile(rf"[\s\p{{P}}](?:{'|'.join([*map(regex.escape, words), *patterns, YEARS])})*$")


def in_longer_name(before: str, rules: Rules) -> bool:
    """Whether the words before a wording make it the whole of a share, a denominator, a word inside a longer name."""
    return before.endswith(_around(rules)["not_after"])


def is_kind_of(words: str, indicator: Indicator, rules: Rules) -> bool:
    """Whether `words` name a narrower thing than an indicator: 城镇新增就业 is a kind of 新增就业."""
    if words in indicator.wordings or not words.endswith(indicator.names):
        return False
    fuller = [word for word in indicator.names if len(word) >= LONG_ENOUGH and words.endswith(word)]
    return any(not in_longer_name(words.removesuffix(word), rules) for word in fuller)


def _only_begins(word: str, indicator: Indicator, rules: Rules) -> bool:
    """Whether a wording is only the beginning of a fuller one (服务业 of 服务业增加值): then the field is named."""
    fuller = (w for w in indicator.wordings if w.startswith(word) and w != word)
    whole = _around(rules)["tails"]
    return word != indicator.name and any(w.removeprefix(word) not in whole for w in fuller)


@cache
def _around(rules: Rules) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {"follows": (), "not_after": (), "counts": (), "closes": (), "tails": ()}
    for rule in rules.of("mention"):
        for key in found:
            found[key] += rule.words(key)
    return found


def _lines(prose: pd.DataFrame) -> list[_Sentence]:
    return [
        _Sentence(source, number, paragraph, tuple(section if section is not None else ()), start, text)
        for source, number, paragraph, section, start, text in rows(prose, _Sentence._fields)
    ]


_Beside = Mapping[tuple[str, int], Sequence[_Nearby]]


def _nearby(sentences: pd.DataFrame, figures: pd.DataFrame, lines: Iterable[_Sentence]) -> tuple[_Beside, _Beside]:
    """The figures of each sentence, and of each paragraph, of `lines`, by source and number."""
    wanted = {(line.source, line.paragraph_no) for line in lines}
    sources = [source for source, _ in wanted]
    numbers = rows(sentences[sentences["source"].isin(sources)], ("source", "sentence_no", "paragraph_no"))
    paragraph = {(source, number): para for source, number, para in numbers if (source, para) in wanted}
    by_sentence: dict[tuple[str, int], list[_Nearby]] = defaultdict(list)
    by_paragraph: dict[tuple[str, int], list[_Nearby]] = defaultdict(list)
    columns = ["source", "sentence_no", *_Nearby._fields]
    for source, number, *row in rows(figures.loc[figures["source"].isin(sources), columns], columns):
        if (source, number) in paragraph:
            by_sentence[source, number].append(_Nearby(*row))
            by_paragraph[source, paragraph[source, number]].append(_Nearby(*row))
    return by_sentence, by_paragraph


def _stands_under(figure: _Nearby, indicator: Indicator, sentence: _Sentence, end: int, rules: Rules) -> bool:
    """Whether a figure may be the indicator's: by its words, or because it stands behind it in its clause.

    What stands behind the end of a list (固定资产投资、财政收入等六项指标) is of the list.
    """
    if figure.indicator is not None and any(word in figure.indicator for word in indicator.wordings):
        return True
    if figure.start < sentence.start + end:
        return False
    between = sentence.text[end : figure.start - sentence.start]
    return CLAUSE_END.search(between) is None and not any(word in between for word in _around(rules)["closes"])


def _year(
    sentence: _Sentence,
    start: int,
    beside: Sequence[_Nearby],
    around: Sequence[_Nearby],
    about: About | None,
    rules: Rules,
) -> int | None:
    written = YEAR.findall(sentence.text, 0, start)
    if written:
        return int(written[-1])
    told = about.written if about is not None else None
    if told is not None:
        for word, offset in _year_words(rules).items():
            if word in sentence.text[:start]:
                return told.year + offset
    for figures in (beside, around):
        years = {figure.year for figure in figures}
        if len(years) == 1 and None not in years:
            return years.pop()
    for heading in reversed(sentence.section):
        headed = set(YEAR.findall(heading))
        if headed:
            return int(headed.pop()) if len(headed) == 1 else None
    if about is None or about.period_start is None or about.period_end is None:
        return None
    return about.period_end.year if about.period_start.year == about.period_end.year else None


def _is_planned(beside: Sequence[_Nearby], year: int | None, about: About | None) -> bool:
    if beside:
        return all(figure.modality == "planned" for figure in beside)
    end = about.period_end if about is not None else None
    return end is not None and year is not None and year > end.year


@cache
def _year_words(rules: Rules) -> dict[str, int]:
    return {word: int(offset) for rule in rules.of("year_word") for word, offset in rule.get("years").items()}
