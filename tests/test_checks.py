"""What a check of a library finds: by the manifest, by the register, and by the files' bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from commands import run

from core.errors import LibraryError
from core.settings import ROOT, shared_folder
from ingest.checks import Finding, Kind, findings
from ingest.manifest import read_manifest
from ingest.register import NO_REGISTER, Register, known_register

TODAY = date(2026, 11, 23)
CORPUS = shared_folder() / "corpus"
KEPT = 'published = 2026-01-01\nowner = "Policy team"\n'


def library(folder: Path, entries: dict[str, str], *, tier: str = "statutory", same: tuple[str, ...] = ()) -> Path:
    """A library of one text file a doc_id, with the further lines of its entry; those of `same` hold the same words."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for doc_id, lines in entries.items():
        words = "The same words.\n" if doc_id in same else f"The words of {doc_id}.\n"
        (folder / f"{doc_id}.txt").write_text(words, encoding="utf-8")
        head = f'id = "{doc_id}"\nfile = "{doc_id}.txt"\ntitle = "{doc_id.title()}"\npublisher = "Us"\n'
        rows.append(f'[[document]]\n{head}tier = "{tier}"\napplies_to = "Here"\n{lines}')
    (folder / "library.toml").write_text("\n".join(rows), encoding="utf-8")
    return folder


def found(folder: Path, register: Register = NO_REGISTER) -> list[Finding]:
    return findings(read_manifest(folder), register, TODAY)


def told(folder: Path) -> list[tuple[Kind, str]]:
    return [(one.kind, one.document.doc_id) for one in found(folder)]


def test_a_library_in_order_has_no_finding(tmp_path: Path) -> None:
    assert found(library(tmp_path, {"a": KEPT, "b": f"{KEPT}review_due = 2026-11-23\n"})) == []


def test_what_the_register_knows_to_be_superseded_is_found_though_nothing_else_says_so(tmp_path: Path) -> None:
    folder = library(tmp_path, {"kcsie-2025": 'owner = "Policy team"\npublished = 2025-07-07\n'})
    (finding,) = found(folder, known_register())
    assert (finding.kind, finding.names) == (Kind.SUPERSEDED, ("kcsie-2026",))
    for words in (
        "does not hold",
        "Keeping children safe in education 2026",
        "not checked in the official text",
        "https://",
    ):
        assert words in finding.message
    assert found(folder) == []


def test_an_edition_of_the_register_read_officially_is_not_called_unchecked(tmp_path: Path) -> None:
    known = known_register()
    read = [replace(known.by_id[one], checked=known.by_id["children-act-1989"].checked) for one in known.by_id]
    folder = library(tmp_path, {"kcsie-2025": KEPT})
    (finding,) = found(folder, Register.of(read))
    assert "Keeping children safe in education 2026" in finding.message
    assert "not checked" not in finding.message


def test_a_held_successor_is_named(tmp_path: Path) -> None:
    entries = {"old": f'{KEPT}superseded_by = "new"\n', "new": KEPT}
    (finding,) = found(library(tmp_path, entries))
    assert (finding.kind, finding.document.doc_id, finding.names) == (Kind.SUPERSEDED, "old", ("new",))
    assert "which this library holds" in finding.message


def test_a_local_procedure_is_found_only_where_its_successor_is_not_held(tmp_path: Path) -> None:
    entries = {"old": f'{KEPT}superseded_by = "new"\n', "new": KEPT, "lost": f'{KEPT}superseded_by = "gone"\n'}
    assert told(library(tmp_path, entries, tier="local")) == [(Kind.SUPERSEDED, "lost")]


def test_what_ended_or_was_withdrawn_is_found_and_not_asked_for_its_review(tmp_path: Path) -> None:
    entries = {
        "ended": "published = 2020-01-01\nin_force_to = 2024-01-01\nreview_due = 2023-01-01\n",
        "withdrawn": "published = 2020-01-01\nwithdrawn = 2024-01-01\n",
    }
    assert told(library(tmp_path, entries)) == [(Kind.ENDED, "ended"), (Kind.ENDED, "withdrawn")]


def test_a_review_is_overdue_from_the_day_after_it_was_due(tmp_path: Path) -> None:
    entries = {
        "owned": f"{KEPT}review_due = 2026-11-22\n",
        "due-today": f"{KEPT}review_due = 2026-11-23\n",
        "unowned": "published = 2026-01-01\nreview_due = 2026-01-31\n",
    }
    first, second, third = found(library(tmp_path, entries))
    assert (first.kind, first.message) == (
        Kind.OVERDUE,
        "Was due for review on 22 November 2026. Ask Policy team.",
    )
    assert "Nobody is named to ask" in second.message
    assert (third.kind, third.document.doc_id) == (Kind.UNOWNED, "unowned")


@pytest.mark.parametrize("day", ["published", "enacted", "in_force_from"])
def test_any_first_day_makes_a_document_dated(tmp_path: Path, day: str) -> None:
    dated = f'owner = "Us"\n{day} = 2020-01-01\nin_force_to = 2030-01-01\n'
    folder = library(tmp_path, {"dated": dated, "undated": 'owner = "Us"\nreview_due = 2030-01-01\n'})
    assert (Kind.UNDATED, "undated") in told(folder)
    assert (Kind.UNDATED, "dated") not in told(folder)


def test_one_content_under_two_ids_is_found_once_for_each_further_id(tmp_path: Path) -> None:
    folder = library(tmp_path, dict.fromkeys("abcd", KEPT), same=("b", "c", "d"))
    (tmp_path / "a.txt").write_text("The game words.\n")
    doubles = [(one.kind, one.document.doc_id, one.names) for one in found(folder)]
    assert doubles == [(Kind.DUPLICATED, "c", ("b",)), (Kind.DUPLICATED, "d", ("b",))]


def test_one_text_in_two_formats_is_found_where_the_texts_were_read(tmp_path: Path) -> None:
    read = read_manifest(library(tmp_path, dict.fromkeys("abcde", KEPT), same=("a", "b")))
    texts = {"a": "Ring.", "b": "Ring.", "c": "Seen\nalone.", "d": "Seen alone.", "e": ""}
    doubles = [(one.document.doc_id, one.message) for one in findings(read, NO_REGISTER, TODAY, texts=texts)]
    assert doubles == [
        ("b", "Is the same file as A (a): keep one of the two."),
        ("d", "Is in the same words as C (c): keep one of the two."),
    ]


def test_check_compares_the_words_of_an_index_of_this_library_only(tmp_path: Path) -> None:
    folder = library(tmp_path / "library", dict.fromkeys("ab", KEPT), same=("a", "b"))
    (folder / "b.txt").write_text("The  same\nwords.\n")
    store = tmp_path / "store"
    asked = ("library", "check", "--json", "--library", folder, "--store", store)
    assert run(*asked).stdout == ""
    run("ingest", "--library", folder, "--store", store, "--model", "hashing")
    assert json.loads(run(*asked).stdout)["message"] == "Is in the same words as A (a): keep one of the two."
    (next((store / "generations").iterdir()) / "readings.jsonl").unlink()
    spoilt = run(*asked)
    assert (spoilt.exit_code, spoilt.stdout) == (0, "")
    assert "The words of the documents are not compared" in spoilt.stderr
    other = library(tmp_path / "other", dict.fromkeys("ab", KEPT))
    assert run("library", "check", "--library", other, "--store", store).exit_code == 0


def test_a_file_that_is_gone_is_found_and_the_others_are_checked(tmp_path: Path) -> None:
    folder = library(tmp_path, dict.fromkeys("abc", KEPT), same=("a", "b", "c"))
    (tmp_path / "a.txt").unlink()
    result = run("library", "check", "--json", "--library", folder, "--store", tmp_path / "none")
    told = [(row["kind"], row["doc_id"], row["names"]) for row in map(json.loads, result.stdout.splitlines())]
    assert told == [("file missing", "a", []), ("duplicated", "c", ["b"])]
    assert f"waymark library remove a --library {folder}" in result.stdout


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_manifest(library(tmp_path, dict.fromkeys("ab", KEPT), same=("a", "b")))

    def refuse(path: Path, *arguments: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LibraryError, match=r"a\.txt cannot be opened \(Permission denied\)"):
        findings(read, NO_REGISTER, TODAY)


def test_check_says_nothing_is_found_and_ends_with_0(tmp_path: Path) -> None:
    result = run("library", "check", "--library", library(tmp_path, {"a": KEPT}), "--store", tmp_path / "none")
    said = f"The library in {tmp_path.resolve()}:\n1 document looked at, nothing found.\n"
    assert (result.exit_code, result.stdout) == (0, said)


def test_check_looks_at_the_library_of_the_index_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYMARK_LIBRARY", raising=False)
    ours, other = (library(tmp_path / name, {"a": KEPT}) for name in ("ours", "other"))
    asked = ("library", "check", "--store", tmp_path / "store")
    assert run(*asked).stdout.startswith(f"The library in {ROOT / 'guidance_docs'}:\n")
    run("ingest", "--library", ours, "--store", tmp_path / "store", "--model", "hashing")
    assert run(*asked).stdout.startswith(f"The library in {ours}:\n1 document")
    assert run(*asked, "--library", other).stdout.startswith(f"The library in {other}:\n1 document")
    monkeypatch.setenv("WAYMARK_LIBRARY", str(other))
    assert run(*asked).stdout.startswith(f"The library in {other}:\n1 document")


def test_check_lists_findings_by_kind_and_ends_with_1(tmp_path: Path) -> None:
    folder = library(tmp_path, {"a": KEPT, "b": "", "c": ""})
    result = run("library", "check", "--library", folder, "--store", tmp_path / "none")
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert [line for line in lines if not line.startswith(" ")] == [
        f"The library in {folder}:",
        "Undated: 2",
        "Without owner: 2",
        "3 documents looked at, 4 findings.",
    ]
    assert lines[2].startswith("   b: Has no `published`")


def test_check_json_is_one_line_a_finding(tmp_path: Path) -> None:
    folder = library(tmp_path, {"a": KEPT, "b": KEPT}, same=("a", "b"))
    result = run("library", "check", "--json", "--library", folder, "--store", tmp_path / "none")
    assert result.exit_code == 1
    (row,) = map(json.loads, result.stdout.splitlines())
    assert row["message"]
    assert {key: row[key] for key in row if key != "message"} == {
        "kind": "duplicated",
        "doc_id": "b",
        "title": "B",
        "names": ["a"],
    }


def test_check_of_a_folder_without_a_manifest_says_what_to_do(tmp_path: Path) -> None:
    result = run("library", "check", "--library", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no library.toml" in result.stderr


@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the real manifest: set WAYMARK_SHARED to the folder of corpus/")
def test_the_real_library_is_checked() -> None:
    told: dict[str, list[Finding]] = {}
    for one in findings(read_manifest(CORPUS), known_register(), TODAY):
        told.setdefault(one.kind, []).append(one)
    assert {one.document.doc_id: one.names for one in told[Kind.SUPERSEDED]} == {
        "kcsie-2025": ("kcsie-2026",),
        "kcsie-2024": ("kcsie-2025",),
        "working-together-2023": ("working-together-2026",),
        "sccif-childrens-homes-2025": ("sccif-childrens-homes-2026",),
    }
    assert [one.document.doc_id for one in told[Kind.UNDATED]] == ["philomena-form"]
    assert set(told) == {Kind.SUPERSEDED, Kind.UNDATED, Kind.UNOWNED}
