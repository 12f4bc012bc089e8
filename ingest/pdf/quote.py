"""Finds a quote of several blocks in a PDF: each of its lines, and of a table's row each heading and each cell.

A row is written "heading: cell | heading: cell" (`ingest.building.row_text`), which no page prints. It stands in the
file where each cell's words do, and each heading's as whole lines above the cell, in its column, or left of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.letters import folded
from ingest.pdf.raw import Box, RawPdf
from ingest.pdf.trace import Run, trace

CELL_EDGE = re.compile(r"\s*\|\s*")
HEADING_END = re.compile(r": ")
_PAGES_BACK = 12
"""How far before its row a table's heading may stand: on the page where the table began."""


class Found(NamedTuple):
    """The runs of a quote in its order, and the first part of it that does not stand there (None: all do)."""

    runs: tuple[Run, ...]
    missing: str | None = None


def find_quote(
    pdf: RawPdf, quote: str, *, first: int, last: int, is_ordered: bool = True, may_be_row: bool = True
) -> Found:
    """Where `quote`, its blocks parted by line breaks, stands from page `first` (from 1) to `last`.

    `is_ordered` False is for the words of a flow chart, `may_be_row` False for what is known to be no table's row.
    The first block begins on page `first`, each other one where the one before it begins, up to the page after its end.
    Lines without letters stand anywhere.
    """
    runs: list[Run] = []
    earliest = latest = first
    for line in quote.split("\n"):
        if not folded(line):
            continue
        found = trace(pdf, line, first=earliest, last=min(latest, last), is_ordered=is_ordered)
        if found is None and may_be_row:
            found = _row(pdf, line, earliest, last)
        if found is None:
            return Found(tuple(runs), line)
        runs.extend(found)
        if found:
            earliest, latest = found[0].page, found[-1].page + 1
    return Found(tuple(runs))


def _row(pdf: RawPdf, line: str, first: int, last: int) -> tuple[Run, ...] | None:
    runs: list[Run] = []
    for cell in filter(folded, CELL_EDGE.split(line)):
        found = trace(pdf, cell, first=first, last=last) or _under_heading(pdf, cell, first, last)
        if found is None:
            return None
        runs.extend(found)
    return tuple(runs)


def _under_heading(pdf: RawPdf, cell: str, first: int, last: int) -> tuple[Run, ...] | None:
    """The runs of "heading: cell", where the heading heads the cell; a heading on an earlier page gives none."""
    for part in HEADING_END.finditer(cell):
        words = trace(pdf, cell[part.end() :], first=first, last=last)
        if words is None:
            continue
        for page in _pages_back(words[0].page):
            heading = trace(pdf, cell[: part.start()], first=page, last=page)
            if heading is not None and _heads(pdf, heading, words):
                return (*(heading if page >= first else ()), *words)
    return None


def _pages_back(page: int) -> Iterator[int]:
    yield from range(page, max(0, page - _PAGES_BACK), -1)


def _heads(pdf: RawPdf, heading: tuple[Run, ...], words: tuple[Run, ...]) -> bool:
    """Whether lines of a heading stand alone, and above the words in their column or left of them in their row."""
    page = pdf.page(heading[0].page)
    edges = {segment.start for segment in page.segments}, {segment.end for segment in page.segments}
    if heading[0].start not in edges[0] or heading[-1].end not in edges[1]:
        return False
    one, other = _box(pdf, heading), _box(pdf, words)
    in_column = min(one.x1, other.x1) - max(one.x0, other.x0) > 0
    if heading[0].page != words[0].page:
        return in_column
    in_row = min(one.y1, other.y1) - max(one.y0, other.y0) > 0
    return (in_column and one.y0 < other.y0) or (in_row and one.x0 < other.x0)


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
    for segment in page.segments:
        start, end = max(run.start, segment.start), min(run.end, segment.end)
        if start < end:
            boxes.append(page.box(start, end))
    return boxes
