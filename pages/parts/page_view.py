"""A passage on its printed page: a picture of each page that it stands on, with its words marked, when asked for.

    page_view.draw(hit, generation)     an expander; its pictures are made once it is opened
    page_view.sheets(document, passage, generation)     the pictures by themselves, at once

Only PDFs have pages to show. A file that is gone or has changed since it was read is not shown: its pages may no
longer say what is quoted. Pictures are kept in this process's memory, a few of them, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from threading import Lock

import streamlit as st

from core.errors import PageError, ReadError, WaymarkError
from core.records import Document, Hit, Passage, Place, page_words
from index.generation import Generation, sha256_of
from ingest.editions import long_date
from ingest.pdf.view import Box, PagePlaces, places_from, render_page
from ingest.sentences import sentence_spans
from pages.parts.narrowing import plain

SHORTEST = 12
"""Characters below which a sentence is not marked by itself: "Yes." stands anywhere."""
MOST_PAGES = 4
"""Pages that are shown of a passage which cannot be marked; one that can runs over no more."""
SCALE = 2.0
"""Pixels a point: sharp enough to be read when it fills a window."""

_PDFIUM = Lock()
"""pdfium may be used by one thread at a time; Streamlit has a thread for each reader."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The pages to show of a passage, with the boxes to mark on each; whether they are all of its words."""

    pages: tuple[PagePlaces, ...]
    is_whole: bool


@st.fragment
def draw(hit: Hit, generation: Generation) -> None:
    """Draws what opens the page, and the page once it is open; nothing for a passage that stands in no PDF."""
    passage = hit.passage
    if not has_pages(hit.document, passage):
        return
    label = f"See match {hit.rank} on {plain(_span(passage))}"
    page = st.expander(label, key=f"page_{passage.passage_id}", on_change="rerun")
    if page.open:
        with page:
            sheets(hit.document, passage, generation)


def has_pages(document: Document, passage: Passage) -> bool:
    """Whether the words of `passage` stand on pages that can be shown."""
    return passage.page is not None and document.file.lower().endswith(".pdf")


def sheets(document: Document, passage: Passage, generation: Generation) -> None:
    """Draws each page that `passage` stands on, with its words marked, or says why it cannot be shown."""
    path = Path(generation.manifest.library_folder, document.file)
    sha256 = generation.sources[passage.doc_id].sha256
    try:
        check_unchanged(path, sha256, _kept_from(passage.doc_id, generation))
        _sheets(document.title, passage, path, sha256)
    except WaymarkError as problem:
        st.html(f'<p class="wm-warning">{escape(str(problem))}</p>')


def _kept_from(doc_id: str, generation: Generation) -> date | None:
    """The day of the earlier reading that a document answers from; None where it was read as it is."""
    return next((failure.kept_from for failure in generation.manifest.failures if failure.doc_id == doc_id), None)


def check_unchanged(path: Path, sha256: str, kept_from: date | None = None) -> None:
    """Raises `ReadError` where the file at `path` is gone, or is not the one with this SHA-256.

    `kept_from` is the day of the earlier reading that answers, where the file could not be read again: then to ingest
    is of no help before the file is mended.
    """
    try:
        now = sha256_of(path)
    except OSError as error:
        if kept_from:
            happened = f"is not where it was when it was read on {long_date(kept_from)}"
            raise ReadError(path, happened, "Put it back, then ingest the library again.") from error
        raise ReadError(
            path, "is not where it was when the library was ingested", "Put it back, or ingest the library again."
        ) from error
    if now == sha256:
        return
    if kept_from:
        raise ReadError(
            path,
            f"what is quoted here was read on {long_date(kept_from)}; the file has changed since and could not be read "
            "when the library was ingested again, so its page cannot be shown",
            "Mend or replace the file, then ingest the library again.",
        )
    raise ReadError(
        path,
        "has changed since the library was ingested, so its page may not say what is quoted here",
        "Ingest the library again.",
    )


def find_marks(path: Path, passage: Passage) -> Marks:
    """Where the passage stands; where it is not found as a whole, those of its sentences that are.

    Where none is, as on a page that was read by OCR, its pages without boxes. Raises `ReadError` where the file cannot
    be opened.
    """
    first = passage.page or 1
    if whole := _found(path, first, passage, passage.text):
        return Marks(whole, is_whole=True)
    boxes: dict[int, tuple[Box, ...]] = {}
    for start, end in sentence_spans(passage.text):
        if end - start >= SHORTEST:
            page = passage.place_at(passage.start + start).page or first
            for part in _found(path, page, passage, passage.text[start:end]):
                boxes[part.page] = boxes.get(part.page, ()) + part.boxes
    last = min(passage.last_page or first, first + MOST_PAGES - 1)
    numbers = sorted(boxes) or range(first, last + 1)
    return Marks(tuple(PagePlaces(number, boxes.get(number, ())) for number in numbers), is_whole=False)


def _found(path: Path, page: int, passage: Passage, quote: str) -> tuple[PagePlaces, ...]:
    """The places of words of a passage; empty where they do not stand there, or where nothing can be marked."""
    try:
        found = places_from(path, page, quote, last=passage.last_page, is_figure=passage.is_figure)
    except PageError:
        return ()
    return found if any(one.boxes for one in found) else ()


@st.cache_data(max_entries=24, show_spinner=False)
def _pictures(path: str, sha256: str, passage: Passage) -> tuple[Marks, tuple[bytes, ...]]:
    with _PDFIUM:
        marks = find_marks(Path(path), passage)
        return marks, tuple(render_page(Path(path), one.page, one.boxes, scale=SCALE) for one in marks.pages)


def _sheets(title: str, passage: Passage, path: Path, sha256: str) -> None:
    with st.spinner("Drawing the page…"):
        marks, pictures = _pictures(str(path), sha256, passage)
    if not marks.is_whole:
        st.html(f'<p class="wm-meaning">{escape(_unmarked(passage, marks))}</p>')
    for one, picture in zip(marks.pages, pictures, strict=True):
        where = page_words(place_on(passage, one.page)) or ""
        marked = "with the quoted words marked" if one.boxes else "without marks"
        st.html(f'<p class="wm-page">{escape(where[:1].upper() + where[1:])}</p>')
        st.image(picture, alt=f"{title}, {where}, as printed, {marked}", width="stretch")


def place_on(passage: Passage, page: int) -> Place:
    """The place of the passage's first words on `page`; a page that none of its places names has no printed label."""
    begins = Place(passage.start, passage.paragraph, passage.page, passage.page_label)
    return next((place for place in (begins, *passage.places) if place.page == page), Place(0, None, page, None))


def _unmarked(passage: Passage, marks: Marks) -> str:
    if any(one.boxes for one in marks.pages):
        return "Only some of the quoted words could be found again on the page. Compare the rest with what is quoted."
    if passage.ocr is not None:
        return "This page is a picture whose words were read by OCR. They cannot be marked on it."
    return (
        "The words could not be found again on the page, which is shown without marks. Compare it with what is quoted."
    )


def _span(passage: Passage) -> str:
    """`page 12`, or `pages 12 to 13`: by printed label where there is one."""
    first = passage.page_label or str(passage.page)
    if passage.last_page is None or passage.last_page == passage.page:
        return f"page {first}"
    return f"pages {first} to {place_on(passage, passage.last_page).page_label or passage.last_page}"
