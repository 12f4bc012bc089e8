"""What is told of a place: each thing once, alarms before what is mild, in one order whatever the order of input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import write_library
from hypothesis import given
from hypothesis import strategies as st

import alignment.findings
import alignment.gaps
import alignment.order
import alignment.sides
import alignment.strength
import alignment.timescales
from alignment.findings import findings, settled
from alignment.meaning import Asked, asked_in
from alignment.national import Rules
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side, Sides
from alignment.statements import Statement
from alignment.suggesting import council_of, suggested
from core.errors import QueryError
from core.records import Document
from index.build import build_store
from index.encoder import HashingEncoder
from index.store import open_store

DAY = date(2026, 11, 20)
TEXTS = {
    "missing": "# Missing\n\nThe child is offered a return interview within 72 hours of the return.\n",
    "other": "# Other\n\nAs the Guidance on missing children says, staff ring the police.\n",
    "elsewhere": "# Elsewhere\n\nStaff ring the police at once when a child is gone.\n",
    "guidance": "# Return\n\nA return interview is offered to the child within 72 hours of the return.\n",
    "old-guidance": "# Return\n\nA return interview is offered to the child within 72 hours of the return.\n",
    "digest": "# Police\n\nStaff ring the police at once when a child is gone from home.\n",
}
FIELDS = {
    "missing": {"tier": "local", "applies_to": "Marlbrook"},
    "other": {"tier": "local", "applies_to": "Marlbrook"},
    "elsewhere": {"tier": "local", "applies_to": "Elsewhere"},
    "guidance": {"title": "Guidance on missing children: statutory guidance 2024", "in_force_from": "2024-01-01"},
    "old-guidance": {"title": "Older guidance", "superseded_by": "guidance", "in_force_to": "2024-01-01"},
    "digest": {"tier": "practice"},
}


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    folder = write_library(tmp_path / "library", TEXTS)
    manifest = (folder / "library.toml").read_text()
    for doc_id, fields in FIELDS.items():
        entry = next(part for part in manifest.split("[[document]]") if f'id = "{doc_id}"\n' in part)
        lines = [line for line in entry.strip().splitlines() if line.split(" = ")[0] not in fields]
        told = [
            f"{key} = {value}" if key.startswith("in_force") else f'{key} = "{value}"' for key, value in fields.items()
        ]
        manifest = manifest.replace(entry, "\n" + "\n".join([*lines, *told]) + "\n\n")
    (folder / "library.toml").write_text(manifest)
    build_store(folder, tmp_path / "store", model="hashing")
    return Sides(open_store(tmp_path / "store"), HashingEncoder())


def finding(verdict: Verdict, *, at: int = 0, national: int | None = None, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "severity": Severity.HIGH if verdict.is_alarm else Severity.INFORMATION,
        "confidence": 0.8,
        "explanation": "They differ.",
    }
    beside = Quote("national", "words", national, national + 5) if national is not None else None
    return Finding(verdict, local=Quote("local", "words", at, at + 5), national=beside, **{**values, **changes})


def test_one_verdict_about_one_place_is_told_once_and_the_surest_is_kept() -> None:
    mild = finding(Verdict.TIMESCALE_CONFLICT, national=1, severity=Severity.MATERIAL, confidence=0.9)
    sure = finding(Verdict.TIMESCALE_CONFLICT, national=2, confidence=0.7)
    unsure = finding(Verdict.TIMESCALE_CONFLICT, national=3, confidence=0.6)
    assert settled([unsure, mild, sure, sure]) == [sure]


def test_an_alarm_about_a_pair_of_quotes_takes_away_that_they_agree() -> None:
    alarm = finding(Verdict.WEAKER_MODALITY, national=1)
    aligned = finding(Verdict.ALIGNED, national=1)
    elsewhere = finding(Verdict.ALIGNED, at=50, national=1)
    assert settled([aligned, alarm, elsewhere]) == [alarm, elsewhere]
    stricter = finding(Verdict.STRICTER_LOCALLY, national=1)
    assert settled([aligned, stricter]) == [stricter]


def test_what_is_missing_and_outdated_is_told_for_each_thing() -> None:
    missing = [finding(Verdict.MISSING_REQUIREMENT, national=at) for at in (1, 9)]
    dated = [finding(Verdict.OUTDATED_REFERENCE, at=20, explanation=words) for words in ("KCSIE", "Working Together")]
    twice = [finding(Verdict.INTERNAL_CONTRADICTION, at=40, other=Quote("other", "x", at, at + 1)) for at in (1, 2)]
    assert len(settled([*missing, *dated, *twice])) == 6


def test_a_place_with_a_national_limit_is_not_local_only() -> None:
    conflict = finding(Verdict.TIMESCALE_CONFLICT, national=1)
    assert settled([finding(Verdict.LOCAL_ONLY), conflict]) == [conflict]
    assert len(settled([finding(Verdict.LOCAL_ONLY)])) == 1


def test_findings_come_by_severity_then_place() -> None:
    tidy = finding(Verdict.OUTDATED_TERM_OR_BODY, at=1, severity=Severity.TIDY)
    late, early = finding(Verdict.TIMESCALE_CONFLICT, at=90), finding(Verdict.WEAKER_MODALITY, at=10)
    assert settled([tidy, late, early]) == [early, late, tidy]


@given(
    st.lists(
        st.builds(
            finding,
            st.sampled_from(Verdict),
            at=st.sampled_from([0, 10, 20]),
            national=st.sampled_from([None, 1, 2]),
            severity=st.sampled_from(Severity),
            confidence=st.sampled_from([0.5, 0.9]),
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_the_order_of_findings_makes_no_difference_and_settling_twice_neither(
    found: list[Finding], random: Any
) -> None:
    once = settled(found)
    random.shuffle(found)
    assert settled(found) == once
    assert settled(once) == once
    assert {one.verdict for one in found if one.verdict.is_alarm} == {
        one.verdict for one in once if one.verdict.is_alarm
    }


def test_limits_of_each_document_and_the_rules_are_worked_out_once(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(document: Document, statements: Sequence[Statement]) -> list[Asked]:
        read.append(document.doc_id)
        return asked_in(document, statements)

    class Counted(Rules):
        @classmethod
        def of(cls, national: Sequence[Side]) -> Rules:
            read.append("rules")
            return Rules.of(national)

    monkeypatch.setattr(alignment.sides, "asked_in", counted)
    for module in (alignment.findings, alignment.timescales, alignment.strength, alignment.order, alignment.gaps):
        monkeypatch.setattr(module, "Rules", Counted)
    assert findings(sides, "missing", ["guidance", "digest"], day=DAY)
    assert sorted(read) == ["digest", "guidance", "missing", "rules"]


def test_findings_ask_every_finder_once_and_of_each_document_once(
    sides: Sides, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def beside(local: Side, others: Sequence[Side], *_: Rules) -> Iterator[Finding]:
        asked.append((local.document.doc_id, *(one.document.doc_id for one in others)))
        yield finding(Verdict.TIMESCALE_CONFLICT, national=1)

    monkeypatch.setattr(alignment.findings, "ALONE", (lambda local, day, library: [finding(Verdict.DRAFT_MARK)],))
    monkeypatch.setattr(alignment.findings, "PAIRED", (beside,))
    monkeypatch.setattr(alignment.findings, "AMONG", (beside,))
    found = findings(sides, "missing", ["guidance", "digest", "guidance"], day=DAY)
    assert found == findings(sides, "missing", ["digest", "guidance"], day=DAY)
    assert [one.verdict for one in found] == [Verdict.TIMESCALE_CONFLICT, Verdict.DRAFT_MARK]
    assert asked[:2] == [("missing", "digest", "guidance"), ("missing", "other")]
    with pytest.raises(QueryError, match="nowhere"):
        findings(sides, "missing", ["nowhere"], day=DAY)


def test_suggested_are_the_editions_that_stand_and_are_near_or_named(sides: Sides) -> None:
    assert suggested(sides, "missing", day=DAY) == ["guidance"]
    assert suggested(sides, "missing", day=date(2023, 5, 1)) == ["old-guidance"]
    assert suggested(sides, "other", day=DAY)[0] == "guidance"
    assert suggested(sides, "elsewhere", day=DAY) == ["digest"]
    assert council_of(sides, "missing", day=DAY) == ["other"]
    assert council_of(sides, "guidance", day=DAY) == []


def test_a_document_beside_itself_has_nothing_that_differs(sides: Sides) -> None:
    found = findings(sides, "guidance", ["guidance"], day=DAY)
    differs = (
        Verdict.TIMESCALE_CONFLICT,
        Verdict.WEAKER_MODALITY,
        Verdict.MISSING_REQUIREMENT,
        Verdict.STRICTER_LOCALLY,
    )
    assert [one for one in found if one.verdict in differs] == []


def test_findings_of_the_product_come_in_one_order(sides: Sides) -> None:
    found = findings(sides, "missing", ["guidance", "digest"], day=DAY)
    assert Verdict.NO_OWNER in {one.verdict for one in found}
    assert found == findings(sides, "missing", ["digest", "guidance"], day=DAY)
