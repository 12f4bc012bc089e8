"""Boxes around running text: a definition, a case study, the words of a regulation, set off from the text around them.

A box is what two level and two upright rules close in, or the edges of a shaded area, when it is as wide as the text.
What stands in a box is read like any other text; its headings hold within it. Narrow boxes are `ingest.pdf.tables`'.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from ingest.pdf.drawings import Rule
from ingest.pdf.lines import Line
from ingest.pdf.words import PageText

_NEAR = 2.5
_WIDE = 0.6
_BORDER = 0.8
_Edges = tuple[float, float, float, float]


def box_numbers(pages: Sequence[PageText], lines: Sequence[Sequence[Line]]) -> list[dict[int, int]]:
    """For each page the box of each line that stands in one, by the line's `id`; boxes count from 1 over all pages.

    Empty throughout where most pages have one: they are the document's dress, and set nothing apart.
    """
    found: list[dict[int, int]] = []
    number = 0
    for page, own in zip(pages, lines, strict=True):
        places: dict[int, int] = {}
        for box in _wide_boxes(page, own):
            inside = [line for line in own if _holds(box, line)]
            number += bool(inside)
            places.update((id(line), number) for line in inside)
        found.append(places)
    return found if sum(map(bool, found)) <= 0.5 * len(pages) else [{} for _ in found]


def _wide_boxes(page: PageText, lines: Sequence[Line]) -> Iterator[_Edges]:
    """Boxes as left, top, right, bottom, from top to bottom; what touches is one box."""
    width = max((line.x1 for line in lines), default=0.0) - min((line.x0 for line in lines), default=0.0)
    last: _Edges | None = None
    for box in sorted(_closed(page.rules, least=_WIDE * width), key=lambda box: (box[1], -box[3])):
        across, down = box[2] - box[0], box[3] - box[1]
        if across * down > _BORDER * page.width * page.height:
            continue
        if last is not None and box[1] <= last[3] + _NEAR:
            last = min(last[0], box[0]), last[1], max(last[2], box[2]), max(last[3], box[3])
            continue
        if last is not None:
            yield last
        last = box
    if last is not None:
        yield last


def _closed(rules: Iterable[Rule], *, least: float) -> Iterator[_Edges]:
    """What a level rule, the next below it of the same reach, and upright rules at both ends close in.

    It is `least` points wide or wider.
    """
    level = sorted((rule for rule in rules if rule.y0 == rule.y1), key=lambda rule: rule.y0)
    upright = sorted((rule for rule in rules if rule.x0 == rule.x1), key=lambda rule: rule.x0)
    for place, top in enumerate(level):
        if top.x1 - top.x0 < least:
            continue
        below = (level[index] for index in range(place + 1, len(level)))
        bottom = next((rule for rule in below if _same_reach(top, rule) and rule.y0 > top.y0 + _NEAR), None)
        if bottom is not None and all(_joined(upright, x, top.y0, bottom.y0) for x in (top.x0, top.x1)):
            yield top.x0, top.y0, top.x1, bottom.y0


def _same_reach(one: Rule, other: Rule) -> bool:
    return abs(one.x0 - other.x0) <= _NEAR and abs(one.x1 - other.x1) <= _NEAR


def _joined(upright: Sequence[Rule], x: float, top: float, bottom: float) -> bool:
    """Whether one of the upright rules, which are in order from the left, joins two heights near `x`."""
    first = bisect_left(upright, x - _NEAR, key=lambda rule: rule.x0)
    near = upright[first : bisect_right(upright, x + _NEAR, key=lambda rule: rule.x0)]
    return any(rule.y0 <= top + _NEAR and rule.y1 >= bottom - _NEAR for rule in near)


def _holds(box: _Edges, line: Line) -> bool:
    return (
        line.region >= 0
        and box[1] < line.base < box[3] + _NEAR
        and box[0] - _NEAR <= line.x0
        and line.x1 <= box[2] + _NEAR
    )
