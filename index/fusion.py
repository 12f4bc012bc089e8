"""Two searches made one: by rank (reciprocal rank fusion) or by score (a weighted mix).

Both are Retrievers over two others. They ask each for `depth` candidates and know nothing of vectors or words.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.retriever import Candidate, Retriever, ordered

RRF_K = 60
DEPTH = 200


class RankFusion:
    """Reciprocal rank fusion: a row scores the sum of weight / (60 + rank) over the searches that found it.

    Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
    SIGIR 2009.
    """

    def __init__(
        self,
        dense: Retriever,
        lexical: Retriever,
        *,
        dense_weight: float = 1.0,
        lexical_weight: float = 1.0,
        k: int = RRF_K,
        depth: int = DEPTH,
    ) -> None:
        self._dense = dense
        self._lexical = lexical
        self._weights = (dense_weight, lexical_weight)
        self._k = k
        self._depth = depth

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best rows of both searches; ties by row."""
        depth = max(k, self._depth)
        dense = self._dense.retrieve(query, k=depth, allowed=allowed)
        lexical = self._lexical.retrieve(query, k=depth, allowed=allowed)
        scores: dict[int, float] = {}
        for weight, candidates in zip(self._weights, (dense, lexical), strict=True):
            for rank, candidate in enumerate(candidates, start=1):
                scores[candidate.row] = scores.get(candidate.row, 0.0) + weight / (self._k + rank)
        return _fused(scores, k=k, dense=dense, lexical=lexical)


class ScoreMix:
    """A weighted mean of scores, each scaled within its own result: the best row has 1, the last 0.

    `dense_weight` is between 0 (words alone) and 1 (meaning alone). A row that one search did not find has 0 from it.
    """

    def __init__(self, dense: Retriever, lexical: Retriever, *, dense_weight: float = 0.5, depth: int = DEPTH) -> None:
        self._dense = dense
        self._lexical = lexical
        self._dense_weight = dense_weight
        self._depth = depth

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best rows of both searches; ties by row."""
        depth = max(k, self._depth)
        dense = self._dense.retrieve(query, k=depth, allowed=allowed)
        lexical = self._lexical.retrieve(query, k=depth, allowed=allowed)
        scores: dict[int, float] = {}
        for weight, candidates in ((self._dense_weight, dense), (1 - self._dense_weight, lexical)):
            for row, share in scaled(candidates).items():
                scores[row] = scores.get(row, 0.0) + weight * share
        return _fused(scores, k=k, dense=dense, lexical=lexical)


def scaled(candidates: Sequence[Candidate]) -> dict[int, float]:
    """Each row's score between 0 (the last) and 1 (the first); all 1 where all are equal: 3, 2, 1 gives 1, 0.5, 0."""
    if not candidates:
        return {}
    scores = [candidate.score for candidate in candidates]
    low, span = min(scores), max(scores) - min(scores)
    return {candidate.row: (candidate.score - low) / span if span else 1.0 for candidate in candidates}


def _fused(
    scores: dict[int, float], *, k: int, dense: Sequence[Candidate], lexical: Sequence[Candidate]
) -> list[Candidate]:
    by_dense = {candidate.row: rank for rank, candidate in enumerate(dense, start=1)}
    by_lexical = {candidate.row: rank for rank, candidate in enumerate(lexical, start=1)}
    return [Candidate(row, scores[row], by_dense.get(row), by_lexical.get(row)) for row in ordered(scores)[: max(k, 0)]]
