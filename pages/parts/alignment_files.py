"""The buttons that save a report, each file made when it is asked for."""

from __future__ import annotations

from functools import partial

import streamlit as st

from alignment.report import Kind, report_file
from alignment.reporting import Report

_KINDS = {
    Kind.WORD: ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Kind.EXCEL: ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Kind.CSV: ("CSV", "text/csv"),
    Kind.HTML: ("HTML", "text/html"),
    Kind.JSON: ("JSON", "application/json"),
    Kind.OSCAL: ("OSCAL-style JSON", "application/json"),
}


def draw(report: Report, what: str) -> None:
    """Draws the buttons for a report about `what` ("this procedure"), under their heading."""
    st.html(
        f'<h2 class="wm-group">Save the report on {what}</h2><p class="wm-meaning">With every finding, what people '
        "decided, and the editions that were compared. Word is for a board; JSON is for other tools.</p>"
    )
    with st.container(horizontal=True, key="alignment_files"):
        for kind, (name, mime) in _KINDS.items():
            ending = "oscal.json" if kind is Kind.OSCAL else str(kind)
            st.download_button(
                f"Report as {name}",
                partial(report_file, report, kind),
                file_name=f"alignment-{report.day.isoformat()}.{ending}",
                mime=mime,
                key=f"alignment_{kind}",
                on_click="ignore",
            )
