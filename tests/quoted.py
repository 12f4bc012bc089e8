"""Quotes checked against a file, and a PDF drawn with each line at a given place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.records import Passage
from ingest.quotes import check_quotes

RULE = "A child who is missing must not be left until the morning before the police are told."
LINES = ("A child who is missing must not be left until the", "morning before the police are told.")


def passage(text: str, page: int | None = None, last_page: int | None = None, *, is_figure: bool = False) -> Passage:
    """A passage of this text alone."""
    return Passage("d#0", "d", 0, 0, len(text), text, page=page, last_page=last_page or page, is_figure=is_figure)


def holds(path: Path, text: str, page: int | None = None, last_page: int | None = None) -> bool:
    """Whether the check finds `text` in the file, on these pages."""
    (checked,) = check_quotes(path, [passage(text, page, last_page)])
    assert checked.verified is not None
    return checked.verified


class Made:
    """A PDF drawn line by line at given places."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._canvas = Canvas(str(path), pagesize=A4)

    def line(self, text: str, y: float, *, x: float = 72, size: float = 12) -> Made:
        self._canvas.setFont("Helvetica", size)
        self._canvas.drawString(x, y, text)
        return self

    def lines(self, texts: Sequence[str], y: float, *, x: float = 72) -> Made:
        for place, text in enumerate(texts):
            self.line(text, y - 15 * place, x=x)
        return self

    def page(self) -> Made:
        self._canvas.showPage()
        return self

    def save(self) -> Path:
        self._canvas.save()
        return self.path
