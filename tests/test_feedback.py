"""Feedback: what is near the first answers comes up, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from index.feedback import Feedback
from tests.fakes import FixedRetriever

VECTORS = np.array([[1, 0], [0.6, 0.8], [0, 1], [0.8, 0.6]], dtype=np.float32)


def test_a_passage_near_the_best_ones_overtakes_one_that_is_not() -> None:
    found = Feedback(FixedRetriever([0, 2, 3], [0.9, 0.5, 0.4]), VECTORS, first=1, weight=0.5).retrieve("", k=3)
    assert [(one.row, one.score) for one in found] == [
        (0, pytest.approx(0.9 + 0.5)),
        (3, pytest.approx(0.4 + 0.4)),
        (2, pytest.approx(0.5)),
    ]


def test_nearness_is_to_the_mean_of_the_first() -> None:
    found = Feedback(FixedRetriever([0, 2, 1], [0.9, 0.8, 0.1]), VECTORS, first=2, weight=1.0).retrieve("", k=3)
    assert {one.row: one.score for one in found} == pytest.approx({0: 0.9 + 0.5, 2: 0.8 + 0.5, 1: 0.1 + 0.7})


def test_without_weight_it_is_the_search_within() -> None:
    search = FixedRetriever([2, 0, 1], [0.9, 0.5, 0.4])
    assert Feedback(search, VECTORS, weight=0.0).retrieve("", k=2) == search.retrieve("", k=2)


def test_no_answer_stays_none() -> None:
    assert Feedback(FixedRetriever([]), VECTORS).retrieve("", k=5) == []


def test_ranks_of_both_searches_are_kept_and_rows_that_are_not_allowed_stay_out() -> None:
    allowed = np.array([False, True, True, True])
    search = FixedRetriever([0, 1, 3], [0.9, 0.5, 0.4])
    found = Feedback(search, VECTORS).retrieve("", k=3, allowed=allowed)
    assert {one.row for one in found} == {1, 3}
    within = {one.row: (one.dense_rank, one.lexical_rank) for one in search.retrieve("", k=3, allowed=allowed)}
    assert {one.row: (one.dense_rank, one.lexical_rank) for one in found} == within
