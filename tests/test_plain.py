"""Plain text: paragraphs, marked and guessed headings, lists, encodings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from readings import blocks

from core.errors import WrongFormatError
from core.records import BlockKind, Reading
from core.settings import shared_folder
from ingest.plain import PlainReader

FRAMEWORK = shared_folder() / "corpus/national/sccif-childrens-homes-2026.txt"
needs_corpus = pytest.mark.skipif(not FRAMEWORK.exists(), reason="the shared folder of real documents is not here")


def read(tmp_path: Path, text: str | bytes) -> Reading:
    (tmp_path / "a.txt").write_bytes(text.encode() if isinstance(text, str) else text)
    return PlainReader().read(tmp_path / "a.txt")


def test_blank_lines_part_paragraphs_and_wrapped_lines_join(tmp_path: Path) -> None:
    text = "The worker visits\nthe child soon.\n \n\nThen they write.\n"
    assert blocks(read(tmp_path, text)) == [
        ("paragraph", "The worker visits the child soon."),
        ("paragraph", "Then they write."),
    ]


def test_marked_headings_have_the_level_of_their_marks(tmp_path: Path) -> None:
    reading = read(tmp_path, "# Visits\nAlways.\n### When ###\nWeekly.\n#hashtag stays\n")
    assert [(block.kind, block.headings) for block in reading.blocks] == [
        (BlockKind.HEADING, ()),
        (BlockKind.PARAGRAPH, ("Visits",)),
        (BlockKind.HEADING, ("Visits",)),
        (BlockKind.PARAGRAPH, ("Visits", "When")),
    ]
    assert blocks(reading)[3] == ("paragraph", "Weekly. #hashtag stays")


def test_underlined_lines_are_headings(tmp_path: Path) -> None:
    reading = read(tmp_path, "Visits\n======\nAlways.\n\nWhen\n----\nWeekly.\n\n-----\n\nOr more.\n")
    assert [kind for kind, _ in blocks(reading)] == ["heading", "paragraph", "heading", "paragraph", "paragraph"]
    assert reading.blocks[4].headings == ("Visits", "When")


def test_short_lines_before_text_are_headings_where_none_are_marked(tmp_path: Path) -> None:
    text = """Missing children procedure

1. Purpose

This procedure says what to do.

1.1 Who it is for

Everyone who works here.

Contact
The duty team is at the office.
"""
    reading = read(tmp_path, text)
    assert [(text, block.headings) for block, (kind, text) in zip(reading.blocks, blocks(reading), strict=True)] == [
        ("Missing children procedure", ()),
        ("1. Purpose", ("Missing children procedure",)),
        ("This procedure says what to do.", ("Missing children procedure", "1. Purpose")),
        ("1.1 Who it is for", ("Missing children procedure", "1. Purpose")),
        ("Everyone who works here.", ("Missing children procedure", "1. Purpose", "1.1 Who it is for")),
        ("Contact The duty team is at the office.", ("Missing children procedure", "1. Purpose", "1.1 Who it is for")),
    ]


def test_a_column_of_short_lines_and_a_last_line_are_no_headings(tmp_path: Path) -> None:
    lines = [
        "Those present were these.",
        "Anna Bell",
        "Carl Dunn",
        "Eve Ford",
        "Gus Hall",
        "They agreed.",
        "Signed here",
    ]
    text = "\n\n".join(lines)
    assert {kind for kind, _ in blocks(read(tmp_path, text))} == {"paragraph"}


def test_titles_are_not_guessed_where_headings_are_marked(tmp_path: Path) -> None:
    assert [kind for kind, _ in blocks(read(tmp_path, "# Visits\n\nWhen to go\n\nWeekly, always.\n"))] == [
        "heading",
        "paragraph",
        "paragraph",
    ]


@pytest.mark.parametrize("mark", ["-", "*", "•", "–", "●"])
def test_bullets_are_items_under_their_stem(tmp_path: Path, mark: str) -> None:
    reading = read(tmp_path, f"Tell:\n{mark} the parents\n{mark} the school\n  and nurse\n    {mark} by phone\n")
    assert blocks(reading) == [
        ("paragraph", "Tell:"),
        ("item", "• the parents"),
        ("item", "• the school and nurse"),
        ("item", "• by phone"),
    ]
    assert all(block.stem == (0, 5) for block in reading.blocks[1:3])


def test_numbers_and_letters_are_known(tmp_path: Path) -> None:
    text = "4.2 The manager should:\n(a) ring\n(b) write.\n\n12. Nobody waits.\n13. Nobody.\n\n12 children waited.\n"
    reading = read(tmp_path, text)
    assert [(block.kind.value, block.paragraph) for block in reading.blocks] == [
        ("paragraph", "4.2"),
        ("item", "4.2"),
        ("item", "4.2"),
        ("paragraph", "12"),
        ("paragraph", "13"),
        ("paragraph", "13"),
    ]
    assert blocks(reading)[1] == ("item", "(a) ring")
    assert reading.blocks[1].stem == (0, 23)


def test_lines_in_lower_case_under_an_open_sentence_are_items(tmp_path: Path) -> None:
    reading = read(tmp_path, "Tell:\n\nthe parents\n\nthe school\n\nThen write.\n\nlower case alone\n")
    assert [kind for kind, _ in blocks(reading)] == ["paragraph", "item", "item", "paragraph", "paragraph"]
    assert reading.blocks[2].stem == (0, 5)


def test_text_without_wrapping_has_a_paragraph_a_line(tmp_path: Path) -> None:
    long = "The worker visits the child. " * 6
    assert len(read(tmp_path, f"{long}\nPublisher: Ofsted\nTier: one\n").blocks) == 3


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_text_is_decoded_by_its_mark_or_as_utf8_or_cp1252(tmp_path: Path, codec: str) -> None:
    content = "child’s café – £5".encode(codec)
    if codec == "utf-16-be":
        content = b"\xfe\xff" + content
    assert read(tmp_path, content).text == "child’s café – £5"


def test_lines_may_end_in_any_way(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"One two.\r\n\r\nThree.\r\rFour.").blocks) == 3


def test_bytes_that_are_not_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongFormatError, match=r"a\.txt: named \.txt, but its contents are not text\. Save"):
        read(tmp_path, b"\x01\x00\x02")


@needs_corpus
def test_every_word_of_the_real_text_is_read_in_order() -> None:
    source = FRAMEWORK.read_text(encoding="utf-8")
    reading = PlainReader().read(FRAMEWORK)
    assert re.findall(r"\w+", reading.text) == re.findall(r"\w+", source)
    assert sum(block.kind is BlockKind.HEADING for block in reading.blocks) == len(
        re.findall("^#", source, re.MULTILINE)
    )
    assert sum(block.kind is BlockKind.ITEM for block in reading.blocks) > 250
    assert all(block.headings for block in reading.blocks[6:] if block.kind.is_body)
