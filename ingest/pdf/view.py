"""Where a quote stands on its pages, and a page as a picture with those places marked.

    boxes = places(path, 12, "a child must not be moved")
    picture = render_page(path, 12, boxes)          # the bytes of a PNG

Boxes are in points (1/72 inch) from the top left of the page as it is shown: turned and cropped. One box is one
stretch of one printed line.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from core.errors import PageError
from ingest.pdf.quote import find_quote, run_boxes
from ingest.pdf.raw import RawPdf
from ingest.pdf.rectangle import Box
from ingest.pdf.trace import Run

__all__ = ["Box", "PagePlaces", "places", "places_from", "render_page"]

_ONWARD = 3
"""Pages after the first that a quote may run on to."""
_FEWEST_LETTERS = 24
"""A page with fewer, such as its number alone, holds no text of its own."""
_YELLOW, _AMBER = (255, 238, 130), (176, 128, 16)


@dataclass(frozen=True, slots=True)
class PagePlaces:
    """The boxes of a quote on one page; `page` counts from 1."""

    page: int
    boxes: tuple[Box, ...]


def places(path: Path, page: int, quote: str) -> tuple[Box, ...]:
    """The boxes of `quote` on the physical page `page` (from 1), where it begins; see `places_from`."""
    return next(found.boxes for found in places_from(path, page, quote) if found.page == page)


def places_from(
    path: Path, page: int, quote: str, *, last: int | None = None, is_figure: bool = False
) -> tuple[PagePlaces, ...]:
    """The boxes of `quote`, which begins on page `page`, for each page up to `last` that it stands on, in order.

    Without `last` it may run on over three pages. `is_figure` says that its words stand in any order, as in a drawing.
    A table row's quote ("header: cell | header: cell") gives the boxes of its headers and cells. A page without
    text of its own (a picture that was read by OCR) gives no boxes. Raises PageError where the PDF has no such page or
    the words do not stand there, and ReadError where it cannot be opened.
    """
    with RawPdf(path) as pdf:
        if len(pdf.page(page).letters) < _FEWEST_LETTERS:
            return (PagePlaces(page, ()),)
        last = page + _ONWARD if last is None else last
        found = find_quote(pdf, quote, first=page, last=last, is_ordered=not is_figure)
        if found.missing is not None or not found.runs or found.runs[0].page != page:
            words = " ".join((found.missing or quote).split()[:8])
            raise PageError(path, f'the words "{words}" do not stand on page {page}', "Ingest the library again.")
        numbers = sorted({run.page for run in found.runs})
        return tuple(PagePlaces(number, _boxes(pdf, found.runs, number)) for number in numbers)


def render_page(path: Path, page: int, boxes: Sequence[Box] = (), *, scale: float = 1.5) -> bytes:
    """Page `page` (from 1) as a PNG of `scale` pixels a point, with `boxes` of that page marked in yellow.

    The mark darkens the paper and leaves black letters black; its edge shows on any colour.

    Raises PageError where the PDF has no such page, ReadError where it cannot be opened.
    """
    with RawPdf(path) as pdf:
        drawn = pdf.page(page)
        picture = drawn.picture(scale)
        across = picture.width / drawn.size[0]
    marks = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(marks)
    for box in boxes:
        pen.rectangle([round(side * across) for side in box], fill=_YELLOW)
    marked = ImageChops.multiply(picture, marks)
    pen = ImageDraw.Draw(marked)
    for box in boxes:
        pen.rectangle([round(side * across) for side in box], outline=_AMBER)
    held = io.BytesIO()
    marked.save(held, "PNG")
    return held.getvalue()


def _boxes(pdf: RawPdf, runs: Sequence[Run], page: int) -> tuple[Box, ...]:
    """The boxes of those runs that stand on a page; stretches of one printed line that touch are one box."""
    boxes: list[Box] = []
    for box in (box for run in runs if run.page == page for box in run_boxes(pdf, run)):
        last = boxes[-1] if boxes else None
        if last is not None and abs(last.y1 - box.y1) < 1 and 0 <= box.x0 - last.x1 + 1 < box.y1 - box.y0:
            boxes[-1] = Box(last.x0, min(last.y0, box.y0), box.x1, max(last.y1, box.y1))
        else:
            boxes.append(box)
    return tuple(boxes)
