"""Ruled tables of a PDF page: which words stand in which cell, and the rows that the cells make.

A cell is what level and upright rules close in on all four sides; cells that touch are one table, and a table is one
where some row holds words in two cells or more. A box around running text is not a table. Tables that only gaps show
are left to be read as lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.pdf.words import PageText, Rule, Word

Cell = tuple[float, float, float, float]
_REACH = 3.0
_NEAR = 2.5
_TWICE = 0.5
_UNDERLINED = 0.3
_UNDERLINE_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page and its edges; rows from top to bottom, each with its cells' words."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    rows: tuple[tuple[tuple[Word, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Words with a border of their own beside other text, as in a flow chart."""

    x0: float
    top: float
    words: tuple[Word, ...]


def find_tables(text: PageText) -> tuple[list[Table], list[Box], list[Word]]:
    """The page's tables and boxes from top to bottom, and the words that stand in neither, in their order."""
    level = sorted((rule for rule in _without_underlines(text) if rule.y0 == rule.y1), key=lambda rule: rule.y0)
    upright = sorted((rule for rule in text.rules if rule.x0 == rule.x1), key=lambda rule: rule.x0)
    if len(level) < 2 or len(upright) < 2:
        return [], [], list(text.words)
    grid = _Grid(level, upright)
    cells = _filled(text, grid)
    tables: list[Table] = []
    boxes: list[Box] = []
    for group in _touching(list(cells)):
        table = _table(group, cells, text.number)
        if table is not None:
            tables.append(table)
        else:
            boxes.extend(
                Box(cell[0], cell[1], tuple(cells[cell])) for cell in group if _stands_apart(cell, cells[cell], text)
            )
    taken = {id(word) for table in tables for row in table.rows for cell in row for word in cell}
    taken |= {id(word) for box in boxes for word in box.words}
    rest = [word for word in text.words if id(word) not in taken]
    return (
        sorted(tables, key=lambda table: table.top),
        sorted(boxes, key=lambda box: (round(box.top / 12), box.x0)),
        rest,
    )


def _filled(text: PageText, grid: _Grid) -> dict[Cell, list[Word]]:
    """The cells that hold words, each with its words in their order.

    A word beside the round corner of a box, where no straight edge ends above it, belongs to the box around it.
    """
    cells: dict[Cell, list[Word]] = {}
    homes: list[Cell | None] = []
    for word in text.words:
        cell = None if word.turned else grid.cell(*_middle(word))
        home = cell and next((other for other in cells if _same(cell, other)), cell)
        homes.append(home)
        if home is not None:
            cells.setdefault(home, [])
    for word, home in zip(text.words, homes, strict=True):
        around = home or (None if word.turned else next((cell for cell in cells if _holds(cell, word)), None))
        if around is not None:
            cells[around].append(word)
    return cells


def _middle(word: Word) -> tuple[float, float]:
    return (word.x0 + word.x1) / 2, word.base - 0.3 * word.size


def _holds(cell: Cell, word: Word) -> bool:
    x, y = _middle(word)
    return cell[0] < x < cell[2] and cell[1] < y < cell[3]


def _same(one: Cell, other: Cell) -> bool:
    """Whether two cells are one whose edges are drawn twice, as those of boxes with round corners are."""
    return all(abs(edge - another) <= _TWICE for edge, another in zip(one, other, strict=True))


def _without_underlines(text: PageText) -> list[Rule]:
    """The page's rules without those that underline words: just below them, from where one begins to within another."""
    rows: dict[int, list[Word]] = defaultdict(list)
    for word in text.words:
        rows[round(word.base)].append(word)

    def underlines(rule: Rule) -> bool:
        above = [
            word
            for base in range(round(rule.y0) - _UNDERLINE_DEPTH, round(rule.y0) + 1)
            for word in rows.get(base, ())
            if 0 <= rule.y0 - word.base <= _UNDERLINED * word.size
        ]
        begins = any(abs(word.x0 - rule.x0) <= 1 for word in above)
        return begins and any(word.x0 < rule.x1 <= word.x1 + 1 for word in above)

    return [rule for rule in text.rules if rule.x0 == rule.x1 or not underlines(rule)]


def _stands_apart(cell: Cell, words: Sequence[Word], text: PageText) -> bool:
    """Whether a bordered cell is a box of its own: narrower than the text, higher than a line, with a few words."""
    width = max(word.x1 for word in text.words) - min(word.x0 for word in text.words)
    tall = cell[3] - cell[1] > 1.7 * max(word.size for word in words)
    return len(words) >= 3 and tall and cell[2] - cell[0] < 0.75 * width and len(words) < 0.6 * len(text.words)


class _Grid:
    """Finds the rules nearest to a point on its four sides."""

    def __init__(self, level: list[Rule], upright: list[Rule]) -> None:
        self._level, self._upright = level, upright
        self._ys = [rule.y0 for rule in level]
        self._xs = [rule.x0 for rule in upright]

    def cell(self, x: float, y: float) -> Cell | None:
        """The edges (left, top, right, bottom) around a point, None where a side is open."""
        row = bisect_left(self._ys, y)
        column = bisect_left(self._xs, x)

        def over(rule: Rule) -> bool:
            return rule.x0 - _REACH <= x <= rule.x1 + _REACH

        def beside(rule: Rule) -> bool:
            return rule.y0 - _REACH <= y <= rule.y1 + _REACH

        top = _nearest(self._level, range(row - 1, -1, -1), over)
        bottom = _nearest(self._level, range(row, len(self._level)), over)
        left = _nearest(self._upright, range(column - 1, -1, -1), beside)
        right = _nearest(self._upright, range(column, len(self._upright)), beside)
        if top is None or bottom is None or left is None or right is None:
            return None
        return left.x0, top.y0, right.x0, bottom.y0


def _nearest(rules: list[Rule], order: range, covers: Callable[[Rule], bool]) -> Rule | None:
    return next((rules[index] for index in order if covers(rules[index])), None)


def _touching(cells: list[Cell]) -> list[list[Cell]]:
    """Cells in groups that share an edge, directly or through others."""
    groups: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: cell[1]):
        near = [group for group in groups if any(_touch(cell, other) for other in group)]
        merged = [cell, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append(merged)
    return groups


def _touch(one: Cell, other: Cell) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _table(group: list[Cell], cells: dict[Cell, list[Word]], page: int) -> Table | None:
    rows: list[list[Cell]] = []
    for cell in sorted(group, key=lambda cell: (cell[1], cell[0])):
        if rows and abs(rows[-1][0][1] - cell[1]) <= _NEAR:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    columns = max(len({round(cell[0]) for cell in row}) for row in rows)
    if columns < 2 or (len(rows) < 2 and columns < 3):
        return None
    filled = tuple(tuple(tuple(cells[cell]) for cell in sorted(row)) for row in rows)
    return Table(
        page,
        min(cell[0] for cell in group),
        min(cell[1] for cell in group),
        max(cell[2] for cell in group),
        max(cell[3] for cell in group),
        filled,
    )
