"""Which sentence of one edition is which of another: how near each is to each is the same, however it is worked out."""

from __future__ import annotations

import numpy as np
import pytest

from alignment import matched
from alignment.matched import _Nearness


def nearness(seed: int = 7, *, many: int = 40, words: int = 12) -> _Nearness:
    """Sentences of a few of twelve words, each with a vector, of which some are nearly the same on both sides."""
    chance = np.random.default_rng(seed)
    told = [tuple(f"w{one}" for one in chance.integers(0, words, size=int(chance.integers(3, 9)))) for _ in range(many)]
    vectors = chance.normal(size=(2 * many, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    other = [one if place % 3 else (*one[1:], "other") for place, one in enumerate(told)]
    return _Nearness(tuple(told), tuple(other[5:]), vectors[:many], vectors[many : 2 * many - 5])


@pytest.mark.parametrize("most", [1, 97, 1_000_000])
def test_nearness_is_the_same_in_bands_and_whole(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    near = nearness()
    whole = near.block(range(40), range(35))
    monkeypatch.setattr(matched, "_MOST_AT_ONCE", most)
    assert np.allclose(near.block(range(40), range(35)), whole)
    assert np.allclose(near.block([3, 9], [1, 2, 30]), whole[np.ix_([3, 9], [1, 2, 30])])
    assert [(at, to) for at, to, _ in near.above(0.6)] == [tuple(one) for one in np.argwhere(whole >= 0.6).tolist()]
    first, second = whole.argmax(axis=1), whole.argmax(axis=0)
    sure = [(at, int(to)) for at, to in enumerate(first) if second[to] == at and whole[at, to] >= matched._SURE]
    assert sure
    assert near.sure() == sure


def test_nothing_is_near_to_nothing() -> None:
    none: np.ndarray = np.zeros((0, 8), dtype=np.float32)
    near = _Nearness((), (("a",),), none, np.ones((1, 8), dtype=np.float32))
    assert near.block([], [0]).shape == (0, 1)
    assert (list(near.above(0.1)), near.sure()) == ([], [])
