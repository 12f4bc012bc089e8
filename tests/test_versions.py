"""What makes a reading out of date: a change in the code that made it, and no change anywhere else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from core.settings import ROOT
from ingest import readers, versions
from ingest.readers import code_of, read_file, reader_version
from ingest.versions import code_version, reached

FORMATS = {
    "PDF": ".pdf",
    "Word": ".docx",
    "HTML": ".html",
    "legislation XML": ".xml",
    "Markdown": ".md",
    "text": ".txt",
}
LAW = (
    '<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"><Primary><Body><P1group><Title>Visits'
    '</Title><P1 id="section-1"><Pnumber>1</Pnumber><P1para><Text>See the child.</Text></P1para></P1></P1group></Body>'
    "</Primary></Legislation>"
)
WORDS = "# Visits\n\nSee the child[^1].\n\n- alone\n- at home\n\n| who |\n|---|\n| worker |\n\n[^1]: Soon.\n"


def written(folder: Path, wanted: str) -> Path:
    path = folder / f"a{FORMATS[wanted]}"
    if wanted == "PDF":
        canvas = Canvas(str(path))
        for line in range(20):
            canvas.drawString(72, 720 - 14 * line, f"{line + 1}. The manager should decide within one working day.")
        canvas.save()
    elif wanted == "Word":
        document = docx.Document()
        document.add_heading("Visits")
        document.add_paragraph("See the child.", style="List Bullet")
        document.add_table(2, 2).cell(0, 0).text = "who"
        document.save(str(path))
    elif wanted == "HTML":
        path.write_text("<html><body><main><h1>Visits</h1><ul><li>See the child.</li></ul><table><tr><th>who<tr><td>us")
    else:
        path.write_text(LAW if wanted == "legislation XML" else WORDS)
    return path


@contextmanager
def watched() -> Iterator[set[str]]:
    """The modules of `ingest` of which any function runs meanwhile."""
    ran: set[str] = set()
    room = str(ROOT / "ingest")

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(room) and frame.f_code.co_name != "<module>":
            ran.add(".".join(Path(frame.f_code.co_filename).relative_to(ROOT).with_suffix("").parts))

    sys.setprofile(note)
    try:
        yield ran
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("wanted", FORMATS)
def test_whatever_runs_while_a_file_is_read_counts_in_its_version(tmp_path: Path, wanted: str) -> None:
    path = written(tmp_path, wanted)
    with watched() as ran:
        read_file(path)
    assert len(ran) > 2
    assert ran <= code_of(wanted)[0]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the code, of which the versions are taken from here on."""
    for room in ("core", "ingest"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(versions, "_ROOT", tmp_path)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    reader_version.cache_clear()
    versions._imported.cache_clear()


def changed_by(copy: Path, file: str) -> set[str]:
    """The formats whose version another line in `file` changes."""
    before = {wanted: reader_version(ending) for wanted, ending in FORMATS.items()}
    with (copy / file).open("a") as code:
        code.write("\nANOTHER = 1\n")
    _forget()
    return {wanted for wanted, ending in FORMATS.items() if reader_version(ending) != before[wanted]}


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("ingest/pdf/tables.py", {"PDF"}),
        ("ingest/pdf/trace.py", {"PDF"}),
        ("ingest/word/styles.py", {"Word"}),
        ("ingest/legislation/walk.py", {"legislation XML"}),
        ("ingest/web/furniture.py", {"HTML", "Markdown"}),
        ("ingest/markdown/notes.py", {"Markdown"}),
        ("ingest/building.py", set(FORMATS)),
        ("ingest/quotes.py", set(FORMATS)),
        ("core/records.py", set(FORMATS)),
        ("ingest/manifest.py", set()),
        ("ingest/split.py", set()),
        ("core/errors.py", set()),
    ],
)
def test_a_change_in_code_makes_the_formats_out_of_date_that_it_reads(copy: Path, file: str, wanted: set[str]) -> None:
    assert changed_by(copy, file) == wanted


def test_endings_of_one_format_have_one_version_and_others_have_none() -> None:
    assert reader_version(".htm") == reader_version(".HTML") != reader_version(".md")
    assert reader_version(".rtf") == ""


def test_a_package_counts_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    modules, packages = reached(("ingest.word.reader",))
    assert packages == {"lxml"}
    before = code_version(modules, packages)
    monkeypatch.setattr(versions, "version", lambda name: "999")
    assert code_version(modules, packages) != before


def test_installing_ocr_makes_only_pdfs_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for is_installed in (True, False):
        monkeypatch.setattr(readers, "is_installed", lambda held=is_installed: held)
        reader_version.cache_clear()
        seen.append([reader_version(ending) for ending in FORMATS.values()])
    reader_version.cache_clear()
    assert [one == other for one, other in zip(*seen, strict=True)] == [False, True, True, True, True, True]
