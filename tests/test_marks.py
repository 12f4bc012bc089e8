"""What text begins with, and when a count is numbering."""

from __future__ import annotations

import pytest

from core.records import BlockKind
from ingest.building import ReadingBuilder, cite
from ingest.lead import LeadBuilder
from ingest.marks import (
    Count,
    add_item,
    add_row,
    add_text,
    bullet_stripped,
    has_letter,
    lines_of,
    may_head,
    paragraph_number,
    roman,
    running,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4.2 The manager decides.", "4.2"),
        ("4.2. The manager decides.", "4.2"),
        ("1.10.3 “Child” means anyone under 18.", "1.10.3"),
        ("12. The manager decides.", "12"),
        ("7.3a Records are kept.", "7.3a"),
        ("12 children waited.", None),
        ("2.5 million pounds", None),
        ("2023. by then", None),
        ("2023. Then", None),
        ("The manager", None),
        ("4.2", None),
        ("", None),
    ],
)
def test_paragraph_numbers_are_known_by_what_follows(text: str, number: str | None) -> None:
    assert paragraph_number(text) == number


@pytest.mark.parametrize("text", ["(a) ring", "(iv) ring", "(12) ring", "b) ring", "2) ring", "iii) ring"])
def test_letters_in_brackets_are_marks(text: str) -> None:
    assert has_letter(text)


@pytest.mark.parametrize("text", ["(the) ring", "a ring", "(a)", "(s)he rings", "(abc) ring", "I) ring"])
def test_other_brackets_are_not_marks(text: str) -> None:
    assert not has_letter(text)


@pytest.mark.parametrize("text", ["• ring", "•ring", "- ring", "* ring", "– ring", "\uf0b7 ring", "▪\tring"])
def test_bullets_are_taken_off(text: str) -> None:
    assert bullet_stripped(text) == "ring"


@pytest.mark.parametrize("text", ["-ring", "*ring", "ring", "–", "-5 degrees"])
def test_dashes_and_stars_within_words_are_no_bullets(text: str) -> None:
    assert bullet_stripped(text) is None


@pytest.mark.parametrize("text", ["Who to ring", "1.1 What is it for?", "VISITS (weekly)"])
def test_few_words_without_a_full_stop_may_head(text: str) -> None:
    assert may_head(text)


@pytest.mark.parametrize(
    "text",
    ["Ring us.", "The manager must:", "• Ring", "(a) Ring", "12", "Figure 1: Visits", "Table 2 Limits", "a " * 15],
)
def test_sentences_stems_items_and_captions_may_not_head(text: str) -> None:
    assert not may_head(text)


def test_a_count_must_run_on_past_a_heading_to_number_paragraphs() -> None:
    assert running([Count(1, 1, 3), Count(2, 4, 6), Count(3, 1, 2)]) == {0, 1}
    assert running([Count(1, 1, 2), Count(1, 3, 3), Count(2, 4, 6)]) == {0, 1, 2}
    assert running([Count(1, 1, 3), Count(1, 4, 6)]) == frozenset()
    assert running([Count(1, 1, 3), Count(2, 1, 3)]) == frozenset()
    assert running([]) == frozenset()


def test_lines_join_until_a_blank_or_a_mark() -> None:
    assert lines_of("Tell:\n• the parents\nand carers\n\nThen wait\n– or not") == [
        "Tell:",
        "• the parents and carers",
        "Then wait – or not",
    ]
    assert lines_of(" \n\n") == []


def test_a_row_without_a_word_is_left_out() -> None:
    builder = ReadingBuilder()
    for text in ("Visit | 5 days", "- | –", "", cite("1")):
        add_row(builder, text)
    assert builder.finish().text == "Visit | 5 days"


def test_text_without_a_word_is_left_out() -> None:
    builder = ReadingBuilder()
    add_text(builder, "----")
    assert builder.finish().blocks == ()


def test_an_item_that_carries_its_own_mark_gets_no_bullet() -> None:
    builder = ReadingBuilder()
    for text in ("(a) ring", "4.2 The manager rings", "- go", "plain"):
        add_item(builder, text)
    reading = builder.finish()
    assert reading.text.split("\n") == ["(a) ring", "4.2 The manager rings", "• go", "• plain"]
    assert [block.paragraph for block in reading.blocks] == [None, "4.2", "4.2", "4.2"]


@pytest.mark.parametrize(
    ("number", "letters"), [(0, ""), (4, "iv"), (9, "ix"), (14, "xiv"), (40, "xl"), (1999, "mcmxcix")]
)
def test_roman_numerals_are_as_the_romans_wrote_them(number: int, letters: str) -> None:
    assert roman(number) == letters


def test_bold_lines_become_headings_below_the_last_one_when_something_follows() -> None:
    builder = LeadBuilder()
    builder.heading("Visits", level=2)
    builder.bold("When")
    builder.bold("1.1 At night")
    builder.row("a | b")
    builder.bold("Signed")
    reading = builder.finish()
    assert [block.kind for block in reading.blocks] == [
        BlockKind.HEADING, BlockKind.HEADING, BlockKind.HEADING, BlockKind.ROW, BlockKind.PARAGRAPH,
    ]  # fmt: skip
    assert reading.blocks[3].headings == ("Visits", "When", "1.1 At night")


@pytest.mark.parametrize(
    ("marks", "below"),
    [
        (["(a)", "(i)", "(ii)", "(b)", "(i)"], "01101"),
        (["(g)", "(h)", "(i)", "(j)"], "0000"),
        (["(i)", "(ii)", "(iii)"], "000"),
        (["(h)", "(i)", "(i)", "(ii)", "(j)"], "00110"),
        (["(a)", "(iv)", "(b)"], "000"),
        (["(u)", "(v)", "(w)"], "000"),
    ],
)
def test_typed_roman_numbers_count_below_the_letter_over_them(marks: list[str], below: str) -> None:
    builder = ReadingBuilder()
    builder.paragraph("The record must show:")
    for mark in marks:
        add_text(builder, f"{mark} who called, and:")
    reading = builder.finish()
    stems = [block.stem for block in reading.blocks[1:]]
    assert "".join(str(int(stem != (0, len("The record must show:")))) for stem in stems) == below
