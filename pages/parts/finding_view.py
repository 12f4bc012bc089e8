"""Draws findings: each with its two quotes, their pages when asked for, and what people decide of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from alignment.asks import asks_of
from alignment.comparing import Comparing
from alignment.decisions import history_of
from alignment.records import Quote, Severity, Verdict
from alignment.report_page import in_words
from alignment.reporting import Report, Row
from core.records import Passage, Place, Reading
from pages.parts import deciding, page_view
from pages.parts.alignment_html import (
    SIDES,
    finding_html,
    history_html,
    mild_html,
    severity_html,
    standing_html,
)
from pages.parts.results import counted

PAGE = 10

Named = tuple[str, Row]
"""A finding that is to be looked at, with its name on the page."""


def by_severity(comparing: Comparing, report: Report, held: Sequence[Named]) -> None:
    """Draws the findings under their severity, ten at first."""
    number = int(st.session_state.setdefault("alignment_shown", PAGE))
    shown = held[:number]
    for severity in Severity:
        members = [one for one in shown if one[1].finding.severity is severity]
        if members:
            st.html(severity_html(severity, sum(row.finding.severity is severity for _, row in held)))
        for ref, row in members:
            draw(comparing, report, ref, row)
    if len(held) > number:
        st.button(f"Show more findings ({len(held) - number} left)", key="alignment_more", on_click=_more)


def in_order(comparing: Comparing, report: Report, held: Sequence[Named]) -> None:
    """Draws the findings one below the other, ten at first."""
    number = int(st.session_state.setdefault("alignment_shown", PAGE))
    for ref, row in held[:number]:
        draw(comparing, report, ref, row)
    if len(held) > number:
        st.button(f"Show more findings ({len(held) - number} left)", key="alignment_more", on_click=_more)


def from_the_top() -> None:
    """Shows the first findings only, as of another list."""
    st.session_state["alignment_shown"] = PAGE
    deciding.close()


def _more() -> None:
    st.session_state["alignment_shown"] += PAGE


def draw(comparing: Comparing, report: Report, ref: str, row: Row) -> None:
    """Draws one finding, from its title to the form that decides it."""
    finding = row.finding
    sides = {"local": finding.local, "other": finding.other, "national": finding.national}
    quotes = {side: quote for side, quote in sides.items() if quote}
    asks = {side: asks_of(quote, comparing.sides.side(quote.doc_id)) for side, quote in quotes.items()}
    with st.container(border=True, key=f"finding_{finding.finding_id}"):
        st.html(finding_html(report, ref, row, asks))
        _pages(comparing, ref, finding.finding_id, quotes)
        known = history_of(row.standing.follows or finding.finding_id, report.history)
        now = history_of(finding.finding_id, report.history)
        st.html(standing_html(report, row) + history_html(now or known))
        deciding.button(ref, row)
        deciding.draw(ref, row)


@st.fragment
def _pages(comparing: Comparing, ref: str, finding_id: str, quotes: dict[str, Quote]) -> None:
    """What opens the pages that the quotes stand on; nothing where none stands in a PDF."""
    documents = {side: comparing.sides.document(quote.doc_id) for side, quote in quotes.items()}
    passages = {side: passage_of(quote, comparing.sides.side(quote.doc_id).reading) for side, quote in quotes.items()}
    shown = [side for side in quotes if page_view.has_pages(documents[side], passages[side])]
    if not shown:
        return
    panel = st.expander(f"See the words of {ref} on the page", key=f"pages_{finding_id}", on_change="rerun")
    if not panel.open:
        return
    with panel:
        for column, side in zip(st.columns(len(shown)), shown, strict=True):
            with column:
                st.html(f'<p class="wm-page">{SIDES[side]}</p>')
                page_view.sheets(documents[side], passages[side], comparing.sides.generation)


def passage_of(quote: Quote, reading: Reading) -> Passage:
    """The quote as a passage of its document, with each further page that it runs on to."""
    last = reading.page_at(max(quote.start, quote.end - 1))
    further = [page for page in reading.pages if quote.start < page.start < quote.end]
    return Passage(
        f"{quote.doc_id}:{quote.start}-{quote.end}",
        quote.doc_id,
        0,
        quote.start,
        quote.end,
        quote.quote,
        quote.headings,
        quote.paragraph,
        quote.page,
        quote.page_label,
        last_page=last.number if last else None,
        places=tuple(Place(page.start, quote.paragraph, page.number, page.label) for page in further),
        ocr=last.ocr if last else None,
    )


def mild(report: Report) -> None:
    """Draws what is no alarm, folded away by verdict, each list once it is opened."""
    for verdict in Verdict:
        rows = [row for row in report.rows if row.finding.verdict is verdict]
        if rows and not verdict.is_alarm:
            label = f"{in_words(verdict).capitalize()}: {counted(len(rows), 'place')}"
            panel = st.expander(label, key=f"mild_{verdict}", on_change="rerun")
            if panel.open:
                panel.html(mild_html(report, rows))
