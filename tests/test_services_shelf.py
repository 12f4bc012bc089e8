"""Texts of services as vectors and words: encoded once and kept, broken files made anew, rare words first."""

import dataclasses

import numpy as np
from shown_services import service

from index.hashing import HashingEncoder
from services.shelf import Shelf, Words, text_of

ENCODER = HashingEncoder()


class _Counting:
    def __init__(self, card=ENCODER.card):
        self.card, self.texts = card, []

    def encode(self, texts):
        self.texts += texts
        return ENCODER.encode(texts)


def test_what_is_encoded_once_is_kept_by_its_text_and_its_encoder(tmp_path):
    first, again = _Counting(), _Counting()
    rows = Shelf(tmp_path, first).vectors(["a", "b", "a"])
    assert first.texts == ["a", "b"]
    assert np.array_equal(rows[0], rows[2])
    assert np.array_equal(Shelf(tmp_path, again).vectors(["b", "c"]), Shelf(tmp_path, _Counting()).vectors(["b", "c"]))
    assert again.texts == ["c"]
    other = _Counting(dataclasses.replace(ENCODER.card, fingerprint="another" * 10))
    Shelf(tmp_path, other).vectors(["b"])
    assert other.texts == ["b"]


def test_a_file_of_vectors_that_is_broken_is_made_anew(tmp_path):
    Shelf(tmp_path, _Counting()).vectors(["a"])
    (path,) = (tmp_path / "services").iterdir()
    path.write_bytes(b"broken")
    again = _Counting()
    Shelf(tmp_path, again).vectors(["a"])
    assert again.texts == ["a"]
    assert Shelf(tmp_path, ENCODER).vectors([]).shape == (0, ENCODER.card.dimension)


def test_words_that_few_texts_hold_count_for_more():
    words = Words.of(["football club", "football team", "chess club night"])
    scores = words.scores({"footbal": 1.0, "chess": 1.0, "nobody": 1.0})
    assert scores[2] > scores[0] == scores[1] > 0
    assert words.scores({}).tolist() == [0, 0, 0]
    assert len(Words.of([]).scores({"a": 1.0})) == 0


def test_what_is_encoded_has_no_markup_and_is_never_empty():
    assert text_of(service(name="A", description="<p>B &amp; c</p>")) == "A. B & c"
    assert text_of(service()) == "1"
