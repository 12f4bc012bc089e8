"""Two searches made one: by rank (reciprocal rank fusion) or by score (a weighted mix).

Both are Retrievers over two others. They ask each for `depth` candidates and know nothing of vectors or words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.retriever import Candidate, Retriever, ordered

RRF_K = 60
DEPTH = 200

LEXICAL_WEIGHT = 0.2
"""Tuned on the dev split alone (`waymark evaluate --split dev`)."""


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
    """Cosine plus a weighted share of BM25: `cosine + lexical_weight * bm25 / best bm25 of the query`.

    Cosines compare between queries and BM25 does not, so only the second is scaled. A row that the dense search did not
    find has the least cosine that it found; one that the lexical search did not find has no share.
    """

    def __init__(
        self, dense: Retriever, lexical: Retriever, *, lexical_weight: float = LEXICAL_WEIGHT, depth: int = DEPTH
    ) -> None:
        self._dense = dense
        self._lexical = lexical
        self._lexical_weight = lexical_weight
        self._depth = depth

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best rows of both searches; ties by row."""
        depth = max(k, self._depth)
        dense = self._dense.retrieve(query, k=depth, allowed=allowed)
        lexical = self._lexical.retrieve(query, k=depth, allowed=allowed)
        least = min((candidate.score for candidate in dense), default=0.0)
        best = max((candidate.score for candidate in lexical), default=1.0)
        cosines = {candidate.row: candidate.score for candidate in dense}
        shares = {candidate.row: self._lexical_weight * candidate.score / best for candidate in lexical}
        scores = {**cosines, **{row: cosines.get(row, least) + share for row, share in shares.items()}}
        return [
            replace(one, cosine=cosines.get(one.row), share=shares.get(one.row), mixed=one.score)
            for one in _fused(scores, k=k, dense=dense, lexical=lexical)
        ]


def _fused(
    scores: dict[int, float], *, k: int, dense: Sequence[Candidate], lexical: Sequence[Candidate]
) -> list[Candidate]:
    by_dense = {candidate.row: rank for rank, candidate in enumerate(dense, start=1)}
    by_lexical = {candidate.row: rank for rank, candidate in enumerate(lexical, start=1)}
    return [Candidate(row, scores[row], by_dense.get(row), by_lexical.get(row)) for row in ordered(scores)[: max(k, 0)]]
