"""What every peer is given and must give back: the text of each document in, stretches of that text out.

A peer splits the text its own way and is given the vectors of one encoder, the same for all. Each piece that it made
is found again in the text, character for character, so that a judgement can be told to be in it or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import EvaluationError
from core.records import Reading
from evaluations.measures import Stretch
from evaluations.systems import cached_vectors
from index.model import Encoder

Readings = Mapping[str, Reading]
"""The readings of the documents that a search shows, by doc_id."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document as a peer split it: its words, and where they stand in the reading's text."""

    text: str
    stretch: Stretch


def placed(doc_id: str, text: str, piece: str, *, start: int) -> Piece:
    """The piece that a peer says begins at `start`. Raises `EvaluationError` where other words stand there."""
    if not piece or start < 0 or not text.startswith(piece, start):
        raise EvaluationError(
            f"{doc_id}: a piece of {len(piece)} characters does not stand at {start} of the text. The peer changed the "
            "words or its offsets; pin the version of evaluations/peers/requirements.txt."
        )
    return Piece(piece, Stretch(doc_id, start, start + len(piece)))


def placed_in_turn(doc_id: str, text: str, pieces: Sequence[str]) -> list[Piece]:
    """The pieces of a peer that gives no offsets, each looked for behind the one before it.

    `"one two two"` in the pieces `"one"`, `"two"`, `"two"` begins at 0, 4 and 8. Errors are those of `placed`.
    """
    found: list[Piece] = []
    position = 0
    for piece in pieces:
        start = text.find(piece, position)
        found.append(placed(doc_id, text, piece, start=max(start, position)))
        position = found[-1].stretch.end
    return found


class Vectors:
    """One encoder's vectors for every peer: of pieces kept on disk between runs, of anything else made when asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def keep(self, texts: Sequence[str]) -> None:
        """Encodes `texts`, or takes them over from an earlier run over the same ones."""
        self._known.update(zip(texts, cached_vectors(self._encoder, texts), strict=True))

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row a text, in order."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        rows = dict(zip(new, self._encoder.encode(new), strict=True)) if new else {}
        return np.stack([rows[text] if text in rows else self._known[text] for text in texts])
