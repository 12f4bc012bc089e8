"""A retriever that moves its answer towards what it found first: passages that are near the best ones come up.

What is found first says in guidance's words what the question says in a practitioner's. Rocchio, "Relevance feedback in
information retrieval" (1971), by vectors and without anybody's judgement: Li et al., "Pseudo relevance feedback with
deep language models and dense retrievers" (TOIS 2023).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.retriever import Candidate, Retriever

FIRST = 3
WEIGHT = 0.3
"""Both chosen on the dev split alone; from one to five and from .2 to .4 the measures are within .015 of each other."""

_DEPTH = 200
_PLACES = 6


class Feedback:
    """Another retriever, each of its candidates with a weighted cosine to the mean of its best `first` added.

    `vectors` has one normalised row a passage. Nothing comes in that the retriever did not find among `depth`.
    """

    def __init__(
        self,
        retriever: Retriever,
        vectors: NDArray[np.float32],
        *,
        first: int = FIRST,
        weight: float = WEIGHT,
        depth: int = _DEPTH,
    ) -> None:
        self._retriever = retriever
        self._vectors = vectors
        self._first = first
        self._weight = weight
        self._depth = depth

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best rows; ties by row."""
        found = self._retriever.retrieve(query, k=max(k, self._depth), allowed=allowed)
        if not found:
            return []
        rows = [candidate.row for candidate in found]
        middle = self._vectors[rows[: self._first]].mean(axis=0)
        nearness = np.round((self._vectors[rows] @ middle).astype(np.float64), _PLACES)
        moved = [
            replace(candidate, score=candidate.score + self._weight * float(near))
            for candidate, near in zip(found, nearness, strict=True)
        ]
        return sorted(moved, key=lambda one: (-one.score, one.row))[: max(k, 0)]
