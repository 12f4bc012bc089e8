"""In which order the PDF reader reads columns that the file draws line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import texts
from sheets import LEFT, STEP, TOP, Sheet

from ingest.readers import read_file

RIGHT = 330.0
HOME = (
    "The manager decides on the same day whether",
    "the child should be seen at home or in",
    "school, and writes down why. Carers ring",
    "the police when a child has not come back",
    "by the time that was agreed with them, and",
    "tell the social worker on the next morning",
    "what was found and what was done that night.",
)
SCHOOL = (
    "Schools tell the authority about each pupil",
    "who leaves without a known place to go to.",
    "Where a child is at risk of harm the duty",
    "officer calls a meeting on that day, and the",
    "police and the nurse are asked to come. Plans",
    "say who does what and by when, and they are",
    "read again after each visit to the child.",
)
FULL = "A line as wide as the page stands above the two columns, as the summary of a leaflet often does."


def side_by_side(sheet: Sheet, *, gap_after: tuple[int, ...] = (), shift: float = 0) -> Sheet:
    """Two columns, drawn left, right, left, right; a gap on both sides after the lines in `gap_after`."""
    for place, (left, right) in enumerate(zip(HOME, SCHOOL, strict=True)):
        level = sheet.y
        sheet.line(left).at(level - shift).line(right, x=RIGHT).at(level - STEP)
        sheet.gap(10 if place in gap_after else 0)
    return sheet


def saved(sheet: Sheet) -> Path:
    sheet.canvas.save()
    return Path(sheet.canvas._filename)


@pytest.mark.parametrize("shift", [0, 5])
def test_columns_that_are_drawn_line_by_line_are_read_one_after_the_other(sheet: Sheet, shift: float) -> None:
    reading = read_file(saved(side_by_side(sheet.line(FULL).gap(), shift=shift)))
    assert texts(reading) == [FULL, " ".join(HOME), " ".join(SCHOOL)]
    assert all(block.verified for block in reading.blocks)


def test_long_columns_that_are_drawn_line_by_line_are_read_one_after_the_other(sheet: Sheet) -> None:
    for _ in range(4):
        side_by_side(sheet)
    assert sheet.read().text.replace("\n", " ") == " ".join((*HOME * 4, *SCHOOL * 4))


def test_gaps_at_other_heights_on_each_side_do_not_make_columns_a_table(sheet: Sheet) -> None:
    drawn = [
        (TOP - STEP * place - 10 * (place > gap), x, line)
        for x, words, gap in ((LEFT, HOME, 2), (RIGHT, SCHOOL, 4))
        for place, line in enumerate(words)
    ]
    for y, x, line in sorted(drawn, key=lambda one: (-one[0], one[1])):
        sheet.at(y).line(line, x=x)
    assert " ".join(HOME[:3]) in sheet.read().text


def test_sides_that_part_at_the_same_heights_are_rows(sheet: Sheet) -> None:
    text = side_by_side(sheet, gap_after=(1, 3, 5)).read().text
    assert f"{HOME[0]} {SCHOOL[0]}" in text
    assert f"{HOME[2]} {SCHOOL[2]}" in text


def test_a_rule_across_both_sides_makes_rows_of_them(sheet: Sheet) -> None:
    sheet.canvas.line(LEFT, TOP - 3.3 * STEP, 560, TOP - 3.3 * STEP)
    assert f"{HOME[0]} {SCHOOL[0]}" in side_by_side(sheet).read().text


def test_rows_of_one_line_are_read_across(sheet: Sheet) -> None:
    for place in range(7):
        level = sheet.y
        sheet.line(HOME[place].capitalize()).at(level).line(SCHOOL[place].capitalize(), x=RIGHT)
    assert f"{HOME[1].capitalize()} {SCHOOL[1].capitalize()}" in sheet.read().text
