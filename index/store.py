"""The store: one complete generation of an index on disk, switched in one step.

    store/CURRENT                        the live generation's id
    store/generations/<id>/manifest.json what it was built from, with what, and size and SHA-256 of every other file
        documents.jsonl                  documents, each with its source: what it was read from, by what, when
        readings.jsonl                   text, blocks and pages of each document
        passages.jsonl                   passages, row by row, with the SHA-256 of what was embedded
        vectors.npy                      float32, one row a passage
        lexical/                         the word index
    store/.building-<id>/                being written, or left by a run that was stopped
    store/.lock                          held by the one writer

A writer that stops at any point leaves the old generation live. A reader keeps what it opened when a newer one comes.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from core.errors import StoreBusyError, StoreError, StoreMismatchError, StoreMissingError
from core.records import Document, Failure, Passage, Reading
from index import rows
from index.lexical import write_lexical
from index.model import ModelCard
from index.origin import GENERATION_ID, mending

SCHEMA = 2

_BUILDING = ".building-"
_TRIES = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """What a document's reading was made from: its file's SHA-256, the version of the reader, and the day (UTC)."""

    sha256: str
    reader: str
    read_on: date


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a generation: its path in it with forward slashes, its bytes, their SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself. `created` is UTC in ISO form; the counts are of records."""

    schema: int
    generation: str
    created: str
    library_folder: str
    library_name: str
    library_notice: str | None
    card: ModelCard
    split_version: str
    documents: int
    passages: int
    failures: tuple[Failure, ...]
    files: tuple[StoredFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation to write. `sources` and `readings` are by doc_id; the last three have one entry a passage, in order.

    `embedded` is the SHA-256 of each passage's embedded text.
    """

    library_folder: str
    library_name: str
    library_notice: str | None
    card: ModelCard
    split_version: str
    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]
    sources: Mapping[str, Source]
    readings: Mapping[str, Reading]
    passages: Sequence[Passage]
    embedded: Sequence[str]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation as opened and checked; row i of `passages`, `embedded` and `vectors` is one passage."""

    folder: Path
    manifest: Manifest
    documents: tuple[Document, ...]
    sources: Mapping[str, Source]
    passages: tuple[Passage, ...]
    embedded: tuple[str, ...]
    vectors: NDArray[np.float32]

    @property
    def lexical_folder(self) -> Path:
        """Where the word index lies."""
        return self.folder / "lexical"

    def readings(self) -> dict[str, Reading]:
        """Every document's reading by doc_id, read from disk now."""
        with _as_mismatch(self.folder):
            found = rows.read_rows(self.folder / "readings.jsonl")
            return {row["doc_id"]: rows.reading_from(row) for row in found}


def open_store(store_folder: Path, *, fingerprint: str | None = None) -> Generation:
    """The live generation, every file of it checked against its manifest.

    Raises `StoreMissingError` where nothing has been ingested, and `StoreMismatchError` where a file is missing or
    changed, the schema is another, or `fingerprint` (where given) is not that of the model it was built with.
    """
    return with_live(store_folder, lambda folder: open_generation(folder, fingerprint=fingerprint))


def with_live(store_folder: Path, opened: Callable[[Path], T]) -> T:
    """What `opened` makes of the live generation's folder; where a writer swept that meanwhile, of the newer one's.

    Raises what `opened` raises, `StoreMissingError` where nothing has been ingested, and `StoreBusyError` where
    generation upon generation is swept under it.
    """
    for _ in range(_TRIES):
        generation_id = _current(store_folder)
        try:
            return opened(store_folder / "generations" / generation_id)
        except StoreMismatchError:
            if _current(store_folder) == generation_id:
                raise
    raise StoreBusyError(f"{store_folder}: is being replaced again and again. Try again in a moment.")


@contextmanager
def writing(store_folder: Path) -> Iterator[StoreWriter]:
    """The store's one writer; what earlier runs left unfinished is swept first.

    Raises `StoreBusyError` where another process is writing, `StoreError` where the folder cannot be written.
    """
    lock = FileLock(store_folder / ".lock", timeout=0)
    with _as_unwritable(store_folder):
        (store_folder / "generations").mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise StoreBusyError(
                f"{store_folder}: another ingest is writing it. Wait until that one ends, then run this again."
            ) from error
    try:
        writer = StoreWriter(store_folder)
        writer.sweep()
        yield writer
    finally:
        lock.release()


class StoreWriter:
    """Writes generations; made by `writing`, which holds the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, draft: Draft) -> str:
        """Writes `draft` beside the live generation, makes it the live one, sweeps the rest; gives its id.

        Raises `StoreError` where the disk is full or does not let it; the live generation stays.
        """
        with _as_unwritable(self._folder):
            generation_id = self._place(draft)
            self._switch(generation_id)
        self.sweep()
        return generation_id

    def _place(self, draft: Draft) -> str:
        now = datetime.now(UTC)
        generation_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        building = self._folder / f"{_BUILDING}{generation_id}"
        building.mkdir()
        _write_files(building, draft)
        manifest = _manifest_of(draft, generation_id, created=now, files=_stored_files(building))
        (building / "manifest.json").write_text(
            json.dumps(_manifest_row(manifest), indent=1, ensure_ascii=False), "utf-8"
        )
        _flush(building)
        generations = self._folder / "generations"
        os.replace(building, generations / generation_id)
        _flush_folder(generations)
        return generation_id

    def sweep(self) -> None:
        """Removes what is not live: older generations and unfinished ones. What cannot be removed is left.

        Where CURRENT cannot be read, no generation is touched.
        """
        for folder in self._folder.glob(f"{_BUILDING}*"):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            live = _current(self._folder)
        except StoreError:
            return
        for folder in (self._folder / "generations").iterdir():
            if folder.name != live and GENERATION_ID.fullmatch(folder.name):
                shutil.rmtree(folder, ignore_errors=True)

    def _switch(self, generation_id: str) -> None:
        waiting = self._folder / ".CURRENT"
        waiting.write_text(generation_id + "\n", "utf-8")
        _flush_file(waiting)
        os.replace(waiting, self._folder / "CURRENT")
        _flush_folder(self._folder)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _current(store_folder: Path) -> str:
    try:
        generation_id = (store_folder / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise StoreMissingError(
            f"{store_folder}: holds no index yet. Run `waymark ingest --store {store_folder}` first."
        ) from error
    except (OSError, ValueError) as error:
        raise StoreMismatchError(
            f"{store_folder}/CURRENT: cannot be read ({error}). {mending(store_folder)}"
        ) from error
    if not GENERATION_ID.fullmatch(generation_id):
        raise StoreMismatchError(f"{store_folder}/CURRENT: names no generation. {mending(store_folder)}")
    return generation_id


def open_generation(folder: Path, *, fingerprint: str | None = None) -> Generation:
    """The generation in `folder`; raises as `open_store` does for one that is not as it was written."""
    with _as_mismatch(folder):
        manifest = _manifest_from(json.loads((folder / "manifest.json").read_text("utf-8")), folder)
        if fingerprint is not None and manifest.card.fingerprint != fingerprint:
            raise StoreMismatchError(
                f"{folder}: was built with another model ({manifest.card.name}). Search with that one, or build it "
                f"again with this one. {_mending(folder)}"
            )
        _check_files(folder, manifest.files)
        found = list(rows.read_rows(folder / "documents.jsonl"))
        sources = {row["doc_id"]: _source_from(row.pop("source")) for row in found}
        documents = tuple(rows.document_from(row) for row in found)
        found = list(rows.read_rows(folder / "passages.jsonl"))
        embedded = tuple(row.pop("embedded") for row in found)
        passages = tuple(rows.passage_from(row) for row in found)
        vectors: NDArray[np.float32] = np.load(folder / "vectors.npy", allow_pickle=False)
    generation = Generation(folder, manifest, documents, sources, passages, embedded, vectors)
    _check_counts(generation)
    return generation


@contextmanager
def _as_unwritable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written ({error.strerror or error}). Check the disk, or name another folder with "
            "--store."
        ) from error


@contextmanager
def _as_mismatch(folder: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise StoreMismatchError(f"{folder}: {Path(error.filename).name} is missing. {_mending(folder)}") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreMismatchError(f"{folder}: cannot be read ({error}). {_mending(folder)}") from error


def _check_files(folder: Path, files: Sequence[StoredFile]) -> None:
    for stored in files:
        path = folder / stored.path
        if path.stat().st_size != stored.size or sha256_of(path) != stored.sha256:
            raise StoreMismatchError(f"{path}: has changed since it was built. {_mending(folder)}")


def _check_counts(generation: Generation) -> None:
    manifest = generation.manifest
    counted = (len(generation.documents), len(generation.passages))
    homeless = {passage.doc_id for passage in generation.passages} - generation.sources.keys()
    shape = (manifest.passages, manifest.card.dimension)
    if counted != (manifest.documents, manifest.passages) or homeless or generation.vectors.shape != shape:
        remedy = _mending(generation.folder)
        raise StoreMismatchError(f"{generation.folder}: its counts are not those of its manifest. {remedy}")


def _mending(generation: Path) -> str:
    return mending(generation.parent.parent)


def _manifest_of(draft: Draft, generation_id: str, *, created: datetime, files: tuple[StoredFile, ...]) -> Manifest:
    return Manifest(
        schema=SCHEMA,
        generation=generation_id,
        created=created.isoformat(timespec="seconds"),
        library_folder=draft.library_folder,
        library_name=draft.library_name,
        library_notice=draft.library_notice,
        card=draft.card,
        split_version=draft.split_version,
        documents=len(draft.documents),
        passages=len(draft.passages),
        failures=draft.failures,
        files=files,
    )


def _manifest_row(manifest: Manifest) -> rows.Row:
    return {**asdict(manifest), "failures": [rows.failure_row(failure) for failure in manifest.failures]}


def _manifest_from(values: dict[str, Any], folder: Path) -> Manifest:
    if values["schema"] != SCHEMA:
        raise StoreMismatchError(
            f"{folder}: has schema {values['schema']}, this version of Waymark reads {SCHEMA}. {_mending(folder)}"
        )
    return Manifest(
        **{
            **values,
            "card": ModelCard(**values["card"]),
            "failures": tuple(map(rows.failure_from, values["failures"])),
            "files": tuple(StoredFile(**row) for row in values["files"]),
        }
    )


def _write_files(folder: Path, draft: Draft) -> None:
    rows.write_rows(
        folder / "documents.jsonl",
        ({**rows.document_row(one), "source": _source_row(draft.sources[one.doc_id])} for one in draft.documents),
    )
    rows.write_rows(
        folder / "readings.jsonl",
        ({"doc_id": doc_id, **rows.reading_row(reading)} for doc_id, reading in draft.readings.items()),
    )
    rows.write_rows(
        folder / "passages.jsonl",
        (
            {**rows.passage_row(passage), "embedded": embedded}
            for passage, embedded in zip(draft.passages, draft.embedded, strict=True)
        ),
    )
    np.save(folder / "vectors.npy", draft.vectors, allow_pickle=False)
    write_lexical(folder / "lexical", draft.passages, {one.doc_id: one for one in draft.documents})


def _source_row(source: Source) -> rows.Row:
    return {**asdict(source), "read_on": source.read_on.isoformat()}


def _source_from(row: rows.Row) -> Source:
    return Source(**{**row, "read_on": date.fromisoformat(row["read_on"])})


def _stored_files(folder: Path) -> tuple[StoredFile, ...]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        StoredFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path)) for path in paths
    )


def _flush(folder: Path) -> None:
    """Puts a folder's files and folders on the disk itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            _flush_file(path)
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
