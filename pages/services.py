"""Services: from a situation or keywords, an age and a place, the local services that fit, and a shortlist of them.

What is typed and the shortlist live in this session's memory: nothing of either is in the address or on a disk. A
correction alone is written, when its sender presses send.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import streamlit as st

from core.errors import DirectoryMissingError, WaymarkError
from pages.parts import directory, seeking, service_html, service_map, shortlist
from services.matching import Match, Matcher, Matches
from services.place import Point, Precision
from services.reasons import Group
from services.shown import Shown, shown_of

PAGE = 10
SAMPLE = "waymark services import services/sample/marlbrook.json --name marlbrook"


def draw() -> None:
    """Draws the page."""
    st.title("Local services", anchor=False)
    st.html(
        '<p class="wm-lead">Describe what is needed. Waymark finds the services in your directory that fit, and says '
        "what their records do not.</p>" + service_html.NOTICE
    )
    try:
        matcher = directory.open_matcher()
        choices = directory.choices()
        seeking.draw(choices.areas, choices.languages)
        typed = seeking.held()
        if typed:
            _found(matcher, typed)
    except DirectoryMissingError:
        _nothing_imported()
        return
    except WaymarkError as problem:
        st.error(str(problem))
    shortlist.draw()


def _nothing_imported() -> None:
    st.html(
        '<h2 class="wm-group">No directory was imported</h2><p>Bring in your council’s directory, a file or the '
        "address of its API, with <code>waymark services import</code>. To try the page with the invented directory "
        "that ships with Waymark:</p>"
    )
    st.code(SAMPLE, language=None, wrap_lines=True)


def _found(matcher: Matcher, typed: Mapping[str, Any]) -> None:
    """Searches for what was typed and draws the answer."""
    wanted = seeking.sought(typed, directory.now())
    number = int(st.session_state.setdefault("services_shown", PAGE))
    with st.spinner("Searching…"):
        found = matcher.match(
            wanted.text,
            age=wanted.age,
            postcode=wanted.postcode,
            area=wanted.area,
            k=number + 1,
            filters=wanted.filters,
        )
    _answer(found, number)


def _answer(found: Matches, number: int) -> None:
    matches = found.matches[:number]
    start = directory.point_of(found.asked.postcode)
    summary = service_html.summary_html(len(matches), old=found.old, chosen=len(shortlist.chosen()))
    st.html(summary + service_html.remarks_html((*found.remarks, *_where(found, start))))
    if not matches:
        st.html('<h2 class="wm-group">Nothing found</h2>')
        st.write("No service in this directory fits that. Take a filter away, or try other words for the same thing.")
        return
    _map(matches, start)
    if first := [match for match in matches if match.is_first]:
        st.html(service_html.first_html())
        _services(first, has_point=start is not None)
    for group in Group:
        held = [match for match in matches if match.group is group and not match.is_first]
        if held:
            st.html(service_html.group_html(group))
            _services(held, has_point=start is not None)
    if len(found.matches) > number:
        st.button("Show more services", key="services_more", on_click=_more)


def _more() -> None:
    st.session_state["services_shown"] += PAGE


def _where(found: Matches, start: Point | None) -> Iterator[str]:
    """The area in which a postcode lies, where none was chosen and one is known: the smallest of those given."""
    if found.asked.area is None and start and (name := directory.area_of(start)):
        yield (
            f"{start_words(start)} lies in {name}. Choose it as the area under “Filters”, and services that name other "
            "areas are left out."
        )


def start_words(start: Point) -> str:
    """What a point is the place of."""
    return "The middle of that postcode’s district" if start.precision is Precision.DISTRICT else "That postcode"


def _map(matches: tuple[Match, ...], start: Point | None) -> None:
    places, far = service_map.near(directory.places(matches), start)
    drawn = service_map.map_of(places, directory.areas(), start=start)
    if drawn is None:
        return
    with st.expander("Map of these services", expanded=True, key="services_map"):
        st.vega_lite_chart(spec=drawn, width="stretch", theme=None)
        off = f" Further than {service_map.FAR_KM} km away and off the map: {', '.join(map(str, far))}." if far else ""
        here = " The red diamond is the postcode that you typed." if start else ""
        st.html(
            f'<p class="wm-meaning">Numbers are those of the list.{here}{off} Refuges and addresses that are '
            "kept safe are not on it.</p>"
        )


def _services(matches: Iterable[Match], *, has_point: bool) -> None:
    for match in matches:
        shown = shown_of(match, has_point=has_point)
        with st.container(border=True, key=f"found_{match.rank}"):
            st.html(service_html.service_html(shown, match.rank, match.why))
            with st.expander(f"All that the record of match {match.rank} says"):
                st.html(service_html.record_html(shown))
            _buttons(shown, match.rank)


def _buttons(shown: Shown, rank: int) -> None:
    with st.container(horizontal=True):
        shortlist.button(shown, rank)
        shortlist.correction_button(shown, rank)
    shortlist.correction(shown)


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
