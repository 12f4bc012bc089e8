"""Opens what compares procedures once for everyone who looks, and again after an ingest or at midnight.

What each reader chose to hold a procedure against is kept in the reader's own session, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from alignment.comparing import Comparing
from alignment.decisions import Decisions
from alignment.reporting import Report
from alignment.sides import Sides
from core.records import Document
from core.settings import model_name, store_folder
from index.store import with_live
from pages.parts import opening


def open_comparing() -> Comparing:
    """What compares the procedures of the generation that the store serves now. `StoreError` or `ModelError`."""
    folder, day = store_folder(), date.today()
    return with_live(folder, lambda generation: _comparing(str(folder), model_name(), generation.name, day))


def open_decisions() -> Decisions:
    """What people decided; it is read anew each time."""
    return Decisions(store_folder())


def against_of(comparing: Comparing, doc_id: str) -> tuple[str, ...]:
    """What this reader holds a procedure against: what they chose, else what is suggested."""
    chosen: dict[str, tuple[str, ...]] = st.session_state.setdefault("alignment_against", {})
    return chosen.get(doc_id, comparing.suggested(doc_id))


def choose_against(doc_id: str, against: Sequence[str]) -> None:
    """Keeps for this visit what a procedure is held against."""
    st.session_state.setdefault("alignment_against", {})[doc_id] = tuple(against)


def report_of(comparing: Comparing, procedures: Sequence[Document]) -> Report:
    """What is found of the procedures and where it stands, with a bar that fills while it is worked out.

    Raises as `Comparing.report` does, and `DecisionError` where what people decided cannot be read.
    """
    beside = {one.doc_id: against_of(comparing, one.doc_id) for one in procedures}
    waiting = [one for one in procedures if not comparing.is_found(one.doc_id, beside[one.doc_id])]
    bar = st.empty()
    for place, one in enumerate(waiting, start=1):
        told = f"Procedure {place} of {len(waiting)}, sentence by sentence. The first time takes longest."
        bar.html(f'<p class="wm-meaning">{told}</p>')
        comparing.found(one.doc_id, beside[one.doc_id])
    bar.empty()
    return comparing.report(beside, open_decisions().all())


@st.cache_resource(max_entries=1, show_spinner=False)
def _sides(store: str, model: str, live: str) -> Sides:
    return Sides(opening.open_generation(), opening.open_encoder(model), kept_in=Path(store) / "alignment")


@st.cache_resource(max_entries=1, show_spinner=False)
def _comparing(store: str, model: str, live: str, day: date) -> Comparing:
    return Comparing(_sides(store, model, live), day)
