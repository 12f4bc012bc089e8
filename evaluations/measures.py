"""Measures of a run against judged paragraphs, through ir-measures, and a paired test between two runs.

A run ranks stretches of text, a judgement names paragraphs. `paragraph_ranking` turns the first into a ranking of the
second: a stretch that holds judged paragraphs stands for those not yet met, a stretch that holds none stands for
itself. So a paragraph counts once, however many passages or anchors hold it, and however the text was split.
A query that a run left out counts as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from scipy import stats

from evaluations.judgements import Answer

MEASURES = (nDCG @ 10, R @ 10, RR @ 10, Success @ 3)
"""nDCG@10, R@10, RR@10 and Success@3, by those names; relevance 1 is the least that counts."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document that a system returned: `text[start:end]` of its reading."""

    doc_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Whether one run beats another on a measure, over the same queries.

    `difference` is the mean of the differences, `relative` that over the other's mean; `t_p` the two-sided p of the
    paired t-test, `permutation_p` of the sign-flipping permutation test; `interval` the 95 % bootstrap interval of the
    mean difference; `wins` and `losses` count queries.
    """

    measure: str
    difference: float
    relative: float
    t_p: float
    permutation_p: float
    interval: tuple[float, float]
    wins: int
    losses: int


def paragraph_ranking(stretches: Sequence[Stretch], answers: Sequence[Answer]) -> list[str]:
    """The paragraph ids that a ranked list of stretches stands for, best first.

    A judged paragraph is held by a stretch that covers one of its anchors whole. A stretch that holds several gives
    them in the order of relevance; one that holds only paragraphs met before, or none, takes up one rank.
    """
    ranking: list[str] = []
    met: set[str] = set()
    for number, stretch in enumerate(stretches):
        held = [answer for answer in answers if _holds(stretch, answer) and answer.paragraph_id not in met]
        fresh = [answer.paragraph_id for answer in sorted(held, key=lambda answer: -answer.relevance)]
        met.update(fresh)
        ranking.extend(fresh or [f"unjudged-{number}"])
    return ranking


def _holds(stretch: Stretch, answer: Answer) -> bool:
    return stretch.doc_id == answer.doc_id and any(
        stretch.start <= start and end <= stretch.end for start, end in answer.spans
    )


def measure(
    rankings: Mapping[str, Sequence[str]], answers: Mapping[str, Sequence[Answer]]
) -> dict[str, dict[str, float]]:
    """Each measure's value for each query of `answers`: {measure name: {query_id: value}}; 0 where left out."""
    qrels = [
        ir_measures.Qrel(query_id, answer.paragraph_id, answer.relevance)
        for query_id, judged in answers.items()
        for answer in judged
    ]
    run = [
        ir_measures.ScoredDoc(query_id, paragraph_id, float(len(ranking) - rank))
        for query_id, ranking in rankings.items()
        for rank, paragraph_id in enumerate(ranking)
    ]
    values: dict[str, dict[str, float]] = {str(name): dict.fromkeys(answers, 0.0) for name in MEASURES}
    for value in ir_measures.iter_calc(MEASURES, qrels, run):
        if value.query_id in answers:
            values[str(value.measure)][value.query_id] = value.value
    return values


def compare(
    ours: Mapping[str, float], theirs: Mapping[str, float], *, name: str, resamples: int = 10_000
) -> PairedTest:
    """Tests `ours` against `theirs`, values by query_id over the same queries; the same seed every time.

    Smucker, Allan and Carterette (2007) on which tests suit retrieval runs.
    """
    queries = sorted(ours)
    differences = np.array([ours[query_id] - theirs[query_id] for query_id in queries])
    random = np.random.default_rng(0)
    signs = random.choice((-1.0, 1.0), size=(resamples, len(differences)))
    flipped = np.abs((signs * differences).mean(axis=1))
    means = random.choice(differences, size=(resamples, len(differences))).mean(axis=1)
    base = float(np.mean([theirs[query_id] for query_id in queries]))
    low, high = np.quantile(means, (0.025, 0.975))
    return PairedTest(
        measure=name,
        difference=float(differences.mean()),
        relative=float(differences.mean()) / base if base else float("inf"),
        t_p=float(stats.ttest_1samp(differences, 0.0).pvalue) if differences.any() else 1.0,
        permutation_p=float((1 + (flipped >= abs(differences.mean()) - 1e-12).sum()) / (resamples + 1)),
        interval=(float(low), float(high)),
        wins=int((differences > 0).sum()),
        losses=int((differences < 0).sum()),
    )
