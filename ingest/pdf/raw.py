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
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from core.errors import PageError
from ingest.letters import FOLDED, SOFT_HYPHEN, folded
from ingest.pdf.opening import PAGES_HELD, open_pdf, refusal, state_of

_SPELT_OUT = re.escape("".join(chr(sign) for sign, spelt in FOLDED.items() if len(spelt) > 1))
_LEFT_OUT = re.escape("".join(chr(sign) for sign, spelt in FOLDED.items() if not spelt))
_KEPT_LETTERS = re.compile(f"[{_SPELT_OUT}]|[^{_SPELT_OUT}{_LEFT_OUT}]+")
_BREAK = re.compile("\r?\n|(?<=[\x02\ufffe])")
_LINE_END_HYPHEN = re.compile("(?<=\\w)[-\u2010\u2011]\\s*$")
_DIGITS = re.compile(r"\d+")
SMALLER, _RISE = 0.85, 0.12
"""The mark of a footnote is lower than this share of the letter before it, and ends by this share of it higher."""
_NEAR = 0.9
"""Letters further apart on one row than this many times their height stand in two segments."""
_OPEN, _REMEMBERED = 16, 32
"""Pages that pdfium holds open at a time, and pages whose letters are remembered."""
_MOST_PIXELS = 40_000_000
_FINE = 100
"""Parts of a point to which pdfium is asked where the page is shown."""
_FAR = 1000


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left of the page as it is shown (turned and cropped)."""

    x0: float
    y0: float
    x1: float
    y1: float


class Segment(NamedTuple):
    """Letters `start` to `end` of a page that stand next to one another on one row, where, and how high most are.

    `box` and `size` are seen with the page held so that most of its lines run from left to right.
    """

    start: int
    end: int
    box: Box
    size: float


class RawPage:
    """The text of one page. `letters` are without white space; offsets are into them."""

    def __init__(self, number: int, pdf: RawPdf, characters: str | None = None) -> None:
        self.number = number
        self._pdf = pdf
        self._opened: tuple[pdfium.PdfPage, pdfium.PdfTextPage] | None = None
        self._characters = _characters(self._text.raw) if characters is None else characters
        self.lines = tuple(map(_folded_line, _BREAK.split(self._characters)))
        """The letters of each line, in the order in which the file draws them."""
        self.letters = "".join(self.lines)
        self._rect = pdfium_c.FS_RECTF()
        self._boxes: dict[int, Box] = {}

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown, in points."""
        width, height = self._page.get_size()
        return width, height

    @cached_property
    def rows(self) -> tuple[Segment, ...]:
        """The page's letters by line, in the order in which the file draws them: a line may run over a wide gap."""
        return tuple(self._segment(start, end) for start, end in self._spans if start < end)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The same, a line with wide gaps as one segment for each stretch between them."""
        return tuple(self._segment(start, end) for start, end in self._stretches())

    @cached_property
    def row_starts(self) -> dict[str, list[int]]:
        """The places in `rows` of those that begin with a letter, by that letter."""
        return self._starts(self.rows)

    @cached_property
    def segment_starts(self) -> dict[str, list[int]]:
        """The places in `segments` of those that begin with a letter, by that letter."""
        return self._starts(self.segments)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The letters that the page has, each once."""
        return frozenset(self.letters)

    @cached_property
    def masked(self) -> str:
        """The page's letters, each number as one sign."""
        return numbers_masked(self.letters)

    @property
    def depth(self) -> float:
        """How far down the page reaches, held as its segments are."""
        return self.size[0] if self._held in "><" else self.size[1]

    def box(self, start: int, end: int) -> Box:
        """Where the letters `start` to `end` of one segment stand."""
        return _around(self._letter_box(start), self._letter_box(end - 1))

    def height(self, offset: int) -> float:
        """The height of the letter at `offset`, its font's whole height, in points."""
        box = self._letter_box(offset)
        return box.x1 - box.x0 if self._held in "><" else box.y1 - box.y0

    def is_raised(self, offset: int, other: int) -> bool:
        """Whether the letter at `offset` is smaller than the one at `other` and stands higher: a note's mark."""
        one, base = (self._as_held(self._letter_box(place)) for place in (offset, other))
        height = base.y1 - base.y0
        return one.y1 - one.y0 < SMALLER * height and one.y1 < base.y1 - _RISE * height

    def is_apart(self, offset: int) -> bool:
        """Whether white space, a line's end or a sign stands before the letter at `offset`."""
        return offset in (0, len(self.letters)) or self._indices[offset] - self._indices[offset - 1] > 1

    def gap(self, offset: int) -> float:
        """How far after the letter before it the one at `offset` stands, as many times its height; 0 on another row."""
        before, here = (self._as_held(self._letter_box(place)) for place in (offset - 1, offset))
        is_one_row = min(before.y1, here.y1) > max(before.y0, here.y0)
        return (here.x0 - before.x1) / (here.y1 - here.y0) if is_one_row else 0.0

    def picture(self, scale: float) -> Image.Image:
        """The page as it is shown, `scale` pixels a point; less where that would be too large a picture."""
        width, height = self.size
        fitting = min(scale, (_MOST_PIXELS / (width * height)) ** 0.5)
        picture: Image.Image = self._page.render(scale=fitting).to_pil()
        return picture.convert("RGB")

    def close(self) -> None:
        """Lets pdfium forget the page until it is asked for again."""
        if self._opened is not None:
            page, text = self._opened
            text.close()
            page.close()
            self._opened = None

    @property
    def _page(self) -> pdfium.PdfPage:
        return (self._opened or self._open())[0]

    @property
    def _text(self) -> pdfium.PdfTextPage:
        return (self._opened or self._open())[1]

    def _open(self) -> tuple[pdfium.PdfPage, pdfium.PdfTextPage]:
        self._opened = self._pdf.opened(self)
        return self._opened

    @cached_property
    def _indices(self) -> list[int]:
        """For each letter, the character that pdfium counts it by."""
        kept: list[int] = []
        for found in _KEPT_LETTERS.finditer(self._characters):
            spelt = FOLDED.get(ord(found.group()), "x") if len(found.group()) == 1 else "x"
            kept.extend(range(found.start(), found.end()) if len(spelt) == 1 else [found.start()] * len(spelt))
        return kept

    @cached_property
    def _held(self) -> str:
        """The way that most letters run on the page as shown: "^" as they should, ">" down, "<" up, "v" upside down."""
        across = down = 0.0
        for start, end in self._spans:
            if start == end:
                continue
            one, other = self._letter_box(start), self._letter_box(end - 1)
            across += other.x0 - one.x0
            down += other.y0 - one.y0
        if abs(across) >= abs(down):
            return "^" if across >= 0 else "v"
        return ">" if down > 0 else "<"

    def _as_held(self, box: Box) -> Box:
        """A box of the page as shown on the page as it is held."""
        width, height = self.size
        if self._held == ">":
            return Box(box.y0, width - box.x1, box.y1, width - box.x0)
        if self._held == "<":
            return Box(height - box.y1, box.x0, height - box.y0, box.x1)
        if self._held == "v":
            return Box(width - box.x1, height - box.y1, width - box.x0, height - box.y0)
        return box

    @cached_property
    def _spans(self) -> tuple[tuple[int, int], ...]:
        """Where each line begins and ends in `letters`."""
        ends = list(accumulate(map(len, self.lines)))
        return tuple(zip([0, *ends], ends, strict=False))

    def _starts(self, parts: tuple[Segment, ...]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, part in enumerate(parts):
            found.setdefault(self.letters[part.start], []).append(place)
        return found

    def _segment(self, start: int, end: int) -> Segment:
        return Segment(start, end, self._as_held(self.box(start, end)), self.height((start + end) // 2))

    def _stretches(self) -> Iterator[tuple[int, int]]:
        for begin, end in self._spans:
            for offset in range(begin + 1, end):
                if self.is_apart(offset) and self._has_gap(offset):
                    yield begin, offset
                    begin = offset
            if begin < end:
                yield begin, end

    def _has_gap(self, offset: int) -> bool:
        """Whether the letter at `offset` does not stand next to the one before it, whichever way the line runs."""
        rect, reference = self._rect, ctypes.byref(self._rect)
        pdfium_c.FPDFText_GetLooseCharBox(self._text.raw, self._indices[offset - 1], reference)
        right, bottom, top = rect.right, rect.bottom, rect.top
        pdfium_c.FPDFText_GetLooseCharBox(self._text.raw, self._indices[offset], reference)
        near = _NEAR * min(top - bottom, rect.top - rect.bottom)
        if -near <= rect.left - right <= near and rect.bottom < top and bottom < rect.top:
            return False
        return not _is_next(self._letter_box(offset - 1), self._letter_box(offset))

    def _letter_box(self, offset: int) -> Box:
        box = self._boxes.get(offset)
        if box is None:
            box = self._boxes[offset] = self._asked_box(offset)
        return box

    def _asked_box(self, offset: int) -> Box:
        pdfium_c.FPDFText_GetLooseCharBox(self._text.raw, self._indices[offset], ctypes.byref(self._rect))
        a, b, c, d, e, f = self._onto_shown
        left, bottom, right, top = self._rect.left, self._rect.bottom, self._rect.right, self._rect.top
        ax, ay = a * left + c * bottom + e, b * left + d * bottom + f
        bx, by = a * right + c * top + e, b * right + d * top + f
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    @cached_property
    def _onto_shown(self) -> tuple[float, float, float, float, float, float]:
        """Takes a place of the file's own page to the page as shown: turned and cropped as pdfium draws it."""
        (e, f), (ax, ay), (cx, cy) = (self._shown(x, y) for x, y in ((0, 0), (_FAR, 0), (0, _FAR)))
        return (ax - e) / _FAR, (ay - f) / _FAR, (cx - e) / _FAR, (cy - f) / _FAR, e, f

    def _shown(self, x: int, y: int) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        width, height = (round(side * _FINE) for side in self.size)
        pdfium_c.FPDF_PageToDevice(self._page.raw, 0, 0, width, height, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE


class RawPdf:
    """An open PDF, and the letters of those of its pages that were asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state = state_of(path)
        self._pdf = open_pdf(path, was=self._state)
        self._characters: dict[int, bytes] = {}
        self._pages: dict[int, RawPage] = {}
        self._open: list[RawPage] = []
        self._counted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._pdf)

    def keep(self, number: int, characters: str) -> None:
        """Takes the text of a page, as pdfium gave it to someone else, so that it need not be asked again."""
        self._characters[number] = characters.encode("utf-8", "surrogatepass")

    def page(self, number: int) -> RawPage:
        """The page `number`, from 1. Raises PageError where there is no such page, DamagedError where it is broken."""
        if not 1 <= number <= len(self):
            counted = "1 page" if len(self) == 1 else f"{len(self)} pages"
            raise PageError(self.path, f"there is no page {number}: the PDF has {counted}", "Ingest the library again.")
        if number not in self._pages:
            if len(self._pages) >= _REMEMBERED:
                self._pages.pop(next(iter(self._pages)))
            kept = self._characters.get(number)
            characters = None if kept is None else kept.decode("utf-8", "surrogatepass")
            self._pages[number] = RawPage(number, self, characters)
        return self._pages[number]

    def opened(self, page: RawPage) -> tuple[pdfium.PdfPage, pdfium.PdfTextPage]:
        """What pdfium holds of a page; the page that was opened longest ago is closed where many are open."""
        if len(self._open) >= _OPEN:
            self._open.pop(0).close()
        if self._counted == PAGES_HELD:
            self.close()
            self._pdf, self._counted = open_pdf(self.path, was=self._state), 0
        self._open.append(page)
        self._counted += 1
        try:
            held = self._pdf[page.number - 1]
            return held, held.get_textpage()
        except pdfium.PdfiumError as error:
            raise refusal(self.path, error) from error

    def close(self) -> None:
        """Closes the pages and the file."""
        for page in self._open:
            page.close()
        self._open.clear()
        self._pdf.close()


def _characters(raw: Any) -> str:
    """The page's characters, one for each place that pdfium counts by."""
    count = max(pdfium_c.FPDFText_CountChars(raw), 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium_c.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(raw, place)) for place in range(count))


def numbers_masked(letters: str) -> str:
    """Letters with each number as one sign, the same for all: what heads and feet have in common from page to page."""
    return _DIGITS.sub("#", letters)


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
