"""The training of the shipped encoder: what it learns from holds no judged query, and the recipe teaches."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from core.errors import EvaluationError, ModelError
from core.records import Page, Passage, Reading
from core.settings import PACKAGED_MODEL, TUNED_MODEL
from evaluations.judgements import MOST_WORDS, read_queries
from evaluations.training.comparing import Question, as_passages, compared, outside_questions
from evaluations.training.pairs import OUTSIDE, Pair, judged_pairs, own_pairs, read_lines, shared_pairs
from evaluations.training.recipe import Recipe, Student, _left_out, blended, nearness, trained
from evaluations.training.weighing import LISTS
from index import model as model_module
from index.encoder import DIRECTIONS, HashingEncoder, SentenceTransformerEncoder, load_encoder, load_fingerprint
from index.lexical import LexicalRetriever, write_lexical
from index.model import LAYERS, find_layers, find_model
from index.tokens import Tokens
from practice.examples import JUDGED, QUERIES, SITUATIONS
from tests.fakes import ACROSS, ALONG

TEXT = "A review is held within 20 working days.\nThe child is asked first.\nThe chair signs the record."
CUTS = ((0, 40), (41, 66), (67, 94))
PASSAGES = [Passage(f"a#{at}", "a", at, *cut, TEXT[cut[0] : cut[1]]) for at, cut in enumerate(CUTS)]
READINGS = {"a": Reading(TEXT, (), (Page(1, None, 0, len(TEXT)),))}
QUICK = Recipe(epochs=12, batch=3, rate=2e-4, query_tokens=16, passage_tokens=24)


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def words(query: str) -> str:
    return " ".join(re.findall(r"\w+", query.casefold()))


def test_no_judged_query_teaches_the_encoder_or_the_direction() -> None:
    judged = {words(query.query) for query in read_queries()}
    for path in (QUERIES, OUTSIDE, SITUATIONS):
        assert not judged & {words(row["query"]) for row in read_lines(path)}, path.name
    for path in (JUDGED, LISTS):
        assert not judged & {words(row["key"]) for row in read_lines(path)}, path.name


def test_what_teaches_names_places_by_few_words_and_each_query_once() -> None:
    rows = read_lines(QUERIES)
    assert len({row["query"] for row in rows}) == len(rows) > 4_000
    anchors = [row["anchor"] for row in rows]
    judged = [*read_lines(JUDGED), *read_lines(LISTS)]
    anchors += [anchor for row in judged for kind in ("direct", "helps", "wrong") for _, _, anchor in row[kind]]
    assert all(0 < len(re.findall(r"[a-z0-9]+", anchor.casefold())) < MOST_WORDS for anchor in anchors)


def test_own_pairs_are_the_passages_that_their_anchors_begin_in(tmp_path: Path) -> None:
    row = {"query": "who signs", "doc_id": "a", "page": 1, "anchor": "chair signs"}
    path = written(tmp_path / "queries.jsonl", row, row | {"doc_id": "not held"})
    assert own_pairs(PASSAGES, READINGS, path=path) == [Pair("who signs", "who signs", 2, "a")]


def test_an_anchor_that_does_not_stand_once_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "queries.jsonl", {"query": "x", "doc_id": "a", "page": 1, "anchor": "e"})
    with pytest.raises(EvaluationError, match=r"“e” stands \d times in a page 1\n1 anchors do not hold"):
        own_pairs(PASSAGES, READINGS, path=path)


def test_shared_pairs_are_the_passages_that_hold_most_of_the_words(tmp_path: Path) -> None:
    asked = {"id": "T1", "query": "is he asked", "doc_id": "a"}
    path = written(
        tmp_path / "queries.jsonl",
        asked | {"passage": "• The child is asked  first."},
        asked | {"passage": "Nothing of the kind stands anywhere in it."},
    )
    assert shared_pairs(PASSAGES, path) == [Pair("T1", "is he asked", 1, "a")]


def test_a_judged_query_is_a_pair_for_each_passage_that_answers_or_helps(tmp_path: Path) -> None:
    said = {"direct": [["a", 1, "The child is"]], "helps": [["a", 1, "chair signs"]], "wrong": [["b", 1, "gone"]]}
    path = written(tmp_path / "judged.jsonl", {"key": "T1"} | said)
    pairs = [Pair("T1", "is he asked", 0, "a"), Pair("T2", "another", 2, "a")]
    one, two, three, other = judged_pairs(pairs, PASSAGES, READINGS, path=path)
    assert (one.row, two.row, three.row, other) == (0, 1, 2, pairs[1])
    assert (one.helps, two.helps, three.helps) == (False, False, True)
    assert one.right == two.right == three.right == {0, 1, 2}
    assert one.wrong == frozenset()


def test_the_recipe_teaches_and_leaves_the_words_as_they_were() -> None:
    queries = ["how long til we sit down together", "does the kid get a say", "whose name goes on it"]
    pairs = [Pair(query, query, row, "a") for row, query in enumerate(queries)]
    texts = [passage.text for passage in PASSAGES]
    told: list[str] = []
    layers = trained(pairs, texts, np.arange(3), recipe=QUICK, tell=told.append)
    assert layers.pop(DIRECTIONS).shape == (384, 64)
    assert not [name for name in layers if "embeddings" in name]
    assert all(value.dtype is torch.float16 and value.isfinite().all() for value in layers.values())

    def nearness(student: Student) -> float:
        asked, passages = student.read_all(student.tokens(queries)), student.read_all(student.tokens(texts))
        return float((asked.vectors @ passages.vectors.T).softmax(1).diagonal().mean())

    taught, plain = Student(), Student()
    taught._model.load_state_dict({name: value.float() for name, value in layers.items()}, strict=False)
    assert nearness(taught) > nearness(plain) + 0.02
    assert told[0].startswith("epoch 1: encoding 3 passages")


def test_a_blend_lies_between_the_plain_layers_and_the_trained(tmp_path: Path) -> None:
    plain = Student().layers()
    trained_layers = {name: value + 1 for name, value in plain.items()}
    found = blended(trained_layers, 0.25, ["The child is asked first.", "The chair signs the record."])
    directions = found.pop(DIRECTIONS)
    assert directions.shape == (384, 64)
    assert torch.allclose(directions.float().T @ directions.float(), torch.eye(64), atol=0.02)
    for name, value in plain.items():
        assert torch.allclose(found[name].float(), value.float() + 0.25, atol=0.01)


def test_what_was_judged_wrong_is_no_right_answer_and_what_was_judged_right_is_no_wrong_one() -> None:
    scores, own = torch.tensor([[1.0, 0.999, 0.5]]), torch.tensor([[1.0]])
    places = {0: 0, 1: 1, 2: 2}
    pair = Pair("q", "q", 0, "a")

    def left_out(judged: Pair) -> list[bool]:
        return _left_out(scores, own, [judged], places, margin=0.95)[0].tolist()

    assert left_out(pair) == [True, True, False], "as near as the right one: as a rule another right one"
    assert left_out(replace(pair, wrong=frozenset({1}))) == [True, False, False]
    assert left_out(replace(pair, right=frozenset({2}))) == [True, True, True]


def test_tokens_are_compared_as_the_second_stage_compares_them() -> None:
    asked, passages = [np.array([ALONG, ACROSS]), np.array([ACROSS])], [np.array([ALONG]), np.array([ALONG, ACROSS])]
    held = Tokens.of([one.astype(np.int8) for one in passages])
    assert held is not None
    found = nearness(*([torch.tensor(one / 127.0).float() for one in texts] for texts in (asked, passages)))
    for row, one in zip(found, asked, strict=True):
        assert row.tolist() == pytest.approx(held.nearness(one.astype(np.int8), [0, 1]).tolist(), abs=0.01)


def test_the_tuned_encoder_is_another_than_the_plain_one() -> None:
    tuned = load_encoder(TUNED_MODEL)
    assert tuned.card.name == TUNED_MODEL
    assert tuned.card.fingerprint == load_fingerprint(TUNED_MODEL) != load_fingerprint(PACKAGED_MODEL)
    query, right, wrong = tuned.encode(
        ["strat was last week, whens conference", "Initial child protection conference: timing", "Pocket money"]
    )
    assert query @ right > query @ wrong
    assert LAYERS.stat().st_size < 50_000_000


def test_layers_that_are_gone_or_of_another_model_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors.torch import save_file

    other = tmp_path / "layers.safetensors"
    save_file({"nowhere.weight": torch.zeros(2), DIRECTIONS: torch.zeros(384, 2)}, other)
    with pytest.raises(ModelError, match=r"layers\.safetensors has layers that the model has not: nowhere\.weight"):
        SentenceTransformerEncoder("x", find_model(PACKAGED_MODEL), layers=other)
    save_file({"encoder.layer.0.output.dense.bias": torch.zeros(384)}, other)
    with pytest.raises(ModelError, match=r"layers\.safetensors has no token_directions"):
        SentenceTransformerEncoder("x", find_model(PACKAGED_MODEL), layers=other)
    monkeypatch.setattr(model_module, "LAYERS", tmp_path / "none.safetensors")
    with pytest.raises(ModelError, match=f"use {PACKAGED_MODEL}"):
        find_layers(TUNED_MODEL)


def test_the_layers_that_ship_are_half_precision_and_no_embeddings() -> None:
    layers = load_file(LAYERS)
    assert {value.dtype for value in layers.values()} == {torch.float16}
    assert not [name for name in layers if "embeddings" in name]


def test_the_other_fields_questions_are_read_and_measured(tmp_path: Path) -> None:
    written(
        tmp_path / "passages.jsonl",
        {"doc_id": 1, "passage_id": "1.1", "text": "A fund must publish its prospectus."},
        {"doc_id": 1, "passage_id": "1.2", "text": "Fees are due in March."},
    )
    written(
        tmp_path / "dev.jsonl",
        {"query_id": "x", "query": "when are fees due", "relevant": [[1, "1.2"]]},
        {"query_id": "y", "query": "of a paragraph that is not there", "relevant": [[9, "1"]]},
    )
    texts, questions = outside_questions(tmp_path)
    assert questions == [Question("when are fees due", (1,))]
    write_lexical(tmp_path / "words", *as_passages(texts))
    encoder = HashingEncoder()
    lexical = LexicalRetriever(tmp_path / "words", title_boost=0, headings_boost=0)
    found = compared(questions, encoder.encode(texts), encoder, lexical)
    assert found["mixed"]["Success@3"] == 1.0
