"""One text written as Markdown, HTML, Word and PDF, as councils and departments do; nothing here asserts.

    parts = parsed("# Visits\n\n1.1 See the child[^1].\n\n[^1]: Alone.")
    for ending, write in WRITERS.items():
        write(parts, folder / f"visits{ending}")

The Markdown that is taken is small: headings, paragraphs of one line with typed numbers, bullets, letters in brackets,
tables of pipes, footnotes. Emphasis is dropped, since it is no part of the text.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_NOTE = re.compile(r"\[\^(\d+)\]")
_STEP = re.compile(r"(\d+)\. (.+)")
_LETTER = re.compile(r"\([a-z]+\) ")
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading (`level` from 1), paragraph, bullet, "(a)" letter, "1." step, table, or the note with `mark`."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    mark: str = ""


def parsed(markdown: str) -> list[Part]:
    """The parts of a text in the order in which they stand, the notes last."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"^(.+)\n=+$", r"# \1", re.sub(r"^(?!\|)(.+)\n-+$", r"## \1", text, flags=re.M), flags=re.M)
    text = re.sub(r"(?<![\w*])\*+(?=\S)([^*\n]+?)(?<=\S)\*+(?!\w)", r"\1", text)
    parts: list[Part] = []
    notes: list[Part] = []
    table: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            table.append(tuple(cell.strip() for cell in line.strip()[1:-1].split("|")))
            continue
        if table:
            parts.append(Part("table", rows=(table[0], *table[2:])))
            table = []
        if note := re.match(r"\[\^(\d+)\]: (.+)", line):
            notes.append(Part("note", note[2], mark=note[1]))
        elif line.strip():
            parts.append(_part(line.removeprefix("> ")))
    return parts + notes


def _part(line: str) -> Part:
    indent, words = (len(line) - len(line.lstrip())) // 2, line.strip()
    if heading := re.match(r"(#+) (.+)", words):
        return Part("heading", heading[2], level=len(heading[1]))
    if words.startswith(("- ", "* ")):
        kind, words = "bullet", words[2:]
    else:
        kind = "step" if _STEP.match(words) else "paragraph"
    return Part("letter" if _LETTER.match(words) else kind, words, level=indent)


def _step(part: Part) -> tuple[int, str]:
    found = _STEP.match(part.text)
    return (int(found[1]), found[2]) if found else (0, part.text)


def write_markdown(parts: Sequence[Part], path: Path) -> None:
    """As a text of its own."""
    lines: list[str] = []
    for part, after in zip(parts, [*parts[1:], Part("end")], strict=True):
        if part.kind == "heading":
            lines.append("#" * part.level + " " + part.text)
        elif part.kind == "bullet":
            lines.append("  " * part.level + "- " + part.text)
        elif part.kind == "table":
            rows = ["| " + " | ".join(row) + " |" for row in part.rows]
            lines.append("\n".join([rows[0], "|" + "---|" * len(part.rows[0]), *rows[1:]]))
        elif part.kind == "note":
            lines.append(f"[^{part.mark}]: {part.text}")
        else:
            lines.append(part.text)
        if not (part.kind == after.kind == "bullet"):
            lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def write_page(parts: Sequence[Part], path: Path) -> None:
    """As GOV.UK lays a page out, with the site around it."""

    def words(text: str) -> str:
        link = r'<sup id="fnref:\1"><a href="#fn:\1" rel="footnote">[footnote \1]</a></sup>'
        return _NOTE.sub(link, html.escape(text, quote=False))

    body: list[str] = []
    depth = 0
    for part in [*parts, Part("end")]:
        wanted = part.level + 1 if part.kind == "bullet" else 0
        while depth > wanted:
            body.append("</li></ul>")
            depth -= 1
        if part.kind == "bullet":
            body.append("</li>" if depth == wanted else "<ul>")
            depth = wanted
            body.append(f"<li>{words(part.text)}")
        elif part.kind == "heading":
            body.append(f"<h{part.level}>{words(part.text)}</h{part.level}>")
        elif part.kind == "table":
            head, *rows = part.rows
            said = "".join("<tr>" + "".join(f"<td>{words(cell)}</td>" for cell in row) + "</tr>" for row in rows)
            top = "".join(f'<th scope="col">{words(cell)}</th>' for cell in head)
            body.append(f"<table><thead><tr>{top}</tr></thead><tbody>{said}</tbody></table>")
        elif part.kind == "step":
            number, said = _step(part)
            body.append(f'<ol start="{number}"><li><p>{words(said)}</p></li></ol>')
        elif part.kind in ("paragraph", "letter"):
            body.append(f"<p>{words(part.text)}</p>")
    notes = "".join(
        f'<li id="fn:{part.mark}" role="doc-endnote"><p>{html.escape(part.text)} '
        f'<a href="#fnref:{part.mark}" class="reversefootnote" role="doc-backlink">↩</a></p></li>'
        for part in parts
        if part.kind == "note"
    )
    path.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head><body>'
        '<div id="global-cookie-message">We use cookies.</div><header><a href="/">GOV.UK</a></header>'
        f'<main id="content"><div class="govspeak">{"".join(body)}'
        + (f'<div class="footnotes" role="doc-endnotes"><ol>{notes}</ol></div>' if notes else "")
        + '</div><div class="gem-c-feedback">Is this page useful?</div></main><footer>Crown copyright</footer></body>',
        encoding="utf-8",
    )


def write_word(parts: Sequence[Part], path: Path) -> None:
    """With headings made by hand in bold, footnotes of Word's own, and tables whose first row is bold."""
    document = docx.Document()

    def add(paragraph: Any, text: str, *, bold: bool = False, size: float = 11) -> None:
        for place, words in enumerate(_NOTE.split(text)):
            if place % 2:
                mark = f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{int(words) + 1}"/></w:r>'
                paragraph._p.append(parse_xml(mark))
            elif words:
                run = paragraph.add_run(words)
                run.bold, run.font.size = bold, Pt(size)

    lists = 0
    for part in parts:
        if part.kind == "heading":
            add(document.add_paragraph(), part.text, bold=True, size=24 - 3 * part.level)
        elif part.kind == "bullet":
            style = "List Bullet" if part.level == 0 else f"List Bullet {part.level + 1}"
            add(document.add_paragraph(style=style), part.text)
        elif part.kind == "table":
            table = document.add_table(len(part.rows), len(part.rows[0]), style="Table Grid")
            for line, row in enumerate(part.rows):
                for column, cell in enumerate(row):
                    add(table.cell(line, column).paragraphs[0], cell, bold=line == 0)
        elif part.kind == "step":
            number, words = _step(part)
            lists += number == 1 or not lists
            added = document.add_paragraph()
            add(added, words)
            _count(document, added, list_id=100 + lists)
        elif part.kind in ("paragraph", "letter"):
            add(document.add_paragraph(), part.text)
    document.save(str(path))
    _add_notes(path, [part for part in parts if part.kind == "note"])


def _count(document: Any, paragraph: Any, *, list_id: int) -> None:
    """Puts a paragraph into one of Word's own lists, which counts from 1."""
    numbering, space = document.part.numbering_part.element, nsdecls("w")
    if not any(one.get(qn("w:numId")) == str(list_id) for one in numbering.findall(qn("w:num"))):
        level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        shape = f'<w:abstractNum {space} w:abstractNumId="{list_id}">{level}</w:abstractNum>'
        numbering.insert(0, parse_xml(shape))
        named = f'<w:num {space} w:numId="{list_id}"><w:abstractNumId w:val="{list_id}"/></w:num>'
        numbering.append(parse_xml(named))
    marks = f'<w:numPr {space}><w:ilvl w:val="0"/><w:numId w:val="{list_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(marks))


def _add_notes(path: Path, notes: Sequence[Part]) -> None:
    """Puts a part of footnotes into a Word file, which python-docx cannot."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    rels = "word/_rels/document.xml.rels"
    link = f'<Relationship Id="rIdNotes" Type="{RELATION}/footnotes" Target="footnotes.xml"/></Relationships>'
    held[rels] = held[rels].replace(b"</Relationships>", link.encode())
    said = "".join(
        f'<w:footnote w:id="{int(part.mark) + 1}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> '
        f"{html.escape(part.text)}</w:t></w:r></w:p></w:footnote>"
        for part in notes
    )
    held["word/footnotes.xml"] = f"<w:footnotes {nsdecls('w')}>{said}</w:footnotes>".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)


class _Paper:
    """Draws lines on pages from the top, and the notes that a page's lines cite at its foot."""

    left, width, top, low = 72.0, 451.0, 780.0, 60.0

    def __init__(self, path: Path, notes: dict[str, str]) -> None:
        self.canvas = Canvas(str(path), pagesize=A4, invariant=1)
        self.notes = notes
        self.cited: list[str] = []
        self.y = self.top

    def flow(self, text: str, *, x: float, size: float = 11, bold: bool = False, hang: str = "", at: float = 0) -> None:
        """A paragraph in lines; `hang` stands before its first line, at `at`."""
        font = "Helvetica-Bold" if bold else "Helvetica"
        for number, line in enumerate(_wrapped(text, self.left + self.width - x, size, font)):
            self.line(line, x=x, size=size, bold=bold, hang=hang if number == 0 else "", at=at)
        self.y -= 0.55 * size

    def line(self, text: str, *, x: float, size: float, bold: bool, hang: str, at: float) -> None:
        """One line, on the next page where it, and the notes it cites, have no room."""
        marks = _NOTE.findall(text)
        if self.y - self._needed([*self.cited, *marks]) < self.low + 1.35 * size:
            self.turn()
        self.cited += marks
        font = "Helvetica-Bold" if bold else "Helvetica"
        if hang:
            self.canvas.setFont(font, size)
            self.canvas.drawString(at, self.y, hang)
        self._draw(text, x, self.y, size, font)
        self.y -= 1.35 * size

    def _draw(self, text: str, x: float, y: float, size: float, font: str) -> None:
        for place, words in enumerate(_NOTE.split(text)):
            raised = place % 2 == 1
            points = 0.6 * size if raised else size
            self.canvas.setFont(font, points)
            self.canvas.drawString(x, y + (0.35 * size if raised else 0), words)
            x += stringWidth(words, font, points)

    def _needed(self, marks: Sequence[str]) -> float:
        lines = sum(len(list(_wrapped(self.notes[mark], self.width - 12, 9))) for mark in marks)
        return 12 * lines + 16 if marks else 0

    def turn(self) -> None:
        """Puts the notes at the foot and begins a page."""
        y = self.low + self._needed(self.cited) - 16
        if self.cited:
            self.canvas.line(self.left, y + 12, self.left + 144, y + 12)
        for mark in self.cited:
            self.canvas.setFont("Helvetica", 5.5)
            self.canvas.drawString(self.left, y + 3, mark)
            for line in _wrapped(self.notes[mark], self.width - 12, 9):
                self._draw(line, self.left + 6, y, 9, "Helvetica")
                y -= 12
        self.canvas.showPage()
        self.cited, self.y = [], self.top

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A ruled table, its first row in bold on grey and on the page of the second."""
        width = self.width / len(rows[0])
        wrapped = [[list(_wrapped(cell, width - 10, 10)) for cell in row] for row in rows]
        heights = [13 * max(map(len, cells)) + 8 for cells in wrapped]
        for number, (cells, height) in enumerate(zip(wrapped, heights, strict=True)):
            kept = sum(heights[:2]) if number == 0 else height
            if self.y - kept - self._needed(self.cited) < self.low:
                self.turn()
            for column, lines in enumerate(cells):
                x = self.left + column * width
                if number == 0:
                    self.canvas.setFillGray(0.85)
                    self.canvas.rect(x, self.y + 8 - height, width, height, fill=1, stroke=0)
                    self.canvas.setFillGray(0)
                self.canvas.rect(x, self.y + 8 - height, width, height)
                for place, line in enumerate(lines):
                    self.cited += _NOTE.findall(line)
                    self._draw(
                        line, x + 5, self.y - 4 - 13 * place, 10, "Helvetica-Bold" if number == 0 else "Helvetica"
                    )
            self.y -= height
        self.y -= 18


def write_pdf(parts: Sequence[Part], path: Path) -> None:
    """With numbers and bullets hanging, rules around cells, and notes at the foot of the page that cites them."""
    paper = _Paper(path, {part.mark: part.text for part in parts if part.kind == "note"})
    for part in parts:
        if part.kind == "heading":
            paper.y -= 8
            if paper.y < paper.low + 90:
                paper.turn()
            paper.flow(part.text, x=paper.left, size=22 - 3 * part.level, bold=True)
        elif part.kind == "table":
            paper.table(part.rows)
        elif part.kind == "bullet":
            at = paper.left + 36 + 20 * part.level
            paper.flow(part.text, x=at + 14, hang="•", at=at)
        elif part.kind in ("paragraph", "letter", "step"):
            number = re.match(r"(\d+(?:\.\d+)*\.?|\([a-z]+\)) (.+)", part.text)
            at = paper.left + (36 + 20 * part.level if part.kind == "letter" else 0)
            if number:
                paper.flow(number[2], x=at + (24 if part.kind == "letter" else 36), hang=number[1], at=at)
            else:
                paper.flow(part.text, x=paper.left)
    paper.turn()
    paper.canvas.save()


def _wrapped(text: str, width: float, size: float, font: str = "Helvetica") -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and stringWidth(_NOTE.sub("", longer), font, size) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


WRITERS: dict[str, Callable[[Sequence[Part], Path], None]] = {
    ".md": write_markdown,
    ".html": write_page,
    ".docx": write_word,
    ".pdf": write_pdf,
}
