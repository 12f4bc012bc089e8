"""PDFs that cannot be read are refused in words that say why and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sheets import Sheet, prose

from core.errors import DamagedError, EmptyError, EncryptedError, ScannedError
from ingest.pdf.reader import PdfReader


def whole_file(path: Path) -> None:
    sheet = Sheet(path)
    prose(sheet, 4)
    sheet.canvas.save()


def encrypted(path: Path) -> None:
    whole_file(path)
    writer = PdfWriter(clone_from=path)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def truncated(path: Path) -> None:
    whole_file(path)
    path.write_bytes(path.read_bytes()[:300])


def pictures(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=A4)
    for _ in range(3):
        canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def no_page(path: Path) -> None:
    PdfWriter().write(path)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (encrypted, EncryptedError, "password"),
        (truncated, DamagedError, "damaged"),
        (pictures, ScannedError, "OCR"),
        (nothing, EmptyError, "0 bytes"),
        (no_page, EmptyError, "no pages"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(
    tmp_path: Path, make: Callable[[Path], None], error: type[Exception], words: str
) -> None:
    path = tmp_path / "case-file.pdf"
    make(path)
    with pytest.raises(error, match=words) as caught:
        PdfReader().read(path)
    assert str(caught.value).startswith("case-file.pdf: ")
