"""The figures of one text, for a notebook or another program."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from figextract import rules as rules_
from figextract.model import Document
from figextract.read import document
from figextract.schema import Figure


def extract(text: str | Document, *, rules: Sequence[str | os.PathLike[str]] = ()) -> list[Figure]:
    """The figures of a text or document, in order; `rules` are TOML files laid over the built-in rules."""
    from figextract.pipeline import extract_figures

    whole = document(text) if isinstance(text, str) else text
    return extract_figures(whole, rules_.load(tuple(str(Path(file)) for file in rules)))
