"""What may stand under the keys of a rule: words, patterns, enumerations, examples; each says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Annotated, Any

import pyarrow as pa
import regex
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from figextract.clean import clean
from figextract.runaway import runs_away
from figextract.schema import COLUMNS, ENUMERATIONS

SLOTS = ("{n}", "{c}", "{d}")
"""Where the number stands in the pattern of a name: any number, one in Chinese characters, one in digits."""
NUMBERS = ("value", "low", "high", "scale", "step")
_NOT_CHECKED = ("figure_id", "anchor", "source", "sentence_no", "section", "page", "start", "end", "text", "sentence")
EXPECTED = tuple(c.name for c in COLUMNS["figures"] if c.name not in _NOT_CHECKED and not pa.types.is_list(c.type))
"""The columns of the figures table that an example may expect a value of."""


class Idle(ValueError):
    """A word that does no harm, but can never be met."""


def _as_cleaned(word: str) -> str:
    if not word or word != word.strip():
        raise ValueError(f'"{word}" is empty, or begins or ends with a blank')
    seen = clean(word).text
    if seen != word:
        raise Idle(f'"{word}" never occurs in a text made ready for the rules: write "{seen}"')
    return word


def _said(error: regex.error) -> str:
    return str(error).partition(" at position ")[0]


def _compiled(pattern: str, slot: str | None = None) -> regex.Pattern[str]:
    written = pattern.replace(slot, "1") if slot else pattern
    try:
        compiled = regex.compile(written)
    except regex.error as error:
        raise ValueError(f"pattern {pattern} does not compile: {_said(error)}") from error
    if runs_away(written):
        raise ValueError(f"pattern {pattern} can run away: no part under + or * may match one text in two ways")
    if compiled.groups > len(compiled.groupindex):
        raise ValueError(f"pattern {pattern} has a group that catches: write (?:…) instead of (…)")
    return compiled


def _plain_pattern(pattern: str) -> str:
    _compiled(pattern)
    if unknown := regex.search(r"\{[a-z_]+\}", pattern):
        raise ValueError(f"pattern {pattern} has {unknown[0]}, which only the patterns of names can have")
    return pattern


def _name_pattern(pattern: str) -> str:
    slot = next((slot for slot in SLOTS if slot in pattern), None)
    _compiled(pattern, slot)
    if slot is None or sum(map(pattern.count, SLOTS)) != 1:
        raise ValueError(f"pattern {pattern} needs {', '.join(SLOTS[:2])} or {SLOTS[2]} once, where the number stands")
    for part in pattern.split(slot):
        try:
            regex.compile(part)
        except regex.error as error:
            problem = f"pattern {pattern} is cut in two by its number, and {part} does not compile: {_said(error)}"
            raise ValueError(problem) from error
    return pattern


def _factor(number: str) -> str:
    try:
        good = Decimal(number) > 0
    except InvalidOperation:
        good = False
    if not good:
        raise ValueError(f'"{number}" is no number above 0: write the factor as a string of digits, as "0.1"')
    return number


def one_of(*words: str) -> AfterValidator:
    def check(word: str) -> str:
        if word not in words:
            raise ValueError(unknown(word, [word for word in words if word]))
        return word

    return AfterValidator(check)


def unknown(word: str, words: Iterable[str]) -> str:
    """A message about a word that is none of some words: the one that may have been meant, or else all of them."""
    return f'"{word}" is not known{meant(word, words) or "; use one of " + ", ".join(words)}'


def meant(word: str, words: Iterable[str]) -> str:
    """The end of a message about a wrong word: what may have been meant, if anything is like it."""
    close = get_close_matches(word, list(words), 1, 0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


Text = Annotated[str, Field(min_length=1)]
Word = Annotated[str, AfterValidator(_as_cleaned)]
Words = Annotated[list[Word], Field(min_length=1)]
Pattern = Annotated[Text, AfterValidator(_plain_pattern)]
Patterns = Annotated[list[Pattern], Field(min_length=1)]
NamePatterns = Annotated[list[Annotated[Text, AfterValidator(_name_pattern)]], Field(min_length=1)]
Guards = dict[Word, Text]
"""Words, each with the characters that must not stand beside it."""
Kind = Annotated[str, one_of(*ENUMERATIONS["kind"])]
EntityClass = Annotated[str, one_of(*ENUMERATIONS["entity_class"])]
Statistic = Annotated[str, one_of(*ENUMERATIONS["statistic"])]
Relation = Annotated[str, one_of(*ENUMERATIONS["relation"])]
Factor = Annotated[str, AfterValidator(_factor)]
Phrases = list[str]
"""Wordings and entities of indicators: with * for any text, @name for a list of words, "" for none."""


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Example(Table):
    """A text and one figure of it with some of its columns, or a stretch in which no figure may lie."""

    model_config = ConfigDict(extra="allow", strict=True)
    text: Text
    figure: Text | None = None
    none: Text | None = None

    @model_validator(mode="after")
    def _complete(self) -> Example:
        expected = self.model_extra or {}
        if (self.figure is None) == (self.none is None):
            raise ValueError("an example has either `figure`, which must be found, or `none`, where none may be found")
        words = self.figure or self.none or ""
        if words not in self.text:
            raise ValueError(f'"{words}" does not stand in "{self.text}"')
        if self.none and expected:
            raise ValueError(f"an example with `none` expects nothing else, but has {', '.join(expected)}")
        for column, value in expected.items():
            _expected(column, value)
        return self


def _expected(column: str, value: Any) -> None:
    """Raises ValueError where a column cannot have the value; "" stands for null."""
    if column not in EXPECTED:
        raise ValueError(f"unknown column {column} in an example{meant(column, EXPECTED)}")
    if value == "":
        return
    if column in ENUMERATIONS and value not in ENUMERATIONS[column]:
        words = ENUMERATIONS[column]
        raise ValueError(f"{column} = {unknown(str(value), words)}")
    if column in NUMBERS:
        try:
            Decimal(str(value))
        except InvalidOperation:
            raise ValueError(f'{column} = "{value}" is no number') from None
    elif column in ("year", "event"):
        if type(value) is not int:
            raise ValueError(f"{column} = {value!r} is no whole number")
    elif column.endswith(("_date", "_start", "_end")):
        if not isinstance(value, date):
            raise ValueError(f"{column} = {value!r} is no date: write it without quotes, as 2023-01-31")
    elif not isinstance(value, str):
        raise ValueError(f"{column} = {value!r} is no string")
