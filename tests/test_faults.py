"""What goes wrong in real folders: each fault has its own message, the rest is indexed, and no store is left broken."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reportlab.pdfgen.canvas import Canvas

from cli import main
from core.settings import ROOT
from index.store import open_store

KILLS = 20


def pdf(text: str = "The manager should decide within one working day.", *, password: str | None = None) -> bytes:
    held = BytesIO()
    canvas = Canvas(held, encrypt=password)
    if text:
        canvas.drawString(72, 720, text)
    else:
        canvas.rect(72, 500, 200, 200, fill=1)
    canvas.save()
    return held.getvalue()


FAULTS = {
    "corrupt": ("corrupt.pdf", pdf()[:200], "damaged"),
    "encrypted": ("encrypted.pdf", pdf(password="secret"), "password"),
    "pictures": ("pictures.pdf", pdf(""), "picture"),
    "empty": ("empty.md", b"", "empty"),
    "no-bytes": ("no-bytes.docx", b"", "empty"),
    "wrong": ("wrong.docx", pdf(), "PDF"),
    "deep": ("deep.html", b"<html><body>" + b"<div>" * 20_000 + b"words of guidance</body></html>", "nest deeper"),
}


def library(folder: Path, files: dict[str, tuple[str, bytes]]) -> Path:
    folder.mkdir(exist_ok=True)
    rows = []
    for doc_id, (name, content) in files.items():
        (folder / name).write_bytes(content)
        rows.append(
            f'[[document]]\nid = "{doc_id}"\nfile = "{name}"\ntitle = "{doc_id}"\npublisher = "Us"\n'
            'tier = "local"\napplies_to = "Here"\n'
        )
    (folder / "library.toml").write_text("\n".join(rows))
    return folder


def ingest(folder: Path, store: Path) -> Result:
    arguments = ["ingest", "--library", str(folder), "--store", str(store), "--model", "hashing"]
    return CliRunner().invoke(main, arguments)


def answers(store: Path, query: str) -> list[str]:
    result = CliRunner().invoke(main, ["search", query, "--json", "--store", str(store), "--model", "hashing"])
    assert result.exit_code == 0, result.stderr
    return [hit["doc_id"] for hit in json.loads(result.stdout)["hits"]]


def test_each_fault_has_its_own_message_and_the_rest_is_indexed(tmp_path: Path) -> None:
    good = {"good": ("good.pdf", pdf())}
    faulty = {doc_id: (name, content) for doc_id, (name, content, _) in FAULTS.items()}
    result = ingest(library(tmp_path / "library", good | faulty), tmp_path / "store")
    said = {line.split(": ")[1]: line for line in result.stderr.splitlines() if line.startswith("waymark: ")}
    assert result.exit_code == 1
    assert set(said) == set(FAULTS)
    for doc_id, (name, _, word) in FAULTS.items():
        assert name in said[doc_id]
        assert word in said[doc_id], said[doc_id]
    assert len({line.split(": ", 3)[3] for line in said.values()}) >= len(FAULTS) - 1
    assert answers(tmp_path / "store", "decide within one working day") == ["good"]


def test_a_manifest_with_five_mistakes_leaves_the_old_store_answering(tmp_path: Path) -> None:
    folder = library(tmp_path / "library", {"good": ("good.pdf", pdf())})
    assert ingest(folder, tmp_path / "store").exit_code == 0
    manifest = (folder / "library.toml").read_text()
    broken = manifest.replace('"local"', '"byelaw"').replace('"Here"', '"Here"\npublished = "soon"\ncolour = "red"')
    again = manifest.replace('"good.pdf"', '"gone.pdf"')
    (folder / "library.toml").write_text(f"{broken}\n{manifest}\n{again}")
    result = ingest(folder, tmp_path / "store")
    assert result.exit_code == 1
    for words in ("unknown tier", "not a date", "unknown field", "no file gone.pdf", "stands"):
        assert words in result.stderr
    assert answers(tmp_path / "store", "decide") == ["good"]


def test_a_library_of_which_nothing_can_be_read_leaves_the_old_store_answering(tmp_path: Path) -> None:
    assert ingest(library(tmp_path / "a", {"good": ("good.pdf", pdf())}), tmp_path / "store").exit_code == 0
    assert ingest(library(tmp_path / "b", {"bad": ("bad.pdf", b"%PDF-1.4 no")}), tmp_path / "store").exit_code == 1
    assert answers(tmp_path / "store", "decide") == ["good"]


@pytest.mark.skipif(os.name != "posix", reason="kills a process with SIGKILL")
def test_killing_ingest_at_twenty_moments_never_leaves_a_store_that_does_not_open(tmp_path: Path) -> None:
    folder, store = tmp_path / "library", tmp_path / "store"
    moments = random.Random(20)
    assert ingest(library(folder, _edition(0)), store).exit_code == 0
    whole = _seconds_of_a_whole_run(folder, tmp_path / "other")
    killed = 0
    for number in range(1, KILLS + 1):
        library(folder, _edition(number))
        process = _started(folder, store)
        time.sleep(moments.uniform(0.05, 1.1) * whole)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        generation = open_store(store)
        assert len(generation.passages) == generation.manifest.passages > 0
        assert len({passage.text.partition(".")[0] for passage in generation.passages}) == 1
    assert killed >= KILLS // 2
    assert ingest(folder, store).exit_code == 0
    assert [path.name for path in (store / "generations").iterdir()] == [open_store(store).manifest.generation]


def _edition(number: int) -> dict[str, tuple[str, bytes]]:
    text = f"Edition {number}. The manager should decide within {number} working days."
    return {f"doc-{each}": (f"doc-{each}.md", f"# Part {each}\n\n{text}\n".encode()) for each in range(30)}


def _started(folder: Path, store: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "cli", "ingest", "--library", folder, "--store", store, "--model", "hashing"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _seconds_of_a_whole_run(folder: Path, store: Path) -> float:
    started = time.monotonic()
    assert _started(folder, store).wait() == 0
    return time.monotonic() - started
