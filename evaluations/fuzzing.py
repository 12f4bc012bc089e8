"""Fuzzing: broken copies of real files, each read in bounded time and memory; anything but a clear refusal is a find.

    python -m evaluations.fuzzing --minutes 20 --keep finds
    pdf                  412 files    130 read    282 refused      0 finds   slowest  1.8 s   most  143 MB

The formats take turns. Seeds are the files of the shared corpus, or of the library that ships where that is not at
hand. `--keep` names the folder for the files that were finds; `--seed` other draws. OCR is not asked: it has limits of
its own. Exit status 1 with any find.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import click
import pypdfium2 as pdfium

from core.errors import WaymarkError
from core.records import Reading
from core.settings import ROOT, shared_folder
from evaluations.mutations import mutant
from ingest.allowance import heard
from ingest.bounded import MEGABYTES, SECONDS, Answer, Bounded, Outcome
from ingest.manifest import MANIFEST, Library, read_manifest
from ingest.readers import read_file

FORMATS = (".pdf", ".docx", ".html", ".md", ".txt", ".xml", ".toml")
READER = "evaluations.fuzzing:read_alone"
_LARGEST_SEED = 700_000
_MOST_SEEDS = 40
_MOST_PAGES = 40
_UNFORESEEN = ": it cannot be read ("
"""So begins what a reader says of an error in its parser that it did not foresee: clear, and worth a look."""


@dataclass(slots=True)
class Tally:
    """What came of the files of one format; `finds` are lines, `unforeseen` counts refusals by a parser's own error."""

    files: int = 0
    read: int = 0
    refused: int = 0
    unforeseen: int = 0
    slowest: float = 0.0
    most: int = 0
    finds: list[str] = field(default_factory=list)

    def add(self, answer: Answer, name: str) -> bool:
        """Counts one file; whether it is a find."""
        self.files += 1
        self.slowest = max(self.slowest, answer.seconds)
        self.most = max(self.most, answer.megabytes)
        self.read += answer.outcome is Outcome.DONE
        self.refused += answer.outcome is Outcome.REFUSED
        self.unforeseen += answer.outcome is Outcome.REFUSED and _UNFORESEEN in str(answer.value)
        found = what_is_wrong(answer)
        if found:
            self.finds.append(f"{name}: {found}")
        return bool(found)

    def line(self, ending: str) -> str:
        """The counts in one line."""
        return (
            f"{ending[1:]:6}{self.files:7,} files {self.read:7,} read {self.refused:7,} refused "
            f"({self.unforeseen:,} by a parser's own error) {len(self.finds):4} finds   "
            f"slowest {self.slowest:5.1f} s   most {self.most:4} MB"
        )


def what_is_wrong(answer: Answer) -> str:
    """Why an answer is neither a reading nor a clear refusal within the bounds; "" where it is."""
    if answer.outcome not in (Outcome.DONE, Outcome.REFUSED):
        return f"{answer.outcome}{f' ({answer.value})' if answer.value else ''} after {answer.seconds:.1f} s"
    if answer.seconds > SECONDS or answer.megabytes > MEGABYTES:
        return f"{answer.seconds:.1f} s and {answer.megabytes} MB"
    if answer.outcome is Outcome.REFUSED and not isinstance(answer.value, WaymarkError):
        return f"refused by {type(answer.value).__name__}"
    return ""


def read_alone(path: Path) -> Reading | Library:
    """What is called for each file: the reader without OCR and without more time, or the manifest's."""
    os.environ["PATH"] = ""
    heard.set(_refuse_more)
    return read_manifest(path.parent) if path.name == MANIFEST else read_file(path)


def _refuse_more(seconds: float) -> None:
    """No file of a fuzzing run has more time than any other."""


def seeds() -> dict[str, list[bytes]]:
    """The files to break, by ending; the smallest of those at hand."""
    shared = [shared_folder() / "corpus", shared_folder() / "samples"]
    folders = [folder for folder in (*shared, ROOT / "guidance_docs", ROOT / "tests" / "data") if folder.is_dir()]
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    found: dict[str, list[bytes]] = {}
    for ending in FORMATS:
        held = [path for path in paths if path.suffix == ending and path.stat().st_size <= _LARGEST_SEED]
        found[ending] = [
            path.read_bytes() for path in sorted(held, key=lambda path: path.stat().st_size)[-_MOST_SEEDS:]
        ]
    found[".txt"] = found[".txt"] or found[".md"]
    return found


def _pages(path: Path) -> int:
    """The pages of a PDF, 0 where it has none that can be counted."""
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError:
        return 0
    try:
        return len(pdf)
    finally:
        pdf.close()


def files(held: Mapping[str, Sequence[bytes]], folder: Path, *, seed: int) -> Iterator[tuple[str, Path]]:
    """Endings and broken files in `folder`, one after the other without end, the formats by turns."""
    _lay_out(held[".toml"], folder)
    endings = [ending for ending in FORMATS if held[ending]]
    everything = [one for several in held.values() for one in several]
    number = 0
    while True:
        for ending in endings:
            number += 1
            chance = Random(f"{seed} {number}")
            content = mutant(chance.choice(held[ending]), ending, others=everything, chance=chance)
            path = folder / (MANIFEST if ending == ".toml" else f"{number}{ending}")
            path.write_bytes(content)
            yield ending, path
            path.unlink()


def _lay_out(manifests: Sequence[bytes], folder: Path) -> None:
    """Puts an empty file wherever a manifest names one, and a Markdown file into every folder that it names."""
    for key, name in re.findall(rb'^(file|path)\s*=\s*"([^"]+)"', b"\n".join(manifests), re.MULTILINE):
        path = folder / name.decode() / "a.md" if key == b"path" else folder / name.decode()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def fuzz(*, seconds: float, seed: int, keep: Path | None = None, reader: str = READER) -> dict[str, Tally]:
    """What came of each format in about so many seconds."""
    ends = time.monotonic() + seconds
    tallies: dict[str, Tally] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="waymark-fuzzing-")))
        bounded = stack.enter_context(Bounded(reader))
        for number, (ending, path) in enumerate(files(seeds(), folder, seed=seed), start=1):
            name = f"{seed}-{number}{ending}"
            answer = bounded.ask(path)
            if tallies.setdefault(ending, Tally()).add(answer, name) and keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / name).write_bytes(path.read_bytes())
            if time.monotonic() > ends:
                return tallies
    return tallies


@click.command()
@click.option("--minutes", type=float, default=20.0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another number draws other files.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="The folder for files that were finds.")
def main(minutes: float, seed: int, keep: Path | None) -> None:
    """Read broken files of every format and report what came of them."""
    tallies = fuzz(seconds=60 * minutes, seed=seed, keep=keep)
    for ending, tally in tallies.items():
        click.echo(tally.line(ending))
        for found in tally.finds:
            click.echo(f"  {found}")
    if any(tally.finds for tally in tallies.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
