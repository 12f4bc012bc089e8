"""`waymark library add` and `waymark library remove`: the manifest, and the index that was built from it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from cli.common import day_of, library_option, store_option
from cli.ingest import ingest
from core.errors import LibraryError, StoreBusyError, StoreError, StoreMissingError
from core.records import Tier
from ingest.changes import add_file, remove_document
from ingest.manifest import DATE_FIELDS, FIELDS
from ingest.register import known_register


def _field_options(command: Callable[..., None]) -> Callable[..., None]:
    """An option for every field of a [[document]], in the manifest's order."""
    for field in reversed(FIELDS["document"]):
        name = "--" + field.replace("_", "-")
        if field == "tier":
            command = click.option(name, type=click.Choice([str(tier) for tier in Tier]), help="How it binds.")(command)
        elif field in DATE_FIELDS:
            command = click.option(name, metavar="YYYY-MM-DD", callback=day_of)(command)
        elif field != "file":
            command = click.option(name)(command)
    return command


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@_field_options
@click.option("--authority", help="Of a council's own procedure: its publisher and area, with tier local.")
@library_option
@store_option
@click.pass_context
def add(
    context: click.Context,
    /,
    file: Path,
    authority: str | None,
    library_folder: Path,
    store: Path,
    **given: str | date | None,
) -> None:
    """Add a document to the library, and index it.

    A file from outside is copied into the library's folder. The options are the fields of library.toml, in which
    comments and order stay. What is not said: the id is made from the file's name, the title is the file's own where
    it has one, and where the register of national documents has that id, it says the rest, marked as checked or not.
    The index is brought up to date where it is this library's.

    Example: waymark library add missing-protocol.pdf --title "Missing children" --authority Marlbrook
    """
    fields = {name: value for name, value in given.items() if value is not None}
    if authority:
        fields = {"tier": str(Tier.LOCAL), "publisher": authority, "applies_to": authority, **fields}
    added = add_file(library_folder, file, fields, known_register())
    copied = ", copied into the library" if added.was_copied else ""
    click.echo(f"Added {added.doc_id} ({added.file}{copied}).")
    if added.known_from:
        click.echo(added.known_from)
    if added.own_title:
        click.echo(
            f"Its title is the file's own, “{added.own_title}”: say another in library.toml where that is wrong."
        )
    _follow(context, library_folder, store)


@click.command()
@click.argument("doc_id", metavar="ID")
@click.option("--delete-file", is_flag=True, help="Delete the document's file too; it stays otherwise.")
@library_option
@store_option
@click.pass_context
def remove(context: click.Context, doc_id: str, delete_file: bool, library_folder: Path, store: Path) -> None:
    """Take a document out of the library; it stops answering at once.

    Its entry goes from library.toml, in which all else stays, and its passages from the index where that is this
    library's. Its file stays where it is.

    Example: waymark library remove marlbrook-conferences-2024
    """
    removed = remove_document(library_folder, doc_id, delete_file=delete_file)
    file = "was not there" if removed.was_missing else "is deleted" if removed.was_deleted else "is still there"
    click.echo(f"Removed {doc_id}; its file {removed.document.file} {file}.")
    _follow(context, library_folder, store)


def _follow(context: click.Context, library_folder: Path, store: Path) -> None:
    """Brings the index up to date where it is this library's, with the model it has; else says what to do."""
    from index.store import open_store

    remedy = _ingest_of(library_folder, store)
    try:
        manifest = open_store(store).manifest
    except StoreMissingError:
        click.echo(f"There is no index yet in {store}. {remedy}.")
        return
    if manifest.library_folder != str(library_folder.resolve()):
        another = store.resolve().parent / f"{store.resolve().name}-{library_folder.resolve().name}"
        click.echo(f"The index in {store} is of another library ({manifest.library_folder}) and stays as it is.")
        click.echo(f"{_ingest_of(library_folder, another)}, and give that --store to search and serve.")
        return
    arguments: dict[str, Any] = {"library_folder": library_folder, "store": store, "model": manifest.card.name}
    try:
        context.invoke(ingest, **arguments)
    except StoreBusyError as error:
        raise StoreBusyError(f"library.toml has changed, but {error} {remedy} then.") from error
    except LibraryError as error:
        raise StoreError(f"{error}\nlibrary.toml has changed, but the index has not. {remedy} then.") from error


def _ingest_of(library_folder: Path, store: Path) -> str:
    command = shlex.join(["waymark", "ingest", "--library", str(library_folder), "--store", str(store)])
    return f"Run `{command}`"
