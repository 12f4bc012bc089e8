"""The Library page: what is held, where it stands, how it was read, and what its keeper should look at."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit
from fakes import write_library
from page_fakes import DOCUMENTS, NOTICE, REPLACED, FakeSearcher, html_of
from streamlit.testing.v1 import AppTest

import pages.ask
import pages.library
from core.errors import WaymarkError
from core.records import (
    Failure,
    Status,
)
from index.build import build_store
from index.fidelity import Fidelity
from index.standings import LibraryEntry
from ingest.checks import Finding, Kind
from pages.parts import opening, results


def test_library_page_shows_where_each_document_stands(searcher: FakeSearcher) -> None:
    searcher.failures = (Failure("lost", "lost.pdf", "lost.pdf: asks for a password. Save it without one."),)
    page = AppTest.from_function(_draw_library, default_timeout=30).run()
    shown = html_of(page)
    assert "Marlbrook sample library: 5 documents, in 5 passages." in shown
    assert all(document.title in shown for document in DOCUMENTS)
    assert shown.count("Current edition") == 5
    assert shown.count(NOTICE) == len(DOCUMENTS)
    assert "lost.pdf: asks for a password." in shown


def _draw_library() -> None:
    import pages.library

    pages.library.draw()


def test_library_page_warns_of_an_edition_that_may_not_bind() -> None:
    shown = pages.library.documents_html([LibraryEntry(DOCUMENTS[3], Status.REPLACED, REPLACED, 1)], {}, {})
    assert REPLACED in shown
    assert "Replaced</span>" in shown


@pytest.mark.parametrize("status", Status)
def test_every_standing_has_words_for_the_library_page(status: Status) -> None:
    shown = pages.library.documents_html([LibraryEntry(DOCUMENTS[3], status, None, 1)], {}, {})
    assert f">{results.STATUS_WORDS[status]}</span>" in shown
    assert "Edition 2023" in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "1 passage, read from the file’s own text."),
        ({"verified": True}, "1 passage, read from the file’s own text, every one found again in the file."),
        ({"ocr": 71.4}, "1 passage, read by OCR, with a confidence of 71 out of 100 at the lowest."),
        ({"verified": False}, "1 passage could not be checked against the file, and is marked where it is found."),
    ],
)
def test_library_page_says_how_each_document_was_read(
    searcher: FakeSearcher, changes: dict[str, Any], words: str
) -> None:
    searcher.changes = changes
    shown = html_of(AppTest.from_function(_draw_library, default_timeout=30).run())
    assert shown.count(words) == len(DOCUMENTS)
    assert ("could not be checked" in shown) is (changes.get("verified") is False)


@pytest.mark.parametrize(
    ("verified", "words"),
    [
        (True, "every one found again in the file as it was read on 20 November 2026."),
        (False, "could not be checked against the file as it was read on 20 November 2026, and is marked"),
    ],
)
def test_document_of_an_earlier_reading_was_checked_against_the_file_as_it_was(
    searcher: FakeSearcher, verified: bool, words: str
) -> None:
    searcher.changes = {"verified": verified}
    searcher.failures = (Failure("act", "act.pdf", "act.pdf: is damaged.", date(2026, 11, 20)),)
    shown = html_of(AppTest.from_function(_draw_library, default_timeout=30).run())
    assert shown.count(words) == 1
    assert shown.count(words.replace(" as it was read on 20 November 2026", "")) == len(DOCUMENTS) - 1


def test_passages_that_ocr_read_are_counted_among_the_others() -> None:
    read = Fidelity(passages=40, verified=38, unverified=2, by_ocr=4, ocr=63.6)
    shown = pages.library.fidelity_html(read)
    assert "40 passages, 4 of them read by OCR, with a confidence of 64 out of 100 at the lowest." in shown
    assert "2 passages could not be checked against the file, and are marked where they are found." in shown
    assert "0 passages." in pages.library.fidelity_html(Fidelity())


def test_library_page_tells_its_keeper_what_to_look_at(searcher: FakeSearcher) -> None:
    searcher.findings = [
        Finding(Kind.SUPERSEDED, DOCUMENTS[3], "Replaced by <2026>.", ("working-2026",)),
        Finding(Kind.UNOWNED, DOCUMENTS[0], "Has no `owner`."),
        Finding(Kind.UNOWNED, DOCUMENTS[1], "Has no `owner`."),
    ]
    page = AppTest.from_function(_draw_library, default_timeout=30).run()
    assert [one.label for one in page.expander] == ["For whoever keeps this library: 3 things to look at"]
    shown = html_of(page)
    assert re.findall('<h2 class="wm-small">([^<]*)', shown) == ["Superseded", "Without owner"]
    assert "<li><strong>Title of working (2023).</strong> Replaced by &lt;2026&gt;.</li>" in shown
    assert "Has no <code>owner</code>." in shown


def test_library_in_order_has_nothing_to_look_at(searcher: FakeSearcher) -> None:
    page = AppTest.from_function(_draw_library, default_timeout=30).run()
    assert not page.expander
    assert not page.exception


def test_check_that_cannot_be_made_is_said_and_the_library_is_shown(searcher: FakeSearcher) -> None:
    searcher.problem = WaymarkError("lost.pdf cannot be opened.")
    shown = html_of(AppTest.from_function(_draw_library, default_timeout=30).run())
    assert '<p class="wm-warning">lost.pdf cannot be opened.</p>' in shown
    assert "Title of act" in shown


def test_findings_are_worked_out_over_what_the_store_holds(
    sample_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYMARK_STORE", str(sample_library))
    monkeypatch.setenv("WAYMARK_MODEL", "hashing")
    streamlit.cache_resource.clear()
    found = opening.library_findings(date(2026, 7, 1))
    streamlit.cache_resource.clear()
    assert [(one.kind, one.document.doc_id, one.names) for one in found if one.kind is Kind.DUPLICATED] == [
        (Kind.DUPLICATED, "twin", ("first",))
    ]


@pytest.fixture
def sample_library(tmp_path: Path) -> Path:
    """The store of a library that holds one text twice."""
    words = "The conference is held within 15 working days."
    library = write_library(tmp_path / "library", {"first": words, "other": "Else.", "twin": words})
    build_store(library, tmp_path / "store", model="hashing")
    return tmp_path / "store"


def test_library_page_parts_what_is_kept_from_what_is_lost() -> None:
    kept = Failure("kept", "kept.pdf", "kept.pdf: is <damaged>.", date(2026, 11, 20))
    shown = pages.library.failures_html([kept])
    assert "Searched as they were" in shown
    assert "kept.pdf: is &lt;damaged&gt;." in shown
    assert "Not searched" not in shown
    both = pages.library.failures_html([kept, Failure("lost", "lost.pdf", "lost.pdf: empty.")])
    assert both.index("lost.pdf: empty.") < both.index("Searched as they were") < both.index("kept.pdf")


def test_library_page_leaves_out_what_has_no_documents() -> None:
    entry = LibraryEntry(DOCUMENTS[2], Status.CURRENT, None, 1)
    assert re.findall(r"<h2[^>]*>([^<]*)", pages.library.documents_html([entry], {}, {})) == ["Law"]
    assert pages.library.failures_html(()) == ""
