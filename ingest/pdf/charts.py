"""Flow charts: boxes with words that lines or arrows lead between. What is in them cannot be read in order.

A box stands apart from every other; a table's cells touch. An arrow is a line, or a thin shape, that begins on the
edge of a box outside it. Boxes that only stand beside each other are no chart: they are read as text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ingest.pdf.drawings import Rule
from ingest.pdf.grid import Cell, holds
from ingest.pdf.packing import PackedWords
from ingest.pdf.words import PageText, Word

_CAPTION = re.compile(r"\bflow[ -]?chart\b", re.IGNORECASE)
_NEAR = 2.5
_ROUND = 30.0
_THIN = 10.0
_LINKED = 3
_CAPTIONED = 1
"""How many boxes must have an arrow at an edge: fewer where the page itself speaks of a flow chart."""

_SHORTEST = 5.0
_APART = 1.5
_ASIDE = 0.5
"""Fewer words than this share of the chart's stand beside it: they are notes on it, and no column of text."""
_BESIDE = 65.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A flow chart on one page, its edges, and the words of each box, then of each run of words between the boxes."""

    page: int
    x0: float
    top: float
    x1: float
    parts: tuple[Sequence[Word], ...]

    @property
    def words(self) -> Iterator[Word]:
        """All its words, box by box."""
        return chain.from_iterable(self.parts)

    def packed(self) -> Chart:
        """The same with its words packed."""
        return replace(self, parts=tuple(map(PackedWords, self.parts)))


def find_chart(text: PageText) -> Chart | None:
    """The flow chart of a page; all that a page has are one. None where it has none."""
    level = [rule for rule in text.rules if rule.y0 == rule.y1]
    upright = [rule for rule in text.rules if rule.x0 == rule.x1]
    if len(level) < 2 * _LINKED or len(upright) < 2 * _LINKED:
        return None
    boxes = _boxes(level, upright)
    apart = [box for box in boxes if not any(_touch(box, other) for other in boxes if other != box)]
    if len(apart) < _LINKED:
        return None
    filled = {box: tuple(word for word in text.words if holds(box, word)) for box in apart}
    alone = [box for box in apart if filled[box]]
    if len(alone) < _LINKED:
        return None
    linked = [box for box in alone if any(_leads_from(box, rule, alone) for rule in text.rules)]
    if len(linked) < (_CAPTIONED if _speaks_of_one(text) else _LINKED):
        return None
    edges = _grown(_around(linked), alone)
    parts = [filled[box] for box in sorted(alone, key=lambda box: (round(box[1] / 12), box[0])) if _inside(box, edges)]
    taken = {id(word) for part in parts for word in part}
    free = [word for word in text.words if id(word) not in taken and not word.turned]
    between = [word for word in free if holds(edges, word)]
    beside = [word for word in free if not holds(edges, word) and edges[1] < word.base < edges[3]]
    if len(beside) < _ASIDE * (len(taken) + len(between)):
        between = [word for word in free if edges[1] < word.base < edges[3]]
    return Chart(text.number, edges[0], edges[1], edges[2], (*parts, *_labels(between)))


def _boxes(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Cell]:
    """What four rules close in, corners square or round; of boxes drawn twice the outer. Arrows are too thin."""
    found: list[Cell] = []
    sides = _Sides(upright)
    ordered = sorted({rule for rule in level if rule.x1 - rule.x0 > _THIN}, key=lambda rule: rule.y0)
    for top, below in _with_alike(ordered):
        for bottom in below:
            left = sides.at(top.x0, (top.y0, bottom.y0), turn=-1)
            right = None if left is None else sides.at(top.x1, (top.y0, bottom.y0), turn=1)
            if left is not None and right is not None:
                found.append((left, top.y0, right, bottom.y0))
                break
    found.sort(key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))
    outer: list[Cell] = []
    for box in found:
        if not any(_nearly(box, other) for other in outer):
            outer.append(box)
    return outer


def _with_alike(ordered: Sequence[Rule]) -> Iterator[tuple[Rule, list[Rule]]]:
    """Each of the level rules with those clearly below it that begin and end where it does, from top to bottom."""
    starts: dict[int, list[int]] = defaultdict(list)
    for place, rule in enumerate(ordered):
        starts[int(rule.x0 // _NEAR)].append(place)
    for rule in ordered:
        key = int(rule.x0 // _NEAR)
        near = sorted(place for step in (-1, 0, 1) for place in starts.get(key + step, ()))
        below = (ordered[place] for place in near)
        yield rule, [other for other in below if other.y0 - rule.y0 > _THIN and _alike(rule, other)]


def _alike(top: Rule, bottom: Rule) -> bool:
    return abs(top.x0 - bottom.x0) <= _NEAR and abs(top.x1 - bottom.x1) <= _NEAR


class _Sides:
    """The upright rules of a page, by where they stand."""

    def __init__(self, upright: Sequence[Rule]) -> None:
        self._ordered = sorted(enumerate(upright), key=lambda placed: placed[1].x0)
        self._xs = [rule.x0 for _, rule in self._ordered]

    def at(self, x: float, span: tuple[float, float], *, turn: int) -> float | None:
        """Where a rule, the one drawn first, stands at an end of two level ones.

        A corner is as wide (outwards, by `turn`) as high.
        """
        first, last = bisect_left(self._xs, x - _ROUND - 1), bisect_right(self._xs, x + _ROUND + 1)
        fitting = (placed for placed in self._ordered[first:last] if _corners(placed[1], x, span, turn))
        found = min(fitting, default=None)
        return None if found is None else found[1].x0


def _corners(rule: Rule, x: float, span: tuple[float, float], turn: int) -> bool:
    corner = turn * (rule.x0 - x)
    if not -_NEAR <= corner <= _ROUND:
        return False
    high = max(corner, 0.0)
    return abs(rule.y0 - span[0] - high) <= _NEAR and abs(span[1] - rule.y1 - high) <= _NEAR


def _nearly(box: Cell, other: Cell) -> bool:
    begins = abs(box[0] - other[0]) <= 4 and abs(box[1] - other[1]) <= 4
    return begins and abs(box[2] - other[2]) <= 4 and abs(box[3] - other[3]) <= 4


def _touch(one: Cell, other: Cell) -> bool:
    """Whether boxes share an edge or overlap."""
    return (
        one[0] <= other[2] + _APART
        and other[0] <= one[2] + _APART
        and one[1] <= other[3] + _APART
        and other[1] <= one[3] + _APART
    )


def _leads_from(box: Cell, rule: Rule, boxes: Sequence[Cell]) -> bool:
    """Whether a rule begins on an edge of a box, between its corners, and runs away from all boxes' insides."""
    if max(rule.x1 - rule.x0, rule.y1 - rule.y0) < _SHORTEST:
        return False
    x, y = (rule.x0 + rule.x1) / 2, (rule.y0 + rule.y1) / 2
    if any(other[0] - 1 <= x <= other[2] + 1 and other[1] - 1 <= y <= other[3] + 1 for other in boxes):
        return False
    if rule.x0 == rule.x1:
        ends = abs(rule.y0 - box[3]) <= _NEAR or abs(rule.y1 - box[1]) <= _NEAR
        return ends and box[0] + _NEAR < rule.x0 < box[2] - _NEAR
    ends = abs(rule.x0 - box[2]) <= _NEAR or abs(rule.x1 - box[0]) <= _NEAR
    return ends and box[1] + _NEAR < rule.y0 < box[3] - _NEAR


def _around(boxes: Iterable[Cell]) -> Cell:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _grown(edges: Cell, boxes: Sequence[Cell]) -> Cell:
    """The edges with those boxes that stand near what is in them."""
    while True:
        wide = (edges[0] - _BESIDE, edges[1] - _BESIDE, edges[2] + _BESIDE, edges[3] + _BESIDE)
        grown = _around([edges, *(box for box in boxes if _touch(box, wide))])
        if grown == edges:
            return edges
        edges = grown


def _speaks_of_one(text: PageText) -> bool:
    return bool(_CAPTION.search(" ".join(word.text for word in text.words)))


def _inside(box: Cell, edges: Cell) -> bool:
    return box[0] < edges[2] and edges[0] < box[2] and edges[1] - _NEAR <= box[1] and box[3] <= edges[3] + _NEAR


def _labels(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Words between the boxes, in runs as the file draws them."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is not None and abs(last.base - word.base) <= 1.6 * word.size and word.x0 - last.x1 < 2 * word.size:
            runs[-1].append(word)
        else:
            runs.append([word])
    return [tuple(run) for run in runs if any(letter.isalnum() for word in run for letter in word.text)]
