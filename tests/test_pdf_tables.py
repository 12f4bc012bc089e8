"""Tables, boxes and flow charts of PDF pages, on small files made here, each for one claim."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from readings import block, texts
from sheets import FILLER, LEFT, TOP, Sheet, prose

from core.records import BlockKind

WIDE, HIGH = 150.0, 20.0
Row = Sequence[str]


def write(sheet: Sheet, x: float, y: float, words: str, *, bold: bool = False, white: bool = False) -> None:
    sheet.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", 10)
    sheet.canvas.setFillGray(1.0 if white else 0.0)
    sheet.canvas.drawString(x, y, words)
    sheet.canvas.setFillGray(0.0)


def table(sheet: Sheet, rows: Sequence[Row], *, bold: int = 1, width: float = WIDE) -> Sheet:
    """A table with all its rules drawn; the first `bold` rows are in bold."""
    for place, row in enumerate(rows):
        for column, words in enumerate(row):
            sheet.canvas.rect(LEFT + width * column, sheet.y - 6, width, HIGH)
            write(sheet, LEFT + width * column + 4, sheet.y, words, bold=place < bold)
        sheet.y -= HIGH
    return sheet.gap(20)


HEAD = ("Sign", "Low", "High")


def test_each_cell_is_said_behind_its_header(sheet: Sheet) -> None:
    reading = prose(table(prose(sheet, 1), [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")]), 1).read()
    assert texts(reading, BlockKind.ROW) == [
        "Sign: Missing | Low: Ring | High: Visit",
        "Sign: Hurt | Low: Ask | High: See",
    ]


def test_a_blank_cell_keeps_the_others_in_their_columns(sheet: Sheet) -> None:
    reading = prose(table(prose(sheet, 1), [HEAD, ("Missing", "", "Visit"), ("", "Ask", "")]), 1).read()
    assert texts(reading, BlockKind.ROW) == ["Sign: Missing | High: Visit", "Low: Ask"]


def test_rows_of_one_look_have_no_header(sheet: Sheet) -> None:
    rows = [("Owner", "The board"), ("Version", "Seven"), ("Review", "In June")]
    reading = prose(table(prose(sheet, 1), rows, bold=0), 1).read()
    assert texts(reading, BlockKind.ROW) == ["Owner | The board", "Version | Seven", "Review | In June"]


def test_a_row_of_another_shade_has_the_headers(sheet: Sheet) -> None:
    prose(sheet, 1)
    sheet.canvas.setFillGray(0.8)
    for column in range(3):
        sheet.canvas.rect(LEFT + WIDE * column, sheet.y - 6, WIDE, HIGH, fill=1, stroke=0)
    sheet.canvas.setFillGray(0.0)
    reading = prose(table(sheet, [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")], bold=0), 1).read()
    assert texts(reading, BlockKind.ROW)[0] == "Sign: Missing | Low: Ring | High: Visit"


def test_rows_shaded_in_turn_have_no_header(sheet: Sheet) -> None:
    prose(sheet, 1)
    for place in (0, 2):
        for column in range(3):
            sheet.canvas.setFillGray(0.8)
            sheet.canvas.rect(LEFT + WIDE * column, sheet.y - 6 - HIGH * place, WIDE, HIGH, fill=1, stroke=0)
    sheet.canvas.setFillGray(0.0)
    rows = [("Late", "Note", "Tell"), ("Lost", "Look", "Find"), ("Hurt", "Ask", "See"), ("Ill", "Wait", "Run")]
    reading = prose(table(sheet, rows, bold=0), 1).read()
    assert texts(reading, BlockKind.ROW) == [" | ".join(row) for row in rows]


def test_a_first_column_in_bold_does_not_hide_the_headers(sheet: Sheet) -> None:
    rows = [HEAD, ("", "Ring", "Visit"), ("", "Ask", "See")]
    table(prose(sheet, 1), rows)
    for place, words in enumerate(("Missing from home again", "Hurt by someone at home")):
        write(sheet, LEFT + 4, sheet.y + 20 + HIGH * (2 - place), words, bold=True)
    reading = prose(sheet, 1).read()
    assert texts(reading, BlockKind.ROW)[0] == "Sign: Missing from home again | Low: Ring | High: Visit"


def test_headers_in_one_filled_bar_are_told_by_the_columns_below(sheet: Sheet) -> None:
    prose(sheet, 1)
    sheet.canvas.setFillGray(0.2)
    sheet.canvas.rect(LEFT, sheet.y - 6, 3 * WIDE, HIGH, fill=1)
    for column, words in enumerate(HEAD):
        write(sheet, LEFT + WIDE * column + 4, sheet.y, words, bold=True, white=True)
    sheet.y -= HIGH
    reading = prose(table(sheet, [("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")], bold=0), 1).read()
    assert texts(reading, BlockKind.ROW)[0] == "Sign: Missing | Low: Ring | High: Visit"


def test_headers_over_a_table_without_rules_of_their_own_are_its_headers(sheet: Sheet) -> None:
    prose(sheet, 1)
    for column, words in enumerate(HEAD):
        write(sheet, LEFT + WIDE * column + 4, sheet.y, words, bold=True)
    sheet.y -= HIGH
    reading = prose(table(sheet, [("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")], bold=0), 1).read()
    assert texts(reading, BlockKind.ROW)[1] == "Sign: Hurt | Low: Ask | High: See"
    assert texts(reading, BlockKind.HEADING) == []


def test_a_table_open_at_both_sides_is_read_by_its_inner_rules(sheet: Sheet) -> None:
    prose(sheet, 1)
    top = sheet.y + HIGH - 6
    rows = [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")]
    for place, row in enumerate(rows):
        for column, words in enumerate(row):
            write(sheet, LEFT + WIDE * column + 4, sheet.y, words, bold=not place)
        sheet.y -= HIGH
    for place in range(len(rows) + 1):
        sheet.canvas.line(LEFT, top - HIGH * place, LEFT + 3 * WIDE, top - HIGH * place)
    for column in (1, 2):
        sheet.canvas.line(LEFT + WIDE * column, top, LEFT + WIDE * column, top - HIGH * len(rows))
    reading = prose(sheet.gap(20), 1).read()
    assert texts(reading, BlockKind.ROW) == [
        "Sign: Missing | Low: Ring | High: Visit",
        "Sign: Hurt | Low: Ask | High: See",
    ]


def test_headers_hold_on_the_next_page_whether_or_not_they_are_printed_again(sheet: Sheet) -> None:
    prose(sheet, 1)
    table(sheet.at(200), [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")]).page()
    table(sheet, [HEAD, ("Away", "Call", "Go"), ("Ill", "Wait", "Run")]).page()
    table(sheet, [("Late", "Note", "Tell"), ("Lost", "Look", "Find")], bold=0)
    reading = prose(sheet, 1).read()
    assert texts(reading, BlockKind.ROW)[2:] == [
        "Sign: Away | Low: Call | High: Go",
        "Sign: Ill | Low: Wait | High: Run",
        "Sign: Late | Low: Note | High: Tell",
        "Sign: Lost | Low: Look | High: Find",
    ]


def test_a_table_behind_other_text_has_no_header_of_the_table_before(sheet: Sheet) -> None:
    prose(sheet, 1)
    prose(table(sheet, [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")]), 1).page()
    reading = table(sheet, [("Late", "Note", "Tell"), ("Lost", "Look", "Find")], bold=0).read()
    assert texts(reading, BlockKind.ROW)[2:] == ["Late | Note | Tell", "Lost | Look | Find"]


def test_a_row_that_goes_on_over_the_page_is_one_block_on_both(sheet: Sheet) -> None:
    prose(sheet, 1)
    table(sheet.at(200), [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See the child and")]).page()
    table(sheet, [("", "", "write it down"), ("Late", "Note", "Tell")], bold=0)
    reading = prose(sheet, 1).read()
    assert texts(reading, BlockKind.ROW)[1:] == [
        "Sign: Hurt | Low: Ask | High: See the child and write it down",
        "Sign: Late | Low: Note | High: Tell",
    ]
    whole = block(reading, "Sign: Hurt")
    first, last = reading.page_at(whole.start), reading.page_at(whole.end - 1)
    assert first is not None
    assert last is not None
    assert (first.number, last.number) == (1, 2)


def test_a_row_over_three_pages_begins_on_the_first(sheet: Sheet) -> None:
    prose(sheet, 1)
    first = [("Sign", "Low", "High", "Most"), ("Missing", "Ring", "Visit", "Tell"), ("Hurt", "Ask", "See", "Ring and")]
    table(sheet.at(200), first, width=110).page()
    table(sheet, [("", "again", "again", "then meet and")], bold=0, width=110).page()
    table(sheet, [("", "", "", "write it down"), ("Late", "Note", "Tell", "Ring")], bold=0, width=110)
    reading = prose(sheet, 1).read()
    whole = block(reading, "Sign: Hurt")
    assert reading.text[whole.start : whole.end] == (
        "Sign: Hurt | Low: Ask again | High: See again | Most: Ring and then meet and write it down"
    )
    first, last = reading.page_at(whole.start), reading.page_at(whole.end - 1)
    assert first is not None
    assert last is not None
    assert (first.number, last.number) == (1, 3)


def test_a_heading_beside_several_rows_is_said_in_each(sheet: Sheet) -> None:
    prose(sheet, 1)
    top = sheet.y
    for column, words in enumerate(HEAD):
        sheet.canvas.rect(LEFT + WIDE * column, top - 6, WIDE, HIGH)
        write(sheet, LEFT + WIDE * column + 4, top, words, bold=True)
    sheet.canvas.rect(LEFT, top - 6 - 2 * HIGH, WIDE, 2 * HIGH)
    write(sheet, LEFT + 4, top - HIGH, "Missing")
    for place, row in enumerate((("Ring", "Visit"), ("Write", "Meet")), start=1):
        for column, words in enumerate(row, start=1):
            sheet.canvas.rect(LEFT + WIDE * column, top - 6 - HIGH * place, WIDE, HIGH)
            write(sheet, LEFT + WIDE * column + 4, top - HIGH * place, words)
    reading = prose(sheet.at(top - 100), 1).read()
    assert texts(reading, BlockKind.ROW) == [
        "Sign: Missing | Low: Ring | High: Visit",
        "Sign: Missing | Low: Write | High: Meet",
    ]


def test_a_line_across_all_columns_stands_under_no_header(sheet: Sheet) -> None:
    table(prose(sheet, 1), [HEAD, ("Missing", "Ring", "Visit")])
    sheet.y += 20
    sheet.canvas.rect(LEFT, sheet.y - 6, 3 * WIDE, HIGH)
    write(sheet, LEFT + 4, sheet.y, "For those who are sixteen and over, ask them what they want first of all")
    sheet.y -= HIGH
    reading = prose(table(sheet, [("Hurt", "Ask", "See")], bold=0), 1).read()
    assert texts(reading, BlockKind.ROW)[1:] == [
        "For those who are sixteen and over, ask them what they want first of all",
        "Sign: Hurt | Low: Ask | High: See",
    ]


def test_a_line_under_words_parts_no_cell(sheet: Sheet) -> None:
    table(prose(sheet, 1), [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")])
    sheet.canvas.line(LEFT + WIDE + 20, TOP - 68, LEFT + WIDE + 60, TOP - 68)
    reading = prose(sheet, 1).read()
    assert len(texts(reading, BlockKind.ROW)) == 2


@pytest.mark.parametrize("across", [1, 2])
def test_a_box_around_running_text_is_text(sheet: Sheet, across: int) -> None:
    prose(sheet, 1)
    top = sheet.y
    sheet.lines(FILLER[:78], FILLER[78:].strip()).gap(4)
    sheet.canvas.rect(LEFT - 4, sheet.y + 8, 460, top - sheet.y + 6)
    if across == 2:
        sheet.canvas.rect(LEFT - 2, sheet.y + 10, 456, top - sheet.y + 2)
    reading = prose(sheet.gap(), 1).read()
    assert {b.kind for b in reading.blocks} == {BlockKind.PARAGRAPH}
    assert texts(reading)[1] == FILLER


BOXES = ((200, 600, "A call comes in"), (100, 480, "The duty lead decides"), (320, 480, "The caller is told"))


def chart(sheet: Sheet, *, arrows: bool) -> Sheet:
    for x, y, words in BOXES:
        sheet.canvas.rect(x, y, 160, 40)
        write(sheet, x + 10, y + 18, words)
    if arrows:
        for x, y in ((230, 600), (330, 600)):
            sheet.canvas.line(x, y, x, 520)
        sheet.canvas.line(260, 500, 320, 500)
        write(sheet, 240, 560, "Yes")
    return sheet.at(430)


def test_boxes_that_arrows_join_are_figures(sheet: Sheet) -> None:
    reading = prose(chart(prose(sheet, 2), arrows=True), 1).read()
    assert texts(reading, BlockKind.FIGURE) == [words for _, _, words in BOXES] + ["Yes"]
    assert texts(reading)[0] == texts(reading)[-1] == FILLER


def test_boxes_without_arrows_are_text(sheet: Sheet) -> None:
    reading = prose(chart(prose(sheet, 2), arrows=False), 1).read()
    assert texts(reading, BlockKind.FIGURE) == []
    assert all(words in reading.text for _, _, words in BOXES)


def test_a_table_is_no_chart_whatever_lines_end_at_it(sheet: Sheet) -> None:
    table(prose(sheet, 1), [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")])
    for x in (100, 250, 400):
        sheet.canvas.line(x, sheet.y + 34, x, sheet.y)
    reading = prose(sheet.gap(20), 1).read()
    assert texts(reading, BlockKind.FIGURE) == []
    assert len(texts(reading, BlockKind.ROW)) == 2


def test_lines_that_run_through_words_are_no_table(sheet: Sheet) -> None:
    prose(sheet, 1)
    top = sheet.y
    for place, words in enumerate(("Number of children by year and by area", "Number of homes by year and by area")):
        for column in range(4):
            sheet.canvas.rect(LEFT + 60 * column, top - 6 - HIGH * place, 60, HIGH)
        write(sheet, LEFT + 4, top - HIGH * place, words)
    reading = prose(sheet.at(top - 60), 1).read()
    assert texts(reading, BlockKind.ROW) == []
    assert "Number of children by year and by area" in reading.text


def test_lines_across_all_columns_over_the_headers_are_rows_of_their_own(sheet: Sheet) -> None:
    prose(sheet, 1)
    sheet.canvas.rect(LEFT, sheet.y - 6, 3 * WIDE, HIGH)
    write(sheet, LEFT + 4, sheet.y, "Please fill in one line for each of the signs that you have seen today")
    sheet.y -= HIGH
    reading = prose(table(sheet, [HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See")]), 1).read()
    assert texts(reading, BlockKind.ROW) == [
        "Please fill in one line for each of the signs that you have seen today",
        "Sign: Missing | Low: Ring | High: Visit",
        "Sign: Hurt | Low: Ask | High: See",
    ]


def test_a_rule_just_below_words_that_begin_at_it_is_still_a_cells_edge(sheet: Sheet) -> None:
    prose(sheet, 1)
    for place, row in enumerate((HEAD, ("Missing", "Ring", "Visit"), ("Hurt", "Ask", "See"))):
        for column, words in enumerate(row):
            sheet.canvas.rect(LEFT + WIDE * column, sheet.y - 2, WIDE, HIGH)
            write(sheet, LEFT + WIDE * column, sheet.y, words.ljust(20, "."), bold=not place)
        sheet.y -= HIGH
    reading = prose(sheet.gap(), 1).read()
    assert len(texts(reading, BlockKind.ROW)) == 2


@pytest.mark.parametrize("is_shaded", [True, False])
def test_a_shaded_label_is_no_part_of_the_text_beside_it(sheet: Sheet, *, is_shaded: bool) -> None:
    prose(sheet, 1)
    canvas, top = sheet.canvas, sheet.y
    if is_shaded:
        canvas.setFillColorRGB(0.3, 0.6, 0.2)
        canvas.rect(LEFT, top - 24, 80, 36, stroke=0, fill=1)
    write(sheet, LEFT + 10, top - 12, "Pregnancy", white=is_shaded)
    for place, line in enumerate(
        ("Alcohol may harm a child that is", "not yet born, and its mother, who", "needs help.")
    ):
        write(sheet, LEFT + 90, top - 12 * place, line)
    sheet.y -= 60
    reading = prose(sheet, 1).read()
    whole = "Alcohol may harm a child that is not yet born, and its mother, who needs help."
    found = [words for words in texts(reading, BlockKind.PARAGRAPH) if "lcohol" in words or "Pregnancy" in words]
    assert (found == ["Pregnancy", whole]) is is_shaded
