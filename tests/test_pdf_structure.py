"""How the PDF reader ranks headings and numbers paragraphs, on small files made here, each for one claim."""

from __future__ import annotations

import pytest
from readings import block, texts
from sheets import FILLER, LEFT, TOP, WHO, Sheet, prose

from core.records import BlockKind


def boxed(sheet: Sheet, title: str, *lines: str) -> Sheet:
    """A title in bold and lines of text in a shaded box as wide as the page's text."""
    sheet.gap(10)
    height = 15 * (len(lines) + 2)
    sheet.canvas.setFillGray(0.85)
    sheet.canvas.rect(LEFT - 6, sheet.y - height + 18, 468, height, stroke=0, fill=1)
    sheet.canvas.setFillGray(0)
    sheet.bold(title, size=12).gap(4).lines(*lines)
    return sheet.gap(24)


def chapters(sheet: Sheet, count: int) -> Sheet:
    """Numbered paragraphs 1, 2, ... under a heading, four to a page."""
    for number in range(1, count + 1):
        if number % 4 == 1:
            sheet.page()
        sheet.numbered(f"{number}.", FILLER[:70], FILLER[70:].strip()).gap()
    return sheet


def test_an_annex_counts_its_paragraphs_anew(sheet: Sheet) -> None:
    chapters(sheet.bold("What we do", size=16).gap(), 12)
    sheet.page().bold("Annex A: Children abroad", size=16).gap()
    for number in range(1, 5):
        sheet.numbered(f"{number}.", FILLER[:70], FILLER[70:].strip()).gap()
    reading = sheet.read()
    assert [b.paragraph for b in reading.blocks if b.headings == ("Annex A: Children abroad",)] == ["1", "2", "3", "4"]


def test_a_list_in_an_annex_is_no_run_of_paragraph_numbers(sheet: Sheet) -> None:
    chapters(sheet.bold("What we do", size=16).gap(), 12)
    sheet.page().bold("Annex A: Calls", size=16).gap().line("Ring these, one after the other:").gap()
    sheet.numbered("1.", "the carer").numbered("2.", "the police").numbered("3.", "the duty manager")
    reading = sheet.read()
    assert not [b for b in reading.blocks if b.headings == ("Annex A: Calls",) and b.paragraph]


def test_a_heading_in_a_box_holds_within_the_box(sheet: Sheet) -> None:
    prose(sheet.bold("Early help", size=16).gap(), 2)
    boxed(sheet, "Case study", "A boy of twelve came home late and told his aunt of it.", "She rang the school.")
    sheet.line("What comes after the box belongs to the chapter.").page()
    prose(prose(sheet, 3).page(), 3)
    reading = sheet.read()
    assert block(reading, "A boy of twelve").headings == ("Early help", "Case study")
    assert block(reading, "What comes after").headings == ("Early help",)


def test_a_heading_over_a_box_that_ends_in_a_colon_is_part_of_it(sheet: Sheet) -> None:
    prose(sheet.bold("Early help", size=16).gap(), 1)
    sheet.bold("The law says:", size=12)
    boxed(sheet, "Partners", "There are three of them, each with a duty of its own.", "They share it.")
    sheet.line("What comes after the box belongs to the chapter.").page()
    reading = prose(prose(sheet, 3).page(), 3).read()
    assert block(reading, "There are three").headings == ("Early help", "Partners")
    assert block(reading, "What comes after").headings == ("Early help",)


def test_headings_of_one_look_stand_as_deep_as_the_contents_list_them(sheet: Sheet) -> None:
    deep = ("Schools", "Police", "Health", "Housing")
    sheet.bold("Contents", size=16).gap().line("Duties 2").line("Who must act 2", x=LEFT + 14)
    for title in deep:
        sheet.line(f"{title} 2", x=LEFT + 28)
    sheet.page().bold("Duties", size=16).gap().bold("Who must act", size=13).gap()
    prose(sheet, 1)
    for title in deep:
        prose(sheet.bold(title, size=13).gap(), 1)
    reading = sheet.read()
    paths = [b.headings for b in reading.blocks if b.kind is BlockKind.PARAGRAPH]
    assert paths == [("Duties", "Who must act"), *(("Duties", "Who must act", title) for title in deep)]


def test_a_heading_that_the_contents_list_beside_larger_ones_is_their_equal(sheet: Sheet) -> None:
    deep = ("Schools", "Police", "Health", "Housing")
    sheet.bold("Contents", size=16).gap().line("Duties 2").line("Powers 2").line("Media 2")
    for title in deep:
        sheet.line(f"{title} 2", x=LEFT + 14)
    prose(sheet.page().bold("Duties", size=16).gap(), 1)
    prose(sheet.bold("Powers", size=16).gap(), 1)
    for title in deep:
        prose(sheet.bold(title, size=13).gap(), 1)
    reading = prose(sheet.bold("Media", size=13).gap(), 1).read()
    paths = [b.headings for b in reading.blocks if b.kind is BlockKind.PARAGRAPH]
    assert paths == [("Duties",), ("Powers",), *(("Powers", title) for title in deep), ("Media",)]


def test_headings_that_begin_alike_are_equals_whether_or_not_all_their_letters_are_capitals(sheet: Sheet) -> None:
    titles = ("CHILDREN ACT, S46 Removal to safety", "CHILDREN ACT, S44", "CHILDREN ACT, S50 Recovery")
    sheet.bold("Powers", size=16).gap()
    for title in titles:
        prose(sheet.bold(title, size=13).gap(), 1)
    paths = [b.headings for b in sheet.read().blocks if b.kind is BlockKind.PARAGRAPH]
    assert paths == [("Powers", title) for title in titles]


def test_words_in_brackets_need_not_be_in_capitals_with_their_heading(sheet: Sheet) -> None:
    titles = ("HEALTH", "EDUCATION (up to 25 with SEND)", "IDENTITY")
    sheet.bold("Needs", size=16).gap()
    for title in titles:
        prose(sheet.bold(title, size=13).gap(), 1)
    paths = [b.headings for b in sheet.read().blocks if b.kind is BlockKind.PARAGRAPH]
    assert paths == [("Needs", title) for title in titles]


@pytest.mark.parametrize("covers", [1, 2])
def test_a_cover_put_on_another_leaves_the_headings_behind_it_as_they_were(sheet: Sheet, covers: int) -> None:
    for number in range(covers):
        sheet.gap(90 + 140 * number).bold(f"Watch kept by each {WHO[number]}", size=30 - 2 * number).page()
    for place, title in enumerate(("Referrals", "Reviews", "Endings")):
        prose(sheet.gap(20 * place).bold(title, size=18).gap(), 3 + place).page()
    blocks = sheet.read().blocks
    assert sum(b.kind is BlockKind.HEADING for b in blocks) == covers + 3
    paths = dict.fromkeys(b.headings for b in blocks if b.kind is BlockKind.PARAGRAPH)
    assert list(paths) == [("Referrals",), ("Reviews",), ("Endings",)]


def test_the_seventh_size_of_heading_is_deeper_than_the_sixth(sheet: Sheet) -> None:
    titles = [f"Heading of size {size}" for size in range(30, 12, -2)]
    for title in titles[:-1]:
        sheet.bold(title, size=int(title[-2:])).gap()
    prose(sheet.bold(titles[-1], size=14).gap(), 3)
    assert sheet.read().blocks[-1].headings == tuple(titles)


def test_bold_words_that_a_colon_leads_to_are_no_heading(sheet: Sheet) -> None:
    prose(sheet.bold("Plans", size=16).gap(), 2)
    sheet.line("For more about the plan please visit:").bold("The Plan for Children 2018 to 2023", size=11).gap(20)
    reading = prose(sheet, 1).read()
    assert block(reading, "The Plan for").kind is BlockKind.PARAGRAPH
    assert reading.blocks[-1].headings == ("Plans",)


def test_the_title_of_the_contents_is_no_heading(sheet: Sheet) -> None:
    sheet.bold("Annex B", size=18).gap().line("This annex says more.").gap().bold("Table of contents", size=14).gap()
    for title in ("Children in prison", "Cybercrime", "Homelessness"):
        sheet.line(f"{title} {'.' * 40} 2")
    reading = prose(sheet.page().bold("Cybercrime", size=13).gap(), 2).read()
    assert block(reading, "This annex").headings == ("Annex B",)
    assert reading.blocks[-1].headings == ("Annex B", "Cybercrime")


def test_bold_words_over_a_line_end_are_no_heading_when_their_sentence_goes_on(sheet: Sheet) -> None:
    prose(sheet, 2)
    sheet.bold("The registrars of births and deaths, by section 31 of the Children and Young")
    sheet.canvas.setFont("Helvetica-Bold", 11)
    sheet.canvas.drawString(LEFT, sheet.y, "Persons Act:")
    sheet.line("they tell the partners of a death within seven days of it.", x=LEFT + 76)
    assert texts(sheet.read(), BlockKind.HEADING) == []


@pytest.mark.parametrize("words", ["[Regulations; Part, Schedule or number]", "Figure 1: What a child needs"])
def test_a_reference_in_brackets_and_a_figures_name_are_no_headings(sheet: Sheet, words: str) -> None:
    prose(sheet, 1).bold(words).gap()
    assert texts(prose(sheet, 2).read(), BlockKind.HEADING) == []


@pytest.mark.parametrize("end", [".", ":"])
def test_a_short_coloured_heading_may_end_as_a_sentence_does(sheet: Sheet, end: str) -> None:
    prose(sheet.bold("Guidance", size=14).gap(), 1).gap()
    sheet.canvas.setFillColorRGB(0.06, 0.3, 0.36)
    sheet.bold(f"Children on remand{end}").gap()
    sheet.canvas.setFillColorRGB(0, 0, 0)
    assert texts(prose(sheet, 2).read(), BlockKind.HEADING) == ["Guidance", f"Children on remand{end}"]


def test_an_imprint_stands_under_no_heading(sheet: Sheet) -> None:
    prose(sheet.bold("Records", size=16).gap(), 2)
    sheet.page().at(200).line("© Crown copyright 2015").line("This publication is licensed under the terms below.")
    reading = sheet.read()
    assert block(reading, FILLER[:20]).headings == ("Records",)
    assert block(reading, "© Crown").headings == ()


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


def test_the_mark_of_a_note_that_wraps_is_not_text(sheet: Sheet) -> None:
    title = "Teacher prohibition and interim orders that last"
    prose(sheet.bold(title, size=18).gap(5).line("81", size=9).gap(), 3)
    reading = sheet.read()
    assert texts(reading, BlockKind.HEADING) == [title]
    assert "81" not in texts(reading)


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
