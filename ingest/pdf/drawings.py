"""What a page draws beside its words: level and upright lines, shaded areas, and dots that stand for bullets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium

from ingest.pdf.asking import Box, Path, drawn_paths, path_points
from ingest.pdf.frame import Frame

_THIN = 2.5
_MAX_SEGMENTS = 400
_WHITE = 250
"""What is as light as this is not seen."""


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


class Drawings(NamedTuple):
    """The rules of a page, a box giving its four edges; the boxes of its dots; its shaded areas."""

    rules: list[Rule]
    dots: list[Box]
    fills: list[Fill]


def read_drawings(page: pdfium.PdfPage, frame: Frame) -> Drawings:
    """What an open page draws, in points from its top left as `frame` turns them."""
    found = Drawings([], [], [])
    fills: dict[int, list[Box]] = {}
    for path in drawn_paths(page):
        box = frame.box(*path.bounds)
        colour = _colour(path)
        if colour is not None and _is_dot(box):
            found.dots.append(box)
        elif path.is_stroked or path.segments > 6:
            found.rules.extend(_path_lines(path, frame))
        elif min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            found.rules.extend(_edges(box))
        elif colour is not None:
            fills.setdefault(colour, []).append(box)
    found.fills.extend(Fill(*box, colour) for colour, boxes in fills.items() for box in _merged(boxes))
    found.rules.extend(edge for fill in found.fills for edge in _edges(fill[:4]))
    return found


def _is_dot(box: Box) -> bool:
    across, down = box[2] - box[0], box[3] - box[1]
    return 2 <= across <= 8 and abs(across - down) <= 0.25 * across


def _colour(path: Path) -> int | None:
    """The colour that a path fills with, None for nothing or white."""
    if path.fill is None or min(path.fill) > _WHITE:
        return None
    red, green, blue = path.fill
    return red << 16 | green << 8 | blue


def _merged(boxes: list[Box]) -> list[Box]:
    """Boxes of one colour without those that lie in another, and stacked ones as one: a cell shaded line by line."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda box: ((box[0] - box[2]) * (box[3] - box[1]), box[0], box[1])):
        if not any(_within(box, other) for other in merged):
            merged.append(box)
    stacked: list[Box] = []
    for box in sorted(merged, key=lambda box: (round(box[0]), round(box[2]), box[1])):
        last = stacked[-1] if stacked else None
        if last and abs(last[0] - box[0]) < 1.5 and abs(last[2] - box[2]) < 1.5 and -0.6 <= box[1] - last[3] <= 0.6:
            stacked[-1] = (last[0], last[1], last[2], box[3])
        else:
            stacked.append(box)
    return stacked


def _within(box: Box, other: Box) -> bool:
    return other[0] - 1 <= box[0] and other[1] - 1 <= box[1] and box[2] <= other[2] + 1 and box[3] <= other[3] + 1


def _edges(box: Box) -> Iterator[Rule]:
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


def _path_lines(path: Path, frame: Frame) -> Iterator[Rule]:
    """The straight level and upright strokes of a path."""
    last: tuple[float, float] | None = None
    for x, y, is_straight in path_points(path, _MAX_SEGMENTS):
        here = frame.point(x, y)
        if last is not None and is_straight:
            (ax, ay), (bx, by) = last, here
            if min(abs(ax - bx), abs(ay - by)) <= 0.5 and max(abs(ax - bx), abs(ay - by)) > _THIN:
                yield from _edges((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
        last = here
