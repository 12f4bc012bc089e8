"""Builds a reading block by block: offsets, pages, heading paths, paragraph numbers and stems in one place.

Every reader says what it sees, in reading order; this keeps the books. It does not look at fonts, tags or styles: what
is a heading or an item is the reader's to decide.

    builder = ReadingBuilder()
    builder.page(1, label="i")
    builder.heading("Referrals", level=1)
    builder.paragraph("12. The manager should:", number="12")
    builder.item("acknowledge the referral within one working day")
    reading = builder.finish()
    reading.text == "Referrals\\n12. The manager should:\\n• acknowledge the referral within one working day"
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.records import Block, BlockKind, Page, Provision, Reading

BULLET = "• "
CELL_END = " | "
"""What parts the cells of a row."""
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Two characters that Unicode keeps for a program's own use: no text has them."""

_CITE = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]{{0,40}}){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")
_CLOSES = re.compile(r"[ .,;:?!)\]’”]|$")
_STEM_END = re.compile(r"[:;,–—-]$|\b(?:and|or|to|that|should|must|may|will|include|including)$", re.IGNORECASE)
_STEM_END_LENGTH = 12
"""Letters: more than the longest end of a stem, with the one before it."""


def cite(mark: str) -> str:
    """What a reader puts into a text where the mark of a footnote stands; the builder takes it out again.

        builder.paragraph("A child must be seen." + cite("12"))
        builder.footnote("Children Act 1989, section 47.", mark="12")

    The text is then "A child must be seen.", and the footnote is cited behind its full stop.
    """
    return f"{_OPEN}{mark[:40]}{_CLOSE}"


def without_cites(text: str) -> str:
    """The text without the marks of footnotes: for words that are weighed, or said a second time."""
    return _CITE.sub("", text)


def marks_in(text: str) -> list[str]:
    """The marks of the footnotes that a text cites, in order."""
    return _CITE.findall(text)


def row_text(cells: Sequence[str], headers: Sequence[str] = ()) -> str:
    """A table row as text: each cell behind its column's header, empty cells left out; "" where all are empty.

    `row_text(["Missing", "", "Call"], ["Sign", "Low", "High"])` is `"Sign: Missing | High: Call"`.
    """
    said = []
    for place, cell in enumerate(map(fold, cells)):
        header = fold(headers[place]) if place < len(headers) else ""
        if cell:
            said.append(f"{header.rstrip(' :')}: {cell}" if header and header != cell else cell)
    return CELL_END.join(said)


@dataclass(frozen=True, slots=True)
class _Citing:
    """Where a footnote's mark stands: the offset behind the cited words, and its page."""

    mark: str
    at: int
    page: int | None


@dataclass(frozen=True, slots=True)
class _Note:
    """A footnote that waits for the end of its section: its page, where it was given, the provision it was given in."""

    text: str
    mark: str | None
    page: int | None
    given: int
    provision: Provision | None


class ReadingBuilder:
    """Collects blocks in reading order. White space inside a block is folded to single spaces."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[Block] = []
        self._pages: list[Page] = []
        self._headings: list[tuple[int, str]] = []
        self._paragraph: str | None = None
        self._stems: list[tuple[int, tuple[int, int]]] = []
        self._citings: list[_Citing] = []
        self._notes: list[_Note] = []
        self._added: list[tuple[int, _Note]] = []
        self._provision: Provision | None = None

    def page(self, number: int, *, label: str | None = None, ocr: float | None = None) -> None:
        """Everything added from here on stands on page `number` (from 1), printed as `label`.

        `ocr` is the mean confidence, 0 to 100, of a page that was read by OCR.
        """
        self._close_page()
        self._pages.append(Page(number, label, self._end, self._end, ocr))

    def provision(self, provision: Provision | None) -> None:
        """Everything added from here on belongs to a provision of law that stands so; None where it does not."""
        self._provision = provision

    def heading(self, text: str, *, level: int) -> None:
        """A heading of `level` (1 is the outermost); it closes those of its own level and below."""
        text = fold(text)
        if not text:
            return
        self._end_section()
        self._headings = [(depth, words) for depth, words in self._headings if depth < level]
        self._paragraph, self._stems = None, []
        if self._add(text, BlockKind.HEADING):
            self._headings.append((level, self._texts[-1]))

    def close(self, *, level: int) -> None:
        """Closes the headings of `level` and below, as where a division of law or a box with its own title ends."""
        kept = [(depth, words) for depth, words in self._headings if depth < level]
        if len(kept) < len(self._headings):
            self._end_section()
            self._headings, self._paragraph, self._stems = kept, None, []

    def paragraph(self, text: str, *, number: str | None = None) -> None:
        """A paragraph, with its number as printed where it has one (and still in `text`).

        An unnumbered paragraph stays under the number in effect until the next heading.
        """
        if number is not None:
            self._paragraph = number
        if self._add(fold(text), BlockKind.PARAGRAPH):
            self._stems = []
            self._offer_stem(-1)

    def item(self, text: str, *, depth: int = 0, marker: str = BULLET, number: str | None = None) -> None:
        """A list item; `depth` 0 is the outermost list. It hangs under the nearest stem above it.

        `marker` is put before the text: a bullet, or "" where the text carries its own "(a)". `number` replaces the
        paragraph number in effect, for items that are cited by one.
        """
        if number is not None:
            self._paragraph = number
        self._stems = [(level, span) for level, span in self._stems if level < depth]
        folded = fold(text)
        if folded and self._add(marker + folded, BlockKind.ITEM, stem=self._stems[-1][1] if self._stems else None):
            self._offer_stem(depth)

    def row(self, text: str) -> None:
        """A table row, as `row_text` writes it."""
        self._stems = []
        self._add(fold(text), BlockKind.ROW)

    def figure(self, text: str) -> None:
        """The words of a flow chart or form whose order cannot be read."""
        self._stems = []
        self._add(fold(text), BlockKind.FIGURE)

    def footnote(self, text: str, *, mark: str | None = None, page: int | None = None) -> None:
        """A footnote, with the `page` it stands on; it comes after the section in which it is given, and cuts no text.

        `mark` is its number or sign as printed; `finish` ties it to the `cite` of that mark, and puts it under the
        headings of the words that cite it.
        """
        here = self._pages[-1].number if self._pages else None
        self._notes.append(_Note(fold(text), mark, here if page is None else page, self._end, self._provision))

    def annotation(self, text: str) -> None:
        """What an editor adds to law (amended by, in force from): kept in the text, never in a passage."""
        self._add(fold(text), BlockKind.ANNOTATION)

    def contents(self, text: str) -> None:
        """A line of a table of contents: kept in the text, never in a passage."""
        self._add(fold(text), BlockKind.CONTENTS)

    def extend(self, text: str) -> None:
        """Continues the last block, after a space: the rest of a paragraph that runs over a page."""
        text = fold(text)
        if not text:
            return
        if not self._blocks:
            self.paragraph(text)
            return
        last = self._blocks[-1]
        text = self._without_cites(text, start=last.end + 1)
        if not text:
            return
        self._texts[-1] += " " + text
        self._blocks[-1] = replace(last, end=last.end + 1 + len(text))
        depths = [depth for depth, span in self._stems if span[0] == last.start]
        if depths:
            self._stems = [(depth, span) for depth, span in self._stems if span[0] != last.start]
        if last.kind is BlockKind.PARAGRAPH or depths:
            self._offer_stem(depths[0] if depths else -1)

    def finish(self) -> Reading:
        """The reading so far; the builder is spent afterwards."""
        self._end_section()
        self._close_page()
        self._tie_footnotes()
        return Reading("\n".join(self._texts), tuple(self._blocks), tuple(self._pages))

    def items(self, most: int) -> list[str]:
        """The texts of the list items, at most `most` of them, that stand last, in order; none after anything else."""
        found: list[str] = []
        for block, text in zip(reversed(self._blocks), reversed(self._texts), strict=True):
            if block.kind is not BlockKind.ITEM or len(found) == most:
                break
            found.append(text)
        return found[::-1]

    @property
    def _end(self) -> int:
        return self._blocks[-1].end if self._blocks else 0

    def _add(self, text: str, kind: BlockKind, *, stem: tuple[int, int] | None = None) -> bool:
        if not text:
            return False
        start = self._end + 1 if self._blocks else 0
        text = self._without_cites(text, start=start)
        if not text:
            return False
        if self._pages and self._pages[-1].start == self._end:
            self._pages[-1] = replace(self._pages[-1], start=start)
        path = tuple(words for _, words in self._headings)
        number = self._paragraph if kind.is_body and kind is not BlockKind.FOOTNOTE else None
        self._texts.append(text)
        self._blocks.append(Block(kind, start, start + len(text), path, number, stem, provision=self._provision))
        return True

    def _without_cites(self, text: str, *, start: int) -> str:
        """The text, which begins at `start`, with the places of footnotes' marks noted and taken out.

        A mark that the text begins with is cited behind what stands before the text.
        """
        kept = ""
        end = 0
        for found in _CITE.finditer(text):
            kept += _STRAY.sub("", text[end : found.start()])
            if kept.endswith(" ") and _CLOSES.match(text, found.end()):
                kept = kept[:-1]
            page = self._pages[-1].number if self._pages else None
            behind = start + len(kept.rstrip()) if kept else max(start - 1, 0)
            self._citings.append(_Citing(found[1], behind, page))
            end = found.end() + (not kept and text.startswith(" ", found.end()))
        return kept + _STRAY.sub("", text[end:])

    def _end_section(self) -> None:
        """Adds the footnotes that wait; a page on which nothing stands yet begins behind them."""
        notes, self._notes = self._notes, []
        is_fresh = bool(self._pages) and self._pages[-1].start == self._end
        provision, first = self._provision, len(self._blocks)
        for note in notes:
            self._provision = note.provision
            if self._add(note.text, BlockKind.FOOTNOTE):
                self._added.append((len(self._blocks) - 1, note))
        self._provision = provision
        if is_fresh and len(self._blocks) > first:
            self._pages[-1] = replace(self._pages[-1], start=self._end)

    def _tie_footnotes(self) -> None:
        """Ties each footnote to the mark that cites it: on its page before elsewhere, the nearest before it first."""
        open_citings = _Citings(self._citings)
        for place, note in self._added:
            block = self._blocks[place]
            elsewhere = note.page if note.page != self._page_number(block.start) else None
            at = open_citings.take(note)
            path = block.headings if at is None else self._path_at(at)
            self._blocks[place] = replace(block, headings=path, page=elsewhere, mark=note.mark, cited=at)

    def _path_at(self, offset: int) -> tuple[str, ...]:
        """The headings over the words that end at `offset`, a heading's own words with it."""
        place = max(bisect_left(self._blocks, offset, key=lambda block: block.start) - 1, 0)
        block = self._blocks[place]
        return (*block.headings, self._texts[place]) if block.kind is BlockKind.HEADING else block.headings

    def _page_number(self, offset: int) -> int | None:
        """The page that the character at `offset` stands on."""
        place = bisect_right(self._pages, offset, key=lambda page: page.start) - 1
        return self._pages[place].number if place >= 0 else None

    def _offer_stem(self, depth: int) -> None:
        if _STEM_END.search(self._texts[-1][-_STEM_END_LENGTH:]):
            last = self._blocks[-1]
            self._stems.append((depth, (last.start, last.end)))

    def _close_page(self) -> None:
        if self._pages:
            page = self._pages[-1]
            self._pages[-1] = replace(page, end=max(self._end, page.start))


class _Citings:
    """The places that cite footnotes and have none yet, by mark, and by mark and page, each in their order."""

    def __init__(self, citings: Sequence[_Citing]) -> None:
        self._on_page: dict[tuple[str, int | None], list[_Citing]] = defaultdict(list)
        self._anywhere: dict[str, list[_Citing]] = defaultdict(list)
        for one in citings:
            self._on_page[one.mark, one.page].append(one)
            self._anywhere[one.mark].append(one)

    def take(self, note: _Note) -> int | None:
        """The offset that cites a note, which then cites no other; None where none does."""
        if note.mark is None:
            return None
        alike = self._on_page.get((note.mark, note.page)) or self._anywhere.get(note.mark)
        if not alike:
            return None
        before = bisect_right(alike, note.given, key=lambda one: one.at)
        nearest = alike[max(before - 1, 0)].at
        found = alike[bisect_left(alike, nearest, key=lambda one: one.at)]
        for held in (self._on_page[found.mark, found.page], self._anywhere[found.mark]):
            first = bisect_left(held, found.at, key=lambda one: one.at)
            held.pop(held.index(found, first))
        return found.at


def fold(text: str) -> str:
    """`text` with every run of white space as one space, and none at either end."""
    return " ".join(text.split())
