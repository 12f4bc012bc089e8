"""Runs the alignment check over whatever labelled documents a store holds, and measures it.

    evaluation = run_alignment(Path("store"), model="waymark-minilm", day=date.today())
    evaluation.results      the corpus's splits, dev first, and the sample

A labelled document is held against the national documents that its labels name, or where they name none against those
that `alignment.suggesting` suggests. Labels of documents that the store does not hold are counted as left out and said
to be: none is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from alignment.changes import changes
from alignment.findings import findings
from alignment.records import Finding
from alignment.sides import Sides
from alignment.suggesting import suggested
from core.errors import EvaluationError
from evaluations.alignment.changing import ChangesResult, changes_measured
from evaluations.alignment.gold import FOLDER, ChangeLabel, Label, Pin, located, read_changes, read_labels, read_planted
from evaluations.alignment.measuring import AlignmentResult, measured
from evaluations.judgements import Split

CORPUS, SAMPLE = "corpus", "sample"


@dataclass(frozen=True, slots=True)
class AlignmentEvaluation:
    """The results over what a store holds; `left_out` says, in words, which labels it could not be measured on.

    `changes` is None where the store holds no labelled pair of editions, or one split alone is asked for.
    """

    day: date
    results: tuple[AlignmentResult, ...]
    changes: ChangesResult | None
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
        held = [one for one in asked if _is_held(_pins(one), sides)]
        if len(held) < len(asked):
            left_out.append(_left_out(source, len(held), len(asked)))
        results += _results(source, held, sides, day=day)
    told = None if split_name else _changes(read_changes(folder), sides, left_out)
    if not results and told is None:
        raise EvaluationError(f"{store} holds no labelled document. Ingest the library that does: docs/evaluation.md.")
    return AlignmentEvaluation(day, tuple(results), told, tuple(left_out))


def _is_held(pins: Iterable[Pin | None], sides: Sides) -> bool:
    held = {document.doc_id for document in sides.generation.documents}
    return all(pin is None or pin.doc_id in held for pin in pins)


def _results(source: str, labels: Sequence[Label], sides: Sides, *, day: date) -> Iterator[AlignmentResult]:
    spots = located(((one.label_id, pin) for one in labels for pin in _pins(one)), sides.generation)
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


def _changes(labels: Sequence[ChangeLabel], sides: Sides, left_out: list[str]) -> ChangesResult | None:
    held = [one for one in labels if _is_held((one.old, one.new), sides)]
    if len(held) < len(labels):
        left_out.append(_left_out("changes", len(held), len(labels)))
    editions = sorted({(one.old.doc_id, one.new.doc_id) for one in held if one.old and one.new})
    if not editions:
        return None
    spots = located(((one.label_id, pin) for one in held for pin in (one.old, one.new)), sides.generation)
    found = [change for old, new in editions for change in changes(sides.side(old), sides.side(new))]
    return changes_measured(held, found, spots, editions=editions)


def _left_out(source: str, held: int, asked: int) -> str:
    return f"{source}: {asked - held} of {asked} labels, of documents that this store does not hold"
