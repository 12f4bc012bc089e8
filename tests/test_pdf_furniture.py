"""What the PDF reader takes for running heads and feet, and what it leaves in the text."""

from __future__ import annotations

import pytest
from readings import texts
from sheets import LEFT, TOP, WHO, Sheet

from core.records import BlockKind


def prose(sheet: Sheet, number: int) -> Sheet:
    """Two paragraphs: the first one in other words on each of seven pages."""
    who = WHO[number % len(WHO)]
    sheet.lines(f"The {who} is told on the day on which a child goes missing,", f"and then tells the {who}.").gap()
    return sheet.lines("The duty manager keeps a written note of each call", "and of what was agreed.")


@pytest.mark.parametrize("label", ["Standard", "Case study"])
@pytest.mark.parametrize("pages", [2, 3, 7])
@pytest.mark.parametrize(("size", "gap"), [(16, 8), (16, 60), (11, 12), (11, 2)])
def test_bold_headings_that_count_with_the_pages_are_headings(
    sheet: Sheet, label: str, pages: int, size: float, gap: float
) -> None:
    for number in range(1, pages + 1):
        prose(sheet.bold(f"{label} {number}", size=size).gap(gap), number).at(40).line(str(number), x=290).page()
    reading = sheet.read()
    titles = [f"{label} {number}" for number in range(1, pages + 1)]
    assert texts(reading, BlockKind.HEADING) == titles
    assert [b.headings for b in reading.blocks if b.kind is BlockKind.PARAGRAPH][::2] == [(title,) for title in titles]
    assert [page.label for page in reading.pages] == [str(number) for number in range(1, pages + 1)]


def test_a_heading_that_counts_may_stand_below_a_running_head(sheet: Sheet) -> None:
    for number in range(1, 6):
        sheet.at(805).line("Marlbrook procedures", size=9).at(TOP).bold(f"Standard {number}", size=16).gap()
        prose(sheet, number).page()
    reading = sheet.read()
    assert "Marlbrook" not in reading.text
    assert texts(reading, BlockKind.HEADING) == [f"Standard {number}" for number in range(1, 6)]


def test_a_heading_that_counts_stands_over_a_table(sheet: Sheet) -> None:
    for number in range(1, 5):
        sheet.bold(f"Standard {number}", size=16).gap()
        for row in (("What", "Who"), ("Ring the police", "The carer"), ("Write it down", "The chair")):
            for column, words in enumerate(row):
                sheet.canvas.rect(LEFT + 150 * column, sheet.y - 6, 150, 20)
                sheet.canvas.setFont("Helvetica", 11)
                sheet.canvas.drawString(LEFT + 150 * column + 4, sheet.y, words)
            sheet.gap(20)
        sheet.page()
    reading = sheet.read()
    assert all(f"Standard {number}" in reading.text for number in range(1, 5))


def test_plain_lines_that_count_with_the_pages_are_text_where_text_goes_on_below(sheet: Sheet) -> None:
    for number in range(1, 5):
        prose(sheet.line(f"Visit {number} to the child at home or in school:"), number).page()
    text = sheet.read().text
    assert all(f"Visit {number} to the child" in text for number in range(1, 5))


@pytest.mark.parametrize("head", ["Handbook {}", "Page {}", "Handbook page {} of 9", "{} Handbook", "Handbook | {}"])
@pytest.mark.parametrize(("y", "font"), [(800, "Helvetica"), (800, "Helvetica-Bold"), (40, "Helvetica-Bold")])
def test_a_line_of_body_size_away_from_the_text_with_the_page_number_is_not_text(
    sheet: Sheet, head: str, y: float, font: str
) -> None:
    for number in range(1, 6):
        prose(sheet.at(y).line(head.format(number), font=font).at(TOP), number).page()
    reading = sheet.read()
    assert {b.kind for b in reading.blocks} == {BlockKind.PARAGRAPH}
    assert not any(words in reading.text for words in ("andbook", "Page"))


def test_two_running_heads_of_body_size_one_below_the_other_are_not_text(sheet: Sheet) -> None:
    for number in range(1, 6):
        prose(sheet.at(815).line(f"Handbook {number}").line(f"Volume 2, leaf {number}").at(TOP), number).page()
    text = sheet.read().text
    assert "Handbook" not in text
    assert "Volume" not in text


def test_a_large_foot_with_the_page_number_is_not_text(sheet: Sheet) -> None:
    for number in range(1, 6):
        prose(sheet, number).at(40).line(f"Handbook {number}", size=14).page()
    assert "Handbook" not in sheet.read().text


def test_a_large_running_head_that_stays_the_same_is_not_text(sheet: Sheet) -> None:
    for number in range(1, 6):
        prose(sheet.bold("Standard 1", size=16).gap(), number).page()
    assert "Standard" not in sheet.read().text
