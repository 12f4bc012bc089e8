"""Finds a quote of several blocks in a PDF: each of its lines, and of a table's row each heading and each cell.

A row is written "heading: cell | heading: cell" (`ingest.building.row_text`), which no page prints. It stands in the
file where each cell's words do, and each heading's as whole lines above the cell, in its column, or left of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from ingest.letters import folded
from ingest.pdf.raw import RawPage, RawPdf
from ingest.pdf.rectangle import Box
from ingest.pdf.trace import Run, trace, traces

CELL_EDGE = re.compile(r"\s*\|\s*")
HEADING_END = re.compile(r": ")
_APART = 0.4
"""Letters further apart than this many times their height have more than a space between them."""
_PAGES_BACK = 12
"""How far before its row a table's heading may stand: on the page where the table began."""

_MOST_PLACES = 40
"""Places of a heading or of a cell's words on a page that are tried: a word such as "Yes" stands at many."""
_MOST_STEPS = 2000


class Found(NamedTuple):
    """The runs of a quote in its order, and the first part of it that does not stand there (None: all do)."""

    runs: tuple[Run, ...]
    missing: str | None = None


def find_quote(
    pdf: RawPdf, quote: str, *, first: int, last: int, is_ordered: bool = True, may_be_row: bool = True
) -> Found:
    """Where `quote`, its blocks parted by line breaks, stands from page `first` (from 1) to `last`.

    `is_ordered` False is for the words of a flow chart or another drawing, which stand in any order; `may_be_row`
    False for what is known to be no table's row.
    The first block begins on page `first`, each other one where the one before it begins, up to the page after its end.
    Lines without letters stand anywhere.
    """
    runs: list[Run] = []
    earliest = latest = first
    for line in quote.split("\n"):
        if not folded(line):
            continue
        near = min(latest, last)
        places = _places(pdf, line, earliest, near, last, is_ordered=is_ordered, may_be_row=may_be_row)
        found = next((place for place in places if place), None)
        if found is None:
            return Found(tuple(runs), line)
        runs.extend(found)
        earliest, latest = found[0].page, found[-1].page + 1
    return Found(tuple(runs))


def _places(
    pdf: RawPdf, line: str, first: int, near: int, last: int, *, is_ordered: bool, may_be_row: bool
) -> Iterator[tuple[Run, ...] | None]:
    """Where a line stands, by one way of looking after another: up to the page `near`, then up to `last`."""
    is_row = may_be_row and CELL_EDGE.search(line) is not None
    if is_row:
        yield _row(pdf, line, first, near)
    yield trace(pdf, line, first=first, last=near, is_ordered=is_ordered)
    if may_be_row and not is_row:
        yield _row(pdf, line, first, near)
    if may_be_row:
        yield _row(pdf, line, first, last)
    if not is_ordered:
        yield _each_word(pdf, line, first, near)
        yield _each_word(pdf, line, first, last)


def _each_word(pdf: RawPdf, line: str, first: int, last: int) -> tuple[Run, ...] | None:
    runs: list[Run] = []
    for word in filter(folded, line.split()):
        whole = (found for found in traces(pdf, word, first=first, last=last) if _is_whole(pdf, found))
        found = next(whole, None)
        if found is None:
            return None
        runs.extend(found)
    return tuple(runs)


class _Cell(NamedTuple):
    """Where a cell's heading stands, nowhere where it is on an earlier page or has none, and where its words do."""

    heading: tuple[Run, ...]
    words: tuple[Run, ...]


def _row(pdf: RawPdf, line: str, first: int, last: int) -> tuple[Run, ...] | None:
    """The runs of cells that stand in one row, each under its heading."""
    cells = list(filter(folded, CELL_EDGE.split(line)))
    row = next(_rows(pdf, cells, (), range(first, last + 1), iter(range(_MOST_STEPS))), None)
    return None if row is None else tuple(run for cell in row for run in (*cell.heading, *cell.words))


def _rows(
    pdf: RawPdf, cells: Sequence[str], found: tuple[_Cell, ...], pages: range, steps: Iterator[int]
) -> Iterator[tuple[_Cell, ...]]:
    """The rows that begin with the cells that are found and go on with the others, while steps are left."""
    if not cells:
        yield found
        return
    for cell in islice(_cells(pdf, cells[0], pages), _MOST_PLACES):
        if next(steps, None) is None:
            return
        if all(_is_level(pdf, cell.words, other.words) for other in found):
            yield from _rows(pdf, cells[1:], (*found, cell), pages, steps)


def _cells(pdf: RawPdf, cell: str, pages: range) -> Iterator[_Cell]:
    """Each place of a cell's words, as "heading: words" where the heading heads them, then as they are."""
    for part in HEADING_END.finditer(cell):
        whole = (
            runs for runs in traces(pdf, cell[part.end() :], first=pages[0], last=pages[-1]) if _is_whole(pdf, runs)
        )
        places = list(islice(whole, _MOST_PLACES))
        back = sorted({page for words in places for page in _pages_back(words[0].page)}, reverse=True)
        for page in back:
            for heading in islice(traces(pdf, cell[: part.start()], first=page, last=page), _MOST_PLACES):
                for words in places:
                    if _heads(pdf, heading, words):
                        yield _Cell(heading if heading[0].page in pages else (), words)
    for words in traces(pdf, cell, first=pages[0], last=pages[-1]):
        yield _Cell((), words)


def _is_level(pdf: RawPdf, one: tuple[Run, ...], other: tuple[Run, ...]) -> bool:
    """Whether cells may stand in one row: level, or one of them alone in its column at the height of the other.

    A cell over several rows, or one whose rest is on another page, need not be level with each of them.
    """
    if one[0].page != other[0].page or one[-1].page != other[-1].page or one[0].page != one[-1].page:
        return True
    boxes = _box(pdf, one), _box(pdf, other)
    if _overlap(boxes[0].y0, boxes[0].y1, boxes[1].y0, boxes[1].y1):
        return True
    page = pdf.page(one[0].page)
    return any(
        not any(
            _overlap(level.y0, level.y1, part.box.y0, part.box.y1)
            and _overlap(column.x0, column.x1, part.box.x0, part.box.x1)
            for part in page.segments
        )
        for level, column in (boxes, boxes[::-1])
    )


def _pages_back(page: int) -> Iterator[int]:
    yield from range(page, max(0, page - _PAGES_BACK), -1)


def _heads(pdf: RawPdf, heading: tuple[Run, ...], words: tuple[Run, ...]) -> bool:
    """Whether lines of a heading stand alone, and above the words in their column or left of them in their row."""
    page = pdf.page(heading[0].page)
    if not 0 <= words[0].page - page.number <= _PAGES_BACK or not _stands_alone(page, heading):
        return False
    one, other = _box(pdf, heading), _box(pdf, words)
    in_column = _overlap(one.x0, one.x1, other.x0, other.x1) or _has_room(pdf, heading, one, other)
    if heading[0].page != words[0].page:
        return in_column
    in_row = _overlap(one.y0, one.y1, other.y0, other.y1)
    return (in_column and one.y0 < other.y0) or (in_row and one.x0 < other.x0)


def _has_room(pdf: RawPdf, heading: tuple[Run, ...], one: Box, other: Box) -> bool:
    """Whether words stand below what parts the heading from those at its sides: a short cell under a centred one."""
    page = pdf.page(heading[0].page)
    sides = [segment.box for segment in page.segments]
    for run in heading:
        sides.extend(page.box(at, at + 1) for at in (run.start - 1, run.end) if 0 <= at < len(page.letters))
    level = [side for side in sides if _overlap(one.y0, one.y1, side.y0, side.y1)]
    left = max((side.x1 for side in level if side.x1 <= one.x0), default=0.0)
    right = min((side.x0 for side in level if side.x0 >= one.x1), default=page.size[0])
    return left < other.x0 and other.x1 < right


def _overlap(low: float, high: float, other_low: float, other_high: float) -> bool:
    return min(high, other_high) > max(low, other_low)


def _is_whole(pdf: RawPdf, runs: tuple[Run, ...]) -> bool:
    """Whether runs begin and end with a word, or end before the mark of a footnote."""
    first, last = runs[0], runs[-1]
    page = pdf.page(last.page)
    is_end = page.is_apart(last.end) or page.is_raised(last.end, last.end - 1)
    return is_end and pdf.page(first.page).is_apart(first.start)


def _stands_alone(page: RawPage, heading: tuple[Run, ...]) -> bool:
    """Whether a heading begins and ends with a line, or where more than a space parts it from the cell beside it."""
    start, end = heading[0].start, heading[-1].end
    starts, ends = {segment.start for segment in page.segments}, {segment.end for segment in page.segments}
    return (start in starts or page.gap(start) > _APART) and (end in ends or page.gap(end) > _APART)


def _box(pdf: RawPdf, runs: tuple[Run, ...]) -> Box:
    """The box around those runs that stand on the first one's page."""
    boxes = [box for run in runs if run.page == runs[0].page for box in run_boxes(pdf, run)]
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def run_boxes(pdf: RawPdf, run: Run) -> list[Box]:
    """One box for each stretch of a printed line that a run covers."""
    page = pdf.page(run.page)
    boxes = []
    first = bisect_right(page.segments, run.start, key=lambda segment: segment.end)
    for segment in islice(page.segments, first, None):
        if segment.start >= run.end:
            break
        boxes.append(page.box(max(run.start, segment.start), min(run.end, segment.end)))
    return boxes
