"""Ask: a situation in, the passages that bear on it out, what binds most first.

The words of a situation live in the browser's page and in this session's memory. They are never written anywhere:
not in the address, not in a log, not in the store. Where the council has switched it on, which is said here, a search
that was not answered adds one to a number (`pages.parts.not_answered`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from core.errors import WaymarkError
from core.records import Filters, Hit, citation
from index.covering import Also
from index.generation import Generation
from pages import brief
from pages.parts import deadlines, meaning, narrowing, not_answered, opening, page_view, results
from practice.briefing import briefing_of
from practice.parts import Part
from practice.situation import read_situation

PASSAGES = 10
LONGEST = 4000
EXAMPLES = (
    "A girl in a children's home did not come back last night. What has to happen, and by when?",
    "A nursery has seen a bruise on a baby who cannot roll over yet.",
    "How soon must the first child protection conference be held?",
    "A 17-year-old has been told to leave home and is sleeping on friends' sofas.",
    "A boy of 12 has been living with his mother's friend for two months. Is that private fostering?",
)


def draw() -> None:
    """Draws the page."""
    st.title("Find the guidance", anchor=False)
    st.html(
        '<p class="wm-lead">Describe what you are dealing with. Waymark finds the passages of law, statutory guidance '
        "and local procedure that bear on it, and quotes them exactly.</p>"
    )
    asked = _question()
    not_answered.choice()
    try:
        generation = opening.open_generation()
        filters = narrowing.draw(generation.documents)
        if not asked:
            _examples()
            return
        with st.spinner("Searching…"):
            searcher = opening.open_searcher()
            understood = searcher.understand(asked)
        situation = read_situation(asked, library=searcher.library_folder)
        call = st.empty()
        chosen = meaning.draw(understood, situation, question=st.session_state["asked_number"])
        briefing = briefing_of(situation.without(chosen.without_signs))
        if briefing.call_now:
            call.html(results.call_now_html(briefing.call_now))
        if st.button("One page for this: the brief", key="to_brief"):
            st.switch_page(st.Page(brief.draw, title="Brief", url_path="brief"))
        with st.spinner("Searching…"):
            found = searcher.answer(
                asked,
                k=PASSAGES,
                filters=filters,
                without=chosen.without,
                readings=chosen.readings,
                without_signs=chosen.without_signs,
            )
    except WaymarkError as problem:
        st.error(str(problem))
        return
    is_answered = bool(found.hits) and (found.fit is None or found.fit.fits)
    if not is_answered and replace(filters, area=None) == Filters():
        not_answered.count(situation.without(chosen.without_signs), question=st.session_state["asked_number"])
    if found.fit and not found.fit.fits:
        st.html(results.outside_html(found.fit))
        with st.expander("Show the nearest passages anyway", key=f"anyway_{st.session_state.get('asked_number', 0)}"):
            _results(found.hits, generation, as_of=filters.as_of)
    elif found.hits:
        _results(found.hits, generation, as_of=filters.as_of, also=found.also)
    else:
        _nothing(filters)


def _question() -> str:
    """The box; gives what was last asked, "" before anything was."""
    st.session_state.setdefault("situation", st.session_state.get("asked", ""))
    with st.form("question", border=False):
        st.text_area("Describe the situation in your own words", key="situation", height=120, max_chars=LONGEST)
        st.html(
            '<p class="wm-privacy"><strong>Do not type names</strong>, dates of birth, addresses or anything else that '
            "says who someone is. What you type is searched on this computer and kept nowhere.</p>"
        )
        with st.container(horizontal=True):
            st.form_submit_button("Search", type="primary", on_click=_ask)
            st.form_submit_button("Clear", on_click=_clear)
    return str(st.session_state.get("asked", ""))


def _ask() -> None:
    _now_asked(st.session_state["situation"].strip())


def _clear() -> None:
    st.session_state["situation"] = ""
    _now_asked("")


def _ask_example(words: str) -> None:
    st.session_state["situation"] = words
    _now_asked(words)


def _now_asked(words: str) -> None:
    st.session_state["asked"] = words
    st.session_state["asked_number"] = st.session_state.get("asked_number", 0) + 1
    meaning.forget()


def _examples() -> None:
    st.html('<h2 class="wm-small">Or start from an example</h2>')
    for number, words in enumerate(EXAMPLES):
        st.button(words, key=f"example_{number}", type="tertiary", on_click=_ask_example, args=(words,))


def _results(hits: list[Hit], generation: Generation, *, as_of: date | None, also: Sequence[Also] = ()) -> None:
    st.html(results.summary_html(hits, also))
    if as_of:
        st.html(results.day_html(as_of))
    beneath = [hit for one in also for hit in one.hits]
    deadlines.draw([*hits, *beneath], question=st.session_state.get("asked_number", 0))
    for group, held in results.grouped(hits):
        st.html(results.group_html(group))
        for hit in held:
            _hit(hit, generation, as_of=as_of)
    for one in also:
        st.html(results.also_html(one))
        for hit in one.hits:
            _hit(hit, generation, as_of=as_of, part=one.part)


def _hit(hit: Hit, generation: Generation, *, as_of: date | None, part: Part | None = None) -> None:
    with st.container(border=True, key=f"hit_{hit.rank}"):
        st.html(results.hit_html(hit, as_of=as_of))
        st.html('<p class="wm-label">Citation</p>')
        st.code(citation(hit), language=None, wrap_lines=True)
        page_view.draw(hit, generation)
        with st.expander(f"How match {hit.rank} was found"):
            st.html(results.details_html(hit, part=part))


def _nothing(filters: Filters) -> None:
    st.html('<h2 class="wm-group">Nothing found</h2>')
    if filters == Filters():
        st.write(
            "Nothing in this library bears on that. Try other words for the same thing, or fewer of them. "
            "The Library page lists the documents that are searched."
        )
        return
    st.write(
        "Nothing that passes the filters bears on that. Take a filter away under “Narrow the search”, "
        "or try other words for the same thing."
    )


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
