"""A PDF's text as pdfium gives it, page by page: the letters, where its lines end, and where each letter stands.

What quotes are checked against and marked by. Nothing of the reader is used here: no lines, columns, tables or styles
that it has made out. White space, bullets and other signs without letters are left out; ligatures are letters.

    with RawPdf(path) as pdf:
        page = pdf.page(12)
        page.letters                 # "3.Thechildmustbeseen."
        page.box(0, 2)               # where "3." stands, in points from the top left of the page as shown
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from core.errors import PageError
from ingest.pdf.opening import open_pdf

SOFT_HYPHEN = "\x02"
"""Stands in `letters` for a hyphen at a line's end, which may or may not belong to its word."""

_FOLDED: dict[int, str] = {
    **dict.fromkeys((*range(33), *range(127, 161), 173, 5760, *range(8192, 8208)), ""),
    **dict.fromkeys((8232, 8233, 8239, 8287, 8288, 12288, 65279, 65533, 65535), ""),
    **dict.fromkeys((*range(55296, 63744), *map(ord, "•▪▫●○◦‣⁃■□◆◇➢➤✓✔☐☑☒✗✘→⇒·")), ""),
    **{ord(sign): "'" for sign in "‘’‛′`"},
    **{ord(sign): '"' for sign in "“”„‟″"},
    **{ord(sign): "-" for sign in "\u2010\u2011"},
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xF02D: "-", 0xF03D: "=", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B0: "°", 0x2026: "...",
    0x02: SOFT_HYPHEN, 0xFFFE: SOFT_HYPHEN,
}  # fmt: skip
_BREAK = re.compile("\r?\n|(?<=[\x02\ufffe])")
_LINE_END_HYPHEN = re.compile("[-\u2010\u2011]\\s*$")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_NEAR = 0.9
"""Letters further apart on one row than this many times their height stand in two segments."""
_KEPT = 8
"""Pages held open at a time."""
_MOST_PIXELS = 40_000_000
_FINE = 100
"""Parts of a point to which pdfium is asked to place a letter."""


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left of the page as it is shown (turned and cropped)."""

    x0: float
    y0: float
    x1: float
    y1: float


class Segment(NamedTuple):
    """Letters `start` to `end` of a page that stand next to one another on one row, and where."""

    start: int
    end: int
    box: Box


def folded(text: str) -> str:
    """`text` in the letters by which quotes are compared: `folded("ﬁ nd • it")` is `"findit"`."""
    text = text.translate(_FOLDED)
    return text if text.isascii() else _ASTRAL.sub("", text)


class RawPage:
    """The text of one page. `letters` are without white space; offsets are into them."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self.number = number
        self._page = page
        self._text = page.get_textpage()
        self._characters = _characters(self._text.raw)
        self.lines = tuple(map(_folded_line, _BREAK.split(self._characters)))
        """The letters of each line, in the order in which the file draws them."""
        self.letters = "".join(self.lines)
        self._rect = pdfium_c.FS_RECTF()
        self._across, self._down = ctypes.c_int(), ctypes.c_int()

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown, in points."""
        width, height = self._page.get_size()
        return width, height

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The page's letters in stretches that stand on one row without a wide gap, in the file's order."""
        return tuple(self._segments())

    def segment_at(self, offset: int) -> int:
        """The place in `segments` of the one that holds the letter at `offset`."""
        return bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1

    def box(self, start: int, end: int) -> Box:
        """Where the letters `start` to `end` of one segment stand."""
        return _around(self._letter_box(start), self._letter_box(end - 1))

    def height(self, offset: int) -> float:
        """The height of the letter at `offset`, its font's whole height, in points."""
        box = self._letter_box(offset)
        return box.y1 - box.y0

    def picture(self, scale: float) -> Image.Image:
        """The page as it is shown, `scale` pixels a point; less where that would be too large a picture."""
        width, height = self.size
        fitting = min(scale, (_MOST_PIXELS / (width * height)) ** 0.5)
        picture: Image.Image = self._page.render(scale=fitting).to_pil()
        return picture.convert("RGB")

    def close(self) -> None:
        """Lets pdfium forget the page."""
        self._text.close()
        self._page.close()

    @cached_property
    def _indices(self) -> list[int]:
        """For each letter, the character that pdfium counts it by."""
        kept: list[int] = []
        for index, character in enumerate(self._characters):
            kept.extend([index] * len(_FOLDED.get(ord(character), character)))
        return kept

    def _segments(self) -> Iterator[Segment]:
        end = 0
        for line in self.lines:
            begin, end = end, end + len(line)
            for offset in range(begin + 1, end):
                is_apart = self._indices[offset] - self._indices[offset - 1] > 1
                if is_apart and not _is_next(self._letter_box(offset - 1), self._letter_box(offset)):
                    yield Segment(begin, offset, self.box(begin, offset))
                    begin = offset
            if begin < end:
                yield Segment(begin, end, self.box(begin, end))

    def _letter_box(self, offset: int) -> Box:
        pdfium_c.FPDFText_GetLooseCharBox(self._text.raw, self._indices[offset], ctypes.byref(self._rect))
        ax, ay = self._shown(self._rect.left, self._rect.top)
        bx, by = self._shown(self._rect.right, self._rect.bottom)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        """A place of the file's own page on the page as shown: turned and cropped as pdfium draws it."""
        width, height = (round(side * _FINE) for side in self.size)
        pdfium_c.FPDF_PageToDevice(self._page.raw, 0, 0, width, height, 0, x, y, self._across, self._down)
        return self._across.value / _FINE, self._down.value / _FINE


class RawPdf:
    """An open PDF and the pages of it that were asked for, the last few kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pdf = open_pdf(path)
        self._pages: dict[int, RawPage] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._pdf)

    def page(self, number: int) -> RawPage:
        """The page `number`, from 1. Raises PageError where the PDF has no such page."""
        if not 1 <= number <= len(self):
            counted = "1 page" if len(self) == 1 else f"{len(self)} pages"
            raise PageError(self.path, f"there is no page {number}: the PDF has {counted}", "Ingest the library again.")
        if number not in self._pages:
            while len(self._pages) >= _KEPT:
                self._pages.pop(next(iter(self._pages))).close()
            self._pages[number] = RawPage(self._pdf[number - 1], number)
        return self._pages[number]

    def close(self) -> None:
        """Closes the pages and the file."""
        for page in self._pages.values():
            page.close()
        self._pages.clear()
        self._pdf.close()


def _characters(raw: Any) -> str:
    """The page's characters, one for each place that pdfium counts by."""
    count = max(pdfium_c.FPDFText_CountChars(raw), 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium_c.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(raw, place)) for place in range(count))


def _folded_line(line: str) -> str:
    return folded(_LINE_END_HYPHEN.sub(SOFT_HYPHEN, line))


def _is_next(before: Box, here: Box) -> bool:
    """Whether two letters of one line stand next to each other, whichever way the line runs."""
    near = _NEAR * min(max(box.x1 - box.x0, box.y1 - box.y0) for box in (before, here))
    across = max(before.x0, here.x0) - min(before.x1, here.x1)
    down = max(before.y0, here.y0) - min(before.y1, here.y1)
    return (across <= near and down < 0) or (across < 0 and down <= near)


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))
