"""Where a point of the file's own page stands on the page as it is shown, whatever its rotation and crop."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2 as pdfium

from ingest.pdf.asking import Box

_Point = tuple[float, float]


class Frame:
    """Turns coordinates of the file's own page into points from the top left of the page as shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        left, bottom, right, top = page.get_cropbox()
        turns: dict[int, tuple[Callable[[float, float], _Point], tuple[int, int, int, int]]] = {
            0: (lambda x, y: (x - left, top - y), (1, 0, 0, -1)),
            90: (lambda x, y: (y - bottom, x - left), (0, 1, 1, 0)),
            180: (lambda x, y: (right - x, y - bottom), (-1, 0, 0, 1)),
            270: (lambda x, y: (top - y, right - x), (0, -1, -1, 0)),
        }
        rotation = page.get_rotation()
        self.point, self._turn = turns[rotation]
        self._is_upright, self._left, self._top = rotation == 0, left, top
        across, down = right - left, top - bottom
        self.width, self.height = (down, across) if rotation in (90, 270) else (across, down)

    def direction(self, a: float, b: float) -> _Point:
        """The way that a text matrix's first row points on the page as shown."""
        p, q, r, s = self._turn
        return a * p + b * q, a * r + b * s

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box as x0, y0 (upper), x1, y1 (lower); on nearly every page, which is not turned, without detours."""
        if self._is_upright and left <= right and bottom <= top:
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
