"""The store: what goes in comes out, nothing damaged is opened, and no stop leaves it without its old generation."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import document, draft_of, generation_of
from filelock import FileLock

from core.errors import StoreBusyError, StoreError, StoreMismatchError, StoreMissingError
from core.records import Block, BlockKind, Failure, Page, Passage, Place, Reading, Tier
from core.settings import ROOT
from index import rows
from index.encoder import HashingEncoder
from index.lexical import LexicalRetriever
from index.origin import library_of
from index.store import open_store, writing

OLD = {"old": ["The first edition.", "Its second passage."]}
NEW = {"new": ["Another edition – naïve, with “quotes”."]}


def live(folder: Path) -> str:
    return (folder / "CURRENT").read_text().strip()


def test_a_generation_comes_back_as_it_was_written(tmp_path: Path) -> None:
    draft = draft_of(OLD | NEW, failures=[Failure("bad", "bad.pdf", "bad.pdf: damaged.")])
    found = generation_of(tmp_path, draft)
    assert (found.documents, found.sources, found.passages) == (draft.documents, draft.sources, tuple(draft.passages))
    assert found.embedded == tuple(draft.embedded)
    assert found.readings() == draft.readings
    np.testing.assert_array_equal(found.vectors, draft.vectors)
    manifest = found.manifest
    assert (manifest.documents, manifest.passages, manifest.failures) == (2, 3, draft.failures)
    assert (manifest.card, manifest.library_name) == (draft.card, "A library")
    assert manifest.generation == live(tmp_path) == found.folder.name
    assert {stored.path.split("/")[0] for stored in manifest.files} == {
        "documents.jsonl",
        "readings.jsonl",
        "passages.jsonl",
        "vectors.npy",
        "lexical",
    }


def test_records_survive_their_rows() -> None:
    one = document(
        "a", tier=Tier.LOCAL, edition="2024", published=date(2024, 2, 29), supersedes="b", notice="N", line=7
    )
    passage = Passage(
        "a#0", "a", 0, 3, 9, "“Téxt” ", ("H", "I"), "1.10", 2, "ii", 3, "should:", (Place(7, "1.11", 3, "iii"),)
    )
    reading = Reading("One\n• two", (Block(BlockKind.ITEM, 4, 9, ("H",), "1", (0, 3)),), (Page(1, "i", 0, 9),))

    def through(row: rows.Row) -> rows.Row:
        return json.loads(json.dumps(row))

    assert rows.document_from(through(rows.document_row(one))) == one
    assert rows.passage_from(through(rows.passage_row(passage))) == passage
    assert rows.reading_from(through(rows.reading_row(reading))) == reading


def test_no_file_of_a_store_is_a_pickle(tmp_path: Path) -> None:
    found = generation_of(tmp_path, draft_of(OLD))
    assert not [path for path in found.folder.rglob("*") if path.suffix in (".pkl", ".pickle", ".pt", ".bin")]
    stored = np.array([{"a": 1}], dtype=object)
    np.save(found.folder / "vectors.npy", stored, allow_pickle=True)
    _record_again(found.folder, "vectors.npy")
    with pytest.raises(StoreMismatchError, match="allow_pickle=False"):
        open_store(tmp_path)


def test_only_the_newest_generation_is_kept(tmp_path: Path) -> None:
    generation_of(tmp_path, draft_of(OLD))
    newest = generation_of(tmp_path, draft_of(NEW))
    assert [folder.name for folder in (tmp_path / "generations").iterdir()] == [newest.folder.name]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "CURRENT", "generations"]


def test_a_reader_keeps_the_generation_that_it_opened(tmp_path: Path) -> None:
    old = generation_of(tmp_path, draft_of(OLD))
    words = LexicalRetriever(old.lexical_folder)
    generation_of(tmp_path, draft_of(NEW))
    assert not old.folder.exists()
    assert [one.row for one in words.retrieve("second passage", k=5)] == [1]
    assert old.passages[1].text == "Its second passage."
    assert old.vectors.sum() != 0


def test_a_missing_store_names_the_command_to_run(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(StoreMissingError, match="waymark ingest"):
            open_store(folder)
    assert not (tmp_path / "none").exists()


def test_a_store_of_another_model_is_refused(tmp_path: Path) -> None:
    generation_of(tmp_path, draft_of(OLD))
    assert open_store(tmp_path, fingerprint=HashingEncoder.card.fingerprint).manifest.passages == 2
    with pytest.raises(StoreMismatchError, match=r"another model \(hashing\).*waymark ingest --library /a/library"):
        open_store(tmp_path, fingerprint="0" * 64)


def _damage(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(bytes(raw))

    return change


def _record_again(folder: Path, name: str) -> None:
    """Makes the manifest agree with a changed file, as a careless hand would."""
    from index.generation import sha256_of

    manifest = json.loads((folder / "manifest.json").read_text())
    for stored in manifest["files"]:
        if stored["path"] == name:
            stored |= {"size": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _drop_a_passage(folder: Path) -> None:
    lines = (folder / "passages.jsonl").read_text().splitlines(keepends=True)
    (folder / "passages.jsonl").write_text("".join(lines[:-1]))
    _record_again(folder, "passages.jsonl")


def _strange_row(folder: Path) -> None:
    (folder / "documents.jsonl").write_text('{"doc_id": "old", "sha256": "", "surprise": 1}\n')
    _record_again(folder, "documents.jsonl")


def _edit_manifest(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


@pytest.mark.parametrize(
    "harm",
    [
        *(_damage(name) for name in ("documents.jsonl", "readings.jsonl", "passages.jsonl", "vectors.npy")),
        _damage("lexical/meta.json"),
        lambda folder: (folder / "vectors.npy").unlink(),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").write_text("[]"),
        lambda folder: (folder / "manifest.json").write_text('{"schema": 1}'),
        lambda folder: shutil.rmtree(folder / "lexical"),
        lambda folder: shutil.rmtree(folder),
        _edit_manifest(schema=99),
        _edit_manifest(documents=3),
        _edit_manifest(passages=3),
        _edit_manifest(surprise=1),
        _edit_manifest(card={"name": "x", "dimension": 9, "max_tokens": 1, "fingerprint": "", "precision": ""}),
        _drop_a_passage,
        _strange_row,
        lambda folder: (folder.parent.parent / "CURRENT").write_text("../../elsewhere"),
        lambda folder: (folder.parent.parent / "CURRENT").write_bytes(b"\xff\xfe\x00"),
    ],
)
def test_a_store_that_is_not_what_it_says_is_refused_and_mended(harm: Callable[[Path], None], tmp_path: Path) -> None:
    harm(generation_of(tmp_path, draft_of(OLD)).folder)
    with pytest.raises(StoreMismatchError, match="Run `waymark ingest"):
        open_store(tmp_path)
    assert generation_of(tmp_path, draft_of(NEW)).passages[0].doc_id == "new"
    assert len(list((tmp_path / "generations").iterdir())) == 1


MENDING = "Run `waymark ingest --library /a/library --store '{}'` to build it again."
ASKING = "Run `waymark ingest --store '{}' --library` with the folder of its library to build it again."


@pytest.mark.parametrize(
    ("harm", "remedy"),
    [
        (_damage("passages.jsonl"), MENDING),
        (lambda folder: shutil.rmtree(folder / "lexical"), MENDING),
        (_edit_manifest(schema=1), MENDING),
        (_edit_manifest(documents=3), MENDING),
        (_edit_manifest(surprise=1), MENDING),
        (lambda folder: (folder.parent.parent / "CURRENT").write_text("../../elsewhere"), MENDING),
        (lambda folder: (folder / "manifest.json").write_text("[]"), ASKING),
        (lambda folder: (folder / "manifest.json").write_text("{"), ASKING),
        (_edit_manifest(library_folder=3, schema=1), ASKING),
        (lambda folder: shutil.rmtree(folder), ASKING),
    ],
)
def test_the_remedy_of_a_damaged_store_names_its_own_library(
    harm: Callable[[Path], object], remedy: str, tmp_path: Path
) -> None:
    store = tmp_path / "our store"
    harm(generation_of(store, draft_of(OLD)).folder)
    with pytest.raises(StoreMismatchError) as refused:
        open_store(store)
    assert str(refused.value).endswith(remedy.format(store))


def test_the_remedy_of_damaged_words_names_their_library(tmp_path: Path) -> None:
    found = generation_of(tmp_path, draft_of(OLD))
    (found.lexical_folder / "meta.json").write_text("{")
    with pytest.raises(StoreMismatchError) as refused:
        LexicalRetriever(found.lexical_folder)
    assert f"Run `waymark ingest --library /a/library --store {tmp_path}` to build it again." in str(refused.value)


def test_of_two_generations_the_live_one_names_the_library(tmp_path: Path) -> None:
    found = generation_of(tmp_path, draft_of(OLD))
    other = tmp_path / "generations" / "20200101T000000-00000000"
    other.mkdir()
    (other / "manifest.json").write_text('{"library_folder": "/another"}')
    assert library_of(tmp_path) == "/a/library"
    (tmp_path / "CURRENT").write_text("neither")
    assert library_of(tmp_path) is None
    shutil.rmtree(other)
    assert library_of(tmp_path) == "/a/library"
    shutil.rmtree(found.folder)
    assert library_of(tmp_path) is None


class Stopped(BaseException):
    """Nothing in the product catches this, as nothing catches a kill."""


STEPS = ("os.replace", "os.fsync", "pathlib.Path.write_text", "pathlib.Path.mkdir", "numpy.save", "shutil.rmtree")


@pytest.mark.parametrize("step", STEPS)
def test_a_stop_at_any_step_leaves_the_old_generation_or_the_new(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops = 0
    for count in range(60):
        folder = tmp_path / str(count)
        generation_of(folder, draft_of(OLD))
        if not _stopped_at(step, count, folder, monkeypatch):
            break
        stops += 1
        assert open_store(folder).passages[0].doc_id in ("old", "new")
        assert generation_of(folder, draft_of(NEW)).passages[0].doc_id == "new"
        assert sorted(path.name for path in folder.iterdir()) == [".lock", "CURRENT", "generations"]
        assert len(list((folder / "generations").iterdir())) == 1
    assert 0 < stops < 60


def _stopped_at(step: str, count: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether writing was stopped at the `count`-th call of `step`; the call before has its effect, this one none."""
    owner_name, name = step.rsplit(".", 1)
    owner = {"os": os, "pathlib.Path": Path, "numpy": np, "shutil": shutil}[owner_name]
    real = getattr(owner, name)
    calls = 0

    def stopping(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls > count:
            raise Stopped
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, stopping)
        try:
            generation_of(folder, draft_of(NEW))
        except Stopped:
            return True
    return False


def test_a_writer_killed_at_any_moment_leaves_a_store_that_opens(tmp_path: Path) -> None:
    generation_of(tmp_path, draft_of(OLD))
    source = (
        "import sys; sys.path.insert(0, 'tests'); from pathlib import Path; from fakes import *; "
        "print('go', flush=True)\n"
        "while True: generation_of(Path(sys.argv[1]), draft_of({'new': ['Words of a passage.'] * 300}))"
    )
    rng = np.random.default_rng(11)
    for _ in range(2):
        command = [sys.executable, "-c", source, str(tmp_path)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            for _ in range(5):
                try:
                    writer.wait(float(rng.random()) * 0.05)
                except subprocess.TimeoutExpired:
                    assert open_store(tmp_path).manifest.documents == 1
            writer.kill()
        assert open_store(tmp_path).manifest.documents == 1
    assert generation_of(tmp_path, draft_of(OLD)).manifest.passages == 2


def test_a_second_writer_is_told_that_the_store_is_busy(tmp_path: Path) -> None:
    generation_of(tmp_path, draft_of(OLD))
    with FileLock(tmp_path / ".lock"), pytest.raises(StoreBusyError, match="another ingest"), writing(tmp_path):
        pass
    with writing(tmp_path) as writer:
        writer.write(draft_of(NEW))
    assert open_store(tmp_path).passages[0].doc_id == "new"


def test_what_is_not_the_stores_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "generations" / "holiday").mkdir(parents=True)
    (tmp_path / "letter.txt").write_text("mine")
    generation_of(tmp_path, draft_of(OLD))
    generation_of(tmp_path, draft_of(NEW))
    assert (tmp_path / "letter.txt").read_text() == "mine"
    assert (tmp_path / "generations" / "holiday").is_dir()


def test_a_folder_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="name another folder with --store"), writing(tmp_path / "file"):
        pass


def test_a_full_disk_is_an_error_and_keeps_the_old_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation_of(tmp_path, draft_of(OLD))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(StoreError, match="No space left on device"):
        generation_of(tmp_path, draft_of(NEW))
    assert open_store(tmp_path).passages[0].doc_id == "old"


def test_opening_follows_a_writer_that_switched_between_its_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation_of(tmp_path, draft_of(OLD))
    gone = live(tmp_path)
    generation_of(tmp_path, draft_of(NEW))
    answers = iter([gone])
    from index import store

    real = store._current
    monkeypatch.setattr(store, "_current", lambda folder: next(answers, None) or real(folder))
    assert open_store(tmp_path).passages[0].doc_id == "new"
