"""Recording: what belongs on the record for each event, national words beside those of local procedures."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from alignment.recorded import Recorded
from alignment.records import Quote
from core.errors import WaymarkError
from core.records import Checked
from ingest.editions import named
from ingest.facts import source_title
from ingest.register import known_register
from pages.parts.alignment_html import where
from pages.parts.comparing import open_comparing
from practice.prompts import read_tables

LEAD = (
    '<p class="wm-lead wm-wide">What belongs on the record for each event, national words beside those of local '
    'procedures.</p><p class="wm-meaning">The points are in Waymark’s own words: read the source. Local sentences are '
    "found by meaning; a procedure may say the same in other words, so nothing near is nothing proved.</p>"
)


def draw() -> None:
    """Draws the page."""
    st.title("Recording standards", anchor=False)
    st.html(LEAD)
    prompts = {one.prompt_id: one for one in read_tables().recording}
    kept = st.session_state.get("recording_event_kept")
    st.session_state.setdefault("recording_event", kept)
    event = st.selectbox(
        "Event or matter",
        prompts,
        key="recording_event",
        format_func=lambda one: _capital(prompts[one].title),
        placeholder="Choose an event",
    )
    st.session_state["recording_event_kept"] = event
    if event is None:
        return
    try:
        with st.spinner("Looking for what local procedures say. The first time takes longest…"):
            comparing = open_comparing()
            found = comparing.recorded(prompts[event])
    except WaymarkError as problem:
        st.error(str(problem))
        return
    titles = {one.doc_id: named(one) for one in comparing.sides.generation.documents}
    st.html(recorded_html(found, titles))


def recorded_html(found: Recorded, titles: Mapping[str, str]) -> str:
    """An event: where its points are from, and each point with its national and its local words."""
    prompt = found.prompt
    how = (
        "" if prompt.checked is Checked.OFFICIAL else f' <span class="wm-caution">{escape(prompt.checked.label)}</span>'
    )
    is_known = prompt.source in known_register().by_id
    held = " Its text is not in this library." if is_known and not found.source else ""
    rows = "".join(_point_html(one.text, one.national, one.local, titles) for one in found.points)
    return (
        f'<h2 class="wm-group">{escape(_capital(prompt.title))}</h2><p class="wm-meta">'
        f"<span>{escape(_capital(source_title(prompt.source)))}: {escape(prompt.at)}.{held}</span>{how}</p>"
        f'<ul class="wm-list">{rows}</ul>'
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _point_html(text: str, national: Quote | None, local: tuple[Quote, ...], titles: Mapping[str, str]) -> str:
    sides = [_side_html("National text", (national,) if national else (), titles)] if national else []
    sides.append(_side_html("Local procedures", local, titles))
    return (
        f'<li><h3 class="wm-title">{escape(_capital(text))}</h3>'
        f'<div class="{"wm-pair" if national else "wm-alone"}">{"".join(sides)}</div></li>'
    )


def _side_html(name: str, quotes: tuple[Quote, ...], titles: Mapping[str, str]) -> str:
    told = "".join(
        f'<p class="wm-path">{escape(titles.get(one.doc_id, one.doc_id))}</p>'
        f'<p class="wm-where">{escape(where(one, titles.get(one.doc_id, "")))}</p>'
        f'<blockquote class="wm-passage">{escape(one.quote)}</blockquote>'
        for one in quotes
    )
    none = '<p class="wm-silent">No local sentence was found that is near to this.</p>'
    return f"<div><h4>{name}</h4>{told or none}</div>"


if __name__ == "__main__":
    # Streamlit runs this file by itself when it is the first page that anyone opens after a start.
    import app

    app.main()
