"""Opens the store and the model once for everyone who looks at the page, and again after an ingest.

A generation opens in well under a second, the model in some: a page that only lists documents does not wait for it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import streamlit as st

from core.errors import WaymarkError
from core.settings import model_name, store_folder
from index.encoder import load_encoder, load_fingerprint
from index.generation import Generation
from index.model import Encoder
from index.search import Searcher
from index.store import open_store, with_live
from ingest.checks import Finding, findings
from ingest.manifest import Library
from ingest.register import known_register


def open_generation() -> Generation:
    """The generation that the store serves now. Raises `StoreError` or `ModelError`."""
    folder = store_folder()
    return _generation(str(folder), model_name(), live_generation(folder))


def library_notice() -> str | None:
    """What the library says of itself on every page; None where it says nothing or does not open."""
    try:
        return open_generation().manifest.library_notice
    except WaymarkError:
        return None


def open_searcher() -> Searcher:
    """The searcher over the generation that the store serves now. Raises `StoreError` or `ModelError`."""
    folder = store_folder()
    return with_live(folder, lambda generation: _searcher(str(folder), model_name(), generation.name))


def library_findings(day: date) -> list[Finding]:
    """What somebody should look at on `day` in the library that the store was built from, worked out once a day.

    Raises `StoreError`, `ModelError`, or `LibraryError` where a file cannot be opened.
    """
    folder = store_folder()
    return with_live(folder, lambda generation: _findings(str(folder), model_name(), generation.name, day))


def warm_up() -> None:
    """Loads the model and the terms while the reader is still typing. Whoever searches is told what is wrong."""
    with suppress(WaymarkError):
        open_searcher().understand("")


def live_generation(store: Path) -> str:
    """The name of the generation that `store` serves; "" where nothing has been ingested."""
    try:
        return (store / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


@st.cache_resource(max_entries=1, show_spinner=False)
def _generation(store: str, model: str, live: str) -> Generation:
    return open_store(Path(store), fingerprint=load_fingerprint(model))


@st.cache_resource(max_entries=1, show_spinner=False)
def _findings(store: str, model: str, live: str, day: date) -> list[Finding]:
    generation = _generation(store, model, live)
    manifest = generation.manifest
    library = Library(
        Path(manifest.library_folder), manifest.library_name, manifest.library_notice, generation.documents
    )
    texts = {doc_id: reading.text for doc_id, reading in generation.readings().items()}
    return findings(library, known_register(), day, texts=texts)


@st.cache_resource(max_entries=1, show_spinner=False)
def _searcher(store: str, model: str, live: str) -> Searcher:
    return Searcher(_generation(store, model, live), open_encoder(model))


def open_encoder(model: str) -> Encoder:
    """The encoder called `model`, loaded once for all that is searched, and again when it is another. `ModelError`."""
    return _encoder(model, load_fingerprint(model))


@st.cache_resource(max_entries=1, show_spinner=False)
def _encoder(model: str, fingerprint: str) -> Encoder:
    return load_encoder(model)
