"""The labels over real documents: every anchor stands once, and there are as many of each kind as are needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignment.records import Verdict
from core.settings import TUNED_MODEL, shared_folder
from evaluations.alignment.gold import located, read_changes, read_labels
from evaluations.judgements import Split
from index.build import build_store
from index.generation import Generation
from index.store import open_store

CORPUS = shared_folder() / "corpus"


@pytest.fixture(scope="module")
def generation(request: pytest.FixtureRequest) -> Generation:
    store = Path(request.config.cache.mkdir("corpus-store"))
    build_store(CORPUS, store, model=TUNED_MODEL)
    return open_store(store)


@pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs the real documents: set WAYMARK_SHARED to the folder that holds corpus/"
)
def test_every_anchor_of_a_label_stands_once_in_its_document(generation: Generation) -> None:
    pins = [(one.label_id, pin) for one in read_labels() for pin in (one.local, one.national, one.other)]
    pins += [(one.label_id, pin) for one in read_changes() for pin in (one.old, one.new)]
    assert len(located(pins, generation)) > 300


def test_labels_are_enough_of_every_kind_and_of_both_splits() -> None:
    labels = read_labels()
    assert len(labels) >= 150
    assert sum(one.verdict is Verdict.ALIGNED for one in labels) >= 50
    for split in Split:
        alarms = {one.verdict for one in labels if one.split is split and one.verdict.is_alarm}
        assert {
            Verdict.TIMESCALE_CONFLICT,
            Verdict.WEAKER_MODALITY,
            Verdict.OUTDATED_REFERENCE,
            Verdict.OUTDATED_TERM_OR_BODY,
            Verdict.MISSING_REQUIREMENT,
            Verdict.INTERNAL_CONTRADICTION,
        } <= alarms
    assert {one.source for one in read_changes()} >= {"annex-f", "left-out", "no-change"}
