"""Which national statement a local one is about: near in meaning, in the words of the field, and nearest both ways.

    pair = pairs_between(local, [working_together])[12]
    pair.national.text          the national sentence
    pair.confidence             from 0 to 1: how sure it is that both speak of the same thing

The same words are the surest pair. Otherwise the cosine of the two counts, then the words of the field that they share,
practitioners' words put into guidance's, and whether each is the other's nearest. It says nothing of what they ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from alignment.records import plain
from alignment.sides import Side
from alignment.statements import Statement
from core.records import Document
from practice.matching import matcher_of

LEAST_COSINE = 0.45
_LEAST_SHARED = 2
_COSINE, _SHARED, _MUTUAL = 0.6, 0.25, 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """A local statement and the national one that it is about.

    `shared` are the stems of the words that both have; `is_mutual` says that neither has a nearer one.
    """

    local: Statement
    national: Statement
    document: Document
    cosine: float
    shared: frozenset[str]
    is_mutual: bool
    confidence: float


def pairs_between(local: Side, national: Sequence[Side]) -> dict[int, Pair]:
    """The best pair of each statement of `local`, by its row; statements without one are left out.

    The order of `national` makes no difference: of pairs alike, the first by doc_id and place counts.
    """
    found: dict[int, Pair] = {}
    for side in sorted(national, key=lambda one: one.document.doc_id):
        for row, pair in _with(local, side):
            if row not in found or pair.confidence > found[row].confidence:
                found[row] = pair
    return found


def key_words(text: str) -> frozenset[str]:
    """The stems of the words of `text` that carry meaning, practitioners' words as guidance has them."""
    return _key_words(plain(text))


def _with(local: Side, side: Side) -> list[tuple[int, Pair]]:
    if not local.statements or not side.statements:
        return []
    same = {plain(one.said): one for one in reversed(side.statements)}
    cosines = local.vectors @ side.vectors.T
    nearest = cosines.argmax(axis=1)
    nearest_local = cosines.argmax(axis=0)
    pairs = []
    for row, one in enumerate(local.statements):
        if (twin := same.get(plain(one.said))) is not None:
            words = key_words(one.text)
            pairs.append((row, Pair(one, twin, side.document, 1.0, words, is_mutual=True, confidence=1.0)))
            continue
        other = int(nearest[row])
        pair = _pair(one, side, other, float(cosines[row, other]), is_mutual=int(nearest_local[other]) == row)
        if pair is not None:
            pairs.append((row, pair))
    return pairs


def _pair(one: Statement, side: Side, other: int, cosine: float, *, is_mutual: bool) -> Pair | None:
    if cosine < LEAST_COSINE:
        return None
    national = side.statements[other]
    mine, theirs = key_words(one.text), key_words(national.text)
    shared = mine & theirs
    if len(shared) < _LEAST_SHARED:
        return None
    share = len(shared) / min(len(mine), len(theirs))
    confidence = _COSINE * cosine + _SHARED * share + _MUTUAL * is_mutual
    return Pair(one, national, side.document, cosine, shared, is_mutual, round(float(np.clip(confidence, 0, 1)), 4))


@lru_cache(maxsize=1 << 15)
def _key_words(text: str) -> frozenset[str]:
    for expansion in matcher_of().understand(text).expansions:
        text = f"{text} {expansion.guidance.split(',')[0]}"
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


_SHORTEST = 4
_ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ied",
    "ers",
    "er",
    "ed",
    "es",
    "s",
    "e",
    "y",
)
_WORD = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """about after all also and any are been before being both but can could does each either for from had has have
        how into its itself made make may might more most must need needs not one only other others our out over shall
        should some such than that the their them then there these they this those through under until upon was were
        what when where whether which while who whom whose will with within without would you your child children young
        person people local authority ensure including include appropriate possible practicable reasonable necessary""",
    )
)
