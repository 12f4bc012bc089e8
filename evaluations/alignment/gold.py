"""The labels: what should be found where, pinned by document, page and anchor, never by a sentence.

    findings.jsonl     {"id", "local", "national", "verdict", "severity", "note"}, and "other" of a contradiction
    splits.json        {"dev": [doc_id, …], "held-out": [doc_id, …]}: a local document is in one of them
    planted.jsonl      {"id", "drift", "local", "national", "verdict", "severity", "says"}, over the sample library
    changes.jsonl      {"id", "source", "kind", "rating", "old", "new", "note"}, between two editions

A place is {"doc_id", "page" or "paragraph" or both, "anchor"}. Its anchor is looked up as `evaluations.judgements`
does, on its page where it has one; where it stands never or twice, that is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from alignment.records import Severity, Verdict
from alignment.statements import statements_of
from core.errors import EvaluationError
from core.records import Span
from evaluations.judgements import MOST_WORDS, Judgement, Split, find_anchor, rows
from index.generation import Generation

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Pin:
    """A place of a document as a label pins it; `page` counts from 1, None where the anchor is the document's only."""

    doc_id: str
    page: int | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a check should come to at a place. Key: label_id.

    `split` is None for the sample, `drift` for the corpus and for what has not drifted; `other` is the second local
    place of a contradiction, where it is pinned.
    """

    label_id: str
    split: Split | None
    drift: str | None
    local: Pin
    national: Pin | None
    other: Pin | None
    verdict: Verdict
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class ChangeLabel:
    """What became of a place in the new edition. Key: label_id. `source` says who tells so; `rating` None: none."""

    label_id: str
    source: str
    kind: str
    rating: str | None
    old: Pin | None
    new: Pin | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that was found: the sentences that hold its anchor, as offsets into the document's text."""

    doc_id: str
    span: Span

    def meets(self, doc_id: str, span: Span) -> bool:
        """Whether a stretch of a document has a character in common with it."""
        return doc_id == self.doc_id and span[0] < self.span[1] and self.span[0] < span[1]


def read_labels(folder: Path = FOLDER) -> list[Label]:
    """The labels over real documents. A row that does not hold, or is of no split, raises `EvaluationError`."""
    path = folder / "findings.jsonl"
    if not path.is_file():
        return []
    split_of = _splits(folder / "splits.json")
    found = []
    for row in rows(path, {"id", "local", "national", "verdict", "severity", "note"}, {"other"}):
        label = _label(row, path)
        doc_id = label.local.doc_id
        if doc_id not in split_of:
            raise EvaluationError(f"{path.name}: {label.label_id}: {doc_id} is of no split; put it into one.")
        found.append(replace(label, split=split_of[doc_id]))
    return _once(found, path)


def read_planted(folder: Path = FOLDER) -> list[Label]:
    """The labels over the sample library. A row that does not hold raises `EvaluationError`."""
    path = folder / "planted.jsonl"
    if not path.is_file():
        return []
    named = {"id", "drift", "local", "national", "verdict", "severity", "says"}
    return _once([_label(row, path) for row in rows(path, named, {"other"})], path)


def read_changes(folder: Path = FOLDER) -> list[ChangeLabel]:
    """The labelled changes. A row that does not hold raises `EvaluationError`."""
    path = folder / "changes.jsonl"
    if not path.is_file():
        return []
    named = {"id", "source", "kind", "rating", "old", "new"}
    return [
        ChangeLabel(
            row["id"], row["source"], row["kind"], row["rating"], _pin(row, "old", path), _pin(row, "new", path)
        )
        for row in rows(path, named, {"note"})
    ]


def _splits(path: Path) -> dict[str, Split]:
    found: dict[str, Split] = {}
    named: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    if wrong := sorted(set(named) - set(Split)):
        raise EvaluationError(f"{path.name}: {', '.join(wrong)} is no split; name them {' and '.join(Split)}.")
    for name, doc_ids in named.items():
        for doc_id in doc_ids:
            if doc_id in found:
                raise EvaluationError(f"{path.name}: {doc_id} is of two splits; leave it in one.")
            found[doc_id] = Split(name)
    return found


def _label(row: Mapping[str, Any], path: Path) -> Label:
    local = _pin(row, "local", path)
    if local is None:
        raise EvaluationError(f"{path.name}: {row['id']}: says no local place; pin one.")
    try:
        verdict, severity = Verdict(row["verdict"]), Severity(row["severity"]) if row["severity"] else None
    except ValueError as error:
        raise EvaluationError(f"{path.name}: {row['id']}: {error}. Mend the row.") from error
    others = (_pin(row, "national", path), _pin(row, "other", path))
    return Label(row["id"], None, row.get("drift"), local, *others, verdict, severity)


def _pin(row: Mapping[str, Any], side: str, path: Path) -> Pin | None:
    place = row.get(side)
    if place is None:
        return None
    anchor = place["anchor"]
    if not 0 < len(anchor.split()) <= MOST_WORDS:
        raise EvaluationError(f"{path.name}: {row['id']}: an anchor has 1 to {MOST_WORDS} words, not “{anchor}”.")
    return Pin(place["doc_id"], place.get("page"), anchor)


def _once(labels: list[Label], path: Path) -> list[Label]:
    ids = [label.label_id for label in labels]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise EvaluationError(f"{path.name}: {', '.join(twice)} stands twice; rename one.")
    return labels


def located(pins: Iterable[tuple[str, Pin | None]], generation: Generation) -> dict[Pin, Spot]:
    """Where each pin (behind the id of its label) stands in the documents of `generation`; None is passed over.

    Those that stand never or twice raise one `EvaluationError` that names them all. Every document must be held.
    """
    texts = _Texts(generation)
    found: dict[Pin, Spot] = {}
    faults: list[str] = []
    for label_id, pin in pins:
        if pin is None or pin in found:
            continue
        judgement = Judgement(label_id, pin.doc_id, pin.page, pin.anchor, 1)
        spans = find_anchor(judgement, texts.readings[pin.doc_id])
        if len(spans) != 1:
            page = f" page {pin.page}" if pin.page else ""
            faults.append(f"{label_id}: “{pin.anchor}” stands {len(spans)} times in {pin.doc_id}{page}")
            continue
        found[pin] = Spot(pin.doc_id, texts.sentences(pin.doc_id, spans[0]))
    if faults:
        raise EvaluationError("\n".join([*faults, f"{len(faults)} anchors do not hold; choose others."]))
    return found


class _Texts:
    """The readings of a generation, and their sentences, each made once."""

    def __init__(self, generation: Generation) -> None:
        self.readings = generation.readings()
        self._documents = {document.doc_id: document for document in generation.documents}
        self._spans: dict[str, list[Span]] = {}

    def sentences(self, doc_id: str, span: Span) -> Span:
        """From the first to the last sentence that has a character of `span`; itself where it is in none."""
        if doc_id not in self._spans:
            found = statements_of(self._documents[doc_id], self.readings[doc_id])
            self._spans[doc_id] = [one.quote.span for one in found]
        held = [(start, end) for start, end in self._spans[doc_id] if start < span[1] and span[0] < end]
        return min(start for start, _ in [span, *held]), max(end for _, end in [span, *held])
