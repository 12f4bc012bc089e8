"""A retriever that also asks in guidance's words, and the words that are no slips: `practice` knows the terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.records import Passage
from index.encoder import load_tokenizer
from index.retriever import Candidate, Retriever
from practice.understanding import Understanding

FEWEST = 2
"""Documents in which a word must stand to be one: a misprint seldom stands in two."""

_WORD = re.compile(r"[^\W\d_]+")


class Expanded:
    """Searches with the query and what guidance calls its words: "strat" finds the strategy discussion."""

    def __init__(self, retriever: Retriever, understand: Callable[[str], Understanding]) -> None:
        self._retriever = retriever
        self._understand = understand

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """As the retriever within, for the expanded query."""
        return self._retriever.retrieve(self._understand(query).expanded, k=k, allowed=allowed)


class KnownWords:
    """Whether a word, in lower case, is right as it stands: two documents of the library use it, or the model `name`
    knows it by sight, as models do everyday words. Gathered when first asked, in a tenth of a second or two."""

    def __init__(self, passages: Sequence[Passage], name: str) -> None:
        self._passages = passages
        self._name = name
        self._words: frozenset[str] | None = None

    def __contains__(self, word: object) -> bool:
        if self._words is None:
            self._words = load_tokenizer(self._name).words() | _words_of(self._passages)
        return word in self._words


def _words_of(passages: Sequence[Passage]) -> frozenset[str]:
    texts: dict[str, list[str]] = {}
    for passage in passages:
        texts.setdefault(passage.doc_id, []).append(passage.text)
    used = Counter(word for held in texts.values() for word in set(_WORD.findall("\n".join(held).lower())))
    return frozenset(word for word, documents in used.items() if documents >= FEWEST)
