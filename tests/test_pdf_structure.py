"""How the PDF reader ranks headings and numbers paragraphs, on small files made here, each for one claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pdf import LEFT, TOP, Sheet, prose


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    return Sheet(tmp_path / "made.pdf")


def test_a_footnotes_mark_that_stands_alone_is_no_page_number(sheet: Sheet) -> None:
    for number in range(1, 9):
        prose(sheet.at(TOP), 3).at(30 + 2 * (number % 3)).line(str(number), x=290).at(TOP)
        if number == 5:
            sheet.at(92).line("26", size=7).at(89).line("Children Act 2004, section 16G.", x=LEFT + 14, size=8).at(TOP)
        sheet.page()
    assert "Children Act 2004, section 16G" in prose(sheet, 1).read().text


def test_letters_too_small_to_be_seen_are_not_text(sheet: Sheet) -> None:
    sheet.canvas.setFont("Helvetica", 1)
    sheet.canvas.drawString(LEFT + 200, TOP, "7F")
    assert "7F" not in prose(sheet, 1).read().text


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("extra-familial harm, and it names non-", "familial harm as well."), "non-familial"),
        (("A link between those teams gives join-", "up where there was none."), "join-up"),
        (("The investigation was closed, but re-", "investigation is not ruled out."), "re-investigation"),
        (("Nobody had foreseen the con-", "sequences of it all."), "consequences"),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_the_word_is_a_compound(
    sheet: Sheet, lines: tuple[str, str], expected: str
) -> None:
    assert expected in sheet.lines("The plan is about children and", *lines).read().text


def test_words_with_a_narrow_space_between_them_are_kept_apart(sheet: Sheet) -> None:
    prose(sheet, 1)
    before = "the matters in Schedule"
    drawn = sheet.canvas.beginText(LEFT, sheet.y)
    drawn.setFont("Helvetica", 11)
    drawn.setCharSpace(-0.5)
    drawn.textOut(before)
    width = sheet.canvas.stringWidth(before, "Helvetica", 11) - 0.5 * len(before)
    drawn.setTextOrigin(LEFT + width + 1.8, sheet.y)
    drawn.textOut("7 are considered")
    sheet.canvas.drawText(drawn)
    assert "in Schedule 7 are considered" in sheet.read().text
