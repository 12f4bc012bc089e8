"""Findings and changes held against labels: what fits, what is false, what nobody labelled, and anchors that hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import run
from fakes import built
from rich.console import Console

import alignment.findings
import evaluations.alignment.running
from alignment.records import Change, ChangeKind, Finding, Quote, Rating, Severity, Verdict
from alignment.sides import Side, Sides
from core.errors import EvaluationError
from evaluations.alignment.gold import located, read_changes, read_labels, read_planted
from evaluations.alignment.measuring import AlignmentResult, Tally
from evaluations.alignment.report import alignment_rows, render
from evaluations.alignment.running import AlignmentEvaluation, run_alignment
from evaluations.judgements import Split
from index.encoder import HashingEncoder
from index.store import open_store

DAY = date(2026, 11, 20)
TEXTS = {
    "chapter": (
        "# Conferences\n\nThe core group meets within 15 days. The chair may see the child. Staff ring the LSCB.\n\n"
        "The plan is sent out within five days. Reviews are held each month.\n"
    ),
    "second": "# Reviews\n\nReviews are held every year. Staff ask the father.\n",
    "guidance": "# Rules\n\nThe core group must meet within 10 days. An advocate should be offered.\n",
    "old": "# Parts\n\n1. Staff should act. Parents may ask.\n",
    "new": "# Parts\n\n1. Staff must act. Parents may ask.\n",
}


def pin(doc_id: str, anchor: str) -> dict[str, Any]:
    return {"doc_id": doc_id, "page": None, "anchor": anchor}


def label(number: str, kind: str, anchor: str, **changes: Any) -> dict[str, Any]:
    row = {"id": number, "local": pin("chapter", anchor), "national": None, "verdict": kind, "severity": "M"}
    return {**row, "note": "", **changes}


LABELS = [
    label("g1", "timescale_conflict", "within 15 days", national=pin("guidance", "within 10 days")),
    label("g2", "weaker_modality", "may see the child"),
    label("g3", "aligned", "within five days", severity=None),
    label("g4", "missing_requirement", "Conferences", national=pin("guidance", "An advocate")),
    label("g5", "internal_contradiction", "each month", other=pin("second", "every year")),
    label("g6", "no_owner", "Conferences"),
    label("g7", "local_only", "ask the father", local=pin("second", "ask the father")),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    built(tmp_path, TEXTS)
    return tmp_path / "store"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, name: str, rows: Iterable[dict[str, Any]]) -> None:
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "splits.json").write_text(json.dumps({"dev": ["chapter"], "held-out": ["second"]}))


def quoted(side: Side, words: str) -> Quote:
    start = side.reading.text.index(words)
    return Quote(side.document.doc_id, words, start, start + len(words))


def finding(side: Side, words: str, verdict: Verdict, **changes: Any) -> Finding:
    return Finding(
        verdict, Severity.MATERIAL, 0.8, quoted(side, words), **{"national": None, "explanation": "x", **changes}
    )


@pytest.fixture
def evaluate(
    store: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Side, Sides], list[Finding]]], AlignmentEvaluation]:
    monkeypatch.setattr("alignment.sides.load_encoder", lambda model: HashingEncoder())
    monkeypatch.setattr("alignment.findings.ALONE", ())
    monkeypatch.setattr("alignment.findings.PAIRED", ())
    monkeypatch.setattr("alignment.findings.AMONG", ())

    def evaluated(finder: Callable[[Side, Sides], list[Finding]]) -> AlignmentEvaluation:
        write(folder, "findings.jsonl", LABELS)
        sides = Sides(open_store(store), HashingEncoder())
        monkeypatch.setattr(alignment.findings, "ALONE", (lambda local, day, library: finder(local, sides),))
        return run_alignment(store, model="hashing", day=DAY, folder=folder)

    return evaluated


def found(local: Side, sides: Sides) -> list[Finding]:
    if local.document.doc_id == "second":
        return [finding(local, "ask the father", Verdict.LOCAL_ONLY)]
    national, second = sides.side("guidance"), sides.side("second")
    return [
        finding(local, "group meets", Verdict.TIMESCALE_CONFLICT),
        finding(local, "LSCB", Verdict.OUTDATED_TERM_OR_BODY),
        finding(local, "five days", Verdict.TIMESCALE_CONFLICT, explanation="y"),
        finding(local, "Conferences", Verdict.MISSING_REQUIREMENT, national=quoted(national, "advocate")),
        finding(local, "Conferences", Verdict.MISSING_REQUIREMENT, national=quoted(national, "core group")),
        finding(local, "each month", Verdict.INTERNAL_CONTRADICTION, other=quoted(second, "every year")),
        finding(local, "each month", Verdict.INTERNAL_CONTRADICTION, other=quoted(second, "father")),
        finding(local, "sent out", Verdict.NO_OWNER),
    ]


def test_findings_fit_the_sentence_of_a_label_of_their_verdict(evaluate: Any) -> None:
    dev, held_out = evaluate(found).results
    assert (dev.split, dev.documents, held_out.split) == (Split.DEV, 1, Split.HELD_OUT)
    assert dev.tallies[Verdict.TIMESCALE_CONFLICT] == Tally(labels=1, found=1, raised=2, right=1, unlabelled=0)
    assert dev.tallies[Verdict.OUTDATED_TERM_OR_BODY] == Tally(labels=0, found=0, raised=1, right=0, unlabelled=1)
    assert dev.tallies[Verdict.INTERNAL_CONTRADICTION] == Tally(labels=1, found=1, raised=2, right=1, unlabelled=0)
    assert dev.tallies[Verdict.NO_OWNER].right == 1
    assert dev.outdated == dev.tallies[Verdict.OUTDATED_TERM_OR_BODY]
    assert [one.label_id for one in dev.missed] == ["g2"]
    assert (dev.first, dev.of_first) == (1, 2)
    assert held_out.tallies[Verdict.LOCAL_ONLY] == Tally(labels=1, found=1, raised=1, right=1, unlabelled=0)


def test_an_alarm_at_a_place_that_is_well_is_a_false_alarm_and_one_nobody_labelled_is_told_apart(evaluate: Any) -> None:
    dev, held_out = evaluate(found).results
    assert [(one.label_id, alarm.local.quote) for one, alarm in dev.alarmed] == [("g3", "five days")]
    assert (dev.well, held_out.well, held_out.alarmed) == (1, 1, ())
    assert [one.local.quote for one in dev.unlabelled] == ["LSCB"]
    assert sorted(one.local.quote for one in dev.wrong) == ["Conferences", "each month", "five days"]


def test_nothing_found_is_no_recall_and_no_false_alarm(evaluate: Any) -> None:
    dev: AlignmentResult = evaluate(lambda local, sides: []).results[0]
    tally = dev.tallies[Verdict.TIMESCALE_CONFLICT]
    assert (tally.recall, tally.precision, tally.f1) == (0.0, None, 0.0)
    assert (dev.alarmed, dev.of_first, dev.wrong) == ((), 0, ())


def test_the_report_names_every_error_and_json_holds_the_same(evaluate: Any) -> None:
    evaluation = evaluate(found)
    console = Console(width=200, record=True)
    console.print(*render(evaluation), sep="\n")
    text = console.export_text()
    for words in (
        "corpus, dev: 1 local documents",
        "Missed: g2 weaker_modality",
        "False alarm: g3",
        "Unlabelled: outdated",
    ):
        assert words in text
    row = json.loads(json.dumps(alignment_rows(evaluation)))
    assert row["results"][0]["verdicts"]["timescale_conflict"]["precision"] == 0.5
    assert row["results"][0]["missing_first"] == {"right": 1, "of": 2}
    assert row["changes"] is None


def test_planted_drifts_are_counted_by_kind(store: Path, folder: Path, evaluate: Any, monkeypatch: Any) -> None:
    drifted = [("p1", "A02", "within 15 days"), ("p2", "A22", "may see"), ("p3", "A02", "each month")]
    rows = [{**label(one, "timescale_conflict", anchor), "drift": drift, "says": ""} for one, drift, anchor in drifted]
    write(folder, "planted.jsonl", [{key: row[key] for key in row if key != "note"} for row in rows])
    sample = evaluate(found).results[-1]
    assert (sample.source, sample.split) == ("sample", None)
    assert sample.drifts == {"A02": (1, 2), "A22": (0, 1)}


def test_a_contradiction_may_be_told_from_its_other_side(store: Path, folder: Path, evaluate: Any) -> None:
    row = {**label("p1", "internal_contradiction", "each month"), "drift": "two-chapters", "says": ""}
    beside = {
        **label("p2", "local_only", "ask the father", local=pin("second", "ask the father")),
        "drift": None,
        "says": "",
    }
    write(folder, "planted.jsonl", [{key: one[key] for key in one if key != "note"} for one in (row, beside)])

    def told(local: Side, sides: Sides) -> list[Finding]:
        if local.document.doc_id != "second":
            return []
        other = quoted(sides.side("chapter"), "each month")
        return [finding(local, "ask the father", Verdict.INTERNAL_CONTRADICTION, other=other)]

    sample = evaluate(told).results[-1]
    assert sample.tallies[Verdict.INTERNAL_CONTRADICTION].right == 1
    assert (sample.well, sample.alarmed) == (1, ())


def test_labels_of_documents_that_are_not_held_are_said_to_be_left_out(evaluate: Any, folder: Path) -> None:
    gone = label("p9", "aligned", "x", local=pin("gone", "x"), drift=None, says="")
    write(folder, "planted.jsonl", [{key: gone[key] for key in gone if key != "note"}])
    assert evaluate(found).left_out == ("sample: 1 of 1 labels, of documents that this store does not hold",)


def test_a_store_without_labelled_documents_is_an_error(store: Path, folder: Path, evaluate: Any) -> None:
    with pytest.raises(EvaluationError, match="holds no labelled document"):
        run_alignment(store, model="hashing", day=DAY, folder=folder / "library")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"verdict": "wrong"}, "g1: 'wrong' is not a valid"),
        ({"local": pin("elsewhere", "x")}, "g1: elsewhere is of no split"),
        ({"local": pin("chapter", "one two three four five six seven eight nine")}, "an anchor has 1 to 8 words"),
        ({"local": None}, "g1: says no local place"),
    ],
)
def test_a_label_that_does_not_hold_is_named(folder: Path, changes: dict[str, Any], why: str) -> None:
    write(folder, "findings.jsonl", [label("g1", "aligned", "x", **changes)])
    with pytest.raises(EvaluationError, match=why):
        read_labels(folder)


def test_an_anchor_that_stands_never_or_twice_is_named(store: Path, folder: Path) -> None:
    write(folder, "findings.jsonl", [label("g1", "aligned", "nowhere"), label("g2", "aligned", "days")])
    labels = read_labels(folder)
    with pytest.raises(
        EvaluationError, match=r"(?s)g1: “nowhere” stands 0 times.*g2: “days” stands 2 times.*2 anchors"
    ):
        located(((one.label_id, one.local) for one in labels), open_store(store))


def test_changes_are_held_against_what_is_listed_and_what_is_the_same(
    store: Path, folder: Path, evaluate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def row(number: str, source: str, kind: str, rating: str | None, *anchors: str) -> dict[str, Any]:
        sides = {name: pin(name, anchor) for name, anchor in zip(("old", "new"), anchors, strict=True)}
        return {"id": number, "source": source, "kind": kind, "rating": rating, "note": "", **sides}

    rows = [
        row("c1", "annex-f", "changed", "changes a duty or limit", "Staff should", "Staff must"),
        row("c2", "left-out", "renumbered", None, "Parents may", "Parents may"),
        row("c3", "no-change", "same", None, "Parents may", "Parents may"),
    ]
    write(folder, "changes.jsonl", rows)

    def told(old: Side, new: Side) -> list[Change]:
        return [
            Change(ChangeKind.CHANGED, Rating.WORDING, quoted(old, "should"), quoted(new, "must"), "another word"),
            Change(ChangeKind.ADDED, Rating.WORDING, None, quoted(new, "Parents"), "added"),
        ]

    monkeypatch.setattr(evaluations.alignment.running, "changes", told)
    result = evaluate(found).changes
    assert (result.by_source["annex-f"].found, result.by_source["annex-f"].rated) == (1, 0)
    assert [one.label_id for one in result.by_source["left-out"].missed] == ["c2"]
    assert [one.label_id for one, _ in result.false] == ["c3"]
    assert (result.reported, result.same, result.editions) == (2, 1, (("old", "new"),))


def test_labels_that_ship_are_read() -> None:
    assert isinstance([*read_labels(), *read_planted(), *read_changes()], list)


def test_evaluate_alignment_says_where_no_labelled_document_is_held(store: Path) -> None:
    result = run("evaluate", "alignment", "--store", store, "--model", "hashing")
    assert result.exit_code == 1
    assert "holds no labelled document" in result.stderr
