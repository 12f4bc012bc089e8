"""How near a situation is to each need, learned from what the needs' examples, offers and names have in common.

    learned = Nearness(texts, vectors, belongs)     # belongs[n, m]: the text at n is of the need at m
    learned.of(text, vector)                        # one value a need, in standard deviations above their mean

Kernel ridge regression over all texts at once, so that what several needs have in common counts for none of them. Two
texts are alike by meaning (their vectors) and by the words and pairs of words that both have, those that few have
counting most: an encoder takes short forms and slang for one another. A text that is of several needs speaks for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Terms = Callable[[str], list[str]]

CLOSE, SHRUNK = 2.0, 0.3
"""How fast a text's say falls off with its cosine, and the penalty: chosen by holding each example out."""

WORDS = 0.3
"""What the same words weigh beside the same meaning, chosen in the same way."""

_FEWEST = 2
"""A word or pair that only one text has says nothing of another."""


class Nearness:
    """What was learned of texts whose vectors have length 1. Several threads may ask at once."""

    def __init__(
        self, texts: Sequence[str], vectors: NDArray[np.float32], belongs: NDArray[np.bool_], terms: Terms
    ) -> None:
        self._terms = terms
        self._vectors = vectors
        counted = [_counted(terms(text)) for text in texts]
        held = Counter(term for each in counted for term in each)
        kept = [term for term, count in held.items() if count >= _FEWEST]
        self._places = {term: place for place, term in enumerate(kept)}
        self._rarity = np.log(len(texts) / np.array([held[term] for term in kept], dtype=np.float32))
        words = self._rows(counted)
        alike = _by_meaning(vectors, vectors.T) + WORDS * (words @ words.T).toarray()
        wanted = belongs.astype(np.float32) - 1 / belongs.shape[1]
        says = np.linalg.solve(alike + SHRUNK * np.eye(len(texts), dtype=np.float32), wanted)
        self._says: NDArray[np.float32] = says.astype(np.float32)
        self._words_say: NDArray[np.float32] = WORDS * (words.T @ self._says)

    def of(self, text: str, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """How near a text is to each need, in standard deviations above the mean of all needs."""
        near = _by_meaning(self._vectors, vector) @ self._says
        near += (self._rows([_counted(self._terms(text))]) @ self._words_say)[0]
        found: NDArray[np.float32] = (near - near.mean()) / max(float(near.std()), 1e-6)
        return found

    def _rows(self, counted: Sequence[Counter[str]]) -> csr_matrix:
        """One row a text, one column a word or pair, each row of length 1 or 0."""
        values: list[float] = []
        columns: list[int] = []
        ends = [0]
        for each in counted:
            found = [(self._places[term], count) for term, count in each.items() if term in self._places]
            weights = np.array([np.sqrt(count) * self._rarity[place] for place, count in found], dtype=np.float32)
            values += (weights / max(float(np.linalg.norm(weights)), 1e-6)).tolist()
            columns += [place for place, _ in found]
            ends.append(len(columns))
        shape = (len(counted), len(self._places))
        return csr_matrix((np.array(values, dtype=np.float32), columns, ends), shape=shape)


def _counted(terms: Sequence[str]) -> Counter[str]:
    return Counter(_with_pairs(terms))


def _with_pairs(terms: Sequence[str]) -> Iterator[str]:
    yield from terms
    yield from (f"{first} {second}" for first, second in pairwise(terms))


def _by_meaning(rows: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """How alike vectors of length 1 are: 1 for the same."""
    found: NDArray[np.float32] = np.exp(CLOSE * (rows @ others - 1))
    return found
