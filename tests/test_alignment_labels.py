"""The labels over real documents: there are as many of each kind as are needed, in both splits."""

from __future__ import annotations

from alignment.records import Verdict
from evaluations.alignment.gold import read_changes, read_labels
from evaluations.judgements import Split


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
