"""A small encoder without a model, for tests and trials: words hashed into a fixed number of dimensions.

The same words give the same vector on every machine and in every process. It knows no meaning: "child" and "children"
are as far apart as any two words. No torch.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.model import ModelCard

HASHING = "hashing"

_DIMENSION = 256
_MAX_TOKENS = 256
_WORD = re.compile(r"\w+")


class HashingEncoder:
    """Counts words by hash, with sign, and a constant so that text without words has a direction too."""

    card = ModelCard(HASHING, _DIMENSION, _MAX_TOKENS, "hashing-1", "float32")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row a text, in order; no texts give shape (0, 256)."""
        rows = np.zeros((len(texts), _DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01
            for word in _WORD.findall(text.lower()):
                digest = hashlib.sha256(word.encode()).digest()
                row[1 + int.from_bytes(digest[:4], "big") % (_DIMENSION - 1)] += 1.0 if digest[4] % 2 else -1.0
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


class WordTokenizer:
    """One token a word, as `HashingEncoder` sees it."""

    limit = _MAX_TOKENS

    def count(self, text: str) -> int:
        """Words of `text`; 0 for empty text."""
        return len(_WORD.findall(text))

    def starts(self, text: str) -> list[int]:
        """The character at which each word of `text` begins."""
        return [found.start() for found in _WORD.finditer(text)]

    def words(self) -> frozenset[str]:
        """The words that it knows by sight: none."""
        return frozenset()
