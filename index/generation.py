"""One generation of an index: a folder of files, written once and opened only as it was written.

manifest.json       what it was built from, with what, and size and SHA-256 of every other file
documents.jsonl     documents, each with its source: what it was read from, by what, when
readings.jsonl      text, blocks and pages of each document
passages.jsonl      passages, row by row, with the SHA-256 of what was embedded
vectors.npy         float32, one row a passage
tokens.npy          int8, one row a token of each passage; only where the model gives them (`index.tokens`)
token_starts.npy    int64, where each passage's tokens start, and the end
examples.jsonl      questions with the rows that answer them, and what for; only where there are any (`index.examples`)
example_vectors.npy float32, one row an example
lexical/            the word index
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import StoreMismatchError
from core.records import Document, Failure, Passage, Reading
from index import rows
from index.examples import Examples
from index.lexical import write_lexical
from index.model import ModelCard
from index.origin import mending
from index.tokens import Tokens

SCHEMA = 3


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
    """What a generation says of itself. `created` is UTC in ISO form; the counts are of records.

    `examples` is the SHA-256 of the worked examples about its documents, empty where there are none.
    """

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
    examples: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation to write. `sources` and `readings` are by doc_id; what follows has one entry a passage, in order.

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
    tokens: Tokens | None = None
    examples: Examples | None = None
    examples_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation as opened and checked; row i of `passages`, `embedded` and `vectors` is one passage.

    `tokens` is None where the model that it was built with gives none, `examples` where none names a passage.
    """

    folder: Path
    manifest: Manifest
    documents: tuple[Document, ...]
    sources: Mapping[str, Source]
    passages: tuple[Passage, ...]
    embedded: tuple[str, ...]
    vectors: NDArray[np.float32]
    tokens: Tokens | None = None
    examples: Examples | None = None

    @property
    def lexical_folder(self) -> Path:
        """Where the word index lies."""
        return self.folder / "lexical"

    def readings(self) -> dict[str, Reading]:
        """Every document's reading by doc_id, read from disk now."""
        with _as_mismatch(self.folder):
            found = rows.read_rows(self.folder / "readings.jsonl")
            return {row["doc_id"]: rows.reading_from(row) for row in found}


def open_generation(folder: Path, *, fingerprint: str | None = None) -> Generation:
    """The generation in `folder`, every file of it checked against its manifest.

    Raises `StoreMismatchError` where a file is missing or changed, the schema is another, or `fingerprint` (where
    given) is not that of the model it was built with.
    """
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
        tokens = _tokens_from(folder) if (folder / "tokens.npy").exists() else None
        examples = _examples_from(folder) if (folder / "examples.jsonl").exists() else None
    generation = Generation(folder, manifest, documents, sources, passages, embedded, vectors, tokens, examples)
    _check_counts(generation)
    return generation


def write_generation(folder: Path, draft: Draft, *, generation_id: str, created: datetime) -> None:
    """Writes `draft` into an empty folder, the manifest last. `created` is UTC. Raises `OSError`."""
    _write_files(folder, draft)
    manifest = _manifest_of(draft, generation_id, created=created, files=_stored_files(folder))
    (folder / "manifest.json").write_text(json.dumps(_manifest_row(manifest), indent=1, ensure_ascii=False), "utf-8")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    starts = generation.tokens.starts if generation.tokens else np.zeros(manifest.passages + 1)
    is_whole = generation.vectors.shape == shape and len(starts) == manifest.passages + 1
    if (examples := generation.examples) is not None:
        is_whole = is_whole and examples.is_whole(passages=manifest.passages, dimension=manifest.card.dimension)
    if counted != (manifest.documents, manifest.passages) or homeless or not is_whole:
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
        examples=draft.examples_sha256,
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
    if draft.tokens is not None:
        np.save(folder / "tokens.npy", draft.tokens.rows, allow_pickle=False)
        np.save(folder / "token_starts.npy", draft.tokens.starts, allow_pickle=False)
    if draft.examples is not None:
        rows.write_rows(folder / "examples.jsonl", draft.examples.rows())
        np.save(folder / "example_vectors.npy", draft.examples.vectors, allow_pickle=False)
    write_lexical(folder / "lexical", draft.passages, {one.doc_id: one for one in draft.documents})


def _tokens_from(folder: Path) -> Tokens:
    rows_of: NDArray[np.int8] = np.load(folder / "tokens.npy", allow_pickle=False)
    starts: NDArray[np.int64] = np.load(folder / "token_starts.npy", allow_pickle=False)
    return Tokens(rows_of, starts)


def _examples_from(folder: Path) -> Examples:
    vectors: NDArray[np.float32] = np.load(folder / "example_vectors.npy", allow_pickle=False)
    return Examples.from_rows(list(rows.read_rows(folder / "examples.jsonl")), vectors)


def _source_row(source: Source) -> rows.Row:
    return {**asdict(source), "read_on": source.read_on.isoformat()}


def _source_from(row: rows.Row) -> Source:
    return Source(**{**row, "read_on": date.fromisoformat(row["read_on"])})


def _stored_files(folder: Path) -> tuple[StoredFile, ...]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        StoredFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path)) for path in paths
    )
