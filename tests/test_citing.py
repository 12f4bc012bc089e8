"""A footnote that is found is answered by the passage that cites it."""

from dataclasses import replace

import numpy as np
import pytest
from fakes import FixedRetriever, passages_of
from hypothesis import given
from hypothesis import strategies as st

from index.citing import Citing
from index.retriever import Candidate

PASSAGES = passages_of("a", ["text", "note", "text", "note"]) + passages_of("b", ["text", "note"])
CITED = {1: 0, 3: 0, 5: 0}
NOTED = [replace(one, cited_in=CITED.get(row)) for row, one in enumerate(PASSAGES)]
ROW_OF = {1: 0, 3: 0, 5: 4}


def test_a_footnote_gives_its_citing_passage_with_its_own_score() -> None:
    found = Citing(FixedRetriever([3, 2, 5], [9, 8, 7]), NOTED).retrieve("", k=3)
    assert found == [Candidate(0, 9.0, through=3), Candidate(2, 8.0), Candidate(4, 7.0, through=5)]


def test_a_passage_found_by_its_footnotes_too_is_given_once() -> None:
    found = Citing(FixedRetriever([1, 0, 3, 2]), NOTED).retrieve("", k=4)
    assert [one.row for one in found] == [0, 2]


def test_more_is_asked_for_until_k_are_found() -> None:
    found = Citing(FixedRetriever([0, 1, 3, 5, 2]), NOTED).retrieve("", k=3)
    assert [one.row for one in found] == [0, 4, 2]


def test_a_footnote_whose_passage_is_not_allowed_stands_for_itself() -> None:
    allowed = np.array([False, True, True, True, True, True])
    found = Citing(FixedRetriever([1, 2]), NOTED).retrieve("", k=2, allowed=allowed)
    assert [one.row for one in found] == [1, 2]


def test_an_untied_footnote_stands_for_itself() -> None:
    assert [one.row for one in Citing(FixedRetriever([1]), PASSAGES).retrieve("", k=1)] == [1]


@pytest.mark.parametrize("k", [0, -1])
def test_no_hits_are_asked_for_and_none_given(k: int) -> None:
    assert Citing(FixedRetriever([1, 2]), NOTED).retrieve("", k=k) == []


@given(st.permutations(range(6)), st.integers(1, 8))
def test_rows_are_distinct_and_no_tied_footnote(order: list[int], k: int) -> None:
    rows = [one.row for one in Citing(FixedRetriever(order), NOTED).retrieve("", k=k)]
    expected = list(dict.fromkeys(ROW_OF.get(row, row) for row in order))
    assert rows == expected[:k]
