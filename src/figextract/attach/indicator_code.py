"""The canonical indicator of each figure: `indicator_code`, and the rule that decided it.

An indicator is a rule over fields, not a word. Its ways (the rule's own keys, or each table of its `when` laid over
them) say which figures it takes; every condition of a way must hold:

    wordings        the figure's `indicator`; "" stands for none, or for one that only repeats the counted noun
    entities        the counted noun (`entity`); where the text names none it is looked for in `indicator`
    kinds           the kinds of its amounts; ratios, points, multiples and ranks of it always pass
    units           the units of its counts, money and measures
    entity_classes  the classes of its counts, and then `kinds` is `count` where nothing else is said
    statistics      as in the guideline
    not             words that must not stand in indicator or entity
    near            words of which one must stand in the figure's sentence

Wordings and entities are matched whole, `*` standing for any text (also none), and after normalisation: without
punctuation, bracketed text and neutral words (全省, 累计, 总额 …: `indicator_neutral`), unless the text with them fits.
`@name` stands for the list of that name (`indicator_words`). Where several ways fit the one that matched more text
wins, then the rule that stands later, so that a user's own rule wins over a built-in one. A size that only describes a
thing (`role` condition) has no code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs
import regex

from figextract.cues import pattern
from figextract.rules import Rule, Rules

_COMPARISONS = frozenset(("ratio", "points", "multiple", "rank"))
_AMOUNTS = frozenset(("count", "money", "measure"))
_CONDITIONS = ("wordings", "entities", "kinds", "units", "entity_classes", "statistics", "not", "near")
_BRACKETED = regex.compile(r"[(（][^()（）]*[)）]")
_SORT_OF_PLACE = regex.compile("(?:自治)?[省区州盟市县旗]$")
_OUTER_PLACE = regex.compile("^.*[省州盟市](?=..)")
_PUNCTUATION = str.maketrans("", "", " \t\r\n\u3000\u00a0“”\"‘’'《》〈〉【】「」·_—()（）")


class _Way(NamedTuple):
    """One way of being an indicator, compiled; None where the way sets no condition."""

    rule: str
    code: str
    place: int
    wordings: bool
    entities: bool
    kinds: frozenset[str] | None
    units: frozenset[str] | None
    classes: frozenset[str] | None
    statistics: frozenset[str] | None
    without: regex.Pattern[str] | None
    near: regex.Pattern[str] | None

    def takes(self, kind: str, unit: str | None, statistic: str | None, class_: str | None, *words: str | None) -> bool:
        """Whether the conditions hold that need no matching of wordings and no sentence."""
        return (
            (self.kinds is None or kind in self.kinds or kind in _COMPARISONS)
            and (self.units is None or unit in self.units or kind not in _AMOUNTS)
            and (self.classes is None or class_ in self.classes or kind != "count")
            and (self.statistics is None or statistic in self.statistics)
            and (self.without is None or not any(self.without.search(_squeeze(text)) for text in words if text))
        )


class _Phrases:
    """Phrases with `*`, each leading to some ways: finds for a text the ways it leads to, with the weight of the match.

    The weight is twice the length of the phrase's own characters, plus one where it has no `*`.
    """

    def __init__(self, phrases: Iterable[tuple[str, int]]) -> None:
        self.exact: dict[str, list[int]] = {}
        globs: dict[str, list[int]] = {}
        for phrase, way in phrases:
            (globs if "*" in phrase else self.exact).setdefault(phrase, []).append(way)
        self.globs = [(glob, 2 * (len(glob) - glob.count("*")), ways) for glob, ways in globs.items()]
        self.anchors = ahocorasick_rs.AhoCorasick([max(glob.split("*"), key=len) for glob in globs])

    def ways(self, forms: Iterable[str]) -> dict[int, int]:
        """The weight of the best match by way, over all forms of one text."""
        found: dict[int, int] = {}
        for form in forms:
            for way in self.exact.get(form, ()):
                found[way] = max(found.get(way, 0), 2 * len(form) + 1)
            for hit in self.anchors.find_matches_as_indexes(form, overlapping=True) if form else ():
                glob, weight, ways = self.globs[hit[0]]
                if _pattern(glob).fullmatch(form):
                    for way in ways:
                        found[way] = max(found.get(way, 0), weight)
        return found


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """The pattern of a phrase with `*`; few of the many are ever looked for."""
    return re.compile(re.escape(glob).replace(r"\*", ".*"))


def _squeeze(text: str) -> str:
    """The text without brackets and what they hold, punctuation and spaces, in small letters."""
    if text.isalnum():
        return text.casefold()
    return (_BRACKETED.sub("", text).translate(_PUNCTUATION) or text.translate(_PUNCTUATION)).casefold()


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _neutral(rules: Rules, side: str) -> str:
    """The alternatives of the neutral words and patterns before or behind."""
    neutral = [rule for rule in rules.of("indicator_neutral") if rule.get("side") == side]
    patterns = [pattern for rule in neutral for pattern in rule.words("patterns")]
    return "|".join((*patterns, _alternatives(word for rule in neutral for word in rule.words()))) or "(?!)"


def _forms(rules: Rules) -> Callable[[str], tuple[str, ...]]:
    """A function from a text to its forms: squeezed, without the neutral words before, and without those behind.

    A bracket that narrows what is measured (规模以上工业增加值（不含电力）) stays.
    """
    narrowing = pattern(rules, "indicator.narrowing", before="[(（][^()（）]*")
    heads = re.compile(rf"(?:{_neutral(rules, 'before')})+(?=.)")
    tails = regex.compile(rf"(?r)(?<=.)(?:{_neutral(rules, 'behind')})$")

    @lru_cache(maxsize=8192)
    def forms(text: str) -> tuple[str, ...]:
        found = [text.translate(_PUNCTUATION).casefold() if narrowing.search(text) else _squeeze(text)]
        if head := heads.match(found[0]):
            found.append(found[0][head.end() :])
        for form in found:  # grows: the words behind come off one by one
            if tail := tails.search(form):
                found.append(form[: tail.start()])
        return tuple(found)

    return forms


def _sought(words: Sequence[str]) -> regex.Pattern[str] | None:
    return regex.compile(_alternatives(words)) if words else None


def _ways(rule: Rule, place: int, lists: dict[str, tuple[str, ...]]) -> Iterable[tuple[_Way, list[str], list[str]]]:
    """The ways of a rule with their wordings and entities; raises ValueError on a rule that can't be read."""

    def words_of(key: str) -> list[str]:
        words: list[str] = []
        for word in keys.get(key, ()):
            if word.startswith("@") and word[1:] not in lists:
                raise ValueError(f"{rule.file}: rule {rule.id} names the list {word}, which is no indicator_words rule")
            words += lists[word[1:]] if word.startswith("@") else (word,)
        return words

    own = {key: rule.keys[key] for key in _CONDITIONS if key in rule.keys}
    for when in rule.get("when", [{}]):
        keys = {**own, **when}
        wordings = [_squeeze(word) for word in words_of("wordings")]
        entities = [_squeeze(word) for word in words_of("entities")]
        if not any(phrase.strip("*") for phrase in wordings + entities):
            raise ValueError(f"{rule.file}: rule {rule.id} needs `wordings` or `entities` with words")
        sets = {key: frozenset(keys[key]) for key in ("kinds", "units", "entity_classes", "statistics") if key in keys}
        way = _Way(
            rule=rule.id,
            code=rule.keys["code"],
            place=place,
            wordings=bool(wordings),
            entities=bool(entities),
            kinds=sets.get("kinds", frozenset(("count",)) if "entity_classes" in sets else None),
            units=sets.get("units"),
            classes=sets.get("entity_classes"),
            statistics=sets.get("statistics"),
            without=_sought([_squeeze(word) for word in words_of("not")]),
            near=_sought(words_of("near")),
        )
        yield way, wordings, entities


_Fitting = Callable[..., tuple[_Way, ...]]


@cache
def _compiled(rules: Rules) -> _Fitting:
    """A function from the fields of a figure to the ways that take it, best first, `near` not yet looked at."""
    lists = {rule.id.rpartition(".")[2]: rule.words() for rule in rules.of("indicator_words")}
    ways: list[_Way] = []
    wordings: list[tuple[str, int]] = []
    entities: list[tuple[str, int]] = []
    for place, rule in enumerate(rules.of("indicator")):
        for way, words, nouns in _ways(rule, place, lists):
            wordings += [(word, len(ways)) for word in words]
            entities += [(noun, len(ways)) for noun in nouns]
            ways.append(way)
    by_wording, by_entity, forms = _Phrases(wordings), _Phrases(entities), _forms(rules)
    unnamed, nameless = by_wording.ways(("",)), by_entity.ways(("",))
    wordless = {index: 0 for index, way in enumerate(ways) if not way.wordings}

    @lru_cache(maxsize=8192)
    def worded(indicator: str) -> dict[int, int]:
        return wordless | by_wording.ways(forms(indicator))

    @lru_cache(maxsize=8192)
    def counted(noun: str) -> dict[int, int]:
        return by_entity.ways(forms(noun))

    @lru_cache(maxsize=16384)
    def fitting(
        kind: str,
        unit: str | None,
        statistic: str | None,
        indicator: str | None,
        entity: str | None,
        class_: str | None,
    ) -> tuple[_Way, ...]:
        nouns = counted(entity) if entity else nameless | counted(indicator or "")
        said = worded(indicator) if indicator else wordless | unnamed
        if indicator and not (entity and set(forms(indicator)).isdisjoint(forms(entity))):
            bare = {index: unnamed[index] for index in nouns if index in unnamed and (entity or index not in nameless)}
            said = bare | said
        found = [
            (weight + nouns.get(index, 0), way.place, way)
            for index, weight in said.items()
            if (not (way := ways[index]).entities or index in nouns)
            and way.takes(kind, unit, statistic, class_, indicator, entity)
        ]
        return tuple(way for _, _, way in sorted(found, key=lambda f: f[:2], reverse=True))

    return fitting


def without_places(
    indicators: Sequence[str | None],
    entities: Sequence[str | None],
    regions: Sequence[str | None],
    codes: Sequence[str | None],
) -> list[str | None]:
    """The indicators of series without the name of their own region, where 的 or a code tells it from what is measured.

    惠东的税收收入, 惠东工业增加值; but 惠东港货运量 is not that of 惠东.
    """
    found: list[str | None] = []
    for indicator, entity, region, code in zip(indicators, entities, regions, codes, strict=True):
        bare = indicator
        if indicator and region and entity is None:
            bare = _own_place(region).sub("", indicator)
        found.append(bare.removeprefix("的") if bare and (code is not None or bare[0] == "的") else indicator)
    return found


@cache
def _own_place(region: str) -> regex.Pattern[str]:
    """A region's name before what is told of it, whole or without what sort of place it is: 龙华 of 深圳市龙华区."""
    short = _SORT_OF_PLACE.sub("", region)
    names = {region, short, _OUTER_PLACE.sub("", short)}
    listed = "|".join(sorted(map(re.escape, filter(lambda name: len(name) > 1, names)), key=len, reverse=True))
    return regex.compile(f"^(?:{listed or '(?!)'})(?:自治)?[省区州盟市县旗]?(?=..)")


def attach_codes(
    kinds: Sequence[str],
    units: Sequence[str | None],
    statistics: Sequence[str | None],
    indicators: Sequence[str | None],
    entities: Sequence[str | None],
    entity_classes: Sequence[str | None],
    roles: Sequence[str | None],
    regions: Sequence[str | None],
    sentences: Sequence[str],
    rules: Rules,
) -> tuple[list[str | None], list[str | None]]:
    """The indicator codes of a document's figures, and the ids of the rules that gave them.

    All columns have one value for each figure, by the words of the guideline; `sentences` holds the text that `near`
    looks into, the figure's sentence. The name of its own region before an indicator (清河地区生产总值) is left out.
    Both lists have None where no rule fits.
    """
    fitting = _compiled(rules)
    codes: list[str | None] = []
    deciding: list[str | None] = []
    words = zip(indicators, entities, entity_classes, roles, regions, sentences, strict=True)
    for kind, unit, statistic, told in zip(kinds, units, statistics, words, strict=True):
        indicator, entity, class_, role, region, sentence = told
        code = rule = None
        if role != "condition":
            if indicator and region:
                indicator = _own_place(region).sub("", indicator)
            for way in fitting(kind, unit, statistic, indicator, entity, class_):
                if way.near is None or way.near.search(sentence):
                    code, rule = way.code, way.rule
                    break
        codes.append(code)
        deciding.append(rule)
    return codes, deciding
