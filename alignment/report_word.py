"""A report as a Word file, A4: headings to move by, tables whose heads repeat, and a number at each page's foot.

word_of(report)     the file's bytes
"""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from alignment.records import Severity
from alignment.report_page import Cell, Grid, Look, Text, pieces_of
from alignment.reporting import Report
from core.cells import writable
from ingest.editions import long_date

SHADES = {Severity.HIGH: "F6C9C4", Severity.MATERIAL: "FBE5B8", Severity.TIDY: "DCE9F2", Severity.INFORMATION: "EEEEEE"}
_HEAD = "D5DDE0"
_STYLES = {
    Look.TITLE: "Title",
    Look.HEADING: "Heading 1",
    Look.SUBHEADING: "Heading 2",
    Look.QUOTE: "Quote",
}
_INK, _AMBER, _GREY = RGBColor(0x16, 0x26, 0x2B), RGBColor(0x7A, 0x4B, 0x00), RGBColor(0x50, 0x50, 0x50)
_FONT = "Arial"
_WIDE, _HIGH, _MARGIN = Cm(21.0), Cm(29.7), Cm(2.0)


def word_of(report: Report) -> bytes:
    """The whole page of `alignment.report_page` as a Word file."""
    document = Document()
    _set_up(document, report)
    pieces = list(pieces_of(report))
    is_finding = False
    for place, piece in enumerate(pieces):
        if isinstance(piece, Grid):
            _add_grid(document, piece)
            continue
        is_finding = piece.look is Look.SUBHEADING or (is_finding and piece.look is not Look.HEADING)
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        goes_on = isinstance(following, Text) and following.look not in (Look.HEADING, Look.SUBHEADING)
        _add_text(document, piece, keeps=is_finding and goes_on)
    whole = BytesIO()
    document.save(whole)
    return whole.getvalue()


def _set_up(document: WordDocument, report: Report) -> None:
    properties = document.core_properties
    properties.author, properties.comments, properties.language = "Waymark", "", "en-GB"
    properties.title = "Local procedures beside national guidance"
    properties.created = report.made_at.replace(tzinfo=None)
    for name, size in (
        ("Normal", 10),
        ("Title", 20),
        ("Heading 1", 15),
        ("Heading 2", 11),
        ("Quote", 10),
        ("Caption", 9),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), _FONT)
    section = document.sections[0]
    section.page_width, section.page_height = _WIDE, _HIGH
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    foot = section.footer.paragraphs[0]
    foot.add_run(f"Waymark, {long_date(report.made_at.date())}. Page ")
    _add_field(foot, "PAGE")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = Pt(8), _GREY


def _add_field(paragraph: Paragraph, name: str) -> None:
    for kind, text in (("begin", None), (None, name), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        paragraph.add_run()._r.append(element)


def _add_text(document: WordDocument, piece: Text, *, keeps: bool) -> None:
    """A paragraph; one that `keeps` stands on the page of the next, so that a finding is not parted where it fits."""
    paragraph = document.add_paragraph(writable(piece.text), style=_STYLES.get(piece.look, "Normal"))
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = (
        keeps or piece.look in (Look.HEADING, Look.SUBHEADING, Look.LABEL) or None
    )
    if piece.look in (Look.QUOTE, Look.SOURCE):
        paragraph.paragraph_format.left_indent = Cm(0.8)
    for run in paragraph.runs:
        run.bold = piece.look is Look.LABEL or None
        if piece.look is Look.CAUTION:
            run.font.color.rgb = _AMBER
        elif piece.look is Look.SOURCE:
            run.font.color.rgb, run.font.size = _GREY, Pt(8.5)


def _add_grid(document: WordDocument, grid: Grid) -> None:
    caption = document.add_paragraph(writable(grid.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, grid.heads, strict=True):
        _fill(cell, Cell(head), is_head=True)
        _shade(cell, _HEAD)
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
    for row in grid.rows:
        added = table.add_row()
        _mark(added._tr.get_or_add_trPr(), "w:cantSplit")
        for place, (cell, held) in enumerate(zip(added.cells, row, strict=True)):
            _fill(cell, held, is_head=place == 0)
    for column, share in zip(table.columns, grid.shares, strict=True):
        width = Emu((_WIDE - 2 * _MARGIN) * share // sum(grid.shares))
        column.width = width
        for cell in column.cells:
            cell.width = width
    document.add_paragraph()


def _fill(cell: _Cell, held: Cell, *, is_head: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(writable(held.text))
    run.font.size, run.bold = Pt(7 if held.is_code else 8), is_head or None
    if held.shade:
        _shade(cell, SHADES[held.shade])


def _shade(cell: _Cell, colour: str) -> None:
    element = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        element.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(element)


def _mark(properties: object, name: str) -> None:
    properties.append(OxmlElement(name))  # type: ignore[attr-defined]
