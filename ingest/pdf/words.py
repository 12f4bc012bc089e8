"""A page of a PDF as words and drawn rules, each with its place: the only module that asks pdfium for them.

Coordinates are points from the top left corner of the page as it is shown, y downwards, whatever the page's rotation.
Nothing here knows what a line, a heading or a table is.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
# Ligatures, line-end hyphens as pdfium marks them, and signs that Symbol and Wingdings keep in the private use area.
_SIGNS = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0x0002: "-", 0xFFFE: "-", 0xF02D: "-", 0xF03D: "=", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B0: "°", 0xF0AE: "→",
    0xF0E0: "→", 0xF0E8: "→", 0xF0FC: "✓", 0xF0FE: "☑", 0xF0A8: "☐", 0xF06F: "☐", 0xF072: "☐", 0xF071: "☐",
    0xF0FB: "✗", 0xF0D8: "➢",
}  # fmt: skip
# Everything but white space, control characters, zero-width signs and the marks of unknown letters.
_WORD = re.compile(
    "[^\\s\\x00\\x01\\x03-\\x20\\x7f\\xa0\\u1680\\u2000-\\u200f\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff\\uffff\\ufffd]+"
)
_ONE_HEIGHT = re.compile(r"[(‘'“\"]?[A-Za-zÀ-ÿ]+[)’'”\",.;:]*|[(‘'“\"]?[A-Za-z]+[-’'][A-Za-z]+[,.;:]?|\W")
_ROMAN_END = re.compile(r"[ivx][^\w]+$")
_SEVERAL = re.compile(r"[a-z,;][A-Z\d]|[,;.][A-Za-z]{2}|[A-Za-z]{17}")
_NARROW_SPACE = 0.1
_PLAIN = re.compile("[\\x21-\\u1fff\\u2010-\\ud7ff]*")
_Box = tuple[float, float, float, float]
_THIN = 2.5
_MAX_SEGMENTS = 400
_SEEN = 2.0
"""Points: type smaller than this is not seen, as what Word leaves before a note's mark."""


class Word(NamedTuple):
    """Letters with no space between them in one font; `glued` says that no space stands before them either.

    `base` is the baseline; `size` the type size in points after all scaling; `colour` is 0xRRGGBB; `turned` marks
    letters that do not run from left to right.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    italic: bool
    colour: int
    glued: bool
    turned: bool


class Rule(NamedTuple):
    """A straight drawn line, or one edge of a drawn box: upright where x0 == x1, else level (y0 == y1)."""

    x0: float
    y0: float
    x1: float
    y1: float


class Fill(NamedTuple):
    """A shaded area and its colour, 0xRRGGBB."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: int


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on one page, words in the order in which the file draws them. `number` counts from 1.

    `characters` is the page's text as pdfium gives it, for the check of quotes.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    characters: str
    fills: tuple[Fill, ...] = ()


def read_page(page: pdfium.PdfPage, number: int) -> PageText:
    """The words and rules of a page; no words where the page is a picture."""
    frame = _Frame(page)
    textpage = page.get_textpage()
    try:
        characters = _characters(textpage.raw)
        words = tuple(word for word in _words(textpage.raw, characters, frame) if frame.holds(word))
    finally:
        textpage.close()
    drawings = _read_drawings(page, frame)
    marked = _with_dots(words, drawings.dots)
    return PageText(number, frame.width, frame.height, marked, tuple(drawings.rules), characters, tuple(drawings.fills))


def _with_dots(words: tuple[Word, ...], dots: list[_Box]) -> tuple[Word, ...]:
    """The words with a bullet before each that stands just right of a drawn dot."""
    if not dots:
        return words
    marked: list[Word] = []
    left = list(dots)
    for word in words:
        for dot in left:
            middle = (dot[1] + dot[3]) / 2
            if 0 < word.x0 - dot[2] < 1.8 * word.size and word.base - word.size < middle < word.base:
                marked.append(word._replace(text="•", x0=dot[0], x1=dot[2], bold=False, italic=False, glued=False))
                left.remove(dot)
                break
        marked.append(word)
    return tuple(marked)


class _Frame:
    """Turns page coordinates into points from the top left of the page as shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_cropbox()
        turns: dict[int, tuple[Callable[[float, float], tuple[float, float]], tuple[int, int, int, int]]] = {
            0: (lambda x, y: (x - left, top - y), (1, 0, 0, -1)),
            90: (lambda x, y: (y - bottom, x - left), (0, 1, 1, 0)),
            180: (lambda x, y: (right - x, y - bottom), (-1, 0, 0, 1)),
            270: (lambda x, y: (top - y, right - x), (0, -1, -1, 0)),
        }
        rotation = page.get_rotation()
        self.point, self._turn = turns[rotation]
        self._is_upright, self._left, self._top = rotation == 0, left, top
        across, down = right - left, top - bottom
        self.width, self.height = (down, across) if rotation in (90, 270) else (across, down)

    def direction(self, a: float, b: float) -> tuple[float, float]:
        """The way that a text matrix's first row points on the page as shown."""
        p, q, r, s = self._turn
        return a * p + b * q, a * r + b * s

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A box as x0, y0 (upper), x1, y1 (lower); on nearly every page, which is not turned, without detours."""
        if self._is_upright and left <= right and bottom <= top:
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def holds(self, word: Word) -> bool:
        """Whether a word stands on the visible page, in type that can be seen."""
        return word.size >= _SEEN and -2 < word.base < self.height + 2 and word.x1 > -2 and word.x0 < self.width + 2


def _words(raw: Any, characters: str, frame: _Frame) -> Iterator[Word]:
    """Cuts the page's characters into words at spaces and wherever the letters change height."""
    maker = _WordMaker(raw, frame)
    runs = ((found.group(), found.start()) for found in _WORD.finditer(characters))
    for letters, first in (part for run in runs for part in _parted(*run, maker)):
        head, tail = maker.box(first), maker.box(first + len(letters) - 1)
        even = _ONE_HEIGHT.fullmatch(letters) and (letters[-1].isalpha() or not _ROMAN_END.search(letters))
        if even and _level(head, tail) and tail[2] >= head[2]:
            yield maker.word(letters, first, (head[0], head[1], tail[2], head[3]), glued=False)
        else:
            yield from _uneven(letters, first, maker)


def _parted(letters: str, first: int, maker: _WordMaker) -> Iterator[tuple[str, int]]:
    """A run that looks like several words, cut where a gap is wider than its others by a narrow space."""
    start = 0
    if _SEVERAL.search(letters):
        boxes = [maker.box(first + index) for index in range(len(letters))]
        gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
        usual = sorted(gaps)[len(gaps) // 2]
        for index, gap in enumerate(gaps, start=1):
            if gap > usual + _NARROW_SPACE * (boxes[index][3] - boxes[index][1]):
                yield letters[start:index], first + start
                start = index
    yield letters[start:], first + start


def _uneven(letters: str, first: int, maker: _WordMaker) -> Iterator[Word]:
    """A run of letters that may hold raised signs: one word for each stretch of the same height."""
    start, box, glued = 0, maker.box(first), False
    for index in range(1, len(letters)):
        here = maker.box(first + index)
        if _level(box, here):
            box = min(box[0], here[0]), box[1], max(box[2], here[2]), box[3]
            continue
        yield maker.word(letters[start:index], first + start, box, glued)
        start, glued, box = index, abs(here[0] - box[2]) < 0.3 * (box[3] - box[1]), here
    yield maker.word(letters[start:], first + start, box, glued)


def _level(one: _Box, other: _Box) -> bool:
    return abs(one[1] - other[1]) < 0.05 and abs(one[3] - other[3]) < 0.05


def _characters(raw: Any) -> str:
    """The page's characters, one for each index that pdfium counts by."""
    count = max(pdfium_c.FPDFText_CountChars(raw), 0)
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium_c.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        return "".join(map(chr, buffer[:count]))
    return "".join(chr(pdfium_c.FPDFText_GetUnicode(raw, index)) for index in range(count))


class _Style(NamedTuple):
    size: float
    bold: bool
    italic: bool
    colour: int
    base: float
    turned: bool


class _WordMaker:
    """Asks pdfium for fonts, sizes, colours and baselines, once for each piece of text that the file draws."""

    def __init__(self, raw: Any, frame: _Frame) -> None:
        self._raw = raw
        self._frame = frame
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._matrix = pdfium_c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._rgba = tuple(ctypes.c_uint() for _ in range(4))
        self._rect = pdfium_c.FS_RECTF()
        self._rect_ref = ctypes.byref(self._rect)
        self._drawn = 0
        self._style = _Style(0.0, False, False, 0, 0.0, False)

    def box(self, index: int) -> _Box:
        """Where a character stands on the unturned page: left, bottom, right, top of its font's whole height."""
        rect = self._rect
        pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, self._rect_ref)
        return rect.left, rect.bottom, rect.right, rect.top

    def word(self, letters: str, first: int, box: _Box, glued: bool) -> Word:
        """The word whose letters begin at character `first` and fill `box`."""
        drawn = pdfium_c.FPDFText_GetTextObject(self._raw, first)
        address = ctypes.addressof(drawn.contents) if drawn else 0
        if address != self._drawn or not address:
            self._drawn, self._style = address, self._ask(first)
        style = self._style
        x0, y0, x1, y1 = self._frame.box(*box)
        return Word(
            letters if _PLAIN.fullmatch(letters) else _spelt(letters),
            x0,
            x1,
            style.base,
            style.size if style.size > 0.5 else y1 - y0,
            style.bold,
            style.italic,
            style.colour,
            glued,
            style.turned,
        )

    def _ask(self, first: int) -> _Style:
        raw, matrix = self._raw, self._matrix
        self._name.value = b""
        pdfium_c.FPDFText_GetFontInfo(raw, first, self._name, 128, self._flags)
        pdfium_c.FPDFText_GetMatrix(raw, first, matrix)
        pdfium_c.FPDFText_GetCharOrigin(raw, first, self._x, self._y)
        pdfium_c.FPDFText_GetFillColor(raw, first, *self._rgba)
        name = self._name.value.decode("utf-8", "replace")
        across, down = self._frame.direction(matrix.a, matrix.b)
        red, green, blue, _ = (part.value for part in self._rgba)
        return _Style(
            size=pdfium_c.FPDFText_GetFontSize(raw, first) * (matrix.c**2 + matrix.d**2) ** 0.5,
            bold=pdfium_c.FPDFText_GetFontWeight(raw, first) >= 600 or bool(_BOLD.search(name)),
            italic=bool(_ITALIC.search(name)),
            colour=red << 16 | green << 8 | blue,
            base=self._frame.point(self._x.value, self._y.value)[1],
            turned=across <= 0 or abs(down) > 0.2 * across,
        )


def _spelt(letters: str) -> str:
    """`letters` with ligatures in letters, and signs of the private use area by what they look like.

    A sign that no table names becomes a bullet, which is what it nearly always is. A hyphen that pdfium marks as the
    end of a line comes out as a plain one; whether it belongs to the word is for the paragraph to say.
    """
    text = "".join(_SIGNS.get(ord(letter)) or ("•" if "\ue000" <= letter <= "\uf8ff" else letter) for letter in letters)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Drawings(NamedTuple):
    rules: list[Rule]
    dots: list[_Box]
    fills: list[Fill]


def _read_drawings(page: pdfium.PdfPage, frame: _Frame) -> _Drawings:
    """The level and upright lines of a page, a box giving its four edges; dots drawn as bullets; shaded areas."""
    bounds = [ctypes.c_float() for _ in range(4)]
    found = _Drawings([], [], [])
    fills: dict[int, list[_Box]] = {}
    for index in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        drawn = pdfium_c.FPDFPage_GetObject(page.raw, index)
        if pdfium_c.FPDFPageObj_GetType(drawn) != pdfium_c.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium_c.FPDFPageObj_GetBounds(drawn, *bounds):
            continue
        box = frame.box(*(bound.value for bound in bounds))
        segments = pdfium_c.FPDFPath_CountSegments(drawn)
        stroked, colour = _paint(drawn)
        if colour is not None and _is_dot(box):
            found.dots.append(box)
        elif stroked or segments > 6:
            found.rules.extend(_path_lines(drawn, frame, min(segments, _MAX_SEGMENTS)))
        elif min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            found.rules.extend(_edges(box))
        elif colour is not None:
            fills.setdefault(colour, []).append(box)
    found.fills.extend(Fill(*box, colour) for colour, boxes in fills.items() for box in _merged(boxes))
    found.rules.extend(edge for fill in found.fills for edge in _edges(fill[:4]))
    return found


def _is_dot(box: _Box) -> bool:
    across, down = box[2] - box[0], box[3] - box[1]
    return 2 <= across <= 8 and abs(across - down) <= 0.25 * across


def _paint(drawn: Any) -> tuple[bool, int | None]:
    """Whether a path is stroked, and the colour that it fills with: None for nothing or white."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn, fill, stroke)
    rgba = [ctypes.c_uint() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetFillColor(drawn, *rgba)
    red, green, blue, _ = (part.value for part in rgba)
    seen = fill.value and min(red, green, blue) <= 250
    return bool(stroke.value), (red << 16 | green << 8 | blue) if seen else None


def _merged(boxes: list[_Box]) -> list[_Box]:
    """Boxes of one colour without those that lie in another, and stacked ones as one: a cell shaded line by line."""
    merged: list[_Box] = []
    for box in sorted(boxes, key=lambda box: ((box[0] - box[2]) * (box[3] - box[1]), box[0], box[1])):
        if not any(_within(box, other) for other in merged):
            merged.append(box)
    stacked: list[_Box] = []
    for box in sorted(merged, key=lambda box: (round(box[0]), round(box[2]), box[1])):
        last = stacked[-1] if stacked else None
        if last and abs(last[0] - box[0]) < 1.5 and abs(last[2] - box[2]) < 1.5 and -0.6 <= box[1] - last[3] <= 0.6:
            stacked[-1] = (last[0], last[1], last[2], box[3])
        else:
            stacked.append(box)
    return stacked


def _within(box: _Box, other: _Box) -> bool:
    return other[0] - 1 <= box[0] and other[1] - 1 <= box[1] and box[2] <= other[2] + 1 and box[3] <= other[3] + 1


def _edges(box: tuple[float, float, float, float]) -> Iterator[Rule]:
    x0, y0, x1, y1 = box
    if y1 - y0 <= _THIN:
        middle = (y0 + y1) / 2
        if x1 - x0 > _THIN:
            yield Rule(x0, middle, x1, middle)
    elif x1 - x0 <= _THIN:
        middle = (x0 + x1) / 2
        yield Rule(middle, y0, middle, y1)
    else:
        yield Rule(x0, y0, x1, y0)
        yield Rule(x0, y1, x1, y1)
        yield Rule(x0, y0, x0, y1)
        yield Rule(x1, y0, x1, y1)


def _path_lines(drawn: Any, frame: _Frame, count: int) -> Iterator[Rule]:
    """The straight level and upright strokes of a path of many segments."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = pdfium_c.FPDFPath_GetPathSegment(drawn, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        here = frame.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
        )
        if last is not None and pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_LINETO:
            (ax, ay), (bx, by) = last, here
            if min(abs(ax - bx), abs(ay - by)) <= 0.5 and max(abs(ax - bx), abs(ay - by)) > _THIN:
                yield from _edges((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
        last = here
