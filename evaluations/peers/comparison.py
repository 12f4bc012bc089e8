"""Runs the product, the baseline and every peer over the judged queries, in one run, over one text and one encoder.

    product            what `waymark search` answers with, in the encoder of its store
    product, plain     the same passages in the plain encoder; only where the store has another one
    baseline           `evaluations.baseline`, in the plain encoder
    txtai, LangChain, Haystack   each as its documentation sets it up, in the plain encoder

Peers are imported only here, by name, so that Waymark never needs them.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.table import Table

from core.errors import EvaluationError
from core.records import Filters
from core.settings import PACKAGED_MODEL
from evaluations.judgements import Split, read_queries
from evaluations.measures import MEASURES, compare
from evaluations.peers.pieces import Readings, Vectors
from evaluations.report import OURS, SplitResult, judged_answers, run_split
from evaluations.systems import System, as_system, baseline, cached_vectors, embedded_texts, shown_documents
from index.encoder import Encoder, load_encoder
from index.search import Searcher

PLAIN = "product, plain"

Peer = Callable[[Readings, Vectors], System]

PEERS: Mapping[str, tuple[str, str]] = {
    "txtai": ("evaluations.peers.with_txtai", "txtai"),
    "langchain": ("evaluations.peers.with_langchain", "langchain-classic"),
    "haystack": ("evaluations.peers.with_haystack", "haystack-ai"),
}
"""By the name of its function: the module that holds it, and the package whose version is reported."""

_QUIET = {"HAYSTACK_TELEMETRY_ENABLED": "false", "LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false"}


def load_peers(names: Sequence[str]) -> dict[str, Peer]:
    """Each named peer's function, imported now, with what it would report to its makers turned off.

    A package that is not installed raises `EvaluationError`, which says how to install it.
    """
    os.environ.update(_QUIET)
    found: dict[str, Peer] = {}
    for name in names:
        try:
            found[name] = getattr(importlib.import_module(PEERS[name][0]), name)
        except ImportError as error:
            raise EvaluationError(
                f"{name} cannot be measured: the package {error.name} is not installed here ({error}). Run "
                "`scripts/peers python -m evaluations.peers`, which installs the peers beside .venv, or "
                "`python -m pip install -r evaluations/peers/requirements.txt`."
            ) from error
    return found


def run_comparison(store: Path, *, model: str, names: Sequence[str] = tuple(PEERS)) -> list[SplitResult]:
    """Each split's result, DEV first, without abstention; the store must hold the judged documents.

    Errors are those of `load_peers` and of `evaluations.report.run_evaluation`.
    """
    peers = load_peers(names)
    searcher = Searcher.open(store, model=model)
    readings = searcher.generation.readings()
    answers = judged_answers(readings, store=store)
    documents = shown_documents(searcher)
    shown = {doc_id: readings[doc_id] for doc_id in documents}
    plain = load_encoder(PACKAGED_MODEL)
    vectors = Vectors(plain)
    queries = [query for query in read_queries() if query.answerable]
    with tempfile.TemporaryDirectory() as scratch:
        compared = [
            product(searcher, name=OURS),
            *plain_product(searcher, plain),
            baseline(documents, readings, plain, folder=Path(scratch)),
            *(peer(shown, vectors) for peer in peers.values()),
        ]
        return [
            run_split(split, [query for query in queries if query.split is split], answers, compared) for split in Split
        ]


def product(searcher: Searcher, *, name: str) -> System:
    """What `waymark search` answers with."""
    return as_system(name, searcher.retriever, searcher.generation.passages, searcher.allowed(Filters()))


def plain_product(searcher: Searcher, plain: Encoder) -> list[System]:
    """The product with the plain encoder's vectors for the same passages; none where it has them already.

    A passage that the plain encoder cannot read whole, it reads as far as it can.
    """
    generation = searcher.generation
    if generation.manifest.card.fingerprint == plain.card.fingerprint:
        return []
    vectors = cached_vectors(plain, embedded_texts(generation))
    return [product(Searcher(replace(generation, vectors=vectors), plain), name=PLAIN)]


def comparison_table(result: SplitResult) -> Table:
    """A split's means, a row a system; the last column is how far its nDCG@10 lies behind the product's, with the 95 %
    interval."""
    names = [str(name) for name in MEASURES]
    title = f"{result.split}: means over {len(result.queries)} queries"
    table = Table("System", *names, f"{names[0]} behind the product", title=title)
    for system, values in result.values.items():
        test = compare(result.values[OURS][names[0]], values[names[0]], name=names[0])
        low, high = test.interval
        behind = "" if system == OURS else f"{test.difference:+.3f} ({low:+.3f} to {high:+.3f})"
        table.add_row(system, *(f"{result.mean(system, name):.3f}" for name in names), behind)
    return table


def comparison_row(result: SplitResult) -> dict[str, Any]:
    """A split as JSON: means and values by system and measure, and the product tested against each other system."""
    names = [str(name) for name in MEASURES]
    ours = result.values[OURS]
    return {
        "split": str(result.split),
        "queries": len(result.queries),
        "means": {system: {name: result.mean(system, name) for name in names} for system in result.values},
        "tests": {
            system: [asdict(compare(ours[name], values[name], name=name)) for name in names]
            for system, values in result.values.items()
            if system != OURS
        },
        "values": {system: {name: dict(values[name]) for name in names} for system, values in result.values.items()},
    }


def versions(names: Sequence[str]) -> dict[str, str]:
    """The version of each named peer that is installed."""
    return {PEERS[name][1]: version(PEERS[name][1]) for name in names}
