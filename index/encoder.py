"""Loads an encoder by name: sentence-transformers on this machine's processor, or the hashing fake.

    load_tokenizer(name)     light: counts tokens                  no torch
    load_fingerprint(name)   light: which model this is            no torch
    load_encoder(name)       the model itself                      imports torch, 4 to 8 seconds

Nothing is ever fetched. It does not know queries from passages: models that want a prompt before each are not served.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ModelError
from index.hashing import HASHING, HashingEncoder, WordTokenizer
from index.model import (
    Encoder,
    ModelCard,
    ModelTokenizer,
    find_layers,
    find_model,
    fingerprint,
    go_offline,
    read_max_tokens,
)

__all__ = [
    "Encoder",
    "HashingEncoder",
    "ModelCard",
    "ModelTokenizer",
    "RememberingEncoder",
    "SentenceTransformerEncoder",
    "TunedEncoder",
    "WordTokenizer",
    "load_encoder",
    "load_fingerprint",
    "load_tokenizer",
    "normalised",
]

BATCH = {"float32": 8, "bfloat16": 32}
"""Texts run together. In float32 eight stay within the processor's cache: a fourth faster than 32."""

DIRECTIONS = "token_directions"
"""Under this name a file of layers has the directions of `TunedEncoder`, shape (the model's dimension, fewer)."""

_MOST_WORKERS = 2


class SentenceTransformerEncoder:
    """A sentence-transformers model from a local folder, on the CPU; bfloat16 where the processor has it.

    torch itself keeps to one thread: its own two wait for each other, and on a busy machine do half the work of one.
    Many texts are shared out in small batches between two workers instead. Several threads may call at once.
    `layers` is a file of weights that take the place of the folder's, by name.
    """

    def __init__(self, name: str, folder: Path, *, layers: Path | None = None) -> None:
        go_offline()
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        quiet: Callable[[], None] = logging.disable_progress_bar
        quiet()
        max_tokens = read_max_tokens(folder)
        precision = native_precision(torch.cpu.get_capabilities())
        try:
            self._model = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": getattr(torch, precision), "use_safetensors": True},
            )
            if layers:
                weights = load_file(layers)
                directions = weights.pop(DIRECTIONS, None)
                if directions is None:
                    raise ValueError(f"{layers.name} has no {DIRECTIONS}")
                transformer: Any = self._model[0]
                unknown = transformer.auto_model.load_state_dict(weights, strict=False).unexpected_keys
                if unknown:
                    raise ValueError(f"{layers.name} has layers that the model has not: {unknown[0]}")
                self._directions = directions.float()
        except (SafetensorError, OSError, ValueError, RuntimeError, LookupError, AttributeError, ImportError) as error:
            raise ModelError(
                f"{name}: sentence-transformers cannot load {folder} ({_first_line(error)}). "
                "Install or download the model again, or choose another."
            ) from error
        self._model.max_seq_length = max_tokens
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            raise ModelError(f"{name}: the model does not say how long its vectors are. Choose another.")
        self.card = ModelCard(name, dimension, max_tokens, fingerprint(folder, layers), precision)
        torch.set_num_threads(1)
        # The first call settles the tokenizer's padding, which must not change while two workers use it.
        self._encode_batch(["ready"])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row a text, in order; texts of like length are encoded together."""
        if not texts:
            return np.zeros((0, self.card.dimension), dtype=np.float32)
        size = BATCH[self.card.precision]
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        places = [order[start : start + size] for start in range(0, len(order), size)]
        batches = [[texts[place] for place in batch] for batch in places]
        rows = np.empty((len(texts), self.card.dimension), dtype=np.float32)
        if len(batches) == 1:
            rows[places[0]] = self._encode_batch(batches[0])
        else:
            with ThreadPoolExecutor(min(_MOST_WORKERS, os.cpu_count() or 1)) as workers:
                for batch, found in zip(places, workers.map(self._encode_batch, batches), strict=True):
                    rows[batch] = found
        return normalised(rows, name=self.card.name)

    def _encode_batch(self, texts: list[str]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = self._model.encode(
            texts, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True
        )
        return found


class TunedEncoder(SentenceTransformerEncoder):
    """The model with layers of its own and the directions that its tokens' vectors are turned to."""

    def encode_whole(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[NDArray[np.int8]]]:
        """As `TokenEncoder` has it; texts of like length are encoded together."""
        tokens: list[NDArray[np.int8]] = [np.zeros((0, 0), dtype=np.int8)] * len(texts)
        rows = np.zeros((len(texts), self.card.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        size = BATCH[self.card.precision]
        batches = [order[start : start + size] for start in range(0, len(order), size)]

        def encoded(batch: list[int]) -> list[dict[str, Any]]:
            asked = [texts[place] for place in batch]
            found: Any = self._model.encode(asked, batch_size=size, output_value=None, show_progress_bar=False)
            return list(found)

        with ThreadPoolExecutor(min(_MOST_WORKERS, os.cpu_count() or 1)) as workers:
            for batch, found in zip(batches, workers.map(encoded, batches), strict=True):
                for place, one in zip(batch, found, strict=True):
                    rows[place] = one["sentence_embedding"].float().numpy()
                    tokens[place] = self._turned(one["token_embeddings"][one["attention_mask"].bool()][1:-1])
        return (normalised(rows, name=self.card.name) if texts else rows), tokens

    def encode_tokens(self, text: str) -> NDArray[np.int8]:
        """As `TokenEncoder` has it."""
        return self.encode_whole([text])[1][0]

    def _turned(self, vectors: Any) -> NDArray[np.int8]:
        turned = vectors.float() @ self._directions
        lengths = turned.norm(dim=1, keepdim=True).clamp(min=1e-6)
        found: NDArray[np.int8] = (turned / lengths * 127).round().char().numpy()
        return found


class RememberingEncoder:
    """Another encoder with a memory, emptied when it would hold more than `most` texts; 1.5 kB each at 384 numbers."""

    def __init__(self, encoder: Encoder, *, most: int = 20_000) -> None:
        self._encoder = encoder
        self._most = most
        self._known: dict[str, NDArray[np.float32]] = {}

    @property
    def card(self) -> ModelCard:
        """The card of the encoder behind it."""
        return self._encoder.card

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The rows that the encoder behind it gives; it is asked once, for the texts that are not remembered."""
        found = {text: self._known.get(text) for text in texts}
        new = [text for text, row in found.items() if row is None]
        rows = dict(zip(new, self._encoder.encode(new), strict=True)) if new else {}
        if len(self._known) + len(rows) > self._most:
            self._known = {}
        self._known.update(rows)
        return np.array([found[text] if text not in rows else rows[text] for text in texts], dtype=np.float32).reshape(
            len(texts), self.card.dimension
        )


def load_encoder(name: str) -> Encoder:
    """The encoder called `name`: `waymark-minilm` (tuned), `all-MiniLM-L6-v2` (plain), a folder, a model in the cache,
    or `hashing`.

    Raises `ModelError`, saying what to do, where it is not on this machine or does not load.
    """
    if name == HASHING:
        return HashingEncoder()
    if (layers := find_layers(name)) is not None:
        return TunedEncoder(name, find_model(name), layers=layers)
    return SentenceTransformerEncoder(name, find_model(name))


def import_ahead(name: str) -> None:
    """Imports what `load_encoder(name)` will: seconds that may pass while a file is read in another process."""
    if name != HASHING:
        import sentence_transformers  # noqa: F401


def load_tokenizer(name: str) -> ModelTokenizer | WordTokenizer:
    """The tokenizer of the encoder called `name`; its `limit` is the most tokens of a text that the encoder reads."""
    return WordTokenizer() if name == HASHING else ModelTokenizer(find_model(name))


def load_fingerprint(name: str) -> str:
    """The fingerprint that `load_encoder(name).card` would carry."""
    return HashingEncoder.card.fingerprint if name == HASHING else fingerprint(find_model(name), find_layers(name))


def native_precision(capabilities: Mapping[str, Any]) -> str:
    """`bfloat16` where the processor multiplies it natively (three times faster, cosine .9999), else `float32`."""
    native = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")
    return "bfloat16" if native else "float32"


def normalised(rows: NDArray[np.float32], *, name: str) -> NDArray[np.float32]:
    """`rows` at length 1. A row that is zero or not a number raises `ModelError`: it would answer nothing, or all."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    bad = int(np.count_nonzero(~(np.isfinite(lengths) & (lengths > 1e-12))))
    if bad:
        raise ModelError(f"{name}: gave {bad} of {len(rows)} texts no usable vector. Choose another model.")
    unit: NDArray[np.float32] = rows / lengths
    return unit


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
