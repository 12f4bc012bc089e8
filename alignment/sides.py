"""The two sides of a comparison: a document of a store with its statements, and the meaning of each as a vector.

    sides = Sides.open(store, model="waymark-minilm")
    local = sides.side("marlbrook-missing-2026")
    national = sides.side("working-together-2023")
    nearness = local.vectors @ national.vectors.T       cosines, a row a local statement

Vectors are made once for a text and a model, and kept in the store's `alignment/`, a file a document; they can be
deleted at any time. Those of documents that the store does not hold any more go when it is opened. It compares nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial, wraps
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from alignment.meaning import Asked, asked_in
from alignment.records import Quote
from alignment.statements import Statement, quote_of, statements_of
from core.errors import QueryError
from core.records import Block, BlockKind, Document, Reading
from index.encoder import load_encoder, load_fingerprint
from index.generation import Generation, open_generation
from index.model import Encoder
from index.store import with_live

_LEAST_WORDS = 4
Read = TypeVar("Read")


@dataclass(frozen=True, eq=False)
class Side:
    """A document as it is compared; row i of `vectors` is the meaning of `statements[i]`, of length 1.

    The row of a statement of fewer than four words, and of the words of a figure, is zero: nothing is near it. Without
    slots, so that `asked` is kept.
    """

    document: Document
    reading: Reading
    statements: tuple[Statement, ...]
    vectors: NDArray[np.float32]

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """Every limit of the statements, in order, with its event; worked out when first asked for."""
        return tuple(asked_in(self.document, self.statements))

    def quote(self, block: Block) -> Quote:
        """The whole of a block, with its place."""
        return quote_of(self.document.doc_id, self.reading, block, (block.start, block.end))


def kept_by_side(read: Callable[[Side], Read]) -> Callable[[Side], Read]:
    """`read`, worked out once for each side and kept as long as the side itself."""
    held: WeakKeyDictionary[Side, Read] = WeakKeyDictionary()

    @wraps(read)
    def kept(side: Side) -> Read:
        if side not in held:
            held[side] = read(side)
        return held[side]

    return kept


class Sides:
    """Gives the sides of one generation, each made once."""

    def __init__(self, generation: Generation, encoder: Encoder, *, kept_in: Path | None = None) -> None:
        self.generation = generation
        self._encoder = encoder
        self._kept_in = kept_in
        self._documents = {document.doc_id: document for document in generation.documents}
        self._readings: dict[str, Reading] | None = None
        self._sides: dict[str, Side] = {}
        if kept_in is not None:
            _swept(path for path in kept_in.glob("*.npy") if _doc_id_of(path) not in self._documents)

    @classmethod
    def open(cls, store: Path, *, model: str) -> Sides:
        """Opens the store as `index.search.Searcher.open` does, and raises as that does."""
        fingerprint = load_fingerprint(model)
        generation = with_live(store, lambda folder: open_generation(folder, fingerprint=fingerprint))
        return cls(generation, load_encoder(model), kept_in=store / "alignment")

    def document(self, doc_id: str) -> Document:
        """A document of the store; `QueryError` where it holds none of that id."""
        found = self._documents.get(doc_id)
        if found is None:
            raise QueryError(
                f"{doc_id}: the index holds no such document. `waymark library` names those that it holds."
            )
        return found

    def side(self, doc_id: str) -> Side:
        """The document as it is compared. Raises as `document` does, and `ModelError`."""
        if doc_id not in self._sides:
            document, reading = self.document(doc_id), self._reading(doc_id)
            statements = statements_of(document, reading)
            self._sides[doc_id] = Side(
                document, reading, statements, self._vectors(statements, partial(self._kept, doc_id))
            )
        return self._sides[doc_id]

    def unmeant(self, doc_id: str) -> Side:
        """The document with its words only, at once: no row of its vectors is made, and nothing is near it."""
        if doc_id in self._sides:
            return self._sides[doc_id]
        document, reading = self.document(doc_id), self._reading(doc_id)
        statements = statements_of(document, reading)
        none: NDArray[np.float32] = np.zeros((len(statements), self._encoder.card.dimension), dtype=np.float32)
        return Side(document, reading, statements, none)

    def meaning(self, statements: Sequence[Statement]) -> NDArray[np.float32]:
        """A row a statement as `Side.vectors` has it, made now and not kept."""
        return self._vectors(statements, self._encoder.encode)

    def encoded(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row a text, of length 1, as statements are encoded; made now and not kept."""
        return self._encoder.encode(texts)

    def _reading(self, doc_id: str) -> Reading:
        if self._readings is None:
            self._readings = self.generation.readings()
        return self._readings[doc_id]

    def _vectors(
        self, statements: Sequence[Statement], encode: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        rows = [row for row, one in enumerate(statements) if _has_meaning(one)]
        texts = [_embedded(statements[row]) for row in rows]
        found: NDArray[np.float32] = np.zeros((len(statements), self._encoder.card.dimension), dtype=np.float32)
        if rows:
            found[rows] = encode(texts)
        return found

    def _kept(self, doc_id: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """The rows of a document's texts, made where they are not kept; those of its earlier texts go then."""
        if self._kept_in is None:
            return self._encoder.encode(texts)
        told = "\n\n".join([self._encoder.card.fingerprint, *texts])
        path = self._kept_in / f"{doc_id}.{hashlib.sha256(told.encode()).hexdigest()[:32]}.npy"
        with suppress(OSError, ValueError, EOFError):
            held: NDArray[np.float32] = np.load(path, allow_pickle=False)
            if held.shape == (len(texts), self._encoder.card.dimension):
                return held
        made = self._encoder.encode(texts)
        with suppress(OSError):  # a store that cannot be written is compared all the same
            _write(path, made)
            _swept(one for one in self._kept_in.glob(f"{doc_id}.*.npy") if one != path)
        return made


def _has_meaning(statement: Statement) -> bool:
    return statement.kind is not BlockKind.FIGURE and len(statement.text.split()) >= _LEAST_WORDS


def _embedded(statement: Statement) -> str:
    heading = statement.quote.headings[-1] if statement.quote.headings else ""
    return f"{heading}\n{statement.said}" if heading else statement.said


def _doc_id_of(path: Path) -> str:
    return path.name.partition(".")[0]


def _swept(paths: Iterable[Path]) -> None:
    """Removes files of vectors; one that cannot be removed stays, and is looked at again next time."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _write(path: Path, rows: NDArray[np.float32]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(4)}.npy")
    try:
        np.save(draft, rows, allow_pickle=False)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
