"""The weights of the second stage (`index.rescoring`), fitted to judged lists.

    weighing.jsonl     situations, each with the passages that answer it (`direct`), that help and that do neither

They were written after the last of training and drawn from places all over the library. The encoder learned from none,
or the signs that come from it would look better than they are to a new question. Nor do they hold a query of
`evaluations/queries.jsonl`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.records import Filters
from evaluations.training.pairs import read_places
from index.dense import DenseRetriever
from index.examples import Telling
from index.fusion import ScoreMix
from index.lexical import LexicalRetriever
from index.model import TokenEncoder
from index.rescoring import EXAMPLES, FIRST, WEIGHTS, Grounds
from index.search import Searcher

LISTS = Path(__file__).with_name("weighing.jsonl")

DEPTH = 10
_DIRECT, _HELPS = 3.0, 1.0
"""What a passage is worth in nDCG."""

_FOLDS, _STEPS, _RATE, _DECAY = 4, 150, 0.05, 1e-3


@dataclass(frozen=True, slots=True)
class Judged:
    """A query's first candidates: `scores` of the first stage, their `signs` in the order of `WEIGHTS`, their `worth`.

    `ideal` is what the ten best of all judged passages are worth, discounted. `told` is what worked examples add
    to each as it ships, `unseen` what they add where none names a document that answers, as if these were new; None
    without examples.
    """

    scores: NDArray[np.float32]
    signs: NDArray[np.float32]
    worth: NDArray[np.float32]
    ideal: float
    told: NDArray[np.float32] | None = None
    unseen: NDArray[np.float32] | None = None


def judged_lists(searcher: Searcher, *, path: Path = LISTS) -> list[Judged]:
    """The lists over the passages that a search shows. Raises `EvaluationError` where an anchor is not found once."""
    generation, encoder = searcher.generation, searcher.encoder
    if generation.tokens is None or not isinstance(encoder, TokenEncoder):
        return []
    first = ScoreMix(DenseRetriever(generation.vectors, encoder), LexicalRetriever(generation.lexical_folder))
    grounds = Grounds(generation.passages, generation.vectors, generation.tokens)
    allowed = searcher.allowed(Filters())
    lists = []
    for query, said in read_places(path, generation.passages, generation.readings()).items():
        asked = searcher.understand(query).expanded
        found = first.retrieve(asked, k=FIRST, allowed=allowed)
        vector = encoder.encode([asked])[0]
        signs = grounds.signs(found, vector, encoder.encode_tokens(asked))
        worth = [_DIRECT if one.row in said["direct"] else _HELPS if one.row in said["helps"] else 0.0 for one in found]
        best = [_DIRECT] * len(said["direct"]) + [_HELPS] * len(said["helps"])
        scores = np.array([one.score for one in found], dtype=np.float32)
        judged = Judged(scores, signs, np.array(worth, dtype=np.float32), _discounted(np.array(best)))
        if generation.examples is not None:
            answering = {generation.passages[row].doc_id for row in said["direct"]}
            hidden = generation.examples.without(
                row for row, one in enumerate(generation.passages) if one.doc_id in answering
            )
            rows = [one.row for one in found]
            told, unseen = (
                _told(Telling(examples, generation.passages, generation.vectors), judged, rows, vector)
                for examples in (generation.examples, hidden)
            )
            judged = replace(judged, told=told, unseen=unseen)
        lists.append(judged)
    return lists


def _told(telling: Telling, judged: Judged, rows: Sequence[int], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """What examples add to the candidates `rows` of a list, as the product has it."""
    so_far = judged.scores + judged.signs @ np.array(list(WEIGHTS.values()), dtype=np.float32)
    added: NDArray[np.float32] = EXAMPLES * telling.told(vector, rows, so_far).much
    return added


def measured_with_examples(lists: Sequence[Judged]) -> tuple[float, float]:
    """The mean nDCG@10 of the candidates as the product has them, and where the documents that answer are new to the
    examples; of the lists that have any."""
    weights = np.array(list(WEIGHTS.values()), dtype=np.float32)
    found = [
        (_ndcg(one, so_far + one.told), _ndcg(one, so_far + one.unseen))
        for one in lists
        if one.told is not None and one.unseen is not None
        for so_far in [one.scores + one.signs @ weights]
    ]
    told, unseen = zip(*found, strict=True) if found else ((), ())
    return float(np.mean(told)), float(np.mean(unseen))


def measured(lists: Sequence[Judged], weights: Sequence[float] | None) -> float:
    """The mean nDCG@10 of the candidates in the order that these weights give, None for that of the first stage."""
    added = np.array([0.0] * len(WEIGHTS) if weights is None else weights, dtype=np.float32)
    return float(np.mean([_ndcg(one, one.scores + one.signs @ added) for one in lists]))


def cross_measured(lists: Sequence[Judged], names: Sequence[str]) -> float:
    """The mean nDCG@10 with these signs, of each fourth of the lists with the weights fitted to the others."""
    found = []
    for fold in range(_FOLDS):
        weights = fitted([one for place, one in enumerate(lists) if place % _FOLDS != fold], names)
        found += [_ndcg(one, _scored(one, weights)) for one in lists[fold::_FOLDS]]
    return float(np.mean(found))


def fitted(lists: Sequence[Judged], names: Sequence[str]) -> dict[str, float]:
    """The weight of each of these signs, that of the first score being 1.

    They are those of a softmax over each list's candidates that best gives what each is worth (the loss of ListNet: Cao
    et al., "Learning to rank", ICML 2007).
    """
    places = [list(WEIGHTS).index(name) for name in names]
    rows = [np.column_stack([one.scores, one.signs[:, places]]) for one in lists]
    mean, spread = np.concatenate(rows).mean(axis=0), np.concatenate(rows).std(axis=0) + 1e-6
    held = [
        (torch.from_numpy((row - mean) / spread), torch.from_numpy(one.worth / one.worth.sum()))
        for row, one in zip(rows, lists, strict=True)
        if one.worth.any()
    ]
    weights = torch.zeros(len(names) + 1, requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=_RATE)
    for _ in range(_STEPS):
        losses = [-(worth * torch.log_softmax(signs @ weights, 0)).sum() for signs, worth in held]
        loss = torch.stack(losses).mean() + _DECAY * (weights**2).sum()
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
    found = weights.detach().numpy() / spread
    return {name: float(weight / found[0]) for name, weight in zip(names, found[1:], strict=True)}


def _scored(judged: Judged, weights: dict[str, float]) -> NDArray[np.float32]:
    added = np.array([weights.get(name, 0.0) for name in WEIGHTS], dtype=np.float32)
    scores: NDArray[np.float32] = judged.scores + judged.signs @ added
    return scores


def _ndcg(judged: Judged, scores: NDArray[np.float32]) -> float:
    found = judged.worth[np.argsort(-scores, kind="stable")]
    return _discounted(found, is_sorted=True) / judged.ideal if judged.ideal else 0.0


def _discounted(worth: NDArray[np.float32], *, is_sorted: bool = False) -> float:
    best = (worth if is_sorted else np.sort(worth)[::-1])[:DEPTH]
    return float((best / np.log2(np.arange(2, len(best) + 2))).sum())
