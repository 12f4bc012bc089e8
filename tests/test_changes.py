"""A document is added to a library and taken out: manifest and file, and nothing besides."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from small_library import MANIFEST, OURS, begun, manifest, pre_birth

from core.errors import EditError, LibraryError
from core.records import Tier
from ingest import changes
from ingest.changes import add_file, remove_document
from ingest.manifest import read_manifest
from ingest.register import NO_REGISTER, known_register


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return begun(tmp_path / "library")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return pre_birth(tmp_path)


def test_an_added_document_is_copied_in_and_stands_at_the_end_with_all_else_as_it_was(folder: Path, file: Path) -> None:
    added = add_file(folder, file, {**OURS, "published": date(2026, 5, 1)}, NO_REGISTER)
    assert (added.doc_id, added.file, added.was_copied) == ("pre-birth-2026", file.name, True)
    assert manifest(folder).startswith(MANIFEST)
    document = read_manifest(folder).documents[-1]
    assert (document.doc_id, document.title) == ("pre-birth-2026", "Pre-birth assessments")
    assert (document.tier, document.published) == (Tier.LOCAL, date(2026, 5, 1))
    assert (folder / file.name).read_bytes() == file.read_bytes()


def titled_pdf(path: Path, title: str) -> Path:
    canvas = Canvas(str(path))
    canvas.setTitle(title)
    canvas.drawString(72, 700, "A child who is missing is looked for at once.")
    canvas.save()
    return path


def test_a_pdf_has_the_title_that_it_says_itself(folder: Path, tmp_path: Path) -> None:
    added = add_file(folder, titled_pdf(tmp_path / "v3.pdf", "Missing  children, 2026"), OURS, NO_REGISTER)
    assert added.own_title == read_manifest(folder).documents[-1].title == "Missing children, 2026"
    added = add_file(folder, titled_pdf(tmp_path / "v4.pdf", "Other"), {**OURS, "title": "Said"}, NO_REGISTER)
    assert (added.own_title, read_manifest(folder).documents[-1].title) == (None, "Said")


@pytest.mark.parametrize("title", ["", "Microsoft Word - v3 final.doc", "untitled", "procedure_v3.pdf"])
def test_the_name_of_a_file_is_no_title(folder: Path, tmp_path: Path, title: str) -> None:
    with pytest.raises(EditError, match="say also --title"):
        add_file(folder, titled_pdf(tmp_path / "v3.pdf", title), OURS, NO_REGISTER)
    assert not (folder / "v3.pdf").exists()


def test_what_is_added_and_removed_leaves_the_manifest_to_the_byte(folder: Path, file: Path) -> None:
    added = add_file(folder, file, OURS, NO_REGISTER)
    assert remove_document(folder, added.doc_id).document.file == file.name
    assert manifest(folder) == MANIFEST
    assert (folder / file.name).exists()


def test_a_removed_document_takes_its_file_along_only_when_asked(folder: Path) -> None:
    assert not remove_document(folder, "missing").was_deleted
    assert (folder / "missing.md").exists()
    assert "# Missing children\n" in manifest(folder)
    assert "'Ours'   # single quotes on purpose" in manifest(folder)
    (folder / "other.md").write_text("# Other\n\nWords.\n")
    add_file(folder, folder / "other.md", OURS, NO_REGISTER)
    assert remove_document(folder, "bruising", delete_file=True).was_deleted
    assert not (folder / "bruising.md").exists()


def test_a_file_inside_the_library_is_added_where_it_lies(folder: Path) -> None:
    (folder / "local").mkdir()
    (folder / "local" / "fire.md").write_text("# Fire\n\nRing.\n")
    added = add_file(folder, folder / "local" / "fire.md", {**OURS, "id": "fire-2026"}, NO_REGISTER)
    assert (added.doc_id, added.file, added.was_copied) == ("fire-2026", "local/fire.md", False)


def test_a_library_without_documents_or_without_a_manifest_can_be_begun(tmp_path: Path, file: Path) -> None:
    for text in (None, "", '[library]\nname = "New"\n'):
        folder = tmp_path / f"new{len(text or '')}{text is None}"
        folder.mkdir()
        if text is not None:
            (folder / "library.toml").write_text(text)
        add_file(folder, file, OURS, NO_REGISTER)
        assert [one.doc_id for one in read_manifest(folder).documents] == ["pre-birth-2026"]


def test_a_national_document_is_described_by_the_register_and_marked_as_unchecked(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kcsie-2026.txt").write_text("Keeping children safe.\n")
    added = add_file(folder, tmp_path / "kcsie-2026.txt", {"owner": "Policy team"}, known_register())
    document = read_manifest(folder).documents[-1]
    source = known_register().by_id["kcsie-2026"]
    for field in ("title", "publisher", "tier", "applies_to", "edition", "published", "in_force_from", "supersedes"):
        assert getattr(document, field) == getattr(source, field)
    assert (document.owner, document.url, document.licence) == ("Policy team", source.url, source.licence)
    how = "From the register of national documents: seen in a secondary source, not checked in the official text."
    assert added.known_from == how
    assert f"[[document]]\n# {how}\n" in manifest(folder)


def test_what_is_given_goes_before_what_the_register_says(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kcsie-2026.txt").write_text("Keeping children safe.\n")
    add_file(folder, tmp_path / "kcsie-2026.txt", {"title": "Our copy"}, known_register())
    assert read_manifest(folder).documents[-1].title == "Our copy"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "say also --publisher, --tier, --applies-to"),
        ({**OURS, "id": "missing"}, "`missing` is there already"),
        ({**OURS, "id": "Not An Id"}, "use small letters, digits and hyphens only"),
        ({**OURS, "in_force_from": date(2026, 1, 2), "in_force_to": date(2026, 1, 1)}, "is before"),
        ({**OURS, "id": "x", "supersedes": "x"}, "supersession runs in a circle"),
    ],
)
def test_what_would_not_hold_changes_nothing(folder: Path, file: Path, given: dict[str, Any], words: str) -> None:
    before = sorted(folder.iterdir())
    with pytest.raises(EditError, match=words):
        add_file(folder, file, given, NO_REGISTER)
    assert manifest(folder) == MANIFEST
    assert sorted(folder.iterdir()) == before


def test_a_file_that_is_held_or_of_a_taken_name_or_missing_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EditError, match="already, as `missing`"):
        add_file(folder, folder / "missing.md", OURS, NO_REGISTER)
    (tmp_path / "notes.md").write_text("Ours.\n")
    (folder / "notes.md").write_text("Theirs.\n")
    with pytest.raises(EditError, match="another file of that name"):
        add_file(folder, tmp_path / "notes.md", OURS, NO_REGISTER)
    with pytest.raises(EditError, match="no such file"):
        add_file(folder, tmp_path / "none.pdf", OURS, NO_REGISTER)
    assert (folder / "notes.md").read_text() == "Theirs.\n"
    assert manifest(folder) == MANIFEST


@pytest.mark.parametrize("target", ["outside.md", "library/bruising.md"])
def test_a_file_is_not_copied_through_a_link_of_its_name(folder: Path, tmp_path: Path, target: str) -> None:
    (folder / "notes.md").symlink_to(tmp_path / target)
    (tmp_path / "notes.md").write_bytes((folder / "bruising.md").read_bytes())
    with pytest.raises(EditError, match="is a link"):
        add_file(folder, tmp_path / "notes.md", OURS, NO_REGISTER)
    assert not (tmp_path / "outside.md").exists()
    assert manifest(folder) == MANIFEST


@pytest.mark.parametrize("name", ["rota.xlsx", "letter.doc", "README"])
def test_a_file_that_no_reader_knows_is_refused_with_the_endings_that_are_known(
    folder: Path, tmp_path: Path, name: str
) -> None:
    before = sorted(folder.iterdir())
    (tmp_path / name).write_text("Words.\n")
    with pytest.raises(EditError, match=r"known are \.pdf, \.docx, \.html") as caught:
        add_file(folder, tmp_path / name, {**OURS, "title": "Ours"}, NO_REGISTER)
    assert (Path(name).suffix or "without an ending") in str(caught.value)
    assert "Nothing was changed." in str(caught.value)
    assert manifest(folder) == MANIFEST
    assert sorted(folder.iterdir()) == before


def test_the_ending_of_an_added_file_may_be_in_capitals(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "RING.TXT").write_text("Ring.\n")
    assert add_file(folder, tmp_path / "RING.TXT", {**OURS, "title": "Ours"}, NO_REGISTER).doc_id == "ring"


def test_a_file_of_the_same_name_and_words_is_used_as_it_is(folder: Path, file: Path) -> None:
    (folder / file.name).write_bytes(file.read_bytes())
    assert not add_file(folder, file, OURS, NO_REGISTER).was_copied
    with pytest.raises(EditError, match="already"):
        add_file(folder, file, {**OURS, "id": "again"}, NO_REGISTER)
    assert (folder / file.name).exists()


def test_a_manifest_that_cannot_be_written_leaves_no_copy(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise EditError("the disk is full")

    monkeypatch.setattr(changes.manifest_editor, "write_manifest", refuse)
    with pytest.raises(EditError, match="the disk is full"):
        add_file(folder, file, OURS, NO_REGISTER)
    assert not (folder / file.name).exists()


def test_a_manifest_with_mistakes_is_not_added_to(folder: Path, file: Path) -> None:
    (folder / "library.toml").write_text(MANIFEST.replace('"local"', '"byelaw"', 1))
    with pytest.raises(LibraryError, match="unknown tier"):
        add_file(folder, file, OURS, NO_REGISTER)
    assert not (folder / file.name).exists()


@pytest.mark.parametrize("delete_file", [False, True])
def test_a_document_whose_file_is_gone_is_removed(folder: Path, delete_file: bool) -> None:
    (folder / "missing.md").unlink()
    removed = remove_document(folder, "missing", delete_file=delete_file)
    assert (removed.document.doc_id, removed.was_missing, removed.was_deleted) == ("missing", True, False)
    assert [one.doc_id for one in read_manifest(folder).documents] == ["bruising"]


def test_a_document_is_removed_though_the_file_of_another_is_gone(folder: Path) -> None:
    (folder / "bruising.md").unlink()
    assert not remove_document(folder, "missing").was_missing
    assert 'id = "bruising"' in manifest(folder)
    with pytest.raises(
        LibraryError,
        match=r"no file bruising\.md in .*: put it back, or `waymark library remove bruising --library .*`",
    ):
        read_manifest(folder)


def test_a_document_is_added_though_the_file_of_another_is_gone(folder: Path, file: Path) -> None:
    (folder / "bruising.md").unlink()
    assert add_file(folder, file, OURS, NO_REGISTER).doc_id == "pre-birth-2026"
    assert manifest(folder).startswith(MANIFEST)


def test_what_cannot_be_removed_is_named(folder: Path) -> None:
    with pytest.raises(EditError, match="no document `nobody`"):
        remove_document(folder, "nobody")
    remove_document(folder, "missing")
    with pytest.raises(EditError, match="only document"):
        remove_document(folder, "bruising")


def test_a_file_that_two_ids_share_is_not_deleted(folder: Path) -> None:
    shared = MANIFEST.replace('file = "bruising.md"', 'file = "missing.md"')
    (folder / "library.toml").write_text(shared)
    with pytest.raises(EditError, match="the file of `bruising` too"):
        remove_document(folder, "missing", delete_file=True)
    assert manifest(folder) == shared


@pytest.mark.parametrize("spelt", ["./missing.md", "fostering/../missing.md", "link.md"])
def test_a_file_that_two_ids_share_is_one_however_it_is_spelt(folder: Path, tmp_path: Path, spelt: str) -> None:
    (folder / "fostering").mkdir()
    (folder / "link.md").symlink_to("missing.md")
    (folder / "library.toml").write_text(MANIFEST.replace("bruising.md", spelt))
    with pytest.raises(EditError, match="the file of `bruising` too"):
        remove_document(folder, "missing", delete_file=True)
    assert (folder / "missing.md").is_file()
    (folder / "library.toml").write_text(MANIFEST.replace("missing.md", spelt))
    (tmp_path / "missing.md").write_bytes((folder / "missing.md").read_bytes())
    for same in (folder / "missing.md", tmp_path / "missing.md"):
        with pytest.raises(EditError, match="already, as `missing`"):
            add_file(folder, same, {**OURS, "id": "again"}, NO_REGISTER)


def test_a_file_of_a_folder_goes_with_its_file_only(folder: Path) -> None:
    (folder / "fostering").mkdir()
    (folder / "fostering" / "smoking.md").write_text("# Smoking\n\nNot indoors.\n")
    text = f'{MANIFEST}\n[[folder]]\npath = "fostering"\nid_prefix = "f-"\npublisher = "M"\n'
    (folder / "library.toml").write_text(f'{text}tier = "local"\napplies_to = "M"\n')
    (folder / "fostering" / "fire.md").write_text("# Fire\n\nRing.\n")
    before = manifest(folder)
    with pytest.raises(EditError, match="move the file out, or delete it with --delete-file"):
        remove_document(folder, "f-smoking")
    assert remove_document(folder, "f-smoking", delete_file=True).was_deleted
    assert manifest(folder) == before
    assert [one.doc_id for one in read_manifest(folder).documents] == ["missing", "bruising", "f-fire"]


def test_the_last_file_of_a_folder_is_not_deleted_while_the_manifest_names_the_folder(folder: Path) -> None:
    (folder / "fostering").mkdir()
    (folder / "fostering" / "smoking.md").write_text("# Smoking\n\nNot indoors.\n")
    text = f'{MANIFEST}\n[[folder]]\npath = "fostering"\nid_prefix = "f-"\npublisher = "M"\n'
    (folder / "library.toml").write_text(f'{text}tier = "local"\napplies_to = "M"\n')
    for delete_file in (False, True):
        with pytest.raises(EditError, match=r"take that \[\[folder\]\] out of library\.toml"):
            remove_document(folder, "f-smoking", delete_file=delete_file)
    assert [one.doc_id for one in read_manifest(folder).documents] == ["missing", "bruising", "f-smoking"]
