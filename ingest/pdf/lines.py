"""Words to lines in reading order: rows joined across gaps, prose columns read one after the other.

A table's words are taken out first (`ingest.pdf.tables`); what is left is cut into pieces of a row in the order in
which the file draws them, columns are told by a gutter that the file itself does not keep crossing, or that parts
running text on both sides all the way down, and pieces on one baseline become a line. Nothing here knows what a
heading or a list is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from ingest.pdf.drawings import Rule
from ingest.pdf.packing import PackedWords, spell
from ingest.pdf.remembering import remembered
from ingest.pdf.words import Word

_MARK = r"(?:[A-Z]{1,2}\d{1,3}|\d{1,6}+|[ivx]{1,5}+|[*†‡§¹²³]++)"
_RAISED_MARK = re.compile(rf"(?!.{{25}}|.*\d{{7}})[,;]?(?:[\[(]?{_MARK}[\])]?[,;–-]?)++|[,;]")
_NOTE_NUMBER = re.compile(r"\d{1,3}|[*†‡§]")
UNIT = re.compile(r"(?:^|[\d\W])(?:m|km|cm|mm|ft|CO|sq)$")
"""What a raised number behind is a power of, or an index to, and no note's mark."""


_STYLES, _EDGES = 256, 1024
_PROSE_LINES = 6
_HOLE = 2.6
"""A gap of more lines than this within a column is a hole beside a longer cell, and no gap of two paragraphs."""


class Style(NamedTuple):
    """How most letters of a line look: type size to half a point, weight, slant, colour."""

    size: float
    bold: bool
    italic: bool
    colour: int


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a column.

    `text` is all its words as printed, `prose` the same without raised reference marks. `right` is the column's right
    edge, `region` the column's place on the page from 0, below 0 for a box of its own; `turned` marks text that is not
    level.
    """

    page: int
    words: PackedWords
    text: str
    prose: str
    x0: float
    x1: float
    base: float
    style: Style
    right: float
    turned: bool = False
    region: int = 0

    @property
    def size(self) -> float:
        """Type size in points."""
        return self.style.size


def unmarked(words: Sequence[Word], size: float) -> list[Word]:
    """Words without the raised reference marks of notes."""
    words = tuple(words)
    kept: list[Word] = []
    pending = False
    for index, word in enumerate(words):
        if is_mark(words, index, size):
            pending = pending or not word.glued
            continue
        if pending and word.glued and kept and not re.match(r"\W", word.text):
            word = word._replace(glued=False)
        kept.append(word)
        pending = False
    return kept


def is_mark(words: Sequence[Word], index: int, size: float) -> bool:
    """Whether a word is a raised reference mark on a line of type size `size`."""
    word = words[index]
    if word.size > 0.8 * size or not _RAISED_MARK.fullmatch(word.text):
        return False
    level = next((other.base for other in words if other.size > 0.8 * size), word.base)
    before = words[index - 1].text if index else ""
    return word.base < level - 0.12 * size and not UNIT.search(before)


def make_lines(words: Sequence[Word], page: int, *, region: int = 0, rules: Sequence[Rule] = ()) -> list[Line]:
    """The level words of one page as lines, in reading order, then any turned words as one line for each run.

    `region` is the number of the first column; below 0, all lines are one box. `rules` are those drawn on the page.
    """
    level = [word for word in words if not word.turned]
    lines: list[Line] = []
    columns = [_pieces(level)] if region < 0 and level else _columns(_pieces(level), rules)
    for place, column in enumerate(columns):
        right = max(piece.x1 for piece in column)
        number = region if region < 0 else region + place
        for row in _rows(column):
            lines.append(_line(page, [word for piece in row for word in piece.words], right, region=number))
    return _joined(lines) + (_turned_lines(words, page) if len(level) < len(words) else [])


def _joined(lines: Sequence[Line]) -> list[Line]:
    """The lines, but a number that stands alone just above the first word of the next line is the first word of it."""
    joined: list[Line] = []
    for line in lines:
        mark = joined[-1] if joined and _NOTE_NUMBER.fullmatch(joined[-1].text) else None
        if mark is not None and len(mark.words) == 1 and _stands_above(mark, line):
            words = PackedWords((*mark.words, *line.words))
            joined[-1] = replace(line, words=words, text=f"{mark.text} {line.text}", x0=mark.x0)
        else:
            joined.append(line)
    return joined


def _stands_above(mark: Line, line: Line) -> bool:
    raised = 0.12 * line.size < line.base - mark.base < 0.6 * line.size
    return raised and mark.size <= line.size and -2 < line.x0 - mark.x1 < line.size


class _Piece(NamedTuple):
    """Words that follow one another on one row without a wide gap, their edges, and the baseline of the first.

    `tallest` is the first of the largest type.
    """

    words: list[Word]
    x0: float
    x1: float
    base: float
    tallest: Word


def _pieces(words: Sequence[Word]) -> list[_Piece]:
    """The words in pieces, as the file draws them; what is drawn twice over itself is one word."""
    pieces: list[list[Word]] = []
    tallest: list[Word] = []
    for word in words:
        if pieces and _same_row(tallest[-1], word):
            last, big = pieces[-1][-1], max(tallest[-1].size, word.size)
            if -0.6 * big <= word.x0 - last.x1 <= 1.2 * big:
                if not _same_place(last, word):
                    pieces[-1].append(word)
                    tallest[-1] = word if word.size > tallest[-1].size else tallest[-1]
                continue
        pieces.append([word])
        tallest.append(word)
    return [
        _Piece(piece, piece[0].x0, piece[-1].x1, piece[0].base, high)
        for piece, high in zip(pieces, tallest, strict=True)
    ]


def _same_place(one: Word, other: Word) -> bool:
    """Whether a word is drawn twice over itself, as some programs do to make it bold."""
    return one.text == other.text and abs(one.x0 - other.x0) < 1 and abs(one.base - other.base) < 1


def _same_row(one: Word, other: Word) -> bool:
    if one.base == other.base:
        return True
    big, small = max(one.size, other.size), min(one.size, other.size)
    apart = abs(one.base - other.base)
    return apart <= 0.25 * big or (small <= 0.85 * big and apart <= 0.6 * big)


def _columns(pieces: list[_Piece], rules: Sequence[Rule]) -> list[list[_Piece]]:
    """The pieces in groups that are read one after another: columns of prose, and what spans them."""
    gutter = _gutter(pieces, rules)
    if gutter is None:
        return [pieces] if pieces else []
    groups: list[list[_Piece]] = []
    for band, crossed in _bands(pieces, gutter):
        left = [piece for piece in band if piece.x1 <= gutter]
        right = [piece for piece in band if piece.x1 > gutter]
        if crossed or not left or not right:
            groups.append(band)
        else:
            groups.extend([*_columns(left, rules), *_columns(right, rules)])
    return groups


def _bands(pieces: list[_Piece], gutter: float) -> list[tuple[list[_Piece], bool]]:
    """The page from top to bottom as bands that the gutter parts, and bands whose pieces cross it (True)."""
    bands: list[tuple[list[_Piece], bool]] = []
    for piece in sorted(pieces, key=lambda piece: piece.base):
        crosses = piece.x0 < gutter < piece.x1
        if not bands or bands[-1][1] != crosses:
            bands.append(([], crosses))
        bands[-1][0].append(piece)
    order = {id(piece): place for place, piece in enumerate(pieces)}
    return [(sorted(band, key=lambda piece: order[id(piece)]), crosses) for band, crosses in bands]


def _gutter(pieces: list[_Piece], rules: Sequence[Rule]) -> float | None:
    """Where two columns of prose part, None where the page has one.

    Many pieces must begin at the same place well inside the page, few may cross it, and both sides must be filled with
    running text. The file must not keep changing sides as it does in a table, unless the text of both sides runs on
    from line to line and no rule crosses the gutter within it.
    """
    if len(pieces) < 8:
        return None
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    width = right - left
    inside = [piece.x0 for piece in pieces if 0.28 < (piece.x0 - left) / width < 0.75]
    if len(inside) < 4:
        return None
    starts = sorted({round(start) for start in inside})
    fitting = [start - 2 for start in starts if _parts(pieces, start - 2, width, rules)]
    return min(fitting, key=lambda gutter: _crossing(pieces, gutter), default=None)


def _crossing(pieces: list[_Piece], gutter: float) -> int:
    return sum(piece.x0 < gutter < piece.x1 for piece in pieces)


def _parts(pieces: list[_Piece], gutter: float, width: float, rules: Sequence[Rule]) -> bool:
    before = [piece for piece in pieces if piece.x1 <= gutter]
    after = [piece for piece in pieces if piece.x0 >= gutter]
    crossing = _crossing(pieces, gutter)
    if min(len(before), len(after)) < 4 or crossing > 0.35 * len(pieces):
        return False
    if any(_filled(side) < 0.25 * width or not _aligned(side) for side in (before, after)):
        return False
    sides = [piece.x0 >= gutter for piece in pieces if not piece.x0 < gutter < piece.x1]
    changes = sum(one != other for one, other in pairwise(sides))
    if changes <= 3 + 2 * crossing and changes <= max(3, len(sides) // 6):
        return True
    return _runs_on(before) and _runs_on(after) and not _shares_breaks(before, after, gutter, rules)


def _runs_on(side: list[_Piece]) -> bool:
    """Whether a side is prose from top to bottom: most lines are full, and go on in small letters on the next line."""
    rows = _rows(side)
    if len(rows) < _PROSE_LINES:
        return False
    widths = [piece.x1 - piece.x0 for piece in side if len(spell(piece.words)) > 1]
    filled = 0.7 * _filled(side)
    full = sum(width > filled for width in widths)
    going_on = sum(row[0].words[0].text[:1].islower() for row in rows)
    gaps = _gaps(rows)
    most = _HOLE * _leading(gaps)
    holes = sum(gap > most for gap in gaps)
    return full >= 0.6 * len(widths) and going_on >= 0.45 * len(rows) and holes <= len(rows) // 10


def _shares_breaks(before: list[_Piece], after: list[_Piece], gutter: float, rules: Sequence[Rule]) -> bool:
    """Whether the lines of both sides part at the same heights, as the rows of a table do, or at a rule across them."""
    top, end = (edge(edge(piece.base for piece in side) for side in (before, after)) for edge in (min, max))
    if any(rule.x0 < gutter < rule.x1 and top < rule.y0 < end for rule in rules if rule.y0 == rule.y1):
        return True
    left, right = _breaks(before), _breaks(after)
    shared = sum(any(abs(one - other) < 3 for other in right) for one in left)
    return shared > max(1, 0.6 * min(len(left), len(right)))


def _breaks(side: list[_Piece]) -> list[float]:
    """The baselines of a side's lines that stand clearly farther below the line before than lines do."""
    rows = _rows(side)
    gaps = _gaps(rows)
    usual = _leading(gaps)
    return [row[0].base for row, gap in zip(rows[1:], gaps, strict=True) if gap > 1.25 * usual]


def _gaps(rows: list[list[_Piece]]) -> list[float]:
    """How far each row but the first stands below the one before, in points."""
    return [below[0].base - row[0].base for row, below in pairwise(rows)]


def _leading(gaps: list[float]) -> float:
    """The gap within paragraphs: that of the lower quarter."""
    return sorted(gaps)[len(gaps) // 4]


def _aligned(side: list[_Piece]) -> bool:
    """Whether the pieces of a side begin at few places, as lines of a column do."""
    starts = Counter(round(piece.x0 / 3) for piece in side)
    return sum(count for _, count in starts.most_common(4)) >= 0.7 * len(side)


def _filled(side: list[_Piece]) -> float:
    """How wide the upper half of a side's pieces are: the width of its running text."""
    widths = sorted(piece.x1 - piece.x0 for piece in side)
    return widths[3 * len(widths) // 4]


def _rows(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces on one baseline as a row from left to right; rows from top to bottom."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.tallest.base):
        if rows and _joins(rows[-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.x0) for row in rows]


def _joins(row: list[_Piece], piece: _Piece) -> bool:
    tallest = max((other.tallest for other in row), key=lambda word: word.size)
    if not _same_row(piece.tallest, tallest):
        return False
    return not any(piece.x0 < other.x1 - 2 and other.x0 < piece.x1 - 2 for other in row)


def _line(page: int, words: list[Word], right: float, *, region: int = 0, turned: bool = False) -> Line:
    held = PackedWords(words)
    first = words[0]
    x0, x1 = _edge(first.x0), max([word.x1 for word in words])
    if held.even:
        style = _style(first.size, first.bold, first.italic, first.colour)
        return Line(page, held, held.text, held.text, x0, x1, first.base, style, right, turned, region)
    looks: dict[tuple[float, bool, bool, int], int] = {}
    for word in words:
        seen = (word.size, word.bold, word.italic, word.colour)
        looks[seen] = looks.get(seen, 0) + len(word.text)
    look = max(looks, key=lambda seen: looks[seen])
    size = look[0]
    base = next(word.base for word in words if word.size == size)
    raised = any(word.size < 0.82 * size for word in words)
    prose = spell(unmarked(words, size)) if raised else held.text
    return Line(page, held, held.text, prose, x0, x1, base, _style(*look), right, turned, region)


@remembered(_EDGES)
def _edge(x0: float) -> float:
    """Itself, held once for all lines that begin there."""
    return x0


@remembered(_STYLES)
def _style(size: float, bold: bool, italic: bool, colour: int) -> Style:
    """Held once for all lines that look so."""
    return Style(round(size * 2) / 2, bold, italic, colour)


def _turned_lines(words: Sequence[Word], page: int) -> list[Line]:
    runs: list[list[Word]] = []
    for before, word in zip([None, *words], words, strict=False):
        if word.turned:
            if before is None or not before.turned:
                runs.append([])
            runs[-1].append(word)
    return [_line(page, run, max(word.x1 for word in run), turned=True) for run in runs]
