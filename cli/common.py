"""What the commands share: where they print, the options that several have, and how they end when something is wrong.

Results go to stdout, progress and complaints to stderr.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from core import settings
from core.errors import WaymarkError
from core.records import Document, Failure, Status

STDERR = Console(stderr=True)
STDOUT = Console(soft_wrap=True)

library_option = click.option(
    "--library",
    "library_folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=settings.library_folder,
    help="The folder with library.toml and the documents.  [default: guidance_docs/]",
)
store_option = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    default=settings.store_folder,
    help="The folder of the built index.  [default: store/]",
)
model_option = click.option(
    "--model",
    default=settings.model_name,
    help=f"The encoder: a packaged name, or a folder.  [default: {settings.TUNED_MODEL}]",
)


def day_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The day that an option names as 2025-03-01; wrong usage for anything else, and for what no calendar has."""
    if value is None:
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise click.BadParameter(f"{value!r} is no day. Write year, month and day, like 2025-03-01.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"no calendar has the day {value}. Write one that there is.") from None


as_of_option = click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=day_of, help="As things stood on that day, instead of today."
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
            complain(str(error))
        except BrokenPipeError:
            sys.stderr.close()
        except Exception as error:  # noqa: BLE001  (the boundary: nothing unforeseen may show a traceback)
            complain(f"Unforeseen: {type(error).__name__}: {error}. Please report this with the command you ran.")
        sys.exit(1)


def complain(message: str) -> None:
    """One message on stderr."""
    click.echo(f"waymark: {message}", err=True)


def counted(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def failure_line(failure: Failure) -> str:
    """A document that could not be read, why, and what answers in its stead."""
    answers = "Until then it is not in the index."
    if failure.kept_from is not None:
        answers = f"Until then it answers as it was read on {failure.kept_from.isoformat()}."
    return f"{failure.doc_id}: {failure.message} {answers}"


def document_row(document: Document, status: Status, warning: str | None) -> dict[str, Any]:
    """A document and where it stands, as the JSON that commands print; dates as ISO text, absent values as null."""
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
