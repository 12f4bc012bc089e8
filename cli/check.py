"""`waymark library check`: what somebody should look at in a library."""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from cli.common import STDOUT, complain, counted, library_option, store_option
from core.errors import StoreError, StoreMissingError
from ingest.checks import Finding, findings
from ingest.manifest import Library, read_manifest
from ingest.register import known_register


@click.command()
@library_option
@store_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a finding.")
def check(library_folder: Path, store: Path, as_json: bool) -> None:
    """List what is superseded, overdue for review, undated, without owner, without its file or there twice.

    Superseded is what a later edition has replaced, as the manifest or the register of national documents says, whether
    or not the library holds that edition; local procedures are left out whose successor it holds. There twice is one
    file under two ids, byte for byte, or word for word as last ingested where the index is this library's.

    The exit status is 0 where nothing was found, and 1 where anything was.

    Example: waymark library check --library guidance_docs
    """
    library = read_manifest(library_folder, may_lack_files=True)
    found = findings(library, known_register(), date.today(), texts=_texts(library, store))
    if as_json:
        for finding in found:
            click.echo(json.dumps(finding_row(finding), ensure_ascii=False))
    else:
        for kind, group in groupby(found, key=lambda finding: finding.kind):
            held = list(group)
            STDOUT.print(Text(f"{kind.capitalize()}: {len(held)}", style="bold"))
            for finding in held:
                STDOUT.print(Text(f"   {finding.document.doc_id}: {finding.message}"))
        size = counted(len(library.documents), "document")
        STDOUT.print(f"{size} looked at, {counted(len(found), 'finding') if found else 'nothing found'}.")
    if found:
        sys.exit(1)


def _texts(library: Library, store: Path) -> dict[str, str]:
    """The texts of the documents as last ingested, by doc_id; empty where there is no index of this library."""
    from index.store import open_generation, with_live

    def told(folder: Path) -> dict[str, str]:
        generation = open_generation(folder)
        if generation.manifest.library_folder != str(library.folder.resolve()):
            return {}
        return {doc_id: reading.text for doc_id, reading in generation.readings().items()}

    try:
        return with_live(store, told)
    except StoreMissingError:
        return {}
    except StoreError as error:
        complain(f"The words of the documents are not compared: {error}")
        return {}


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as the JSON that `check` prints."""
    return {
        "kind": str(finding.kind),
        "doc_id": finding.document.doc_id,
        "title": finding.document.title,
        "message": finding.message,
        "names": list(finding.names),
    }
