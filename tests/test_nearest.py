"""The sentence nearest to a question by the tokens in the store: the one whose tokens match, always of its passage."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import TUNED_MODEL
from evaluations.sentences import Case, right
from index.encoder import HashingEncoder, load_encoder
from index.nearest import QuestionVectors, Sentences
from index.tokens import Tokens
from tests.fakes import passages_of

ALONG, ACROSS = (127, 0), (0, 127)
TEXT = "Bruise seen. Police are told. Tea is served."


class Silent(HashingEncoder):
    """An encoder that must not be asked."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        raise AssertionError(texts)


def nearest(text: str, tokens: Sequence[tuple[int, int]], asked: Sequence[tuple[int, int]]) -> str:
    held = Tokens.of([np.array(tokens, dtype=np.int8).reshape(len(tokens), 2)])
    question = QuestionVectors(np.zeros(2, dtype=np.float32), np.array(asked, dtype=np.int8))
    [sentence] = Sentences(passages_of("doc", [text]), Silent(), held).nearest(question, [0])
    return sentence


@pytest.mark.parametrize(
    ("place", "sentence"), [(0, "Bruise seen."), (1, "Bruise seen."), (2, "Police are told."), (7, "Tea is served.")]
)
def test_sentence_with_the_nearest_token_is_shown_and_none_is_encoded(place: int, sentence: str) -> None:
    title = [ALONG, ALONG]
    tokens = [ALONG if at == place else ACROSS for at in range(8)]
    assert nearest(TEXT, [*title, *tokens], [ALONG]) == sentence


def test_every_token_of_the_question_counts() -> None:
    tokens = [ALONG, ACROSS, ALONG, ALONG, ALONG, ACROSS, ACROSS, ACROSS]
    assert nearest(TEXT, tokens, [ALONG, ACROSS]) == "Bruise seen."
    assert nearest(TEXT, tokens, [ACROSS]) == "Bruise seen."
    assert nearest(TEXT, [ALONG] * 8, [ALONG]) == "Bruise seen."


def test_passage_of_fewer_tokens_than_words_is_shown_whole() -> None:
    assert nearest(TEXT, [ALONG] * 3, [ALONG]) == TEXT


@given(st.text(alphabet="ab .?\n•", min_size=1, max_size=60), st.integers(0, 3), st.randoms())
def test_what_is_shown_is_always_in_its_passage(text: str, title: int, random: np.random.Generator) -> None:
    [passage] = passages_of("doc", [text])
    count = title + len(passage.text.split())
    tokens = [random.choice([ALONG, ACROSS]) for _ in range(count)]
    sentence = nearest(text, tokens, [ALONG])
    assert sentence
    assert sentence in passage.text


def test_tokens_of_the_encoder_that_ships_find_the_sentence() -> None:
    encoder = load_encoder(TUNED_MODEL)
    text = "The manager checks the rota. The police must be told of a missing child at once. Meals are at six."
    passages = passages_of("doc", [text])
    vectors, tokens = encoder.encode_whole([f"A title of its own\n{text}", "boy not come home, call 999?"])
    sentences = Sentences(passages, encoder, Tokens.of(tokens[:1]))
    assert sentences.nearest(QuestionVectors(vectors[1], tokens[1]), [0]) == [
        "The police must be told of a missing child at once."
    ]


def test_sentence_is_right_where_the_anchor_begins() -> None:
    assert right(Case("", 0, TEXT.index("are told")), "Police are told.", TEXT)
    assert not right(Case("", 0, TEXT.index("are told")), "Tea is served.", TEXT)
