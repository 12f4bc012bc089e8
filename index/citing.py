"""A retriever that answers with the passage that cites a footnote, wherever the footnote is what was found.

A footnote is short and stands alone in the store, so it often outranks the paragraph it belongs to; but a reader needs
the paragraph, which shows its footnotes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.records import Passage
from index.retriever import Candidate, Retriever


class Citing:
    """Another retriever, each tied footnote that it finds given as the passage that cites it, once, at its best."""

    def __init__(self, retriever: Retriever, passages: Sequence[Passage]) -> None:
        self._retriever = retriever
        rows = {(passage.doc_id, passage.ordinal): row for row, passage in enumerate(passages)}
        self._cited_in = {
            row: rows[passage.doc_id, passage.cited_in]
            for row, passage in enumerate(passages)
            if passage.cited_in is not None
        }

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best rows, none of them a footnote whose citing passage is allowed; ties by row."""
        asked = k
        while True:
            found = self._retriever.retrieve(query, k=asked, allowed=allowed)
            best: dict[int, Candidate] = {}
            for candidate in found:
                row = self._cited_in.get(candidate.row, candidate.row)
                row = row if allowed is None or allowed[row] else candidate.row
                through = None if row == candidate.row else candidate.row
                best.setdefault(row, replace(candidate, row=row, through=through))
            if len(best) >= k or len(found) < asked:
                return sorted(best.values(), key=lambda one: (-one.score, one.row))[: max(k, 0)]
            asked *= 2
