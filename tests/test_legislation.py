"""Legislation as CLML: what is law in it, and how it is numbered."""

import re
import time
from datetime import date

import pytest
from statutes import ACT, act, block_with, saved, section, stem_of, text_of

from core.records import BlockKind, Force, Provision
from ingest.readers import read_file

DUTY = ("Part 1 Children missing from home", "Chapter 1 Return interviews", "Offers and answers", "1 Duty to ask")
RECORDS = ("Schedule 1 Section 1 Records", "Part 1 What is kept")


@pytest.mark.parametrize(
    ("words", "number", "headings"),
    [
        ("must ask a child", "1(1)", DUTY),
        ("under 16", "1(1)", DUTY),
        ("and must record the answer", "1(1)", DUTY),
        ("in section 2", "1(2)", DUTY),
        ("a whistle", "4", (*DUTY[:2], "4 Whistles")),
        ("number of gates", "6(2)", ("Part 2 Amendments", "6 Amendment of the Sample Paths Act 2020")),
        ("must hold the child", "1(1)", (*RECORDS, "Words of the child")),
        ("seven winters", "2", RECORDS),
    ],
)
def test_a_provision_has_its_number_and_its_heading_path(act_reading, words, number, headings):
    block = block_with(act_reading, words)
    assert (block.paragraph, block.headings) == (number, headings)


def test_regulations_are_numbered_as_they_are_printed(regulations):
    first = block_with(regulations, "These Regulations are the Sample")
    assert text_of(regulations, first).startswith("1.—(1) These")
    assert (first.paragraph, first.headings) == ("1(1)", ("Citation and commencement",))
    second = block_with(regulations, "A lantern is green")
    assert text_of(regulations, second).startswith("2. A lantern")
    assert second.paragraph == "2"
    assert block_with(regulations, "moss").paragraph == "2"


def test_items_hang_under_their_stem_and_go_on_behind_it(act_reading):
    assert stem_of(act_reading, "away overnight").startswith("(1) The council")
    assert stem_of(act_reading, "looked after").startswith("(b) the child was away more than once")
    assert stem_of(act_reading, "whichever is the earlier").startswith("(1) The council")
    assert stem_of(act_reading, "cooks for the child") == "“carer” means a person who—"
    order = ["under 16", "looked after", "whichever", "and must record", "(2) In subsection"]
    places = [block_with(act_reading, words).start for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("words", "provision"),
    [
        ("invented council", Provision(Force.IN_FORCE, "E+W", date(2033, 4, 1))),
        ("must ask a child", Provision(Force.IN_FORCE, "E+W", date(2032, 1, 10))),
        ("by telephone", Provision(Force.PROSPECTIVE, "E+W")),
        ("whistle.", Provision(Force.PROSPECTIVE, "E")),
        ("must be green", Provision(Force.IN_FORCE, "E+W", date(2032, 1, 10), date(2034, 1, 1))),
        ("must be blue", Provision(Force.PROSPECTIVE, "E+W")),
    ],
)
def test_a_provision_says_whether_where_and_since_when_it_is_in_force(act_reading, words, provision):
    assert block_with(act_reading, words).provision == provision


def test_a_list_counts_in_roman_numerals_as_every_format_does(tmp_path):
    entries = "".join(f"<ListItem><Para><Text>Entry {n}.</Text></Para></ListItem>" for n in range(1, 401))
    shown = '<OrderedList Type="{}" Decoration="parens">' + entries + "</OrderedList>"
    body = section(1, text="</Text>" + shown.format("roman") + shown.format("romanupper") + "<Text>")
    reading = read_file(saved(tmp_path, act(body)))
    items = {text_of(reading, block) for block in reading.blocks if block.kind is BlockKind.ITEM}
    assert {"(iv) Entry 4.", "(xlix) Entry 49.", "(xc) Entry 90.", "(cd) Entry 400.", "(CD) Entry 400."} <= items


def test_words_inserted_elsewhere_are_quoted_under_the_section_that_inserts_them(act_reading):
    start = act_reading.text.index("(b) after subsection (1) insert—")
    lines = act_reading.text[start:].split("\n")[:8]
    assert lines == [
        "(b) after subsection (1) insert—",
        "“(1A) A gate must be wide enough for—",
        "(a) a pram, and",
        "(b) a donkey.",
        "(1B) A gate must close by itself.”, and",
        "(c) after that section insert—",
        "“9A Latches",
        "(1) A latch must be within a child's reach.”.",
    ]
    quoted = [block for block in act_reading.blocks if start <= block.start < start + len("\n".join(lines))]
    assert {block.paragraph for block in quoted} == {"6(1)"}
    assert {block.headings[-1] for block in quoted} == {"6 Amendment of the Sample Paths Act 2020"}
    assert stem_of(act_reading, "a donkey") == "“(1A) A gate must be wide enough for—"
    assert "(a) for “a stile” substitute “a gate”;" in act_reading.text


def test_editors_marks_are_out_of_the_text_and_their_notes_no_law(act_reading):
    assert "(2) In subsection (1) and in section 2, “away” means away without leave." in act_reading.text
    notes = [text_of(act_reading, block) for block in act_reading.blocks if block.kind is BlockKind.ANNOTATION]
    labels = [note.split()[0] for note in notes if re.match(r"[A-Z]\d", note)]
    assert labels == ["F1", "I1", "F2", "F3", "F4", "F5", "F6", "X1"]


def test_contents_are_no_law(act_reading):
    lines = [text_of(act_reading, block) for block in act_reading.blocks if block.kind is BlockKind.CONTENTS]
    assert lines == ["Contents", "Part 1 Children missing from home", "1 Duty to ask"]


def test_table_rows_name_their_columns_and_what_reaches_down(act_reading):
    rows = [text_of(act_reading, block) for block in act_reading.blocks if block.kind is BlockKind.ROW]
    assert rows == [
        "Short title: Sample Bells Act 1902 | Extent of repeal: Section 4.",
        "Short title: Sample Bells Act 1902 | Extent of repeal: In section 5, the word “brass”.",
    ]


def test_formulae_are_figures_and_pictures_leave_a_note(act_reading):
    assert block_with(act_reading, "G = P × 3").kind is BlockKind.FIGURE
    assert block_with(act_reading, "r00001").kind is BlockKind.ANNOTATION


def test_footnotes_are_tied_to_the_words_that_cite_them(regulations):
    notes = [block for block in regulations.blocks if block.kind is BlockKind.FOOTNOTE]
    assert [(note.mark, text_of(regulations, note)) for note in notes] == [
        ("1", "2031 c. 7."),
        ("2", "See the colour chart kept by the council."),
    ]
    assert regulations.text[: notes[0].cited].endswith("Sample Children (Marlbrook) Act 2031")
    assert regulations.text[: notes[1].cited].endswith("A lantern is green")


def test_signature_and_explanatory_note_stand_under_headings_of_their_own(regulations):
    signed = block_with(regulations, "Minister for Lanterns")
    assert (signed.headings, signed.paragraph) == (("Signature",), None)
    note = block_with(regulations, "what colour a lantern is")
    assert (note.headings, note.kind) == (("Explanatory Note",), BlockKind.PARAGRAPH)
    assert "Made 3rd February 2032\nLaid before Parliament 5th February 2032" in regulations.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_encoding_is_the_one_that_the_file_declares(tmp_path, encoding):
    path = tmp_path / "data.xml"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><P1><Pnumber>1</Pnumber><P1para><Text>Café.</Text></P1para></P1>'
    )
    path.write_bytes(text.encode(encoding))
    assert read_file(path).text == "1 Café."


def test_five_megabytes_are_read_in_seconds(tmp_path):
    text = ACT.read_text(encoding="utf-8")
    start, end = text.index('<Part id="part-1">'), text.index("</Body>")
    part = text[start:end]
    path = saved(tmp_path, text[:start] + part * (5_000_000 // len(part)) + text[end:])
    began = time.process_time()
    read_file(path)
    assert time.process_time() - began < 30
