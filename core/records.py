"""The records that pass between the rooms; `docs/architecture.md` has them in one table.

All are frozen. Offsets are character offsets into the document's text, half open. Page numbers count from 1 and are
None where a format has no pages; the page's printed label is kept apart. Nothing here reads, splits or searches.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol

Span = tuple[int, int]
"""From and to, half open: characters or words of a text."""


class Checked(StrEnum):
    """How a fact is known: read in the official text, seen in a secondary source, or not checked."""

    OFFICIAL = "V"
    SECONDARY = "S"
    UNCHECKED = "U"

    @property
    def label(self) -> str:
        """The mark in words for a reader."""
        return _CHECKED_LABELS[self]


_CHECKED_LABELS = {
    Checked.OFFICIAL: "read in the official text",
    Checked.SECONDARY: "unchecked: seen in a secondary source only",
    Checked.UNCHECKED: "unchecked",
}


class Tier(StrEnum):
    """What a document is, in the order in which it binds: law first, a council's own procedure last."""

    LEGISLATION = "legislation"
    STATUTORY = "statutory"
    NON_STATUTORY = "non-statutory"
    INSPECTION = "inspection"
    PRACTICE = "practice"
    LOCAL = "local"

    @property
    def label(self) -> str:
        """The tier in words for a reader: `Statutory guidance`."""
        return _TIER_LABELS[self]


_TIER_LABELS = {
    Tier.LEGISLATION: "Law",
    Tier.STATUTORY: "Statutory guidance",
    Tier.NON_STATUTORY: "Non-statutory guidance",
    Tier.INSPECTION: "Inspection framework",
    Tier.PRACTICE: "Practice guidance",
    Tier.LOCAL: "Local procedure",
}


class Status(StrEnum):
    """Where an edition stands on a day; `ingest.editions` works it out."""

    CURRENT = "current"
    NOT_COMMENCED = "enacted, not in force"
    NOT_YET = "not yet in force"
    REPLACED = "replaced"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class BlockKind(StrEnum):
    """What a block of text is on its page. Headings, contents lines and editors' notes on law are not body text.

    A figure is the words of a flow chart or a form: they are there, but their order cannot be read.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    CONTENTS = "contents"
    ANNOTATION = "annotation"

    @property
    def is_body(self) -> bool:
        """Whether the block's characters must be found again in a passage."""
        return self not in (BlockKind.HEADING, BlockKind.CONTENTS, BlockKind.ANNOTATION)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a library, as its manifest describes it. Key: doc_id.

    `file` is relative to the library's folder, with forward slashes. `applies_to` names the area; `superseded_by`
    and `supersedes` are doc_ids that the library need not hold. `enacted` is the day on which law was passed or made,
    whether or not it is in force; `withdrawn` the day on which its publisher took it back; `review_due` the day by
    which its `owner` meant to look at it again. `notice` is shown wherever the document is. `line` is the manifest's
    line, from 1.
    """

    doc_id: str
    file: str
    title: str
    publisher: str
    tier: Tier
    applies_to: str
    edition: str | None = None
    published: date | None = None
    enacted: date | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    withdrawn: date | None = None
    review_due: date | None = None
    owner: str | None = None
    supersedes: str | None = None
    superseded_by: str | None = None
    url: str | None = None
    licence: str | None = None
    notice: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document: its number from 1, the label printed on it, and the text that stands on it.

    `ocr` is the mean confidence, 0 to 100, of the words of a page that was read by OCR; None where it holds text.
    """

    number: int
    label: str | None
    start: int
    end: int
    ocr: float | None = None


class Force(StrEnum):
    """Whether a provision of law is in force, as its publisher marks it."""

    IN_FORCE = "in force"
    PROSPECTIVE = "prospective"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Provision:
    """What the publisher of law says of one provision: where it extends, since when and until when it stands so.

    `extent` is in the publisher's letters ("E+W"); the dates are those of this wording, None where not stated.
    """

    force: Force = Force.IN_FORCE
    extent: str | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote with the place that cites it: `at` is the offset, in the document's text, behind the cited words.

    `mark` is as printed ("12", "*"), None where the note shows none; `page` is the page that the note stands on. Of a
    note that a heading cites, `at` is the start of the passage under it.
    """

    mark: str | None
    at: int
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table row, figure or footnote: `text[start:end]` of its reading.

    `headings` is the path it stands under, outermost first (for a heading, the path above it). `paragraph` is the
    number in effect, as printed, without its full stop ("207", "1.10", "44(1)"). `stem` is the offsets of the words
    that a list item hangs under ("... should:"), None for anything else. `page` is the number of the page that a
    footnote stands on where the section that it follows ends on a later one, else None: its offsets tell. `mark`
    is a footnote's mark as printed, and `cited` the offset behind the words that cite it, None where none was found.
    `provision` is what the publisher of law says of the section that the block belongs to, `verified` whether its
    words were found again at their place in the file, None where that was not checked.
    """

    kind: BlockKind
    start: int
    end: int
    headings: tuple[str, ...] = ()
    paragraph: str | None = None
    stem: tuple[int, int] | None = None
    page: int | None = None
    mark: str | None = None
    cited: int | None = None
    provision: Provision | None = None
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file: its text, the blocks in it in reading order, and its pages.

    Blocks do not overlap and are separated by one newline; `pages`, in order, is empty where the format has none.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()

    def page_at(self, offset: int) -> Page | None:
        """The page on which the character at `offset` stands; None where the format has no pages."""
        place = bisect_right(self.blocks, offset, key=lambda block: block.start) - 1
        if place >= 0 and (number := self.blocks[place].page) is not None:
            place = bisect_right(self.pages, number, key=lambda page: page.number) - 1
            return self.pages[place] if place >= 0 and self.pages[place].number == number else None
        place = bisect_right(self.pages, offset, key=lambda page: page.start) - 1
        return self.pages[place] if place >= 0 else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage's text stands from `start` (an offset into the document's text) up to its next place."""

    start: int
    paragraph: str | None
    page: int | None
    page_label: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences under one heading: the unit that is embedded, found and shown. Key: passage_id.

    `text` is exactly the document's text between `start` and `end`. `ordinal` counts from 0 within the document.
    `paragraph` and `page` are where it begins, `last_page` where it ends, `places` each further paragraph or page
    in it, in order. `stem` is the text that its first list item hangs under, where that stands outside the passage;
    for a footnote, the sentence that cites it; for the rest of a table's row that is too long for one passage, the
    row's first cell and, within a cell, the heading of its column. `footnotes` are those that its text cites, in
    order; `cited_in`, of a footnote, is the ordinal of the passage that cites it, None where none was found.
    `is_figure` says that the order of its words could not be read; `ocr` is the lowest confidence, 0 to 100, of its
    pages read by OCR; `verified` whether its words were found again at their place in the file, None where that was
    not checked.
    """

    passage_id: str
    doc_id: str
    ordinal: int
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()
    paragraph: str | None = None
    page: int | None = None
    page_label: str | None = None
    last_page: int | None = None
    stem: str | None = None
    places: tuple[Place, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    cited_in: int | None = None
    provision: Provision | None = None
    is_figure: bool = False
    ocr: float | None = None
    verified: bool | None = None

    def place_at(self, offset: int) -> Place:
        """Where the character at `offset` (of the document's text) stands."""
        first = Place(self.start, self.paragraph, self.page, self.page_label)
        return next((place for place in reversed(self.places) if place.start <= offset), first)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; an empty tuple or None leaves that side open.

    With an `area`, national documents apply and no other area's local documents show. `as_of` is the day whose law and
    guidance is asked for; None is today.
    """

    tiers: tuple[Tier, ...] = ()
    area: str | None = None
    publishers: tuple[str, ...] = ()
    doc_ids: tuple[str, ...] = ()
    include_superseded: bool = False
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers a query, with all that a citation needs. `rank` counts from 1; `score` has no unit.

    `sentence` is the sentence of `passage.text` nearest to the query, verbatim, and `place` where it stands. `warning`
    says in plain words why the edition may not bind, None where it does. A rank is None where that search did not find
    the passage.
    """

    rank: int
    score: float
    document: Document
    passage: Passage
    status: Status
    sentence: str
    warning: str | None = None
    dense_rank: int | None = None
    lexical_rank: int | None = None

    @property
    def place(self) -> Place:
        """The paragraph and page of the best sentence: what a citation names."""
        return self.passage.place_at(self.passage.start + max(0, self.passage.text.find(self.sentence)))


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, and the sentences that say why and what to do.

    `kept_from` is the day of its last good reading, which answers in its stead; None where there is none.
    """

    doc_id: str
    file: str
    message: str
    kept_from: date | None = None

    @property
    def caution(self) -> str | None:
        """What a reader of the earlier reading must know; None where there is none."""
        if self.kept_from is None:
            return None
        day = f"{self.kept_from:%d %B %Y}".lstrip("0")
        return (
            f"This is as it was read on {day}: the file as it is now could not be read. Check it before you rely on it."
        )


class Reader(Protocol):
    """Turns one file into a reading; raises a `ReadError` that names the file."""

    def read(self, path: Path) -> Reading:
        """The whole file, or an error; never part of it."""
        ...


class Tokenizer(Protocol):
    """Counts tokens as the encoder will, without the two special ones."""

    def count(self, text: str) -> int:
        """How many tokens `text` is; 0 for an empty one."""
        ...


def citation(hit: Hit) -> str:
    """The line by which a reader can find the sentence again: title, edition, heading, paragraph, page.

    A page is named by its printed label, with the PDF's own count beside it where the two differ:
    `Working together to safeguard children 2023, Initial assessment, paragraph 153, page 58 (PDF page 59)`.
    """
    document, place = hit.document, hit.place
    named = document.title
    if document.edition and document.edition not in document.title:
        named = f"{document.title} ({document.edition})"
    parts: Sequence[str | None] = (
        named,
        hit.passage.headings[-1] if hit.passage.headings else None,
        f"paragraph {place.paragraph}" if place.paragraph else None,
        page_words(place),
    )
    return ", ".join(part for part in parts if part)


def page_words(place: Place) -> str | None:
    """`page 55 (PDF page 56)`: the printed label, and the PDF's own count where it differs; None without pages."""
    if place.page is None:
        return None
    if place.page_label is None or place.page_label == str(place.page):
        return f"page {place.page}"
    return f"page {place.page_label} (PDF page {place.page})"
