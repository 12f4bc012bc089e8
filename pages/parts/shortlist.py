"""The shortlist of this visit, with what saves and prints it; and what a reader says is wrong in a record.

The shortlist is in this session's memory alone. A correction is written when its sender presses send.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import WaymarkError
from index.brief_file import file_of
from pages.parts import directory
from pages.parts.brief_html import brief_html
from services.corrections import LONGEST, Correction
from services.shortlist import csv_of, lines_of
from services.shown import Shown
from services.values import LONDON

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OTHER = "Something else"

Key = tuple[str, str]


def chosen() -> dict[Key, Shown]:
    """The services on the shortlist, in the order in which they were added."""
    kept: dict[Key, Shown] = st.session_state.setdefault("shortlist", {})
    return kept


def button(shown: Shown, rank: int) -> None:
    """The button that puts a service on the shortlist, or takes it off."""
    is_chosen = shown.key in chosen()
    words = f"Take match {rank} off the shortlist" if is_chosen else f"Add match {rank} to the shortlist"
    st.button(words, key=f"shortlist_{rank}", on_click=_turn, args=(shown,))


def draw() -> None:
    """Draws the shortlist; nothing where it is empty."""
    held = list(chosen().values())
    if not held:
        return
    now = directory.now()
    lines = list(lines_of(held, now))
    day = now.astimezone(LONDON).date()
    with st.container(key="shortlist_whole"):
        st.html(f'<div class="wm-shortlist" id="shortlist">{brief_html(lines)}</div>')
        st.html(
            '<p class="wm-meaning wm-screen">For this visit only: it is kept nowhere. To print it, use your browser’s '
            "Print: the shortlist alone is printed.</p>"
        )
        with st.container(horizontal=True, key="shortlist_files"):
            for kind, ending, mime in (("Word", "docx", WORD), ("PDF", "pdf", "application/pdf")):
                st.download_button(
                    f"Shortlist as {kind}",
                    partial(file_of, lines, ending, day=day),
                    file_name=f"shortlist-{day.isoformat()}.{ending}",
                    mime=mime,
                    key=f"shortlist_{ending}",
                    on_click="ignore",
                )
            st.download_button(
                "Shortlist as CSV",
                partial(csv_of, held),
                file_name=f"shortlist-{day.isoformat()}.csv",
                mime="text/csv",
                key="shortlist_csv",
                on_click="ignore",
            )
            st.button("Empty the shortlist", key="shortlist_empty", on_click=chosen().clear)


def correction_button(shown: Shown, rank: int) -> None:
    """The button that opens the form for a correction."""
    st.button(f"Suggest a correction to match {rank}", key=f"correct_{rank}", on_click=_open, args=(shown.key,))


def correction(shown: Shown) -> None:
    """The form for a correction where it was opened, and what came of sending it."""
    if st.session_state.get("corrected") == shown.key:
        st.html(
            '<p class="wm-law" role="status">Sent to the queue of corrections. The record is as it was until somebody '
            "has looked at it.</p>"
        )
    if st.session_state.get("correcting") != shown.key:
        return
    with st.form("correction", border=False):
        st.selectbox("What is wrong?", (*(row.label for row in shown.rows), OTHER), key="correction_field")
        st.text_area("What would be right, and how do you know?", key="correction_says", max_chars=LONGEST)
        st.html(
            '<p class="wm-privacy">When you press send, the name of the service, what you chose and wrote here, and '
            "the time are stored on this computer for whoever keeps the directory. Nothing of your search is. "
            "<strong>Do not write about a family.</strong></p>"
        )
        with st.container(horizontal=True):
            st.form_submit_button("Send", type="primary", on_click=_send, args=(shown,))
            st.form_submit_button("Do not send", on_click=_open, args=(None,))
    if problem := st.session_state.pop("correction_problem", None):
        st.error(problem)


def _turn(shown: Shown) -> None:
    held = chosen()
    if held.pop(shown.key, None) is None:
        held[shown.key] = shown


def _open(key: Key | None) -> None:
    st.session_state["correcting"] = key
    st.session_state.pop("corrected", None)
    st.session_state["correction_says"] = ""


def _send(shown: Shown) -> None:
    field, says = st.session_state["correction_field"], st.session_state["correction_says"]
    sent = Correction(shown.source, shown.service_id, shown.name, field, says)
    try:
        directory.open_corrections().send(sent, directory.now())
    except WaymarkError as problem:
        st.session_state["correction_problem"] = str(problem)
        return
    st.session_state["correcting"], st.session_state["corrected"] = None, shown.key
