"""The quick calls of pdfium answer what the calls that `pypdfium2.raw` declares answer."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from core.settings import ROOT
from ingest.pdf.asking import Asked, drawn_paths, path_points

PATH = ROOT / "guidance_docs" / "procedures" / "marlbrook-levels-of-need-2026.pdf"


@pytest.fixture
def page() -> Iterator[pdfium.PdfPage]:
    pdf = pdfium.PdfDocument(PATH)
    yield pdf[0]
    pdf.close()


@pytest.fixture
def text(page: pdfium.PdfPage) -> Iterator[pdfium.PdfTextPage]:
    held = page.get_textpage()
    yield held
    held.close()


def test_characters_are_those_that_pdfium_counts_by(text: pdfium.PdfTextPage) -> None:
    told = [chr(pdfium_c.FPDFText_GetUnicode(text.raw, place)) for place in range(text.count_chars())]
    assert len(told) > 100
    assert [*Asked(text).characters] == told


def test_each_letter_stands_where_pdfium_says(text: pdfium.PdfTextPage) -> None:
    asked = Asked(text)
    for place in range(text.count_chars()):
        assert asked.box(place) == text.get_charbox(place, loose=True)
    places = range(0, text.count_chars(), 3)
    assert asked.boxes(places) == [asked.box(place) for place in places]
    assert asked.boxes([]) == []


def test_each_letter_looks_as_pdfium_says(text: pdfium.PdfTextPage) -> None:
    asked, raw = Asked(text), text.raw
    name, matrix = ctypes.create_string_buffer(128), pdfium_c.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    rgba = [ctypes.c_uint() for _ in range(4)]
    letters = [place for place, letter in enumerate(asked.characters) if letter.isalnum()]
    looks = [*asked.looks(letters)]
    for place, look in zip(letters, looks, strict=True):
        pdfium_c.FPDFText_GetFontInfo(raw, place, name, 128, ctypes.c_int())
        pdfium_c.FPDFText_GetMatrix(raw, place, matrix)
        pdfium_c.FPDFText_GetCharOrigin(raw, place, x, y)
        pdfium_c.FPDFText_GetFillColor(raw, place, *rgba)
        assert look.font == (name.value.decode(), pdfium_c.FPDFText_GetFontWeight(raw, place))
        assert look.size == pdfium_c.FPDFText_GetFontSize(raw, place)
        assert look.matrix == (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        assert look.origin == (x.value, y.value)
        assert look.colour == rgba[0].value << 16 | rgba[1].value << 8 | rgba[2].value
    assert len({look.font for look in looks}) > 1
    assert len({*asked.drawn_by(letters)}) > 1


def test_the_paths_of_a_page_are_all_that_pdfium_counts() -> None:
    pdf = pdfium.PdfDocument(PATH)
    counted = 0
    for page in pdf:
        paths = [*drawn_paths(page)]
        counted += len(paths)
        assert len(paths) == sum(1 for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH]))
        assert all(len([*path_points(path, 2)]) == min(path.segments, 2) for path in paths)
    assert counted > 0
    pdf.close()
