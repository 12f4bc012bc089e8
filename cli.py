"""The `waymark` command, and the only module that prints: results on stdout, progress and complaints on stderr.

Exit status: 0 done, 1 something could not be done (one message says what and how to mend it), 2 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from core import settings
from core.errors import QueryError, WaymarkError
from core.records import Document, Filters, Hit, Status, Tier, citation

STDERR = Console(stderr=True)
STDOUT = Console(soft_wrap=True)

store_option = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    default=settings.store_folder,
    help="The folder of the built index.  [default: store/]",
)
model_option = click.option(
    "--model",
    default=settings.model_name,
    help=f"The encoder: a packaged name, or a folder.  [default: {settings.PACKAGED_MODEL}]",
)


class OneLineErrors(click.Group):
    """A group whose commands end in one message and exit 1 when something goes wrong, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; the outermost boundary of the command line."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except WaymarkError as error:
            _complain(str(error))
        except BrokenPipeError:
            sys.stderr.close()
        except Exception as error:  # noqa: BLE001  (the boundary: nothing unforeseen may show a traceback)
            _complain(f"Unforeseen: {type(error).__name__}: {error}. Please report this with the command you ran.")
        sys.exit(1)


def _complain(message: str) -> None:
    click.echo(f"waymark: {message}", err=True)


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="waymark")
def main() -> None:
    """Finds practice guidance for children's social care in England, and quotes it exactly.

    Nothing that you type leaves this machine, and Waymark keeps none of it.
    """


@main.command()
@click.option(
    "--library",
    "library_folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=settings.library_folder,
    help="The folder with library.toml and the documents.  [default: guidance_docs/]",
)
@store_option
@model_option
def ingest(library_folder: Path, store: Path, model: str) -> None:
    """Read a library and build the index that search opens.

    Documents that cannot be read are named with the reason, the rest is indexed, and the exit status is 1. The old
    index answers until the new one is complete. When nothing has changed, nothing is done.

    Example: waymark ingest --library guidance_docs
    """
    from index.build import build_store

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=STDERR
    ) as bars:
        report = build_store(library_folder, store, model=model, progress=_Bars(bars))
    for failure in report.failures:
        _complain(f"{failure.doc_id}: {failure.message}")
    state = "unchanged" if report.unchanged else f"built in {report.seconds:.0f} s"
    click.echo(f"{report.documents} documents, {report.passages} passages, {len(report.failures)} failures; {state}.")
    if report.failures:
        sys.exit(1)


class _Bars:
    """Draws each kind of work as a bar."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def step(self, description: str, done: int, total: int) -> None:
        """Moves the bar of `description` to `done` of `total`."""
        if description not in self._tasks:
            self._tasks[description] = self._bars.add_task(description, total=total)
        self._bars.update(self._tasks[description], completed=done, total=total)


@main.command()
@click.argument("text", required=False)
@click.option("--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines of queries.")
@click.option("-k", "k", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many hits.")
@click.option("--tier", "tiers", multiple=True, type=click.Choice([str(tier) for tier in Tier]), help="Only this tier.")
@click.option("--area", help="Only this area's local documents, beside the national ones.")
@click.option("--publisher", "publishers", multiple=True, help="Only documents of this publisher.")
@click.option("--document", "doc_ids", multiple=True, help="Only the document with this id.")
@click.option("--include-superseded", is_flag=True, help="Also editions that a held one has superseded.")
@click.option("--json", "as_json", is_flag=True, help="JSON, one line a query.")
@store_option
@model_option
def search(
    text: str | None,
    queries: Path | None,
    k: int,
    tiers: Sequence[str],
    area: str | None,
    publishers: Sequence[str],
    doc_ids: Sequence[str],
    include_superseded: bool,
    as_json: bool,
    store: Path,
    model: str,
) -> None:
    """Find the passages that answer a situation or a question.

    With - for TEXT the situation is read from standard input, and stands in no shell history.

    With --queries, each line of the file is {"query_id": "...", "query": "..."}, and each line printed is
    {"query_id": "...", "hits": [...]}. A query that cannot be searched is named on stderr, and the exit status is 1.

    Example: waymark search "strat was 9 days ago, when must conference be" -k 3
    """
    if (text is None) == (queries is None):
        raise click.UsageError("Give either a TEXT or --queries FILE.")
    from index.search import Searcher
    from practice.terms import expansions

    filters = Filters(tuple(Tier(tier) for tier in tiers), area, tuple(publishers), tuple(doc_ids), include_superseded)
    typed = sys.stdin.read() if text == "-" else text or ""
    asked = list(_read_queries(queries)) if queries else [(None, typed)]
    searcher = Searcher.open(store, model=model)
    searcher.allowed(filters)
    unanswered = 0
    for query_id, query in asked:
        try:
            hits = searcher.search(query, k=k, filters=filters)
        except QueryError as error:
            if queries is None:
                raise
            _complain(f"{query_id}: {error}")
            unanswered += 1
            continue
        if as_json or queries:
            named: dict[str, Any] = {"query_id": query_id}
            if query_id is None:
                named = {"query": query, "expansions": [asdict(expansion) for expansion in expansions(query)]}
            click.echo(json.dumps({**named, "hits": [hit_row(hit) for hit in hits]}, ensure_ascii=False))
        else:
            _print_expansions(query)
            _print_hits(hits)
    if unanswered:
        sys.exit(1)


def _read_queries(path: Path) -> Iterator[tuple[Any, str]]:
    number = 0
    try:
        for line in path.read_text(encoding="utf-8").split("\n"):
            number += 1
            if line.strip():
                row = json.loads(line)
                if not isinstance(row["query"], str) or row["query_id"] is None:
                    raise TypeError
                yield row["query_id"], row["query"]
    except (ValueError, KeyError, TypeError) as error:
        raise QueryError(
            f'{path.name}:{number}: not a query row. Write {{"query_id": "...", "query": "..."}} on each line.'
        ) from error


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as the JSON that `search` prints; dates as ISO text, absent values as null."""
    passage, place = hit.passage, hit.place
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        **_document_row(hit.document, hit.status, hit.warning),
        "headings": list(passage.headings),
        "paragraph": place.paragraph,
        "page": place.page,
        "page_label": place.page_label,
        "first_page": passage.page,
        "last_page": passage.last_page,
        "stem": passage.stem,
        "text": passage.text,
        "sentence": hit.sentence,
        "citation": citation(hit),
        "passage_id": passage.passage_id,
        "start": passage.start,
        "end": passage.end,
        "dense_rank": hit.dense_rank,
        "lexical_rank": hit.lexical_rank,
    }


def _document_row(document: Document, status: Status, warning: str | None) -> dict[str, Any]:
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "publisher": document.publisher,
        "tier": str(document.tier),
        "area": document.applies_to,
        "edition": document.edition,
        "published": document.published.isoformat() if document.published else None,
        "status": str(status),
        "warning": warning,
        "notice": document.notice,
        "url": document.url,
    }


def _print_expansions(query: str) -> None:
    from practice.terms import expansions

    for expansion in expansions(query):
        STDOUT.print(Text(f"Also searched, for “{expansion.typed}”: {expansion.guidance}", style="dim"))


def _print_hits(hits: Sequence[Hit]) -> None:
    if not hits:
        STDOUT.print("Nothing in this library fits, with these filters. Try other words or fewer filters.")
    for hit in hits:
        document = hit.document
        known = (document.tier.label, document.applies_to if document.tier is Tier.LOCAL else None, str(hit.status))
        STDOUT.print(Text(f"{hit.rank}. {document.title}", style="bold"))
        STDOUT.print(Text("   " + " · ".join(word for word in known if word)))
        for line in (hit.warning, document.notice):
            if line:
                STDOUT.print(Text(f"   ! {line}", style="yellow"))
        if hit.passage.headings:
            STDOUT.print(Text("   in: " + " > ".join(hit.passage.headings), style="dim"))
        if hit.passage.stem:
            STDOUT.print(Text(f"   ({hit.passage.stem})", style="dim"))
        shown = Text(hit.passage.text)
        if (start := hit.passage.text.find(hit.sentence)) >= 0:
            shown.stylize("bold", start, start + len(hit.sentence))
        STDOUT.print(shown)
        STDOUT.print(Text(f"   {citation(hit)}\n", style="cyan"))


@main.command()
@store_option
@model_option
@click.option("--split", "split_name", type=click.Choice(["dev", "held-out"]), help="Only this split.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON.")
def evaluate(store: Path, model: str, split_name: str | None, as_json: bool) -> None:
    """Measure search on the judged queries, beside lexical, dense, RRF and the usual stack.

    The store must hold the documents that the judgements are about.

    Example: waymark evaluate --split dev --store store
    """
    from evaluations.report import evaluation_rows, render, run_evaluation

    result = run_evaluation(store, model=model, split_name=split_name)
    if as_json:
        click.echo(json.dumps(evaluation_rows(result), ensure_ascii=False))
    else:
        STDOUT.print(*render(result), sep="\n")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="On localhost.")
@store_option
@model_option
def serve(port: int, store: Path, model: str) -> None:
    """Serve the app to this machine's browser; nothing outside it can connect.

    Example: waymark serve --port 8501
    """
    model = str(Path(model).resolve()) if Path(model).is_dir() else model
    environment = os.environ | {"WAYMARK_STORE": str(store.resolve()), "WAYMARK_MODEL": model}
    command = [sys.executable, "-m", "streamlit", "run", str(settings.ROOT / "app.py"), "--server.port", str(port)]
    os.chdir(settings.ROOT)
    os.execve(sys.executable, command, environment)


@main.command()
@store_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a document.")
def library(store: Path, as_json: bool) -> None:
    """Show what the library holds, and where each document stands today.

    Example: waymark library
    """
    from index.search import library_entries
    from index.store import open_store

    generation = open_store(store)
    entries = library_entries(generation, date.today())
    for failure in generation.manifest.failures:
        _complain(f"{failure.doc_id} is not in the index: {failure.message}")
    if as_json:
        for entry in entries:
            row = _document_row(entry.document, entry.status, entry.warning) | {"passages": entry.passages}
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    for entry in entries:
        document = entry.document
        STDOUT.print(Text(document.doc_id, style="bold"), Text(document.title))
        known = (document.tier.label, document.applies_to, document.edition or "edition not stated")
        STDOUT.print(Text("   " + " · ".join((*known, str(entry.status), f"{entry.passages} passages"))))
        if entry.warning:
            STDOUT.print(Text(f"   ! {entry.warning}", style="yellow"))


if __name__ == "__main__":
    main()
