"""The shapes that data takes between the stages: small frozen classes, no behaviour.

Offsets named `start` and `end` count code points, end exclusive. Up to and including `attach` they point into
`Clean.text`; `Clean.source_span` turns them into offsets of the source text, which is what the tables hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Kind = Literal["money", "count", "ratio", "points", "multiple", "rank", "duration", "measure", "score"]
Relation = Literal["eq", "approx", "gt", "ge", "lt", "le", "range"]
Block = Literal["title", "heading", "paragraph", "list", "table", "noise"]
Scope = Literal["clause", "sentence", "paragraph", "section", "title", "document"]
Span = tuple[int, int]
"""Start and end of a stretch of a text, end exclusive."""


@dataclass(frozen=True, slots=True)
class Document:
    """A report as read: its decoded text, exactly as it stands in the file, and where it came from.

    `source` is the path below the input folder with `/`; `digest` the SHA-256 of the bytes in hex.
    """

    source: str
    text: str
    digest: str = ""
    format: str = "txt"
    encoding: str = "utf-8"
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clean:
    """The text that the rules see, and for each of its characters where it stands in the source.

    `starts[i]` is the offset in the source of `text[i]`; None when the two texts run in step.
    """

    text: str
    starts: Sequence[int] | None
    script: Literal["simplified", "traditional"]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of a span of the clean text (never empty)."""
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end - 1] + 1

    def source_spans(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """The same of many spans: where they start, and where they end."""
        places = self.starts
        if places is None:
            return starts, ends
        return [places[start] for start in starts], [places[end - 1] + 1 for end in ends]


class Heading(NamedTuple):
    """A heading, on a line of its own or running into its paragraph (（一）加强培训引导。…); level 1 is outermost."""

    start: int
    end: int
    level: int


class Paragraph(NamedTuple):
    """A paragraph or a heading line; `section` names the headings above it, outermost first (by index)."""

    start: int
    end: int
    block: Block
    section: tuple[int, ...]


class Sentence(NamedTuple):
    """A sentence with its closing punctuation; `section` may add a heading that runs into the paragraph."""

    start: int
    end: int
    paragraph: int
    block: Block
    section: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What segmentation found: `title` is the index of the title's paragraph, or None."""

    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    headings: tuple[Heading, ...]
    title: int | None


class Quantity(NamedTuple):
    """A figure as far as its number tells: value, bounds, unit, kind; `number` is its span without qualifiers."""

    start: int
    end: int
    number_start: int
    number_end: int
    sentence: int
    kind: Kind
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    relation: Relation
    unit: str | None
    per: str | None
    mask: str | None
    scale: Decimal
    step: Decimal | None
    measure_word: str | None
    rule: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A time expression. `first` and `last` are its dates, None where open or not to be had.

    A relative expression (今年, 去年, 全年, 五年来) has `anchor`, which says what it counts from, and no dates until
    the document's own time is known.
    """

    start: int
    end: int
    kind: Literal["during", "as_of", "since", "relative"]
    first: date | None
    last: date | None
    text: str
    anchor: str | None
    rule: str


class Place(NamedTuple):
    """A place named in the text, or a relative one (全省, 我市), without a name until the document's area is known."""

    start: int
    end: int
    name: str | None
    code: str | None
    level: Literal["province", "city", "county", "other"]
    rule: str


class Organisation(NamedTuple):
    """A body named in the text (辽宁省工商联, 市委、市政府)."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself: whose report, of which area, of when, on which time."""

    title: str | None
    organisation: str | None
    region: str | None
    region_code: str | None
    region_level: str | None
    report_date: date | None
    period_start: date | None
    period_end: date | None


class Evidence(NamedTuple):
    """Some words that decided a field of the `figure`-th figure."""

    figure: int
    field: str
    start: int
    end: int
    scope: Scope
    rule: str


class Frame(NamedTuple):
    """What the structure of its clause says about a figure; one for each `Quantity`, in the same order.

    `clause` is bounded by ； or the sentence, `segment` also by ， and the figures around; `parent` is an index into
    the quantities; `reached` says that the text tells the value as reached (达到, 突破, 提升至, 总数, 现有).
    """

    clause: tuple[int, int]
    segment: tuple[int, int]
    role: Literal["from", "to", "part", "milestone", "condition"] | None
    parent: int | None
    event: int | None
    reached: bool


Columns = dict[str, list[Any]]
"""Whole columns of the figures table by name, one value for each quantity."""
