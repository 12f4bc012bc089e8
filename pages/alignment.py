"""Alignment: local procedures beside national guidance, what people decide of it, and what a new edition changes.

It shows two quotes and the difference, and decides nothing. What is chosen here lives in this session's memory; what
people decide is written when they press save.
"""

from __future__ import annotations

import streamlit as st

from core.errors import WaymarkError
from pages.parts import alignment_views, edition_changes, finding_view, not_answered
from pages.parts.alignment_html import LEAD
from pages.parts.alignment_views import View
from pages.parts.comparing import open_comparing

_VIEWS = {
    View.ONE: alignment_views.one_procedure,
    View.ALL: alignment_views.all_procedures,
    View.QUEUE: alignment_views.review_queue,
    View.CHANGES: edition_changes.draw,
    View.UNANSWERED: not_answered.draw,
}


def draw() -> None:
    """Draws the page."""
    st.title("Alignment", anchor=False)
    st.html(LEAD)
    alignment_views.kept("alignment_view", View.ONE)
    chosen = st.radio("Look at", list(View), key="alignment_view", horizontal=True, on_change=finding_view.from_the_top)
    alignment_views.keep("alignment_view")
    try:
        with st.spinner("Opening the library…"):
            comparing = open_comparing()
        with st.spinner("Comparing…"):
            _VIEWS[chosen or View.ONE](comparing)
    except WaymarkError as problem:
        st.error(str(problem))


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
