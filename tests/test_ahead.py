"""What is encoded ahead is not encoded again, and not remembered."""

from collections.abc import Sequence
from threading import Thread

import numpy as np

from index.ahead import Ahead
from index.encoder import HashingEncoder


class Counting(HashingEncoder):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked.append(list(texts))
        return super().encode(texts)


def test_what_is_encoded_ahead_is_encoded_once_and_forgotten() -> None:
    encoder = Counting()
    ahead = Ahead(encoder)
    with ahead.of(["a bruise", "a fall"]) as rows:
        assert np.array_equal(ahead.encode(["a fall"]), rows[1:])
        assert np.array_equal(ahead.encode(["a fall", "a bruise"]), rows[::-1])
    assert encoder.asked == [["a bruise", "a fall"]]
    assert np.array_equal(ahead.encode(["a fall"]), rows[1:])
    assert encoder.asked[1:] == [["a fall"]]
    assert ahead.card == encoder.card


def test_what_is_not_held_is_asked_of_the_encoder() -> None:
    encoder = Counting()
    ahead = Ahead(encoder)
    with ahead.of(["a bruise"]):
        assert ahead.encode([]).shape == (0, encoder.card.dimension)
        ahead.encode(["a bruise", "a fall"])
    assert encoder.asked == [["a bruise"], [], ["a bruise", "a fall"]]


def test_another_thread_does_not_see_what_is_held() -> None:
    encoder = Counting()
    ahead = Ahead(encoder)
    with ahead.of(["a bruise"]):
        other = Thread(target=ahead.encode, args=(["a bruise"],))
        other.start()
        other.join()
    assert encoder.asked == [["a bruise"], ["a bruise"]]


def test_what_a_with_around_holds_is_not_encoded_again() -> None:
    encoder = Counting()
    ahead = Ahead(encoder)
    with ahead.of(["a bruise", "a fall"]) as rows, ahead.of(["a fall", "a burn", "a fall"]) as within:
        assert np.array_equal(within[:1], rows[1:])
        assert np.array_equal(within[0], within[2])
        assert np.array_equal(ahead.encode(["a bruise"]), rows[:1])
    assert encoder.asked == [["a bruise", "a fall"], ["a burn"]]
