"""Where quotes stand on a page, and pages as pictures with them marked, on small files made here."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.errors import DamagedError, PageError
from ingest.pdf.view import Box, places, places_from, render_page

WIDTH, HEIGHT = A4
SENTENCE = "The carer must not wait until the morning but rings the police and the out of hours team at once."


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Two pages: a sentence of two lines at known places, and one that runs over on to the second page."""
    path = tmp_path / "made.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 700, "The carer must not wait until the morning but rings the police")
    canvas.drawString(72, 684, "and the out of hours team at once.")
    canvas.drawString(72, 120, "A strategy discussion is held where there is reasonable cause")
    canvas.drawString(300, 30, "1")
    canvas.showPage()
    canvas.setFont("Helvetica", 12)
    canvas.drawString(72, 760, "to suspect significant harm.")
    canvas.drawString(300, 30, "2")
    canvas.save()
    return path


def changed(path: Path, *, turn: int = 0, crop: tuple[float, float, float, float] | None = None) -> Path:
    writer = PdfWriter()
    for page in PdfReader(path).pages:
        page.rotate(turn)
        if crop:
            page.cropbox = RectangleObject(crop)
        writer.add_page(page)
    target = path.with_name("changed.pdf")
    writer.write(target)
    return target


def inked(picture: bytes) -> Box:
    """The box, in pixels, around all that is yellow."""
    red, _, blue = Image.open(io.BytesIO(picture)).convert("RGB").split()
    found = ImageChops.subtract(red, blue).point(lambda value: 255 if value > 60 else 0).getbbox()
    assert found is not None
    return Box(*found)


def test_a_quote_over_two_lines_has_a_box_for_each(made: Path) -> None:
    first, second = places(made, 1, SENTENCE)
    assert (first.x0, second.x0) == pytest.approx((72, 72), abs=1)
    assert first.y0 < HEIGHT - 700 < first.y1 < first.y0 + 20
    assert second.y0 < HEIGHT - 684 < second.y1
    assert first.y1 <= second.y0 + 2


def test_part_of_a_line_has_a_box_of_its_words_alone(made: Path) -> None:
    (box,) = places(made, 1, "must not wait")
    assert box.x0 > 72 + 40
    assert box.x1 < 72 + 160


def test_a_quote_that_runs_over_a_page_has_boxes_on_both(made: Path) -> None:
    quote = "there is reasonable cause to suspect significant harm."
    first, second = places_from(made, 1, quote)
    assert (first.page, second.page) == (1, 2)
    assert len(first.boxes) == len(second.boxes) == 1
    assert places(made, 1, quote) == first.boxes


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_turn_with_the_page(made: Path, turn: int) -> None:
    (box,) = places(changed(made, turn=turn), 1, "The carer must not wait")
    across, down = box.x1 - box.x0, box.y1 - box.y0
    assert (across > 5 * down) == (turn == 180)
    expected = {90: (700, 72), 180: (WIDTH - 72, 700), 270: (HEIGHT - 700, WIDTH - 72)}[turn]
    assert box.x0 - 5 <= expected[0] <= box.x1 + 5
    assert box.y0 - 5 <= expected[1] <= box.y1 + 5


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_quote_runs_over_turned_pages(made: Path, turn: int) -> None:
    quote = "there is reasonable cause to suspect significant harm."
    assert [found.page for found in places_from(changed(made, turn=turn), 1, quote)] == [1, 2]


def test_boxes_count_from_the_corner_of_the_cropped_page(made: Path) -> None:
    (whole,) = places(made, 1, "must not wait")
    (cut,) = places(changed(made, crop=(50, 100, WIDTH, HEIGHT - 60)), 1, "must not wait")
    assert cut == pytest.approx((whole.x0 - 50, whole.y0 - 60, whole.x1 - 50, whole.y1 - 60), abs=0.5)


@pytest.mark.parametrize("turn", [0, 90])
def test_a_picture_marks_the_boxes_and_nothing_else(made: Path, turn: int) -> None:
    path = changed(made, turn=turn, crop=(20, 20, WIDTH - 20, HEIGHT - 40))
    boxes = places(path, 1, "must not wait")
    (box,) = boxes
    picture = render_page(path, 1, boxes, scale=2)
    assert inked(picture) == pytest.approx([2 * side for side in box], abs=3)


def test_a_picture_without_boxes_is_the_page_at_its_scale(made: Path) -> None:
    image = Image.open(io.BytesIO(render_page(made, 2)))
    assert image.format == "PNG"
    assert image.size == pytest.approx((1.5 * WIDTH, 1.5 * HEIGHT), abs=2)


def test_words_that_are_not_there_are_refused_by_name(made: Path) -> None:
    with pytest.raises(PageError, match=r'made\.pdf: the words "The carer must wait" do not stand on page 1'):
        places(made, 1, "The carer must wait")
    with pytest.raises(PageError, match="do not stand on page 2"):
        places(made, 2, SENTENCE)


def test_a_page_that_is_not_there_is_refused(made: Path) -> None:
    with pytest.raises(PageError, match="there is no page 3: the PDF has 2 pages"):
        render_page(made, 3)
    with pytest.raises(PageError, match="no page 0"):
        places(made, 0, SENTENCE)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DamagedError):
        render_page(path, 1)


def test_a_page_without_letters_gives_no_boxes(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    Image.new("L", (400, 600), 255).save(path)
    assert places(path, 1, SENTENCE) == ()
    assert render_page(path, 1, places(path, 1, SENTENCE)).startswith(b"\x89PNG")
