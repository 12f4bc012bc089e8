"""The encoder's promises: unit rows in order, nothing made up, nothing fetched; and tokens counted as it reads them."""

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from core.errors import ModelError
from core.settings import PACKAGED_MODEL, ROOT
from index.encoder import (
    Encoder,
    HashingEncoder,
    RememberingEncoder,
    load_encoder,
    load_fingerprint,
    load_tokenizer,
    native_precision,
    normalised,
)
from index.model import find_model, fingerprint, read_max_tokens

TEXTS = ["A short text.", "the core group meets " * 30, "Who may attend?", "child", "A short text."]


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    return load_encoder(PACKAGED_MODEL)


@pytest.fixture(params=["hashing", PACKAGED_MODEL])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return HashingEncoder() if request.param == "hashing" else request.getfixturevalue("minilm")


def test_encode_gives_unit_rows_of_the_cards_dimension(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows.shape == (len(TEXTS), encoder.card.dimension)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_encode_keeps_the_order_of_its_texts(encoder: Encoder) -> None:
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    assert (np.sum(alone * encoder.encode(TEXTS), axis=1) > 0.999).all()


def test_encode_of_nothing_is_empty_and_keeps_its_dimension(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.card.dimension)


def test_encode_gives_text_without_words_a_direction_too(encoder: Encoder) -> None:
    rows = encoder.encode(["", "•", "\n"])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_minilm_knows_meaning_the_hashing_encoder_only_words(minilm: Encoder) -> None:
    texts = ["the toddler was hurt at home", "an infant injured in the family house", "the toddler was left a parcel"]
    near, far = (minilm.encode(texts)[0] @ minilm.encode(texts)[1:].T).tolist()
    assert near > far
    hashed = HashingEncoder().encode(texts)
    assert hashed[0] @ hashed[1] < hashed[0] @ hashed[2]


def test_minilm_reads_a_text_to_its_limit_and_no_further(minilm: Encoder) -> None:
    limit = load_tokenizer(PACKAGED_MODEL).limit
    full = "child " * (limit - 1)
    seen, beyond = full + "police", full + "child police"
    assert limit == minilm.card.max_tokens - 2
    one, two, three = minilm.encode([full + "child", seen, beyond])
    assert one @ two < 0.9999
    assert one @ three > 0.9999


def test_torch_keeps_to_one_thread_in_every_worker(minilm: Encoder) -> None:
    import torch

    minilm.encode(TEXTS * 8)
    with ThreadPoolExecutor(1) as pool:
        assert [torch.get_num_threads(), pool.submit(torch.get_num_threads).result()] == [1, 1]


def test_many_texts_of_all_lengths_come_back_in_their_order(minilm: Encoder) -> None:
    words = ["bruise", "school", "police", "strategy", "placement", "father", "baby", "court", "missing"]
    texts = [f"{words[n % 9]} {words[n // 9]} {'child ' * (n * 7 % 60)}" for n in range(50)]
    rows = minilm.encode(texts)
    alone = np.vstack([minilm.encode([text]) for text in texts])
    if minilm.card.precision == "float32":
        np.testing.assert_allclose(rows, alone, atol=2e-5)
    likeness = rows @ alone.T
    assert likeness.diagonal().min() > 0.999
    assert (likeness.argmax(axis=1) == np.arange(50)).all()


def test_threads_that_encode_at_once_get_their_own_rows(minilm: Encoder) -> None:
    alone = minilm.encode(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(minilm.encode, [[text] for text in TEXTS] * 3))
    for number, rows in enumerate(together):
        assert rows[0] @ alone[number % len(TEXTS)] > 0.999


@pytest.mark.parametrize("most", [0, 2, 3, 100])
def test_a_remembering_encoder_gives_the_rows_of_the_one_behind_it(most: int) -> None:
    remembering = RememberingEncoder(HashingEncoder(), most=most)
    assert remembering.card == HashingEncoder.card
    for texts in ([], ["a b", "c", "a b"], ["c", "d"], ["a b", "e", "c"]):
        np.testing.assert_array_equal(remembering.encode(texts), HashingEncoder().encode(texts))


def test_hashing_encoder_is_the_same_in_every_process() -> None:
    source = "from index.encoder import HashingEncoder as E; print(E().encode(['a b'])[0].nonzero()[0].tolist())"
    out = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=ROOT, check=True)
    assert json.loads(out.stdout) == HashingEncoder().encode(["a b"])[0].nonzero()[0].tolist()


@pytest.mark.parametrize("bad", [0.0, np.nan, np.inf])
def test_a_row_that_is_zero_or_no_number_is_an_error(bad: float) -> None:
    rows = np.array([[1, 0], [bad, 0]], dtype=np.float32)
    with pytest.raises(ModelError, match="1 of 2 texts no usable vector"):
        normalised(rows, name="broken")


def test_tokenizer_neither_pads_nor_truncates() -> None:
    tokenizer = load_tokenizer(PACKAGED_MODEL)
    assert [tokenizer.count(text) for text in ("", "child", "child " * 900)] == [0, 1, 900]


def test_tokenizer_counts_as_the_model_does(minilm: Encoder) -> None:
    from transformers import AutoTokenizer

    reference = AutoTokenizer.from_pretrained(str(find_model(PACKAGED_MODEL)), local_files_only=True)
    tokenizer = load_tokenizer(PACKAGED_MODEL)
    for text in (*TEXTS, "s.47 – “naïve” enquiries’ 1.10 £5 • ﬁne"):
        assert tokenizer.count(text) == len(reference.encode(text, add_special_tokens=False, verbose=False))


def test_counting_tokens_and_naming_a_model_need_no_torch() -> None:
    source = (
        "import sys; from index.encoder import load_fingerprint, load_tokenizer; name = 'all-MiniLM-L6-v2'; "
        "load_tokenizer(name).count('a'); load_fingerprint(name); print('torch' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == "False"


def test_fingerprint_is_the_cards_and_changes_with_weights_and_settings(minilm: Encoder, tmp_path: Path) -> None:
    assert load_fingerprint(PACKAGED_MODEL) == minilm.card.fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "config.json").write_text("{}")
    first = fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("words")
    assert fingerprint(tmp_path) == first
    (tmp_path / "config.json").write_text("{ }")
    second = fingerprint(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"Weights")
    assert len({first, second, fingerprint(tmp_path)}) == 3


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"sentence_bert_config.json": {"max_seq_length": 128}, "config.json": {"max_position_embeddings": 512}}, 128),
        ({"config.json": {"max_position_embeddings": 512}}, 512),
        ({"tokenizer_config.json": {"model_max_length": 384}, "config.json": {"max_position_embeddings": 512}}, 384),
        ({}, 256),
    ],
)
def test_max_tokens_come_from_the_models_own_settings(files: dict[str, object], expected: int, tmp_path: Path) -> None:
    for name, values in files.items():
        (tmp_path / name).write_text(json.dumps(values))
    assert read_max_tokens(tmp_path) == expected


def test_a_model_that_is_not_here_is_refused_without_asking_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("called out")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(ModelError, match="nothing is fetched"):
        load_encoder("someone/no-such-model")
    with pytest.raises(ModelError, match="nothing is fetched"):
        load_tokenizer("../not a model!")
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_a_folder_without_a_model_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no \.safetensors weights"):
        load_encoder(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match=r"no tokenizer\.json"):
        load_tokenizer(str(tmp_path))
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="is not JSON"):
        load_encoder(str(tmp_path))


def test_a_damaged_model_is_refused_in_one_line(tmp_path: Path) -> None:
    for path in find_model(PACKAGED_MODEL).iterdir():
        if path.is_file() and path.suffix in (".json", ".txt"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(ModelError, match="cannot load") as caught:
        load_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_the_packaged_model_loads_from_a_folder_of_its_own(minilm: Encoder, tmp_path: Path) -> None:
    link = tmp_path / "model"
    link.symlink_to(find_model(PACKAGED_MODEL))
    assert load_fingerprint(str(link)) == minilm.card.fingerprint


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx2": True, "avx512_f": True}, "float32"),
        ({"avx512_bf16": True}, "bfloat16"),
        ({"avx512_bf16": False, "amx_bf16": True}, "bfloat16"),
        ({}, "float32"),
    ],
)
def test_bfloat16_is_used_only_where_the_processor_has_it(capabilities: dict[str, bool], expected: str) -> None:
    assert native_precision(capabilities) == expected


def test_bfloat16_vectors_are_those_of_float32_to_three_places(
    minilm: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.encoder.native_precision", lambda _: "bfloat16")
    half = load_encoder(PACKAGED_MODEL)
    assert half.card.precision == "bfloat16"
    assert half.card.fingerprint == minilm.card.fingerprint
    assert (np.sum(half.encode(TEXTS) * minilm.encode(TEXTS), axis=1) > 0.999).all()
