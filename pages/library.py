"""Library: the documents that are searched, what binds most first, and where each edition stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from core.errors import WaymarkError
from core.records import Failure
from index.search import LibraryEntry, library_entries
from pages.parts import opening
from pages.parts.results import GROUPS, counted, document_html


def draw() -> None:
    """Draws the page."""
    st.title("Library", anchor=False)
    try:
        generation = opening.open_generation()
    except WaymarkError as problem:
        st.error(str(problem))
        return
    entries = library_entries(generation, date.today())
    st.html(
        head_html(generation.manifest.library_name, entries)
        + failures_html(generation.manifest.failures)
        + documents_html(entries)
    )


def head_html(name: str, entries: Sequence[LibraryEntry]) -> str:
    """What is searched, in one sentence."""
    passages = sum(entry.passages for entry in entries)
    size = f"{counted(len(entries), 'document')}, in {counted(passages, 'passage')}"
    return f'<p class="wm-lead">{escape(name)}: {size}. Nothing else is searched.</p>'


def failures_html(failures: Sequence[Failure]) -> str:
    """The documents that could not be read, each with what to do; "" where there are none."""
    rows = "".join(f"<li>{escape(failure.message)}</li>" for failure in failures)
    if not rows:
        return ""
    return f'<h2 class="wm-group">Not searched</h2><p class="wm-meaning">These could not be read.</p><ul>{rows}</ul>'


def documents_html(entries: Sequence[LibraryEntry]) -> str:
    """Every document under what binds most first, by title; a group without documents is left out."""
    html = []
    for group in GROUPS:
        members = [entry for entry in entries if entry.document.tier in group.tiers]
        members.sort(key=lambda entry: (entry.document.title, entry.document.edition or ""))
        if members:
            rows = "".join(f"<li>{_entry_html(entry)}</li>" for entry in members)
            html.append(f'<h2 class="wm-group">{escape(group.heading)}</h2><ul class="wm-list">{rows}</ul>')
    return "".join(html)


def _entry_html(entry: LibraryEntry) -> str:
    head = document_html(entry.document, entry.status, entry.warning)
    return f'{head}<p class="wm-meaning">{counted(entry.passages, "passage")}</p>'


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
