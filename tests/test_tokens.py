"""Tokens of passages, held in bytes, and how near they are to a question's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ModelError, StoreMismatchError
from core.settings import TUNED_MODEL
from index.ahead import Ahead
from index.encoder import HashingEncoder, load_encoder
from index.generation import open_generation
from index.model import TokenEncoder
from index.search import Searcher
from index.store import open_store
from index.tokens import Tokens
from tests.fakes import ACROSS, ALONG, Asking, draft_of, generation_of, tokens_of


def test_nearness_is_the_mean_of_each_tokens_best() -> None:
    tokens = Tokens.of([tokens_of(ALONG), tokens_of(ALONG, ACROSS), tokens_of(), tokens_of([-127, 0])])
    assert tokens is not None
    found = tokens.nearness(tokens_of(ALONG, ACROSS), [1, 0, 2, 3])
    np.testing.assert_allclose(found, [1.0, 0.5, 0.0, -0.5], atol=1e-6)
    assert tokens.nearness(tokens_of(), [1]).tolist() == [0.0]


@given(st.lists(st.lists(st.tuples(*[st.integers(-127, 127)] * 2), max_size=4), min_size=1, max_size=5), st.data())
def test_nearness_agrees_with_one_passage_at_a_time(passages: list[list[tuple[int, int]]], data: st.DataObject) -> None:
    tokens = Tokens.of([tokens_of(*one) for one in passages])
    assert tokens is not None
    asked = tokens_of(*data.draw(st.lists(st.tuples(*[st.integers(-127, 127)] * 2), min_size=1, max_size=3)))
    rows = data.draw(st.lists(st.sampled_from(range(len(passages))), max_size=6))
    for near, row in zip(tokens.nearness(asked, rows), rows, strict=True):
        held = tokens_of(*passages[row]).astype(float)
        best = [max((float(token @ one) for one in held), default=0.0) for token in asked.astype(float)]
        assert near == pytest.approx(sum(best) / len(best) / 127**2, abs=1e-5)


def test_a_question_is_encoded_once_for_its_vector_and_its_tokens() -> None:
    encoder = Asking(tokens_of(ALONG))
    ahead = Ahead(encoder)
    with ahead.of(["q"]):
        assert ahead.encode_tokens("q") is encoder.tokens
        assert encoder.asked == ["q"]
    assert ahead.encode_tokens("q") is encoder.tokens
    assert encoder.asked == ["q", "q"]


def test_an_encoder_without_tokens_says_so() -> None:
    with pytest.raises(ModelError, match="gives no vectors for a text's tokens"):
        Ahead(HashingEncoder()).encode_tokens("q")


def test_a_searcher_whose_encoder_gives_no_tokens_leaves_those_of_the_store(tmp_path: Path) -> None:
    draft = replace(draft_of({"a": ["One thing.", "Another."]}), tokens=Tokens.of([tokens_of(ALONG), tokens_of(ALONG)]))
    generation = generation_of(tmp_path, draft)
    (hit,) = Searcher(generation, HashingEncoder()).search("another", k=1)
    assert hit.passage.text == "Another."
    asking = Asking(tokens_of(ALONG))
    Searcher(generation, asking).search("another", k=1)
    assert asking.asked


def test_a_generation_keeps_its_tokens_and_is_refused_when_they_are_not_those_of_its_passages(tmp_path: Path) -> None:
    draft = draft_of({"a": ["One thing.", "Another."]})
    assert generation_of(tmp_path / "without", draft).tokens is None
    held = generation_of(
        tmp_path / "with", replace(draft, tokens=Tokens.of([tokens_of(ALONG), tokens_of(ALONG, ACROSS)]))
    )
    assert held.tokens is not None
    np.testing.assert_array_equal(held.tokens.of_row(1), tokens_of(ALONG, ACROSS))
    with pytest.raises(StoreMismatchError, match="its counts are not those of its manifest"):
        generation_of(tmp_path / "wrong", replace(draft, tokens=Tokens.of([tokens_of(ALONG)])))


def test_the_tuned_encoder_gives_tokens_with_the_same_vectors() -> None:
    encoder = load_encoder(TUNED_MODEL)
    assert isinstance(encoder, TokenEncoder)
    texts = ["The conference is held within 15 working days.", "Pocket money", "x " * 400]
    rows, tokens = encoder.encode_whole(texts)
    assert (np.sum(rows * encoder.encode(texts), axis=1) > 0.999).all()
    assert len(tokens[1]) == 2
    assert len(tokens[2]) == encoder.card.max_tokens - 2
    lengths = np.linalg.norm(tokens[0].astype(float), axis=1)
    assert lengths == pytest.approx(np.full(len(lengths), 127.0), abs=4)
    assert encoder.encode_whole([])[1] == []


def test_a_built_store_has_the_tokens_of_every_passage(sample_store: Path) -> None:
    generation = open_store(sample_store)
    assert generation.tokens is not None
    assert len(generation.tokens.starts) == len(generation.passages) + 1
    assert (np.diff(generation.tokens.starts) > 0).all()
    assert open_generation(generation.folder).tokens is not None
