"""What an earlier generation still has right: readings, passages and vectors that a build need not make again.

A reading holds while its file's bytes and its format's reader are the same, under whatever name and title. Passages
and vectors go with it while splitter and model are the same too: they keep the title that they were made under.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from core.errors import StoreMismatchError
from core.records import Document, Passage, Reading
from index.generation import Generation, Source
from ingest.split import SPLIT_VERSION


@dataclass(frozen=True, slots=True)
class Split:
    """The passages of a document in order, and the SHA-256 of what was embedded for each."""

    passages: Sequence[Passage]
    embedded: Sequence[str]

    def of(self, doc_id: str) -> Split:
        """The same passages under another document's id."""
        renamed = [replace(one, passage_id=f"{doc_id}#{one.ordinal}", doc_id=doc_id) for one in self.passages]
        return Split(renamed, self.embedded)


@dataclass(frozen=True, slots=True)
class Held:
    """A document as it was read earlier; `split` is None where it must be split again."""

    source: Source
    reading: Reading
    split: Split | None


class Earlier:
    """An earlier generation (None: there is none) as a build asks it."""

    def __init__(self, generation: Generation | None, *, fingerprint: str, library_folder: str) -> None:
        self._is_this_library = generation is not None and generation.manifest.library_folder == library_folder
        is_this_model = generation is not None and generation.manifest.card.fingerprint == fingerprint
        self.usable = generation if is_this_model else None
        """The generation, where its vectors are of this model."""
        self._held = _held(generation, _splits(self.usable))
        self._documents = {one.doc_id: one for one in generation.documents} if generation else {}
        self._by_content: dict[tuple[str, str], list[str]] = {}
        for doc_id, one in self._held.items():
            self._by_content.setdefault((one.source.sha256, one.source.reader), []).append(doc_id)

    def alike(self, doc_id: str, *, sha256: str, reader: str, wanted: Collection[str]) -> Held | None:
        """What was read from the same bytes by the same reader, if anything was.

        Its passages come with it where they were this document's, or those of one that is no longer `wanted`: then the
        document was only given another id. Those of a copy are not taken, since the two may have titles of their own.
        """
        found = self._by_content.get((sha256, reader), [])
        if doc_id in found:
            return self._held[doc_id]
        for other in found:
            held = self._held[other]
            return replace(held, split=held.split.of(doc_id) if held.split and other not in wanted else None)
        return None

    def last_good(self, doc_id: str) -> tuple[Held, Document] | None:
        """What was read of this document of this library, whatever has become of its file since, and as what."""
        if not self._is_this_library or doc_id not in self._held:
            return None
        return self._held[doc_id], self._documents[doc_id]

    def drops(self, wanted: Collection[str]) -> bool:
        """Whether it is of this library and answers from a document that is no longer `wanted`."""
        return self._is_this_library and not self._held.keys() <= set(wanted)

    def vectors(self) -> dict[str, NDArray[np.float32]]:
        """Vectors of this model by the SHA-256 of what was embedded."""
        return dict(zip(self.usable.embedded, self.usable.vectors, strict=True)) if self.usable else {}

    def example_vectors(self) -> dict[str, NDArray[np.float32]]:
        """Vectors of this model by the worked example's words."""
        if self.usable is None or (examples := self.usable.examples) is None:
            return {}
        return dict(zip(examples.queries, examples.vectors, strict=True))

    def tokens(self) -> dict[str, NDArray[np.int8]]:
        """The tokens' vectors by the SHA-256 of what was embedded; empty where the model gives none."""
        if self.usable is None or (tokens := self.usable.tokens) is None:
            return {}
        return {one: tokens.of_row(row) for row, one in enumerate(self.usable.embedded)}


def as_read(now: Document, then: Document) -> Document:
    """`now` with the edition, title and dates of `then`, as which its words were read; it ends as soon as either."""
    return replace(
        now,
        file=then.file,
        title=then.title,
        edition=then.edition,
        published=then.published,
        enacted=then.enacted,
        in_force_from=then.in_force_from,
        in_force_to=_sooner(now.in_force_to, then.in_force_to),
        withdrawn=_sooner(now.withdrawn, then.withdrawn),
        review_due=then.review_due,
        supersedes=then.supersedes,
        superseded_by=now.superseded_by or then.superseded_by,
        url=then.url,
    )


def _sooner(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)


def _held(generation: Generation | None, splits: Mapping[str, Split]) -> dict[str, Held]:
    if generation is None:
        return {}
    try:
        readings = generation.readings()
    except StoreMismatchError:
        return {}
    return {
        doc_id: Held(source, readings[doc_id], splits.get(doc_id))
        for doc_id, source in generation.sources.items()
        if doc_id in readings
    }


def _splits(usable: Generation | None) -> dict[str, Split]:
    if usable is None or usable.manifest.split_version != SPLIT_VERSION:
        return {}
    found: dict[str, tuple[list[Passage], list[str]]] = {doc_id: ([], []) for doc_id in usable.sources}
    for passage, embedded in zip(usable.passages, usable.embedded, strict=True):
        passages, hashes = found[passage.doc_id]
        passages.append(passage)
        hashes.append(embedded)
    return {doc_id: Split(*one) for doc_id, one in found.items()}
