"""`waymark library add` and `remove`: what is added answers at once, and what is removed answers no more."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from commands import run
from small_library import MANIFEST, begun, manifest, pre_birth

from cli import change
from core.records import Tier
from index.store import writing
from ingest.changes import Removed, remove_document
from ingest.manifest import FIELDS, read_manifest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return begun(tmp_path / "library")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return pre_birth(tmp_path)


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Path:
    store = tmp_path / "store"
    assert run("ingest", "--library", folder, "--store", store, "--model", "hashing").exit_code == 0
    return store


def answering(store: Path) -> set[str]:
    result = run("search", "baby interview plan", "--json", "--store", store, "--model", "hashing")
    return {hit["doc_id"] for hit in json.loads(result.stdout)["hits"]}


def test_what_is_added_answers_and_what_is_removed_stops_answering_at_once(
    folder: Path, store: Path, file: Path
) -> None:
    assert answering(store) == {"missing", "bruising"}
    added = run("library", "add", file, "--authority", "Marlbrook", "--library", folder, "--store", store)
    assert added.exit_code == 0, added.stderr
    assert "Added pre-birth-2026" in added.stdout
    assert answering(store) == {"missing", "bruising", "pre-birth-2026"}
    removed = run("library", "remove", "bruising", "--library", folder, "--store", store)
    assert removed.exit_code == 0, removed.stderr
    assert removed.stdout.startswith("Removed bruising; its file bruising.md is still there.\n")
    assert answering(store) == {"missing", "pre-birth-2026"}


def test_a_document_whose_file_is_gone_stops_answering_when_it_is_removed(folder: Path, store: Path) -> None:
    (folder / "missing.md").unlink()
    removed = run("library", "remove", "missing", "--library", folder, "--store", store)
    assert removed.exit_code == 0, removed.stderr
    assert removed.stdout.startswith("Removed missing; its file missing.md was not there.\n")
    assert answering(store) == {"bruising"}


def test_where_the_index_cannot_follow_the_message_says_that_the_manifest_has_changed(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_meanwhile(folder: Path, doc_id: str, *, delete_file: bool) -> Removed:
        removed = remove_document(folder, doc_id, delete_file=delete_file)
        (folder / "library.toml").write_text(manifest(folder).replace('"local"', '"byelaw"'))
        return removed

    monkeypatch.setattr(change, "remove_document", broken_meanwhile)
    removed = run("library", "remove", "missing", "--delete-file", "--library", folder, "--store", store)
    assert (removed.exit_code, (folder / "missing.md").exists()) == (1, False)
    for words in ("unknown tier", "library.toml has changed", "the index has not", "waymark ingest --library"):
        assert words in removed.stderr
    assert answering(store) == {"missing", "bruising"}


def test_an_authority_is_publisher_and_area_of_its_own_procedure(folder: Path, store: Path, file: Path) -> None:
    arguments = ("--authority", "Marlbrook", "--publisher", "Marlbrook Partnership", "--owner", "Policy team")
    run("library", "add", file, *arguments, "--library", folder, "--store", store)
    document = read_manifest(folder).documents[-1]
    assert (document.tier, document.applies_to) == (Tier.LOCAL, "Marlbrook")
    assert (document.publisher, document.owner) == ("Marlbrook Partnership", "Policy team")


def test_without_an_index_of_this_library_the_manifest_alone_changes(
    folder: Path, store: Path, file: Path, tmp_path: Path
) -> None:
    arguments = ("library", "add", file, "--authority", "Marlbrook", "--library", folder, "--store")
    assert "Run `waymark ingest" in run(*arguments, tmp_path / "none").stdout
    other = tmp_path / "our other"
    other.mkdir()
    (other / "a.md").write_text("Words.\n")
    said = ("--title", "A", "--authority", "B", "--library", other, "--store", store)
    added = run("library", "add", other / "a.md", *said)
    assert f"of another library ({folder}) and stays as it is." in added.stdout
    command = f"waymark ingest --library '{other}' --store '{store}-our other'"
    assert f"Run `{command}`, and give that --store to search and serve." in added.stdout
    assert [one.doc_id for one in read_manifest(other).documents] == ["a"]
    assert run(*shlex.split(command)[1:], "--model", "hashing").exit_code == 0
    assert answering(Path(f"{store}-our other")) == {"a"}
    assert answering(store) == {"missing", "bruising"}


def test_while_another_ingest_writes_the_message_says_what_to_do(folder: Path, store: Path) -> None:
    with writing(store):
        result = run("library", "remove", "bruising", "--library", folder, "--store", store)
    assert result.exit_code == 1
    assert "library.toml has changed" in result.stderr
    assert "waymark ingest --library" in result.stderr


def test_every_field_of_a_document_is_an_option_of_add() -> None:
    shown = run("library", "add", "--help").stdout
    for field in set(FIELDS["document"]) - {"file"}:
        assert f"--{field.replace('_', '-')} " in shown


@pytest.mark.parametrize("command", ["add", "remove", "check"])
def test_every_command_of_the_library_has_an_example(command: str) -> None:
    assert f"Example: waymark library {command}" in run("library", command, "--help").stdout


def test_a_wrong_day_is_refused_before_anything_changes(folder: Path, file: Path) -> None:
    result = run("library", "add", file, "--published", "2026-02-30", "--authority", "M", "--library", folder)
    assert (result.exit_code, result.stdout) == (2, "")
    assert manifest(folder) == MANIFEST
