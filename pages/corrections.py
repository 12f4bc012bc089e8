"""Corrections: what readers of the Services page say is wrong in a record, for whoever keeps the directory."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from core.errors import WaymarkError
from pages.parts import directory
from services.corrections import Queued, State
from services.values import LONDON


def draw() -> None:
    """Draws the page."""
    st.title("Corrections", anchor=False)
    st.html(
        '<p class="wm-lead">What readers say is wrong in the directory of services. Nothing here changes a record: '
        "mend it where the directory is kept, and import it again.</p>"
    )
    if problem := st.session_state.pop("settling_problem", None):
        st.error(problem)
    try:
        queue = directory.open_corrections().all()
    except WaymarkError as error:
        st.error(str(error))
        return
    waiting = [one for one in queue if one.state is State.WAITING]
    st.html(f'<h2 class="wm-group">Waiting: {len(waiting)}</h2>')
    if not waiting:
        st.html("<p>Nothing waits.</p>")
    for one in waiting:
        with st.container(border=True, key=f"queued_{one.number}"):
            st.html(queued_html(one))
            with st.container(horizontal=True):
                _button(one, "Done", State.DONE)
                _button(one, "Not changed", State.REFUSED)
    settled = [one for one in queue if one.state is not State.WAITING]
    if settled:
        with st.expander(f"Settled: {len(settled)}", key="settled"):
            st.html(settled_html(settled))


def queued_html(one: Queued) -> str:
    """A correction: the service, the field, what is said, and when it was sent."""
    told, day = one.correction, one.sent_at.astimezone(LONDON)
    return (
        f'<h3 class="wm-title">{escape(told.name)}</h3><p class="wm-meta"><span>{escape(told.field)}</span>'
        f"<span>sent {day.day} {day:%B %Y at %H:%M}</span><span>{escape(told.source)} {escape(told.service_id)}</span>"
        f'</p><blockquote class="wm-passage">{escape(told.says)}</blockquote>'
    )


def settled_html(settled: Sequence[Queued]) -> str:
    """Those that were looked at, and what became of each."""
    rows = "".join(f'<li>{queued_html(one)}<p class="wm-meaning">{one.state.capitalize()}</p></li>' for one in settled)
    return f'<ul class="wm-list">{rows}</ul>'


def _button(one: Queued, words: str, state: State) -> None:
    st.button(f"{words}: {one.number}", key=f"settle_{state}_{one.number}", on_click=_settle, args=(one.number, state))


def _settle(number: int, state: State) -> None:
    try:
        directory.open_corrections().settle(number, state)
    except WaymarkError as problem:
        st.session_state["settling_problem"] = str(problem)


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
