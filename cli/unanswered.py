"""`waymark unanswered`: what people asked and the library did not answer, counted by concern and month."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cli.common import STDOUT, library_option, store_option


@click.command()
@library_option
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, `searches` null where fewer than 5.")
@store_option
def unanswered(library_folder: Path, as_json: bool, store: Path) -> None:
    """Show which concerns people searched for on the Ask page and the library did not answer: counts by month.

    Nothing is counted unless WAYMARK_UNANSWERED=count is set where the app runs; the Ask page says so then. No words
    are kept, and a number below 5 is told as "fewer than 5".

    Example: waymark unanswered
    """
    from alignment.unanswered import Unanswered, by_month, names_of
    from practice.rules import read_rules

    counts = Unanswered(store).all()
    names = names_of(read_rules(library_folder))
    if as_json:
        for one in counts:
            row = {"month": one.month, "concern": one.concern or None, "name": names.get(one.concern, one.concern)}
            click.echo(json.dumps(row | {"searches": one.told, "in_words": one.in_words}, ensure_ascii=False))
        return
    if not counts:
        STDOUT.print("Nothing has been counted.")
    for month, held in by_month(counts):
        STDOUT.print(month, style="bold")
        for one in held:
            STDOUT.print(f"   {names.get(one.concern, one.concern)}: {one.in_words}", highlight=False)
