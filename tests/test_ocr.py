"""Pages that are pictures: read by OCR where it is installed, refused with the way to install it where it is not."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from core.errors import ScannedError
from core.records import BlockKind, Document, Reading, Tier
from index.encoder import WordTokenizer
from ingest.pdf import ocr
from ingest.readers import read_file
from ingest.split import split

PROCEDURE = Path(__file__).parent.parent / "guidance_docs" / "procedures" / "marlbrook-missing-2026.pdf"
needs_ocr = pytest.mark.skipif(not ocr.is_installed(), reason="tesseract and ocrmypdf are not installed")


def picture(page: int, *, scale: float = 2.5) -> Image.Image:
    """A page of our own procedure as a scanner would give it."""
    pdf = pdfium.PdfDocument(PROCEDURE)
    try:
        return pdf[page - 1].render(scale=scale).to_pil().convert("L")
    finally:
        pdf.close()


def scan(path: Path, *pages: int) -> Path:
    first, *others = [picture(page) for page in pages]
    first.save(path, save_all=True, append_images=others, resolution=180)
    return path


def mixed(path: Path, *, size: float = 1.0) -> Path:
    """A page of text, a blank one, one that is a picture `size` of the page high, and a page of text."""
    canvas = Canvas(str(path), pagesize=A4)
    for number in (1, 2, 3, 4):
        if number == 3:
            canvas.drawImage(ImageReader(picture(2)), 0, A4[1] * (1 - size), A4[0], A4[1] * size)
        elif number != 2:
            for place in range(8):
                canvas.drawString(72, 760 - 15 * place, f"Page {number} says at line {place} what a manager does.")
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def without_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a program called ocrmypdf first in the path, and one called tesseract."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("ocrmypdf", "tesseract"):
        program = programs / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")


def letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


@needs_ocr
def test_a_scan_is_read_and_marked_with_its_confidence(tmp_path: Path) -> None:
    reading = read_file(scan(tmp_path / "scan.pdf", 1, 2))
    assert len(reading.pages) == 2
    assert all(page.ocr is not None and 80 < page.ocr <= 100 for page in reading.pages)
    true = {letters(word) for word in read_file(PROCEDURE).text.split() if len(word) > 3}
    told = [letters(word) for word in reading.text.split() if len(word) > 3]
    assert sum(word in true for word in told) > 0.9 * len(told) > 200
    assert "1.2" in {block.paragraph for block in reading.blocks}


@needs_ocr
def test_what_ocr_read_is_checked_against_its_text_layer(tmp_path: Path) -> None:
    reading = read_file(scan(tmp_path / "scan.pdf", 2))
    assert {block.verified for block in reading.blocks if block.kind.is_body} == {True}
    document = Document("d", "scan.pdf", "D", "P", Tier.LOCAL, "England")
    passages = split(document, reading, tokenizer=WordTokenizer(), limit=300)
    assert passages
    assert all(passage.verified and passage.ocr == reading.pages[0].ocr for passage in passages)


@needs_ocr
def test_only_the_picture_in_a_document_of_text_is_read_by_ocr(tmp_path: Path) -> None:
    reading = read_file(mixed(tmp_path / "mixed.pdf"))
    assert [page.ocr is not None for page in reading.pages] == [False, False, True, False]
    by_page = _by_page(reading)
    assert "Page 1 says at line 0" in by_page[1]
    assert "Page 4 says at line 7" in by_page[4]
    assert 2 not in by_page
    assert len(by_page[3]) > 500
    assert list(by_page) == [1, 3, 4]
    assert {block.verified for block in reading.blocks if block.kind.is_body} == {True}
    passages = split(
        Document("d", "m.pdf", "D", "P", Tier.LOCAL, "England"), reading, tokenizer=WordTokenizer(), limit=300
    )
    assert all((passage.ocr is not None) == (passage.page == 3) for passage in passages if passage.page != 1)


@needs_ocr
def test_a_picture_on_a_page_becomes_one_figure(tmp_path: Path) -> None:
    reading = read_file(mixed(tmp_path / "mixed.pdf", size=0.5))
    figures = [block for block in reading.blocks if block.kind is BlockKind.FIGURE]
    assert len(figures) == 1
    assert reading.page_at(figures[0].start) == reading.pages[2]


@needs_ocr
def test_two_pictures_in_a_row_keep_their_order(tmp_path: Path) -> None:
    writer = PdfWriter()
    for page in PdfReader(mixed(tmp_path / "one.pdf")).pages[:1]:
        for _ in range(4):
            writer.add_page(page)
    for page in PdfReader(scan(tmp_path / "two.pdf", 2, 3)).pages:
        writer.insert_page(page, len(writer.pages) - 2)
    writer.write(tmp_path / "both.pdf")
    reading = read_file(tmp_path / "both.pdf")
    assert [page.ocr is not None for page in reading.pages] == [False, False, True, True, False, False]
    assert list(_by_page(reading)) == [1, 2, 3, 4, 5, 6]
    starts = [block.start for block in reading.blocks]
    assert starts == sorted(starts)
    assert all(one.end + 1 == other.start for one, other in zip(reading.blocks, reading.blocks[1:], strict=False))


def _by_page(reading: Reading) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in reading.blocks:
        page = reading.page_at(block.start)
        assert page is not None
        found[page.number] = found.get(page.number, "") + reading.text[block.start : block.end]
    return found


@pytest.mark.usefixtures("without_tools")
def test_without_the_programs_a_scan_is_refused_with_the_way_to_install_them(tmp_path: Path) -> None:
    with pytest.raises(
        ScannedError, match=r"scan\.pdf: its 2 pages are pictures.*apt-get install tesseract-ocr ocrmypdf"
    ):
        read_file(scan(tmp_path / "scan.pdf", 1, 2))


@pytest.mark.usefixtures("without_tools")
def test_without_the_programs_the_text_of_a_mixed_document_is_read(tmp_path: Path) -> None:
    reading = read_file(mixed(tmp_path / "mixed.pdf"))
    assert "Page 4 says" in reading.text
    assert all(page.ocr is None for page in reading.pages)


def test_blank_pages_are_no_scan(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "blank.pdf"), pagesize=A4)
    canvas.showPage()
    canvas.save()
    with pytest.raises(ScannedError, match="neither text nor a picture"):
        read_file(tmp_path / "blank.pdf")


def test_a_failure_of_the_program_is_told_in_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "echo 'The disk is full.' >&2; exit 9")
    with pytest.raises(ScannedError, match=r"scan\.pdf: .*failed \(The disk is full\)"):
        read_file(scan(tmp_path / "scan.pdf", 1))


def test_a_program_that_hangs_is_stopped_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "sleep 600 & sleep 600")
    monkeypatch.setattr(ocr, "_BASE_SECONDS", 1)
    monkeypatch.setattr(ocr, "_PAGE_SECONDS", 0)
    with pytest.raises(ScannedError, match="took longer than 1 seconds"):
        read_file(scan(tmp_path / "scan.pdf", 1))


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    stand_in(tmp_path, monkeypatch, "exit 1")
    with pytest.raises(ScannedError):
        read_file(scan(tmp_path / "scan.pdf", 1))
    assert list(temporary.iterdir()) == []
