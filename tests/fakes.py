"""Small documents, stores and libraries that several tests use; nothing here asserts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Block, BlockKind, Document, Failure, Passage, Reading, Tier
from index.build import BuildReport, build_store
from index.encoder import HashingEncoder
from index.generation import Draft, Generation, Source
from index.model import ModelCard
from index.retriever import Candidate
from index.store import open_store, writing

READ_ON = date(2026, 11, 20)
PLAIN = {
    "visits": "# Visits\n\nEvery child is seen alone. The visit is written up within one working day.\n",
    "meetings": "# Meetings\n\nThe core group meets within ten working days.\n\n# Minutes\n\nMinutes are sent out.\n",
}
EMPTY = b""
ALONG, ACROSS = [127, 0], [0, 127]


def document(doc_id: str, **changes: Any) -> Document:
    values: dict[str, Any] = {
        "doc_id": doc_id,
        "file": f"{doc_id}.txt",
        "title": doc_id.replace("-", " ").capitalize(),
        "publisher": "Department",
        "tier": Tier.STATUTORY,
        "applies_to": "England",
    }
    return Document(**{**values, **changes})


def passages_of(doc_id: str, texts: Sequence[str]) -> list[Passage]:
    found, start = [], 0
    for ordinal, text in enumerate(texts):
        found.append(Passage(f"{doc_id}#{ordinal}", doc_id, ordinal, start, start + len(text), text))
        start += len(text) + 1
    return found


def draft_of(
    texts: Mapping[str, Sequence[str]],
    *,
    documents: Sequence[Document] | None = None,
    failures: Sequence[Failure] = (),
) -> Draft:
    """A draft whose passages are `texts`, by doc_id, embedded by the hashing encoder."""
    encoder = HashingEncoder()
    passages = [passage for doc_id, held in texts.items() for passage in passages_of(doc_id, held)]
    readings = {}
    for doc_id, held in texts.items():
        blocks = tuple(Block(BlockKind.PARAGRAPH, one.start, one.end) for one in passages_of(doc_id, held))
        readings[doc_id] = Reading("\n".join(held), blocks)
    return Draft(
        library_folder="/a/library",
        library_name="A library",
        library_notice=None,
        card=encoder.card,
        split_version="1",
        documents=tuple(documents or [document(doc_id) for doc_id in texts]),
        failures=tuple(failures),
        sources={doc_id: Source(hashlib.sha256(doc_id.encode()).hexdigest(), "text 1", READ_ON) for doc_id in texts},
        readings=readings,
        passages=passages,
        embedded=[hashlib.sha256(passage.text.encode()).hexdigest() for passage in passages],
        vectors=encoder.encode([passage.text for passage in passages]),
    )


def generation_of(folder: Path, draft: Draft) -> Generation:
    """`draft` written to a store in `folder`, and opened."""
    with writing(folder) as writer:
        writer.write(draft)
    return open_store(folder)


def write_library(folder: Path, texts: Mapping[str, str | bytes], **fields: str) -> Path:
    """A library of text files by doc_id; `fields` go into every entry of its manifest. Gives `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {"publisher": "Department", "tier": "statutory", "applies_to": "England", **fields}
    entries = []
    for doc_id, text in texts.items():
        (folder / f"{doc_id}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
        held = {"id": doc_id, "file": f"{doc_id}.txt", "title": doc_id.replace("-", " ").capitalize(), **values}
        entries.append("[[document]]\n" + "".join(f'{key} = "{value}"\n' for key, value in held.items()))
    (folder / "library.toml").write_text("\n".join(entries))
    return folder


def built(tmp_path: Path, texts: Mapping[str, str | bytes], **fields: str) -> BuildReport:
    """A build of these texts, as `write_library` takes them, from `tmp_path`/library to `tmp_path`/store."""
    return build_store(write_library(tmp_path / "library", texts, **fields), tmp_path / "store", model="hashing")


def doc_ids(tmp_path: Path) -> list[str]:
    """The documents that the store of `built` holds, in order."""
    return [document.doc_id for document in open_store(tmp_path / "store").documents]


class FixedRetriever:
    """Finds the rows it was given, best first, as far as they are allowed."""

    def __init__(self, rows: Sequence[int], scores: Sequence[float] | None = None) -> None:
        self.found = list(zip(rows, scores or range(len(rows), 0, -1), strict=True))
        self.asked: list[int] = []

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        self.asked.append(k)
        kept = [(row, float(score)) for row, score in self.found if allowed is None or allowed[row]]
        return [Candidate(row, score) for row, score in kept[:k]]


def tokens_of(*vectors: Sequence[int]) -> NDArray[np.int8]:
    return np.array(vectors, dtype=np.int8).reshape(len(vectors), 2)


class Asking:
    """An encoder whose every question has the same tokens."""

    def __init__(self, tokens: NDArray[np.int8]) -> None:
        self.tokens = tokens
        self.asked: list[str] = []

    @property
    def card(self) -> ModelCard:
        return HashingEncoder.card

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return HashingEncoder().encode(texts)

    def encode_whole(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[NDArray[np.int8]]]:
        self.asked += texts
        return self.encode(texts), [self.tokens for _ in texts]

    def encode_tokens(self, text: str) -> NDArray[np.int8]:
        return self.encode_whole([text])[1][0]
