"""Dense search is exact: it agrees with numpy over all rows, whatever the filter."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.errors import ModelError
from index.dense import DenseRetriever
from index.encoder import HashingEncoder
from index.model import ModelCard
from index.retriever import Candidate


class Corner:
    """Encodes every text as the same direction, so that a row's score is its first number."""

    card = ModelCard("corner", 2, 8, "corner", "float32")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(np.array([[1, 0]], dtype=np.float32), (len(texts), 1))


def retriever_of(scores: Sequence[float]) -> DenseRetriever:
    return DenseRetriever(np.array([[score, 0] for score in scores], dtype=np.float32).reshape(-1, 2), Corner())


# Many equal scores, so that ties fall on the k-th place; quarters, so that they are equal to the last bit.
scored = st.lists(st.integers(-4, 4).map(lambda quarter: quarter / 4), max_size=120)


@given(scored, st.integers(1, 130), st.randoms(use_true_random=False))
def test_dense_agrees_with_sorting_all_allowed_rows(scores: list[float], k: int, random) -> None:
    allowed = np.array([random.random() < 0.5 for _ in scores], dtype=np.bool_)
    expected = sorted((-score, row) for row, score in enumerate(scores) if allowed[row])[:k]
    found = retriever_of(scores).retrieve("", k=k, allowed=allowed)
    assert [(-one.score, one.row) for one in found] == expected


@given(scored, st.integers(1, 130))
def test_dense_without_a_filter_is_dense_with_every_row_allowed(scores: list[float], k: int) -> None:
    retriever = retriever_of(scores)
    assert retriever.retrieve("", k=k) == retriever.retrieve("", k=k, allowed=np.ones(len(scores), dtype=np.bool_))


def test_dense_ties_go_by_row_even_where_hundreds_tie() -> None:
    found = retriever_of([0.5] * 500).retrieve("", k=3)
    assert found == [Candidate(0, 0.5, 1), Candidate(1, 0.5, 2), Candidate(2, 0.5, 3)]


def test_dense_with_nothing_allowed_finds_nothing() -> None:
    assert retriever_of([1, 0.5]).retrieve("", k=5, allowed=np.zeros(2, dtype=np.bool_)) == []
    assert retriever_of([]).retrieve("", k=5) == []
    assert retriever_of([1]).retrieve("", k=0) == []


def test_dense_agrees_with_numpy_on_real_shapes() -> None:
    encoder = HashingEncoder()
    texts = [f"word{n} word{n % 7} word{n % 31} child" for n in range(900)]
    vectors = encoder.encode(texts)
    found = DenseRetriever(vectors, encoder).retrieve("word3 child word12", k=25)
    cosines = vectors @ encoder.encode(["word3 child word12"])[0]
    expected = sorted(range(900), key=lambda row: (-round(float(cosines[row]), 6), row))[:25]
    assert [one.row for one in found] == expected
    assert [one.dense_rank for one in found] == list(range(1, 26))
    assert all(one.lexical_rank is None for one in found)


def test_dense_refuses_vectors_of_another_model() -> None:
    with pytest.raises(ModelError, match="Run `waymark ingest`"):
        DenseRetriever(np.zeros((3, 384), dtype=np.float32), HashingEncoder())
