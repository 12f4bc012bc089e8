"""The cells that a page's rules close in, and the words in each.

A side is closed by a rule. One side may be open where level rules end together, as those between a table's rows do when
nothing is drawn at its left or right; then the rule on the other side must part columns. A level rule that touches no
upright one is no cell's edge, and neither is one that underlines words. Nothing here knows which cells are a table.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import product

from ingest.pdf.drawings import Rule
from ingest.pdf.words import PageText, Word

Cell = tuple[float, float, float, float]
"""The edges of a cell: left, top, right, bottom."""

_Corners = dict[tuple[int, int], list[tuple[int, Cell]]]
"""Cells with their place in the order of their first words, by the whole points of their left upper corner."""

_REACH = 3.0
_BANDS = 64
_TWICE = 0.5
_RULES = 3
"""Level rules that end at one place, and so close a table's open side."""
_UNDERLINED = 0.3
_UNDERLINE_DEPTH = 6
_ROUNDEST = 30.0
"""Points: the largest radius of a round corner, which parts the ends of the two edges it joins."""


def filled_cells(text: PageText) -> dict[Cell, list[Word]]:
    """The cells that hold words, each with its words in their order.

    A word beside the round corner of a box, where no straight edge ends above it, belongs to the box around it.
    """
    level = sorted((rule for rule in text.rules if rule.y0 == rule.y1), key=lambda rule: rule.y0)
    upright = sorted((rule for rule in text.rules if rule.x0 == rule.x1), key=lambda rule: rule.x0)
    if len(level) < 2 or not upright:
        return {}
    grid = _Grid(_edges(level, upright, text.words), upright, width=text.width, height=text.height)
    cells: dict[Cell, list[Word]] = {}
    homes: list[Cell | None] = []
    corners: _Corners = defaultdict(list)
    for word in text.words:
        cell = None if word.turned else grid.cell(*middle(word))
        home = cell if cell in cells else cell and _twin(cell, corners)
        if cell is not None and home is None:
            home = cell
            corners[int(cell[0]), int(cell[1])].append((len(cells), cell))
            cells[cell] = []
        homes.append(home)
    around = _around(cells)
    level_with: dict[float, list[Cell]] = {}
    for word, home in zip(text.words, homes, strict=True):
        if home is None and not word.turned and around is not None and holds(around, word):
            x, y = middle(word)
            if y not in level_with:
                level_with[y] = [cell for cell in cells if cell[1] < y < cell[3]]
            home = next((cell for cell in level_with[y] if cell[0] < x < cell[2]), None)
        if home is not None:
            cells[home].append(word)
    return cells


def _around(cells: Iterable[Cell]) -> Cell | None:
    """The edges around all cells, None where there are none."""
    sides = list(zip(*cells, strict=True))
    return (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if sides else None


def middle(word: Word) -> tuple[float, float]:
    """The point by which a word is said to stand in a cell."""
    return (word.x0 + word.x1) / 2, word.base - 0.3 * word.size


def holds(cell: Cell, word: Word) -> bool:
    """Whether a word stands within the edges of a cell."""
    x, y = middle(word)
    return cell[0] < x < cell[2] and cell[1] < y < cell[3]


def _twin(cell: Cell, corners: _Corners) -> Cell | None:
    """The first cell that is `cell` drawn twice, None where none is."""
    lefts, tops = (range(int(edge - _TWICE), int(edge + _TWICE) + 1) for edge in cell[:2])
    near = (other for corner in product(lefts, tops) for other in corners.get(corner, ()))
    return min((other for other in near if _same(cell, other[1])), default=(0, None))[1]


def _same(one: Cell, other: Cell) -> bool:
    """Whether two cells are one whose edges are drawn twice, as those of boxes with round corners are."""
    return all(abs(edge - another) <= _TWICE for edge, another in zip(one, other, strict=True))


def _edges(level: Sequence[Rule], upright: Sequence[Rule], words: Sequence[Word]) -> list[Rule]:
    """The level rules that may be a cell's edge: those that touch an upright rule, and underline no words.

    A round corner joins two rules that do not touch, each as far from it as the other. An underline is just below
    words, from where one begins to within another; a rule that ends at upright ones at both sides is none.
    """
    xs = [rule.x0 for rule in upright]
    rows: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        rows[round(word.base)].append(word)

    def meets(rule: Rule, first: float, last: float) -> bool:
        near = upright[bisect_left(xs, first - _REACH) : bisect_right(xs, last + _REACH)]
        return any(other.y0 - _REACH <= rule.y0 <= other.y1 + _REACH for other in near)

    def rounds(rule: Rule, end: float) -> bool:
        near = upright[bisect_left(xs, end - _ROUNDEST) : bisect_right(xs, end + _ROUNDEST)]
        away = ((abs(other.x0 - end), min(abs(other.y0 - rule.y0), abs(other.y1 - rule.y0))) for other in near)
        return any(abs(across - down) <= 1 for across, down in away)

    def underlines(rule: Rule) -> bool:
        above = [
            word
            for base in range(round(rule.y0) - _UNDERLINE_DEPTH, round(rule.y0) + 1)
            for word in rows.get(base, ())
            if 0 <= rule.y0 - word.base <= _UNDERLINED * word.size
        ]
        begins = any(abs(word.x0 - rule.x0) <= 1 for word in above)
        return begins and any(word.x0 < rule.x1 <= word.x1 + 1 for word in above)

    def is_edge(rule: Rule) -> bool:
        framed = meets(rule, rule.x0, rule.x0) and meets(rule, rule.x1, rule.x1)
        touches = meets(rule, rule.x0, rule.x1) and not underlines(rule)
        return framed or touches or (rounds(rule, rule.x0) and rounds(rule, rule.x1))

    return [rule for rule in level if is_edge(rule)]


class _Bands:
    """Rules by the bands of the page that they pass, so that those at one place need not be looked for among all."""

    def __init__(self, spans: Iterable[tuple[float, float]], *, length: float) -> None:
        self._length = max(length, 1.0)
        self._held: list[list[int]] = [[] for _ in range(_BANDS)]
        for index, (start, end) in enumerate(spans):
            for band in range(self._band(start - _REACH), self._band(end + _REACH) + 1):
                self._held[band].append(index)

    def at(self, place: float) -> list[int]:
        """The numbers, in order, of the rules that may reach to a place."""
        return self._held[self._band(place)]

    def _band(self, place: float) -> int:
        return int(min(max(0.0, place / self._length * _BANDS), _BANDS - 1))


class _Grid:
    """Finds the rules nearest to a point on its four sides."""

    def __init__(self, level: list[Rule], upright: list[Rule], *, width: float, height: float) -> None:
        self._level, self._upright = level, upright
        self._across = _Bands(((rule.x0, rule.x1) for rule in level), length=width)
        self._down = _Bands(((rule.y0, rule.y1) for rule in upright), length=height)
        self._ys = [rule.y0 for rule in level]
        self._beside: dict[float, tuple[list[float], list[Rule]]] = {}
        self._starts = Counter(round(rule.x0) for rule in level)
        self._stops = Counter(round(rule.x1) for rule in level)

    def cell(self, x: float, y: float) -> Cell | None:
        """The edges around a point, None where a side is open."""
        row = bisect_left(self._ys, y)
        if row in (0, len(self._ys)):
            return None
        left, right = self._sides(x, y)
        if left is None and right is None:
            return None
        top, bottom = self._over_and_under(row, x)
        if top is None or bottom is None:
            return None
        if left is not None and right is not None:
            return left.x0, top.y0, right.x0, bottom.y0
        inner = left or right
        if inner is None or not self._parts(inner, top, bottom):
            return None
        if left is None:
            return (top.x0, top.y0, inner.x0, bottom.y0) if self._ends(top.x0, bottom.x0, self._starts) else None
        return (inner.x0, top.y0, top.x1, bottom.y0) if self._ends(top.x1, bottom.x1, self._stops) else None

    def _sides(self, x: float, y: float) -> tuple[Rule | None, Rule | None]:
        """The upright rules nearest to the left and right of a point; words on one line ask the same of all."""
        if y not in self._beside:
            near = map(self._upright.__getitem__, self._down.at(y))
            level = [rule for rule in near if rule.y0 - _REACH <= y <= rule.y1 + _REACH]
            self._beside[y] = [rule.x0 for rule in level], level
        xs, beside = self._beside[y]
        place = bisect_left(xs, x)
        return beside[place - 1] if place else None, beside[place] if place < len(beside) else None

    def _over_and_under(self, row: int, x: float) -> tuple[Rule | None, Rule | None]:
        """Of the level rules over and under `x` the last before `row`, and the first from it on."""
        held = self._across.at(x)
        place = bisect_left(held, row)
        return self._first(held, range(place - 1, -1, -1), x), self._first(held, range(place, len(held)), x)

    def _first(self, held: Sequence[int], places: Iterable[int], x: float) -> Rule | None:
        for place in places:
            rule = self._level[held[place]]
            if rule.x0 - _REACH <= x <= rule.x1 + _REACH:
                return rule
        return None

    def _parts(self, inner: Rule, top: Rule, bottom: Rule) -> bool:
        """Whether an upright rule parts two columns: it runs from a level rule to another, and those here cross it."""
        met = all(any(abs(y - end) <= _REACH for y in self._ys) for end in (inner.y0, inner.y1))
        return met and all(rule.x0 + _REACH < inner.x0 < rule.x1 - _REACH for rule in (top, bottom))

    def _ends(self, one: float, other: float, places: Counter[int]) -> bool:
        """Whether two level rules end at one place, and others with them, as those between a table's rows do."""
        return abs(one - other) <= _REACH and places[round(one)] >= _RULES
