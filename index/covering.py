"""The parts of a long situation that the first hits leave out, and the passages that answer those.

    left_out(row, found, shown=[4, 2, 9], vectors=vectors)      the candidates of one part, none for most parts

A situation is searched as a whole, and that alone orders its hits. A part is left out where its own best passage stands
far nearer to it than any of the hits; how far is counted in standard deviations of its cosines with all passages, so
that it means the same whatever the encoder. And the passage must hold a word that is rare in the library and that the
part typed, or that guidance has for it: few words out of their context are near to anything. What is left out is shown
beneath the hits and never among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.records import Hit
from index.retriever import Candidate
from practice.parts import Part
from practice.rules import SignKind
from practice.situation import Situation
from practice.understanding import Understanding

FAR = 1.75
"""Standard deviations by which a passage of a part stands above the nearest hit, at least."""

ABOVE = 3.0
"""Standard deviations by which it stands above the mean of all passages, at least."""

RARE = 0.07
"""The share of passages that hold a rare word, at most."""

EACH = 2
"""Passages that are shown of a part, at most."""


@dataclass(frozen=True, slots=True)
class Also:
    """A part that the hits leave out, and its own passages, at least one; their ranks go on from the hits'.

    `candidates` are those hits as the search had them.
    """

    part: Part
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]


def words_for(part: Part, situation: Situation, understood: Understanding) -> str:
    """What was typed in a part, and guidance's words for it and for its signs."""
    signs = [sign for sign in situation.within(part) if sign.kind is not SignKind.ASKED]
    guidance = (words for sign in signs for words in sign.guidance)
    return "; ".join((understood.within(part.start, part.end).expanded, *guidance))


def left_out(
    row: NDArray[np.float32], found: Sequence[Candidate], *, shown: Sequence[int], vectors: NDArray[np.float32]
) -> list[Candidate]:
    """Those of `found`, a part's own candidates, best first, that answer it far better than the rows that are `shown`.

    `row` is the part's vector. None where the best of them does not, or where nothing is shown.
    """
    cosines = np.einsum("ij,j->i", vectors, row)  # BLAS would wake threads that cost more than they bring
    least = max(cosines[list(shown)].max(initial=-1.0) + FAR * cosines.std(), cosines.mean() + ABOVE * cosines.std())
    found = found[:EACH] if len(shown) else []
    new = [one for one in found if one.row not in shown]
    far = [one for one in new if cosines[one.row if one.through is None else one.through] >= least]
    return far if far[:1] == found[:1] else []
