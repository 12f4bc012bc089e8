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
from core.records import Reading
from evaluations.ablation import ablation, is_step
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


def run_evaluation(
    store: Path, *, model: str, split_name: str | None = None, with_ablation: bool = False
) -> list[SplitResult]:
    """Each split's result, DEV first. The store must hold every judged document as it was judged.

    With `with_ablation`, also what the product is with a step left out or put in (`evaluations.ablation`).
    """
    searcher = Searcher.open(store, model=model)
    readings = searcher.generation.readings()
    answers = judged_answers(readings, store=store)
    queries = [query for query in read_queries() if query.answerable]
    wanted = [split for split in Split if split_name in (None, split)]
    with tempfile.TemporaryDirectory() as scratch:
        compared = systems(searcher, readings, folder=Path(scratch))
        compared += ablation(searcher) if with_ablation else []
        has_weights = weights_of(searcher.encoder.card) is not None
        return [
            replace(
                run_split(split, [query for query in queries if query.split is split], answers, compared),
                abstention=measured(searcher, split) if has_weights else None,
            )
            for split in wanted
        ]


def run_split(
    split: Split, queries: Sequence[Query], answers: Mapping[str, Sequence[Answer]], compared: Sequence[System]
) -> SplitResult:
    """Each system's values on the queries of one split; the product and the baseline must be among `compared`."""
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


def judged_answers(readings: Mapping[str, Reading], *, store: Path) -> dict[str, list[Answer]]:
    """The judged paragraphs of each query, by query_id. `readings` are those of `store`; one that a judgement needs and
    that is missing raises `EvaluationError`."""
    judgements = read_judgements()
    if missing := sorted({judgement.doc_id for judgement in judgements} - set(readings)):
        raise EvaluationError(
            f"The store {store} does not hold {', '.join(missing[:3])} and {len(missing) - 3} more judged documents. "
            "Ingest the library that the judgements are about, and name its store with --store."
            if len(missing) > 3
            else f"The store {store} does not hold {', '.join(missing)}. Ingest the judged library first."
        )
    return find_answers(judgements, readings)


def render(results: Sequence[SplitResult]) -> list[RenderableType]:
    """The results as tables for a terminal."""
    parts = (_means, _tests, _steps, _abstains, _worst)
    return [shown for result in results for part in parts if (shown := part(result))]


def _abstains(result: SplitResult) -> str:
    said = result.abstention.in_words if result.abstention else "not measured: no weights for this encoder"
    return f"{result.split}: {said}\n"


def _means(result: SplitResult) -> Table:
    names = [str(name) for name in MEASURES]
    table = Table("System", *names, title=f"{result.split}: means over {len(result.queries)} queries")
    for system in result.values:
        if not is_step(system):
            table.add_row(system, *(f"{result.mean(system, name):.3f}" for name in names))
    return table


def _steps(result: SplitResult) -> Table | None:
    """What each step brings; None where it was not asked for."""
    names = [str(name) for name in MEASURES]
    table = Table("Step", *names, "p (permutation)", title=f"{result.split}: the {OURS} without, or with, each step")
    for system in filter(is_step, result.values):
        test = compare(result.values[system][names[0]], result.values[OURS][names[0]], name=names[0])
        means = [(result.mean(system, name), result.mean(OURS, name)) for name in names]
        cells = [f"{mean:.3f} ({mean - ours:+.3f})" for mean, ours in means]
        table.add_row(system, *cells, f"{test.permutation_p:.4f}")
    return table if table.row_count else None


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
