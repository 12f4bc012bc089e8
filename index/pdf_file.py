"""The lines of a page as a PDF, A4, in order, with its fonts in it: Bitstream Vera, which comes with reportlab.

    pdf_of(list(page_of(brief, with_situation=False)), day=brief.made_on)       the file's bytes

A sign that the font does not have is an empty box, and the last line says so. What has no look of its own, such as a
joiner, is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from index.brief_page import Line, Look
from ingest.editions import long_date

_PLAIN, _BOLD = "Vera", "VeraBd"
_INK, _GREY, _RED, _AMBER = HexColor("#16262b"), HexColor("#505050"), HexColor("#a40000"), HexColor("#7a4b00")
_ALIKE = {"\u2011": "-", "\uf0b7": "•"}
_NO_LOOK = {"Cf", "Cc"}
_VARIATIONS = {chr(code) for code in range(0xFE00, 0xFE10)}
_BOXED = "An empty box stands for a sign that the font of this file does not have; the Word and Markdown files have it."


def pdf_of(lines: Sequence[Line], *, day: date) -> bytes:
    """A PDF of `lines`, as made on `day`, which stands at the foot of each page with the page's number."""
    known = _fonts()
    whole = BytesIO()
    document = SimpleDocTemplate(
        whole,
        pagesize=A4,
        leftMargin=2 * cm,
        rightMargin=2 * cm,
        topMargin=1.8 * cm,
        bottomMargin=2 * cm,
        title=lines[0].text if lines else "",
        author="Waymark",
        lang="en-GB",
        initialFontName=_PLAIN,
    )
    drawn = [*lines, *([Line(Look.NOTE, _BOXED)] if any(_lacks(line.text, known) for line in lines) else [])]

    def foot(canvas: Any, page: Any) -> None:
        canvas.setFont(_PLAIN, 8)
        canvas.setFillColor(_GREY)
        canvas.drawString(2 * cm, 1.1 * cm, f"{document.title}, made by Waymark on {long_date(day)}")
        canvas.drawRightString(A4[0] - 2 * cm, 1.1 * cm, f"Page {page.page}")

    document.build(list(_paragraphs(drawn)), onFirstPage=foot, onLaterPages=foot)
    return whole.getvalue()


def _paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    styles = _styles()
    for line in lines:
        rows = (escape(_drawable(row), quote=False) for row in line.text.split("\n"))
        bullet = "•" if line.look in (Look.CALL, Look.POINT) else None
        yield Paragraph("<br/>".join(rows), styles[line.look], bulletText=bullet)


def _drawable(text: str) -> str:
    """`text` without what has no look of its own, and with the font's sign for what looks like it."""
    kept = (_ALIKE.get(sign, sign) for sign in unicodedata.normalize("NFC", text))
    return "".join(" " if sign.isspace() else sign for sign in kept if sign.isspace() or not _is_unseen(sign))


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _NO_LOOK or sign in _VARIATIONS


def _lacks(text: str, known: frozenset[int]) -> bool:
    return any(ord(sign) not in known for row in text.split("\n") for sign in _drawable(row))


@cache
def _fonts() -> frozenset[int]:
    """Registers the fonts, once, and gives the characters that they have."""
    folder = Path(reportlab.__file__).parent / "fonts"
    faces = [TTFont(name, str(folder / f"{name}.ttf")) for name in (_PLAIN, _BOLD)]
    for face in faces:
        pdfmetrics.registerFont(face)
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces))


def _styles() -> dict[Look, ParagraphStyle]:
    def style(look: Look, size: float, *, indent: float = 0.0, color: Color = _INK, **more: Any) -> ParagraphStyle:
        font = _BOLD if look in (Look.TITLE, Look.HEADING, Look.CALL, Look.POINT) else _PLAIN
        return ParagraphStyle(
            str(look),
            fontName=font,
            bulletFontName=_PLAIN,
            fontSize=size,
            leading=size * 1.4,
            leftIndent=indent,
            textColor=color,
            bulletColor=color,
            spaceAfter=2,
            **more,
        )

    bullet: dict[str, Any] = {"indent": 12, "bulletIndent": 0, "spaceBefore": 5, "keepWithNext": 1}
    return {
        Look.TITLE: style(Look.TITLE, 18, spaceBefore=0),
        Look.HEADING: style(Look.HEADING, 12.5, spaceBefore=12, keepWithNext=1),
        Look.CALL: style(Look.CALL, 9.5, color=_RED, **bullet),
        Look.POINT: style(Look.POINT, 9, **bullet),
        Look.DETAIL: style(Look.DETAIL, 9, indent=12),
        Look.QUOTE: style(Look.QUOTE, 9, indent=20, borderPadding=0),
        Look.SOURCE: style(Look.SOURCE, 8, indent=12, color=_GREY),
        Look.CAUTION: style(Look.CAUTION, 8.5, indent=12, color=_AMBER),
        Look.NOTE: style(Look.NOTE, 9),
    }
