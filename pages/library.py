"""Library: the documents that are searched, what binds most first, and where each edition stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from itertools import groupby

import streamlit as st

from core.errors import WaymarkError
from core.records import Failure
from index.fidelity import Fidelity, fidelity_of
from index.standings import LibraryEntry, library_entries
from ingest.checks import Finding
from ingest.editions import long_date, named
from pages.parts import opening
from pages.parts.results import GROUPS, counted, document_html

_FIELD = re.compile("`([^`]+)`")


def draw() -> None:
    """Draws the page."""
    st.title("Library", anchor=False)
    try:
        generation = opening.open_generation()
        entries = library_entries(generation, date.today())
    except WaymarkError as problem:
        st.error(str(problem))
        return
    st.html(head_html(generation.manifest.library_name, entries) + failures_html(generation.manifest.failures))
    _findings()
    kept = {one.doc_id: one.kept_from for one in generation.manifest.failures if one.kept_from}
    st.html(documents_html(entries, fidelity_of(generation.passages), kept))


def _findings() -> None:
    """What the library's keeper should look at, folded away; nothing where nothing was found."""
    try:
        found = opening.library_findings(date.today())
    except WaymarkError as problem:
        st.html(f'<p class="wm-warning">{escape(str(problem))}</p>')
        return
    if found:
        with st.expander(f"For whoever keeps this library: {counted(len(found), 'thing')} to look at", key="findings"):
            st.html(findings_html(found))


def head_html(name: str, entries: Sequence[LibraryEntry]) -> str:
    """What is searched, in one sentence."""
    passages = sum(entry.passages for entry in entries)
    size = f"{counted(len(entries), 'document')}, in {counted(passages, 'passage')}"
    return f'<p class="wm-lead">{escape(name)}: {size}. Nothing else is searched.</p>'


def failures_html(failures: Sequence[Failure]) -> str:
    """The documents that could not be read, each with what to do; "" where there are none."""
    lost = [failure for failure in failures if failure.kept_from is None]
    kept = [failure for failure in failures if failure.kept_from is not None]
    return _failures_html("Not searched", "These could not be read.", lost) + _failures_html(
        "Searched as they were", "These could not be read as they are now; what was read before answers.", kept
    )


def _failures_html(heading: str, meaning: str, failures: Sequence[Failure]) -> str:
    rows = "".join(f"<li>{escape(failure.message)}</li>" for failure in failures)
    if not rows:
        return ""
    return f'<h2 class="wm-group">{heading}</h2><p class="wm-meaning">{meaning}</p><ul>{rows}</ul>'


def findings_html(found: Sequence[Finding]) -> str:
    """The findings under what they are about, in the order given, each with its document."""
    html = []
    for kind, group in groupby(found, key=lambda finding: finding.kind):
        rows = "".join(
            f"<li><strong>{escape(named(one.document))}.</strong> {_spoken(one.message)}</li>" for one in group
        )
        html.append(f'<h2 class="wm-small">{escape(kind.capitalize())}</h2><ul class="wm-findings">{rows}</ul>')
    return "".join(html)


def _spoken(message: str) -> str:
    """A message as HTML: the names of fields, which stand between backticks, as code."""
    return _FIELD.sub(r"<code>\1</code>", escape(message))


def documents_html(entries: Sequence[LibraryEntry], read: Mapping[str, Fidelity], kept: Mapping[str, date]) -> str:
    """Every document under what binds most first, by title; a group without documents is left out.

    `read` says by doc_id how faithfully its passages were read; a document without passages is not in it. `kept` has
    the day of the earlier reading of each document that answers from one.
    """
    html = []
    for group in GROUPS:
        members = [entry for entry in entries if entry.document.tier in group.tiers]
        members.sort(key=lambda entry: (entry.document.title, entry.document.edition or ""))
        if members:
            rows = "".join(f"<li>{_entry_html(entry, read, kept)}</li>" for entry in members)
            html.append(f'<h2 class="wm-group">{escape(group.heading)}</h2><ul class="wm-list">{rows}</ul>')
    return "".join(html)


def _entry_html(entry: LibraryEntry, read: Mapping[str, Fidelity], kept: Mapping[str, date]) -> str:
    head, doc_id = document_html(entry.document, entry.status, entry.warning), entry.document.doc_id
    return head + fidelity_html(read.get(doc_id, Fidelity()), kept_from=kept.get(doc_id))


def fidelity_html(read: Fidelity, *, kept_from: date | None = None) -> str:
    """How many passages a document has and how they were read; what could not be checked stands apart, in amber.

    `kept_from` is the day of the earlier reading that answers: what was checked is the file as it was then.
    """
    file = f"the file as it was read on {long_date(kept_from)}" if kept_from else "the file"
    parts = [counted(read.passages, "passage")]
    if read.ocr is not None:
        share = "" if read.by_ocr == read.passages else f"{read.by_ocr} of them "
        parts.append(f"{share}read by OCR, with a confidence of {read.ocr:.0f} out of 100 at the lowest")
    elif read.passages:
        parts.append("read from the file’s own text")
    if read.passages and read.verified == read.passages:
        parts.append(f"every one found again in {file}")
    line = f'<p class="wm-meaning">{", ".join(parts)}.</p>'
    if not read.unverified:
        return line
    apart = "is marked where it is" if read.unverified == 1 else "are marked where they are"
    words = f"{counted(read.unverified, 'passage')} could not be checked against {file}, and {apart} found."
    return f'{line}<p class="wm-warning">{words}</p>'


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
