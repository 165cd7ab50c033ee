"""Patterns that run away: those whose time can explode on some text, found by trying each under a time limit."""

from __future__ import annotations

from collections.abc import Iterator

import regex

SECONDS = 0.05
"""What a search may take; a harmless pattern takes thousandths. Tried a second time with six times as much."""

_SHORT, _LONG = 30, 1000
"""Repetitions: few show what doubles with every character, many what grows with the cube of the length."""
_ORDINARY = ("1", "一", "a", " ", "，", "1,", "一、")
_REPEATS = regex.compile(r"[*+{]")
_GROUP_NAME = regex.compile(r"\?P?<[^>=!]*>|\\[a-zA-Z]|\\p\{[^}]*\}")


def runs_away(pattern: str) -> bool:
    """Whether the search for a pattern (in the syntax of `regex`) in some text of a page or less takes too long."""
    if not _REPEATS.search(pattern):
        return False
    compiled = regex.compile(pattern)
    return any(_slow(compiled, text, SECONDS) and _slow(compiled, text, 6 * SECONDS) for text in _texts(pattern))


def _slow(pattern: regex.Pattern[str], text: str, seconds: float) -> bool:
    try:
        pattern.search(text, timeout=seconds)
    except TimeoutError:
        return True
    return False


def _texts(pattern: str) -> Iterator[str]:
    """Texts that almost match: what the pattern is made of, repeated and then broken off.

    The break is a character that hardly anything matches, or a line's end, which . does not match. Behind it stand the
    pattern's own characters, else a search that misses one of them would not even begin.
    """
    plain = _GROUP_NAME.sub(" ", pattern)
    runs = [run for run in regex.findall(r"[\w，。；、：！？“”《》]+", plain) if not run.isascii() or len(run) < 3]
    characters = list(dict.fromkeys("".join(runs)))
    whole = "".join(characters)
    pieces = dict.fromkeys([*characters[:24], *runs[:12], *_ORDINARY, whole])
    for repetitions in (_SHORT, _LONG):
        for piece in filter(None, pieces):
            body = piece * max(repetitions // len(piece), _SHORT)
            for end in ("\0", f"\0{whole}", f"\n{whole}"):
                yield body + end
