"""Fusion: the published formula, worked by hand, and laws that hold for any two searches."""

import numpy as np
import pytest
from fakes import FixedRetriever
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import RankFusion, ScoreMix
from index.retriever import Candidate


def test_rank_fusion_follows_the_published_formula() -> None:
    found = RankFusion(FixedRetriever([4, 2, 9]), FixedRetriever([2, 7])).retrieve("", k=10)
    assert found == [
        Candidate(2, pytest.approx(1 / 62 + 1 / 61), 2, 1),
        Candidate(4, pytest.approx(1 / 61), 1, None),
        Candidate(7, pytest.approx(1 / 62), None, 2),
        Candidate(9, pytest.approx(1 / 63), 3, None),
    ]


def test_rank_fusion_weighs_each_search() -> None:
    found = RankFusion(FixedRetriever([1]), FixedRetriever([2]), lexical_weight=2).retrieve("", k=2)
    assert [(one.row, one.score) for one in found] == [(2, pytest.approx(2 / 61)), (1, pytest.approx(1 / 61))]


def test_score_mix_adds_a_share_of_the_best_lexical_score_to_the_cosine() -> None:
    dense, lexical = FixedRetriever([1, 2, 3], [0.8, 0.6, 0.4]), FixedRetriever([3, 2, 5], [12, 6, 4])
    found = ScoreMix(dense, lexical, lexical_weight=0.3).retrieve("", k=10)
    expected = {1: 0.8, 2: 0.6 + 0.15, 3: 0.4 + 0.3, 5: 0.4 + 0.1}
    assert {one.row: one.score for one in found} == pytest.approx(expected)
    assert [one.row for one in found] == [1, 2, 3, 5]
    assert [(one.dense_rank, one.lexical_rank) for one in found if one.row == 3] == [(3, 1)]
    assert [one.mixed for one in found] == [one.score for one in found]
    assert {one.row: one.cosine for one in found} == {1: 0.8, 2: 0.6, 3: 0.4, 5: None}
    assert {one.row: one.share for one in found} == {1: None, 2: 0.15, 3: 0.3, 5: pytest.approx(0.1)}


def test_score_mix_without_weight_is_the_dense_search() -> None:
    dense, lexical = FixedRetriever([1, 2, 3]), FixedRetriever([3, 2, 1])
    assert [one.row for one in ScoreMix(dense, lexical, lexical_weight=0).retrieve("", k=3)] == [1, 2, 3]


def test_score_mix_of_one_empty_search_is_the_other() -> None:
    assert [one.row for one in ScoreMix(FixedRetriever([]), FixedRetriever([3, 2])).retrieve("", k=3)] == [3, 2]
    assert [one.row for one in ScoreMix(FixedRetriever([1, 2]), FixedRetriever([])).retrieve("", k=3)] == [1, 2]


@pytest.mark.parametrize("kind", [RankFusion, ScoreMix])
def test_both_searches_are_asked_deeper_than_the_answer(kind: type[RankFusion] | type[ScoreMix]) -> None:
    dense, lexical = FixedRetriever([1]), FixedRetriever([2])
    kind(dense, lexical, depth=50).retrieve("", k=3)
    kind(dense, lexical, depth=50).retrieve("", k=80)
    assert dense.asked == lexical.asked == [50, 80]


found_rows = st.lists(st.integers(0, 30), unique=True, max_size=20)


@pytest.mark.parametrize("kind", [RankFusion, ScoreMix])
@given(first=found_rows, second=found_rows, k=st.integers(0, 40), seed=st.integers(0, 9))
def test_fusion_gives_the_union_filtered_and_in_order(
    kind: type[RankFusion] | type[ScoreMix], first: list[int], second: list[int], k: int, seed: int
) -> None:
    allowed = np.random.default_rng(seed).random(31) < 0.7
    found = kind(FixedRetriever(first), FixedRetriever(second)).retrieve("", k=k, allowed=allowed)
    union = {row for row in first + second if allowed[row]}
    assert {one.row for one in found} <= union
    assert len(found) == len({one.row for one in found}) == min(k, len(union))
    assert found == sorted(found, key=lambda one: (-one.score, one.row))
    assert all((one.dense_rank is None) == (one.row not in first) for one in found)


def test_two_empty_searches_fuse_to_nothing() -> None:
    assert RankFusion(FixedRetriever([]), FixedRetriever([])).retrieve("", k=5) == []
    assert ScoreMix(FixedRetriever([]), FixedRetriever([])).retrieve("", k=5) == []
