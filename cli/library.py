"""`waymark library`: what the library holds and where each document stands; its commands keep it in order."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from cli.change import add, remove
from cli.check import check
from cli.common import STDOUT, as_of_option, complain, document_row, failure_line, store_option


@click.group(invoke_without_command=True)
@store_option
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a document.")
@click.pass_context
def library(context: click.Context, store: Path, as_of: date | None, as_json: bool) -> None:
    """Show what the library holds, and where each document stands today or on the day --as-of.

    Example: waymark library
    """
    if context.invoked_subcommand is not None:
        return
    from index.standings import library_entries
    from index.store import open_store

    generation = open_store(store)
    entries = library_entries(generation, date.today(), as_of=as_of)
    for failure in generation.manifest.failures:
        complain(failure_line(failure))
    if as_json:
        for entry in entries:
            row = document_row(entry.document, entry.status, entry.warning) | {"passages": entry.passages}
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    for entry in entries:
        document = entry.document
        STDOUT.print(Text(document.doc_id, style="bold"), Text(document.title))
        known = (document.tier.label, document.applies_to, document.edition or "edition not stated")
        STDOUT.print(Text("   " + " · ".join((*known, str(entry.status), f"{entry.passages} passages"))))
        if entry.warning:
            STDOUT.print(Text(f"   ! {entry.warning}", style="yellow"))


for command in (check, add, remove):
    library.add_command(command)
