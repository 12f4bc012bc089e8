"""A page of a PDF as words and drawn rules, each with its place.

Coordinates are points from the top left corner of the page as it is shown, y downwards, whatever the page's rotation.
Nothing here knows what a line, a heading or a table is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress, pairwise
from typing import NamedTuple

import pypdfium2 as pdfium

from ingest.pdf.asking import Asked, Box, Font, Look
from ingest.pdf.drawings import Fill, Rule, read_drawings
from ingest.pdf.frame import Frame
from ingest.pdf.remembering import remembered

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
_SEEN = 2.0
"""Points: type smaller than this is not seen, as what Word leaves before a note's mark."""
_FONTS, _SHAPES = 64, 4096
"""Fonts, and runs of letters, that are looked at once: the words of a language come again."""


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


word_of = partial(tuple.__new__, Word)
"""`Word._make` without its check of the length, which takes longer than the rest."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on one page, words in the order in which the file draws them. `number` counts from 1."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    fills: tuple[Fill, ...] = ()


def read_page(page: pdfium.PdfPage, asked: Asked, number: int) -> PageText:
    """The words and rules of an open page, whose text is `asked`; no words where the page is a picture."""
    frame = Frame(page)
    words = tuple(word for word in _words(asked, frame) if _is_seen(word, frame))
    drawn = read_drawings(page, frame)
    marked = _with_dots(words, drawn.dots)
    return PageText(number, frame.width, frame.height, marked, tuple(drawn.rules), tuple(drawn.fills))


def _is_seen(word: Word, frame: Frame) -> bool:
    """Whether a word stands on the visible page, in type that can be seen."""
    return word.size >= _SEEN and -2 < word.base < frame.height + 2 and word.x1 > -2 and word.x0 < frame.width + 2


def _with_dots(words: tuple[Word, ...], dots: list[Box]) -> tuple[Word, ...]:
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


class _Shape(NamedTuple):
    """What the letters of a run say by themselves: whether they look like several words, and like one of one height.

    `text` is how they are spelt.
    """

    is_several: bool
    is_even: bool
    text: str


@remembered(_SHAPES)
def _shape(letters: str) -> _Shape:
    is_even = bool(_ONE_HEIGHT.fullmatch(letters)) and (letters[-1].isalpha() or not _ROMAN_END.search(letters))
    text = letters if _PLAIN.fullmatch(letters) else _spelt(letters)
    return _Shape(bool(_SEVERAL.search(letters)), is_even, text)


class _Part(NamedTuple):
    """Letters of one height without a space between them, the place of the first, and where they stand."""

    text: str
    first: int
    box: Box
    glued: bool


def _words(asked: Asked, frame: Frame) -> Iterator[Word]:
    """Cuts the page's characters into words at spaces and wherever the letters change height."""
    parts = list(_parts(asked))
    styles = _styles(asked, [part.first for part in parts], frame)
    for (text, _, box, glued), (size, bold, italic, colour, base, turned) in zip(parts, styles, strict=True):
        x0, y0, x1, y1 = frame.box(*box)
        yield word_of((text, x0, x1, base, size if size > 0.5 else y1 - y0, bold, italic, colour, glued, turned))


def _parts(asked: Asked) -> Iterator[_Part]:
    """The page's characters, cut at spaces and wherever the letters change height."""
    runs = [part for run in _WORD.finditer(asked.characters) for part in _parted(run.group(), run.start(), asked)]
    heads = asked.boxes([first for _, first in runs])
    tails = asked.boxes([first + len(letters) - 1 for letters, first in runs])
    for (letters, first), head, tail in zip(runs, heads, tails, strict=True):
        shape = _shape(letters)
        if shape.is_even and _level(head, tail) and tail[2] >= head[2]:
            yield _Part(shape.text, first, (head[0], head[1], tail[2], head[3]), False)
        else:
            yield from _uneven(letters, first, asked)


def _parted(letters: str, first: int, asked: Asked) -> Sequence[tuple[str, int]]:
    """A run that looks like several words, cut where a gap is wider than its others by a narrow space."""
    if not _shape(letters).is_several:
        return ((letters, first),)
    boxes = [asked.box(place) for place in range(first, first + len(letters))]
    gaps = [after[0] - before[2] for before, after in pairwise(boxes)]
    usual = sorted(gaps)[len(gaps) // 2]
    heights = (box[3] - box[1] for box in boxes[1:])
    cuts = [
        place
        for place, (gap, height) in enumerate(zip(gaps, heights, strict=True), start=1)
        if gap > usual + _NARROW_SPACE * height
    ]
    return [(letters[start:end], first + start) for start, end in pairwise((0, *cuts, len(letters)))]


def _uneven(letters: str, first: int, asked: Asked) -> Iterator[_Part]:
    """A run of letters that may hold raised signs: one part for each stretch of the same height."""
    start, box, glued = 0, asked.box(first), False
    for index in range(1, len(letters)):
        here = asked.box(first + index)
        if _level(box, here):
            box = min(box[0], here[0]), box[1], max(box[2], here[2]), box[3]
            continue
        yield _Part(_shape(letters[start:index]).text, first + start, box, glued)
        start, glued, box = index, abs(here[0] - box[2]) < 0.3 * (box[3] - box[1]), here
    yield _Part(_shape(letters[start:]).text, first + start, box, glued)


def _level(one: Box, other: Box) -> bool:
    return abs(one[1] - other[1]) < 0.05 and abs(one[3] - other[3]) < 0.05


class _Style(NamedTuple):
    size: float
    bold: bool
    italic: bool
    colour: int
    base: float
    turned: bool


def _styles(asked: Asked, firsts: Sequence[int], frame: Frame) -> Iterator[_Style]:
    """How the words that begin at `firsts` look: asked once for each piece of text that the file draws."""
    drawn = asked.drawn_by(firsts)
    is_new = [one != before or not one for before, one in zip([0, *drawn], drawn, strict=False)]
    looks = asked.looks(list(compress(firsts, is_new)))
    style = _Style(0.0, False, False, 0, 0.0, False)
    for new in is_new:
        if new:
            style = _style(next(looks), frame)
        yield style


def _style(look: Look, frame: Frame) -> _Style:
    a, b, c, d, *_ = look.matrix
    bold, italic = _weight_and_slant(look.font)
    across, down = frame.direction(a, b)
    base = frame.point(*look.origin)[1]
    turned = across <= 0 or abs(down) > 0.2 * across
    return _Style(look.size * (c**2 + d**2) ** 0.5, bold, italic, look.colour, base, turned)


@remembered(_FONTS)
def _weight_and_slant(font: Font) -> tuple[bool, bool]:
    """Whether a font is bold, and whether it is italic."""
    return font.weight >= 600 or bool(_BOLD.search(font.name)), bool(_ITALIC.search(font.name))


def _spelt(letters: str) -> str:
    """`letters` with ligatures in letters, and signs of the private use area by what they look like.

    A sign that no table names becomes a bullet, which is what it nearly always is. A hyphen that pdfium marks as the
    end of a line comes out as a plain one; whether it belongs to the word is for the paragraph to say.
    """
    text = "".join(_SIGNS.get(ord(letter)) or ("•" if "\ue000" <= letter <= "\uf8ff" else letter) for letter in letters)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
