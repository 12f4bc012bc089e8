"""The second stage: the first candidates in the order of a closer look.

    score = first score + the sum of weight · sign + EXAMPLES · told

    words      the share that words had in the first score, once more
    tokens     how near its tokens are to the question's (`index.tokens`)
    beside     the better cosine of the passages before and after it: guidance keeps together what belongs together
    figure     1 where the order of its words could not be read
    footnote   1 where it is one
    told       what worked examples like the question say of it (`index.examples`), where the store has any

Adds some 7 ms to a search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.records import Passage
from index.examples import Telling, Told
from index.model import TokenEncoder
from index.retriever import Candidate, Retriever
from index.tokens import Tokens

FIRST = 100
"""Candidates of the first stage that are scored anew; those behind them stay behind them."""

WEIGHTS = {"words": 0.2, "tokens": 2.0, "beside": 0.2, "figure": -0.1, "footnote": -0.06}
"""By sign. Set on judged lists that the encoder never learned from (`python -m evaluations.training weigh`), as far as
at most 1 % is lost on another field's text: with what is best for the lists alone, 8 % is."""


EXAMPLES = 0.4
"""The weight of worked examples. More finds what they name better still, and puts what they do not know behind it."""


class Grounds:
    """What passages are ordered by, made once: `vectors` one row a passage, `tokens` theirs."""

    def __init__(self, passages: Sequence[Passage], vectors: NDArray[np.float32], tokens: Tokens) -> None:
        self._vectors = vectors
        self._tokens = tokens
        rows = {(passage.doc_id, passage.ordinal): row for row, passage in enumerate(passages)}
        beside = [[rows.get((one.doc_id, one.ordinal + step), -1) for step in (-1, 1)] for one in passages]
        self._beside = np.array(beside, dtype=np.int64).reshape(len(passages), 2)
        kinds = [(passage.is_figure, passage.cited_in is not None) for passage in passages]
        self._kinds = np.array(kinds, dtype=np.float32).reshape(len(passages), 2)

    def signs(
        self, candidates: Sequence[Candidate], vector: NDArray[np.float32], tokens: NDArray[np.int8]
    ) -> NDArray[np.float32]:
        """Each candidate's signs for a question of this vector and these tokens, in the order of `WEIGHTS`."""
        rows = np.array([candidate.row for candidate in candidates], dtype=np.int64)
        beside = self._beside[rows]
        there = beside >= 0
        cosines = np.where(there, self._vectors[beside] @ vector, -1.0).max(axis=1)
        cosines = np.where(there.any(axis=1), cosines, self._vectors[rows] @ vector)
        shares = [candidate.share or 0.0 for candidate in candidates]
        near = self._tokens.nearness(tokens, rows.tolist())
        found: NDArray[np.float32] = np.column_stack([shares, near, cosines, self._kinds[rows]]).astype(np.float32)
        return found


class Rescored:
    """Another retriever, its first candidates in the order that `grounds` give."""

    def __init__(
        self,
        retriever: Retriever,
        grounds: Grounds,
        encoder: TokenEncoder,
        *,
        telling: Telling | None = None,
        first: int = FIRST,
    ) -> None:
        self._retriever = retriever
        self._grounds = grounds
        self._telling = telling
        self._encoder = encoder
        self._first = first
        self._weights = np.array(list(WEIGHTS.values()), dtype=np.float32)

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """The `k` best; ties by row. What was not scored anew comes behind all that was, in its order."""
        found = self._retriever.retrieve(query, k=max(k, self._first), allowed=allowed)
        first, rest = found[: self._first], found[self._first :]
        if not first:
            return []
        tokens = self._encoder.encode_tokens(query)
        vector = self._encoder.encode([query])[0]
        signs = self._grounds.signs(first, vector, tokens)
        so_far = np.array([candidate.score for candidate in first], dtype=np.float32) + signs @ self._weights
        told = self._told(vector, first, so_far)
        scored = [
            replace(candidate, score=float(score) + added, told=added, like=like if like >= 0 else None)
            for candidate, score, added, like in zip(
                first, so_far, (EXAMPLES * told.much).tolist(), told.like.tolist(), strict=True
            )
        ]
        scored.sort(key=lambda candidate: (-candidate.score, candidate.row))
        least = scored[-1].score
        behind = [replace(candidate, score=min(candidate.score, least)) for candidate in rest]
        return [*scored, *behind][: max(k, 0)]

    def _told(self, vector: NDArray[np.float32], first: Sequence[Candidate], so_far: NDArray[np.float32]) -> Told:
        if self._telling is None:
            return Told(np.zeros(len(first), dtype=np.float32), np.full(len(first), -1, dtype=np.int64))
        return self._telling.told(vector, [candidate.row for candidate in first], so_far)
