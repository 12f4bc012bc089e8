"""What changed between two editions that the library holds: by what a change does, with the procedures it touches."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from alignment.comparing import Comparing
from alignment.records import Change, ChangeKind, Quote, Rating
from core.records import Document
from ingest.editions import named
from pages.parts.alignment_html import difference_html, where
from pages.parts.results import counted

Touching = tuple[Change, tuple[Quote, ...]]
"""A change, and the local words that it touches."""

MEANINGS = {
    Rating.DUTY: "Somebody must do more, less, or by another day.",
    Rating.MEANING: "What is said is another thing.",
    Rating.WORDING: "Other words for the same.",
    Rating.LINK: "Addresses, dates of documents, and the numbers that they are cited by.",
}


def draw(comparing: Comparing) -> None:
    """Draws the choice of two editions, and what the later one changes."""
    pairs = {(old.doc_id, new.doc_id): (old, new) for old, new in comparing.editions()}
    if not pairs:
        st.html("<p>This library holds no two editions of one document. Each one’s entry says what it supersedes.</p>")
        return
    kept = st.session_state.get("changes_pair_kept")
    st.session_state.setdefault("changes_pair", kept if kept in pairs else None)
    pair = st.selectbox(
        "Which two editions?",
        pairs,
        key="changes_pair",
        format_func=lambda one: _named(*pairs[one]),
        placeholder="Choose an older and a newer edition",
    )
    st.session_state["changes_pair_kept"] = pair
    if pair is None:
        return
    with st.spinner("Comparing the two editions, paragraph by paragraph…"):
        found = comparing.changes(*pair)
    titles = {one.doc_id: named(one) for one in comparing.sides.generation.documents}
    st.html(summary_html(found))
    for rating in Rating:
        held = [one for one in found if one[0].rating is rating]
        if held:
            _rated(rating, held, titles)
    alike = [change for change, _ in found if change.rating is None]
    if alike:
        panel = st.expander(f"The same words in another place: {len(alike)}", key="changes_alike", on_change="rerun")
        if panel.open:
            panel.html(f"<ul>{''.join(f'<li>{escape(one.summary)}</li>' for one in alike)}</ul>")


def _rated(rating: Rating, held: Sequence[Touching], titles: dict[str, str]) -> None:
    st.html(
        f'<h2 class="wm-group">{_capital(rating)} <span class="wm-meaning">({len(held)})</span></h2>'
        f'<p class="wm-meaning">{MEANINGS[rating]}</p>'
    )
    if rating in (Rating.DUTY, Rating.MEANING):
        st.html(changes_html(held, titles))
        return
    panel = st.expander(
        f"Show {counted(len(held), 'change')}: {rating}", key=f"changes_{rating.name}", on_change="rerun"
    )
    if panel.open:
        panel.html(changes_html(held, titles))


def _named(old: Document, new: Document) -> str:
    """`Working Together: 2018 to 2023`, or both names where the titles differ."""
    if old.title == new.title and old.edition and new.edition:
        return f"{new.title}: {old.edition} to {new.edition}"
    return f"{named(old)} to {named(new)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def summary_html(found: Sequence[Touching]) -> str:
    """How many changes there are of each rating, and how many local places they touch."""
    counts = [(one, sum(change.rating is one for change, _ in found)) for one in Rating]
    told = "; ".join(f"{one}: {number}" for one, number in counts if number)
    touched = {(quote.doc_id, quote.span) for _, quotes in found for quote in quotes}
    documents = len({doc_id for doc_id, _ in touched})
    if not found:
        return '<p class="wm-summary" role="status"><strong>No change</strong> but of print and layout.</p>'
    rated = sum(number for _, number in counts)
    places = (
        f" They touch {counted(len(touched), 'place')} in {counted(documents, 'local procedure')}."
        if touched
        else " No local procedure was found that they touch."
    )
    size = f"<strong>{counted(rated, 'change')}.</strong>"
    return f'<p class="wm-summary" role="status">{size} {_capital(told)}.{places}</p>'


def changes_html(held: Sequence[Touching], titles: dict[str, str]) -> str:
    """Each change: what it is in a line, the words with what differs marked, and the local words that it touches."""
    return f'<ul class="wm-list">{"".join(_change_html(*one, titles) for one in held)}</ul>'


def _change_html(change: Change, touches: Sequence[Quote], titles: dict[str, str]) -> str:
    old, new = change.old, change.new
    if old and new:
        words = difference_html(old.quote, new.quote, (old.paragraph, new.paragraph))
    else:
        quote, tag = (new, "ins") if new else (old, "del")
        text = escape(quote.quote) if quote else ""
        words = f'<blockquote class="wm-passage wm-difference"><{tag}>{text}</{tag}></blockquote>'
    stands = new or old
    place = where(stands) if stands else ""
    rows = "".join(
        f"<li><span>{escape(titles.get(one.doc_id, one.doc_id))}, {escape(where(one))}</span>"
        f'<blockquote class="wm-passage">{escape(one.quote)}</blockquote></li>'
        for one in touches
    )
    touched = f'<p class="wm-label-notes">Touches</p><ul class="wm-touched">{rows}</ul>' if rows else ""
    return (
        f'<li><h3 class="wm-title">{": ".join(filter(None, (_KINDS[change.kind], escape(place))))}</h3>'
        f"<p>{escape(change.summary)}</p>{words}{touched}</li>"
    )


_KINDS = {
    ChangeKind.ADDED: "Added",
    ChangeKind.REMOVED: "Removed",
    ChangeKind.CHANGED: "Changed",
    ChangeKind.MOVED: "Moved",
    ChangeKind.RENUMBERED: "Renumbered",
}
