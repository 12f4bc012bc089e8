"""`waymark fetch`: brings national documents from their publishers; the only command that calls out."""

from __future__ import annotations

import json
import sys
from contextlib import closing, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.common import complain
from core import settings
from core.errors import FetchError, NoNetworkError, QueryError, WaymarkError
from ingest.sources import Source, SourceKind, read_sources

if TYPE_CHECKING:
    from ingest.fetching.client import Client


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="Every document of the register that can be fetched.")
@click.option(
    "--library",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=settings.library_folder,
    help="The folder to bring them to, made where there is none; never the shipped sample.",
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Law: the wording of this day.")
@click.option("--attachment", metavar="NAME", help="The file to take of a page that has several; with one ID.")
@click.option("--dry-run", is_flag=True, help="Say what would be asked of whom, and ask nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
def fetch(
    ctx: click.Context,
    ids: tuple[str, ...],
    everything: bool,
    folder: Path,
    as_of: datetime | None,
    attachment: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring national guidance and law from GOV.UK and legislation.gov.uk into a library.

    Without an ID and without --all, list what the register knows and ask nobody. With no network, fetch on a
    connected machine and copy the library folder to this one.

    Example: waymark fetch children-act-1989 --library library
    """
    from ingest.fetching.client import Client
    from ingest.fetching.run import refusal

    sources = _chosen(ids, read_sources(), everything=everything)
    if not ids and not everything:
        return _list(sources, folder, as_json=as_json)
    if attachment and len(ids) != 1:
        raise click.UsageError("--attachment goes with one ID")
    if as_of and not everything and all(source.kind is not SourceKind.LEGISLATION for source in sources):
        raise click.UsageError("--as-of goes with law; guidance is published in its present wording alone")
    if folder.resolve().is_relative_to((settings.ROOT / "guidance_docs").resolve()):
        raise click.UsageError("the shipped sample holds no real guidance: name another folder with --library")
    if everything:
        sources = tuple(source for source in sources if not refusal(source))
    click.echo(f"Asks only: {', '.join(_hosts(sources)) or 'nobody'}.", err=True)
    if dry_run:
        for source in sources:
            _say(
                source.source_id,
                "would not fetch" if refusal(source) else "would fetch",
                refusal(source) or source.url or "",
                as_json=as_json,
            )
        return None
    with nullcontext(ctx.obj) if isinstance(ctx.obj, Client) else closing(Client()) as client:
        return _fetch_each(sources, folder, client, as_of.date() if as_of else None, attachment, as_json=as_json)


def _chosen(ids: tuple[str, ...], known: tuple[Source, ...], *, everything: bool) -> tuple[Source, ...]:
    """The sources to fetch, or all of them where none is named."""
    by_id = {source.source_id: source for source in known}
    if unknown := [each for each in ids if each not in by_id]:
        raise QueryError(f"{unknown[0]}: not in the register; `waymark fetch` lists what is.")
    return known if everything or not ids else tuple(by_id[each] for each in dict.fromkeys(ids))


def _hosts(sources: tuple[Source, ...]) -> list[str]:
    kinds = {source.kind for source in sources}
    guidance = ["www.gov.uk", "assets.publishing.service.gov.uk"] if SourceKind.GOV_UK in kinds else []
    return guidance + (["www.legislation.gov.uk"] if SourceKind.LEGISLATION in kinds else [])


def _list(sources: tuple[Source, ...], folder: Path, *, as_json: bool) -> None:
    from ingest.fetching.holdings import entries
    from ingest.fetching.run import refusal

    held = entries(folder)
    for source in sources:
        why = refusal(source)
        state = "held" if source.source_id in held else "cannot be fetched" if why else "new"
        _say(source.source_id, state, why if why and state != "held" else source.title, as_json=as_json)


def _fetch_each(
    sources: tuple[Source, ...],
    folder: Path,
    client: Client,
    as_of: date | None,
    attachment: str | None,
    *,
    as_json: bool,
) -> None:
    from ingest.fetching.run import fetch_source
    from ingest.fetching.settling import State

    register = read_sources()
    away: dict[SourceKind, NoNetworkError] = {}
    failures = 0
    for number, source in enumerate(sources, start=1):
        click.echo(f"{number} of {len(sources)}: {source.title}", err=True)
        places: dict[str, str | None] = {"file": None, "kept": None, "withdrawn": None}
        try:
            if source.kind in away:
                raise FetchError(f"not asked for: {away[source.kind].host} could not be reached")
            outcome = fetch_source(source, folder, client, register=register, as_of=as_of, attachment=attachment)
            places = {"file": outcome.place, "kept": outcome.kept, "withdrawn": outcome.withdrawn}
            state, message = outcome.state, outcome.message
        except WaymarkError as error:
            failures += 1
            if isinstance(error, NoNetworkError):
                away[source.kind] = error
            state, message = State.FAILED, str(error)
        _say(source.source_id, state, message, as_json=as_json, **places)
    if failures < len(sources):
        click.echo(f"Run `waymark ingest --library {folder}` to make them searchable.", err=True)
    if failures:
        complain(f"{failures} of {len(sources)} could not be fetched; the library keeps what it held.")
        sys.exit(1)


def _say(source_id: str, state: str, message: str, *, as_json: bool, **more: str | None) -> None:
    row = {"id": source_id, "state": str(state), "message": message, **more}
    click.echo(json.dumps(row, ensure_ascii=False) if as_json else f"{source_id}: {state}: {message}")
