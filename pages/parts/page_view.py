"""A passage on its printed page: a picture of each page that it stands on, with its words marked, when asked for.

    page_view.draw(hit, generation)     an expander; its pictures are made once it is opened

Only PDFs have pages to show. A file that is gone or has changed since it was ingested is not shown: its pages may no
longer say what is quoted. Pictures are kept in this process's memory, a few of them, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Lock

import streamlit as st

from core.errors import PageError, ReadError, WaymarkError
from core.records import Hit, Passage, Place, page_words
from index.store import Generation, sha256_of
from ingest.pdf.view import PagePlaces, places_from, render_page
from pages.parts.narrowing import plain

MOST_PAGES = 4
"""Pages that are shown of a passage which cannot be marked; one that can runs over no more."""
SCALE = 2.0
"""Pixels a point: sharp enough to be read when it fills a window."""

_PDFIUM = Lock()
"""pdfium may be used by one thread at a time; Streamlit has a thread for each reader."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture: its number in the file, from 1, the bytes of a PNG, and whether words are marked on it."""

    page: int
    png: bytes
    is_marked: bool


@st.fragment
def draw(hit: Hit, generation: Generation) -> None:
    """Draws what opens the page, and the page once it is open; nothing for a passage that stands in no PDF."""
    passage = hit.passage
    if passage.page is None or not hit.document.file.lower().endswith(".pdf"):
        return
    label = f"See match {hit.rank} on {plain(_span(passage))}"
    page = st.expander(label, key=f"page_{passage.passage_id}", on_change="rerun")
    if not page.open:
        return
    path = Path(generation.manifest.library_folder, hit.document.file)
    with page:
        try:
            _sheets(hit, path, generation.sources[passage.doc_id])
        except WaymarkError as problem:
            st.html(f'<p class="wm-warning">{escape(str(problem))}</p>')


def check_unchanged(path: Path, sha256: str) -> None:
    """Raises `ReadError` where the file at `path` is gone, or is not the one with this SHA-256."""
    try:
        now = sha256_of(path)
    except OSError as error:
        raise ReadError(
            path, "is not where it was when the library was ingested", "Put it back, or ingest the library again."
        ) from error
    if now != sha256:
        raise ReadError(
            path,
            "has changed since the library was ingested, so its page may not say what is quoted here",
            "Ingest the library again.",
        )


def find_marks(path: Path, hit: Hit) -> tuple[PagePlaces, ...]:
    """Where the passage stands, page by page; where it is not found as a whole, where its best sentence stands.

    Where neither is found, as on a page that was read by OCR, the passage's pages without boxes. Raises `ReadError`
    where the file cannot be opened.
    """
    passage = hit.passage
    first = passage.page or 1
    for page, quote in ((first, passage.text), (hit.place.page or first, hit.sentence)):
        try:
            found = places_from(path, page, quote)
        except PageError:
            continue
        if any(one.boxes for one in found):
            return found
    last = min(passage.last_page or first, first + MOST_PAGES - 1)
    return tuple(PagePlaces(number, ()) for number in range(first, last + 1))


@st.cache_data(max_entries=24, show_spinner=False)
def _pictures(path: str, sha256: str, _hit: Hit, passage_id: str, sentence: str) -> tuple[Sheet, ...]:
    with _PDFIUM:
        return tuple(
            Sheet(one.page, render_page(Path(path), one.page, one.boxes, scale=SCALE), bool(one.boxes))
            for one in find_marks(Path(path), _hit)
        )


def _sheets(hit: Hit, path: Path, sha256: str) -> None:
    check_unchanged(path, sha256)
    with st.spinner("Drawing the page…"):
        sheets = _pictures(str(path), sha256, hit, hit.passage.passage_id, hit.sentence)
    if not any(sheet.is_marked for sheet in sheets):
        st.html(f'<p class="wm-meaning">{escape(_unmarked(hit.passage))}</p>')
    for sheet in sheets:
        where = page_words(place_on(hit.passage, sheet.page)) or ""
        marked = "with the quoted words marked" if sheet.is_marked else "without marks"
        st.html(f'<p class="wm-page">{escape(where[:1].upper() + where[1:])}</p>')
        st.image(sheet.png, alt=f"{hit.document.title}, {where}, as printed, {marked}", width="stretch")


def place_on(passage: Passage, page: int) -> Place:
    """The place of the passage's first words on `page`; a page that none of its places names has no printed label."""
    begins = Place(passage.start, passage.paragraph, passage.page, passage.page_label)
    return next((place for place in (begins, *passage.places) if place.page == page), Place(0, None, page, None))


def _unmarked(passage: Passage) -> str:
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
