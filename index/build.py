"""Builds a store from a library: read, split, embed, write; whatever has not changed is taken from the last store.

    library.toml ─ read_file ─ split ─ embedded_text ─ encode ─ generation

A reading is taken over while its file's bytes and the readers' version are the same; passages, while document, reading,
splitter and model are the same too; a vector, wherever the embedded text and the model are the same. torch is imported
only when a text must be embedded.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import ReadError, StoreMismatchError, StoreMissingError
from core.records import Document, Failure, Passage, Reading
from index.encoder import ModelTokenizer, WordTokenizer, load_encoder, load_fingerprint, load_tokenizer
from index.model import ModelCard
from index.store import Draft, Generation, open_store, sha256_of, writing
from ingest.manifest import Library, read_manifest
from ingest.readers import READERS_VERSION, read_file
from ingest.split import SPLIT_VERSION, embedded_text, split

READING = "Reading documents"
EMBEDDING = "Embedding passages"

_GROUP = 128


class Progress(Protocol):
    """Is told how far a build has come."""

    def step(self, description: str, done: int, total: int) -> None:
        """`done` of `total` steps of `description`; from 0 to `total` for each description in turn."""
        ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `generation` is the live one's id, None where there is none.

    `documents` and `passages` count what it holds, `reused` the documents taken over without reading them again.
    `unchanged` means that nothing had to be written. `seconds` is wall time.
    """

    generation: str | None
    documents: int
    passages: int
    failures: tuple[Failure, ...]
    reused: int
    unchanged: bool
    seconds: float


@dataclass(slots=True)
class _Gathered:
    """What has been read and split so far; `texts` are the new passages' embedded texts by their SHA-256."""

    documents: list[Document] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    sources: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    reused: int = 0


def build_store(
    library_folder: Path, store_folder: Path, *, model: str, progress: Progress | None = None
) -> BuildReport:
    """Makes `store_folder` hold the library in `library_folder`, and says what was done.

    A document that cannot be read is a failure and is not served; the others are. Where every document fails, the store
    stays as it is. Raises `LibraryError`, `ModelError` or `StoreError`, each before the live store is touched.
    """
    started = time.perf_counter()
    library = read_manifest(library_folder)
    fingerprint = load_fingerprint(model)
    with writing(store_folder) as writer:
        earlier = _earlier(store_folder)
        sources, unreadable = _hashed(library)
        if earlier and not unreadable and _is_unchanged(earlier, library, sources, fingerprint):
            return _report(earlier, started=started)
        work = _Gatherer(library, earlier, model=model, fingerprint=fingerprint)
        gathered = work.gather(sources, unreadable, progress=progress)
        if not gathered.passages:
            generation = earlier.manifest.generation if earlier else None
            return BuildReport(generation, 0, 0, tuple(gathered.failures), 0, False, time.perf_counter() - started)
        vectors, card = _vectors(gathered, work.usable, model=model, progress=progress)
        generation = writer.write(_draft(library, gathered, vectors=vectors, card=card))
    return BuildReport(
        generation=generation,
        documents=len(gathered.documents),
        passages=len(gathered.passages),
        failures=tuple(gathered.failures),
        reused=gathered.reused,
        unchanged=False,
        seconds=time.perf_counter() - started,
    )


class _Gatherer:
    """Reads and splits a library's documents one by one, taking over what `earlier` still has right."""

    def __init__(self, library: Library, earlier: Generation | None, *, model: str, fingerprint: str) -> None:
        self._library = library
        self._tokenizer: ModelTokenizer | WordTokenizer = load_tokenizer(model)
        same_model = earlier is not None and earlier.manifest.card.fingerprint == fingerprint
        self.usable = earlier if same_model else None
        """The earlier generation, where its vectors are of this model."""
        self._readings = _readings_by_source(earlier)
        self._passages = _passages_by_document(self.usable)

    def gather(
        self, sources: Mapping[str, str], unreadable: Sequence[Failure], *, progress: Progress | None
    ) -> _Gathered:
        """All documents with a source, in the manifest's order; `unreadable` are failures already."""
        gathered = _Gathered(failures=list(unreadable))
        documents = [document for document in self._library.documents if document.doc_id in sources]
        for done, document in enumerate(documents):
            _step(progress, READING, done, len(documents))
            self._add(document, sources[document.doc_id], gathered)
        _step(progress, READING, len(documents), len(documents))
        return gathered

    def _add(self, document: Document, source: str, gathered: _Gathered) -> None:
        path = self._library.path(document)
        known = self._readings.get((path.suffix.lower(), source))
        try:
            reading = known or read_file(path)
        except ReadError as error:
            gathered.failures.append(Failure(document.doc_id, document.file, str(error)))
            return
        held = self._passages.get((_key(document), source)) if known else None
        passages, embedded = held or self._split(document, reading, gathered.texts)
        gathered.documents.append(document)
        gathered.sources[document.doc_id] = source
        gathered.readings[document.doc_id] = reading
        gathered.passages.extend(passages)
        gathered.embedded.extend(embedded)
        gathered.reused += 1 if known else 0

    def _split(self, document: Document, reading: Reading, texts: dict[str, str]) -> tuple[list[Passage], list[str]]:
        tokenizer, limit = self._tokenizer, self._tokenizer.limit
        passages = split(document, reading, tokenizer=tokenizer, limit=limit)
        embedded = []
        for passage in passages:
            text = embedded_text(document, passage, tokenizer=tokenizer, limit=limit)
            embedded.append(hashlib.sha256(text.encode()).hexdigest())
            texts[embedded[-1]] = text
        return passages, embedded


def _earlier(store_folder: Path) -> Generation | None:
    """The live generation, None where there is none or it cannot be trusted: then all is built anew."""
    try:
        return open_store(store_folder)
    except (StoreMissingError, StoreMismatchError):
        return None


def _hashed(library: Library) -> tuple[dict[str, str], list[Failure]]:
    """The SHA-256 of every document's file by doc_id, and those that the system does not let us open."""
    sources: dict[str, str] = {}
    failures: list[Failure] = []
    for document in library.documents:
        try:
            sources[document.doc_id] = sha256_of(library.path(document))
        except OSError as error:
            message = f"{document.file}: cannot be opened ({error.strerror}). Check that it is there and may be read."
            failures.append(Failure(document.doc_id, document.file, message))
    return sources, failures


def _is_unchanged(earlier: Generation, library: Library, sources: Mapping[str, str], fingerprint: str) -> bool:
    manifest = earlier.manifest
    then = (manifest.library_folder, manifest.library_name, manifest.library_notice)
    versions = (manifest.readers_version, manifest.split_version, manifest.card.fingerprint)
    return (
        not manifest.failures
        and then == (str(library.folder.resolve()), library.name, library.notice)
        and versions == (READERS_VERSION, SPLIT_VERSION, fingerprint)
        and [_key(document) for document in earlier.documents] == [_key(document) for document in library.documents]
        and earlier.sources == sources
    )


def _key(document: Document) -> Document:
    """The document without its line in the manifest, which may move."""
    return replace(document, line=0)


def _readings_by_source(earlier: Generation | None) -> dict[tuple[str, str], Reading]:
    """Readings that still hold, by the ending and SHA-256 of the file they were made from."""
    if earlier is None or earlier.manifest.readers_version != READERS_VERSION:
        return {}
    try:
        readings = earlier.readings()
    except StoreMismatchError:
        return {}
    return {
        (Path(document.file).suffix.lower(), earlier.sources[document.doc_id]): readings[document.doc_id]
        for document in earlier.documents
    }


def _passages_by_document(usable: Generation | None) -> dict[tuple[Document, str], tuple[list[Passage], list[str]]]:
    """Earlier passages with their embedded texts' SHA-256, by document and source, where the splitter is the same."""
    if usable is None or usable.manifest.split_version != SPLIT_VERSION:
        return {}
    by_id: dict[str, tuple[list[Passage], list[str]]] = {}
    for passage, embedded in zip(usable.passages, usable.embedded, strict=True):
        passages, hashes = by_id.setdefault(passage.doc_id, ([], []))
        passages.append(passage)
        hashes.append(embedded)
    return {
        (_key(document), usable.sources[document.doc_id]): by_id.get(document.doc_id, ([], []))
        for document in usable.documents
    }


def _vectors(
    gathered: _Gathered, usable: Generation | None, *, model: str, progress: Progress | None
) -> tuple[NDArray[np.float32], ModelCard]:
    """One row a passage, in order: the earlier vector where its text was embedded before, else a new one."""
    rows: dict[str, NDArray[np.float32]] = {}
    if usable is not None:
        rows = dict(zip(usable.embedded, usable.vectors, strict=True))
        card = replace(usable.manifest.card, name=model)
    new = sorted((set(gathered.embedded) & gathered.texts.keys()) - rows.keys())
    if new or usable is None:
        encoder = load_encoder(model)
        card = encoder.card
        new.sort(key=lambda one: len(gathered.texts[one]))
        for done in range(0, len(new), _GROUP):
            _step(progress, EMBEDDING, done, len(new))
            group = new[done : done + _GROUP]
            rows.update(zip(group, encoder.encode([gathered.texts[one] for one in group]), strict=True))
        _step(progress, EMBEDDING, len(new), len(new))
    return np.stack([rows[one] for one in gathered.embedded]), card


def _draft(library: Library, gathered: _Gathered, *, vectors: NDArray[np.float32], card: ModelCard) -> Draft:
    return Draft(
        library_folder=str(library.folder.resolve()),
        library_name=library.name,
        library_notice=library.notice,
        card=card,
        readers_version=READERS_VERSION,
        split_version=SPLIT_VERSION,
        documents=tuple(gathered.documents),
        failures=tuple(gathered.failures),
        sources=gathered.sources,
        readings=gathered.readings,
        passages=gathered.passages,
        embedded=gathered.embedded,
        vectors=vectors,
    )


def _report(generation: Generation, *, started: float) -> BuildReport:
    manifest = generation.manifest
    return BuildReport(
        generation=manifest.generation,
        documents=manifest.documents,
        passages=manifest.passages,
        failures=(),
        reused=manifest.documents,
        unchanged=True,
        seconds=time.perf_counter() - started,
    )


def _step(progress: Progress | None, description: str, done: int, total: int) -> None:
    if progress is not None:
        progress.step(description, done, total)
