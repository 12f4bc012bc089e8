"""A page's lines are the same in every kind of file, with every sign of guidance in it."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from markdown_it import MarkdownIt
from pypdf import PdfReader

from core.errors import WaymarkError
from index.brief_file import ENDINGS, file_of
from index.brief_page import Line, Look
from ingest.readers import read_file

DAY = date(2026, 11, 28)
SIGNS = "’ – — • £ § ½ € “q” é … ° ×"
HARMFUL = "1. *No* _list_ # <b>bold</b> [link](x) `code` | ~~cut~~ & $x$ \\ end"
LINES = [
    Line(Look.TITLE, "Brief"),
    Line(Look.NOTE, "Made on 28 November 2026 from the library “Sample”."),
    Line(Look.HEADING, "Call now"),
    Line(Look.CALL, "police and ambulance, 999"),
    Line(Look.DETAIL, SIGNS),
    Line(Look.HEADING, "What binds"),
    Line(Look.POINT, "Law · An Act · must"),
    Line(Look.QUOTE, "(1) The home must—\n(a) write it down; and\n(b) tell the police."),
    Line(Look.SOURCE, "An Act, paragraph 1(1), page 2"),
    Line(Look.CAUTION, "Replaced on 18 March 2026."),
    Line(Look.POINT, HARMFUL),
    Line(Look.QUOTE, "- it is no list\n+ nor this\n12) nor that"),
]


def words(text: str) -> list[str]:
    return re.findall(r"\S+", text)


def read_pdf(lines: list[Line], folder: Path) -> str:
    path = folder / "brief.pdf"
    path.write_bytes(file_of(lines, "pdf", day=DAY))
    return read_file(path).text


def test_pdf_is_read_back_in_order_with_every_sign(tmp_path: Path) -> None:
    text = " ".join(words(read_pdf(LINES, tmp_path)))
    places = [text.find(" ".join(words(line.text))) for line in LINES if line.look is not Look.TITLE]
    assert -1 not in places
    assert places == sorted(places)
    assert SIGNS in text


def test_pdf_has_its_fonts_in_it_and_says_its_day_on_every_page() -> None:
    lines = LINES + [Line(Look.QUOTE, "A long passage of guidance, which fills a line. " * 20)] * 10
    pages = PdfReader(BytesIO(file_of(lines, "pdf", day=DAY))).pages
    assert len(pages) > 1
    for page in pages:
        assert "made by Waymark on 28 November 2026" in page.extract_text()
        for font in page["/Resources"]["/Font"].get_object().values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()


def test_pdf_says_where_its_font_lacks_a_sign(tmp_path: Path) -> None:
    said = "An empty box stands for a sign"
    assert said not in read_pdf([*LINES, Line(Look.QUOTE, "soft\u200bjoined x\u2011y")], tmp_path)
    assert said in read_pdf([*LINES, Line(Look.QUOTE, "Tick: ☐")], tmp_path)


def test_pdf_keeps_an_accent_that_is_a_sign_of_its_own(tmp_path: Path) -> None:
    read = read_pdf([*LINES, Line(Look.QUOTE, "Rene\u0301e at the cafe\u0301")], tmp_path)
    assert "Renée at the café" in read


def test_markdown_means_what_the_lines_say() -> None:
    html = MarkdownIt("commonmark").render(file_of(LINES, "md", day=DAY).decode())
    shown = re.sub(r"&lt;", "<", re.sub(r"&gt;", ">", re.sub(r"&quot;", '"', re.sub(r"<[^>]+>", "", html))))
    assert words(shown.replace("&amp;", "&").replace("Note:", "")) == [
        word for line in LINES for word in words(line.text)
    ]
    assert (html.count("<h2>"), html.count("<blockquote>"), html.count("<li>")) == (2, 2, 3)
    assert "<b>" not in html
    assert "<ol" not in html


def test_word_file_has_the_lines_and_no_time_of_day() -> None:
    document = Document(BytesIO(file_of(LINES, "docx", day=DAY)))
    assert [paragraph.text for paragraph in document.paragraphs] == [line.text for line in LINES]
    assert document.core_properties.created.date() == DAY


def test_another_kind_of_file_is_refused_with_those_there_are() -> None:
    with pytest.raises(WaymarkError, match=f"Choose one of {', '.join(ENDINGS)}"):
        file_of(LINES, "odt", day=DAY)
