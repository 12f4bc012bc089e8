"""The views of the Alignment page: one procedure, all procedures by topic, the review queue.

Each reads its widgets, asks `pages.parts.comparing` for a report, and draws it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from alignment.comparing import Comparing
from alignment.decisions import Choice
from alignment.heat import heat_of
from alignment.report_page import NEVER_FOUND, references
from alignment.reporting import Report, Row
from core.records import Document, Tier
from ingest.editions import named
from pages.parts import alignment_files, deciding, finding_view
from pages.parts.alignment_html import gone_html, matrix_html, summary_html, warning_html
from pages.parts.comparing import against_of, choose_against, report_of
from pages.parts.results import counted

EVERY = ""
START = (
    "<p>Choose a procedure. Waymark compares it with national guidance, sentence by sentence, and lists what to look "
    "at, the most serious first; each has a form for what you decide. The first time takes up to a minute.</p>"
    '<p class="wm-meaning"><strong>All procedures</strong> counts what there is by topic, and <strong>Review queue'
    "</strong> lists what nobody has decided yet.</p>"
)
_Kept = TypeVar("_Kept")


class View(StrEnum):
    """What the page shows."""

    ONE = "One procedure"
    ALL = "All procedures"
    QUEUE = "Review queue"
    CHANGES = "What changed"
    UNANSWERED = "Unanswered searches"


class Waiting(StrEnum):
    """Which findings of the queue are shown."""

    AGAIN = "Look again"
    UNDECIDED = "Not decided"
    TO_DO = "To do"
    REST = "Agreed or no issue"


def kept(key: str, default: _Kept) -> None:
    """Gives a widget back what it had when it was last drawn in this visit, `default` the first time."""
    st.session_state.setdefault(key, st.session_state.get(f"{key}_kept", default))


def keep(key: str) -> None:
    """Keeps what a widget says for when it is drawn again."""
    st.session_state[f"{key}_kept"] = st.session_state[key]


def one_procedure(comparing: Comparing) -> None:
    """Draws the choice of a procedure and of what it is held against, and what is found."""
    procedures = {one.doc_id: one for one in comparing.procedures()}
    kept("alignment_local", None)
    if st.session_state["alignment_local"] not in procedures:
        st.session_state["alignment_local"] = None
    doc_id = st.selectbox(
        "Local procedure",
        procedures,
        key="alignment_local",
        format_func=lambda one: named(procedures[one]),
        placeholder="Choose a procedure",
        on_change=finding_view.from_the_top,
    )
    keep("alignment_local")
    if doc_id is None:
        if procedures:
            st.html(START)
        else:
            st.html("<p>This library holds no local procedure. Add one with <code>waymark library add</code>.</p>")
        return
    _against(comparing, doc_id)
    report = report_of(comparing, [procedures[doc_id]])
    st.html(summary_html(report) + warning_html(report.editions[doc_id]))
    held = [one for one in references(report) if one[1].is_open or deciding.is_held(one[1])]
    finding_view.by_severity(comparing, report, held)
    _set_aside(comparing, report)
    if any(not row.finding.verdict.is_alarm for row in report.rows):
        st.html('<h2 class="wm-group">Nothing to do, but good to know</h2>')
        finding_view.mild(report)
    alignment_files.draw(report, "this procedure")


def _against(comparing: Comparing, doc_id: str) -> None:
    """The documents that a procedure is held against: those suggested at first."""
    national = {
        one.doc_id: named(one)
        for one in sorted(comparing.sides.generation.documents, key=lambda one: (list(Tier).index(one.tier), one.title))
        if one.tier is not Tier.LOCAL
    }
    key = f"against_{doc_id}"
    st.session_state.setdefault(key, [one for one in against_of(comparing, doc_id) if one in national])
    chosen = st.multiselect(
        "National documents to compare it with",
        national,
        key=key,
        format_func=national.__getitem__,
        placeholder="Nothing: choose national documents",
        on_change=finding_view.from_the_top,
    )
    choose_against(doc_id, chosen)
    said = "suggested: it names them, or is nearest to them" if chosen else "nothing in this library is near to it"
    is_suggested = set(chosen) == set(comparing.suggested(doc_id))
    told = f"These are {said}. Change them as you see fit." if is_suggested and chosen else ""
    if not chosen:
        told = f"Held against nothing{', for ' + said if is_suggested else ''}: what is found is in the text itself."
    if told:
        st.html(f'<p class="wm-meaning">{told}</p>')


def _set_aside(comparing: Comparing, report: Report) -> None:
    held = [one for one in references(report) if not (one[1].is_open or deciding.is_held(one[1]))]
    if held:
        panel = st.expander(f"Decided to be no issue: {counted(len(held), 'finding')}", key="aside", on_change="rerun")
        if panel.open:
            with panel:
                for ref, row in held:
                    finding_view.draw(comparing, report, ref, row)


def all_procedures(comparing: Comparing) -> None:
    """Draws the table of procedures by topic, and the way from it to one of them."""
    report = report_of(comparing, comparing.procedures())
    st.html(summary_html(report) + matrix_html(report, heat_of(report)))
    titles = {one.doc_id: named(one) for one in comparing.procedures()}
    kept("alignment_open", None)
    doc_id = st.selectbox(
        "See the findings of",
        titles,
        key="alignment_open",
        format_func=titles.__getitem__,
        placeholder="Choose a procedure",
    )
    keep("alignment_open")
    st.button("Open this procedure", key="alignment_go", on_click=_go, args=(doc_id,), disabled=doc_id is None)
    alignment_files.draw(report, "all procedures")


def _go(doc_id: str) -> None:
    st.session_state["alignment_view"] = View.ONE
    st.session_state["alignment_local"] = st.session_state["alignment_local_kept"] = doc_id
    finding_view.from_the_top()


def review_queue(comparing: Comparing) -> None:
    """Draws what waits for a decision, what is to be looked at again first."""
    procedures: Sequence[Document] = comparing.procedures()
    titles = {EVERY: "Every procedure", **{one.doc_id: named(one) for one in procedures}}
    kept("queue_local", EVERY)
    doc_id = st.selectbox(
        "Findings of",
        titles,
        key="queue_local",
        format_func=titles.__getitem__,
        on_change=finding_view.from_the_top,
    )
    keep("queue_local")
    report = report_of(comparing, [one for one in procedures if doc_id in (EVERY, one.doc_id)])
    counts = Counter(_waiting(row) for _, row in references(report))
    kept("queue_which", next((one for one in Waiting if counts[one]), Waiting.UNDECIDED))
    chosen = st.radio(
        "Show",
        list(Waiting),
        key="queue_which",
        format_func=lambda one: f"{one} ({counts[one]})",
        horizontal=True,
        on_change=finding_view.from_the_top,
    )
    keep("queue_which")
    which = chosen or Waiting.UNDECIDED
    st.html(f'<h2 class="wm-group">{which} <span class="wm-meaning">({counts[which]})</span></h2>')
    shown = [
        one for one in _in_order(which, references(report)) if _waiting(one[1]) is which or deciding.is_held(one[1])
    ]
    if not shown:
        st.html("<p>Nothing here.</p>")
    finding_view.in_order(comparing, report, shown)
    _gone(report)


def _in_order(which: Waiting, named_rows: Sequence[finding_view.Named]) -> Sequence[finding_view.Named]:
    """What is to do by its day, everything else by severity."""
    return sorted(named_rows, key=lambda one: _due(one[1])) if which is Waiting.TO_DO else named_rows


def _waiting(row: Row) -> Waiting:
    if row.standing.look_again:
        return Waiting.AGAIN
    if row.standing.holds is None:
        return Waiting.UNDECIDED
    return Waiting.TO_DO if row.standing.holds.decision.choice is Choice.TO_DO else Waiting.REST


def _due(row: Row) -> str:
    held = row.standing.holds
    return held.decision.due.isoformat() if held and held.decision.due else ""


def _gone(report: Report) -> None:
    """What was decided of findings that there are no more; none is dropped in silence."""
    gone = report.standings.no_longer_found
    if gone:
        panel = st.expander(f"Decided, and no longer found: {len(gone)}", key="queue_gone", on_change="rerun")
        if panel.open:
            panel.html(f'<p class="wm-meaning">{NEVER_FOUND}</p>{gone_html(report, gone)}')
