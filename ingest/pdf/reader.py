"""Reads a PDF: opens it, asks its neighbours in turn, and hands the pieces to the builder.

Words and rules (`words`) become tables, flow charts and lines (`tables`, `charts`, `lines`), whose words are put aside
packed until all pages are read (`packing`, `shelf`); running heads and feet are taken off (`furniture`); contents,
footnotes, headings and numbered paragraphs are told from the rest (`contents`, `notes`, `endnotes`, `styles`,
`numbers`, `law`); lines become pieces (`layout`), the marks of notes in them places that cite (`citing`); pieces become
the reading (`pieces`). Pictures are not read: a file whose pages are pictures is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pypdfium2 as pdfium

from core.errors import ScannedError
from core.records import Reading
from ingest.pdf.asking import Asked
from ingest.pdf.boxes import box_numbers
from ingest.pdf.charts import Chart, find_chart
from ingest.pdf.contents import mark_contents
from ingest.pdf.endnotes import part_endnotes
from ingest.pdf.furniture import Leaf, strip_furniture
from ingest.pdf.joining import Vocabulary, with_wrapped_marks
from ingest.pdf.law import is_law, law_roles
from ingest.pdf.layout import Layout, Role
from ingest.pdf.levels import STEP, line_levels
from ingest.pdf.lines import Line, make_lines
from ingest.pdf.notes import Foot, Note, part_notes
from ingest.pdf.numbers import paragraph_numbers
from ingest.pdf.opening import PAGES_HELD, open_pdf, refusal, state_of
from ingest.pdf.packing import Bundles, PackedWords
from ingest.pdf.pieces import PiecesAside, build
from ingest.pdf.raw import RawPdf
from ingest.pdf.remembering import forget
from ingest.pdf.shelf import Shelf
from ingest.pdf.styles import Body, Look, find_body, heading_levels, mark_headings
from ingest.pdf.tables import Table, find_tables
from ingest.pdf.words import PageText, read_page

_Held = TypeVar("_Held")
_WORDS_FOR_A_TEXT = 4
"""Fewer words than this a page, on average, and the pages are pictures."""
_LONG = 256
"""Pages of a document whose lines took so much memory that it is worth a moment to have it given back."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page between reading and layout, its words packed: `text` has none any more, `counted` says how many it had.

    `drawn` are its tables and its chart from top to bottom.
    """

    text: PageText
    leaf: Leaf
    drawn: tuple[Table | Chart, ...]
    counted: int

    @property
    def packed(self) -> list[PackedWords]:
        """Its rows of words, by lines, then by cells and boxes."""
        return [row for row in self.leaf.rows if isinstance(row, PackedWords)]


@dataclass(frozen=True, slots=True)
class _Page:
    """One page as it is laid out: its lines of text with their roles, its tables and its chart, and its footnotes."""

    lines: Sequence[Line]
    roles: Sequence[Role]
    drawn: Sequence[Table | Chart]
    notes: Sequence[Note] = ()


class PdfReader:
    """Reads PDF files that hold text; what pdfium says of each page is kept in `raw`, where it is given."""

    def __init__(self, raw: RawPdf | None = None) -> None:
        self._raw = raw

    def read(self, path: Path) -> Reading:
        """The reading of a PDF, every page numbered from 1 and labelled as printed.

        Raises EmptyError (no bytes, no page), EncryptedError, DamagedError, ScannedError; ReadError where the disk has
        no room for the words of a long one while it is read, UnsafeError where they are too many.
        """
        with Shelf(path) as shelf:
            pieces, labels = self._pieces(path, shelf)
            if len(labels) > _LONG:
                forget()
            return build(pieces, labels)

    def _pieces(self, path: Path, shelf: Shelf) -> tuple[PiecesAside, list[str | None]]:
        """What the file says, piece by piece, and the label of each page; a page is gone when it is laid out."""
        layout, pages, labels = self._pages(path, Bundles(shelf))
        for page in _taken(pages):
            _lay_out(page, layout)
        return PiecesAside(layout.finish(), shelf, last=len(labels)), labels

    def _pages(self, path: Path, aside: Bundles) -> tuple[Layout, list[_Page], list[str | None]]:
        """Each page as it is to be laid out, what lays it out, and its label."""
        sheets, labels = self._sheets(path, aside)
        words = sum(sheet.counted for sheet in sheets)
        if words < _WORDS_FOR_A_TEXT * len(sheets):
            raise ScannedError(
                path,
                f"its {len(sheets)} pages are pictures, with {words} words of text in all",
                "Use a copy with a text layer: run it through OCR (for instance `ocrmypdf in.pdf out.pdf`).",
            )
        leaves = [sheet.leaf for sheet in sheets]
        kept, printed = strip_furniture(leaves)
        kept = [with_wrapped_marks(lines) for lines in kept]
        law = is_law(leaves, [line for lines in kept for line in lines])
        layout, pages = _told_apart(sheets, kept, aside, law=law) if any(kept) else _drawn_only(path, sheets, aside)
        return layout, pages, _choose_labels(labels, printed)

    def _sheets(self, path: Path, aside: Bundles) -> tuple[list[_Sheet], list[str]]:
        """The pages, and the label that the file holds for each; "" where it holds none.

        The words of all but the first pages are put aside.
        """
        sheets: list[_Sheet] = []
        labels: list[str] = []
        for text, label in _read_pages(path, self._raw):
            sheets.append(_make_sheet(text))
            if len(sheets) > PAGES_HELD:
                aside.put(sheets[-1].packed)
            labels.append(label)
        return sheets, labels


def _read_pages(path: Path, raw: RawPdf | None = None) -> Iterator[tuple[PageText, str]]:
    """Each page's text, and the label that the file holds for it; "" where it holds none."""
    state = state_of(path)
    pdf = open_pdf(path, was=state)
    try:
        for index in range(len(pdf)):
            if index and index % PAGES_HELD == 0:
                pdf.close()
                pdf = open_pdf(path, was=state)
            page = pdf[index]
            try:
                text = _read_open(page, index + 1, raw)
            finally:
                page.close()
            yield text, pdf.get_page_label(index)
    except pdfium.PdfiumError as error:
        raise refusal(path, error) from error
    finally:
        pdf.close()


def _read_open(page: pdfium.PdfPage, number: int, raw: RawPdf | None) -> PageText:
    text = page.get_textpage()
    try:
        asked = Asked(text)
        if raw is not None:
            raw.keep(number, page, text, asked)
        return read_page(page, asked, number)
    finally:
        text.close()


def _make_sheet(text: PageText) -> _Sheet:
    chart = find_chart(text)
    taken = frozenset(id(word) for word in chart.words) if chart else frozenset()
    tables, boxes, words = find_tables(text, taken)
    lines = make_lines(words, text.number, rules=text.rules)
    for place, box in enumerate(boxes, start=1):
        below = (index for index, line in enumerate(lines) if line.base > box.top and line.region >= 0)
        index = next(below, len(lines))
        lines[index:index] = make_lines(box.words, text.number, region=-place)
    found: list[Table | Chart] = [*tables, chart] if chart else [*tables]
    drawn = tuple(one.packed() for one in sorted(found, key=lambda one: one.top))
    leaf = Leaf(text.number, text.height, tuple(lines), [part for one in drawn for part in one.parts])
    return _Sheet(replace(text, words=(), fills=()), leaf, drawn, len(text.words))


def _choose_labels(held: Sequence[str], printed: Sequence[str | None]) -> list[str | None]:
    """The labels that the file holds, unless they only count the pages; then those printed in head or foot."""
    counting = all(label in ("", str(number)) for number, label in enumerate(held, start=1))
    if counting and any(printed):
        return list(printed)
    return [label or None for label in held]


def _told_apart(
    sheets: Sequence[_Sheet], kept: Sequence[list[Line]], aside: Bundles, *, law: bool
) -> tuple[Layout, list[_Page]]:
    """The pages with what each line is, and what lays them out."""
    every = [line for lines in kept for line in lines]
    body = find_body(every)
    feet = [Foot(lines, sheet.text.rules, sheet.leaf.rows) for sheet, lines in zip(sheets, kept, strict=True)]
    parted = None if law else part_endnotes(part_notes(feet, body), body)
    for notes in parted.notes if parted else ():
        aside.put([row for note in notes for row in note.rows])
    flow = every if parted is None else [line for lines in parted.lines for line in lines]
    roles, levels = (law_roles(flow, body), {}) if law else _roles(flow, _boxes(sheets, flow), body)
    layout = Layout(body, Vocabulary(every), levels, parted.citing if parted else None)
    pages: list[_Page] = []
    place = 0
    for index, sheet in enumerate(sheets):
        lines, notes = (parted.lines[index], parted.notes[index]) if parted else (kept[index], [])
        pages.append(_Page(lines, roles[place : place + len(lines)], sheet.drawn, notes))
        place += len(lines)
    return layout, pages


def _drawn_only(path: Path, sheets: Sequence[_Sheet], aside: Bundles) -> tuple[Layout, list[_Page]]:
    """The pages of a file that holds nothing but drawings; it is read once more for all its words as lines."""
    is_drawn = any(sheet.drawn for sheet in sheets)
    lines: list[Line] = []
    for text, _ in _read_pages(path) if is_drawn else ():
        on_page = make_lines(text.words, text.number)
        aside.put([line.words for line in on_page])
        lines += on_page
    return Layout(find_body(lines), Vocabulary(lines)), [_Page((), (), sheet.drawn) for sheet in sheets]


def _lay_out(page: _Page, layout: Layout) -> None:
    drawn = list(page.drawn)
    for line, role in zip(page.lines, page.roles, strict=True):
        while drawn and _comes_before(drawn[0], line):
            _put(layout, drawn.pop(0))
        layout.line(line, role)
    for one in drawn:
        _put(layout, one)
    for note in page.notes:
        layout.footnote(note)


def _taken(held: list[_Held]) -> Iterator[_Held]:
    """Each of what a list holds, which is taken out of it: so what is done with need not be held."""
    held.reverse()
    while held:
        yield held.pop()


def _put(layout: Layout, drawn: Table | Chart) -> None:
    if isinstance(drawn, Table):
        layout.table(drawn)
    else:
        layout.chart(drawn)


def _comes_before(drawn: Table | Chart, line: Line) -> bool:
    """Whether a table or chart is read before a line: the line stands below its upper edge, in its columns."""
    return line.base > drawn.top and line.x0 < drawn.x1 and line.x1 > drawn.x0


def _boxes(sheets: Sequence[_Sheet], flow: Sequence[Line]) -> list[int]:
    """For each line the number of the box around it, 0 where it stands in none."""
    own: dict[int, list[Line]] = {sheet.text.number: [] for sheet in sheets}
    for line in flow:
        own[line.page].append(line)
    found = box_numbers([sheet.text for sheet in sheets], list(own.values()))
    places = {key: number for page in found for key, number in page.items()}
    return [places.get(id(line), 0) for line in flow]


def _text_boxes(boxes: Sequence[int], lines: Sequence[Line], headings: Sequence[bool]) -> list[int]:
    """The boxes that hold more than headings; a heading over a box that leads into it with a colon is in it, too."""
    text = {box for box, heading in zip(boxes, headings, strict=True) if not heading}
    kept = [box if box in text else 0 for box in boxes]
    for place in range(len(lines) - 2, -1, -1):
        if headings[place] and not kept[place] and lines[place].text.endswith(":"):
            kept[place] = kept[place + 1]
    return kept


def _roles(lines: Sequence[Line], boxes: Sequence[int], body: Body) -> tuple[list[Role], dict[Look, int]]:
    """What each line is, and the level of each look that headings have."""
    contents = mark_contents(lines)
    headings = mark_headings(lines, body)
    headings = [heading and not listed for heading, listed in zip(headings, contents, strict=True)]
    boxes = _text_boxes(boxes, lines, headings)
    looks = heading_levels(lines, headings, body)
    levels = line_levels(lines, headings, listed=contents, boxes=boxes, looks=looks, body=body)
    numbers = paragraph_numbers(lines, heading=headings, listed=contents)
    plain = {box: Role(box=box) for box in set(boxes)}
    roles: list[Role] = []
    for place, (level, opens) in enumerate(levels):
        if contents[place]:
            roles.append(Role(contents=True))
        elif level:
            roles.append(Role(level=level, opens=opens, box=boxes[place]))
        elif place in numbers:
            roles.append(Role(number=numbers[place], box=boxes[place]))
        else:
            roles.append(plain[boxes[place]])
    return roles, {seen: STEP * level for seen, level in looks.items()}
