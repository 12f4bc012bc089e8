"""Rectangles on a page as it is shown: what lies around two of them, and whether two letters stand side by side."""

from __future__ import annotations

from typing import NamedTuple

NEAR = 0.9
"""Letters further apart on one row than this many times their height stand in two segments."""


class Box(NamedTuple):
    """A rectangle on a page, in points from the top left of the page as it is shown (turned and cropped)."""

    x0: float
    y0: float
    x1: float
    y1: float

    def around(self, other: Box) -> Box:
        """The least rectangle that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def is_next_to(self, following: Box) -> bool:
        """Whether two letters of one line stand next to each other, whichever way the line runs."""
        near = NEAR * min(max(box.x1 - box.x0, box.y1 - box.y0) for box in (self, following))
        across = max(self.x0, following.x0) - min(self.x1, following.x1)
        down = max(self.y0, following.y0) - min(self.y1, following.y1)
        return (across <= near and down < 0) or (across < 0 and down <= near)
