"""The second stage: what a closer look adds to the first candidates, and the weights that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.records import Passage
from evaluations.training.pairs import read_lines
from evaluations.training.weighing import LISTS, Judged, cross_measured, fitted, measured
from index import rescoring
from index.rescoring import WEIGHTS, Grounds, Rescored
from index.retriever import Candidate
from index.tokens import Tokens
from practice.examples import JUDGED, QUERIES
from tests.fakes import ACROSS, ALONG, Asking, passages_of, tokens_of

NAMES = list(WEIGHTS)
UNIT = np.array([1.0, 0.0], dtype=np.float32)


class Fixed:
    """A retriever that always finds the same candidates."""

    def __init__(self, *candidates: Candidate) -> None:
        self.candidates = list(candidates)

    def retrieve(self, query: str, *, k: int, allowed: NDArray[np.bool_] | None = None) -> list[Candidate]:
        return self.candidates[:k]


class Turned(Asking):
    """Every question's vector is the unit one."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([UNIT for _ in texts])


def grounds(passages: Sequence[Passage], cosines: Sequence[float], tokens: Sequence[NDArray[np.int8]]) -> Grounds:
    """Grounds of passages whose cosines with the unit vector are these."""
    vectors = np.array([[one, (1 - one * one) ** 0.5] for one in cosines], dtype=np.float32)
    held = Tokens.of(tokens)
    assert held is not None
    return Grounds(passages, vectors, held)


def sign(name: str, found: NDArray[np.float32]) -> list[float]:
    return [float(one) for one in found[:, NAMES.index(name)]]


def test_each_sign_says_what_it_says() -> None:
    one, two, note, alone = (
        *passages_of("a", ["Four words stand here.", "Two words.", "A note."]),
        *passages_of("b", ["x"]),
    )
    passages = [one, replace(two, is_figure=True), replace(note, cited_in=0), alone]
    tokens = [tokens_of(ALONG), tokens_of(ALONG, ACROSS), tokens_of(ACROSS), tokens_of()]
    candidates = [Candidate(row, 0.5, share=share) for row, share in ((2, 0.1), (0, None), (1, 0.2), (3, None))]
    found = grounds(passages, [0.3, 0.6, 0.9, 0.4], tokens).signs(candidates, UNIT, tokens_of(ALONG))
    assert sign("words", found) == pytest.approx([0.1, 0, 0.2, 0])
    assert sign("tokens", found) == pytest.approx([0, 1, 1, 0], abs=1e-6)
    assert sign("beside", found) == pytest.approx([0.6, 0.6, 0.9, 0.4]), "none beside it: its own"
    assert sign("figure", found) == [0, 0, 1, 0]
    assert sign("footnote", found) == [1, 0, 0, 0]


def test_the_first_are_scored_anew_and_the_rest_stay_behind_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rescoring, "WEIGHTS", {name: float(name == "tokens") for name in NAMES})
    held = grounds(passages_of("a", ["w"] * 4), [0.5] * 4, [tokens_of(one) for one in (ACROSS, ALONG, ALONG, ALONG)])
    first = Fixed(*(Candidate(row, score, mixed=score) for row, score in ((0, 0.9), (1, 0.8), (2, 0.7), (3, 0.6))))
    found = Rescored(first, held, Turned(tokens_of(ALONG)), first=2).retrieve("q", k=4)
    assert [candidate.row for candidate in found] == [1, 0, 2, 3]
    assert [candidate.score for candidate in found] == pytest.approx([1.8, 0.9, 0.7, 0.6])
    assert [candidate.mixed for candidate in found] == [0.8, 0.9, 0.7, 0.6]
    assert Rescored(first, held, Turned(tokens_of(ALONG)), first=3).retrieve("q", k=1)[0].row == 1


def test_what_finds_nothing_asks_for_no_tokens() -> None:
    encoder = Turned(tokens_of(ALONG))
    assert (
        Rescored(Fixed(), grounds(passages_of("a", ["w"]), [0.5], [tokens_of(ALONG)]), encoder).retrieve("q", k=3) == []
    )
    assert encoder.asked == []


def lists(count: int = 40) -> list[Judged]:
    """Lists in which the first score and the sign `beside` together tell what is worth something."""
    draw = np.random.default_rng(1)
    found = []
    for _ in range(count):
        signs = draw.normal(size=(30, len(NAMES))).astype(np.float32)
        scores = draw.normal(size=30).astype(np.float32)
        worth = np.where(scores + signs[:, NAMES.index("beside")] > 1.5, 3, 0).astype(np.float32)
        best = np.sort(worth)[::-1][:10]
        ideal = float((best / np.log2(np.arange(2, 12))).sum())
        found.append(Judged(scores, signs, worth, ideal))
    return found


def test_weights_are_fitted_to_what_tells_and_measured_on_other_lists() -> None:
    held = lists()
    weights = fitted(held, NAMES)
    assert max(weights, key=lambda name: abs(weights[name])) == "beside"
    assert measured(held, [weights[name] for name in NAMES]) > 0.9 > measured(held, None)
    assert cross_measured(held, NAMES) > 0.9 > cross_measured(held, [name for name in NAMES if name != "beside"])


def test_lists_for_the_weights_hold_no_query_that_the_encoder_learned_from() -> None:
    asked = {line["key"].casefold() for line in read_lines(LISTS)}
    assert len(asked) > 300
    taught = {line["query"] for line in read_lines(QUERIES)} | {line["key"] for line in read_lines(JUDGED)}
    assert not asked & {one.casefold() for one in taught}
