"""The divisions of China by GB/T 2260: their codes, their names, and the ways in which these are shortened."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from .rules import Rules

SUFFIXES = frozenset("省市县区州盟旗")
"""What the names of divisions end in."""


class Division(NamedTuple):
    """A division: its code, its full name, and shorter ones (黔东南苗族侗族自治州: 黔东南, 黔东南州, 黔东南自治州)."""

    code: str
    name: str
    shorts: tuple[str, ...]


@cache
def divisions(rules: Rules) -> tuple[Division, ...]:
    """All divisions, in the order of the table."""
    forms = [
        (
            regex.compile(rf"(.{{2,}}?)(?:{'|'.join(rule.words('peoples'))})*({'|'.join(rule.words('suffixes'))})"),
            dict(rule.get("kept", {})),
        )
        for rule in rules.of("division_form")
    ]
    found = []
    for code, name in table(rules).items():
        shorts: list[str] = []
        for pattern, kept in forms:
            if match := pattern.fullmatch(name):
                shorts += [match[1], *([match[1] + kept[match[2]], match[1] + match[2]] if match[2] in kept else [])]
        found.append(Division(code, name, tuple(shorts)))
    return tuple(found)


@cache
def table(rules: Rules) -> dict[str, str]:
    """Full name by code."""
    lines = (line for rule in rules.of("division") for line in rule.get("table", "").split("\n"))
    return {code: name for code, _, name in (line.partition(" ") for line in lines) if name}
