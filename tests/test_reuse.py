"""Building again: only what changed is read and embedded once more."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import EMPTY, PLAIN, built, doc_ids, write_library

from core.records import Reading
from index import build, reuse
from index.build import build_store
from index.encoder import HashingEncoder
from index.store import open_store
from ingest.bounded import BoundedReader
from ingest.readers import reader_version


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that a build embeds from here on."""
    texts: list[str] = []

    class Watched(HashingEncoder):
        def encode(self, given: Sequence[str]) -> np.ndarray:
            texts.extend(given)
            return super().encode(given)

    monkeypatch.setattr(build, "load_encoder", lambda _: Watched())
    return texts


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of every file that a build reads from here on."""
    names: list[str] = []
    real = BoundedReader.read

    def watched(reader: BoundedReader, path: Path) -> Reading:
        names.append(path.name)
        return real(reader, path)

    monkeypatch.setattr(BoundedReader, "read", watched)
    return names


def test_a_second_build_of_the_same_library_does_nothing(tmp_path: Path, encoded: list[str], read: list[str]) -> None:
    first = built(tmp_path, PLAIN)
    encoded.clear()
    read.clear()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "store").rglob("*") if path.name != ".lock"}
    second = built(tmp_path, PLAIN)
    assert (second.unchanged, second.reused, second.generation) == (True, 2, first.generation)
    assert (encoded, read) == ([], [])
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_build_with_nothing_to_embed_loads_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise AssertionError("loaded a model")

    built(tmp_path, PLAIN)
    monkeypatch.setattr(build, "load_encoder", refuse)
    assert built(tmp_path, PLAIN).unchanged
    assert not built(tmp_path, {"visits": PLAIN["visits"]}).unchanged
    assert doc_ids(tmp_path) == ["visits"]


def test_only_what_changed_is_read_and_embedded_again(tmp_path: Path, encoded: list[str], read: list[str]) -> None:
    built(tmp_path, PLAIN)
    encoded.clear()
    read.clear()
    report = built(tmp_path, PLAIN | {"meetings": PLAIN["meetings"].replace("ten", "five")})
    assert read == ["meetings.txt"]
    assert len(encoded) == 1
    assert "within five working days" in encoded[0]
    assert (report.reused, report.unchanged) == (1, False)
    generation = open_store(tmp_path / "store")
    fresh = tmp_path / "fresh"
    build_store(tmp_path / "library", fresh, model="hashing")
    assert generation.passages == open_store(fresh).passages
    np.testing.assert_array_equal(generation.vectors, open_store(fresh).vectors)


def test_a_file_that_takes_anothers_contents_gets_its_own_passages(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    built(tmp_path, {"visits": PLAIN["meetings"], "meetings": PLAIN["visits"]})
    found = {passage.doc_id: passage.text for passage in open_store(tmp_path / "store").passages}
    assert "seen alone" in found["meetings"]
    assert "Minutes" in found["visits"]


def test_a_change_of_the_manifest_alone_is_served(tmp_path: Path, encoded: list[str], read: list[str]) -> None:
    built(tmp_path, PLAIN)
    encoded.clear()
    read.clear()
    report = built(tmp_path, PLAIN, edition="2026")
    assert not report.unchanged
    assert (encoded, read) == ([], [])
    assert {document.edition for document in open_store(tmp_path / "store").documents} == {"2026"}


def test_lines_that_move_in_the_manifest_change_nothing(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    manifest = tmp_path / "library" / "library.toml"
    manifest.write_text("# A remark.\n\n" + manifest.read_text())
    assert build_store(tmp_path / "library", tmp_path / "store", model="hashing").unchanged


def test_a_new_splitter_splits_again_and_reads_nothing(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path, PLAIN)
    read.clear()
    for room in (build, reuse):
        monkeypatch.setattr(room, "SPLIT_VERSION", "next")
    assert not built(tmp_path, PLAIN).unchanged
    assert read == []
    assert built(tmp_path, PLAIN).unchanged


def test_a_new_reader_reads_the_files_of_its_format_again_and_no_others(
    tmp_path: Path, read: list[str], encoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write_library(tmp_path / "library", PLAIN)
    (library / "meetings.txt").rename(library / "meetings.md")
    manifest = library / "library.toml"
    manifest.write_text(manifest.read_text().replace("meetings.txt", "meetings.md"))
    build_store(library, tmp_path / "store", model="hashing")
    read.clear()
    encoded.clear()
    monkeypatch.setattr(build, "reader_version", lambda ending: "next" if ending == ".md" else reader_version(ending))
    report = build_store(library, tmp_path / "store", model="hashing")
    assert (read, encoded, report.reused, report.unchanged) == (["meetings.md"], [], 1, False)
    assert build_store(library, tmp_path / "store", model="hashing").unchanged


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Visits"', 'title = "Seeing children, and writing it up"'),
        ('file = "visits.txt"', 'file = "moved/seen.txt"'),
        ('id = "visits"', 'id = "home-visits"'),
    ],
    ids=["another title", "another name and folder", "another id"],
)
def test_a_document_called_otherwise_costs_no_reading_and_no_embedding(
    old: str, new: str, tmp_path: Path, read: list[str], encoded: list[str]
) -> None:
    built(tmp_path, PLAIN)
    before = open_store(tmp_path / "store")
    read.clear()
    encoded.clear()
    library = tmp_path / "library"
    (library / "moved").mkdir()
    (library / "moved" / "seen.txt").write_bytes((library / "visits.txt").read_bytes())
    manifest = library / "library.toml"
    manifest.write_text(manifest.read_text().replace(old, new))
    report = build_store(library, tmp_path / "store", model="hashing")
    assert (read, encoded, report.reused, report.unchanged) == ([], [], 2, False)
    after = open_store(tmp_path / "store")
    assert after.documents[0] != before.documents[0]
    assert after.documents[0].doc_id in new or after.documents[0].doc_id == "visits"
    assert [one.passage_id for one in after.passages] == [f"{one.doc_id}#{one.ordinal}" for one in after.passages]
    assert [(one.doc_id, one.text) for one in after.passages] == [
        (after.documents[0].doc_id if one.doc_id == "visits" else one.doc_id, one.text) for one in before.passages
    ]
    np.testing.assert_array_equal(after.vectors, before.vectors)


def test_a_copy_under_a_title_of_its_own_is_embedded_under_it(
    tmp_path: Path, read: list[str], encoded: list[str]
) -> None:
    built(tmp_path, {"visits": PLAIN["visits"]})
    read.clear()
    encoded.clear()
    built(tmp_path, {"visits": PLAIN["visits"], "another": PLAIN["visits"]})
    assert read == []
    assert [text.split(" > ")[0] for text in encoded] == ["Another"]


def test_another_model_embeds_everything_again(
    tmp_path: Path, encoded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    passages = built(tmp_path, PLAIN).passages
    encoded.clear()
    monkeypatch.setattr(build, "load_fingerprint", lambda _: "another")
    assert not built(tmp_path, PLAIN).unchanged
    assert len(encoded) == passages


def test_equal_texts_are_embedded_once(tmp_path: Path, encoded: list[str]) -> None:
    texts = {"a": "Same words here.\n", "b": "Same words here.\n"}
    library = write_library(tmp_path / "library", texts)
    manifest = library / "library.toml"
    manifest.write_text(manifest.read_text().replace('title = "B"', 'title = "A"'))
    report = build_store(library, tmp_path / "store", model="hashing")
    assert (report.passages, len(encoded)) == (2, 1)


def test_a_failure_is_tried_again_and_its_mending_noticed(tmp_path: Path, read: list[str]) -> None:
    built(tmp_path, PLAIN | {"broken": EMPTY})
    read.clear()
    assert len(built(tmp_path, PLAIN | {"broken": EMPTY}).failures) == 1
    assert read == ["broken.txt"]
    assert built(tmp_path, PLAIN | {"broken": "Mended now.\n"}).failures == ()
    assert doc_ids(tmp_path) == ["visits", "meetings", "broken"]
