"""`waymark requirements`: what a document asks for, one requirement a row, to read, filter and export."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from alignment.requirements import Part, Requirement, requirements_in
from alignment.statements import statements_of
from cli.common import STDOUT, counted, store_option
from cli.new_file import refuse_existing, write_new
from core.cells import harmless
from core.errors import QueryError
from practice.modality import Modality

_PARTS = ("timescale", "trigger", "condition", "record")


@click.command()
@click.argument("doc_id", metavar="ID")
@click.option("--body", metavar="WORD", help="Only what is asked of a body with this word in its name.")
@click.option(
    "--modality",
    type=click.Choice([one.value for one in Modality]),
    help="Only what is asked this strongly.",
)
@click.option("--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write a new CSV file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a requirement.")
@store_option
def requirements(
    doc_id: str, body: str | None, modality: str | None, csv_file: Path | None, as_json: bool, store: Path
) -> None:
    """List what a document asks for: who, how strongly, what, by when, on what condition, what to record.

    Every part is words of the document; what a sentence does not say is left open. Words alone tell the parts, so look
    at the quote before relying on one. Commands ("Record why") are not in the list. A local "The chair ensures" is a
    local commitment; "none" is what national guidance calls a responsibility without a word that binds.

    Example: waymark requirements marlbrook-missing-2026 --modality must
    """
    if csv_file:
        refuse_existing(csv_file)
    found = [one for one in _read(store, doc_id) if _is_asked(one, body=body, modality=modality)]
    if csv_file:
        write_new(csv_file, _csv_of(found))
        click.echo(f"Written: {csv_file} ({counted(len(found), 'requirement')})", err=as_json)
    if as_json:
        for one in found:
            click.echo(json.dumps(requirement_row(one), ensure_ascii=False))
    elif not csv_file:
        for one in found:
            _print(one)
        STDOUT.print(Text(f"{counted(len(found), 'requirement')} in {doc_id}."))


def _read(store: Path, doc_id: str) -> Sequence[Requirement]:
    from index.store import open_store

    generation = open_store(store)
    document = next((one for one in generation.documents if one.doc_id == doc_id), None)
    if document is None:
        raise QueryError(f"{doc_id}: the index holds no such document. `waymark library` names those that it holds.")
    reading = generation.readings()[doc_id]
    return requirements_in(statements_of(document, reading), reading, tier=document.tier)


def _is_asked(one: Requirement, *, body: str | None, modality: str | None) -> bool:
    if modality is not None and one.modality != modality:
        return False
    return body is None or (one.body is not None and body.casefold() in one.body.words.casefold())


def requirement_row(one: Requirement) -> dict[str, Any]:
    """A requirement as JSON; what the document does not say is null. `timescale` is in words of Waymark's own."""
    return {
        "id": one.requirement_id,
        "doc_id": one.quote.doc_id,
        "page": one.quote.page,
        "paragraph": one.quote.paragraph,
        "quote": one.quote.quote,
        "stem": _words(one.stem),
        "body": _words(one.body),
        "modality": str(one.modality),
        "action": _words(one.action),
        "trigger": _words(one.trigger),
        "timescale": "; ".join(str(timescale.limit) for timescale in one.timescales) or None,
        "condition": _words(one.condition),
        "record": _words(one.record),
    }


def _words(part: Part | None) -> str | None:
    return part.words if part else None


def _csv_of(found: Sequence[Requirement]) -> bytes:
    file = StringIO(newline="")
    rows = [requirement_row(one) for one in found]
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    writer.writerows([harmless(str(row[name] if row[name] is not None else "")) for name in _COLUMNS] for row in rows)
    return file.getvalue().encode("utf-8-sig")


_COLUMNS = (
    *("id", "doc_id", "page", "paragraph", "quote", "stem", "body", "modality", "action", "trigger", "timescale"),
    *("condition", "record"),
)


def _print(one: Requirement) -> None:
    row = requirement_row(one)
    place = (f"paragraph {row['paragraph']}" if row["paragraph"] else "", f"page {row['page']}" if row["page"] else "")
    asked_of = row["body"] or "nobody named"
    STDOUT.print(Text(f"{row['modality']}", style="bold"), Text(f"· {asked_of} · {', '.join(filter(None, place))}"))
    if row["stem"]:
        STDOUT.print(Text(f"   {row['stem']}", style="dim"))
    STDOUT.print(Text(f"   {row['quote']}"))
    said = [f"{name}: {row[name]}" for name in _PARTS if row[name]]
    if said:
        STDOUT.print(Text("   " + " · ".join(said), style="cyan"))
