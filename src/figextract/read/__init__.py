"""Reading: from the bytes of a file to a `Document`; one module a format, chosen by the suffix of the name."""

from __future__ import annotations

import codecs
import hashlib
import os
from pathlib import Path
from typing import Literal

from figextract.model import Document
from figextract.read.text import ReadError, decode, without_surrogates

__all__ = ["ReadError", "decode", "document", "from_bytes", "known_encoding", "read", "read_bytes", "standing"]

TEXT = (".txt", ".text")
"""Suffixes that are read."""

AS_TEXT = "open it and save it as plain text (.txt, UTF-8)"
OTHERS = {
    **dict.fromkeys((".docx", ".doc", ".wps", ".odt", ".rtf"), AS_TEXT),
    ".pdf": "save its text as .txt (pdftotext -layout FILE); a scan needs OCR first",
    ".ofd": AS_TEXT,
    **dict.fromkeys((".html", ".htm", ".mht", ".mhtml"), "save it from the browser as text (.txt)"),
    **dict.fromkeys((".xlsx", ".xls", ".et", ".ods", ".pptx", ".ppt"), AS_TEXT),
    ".bin": "take it out of the folder, or put the report's text in its place",
}
"""Suffixes that reports come in and that are not read yet, with what to do."""


def standing(name: str) -> Literal["read", "refused", "unknown"]:
    """What happens to a file of this name: it is read, refused with a reason, or none of a report's formats."""
    suffix = os.path.splitext(name)[1].lower()
    return "read" if suffix in TEXT else "refused" if suffix in OTHERS else "unknown"


def known_encoding(encoding: str) -> bool:
    """Whether Python has a codec of this name that makes text of bytes."""
    try:
        return bool(codecs.lookup(encoding)._is_text_encoding)
    except (LookupError, ValueError):
        return False


def read(path: str | os.PathLike[str], *, source: str | None = None, encoding: str | None = None) -> Document:
    """The document at `path`. `source` names it in the tables, default the file's name; `encoding` overrides the guess.

    Raises `ReadError`, which says what to do, when it can't be read or is no plain text.
    """
    name = os.path.basename(os.fspath(path))
    return from_bytes(read_bytes(path), source or document_name(name), encoding=encoding)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file; raises `ReadError`."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ReadError(f"can't be read ({error.strerror})", _advice(error)) from error


def from_bytes(raw: bytes, source: str, *, encoding: str | None = None) -> Document:
    """The document with these bytes, in the format that the suffix of `source` tells; raises `ReadError`."""
    suffix = os.path.splitext(source)[1].lower()
    if suffix in OTHERS:
        what = "not a text" if suffix == ".bin" else f"{suffix} files are not read yet"
        raise ReadError(what, OTHERS[suffix])
    decoded = decode(raw, encoding)
    return Document(source, decoded.text, hashlib.sha256(raw).hexdigest(), "txt", decoded.encoding, decoded.flags)


def document(text: str, source: str = "text") -> Document:
    """A document from a text that is at hand."""
    text = without_surrogates(text)
    return Document(source, text, hashlib.sha256(text.encode()).hexdigest())


def document_name(path: str) -> str:
    """A path as the tables name it: as it is, or percent-encoded if its bytes are not UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        from urllib.parse import quote_from_bytes

        return quote_from_bytes(os.fsencode(path), safe="/ ")
    return path


def _advice(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "it went away while the run was going on; put it back and run again"
    if isinstance(error, PermissionError):
        return "give yourself the right to read it"
    return "see that it is a file and its disk is well, then run again"
