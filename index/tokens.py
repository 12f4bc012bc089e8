"""Tokens of passages, held in the store: each word of a question against each word of a passage.

    nearness = the mean over the question's tokens of the best cosine with a token of the passage

Late interaction, as in Khattab and Zaharia, "ColBERT: efficient and effective passage search via contextualized late
interaction over BERT", SIGIR 2020, over tokens whose vectors are made when a library is ingested. The vectors are those
whose mean is the passage's one vector, turned to the few directions in which tokens of guidance differ most, and
rounded to bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of all passages: `rows`, one a token, and where those of each passage start, with the end of the last.

    Shapes (tokens, dimension) and (passages + 1,).
    """

    rows: NDArray[np.int8]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, passages: Sequence[NDArray[np.int8]]) -> Tokens | None:
        """The tokens of passages, in order; None where there is no passage."""
        if not passages:
            return None
        starts = np.concatenate([[0], np.cumsum([len(one) for one in passages])]).astype(np.int64)
        return cls(np.concatenate(passages), starts)

    def of_row(self, row: int) -> NDArray[np.int8]:
        """The tokens of one passage, shape (its tokens, dimension)."""
        return self.rows[self.starts[row] : self.starts[row + 1]]

    def nearness(self, asked: NDArray[np.int8], rows: Sequence[int]) -> NDArray[np.float32]:
        """How near each passage of `rows` is to a question's tokens: about -1 to 1, 0 where either has none."""
        found = np.zeros(len(rows), dtype=np.float32)
        held = [place for place, row in enumerate(rows) if self.starts[row] < self.starts[row + 1]]
        if not held or not len(asked):
            return found
        parts = [self.of_row(rows[place]) for place in held]
        starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
        found[held] = np.maximum.reduceat(cosines(np.concatenate(parts), asked), starts, axis=0).mean(axis=1)
        return found


def cosines(held: NDArray[np.int8], asked: NDArray[np.int8]) -> NDArray[np.float32]:
    """The cosine of each token held with each that is asked, shape (held, asked)."""
    import torch

    # torch keeps to the one thread that the encoder gave it; numpy would wake others for each question.
    found: NDArray[np.float32] = (torch.from_numpy(held).float() @ torch.from_numpy(asked).float().T).numpy()
    return found / np.float32(127 * 127)
