"""`waymark align-report`: what was found of local documents and what people decided of it, as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from alignment.decisions import Decisions
from cli.common import as_of_option, counted, model_option, store_option
from cli.new_file import refuse_existing, write_new

if TYPE_CHECKING:
    from alignment.reporting import Report

_New = click.Path(dir_okay=False, path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _file_option(name: str, kind: str, what: str) -> Callable[[_Command], _Command]:
    return click.option(f"--{name}", kind, type=_New, metavar="FILE", help=f"Write {what} to this new file.")


@click.command("align-report")
@click.argument("local_ids", metavar="LOCAL_ID...", nargs=-1, required=True)
@click.option("--against", metavar="ID", multiple=True, help="Beside this document; may be given again.")
@_file_option("docx", "docx", "a Word report for a policy board")
@_file_option("html", "html", "the same as one page of HTML")
@_file_option("xlsx", "xlsx", "every finding, decision and edition as Excel sheets")
@_file_option("csv", "csv", "every finding as CSV")
@_file_option("json-file", "json", "the whole report as JSON")
@_file_option("oscal", "oscal", "a control mapping in the manner of OSCAL")
@as_of_option
@store_option
@model_option
def align_report(
    local_ids: Sequence[str], against: Sequence[str], as_of: date | None, store: Path, model: str, **files: Path | None
) -> None:
    """Report what was found of local documents, and what people decided of it, as files for a board or other tools.

    Each document is held against those of --against, or else against the law and guidance that it names or is nearest
    to. A file must not be there yet. Decisions are those of `waymark decide` and of the pages; each file says which
    editions were compared, by the SHA-256 of their files.

    Example: waymark align-report marlbrook-missing-2026 marlbrook-looked-after-2026 --docx board.docx --xlsx board.xlsx
    """
    named = {kind: path for kind, path in files.items() if path}
    if not named:
        raise click.UsageError("Name at least one file: --docx, --html, --xlsx, --csv, --json-file or --oscal.")
    if len(set(named.values())) < len(named):
        raise click.UsageError("Each kind of file needs a name of its own.")
    for path in named.values():
        refuse_existing(path)
    from alignment.report import Kind, report_file

    report = _report(store, model, local_ids, against, as_of)
    for kind, path in named.items():
        write_new(path, report_file(report, Kind(kind)))
        click.echo(f"Written: {path}")
    alarms = sum(row.finding.verdict.is_alarm for row in report.rows)
    click.echo(f"{counted(alarms, 'finding')} to look at in {counted(len(report.against), 'document')}.")


def _report(store: Path, model: str, local_ids: Sequence[str], against: Sequence[str], as_of: date | None) -> Report:
    from alignment.reporting import report_of
    from alignment.sides import Sides

    sides = Sides.open(store, model=model)
    for doc_id in (*local_ids, *against):
        sides.document(doc_id)
    decided = Decisions(store).all()
    now = datetime.now(UTC)
    return report_of(sides, local_ids, decided, made_at=now, day=as_of or date.today(), against=against)
