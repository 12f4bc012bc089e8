"""`waymark decide` and `waymark align-report`: what they keep, write and refuse; verdicts outlast the store."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from commands import run
from fakes import write_library

from alignment.national import Rules
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from index.build import build_store

GUIDANCE = "# Return\n\nA return interview should be offered to the child within 72 hours of the return.\n"
CHAPTER = "# Missing\n\nA return interview is offered to the child within {} working days of the return.\n"
DECIDE = ("--local", "chapter", "--against", "guidance", "--model", "hashing")


def beside(local: Side, others: Sequence[Side], _: Rules) -> Iterator[Finding]:
    for statement in local.statements:
        for other in others:
            if "interview" in statement.text:
                yield Finding(
                    Verdict.TIMESCALE_CONFLICT,
                    Severity.HIGH,
                    0.9,
                    local=statement.quote,
                    national=other.statements[0].quote,
                    explanation="Your text allows more time.",
                )


def build(tmp_path: Path, days: str = "five", **texts: str) -> Path:
    library = write_library(tmp_path / "library", {"chapter": CHAPTER.format(days), "guidance": GUIDANCE, **texts})
    if "newer" in texts:
        manifest = (library / "library.toml").read_text()
        (library / "library.toml").write_text(manifest.replace('id = "newer"', 'id = "newer"\nsupersedes = "guidance"'))
    build_store(library, tmp_path / "store", model="hashing")
    return tmp_path / "store"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("alignment.findings.ALONE", ())
    monkeypatch.setattr("alignment.findings.PAIRED", (beside,))
    monkeypatch.setattr("alignment.findings.AMONG", ())
    return build(tmp_path)


def found(store: Path, against: str = "guidance") -> str:
    result = run("align", "chapter", "--against", against, "--json", "--store", store, "--model", "hashing")
    return str(json.loads(result.stdout.splitlines()[0])["id"])


def told(store: Path, tmp_path: Path, against: str = "guidance") -> dict[str, Any]:
    path = tmp_path / "report.json"
    path.unlink(missing_ok=True)
    result = run(
        *("align-report", "chapter", "--against", against, "--json-file", path, "--store", store, "--model", "hashing")
    )
    assert result.exit_code == 0, result.stderr
    held: dict[str, Any] = json.loads(path.read_text())
    return held


def agreed(store: Path) -> str:
    finding_id = found(store)
    result = run("decide", finding_id, *DECIDE, "--agree", "--by", "B. Khan", "--store", store)
    assert result.exit_code == 0, result.stderr
    return finding_id


def test_decide_saves_and_says_what(store: Path, tmp_path: Path) -> None:
    result = run(
        *("decide", found(store), *DECIDE, "--to-do", "--owner", "A. Reid", "--due", "2027-01-29", "--by", "B. Khan"),
        *("--store", store),
    )
    assert result.stdout.startswith("Saved as decision 1: to do by A. Reid, due 29 January 2027 (B. Khan, ")
    decision = told(store, tmp_path)["findings"][0]["decision"]
    assert (decision["owner"], decision["due"], decision["decided_by"]) == ("A. Reid", "2027-01-29", "B. Khan")
    assert decision["decided_at"].endswith("+00:00")


def test_second_reviewer_is_told_until_the_first_decision_was_seen(store: Path, tmp_path: Path) -> None:
    finding_id = agreed(store)
    second = ("decide", finding_id, *DECIDE, "--not-an-issue", "The form says it", "--by", "C. Okoro", "--store", store)
    result = run(*second)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "decided by B. Khan" in result.stderr
    assert run(*second, "--seen", 99999).exit_code == 1
    assert run(*second, "--seen", 1).exit_code == 0
    assert [one["decided_by"] for one in told(store, tmp_path)["decisions"]] == ["B. Khan", "C. Okoro"]


def test_verdict_outlasts_a_store_that_is_deleted_and_built_again(store: Path, tmp_path: Path) -> None:
    finding_id = agreed(store)
    shutil.rmtree(store)
    build(tmp_path)
    (one,) = told(store, tmp_path)["findings"]
    assert (one["id"], one["state"], one["decision"]["decided_by"]) == (finding_id, "decided", "B. Khan")


def test_verdict_outlasts_a_document_that_says_the_same_elsewhere(store: Path, tmp_path: Path) -> None:
    agreed(store)
    chapter = tmp_path / "library" / "chapter.txt"
    chapter.write_text("# New\n\nStaff tell the police at once.\n\n" + chapter.read_text())
    build_store(tmp_path / "library", store, model="hashing")
    assert [one["state"] for one in told(store, tmp_path)["findings"]] == ["decided"]


def test_verdict_comes_back_where_the_document_was_reworded_and_is_settled_by_deciding(
    store: Path, tmp_path: Path
) -> None:
    old = agreed(store)
    build(tmp_path, "four")
    (one,) = told(store, tmp_path)["findings"]
    assert (one["state"], one["id"] == old) == ("look again", False)
    assert "within five working days" in one["changed"][0]["old"]["quote"]
    assert "within four working days" in one["changed"][0]["new"]["quote"]
    assert run("decide", one["id"], *DECIDE, "--agree", "--by", "C. Okoro", "--store", store).exit_code == 0
    after = told(store, tmp_path)
    assert (after["findings"][0]["state"], after["no_longer_found"]) == ("decided", [])
    assert [row["follows"] for row in after["decisions"]] == [None, old]


def test_verdict_comes_back_where_the_edition_was_replaced(store: Path, tmp_path: Path) -> None:
    agreed(store)
    build(tmp_path, newer=GUIDANCE)
    (one,) = told(store, tmp_path, against="newer")["findings"]
    assert one["state"] == "look again"
    assert [(row["side"], row["old"]["doc_id"], row["new"]["doc_id"]) for row in one["changed"]] == [
        ("national", "guidance", "newer")
    ]


def test_verdict_whose_finding_is_gone_is_listed(store: Path, tmp_path: Path) -> None:
    agreed(store)
    (tmp_path / "library" / "chapter.txt").write_text("# Missing\n\nLeaflets lie in reception for everybody.\n")
    build_store(tmp_path / "library", store, model="hashing")
    held = told(store, tmp_path)
    assert (held["findings"], [one["decided_by"] for one in held["no_longer_found"]]) == ([], ["B. Khan"])


def test_report_writes_every_kind_of_file_pinned_to_the_editions(store: Path, tmp_path: Path) -> None:
    kinds = {"docx": "a.docx", "html": "a.html", "xlsx": "a.xlsx", "csv": "a.csv", "json-file": "a.json"}
    kinds["oscal"] = "a.oscal.json"
    options = [part for kind, name in kinds.items() for part in (f"--{kind}", tmp_path / name)]
    result = run("align-report", "chapter", "--against", "guidance", *options, "--store", store, "--model", "hashing")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "1 finding to look at in 1 document."
    assert all((tmp_path / name).stat().st_size > 0 for name in kinds.values())
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert [row["verdict"] for row in rows] == ["timescale_conflict"]
    digests = {one["doc_id"]: one["sha256"] for one in json.loads((tmp_path / "a.json").read_text())["editions"]}
    assert len(digests["chapter"]) == len(digests["guidance"]) == 64
    again = run("align-report", "chapter", *options, "--store", store, "--model", "hashing")
    assert again.exit_code == 1
    assert "is there already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("align-report", "chapter"), "Name at least one file"),
        (("align-report", "chapter", "--csv", "a", "--html", "a"), "a name of its own"),
        (("decide", "x", *DECIDE, "--by", "B"), "Give one of --agree"),
        (("decide", "x", *DECIDE, "--by", "B", "--agree", "--to-do"), "Give one of --agree"),
        (("decide", "x", *DECIDE, "--by", "B", "--agree", "--owner", "A"), "are about --to-do"),
    ],
)
def test_wrong_usage_is_told(store: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments, "--store", store)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("decide", "0123456789abcdef", *DECIDE, "--agree", "--by", "B"), "no such finding of chapter"),
        (("align-report", "nowhere", "--csv", "never.csv", "--model", "hashing"), "nowhere: the index holds no such"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_written(
    store: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = run(*arguments, "--store", store)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
    assert not (tmp_path / "decisions.sqlite").exists()
    assert not Path("never.csv").exists()
