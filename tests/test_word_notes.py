"""Word's footnotes and endnotes: tied to their words, marked as Word prints them, no mark left in the text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
from docx.oxml import parse_xml
from readings import tied
from test_word import NS, paragraph

from core.records import BlockKind, Reading
from ingest.quotes import check_reading
from ingest.word.reader import WordReader

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read_notes(
    tmp_path: Path, xml: str, *, footnotes: dict[str, str], endnotes: dict[str, str] | None = None, settings: str = ""
) -> Reading:
    """A document with this body and these notes, each the XML of its paragraphs by its id."""
    document = docx.Document()
    for element in reversed(list(parse_xml(f"<w:body {NS}>{xml}</w:body>"))):
        document.element.body.insert(0, element)
    for element in parse_xml(f"<w:settings {NS}>{settings}</w:settings>"):
        document.settings.element.append(element)
    document.save(str(tmp_path / "whole.docx"))
    parts = {"footnote": footnotes, "endnote": endnotes or {}}
    links = "".join(f'<Relationship Id="x{kind}" Type="{RELATION}/{kind}s" Target="{kind}s.xml"/>' for kind in parts)
    with zipfile.ZipFile(tmp_path / "whole.docx") as old, zipfile.ZipFile(tmp_path / "a.docx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", f"{links}</Relationships>".encode())
            new.writestr(name, content)
        for kind, notes in parts.items():
            said = "".join(f'<w:{kind} w:id="{name}">{words}</w:{kind}>' for name, words in notes.items())
            new.writestr(f"word/{kind}s.xml", f"<w:{kind}s {NS}>{said}</w:{kind}s>")
    return WordReader().read(tmp_path / "a.docx")


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def note(name: str, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'


def test_footnotes_are_tied_to_the_words_before_their_marks(tmp_path: Path) -> None:
    xml = f"<w:p>{run('Visit')}{note('3')}{run(' weekly.')}{note('2')}</w:p>{paragraph('Then write.')}"
    reading = read_notes(tmp_path, xml, footnotes={"2": paragraph(" Regulation 28."), "3": paragraph("Alone.")})
    assert reading.text == "Visit weekly.\nThen write.\nAlone.\nRegulation 28."
    assert tied(reading) == [("1", "Alone.", "Visit"), ("2", "Regulation 28.", "Visit weekly.")]


def test_endnotes_count_for_themselves_in_small_roman_numbers(tmp_path: Path) -> None:
    xml = (
        f"<w:p>{run('One.')}{note('2')}{run(' Two.')}{note('2', 'endnote')}{run(' Three.')}{note('3', 'endnote')}</w:p>"
    )
    ends = {"2": paragraph("End."), "3": paragraph("Last.")}
    reading = read_notes(tmp_path, xml, footnotes={"2": paragraph("Foot.")}, endnotes=ends)
    assert tied(reading) == [("1", "Foot.", "One."), ("i", "End.", "One. Two."), ("ii", "Last.", "One. Two. Three.")]


def test_marks_have_the_format_that_the_document_sets(tmp_path: Path) -> None:
    settings = '<w:footnotePr><w:numFmt w:val="upperLetter"/></w:footnotePr>'
    reading = read_notes(
        tmp_path, f"<w:p>{run('One.')}{note('2')}</w:p>", footnotes={"2": paragraph("Foot.")}, settings=settings
    )
    assert tied(reading) == [("A", "Foot.", "One.")]


def test_a_mark_of_its_own_is_no_word_and_does_not_count(tmp_path: Path) -> None:
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
    xml = f"<w:p>{run('One')}{own}{run(' two')}{note('3')}</w:p>"
    reading = read_notes(tmp_path, xml, footnotes={"2": paragraph("* Star."), "3": paragraph("Foot.")})
    assert tied(reading) == [("*", "Star.", "One"), ("1", "Foot.", "One two")]
    assert reading.text.startswith("One two\n")
    assert {block.verified for block in check_reading(tmp_path / "a.docx", reading).blocks} == {True}


def test_a_mark_that_is_struck_out_counts_and_its_note_is_gone(tmp_path: Path) -> None:
    struck = '<w:r><w:rPr><w:strike/></w:rPr><w:t>gone</w:t><w:footnoteReference w:id="2"/></w:r>'
    xml = f"<w:p>{run('One ')}{struck}{run('two')}{note('3')}</w:p>"
    reading = read_notes(tmp_path, xml, footnotes={"2": paragraph("Old."), "3": paragraph("New.")})
    assert tied(reading) == [("2", "New.", "One two")]
    assert "Old." not in reading.text


def test_a_mark_that_a_field_repeats_is_no_word(tmp_path: Path) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> NOTEREF _Ref1 \\f \\h </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    xml = f"<w:p>{run('One.')}{note('2')}{run(' Two.')}{field}{run(' Three.')}</w:p>"
    reading = read_notes(tmp_path, xml, footnotes={"2": paragraph("Foot.")})
    assert reading.text == "One. Two. Three.\nFoot."


def test_notes_in_a_heading_and_in_a_table_are_tied(tmp_path: Path) -> None:
    xml = (
        f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>{run("Visits")}{note("2")}</w:p>'
        f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p>{run('Who')}{note('3')}</w:p></w:tc>"
        f"<w:tc><w:p>{run('worker')}</w:p></w:tc></w:tr></w:tbl>{paragraph('End.')}"
    )
    reading = read_notes(tmp_path, xml, footnotes={"2": paragraph("Weekly."), "3": paragraph("Trained.")})
    assert reading.text == "Visits\nWho | worker\nEnd.\nWeekly.\nTrained."
    assert tied(reading) == [("1", "Weekly.", "Visits"), ("2", "Trained.", "Who")]


def test_a_heading_made_by_hand_is_not_taken_for_one_because_of_its_mark(tmp_path: Path) -> None:
    lead = f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Never wait.</w:t></w:r>{note('2')}</w:p>"
    reading = read_notes(tmp_path, lead + paragraph("Ring the police."), footnotes={"2": paragraph("Day or night.")})
    assert [block.kind for block in reading.blocks][:2] == [BlockKind.PARAGRAPH] * 2


def test_a_note_of_several_paragraphs_is_one(tmp_path: Path) -> None:
    two = paragraph("First.") + paragraph("Second.")
    assert tied(read_notes(tmp_path, f"<w:p>{run('One.')}{note('2')}</w:p>", footnotes={"2": two})) == [
        ("1", "First. Second.", "One.")
    ]


def test_a_reference_to_no_note_leaves_the_text_as_it_is(tmp_path: Path) -> None:
    reading = read_notes(tmp_path, f"<w:p>{run('One.')}{note('9')}</w:p>", footnotes={})
    assert reading.text == "One."
