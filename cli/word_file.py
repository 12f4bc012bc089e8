"""Writes the lines of a page to a new Word file. What is there already is never written over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from core.errors import WaymarkError
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


def refuse_existing(path: Path) -> None:
    """Raises `WaymarkError` where `path` is there already, or its folder is not."""
    if path.exists():
        raise WaymarkError(f"{path} is there already and is not written over. Give another name, or move it away.")
    if not path.parent.is_dir():
        raise WaymarkError(f"There is no folder {path.parent}. Make it first, or give another place.")


def write_word(path: Path, lines: Sequence[Line], *, day: date) -> None:
    """Writes `lines` to the new file `path`, as made on `day`. Raises `WaymarkError` as `refuse_existing` does."""
    document = Document()
    document.core_properties.author = "Waymark"
    document.core_properties.title = lines[0].text if lines else ""
    document.core_properties.comments = ""
    document.core_properties.created = datetime(day.year, day.month, day.day)
    for line in lines:
        _dress(document.add_paragraph(line.text, style=_STYLES.get(line.look, "Normal")), line.look)
    whole = BytesIO()
    document.save(whole)
    refuse_existing(path)
    try:
        with path.open("xb") as file:
            file.write(whole.getvalue())
    except OSError as error:
        raise WaymarkError(f"{path} cannot be written ({error.strerror}). Give another place.") from error


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
