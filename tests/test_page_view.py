"""A passage on its printed page: what is shown, and what is said where it cannot be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit
from fakes import document
from page_fakes import html_of
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from streamlit.testing.v1 import AppTest

from core.errors import ReadError
from core.records import Failure, Hit, Passage, Place, Status
from index.generation import sha256_of
from pages.parts import opening, page_view
from pages.parts.page_view import check_unchanged, find_marks, place_on

TEXT = "A strategy discussion is held where there is cause\nto suspect significant harm."
PASSAGE = Passage(
    "made#0",
    "made",
    0,
    0,
    len(TEXT),
    TEXT,
    page=1,
    page_label="i",
    last_page=2,
    places=(Place(51, None, 2, "ii"),),
)
HIT = Hit(1, 0.5, document("made", file="made.pdf", title="A & [b]"), PASSAGE, Status.CURRENT, TEXT.split("\n")[1])


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Two pages, a line on each."""
    path = tmp_path / "made.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for line in TEXT.split("\n"):
        canvas.drawString(72, 400, line)
        canvas.drawString(300, 30, "A foot that stands on every page.")
        canvas.showPage()
    canvas.save()
    return path


@pytest.fixture
def shown(made: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A page that holds nothing but the view of `HIT`, over a library in which its file is as it was."""
    generation = SimpleNamespace(
        manifest=SimpleNamespace(library_folder=str(made.parent), failures=()),
        sources={"made": SimpleNamespace(sha256=sha256_of(made))},
    )
    monkeypatch.setattr(opening, "open_generation", lambda: generation)
    streamlit.cache_data.clear()
    page = AppTest.from_function(_draw, default_timeout=30)
    page.session_state["hit"] = HIT
    return page


def _draw() -> None:
    import streamlit as st

    from pages.parts import opening, page_view

    page_view.draw(st.session_state["hit"], opening.open_generation())


def opened(page: AppTest) -> AppTest:
    page.session_state["page_made#0"] = True
    page.run()
    assert not page.exception
    return page


def images(page: AppTest) -> list[object]:
    return [image for element in page.get("image") for image in element.proto.imgs]


def test_page_is_drawn_only_once_it_is_asked_for(shown: AppTest) -> None:
    shown.run()
    assert [one.label for one in shown.expander] == ["See match 1 on pages i to ii"]
    assert images(shown) == []
    assert len(images(opened(shown))) == 2


def test_pictures_name_the_document_and_the_page(shown: AppTest) -> None:
    found = images(opened(shown))
    assert [image.alt for image in found] == [
        "A & [b], page i (PDF page 1), as printed, with the quoted words marked",
        "A & [b], page ii (PDF page 2), as printed, with the quoted words marked",
    ]
    assert "wm-warning" not in html_of(shown)


def test_each_picture_stands_under_its_page(shown: AppTest) -> None:
    assert re.findall('<p class="wm-page">([^<]*)', html_of(opened(shown))) == [
        "Page i (PDF page 1)",
        "Page ii (PDF page 2)",
    ]


def test_file_that_is_gone_is_said(shown: AppTest, made: Path) -> None:
    made.unlink()
    assert "made.pdf: is not where it was when the library was ingested." in html_of(opened(shown))
    assert images(shown) == []


def test_file_that_has_changed_is_not_shown(shown: AppTest, made: Path) -> None:
    opened(shown)
    made.write_bytes(made.read_bytes() + b"\n")
    shown.run()
    assert "made.pdf: has changed since the library was ingested" in html_of(shown)
    assert images(shown) == []


@pytest.fixture
def kept(shown: AppTest) -> AppTest:
    """The same page, of a document whose file could not be read when the library was ingested again."""
    failure = Failure("made", "made.pdf", "made.pdf: is damaged. Replace it.", date(2026, 11, 20))
    opening.open_generation().manifest.failures = (failure,)
    return shown


def test_file_that_was_damaged_after_it_was_read_must_be_mended_before_ingesting(kept: AppTest, made: Path) -> None:
    made.write_bytes(made.read_bytes()[:100])
    said = html_of(opened(kept))
    assert "made.pdf: what is quoted here was read on 20 November 2026;" in said
    assert "Mend or replace the file, then ingest the library again." in said
    assert "has changed since the library was ingested" not in said
    assert images(kept) == []


def test_file_that_is_gone_after_it_was_read_must_be_put_back_before_ingesting(kept: AppTest, made: Path) -> None:
    made.unlink()
    said = html_of(opened(kept))
    assert "made.pdf: is not where it was when it was read on 20 November 2026." in said
    assert "Put it back, then ingest the library again." in said


def test_file_that_is_as_it_was_read_again_shows_its_page(kept: AppTest) -> None:
    assert len(images(opened(kept))) == 2


@pytest.mark.parametrize(
    "hit",
    [
        replace(HIT, document=replace(HIT.document, file="made.docx")),
        replace(HIT, passage=replace(PASSAGE, page=None, last_page=None)),
    ],
)
def test_passage_without_a_page_offers_none(shown: AppTest, hit: Hit) -> None:
    shown.session_state["hit"] = hit
    assert not opened(shown).expander


@pytest.mark.parametrize(("ocr", "words"), [(80.0, "read by OCR"), (None, "could not be found again")])
def test_words_that_cannot_be_marked_are_said_beside_the_page(shown: AppTest, ocr: float | None, words: str) -> None:
    passage = replace(PASSAGE, text="Not on any page at all.", ocr=ocr)
    shown.session_state["hit"] = replace(HIT, passage=passage, sentence=passage.text)
    assert words in html_of(opened(shown))
    assert [image.alt.endswith("without marks") for image in images(shown)] == [True, True]


def test_passage_is_marked_on_each_of_its_pages(made: Path) -> None:
    found = find_marks(made, PASSAGE)
    assert [(one.page, len(one.boxes)) for one in found.pages] == [(1, 1), (2, 1)]
    assert found.is_whole


def test_sentences_are_marked_where_the_passage_is_not_found(shown: AppTest, made: Path) -> None:
    passage = replace(PASSAGE, text="Nowhere does this stand. A foot that stands on every page.", last_page=1)
    found = find_marks(made, passage)
    assert [(one.page, len(one.boxes)) for one in found.pages] == [(1, 1)]
    assert not found.is_whole
    shown.session_state["hit"] = replace(HIT, passage=passage)
    assert "Only some of the quoted words" in html_of(opened(shown))


def test_short_sentence_is_never_marked_by_itself(made: Path) -> None:
    (page,) = find_marks(made, replace(PASSAGE, text="Nowhere does this stand. A foot.", last_page=1)).pages
    assert page.boxes == ()


def test_unmarked_pages_are_no_more_than_a_few(made: Path) -> None:
    found = find_marks(made, replace(PASSAGE, text="Nowhere at all.", last_page=40))
    assert [one.page for one in found.pages] == list(range(1, page_view.MOST_PAGES + 1))


def test_file_as_it_was_is_shown_without_a_word(made: Path) -> None:
    check_unchanged(made, sha256_of(made))
    with pytest.raises(ReadError, match="has changed"):
        check_unchanged(made, "0" * 64)


def test_page_that_no_place_names_has_its_number_alone() -> None:
    assert place_on(PASSAGE, 2).page_label == "ii"
    assert place_on(PASSAGE, 3) == Place(0, None, 3, None)
