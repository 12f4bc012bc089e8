"""The web page: `waymark serve` runs this with Streamlit. Navigation, style and the line at the foot; nothing else."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from pages import alignment, ask, brief, corrections, library, recording, services
from pages.parts import opening

PARTS = Path(__file__).resolve().parent / "pages" / "parts"
FOOT = (
    '<footer class="wm-foot">Waymark quotes guidance; it does not advise. '
    "Check the source before you rely on it.</footer>"
)


def main() -> None:
    """Draws the page that the address names, with the same frame around every page."""
    st.set_page_config(page_title="Waymark", page_icon="🧭", layout="centered")
    st.logo(str(PARTS / "waymark.svg"), size="large")
    st.html(PARTS / "style.css")
    page = st.navigation(
        [
            st.Page(ask.draw, title="Ask", url_path="ask", default=True),
            st.Page(brief.draw, title="Brief", url_path="brief"),
            st.Page(services.draw, title="Services", url_path="services"),
            st.Page(alignment.draw, title="Alignment", url_path="alignment"),
            st.Page(recording.draw, title="Recording", url_path="recording"),
            st.Page(library.draw, title="Library", url_path="library"),
            st.Page(corrections.draw, title="Corrections", url_path="corrections"),
        ],
        position="top",
    )
    if notice := opening.library_notice():
        st.html(f'<p class="wm-notice">{escape(notice)}</p>')
    try:
        page.run()
    except Exception:
        # The boundary of the pages: what nobody foresaw is a plain sentence, and no trace of it is written.
        st.error(
            "Something went wrong that nobody foresaw. Reload the page; if it happens again, ingest the library anew."
        )
    st.html(FOOT)
    opening.warm_up()


if __name__ == "__main__":
    main()
