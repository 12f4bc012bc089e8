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
import marshal
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, chain, pairwise
from pathlib import Path
from struct import Struct
from typing import NamedTuple, Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from core.errors import PageError
from ingest.letters import FOLDED, LEFT_OUT, folded_lines, numbers_masked
from ingest.pdf.asking import Asked
from ingest.pdf.asking import Box as AskedBox
from ingest.pdf.opening import PAGES_HELD, open_pdf, refusal, state_of
from ingest.pdf.rectangle import NEAR, Box
from ingest.pdf.shelf import Shelf

_NUMBER = re.compile("[0-9]+")
_LONGEST_MARK = 4
_BOX = Struct("4f")
SMALLER, _RISE = 0.85, 0.12
"""The mark of a footnote is lower than this share of the letter before it, and ends by this share of it higher."""
_OPEN, _REMEMBERED = 16, 32
"""Pages that pdfium holds open at a time, and pages whose letters are remembered."""
_MOST_PIXELS = 40_000_000
_FINE = 100
"""Parts of a point to which pdfium is asked where the page is shown."""
_FAR = 1000
_NOWHERE = -1


class Segment(NamedTuple):
    """Letters `start` to `end` of a page that stand next to one another on one row, where, and how high most are.

    `box` and `size` are seen with the page held so that most of its lines run from left to right.
    """

    start: int
    end: int
    box: Box
    size: float


class _Opened(NamedTuple):
    """What pdfium holds of a page."""

    page: pdfium.PdfPage
    text: pdfium.PdfTextPage
    asked: Asked


class _Kept(NamedTuple):
    """What is kept of a page that was open before: the letters of its lines, and where some of them stand (`offsets`).

    With these most quotes are followed from row to row, over the marks of notes, and from page to page.
    """

    lines: bytes
    offsets: bytes
    boxes: bytes
    size: tuple[float, float]
    onto_shown: tuple[float, ...]


class RawPage:
    """The text of one page. `letters` are without white space; offsets are into them."""

    def __init__(self, number: int, pdf: RawPdf, *, kept: _Kept | None = None, opened: _Opened | None = None) -> None:
        self.number = number
        self._pdf = pdf
        self._opened = opened
        self._kept = kept
        self.lines = tuple(kept.lines.decode().split("\n") if kept else folded_lines(self._asked.characters))
        """The letters of each line, in the order in which the file draws them."""
        self.letters = "".join(self.lines)
        self._boxes: dict[int, Box] = {}

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown, in points."""
        width, height = self._kept.size if self._kept else self._page.get_size()
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
    def row_ends(self) -> frozenset[int]:
        """The offsets behind the last letter of each row."""
        return frozenset(end for _, end in self._spans)

    @cached_property
    def segment_ends(self) -> frozenset[int]:
        """The offsets behind the last letter of each segment."""
        return frozenset(segment.end for segment in self.segments)

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
        return self._letter_box(start).around(self._letter_box(end - 1))

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
        place = bisect_left(self._apart, offset)
        return offset in (0, len(self.letters), *self._apart[place : place + 1])

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

    def kept(self) -> _Kept:
        """What of an open page is worth keeping: among others where its rows' ends stand, and numbers within words."""
        offsets = sorted({*self._row_offsets, *self._mark_offsets})
        boxes = self._asked.boxes([self._places[offset] for offset in offsets])
        packed = array("f", chain.from_iterable(boxes)).tobytes()
        return _Kept("\n".join(self.lines).encode(), array("I", offsets).tobytes(), packed, self.size, self._onto_shown)

    def close(self) -> None:
        """Lets pdfium forget the page until it is asked for again."""
        if self._opened is not None:
            self._opened.text.close()
            self._opened.page.close()
            self._opened = None

    @property
    def _page(self) -> pdfium.PdfPage:
        return (self._opened or self._open()).page

    @property
    def _asked(self) -> Asked:
        return (self._opened or self._open()).asked

    def _open(self) -> _Opened:
        self._opened = self._pdf.opened(self)
        return self._opened

    @cached_property
    def _places(self) -> list[int]:
        """The character that pdfium counts each letter by; letters that are spelt for one character have one place."""
        places = [place for place, sign in enumerate(self._asked.characters) if sign not in LEFT_OUT]
        if len(places) == len(self.letters):
            return places
        signs = self._asked.characters
        return [place for place in places for _ in FOLDED.get(ord(signs[place]), signs[place])]

    @cached_property
    def _apart(self) -> tuple[int, ...]:
        """The offsets of the letters before which something stands that is no letter, in order."""
        pairs = enumerate(pairwise(self._places), start=1)
        return tuple(offset for offset, (before, here) in pairs if here - before > 1)

    @property
    def _row_offsets(self) -> Iterator[int]:
        """The first letter of each row, the one in its middle, and the last."""
        return (offset for start, end in self._spans if start < end for offset in (start, (start + end) // 2, end - 1))

    @property
    def _mark_offsets(self) -> Iterator[int]:
        """The figures of each number close behind a word, as the mark of a note is, and the letters beside them."""
        characters = self._asked.characters
        for number in _NUMBER.finditer(characters):
            start, end = number.span()
            if end - start <= _LONGEST_MARK and start and not characters[start - 1].isspace():
                first = bisect_left(self._places, start)
                yield from range(max(first - 2, 0), min(first + end - start, len(self.letters) - 1) + 1)

    @cached_property
    def _kept_boxes(self) -> dict[int, AskedBox]:
        """Where the letters whose boxes were kept stand on the file's own page."""
        if self._kept is None:
            return {}
        return dict(zip(array("I", self._kept.offsets), _BOX.iter_unpack(self._kept.boxes), strict=True))

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
            for offset in self._apart[bisect_right(self._apart, begin) : bisect_left(self._apart, end)]:
                if self._has_gap(offset):
                    yield begin, offset
                    begin = offset
            if begin < end:
                yield begin, end

    def _has_gap(self, offset: int) -> bool:
        """Whether the letter at `offset` does not stand next to the one before it, whichever way the line runs."""
        box = self._asked.box
        (_, low, right, high), (left, bottom, _, top) = (box(self._places[place]) for place in (offset - 1, offset))
        near = NEAR * min(high - low, top - bottom)
        if -near <= left - right <= near and bottom < high and low < top:
            return False
        return not self._letter_box(offset - 1).is_next_to(self._letter_box(offset))

    def _letter_box(self, offset: int) -> Box:
        box = self._boxes.get(offset)
        if box is None:
            box = self._boxes[offset] = self._asked_box(offset)
        return box

    def _asked_box(self, offset: int) -> Box:
        a, b, c, d, e, f = self._onto_shown
        kept = self._kept_boxes.get(offset)
        left, bottom, right, top = kept or self._asked.box(self._places[offset])
        ax, ay = a * left + c * bottom + e, b * left + d * bottom + f
        bx, by = a * right + c * top + e, b * right + d * top + f
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    @cached_property
    def _onto_shown(self) -> tuple[float, ...]:
        """Takes a place of the file's own page to the page as shown: turned and cropped as pdfium draws it."""
        if self._kept:
            return self._kept.onto_shown
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
        self._length = len(self._pdf)
        self._shelf = Shelf(path)
        self._kept = array("q", [_NOWHERE]) * (self._length + 1)
        self._pages: dict[int, RawPage] = {}
        self._open: list[RawPage] = []
        self._counted = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._length

    def keep(self, number: int, page: pdfium.PdfPage, text: pdfium.PdfTextPage, asked: Asked) -> None:
        """Takes what a check asks of most pages while someone else has one open, so that few are opened again."""
        kept = RawPage(number, self, opened=_Opened(page, text, asked)).kept()
        self._kept[number] = self._shelf.put(marshal.dumps(tuple(kept)))

    def page(self, number: int) -> RawPage:
        """The page `number`, from 1. Raises PageError where there is no such page, DamagedError where it is broken."""
        if not 1 <= number <= len(self):
            counted = "1 page" if len(self) == 1 else f"{len(self)} pages"
            raise PageError(self.path, f"there is no page {number}: the PDF has {counted}", "Ingest the library again.")
        if number not in self._pages:
            if len(self._pages) >= _REMEMBERED:
                self._pages.pop(next(iter(self._pages)))
            place = self._kept[number]
            kept = None if place == _NOWHERE else _Kept(*marshal.loads(self._shelf.get(place)))
            self._pages[number] = RawPage(number, self, kept=kept)
        return self._pages[number]

    def opened(self, page: RawPage) -> _Opened:
        """What pdfium holds of a page; the page that was opened longest ago is closed where many are open."""
        if len(self._open) >= _OPEN:
            self._open.pop(0).close()
        if self._counted == PAGES_HELD:
            self._close_file()
            self._pdf, self._counted = open_pdf(self.path, was=self._state), 0
        self._open.append(page)
        self._counted += 1
        try:
            held = self._pdf[page.number - 1]
            text = held.get_textpage()
        except pdfium.PdfiumError as error:
            raise refusal(self.path, error) from error
        return _Opened(held, text, Asked(text))

    def close(self) -> None:
        """Closes the pages and the file, and lets go of what was kept."""
        self._close_file()
        self._shelf.close()

    def _close_file(self) -> None:
        for page in self._open:
            page.close()
        self._open.clear()
        self._pdf.close()
