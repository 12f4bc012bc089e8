"""Fuzzing: the same draw makes the same files, readers read or refuse them, and what ends otherwise is found."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from lxml import etree
from test_hostile_pdfs import FONT, PAGE, WORDS, pdf, stream

from core.errors import DamagedError
from core.settings import ROOT
from evaluations import fuzzing
from evaluations.fuzzing import FORMATS, files, fuzz, seeds, what_is_wrong
from evaluations.mutations import mutant, rearranged, unpacked
from ingest.bounded import MEGABYTES, SECONDS, Answer, Outcome
from ingest.readers import read_file

PROCEDURES = ROOT / "guidance_docs" / "procedures"
SAMPLES = {
    ".pdf": PROCEDURES / "marlbrook-missing-2026.pdf",
    ".docx": PROCEDURES / "marlbrook-looked-after-2026.docx",
    ".html": PROCEDURES / "marlbrook-exploitation-2025.html",
    ".md": PROCEDURES / "marlbrook-pre-birth-2026.md",
    ".xml": ROOT / "tests" / "data" / "sample-act.xml",
    ".toml": ROOT / "guidance_docs" / "library.toml",
}


@pytest.mark.parametrize("ending", SAMPLES)
def test_the_same_draw_makes_the_same_file_and_another_draw_another(ending: str) -> None:
    seed = SAMPLES[ending].read_bytes()
    made = [mutant(seed, ending, others=[b"other"], chance=Random(number)) for number in range(20)]
    again = mutant(seed, ending, others=[b"other"], chance=Random(7))
    if ending == ".docx":
        assert _parts(made[7]) == _parts(again)
    else:
        assert made[7] == again
    assert len(set(made)) > 15
    assert sum(one != seed for one in made) > 15


def _parts(packed: bytes) -> object:
    if not zipfile.is_zipfile(BytesIO(packed)):
        return packed
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_rearranged_xml_is_whole_and_another() -> None:
    seed = SAMPLES[".xml"].read_bytes()
    made = [rearranged(seed, Random(number)) for number in range(20)]
    for one in made:
        etree.fromstring(one)
    assert len(set(made)) > 15


def test_an_unpacked_pdf_reads_as_the_packed_one_does(tmp_path: Path) -> None:
    packed = pdf(PAGE, stream([WORDS, WORDS.replace(b"720", b"700")]), FONT)
    assert WORDS not in packed
    assert WORDS in unpacked(packed)
    (tmp_path / "a.pdf").write_bytes(packed)
    (tmp_path / "b.pdf").write_bytes(unpacked(packed))
    assert read_file(tmp_path / "b.pdf").text == read_file(tmp_path / "a.pdf").text


def test_the_formats_take_turns_and_each_has_seeds(tmp_path: Path) -> None:
    held = seeds()
    assert all(held[ending] for ending in FORMATS)
    made = [(ending, path.suffix) for ending, path in islice(files(held, tmp_path, seed=1), 14)]
    assert made == [(ending, ending) for ending in (*FORMATS, *FORMATS)]


def test_a_short_run_over_every_format_has_no_finds() -> None:
    tallies = fuzz(seconds=8, seed=1)
    assert set(tallies) == set(FORMATS)
    assert {ending: tally.finds for ending, tally in tallies.items() if tally.finds} == {}
    assert all(tally.read + tally.refused == tally.files > 0 for tally in tallies.values())


def test_what_is_neither_read_nor_clearly_refused_is_a_find(tmp_path: Path) -> None:
    refusal = DamagedError(Path("a.pdf"), "the file is damaged", "Fetch it again.")
    assert what_is_wrong(Answer(Outcome.DONE, None, 1.0, 100)) == ""
    assert what_is_wrong(Answer(Outcome.REFUSED, refusal, 1.0, 100)) == ""
    assert what_is_wrong(Answer(Outcome.SLOW, None, 10.1, 0)) == "too slow after 10.1 s"
    assert what_is_wrong(Answer(Outcome.BROKE, "KeyError: 1", 0.1, 50)) == "broke (KeyError: 1) after 0.1 s"
    assert what_is_wrong(Answer(Outcome.LARGE, None, 1.0, 900)) == "too large after 1.0 s"
    assert what_is_wrong(Answer(Outcome.DONE, None, SECONDS + 1, 100)) == "11.0 s and 100 MB"
    assert what_is_wrong(Answer(Outcome.DONE, None, 1.0, MEGABYTES + 1)) == "1.0 s and 1025 MB"
    assert what_is_wrong(Answer(Outcome.REFUSED, ValueError("no"), 1.0, 100)) == "refused by ValueError"


def test_finds_are_kept_reported_and_end_with_status_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fuzzing.fuzz

    def misled(*, seconds: float, seed: int, keep: Path | None) -> object:
        return real(seconds=seconds, seed=seed, keep=keep, reader="tests.misbehaving:leave")

    monkeypatch.setattr(fuzzing, "fuzz", misled)
    done = CliRunner().invoke(fuzzing.main, ["--minutes", "0", "--keep", str(tmp_path / "kept")])
    assert done.exit_code == 1
    assert "1 files" in done.stdout
    assert "1-1.pdf: broke (it ended with status 3) after" in done.stdout
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["1-1.pdf"]
