"""What pdfium is asked for a thousand times a page: its letters, where each stands and how it looks, what is drawn.

    asked = Asked(page.get_textpage())
    asked.characters                "3. The child must be seen."
    asked.box(3)                    where "T" stands on the file's own page: left, bottom, right, top
    asked.boxes([3, 7])             the same of many letters, in half the time

The calls are pdfium's own, declared so that they take addresses as numbers: what `pypdfium2.raw` declares checks and
converts each argument, which takes as long as pdfium takes to answer. What is asked of many letters is asked in one
sweep, each answer put behind the one before.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import repeat
from struct import Struct, calcsize
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]
_FONT_NAME = 128
"""Bytes that the name of a font may have."""


def _quick(call: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A call of pdfium, by its address."""
    return ctypes.PYFUNCTYPE(result, *arguments)(_address(call))


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _answer(kind: str, count: int) -> tuple[list[int], Callable[[], tuple[Any, ...]]]:
    """Where a call puts so many numbers of a kind, as `struct` names them, and what reads them there."""
    size = calcsize(kind)
    buffer = ctypes.create_string_buffer(count * size)
    first = ctypes.addressof(buffer)
    return [first + place * size for place in range(count)], partial(Struct(f"{count}{kind}").unpack, buffer)


_INT, _AT = ctypes.c_int, ctypes.c_void_p
_letter_box = _quick(pdfium_c.FPDFText_GetLooseCharBox, _INT, _AT, _INT, _AT)
_letter_object = _quick(pdfium_c.FPDFText_GetTextObject, _AT, _AT, _INT)
_letter_matrix = _quick(pdfium_c.FPDFText_GetMatrix, _INT, _AT, _INT, _AT)
_letter_origin = _quick(pdfium_c.FPDFText_GetCharOrigin, _INT, _AT, _INT, _AT, _AT)
_letter_colour = _quick(pdfium_c.FPDFText_GetFillColor, _INT, _AT, _INT, _AT, _AT, _AT, _AT)
_letter_size = _quick(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, _AT, _INT)
_font = _quick(pdfium_c.FPDFTextObj_GetFont, _AT, _AT)
_object = _quick(pdfium_c.FPDFPage_GetObject, _AT, _AT, _INT)
_object_type = _quick(pdfium_c.FPDFPageObj_GetType, _INT, _AT)
_object_bounds = _quick(pdfium_c.FPDFPageObj_GetBounds, _INT, _AT, _AT, _AT, _AT, _AT)
_object_matrix = _quick(pdfium_c.FPDFPageObj_GetMatrix, _INT, _AT, _AT)
_fill_colour = _quick(pdfium_c.FPDFPageObj_GetFillColor, _INT, _AT, _AT, _AT, _AT, _AT)
_draw_mode = _quick(pdfium_c.FPDFPath_GetDrawMode, _INT, _AT, _AT, _AT)
_count_segments = _quick(pdfium_c.FPDFPath_CountSegments, _INT, _AT)
_segment = _quick(pdfium_c.FPDFPath_GetPathSegment, _AT, _AT, _INT)
_segment_type = _quick(pdfium_c.FPDFPathSegment_GetType, _INT, _AT)
_segment_point = _quick(pdfium_c.FPDFPathSegment_GetPoint, _INT, _AT, _AT, _AT)


def _sweep(
    call: Callable[..., Any], page: int, places: Sequence[int], kind: str, *, addresses: int = 1
) -> Iterator[Any]:
    """What a call tells of each place, as `struct` names it: zeros where it tells nothing.

    The call takes the page, a place, and so many addresses, between which the numbers are shared out evenly.
    """
    numbers = Struct(kind)
    end = len(places) * numbers.size
    buffer = ctypes.create_string_buffer(end)
    first, part = ctypes.addressof(buffer), numbers.size // addresses
    starts = range(first, first + numbers.size, part)
    each = [range(start, start + end, numbers.size) for start in starts]
    deque(map(call, repeat(page), places, *each), maxlen=0)
    return numbers.iter_unpack(buffer)


class Font(NamedTuple):
    """The name of a font, and its weight: 400 is regular, -1 is not known."""

    name: str
    weight: int


class Look(NamedTuple):
    """How a letter is drawn: font and size, the text matrix a to f that scales it, its origin, its colour 0xRRGGBB.

    The origin is a point of the file's own page, on the letter's baseline.
    """

    font: Font
    size: float
    matrix: tuple[float, ...]
    origin: tuple[float, ...]
    colour: int


class Asked:
    """The text of an open page. A letter is asked for by its place in `characters`."""

    def __init__(self, text: pdfium.PdfTextPage) -> None:
        self._text = text.raw
        self._page = _address(text.raw)
        self._fonts: dict[int, Font] = {}
        (self._box, *_), self._told_box = _answer("f", 4)

    @cached_property
    def characters(self) -> str:
        """One for each place that pdfium counts by; the halves of a surrogate pair are two."""
        count = max(pdfium_c.FPDFText_CountChars(self._text), 0)
        buffer = (ctypes.c_ushort * (count + 1))()
        if pdfium_c.FPDFText_GetText(self._text, 0, count, buffer) != count + 1:
            return "".join(chr(pdfium_c.FPDFText_GetUnicode(self._text, place)) for place in range(count))
        whole = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        return whole if len(whole) == count else "".join(map(chr, buffer[:count]))

    def box(self, place: int) -> Box:
        """Where a letter stands on the file's own page: left, bottom, right, top of its font's whole height."""
        _letter_box(self._page, place, self._box)
        left, top, right, bottom = self._told_box()
        return left, bottom, right, top

    def boxes(self, places: Sequence[int]) -> list[Box]:
        """`box` of each place."""
        told = _sweep(_letter_box, self._page, places, "4f")
        return [(left, bottom, right, top) for left, top, right, bottom in told]

    def drawn_by(self, places: Sequence[int]) -> list[int]:
        """For each letter a number for the piece of text that draws it, the same for all of it; 0 where none does."""
        return [drawn or 0 for drawn in map(_letter_object, repeat(self._page), places)]

    def looks(self, places: Sequence[int]) -> Iterator[Look]:
        """How each letter is drawn; the others of its piece of text are drawn alike, each from an origin of its own."""
        page = self._page
        fonts = map(self._font, places, self.drawn_by(places))
        sizes = map(_letter_size, repeat(page), places)
        matrices = _sweep(_letter_matrix, page, places, "6f")
        origins = _sweep(_letter_origin, page, places, "2d", addresses=2)
        told = _sweep(_letter_colour, page, places, "4I", addresses=4)
        colours = (red << 16 | green << 8 | blue for red, green, blue, _ in told)
        return map(Look, fonts, sizes, matrices, origins, colours)

    def _font(self, place: int, drawn: int) -> Font:
        """The font of a letter that is `drawn` so: pdfium holds each font of an open page once."""
        font = drawn and _font(drawn)
        if not font or font not in self._fonts:
            name = ctypes.create_string_buffer(_FONT_NAME)
            pdfium_c.FPDFText_GetFontInfo(self._text, place, name, _FONT_NAME, ctypes.c_int())
            weight = pdfium_c.FPDFText_GetFontWeight(self._text, place)
            self._fonts[font] = Font(name.value.decode("utf-8", "replace"), weight)
        return self._fonts[font]


class Path(NamedTuple):
    """A path that a page draws: left, bottom, right, top on the file's own page, how many segments it has, its paint.

    `fill` is red, green and blue where it is filled, None where it is not; `address` is where pdfium holds it.
    """

    bounds: Box
    segments: int
    is_stroked: bool
    fill: tuple[int, int, int] | None
    address: int


def drawn_paths(page: pdfium.PdfPage) -> Iterator[Path]:
    """The paths of an open page in the order in which they are drawn; what has no bounds is left out."""
    bounds, told_bounds = _answer("f", 4)
    mode, told_mode = _answer("i", 2)
    colour, told_colour = _answer("I", 4)
    address = _address(page.raw)
    for place in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        drawn = _object(address, place)
        if _object_type(drawn) != pdfium_c.FPDF_PAGEOBJ_PATH or not _object_bounds(drawn, *bounds):
            continue
        _draw_mode(drawn, *mode)
        is_filled, is_stroked = told_mode()
        has_colour = is_filled and _fill_colour(drawn, *colour)
        red, green, blue, _ = told_colour() if has_colour else (0, 0, 0, 0)
        fill = (red, green, blue) if is_filled else None
        yield Path(told_bounds(), _count_segments(drawn), bool(is_stroked), fill, drawn)


def path_points(path: Path, most: int) -> Iterator[tuple[float, float, bool]]:
    """The points of a path's first segments on the file's own page, and whether a straight line leads to each."""
    (matrix, *_), told_matrix = _answer("f", 6)
    point, told_point = _answer("f", 2)
    _object_matrix(path.address, matrix)
    a, b, c, d, e, f = told_matrix()
    for place in range(min(path.segments, most)):
        segment = _segment(path.address, place)
        _segment_point(segment, *point)
        x, y = told_point()
        yield a * x + c * y + e, b * x + d * y + f, _segment_type(segment) == pdfium_c.FPDF_SEGMENT_LINETO
