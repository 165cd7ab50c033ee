"""Plain text: from bytes to the text that all positions point into.

A byte order mark decides; else strict UTF-8; else the encoding under which most characters are common ones. Newlines
stay as they are, a BOM is dropped, and a lone surrogate becomes U+FFFD, one for one.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CODECS = (("utf-8",), ("gb18030",), ("big5", "cp950", "big5hkscs"), ("utf-16-le",), ("utf-16-be",))
"""Encodings without a mark, in order of preference; of a family the first that reads every byte is taken."""

SIGNATURES = (
    (b"%PDF-", "a PDF", "save its text as .txt (pdftotext -layout FILE)"),
    (b"PK\x03\x04", "a Word document or another zip archive", "open it and save it as plain text (.txt, UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an Office document", "open it and save it as plain text (.txt, UTF-8)"),
    (b"{\\rtf", "rich text (RTF)", "open it and save it as plain text (.txt, UTF-8)"),
    (b"<!doctype html", "a web page (HTML)", "save it from the browser as text (.txt)"),
    (b"<html", "a web page (HTML)", "save it from the browser as text (.txt)"),
)
SAMPLE = 1 << 13
"""Bytes on which an encoding is judged."""
GOOD, FAIR, CLOSE = 0.25, 0.5, 0.15
"""Share of common characters below which bytes are no text, below which a guess is doubtful, and the lead it needs."""


class ReadError(Exception):
    """A document that can't be read: what is wrong with it, and what to do."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem, advice)
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.problem}: {self.advice}"


class Decoded(NamedTuple):
    """A text, the Python codec that reads it from the bytes, and flags (`encoding_guessed`, `bytes_replaced`)."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(raw: bytes, encoding: str | None = None) -> Decoded:
    """The text of `raw`, in the encoding given or else found; raises `ReadError` if it is no plain text."""
    head = raw[:64].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for signature, what, advice in SIGNATURES:
        if head.startswith(signature.lower()):
            raise ReadError(f"not plain text but {what}", advice)
    decoded = _named(raw, encoding) if encoding else _found(raw)
    if raw.translate(None, _CONTROLS) != raw and 2 * _controls(decoded.text) > len(decoded.text):
        raise ReadError("not a text", "take it out of the folder, or put the report's text in its place")
    return decoded


def without_surrogates(text: str) -> str:
    """The text with U+FFFD for each lone surrogate: such a text can be stored, and every position holds."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


_CONTROLS = bytes((*range(9), *range(14, 32)))


def _controls(text: str) -> int:
    return sum(text.count(chr(code)) for code in _CONTROLS)


def _named(raw: bytes, encoding: str) -> Decoded:
    marked = next((codec for mark, codec in MARKS if raw.startswith(mark)), None)
    if marked and _same_family(marked, encoding):
        encoding = marked
    text = _strict(raw, encoding)
    if text is None:
        raise ReadError(f"not in {encoding}", "leave out --encoding, or name the one it is in (gb18030, big5, utf-16)")
    return Decoded(text, encoding)


def _same_family(marked: str, encoding: str) -> bool:
    plain = codecs.lookup(encoding).name
    return plain.startswith(marked.removesuffix("-sig"))


def _found(raw: bytes) -> Decoded:
    for mark, codec in MARKS:
        if raw.startswith(mark):
            return _whole(raw, (codec,), ())
    text = _strict(raw, "utf-8")
    if text is not None and 10 * text.count("\0") <= len(text):
        return Decoded(text, "utf-8")
    sample = _sample(raw)
    shares = [max(_common(sample.decode(codec, "replace")) for codec in family) for family in CODECS]
    second, best = sorted(shares)[-2:]
    if best < GOOD and text is None and sample.decode("utf-8", "replace").count("\ufffd") * 100 > len(sample):
        raise ReadError("not a text", "if it is one, name its encoding with --encoding")
    family = CODECS[shares.index(best)] if best >= GOOD else CODECS[0]
    return _whole(raw, family, ("encoding_guessed",) if best < FAIR or best - second < CLOSE else ())


def _whole(raw: bytes, family: tuple[str, ...], flags: tuple[str, ...]) -> Decoded:
    for codec in family:
        text = _strict(raw, codec)
        if text is not None:
            return Decoded(text, codec, flags)
    return Decoded(without_surrogates(raw.decode(family[0], "replace")), family[0], (*flags, "bytes_replaced"))


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        pass
    try:
        return without_surrogates(raw.decode(codec, "surrogatepass"))
    except UnicodeDecodeError:
        return None


def _sample(raw: bytes) -> bytes:
    """Bytes from the first one that is not ASCII, at an even offset so that UTF-16 stays in step."""
    first = re.search(rb"[^\t\n\r -~]", raw)
    start = first.start() & ~1 if first else 0
    return raw[start : start + SAMPLE]


def _common(text: str) -> float:
    """The share of common characters among those that are not plain ASCII."""
    told = re.sub(r"[\t\n\r -~]+", "", text)
    if not told:
        return 1.0
    return (len(told) - len(_common_characters().sub("", told))) / len(told)


@cache
def _common_characters() -> re.Pattern[str]:
    """Runs of the characters that Chinese texts are mostly made of, simplified and traditional, with punctuation."""
    characters = files(__package__).joinpath("common.txt").read_text(encoding="utf-8").replace("\n", "")
    return re.compile(f"[{re.escape(characters)}]+")
