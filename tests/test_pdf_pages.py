"""Pages of a PDF on small files made here: heads and feet, printed numbers, what runs over a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader as PypdfReader
from pypdf import PdfWriter
from readings import block, texts
from sheets import TOP, Sheet, prose

from ingest.pdf.reader import PdfReader


def with_furniture(sheet: Sheet, pages: int) -> Sheet:
    for number in range(1, pages + 1):
        sheet.at(805).line("Marlbrook safeguarding procedures", size=9).at(TOP)
        prose(sheet, 2)
        sheet.at(40).line(f"Page {number} of {pages}", size=9).page()
    return sheet


def test_running_heads_and_page_numbers_are_not_text(sheet: Sheet) -> None:
    reading = with_furniture(sheet, 4).read()
    assert "Marlbrook" not in reading.text
    assert "Page" not in reading.text
    assert len(reading.pages) == 4


def test_the_printed_number_is_the_page_label(sheet: Sheet) -> None:
    prose(sheet).page()
    reading = with_furniture(sheet, 4).read()
    assert [page.label for page in reading.pages] == [None, "1", "2", "3", "4"]
    assert [page.number for page in reading.pages] == [1, 2, 3, 4, 5]


def test_a_foot_with_roman_page_numbers_is_not_text(sheet: Sheet) -> None:
    for number in ("i", "ii", "iii", "1", "2"):
        prose(sheet, 2).at(40).line(f"Levels of need, version 7, page {number}", size=9).page()
    assert "Levels of need" not in sheet.read().text


def test_labels_that_the_file_holds_come_first(sheet: Sheet) -> None:
    sheet.canvas.addPageLabel(0, style="ROMAN_LOWER", start=1)
    sheet.canvas.addPageLabel(2, style="ARABIC", start=1)
    for _ in range(4):
        prose(sheet).page()
    reading = sheet.read()
    assert [page.label for page in reading.pages] == ["i", "ii", "1", "2"]


def test_a_paragraph_over_a_page_is_one_block_on_both_pages(sheet: Sheet) -> None:
    sheet.at(110).lines(
        "The manager decides on the same day whether the child should be seen at home or", "somewhere else,"
    )
    sheet.page().line("and writes down why it was so decided.").gap()
    reading = prose(sheet, 2).read()
    whole = block(reading, "The manager decides")
    assert reading.text[whole.start : whole.end].endswith("somewhere else, and writes down why it was so decided.")
    first, last = reading.page_at(whole.start), reading.page_at(whole.end - 1)
    assert first is not None
    assert last is not None
    assert (first.number, last.number) == (1, 2)
    assert reading.text[last.start :].lstrip().startswith("and writes down why")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(sheet: Sheet, tmp_path: Path, turn: int) -> None:
    sheet.line("The first line of the page says one thing.").gap().line("The second line says another.")
    upright = sheet.read()
    writer = PdfWriter()
    for page in PypdfReader(tmp_path / "made.pdf").pages:
        page.rotate(turn)
        writer.add_page(page)
    writer.write(tmp_path / "turned.pdf")
    turned = PdfReader().read(tmp_path / "turned.pdf")
    assert sorted(turned.text.split()) == sorted(upright.text.split())


def test_blocks_cover_the_text_and_pages_follow_one_another(sheet: Sheet) -> None:
    reading = with_furniture(sheet, 3).read()
    assert "\n".join(texts(reading)) == reading.text
    assert all(one.end <= other.start for one, other in zip(reading.pages, reading.pages[1:], strict=False))
