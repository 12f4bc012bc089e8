"""The measurements of speed: side by side over the same pages, and a changed file really answers in the end."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from click.testing import CliRunner, Result

from core.settings import ROOT
from evaluations import speed
from evaluations.alignment import pace

PROCEDURES = ROOT / "guidance_docs" / "procedures"
NAME = "marlbrook-missing-2026.pdf"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two documents of the sample library, and a PDF without text that the manifest does not name."""
    folder = tmp_path / "some"
    folder.mkdir()
    rows = []
    for name in (NAME, "marlbrook-pre-birth-2026.md"):
        shutil.copyfile(PROCEDURES / name, folder / name)
        rows.append(
            f'[[document]]\nid = "{name[:-5].replace(".", "")}"\nfile = "{name}"\ntitle = "{name}"\npublisher = "Us"\n'
            'tier = "local"\napplies_to = "Here"\n'
        )
    (folder / "library.toml").write_text("\n".join(rows))
    blank = pdfium.PdfDocument.new()
    blank.new_page(595, 842)
    blank.save(folder / "blank.pdf")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(speed.main, [str(argument) for argument in arguments])


def test_reading_is_measured_side_by_side_over_pdfs_with_text(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setattr(speed, "MOST_MS_A_PAGE", 10_000.0)
    done = run("--library", library, "reading")
    assert done.exit_code == 0, done.output
    first, last = done.stdout.splitlines()
    pages = len(pdfium.PdfDocument(library / NAME))
    assert first.split()[:3] == [NAME, str(pages), "pages"]
    assert last.startswith("all, ms a page (wall, processor)")
    for line in (first, last):
        values = line.split("pages")[-1].split()
        assert values[::3] == ["ours", "pdfium", "pypdf"]
        assert all(float(value) > 0 for place, value in enumerate(values) if place % 3)


def test_a_pace_that_misses_the_target_ends_with_status_1(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setattr(speed, "MOST_MS_A_PAGE", 0.0)
    assert run("--library", library, "reading").exit_code == 1


def test_memory_is_measured_for_one_two_four_and_eight_times_the_pages(library: Path) -> None:
    done = run("--library", library, "memory")
    assert done.exit_code == 0, done.output
    pages = len(pdfium.PdfDocument(library / NAME))
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [int(row[0]) for row in rows] == [pages, 2 * pages, 4 * pages, 8 * pages]
    assert all(row[-1] == "done" for row in rows)
    assert all(int(row[2]) > 10 for row in rows)


def test_a_search_is_measured_whole_and_in_its_parts(sample_store: Path) -> None:
    done = run("search", "--store", sample_store)
    assert done.exit_code == 0, done.output
    rows = [(line[:20].strip(), *map(float, line[20:].split()[::2])) for line in done.stdout.splitlines()]
    assert [name for name, *_ in rows] == ["search, ten hits", "terms", "situation", "what ten hits ask"]
    assert all(0 < middle <= late for _, middle, late in rows)


def test_procedures_are_measured_beside_what_most_would_build(
    sample_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ("--local", "marlbrook-core-groups-2021", "--against", "digest-child-protection")
    for most, status in ((10_000.0, 0), (0.0, 1)):
        monkeypatch.setattr(pace, "MOST_SECONDS_FOR_ONE", most)
        done = run("align", "--store", sample_store, *chosen)
        assert done.exit_code == status, done.output
    first, *rows = done.stdout.splitlines()
    assert first == "marlbrook-core-groups-2021 beside digest-child-protection"
    names = [row[:29].strip() for row in rows]
    assert names == [
        "findings, no vector kept",
        "findings, vectors kept",
        "nearest by meaning alone",
        "nearest by letters alone",
    ]
    found = [row.split()[-2:] for row in rows]
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert all(int(number) > 0 for number, _ in found)


def test_a_changed_file_is_measured_until_it_answers(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "MOST_SECONDS_TO_LIVE", 1_000.0)
    before = (library / "marlbrook-pre-birth-2026.md").read_bytes()
    done = run("--library", library, "live", "--model", "hashing")
    assert done.exit_code == 0, done.output
    whole, short, long = done.stdout.splitlines()
    assert whole.startswith("2 documents, ")
    assert short.startswith("marlbrook-pre-birth-2026.md changed: ")
    assert long.startswith(f"{NAME} changed: ")
    assert short.endswith(", 1 read, 1 taken over")
    assert long.endswith(", 1 read, 1 taken over")
    assert (library / "marlbrook-pre-birth-2026.md").read_bytes() == before


def test_a_change_that_does_not_answer_ends_with_status_1(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = speed._waymark

    def deaf(*arguments: object) -> str:
        return json.dumps({"hits": [{"text": "Other words."}]}) if arguments[0] == "search" else real(*arguments)

    monkeypatch.setattr(speed, "MOST_SECONDS_TO_LIVE", 1_000.0)
    monkeypatch.setattr(speed, "_waymark", deaf)
    assert run("--library", library, "live", "--model", "hashing").exit_code == 1
