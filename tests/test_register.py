"""The register of national documents as records: every entry becomes one, and a wrong one is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from core.errors import LibraryError
from ingest.sources import REGISTER, Checked, read_sources


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
