"""`waymark ingest`: reads a library and builds its index."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.common import STDERR, complain, failure_line, library_option, model_option, store_option


@click.command()
@library_option
@store_option
@model_option
@click.option("--json", "as_json", is_flag=True, help="What was done, as one JSON line.")
def ingest(library_folder: Path, store: Path, model: str, as_json: bool) -> None:
    """Read a library and build the index that search opens.

    Documents that cannot be read are named with the reason, the rest is indexed, and the exit status is 1; one that
    was read before answers from its last good reading. The old index answers until the new one is complete. Only what
    has changed is read and embedded again. A store holds one library: where it held another, that is said. Worked
    examples in a library's own examples.jsonl that name no passage of it are told.

    Example: waymark ingest --library guidance_docs
    """
    from index.build import build_store

    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=STDERR
    ) as bars:
        report = build_store(library_folder, store, model=model, progress=_Bars(bars))
    for failure in report.failures:
        complain(failure_line(failure))
    if report.replaced:
        now = library_folder.resolve()
        click.echo(f"The index in {store} was of another library ({report.replaced}); it is of {now} now.", err=True)
    for query in report.unplaced:
        said = "names no passage of this library; the words that it names must stand once on their page"
        click.echo(f"examples.jsonl: “{query}” {said}.", err=True)
    state = "unchanged" if report.unchanged else f"built in {report.seconds:.0f} s"
    counted = f"{report.documents} documents, {report.passages} passages, {len(report.failures)} failures; {state}."
    click.echo(json.dumps(asdict(report), default=str, ensure_ascii=False) if as_json else counted)
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
