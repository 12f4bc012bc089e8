"""The PDF reader on small files made here, each for one claim."""

from __future__ import annotations

from readings import block, stem, texts
from sheets import LEFT, TOP, WHO, Sheet, prose

from core.records import BlockKind


def test_lines_of_a_paragraph_become_one_block(sheet: Sheet) -> None:
    reading = sheet.lines(
        "When a child is missing the carer tells the police and the out of hours team,",
        "and writes down what the child was wearing.",
    ).read()
    assert texts(reading) == [
        "When a child is missing the carer tells the police and the out of hours team, and writes down what the "
        "child was wearing."
    ]


def test_a_gap_parts_paragraphs(sheet: Sheet) -> None:
    reading = sheet.line("The first paragraph stands alone here.").gap().line("The second one follows it.").read()
    assert texts(reading) == ["The first paragraph stands alone here.", "The second one follows it."]


def test_hyphen_at_a_line_end_is_undone_where_the_word_is_whole_elsewhere(sheet: Sheet) -> None:
    reading = sheet.lines(
        "Our safeguarding lead reads each note; the multi-agency panel meets later, and safe-",
        "guarding comes first, as it does for every multi-",
        "agency meeting.",
    ).read()
    assert "and safeguarding comes first" in reading.text
    assert "every multi-agency meeting" in reading.text


def test_larger_and_bold_lines_are_headings_with_levels(sheet: Sheet) -> None:
    sheet.bold("Children who go missing", size=18).gap().bold("Before a child is found", size=14).gap()
    prose(sheet, 1).bold("Telling the police").line("Ring at once and give a plain account of it.")
    reading = sheet.read()
    assert texts(reading, BlockKind.HEADING) == [
        "Children who go missing",
        "Before a child is found",
        "Telling the police",
    ]
    assert block(reading, "Ring at once").headings == (
        "Children who go missing",
        "Before a child is found",
        "Telling the police",
    )


def test_a_heading_over_two_lines_is_one(sheet: Sheet) -> None:
    sheet.bold("What the duty manager does when a child", size=16).gap(3).bold("is not where they should be", size=16)
    reading = prose(sheet.gap(), 2).read()
    assert texts(reading, BlockKind.HEADING) == ["What the duty manager does when a child is not where they should be"]


def test_bold_words_that_lead_into_a_paragraph_are_no_heading(sheet: Sheet) -> None:
    sheet.canvas.setFont("Helvetica-Bold", 11)
    sheet.canvas.drawString(LEFT, sheet.y, "Absent:")
    sheet.line("a child who is away for a short time and whose place is known.", x=LEFT + 48).gap()
    reading = prose(sheet, 2).read()
    assert texts(reading, BlockKind.HEADING) == []


def numbered_pages(sheet: Sheet, last: int, *, per_page: int) -> Sheet:
    for number in range(1, last + 1):
        who = WHO[number % 7]
        sheet.numbered(f"{number}.", f"In rule {number} the {who} says what must", f"be done by the {who}.").gap()
        if number % per_page == 0:
            sheet.page()
    return sheet


def test_numbered_paragraphs_come_out_in_order_with_the_number_in_the_text(sheet: Sheet) -> None:
    reading = numbered_pages(sheet, 30, per_page=10).read()
    numbers = [b.paragraph for b in reading.blocks if b.kind is BlockKind.PARAGRAPH]
    assert numbers == [str(number) for number in range(1, 31)]
    assert texts(reading)[11] == "12. In rule 12 the carer says what must be done by the carer."


def test_a_year_or_a_list_number_is_no_paragraph_number(sheet: Sheet) -> None:
    numbered_pages(sheet, 12, per_page=6)
    sheet.numbered(
        "13.", "The rule was changed more than once, the last time in the spring of", "2015. It holds."
    ).gap()
    sheet.line("1.  first of a short list", x=LEFT + 60).line("2.  second of it", x=LEFT + 60).gap()
    sheet.numbered("14.", "Paragraph with the number 14 comes last.")
    reading = sheet.read()
    seen = [b.paragraph for b in reading.blocks]
    assert list(dict.fromkeys(seen)) == [str(number) for number in range(1, 15)]


def test_chapter_numbers_with_a_point_are_read(sheet: Sheet) -> None:
    for chapter in (1, 2, 3):
        for part in range(1, 5):
            sheet.numbered(
                f"{chapter}.{part}", f"The {WHO[(chapter + part) % 7]} decides when and where to meet."
            ).gap()
        sheet.page()
    reading = sheet.read()
    assert [b.paragraph for b in reading.blocks][3:6] == ["1.4", "2.1", "2.2"]


def test_a_wrapped_bullet_is_one_item_under_its_stem(sheet: Sheet) -> None:
    sheet.line("The manager should:").bullet(
        "write to the family within one working day of the call,", "and keep a copy"
    )
    reading = prose(sheet.bullet("tell the team").gap(), 2).read()
    items = [b for b in reading.blocks if b.kind is BlockKind.ITEM]
    assert texts(reading, BlockKind.ITEM) == [
        "• write to the family within one working day of the call, and keep a copy",
        "• tell the team",
    ]
    assert [stem(reading, b) for b in items] == ["The manager should:", "The manager should:"]


def test_lettered_items_keep_their_mark_and_nest(sheet: Sheet) -> None:
    sheet.line("The record must show:")
    for mark, words, x in (
        ("(a)", "who called, and:", 90),
        ("(i)", "when they called;", 120),
        ("(b)", "what was said.", 90),
    ):
        sheet.canvas.drawString(x, sheet.y, mark)
        sheet.line(words, x=x + 24)
    reading = prose(sheet.gap(), 2).read()
    assert texts(reading, BlockKind.ITEM) == ["(a) who called, and:", "(i) when they called;", "(b) what was said."]
    nested, outer = block(reading, "(i)"), block(reading, "(b)")
    assert stem(reading, nested) == "(a) who called, and:"
    assert stem(reading, outer) == "The record must show:"


def draw_footnote(sheet: Sheet, number: str, text: str, *, y: float) -> Sheet:
    sheet.canvas.line(LEFT, y + 14, LEFT + 144, y + 14)
    sheet.canvas.setFont("Helvetica", 6)
    sheet.canvas.drawString(LEFT, y + 3, number)
    return sheet.at(y).line(text, x=LEFT + 5, size=9)


def test_a_footnote_does_not_cut_the_paragraph_that_it_interrupts(sheet: Sheet) -> None:
    prose(sheet, 2)
    sheet.at(140).lines("The lead decides who should be told, and makes sure that every one of the people")
    draw_footnote(sheet, "1", "As the law requires.", y=70)
    sheet.page().line("on the list is told in time.").gap()
    reading = prose(sheet, 2).read()
    assert texts(reading, BlockKind.FOOTNOTE) == ["As the law requires."]
    assert texts(reading)[2].endswith("the people on the list is told in time.")


def test_a_raised_note_mark_is_not_in_the_words(sheet: Sheet) -> None:
    sheet.canvas.setFont("Helvetica", 11)
    sheet.canvas.drawString(LEFT, sheet.y, "All staff work for safeguarding")
    sheet.canvas.setFont("Helvetica", 6)
    sheet.canvas.drawString(LEFT + 155, sheet.y + 5, "12")
    sheet.line("at all times, on the 18th as on any other day.", x=LEFT + 170).gap()
    reading = prose(sheet, 2).read()
    assert "safeguarding at all times, on the 18th as" in reading.text


def test_two_columns_are_read_one_after_the_other(sheet: Sheet) -> None:
    left = [f"Left column line {n} about the child and home" for n in range(1, 13)]
    right = [f"right column line {n} about school and health" for n in range(1, 13)]
    sheet.lines(*left).at(TOP).lines(*right, x=320)
    reading = sheet.read()
    assert reading.text.index("line 12 about the child") < reading.text.index("right column line 1 about")


def test_contents_lines_are_not_body(sheet: Sheet) -> None:
    sheet.bold("Contents", size=16).gap()
    for place, title in enumerate(("Referrals", "Visits", "Reviews", "Complaints"), start=2):
        sheet.line(f"{title} {'.' * 40} {place}")
    reading = prose(sheet.page(), 2).read()
    kinds = {texts(reading)[place]: b.kind for place, b in enumerate(reading.blocks)}
    assert [text.split(" ")[0] for text, kind in kinds.items() if kind is BlockKind.CONTENTS] == [
        "Contents",
        "Referrals",
        "Visits",
        "Reviews",
        "Complaints",
    ]


def test_a_ruled_table_gives_one_row_each_with_its_cells(sheet: Sheet) -> None:
    prose(sheet, 1)
    top = sheet.y
    for row, cells in enumerate((("Step", "Limit"), ("Strategy discussion", "one day"), ("Conference", "15 days"))):
        for column, words in enumerate(cells):
            sheet.canvas.rect(LEFT + 150 * column, top - 20 * row - 6, 150, 20)
            sheet.canvas.drawString(LEFT + 150 * column + 4, top - 20 * row, words)
    reading = prose(sheet.at(top - 100), 1).read()
    assert texts(reading, BlockKind.ROW) == ["Step | Limit", "Strategy discussion | one day", "Conference | 15 days"]


def test_drawn_dots_are_bullets(sheet: Sheet) -> None:
    sheet.line("We will:")
    for words in ("listen to the child", "act on what is said"):
        sheet.canvas.circle(LEFT + 4, sheet.y + 4, 2, stroke=0, fill=1)
        sheet.line(words, x=LEFT + 14)
    reading = prose(sheet.gap(), 2).read()
    assert texts(reading, BlockKind.ITEM) == ["• listen to the child", "• act on what is said"]


def ruled(sheet: Sheet) -> Sheet:
    """Two columns and two rows, ruled; the words of the second row's second cell stand on two lines."""
    for y in (720, 690, 640):
        sheet.canvas.line(72, y, 400, y)
    for x in (72, 200, 400):
        sheet.canvas.line(x, 640, x, 720)
    sheet.at(700).line("Sign", x=80).at(700).line("What to do", x=210)
    sheet.at(670).line("Missing", x=80).at(670).line("Ring the duty team at once", x=210)
    return sheet.at(655).line("and the police.", x=210)


def test_underlined_words_in_a_cell_stay_in_its_text(sheet: Sheet) -> None:
    start = 210 + sheet.canvas.stringWidth("Ring the ", "Helvetica", 11)
    ruled(sheet).canvas.line(start, 668.5, start + sheet.canvas.stringWidth("duty team", "Helvetica", 11), 668.5)
    reading = sheet.read()
    assert any("Ring the duty team at once and the police." in text for text in texts(reading, BlockKind.ROW))


def test_edges_that_are_drawn_twice_part_no_cell(sheet: Sheet) -> None:
    ruled(sheet).canvas.line(72, 640.0001, 280, 640.0001)
    sheet.canvas.line(200.0001, 640, 200.0001, 720)
    reading = sheet.read()
    assert any("Ring the duty team at once and the police." in text for text in texts(reading, BlockKind.ROW))


def test_a_word_beside_the_round_corner_of_a_box_stays_in_its_box(sheet: Sheet) -> None:
    prose(sheet)
    sheet.canvas.roundRect(72, 300, 130, 70, 18)
    for place, line in enumerate(["A worker is named", "and told at once", "and calls the home"]):
        sheet.at(352 - 15 * place).line(line, x=78)
    sheet.at(352).line("Beside the box.", x=300)
    assert "A worker is named and told at once and calls the home" in texts(sheet.read())
