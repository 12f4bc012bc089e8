"""`waymark services`: local services from directories, those that fit a situation, and what to look at in them."""

from __future__ import annotations

import json
import sys
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from cli.common import STDOUT, complain, counted, store_option
from cli.find_services import find

if TYPE_CHECKING:
    from services.check import Finding
    from services.importing import Report

_SHOWN = 10


@click.group()
def services() -> None:
    """Bring in the local services of directories, find those that fit, and look after them.

    Example: waymark services import bristol.json
    """


services.add_command(find)


@services.command("import")
@click.argument("source")
@click.option("--name", help="What the source is called.  [default: after the file, folder or host]")
@click.option("--allow-host", "hosts", multiple=True, metavar="HOST", help="A host that may be asked. Repeatable.")
@store_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def import_(source: str, name: str | None, hosts: tuple[str, ...], store: Path, as_json: bool) -> None:
    """Import services from SOURCE: a file, a folder, or the address of an API.

    Open Referral UK 3.0 and 1.0, HSDS 1.1 to 3.1 and Outpost are read: as JSON, as JSON lines, as a CSV data package
    in a folder or zip, or from an API, page by page. Only hosts are asked that --allow-host or services.toml beside the
    store names; a run that broke off is taken up where it was.

    All of it is imported or nothing. A service that the source does not hold any more is marked and stays. Import a
    newer copy under the --name of the first. The exit status is 1 where any record could not be taken.

    Example: waymark services import https://api.example.gov.uk/services --allow-host api.example.gov.uk
    """
    from services.importing import import_services

    report = import_services(source, store, name=name, hosts=hosts, say=lambda said: click.echo(said, err=True))
    if as_json:
        click.echo(json.dumps(_report_row(report), ensure_ascii=False))
    else:
        _print_report(report)
    if report.rejected:
        complain(f"{counted(len(report.rejected), 'record')} of {report.read} could not be taken.")
        sys.exit(1)


def _print_report(report: Report) -> None:
    STDOUT.print(Text(f"{report.source}: ", style="bold") + Text(f"{report.format}, {counted(report.read, 'record')}"))
    counts = (
        (report.new, "new"),
        (report.changed, "changed"),
        (report.same, "same"),
        (report.repeated, "repeated"),
        (report.missing, "not in it any more"),
        (len(report.rejected), "rejected"),
    )
    STDOUT.print(Text("   " + ", ".join(f"{number} {what}" for number, what in counts if number)))
    for remark in report.remarks:
        STDOUT.print(Text(f"   ! {remark}", style="yellow"))
    for (field, why), number in report.faults.most_common(_SHOWN):
        STDOUT.print(Text(f"   {field} {why}: {number}"))
    if len(report.faults) > _SHOWN:
        STDOUT.print(Text(f"   and {len(report.faults) - _SHOWN} more kinds of faults; --json has them all"))
    for one in report.rejected[:_SHOWN]:
        STDOUT.print(Text(f"   rejected: {one.place}: {one.why}", style="yellow"))


def _report_row(report: Report) -> dict[str, Any]:
    """A report as the JSON that `import` prints."""
    return {
        "source": report.source,
        "address": report.address,
        "format": report.format,
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "same": report.same,
        "repeated": report.repeated,
        "missing": report.missing,
        "is_complete": report.is_complete,
        "rejected": [{"place": one.place, "why": one.why} for one in report.rejected],
        "faults": [
            {"field": field, "why": why, "services": number} for (field, why), number in report.faults.most_common()
        ],
        "remarks": report.remarks,
    }


@services.command()
@click.option("--source", help="Of one source alone.")
@click.option("--kind", "kinds", multiple=True, help="Of one kind alone, as its heading names it. Repeatable.")
@click.option(
    "--schema",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder with the standard's JSON Schemas, to hold the records of ORUK 3.0 against too.",
)
@store_option
@click.option("--json", "as_json", is_flag=True, help="One JSON line a finding.")
def check(source: str | None, kinds: tuple[str, ...], schema: Path | None, store: Path, as_json: bool) -> None:
    """List the services that nobody can reach, find or trust, and those that are there twice.

    That is: no way to contact, no area and no place, assured long ago or never, ages that fit nobody, no description,
    no hours, closed, gone from the last feed, and what could not be read of their records. There twice is a name with
    the postcode, the phone number or the organisation of another; nothing is merged.

    The exit status is 0 where nothing was found, and 1 where anything was.

    Example: waymark services check --kind "no way to contact"
    """
    from services.check import FindingKind, findings
    from services.council import read_council
    from services.directory import Directory
    from services.formats.oruk3 import ORUK3
    from services.schema import SchemaChecker

    if unknown := [kind for kind in kinds if kind not in list(FindingKind)]:
        raise click.UsageError(f"{unknown[0]!r} is no kind of finding. There are: {', '.join(FindingKind)}.")
    checker = SchemaChecker(schema) if schema else None
    with Directory.open(store) as directory:
        feeds = directory.feeds()
        if source is not None and source not in {feed.source for feed in feeds}:
            raise click.UsageError(f"There is no source {source!r}. There are: {', '.join(f.source for f in feeds)}.")
        entries = tuple(directory.entries(source))
    by_schema = frozenset(feed.source for feed in feeds if feed.format == ORUK3.name)
    months = read_council(store).thresholds.stale_months
    found = findings(entries, date.today(), warn_months=months, schema=checker, by_schema=by_schema)
    found = tuple(one for one in found if not kinds or one.kind in kinds)
    if as_json:
        for finding in found:
            click.echo(json.dumps(_finding_row(finding), ensure_ascii=False))
    else:
        for kind, group in groupby(found, key=lambda finding: finding.kind):
            held = list(group)
            STDOUT.print(Text(f"{kind.capitalize()}: {len(held)}", style="bold"))
            for one in held:
                STDOUT.print(Text(f"   {one.name or 'name not stated'} ({one.source} {one.service_id}): {one.message}"))
        size = counted(len(entries), "service")
        STDOUT.print(f"{size} looked at, {counted(len(found), 'finding') if found else 'nothing found'}.")
    if found:
        sys.exit(1)


def _finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as the JSON that `check` prints."""
    return {
        "kind": str(finding.kind),
        "source": finding.source,
        "service_id": finding.service_id,
        "name": finding.name,
        "message": finding.message,
        "other": list(finding.other) if finding.other else None,
    }
