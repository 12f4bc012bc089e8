"""The manifest: every mistake found in one pass, each with its line; folders and editions joined."""

import re
from datetime import date
from pathlib import Path

import pytest

from core.errors import LibraryError
from core.records import Tier
from core.settings import ROOT
from ingest.editions import long_date
from ingest.manifest import read_manifest
from ingest.readers import read_file

GOOD = """\
[library]
name = "Test library"
notice = "A test."

[[document]]
id = "one-2020"
file = "one.md"
title = "One"
publisher = "Us"
tier = "local"
applies_to = "Here"
edition = "2020"
published = 2020-01-01
superseded_by = "one-2024"

[[document]]
id = "one-2024"
file = "two.md"
title = "One"
publisher = "Us"
tier = "local"
applies_to = "Here"
supersedes = "one-2020"
notice = "Its own."
"""


def library(folder: Path, manifest: str) -> Path:
    for name in ("one.md", "two.md"):
        (folder / name).write_text("Words.\n")
    (folder / "library.toml").write_text(manifest, encoding="utf-8")
    return folder


def mistakes_of(folder: Path) -> dict[int, str]:
    with pytest.raises(LibraryError) as caught:
        read_manifest(folder)
    return {mistake.line: mistake.message for mistake in caught.value.mistakes}


def test_manifest_gives_each_document_its_fields(tmp_path: Path) -> None:
    read = read_manifest(library(tmp_path, GOOD))
    first, second = read.documents
    assert (read.name, read.notice) == ("Test library", "A test.")
    assert (first.doc_id, first.tier, first.published, first.line) == ("one-2020", Tier.LOCAL, date(2020, 1, 1), 5)
    assert (first.notice, second.notice) == ("A test.", "Its own.")
    assert read.path(second) == tmp_path / "two.md"


def test_manifest_reports_five_mistakes_at_once_each_with_its_line(tmp_path: Path) -> None:
    broken = (
        GOOD.replace('tier = "local"', 'tier = "byelaw"', 1)
        .replace('file = "two.md"', 'file = "missing.md"')
        .replace("published = 2020-01-01", 'published = "1 January 2020"')
        .replace('notice = "Its own."', 'colour = "red"')
    )
    again = GOOD[GOOD.index('[[document]]\nid = "one-2024') :]
    found = mistakes_of(library(tmp_path, broken + again))
    assert "unknown tier `byelaw`" in found[10]
    assert "`published` is not a date" in found[13]
    assert "no file missing.md" in found[18]
    assert "unknown field `colour`" in found[24]
    assert "id `one-2024` stands 2 times" in found[26]
    assert len(found) == 5


def test_manifest_refuses_two_documents_that_supersede_each_other(tmp_path: Path) -> None:
    circle = GOOD + 'superseded_by = "one-2020"\n'
    found = mistakes_of(library(tmp_path, circle))
    assert list(found.values()) == ["supersession runs in a circle: one-2020 → one-2024 → one-2020"]


def test_manifest_refuses_a_circle_made_by_supersedes_alone(tmp_path: Path) -> None:
    circle = GOOD.replace('superseded_by = "one-2024"', 'supersedes = "one-2024"')
    assert "circle" in next(iter(mistakes_of(library(tmp_path, circle)).values()))


@pytest.mark.parametrize("name", ["a" * 300 + ".md", "ab/" * 500 + "a.md"])
def test_manifest_refuses_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    found = mistakes_of(library(tmp_path, GOOD.replace('"one.md"', f'"{name}"')))
    assert "is longer than any file's name" in found[7]


def test_manifest_refuses_files_outside_its_folder(tmp_path: Path) -> None:
    found = mistakes_of(library(tmp_path, GOOD.replace('"one.md"', '"../one.md"')))
    assert "outside the library's folder" in found[7]


def test_manifest_that_nests_too_deep_is_refused_in_words(tmp_path: Path) -> None:
    found = mistakes_of(library(tmp_path, f"{GOOD}deep = {'[' * 5_000}"))
    assert "nest deeper" in found[0]


def test_manifest_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    found = mistakes_of(library(tmp_path, GOOD.replace('title = "One"', "title = One", 1)))
    assert "not valid TOML" in found[8]


def test_manifest_that_is_missing_or_empty_says_what_to_do(tmp_path: Path) -> None:
    assert "write one" in mistakes_of(tmp_path)[0]
    assert "add at least one" in mistakes_of(library(tmp_path, ""))[0]


def test_manifest_refuses_a_document_table_with_one_bracket(tmp_path: Path) -> None:
    assert "two brackets" in next(iter(mistakes_of(library(tmp_path, '[document]\nid = "x"\n')).values()))


def test_manifest_refuses_an_end_before_the_beginning(tmp_path: Path) -> None:
    broken = GOOD.replace("published = 2020-01-01", "in_force_from = 2020-01-02\nin_force_to = 2020-01-01")
    assert "is before" in mistakes_of(library(tmp_path, broken))[14]


def test_folder_gives_each_file_its_title_and_joins_editions(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "missing.md").write_text("---\ntitle: 🏃 Missing  children\n---\n## Scope\n")
    (tmp_path / "old" / "absence.md").write_text("# Absence\nWords.\n")
    shared = 'publisher = "Us"\ntier = "local"\napplies_to = "Here"\n'
    (tmp_path / "library.toml").write_text(
        f'[[folder]]\npath = "new"\nid_prefix = "us-"\n{shared}'
        f'[[folder]]\npath = "old"\nid_prefix = "us-old-"\n{shared}in_force_to = 2025-01-01\n'
    )
    found = {document.doc_id: document for document in read_manifest(tmp_path).documents}
    assert found["us-missing"].title == "Missing children"
    assert found["us-old-missing"].superseded_by == "us-missing"
    assert found["us-old-absence"].title == "Absence"
    assert found["us-old-absence"].superseded_by == "us-"


FOLDER = '[[folder]]\npath = "p"\nid_prefix = "p-"\npublisher = "Us"\ntier = "local"\napplies_to = "Here"\n'


def test_only_files_of_a_folder_are_its_documents(tmp_path: Path) -> None:
    (tmp_path / "p" / "chapters.md").mkdir(parents=True)
    (tmp_path / "p" / "gone.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "p" / "loop.md").symlink_to("loop.md")
    folder = library(tmp_path, GOOD + FOLDER)
    assert "no Markdown file (*.md) in p" in str(mistakes_of(folder))
    (tmp_path / "p" / "fire.md").write_text("# Fire\n")
    assert [document.doc_id for document in read_manifest(folder).documents] == ["one-2020", "one-2024", "p-fire"]


def test_a_link_that_leads_in_a_circle_is_a_mistake(tmp_path: Path) -> None:
    folder = library(tmp_path, GOOD.replace("one.md", "loop.md") + FOLDER)
    for name in ("loop.md", "p"):
        (tmp_path / name).symlink_to(name)
    for may_lack_files in (False, True):
        with pytest.raises(LibraryError) as caught:
            read_manifest(folder, may_lack_files=may_lack_files)
        assert [(one.line, one.message) for one in caught.value.mistakes] == [
            (7, "`file` 'loop.md' is a link that leads in a circle; put the file or folder itself there"),
            (26, "`path` 'p' is a link that leads in a circle; put the file or folder itself there"),
        ]


def test_every_manifest_field_is_documented() -> None:
    from ingest.manifest import FIELDS

    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    missing = [f"{table}.{field}" for table, fields in FIELDS.items() for field in fields if f"`{field}`" not in page]
    assert missing == []


def test_a_date_that_no_calendar_has_is_told_with_the_other_mistakes(tmp_path: Path) -> None:
    broken = GOOD.replace("published = 2020-01-01", "published = 2020-02-30").replace('"two.md"', '"missing.md"')
    found = mistakes_of(library(tmp_path, broken))
    assert "`published` is not a date" in found[13]
    assert "no file missing.md" in found[18]


def test_a_document_with_an_unknown_tier_is_still_checked_for_its_file_and_id(tmp_path: Path) -> None:
    broken = (
        GOOD.replace('tier = "local"', 'tier = "byelaw"').replace('"one.md"', '"missing.md"').replace("2024", "2020")
    )
    messages = " ".join(mistakes_of(library(tmp_path, broken)).values())
    for words in ("unknown tier", "no file missing.md", "stands 2 times"):
        assert words in messages


def test_a_manifest_of_plain_values_is_a_mistake(tmp_path: Path) -> None:
    assert "no table" in next(iter(mistakes_of(library(tmp_path, 'document = "one.md"\n')).values()))


def test_the_sample_says_when_each_document_is_due_for_review_as_its_own_text_does() -> None:
    sample = read_manifest(ROOT / "guidance_docs")
    stated = {}
    for document in sample.documents:
        path = sample.path(document)
        text = path.read_text(encoding="utf-8") if path.suffix == ".md" else read_file(path).text
        if found := re.search(r"review[ _]due\W+(?:by )?(\d+ \w+ \d{4}|\d{4}-\d\d-\d\d)\b", text, re.IGNORECASE):
            stated[document.doc_id] = found[1]
    held = {one.doc_id: one.review_due for one in sample.documents if one.review_due}
    assert len(stated) == 25
    assert stated.keys() == held.keys()
    assert {doc_id for doc_id, day in held.items() if stated[doc_id] not in (long_date(day), str(day))} == set()
