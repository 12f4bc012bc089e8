"""Reads any PDF: pages that hold text by the PDF reader, pages that are pictures by OCR where that is installed.

A document that is mostly pictures is read from its copy with a text layer, as any PDF. In one that mostly holds text
the few pages that are pictures are put in at their place: a picture of a whole page as its paragraphs, a smaller one
(a chart) as a figure, whose order cannot be read. A blank page is no scan. What OCR read is marked with its confidence
and checked against the text layer of the copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from core.errors import ScannedError, UnsafeError
from core.records import Block, BlockKind, Page, Reading
from ingest.allowance import needs
from ingest.building import fold
from ingest.pdf.ocr import INSTALL, OcrPage, is_installed, recognised
from ingest.pdf.opening import open_pdf
from ingest.pdf.raw import RawPdf
from ingest.pdf.reader import PdfReader
from ingest.quotes import check_reading

_FEWEST_WORDS = 4
"""A page with fewer words (its number, the title of a picture) holds no text of its own."""
_FEWEST_LETTERS = 24
"""The same by what was read of it: more letters than these are looked at no further."""
_PICTURE, _WHOLE_PAGE = 0.3, 0.8
"""Parts of a page: a picture that may hold text covers at least the first, one of a whole page the second."""

_MOST_PAGES = 3_000
"""The longest of real guidance has some hundreds. Each takes some 20 KB while a file is read."""
_PAGE_SECONDS = 0.25


def read_pdf(path: Path) -> Reading:
    """The checked reading of a PDF.

    Raises as `PdfReader.read`; UnsafeError where there are too many pages; ScannedError where they are pictures and OCR
    is not installed or fails.
    """
    with RawPdf(path) as raw:
        if len(raw) > _MOST_PAGES:
            happened = f"it has {len(raw):,} pages; a PDF is read up to {_MOST_PAGES:,}"
            raise UnsafeError(path, happened, "Split it into documents, or leave it out.")
        needs(_PAGE_SECONDS * len(raw))
        try:
            reading = PdfReader(raw).read(path)
        except ScannedError:
            return _read_scan(path)
        empty = [page.number for page in reading.pages if page.end - page.start < _FEWEST_LETTERS]
        pictures = _pictures(path, empty) if empty else {}
        if 2 * len(pictures) > len(reading.pages):
            return _read_scan(path)
        if pictures and is_installed():
            reading = _with_pictures(path, reading, pictures)
        return check_reading(path, reading, raw)


def _with_pictures(path: Path, reading: Reading, pictures: Mapping[int, float]) -> Reading:
    """The reading with the pages that are pictures read by OCR, checked and put in at their place."""
    with recognised(path, sorted(pictures)) as found:
        for number, page in sorted(found.pages.items(), reverse=True):
            blocks, text = _blocks(page, is_whole=pictures[number] >= _WHOLE_PAGE)
            checked = check_reading(found.path, Reading(text, blocks, (Page(page.copy, None, 0, len(text)),)))
            reading = _with_page(reading, number, checked)
    return _marked(reading, found.pages)


def _read_scan(path: Path) -> Reading:
    pictures = _pictures(path, None)
    counted = "1 page is a picture" if len(pictures) == 1 else f"{len(pictures)} pages are pictures"
    if not pictures:
        happened = "its pages hold neither text nor a picture of any"
        raise ScannedError(path, happened, "Replace it with a copy that holds text, or leave it out.")
    if not is_installed():
        raise ScannedError(path, f"its {counted}, without text to quote", INSTALL)
    with recognised(path, sorted(pictures), keeps_text=True) as found:
        try:
            reading = PdfReader().read(found.path)
        except ScannedError as error:
            happened = f"its {counted}, and OCR found hardly a word in them"
            raise ScannedError(path, happened, "Scan it again, more clearly, or leave it out.") from error
        return check_reading(found.path, _marked(reading, found.pages))


def _marked(reading: Reading, pages: Mapping[int, OcrPage]) -> Reading:
    """The reading with the confidence of each page that was read by OCR."""
    marked = (
        replace(page, ocr=pages[page.number].confidence) if page.number in pages else page for page in reading.pages
    )
    return replace(reading, pages=tuple(marked))


def _pictures(path: Path, numbers: Sequence[int] | None) -> dict[int, float]:
    """Of the pages `numbers` (None: all), those without text that show a picture: how much of each it covers."""
    pdf = open_pdf(path)
    try:
        found = {number: _picture(pdf[number - 1]) for number in numbers or range(1, len(pdf) + 1)}
    finally:
        pdf.close()
    return {number: part for number, part in found.items() if part >= _PICTURE}


def _picture(page: pdfium.PdfPage) -> float:
    """How much of a page without text its largest picture covers, from 0 to 1; 0 for a page with text."""
    text = page.get_textpage()
    try:
        if len(text.get_text_range().split()) >= _FEWEST_WORDS:
            return 0.0
        left, bottom, right, top = page.get_bbox()
        covered = 0.0
        for drawn in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            x0, y0, x1, y1 = drawn.get_bounds()
            across, down = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
            covered = max(covered, max(across, 0) * max(down, 0) / max((right - left) * (top - bottom), 1))
        return covered
    finally:
        text.close()
        page.close()


def _blocks(read: OcrPage, *, is_whole: bool) -> tuple[tuple[Block, ...], str]:
    """What OCR read on a page, as blocks and their text: a whole page's paragraphs, one figure of a smaller picture."""
    texts = [fold(text) for text in (read.paragraphs if is_whole else [" ".join(read.paragraphs)])]
    blocks: list[Block] = []
    for text in texts:
        start = blocks[-1].end + 1 if blocks else 0
        blocks.append(Block(BlockKind.PARAGRAPH if is_whole else BlockKind.FIGURE, start, start + len(text)))
    return tuple(blocks), "\n".join(texts)


def _with_page(reading: Reading, number: int, read: Reading) -> Reading:
    """The reading with what OCR read on the page `number`, behind what text it holds and the block under way."""
    page = reading.pages[number - 1]
    place = next((n for n, block in enumerate(reading.blocks) if block.start >= page.end), len(reading.blocks))
    before = reading.blocks[place - 1] if place else None
    start = before.end + 1 if before else 0
    headings = _headings(before, reading)
    blocks = [
        replace(block, start=block.start + start, end=block.end + start, headings=headings, page=number)
        for block in read.blocks
    ]
    return _spliced(reading, place, blocks, read.text, start=start)


def _headings(before: Block | None, reading: Reading) -> tuple[str, ...]:
    """The headings that stand over what follows a block."""
    if before is None:
        return ()
    own = (reading.text[before.start : before.end],) if before.kind is BlockKind.HEADING else ()
    return (*before.headings, *own)


def _spliced(reading: Reading, place: int, blocks: Sequence[Block], text: str, *, start: int) -> Reading:
    """The reading with `blocks`, whose text is `text` from `start` on, put in before the block at `place`."""
    more = len(text) + 1

    def moved(offset: int) -> int:
        return offset + more if offset >= start else offset

    later = (
        replace(
            block,
            start=moved(block.start),
            end=moved(block.end),
            stem=(moved(block.stem[0]), moved(block.stem[1])) if block.stem else None,
            cited=moved(block.cited) if block.cited is not None else None,
        )
        for block in reading.blocks
    )
    kept = list(later)
    kept[place:place] = blocks
    pages = (replace(page, start=moved(page.start), end=moved(page.end)) for page in reading.pages)
    if place < len(reading.blocks):
        told = f"{reading.text[:start]}{text}\n{reading.text[start:]}"
    else:
        told = "\n".join(filter(None, (reading.text, text)))
    return Reading(told, tuple(kept), tuple(pages))
