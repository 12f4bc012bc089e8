"""Footnotes of PDFs on small files made here: each is tied to the words that cite it, and its mark is in no text."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import texts
from reportlab.pdfbase.pdfmetrics import stringWidth
from sheets import LEFT, STEP, WHO, Sheet, prose

from core.records import BlockKind, Reading
from ingest.pdf.citing import Citing
from ingest.pdf.words import Word

FONT = "Helvetica"


class Noted(Sheet):
    """A sheet on which "{12}" in a line stands raised and small, and notes stand at the foot."""

    def marked(self, *lines: str, x: float = LEFT, size: float = 11, font: str = FONT) -> Noted:
        for line in lines:
            at = x
            for place, part in enumerate(line.replace("}", "{").split("{")):
                raised = place % 2 == 1
                points = 0.6 * size if raised else size
                self.canvas.setFont(font, points)
                self.canvas.drawString(at, self.y + (0.35 * size if raised else 0), part)
                at += stringWidth(part, font, points)
            self.y -= 1.4 * size if size < 11 else STEP
        return self

    def foot(self, *notes: str, y: float = 80, x: float = LEFT, rule: bool = True) -> Noted:
        if rule:
            self.canvas.line(x, y + 14, x + 144, y + 14)
        self.y = y
        return self.marked(*notes, size=8, x=x)


@pytest.fixture
def sheet(tmp_path: Path) -> Noted:
    return Noted(tmp_path / "made.pdf")


def notes(reading: Reading) -> list[tuple[str | None, str, str | None, int | None]]:
    """Each footnote: its mark, its text, the last three words before the place that cites it, and its page."""
    found = []
    for block in reading.blocks:
        if block.kind is BlockKind.FOOTNOTE:
            cited = None if block.cited is None else " ".join(reading.text[: block.cited].split()[-3:])
            page = reading.page_at(block.start)
            found.append((block.mark, reading.text[block.start : block.end], cited, page.number if page else None))
    return found


def test_a_footnote_is_tied_to_its_sentence_and_its_mark_is_in_no_text(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("The lead rings the police{1} at once. The nurse is told.{2} Then they meet.")
    reading = sheet.foot("{1} On the number for emergencies.", "{2} By the one who took the call.").read()
    assert notes(reading) == [
        ("1", "On the number for emergencies.", "rings the police", 1),
        ("2", "By the one who took the call.", "nurse is told.", 1),
    ]
    assert "The lead rings the police at once. The nurse is told. Then they meet." in reading.text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("It is so{1,2} in law.", "It is so in law."),
        ("It is so{1} {2} in law.", "It is so in law."),
        ("It is so{12} in law.", "It is so in law."),
        ("It is so{(1)}{(2)} in law.", "It is so in law."),
        ("It is so {1}{2}. That is law.", "It is so. That is law."),
    ],
)
def test_two_marks_beside_one_another_cite_two_notes(sheet: Noted, line: str, text: str) -> None:
    prose(sheet, 2)
    sheet.marked(line)
    reading = sheet.foot("{1} The first of the Acts.", "{2} The second of the Acts.").read()
    assert text in texts(reading)
    assert [(mark, cited) for mark, _, cited, _ in notes(reading)] == [("1", "It is so"), ("2", "It is so")]


@pytest.mark.parametrize(
    ("cites", "opens", "mark"),
    [
        ("at once{*}", "{*} Today.", "*"),
        ("at once*", "* Today.", "*"),
        ("at once{†}", "{†} Today.", "†"),
        ("at once{[3]}", "{[3]} Today.", "3"),
        ("at once[3]", "{[3]} Today.", "3"),
        ("at once²", "² Today.", "2"),
        ("at once¹²", "¹² Today.", "12"),
        ("at once{iv}", "{iv}. Today.", "iv"),
        ("at once{3}", "3 Today.", "3"),
    ],
)
def test_a_mark_may_be_a_sign_or_bracketed_or_at_full_size(sheet: Noted, cites: str, opens: str, mark: str) -> None:
    prose(sheet, 2)
    sheet.marked(f"Ring the police {cites}, then the team.")
    reading = sheet.foot(opens).read()
    assert notes(reading) == [(mark, "Today.", "police at once", 1)]
    assert "Ring the police at once, then the team." in texts(reading)


def test_what_is_raised_but_no_mark_of_a_note_stays_in_the_text(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("On the 1{st} the room of 9 m{2} held 10{3} files.{1}")
    reading = sheet.foot("{1} As they were counted.").read()
    assert "On the 1st the room of 9 m2 held 103 files." in texts(reading)
    assert notes(reading) == [("1", "As they were counted.", "held 103 files.", 1)]


def test_a_square_metre_is_no_note_even_where_a_note_has_the_number(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("The room of 9 m² has a door² and 12 m{2} of floor.")
    reading = sheet.foot("² It is locked.").read()
    assert "The room of 9 m² has a door and 12 m2 of floor." in texts(reading)
    assert notes(reading) == [("2", "It is locked.", "has a door", 1)]


def test_a_number_in_running_type_is_a_mark_only_where_its_note_has_no_other(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("The lead writes 31to the court on the 3rd of May or 2to the panel.{2}")
    reading = sheet.foot("{2} Of the council.", "{3} As last year.", "{31} By post.").read()
    assert "The lead writes to the court on the 3rd of May or 2to the panel." in texts(reading)
    assert [(mark, cited) for mark, _, cited, _ in notes(reading)] == [
        ("2", "2to the panel."),
        ("3", None),
        ("31", "The lead writes"),
    ]


def test_marks_in_items_headings_and_cells_are_tied(sheet: Noted) -> None:
    sheet.marked("Who is told{1}", size=16, font="Helvetica-Bold").gap()
    prose(sheet, 2).line("The lead tells:")
    for words in ("the chair{2}", "the nurse"):
        sheet.canvas.setFont(FONT, 11)
        sheet.canvas.drawString(LEFT + 18, sheet.y, "•")
        sheet.marked(words, x=LEFT + 36)
    top = sheet.y - 20
    for row, cells in enumerate((("Step", "Limit"), ("Conference", "15 days{3}"))):
        for column, words in enumerate(cells):
            sheet.canvas.rect(LEFT + 150 * column, top - 20 * row - 6, 150, 20)
            sheet.at(top - 20 * row).marked(words, x=LEFT + 150 * column + 4)
    reading = sheet.foot("{1} A heading has one.", "{2} An item has one.", "{3} A cell has one.").read()
    assert [(mark, cited) for mark, _, cited, _ in notes(reading)] == [
        ("1", "Who is told"),
        ("2", "• the chair"),
        ("3", "| 15 days"),
    ]
    assert {"Who is told", "• the chair"} <= set(texts(reading))


def test_a_mark_that_a_line_end_parts_from_its_word_is_tied_to_it(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked(
        "The lead makes sure that every one on the list is told of the meeting in time", "{1} and writes it down."
    )
    reading = sheet.foot("{1} By telephone.").read()
    assert notes(reading) == [("1", "By telephone.", "meeting in time", 1)]
    assert "told of the meeting in time and writes it down." in reading.text


def test_a_note_that_runs_over_onto_the_next_foot_is_one_note(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("The lead tells the chair.{1}")
    sheet.foot("{1} Or whoever stands in for the chair on that day, as the list", y=60).page()
    prose(sheet, 2)
    sheet.marked("The nurse is told.{2}")
    reading = sheet.foot("says, which the office keeps.", "{2} At the same time.").read()
    assert [(mark, text, page) for mark, text, _, page in notes(reading)] == [
        ("1", "Or whoever stands in for the chair on that day, as the list says, which the office keeps.", 1),
        ("2", "At the same time.", 2),
    ]  # fmt: skip


def test_notes_in_two_columns_are_read_one_column_after_the_other(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("The chair{1} and the nurse{2} tell the carer{3} and the school.{4}")
    sheet.foot("{1} The one named in the plan for", "the child.", "{2} Of the school.")
    reading = sheet.foot("{3} At home, where the child", "lives now.", "{4} By letter.", x=330, rule=False).read()
    assert [(mark, text) for mark, text, _, _ in notes(reading)] == [
        ("1", "The one named in the plan for the child."),
        ("2", "Of the school."),
        ("3", "At home, where the child lives now."),
        ("4", "By letter."),
    ]


def test_two_notes_on_one_line_are_two(sheet: Noted) -> None:
    prose(sheet, 2)
    sheet.marked("Ring the chair{1} and the nurse.{2}")
    reading = sheet.foot("{1} As the plan says. {2} Of the school.").read()
    assert [(mark, text) for mark, text, _, _ in notes(reading)] == [
        ("1", "As the plan says."),
        ("2", "Of the school."),
    ]


def test_a_number_that_starts_again_on_each_page_is_tied_on_its_page(sheet: Noted) -> None:
    for who in ("chair", "nurse"):
        prose(sheet, 2)
        sheet.marked(f"Ring the {who}{{1}} at once.").foot(f"{{1}} The {who} on duty.").page()
    assert [(text, cited) for _, text, cited, _ in notes(sheet.read())] == [
        ("The chair on duty.", "Ring the chair"),
        ("The nurse on duty.", "Ring the nurse"),
    ]


def test_a_note_below_a_table_is_tied_to_the_cell_that_has_its_sign(sheet: Noted) -> None:
    prose(sheet, 1)
    top = sheet.y
    for row, cells in enumerate((("Step", "Limit"), ("Conference", "15 days*"))):
        for column, words in enumerate(cells):
            sheet.canvas.rect(LEFT + 150 * column, top - 20 * row - 6, 150, 20)
            sheet.canvas.drawString(LEFT + 150 * column + 4, top - 20 * row, words)
    reading = prose(sheet.at(top - 50).line("* Working days.").gap(), 1).read()
    assert notes(reading) == [("*", "Working days.", "| 15 days", 1)]


def test_references_at_the_end_that_the_text_cites_by_number_are_its_notes(sheet: Noted) -> None:
    prose(sheet, 1)
    sheet.marked("The plan{1} names the chair{2} and the nurse.{3}").page()
    sheet.bold("References", size=16).gap()
    sheet.lines("1.  The plan of the council,", "as it was agreed.", "2.  Of the panel.", "3.  Of the school.")
    reading = sheet.page().line("Ask the office for a copy.").read()
    assert notes(reading) == [
        ("1", "The plan of the council, as it was agreed.", "day. The plan", 2),
        ("2", "Of the panel.", "names the chair", 2),
        ("3", "Of the school.", "and the nurse.", 2),
    ]
    assert "Ask the office for a copy." in texts(reading, BlockKind.PARAGRAPH)


def test_references_that_the_text_does_not_cite_stay_as_they_are(sheet: Noted) -> None:
    prose(sheet, 1).page()
    sheet.bold("References", size=16).gap()
    reading = sheet.lines("1.  The plan of the council.", "2.  Of the panel.", "3.  Of the school.").read()
    assert notes(reading) == []
    assert "The plan of the council." in reading.text


def test_type_too_small_to_be_seen_is_not_text(sheet: Noted) -> None:
    prose(sheet, 1).line("9F", size=1)
    assert "9F" not in sheet.line("The last line.").read().text


WAYS = ("{%s}", " {%s}", "{[%s]}", "{(%s)}")
ENDS = (".", "", ", and writes it down.", " on the same day.")


@given(st.lists(st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(ENDS)), max_size=5), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_note_of_any_document_is_tied_and_no_mark_stays(pages: list[list[tuple[str, str]]]) -> None:
    with TemporaryDirectory() as folder:
        sheet = Noted(Path(folder) / "made.pdf")
        expected: list[tuple[str, str, str, int]] = []
        said = []
        for page, marks in enumerate(pages, start=1):
            prose(sheet, 2)
            for way, end in marks:
                number = len(expected) + 1
                who = WHO[number % 7]
                sheet.marked(f"Then one rings the {who}{way % number}{end}").gap()
                said.append(f"Then one rings the {who}{end}")
                last = " ".join(f"rings the {who}".split()[-3:])
                expected.append((str(number), f"The {who} on duty.", last, page))
            sheet.foot(*(f"{{{mark}}} {text}" for mark, text, _, at in expected if at == page)).page()
        reading = sheet.read()
    assert notes(reading) == expected
    assert [text for text in texts(reading) if text.startswith("Then")] == said


@pytest.mark.parametrize(
    "word", ["1" * 5000, "*" * 5000, "a" + "*-" * 3000 + "b", "ivx" * 2000 + "a", "(1)" * 2000 + "-"]
)
def test_words_made_to_slow_the_search_for_marks_do_not(word: str) -> None:
    raised = Word(word, 10, 20, 94, 5, False, False, 0, True, False)
    words = [Word("text", 0, 10, 100, 11, False, False, 0, False, False), raised, raised._replace(size=11, base=100)]
    started = process_time()
    Citing(frozenset(["1", "11", "111"]), {1: frozenset("*")}).spell(words, 11, 1)
    assert process_time() - started < 0.5
