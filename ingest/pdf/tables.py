"""Tables of a PDF page: rows of cells in columns, and how many of the rows are headers.

Cells that touch are one table (`ingest.pdf.grid` says what a cell is); it is one where some row holds words in two
cells or more. Columns and rows are told by the cells' edges, so that a blank cell keeps its place. Words over the
first row that stand in its columns, one header each, are its headers. Edges that run through words are a diagram's, and
make neither table nor box. A box around running text is not a table; tables that only gaps show are left to be read as
lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain, pairwise, takewhile

from ingest.pdf.drawings import Fill
from ingest.pdf.grid import Cell, filled_cells, holds, middle
from ingest.pdf.packing import PackedWords
from ingest.pdf.words import PageText, Word

_NEAR = 2.5
_ROW_SLACK = 4.0
_COLUMN_SLACK = 6.0
_OVERHANG = 8.0
_GAP = 0.8
_LINKS = (0x0000FF, 0x0563C1)
_CUT = 12
"""Of so many pairs of words that follow each other in a table, not one stands in two cells."""

_LONGEST_HEADER = 16
_SHORT = 12
"""Words: what stands beside several rows, not in the first column, and is longer is text and no heading of theirs."""
_LABEL_WIDTH, _LABEL_WORDS = 0.3, 8
"""Of a shaded label: the largest share of the page's width, and the most words that it holds; text beside has more."""
_WHITE = 0xFFFFFF


@dataclass(frozen=True, slots=True)
class TableCell:
    """The words of a cell, the column that it begins in (from 0), and how many columns and rows it covers."""

    words: Sequence[Word]
    column: int
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page, its edges and the left edges of its columns.

    `rows` go from top to bottom, each with the cells that begin in it and hold words, from left to right. `lead` of
    them fill the table's width above its headers, of which the first is a title where `titled`; `headed` rows of
    headers follow.
    """

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    columns: tuple[float, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    titled: bool = False
    lead: int = 0
    headed: int = 0

    @property
    def parts(self) -> list[Sequence[Word]]:
        """Its words, cell by cell."""
        return [cell.words for row in self.rows for cell in row]

    @property
    def words(self) -> Iterator[Word]:
        """All its words, row by row."""
        return chain.from_iterable(self.parts)

    def packed(self) -> Table:
        """The same with its words packed."""
        rows = (tuple(replace(cell, words=PackedWords(cell.words)) for cell in row) for row in self.rows)
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class Box:
    """Words with a border of their own beside other text."""

    x0: float
    top: float
    words: tuple[Word, ...]


def find_tables(text: PageText, taken: frozenset[int] = frozenset()) -> tuple[list[Table], list[Box], list[Word]]:
    """The page's tables and boxes from top to bottom, and the words that stand in neither, in their order.

    Words whose `id` is in `taken` are left out throughout: a chart has them.
    """
    cells = {
        cell: kept
        for cell, words in filled_cells(text).items()
        if (kept := [word for word in words if id(word) not in taken])
    }
    tables: list[Table] = []
    boxes: list[Box] = []
    for group in _touching(list(cells)):
        if _cuts_words(text, {id(word): cell for cell in group for word in cells[cell]}):
            continue
        table = _table({cell: cells[cell] for cell in group}, text.number)
        if table is not None:
            tables.append(table)
        else:
            boxes.extend(
                Box(cell[0], cell[1], tuple(cells[cell])) for cell in group if _stands_apart(cell, cells[cell], text)
            )
    used = taken | {id(word) for box in boxes for word in box.words}
    used |= {id(word) for table in tables for word in table.words}
    whole: list[Table] = []
    for table in sorted(tables, key=lambda table: table.top):
        free = [word for word in text.words if id(word) not in used and not word.turned]
        whole.append(_headed(_with_header_above(_with_strays(table, free), free), text.fills))
        used |= {id(word) for word in whole[-1].words}
    for label in _labels(text, used):
        boxes.append(label)
        used |= {id(word) for word in label.words}
    rest = [word for word in text.words if id(word) not in used]
    return whole, sorted(boxes, key=lambda box: (round(box.top / 12), box.x0)), rest


def _labels(text: PageText, used: AbstractSet[int]) -> Iterator[Box]:
    """Shaded areas that hold a few words in another colour than most, beside text: labels of it, and no part."""
    free = [word for word in text.words if id(word) not in used and not word.turned]
    if not free or not text.fills:
        return
    usual = _look(free)[1]
    for fill in text.fills:
        cell = (fill.x0, fill.y0, fill.x1, fill.y1)
        if fill.x1 - fill.x0 > _LABEL_WIDTH * text.width or fill.colour == _WHITE:
            continue
        words = tuple(word for word in free if holds(cell, word))
        if 0 < len(words) <= _LABEL_WORDS and all(word.colour not in (usual, fill.colour) for word in words):
            beside = [word for word in free if word.x0 >= fill.x1 and fill.y0 < word.base < fill.y1]
            if len(beside) >= _LABEL_WORDS and all(word.colour == usual for word in beside[:_LABEL_WORDS]):
                free = [word for word in free if word not in words]
                yield Box(fill.x0, fill.y0, words)


def _cuts_words(text: PageText, homes: Mapping[int, Cell]) -> bool:
    """Whether the cells' edges run through printed words, as the lines of a diagram do through its labels.

    It is told by words that the file draws one after the other on a line, a space apart, and that stand in two cells.
    """
    joined = [
        homes[id(one)] == homes[id(other)]
        for one, other in pairwise(text.words)
        if id(one) in homes and id(other) in homes and _follows(one, other)
    ]
    return joined.count(False) * _CUT > len(joined)


def _follows(one: Word, other: Word) -> bool:
    return abs(one.base - other.base) < 1 and -1 <= other.x0 - one.x1 <= 0.6 * other.size


def _stands_apart(cell: Cell, words: Sequence[Word], text: PageText) -> bool:
    """Whether a bordered cell is a box of its own: narrower than the text, higher than a line, with a few words."""
    width = max(word.x1 for word in text.words) - min(word.x0 for word in text.words)
    tall = cell[3] - cell[1] > 1.7 * max(word.size for word in words)
    return len(words) >= 3 and tall and cell[2] - cell[0] < 0.75 * width and len(words) < 0.6 * len(text.words)


def _touching(cells: list[Cell]) -> list[list[Cell]]:
    """Cells in groups that share an edge, directly or through others; the group that grew last is the last.

    A group is held with the place of its last cell, and those of its cells that reach down to the cells to come.
    """
    ended: list[tuple[int, list[Cell]]] = []
    groups: list[tuple[int, list[Cell], list[Cell]]] = []
    for place, cell in enumerate(sorted(cells, key=lambda cell: cell[1])):
        merged, reaching = [cell], [cell]
        kept: list[tuple[int, list[Cell], list[Cell]]] = []
        for last, group, held in groups:
            low = [other for other in held if cell[1] <= other[3] + _NEAR]
            if any(_touch(cell, other) for other in low):
                merged += group
                reaching += low
            elif low:
                kept.append((last, group, low))
            else:
                ended.append((last, group))
        groups = [*kept, (place, merged, reaching)]
    return [group for _, group in sorted([*ended, *((last, group) for last, group, _ in groups)])]


def _touch(one: Cell, other: Cell) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _table(cells: dict[Cell, list[Word]], page: int) -> Table | None:
    """The table that touching cells make, None where they are boxes."""
    tops = _edges((cell[1] for cell in cells), _ROW_SLACK)
    columns = _edges((cell[0] for cell in cells), _COLUMN_SLACK)
    rows: list[list[TableCell]] = [[] for _ in tops]
    right = max(cell[2] for cell in cells)
    for cell in sorted(cells):
        row, column = _place(cell[1], tops, _ROW_SLACK), _place(cell[0], columns, _COLUMN_SLACK)
        across = sum(cell[0] + _COLUMN_SLACK < left < cell[2] - _COLUMN_SLACK for left in columns[column + 1 :]) + 1
        down = sum(top < cell[3] - _ROW_SLACK for top in tops[row + 1 :]) + 1
        if column and len(cells[cell]) > _SHORT:
            down = 1
        whole = TableCell(tuple(cells[cell]), column, across, down)
        rows[row].extend(_parted(whole, [*columns, right]) if across > 1 else [whole])
    widest = max(map(len, rows))
    if min(widest, len(columns)) < 2 or (len(rows) < 2 and widest < 3):
        return None
    ordered = tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows)
    left, top, bottom = (min(cell[0] for cell in cells), tops[0], max(cell[3] for cell in cells))
    return Table(page, left, top, right, bottom, tuple(columns), ordered)


def _edges(places: Iterator[float], slack: float) -> list[float]:
    """The places in order, of those that are near each other only the first."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place > found[-1] + slack:
            found.append(place)
    return found


def _place(place: float, edges: Sequence[float], slack: float) -> int:
    """The number of the edge that a place belongs to."""
    return max(index for index, edge in enumerate(edges) if edge <= place + slack / 100)


def _parted(cell: TableCell, edges: Sequence[float]) -> list[TableCell]:
    """A cell over several columns as one cell for each where its words stand in columns: a filled row of headers."""
    found: dict[int, list[Word]] = {}
    for piece in _pieces(cell.words):
        column = _column(piece, edges)
        if column is None:
            return [cell]
        found.setdefault(column, []).extend(piece)
    if len(found) < 2:
        return [cell]
    return [TableCell(tuple(words), column, down=cell.down) for column, words in sorted(found.items())]


def _pieces(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one line without a wide gap."""
    pieces: list[list[Word]] = []
    for word in words:
        last = pieces[-1][-1] if pieces else None
        if last and abs(last.base - word.base) < 0.4 * word.size and -1 <= word.x0 - last.x1 <= _GAP * word.size:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return pieces


def _column(piece: Sequence[Word], edges: Sequence[float]) -> int | None:
    """The column that holds a piece, by its middle; None where it reaches into another. `edges` end with the right."""
    x0, x1 = piece[0].x0, piece[-1].x1
    at = (x0 + x1) / 2
    column = max((index for index, edge in enumerate(edges[:-1]) if edge <= at), default=0)
    fits = x0 >= edges[column] - _OVERHANG and x1 <= edges[column + 1] + _OVERHANG
    return column if fits else None


def _with_strays(table: Table, free: Sequence[Word]) -> Table:
    """The table with those free words that stand level with the words of a row in cells that it lacks."""
    inside = [word for word in free if table.top < word.base < table.bottom and _spans(table, word)]
    if not inside:
        return table
    return replace(table, rows=tuple(_with_row_strays(table, row, inside) for row in table.rows))


def _spans(table: Table, word: Word) -> bool:
    return table.x0 - _NEAR <= word.x0 and word.x1 <= table.x1 + _NEAR


def _with_row_strays(table: Table, row: tuple[TableCell, ...], free: Sequence[Word]) -> tuple[TableCell, ...]:
    edges = [*table.columns, table.x1]
    bases = [word.base for cell in row for word in cell.words]
    covered = {column for cell in row for column in range(cell.column, cell.column + cell.across)}
    found: dict[int, list[Word]] = {}
    for piece in _pieces([word for word in free if min(bases) - 1 < word.base < max(bases) + 1]):
        column = _column(piece, edges)
        if column is not None and column not in covered:
            found.setdefault(column, []).extend(piece)
    strays = [TableCell(tuple(words), column) for column, words in found.items()]
    return tuple(sorted((*row, *strays), key=lambda cell: cell.column))


def _with_header_above(table: Table, free: Sequence[Word]) -> Table:
    """The table with a line or lines of headers that stand just over it, in its columns and in another look."""
    edges = [*table.columns, table.x1]
    body = _look(table.words)
    found: dict[int, list[Word]] = {}
    reached = table.top
    while lines := [word for word in free if 0 <= reached - word.base <= (2.2 if not found else 1.5) * word.size]:
        base = max(word.base for word in lines)
        pieces = _pieces(sorted((word for word in lines if abs(word.base - base) < 1), key=lambda word: word.x0))
        places = [_column(piece, edges) for piece in pieces]
        alike = any((word.bold, word.colour) == body[:2] and word.size <= body[2] + 1 for word in lines)
        alike = alike or (bool(found) and _look(lines) != _look(word for words in found.values() for word in words))
        if alike or None in places or (not found and len(set(places)) < max(2, len(table.columns) - 1)):
            break
        for piece, column in zip(pieces, places, strict=True):
            if column is not None:
                found[column] = [*piece, *found.get(column, [])]
        reached = base - 1
    if not found:
        return table
    row = tuple(TableCell(tuple(words), column) for column, words in sorted(found.items()))
    return replace(table, top=min(word.base for cell in row for word in cell.words) - 1, rows=(row, *table.rows))


def _look(words: Iterable[Word]) -> tuple[bool, int, float]:
    """Weight, colour and size of most of the words."""
    return Counter((word.bold, word.colour, round(word.size * 2) / 2) for word in words).most_common(1)[0][0]


def _headed(table: Table, fills: Sequence[Fill]) -> Table:
    """The table with its title and headers told from its other rows: words of another look or shade, in two columns."""
    wide = (len(row) == 1 and row[0].column == 0 and row[0].across > 1 for row in table.rows)
    lead = sum(1 for _ in takewhile(bool, wide))
    titled = lead > 0 and len(table.rows) > 2 and _is_title(table.rows[0][0])
    rows = table.rows[lead:]
    headed = 0
    while headed < len(rows) - 1 and (
        _is_header(rows[headed], rows[headed + 1 :]) or _is_shaded(rows[headed], rows[headed + 1 :], fills)
    ):
        headed += 1
        if all(cell.across == 1 for cell in rows[headed - 1]):
            break
    return replace(table, titled=titled, lead=lead, headed=headed)


def _is_title(cell: TableCell) -> bool:
    return all(word.bold for word in cell.words) and len(cell.words) <= 12


def _is_header(row: Sequence[TableCell], below: Sequence[Sequence[TableCell]]) -> bool:
    """Whether a row looks like headers: heavier or larger than most of what is below, or of another colour.

    The first column below is passed over: it holds headings of its own.
    """
    if len(row) < 2 or max(len(cell.words) for cell in row) > _LONGEST_HEADER:
        return False
    cells = [cell for line in below for cell in line]
    beside = [cell for cell in cells if cell.column] or cells
    seen = [word for cell in beside for word in cell.words]
    bold, colour, size = _look([word for word in seen if word.colour not in _LINKS] or seen)
    words = [word for cell in row for word in cell.words]
    most = 0.8 * len(words)
    heavier = not bold and sum(word.bold for word in words) >= most
    larger = sum(word.size >= size + 1 for word in words) >= most
    return heavier or larger or sum(word.colour != colour for word in words) >= most


def _is_shaded(row: Sequence[TableCell], below: Sequence[Sequence[TableCell]], fills: Sequence[Fill]) -> bool:
    """Whether the cells of a row are shaded alike, as nothing in the two rows or more below is."""
    if len(row) < 2 or len(below) < 2 or max(len(cell.words) for cell in row) > _LONGEST_HEADER:
        return False
    shades = {_shade(cell, fills) for cell in row}
    others = {_shade(cell, fills) for line in below for cell in line}
    return len(shades) == 1 and None not in shades and shades.isdisjoint(others)


def _shade(cell: TableCell, fills: Sequence[Fill]) -> int | None:
    """The colour of the smallest shaded area behind a cell's first word, None where there is none."""
    x, y = middle(cell.words[0])
    behind = [fill for fill in fills if fill.x0 <= x <= fill.x1 and fill.y0 <= y <= fill.y1]
    return min(behind, key=lambda fill: (fill.x1 - fill.x0) * (fill.y1 - fill.y0)).colour if behind else None
