"""Figures and failures as a terminal shows them: aligned columns in which a Chinese character takes two places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import click

WIDEST = 24
"""Places that a column of words takes at most."""


class WrongCall(click.ClickException):
    """Something that can't be done as it was called."""

    exit_code = 2


@contextmanager
def calls(*errors: type[Exception]) -> Iterator[None]:
    """Turns errors that say what to do into one line and exit status 2."""
    try:
        yield
    except errors as error:
        raise WrongCall(one_line(str(error))) from error


def figure_table(figures: Sequence[Mapping[str, Any]], *, sentences: bool = False) -> str:
    """Figures as a table, a row each and, with `sentences`, its sentence below; columns without a word are left out."""
    texts = {figure["figure_id"]: figure["text"] for figure in figures}
    rows = [_cells(figure, texts) for figure in figures]
    names = [name for name in (rows[0] if rows else ()) if name == "text" or any(row[name] for row in rows)]
    widths = {name: max(width(name), *(width(row[name]) for row in rows)) for name in names}
    lines = [_line({name: name for name in names}, widths)]
    for figure, row in zip(figures, rows, strict=True):
        lines.append(_line(row, widths))
        if sentences:
            lines.append(f"    {in_sentence(figure)}  ({figure['source']})")
    return "\n".join(lines)


def in_sentence(figure: Mapping[str, Any]) -> str:
    """The sentence of a figure on one line, the figure in brackets where it stands there only once."""
    text, sentence = figure["text"], figure["sentence"]
    if sentence.count(text) == 1:
        sentence = sentence.replace(text, f"⟦{text}⟧")
    return one_line(sentence)


def one_line(text: str) -> str:
    """A text without line breaks and control characters, which could break a line of output."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text).strip()


def width(text: str) -> int:
    """The places that a text takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def json_ready(value: object) -> object:
    """For `json.dumps(default=…)`: a decimal as its digits, a date as ISO 8601."""
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def digits(value: Decimal, *, thousands: bool = False) -> str:
    """A decimal written out, without exponent and trailing zeros."""
    text = f"{value:,f}" if thousands else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cells(figure: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, str]:
    from figextract.display import SIGNS

    unit = "/".join(filter(None, (figure["unit"], figure["per"])))
    return {
        "text": one_line(figure["text"]),
        "indicator": _short(figure["indicator"]),
        "value": _value(figure),
        "unit": "" if figure["kind"] == "count" else unit,
        "relation": "" if figure["value"] is None else SIGNS.get(figure["relation"], ""),
        "counted": figure["entity_class"] or "",
        "year": str(figure["year"] or ""),
        "region": _short(figure["region"]),
        "told": "" if figure["modality"] in (None, "actual") else figure["modality"],
        "part of": one_line(texts.get(figure["parent"], "")) if figure["role"] == "part" else "",
    }


def _value(figure: Mapping[str, Any]) -> str:
    if figure["value"] is not None:
        return digits(figure["value"], thousands=True)
    low, high = ("" if figure[b] is None else digits(figure[b], thousands=True) for b in ("low", "high"))
    return f"{low}–{high}" if low or high else figure["mask"] or ""


def _short(text: str | None) -> str:
    text = one_line(text or "")
    while width(text) > WIDEST:
        text = text[:-2] + "…"
    return text


def _line(row: Mapping[str, str], widths: Mapping[str, int]) -> str:
    cells: Iterable[str] = (
        " " * (widths[name] - width(row[name])) + row[name]
        if name == "value"
        else row[name] + " " * (widths[name] - width(row[name]))
        for name in widths
    )
    return "  ".join(cells).rstrip()
