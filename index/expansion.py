"""A retriever that also asks in guidance's words: `practice.terms` adds them, another retriever searches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.retriever import Candidate, Retriever
from practice.terms import expanded


class Expanded:
    """Searches with the query and what guidance calls its words: "strat" finds the strategy discussion."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """As the retriever within, for the expanded query."""
        return self._retriever.retrieve(expanded(query), k=k, allowed=allowed)
