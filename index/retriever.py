"""What every search is: a query in, candidates out. Dense, lexical and fused search are all Retrievers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the passages and how well it answers. `score` has no unit and compares only within one result.

    The two ranks count from 1 and say where dense and lexical search had the row; None where that one did not find it.
    What the score is made of, for whoever explains it: `cosine` (-1 to 1), `share` (what BM25 adds, from 0 to its
    weight), `mixed` (the two together, which stays what it was where a later search scores anew), and `through`, the
    row of the footnote that was found where another passage answers for it. `told` is what worked
    examples add, `like` the nearest of them that names the row. None where there is no such thing.
    """

    row: int
    score: float
    dense_rank: int | None = None
    lexical_rank: int | None = None
    cosine: float | None = None
    share: float | None = None
    mixed: float | None = None
    through: int | None = None
    told: float | None = None
    like: int | None = None


class Retriever(Protocol):
    """Finds the rows that answer a query best."""

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        """At most `k` candidates, best first, ties by row; only rows where `allowed` (one flag a row) is true.

        Filtering is exact: the answer is the one that a store of the allowed rows alone would give, save that word
        statistics are of all rows. No allowed row, or none that answers, gives an empty list.
        """
        ...


def ordered(scores: dict[int, float]) -> list[int]:
    """The rows of `scores`, highest score first, ties by row: `{4: 0.5, 2: 0.5, 9: 0.8}` gives `[9, 2, 4]`."""
    return sorted(scores, key=lambda row: (-scores[row], row))
