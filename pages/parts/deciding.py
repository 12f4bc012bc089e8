"""What a reader decides of a finding: the button, the form, and what came of saving.

The name is kept for the visit. What is decided is written when its reader presses save, and not before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import escape

import streamlit as st

from alignment.decisions import LONGEST, LONGEST_NAME, Choice, Decision
from alignment.reporting import Row
from core.errors import DecidedMeanwhileError, DecisionError, WaymarkError
from pages.parts import comparing
from pages.parts.narrowing import as_address, day_of

_CHOICES = {
    Choice.AGREE: "Agree: it is so",
    Choice.NOT_AN_ISSUE: "Not an issue, and why",
    Choice.TO_DO: "To do: by whom and when",
}
NOTE = (
    '<p class="wm-privacy">When you press save, what you chose and wrote here, your name and the time are stored on '
    "this computer for everyone who uses this page. <strong>Do not write about a family.</strong></p>"
)

MEANWHILE = (
    "Nothing was saved: somebody has decided {ref} since you opened it, as it stands above. Read that first; then "
    "press “Decide {ref} again” where you see it otherwise."
)


def is_held(row: Row) -> bool:
    """Whether the reader is deciding it or has just done so: it stays where it is for now."""
    finding_id = row.finding.finding_id
    at_hand = (st.session_state.get("deciding", (None, 0))[0], st.session_state.get("decided"))
    return finding_id in (*at_hand, *st.session_state.get("decision_problems", {}))


def button(ref: str, row: Row) -> None:
    """The button that opens the form for a finding."""
    words = f"Decide {ref}" if row.standing.holds is None else f"Decide {ref} again"
    finding_id = row.finding.finding_id
    st.button(words, key=f"decide_{finding_id}", on_click=_open, args=(finding_id, row.standing.seen))


def draw(ref: str, row: Row) -> None:
    """The form where it was opened, and what came of saving."""
    finding_id = row.finding.finding_id
    if st.session_state.get("decided") == finding_id:
        st.html('<p class="wm-law" role="status">Saved. Whoever opens this page sees it.</p>')
    if problem := st.session_state.get("decision_problems", {}).get(finding_id):
        st.html(f'<p class="wm-warning" role="alert">{escape(problem)}</p>')
    if st.session_state.get("deciding", (None, 0))[0] != finding_id:
        return
    choice = st.radio(
        f"What do you make of {ref}?", list(Choice), key="decision_choice", format_func=_CHOICES.__getitem__
    )
    st.session_state.setdefault("decision_by", st.session_state.get("reviewer", ""))
    with st.form("decision", border=False):
        if choice is Choice.NOT_AN_ISSUE:
            st.text_area("Why is it not an issue?", key="decision_why", max_chars=LONGEST, height=100)
        if choice is Choice.TO_DO:
            st.text_input("Whose is it to do?", key="decision_owner", max_chars=LONGEST_NAME)
            st.text_input("By when?", key="decision_due", placeholder="29 January 2027")
        st.text_input("Your name", key="decision_by", max_chars=LONGEST_NAME)
        st.html(NOTE)
        with st.container(horizontal=True):
            st.form_submit_button("Save", type="primary", on_click=_save, args=(ref, row))
            st.form_submit_button("Do not save", on_click=close)


def _open(finding_id: str, seen: int) -> None:
    close()
    st.session_state["deciding"] = finding_id, seen
    st.session_state["decision_choice"] = Choice.AGREE
    for name in ("why", "owner", "due"):
        st.session_state[f"decision_{name}"] = ""


def close() -> None:
    """Closes the form, and forgets what came of saving."""
    for name in ("deciding", "decided", "decision_problems"):
        st.session_state.pop(name, None)


def _save(ref: str, row: Row) -> None:
    finding_id = row.finding.finding_id
    by = st.session_state["reviewer"] = st.session_state["decision_by"]
    _, seen = st.session_state["deciding"]
    st.session_state.pop("decision_problems", None)
    try:
        comparing.open_decisions().decide(
            row.finding, _decision(), by, at=datetime.now(UTC), seen=seen, follows=row.standing.follows
        )
    except DecidedMeanwhileError:
        close()
        st.session_state["decision_problems"] = {finding_id: MEANWHILE.format(ref=ref)}
    except WaymarkError as problem:
        st.session_state["decision_problems"] = {finding_id: str(problem)}
    else:
        close()
        st.session_state["decided"] = finding_id


def _decision() -> Decision:
    """What is chosen and typed; of another choice nothing. Raises `DecisionError` where a day is none."""
    choice = st.session_state["decision_choice"]
    if choice is Choice.NOT_AN_ISSUE:
        return Decision(choice, why=st.session_state["decision_why"])
    if choice is Choice.TO_DO:
        return Decision(choice, owner=st.session_state["decision_owner"], due=_due(st.session_state["decision_due"]))
    return Decision(choice)


def _due(typed: str) -> date | None:
    if not typed.strip():
        return None
    day = day_of(as_address(typed))
    if day is None:
        raise DecisionError(f"Nothing was saved: “{typed}” is not a day. Write it like 29 January 2027.")
    return day
