"""Counts what the library did not answer, where the council has switched that on, and shows the counts to leaders.

A question is counted once, and each concern once a visit: which ones were counted lives in this session's memory. Who
asks can switch it off for the visit; then nothing is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from alignment.comparing import Comparing
from alignment.unanswered import FEWER, NONE_READ, Count, Unanswered, by_month, names_of
from core.errors import CountError
from core.settings import counts_unanswered, store_folder
from practice.rules import read_rules
from practice.situation import Situation

TOLD = (
    "Where the library has no answer, one is added to the number of such searches about that concern in this month. "
    "Your words are not kept, nor who you are, the day or the hour."
)
_REFUSED, _COUNTED, _NUMBER = "unanswered_refused", "unanswered_counted", "unanswered_number"


def choice() -> None:
    """Says on the Ask page that counting is on, with the way out of it; nothing where it is off."""
    if not counts_unanswered():
        return
    st.session_state.setdefault(_REFUSED, st.session_state.get(f"{_REFUSED}_kept", False))
    st.html(f'<p class="wm-privacy">{TOLD}</p>')
    refused = st.checkbox("Do not count my searches", key=_REFUSED)
    st.session_state[f"{_REFUSED}_kept"] = refused


def count(situation: Situation, *, question: int) -> None:
    """Counts that `question`, the visit's number of it, was not answered; nothing where that is off or refused.

    A file that cannot be written is told of, and the search goes on.
    """
    if not counts_unanswered() or st.session_state.get(_REFUSED) or st.session_state.get(_NUMBER) == question:
        return
    st.session_state[_NUMBER] = question
    counted: set[str] = st.session_state.setdefault(_COUNTED, set())
    fresh = {sign.id for sign in situation.concerns} or {NONE_READ}
    fresh -= counted
    try:
        if fresh:
            Unanswered(store_folder()).count(fresh, date.today())
            counted |= fresh
    except CountError as problem:
        st.html(f'<p class="wm-meaning">This was not counted. {escape(str(problem))}</p>')


def draw(comparing: Comparing) -> None:
    """Draws the counts, month by month. Raises `CountError`, or `TermsError` where a library's concerns are wrong."""
    folder = Path(comparing.sides.generation.manifest.library_folder)
    st.html(counts_html(Unanswered(store_folder()).all(), names_of(read_rules(folder)), is_on=counts_unanswered()))


def counts_html(counts: Sequence[Count], names: Mapping[str, str], *, is_on: bool) -> str:
    """A table a month, and what the numbers are; what is to be done where nothing is counted."""
    state = (
        "The Ask page counts such searches, and says so to whoever asks."
        if is_on
        else "Counting is off, and nothing is added. To switch it on, start Waymark with WAYMARK_UNANSWERED=count; the "
        "Ask page then says so to whoever asks."
    )
    lead = (
        '<h2 class="wm-group">What people asked and this library did not answer</h2>'
        f"<p>Searches on the Ask page for which the library held nothing that fits, by concern. {state}</p>"
    )
    if not counts:
        return f"{lead}<p>Nothing has been counted.</p>"
    note = (
        f'<p class="wm-meaning">Each concern counts once a visit; a search about two concerns counts for both. No '
        f"words are kept, no names and no times. A number below five is told as “{FEWER}”.</p>"
    )
    return lead + note + "".join(_month_html(month, held, names) for month, held in by_month(counts))


def _month_html(month: str, counts: Sequence[Count], names: Mapping[str, str]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(_capital(names.get(one.concern, one.concern)))}</th><td>{one.in_words}</td></tr>'
        for one in counts
    )
    return (
        f'<table class="wm-matrix wm-counts"><caption>{month}</caption><thead><tr><th scope="col">Concern</th>'
        f'<th scope="col">Searches not answered</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
