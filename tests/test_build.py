"""Building a store: bad documents are reported, good ones served, unchanged ones not done again."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import write_library

from core.errors import DamagedError, LibraryError, ModelError, StoreBusyError
from core.records import BlockKind, Reading, citation
from core.settings import ROOT
from index import build, reuse
from index.build import EMBEDDING, READING, BuildReport, build_store
from index.encoder import HashingEncoder, load_tokenizer
from index.search import Searcher
from index.store import Source, open_store, sha256_of, writing
from ingest.bounded import BoundedReader
from ingest.readers import reader_version
from ingest.split import embedded_text

PLAIN = {
    "visits": "# Visits\n\nEvery child is seen alone. The visit is written up within one working day.\n",
    "meetings": "# Meetings\n\nThe core group meets within ten working days.\n\n# Minutes\n\nMinutes are sent out.\n",
}
EMPTY = b""


class Recorder:
    """Keeps every step that it is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int]] = []

    def step(self, description: str, done: int, total: int) -> None:
        self.steps.append((description, done, total))


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


def built(tmp_path: Path, texts: dict[str, str | bytes], **fields: str) -> BuildReport:
    return build_store(write_library(tmp_path / "library", texts, **fields), tmp_path / "store", model="hashing")


def doc_ids(tmp_path: Path) -> list[str]:
    return [document.doc_id for document in open_store(tmp_path / "store").documents]


def test_a_built_store_holds_every_word_of_body_text_in_order(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN)
    generation = open_store(tmp_path / "store")
    assert (report.documents, report.passages) == (2, len(generation.passages))
    assert (report.failures, report.reused, report.unchanged) == ((), 0, False)
    assert report.generation == generation.manifest.generation
    for doc_id, reading in generation.readings().items():
        held = [passage for passage in generation.passages if passage.doc_id == doc_id]
        assert [passage.text for passage in held] == [reading.text[one.start : one.end] for one in held]
        body = [
            reading.text[block.start : block.end] for block in reading.blocks if block.kind is not BlockKind.HEADING
        ]
        assert " ".join(passage.text for passage in held).split() == " ".join(body).split()


def test_vectors_are_of_the_embedded_text_row_by_row(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    generation = open_store(tmp_path / "store")
    held = {document.doc_id: document for document in generation.documents}
    tokenizer = load_tokenizer("hashing")
    texts = [
        embedded_text(held[one.doc_id], one, tokenizer=tokenizer, limit=tokenizer.limit) for one in generation.passages
    ]
    np.testing.assert_array_equal(generation.vectors, HashingEncoder().encode(texts))


def test_what_was_built_can_be_found(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    hit = Searcher.open(tmp_path / "store", model="hashing").search("when does the core group meet", k=1)[0]
    assert hit.passage.text == "The core group meets within ten working days."
    assert hit.passage.headings == ("Meetings",)


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


def test_a_document_that_cannot_be_read_is_a_failure_and_the_rest_is_served(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN | {"broken": EMPTY})
    assert [failure.doc_id for failure in report.failures] == ["broken"]
    assert "broken.txt" in report.failures[0].message
    assert doc_ids(tmp_path) == ["visits", "meetings"]
    assert open_store(tmp_path / "store").manifest.failures == report.failures


def test_a_failure_is_tried_again_and_its_mending_noticed(tmp_path: Path, read: list[str]) -> None:
    built(tmp_path, PLAIN | {"broken": EMPTY})
    read.clear()
    assert len(built(tmp_path, PLAIN | {"broken": EMPTY}).failures) == 1
    assert read == ["broken.txt"]
    assert built(tmp_path, PLAIN | {"broken": "Mended now.\n"}).failures == ()
    assert doc_ids(tmp_path) == ["visits", "meetings", "broken"]


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


def test_a_document_that_is_only_a_heading_is_held_without_passages(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN | {"bare": "# Only a heading\n"})
    assert (report.failures, report.documents) == ((), 3)
    assert {passage.doc_id for passage in open_store(tmp_path / "store").passages} == {"visits", "meetings"}


def test_a_file_that_the_system_will_not_open_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = build.sha256_of

    def locked(path: Path) -> str:
        if path.name == "visits.txt":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(build, "sha256_of", locked)
    report = built(tmp_path, PLAIN)
    assert report.failures[0].message.startswith("visits.txt: cannot be opened (Permission denied).")
    assert doc_ids(tmp_path) == ["meetings"]


def test_a_manifest_with_mistakes_touches_nothing(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    (tmp_path / "library" / "library.toml").write_text('[[document]]\nid = "x"\n')
    with pytest.raises(LibraryError):
        build_store(tmp_path / "library", tmp_path / "store", model="hashing")
    assert doc_ids(tmp_path) == ["visits", "meetings"]


def test_a_model_that_fails_touches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(tmp_path, PLAIN)

    def fail(_: object, texts: Sequence[str]) -> None:
        raise ModelError("no usable vector")

    with pytest.raises(ModelError, match="nothing is fetched"):
        build_store(tmp_path / "library", tmp_path / "store", model="no/such")
    monkeypatch.setattr(HashingEncoder, "encode", fail)
    with pytest.raises(ModelError, match="no usable vector"):
        built(tmp_path, PLAIN | {"third": "More words.\n"})
    assert doc_ids(tmp_path) == ["visits", "meetings"]


def test_a_damaged_store_is_built_again(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    (open_store(tmp_path / "store").folder / "passages.jsonl").write_text("{}\n")
    report = built(tmp_path, PLAIN)
    assert (report.unchanged, report.reused) == (False, 0)
    assert doc_ids(tmp_path) == ["visits", "meetings"]


def test_a_store_being_written_is_left_alone(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    with writing(tmp_path / "store"), pytest.raises(StoreBusyError):
        built(tmp_path, PLAIN)


def test_progress_runs_from_nought_to_the_whole(tmp_path: Path) -> None:
    progress = Recorder()
    library = write_library(tmp_path / "library", PLAIN)
    report = build_store(library, tmp_path / "store", model="hashing", progress=progress)
    reading = [step for step in progress.steps if step[0] == READING]
    embedding = [step for step in progress.steps if step[0] == EMBEDDING]
    assert progress.steps == reading + embedding
    assert reading == [(READING, done, 2) for done in (0, 1, 2)]
    assert (embedding[0], embedding[-1]) == ((EMBEDDING, 0, report.passages), (EMBEDDING, *[report.passages] * 2))


KILLING = """
import os, random, signal, sys, time
from pathlib import Path
from index.build import build_store
from index.store import open_store

library, store = map(Path, sys.argv[1:])
pauses = random.Random(7)
for kill in range(20):
    child = os.fork()
    if not child:
        for number in range(10_000):
            (library / "visits.txt").write_text(f"A visit, number {kill} {number}.")
            build_store(library, store, model="hashing")
        os._exit(1)
    time.sleep(pauses.random() * 0.3)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status), open_store(store).manifest.documents, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_build_killed_twenty_times_always_leaves_a_store_that_opens(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    command = [sys.executable, "-c", KILLING, str(tmp_path / "library"), str(tmp_path / "store")]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [line.split()[0] for line in out.stdout.splitlines()] == ["9"] * 20
    built(tmp_path, PLAIN)
    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == [".lock", "CURRENT", "generations"]
    assert len(list((tmp_path / "store" / "generations").iterdir())) == 1


def test_the_manifest_of_a_store_says_what_it_was_built_from(tmp_path: Path) -> None:
    built(tmp_path, PLAIN)
    written = json.loads((open_store(tmp_path / "store").folder / "manifest.json").read_text())
    assert written["library_folder"] == str((tmp_path / "library").resolve())
    assert written["card"]["name"] == "hashing"
    assert written["split_version"] == build.SPLIT_VERSION
    source = open_store(tmp_path / "store").sources["visits"]
    assert source == Source(sha256_of(tmp_path / "library" / "visits.txt"), reader_version(".txt"), source.read_on)
    assert source.read_on == datetime.now(UTC).date()
