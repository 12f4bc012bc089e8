"""Reading in a process of its own: whatever a reader does there, the next file is read, and the reason is in words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import write_library

from core.errors import DamagedError, LibraryError, Mistake, ReadError, UnsafeError
from core.settings import ROOT
from index.build import build_store
from index.store import open_store
from ingest.bounded import MEGABYTES, Answer, Bounded, BoundedReader, Outcome

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded on Linux only")


@pytest.fixture(scope="module")
def acting() -> Iterator[Bounded]:
    with Bounded("tests.misbehaving:act", seconds=1) as bounded:
        yield bounded


@pytest.mark.parametrize(
    ("name", "outcome", "words"),
    [
        ("sleep", Outcome.SLOW, None),
        ("hang", Outcome.SLOW, None),
        pytest.param("grow", Outcome.LARGE, None, marks=ON_LINUX),
        ("leave", Outcome.BROKE, "it ended with status 3"),
        ("crash", Outcome.BROKE, "it ended with status -11"),
        ("break", Outcome.BROKE, "KeyError: 'nothing'"),
        ("exit", Outcome.BROKE, "SystemExit: "),
        ("talk", Outcome.DONE, "talk"),
        ("long", Outcome.DONE, "long"),
    ],
)
def test_whatever_becomes_of_a_file_is_told_and_the_next_one_is_read(
    acting: Bounded, name: str, outcome: Outcome, words: str | None
) -> None:
    found = acting.ask(Path(name))
    assert (found.outcome, found.value) == (outcome, words)
    assert found.seconds < 8
    assert found.megabytes < MEGABYTES
    assert acting.ask(Path("next")).value == "next"


def test_an_error_comes_back_as_it_was_raised(acting: Bounded, tmp_path: Path) -> None:
    found = acting.ask(tmp_path / "refuse")
    assert found.outcome is Outcome.REFUSED
    assert type(found.value) is DamagedError
    assert str(found.value) == "refuse: the file is damaged. Fetch it again."
    assert found.value.path == tmp_path / "refuse"


def test_the_mistakes_of_a_manifest_come_back_too(tmp_path: Path) -> None:
    (tmp_path / "library.toml").write_text("[[document]]\n")
    with Bounded("ingest.manifest:read_manifest") as bounded:
        found = bounded.ask(tmp_path)
    assert isinstance(found.value, LibraryError)
    assert found.value.mistakes[0] == Mistake(1, "[[document]] without `id`")
    assert str(found.value).startswith(str(tmp_path / "library.toml"))


@ON_LINUX
def test_the_most_memory_is_told_for_each_file_apart(acting: Bounded) -> None:
    before = acting.ask(Path("next")).megabytes
    talking = acting.ask(Path("talk")).megabytes
    assert 5 < before <= talking < 100


def test_one_process_reads_file_after_file_and_ends_with_the_reader(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("See the child.")
    with BoundedReader() as reader:
        reader.read(tmp_path / "a.md")
        process = reader._process
        assert reader.read(tmp_path / "a.md").text == "See the child."
        assert process is not None
        assert reader._process is process
    assert process.returncode is not None


@pytest.mark.parametrize(
    ("outcome", "error", "words"),
    [
        (Outcome.SLOW, UnsafeError, "a.pdf: reading it was stopped after 12 seconds. Save it anew"),
        (Outcome.LARGE, UnsafeError, "a.pdf: reading it takes more than 1024 MB of memory. Save it anew"),
        (
            Outcome.BROKE,
            DamagedError,
            "a.pdf: the reader broke off (it ended with status -11): the file is damaged, or",
        ),
    ],
)
def test_a_file_that_had_to_be_stopped_is_refused_in_words(
    outcome: Outcome, error: type[ReadError], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Answer(outcome, "it ended with status -11" if outcome is Outcome.BROKE else None, 12.0, 0)
    monkeypatch.setattr(Bounded, "ask", lambda reader, path: answer)
    with pytest.raises(error) as refused:
        BoundedReader().read(Path("a.pdf"))
    assert type(refused.value) is error
    assert str(refused.value).startswith(words)


def test_an_ingest_goes_on_past_files_that_hang_grow_and_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = write_library(tmp_path / "library", {"hang": "x", "crash": "x", "good": "x"})
    for name in ("hang", "crash"):
        (library / f"{name}.txt").rename(library / name)
    manifest = library / "library.toml"
    manifest.write_text(manifest.read_text().replace("hang.txt", "hang").replace("crash.txt", "crash"))
    real = BoundedReader.read

    def misled(reader: BoundedReader, path: Path) -> object:
        reader._function = "ingest.readers:read_file" if path.suffix else "tests.misbehaving:act"
        reader.close()
        return real(reader, path)

    monkeypatch.setattr(BoundedReader, "read", misled)
    monkeypatch.setattr("index.build.BoundedReader", lambda: BoundedReader(seconds=2))
    report = build_store(library, tmp_path / "store", model="hashing")
    assert [failure.doc_id for failure in report.failures] == ["hang", "crash"]
    assert re.match(r"hang: reading it was stopped after \d+ seconds\. Save it anew", report.failures[0].message)
    assert [document.doc_id for document in open_store(tmp_path / "store").documents] == ["good"]


@pytest.mark.skipif(os.name != "posix", reason="asks whether a process is there as POSIX does")
def test_the_process_ends_when_the_one_that_asks_it_is_killed() -> None:
    source = (
        "from pathlib import Path; from ingest.bounded import Bounded\n"
        "bounded = Bounded('tests.misbehaving:act', seconds=1); bounded.ask(Path('next'))\n"
        "print(bounded._process.pid, flush=True); bounded.ask(Path('hang'))"
    )
    with subprocess.Popen([sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        pid = int(asking.stdout.readline())
        asking.kill()
    ends = time.monotonic() + 100
    while _is_there(pid) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not _is_there(pid)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
