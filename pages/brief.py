"""Brief: one page for the situation that was described on the Ask page, to read, print, save or copy from.

The situation lives in this session's memory, and so does the page: nothing of either is in the address or on the disk.
Files hold the situation's own words only where the reader says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from html import escape

import streamlit as st

from core.errors import WaymarkError
from index.brief import Brief, brief_of
from index.brief_file import file_of
from index.brief_page import Line, Look, page_of
from index.case_note import case_note
from pages import services
from pages.parts import directory, meaning, opening, seeking
from pages.parts.brief_html import brief_html
from pages.parts.deadlines import start_of
from pages.parts.narrowing import ANY_AREA, Choices, as_filters
from services.shortlist import brief_lines
from services.shown import shown_of

LOCAL = "Local services"
SERVICES = 3

FILES = {
    "Word": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "PDF": ("pdf", "application/pdf"),
    "Markdown": ("md", "text/markdown"),
}


def draw() -> None:
    """Draws the page."""
    st.title("Brief", anchor=False)
    asked = str(st.session_state.get("asked", ""))
    if not asked:
        st.html(
            '<p class="wm-lead">One page for a situation: what binds, deadlines, what to record, who may hold '
            "information, and how to prepare a visit.</p>"
            "<p>Describe the situation on the Ask page first, and press “One page for this: the brief” there.</p>"
        )
        return
    question = int(st.session_state.get("asked_number", 0))
    try:
        filters = as_filters(st.session_state.get("narrowed", {}))
        area = _area(filters.area, question)
        start = _start(question)
        with st.spinner("Making the brief…"):
            made = brief_of(
                opening.open_searcher(),
                asked,
                area=area,
                as_of=filters.as_of,
                start=start,
                without_signs=meaning.kept(question).without_signs,
            )
    except WaymarkError as problem:
        st.error(str(problem))
        return
    with_situation = st.checkbox(
        "Put the situation’s own words into files and print too", key=f"brief_words_{question}"
    )
    lines = [*page_of(made, with_situation=with_situation), *_local_services(asked, area)]
    _files(lines, made)
    if not with_situation:
        st.html(f'<p class="wm-screen"><strong>The situation:</strong> {escape(asked)}</p>')
    st.html(brief_html(lines))
    if any(line.text == LOCAL for line in lines) and st.button("All local services for this", key="to_services"):
        seeking.hold(asked)
        st.switch_page(st.Page(services.draw, title="Services", url_path="services"))


def _local_services(asked: str, area: str | None) -> Iterator[Line]:
    """The services that fit best, at most three; nothing where no directory was imported."""
    try:
        found = directory.open_matcher().match(asked, area=area, k=SERVICES)
    except WaymarkError:  # the Services page says what is wrong
        return
    if not found.matches:
        return
    yield Line(Look.HEADING, LOCAL)
    yield Line(Look.NOTE, "From your directory of services, as its records stand. Ring before you send anybody.")
    for match in found.matches:
        yield from brief_lines(shown_of(match, has_point=found.asked.postcode is not None))


def _area(known: str | None, question: int) -> str | None:
    """The area that is chosen, at first the one that the Ask page is narrowed to; None for every area."""
    areas = (ANY_AREA, *Choices.of(opening.open_generation().documents).areas)
    chosen = st.selectbox(
        "Area",
        areas,
        index=areas.index(known) if known in areas else 0,
        format_func=lambda value: value or "Every area",
        key=f"brief_area_{question}",
    )
    return chosen or None


def _start(question: int) -> date | datetime | None:
    """The day, with its hour where one is typed, from which deadlines are counted; None where none is typed.

    Raises `QueryError` where it is none.
    """
    day, hour = st.columns(2)
    typed = day.text_input("From which day?", key=f"brief_from_{question}", placeholder="25 November 2026")
    at = hour.text_input("At which hour? (for limits in hours)", key=f"brief_hour_{question}", placeholder="14:30")
    return start_of(typed, at) if typed.strip() else None


def _files(lines: list[Line], made: Brief) -> None:
    """The buttons that save the page, each file made when it is asked for, and the note for the case record."""
    with st.container(horizontal=True, key="brief_files"):
        for kind, (ending, mime) in FILES.items():
            st.download_button(
                kind,
                partial(file_of, lines, ending, day=made.made_on),
                file_name=f"brief-{made.made_on.isoformat()}.{ending}",
                mime=mime,
                key=f"brief_{ending}",
                on_click="ignore",
            )
    with st.expander("Copy for the case record", key="brief_note"):
        st.code(case_note(made), language=None, wrap_lines=True)


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
