"""Cues: the words and patterns of a group of `cue` rules, as they are and compiled."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import regex

from .rules import Rules


def either(rules: Rules, group: str) -> str:
    """A pattern that matches any word or pattern of the group, the longest word first; nothing when it has none."""
    found = [rule for rule in rules.of("cue") if rule.get("group") == group]
    words = sorted({word for rule in found for word in rule.words()}, key=len, reverse=True)
    patterns = [f"(?:{pattern})" for rule in found for pattern in rule.words("patterns")]
    return "(?:" + ("|".join([*patterns, *map(regex.escape, words)]) or "(?!)") + ")"


def outside(rules: Rules, group: str, sought: str) -> str:
    """A pattern for what is sought, but not inside a word of the group (no 和 in 共和国)."""
    return f"{either(rules, group)}(*SKIP)(*FAIL)|{sought}"


@cache
def pattern(rules: Rules, group: str, before: str = "", after: str = "") -> regex.Pattern[str]:
    """What `either` gives for the group, compiled, with patterns before and after it."""
    return compiled(before + either(rules, group) + after)


_CLASS = re.compile(r"\[[^\]]*\]")
_WAYS = r"((?:[^()\[\]|\\]|\[[^\]|\\]*\]|\|)+)"
_BEHIND = re.compile(rf"\(\?<([=!])(?:{_WAYS}|\(\?:{_WAYS}\))\)")
"""A look behind at one of several words."""


def compiled(expression: str) -> regex.Pattern[str]:
    """An expression compiled by `re`, which is faster to ask, or by `regex` where it looks behind at any width or
    backwards."""
    try:
        return cast("regex.Pattern[str]", re.compile(_BEHIND.sub(_by_width, expression)))
    except re.error:
        return regex.compile(expression)


def _by_width(behind: re.Match[str]) -> str:
    """A look behind as several, each at words of one length, which is all that `re` can do."""
    sign, *ways = behind.groups()
    widths: dict[int, list[str]] = {}
    for way in "".join(filter(None, ways)).split("|"):
        widths.setdefault(len(_CLASS.sub("x", way)), []).append(way)
    each = [f"(?<{sign}{'|'.join(same)})" for same in widths.values()]
    return "".join(each) if sign == "!" else f"(?:{'|'.join(each)})"


def cue_words(rules: Rules, group: str) -> frozenset[str]:
    """The words of the group."""
    return frozenset(word for rule in rules.of("cue") if rule.get("group") == group for word in rule.words())
