"""Runs the alignment check over whatever labelled documents a store holds, and measures it.

    evaluation = run_alignment(Path("store"), model="waymark-minilm", day=date.today())
    evaluation.results      the corpus's splits, dev first, and the sample

A labelled document is held against the national documents that its labels name, or where they name none against those
that `alignment.suggesting` suggests. Labels of documents that the store does not hold are counted as left out and said
to be: none is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from alignment.findings import findings
from alignment.records import Finding
from alignment.sides import Sides
from alignment.suggesting import suggested
from core.errors import EvaluationError
from evaluations.alignment.gold import FOLDER, Label, Pin, located, read_labels, read_planted
from evaluations.alignment.measuring import AlignmentResult, measured
from evaluations.judgements import Split

CORPUS, SAMPLE = "corpus", "sample"


@dataclass(frozen=True, slots=True)
class AlignmentEvaluation:
    """The results over what a store holds; `left_out` says, in words, which labels it could not be measured on."""

    day: date
    results: tuple[AlignmentResult, ...]
    left_out: tuple[str, ...]


def run_alignment(
    store: Path, *, model: str, day: date, split_name: str | None = None, folder: Path = FOLDER
) -> AlignmentEvaluation:
    """Measures the findings of every labelled document that `store` holds, as they are on `day`.

    `EvaluationError` where it holds none, or an anchor does not hold; raises as `Sides.open` does.
    """
    sides = Sides.open(store, model=model)
    results: list[AlignmentResult] = []
    left_out: list[str] = []
    for source, labels in ((CORPUS, read_labels(folder)), (SAMPLE, read_planted(folder))):
        asked = [one for one in labels if split_name is None or one.split == split_name]
        held = [one for one in asked if _is_held(one, sides)]
        if len(held) < len(asked):
            left_out.append(
                f"{source}: {len(asked) - len(held)} of {len(asked)} labels, of documents not in this store"
            )
        results += _results(source, held, sides, day=day)
    if not results:
        raise EvaluationError(f"{store} holds no labelled document. Ingest the library that does: docs/evaluation.md.")
    return AlignmentEvaluation(day, tuple(results), tuple(left_out))


def _is_held(label: Label, sides: Sides) -> bool:
    held = {document.doc_id for document in sides.generation.documents}
    return all(pin is None or pin.doc_id in held for pin in (label.local, label.national, label.other))


def _results(source: str, labels: Sequence[Label], sides: Sides, *, day: date) -> Iterator[AlignmentResult]:
    spots = located(((one.label_id, pin) for one in labels for pin in _pins(one)), sides)
    for split in (*Split, None):
        own = [one for one in labels if one.split is split]
        if own:
            yield measured(source, own, list(_found(own, sides, day=day)), spots, split=split)


def _pins(label: Label) -> tuple[Pin | None, ...]:
    return label.local, label.national, label.other


def _found(labels: Sequence[Label], sides: Sides, *, day: date) -> Iterator[Finding]:
    for doc_id in dict.fromkeys(label.local.doc_id for label in labels):
        named = {one.national.doc_id for one in labels if one.local.doc_id == doc_id and one.national}
        yield from findings(sides, doc_id, sorted(named) or suggested(sides, doc_id, day=day), day=day)
