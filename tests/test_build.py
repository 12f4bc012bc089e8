"""Building a store: every word is held, failures and mistakes touch nothing that is good."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import EMPTY, PLAIN, built, doc_ids, write_library

from core.errors import LibraryError, ModelError, StoreBusyError
from core.records import BlockKind
from core.settings import ROOT
from index import build
from index.build import EMBEDDING, READING, build_store
from index.encoder import HashingEncoder, load_tokenizer
from index.generation import Source, sha256_of
from index.search import Searcher
from index.store import open_store, writing
from ingest.readers import reader_version
from ingest.split import embedded_text


class Recorder:
    """Keeps every step that it is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int]] = []

    def step(self, description: str, done: int, total: int) -> None:
        self.steps.append((description, done, total))


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


def test_a_document_that_cannot_be_read_is_a_failure_and_the_rest_is_served(tmp_path: Path) -> None:
    report = built(tmp_path, PLAIN | {"broken": EMPTY})
    assert [failure.doc_id for failure in report.failures] == ["broken"]
    assert "broken.txt" in report.failures[0].message
    assert doc_ids(tmp_path) == ["visits", "meetings"]
    assert open_store(tmp_path / "store").manifest.failures == report.failures


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


def test_worked_examples_of_a_library_are_kept_until_they_change(tmp_path: Path) -> None:
    library = write_library(tmp_path / "library", PLAIN)
    asked = {"query": "how soon do they meet", "direct": [["meetings", None, "The core group meets within ten"]]}
    lost = {"query": "who pays", "direct": [["meetings", None, "nobody says"]]}
    (library / "examples.jsonl").write_text(f"{json.dumps(asked)}\n{json.dumps(lost)}\n", encoding="utf-8")
    report = build_store(library, tmp_path / "store", model="hashing")
    examples = open_store(tmp_path / "store").examples
    assert examples is not None
    assert (examples.queries, report.unplaced) == ((asked["query"],), (lost["query"],))
    np.testing.assert_array_equal(examples.vectors, HashingEncoder().encode([asked["query"]]))
    assert build_store(library, tmp_path / "store", model="hashing").unchanged
    (library / "examples.jsonl").unlink()
    assert not build_store(library, tmp_path / "store", model="hashing").unchanged
    assert open_store(tmp_path / "store").examples is None
