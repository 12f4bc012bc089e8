"""Search by meaning: inner product of the query's vector with every passage's, exact, by FAISS.

It does not approximate: below 150,000 passages a full scan takes about 10 ms. Filters are a bitmap inside the scan.
"""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from index.model import Encoder
from index.retriever import Candidate, ordered

_FAISS: Any = faiss
"""Its own type hints know neither `sel` nor arrays."""

_PLACES = 6
_NOISE = 2 * 10.0**-_PLACES


class DenseRetriever:
    """Exact inner-product search over `vectors`, one normalised row a passage."""

    def __init__(self, vectors: NDArray[np.float32], encoder: Encoder) -> None:
        dimension = encoder.card.dimension
        if vectors.ndim != 2 or vectors.shape[1] != dimension:
            raise ModelError(
                f"{encoder.card.name}: gives {dimension} numbers a text, the store's vectors have shape "
                f"{vectors.shape}. Run `waymark ingest` with this model."
            )
        self._encoder = encoder
        self._rows = len(vectors)
        self._index: Any = _FAISS.IndexFlatIP(dimension)
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` nearest allowed rows; `score` is the cosine (-1 to 1) to six places, ties by row."""
        vector = self._encoder.encode([query])
        scores = self._nearest(vector, k=k, allowed=allowed)
        return [Candidate(row, scores[row], rank) for rank, row in enumerate(ordered(scores)[:k], start=1)]

    def _nearest(self, vector: NDArray[np.float32], *, k: int, allowed: NDArray[np.bool_] | None) -> dict[int, float]:
        """At least the `k` best rows and every row that ties with the last of them, to six places."""
        available = self._rows if allowed is None else int(np.count_nonzero(allowed))
        if not available or k < 1:
            return {}
        parameters = None if allowed is None else _FAISS.SearchParameters(sel=_selector(allowed))
        depth = min(k + 16, available)
        while True:
            found, rows = self._index.search(vector, depth, params=parameters)
            if depth == available or found[0, k - 1] - found[0, -1] > _NOISE:
                break
            depth = min(depth * 4, available)
        rounded = np.round(found[0].astype(np.float64), _PLACES)
        return {int(row): float(score) for row, score in zip(rows[0], rounded, strict=True) if row >= 0}


def _selector(allowed: NDArray[np.bool_]) -> Any:
    return _FAISS.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
