"""The register of national documents as records: every entry becomes one, and a wrong one is named."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fakes import document

from core.errors import LibraryError
from core.records import Checked
from ingest.register import Register, known_register, unchecked
from ingest.sources import REGISTER, read_sources


def test_every_entry_of_the_register_becomes_a_source() -> None:
    entries = tomllib.loads(REGISTER.read_text(encoding="utf-8"))["source"]
    sources = read_sources()
    assert [source.source_id for source in sources] == [entry["id"] for entry in entries]
    assert [source.note for source in sources] == [entry.get("note") for entry in entries]
    assert [list(source.files) for source in sources] == [entry.get("files", []) for entry in entries]


def test_what_may_not_be_stored_is_marked_so() -> None:
    assert {source.source_id for source in read_sources() if not source.may_store} >= {
        "nice-ng76",
        "london-procedures-7",
    }


def test_an_unread_edition_is_not_said_to_be_checked() -> None:
    (held,) = [source for source in read_sources() if source.source_id == "working-together-2026"]
    assert held.checked is Checked.SECONDARY


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('id = "one"', "one: without title"),
        ('id = "one"\ntitle = "One"', "without publisher, tier"),
        ("", "number 1: without id"),
    ],
)
def test_an_entry_that_does_not_hold_is_named(tmp_path: Path, entry: str, complaint: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"[[source]]\n{entry}\n")
    with pytest.raises(LibraryError, match=complaint):
        read_sources(path)


def test_a_register_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="cannot be opened"):
        read_sources(tmp_path / "sources.toml")


def test_a_held_document_is_told_by_its_id_or_by_title_edition_and_publisher() -> None:
    known = known_register()
    entry = known.by_id["kcsie-2025"]
    words = {"title": entry.title.upper(), "edition": entry.edition, "publisher": entry.publisher}
    assert known.source_of(document("kcsie-2025")) is entry
    assert known.source_of(document("ours-1", **words)) is entry
    assert known.source_of(document("ours-1", **{**words, "edition": "1999"})) is None


def test_words_that_two_entries_share_tell_neither() -> None:
    one = known_register().by_id["kcsie-2025"]
    shared = Register.of([one, replace(one, source_id="other")])
    held = document("ours-1", title=one.title, edition=one.edition, publisher=one.publisher)
    assert shared.source_of(held) is None


@pytest.mark.parametrize(
    ("day", "edition"),
    [(date(2017, 1, 1), "2015"), (date(2024, 1, 1), "2023"), (date(2026, 3, 17), "2023"), (date(2026, 3, 18), "2026")],
)
def test_the_edition_of_a_day_is_found_down_the_chain(day: date, edition: str) -> None:
    found = known_register().edition_on("working-together-2015", day)
    assert found is not None
    assert found.edition == edition


def test_a_chain_that_runs_in_a_circle_ends() -> None:
    one = known_register().by_id["kcsie-2025"]
    circle = Register.of(
        [replace(one, source_id="a", superseded_by="b"), replace(one, source_id="b", superseded_by="a")]
    )
    assert list(circle.after("a")) == ["b"]


def test_the_least_certain_source_says_how_a_fact_is_known() -> None:
    sources = {mark: replace(known_register().by_id["kcsie-2025"], checked=mark) for mark in Checked}
    seen, read, not_read = (sources[mark] for mark in (Checked.SECONDARY, Checked.OFFICIAL, Checked.UNCHECKED))
    assert unchecked(read, None) == ""
    assert unchecked(read, seen) == "seen in a secondary source, not checked in the official text"
    assert unchecked(not_read, seen, read) == "not checked"
