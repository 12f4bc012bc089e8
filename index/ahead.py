"""An encoder that is told ahead what will be asked, encodes it once, and forgets it when that is over.

    with ahead.of(["mum drinks most nights"]) as rows:
        retriever.retrieve("mum drinks most nights", k=10)      encodes nothing

A question is asked by several searches and compared with sentences; encoding it is most of what a search takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from index.model import Encoder, ModelCard, TokenEncoder


class Ahead:
    """Another encoder. What `of` encodes is known within its `with` alone, to the thread that asks."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._held: ContextVar[Mapping[str, NDArray[np.float32]] | None] = ContextVar("held", default=None)
        self._held_tokens: ContextVar[Mapping[str, NDArray[np.int8]] | None] = ContextVar("tokens", default=None)

    @property
    def card(self) -> ModelCard:
        """The card of the encoder behind it."""
        return self._encoder.card

    @contextmanager
    def of(self, texts: Sequence[str]) -> Iterator[NDArray[np.float32]]:
        """The row of each text, in order, encoded together; none of them is encoded again until the end of the with.

        What a with around this one holds is taken from there, and known here too.
        """
        held, tokens = dict(self._held.get() or {}), dict(self._held_tokens.get() or {})
        new = [text for text in dict.fromkeys(texts) if text not in held]
        if new and isinstance(self._encoder, TokenEncoder):
            rows, found = self._encoder.encode_whole(new)
            tokens.update(zip(new, found, strict=True))
            held.update(zip(new, rows, strict=True))
        elif new:
            held.update(zip(new, self._encoder.encode(new), strict=True))
        before, tokens_before = self._held.set(held), self._held_tokens.set(tokens)
        try:
            yield np.array([held[text] for text in texts], dtype=np.float32)
        finally:
            self._held.reset(before)
            self._held_tokens.reset(tokens_before)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the encoder behind it, which is not asked where all texts are held."""
        held = self._held.get() or {}
        if texts and all(text in held for text in texts):
            return np.array([held[text] for text in texts], dtype=np.float32)
        return self._encoder.encode(texts)

    def encode_whole(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[NDArray[np.int8]]]:
        """As the encoder behind it, which must be one that gives tokens."""
        return self._tokens_encoder.encode_whole(texts)

    def encode_tokens(self, text: str) -> NDArray[np.int8]:
        """As the encoder behind it, which must be one that gives tokens; it is not asked where they are held."""
        held = self._held_tokens.get() or {}
        return held[text] if text in held else self._tokens_encoder.encode_tokens(text)

    @property
    def _tokens_encoder(self) -> TokenEncoder:
        if not isinstance(self._encoder, TokenEncoder):
            raise ModelError(f"{self.card.name}: gives no vectors for a text's tokens. Run `waymark ingest` again.")
        return self._encoder
