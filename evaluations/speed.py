"""How fast documents are read and how soon a changed one answers, measured in one run.

    python -m evaluations.speed reading       ours, bare pdfium and pypdf side by side over the PDFs of a library
    python -m evaluations.speed memory        the most memory held, by the pages of a PDF
    python -m evaluations.speed search        what a question takes, and what its parts do, over the queries for tuning
    python -m evaluations.speed services      what a match takes among 20,000 services, on one thread
    python -m evaluations.speed align         one procedure beside three national documents, and every procedure
    python -m evaluations.speed live          the whole library indexed, then one file changed: seconds until it answers

The library is the shared corpus unless `--library` names another. Reading is measured without OCR, in wall time and in
processor time of this process: on a machine with other work the second is the fairer. Exit status 1 where a target is
missed: 15 ms a page, 15 s, 60 ms of the processor a match, at the 95th percentile, 20 s for one procedure with its
vectors kept and 120 s for all with none.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import pypdf
import pypdfium2 as pdfium

from core.errors import EvaluationError
from core.records import Reading
from core.settings import ROOT, model_name, shared_folder, store_folder
from evaluations.alignment.pace import align
from evaluations.judgements import Split, read_queries
from evaluations.services.judged import SAMPLE, Judged, feed_of, read_situations
from index.binding import asked_in
from index.encoder import load_encoder
from index.search import Searcher
from ingest.bounded import Bounded
from ingest.manifest import read_manifest
from ingest.readers import read_file
from practice.situation import read_situation
from services.importing import import_services
from services.matching import Matcher
from services.postcode_files import import_districts

MOST_MS_A_PAGE = 15.0
MOST_SECONDS_TO_LIVE = 15.0
MOST_MS_A_MATCH = 60.0
MOST_SECONDS_TO_OPEN = 4.0
SERVICES = 20_000
NEW_WORDS = "The zebra fish of the reading room is seen within nine hours."
_TIMES = (1, 2, 4, 8)
_ROUNDS = 3
_FEWEST_LETTERS = 100
"""Fewer letters a page, and a PDF counts as one of pictures."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds, of a page, a match or an opening, of the wall's clock and of the processor."""

    wall: float
    processor: float


def paced(read: Callable[[Path], object], path: Path, *, pages: int) -> Pace:
    """How long `read` takes with a file of so many pages."""
    wall, processor = time.perf_counter(), time.process_time()
    read(path)
    return Pace(1000 * (time.perf_counter() - wall) / pages, 1000 * (time.process_time() - processor) / pages)


def read_by_pdfium(path: Path) -> list[str]:
    """The text of each page as bare pdfium gives it."""
    pdf = pdfium.PdfDocument(path)
    try:
        texts = []
        for page in pdf:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return texts
    finally:
        pdf.close()


def read_by_pypdf(path: Path) -> list[str]:
    """The text of each page as pypdf gives it."""
    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


READERS: dict[str, Callable[[Path], object]] = {"ours": read_file, "pdfium": read_by_pdfium, "pypdf": read_by_pypdf}


def read_without_ocr(path: Path) -> Reading:
    """What reading alone makes of a file."""
    os.environ["PATH"] = ""
    return read_file(path)


def pdfs_with_text(folder: Path) -> Iterator[tuple[Path, int]]:
    """The PDFs under `folder` whose pages hold text, in the order of their names, each with its pages."""
    for path in sorted(folder.rglob("*.pdf")):
        try:
            texts = read_by_pdfium(path)
        except pdfium.PdfiumError:
            continue
        if sum(map(len, texts)) >= _FEWEST_LETTERS * len(texts) > 0:
            yield path, len(texts)


def repeated(path: Path, times: int, *, to: Path) -> Path:
    """A PDF with the pages of another, so many times over."""
    source, made = pdfium.PdfDocument(path), pdfium.PdfDocument.new()
    try:
        for _ in range(times):
            made.import_pages(source)
        made.save(to)
    finally:
        made.close()
        source.close()
    return to


def changed_copies(library: Path, folder: Path) -> tuple[Path, tuple[Path, ...]]:
    """A copy of the library in `folder`; of its files a short one and the longest PDF, which are to be changed."""
    copy = folder / "library"
    shutil.copytree(library, copy, copy_function=shutil.copyfile)
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    held = read_manifest(copy)
    paths = [held.path(document) for document in held.documents]
    short = [path for path in paths if path.suffix in (".md", ".txt")]
    long = [path for path in paths if path.suffix == ".pdf"]
    return copy, (*short[:1], *sorted(long, key=_pages)[-1:])


def change(path: Path) -> None:
    """Adds new words to a Markdown file or a text, and the first page once more to a PDF."""
    if path.suffix == ".pdf":
        pdf = pdfium.PdfDocument(path.read_bytes())
        pdf.import_pages(pdf, [0])
        pdf.save(path)
        pdf.close()
    else:
        path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{NEW_WORDS}\n", encoding="utf-8")


def ingested(library: Path, store: Path, *, model: str) -> tuple[float, dict[str, Any]]:
    """Seconds that `waymark ingest` takes with the library, its start included, and what it says of what it did."""
    started = time.perf_counter()
    said = _waymark("ingest", "--library", library, "--store", store, "--model", model, "--json")
    return time.perf_counter() - started, json.loads(said)


def _waymark(*arguments: object) -> str:
    command = [sys.executable, "-m", "cli", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise EvaluationError(
            f"`waymark {arguments[0]}` failed: {(done.stderr.splitlines() or ['no reason given'])[-1]}"
        )
    return done.stdout


def _pages(path: Path) -> int:
    pdf = pdfium.PdfDocument(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--library", type=click.Path(exists=True, file_okay=False, path_type=Path), help="[default: the corpus]")
@click.pass_context
def main(context: click.Context, library: Path | None) -> None:
    """Measure how fast documents are read and how soon a changed one answers."""
    context.obj = library or shared_folder() / "corpus"


@main.command()
@click.pass_obj
def reading(library: Path) -> None:
    """Milliseconds a page: ours, bare pdfium and pypdf, one after the other on each PDF with text."""
    os.environ["PATH"] = ""
    totals, counted = dict.fromkeys(READERS, Pace(0, 0)), 0
    for path, pages in pdfs_with_text(library):
        paces = {name: paced(read, path, pages=pages) for name, read in READERS.items()}
        for name, pace in paces.items():
            was = totals[name]
            totals[name] = Pace(was.wall + pages * pace.wall, was.processor + pages * pace.processor)
        counted += pages
        click.echo(f"{path.name:46}{pages:5} pages{_columns(paces)}")
    means = {name: Pace(pace.wall / max(counted, 1), pace.processor / max(counted, 1)) for name, pace in totals.items()}
    click.echo(f"{'all, ms a page (wall, processor)':46}{counted:5} pages{_columns(means)}")
    if not counted or means["ours"].processor > MOST_MS_A_PAGE:
        sys.exit(1)


def _columns(paces: Mapping[str, Pace]) -> str:
    return "".join(f"   {name} {pace.wall:6.1f} {pace.processor:6.1f}" for name, pace in paces.items())


@main.command()
@click.pass_obj
def memory(library: Path) -> None:
    """The most memory held while one PDF is read that has its pages once, twice, four and eight times."""
    path, pages = max(pdfs_with_text(library), key=lambda held: held[1])
    with tempfile.TemporaryDirectory(prefix="waymark-speed-") as folder:
        for times in _TIMES:
            with Bounded("evaluations.speed:read_without_ocr") as reader:
                found = reader.ask(repeated(path, times, to=Path(folder) / f"{times}.pdf"))
            click.echo(f"{times * pages:6,} pages{found.megabytes:6,} MB{found.seconds:8.1f} s   {found.outcome}")


@main.command()
@click.option("--store", default=store_folder, type=click.Path(file_okay=False, path_type=Path), help="The index.")
@click.option("--model", default=model_name, help="The encoder.")
def search(store: Path, model: str) -> None:
    """Milliseconds a query of the dev split, warm, of the whole and its parts: median and 95th percentile."""
    searcher = Searcher.open(store, model=model)
    queries = [query.query for query in read_queries() if query.split is Split.DEV]
    found = {query: searcher.search(query) for query in queries}
    steps: dict[str, Callable[[str], object]] = {
        "search, ten hits": searcher.search,
        "terms": searcher.understand,
        "situation": read_situation,
        "what ten hits ask": lambda query: [asked_in(hit.passage, hit.document.tier) for hit in found[query]],
    }
    for name, step in steps.items():
        middle, late = np.quantile(
            [_milliseconds(partial(step, query)) for query in queries for _ in range(_ROUNDS)], (0.5, 0.95)
        )
        click.echo(f"{name:20}{middle:8.2f} ms{late:8.2f} ms")


@main.command()
@click.option("--model", default=model_name, help="The encoder.")
def services(model: str) -> None:
    """Milliseconds a match, with age, area and postcode, among the sample's services as often as makes 20,000.

    And seconds until they are open, as each run of `waymark services find` opens them.
    """
    situations = [one for one in read_situations() if one.source == SAMPLE and one.split is Split.DEV]
    with tempfile.TemporaryDirectory(prefix="waymark-speed-") as folder:
        store = Path(folder)
        started = time.perf_counter()
        report = import_services(str(many_services(store / "many.jsonl", SERVICES)), store, name="many")
        imported = time.perf_counter() - started
        districts = shared_folder() / "services" / "uk_outcode_centroids_2014.csv"
        if districts.is_file():
            import_districts(districts, store)
        encoder = load_encoder(model)
        made = _pace(partial(Matcher.open, store, model=model, encoder=encoder))
        opened = _pace(partial(Matcher.open, store, model=model, encoder=encoder))
        matcher = Matcher.open(store, model=model, encoder=encoder)

        def matched(asked: Judged) -> object:
            return matcher.match(asked.query, age=asked.age, postcode=asked.postcode, area=asked.area)

        for asked in situations:
            matched(asked)
        taken = [_pace(partial(matched, asked)) for asked in situations for _ in range(_ROUNDS)]
    wall = np.quantile([one.wall for one in taken], (0.5, 0.95))
    processor = np.quantile([one.processor for one in taken], (0.5, 0.95))
    click.echo(f"{report.read:,} services: imported {report.read / imported:,.0f} a second")
    for name, pace in (("opened after an import", made), ("opened again", opened)):
        click.echo(f"{name}: {pace.wall / 1000:.1f} s by the clock, {pace.processor / 1000:.1f} s of the processor")
    for name, (middle, late) in (("match, by the clock", wall), ("match, processor", processor)):
        click.echo(f"{name:20}{middle:8.2f} ms{late:8.2f} ms")
    if processor[1] > MOST_MS_A_MATCH or opened.processor > 1000 * MOST_SECONDS_TO_OPEN:
        sys.exit(1)


def many_services(path: Path, count: int) -> Path:
    """A file of so many services: those of the sample over and over, each with an id of its own."""
    held = json.loads(feed_of(SAMPLE).read_text(encoding="utf-8"))["contents"]
    with path.open("w", encoding="utf-8") as lines:
        for number in range(count):
            lines.write(json.dumps({**held[number % len(held)], "id": f"many-{number}"}) + "\n")
    return path


def _pace(step: Callable[[], object]) -> Pace:
    """Milliseconds that a step takes."""
    wall, processor = time.perf_counter(), time.process_time()
    step()
    return Pace(1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - processor))


def _milliseconds(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return 1000 * (time.perf_counter() - started)


@main.command()
@click.option("--model", default=model_name, help="The encoder.")
@click.pass_obj
def live(library: Path, model: str) -> None:
    """Seconds until one changed file answers, with the whole library indexed before."""
    missed = False
    with tempfile.TemporaryDirectory(prefix="waymark-speed-") as folder:
        copy, paths = changed_copies(library, Path(folder))
        store = Path(folder) / "store"
        seconds, report = ingested(copy, store, model=model)
        click.echo(f"{report['documents']} documents, {report['passages']} passages: {seconds:.1f} s, from nothing")
        for path in paths:
            change(path)
            seconds, report = ingested(copy, store, model=model)
            read = report["documents"] - report["reused"]
            click.echo(f"{path.name} changed: {seconds:.1f} s, {read} read, {report['reused']} taken over")
            missed |= seconds > MOST_SECONDS_TO_LIVE or read != 1
        found = _waymark("search", NEW_WORDS, "-k", 1, "--store", store, "--model", model, "--json")
        missed |= NEW_WORDS not in json.loads(found)["hits"][0]["text"]
    if missed:
        sys.exit(1)


main.add_command(align)


if __name__ == "__main__":
    main()
