"""Word's tables: which rows are headers, which cells go on from the row above, what each row says.

A row that holds a heading, a table within it or one cell across the whole width is no row of data: its pieces stand
for themselves. Header rows are those that Word repeats on every page, those that the table's style sets apart, or else
the first ones all in bold or all shaded, where the next is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.grids import Cell, row_texts
from ingest.word.blocks import Piece
from ingest.word.styles import Element, Styles, W, is_on

_MOST_HEADERS = 3
_UNSHADED = (None, "auto", "FFFFFF", "ffffff")
_CHANGED = tuple(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))


@dataclass(slots=True)
class _Row:
    """A row's cells: where each begins, how many columns it covers, its pieces; `goes_on` are those from above."""

    element: Element
    places: list[int] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    contents: list[list[Piece]] = field(default_factory=list)
    goes_on: list[bool] = field(default_factory=list)
    is_laid_out: bool = False


def table_pieces(table: Element, styles: Styles, blocks: Callable[[Element], Iterator[Piece]]) -> Iterator[Piece]:
    """What a table says, from top to bottom; `blocks` gives the pieces of a cell."""
    rows = [_row(element, blocks) for element in _within(table, "tr") if not _is_deleted(element)]
    first = next((place for place, row in enumerate(rows) if not row.is_laid_out), len(rows))
    headed = _headed(rows[first:], table, styles)
    said = row_texts(_cells(rows[first:]), headed=headed)
    for place, row in enumerate(rows):
        if row.is_laid_out:
            yield from (piece for cell in row.contents for piece in cell)
        else:
            yield Piece("", row=said[place - first])
            yield from (piece for cell in row.contents for piece in cell if piece.is_note)


def _row(element: Element, blocks: Callable[[Element], Iterator[Piece]]) -> _Row:
    row = _Row(element)
    before = element.find(f"{W}trPr/{W}gridBefore")
    column = 0 if before is None else _whole(before)
    for cell in _within(element, "tc"):
        if cell.find(f"{W}tcPr/{W}cellDel") is not None:
            continue
        merge, span = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}gridSpan")
        goes_on = merge is not None and merge.get(f"{W}val") in (None, "continue")
        row.places.append(column)
        row.widths.append(1 if span is None else max(_whole(span), 1))
        row.goes_on.append(goes_on)
        row.contents.append([] if goes_on else list(blocks(cell)))
        row.is_laid_out = row.is_laid_out or cell.find(f".//{W}tbl") is not None
        column += row.widths[-1]
    headed = any(piece.level is not None for cell in row.contents for piece in cell)
    row.is_laid_out = row.is_laid_out or headed or len(row.places) < 2
    return row


def _cells(rows: Sequence[_Row]) -> list[list[Cell]]:
    """The rows' cells, each with how many rows it reaches down; a row that is laid out has none."""
    reaching: dict[int, tuple[int, int]] = {}
    down: dict[tuple[int, int], int] = {}
    for line, row in enumerate(rows):
        above, reaching = reaching, {}
        for number, place in enumerate(row.places if not row.is_laid_out else ()):
            origin = above.get(place) if row.goes_on[number] else None
            reaching[place] = origin or (line, number)
            down[reaching[place]] = down.get(reaching[place], 0) + 1
    return [
        []
        if row.is_laid_out
        else list(_row_cells(row, [down.get((line, number)) for number in range(len(row.places))]))
        for line, row in enumerate(rows)
    ]


def _row_cells(row: _Row, down: Sequence[int | None]) -> Iterator[Cell]:
    """The cells that begin in a row, after an empty one for the columns that it leaves out at its start."""
    if row.places[0]:
        yield Cell("", across=row.places[0])
    for number, reached in enumerate(down):
        if reached is not None:
            words = " ".join(piece.printed for piece in row.contents[number] if not piece.is_note)
            yield Cell(words, across=row.widths[number], down=reached)


def _headed(rows: Sequence[_Row], table: Element, styles: Styles) -> int:
    """How many of the rows are headers; 0 where none is, or no row would be left."""
    repeated = 0
    while repeated < len(rows) and _is_repeated(rows[repeated]):
        repeated += 1
    if repeated:
        return repeated if repeated < len(rows) else 0
    for sets_apart in (_is_bold, _is_shaded):
        count = 0
        while count < len(rows) and _is_worded(rows[count]) and sets_apart(rows[count]):
            count += 1
        if 0 < count <= _MOST_HEADERS and count < len(rows):
            return count
    return 1 if len(rows) > 1 and _is_worded(rows[0]) and styles.sets_first_row_apart(table) else 0


def _is_repeated(row: _Row) -> bool:
    mark = row.element.find(f"{W}trPr/{W}tblHeader")
    return not row.is_laid_out and mark is not None and is_on(mark)


def _is_worded(row: _Row) -> bool:
    """Whether every cell of a row has words; the first may be empty over a column of row headings."""
    if row.is_laid_out:
        return False
    worded = [bool(cell) or goes_on for cell, goes_on in zip(row.contents, row.goes_on, strict=True)]
    return all(worded[1:]) and (worded[0] or len(worded) > 2)


def _is_bold(row: _Row) -> bool:
    return all(piece.is_bold for cell in row.contents for piece in cell if not piece.is_note)


def _is_shaded(row: _Row) -> bool:
    fills = (cell.find(f"{W}tcPr/{W}shd") for cell in _within(row.element, "tc"))
    return all(fill is not None and fill.get(f"{W}fill") not in _UNSHADED for fill in fills)


def _is_deleted(row: Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None


def _within(parent: Element, name: str) -> Iterator[Element]:
    """A table's rows or a row's cells, also those that stand in content controls."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _CHANGED:
            yield from _within(child, name)


def _whole(mark: Element) -> int:
    text = str(mark.get(f"{W}val"))
    return min(int(text), 10_000) if text.isascii() and text.isdigit() and len(text) < 9 else 0
