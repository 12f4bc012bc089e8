"""Edits of a manifest: what is not meant stays to the byte, what is meant is what TOML then says, or all is left."""

from __future__ import annotations

import os
import threading
import tomllib
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import EditError
from core.settings import ROOT, shared_folder
from ingest import manifest_editor
from ingest.manifest import FIELDS, MANIFEST, read_manifest
from ingest.manifest_editor import add_document, manifest_text, remove_document, set_fields, write_manifest

HELD = '''\
# The library of a test.

[library]
name = "Test"   # its name

# Law first.
[[document]]   # the Act
id = "act"
  file = 'law/act.xml'
title = """
The Act
[[document]]
id = "no document: words of a title"
"""            # over lines
published = 1989-11-16
# known = "not yet"
edition = "as at \\"2020\\" # no comment"

# Guidance.
[[ "document" ]]
id="guide"
file = "guide.pdf"
title = 'A "guide"'
# the end
'''
ONE = {"id": "one", "file": "one.pdf", "title": "One", "published": date(2026, 3, 18)}
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

values = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.dates())
names = st.sampled_from([name for name in FIELDS["document"] if name != "id"])
fields = st.dictionaries(names, values, max_size=5)
comments = st.text(st.characters(min_codepoint=32, exclude_categories=["Cc", "Cs"])).map("#{}".format)
line_ends = st.sampled_from(["\n", "\r\n"])


HEADERS = ["[[document]]", " [[ document ]]  # it", '[["document"]]']
ODD_ROWS = [
    'title = """\n[[document]]\nid = "d0" """',
    "title = 'a # b [[document]]'",
    "edition = '''\n''quoted'' \\ # no comment'''''",
    'notice = "a \\"#\\" b" # said',
    "published = 2026-01-02# day",
    '  owner  =  "x\\\\"',
    'url = ""',
]


@st.composite
def manifests(draw: st.DrawFn, least: int = 0) -> str:
    """Manifests as people write them: comments and blank lines anywhere, any quotes, any line end, the last or none."""
    gaps = st.lists(st.one_of(st.just(""), comments), max_size=2)
    odd = st.lists(st.sampled_from(ODD_ROWS), unique_by=lambda row: row.split("=")[0].strip(), max_size=4)
    rows: list[str] = []
    for place in range(draw(st.integers(least, 3))):
        named = draw(st.sampled_from(['id = "{}"', 'id="{}" # its id', '"id" =  "{}"'])).format(f"d{place}")
        rows += [*draw(gaps), draw(st.sampled_from(HEADERS)), *draw(gaps), named, *draw(gaps), *draw(odd)]
    rows += draw(gaps)
    return draw(line_ends).join(rows) + draw(st.sampled_from(["", "\n", "\r\n"]))


def kept_comments(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("#")]


def documents(text: str) -> list[dict[str, object]]:
    return tomllib.loads(text).get("document", [])


@unhurried
@given(manifests(), fields, st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs", "Cc"]))))
def test_remove_after_add_is_the_text_again(
    text: str, given_fields: dict[str, str | date], comment: str | None
) -> None:
    added = add_document(text, {"id": "new", **given_fields}, comment)
    assert added.startswith(text)
    assert documents(added) == [*documents(text), {"id": "new", **given_fields}]
    assert remove_document(added, "new") == text


@unhurried
@given(manifests(1), fields, st.data())
def test_fields_that_are_set_are_said_and_every_comment_stays(
    text: str, given_fields: dict[str, str | date], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(documents(text)) - 1))
    changed = set_fields(text, f"d{place}", given_fields)
    wanted = documents(text)
    wanted[place] |= given_fields
    assert documents(changed) == wanted
    assert [line for line in kept_comments(text) if line not in changed] == []
    assert set_fields(changed, f"d{place}", given_fields) == changed


@unhurried
@given(manifests(1), fields, st.data())
def test_fields_that_are_new_and_taken_out_again_leave_the_text(
    text: str, given_fields: dict[str, str | date], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(documents(text)) - 1))
    new = {key: value for key, value in given_fields.items() if key not in documents(text)[place]}
    changed = set_fields(text, f"d{place}", new)
    assert len(changed) > len(text) or not new
    assert set_fields(changed, f"d{place}", dict.fromkeys(new)) == text


@unhurried
@given(manifests(1), st.data())
def test_remove_leaves_the_other_documents_and_what_stands_between(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(documents(text)) - 1))
    left = remove_document(text, f"d{place}")
    assert documents(left) == [held for number, held in enumerate(documents(text)) if number != place]


def test_set_fields_changes_the_value_alone() -> None:
    changed = set_fields(HELD, "act", {"file": "law/new.xml", "edition": "2026", "published": date(1989, 11, 16)})
    assert changed == HELD.replace("'law/act.xml'", '"law/new.xml"').replace(
        '"as at \\"2020\\" # no comment"', '"2026"'
    )


def test_set_fields_adds_behind_the_last_field_and_takes_out_whole_lines() -> None:
    changed = set_fields(HELD, "act", {"title": None, "owner": "The team", "withdrawn": date(2026, 1, 2)})
    before, _, after = HELD.partition('title = """')
    _, _, after = after.partition("# over lines\n")
    line = '# no comment"\n'
    assert changed == before + after.replace(line, f'{line}owner = "The team"\nwithdrawn = 2026-01-02\n', 1)


def test_remove_keeps_the_comments_above_and_below() -> None:
    left = remove_document(HELD, "act")
    assert left == HELD[: HELD.index("[[document]]")] + HELD[HELD.index("\n# Guidance.") :]
    assert remove_document(left, "guide").endswith("# Law first.\n\n# Guidance.\n# the end\n")


def test_add_to_nothing_is_a_manifest(tmp_path: Path) -> None:
    text = add_document("", ONE, "From its\npublisher.")
    assert text == (
        '[[document]]\n# From its publisher.\nid = "one"\nfile = "one.pdf"\ntitle = "One"\npublished = 2026-03-18\n'
    )
    assert remove_document(text, "one") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[document]]\nid = 'act'\n", "is there already"),
        ("document = [{id = 'x'}]\n", "cannot be edited safely"),
        ("[document]\nid = 'x'\n", "two brackets"),
        ("id = \n", "not valid TOML"),
    ],
)
def test_add_refuses_what_it_cannot_do_safely(text: str, words: str) -> None:
    with pytest.raises(EditError, match=words):
        add_document(text, {"id": "act"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HELD, "no \\[\\[document\\]\\] has the id"),
        ("[[document]]\nid = 'x'\n[[document]]\nid = 'x'\n", "stands 2 times"),
        ("document = [{id = 'x'}]\n", "not one \\[\\[document\\]\\] each"),
        ("[[document]]\nid = 'x'\n[document.more]\ntitle = 'y'\n", "not one \\[\\[document\\]\\] each"),
    ],
)
def test_edits_of_what_is_not_one_document_are_refused(text: str, words: str) -> None:
    for edit in (lambda: set_fields(text, "x", {"title": "z"}), lambda: remove_document(text, "x")):
        with pytest.raises(EditError, match=words):
            edit()


def test_a_value_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(EditError, match="cannot be edited safely"):
        set_fields(HELD, "guide", {"file": "broken\udcff.pdf"})


def test_write_puts_the_bytes_in_place_and_keeps_the_mode(tmp_path: Path) -> None:
    held = HELD.replace("\n", "\r\n")
    (tmp_path / MANIFEST).write_bytes(held.encode())
    os.chmod(tmp_path / MANIFEST, 0o640)
    text = manifest_text(tmp_path)
    write_manifest(tmp_path, add_document(text, ONE), replacing=text)
    assert (tmp_path / MANIFEST).read_bytes().startswith(held.encode() + b"\r\n[[document]]\r\n")
    assert (tmp_path / MANIFEST).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_write_through_a_link_leaves_the_link(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text(HELD)
    (tmp_path / MANIFEST).symlink_to("real.toml")
    write_manifest(tmp_path, add_document(HELD, ONE), replacing=HELD)
    assert (tmp_path / MANIFEST).is_symlink()
    assert (tmp_path / "real.toml").read_text() == add_document(HELD, ONE)


def test_write_refuses_a_file_that_somebody_changed_meanwhile(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(HELD + "# mine\n")
    with pytest.raises(EditError, match="somebody else"):
        write_manifest(tmp_path, add_document(HELD, ONE), replacing=HELD)
    assert (tmp_path / MANIFEST).read_text() == HELD + "# mine\n"


def test_of_two_writers_at_once_the_second_is_told_and_the_first_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MANIFEST).write_text(HELD)
    said: list[str] = []

    def second() -> None:
        try:
            write_manifest(tmp_path, HELD + "# second\n", replacing=HELD)
            said.append("written")
        except EditError as error:
            said.append(str(error))

    late = threading.Thread(target=second)
    replace = os.replace

    def between(new: Path, path: Path) -> None:
        if threading.current_thread() is not late:
            late.start()
            late.join(0.5)
        replace(new, path)

    monkeypatch.setattr(os, "replace", between)
    write_manifest(tmp_path, add_document(HELD, ONE), replacing=HELD)
    late.join()
    assert (tmp_path / MANIFEST).read_text() == add_document(HELD, ONE)
    assert ["somebody else" in words for words in said] == [True]
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_a_manifest_that_stays_busy_is_told_and_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / MANIFEST).write_text(HELD)
    monkeypatch.setattr(manifest_editor, "_PATIENCE", 0.1)
    with FileLock(tmp_path / f".{MANIFEST}.lock"), pytest.raises(EditError, match="is being written by somebody else"):
        write_manifest(tmp_path, add_document(HELD, ONE), replacing=HELD)
    assert (tmp_path / MANIFEST).read_text() == HELD


def test_a_lock_that_a_killed_writer_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(HELD)
    (tmp_path / f".{MANIFEST}.lock").touch()
    write_manifest(tmp_path, add_document(HELD, ONE), replacing=HELD)
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_write_refuses_what_is_no_toml(tmp_path: Path) -> None:
    with pytest.raises(EditError, match="not valid TOML"):
        write_manifest(tmp_path, "[[document\n", replacing="")
    assert list(tmp_path.iterdir()) == []


def test_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / MANIFEST).write_text(HELD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(EditError, match="No space left"):
        write_manifest(tmp_path, add_document(HELD, ONE), replacing=HELD)
    assert (tmp_path / MANIFEST).read_text() == HELD
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]


def test_a_manifest_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe")
    with pytest.raises(EditError, match="not UTF-8"):
        manifest_text(tmp_path)


def real_manifests() -> list[Path]:
    shared = shared_folder()
    return [folder for folder in (ROOT / "guidance_docs", shared / "corpus") if (folder / MANIFEST).is_file()]


@pytest.mark.parametrize("folder", real_manifests(), ids=lambda folder: folder.name)
def test_real_manifests_lose_one_document_and_nothing_else(folder: Path) -> None:
    text = manifest_text(folder)
    for document in documents(text):
        doc_id = str(document["id"])
        left = remove_document(text, doc_id)
        assert documents(left) == [held for held in documents(text) if held["id"] != doc_id]
        assert kept_comments(left) == kept_comments(text)
        assert set_fields(text, doc_id, {"title": "Ours"}).count("\n") == text.count("\n")
    assert len(read_manifest(folder).documents) >= len(documents(text)) > 0
