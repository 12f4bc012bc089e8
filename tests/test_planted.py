"""The labels of what was planted in the sample library: whole, covering every drift, and each anchor found once."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from core.records import Reading
from core.settings import ROOT
from evaluations.judgements import MOST_WORDS, Judgement, find_anchor
from ingest.manifest import read_manifest
from ingest.readers import read_file

LABELS = [json.loads(line) for line in (ROOT / "evaluations/alignment/planted.jsonl").read_text("utf-8").splitlines()]
FIELDS = {"id", "drift", "local", "national", "verdict", "severity", "says"}
WRONG = {
    "timescale_conflict", "weaker_modality", "outdated_reference", "outdated_term_or_body", "missing_requirement",
    "internal_contradiction", "review_date_passed", "draft_mark", "placeholder", "no_owner",
}  # fmt: skip
OWN = {"stricter_locally", "local_only"}
FURTHER = {
    "review-date", "draft-mark", "placeholder", "no-owner", "two-chapters", "within-one-chapter", "bill", "wales",
    "covid", "wording", "clock-cannot-be-met",
}  # fmt: skip


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    library = read_manifest(ROOT / "guidance_docs")
    return {document.doc_id: read_file(library.path(document)) for document in library.documents}


def test_every_label_has_the_fields_and_its_own_id() -> None:
    assert [label["id"] for label in LABELS if set(label) != FIELDS] == []
    assert len({label["id"] for label in LABELS}) == len(LABELS)
    assert {label["verdict"] for label in LABELS} == WRONG | OWN | {"aligned", "cannot_tell"}
    for label in LABELS:
        is_aligned = label["verdict"] == "aligned"
        assert (label["drift"] is None) is is_aligned, label["id"]
        assert label["severity"] in ((None,) if is_aligned else ("H", "M", "L", "I")), label["id"]
        assert label["national"] or not is_aligned, label["id"]


def test_labels_cover_every_drift_and_enough_that_is_no_drift() -> None:
    drifts = {label["drift"] for label in LABELS if label["drift"]}
    assert drifts >= {f"A{number:02}" for number in range(1, 26)} | FURTHER
    count = Counter(label["verdict"] for label in LABELS)
    assert sum(count[verdict] for verdict in WRONG) >= 30
    assert sum(count[verdict] for verdict in OWN) >= 15
    assert count["aligned"] >= 60


@pytest.mark.parametrize("side", ["local", "national"])
def test_every_anchor_stands_once_in_its_document_and_in_its_paragraph(readings: dict[str, Reading], side: str) -> None:
    places: list[dict[str, Any]] = [label[side] for label in LABELS if label[side]]
    assert len(places) > 100
    for place in places:
        assert place["doc_id"].startswith("marlbrook-" if side == "local" else "digest-")
        assert len(place["anchor"].split()) <= MOST_WORDS
        reading = readings[place["doc_id"]]
        (span,) = find_anchor(Judgement("", place["doc_id"], None, place["anchor"], 1), reading)
        block = next(block for block in reading.blocks if block.start <= span[0] < block.end)
        assert block.paragraph == place["paragraph"], place
