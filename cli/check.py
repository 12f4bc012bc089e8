"""`waymark library check`: what somebody should look at in a library."""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.text import Text

from cli.common import STDOUT, complain, counted, store_option
from core import settings
from core.errors import StoreError, StoreMissingError
from ingest.checks import Finding, findings
from ingest.manifest import read_manifest
from ingest.register import known_register


class _Indexed(NamedTuple):
    """The library that an index is of: its folder, and the texts of its documents as last ingested, by doc_id."""

    folder: Path
    texts: dict[str, str]


@click.command()
@click.option(
    "--library",
    "named",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="WAYMARK_LIBRARY",
    help="The folder with library.toml and the documents.  [default: that of the index, else guidance_docs/]",
)
@store_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a finding.")
def check(named: Path | None, store: Path, as_json: bool) -> None:
    """List what is superseded, overdue for review, undated, without owner, without its file or there twice.

    Superseded is what a later edition has replaced, as the manifest or the register of national documents says, whether
    or not the library holds that edition; local procedures are left out whose successor it holds. There twice is one
    file under two ids, byte for byte, or word for word as last ingested where the index is this library's.

    Without --library it is the library that the index in the store was built from. The first line names its folder.

    The exit status is 0 where nothing was found, and 1 where anything was.

    Example: waymark library check --library guidance_docs
    """
    indexed = _indexed(store)
    library = read_manifest(named or (indexed.folder if indexed else settings.library_folder()), may_lack_files=True)
    folder = library.folder.resolve()
    texts = indexed.texts if indexed and indexed.folder == folder else {}
    found = findings(library, known_register(), date.today(), texts=texts)
    if as_json:
        for finding in found:
            click.echo(json.dumps(finding_row(finding), ensure_ascii=False))
    else:
        STDOUT.print(Text(f"The library in {folder}:"))
        for kind, group in groupby(found, key=lambda finding: finding.kind):
            held = list(group)
            STDOUT.print(Text(f"{kind.capitalize()}: {len(held)}", style="bold"))
            for finding in held:
                STDOUT.print(Text(f"   {finding.document.doc_id}: {finding.message}"))
        size = counted(len(library.documents), "document")
        STDOUT.print(f"{size} looked at, {counted(len(found), 'finding') if found else 'nothing found'}.")
    if found:
        sys.exit(1)


def _indexed(store: Path) -> _Indexed | None:
    """What the index in the store was built from; None where there is none that can be opened."""
    from index.generation import open_generation
    from index.store import with_live

    def told(folder: Path) -> _Indexed:
        generation = open_generation(folder)
        texts = {doc_id: reading.text for doc_id, reading in generation.readings().items()}
        return _Indexed(Path(generation.manifest.library_folder), texts)

    try:
        return with_live(store, told)
    except StoreMissingError:
        return None
    except StoreError as error:
        complain(f"The words of the documents are not compared: {error}")
        return None


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as the JSON that `check` prints."""
    return {
        "kind": str(finding.kind),
        "doc_id": finding.document.doc_id,
        "title": finding.document.title,
        "message": finding.message,
        "names": list(finding.names),
    }
