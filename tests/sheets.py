"""A PDF drawn line by line, as a word processor would; nothing here asserts."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.records import Reading
from ingest.pdf.reader import PdfReader

LEFT, TOP, STEP = 72.0, 760.0, 15.0
FILLER = "The duty manager keeps a written note of each call and of what was agreed with the family that day."

WHO = ("chair", "nurse", "social worker", "police officer", "head teacher", "carer", "reviewing officer")


class Sheet:
    """Draws lines of text one below the other, as a word processor would."""

    def __init__(self, path: Path) -> None:
        self.canvas = Canvas(str(path), pagesize=A4)
        self.y = TOP

    def line(self, text: str, *, x: float = LEFT, size: float = 11, font: str = "Helvetica") -> Sheet:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.y, text)
        self.y -= STEP
        return self

    def bold(self, text: str, *, size: float = 11) -> Sheet:
        return self.line(text, size=size, font="Helvetica-Bold")

    def lines(self, *texts: str, x: float = LEFT) -> Sheet:
        for text in texts:
            self.line(text, x=x)
        return self

    def bullet(self, *texts: str, x: float = LEFT + 18) -> Sheet:
        self.canvas.setFont("Helvetica", 11)
        self.canvas.drawString(x, self.y, "•")
        return self.lines(*texts, x=x + 18)

    def numbered(self, number: str, *texts: str) -> Sheet:
        self.canvas.setFont("Helvetica", 11)
        self.canvas.drawString(LEFT, self.y, number)
        self.line(texts[0], x=LEFT + 36)
        return self.lines(*texts[1:])

    def gap(self, points: float = 12) -> Sheet:
        self.y -= points
        return self

    def at(self, y: float) -> Sheet:
        self.y = y
        return self

    def page(self) -> Sheet:
        self.canvas.showPage()
        self.y = TOP
        return self

    def read(self) -> Reading:
        self.canvas.save()
        return PdfReader().read(Path(self.canvas._filename))


def prose(sheet: Sheet, paragraphs: int = 3) -> Sheet:
    for _ in range(paragraphs):
        sheet.lines(FILLER[:78], FILLER[78:].strip()).gap()
    return sheet
