"""The indicators that a panel or ledger is asked for, by code, name or wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from figextract.attach.indicator_code import attach_codes
from figextract.rules import Rules

JOINED = re.compile("、|以及|和|与|及")


class QuestionError(ValueError):
    """A panel or ledger was asked for what there is not; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is asked for: a canonical indicator, or (with no code) a wording that no rule knows.

    `nature` is stock, flow or rate; `wordings` are all words for it, of which `names` say it by themselves (新发展 does
    not without 会员); `things` are the counted nouns of a number of things (商会).
    """

    name: str
    code: str | None
    nature: str | None
    wordings: tuple[str, ...]
    names: tuple[str, ...]
    things: tuple[str, ...] = ()


@cache
def catalogue(rules: Rules) -> Mapping[str, Indicator]:
    """The canonical indicators by code, with the wordings and counted things of their rules that are plain words."""
    found: dict[str, Indicator] = {}
    for rule in rules.of("indicator"):
        ways = (rule.keys, *rule.get("when", ()))
        name = rule.get("name", rule.id)
        wordings = dict.fromkeys([name, *_plain(ways, "wordings")])
        alone = [way for way in ways if "entities" not in way and "entities" not in rule.keys and "near" not in way]
        names = dict.fromkeys([name, *_plain(alone, "wordings")])
        things = dict.fromkeys(_plain(ways, "entities"))
        code = rule.get("code", rule.id)
        found[code] = Indicator(name, code, rule.get("nature"), tuple(wordings), tuple(names), tuple(things))
    return found


def _plain(ways: Iterable[Mapping[str, Any]], key: str) -> Iterable[str]:
    return (word for way in ways for word in way.get(key, ()) if word and "*" not in word and "@" not in word)


def named(asked: str | Iterable[str], rules: Rules) -> tuple[Indicator, ...]:
    """The indicators asked for by code, name, wording or counted thing, each once; other words stand for themselves.

    Raises QuestionError when nothing is asked for.
    """
    asked = [asked] if isinstance(asked, str) else list(asked)
    if not asked:
        raise QuestionError("name at least one indicator: a code (gdp), a name or a wording (地区生产总值)")
    words = _index(rules)
    return tuple(dict.fromkeys(words.get(word) or Indicator(word, None, None, (word,), (word,)) for word in asked))


@cache
def joined(words: str, rules: Rules) -> tuple[tuple[str, str], ...]:
    """The canonical indicators among those that `words` join (游客人次、旅游收入), wording and code, if two are."""
    parts = [part for part in JOINED.split(words) if part]
    if len(parts) < 2:
        return ()
    none = [None] * len(parts)
    kinds, units, statistics = (["ratio"] * len(parts), ["%"] * len(parts), ["change"] * len(parts))
    codes, _ = attach_codes(kinds, units, statistics, parts, none, none, none, none, [words] * len(parts), rules)
    known = {code: part for part, code in zip(parts, codes, strict=True) if code is not None}
    return tuple((part, code) for code, part in known.items()) if len(known) > 1 else ()


def nearest(words: str, rules: Rules) -> list[str]:
    """The names and wordings of indicators that look most like `words`, at most three."""
    return get_close_matches(words, [word for word in _index(rules) if word], 3, 0.5)


@cache
def _index(rules: Rules) -> Mapping[str, Indicator]:
    """The indicators by code, name, wording and thing; where two share a word, the nearer kind of word decides."""
    known = catalogue(rules).values()
    words: dict[str, Indicator] = {}
    for kind in ("code", "name", "wordings", "things"):
        for indicator in known:
            told = getattr(indicator, kind)
            for word in [told] if isinstance(told, str) else told:
                words.setdefault(word, indicator)
    return words
