"""Word documents as councils write them: styles or bold for headings, automatic numbers, forms, tracked changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Pt
from readings import blocks

from core.errors import DamagedError, EmptyError
from core.records import Reading
from ingest.quotes import check_reading
from ingest.word.reader import WordReader

NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def read(tmp_path: Path, fill: Callable[[Any], object]) -> Reading:
    document = docx.Document()
    fill(document)
    document.save(str(tmp_path / "a.docx"))
    return WordReader().read(tmp_path / "a.docx")


def read_body(tmp_path: Path, xml: str) -> Reading:
    """A document whose body is this XML."""

    def fill(document: Any) -> None:
        body = document.element.body
        for element in parse_xml(f"<w:body {NS}>{xml}</w:body>"):
            body.insert(len(body) - 1, element)

    return read(tmp_path, fill)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def numbered(tmp_path: Path, levels: list[tuple[str, str]], steps: list[tuple[int, str]], extra: str = "") -> Reading:
    """Paragraphs (level, words) of list 77, whose levels are (format, pattern)."""
    shapes = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for place, (style, pattern) in enumerate(levels)
    )

    def fill(document: Any) -> None:
        numbering = document.part.numbering_part.element
        numbering.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="77">{shapes}</w:abstractNum>'))
        numbering.append(parse_xml(f'<w:num {NS} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        numbering.append(parse_xml(f'<w:num {NS} w:numId="78"><w:abstractNumId w:val="77"/>{extra}</w:num>'))
        for level, words in steps:
            if level < 0:
                document.add_heading(words, -level)
                continue
            number, level = (78, level - 100) if level >= 100 else (77, level)
            added = document.add_paragraph(words)
            added._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {NS}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
            )

    return read(tmp_path, fill)


def test_multilevel_numbers_stand_at_the_start_as_printed(tmp_path: Path) -> None:
    levels = [("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)")]
    steps = [
        (0, "Visits"), (1, "The worker should:"), (2, "ring"), (2, "go:"), (3, "by day"), (3, "by night"),
        (1, "Then they write."), (0, "Records"), (1, "Records are kept."), (2, "safely"),
    ]  # fmt: skip
    reading = numbered(tmp_path, levels, steps)
    assert blocks(reading) == [
        ("heading", "1. Visits"),
        ("paragraph", "1.1 The worker should:"),
        ("item", "(a) ring"),
        ("item", "(b) go:"),
        ("item", "(i) by day"),
        ("item", "(ii) by night"),
        ("paragraph", "1.2 Then they write."),
        ("heading", "2. Records"),
        ("paragraph", "2.1 Records are kept."),
        ("item", "(a) safely"),
    ]
    assert [block.paragraph for block in reading.blocks] == [None, *["1.1"] * 5, "1.2", None, "2.1", "2.1"]
    assert [block.stem and reading.text[block.stem[0] : block.stem[1]] for block in reading.blocks[2:6]] == [
        "1.1 The worker should:", "1.1 The worker should:", "(b) go:", "(b) go:",
    ]  # fmt: skip


def test_number_formats_are_those_of_word(tmp_path: Path) -> None:
    for style, shown in (("upperRoman", "IV"), ("upperLetter", "D"), ("decimalZero", "04"), ("lowerLetter", "d")):
        reading = numbered(tmp_path, [(style, "%1)")], [(0, "word")] * 4)
        assert blocks(reading)[3] == ("item", f"{shown}) word")


def test_letters_after_z_double(tmp_path: Path) -> None:
    assert blocks(numbered(tmp_path, [("lowerLetter", "%1.")], [(0, "word")] * 28))[27] == ("item", "bb. word")


def test_a_simple_list_is_items_with_numbers(tmp_path: Path) -> None:
    reading = numbered(tmp_path, [("decimal", "%1.")], [(-1, "Steps"), (0, "Ring."), (0, "Go."), (-1, "Then")])
    assert blocks(reading)[1:3] == [("item", "1. Ring."), ("item", "2. Go.")]
    assert reading.blocks[1].paragraph is None


def test_a_count_that_runs_past_headings_numbers_paragraphs(tmp_path: Path) -> None:
    steps = [(-1, "A"), (0, "One."), (0, "Two."), (-1, "B"), (0, "Three."), (-1, "C"), (0, "Four.")]
    reading = numbered(tmp_path, [("decimal", "%1.")], steps)
    assert [block.paragraph for block in reading.blocks] == [None, "1", "2", None, "3", None, "4"]
    assert blocks(reading)[-1] == ("paragraph", "4. Four.")


def test_a_list_that_restarts_begins_again(tmp_path: Path) -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    reading = numbered(tmp_path, [("decimal", "%1.")], [(0, "a"), (0, "b"), (100, "c"), (100, "d")], restart)
    assert [text for _, text in blocks(reading)] == ["1. a", "2. b", "5. c", "6. d"]


def test_lists_of_one_shape_count_on(tmp_path: Path) -> None:
    reading = numbered(tmp_path, [("decimal", "%1.")], [(0, "a"), (100, "b")])
    assert [text for _, text in blocks(reading)] == ["1. a", "2. b"]


def test_a_list_taken_off_a_paragraph_prints_nothing(tmp_path: Path) -> None:
    off = '<w:pStyle w:val="ListBullet"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert blocks(read_body(tmp_path, paragraph("Plain words.", off))) == [("paragraph", "Plain words.")]


def test_a_title_stands_above_all_headings(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_heading("Handbook", 0)
        document.add_heading("Visits", 1)
        document.add_paragraph("Weekly.")

    assert read(tmp_path, fill).blocks[-1].headings == ("Handbook", "Visits")


def test_headings_made_by_hand_are_found_with_their_levels(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        def bold(text: str, size: float | None = None) -> None:
            run = document.add_paragraph().add_run(text)
            run.bold = True
            run.font.size = Pt(size) if size else None

        bold("Missing children", 18)
        document.add_paragraph("This is what we do when a child is missing from home.")
        bold("Who to ring")
        document.add_paragraph("Ring the police and the duty team at once, day or night.")
        bold("Never wait until the morning.")
        bold("The manager must:")
        document.add_paragraph("ring", style="List Bullet")
        bold("After the return")
        lead = document.add_paragraph()
        lead.add_run("Talk.").bold = True
        lead.add_run(" Offer the child a conversation with somebody independent.")
        bold("End of document")

    reading = read(tmp_path, fill)
    assert [(text, block.headings) for (kind, text), block in zip(blocks(reading), reading.blocks, strict=True)
            if kind == "heading"] == [
        ("Missing children", ()),
        ("Who to ring", ("Missing children",)),
        ("After the return", ("Missing children",)),
    ]  # fmt: skip
    assert blocks(reading)[-1] == ("paragraph", "End of document")


def test_bold_lines_hang_below_headings_of_style(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_heading("Visits", 1)
        document.add_heading("When", 2)
        document.add_paragraph().add_run("At night").bold = True
        document.add_paragraph("Nobody goes alone, whatever the reason may be.")

    assert read(tmp_path, fill).blocks[-1].headings == ("Visits", "When", "At night")


def test_a_document_all_in_bold_and_a_column_of_bold_lines_have_no_headings(tmp_path: Path) -> None:
    def all_bold(document: Any) -> None:
        for text in ("Visits", "The worker visits the child every single week of the year."):
            document.add_paragraph().add_run(text).bold = True

    def column(document: Any) -> None:
        for text in ("Anna Bell", "Carl Dunn", "Eve Ford", "Gus Hall"):
            document.add_paragraph().add_run(text).bold = True
        document.add_paragraph("They agreed on all the points that had been raised at the meeting.")

    for fill in (all_bold, column):
        assert {kind for kind, _ in blocks(read(tmp_path, fill))} == {"paragraph"}


def test_headers_and_footers_are_not_text(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Running head"
        document.sections[0].footer.paragraphs[0].text = "Page 1"
        document.add_paragraph("Weekly.")

    assert read(tmp_path, fill).text == "Weekly."


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_tracked_insertions_are_in_and_deletions_are_out(tmp_path: Path) -> None:
    xml = (
        f'<w:p>{run("Visit ")}<w:del w:id="1" w:author="a"><w:r><w:delText>monthly</w:delText></w:r></w:del>'
        f'<w:ins w:id="2" w:author="a">{run("weekly")}</w:ins>'
        f'<w:del w:id="3" w:author="a"><w:ins w:id="4" w:author="b">{run("never")}</w:ins></w:del>{run(".")}</w:p>'
    )
    assert read_body(tmp_path, xml).text == "Visit weekly."


def test_words_that_were_moved_stand_once_where_they_are_now(tmp_path: Path) -> None:
    away = '<w:rPr><w:moveFrom w:id="5" w:author="a"/></w:rPr>'
    xml = (
        f'<w:p><w:pPr>{away}</w:pPr><w:moveFrom w:id="6" w:author="a">{run("Ring first.")}</w:moveFrom></w:p>'
        f'<w:p>{run("Then go. ")}<w:moveTo w:id="7" w:author="a">{run("Ring first.")}</w:moveTo></w:p>'
    )
    assert read_body(tmp_path, xml).text == "Then go. Ring first."


def test_a_paragraph_whose_break_was_taken_out_goes_on_in_the_next(tmp_path: Path) -> None:
    out = '<w:rPr><w:del w:id="5" w:author="a"/></w:rPr>'
    xml = (
        f"<w:p><w:pPr>{out}</w:pPr>{run('See ')}</w:p><w:p><w:pPr>{out}</w:pPr>{run('the ')}</w:p>"
        f"<w:p>{run('child.')}</w:p>{paragraph('Go.')}<w:p><w:pPr>{out}</w:pPr>{run('End')}</w:p>"
    )
    assert read_body(tmp_path, xml).text == "See the child.\nGo.\nEnd"


def test_comments_are_left_out(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        words = document.add_paragraph("Visit weekly.")
        document.add_comment(words.runs, text="Is that enough?", author="a")

    assert read(tmp_path, fill).text == "Visit weekly."


def test_links_fields_breaks_and_hyphens_are_read_and_hidden_words_are_not(tmp_path: Path) -> None:
    xml = (
        "<w:p><w:hyperlink><w:r><w:t>Ring</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>us</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF x </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:br/><w:t>on</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="DATE">'
        "<w:r><w:t xml:space='preserve'> day</w:t></w:r></w:fldSimple>"
        "<w:r><w:noBreakHyphen/><w:t>t</w:t><w:softHyphen/><w:t>wo</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>!</w:t></w:r></w:p>'
    )
    assert read_body(tmp_path, xml).text == "Ring us on day-two!"


def test_signs_from_symbol_fonts_are_read(tmp_path: Path) -> None:
    def sign(font: str, char: str) -> str:
        return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'

    shown = [
        sign("Symbol", "F0A3"), sign("Symbol", "B3"), sign("Wingdings", "F0FC"), sign("Wingdings 2", "F052"),
        sign("Arial", "2260"), sign("Wingdings", "F0FF"), sign("Symbol", "x"), sign("Symbol", "D800"),
    ]  # fmt: skip
    before, after = (f"<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>" for words in ("Ring in ", " 5 days."))
    reading = read_body(tmp_path, f"<w:p>{before}{''.join(shown)}{after}</w:p>")
    assert reading.text == "Ring in ≤≥✓☑≠\uf0ff 5 days."
    checked = check_reading(tmp_path / "a.docx", reading)
    assert [block.verified for block in checked.blocks] == [True]
    changed = replace(reading, text=reading.text.replace("≤", "≥"))
    assert [block.verified for block in check_reading(tmp_path / "a.docx", changed).blocks] == [False]


def test_content_controls_are_read_in_their_place(tmp_path: Path) -> None:
    xml = (
        f"{paragraph('One.')}<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Two.')}</w:sdtContent></w:sdt>"
        "<w:p><w:sdt><w:sdtContent><w:r><w:t>Three.</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert read_body(tmp_path, xml).text == "One.\nTwo.\nThree."


def test_a_text_box_is_read_once_after_its_paragraph(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    xml = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Beside it.</w:t></w:r></w:p>"
    )
    assert read_body(tmp_path, xml).text == "Beside it.\nIn the box."


def test_a_table_of_contents_is_no_body_text(tmp_path: Path) -> None:
    xml = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('Visits 3')}</w:sdtContent></w:sdt>{paragraph('Weekly.')}"
    )
    assert blocks(read_body(tmp_path, xml)) == [("contents", "Visits 3"), ("paragraph", "Weekly.")]


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"no archive at all"])
def test_a_broken_archive_is_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(DamagedError, match=r"a\.docx: the Word document is damaged"):
        WordReader().read(tmp_path / "a.docx")


def test_no_bytes_are_empty(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"")
    with pytest.raises(EmptyError, match=r"a\.docx: the file is empty"):
        WordReader().read(tmp_path / "a.docx")
