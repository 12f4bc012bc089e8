"""`waymark changes`: two editions of a store, the words marked in the line, the local procedures touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import run
from fakes import write_library

from alignment.records import Change, ChangeKind, Quote
from cli.changes import _ranges
from index.build import build_store

OLD = """# Seeing the child

1. The social worker should see the child alone within ten working days of the referral.

2. What the child says is written down on the day. Leaflets lie in reception.

3. A manager reads every record of a visit to the child and signs it.
"""
NEW = """# Seeing the child

1. The social worker must see the child alone within five working days of the referral.

2. Every home in which the child stays must be seen too.

3. What the child says is written down on the day. Leaflets lie in reception.

4. A manager reads every record of a visit to the child and signs it.
"""
LOCAL = """# Visits

1. The social worker should see the child alone within ten working days of the referral.

2. Bicycles are kept in the yard behind the office at the owner's risk.

3. We follow Seeing children 2025, paragraph 1, in everything that we do here.
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two editions of a guidance, and a council's procedure that follows the first."""
    library = write_library(tmp_path / "library", {"seeing-2025": OLD, "seeing-2026": NEW, "ours": LOCAL})
    manifest = (library / "library.toml").read_text()
    editions = manifest.replace('title = "Seeing 2025"', 'title = "Seeing children 2025"')
    head, _, ours = editions.rpartition("[[document]]")
    ours = ours.replace('tier = "statutory"', 'tier = "local"').replace('"England"', '"Marlbrook"')
    (library / "library.toml").write_text(f"{head}[[document]]{ours}")
    build_store(library, tmp_path / "store", model="hashing")
    return tmp_path / "store"


def rows(store: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run("changes", *arguments, "--json", "--store", store, "--model", "hashing")
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_changes_command_prints_an_object_a_change(store: Path) -> None:
    found = rows(store, "seeing-2025", "seeing-2026")
    assert all(list(row) == ["kind", "rating", "old", "new", "summary"] for row in found)
    changed = next(row for row in found if row["kind"] == "changed")
    assert changed["rating"] == "changes a duty or limit"
    assert changed["old"] == {
        "doc_id": "seeing-2025",
        "page": None,
        "paragraph": "1",
        "quote": OLD.split("\n")[2],
    }
    assert "“should” became “must”" in changed["summary"]
    added = next(row for row in found if row["kind"] == "added")
    assert (added["old"], added["rating"]) == (None, "changes a duty or limit")
    assert {row["rating"] for row in found if row["kind"] == "renumbered"} == {None}


def test_changes_command_marks_the_words_in_the_line(store: Path) -> None:
    result = run("changes", "seeing-2025", "seeing-2026", "--store", store, "--model", "hashing")
    assert result.exit_code == 0, result.stderr
    assert "worker [-should-]{+must+} see the child alone within [-ten-]{+five+} working days" in result.stdout
    assert "Paragraph 3 is now paragraph 4." in result.stdout


def test_changes_command_tells_renumbered_paragraphs_as_ranges_when_it_is_to_be_short(store: Path) -> None:
    result = run("changes", "seeing-2025", "seeing-2026", "--compact", "--store", store, "--model", "hashing")
    assert "Paragraphs 2 to 3 are now 3 to 4" in result.stdout
    assert "{+" not in result.stdout


def test_a_number_with_a_raised_figure_is_told_by_itself() -> None:
    old, new = (Quote("guidance", "Words.", 0, 6, paragraph=number) for number in ("1²", "2²"))
    moved = Change(ChangeKind.RENUMBERED, None, old, new, "Paragraph 1² is now paragraph 2².")
    assert list(_ranges([moved, moved])) == [moved.summary] * 2


def test_changes_command_says_no_change_of_a_document_beside_itself(store: Path) -> None:
    assert rows(store, "seeing-2025", "seeing-2025") == []
    result = run("changes", "seeing-2025", "seeing-2025", "--store", store, "--model", "hashing")
    assert (result.exit_code, result.stdout) == (0, "no change\n")


def test_changes_command_names_a_document_that_it_does_not_hold(store: Path) -> None:
    result = run("changes", "seeing-2025", "nowhere", "--store", store, "--model", "hashing")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere: the index holds no such document" in result.stderr


def test_changes_command_says_which_local_statements_a_change_touches(store: Path) -> None:
    changed = next(row for row in rows(store, "seeing-2025", "seeing-2026", "--touches") if row["kind"] == "changed")
    assert {quote["doc_id"] for quote in changed["touches"]} == {"ours"}
    assert [quote["paragraph"] for quote in changed["touches"]] == ["3", "1"]
    renumbered = [row for row in rows(store, "seeing-2025", "seeing-2026", "--touches") if row["kind"] == "renumbered"]
    assert [row["touches"] for row in renumbered] == [[]] * len(renumbered)
