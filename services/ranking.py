"""How well each service fits a situation: by meaning, by the needs that are read of it, and by words.

    fit = a part of cosine(situation - what situations have in common, service)
          + the most, over the needs, of weight² · how near the service is to what is offered, and a part of the second
          + a little for words that both have

How near is by cosine, beyond .2, with .2 more for the need's term, and as a share of the nearest service's, so that a
need whose offers are worded as many services are counts no more than another.

Directories speak another language than a front door; a need translates. What all situations have in common (there is a
child, something is wrong) is near to some services whatever is typed, and is taken away: it is the mean of the examples
of all needs. How near a situation is to a need is learned (`services.nearness`). The weights were tuned on the dev
splits and the tuning situations of `evaluations/services` alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.model import Encoder
from practice.situation import Situation
from services.nearness import Nearness, Terms
from services.needs import Need, NeedReader, Read, Years, need_reader
from services.shelf import Shelf, Shelved

COMMON = 1.0
MEANING = 0.7
SECOND = 0.3
FULL, LEAST_NEAR = 0.8, 0.3
"""What the service nearest to a need counts, and how near one must be at least to count so."""

OFFERED_FROM = 0.2
TERM = 0.2

OFFERED_WORDS = 0.2
TYPED_WORDS = 0.6
"""Shared among the words that were typed: few words are names and keywords, of many each counts for little."""

_FEWEST_TERMS = 2
_SURE = 0.5


class Ranking:
    """Vectors, needs and words of services, made once. Several threads may ask at once."""

    def __init__(self, shelved: Shelved, encoder: Encoder, shelf: Shelf, reader: NeedReader | None = None) -> None:
        self._encoder = encoder
        self._reader = reader or need_reader()
        needs = self._reader.needs
        texts = shelved.texts
        offers = [one for need in needs for one in need.offers]
        told = [one for need in needs for one in need.told]
        rows = shelf.vectors([*texts, *offers, *told, *(need.name for need in needs)])
        ends = np.cumsum([len(texts), len(offers), len(told)])
        self._services, offered, examples, names = np.split(rows, ends)
        self._common = COMMON * examples.mean(axis=0)
        own = _long_one(examples - self._common)
        others = (_long_one(part - part.mean(axis=0)) for part in (offered, names))
        self._nearness = _learned(needs, (own, *others), shelved.words.terms)
        starts = np.cumsum([0, *(len(need.offers) for need in needs)][:-1])
        self._near = np.maximum.reduceat(offered @ self._services.T, starts, axis=0) - OFFERED_FROM
        np.maximum(self._near, 0, out=self._near)
        under: defaultdict[str, list[int]] = defaultdict(list)
        for row, terms in enumerate(shelved.terms):
            for term in terms:
                under[term].append(row)
        for place, need in enumerate(needs):
            is_under = np.zeros(len(texts), dtype=np.bool_)
            for term in need.terms:
                is_under[under.get(term, [])] = True
            self._near[place] += TERM * is_under
        most = self._near.max(axis=1, initial=LEAST_NEAR, keepdims=True)
        self._shares = FULL * self._near / most
        self._places = {need.id: place for place, need in enumerate(needs)}
        self._words = shelved.words
        self._offered_terms = [frozenset(self.terms(" ".join(need.offers))) for need in needs]

    def fits(
        self, situation: Situation, *, children: Sequence[Years] = ()
    ) -> tuple[NDArray[np.float32], tuple[Read, ...]]:
        """How well each service fits, in order, and the needs that were read."""
        vector = self._encoder.encode([situation.text])[0]
        own = _long_one((vector - self._common)[None])[0]
        needs = self._reader.read(situation, children=children, nearness=self._nearness.of(situation.text, own))
        fits = MEANING * (self._services @ (vector - self._common))
        if needs:
            places = [self._places[read.need.id] for read in needs]
            weights = np.array([read.weight for read in needs], dtype=np.float32)
            fits += _most_and_second(weights[:, None] ** 2 * self._shares[places])
        return fits + self._by_words(situation.text, needs), needs

    def nearness(self, need: Need) -> NDArray[np.float32]:
        """How near each service is to what is offered for a need, terms included: from 0."""
        found: NDArray[np.float32] = self._near[self._places[need.id]]
        return found

    def terms(self, text: str) -> list[str]:
        """The words of a text as they are compared."""
        return self._words.terms(text)

    def _by_words(self, text: str, needs: Sequence[Read]) -> NDArray[np.float32]:
        typed = dict.fromkeys(self.terms(text), 1.0)
        share = TYPED_WORDS / max(len(typed), _FEWEST_TERMS)
        found = share * _relative(self._words.scores(typed))
        offered: dict[str, float] = {}
        for read in needs:
            if read.weight >= _SURE:
                for term in self._offered_terms[self._places[read.need.id]]:
                    offered[term] = max(offered.get(term, 0.0), read.weight)
        return found + OFFERED_WORDS * _relative(self._words.scores(offered))


def _learned(needs: Sequence[Need], parts: Sequence[NDArray[np.float32]], terms: Terms) -> Nearness:
    """What the needs' examples, offers and names say of each need; `parts` are their vectors, in that order.

    A text that is an example of several needs is one text that is of each.
    """
    written: Sequence[Sequence[Sequence[str]]] = (
        [need.told for need in needs],
        [need.offers for need in needs],
        [(need.name,) for need in needs],
    )
    texts: list[str] = []
    rows: list[NDArray[np.float32]] = []
    belongs: list[NDArray[np.bool_]] = []
    for each, vectors in zip(written, parts, strict=True):
        places: dict[str, int] = {}
        numbered = [(place, text) for place, held in enumerate(each) for text in held]
        for (place, text), vector in zip(numbered, vectors, strict=True):
            if text not in places:
                places[text] = len(texts)
                texts.append(text)
                rows.append(vector)
                belongs.append(np.zeros(len(needs), dtype=np.bool_))
            belongs[places[text]][place] = True
    return Nearness(texts, np.array(rows), np.array(belongs), terms)


def _most_and_second(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each column the most, and a part of the second, where there is one."""
    found: NDArray[np.float32] = shares[0]
    if len(shares) > 1:
        most = np.partition(shares, -2, axis=0)
        found = most[-1] + SECOND * most[-2]
    return found


def _long_one(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors at length 1."""
    long: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return long


def _relative(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shares of the best."""
    best = float(scores.max()) if len(scores) else 0.0
    return scores / best if best > 0 else scores
