"""By what services are found: the vectors of their texts, kept beside the directory, and an index of their words.

    shelf = Shelf(store, encoder)
    shelf.vectors([text_of(service) for service in services])   # what is not kept yet is encoded, and kept

A vector is kept under the hash of its text and the encoder's fingerprint, so that nothing is encoded again that has not
changed, and no vector of another encoder is used. The file can be deleted at any time.
"""

from __future__ import annotations

import math
import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.lexical import analyser
from index.model import Encoder
from services.directory import FOLDER
from services.markup import words_of
from services.records import Service

_HASH = 16
_K1, _B = 1.2, 0.75


def terms_of(service: Service) -> tuple[str, ...]:
    """The terms that a service stands under, each once."""
    return tuple(dict.fromkeys(one.name for one in service.attributes if one.name))


def text_of(service: Service) -> str:
    """What is encoded of a service: name, terms, description and who it is for, without markup."""
    parts = (service.name, "; ".join(terms_of(service)), service.description, service.eligibility_description)
    return ". ".join(" ".join(words_of(part).split()) for part in parts if part) or service.id


class Shelf:
    """The vectors of a store's services. One process writes at a time; of two the last stays."""

    def __init__(self, store: Path, encoder: Encoder) -> None:
        self._encoder = encoder
        self._path = store / FOLDER / f"vectors-{encoder.card.fingerprint[:16]}.npz"

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order, as the encoder gives it, to three digits; then just these are kept.

        Where they cannot be written they are made anew the next time.
        """
        keys = [blake2b(text.encode(), digest_size=_HASH).digest() for text in texts]
        kept = self._kept()
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        if new:
            rows = self._encoder.encode(list(new.values())).astype(np.float16)
            kept |= dict(zip(new, rows, strict=True))
        wanted = dict.fromkeys(keys)
        if new or len(wanted) < len(kept):
            self._keep({key: kept[key] for key in wanted})
        shape = (len(texts), self._encoder.card.dimension)
        return np.array([kept[key] for key in keys], dtype=np.float32).reshape(shape)

    def _kept(self) -> dict[bytes, NDArray[np.float16]]:
        """What the file holds; nothing where there is none, or none that can be used."""
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                keys, rows = held["keys"], held["rows"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        if keys.shape != (len(rows), _HASH) or rows.shape[1:] != (self._encoder.card.dimension,):
            return {}
        return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}

    def _keep(self, kept: Mapping[bytes, NDArray[np.float16]]) -> None:
        keys = np.frombuffer(b"".join(kept), dtype=np.uint8).reshape(len(kept), _HASH)
        beside = self._path.with_name(f"{self._path.stem}-{os.getpid()}.npz")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(beside, keys=keys, rows=np.array(list(kept.values()), dtype=np.float16))
            os.replace(beside, self._path)
        except OSError:  # a store that cannot be written is searched all the same, only made ready more slowly
            beside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Postings:
    """Which texts hold which terms how often: of the term at n, from `starts[n]` to `starts[n + 1]` of rows and counts.

    `lengths` are the terms of each text, counted.
    """

    terms: tuple[str, ...]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]


class Words:
    """BM25 over texts (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), in memory.

    Terms are those of `index.lexical`: lower case, stems, no stop words. Several threads may ask at once.
    """

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._analyser = analyser()
        self._size = len(postings.lengths)
        lengths = postings.lengths.astype(np.float32)
        self._norms = _K1 * (1 - _B + _B * lengths / max(float(lengths.mean()) if len(lengths) else 0.0, 1.0))
        self._places = {term: place for place, term in enumerate(postings.terms)}
        self._held: dict[str, tuple[NDArray[np.int32], NDArray[np.float32]]] = {}

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """Those of texts, one row each."""
        by, lengths = analyser(), []
        places: dict[str, tuple[list[int], list[int]]] = {}
        for row, text in enumerate(texts):
            counted = Counter(token.text for token in by.pre_tokenize(text).tokens)
            lengths.append(counted.total())
            for term, count in counted.items():
                rows, counts = places.setdefault(term, ([], []))
                rows.append(row)
                counts.append(count)
        starts = np.cumsum([0, *(len(rows) for rows, _ in places.values())], dtype=np.int64)
        rows_of, counts_of = (
            np.array(list(chain.from_iterable(held[part] for held in places.values())), dtype=np.int32)
            for part in (0, 1)
        )
        return cls(Postings(tuple(places), starts, rows_of, counts_of, np.array(lengths, dtype=np.int32)))

    def terms(self, text: str) -> list[str]:
        """The words of a text as they are compared, in order."""
        return [token.text for token in self._analyser.pre_tokenize(text).tokens]

    def scores(self, terms: Mapping[str, float]) -> NDArray[np.float32]:
        """One score a text: the sum over the terms of their weight by BM25; 0 for a text that holds none."""
        scores = np.zeros(self._size, dtype=np.float32)
        for term, weight in terms.items():
            if term in self._places:
                rows, values = self._held.get(term) or self._held.setdefault(term, self._weighed(term))
                scores[rows] += weight * values
        return scores

    def _weighed(self, term: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        place, held = self._places[term], self.postings
        part = slice(held.starts[place], held.starts[place + 1])
        rows, count = held.rows[part], held.counts[part].astype(np.float32)
        idf = math.log(1 + (self._size - len(rows) + 0.5) / (len(rows) + 0.5))
        return rows, (idf * count * (_K1 + 1) / (count + self._norms[rows])).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Shelved:
    """Of each service, in order: the text that is encoded, the terms that it stands under, and all its words."""

    texts: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    words: Words

    @classmethod
    def of(cls, services: Sequence[Service]) -> Shelved:
        """Those of services."""
        texts = tuple(map(text_of, services))
        named = (f"{one.name} {_runs(one)} {text}" for one, text in zip(services, texts, strict=True))
        return cls(texts, tuple(map(terms_of, services)), Words.of(named))


def _runs(service: Service) -> str:
    return (service.organization.name if service.organization else None) or ""
