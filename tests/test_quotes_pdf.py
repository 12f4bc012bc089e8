"""The check of quotes on pages of a PDF: lines, columns, marks of notes, rows of tables and flow charts."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from quoted import LINES, RULE, Made, holds, passage
from reportlab.pdfbase.pdfmetrics import stringWidth

from core.records import BlockKind
from core.settings import ROOT
from ingest.building import ReadingBuilder
from ingest.pdf import trace
from ingest.pdf.raw import RawPdf
from ingest.pdf.reader import PdfReader
from ingest.quotes import check_quotes, check_reading


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made.pdf")


def test_a_quote_from_another_page_is_found(made: Made) -> None:
    path = made.line("Nothing of it here.", 700).page().lines(LINES, 700).save()
    assert holds(path, RULE, 2)
    assert not holds(path, RULE, 1)


def test_a_line_between_two_lines_cannot_be_left_out(made: Made) -> None:
    path = made.lines(
        ["The carer must ring the police", "but must not follow the child", "or search alone."], 700
    ).save()
    assert holds(path, "The carer must ring the police but must not follow the child or search alone.", 1)
    assert not holds(path, "The carer must ring the police or search alone.", 1)


def test_a_quote_runs_over_a_page_past_feet_heads_and_footnotes(made: Made) -> None:
    for number in (1, 2, 3):
        made.line("Missing children procedure", 810).line(f"Page {number} of 3", 30)
        if number == 1:
            made.lines(LINES[:1], 120).line("1 A footnote in smaller type stands below the text.", 80, size=8)
        if number == 2:
            made.lines(LINES[1:], 760)
        made.page()
    path = made.save()
    assert holds(path, RULE, 1, 2)
    assert not holds(path, RULE.replace("the morning", "morning"), 1, 2)


def test_a_line_at_a_page_end_cannot_be_left_out(made: Made) -> None:
    made.lines(["The carer must ring the police", "but must not follow the child"], 200).page()
    path = made.line("or search alone.", 760).save()
    assert not holds(path, "The carer must ring the police or search alone.", 1, 2)


def test_columns_that_are_drawn_line_by_line_are_read_each_by_itself(made: Made) -> None:
    left, right = (
        ("The left column is", "about children missing", "from care."),
        ("The right one is", "about homes", "alone."),
    )
    for place in range(3):
        made.line(left[place], 700 - 15 * place).line(right[place], 700 - 15 * place, x=330)
    path = made.save()
    assert holds(path, "The left column is about children missing from care.", 1)
    assert holds(path, "The right one is about homes alone.", 1)
    assert not holds(path, "The left column is from care.", 1)
    assert not holds(path, "The right one is from care.", 1)


def test_marks_of_footnotes_and_hyphens_at_line_ends_may_differ(made: Made) -> None:
    made.line("The child must be seen", 700).line("12", 705, x=196, size=6).line("alone, by the safe-", 700, x=204)
    path = made.line("guarding lead of a multi-", 685).line("agency team.", 670).save()
    assert holds(path, "The child must be seen alone, by the safeguarding lead of a multi-agency team.", 1)
    assert not holds(path, "The child must be seen alone, by the safe guarding lead of a team.", 1)


def test_small_words_in_a_line_are_no_marks_of_footnotes(made: Made) -> None:
    path = made.line("The child must", 700).line("not", 700, x=153, size=10).line("be left alone.", 700, x=170).save()
    assert holds(path, "The child must not be left alone.", 1)
    assert not holds(path, "The child must be left alone.", 1)


@pytest.mark.parametrize(("mark", "is_note"), [("a", True), ("b", False), ("not", False), ("iv", True), ("3", True)])
def test_a_word_set_high_is_a_mark_where_a_note_begins_with_it(made: Made, mark: str, is_note: bool) -> None:
    made.line("The child is seen", 700).line(mark, 705, x=166, size=6).line("safely.", 700, x=178)
    path = made.line("a By the worker.", 90, size=8).save()
    assert holds(path, "The child is seen safely.", 1) is is_note


def test_a_smaller_line_between_two_lines_cannot_be_left_out(made: Made) -> None:
    made.line("The carer must ring the police", 700).line("but must not follow the child", 685, size=11)
    path = made.line("or search alone.", 670).save()
    assert not holds(path, "The carer must ring the police or search alone.", 1)


def test_the_last_line_of_a_page_is_no_foot_where_the_next_page_only_says_the_same(made: Made) -> None:
    made.line("The carer may go out", 115).line("but not before 7 pm", 100).page()
    path = made.line("and comes back. All others wait but not before 9 pm or so.", 760).save()
    assert not holds(path, "The carer may go out and comes back.", 1, 2)


def test_numbers_of_full_size_are_words(made: Made) -> None:
    path = made.line("The visit is made within 72 hours of the return.", 700).save()
    assert not holds(path, "The visit is made within hours of the return.", 1)
    assert not holds(path, "The visit is made within 7 hours of the return.", 1)


def test_a_page_that_says_one_word_everywhere_costs_few_looks(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    is_next = trace._Walk._is_next

    def counted(*arguments: Any) -> bool:
        nonlocal looks
        looks += 1
        return is_next(*arguments)

    monkeypatch.setattr(trace._Walk, "_is_next", counted)
    chance = Random(1)
    for _ in range(400):
        made.line("See", chance.uniform(40, 800), x=chance.uniform(20, 500), size=4)
    assert not holds(made.save(), "See " * 60 + "eSe eSe", 1)
    assert 100 < looks < 5_000


@pytest.fixture
def table(made: Made) -> Path:
    """Two columns with headings, cells of two lines, drawn row by row."""
    made.line("Sign", 700).line("What to do", 700, x=300)
    made.line("Goes missing", 670).line("Ring the police", 670, x=300)
    made.line("at night", 655).line("and the manager", 655, x=300)
    return made.line("Has new things", 625).line("Ask the child", 625, x=300).save()


def test_a_row_is_checked_cell_by_cell_under_its_headings(table: Path) -> None:
    row = "Sign: Goes missing at night | What to do: Ring the police and the manager"
    assert holds(table, row, 1)
    assert holds(table, "Goes missing at night | Ring the police and the manager", 1)


@pytest.mark.parametrize(
    "row",
    [
        "Sign: Goes missing at night | What to do: Ring the manager",
        "Sign: Goes missing at night | What to say: Ring the police and the manager",
        "What to do: Goes missing at night | Sign: Ring the police and the manager",
        "Sign: Goes missing | What to do: Ring at night the police and the manager",
    ],
)
def test_a_row_with_another_cell_or_heading_is_found(table: Path, row: str) -> None:
    assert not holds(table, row, 1)


def test_cells_of_different_rows_are_no_row(table: Path) -> None:
    assert holds(table, "Sign: Has new things | What to do: Ask the child", 1)
    assert not holds(table, "Sign: Goes missing at night | What to do: Ask the child", 1)
    assert not holds(table, "Has new things | Ring the police and the manager", 1)


def test_a_cell_over_several_rows_is_in_each_of_them(made: Made) -> None:
    made.line("Level", 700).line("Sign", 700, x=300).line("High", 670)
    for place, sign in enumerate(("Goes missing", "Has new things", "Is afraid")):
        made.line(sign, 670 - 30 * place, x=300)
    path = made.save()
    assert holds(path, "Level: High | Sign: Goes missing", 1)
    assert holds(path, "Level: High | Sign: Is afraid", 1)


def test_words_of_a_flow_chart_may_stand_in_any_order(made: Made) -> None:
    path = made.line("Referral", 700).line("Assessment", 500, x=300).line("No further action", 600, x=60).save()
    for words, is_there in (
        ("Assessment Referral No further action", True),
        ("Referral Assessment action No further", True),
        ("Assessment Referral No other action", False),
        ("Assess Referral No further action", False),
    ):
        (checked,) = check_quotes(path, [passage(words, 1, is_figure=True)])
        assert checked.verified is is_there, words


def test_labels_in_an_order_that_the_page_has_not_are_a_drawing(made: Made) -> None:
    path = made.line("Health now", 700).line("Education", 640, x=200).line("Stability", 640, x=60).save()

    def kinds(*texts: str) -> list[tuple[BlockKind, bool | None]]:
        builder = ReadingBuilder()
        builder.page(1)
        for text in texts:
            builder.paragraph(text)
        return [(block.kind, block.verified) for block in check_reading(path, builder.finish()).blocks]

    assert kinds("Health now", "Stability Education") == [(BlockKind.PARAGRAPH, True)] * 2
    assert kinds("now Health", "Stability") == [(BlockKind.FIGURE, True)] * 2
    assert kinds("now Health.", "Stability") == [(BlockKind.PARAGRAPH, False), (BlockKind.PARAGRAPH, True)]
    assert kinds("now Wealth", "Stability") == [(BlockKind.FIGURE, False), (BlockKind.FIGURE, True)]


@pytest.fixture
def repeated(made: Made) -> Path:
    """Cells that say the same in two columns, a heading centred over a wide column, one heading run into the next."""
    made.line("Sign", 700).line("Known", 700, x=180).line("Seen by the team", 700, x=330)
    made.line("Goes missing", 670).line("Yes", 670, x=180).line("No", 670, x=290)
    return made.line("Has new things", 640).line("No", 640, x=180).line("Yes", 640, x=290).save()


def test_a_short_cell_is_checked_in_its_own_column(repeated: Path) -> None:
    assert holds(repeated, "Sign: Goes missing | Known: Yes | Seen by the team: No", 1)
    assert holds(repeated, "Sign: Has new things | Known: No | Seen by the team: Yes", 1)
    assert not holds(repeated, "Sign: Yes", 1)
    assert not holds(repeated, "Known: Has new things", 1)
    assert not holds(repeated, "Seen by: Yes", 1)


def test_a_page_that_was_kept_while_it_was_open_says_what_it_says_when_it_is_opened() -> None:
    path = ROOT / "guidance_docs" / "procedures" / "marlbrook-levels-of-need-2026.pdf"
    with RawPdf(path) as kept, RawPdf(path) as opened:
        PdfReader(kept).read(path)
        for number in range(1, len(kept) + 1):
            page, fresh = kept.page(number), opened.page(number)
            assert page.lines == fresh.lines
            assert (page.size, page.rows, page.depth) == (fresh.size, fresh.rows, fresh.depth)
            assert page.segments == fresh.segments
            heights = [[one.height(offset) for offset in range(len(fresh.letters))] for one in (page, fresh)]
            assert heights[0] == heights[1]


def test_rows_and_marks_are_followed_without_opening_a_page_again(monkeypatch: pytest.MonkeyPatch, made: Made) -> None:
    before, after = "The carer must ring the police", "who ask for a photograph of the child and"
    end = 72 + stringWidth(before, "Helvetica", 12)
    made.line(before, 120).line("12", 125, x=end, size=7).line(after, 120, x=end + 12)
    made.line("12 A footnote in smaller type stands below the text.", 80, size=8).page()
    path = made.line("must not follow the child or search alone.", 760).save()
    with RawPdf(path) as raw:
        reading = PdfReader(raw).read(path)
        monkeypatch.setattr(raw, "opened", lambda page: pytest.fail(f"page {page.number} is opened again"))
        checked = check_reading(path, reading, raw)
    assert reading.text.startswith(f"{before} {after} must not follow")
    assert [block.verified for block in checked.blocks] == [True, True]
