"""What fails to be read answers from its last good version, which says so, or is left out."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes import EMPTY, PLAIN, built, doc_ids, write_library

from core.errors import DamagedError
from core.records import Reading, citation
from index import build
from index.build import BuildReport, build_store
from index.search import Searcher
from index.store import open_store
from ingest.bounded import BoundedReader


def test_a_document_that_fails_now_keeps_its_last_good_version_and_says_so(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    before = open_store(tmp_path / "store")
    readings = before.readings()
    report = built(tmp_path, PLAIN | {"meetings": EMPTY}, edition="2026")
    failure = report.failures[0]
    assert (failure.doc_id, failure.kept_from) == ("meetings", datetime.now(UTC).date())
    assert "empty" in failure.message
    after = open_store(tmp_path / "store")
    assert after.manifest.failures == report.failures
    assert after.passages == before.passages
    assert after.sources == before.sources
    assert [document.edition for document in after.documents] == ["2026", None]
    assert after.readings() == readings


def test_a_document_whose_file_is_gone_keeps_its_last_good_version_and_says_so(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    library, store = tmp_path / "library", tmp_path / "store"
    (library / "visits.txt").unlink()
    (library / "meetings.txt").write_text("The core group meets soon.\n")
    report = build_store(library, store, model="hashing")
    assert [(one.doc_id, one.kept_from) for one in report.failures] == [("visits", datetime.now(UTC).date())]
    assert report.failures[0].message == (
        "visits.txt: the file is not in the library's folder. Put it back, or run "
        f"`waymark library remove visits --library {library}`."
    )
    hits = {hit.document.doc_id: hit for hit in Searcher.open(store, model="hashing").search("child core group")}
    assert "the file as it is now could not be read" in (hits["visits"].warning or "")
    assert hits["meetings"].passage.text == "The core group meets soon."
    assert built(tmp_path, PLAIN).failures == ()


def test_a_document_that_never_had_a_file_is_left_out(tmp_path: Path) -> None:
    library = write_library(tmp_path / "library", PLAIN)
    (library / "visits.txt").unlink()
    (library / "visits.txt").mkdir()
    report = build_store(library, tmp_path / "store", model="hashing")
    assert [(one.doc_id, one.kept_from) for one in report.failures] == [("visits", None)]
    assert doc_ids(tmp_path) == ["meetings"]


def test_a_kept_version_is_kept_until_the_file_is_mended_or_leaves_the_manifest(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    for _ in range(2):
        assert len(built(tmp_path, PLAIN | {"meetings": EMPTY}).failures) == 1
        assert doc_ids(tmp_path) == ["visits", "meetings"]
    mended = built(tmp_path, PLAIN | {"meetings": "The core group meets soon.\n"})
    assert (mended.failures, mended.reused) == ((), 1)
    assert "soon" in open_store(tmp_path / "store").passages[-1].text
    built(tmp_path, PLAIN | {"meetings": EMPTY})
    built(tmp_path, {"visits": PLAIN["visits"]})
    assert doc_ids(tmp_path) == ["visits"]


def test_a_kept_version_is_split_and_embedded_as_the_rest_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, PLAIN)
    monkeypatch.setattr(build, "load_fingerprint", lambda _: "another")
    report = built(tmp_path, PLAIN | {"meetings": EMPTY})
    generation = open_store(tmp_path / "store")
    assert report.passages == len(generation.passages) == len(generation.vectors)
    assert doc_ids(tmp_path) == ["visits", "meetings"]


GUIDE_OF_2024 = {"title": "The guide of 2024", "edition": "2024", "published": "2024-09-01", "file": "old.txt"}
GUIDE_OF_2025 = {"title": "The guide of 2025", "edition": "2025", "published": "2025-09-01", "file": "new.pdf"}


def guides(tmp_path: Path, **entries: dict[str, str]) -> BuildReport:
    """A build of these entries, by doc_id; `old.txt` can be read and `new.pdf` cannot."""
    library = tmp_path / "library"
    library.mkdir(exist_ok=True)
    (library / "old.txt").write_text("Call the duty team within seven days.\n")
    (library / "new.pdf").write_text("no PDF")
    common = {"publisher": "Department", "tier": "statutory", "applies_to": "England"}
    rows = []
    for doc_id, fields in entries.items():
        dates = {name: fields[name] for name in ("published", "in_force_to", "withdrawn") if name in fields}
        words = {name: json.dumps(value) for name, value in ({"id": doc_id} | common | fields).items()}
        rows.append("[[document]]\n" + "\n".join(f"{name} = {value}" for name, value in (words | dates).items()))
    (library / "library.toml").write_text("\n\n".join(rows) + "\n")
    return build_store(library, tmp_path / "store", model="hashing")


def test_a_kept_version_keeps_the_edition_title_and_dates_that_it_was_read_under(tmp_path: Path) -> None:
    guides(tmp_path, guide=GUIDE_OF_2024)
    before = open_store(tmp_path / "store").documents
    for _ in range(2):
        report = guides(tmp_path, guide=GUIDE_OF_2025)
        assert [(one.file, one.kept_from) for one in report.failures] == [("new.pdf", datetime.now(UTC).date())]
        assert open_store(tmp_path / "store").documents == before
    hit = Searcher.open(tmp_path / "store", model="hashing").search("duty team within seven days", k=1)[0]
    assert citation(hit) == "The guide of 2024"
    assert "the file as it is now could not be read" in (hit.warning or "")


def test_a_kept_version_ends_when_the_manifest_now_says_so(tmp_path: Path) -> None:
    guides(tmp_path, guide=GUIDE_OF_2024)
    ends = {"in_force_to": "2026-01-01", "withdrawn": "2025-12-01", "superseded_by": "next"}
    guides(tmp_path, guide=GUIDE_OF_2025 | ends)
    kept = open_store(tmp_path / "store").documents[0]
    assert (kept.edition, kept.superseded_by) == ("2024", "next")
    assert (str(kept.in_force_to), str(kept.withdrawn)) == ("2026-01-01", "2025-12-01")


def test_a_file_that_only_a_new_reader_fails_on_is_called_as_the_manifest_says_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guides(tmp_path, guide=GUIDE_OF_2024)

    def fail(_: BoundedReader, path: Path) -> Reading:
        raise DamagedError(path, "the file is damaged", "Fetch it again.")

    monkeypatch.setattr(build, "reader_version", lambda _: "next")
    monkeypatch.setattr(BoundedReader, "read", fail)
    assert len(guides(tmp_path, guide=GUIDE_OF_2024 | {"edition": "September 2024"}).failures) == 1
    assert [one.edition for one in open_store(tmp_path / "store").documents] == ["September 2024"]


def test_an_old_edition_with_an_entry_of_its_own_answers_under_that_alone(tmp_path: Path) -> None:
    guides(tmp_path, guide=GUIDE_OF_2024)
    report = guides(tmp_path, **{"guide": GUIDE_OF_2025, "guide-2024": GUIDE_OF_2024})
    assert [(one.doc_id, one.kept_from) for one in report.failures] == [("guide", None)]
    assert doc_ids(tmp_path) == ["guide-2024"]
    assert {one.doc_id for one in open_store(tmp_path / "store").passages} == {"guide-2024"}


def test_nothing_is_kept_of_another_library(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    other = write_library(tmp_path / "other", PLAIN | {"meetings": EMPTY})
    report = build_store(other, tmp_path / "store", model="hashing")
    assert report.failures[0].kept_from is None
    assert doc_ids(tmp_path) == ["visits"]


def test_where_every_document_fails_all_are_kept(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    report = built(tmp_path, dict.fromkeys(PLAIN, EMPTY))
    assert (len(report.failures), report.documents) == (2, 2)
    assert doc_ids(tmp_path) == ["visits", "meetings"]


def test_a_library_of_which_nothing_can_be_read_leaves_anothers_store_alone(tmp_path: Path) -> None:
    first = built(tmp_path, PLAIN)
    report = build_store(write_library(tmp_path / "b", {"new": EMPTY}), tmp_path / "store", model="hashing")
    assert (len(report.failures), report.documents, report.generation) == (1, 0, first.generation)
    assert doc_ids(tmp_path) == ["visits", "meetings"]


def test_what_was_removed_stops_answering_even_where_all_that_is_left_fails(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    report = built(tmp_path, {"new": EMPTY})
    assert (len(report.failures), report.documents, report.passages) == (1, 0, 0)
    searcher = Searcher.open(tmp_path / "store", model="hashing")
    assert searcher.search("when does the core group meet") == []
    assert searcher.documents() == []
    assert built(tmp_path, PLAIN).documents == 2


def test_where_every_document_fails_and_there_was_no_store_there_is_none(tmp_path: Path) -> None:
    report = built(tmp_path, {"broken": EMPTY})
    assert (len(report.failures), report.generation) == (1, None)
    assert not (tmp_path / "store" / "CURRENT").exists()
