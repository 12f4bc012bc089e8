"""Builds a store from a library: read, split, embed, write; whatever has not changed is taken from the last store.

    library.toml ─ read ─ split ─ embedded_text ─ encode ─ generation

What `index.reuse` says still holds is taken over, and a vector wherever the embedded text and the model are the same.
A document that cannot be read keeps its last good reading, under the edition that it was read as. torch is imported
only when a file must be read or a text embedded.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from core.errors import ReadError, StoreMismatchError, StoreMissingError
from core.records import Document, Failure, Passage, Reading
from index.encoder import ModelTokenizer, WordTokenizer, import_ahead, load_encoder, load_fingerprint, load_tokenizer
from index.examples import about, digest_of, links_of, made_examples, unplaced
from index.generation import Draft, Generation, Source, sha256_of
from index.model import ModelCard, TokenEncoder
from index.origin import library_of
from index.reuse import Earlier, Held, Split, as_read
from index.store import open_store, writing
from index.tokens import Tokens
from ingest.bounded import BoundedReader
from ingest.manifest import Library, read_manifest, removal_of
from ingest.readers import reader_version
from ingest.sentences import sentence_spans
from ingest.split import SPLIT_VERSION, embedded_text, split
from practice.examples import examples_of
from practice.terms import read_terms

READING = "Reading documents"
EMBEDDING = "Embedding passages"
EXAMPLES = "Embedding worked examples"

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
    `unchanged` means that nothing had to be written. `seconds` is wall time. `replaced` is the folder of another
    library whose index was in the store until now, None where there was none. `unplaced` are the questions of the
    library's own worked examples that name no passage; none are told where nothing had to be written.
    """

    generation: str | None
    documents: int
    passages: int
    failures: tuple[Failure, ...]
    reused: int
    unchanged: bool
    seconds: float
    replaced: str | None = None
    unplaced: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """What has been read and split so far; `texts` are the new passages' embedded texts by their SHA-256."""

    documents: list[Document] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    embedded: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    reused: int = 0


class _Hashed(NamedTuple):
    """By doc_id: the SHA-256 of every document's file, and why those have none that are not there or withheld."""

    sha256: dict[str, str]
    unopened: dict[str, str]


def build_store(
    library_folder: Path, store_folder: Path, *, model: str, progress: Progress | None = None
) -> BuildReport:
    """Makes `store_folder` hold the library in `library_folder`, and says what was done.

    A document that cannot be read, or whose file is not there, is a failure: its last good reading is served where the
    store has one, and the others are. Where there is nothing at all to serve, a store of another library stays as it
    is. Raises `LibraryError`, `TermsError` (of the library's own terms), `ModelError` or `StoreError`, each before the
    live store is touched.
    """
    started = time.perf_counter()
    fingerprint = load_fingerprint(model)
    with writing(store_folder) as writer:
        library = read_manifest(library_folder, may_lack_files=True)
        read_terms(library_folder)
        examples = about(examples_of(library_folder), {document.doc_id for document in library.documents})
        live, was_of = _live(store_folder), library_of(store_folder)
        hashed = _hashed(library)
        if live and _is_unchanged(live, library, hashed, fingerprint, examples=digest_of(examples)):
            return _report(live, started=started)
        earlier = Earlier(live, fingerprint=fingerprint, library_folder=_folder(library))
        with BoundedReader() as reader:
            gathered = _Gatherer(library, hashed, earlier, reader, model=model).gather(progress=progress)
        if not gathered.passages and not earlier.drops(gathered.sources):
            generation = live.manifest.generation if live else None
            return BuildReport(generation, 0, 0, tuple(gathered.failures), 0, False, time.perf_counter() - started)
        vectors, tokens, card = _vectors(gathered, earlier, model=model, progress=progress)
        draft = _draft(library, gathered, vectors=vectors, tokens=tokens, card=card)
        links = links_of(examples, gathered.passages)
        asked = made_examples(
            examples, links, vectors=earlier.example_vectors(), encode=partial(_asked, model, progress)
        )
        generation = writer.write(replace(draft, examples=asked, examples_sha256=digest_of(examples)))
    return BuildReport(
        generation=generation,
        documents=len(gathered.documents),
        passages=len(gathered.passages),
        failures=tuple(gathered.failures),
        reused=gathered.reused,
        unchanged=False,
        seconds=time.perf_counter() - started,
        replaced=None if was_of == _folder(library) else was_of,
        unplaced=unplaced(examples, links),
    )


class _Gatherer:
    """Reads and splits a library's documents one by one, taking over what `earlier` still has right."""

    def __init__(
        self, library: Library, hashed: _Hashed, earlier: Earlier, reader: BoundedReader, *, model: str
    ) -> None:
        self._library = library
        self._hashed = hashed
        self._earlier = earlier
        self._reader = reader
        self._model = model
        self._ahead: Thread | None = None
        self._tokenizer: ModelTokenizer | WordTokenizer = load_tokenizer(model)
        self._wanted = {document.doc_id for document in library.documents}
        self._today = datetime.now(UTC).date()

    def gather(self, *, progress: Progress | None) -> _Gathered:
        """All documents that can be served, in the manifest's order."""
        gathered = _Gathered()
        documents = self._library.documents
        for done, document in enumerate(documents):
            _step(progress, READING, done, len(documents))
            if document.doc_id in self._hashed.unopened:
                self._keep(document, self._hashed.unopened[document.doc_id], gathered)
            else:
                self._read(document, self._hashed.sha256[document.doc_id], gathered)
        _step(progress, READING, len(documents), len(documents))
        return gathered

    def _read(self, document: Document, sha256: str, gathered: _Gathered) -> None:
        path = self._library.path(document)
        reader = reader_version(path.suffix)
        held = self._earlier.alike(document.doc_id, sha256=sha256, reader=reader, wanted=self._wanted)
        if held is not None:
            gathered.reused += 1
            self._add(document, held, gathered)
            return
        try:
            reading = self._read_apart(path)
        except ReadError as error:
            self._keep(document, str(error), gathered)
            return
        self._add(document, Held(Source(sha256, reader, self._today), reading, None), gathered)

    def _read_apart(self, path: Path) -> Reading:
        """What a file says, by the process that reads; beside the first one, what comes next is imported here."""
        if self._ahead is None:
            self._ahead = Thread(target=_import_ahead, args=(self._model,))
            self._ahead.start()
        try:
            return self._reader.read(path)
        finally:
            self._ahead.join()

    def _keep(self, document: Document, message: str, gathered: _Gathered) -> None:
        """Notes a failure, and adds the document's last good reading where there is one that is no other's now.

        It goes under the name that it was read under, unless the file is the same: old words are cited as old.
        """
        doc_id = document.doc_id
        hashes = dict(self._hashed.sha256)
        own = hashes.pop(doc_id, None)
        last = self._earlier.last_good(doc_id)
        held, then = last if last and last[0].source.sha256 not in hashes.values() else (None, document)
        kept_from = held.source.read_on if held else None
        gathered.failures.append(Failure(doc_id, document.file, message, kept_from))
        if held:
            self._add(document if held.source.sha256 == own else as_read(document, then), held, gathered)

    def _add(self, document: Document, held: Held, gathered: _Gathered) -> None:
        made = held.split or self._split(document, held.reading, gathered.texts)
        gathered.documents.append(document)
        gathered.sources[document.doc_id] = held.source
        gathered.readings[document.doc_id] = held.reading
        gathered.passages.extend(made.passages)
        gathered.embedded.extend(made.embedded)

    def _split(self, document: Document, reading: Reading, texts: dict[str, str]) -> Split:
        tokenizer, limit = self._tokenizer, self._tokenizer.limit
        passages = split(document, reading, tokenizer=tokenizer, limit=limit)
        embedded = []
        for passage in passages:
            text = embedded_text(document, passage, tokenizer=tokenizer, limit=limit)
            embedded.append(hashlib.sha256(text.encode()).hexdigest())
            texts[embedded[-1]] = text
        return Split(passages, embedded)


def _import_ahead(model: str) -> None:
    sentence_spans("One sentence. Another.")
    import_ahead(model)


def _live(store_folder: Path) -> Generation | None:
    """The live generation, None where there is none or it cannot be trusted: then all is built anew."""
    try:
        return open_store(store_folder)
    except (StoreMissingError, StoreMismatchError):
        return None


def _hashed(library: Library) -> _Hashed:
    hashed = _Hashed({}, {})
    for document in library.documents:
        path = library.path(document)
        try:
            if path.is_file():
                hashed.sha256[document.doc_id] = sha256_of(path)
            else:
                remedy = f"Put it back, or run `{removal_of(document.doc_id, library.folder)}`."
                hashed.unopened[document.doc_id] = f"{document.file}: the file is not in the library's folder. {remedy}"
        except OSError as error:
            message = f"{document.file}: cannot be opened ({error.strerror}). Check that it is there and may be read."
            hashed.unopened[document.doc_id] = message
    return hashed


def _is_unchanged(earlier: Generation, library: Library, hashed: _Hashed, fingerprint: str, *, examples: str) -> bool:
    manifest = earlier.manifest
    then = (manifest.library_folder, manifest.library_name, manifest.library_notice)
    versions = (manifest.split_version, manifest.card.fingerprint)
    read = {doc_id: (source.sha256, source.reader) for doc_id, source in earlier.sources.items()}
    return (
        not manifest.failures
        and not hashed.unopened
        and then == (_folder(library), library.name, library.notice)
        and versions == (SPLIT_VERSION, fingerprint)
        and manifest.examples == examples
        and [_key(document) for document in earlier.documents] == [_key(document) for document in library.documents]
        and read
        == {
            document.doc_id: (hashed.sha256[document.doc_id], reader_version(Path(document.file).suffix))
            for document in library.documents
        }
    )


def _folder(library: Library) -> str:
    return str(library.folder.resolve())


def _key(document: Document) -> Document:
    """The document without its line in the manifest, which may move."""
    return replace(document, line=0)


def _vectors(
    gathered: _Gathered, earlier: Earlier, *, model: str, progress: Progress | None
) -> tuple[NDArray[np.float32], Tokens | None, ModelCard]:
    """One row a passage, in order, and its tokens: the earlier ones where its text was embedded before, else new."""
    rows, tokens, usable = earlier.vectors(), earlier.tokens(), earlier.usable
    if usable is not None:
        card = replace(usable.manifest.card, name=model)
    new = sorted((set(gathered.embedded) & gathered.texts.keys()) - rows.keys())
    if new or usable is None:
        encoder = load_encoder(model)
        card = encoder.card
        new.sort(key=lambda one: len(gathered.texts[one]))
        for done in range(0, len(new), _GROUP):
            _step(progress, EMBEDDING, done, len(new))
            group = new[done : done + _GROUP]
            texts = [gathered.texts[one] for one in group]
            if isinstance(encoder, TokenEncoder):
                encoded, found = encoder.encode_whole(texts)
                tokens.update(zip(group, found, strict=True))
            else:
                encoded = encoder.encode(texts)
            rows.update(zip(group, encoded, strict=True))
        _step(progress, EMBEDDING, len(new), len(new))
    vectors = np.zeros((len(gathered.embedded), card.dimension), dtype=np.float32)
    for row, one in enumerate(gathered.embedded):
        vectors[row] = rows[one]
    return vectors, Tokens.of([tokens[one] for one in gathered.embedded]) if tokens else None, card


def _asked(model: str, progress: Progress | None, queries: Sequence[str]) -> NDArray[np.float32]:
    """A vector of each worked example's question."""
    encoder = load_encoder(model)
    rows = []
    for done in range(0, len(queries), _GROUP):
        _step(progress, EXAMPLES, done, len(queries))
        rows.append(encoder.encode(queries[done : done + _GROUP]))
    _step(progress, EXAMPLES, len(queries), len(queries))
    return np.concatenate(rows)


def _draft(
    library: Library,
    gathered: _Gathered,
    *,
    vectors: NDArray[np.float32],
    tokens: Tokens | None,
    card: ModelCard,
) -> Draft:
    return Draft(
        library_folder=_folder(library),
        library_name=library.name,
        library_notice=library.notice,
        card=card,
        split_version=SPLIT_VERSION,
        documents=tuple(gathered.documents),
        failures=tuple(gathered.failures),
        sources=gathered.sources,
        readings=gathered.readings,
        passages=gathered.passages,
        embedded=gathered.embedded,
        vectors=vectors,
        tokens=tokens,
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
