"""The lines of a page as a Word file.

word_of(list(page_of(brief, with_situation=False)), day=brief.made_on)       the file's bytes
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

from docx import Document
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from index.brief_page import Line, Look

_STYLES = {
    Look.TITLE: "Title",
    Look.HEADING: "Heading 1",
    Look.CALL: "List Bullet",
    Look.POINT: "List Bullet",
    Look.QUOTE: "Quote",
}
_INDENT = Cm(1.3)
_RED, _AMBER, _GREY = RGBColor(0xA4, 0x00, 0x00), RGBColor(0x7A, 0x4B, 0x00), RGBColor(0x50, 0x50, 0x50)


def word_of(lines: Sequence[Line], *, day: date) -> bytes:
    """A Word file of `lines`, as made on `day`."""
    document = Document()
    document.core_properties.author = "Waymark"
    document.core_properties.title = lines[0].text if lines else ""
    document.core_properties.comments = ""
    document.core_properties.created = datetime(day.year, day.month, day.day)
    for line in lines:
        _dress(document.add_paragraph(line.text, style=_STYLES.get(line.look, "Normal")), line.look)
    whole = BytesIO()
    document.save(whole)
    return whole.getvalue()


def _dress(paragraph: Paragraph, look: Look) -> None:
    """The indent, weight and colour that a look has beside its style."""
    paragraph.paragraph_format.space_after = Pt(3)
    if look in (Look.DETAIL, Look.SOURCE, Look.QUOTE, Look.CAUTION):
        paragraph.paragraph_format.left_indent = _INDENT
    for run in paragraph.runs:
        run.bold = look in (Look.CALL, Look.POINT) or None
        if look is Look.CALL:
            run.font.color.rgb = _RED
        elif look is Look.CAUTION:
            run.font.color.rgb = _AMBER
        elif look is Look.SOURCE:
            run.font.color.rgb, run.font.size = _GREY, Pt(9)
