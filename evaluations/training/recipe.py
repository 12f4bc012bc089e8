"""The recipe: MiniLM's layers tuned so that a practitioner's query lies near the passage that it is for.

Each step sees a batch of pairs and sums two losses, with cosines times `scale` as scores: (1) each query must pick
its passage among the batch's, and each passage its query (symmetric in-batch contrast); (2) each query must pick its
passage among all that the library shows, whose vectors are those of the last epoch (as in Xiong et al., "Approximate
nearest neighbor negative contrastive learning", ICLR 2021). What lies as near as `margin` times the right passage is no
wrong answer, unless it was judged to be one: in guidance it is as a rule another right one (Moreira et al.,
"NV-Retriever", 2024). Both are asked once more of what the second stage compares, each token of the query with the
nearest of the passage (Khattab and Zaharia, "ColBERT", SIGIR 2020), there among the `near` passages that the vectors
find. The embeddings of words are kept, and nothing is dropped out. It prints its losses as it goes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from core.settings import PACKAGED_MODEL
from evaluations.training.pairs import Pair
from index.encoder import DIRECTIONS
from index.model import find_model, read_max_tokens

_WRONG = -1e4
"""The score of what must not count: it adds nothing to a softmax."""

_TOLD_EVERY = 40


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the layers are trained; lengths in tokens, the special ones among them.

    `late` is the share of the losses over tokens, whose nearness is scaled by `sharp`, among the `near` passages.
    `helping` is the share of the pairs with a passage that only helps that each epoch draws, each with `helped` times
    the weight of a pair that answers. `directions` are those that tokens are turned to, found from every so many
    (`sample`) of the passages.
    """

    epochs: int = 3
    batch: int = 32
    rate: float = 5e-5
    warm_up: float = 0.1
    scale: float = 20.0
    bank: float = 0.5
    margin: float = 0.95
    late: float = 0.5
    sharp: float = 40.0
    near: int = 16
    helping: float = 0.3
    helped: float = 0.4
    query_tokens: int = 64
    passage_tokens: int = 128
    directions: int = 64
    sample: int = 20
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as the model reads them: a unit vector each, and those of each one's tokens but the special ones."""

    vectors: Tensor
    tokens: list[Tensor]


class Student:
    """The plain model in training: texts in, unit vectors out, with gradients for its layers alone.

    It begins with the layers of the file `start`, where one is named.
    """

    def __init__(self, start: Path | None = None) -> None:
        from transformers import AutoModel, AutoTokenizer

        folder = find_model(PACKAGED_MODEL)
        self._tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self._model = AutoModel.from_pretrained(str(folder), attn_implementation="eager", local_files_only=True)
        if start:
            self._model.load_state_dict(load_file(start), strict=False)
        self._model.embeddings.requires_grad_(False)
        for module in self._model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        self._most = read_max_tokens(folder)

    @property
    def parameters(self) -> list[torch.nn.Parameter]:
        """What is trained."""
        return [parameter for parameter in self._model.parameters() if parameter.requires_grad]

    def layers(self) -> dict[str, Tensor]:
        """The trained layers in half precision, by their names in the model."""
        kept = {name for name, parameter in self._model.named_parameters() if parameter.requires_grad}
        return {name: value.half() for name, value in self._model.state_dict().items() if name in kept}

    @torch.no_grad()
    def directions(self, tokens: Sequence[Sequence[int]], *, count: int) -> Tensor:
        """The `count` directions in which the vectors of these texts' tokens differ most, in half precision.

        Shape (the model's dimension, count), orthonormal: what `index.encoder.TunedEncoder` turns tokens to.
        """
        size = self._model.config.hidden_size
        moment = torch.zeros(size, size)
        for row in tokens:
            vectors = functional.normalize(self._states([row])[0][0, 1:-1], dim=1)
            moment += vectors.T @ vectors
        found: Tensor = torch.linalg.eigh(moment).eigenvectors[:, -count:].flip(1).contiguous().half()
        return found

    def blend(self, layers: Mapping[str, Tensor], share: float) -> None:
        """Moves every layer by `share` of the way to that of `layers`."""
        plain = self._model.state_dict()
        moved = {
            name: plain[name] + share * (value.float() - plain[name])
            for name, value in layers.items()
            if name != DIRECTIONS
        }
        self._model.load_state_dict(moved, strict=False)

    def tokens(self, texts: Sequence[str], most: int | None = None) -> list[list[int]]:
        """Each text's tokens, cut at `most` (the model's own most when None)."""
        cut = self._tokenizer(list(texts), truncation=True, max_length=most or self._most, padding=False)
        ids: list[list[int]] = cut["input_ids"]
        return ids

    def read(self, tokens: Sequence[Sequence[int]]) -> Read:
        """Rows of tokens, read; the longest third runs apart, so that less is padded."""
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        cut = len(order) * 2 // 3 or len(order)
        return self._read(tokens, [part for part in (order[:cut], order[cut:]) if part])

    @torch.no_grad()
    def read_all(self, tokens: Sequence[Sequence[int]], *, size: int = 64) -> Read:
        """As `read`, for many, without gradients; the tokens in bfloat16."""
        order = sorted(range(len(tokens)), key=lambda place: -len(tokens[place]))
        return self._read(tokens, [order[start : start + size] for start in range(0, len(order), size)], half=True)

    def _read(self, tokens: Sequence[Sequence[int]], parts: Sequence[Sequence[int]], *, half: bool = False) -> Read:
        vectors, found = [], {}
        for part in parts:
            states, mask = self._states([tokens[place] for place in part])
            vectors.append(functional.normalize((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True), dim=1))
            units = functional.normalize(states, dim=2)
            for row, place in zip(units.bfloat16() if half else units, part, strict=True):
                found[place] = row[1 : len(tokens[place]) - 1].clone() if half else row[1 : len(tokens[place]) - 1]
        places = torch.empty(len(tokens), dtype=torch.long)
        places[torch.tensor([place for part in parts for place in part])] = torch.arange(len(tokens))
        return Read(torch.cat(vectors)[places], [found[place] for place in range(len(tokens))])

    def _states(self, tokens: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """The last states of rows of tokens, and which of them are not padding."""
        longest = max(map(len, tokens))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in tokens])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in tokens])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states: Tensor = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
        return states.float(), mask


def trained(
    pairs: Sequence[Pair],
    texts: Sequence[str],
    shown: NDArray[np.int64],
    *,
    recipe: Recipe,
    start: Path | None = None,
    tell: Callable[[str], None],
) -> dict[str, Tensor]:
    """The layers that `pairs` teach, and the directions of their tokens, as `index.encoder.TunedEncoder` loads them.

    `texts` has what is embedded of each row, `shown` the rows that a search shows.

    Training begins with the layers of the file `start`, or with the plain model's. One epoch of 8,000 pairs takes some
    ten minutes of one core with bfloat16.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)
    student = Student(start)
    whole = student.tokens(texts)
    cut = student.tokens(texts, recipe.passage_tokens)
    queries = student.tokens([pair.query for pair in pairs], recipe.query_tokens)
    place_of = {int(row): place for place, row in enumerate(shown)}
    answering = sum(not pair.helps for pair in pairs)
    steps = recipe.epochs * int((answering + recipe.helping * (len(pairs) - answering)) // recipe.batch)
    optimiser = torch.optim.AdamW(student.parameters, lr=recipe.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps, recipe.warm_up))
    step = 0
    for epoch in range(recipe.epochs):
        tell(f"epoch {epoch + 1}: encoding {len(shown):,} passages")
        bank = student.read_all([whole[row] for row in shown])
        drawn = [place for place, pair in enumerate(pairs) if not pair.helps or draw.random() < recipe.helping]
        order = draw.sample(drawn, len(drawn))
        losses: list[float] = []
        for first in range(0, len(order) - recipe.batch + 1, recipe.batch):
            batch = order[first : first + recipe.batch]
            taught = [pairs[place] for place in batch]
            asked = student.read([queries[place] for place in batch])
            passages = student.read([cut[pair.row] for pair in taught])
            loss = _loss(asked, passages, bank, taught, place_of, recipe)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(student.parameters, 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            losses.append(loss.item())
            step += 1
            if step % _TOLD_EVERY == 0:
                tell(f"step {step} of {steps}: loss {sum(losses) / len(losses):.4f}")
    return with_directions(student, [whole[row] for row in shown[:: recipe.sample]], count=recipe.directions)


def with_directions(student: Student, tokens: Sequence[Sequence[int]], *, count: int) -> dict[str, Tensor]:
    """The student's layers with the directions of `tokens`."""
    return {**student.layers(), DIRECTIONS: student.directions(tokens, count=count)}


def blended(layers: Mapping[str, Tensor], share: float, texts: Sequence[str]) -> dict[str, Tensor]:
    """Layers between the plain model's and `layers`, of which they have `share`; the directions are those of `texts`.

    What a model knew before it was tuned is kept so (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
    """
    student = Student()
    student.blend(layers, share)
    return with_directions(student, student.tokens(texts), count=Recipe().directions)


def _rate(step: int, steps: int, warm_up: float) -> float:
    """The share of the full rate at a step: up to it during the warm-up, then down in a line to a fiftieth."""
    warm = max(1, int(warm_up * steps))
    return min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))


def nearness(asked: Sequence[Tensor], passages: Sequence[Tensor]) -> Tensor:
    """How near the tokens of passages are to each text's, as `index.tokens` has it: shape (asked, passages)."""
    held = pad_sequence(list(passages), batch_first=True)
    padding = torch.tensor([[place >= len(one) for place in range(held.shape[1])] for one in passages])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        each = torch.cat(list(asked)) @ held.flatten(0, 1).T
    best = each.view(-1, *held.shape[:2]).masked_fill(padding, -1).amax(2).float()
    return torch.stack([part.mean(0) for part in torch.split(best, [len(one) for one in asked])])


def _loss(
    asked: Read, passages: Read, bank: Read, taught: Sequence[Pair], place_of: Mapping[int, int], recipe: Recipe
) -> Tensor:
    weights = torch.tensor([recipe.helped if pair.helps else 1.0 for pair in taught])

    def mean(losses: Tensor) -> Tensor:
        return (losses * weights).sum() / weights.sum()

    own = (asked.vectors * passages.vectors).sum(1, keepdim=True)
    scores = asked.vectors @ bank.vectors.T
    wrong = scores.masked_fill(_left_out(scores, own, taught, place_of, margin=recipe.margin), _WRONG / recipe.scale)
    loss = mean(_in_batch(recipe.scale * asked.vectors @ passages.vectors.T, taught))
    loss = loss + recipe.bank * mean(_first(recipe.scale * torch.cat([own, wrong], dim=1)))
    if not recipe.late:
        return loss
    late = nearness(asked.tokens, passages.tokens)
    near = wrong.topk(min(recipe.near, wrong.shape[1]), dim=1)
    others = torch.cat(
        [
            nearness([tokens.bfloat16()], [bank.tokens[place] for place in places])
            for tokens, places in zip(asked.tokens, near.indices.tolist(), strict=True)
        ]
    ).masked_fill(near.values <= -1, _WRONG / recipe.sharp)
    return loss + recipe.late * (
        mean(_in_batch(recipe.sharp * late, taught))
        + recipe.bank * mean(_first(recipe.sharp * torch.cat([late.diagonal()[:, None], others], dim=1)))
    )


def _in_batch(scores: Tensor, taught: Sequence[Pair]) -> Tensor:
    """Queries pick their passage among the batch's, passages their query; what answers another's too is not wrong."""
    right_too = torch.tensor(
        [[other is not pair and other.row in {pair.row, *pair.right} for other in taught] for pair in taught]
    )
    scores = scores.masked_fill(right_too, _WRONG)
    right = torch.arange(len(taught))
    picked = functional.cross_entropy(scores, right, reduction="none")
    return (picked + functional.cross_entropy(scores.T, right, reduction="none")) / 2


def _first(scores: Tensor) -> Tensor:
    """Each row picks its first score."""
    return functional.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.long), reduction="none")


@torch.no_grad()
def _left_out(
    scores: Tensor, own: Tensor, taught: Sequence[Pair], place_of: Mapping[int, int], *, margin: float
) -> Tensor:
    """Which passages of the bank are no wrong answers: right ones, and those as near as the right one that none judged.

    `place_of` gives a row's place in the bank, for the rows that are shown.
    """
    left_out = torch.zeros_like(scores, dtype=torch.bool)
    for at, pair in enumerate(taught):
        stood = scores[at, place_of[pair.row]] if pair.row in place_of else own[at, 0]
        left_out[at] = scores[at] > margin * torch.maximum(stood, own[at, 0])
        left_out[at, [place_of[row] for row in pair.wrong if row in place_of]] = False
        left_out[at, [place_of[row] for row in {pair.row, *pair.right} if row in place_of]] = True
    return left_out
