"""`waymark align` and `waymark requirements`: what they print, their JSON and CSV, and how they end."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from commands import run
from fakes import built

from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side

TEXTS = {
    "guidance": (
        "# Return\n\n12. The local authority must offer an interview within 72 hours of the return.\n\n"
        "13. Staff should record why where a child says no.\n\n=1+1 may be asked by a child.\n"
    ),
    "chapter": "# Missing\n\nThe interview is offered where possible. Leaflets lie in reception.\n",
}
KEYS = [
    "id", "verdict", "severity", "confidence", "local", "national", "explanation", "consider", "other", "fact",
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    built(tmp_path, TEXTS)
    monkeypatch.setattr("alignment.findings.ALONE", (alone,))
    monkeypatch.setattr("alignment.findings.PAIRED", ())
    monkeypatch.setattr("alignment.findings.AMONG", ())
    return tmp_path / "store"


def alone(local: Side, day: date, library: Path) -> Iterator[Finding]:
    quote, national = Quote("chapter", "where possible", 9, 23, 2, None, "4.1"), Quote("guidance", "must", 0, 4)
    yield Finding(Verdict.ALIGNED, Severity.INFORMATION, 1.0, Quote("chapter", "Leaflets", 50, 58), national, "Same.")
    yield Finding(
        Verdict.WEAKER_MODALITY,
        Severity.HIGH,
        0.75,
        quote,
        national,
        f"Softer on {day}.",
        "Say must.",
        fact="T1, checked",
    )


def test_align_prints_two_quotes_the_difference_and_the_counts(store: Path) -> None:
    result = run("align", "chapter", "--against", "guidance", "--store", store, "--model", "hashing")
    assert result.exit_code == 0, result.stderr
    for words in (
        "beside Guidance (guidance), as asked",
        "weaker modality · high: law or safety",
        "local: “where possible”",
        "chapter, paragraph 4.1, page 2",
        "national: “must”",
        "Consider: Say must.",
        "1 finding to look at (high: law or safety: 1).",
        "Also: aligned 1.",
    ):
        assert words in result.stdout
    assert "unlawful" not in result.stdout


def test_align_as_json_is_a_line_a_finding_with_the_fields_it_promises(store: Path) -> None:
    result = run("align", "chapter", "--json", "--as-of", "2026-01-02", "--store", store, "--model", "hashing")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert rows[0]["local"] == {"doc_id": "chapter", "page": 2, "paragraph": "4.1", "quote": "where possible"}
    assert (rows[0]["explanation"], rows[0]["confidence"], rows[0]["other"]) == ("Softer on 2026-01-02.", 0.75, None)
    assert rows[1]["verdict"] == "aligned"


@pytest.mark.parametrize("arguments", [("nowhere",), ("chapter", "--against", "nowhere")])
def test_align_names_a_document_that_is_not_held(store: Path, arguments: tuple[str, ...]) -> None:
    result = run("align", *arguments, "--store", store, "--model", "hashing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere: the index holds no such document" in result.stderr


def test_requirements_as_json_have_every_part_and_are_filtered(store: Path) -> None:
    rows = [
        json.loads(line) for line in run("requirements", "guidance", "--json", "--store", store).stdout.splitlines()
    ]
    assert rows[0] == {
        "id": rows[0]["id"],
        "doc_id": "guidance",
        "page": None,
        "paragraph": "12",
        "quote": "12. The local authority must offer an interview within 72 hours of the return.",
        "stem": None,
        "body": "The local authority",
        "modality": "must",
        "action": "offer an interview within 72 hours of the return",
        "trigger": "the return",
        "timescale": "within 72 hours",
        "condition": None,
        "record": None,
    }
    assert [row["modality"] for row in rows] == ["must", "should", "may"]
    assert rows[1]["condition"] == "where a child says no"
    asked = run("requirements", "guidance", "--json", "--body", "AUTHORITY", "--store", store).stdout.splitlines()
    assert [json.loads(line)["paragraph"] for line in asked] == ["12"]
    should = run("requirements", "guidance", "--modality", "should", "--store", store).stdout
    assert should.startswith("should · Staff · paragraph 13")
    assert should.endswith("1 requirement in guidance.\n")


def test_requirements_as_csv_hold_no_formula_and_write_over_nothing(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    result = run("requirements", "guidance", "--csv", path, "--store", store)
    assert result.stdout == f"Written: {path} (3 requirements)\n"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["modality"] for row in rows] == ["must", "should", "may"]
    assert rows[2]["quote"].startswith("'=1+1")
    again = run("requirements", "guidance", "--csv", path, "--store", store)
    assert again.exit_code == 1
    assert "is there already" in again.stderr


def test_requirements_of_an_unknown_document_are_an_error(store: Path) -> None:
    result = run("requirements", "nowhere", "--store", store)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere: the index holds no such document" in result.stderr
