"""Fits and reports the confidence that the library answers at all (`index.fit`).

    python -m evaluations.confidence fit --store store-corpus                   weights, from the dev split alone
    python -m evaluations.confidence report --store store-corpus --split dev    abstention and calibration

Logistic regression by Newton's method on three values, standardised, with a ridge that keeps the weights finite where
the split is separable. The threshold refuses 90 % of what the library does not answer (or as much as can be) at the
cost of at most 5 % of what it does, and of that as little as can be: the middle of the widest such gap between
confidences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from core.errors import EvaluationError
from core.settings import model_name, store_folder
from evaluations.judgements import Query, Split, read_queries
from index.fit import WEIGHTS, Evidence, Weights, weights_of
from index.model import ModelCard
from index.search import Searcher

MOST_REFUSED = 0.05
"""The share of the answerable dev queries that the threshold may refuse."""

LEAST_REFUSED = 0.9
"""The share of the dev queries that nothing answers which the threshold should refuse; more is not sought."""

RIDGE = 0.3
"""Of .1, .3, 1 and 3, the greatest whose leave-one-out Brier score on dev is within .001 of the best."""

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
    return {query: _evidence_of(searcher, query) for query in read_queries() if query.split is split}


def _evidence_of(searcher: Searcher, query: Query) -> Evidence:
    evidence = searcher.answer(query.query).evidence
    if evidence is None:
        raise EvaluationError("The store shows no passage at all. Ingest the judged library, and name its store.")
    return evidence


def fitted(evidence: Mapping[Query, Evidence]) -> Weights:
    """The weights and the threshold for judged queries, some of which nothing answers."""
    values = np.array([one.values for one in evidence.values()])
    answers = np.array([float(query.answerable) for query in evidence])
    bias, near, away, told = regression(values, answers)
    weights = Weights(bias, near, away, told, threshold=0.0)
    judged = [(query.answerable, weights.confidence(one)) for query, one in evidence.items()]
    return Weights(bias, near, away, told, threshold=chosen_threshold(judged))


def regression(values: NDArray[np.float64], answers: NDArray[np.float64], *, ridge: float = RIDGE) -> list[float]:
    """The bias and a weight for each column of `values`; `answers` has 1 or 0 a row. What never differs weighs 0."""
    middle, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = math.inf
    rows = np.column_stack([np.ones(len(values)), (values - middle) / spread])
    penalty = np.diag([0.0, *([ridge] * values.shape[1])])
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (chance - answers) + penalty @ weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        weights -= np.linalg.solve(bend, slope)
    own = weights[1:] / spread
    return [float(weights[0] - own @ middle), *map(float, own)]


def chosen_threshold(judged: Sequence[tuple[bool, float]]) -> float:
    """The threshold that the module's first lines describe, for pairs of whether the library answers and how sure."""
    sure = sorted({0.0, 1.0, *(confidence for _, confidence in judged)})
    ranked: list[tuple[int, int, float, float]] = []
    for low, high in pairwise(sure):
        found = abstention(judged, (low + high) / 2)
        if found.answerable_refused <= MOST_REFUSED * found.answerable:
            refused = min(found.unanswerable_refused, math.ceil(LEAST_REFUSED * found.unanswerable))
            ranked.append((refused, -found.answerable_refused, high - low, (low + high) / 2))
    return max(ranked)[-1]


def written(card: ModelCard, weights: Weights) -> str:
    """The file of weights, with these for one encoder."""
    rows = [f"{field.name} = {getattr(weights, field.name):.4f}" for field in fields(weights)]
    return "\n".join([_HEAD, "[[encoder]]", f'name = "{card.name}"', f'fingerprint = "{card.fingerprint}"', *rows, ""])


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
    """Fit weights and threshold on the dev split and write them."""
    weights = fitted(_evidence(searcher, Split.DEV))
    WEIGHTS.write_text(written(searcher.encoder.card, weights), encoding="utf-8")
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
