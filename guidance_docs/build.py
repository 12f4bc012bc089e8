"""Rebuilds the Word and PDF files of the sample library: source/*.md -> procedures/*.docx, *.pdf.

The sources are a small part of Markdown, one line a block: front matter, `##` headings, tables, paragraphs and bullets
that may begin with a typed number ("2.1 "). Dates come from the front matter, so a second run gives the same bytes.
"""

import html
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table
from reportlab.platypus.tableofcontents import TableOfContents

NOTICE = "Sample: Marlbrook is an invented council. Not real guidance."
TEXT_WIDTH = 16.0  # centimetres between the margins of an A4 page
LINE = re.compile(r"^(## |- |)(?:(\d+\.\d*|\([a-z]\)) )?(.+)$", re.MULTILINE)
KINDS = {"## ": "heading", "": "paragraph", "- ": "bullet"}
LEVELS = (("decimal", "%1.", 680), ("decimal", "%1.%2", 680), ("lowerLetter", "(%3)", 1360))  # of a Word list, by kind
LEVEL = (
    '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/>'
    '<w:pPr><w:ind w:left="{}" w:hanging="680"/></w:pPr></w:lvl>'
)


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a source, or one table. `kind`: heading, paragraph, bullet or table; `number` as typed, or empty."""

    kind: str
    number: str
    text: str
    rows: list[list[str]]


def read_source(path: Path) -> tuple[dict[str, str], list[Block]]:
    """Front matter and blocks of one source; ValueError where the front matter is missing."""
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise ValueError(f"{path}: no front matter; begin with lines of 'key: value' between two lines of ---")
    blocks: list[Block] = []
    for chunk in parts[2].strip().split("\n\n"):
        if chunk.startswith("|"):
            rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in chunk.splitlines()]
            blocks.append(Block("table", "", "", rows[:1] + rows[2:]))
        else:
            blocks += [Block(KINDS[mark], number, text, []) for mark, number, text in LINE.findall(chunk)]
    return dict(line.split(": ", 1) for line in parts[1].splitlines()), blocks


def column_widths(rows: list[list[str]]) -> list[float]:
    """Centimetres for each column, by its longest cell; long columns are capped so that short ones keep room."""
    weights = [min(max(20, *map(len, column)), 60) for column in zip(*rows, strict=True)]
    return [TEXT_WIDTH * weight / sum(weights) for weight in weights]


def dress_word(document: Any, matter: dict[str, str]) -> None:
    """Font, language, page, running head and foot, the file's own properties, and a list of three levels."""
    normal, section, properties = document.styles["Normal"], document.sections[0], document.core_properties
    normal.font.name, normal.font.size, normal.paragraph_format.space_after = "Arial", Pt(10.5), Pt(6)
    document.styles.element.find(".//" + qn("w:lang")).set(qn("w:val"), "en-GB")
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.header.paragraphs[0].text = NOTICE
    foot = section.footer.paragraphs[0]
    foot.text = matter["footer"] + " | Page "
    foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
    properties.title, properties.author, properties.comments = matter["title"], matter["publisher"], NOTICE
    properties.created = properties.modified = datetime.fromisoformat(matter["date"])
    levels = "".join(LEVEL.format(number, *level) for number, level in enumerate(LEVELS))
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def add_line(document: Any, block: Block, look: str) -> None:
    """One heading, paragraph or bullet. Look "bold" fakes headings; look "numbered" leaves the numbers to Word."""
    faked, counted = look == "bold" and block.kind == "heading", look == "numbered" and bool(block.number)
    style = "Heading 1" if block.kind == "heading" and not faked else "Normal"
    paragraph = document.add_paragraph(style="List Bullet" if block.kind == "bullet" and not counted else style)
    text = f"{block.number}\t{block.text}" if block.number and not counted else block.text
    paragraph.add_run(text).bold = True if faked else None
    paragraph.paragraph_format.keep_with_next = block.kind == "heading" or block.text.endswith(":")
    if counted:
        place = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        place.get_or_add_ilvl().val, place.get_or_add_numId().val = list(KINDS.values()).index(block.kind), 90
    elif block.number or block.kind == "bullet":
        left, hanging = (1.2, 1.2) if block.number else (1.9, 0.7)
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Cm(left), Cm(-hanging)


def add_table(document: Any, rows: list[list[str]]) -> None:
    """A gridded table; its first row is bold and repeated on every page, and no row is split."""
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, column_widths(rows), strict=True):
        column.width = Cm(width)
    for y, row in enumerate(rows):
        for cell, text in zip(table.rows[y].cells, row, strict=True):
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            cell.paragraphs[0].add_run(text).bold = True if y == 0 else None
        table.rows[y]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph().paragraph_format.space_after = Pt(4)


def write_docx(matter: dict[str, str], blocks: list[Block], path: Path) -> None:
    """Writes one Word file, then packs its archive again with fixed times."""
    document = docx.Document()
    dress_word(document, matter)
    document.add_paragraph(matter["title"], style="Title")
    document.add_paragraph(matter["publisher"])
    for block in blocks:
        add_table(document, block.rows) if block.rows else add_line(document, block, matter["look"])
    document.save(str(path))
    with zipfile.ZipFile(path) as packed:
        members = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members:
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
CELL = ParagraphStyle("cell", fontSize=9, leading=12)  # Helvetica: the bytes depend on no font of this machine
TITLE = ParagraphStyle("title", fontSize=20, leading=27, spaceAfter=8)
PLAIN = ParagraphStyle("plain", leading=13.5, spaceAfter=10)
LINES = {
    "heading": ParagraphStyle("heading", fontSize=13, leading=18, spaceBefore=10, spaceAfter=5, keepWithNext=1),
    "paragraph": ParagraphStyle("paragraph", leading=13.5, leftIndent=28, spaceAfter=5),
    "bullet": ParagraphStyle("bullet", leading=13.5, leftIndent=44, bulletIndent=30, spaceAfter=3),
}


class NumberedPdf(SimpleDocTemplate):  # type: ignore[misc]
    """A PDF with `front` pages numbered i, ii before its body; its page labels are the numbers printed."""

    front = 0

    def afterFlowable(self, flowable: Flowable) -> None:
        """Enters each heading in the contents and the outline."""
        if getattr(flowable, "style", None) is LINES["heading"]:
            text = flowable.getPlainText().strip()
            self.canv.bookmarkPage(text)
            self.canv.addOutlineEntry(text, text)
            self.notify("TOCEntry", (0, html.escape(text), self.page - self.front))

    def furnish(self, canvas: Any, _: Any) -> None:
        """Running head and foot of one page, and its label."""
        page, form = (self.page - self.front, "ARABIC") if self.page > self.front else (self.page, "ROMAN_LOWER")
        canvas.addPageLabel(self.page - 1, form, page)
        canvas.setFont("Helvetica", 8.5)
        canvas.drawString(2.5 * cm, 28.2 * cm, NOTICE)
        canvas.drawString(2.5 * cm, 1.3 * cm, self.subject)
        canvas.drawRightString(18.5 * cm, 1.3 * cm, f"Page {page if form == 'ARABIC' else 'i' * page}")


def pdf_parts(block: Block) -> list[Flowable]:
    """The flowables of one block; a paragraph that ends in a colon stays with what follows it."""
    text = html.escape(block.text)
    if block.rows:
        rows = [[Paragraph(html.escape(cell), CELL) for cell in row] for row in block.rows]
        look = [("GRID", (0, 0), (-1, -1), 0.5, "#888888"), ("BACKGROUND", (0, 0), (-1, 0), "#DCE9E7"), TOP]
        widths = [width * cm for width in column_widths(block.rows)]
        return [Table(rows, widths, repeatRows=1, style=look), Spacer(1, 10)]
    if block.kind == "heading":
        return [Paragraph(f"<b>{block.number} {text}</b>", LINES["heading"])]
    style = ParagraphStyle("line", LINES[block.kind], keepWithNext=int(text.endswith(":")))
    return [Paragraph(text, style, bulletText=block.number or "\u2022")]


def write_pdf(matter: dict[str, str], blocks: list[Block], path: Path) -> None:
    """Writes one PDF; the look "front-matter" gives it a title page, then a page of control tables and contents."""
    names = {"title": matter["title"], "author": matter["publisher"], "subject": matter["footer"], "keywords": NOTICE}
    document = NumberedPdf(str(path), invariant=1, lang="en-GB", **names)
    story = [Paragraph(f"<b>{html.escape(matter['title'])}</b>", TITLE), Paragraph(matter["publisher"], PLAIN)]
    opening = next(place for place, block in enumerate(blocks) if block.kind == "heading")
    control = [part for block in blocks[:opening] for part in pdf_parts(block)]
    body = [part for block in blocks[opening:] for part in pdf_parts(block)]
    if matter["look"] == "front-matter":
        document.front = 2
        story = [Spacer(1, 8 * cm), *story, Paragraph(matter["footer"], PLAIN), PageBreak()]
        control += [Paragraph("<b>Contents</b>", PLAIN), TableOfContents(levelStyles=[PLAIN]), PageBreak()]
    document.multiBuild([*story, *control, *body], onFirstPage=document.furnish, onLaterPages=document.furnish)


if __name__ == "__main__":
    for source in sorted(Path(__file__).parent.glob("source/*.md")):
        front_matter, lines = read_source(source)
        write = {"docx": write_docx, "pdf": write_pdf}[front_matter["format"]]
        write(front_matter, lines, source.parents[1] / "procedures" / f"{source.stem}.{front_matter['format']}")
