"""Several at work on one store: each search sees one generation whole, and of two ingests one is told to wait."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import document, draft_of, generation_of, write_library

from core.errors import StoreMismatchError
from core.settings import ROOT
from index import build, search
from index.build import build_store
from index.search import Searcher
from index.store import open_store
from ingest.changes import remove_document

WRITER = """
import sys
sys.path.insert(0, "tests")
from pathlib import Path
from fakes import document, draft_of
from index.store import writing

store, count = Path(sys.argv[1]), int(sys.argv[2])
for number in range(1, count + 1):
    texts = {f"{part}-{number}": [f"Part {part} of edition {number} is seen."] * 5 for part in "abcd"}
    with writing(store) as writer:
        writer.write(draft_of(texts, documents=[document(one, edition=str(number)) for one in texts]))
    print(number, flush=True)
"""
SEARCHER = """
import json, sys
from pathlib import Path
from core.errors import WaymarkError
from index.search import Searcher

for number in range(int(sys.argv[2])):
    try:
        searcher = Searcher.open(Path(sys.argv[1]), model="hashing")
        hits = searcher.search("which part of the edition is seen", k=20)
        print(json.dumps([[hit.document.doc_id, hit.document.edition, hit.passage.text] for hit in hits]), flush=True)
    except WaymarkError as error:
        print(json.dumps(f"{type(error).__name__}: {error}"), flush=True)
    if number == 0:
        sys.stdin.readline()
"""
INGEST = """
import sys
from pathlib import Path
from core.errors import StoreBusyError
from index.build import build_store

class Waiting:
    def step(self, description, done, total):
        if (description, done) == ("Reading documents", 1):
            print("reading", flush=True)
            sys.stdin.readline()

try:
    print("built", build_store(Path(sys.argv[1]), Path(sys.argv[2]), model="hashing", progress=Waiting()).documents)
except StoreBusyError as error:
    print("busy", error)
"""


def started(source: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", source, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_every_search_during_ingests_sees_one_generation_whole(tmp_path: Path) -> None:
    generation_of(tmp_path, draft_of({f"{part}-0": [f"Part {part} of edition 0 is seen."] * 5 for part in "abcd"}))
    searchers = [started(SEARCHER, tmp_path, 40) for _ in range(2)]
    first = [each.stdout.readline() for each in searchers if each.stdout]
    with started(WRITER, tmp_path, 60) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "1\n"
        for each in searchers:
            assert each.stdin is not None
            each.stdin.write("\n")
            each.stdin.flush()
        said = [*first, *(line for each in searchers for line in each.communicate()[0].splitlines())]
        answers = [json.loads(line) for line in said]
        writer.communicate()
    assert writer.returncode == 0
    assert len(answers) == 80
    editions = set()
    for hits in answers:
        assert isinstance(hits, list), hits
        seen = {text.split()[4] for _, _, text in hits}
        assert len(seen) == 1
        (number,) = seen
        assert sorted(hit[0] for hit in hits) == sorted(f"{part}-{number}" for part in "abcd" for _ in range(5))
        editions |= seen
    assert len(editions) > 3


def test_a_generation_swept_between_its_opening_and_its_words_gives_way_to_the_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation_of(tmp_path, draft_of({"old": ["The first edition."]}))
    real = search.LexicalRetriever

    def late(folder: Path) -> object:
        if not open_store(tmp_path).sources.keys() & {"new"}:
            generation_of(tmp_path, draft_of({"new": ["Another edition."]}, documents=[document("new")]))
        return real(folder)

    monkeypatch.setattr(search, "LexicalRetriever", late)
    searcher = Searcher.open(tmp_path, model="hashing")
    assert [hit.document.doc_id for hit in searcher.search("edition")] == ["new"]


def test_a_live_generation_without_its_words_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation_of(tmp_path, draft_of({"old": ["The first edition."]}))

    def broken(folder: Path) -> object:
        raise StoreMismatchError("the word index cannot be opened")

    monkeypatch.setattr(search, "LexicalRetriever", broken)
    with pytest.raises(StoreMismatchError):
        Searcher.open(tmp_path, model="hashing")


def test_of_two_ingests_at_once_one_builds_and_the_other_is_told_to_wait(tmp_path: Path) -> None:
    library = write_library(tmp_path / "library", {f"part-{number}": "The child is seen.\n" for number in range(3)})
    first = started(INGEST, library, tmp_path / "store")
    assert first.stdout is not None
    assert first.stdout.readline() == "reading\n"
    said, _ = started(INGEST, library, tmp_path / "store").communicate(input="go on\n")
    assert said.startswith("busy ")
    assert "another ingest is writing it. Wait until that one ends, then run this again." in said
    assert first.communicate(input="go on\n")[0] == "built 3\n"
    generation = open_store(tmp_path / "store")
    assert generation.manifest.documents == 3
    assert [folder.name for folder in (tmp_path / "store" / "generations").iterdir()] == [generation.folder.name]


def test_an_ingest_killed_at_work_leaves_no_lock_behind(tmp_path: Path) -> None:
    library = write_library(tmp_path / "library", {"a": "The child is seen.\n", "b": "The child is heard.\n"})
    first = started(INGEST, library, tmp_path / "store")
    assert first.stdout is not None
    assert first.stdout.readline() == "reading\n"
    first.kill()
    first.communicate()
    assert build_store(library, tmp_path / "store", model="hashing").documents == 2


def test_a_removal_ingested_while_another_ingest_starts_stays_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = write_library(tmp_path / "library", {"a": "The child is seen.\n", "b": "The child is heard.\n"})
    store = tmp_path / "store"
    assert build_store(library, store, model="hashing").documents == 2
    real = build.load_fingerprint

    def slow(model: str) -> str:
        monkeypatch.setattr(build, "load_fingerprint", real)
        remove_document(library, "b")
        assert build_store(library, store, model="hashing").documents == 1
        return real(model)

    monkeypatch.setattr(build, "load_fingerprint", slow)
    assert build_store(library, store, model="hashing").documents == 1
    assert [one.doc_id for one in open_store(store).documents] == ["a"]
