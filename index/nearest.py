"""The sentence of a passage that is nearest to a question.

    asked = QuestionVectors(vector, tokens)
    Sentences(passages, encoder).nearest(asked, rows)                         sentences are encoded, and remembered
    Sentences(passages, encoder, tokens).nearest(asked, rows)                 their tokens are in the store: quick

With tokens, a sentence is as near as `index.tokens` says of a passage: the mean over the question's tokens of the best
cosine with a token of the sentence. They are those of the whole passage, read in its context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.records import Passage
from index.encoder import RememberingEncoder, load_tokenizer
from index.hashing import WordTokenizer
from index.model import Encoder, ModelTokenizer
from index.tokens import Tokens, cosines
from ingest.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """A question as it is compared: its vector, and its tokens where the encoder gives them."""

    vector: NDArray[np.float32]
    tokens: NDArray[np.int8] | None = None


@dataclass(frozen=True, slots=True)
class _Parted:
    """A passage's sentences that hold a token, and the first token of each among the passage's."""

    spans: tuple[tuple[int, int], ...]
    firsts: NDArray[np.int64]


class Sentences:
    """Picks the nearest sentence of passages, verbatim: the first of equals, the whole text where there is none.

    `tokens` are the passages' own, made by `encoder`.
    """

    def __init__(self, passages: Sequence[Passage], encoder: Encoder, tokens: Tokens | None = None) -> None:
        self._passages = passages
        self._name = encoder.card.name
        self._encoder = RememberingEncoder(encoder)
        self._tokens = tokens
        self._parted: dict[int, _Parted] = {}

    def nearest(self, asked: QuestionVectors, rows: Sequence[int]) -> list[str]:
        """A sentence a row."""
        if self._tokens is None or asked.tokens is None or not len(asked.tokens):
            return nearest_sentences(asked.vector, [self._passages[row] for row in rows], self._encoder)
        return [self._by_tokens(self._tokens.of_row(row), asked.tokens, row) for row in rows]

    def _by_tokens(self, held: NDArray[np.int8], asked: NDArray[np.int8], row: int) -> str:
        text, parted = self._passages[row].text, self._parts(row, most=len(held))
        if not parted.spans:
            return text
        best = np.maximum.reduceat(cosines(held, asked), parted.firsts, axis=0).mean(axis=1)
        start, end = parted.spans[int(np.argmax(best))]
        return text[start:end]

    def _parts(self, row: int, *, most: int) -> _Parted:
        """How a passage parts; its text comes last of what is embedded of it, so its tokens are the last ones."""
        if row not in self._parted:
            text = self._passages[row].text
            starts = self._tokenizer.starts(text)
            spans = sentence_spans(text) if len(starts) <= most else []
            firsts = np.searchsorted(starts, [start for start, _ in spans]).astype(np.int64)
            held = [place for place, end in enumerate([*firsts[1:], len(starts)][: len(spans)]) if firsts[place] < end]
            self._parted[row] = _Parted(tuple(spans[place] for place in held), firsts[held] + most - len(starts))
        return self._parted[row]

    @cached_property
    def _tokenizer(self) -> ModelTokenizer | WordTokenizer:
        return load_tokenizer(self._name)


def nearest_sentences(query: NDArray[np.float32], passages: Sequence[Passage], encoder: Encoder) -> list[str]:
    """For each passage its sentence nearest to the query, verbatim; the first of equals; the whole text if none.

    `query` is the query's vector, so that an encoder which remembers sentences never sees what was typed. The encoder
    is called once, for all sentences of all passages that have more than one.
    """
    found = [
        [passage.text[start:end] for start, end in sentence_spans(passage.text)] or [passage.text]
        for passage in passages
    ]
    several = list(dict.fromkeys(one for sentences in found if len(sentences) > 1 for one in sentences))
    scores = dict(zip(several, (encoder.encode(several) @ query).tolist(), strict=True))
    return [max(sentences, key=lambda one: scores.get(one, 0.0)) for sentences in found]
