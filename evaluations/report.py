"""Runs the systems over the judged queries: a table of means a split, the paired test, the worst queries."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from core.errors import EvaluationError
from evaluations.confidence import Abstention, measured
from evaluations.judgements import Answer, Query, Split, find_answers, read_judgements, read_queries
from evaluations.measures import MEASURES, PairedTest, compare, measure, paragraph_ranking
from evaluations.systems import System, systems
from index.fit import weights_of
from index.search import Searcher

OURS, THEIRS = "product", "baseline"
WORST = 10

Values = Mapping[str, Mapping[str, float]]
"""{measure name: {query_id: value}}"""


@dataclass(frozen=True, slots=True)
class SplitResult:
    """How each system did on one split's answerable queries, and the product against the baseline on each measure."""

    split: Split
    queries: tuple[Query, ...]
    values: Mapping[str, Values]
    tests: tuple[PairedTest, ...]
    abstention: Abstention | None
    """None for an encoder whose confidence has no weights."""

    def mean(self, system: str, name: str) -> float:
        """A system's mean on a measure over all the split's queries."""
        return fmean(self.values[system][name].values())


def run_evaluation(store: Path, *, model: str, split_name: str | None = None) -> list[SplitResult]:
    """Each split's result, DEV first. The store must hold every judged document as it was judged."""
    searcher = Searcher.open(store, model=model)
    readings = searcher.generation.readings()
    judgements = read_judgements()
    if missing := sorted({judgement.doc_id for judgement in judgements} - set(readings)):
        raise EvaluationError(
            f"The store {store} does not hold {', '.join(missing[:3])} and {len(missing) - 3} more judged documents. "
            "Ingest the library that the judgements are about, and name its store with --store."
            if len(missing) > 3
            else f"The store {store} does not hold {', '.join(missing)}. Ingest the judged library first."
        )
    answers = find_answers(judgements, readings)
    queries = [query for query in read_queries() if query.answerable]
    wanted = [split for split in Split if split_name in (None, split)]
    with tempfile.TemporaryDirectory() as scratch:
        compared = systems(searcher, readings, folder=Path(scratch))
        has_weights = weights_of(searcher.encoder.card) is not None
        return [
            replace(
                _run_split(split, [query for query in queries if query.split is split], answers, compared),
                abstention=measured(searcher, split) if has_weights else None,
            )
            for split in wanted
        ]


def _run_split(
    split: Split, queries: Sequence[Query], answers: Mapping[str, Sequence[Answer]], compared: Sequence[System]
) -> SplitResult:
    judged = {query.query_id: answers[query.query_id] for query in queries}
    values = {
        system.name: measure(
            {
                query.query_id: paragraph_ranking(system.answer(query.query), judged[query.query_id])
                for query in queries
            },
            judged,
        )
        for system in compared
    }
    names = [str(name) for name in MEASURES]
    tests = tuple(compare(values[OURS][name], values[THEIRS][name], name=name) for name in names)
    return SplitResult(split, tuple(queries), values, tests, None)


def render(results: Sequence[SplitResult]) -> list[RenderableType]:
    """The results as tables for a terminal."""
    return [part for result in results for part in (_means(result), _tests(result), _abstains(result), _worst(result))]


def _abstains(result: SplitResult) -> str:
    said = result.abstention.in_words if result.abstention else "not measured: no weights for this encoder"
    return f"{result.split}: {said}\n"


def _means(result: SplitResult) -> Table:
    names = [str(name) for name in MEASURES]
    table = Table("System", *names, title=f"{result.split}: means over {len(result.queries)} queries")
    for system in result.values:
        table.add_row(system, *(f"{result.mean(system, name):.3f}" for name in names))
    return table


def _tests(result: SplitResult) -> Table:
    title = f"{result.split}: {OURS} against {THEIRS}, paired by query"
    table = Table(
        "Measure", "Relative", "Difference", "95 % interval", "t-test p", "Permutation p", "Wins", "Losses", title=title
    )
    for test in result.tests:
        low, high = test.interval
        table.add_row(
            test.measure,
            f"{test.relative:+.1%}",
            f"{test.difference:+.3f}",
            f"{low:+.3f} to {high:+.3f}",
            f"{test.t_p:.4f}",
            f"{test.permutation_p:.4f}",
            str(test.wins),
            str(test.losses),
        )
    return table


def _worst(result: SplitResult) -> Table:
    name = str(MEASURES[0])
    ours, theirs = result.values[OURS][name], result.values[THEIRS][name]
    table = Table("Query", name, THEIRS, "As typed", title=f"{result.split}: the {OURS}'s worst {WORST}")
    for query in sorted(result.queries, key=lambda query: ours[query.query_id])[:WORST]:
        table.add_row(query.query_id, f"{ours[query.query_id]:.3f}", f"{theirs[query.query_id]:.3f}", query.query)
    return table


def evaluation_rows(results: Sequence[SplitResult]) -> list[dict[str, Any]]:
    """The results as JSON: for each split the means by system and measure, the tests, and each query's values."""
    names = [str(name) for name in MEASURES]
    return [
        {
            "split": str(result.split),
            "queries": len(result.queries),
            "means": {system: {name: result.mean(system, name) for name in names} for system in result.values},
            "tests": [asdict(test) for test in result.tests],
            "abstention": asdict(result.abstention) if result.abstention else None,
            "values": {
                system: {name: dict(values[name]) for name in names} for system, values in result.values.items()
            },
        }
        for result in results
    ]
