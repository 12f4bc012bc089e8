"""Flow charts: boxes with words that lines or arrows lead between. What is in them cannot be read in order.

A box stands apart from every other; a table's cells touch. An arrow is a line, or a thin shape, that begins on the
edge of a box outside it. Boxes that only stand beside each other are no chart: they are read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ingest.pdf.grid import Cell, holds
from ingest.pdf.packing import PackedWords
from ingest.pdf.words import PageText, Rule, Word

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
    filled = {box: tuple(word for word in text.words if holds(box, word)) for box in apart}
    alone = [box for box in apart if filled[box]]
    linked = [box for box in alone if any(_leads_from(box, rule, alone) for rule in text.rules)]
    if len(alone) < _LINKED or len(linked) < (_CAPTIONED if _speaks_of_one(text) else _LINKED):
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
    ordered = sorted({rule for rule in level if rule.x1 - rule.x0 > _THIN}, key=lambda rule: rule.y0)
    for place, top in enumerate(ordered):
        for bottom in ordered[place + 1 :]:
            if bottom.y0 - top.y0 > _THIN and _alike(top, bottom):
                left, right = (_side(upright, x, (top.y0, bottom.y0), turn) for x, turn in ((top.x0, -1), (top.x1, 1)))
                if left is not None and right is not None:
                    found.append((left, top.y0, right, bottom.y0))
                    break
    found.sort(key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))
    outer: list[Cell] = []
    for box in found:
        if not any(_nearly(box, other) for other in outer):
            outer.append(box)
    return outer


def _alike(top: Rule, bottom: Rule) -> bool:
    return abs(top.x0 - bottom.x0) <= _NEAR and abs(top.x1 - bottom.x1) <= _NEAR


def _side(upright: Sequence[Rule], x: float, span: tuple[float, float], turn: int) -> float | None:
    """Where an upright rule stands at an end of two level ones; a corner is as wide (outwards, by `turn`) as high."""
    for rule in upright:
        corner = turn * (rule.x0 - x)
        if -_NEAR <= corner <= _ROUND and all(
            abs(gap - max(corner, 0.0)) <= _NEAR for gap in (rule.y0 - span[0], span[1] - rule.y1)
        ):
            return rule.x0
    return None


def _nearly(box: Cell, other: Cell) -> bool:
    return all(abs(one - another) <= 4 for one, another in zip(box, other, strict=True))


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
