"""Reads pictures of pages by OCR, on this machine: ocrmypdf makes a copy with a text layer, tesseract gives confidence.

    with recognised(path, [3, 4]) as found:
        found.path              # a PDF of those pages alone, with a text layer
        found.pages[3].confidence, found.pages[3].paragraphs, found.pages[3].copy

Both programs must be installed; the language is English. The copy is gone when the block is left.
"""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from core.errors import ScannedError
from ingest.allowance import needs
from ingest.pdf.opening import open_pdf, refusal

INSTALL = (
    "To have it read by OCR, install the two programs that do so: `apt-get install tesseract-ocr ocrmypdf` "
    "(macOS: `brew install ocrmypdf`; Windows: see ocrmypdf.readthedocs.io), then ingest again."
)
_BASE_SECONDS, _PAGE_SECONDS = 60, 20
_TSV_CONFIG = "tessedit_create_tsv 1\n"
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class OcrPage:
    """What OCR read on one page: its paragraphs in order, and the mean confidence (0 to 100) of its words.

    `copy` is the number of the page in the PDF with the text layer.
    """

    paragraphs: tuple[str, ...]
    confidence: float
    copy: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """A PDF with a text layer, and what was read, by the page's number in the file; wordless pages are left out."""

    path: Path
    pages: dict[int, OcrPage]


def is_installed() -> bool:
    """Whether both programs can be found."""
    return shutil.which("ocrmypdf") is not None and shutil.which("tesseract") is not None


@contextmanager
def recognised(path: Path, numbers: Sequence[int], *, keeps_text: bool = False) -> Iterator[Recognised]:
    """The pages `numbers` (from 1, rising) of a PDF read by OCR, with `keeps_text` in a copy of all its pages.

    Raises ScannedError where that fails or takes too long.
    """
    with tempfile.TemporaryDirectory(prefix="waymark-ocr-") as name:
        folder = Path(name)
        source = path if keeps_text else _pages_alone(path, numbers, folder=folder)
        places = numbers if keeps_text else range(1, len(numbers) + 1)
        copy = folder / path.name
        _run(path, _command(source, copy, pages=places, folder=folder), seconds=_seconds(numbers), folder=folder)
        read = {int(tsv.name[:6]): tsv for tsv in folder.glob("ocrmypdf*/*_ocr_tess.tsv")}
        pages = {n: _page(read[place], place) for n, place in zip(numbers, places, strict=True) if place in read}
        yield Recognised(copy, {number: page for number, page in pages.items() if page.paragraphs})


def _pages_alone(path: Path, numbers: Sequence[int], *, folder: Path) -> Path:
    """A PDF of some pages of another."""
    source, pages = open_pdf(path), pdfium.PdfDocument.new()
    try:
        pages.import_pages(source, [number - 1 for number in numbers])
        pages.save(folder / "pages.pdf")
    except pdfium.PdfiumError as error:
        raise refusal(path, error) from error
    finally:
        pages.close()
        source.close()
    return folder / "pages.pdf"


def _seconds(numbers: Sequence[int]) -> int:
    return _BASE_SECONDS + _PAGE_SECONDS * len(numbers)


def _command(source: Path, copy: Path, *, pages: Sequence[int], folder: Path) -> list[str]:
    config = folder / "tesseract.cfg"
    config.write_text(_TSV_CONFIG, encoding="ascii")
    return [
        *("ocrmypdf", "--quiet", "--language", "eng", "--output-type", "pdf", "--optimize", "0"),
        *("--pdf-renderer", "sandwich", "--tesseract-config", str(config), "--keep-temporary-files"),
        *("--force-ocr", "--pages", ",".join(map(str, pages)), "--jobs", str(min(4, os.cpu_count() or 1))),
        *(str(source.resolve()), str(copy)),
    ]


def _run(path: Path, command: Sequence[str], *, seconds: int, folder: Path) -> None:
    """Runs a command that reads `path` by OCR, with all its temporary files in `folder`.

    Each page has one thread: tesseract's own wait for each other busily, and take many times as long on a busy machine.
    """
    process = subprocess.Popen(
        command,
        env={**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)), "OMP_THREAD_LIMIT": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    needs(seconds)
    _unbind(process)
    try:
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        _stop(process)
        happened = f"reading its pages by OCR took longer than {seconds} seconds"
        raise ScannedError(path, happened, "Split it, or put a copy with a text layer in its place.") from error
    if process.returncode != 0:
        lines = said.decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
        happened = f"its pages are pictures, and reading them by OCR failed ({lines[-1].strip().rstrip('.')})"
        raise ScannedError(path, happened, "Put a copy with a text layer in its place.")


def _unbind(process: subprocess.Popen[bytes]) -> None:
    """Lifts from the program the bound on memory that it has from the process that reads."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (most, most))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and those that it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _page(tsv: Path, copy: int) -> OcrPage:
    """The words that tesseract lists, by paragraph; those without a letter or digit count for nothing."""
    paragraphs: dict[tuple[str, str], list[str]] = {}
    sure: list[float] = []
    with tsv.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            word = (row["text"] or "").strip()
            if row["level"] == _WORD_LEVEL and word:
                paragraphs.setdefault((row["block_num"], row["par_num"]), []).append(word)
                sure.append(float(row["conf"]))
    told = (" ".join(words) for words in paragraphs.values())
    kept = tuple(text for text in told if any(character.isalnum() for character in text))
    return OcrPage(kept, round(sum(sure) / len(sure), 1) if sure else 0.0, copy)
