"""Fits and reports the confidence that the library answers at all (`index.fit`).

    python -m evaluations.confidence --store store-corpus fit                   direction, weights and threshold
    python -m evaluations.confidence --store store-corpus report --split dev    abstention and calibration

Logistic regression by Newton's method on five values, standardised, with a ridge that keeps the weights finite where
the split is separable. One of the values is the score along a direction, which is itself such a regression: of the
vectors of `training/queries.jsonl`, whose answers the library holds, against those of `training/outside.jsonl`. Weights
and threshold come of the dev split and of `training/outside.jsonl`, each of whose halves is scored along the direction
that the other half gave; what the library answers and what it does not weigh alike. The threshold refuses 90 % of what
the library does not answer (or as much as can be) at the cost of at most 5 % of what it does, and of that as little as
can be: the middle of the widest such gap between confidences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from core.errors import EvaluationError
from core.settings import model_name, store_folder
from evaluations.judgements import Query, Split, read_queries
from evaluations.training.pairs import OUTSIDE, read_lines
from index.fit import DIRECTIONS, WEIGHTS, Evidence, Weights, sounds, weights_of
from index.model import ModelCard
from index.search import Searcher
from practice.examples import QUERIES as INSIDE

MOST_REFUSED = 0.05
"""The share of the answerable dev queries that the threshold may refuse."""

LEAST_REFUSED = 0.9
"""The share of the dev queries that nothing answers which the threshold should refuse; more is not sought."""

MARGIN = 0.02
"""How far the threshold keeps below the least sure question that it lets pass and that something answers: one that is a
little less sure (as in a small library) is answered too."""

RIDGE = 0.3
"""Of .1, .3, 1 and 3, the greatest whose leave-one-out Brier score on dev is within .001 of the best."""

INSIDE_STEP = 2
"""Every which of the queries that the library answers is taken, so that there are not many more than of the others."""

DIRECTION_RIDGE = 1000.0
"""Of 30, 100, 300 and 1,000, with every second or fourth query inside: the one that refuses the fewest of dev, of
`training/outside.jsonl`'s as many as they come to, and none of the questions that the sample library answers."""

DIRECTION_SCALE = 4.0
"""A log-odds of 4 is a score of tanh(1): beyond that more says little."""

_STEPS = 50
_BINS = 5
_HEAD = "# The weights of `index.fit`, a table for an encoder. Written by `python -m evaluations.confidence fit`.\n"


@dataclass(frozen=True, slots=True)
class Abstention:
    """How often a split's queries are refused, of those that nothing answers and of those that something does.

    `brier` is the mean squared difference between confidence and whether the library answers (0 best, 0.25 for a coin).
    """

    unanswerable: int
    unanswerable_refused: int
    answerable: int
    answerable_refused: int
    brier: float

    @property
    def in_words(self) -> str:
        """For a reader: "refused 27 of 30 (90.0%) that nothing answers and 0 of 33 (0.0%) that something does; …"."""
        return (
            f"refused {_share(self.unanswerable_refused, self.unanswerable)} that nothing answers and "
            f"{_share(self.answerable_refused, self.answerable)} that something does; Brier score {self.brier:.3f}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})"


def abstention(judged: Sequence[tuple[bool, float]], threshold: float) -> Abstention:
    """What a threshold comes to over pairs of whether the library answers and how sure it is, some of each."""
    answered = [confidence for is_answerable, confidence in judged if is_answerable]
    others = [confidence for is_answerable, confidence in judged if not is_answerable]
    return Abstention(
        unanswerable=len(others),
        unanswerable_refused=sum(confidence < threshold for confidence in others),
        answerable=len(answered),
        answerable_refused=sum(confidence < threshold for confidence in answered),
        brier=sum((confidence - is_answerable) ** 2 for is_answerable, confidence in judged) / len(judged),
    )


def measured(searcher: Searcher, split: Split) -> Abstention:
    """How the searcher abstains on a split. Raises `EvaluationError` where its encoder has no weights."""
    weights = _weights(searcher)
    judged = [
        (query.answerable, weights.confidence(evidence)) for query, evidence in _evidence(searcher, split).items()
    ]
    return abstention(judged, weights.threshold)


def _weights(searcher: Searcher) -> Weights:
    weights = weights_of(searcher.encoder.card)
    if weights is None:
        raise EvaluationError(
            f"{searcher.encoder.card.name}: no weights are fitted for this encoder. Run "
            "`python -m evaluations.confidence fit` over the judged library."
        )
    return weights


def _evidence(searcher: Searcher, split: Split) -> dict[Query, Evidence]:
    return {query: _evidence_of(searcher, query.query) for query in read_queries() if query.split is split}


def _evidence_of(searcher: Searcher, query: str) -> Evidence:
    evidence = searcher.answer(query).evidence
    if evidence is None:
        raise EvaluationError("The store shows no passage at all. Ingest the judged library, and name its store.")
    return evidence


def fitted(evidence: Sequence[tuple[bool, Evidence]]) -> Weights:
    """The weights and the threshold for pairs of whether the library answers and what is known; some of each."""
    values = np.array([one.values for _, one in evidence])
    answers = np.array([float(is_answerable) for is_answerable, _ in evidence])
    bias, near, away, told, field, signs = regression(values, answers, weights=_alike(answers))
    weights = Weights(bias, near, away, told, threshold=0.0, field=field, signs=signs)
    judged = [(is_answerable, weights.confidence(one)) for is_answerable, one in evidence]
    return replace(weights, threshold=chosen_threshold(judged))


def _alike(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights by which both kinds count as many as the fewer are."""
    fewer = min(answers.sum(), len(answers) - answers.sum())
    share = np.where(answers == 1, answers.sum(), len(answers) - answers.sum())
    return np.asarray(fewer / share, dtype=np.float64)


def field_direction(inside: NDArray[np.float32], outside: NDArray[np.float32]) -> NDArray[np.float32]:
    """What tells the vectors of queries that a library answers from those of others: a number a dimension, the bias."""
    rows = np.concatenate([inside, outside]).astype(np.float64)
    answers = np.array([1.0] * len(inside) + [0.0] * len(outside))
    bias, *weights = regression(rows, answers, ridge=DIRECTION_RIDGE, weights=_alike(answers))
    return np.array([*weights, bias], dtype=np.float32) / np.float32(DIRECTION_SCALE)


def _outside(searcher: Searcher) -> tuple[NDArray[np.float32], list[tuple[bool, Evidence]]]:
    """The direction, and what is known of the training queries that nothing answers, by halves of directions."""
    inside = _vectors(searcher, [line["query"] for line in read_lines(INSIDE)][::INSIDE_STEP])
    queries = [line["query"] for line in read_lines(OUTSIDE)]
    rows = _vectors(searcher, queries)
    halves = [field_direction(inside, rows[half::2]) for half in range(2)]
    known = [
        (False, replace(_evidence_of(searcher, query), field=sounds(row, halves[1 - place % 2])))
        for place, (query, row) in enumerate(zip(queries, rows, strict=True))
    ]
    return field_direction(inside, rows), known


def _vectors(searcher: Searcher, queries: Sequence[str]) -> NDArray[np.float32]:
    return searcher.encoder.encode([searcher.understand(query).expanded for query in queries])


def regression(
    values: NDArray[np.float64],
    answers: NDArray[np.float64],
    *,
    ridge: float = RIDGE,
    weights: NDArray[np.float64] | None = None,
) -> list[float]:
    """The bias and a weight for each column of `values`; `answers` has 1 or 0 a row. What never differs weighs 0.

    `weights` says how much each row counts (1 where None).
    """
    counts = np.ones(len(answers)) if weights is None else weights
    middle, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = math.inf
    rows = np.column_stack([np.ones(len(values)), (values - middle) / spread])
    penalty = np.diag([0.0, *([ridge] * values.shape[1])])
    found = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(rows @ found)))
        slope = rows.T @ (counts * (chance - answers)) + penalty @ found
        bend = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + penalty
        found -= np.linalg.solve(bend, slope)
    own = found[1:] / spread
    return [float(found[0] - own @ middle), *map(float, own)]


def chosen_threshold(judged: Sequence[tuple[bool, float]]) -> float:
    """The threshold that the module's first lines describe, for pairs of whether the library answers and how sure."""
    sure = sorted({0.0, 1.0, *(confidence for _, confidence in judged)})
    ranked: list[tuple[int, int, float, float]] = []
    for low, high in pairwise(sure):
        found = abstention(judged, (low + high) / 2)
        if found.answerable_refused <= MOST_REFUSED * found.answerable:
            refused = min(found.unanswerable_refused, math.ceil(LEAST_REFUSED * found.unanswerable))
            ranked.append((refused, -found.answerable_refused, high - low, (low + high) / 2))
    threshold = max(ranked)[-1]
    least = min((sure for answers, sure in judged if answers and sure >= threshold), default=1.0)
    return min(threshold, max(0.0, least - MARGIN))


def written(held: str, card: ModelCard, weights: Weights) -> str:
    """The file of weights `held` with these for one encoder, in place of what it had under that name."""
    tables = [table for table in held.split("[[encoder]]\n")[1:] if f'name = "{card.name}"\n' not in table]
    rows = [f"{field.name} = {getattr(weights, field.name):.4f}" for field in fields(weights)]
    tables.append("\n".join([f'name = "{card.name}"', f'fingerprint = "{card.fingerprint}"', *rows, ""]))
    return "\n".join([_HEAD, "\n".join(f"[[encoder]]\n{table.rstrip()}\n" for table in sorted(tables))])


def calibration(judged: Sequence[tuple[bool, float]]) -> list[tuple[int, float, float]]:
    """For each fifth of the scale that has queries: how many, their mean confidence, the share that is answered."""
    held: dict[int, list[tuple[bool, float]]] = {}
    for one in judged:
        held.setdefault(min(int(one[1] * _BINS), _BINS - 1), []).append(one)
    return [
        (len(some), sum(sure for _, sure in some) / len(some), sum(answers for answers, _ in some) / len(some))
        for _, some in sorted(held.items())
    ]


@click.group()
@click.option("--store", type=click.Path(path_type=Path), default=store_folder, help="A store of the judged library.")
@click.option("--model", default=model_name, help="The encoder.")
@click.pass_context
def main(context: click.Context, store: Path, model: str) -> None:
    """Fit the confidence that the library answers, or report it."""
    context.obj = Searcher.open(store, model=model)


@main.command()
@click.pass_obj
def fit(searcher: Searcher) -> None:
    """Find the direction, fit weights and threshold, and write all three for this encoder."""
    direction, outside = _outside(searcher)
    dev = [
        (query.answerable, replace(one, field=sounds(_vectors(searcher, [query.query])[0], direction)))
        for query, one in _evidence(searcher, Split.DEV).items()
    ]
    weights = fitted([*dev, *outside])
    WEIGHTS.write_text(written(WEIGHTS.read_text(encoding="utf-8"), searcher.encoder.card, weights), encoding="utf-8")
    held = load_file(DIRECTIONS) if DIRECTIONS.exists() else {}
    kept = {one: row for one, row in held.items() if one in WEIGHTS.read_text(encoding="utf-8")}
    save_file({**kept, searcher.encoder.card.fingerprint: direction}, DIRECTIONS)
    click.echo(WEIGHTS.read_text(encoding="utf-8"))


@main.command()
@click.option("--split", "split_name", type=click.Choice([str(split) for split in Split]), default=str(Split.DEV))
@click.pass_obj
def report(searcher: Searcher, split_name: str) -> None:
    """Say how a split is refused, how confidence and answers agree, and which queries are judged wrongly."""
    weights = _weights(searcher)
    evidence = _evidence(searcher, Split(split_name))
    judged = {query: weights.confidence(one) for query, one in evidence.items()}
    pairs = [(query.answerable, sure) for query, sure in judged.items()]
    click.echo(f"{split_name}: {abstention(pairs, weights.threshold).in_words}")
    for count, mean, share in calibration(pairs):
        click.echo(f"{count:4} queries   mean confidence {mean:.2f}   answered {share:.2f}")
    for query, sure in sorted(judged.items(), key=lambda one: one[1]):
        if (sure < weights.threshold) is query.answerable:
            click.echo(f"{sure:.2f}   {'refused' if query.answerable else 'answered'}   {query.query}")


if __name__ == "__main__":
    main()
