"""`waymark decide`: a person's verdict on a finding, kept with name and time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from alignment.decisions import Choice, Decision, Decisions
from cli.common import as_of_option, day_of, model_option, store_option
from core.errors import QueryError


@click.command()
@click.argument("finding_id", metavar="FINDING_ID")
@click.option("--local", "local_id", metavar="LOCAL_ID", required=True, help="The local document that it is about.")
@click.option(
    "--against", metavar="ID", multiple=True, help="Beside this document, as for `align`; may be given again."
)
@click.option("--agree", is_flag=True, help="It is so.")
@click.option("--not-an-issue", "why", metavar="WHY", help="It is no issue, and why.")
@click.option("--to-do", is_flag=True, help="Something is to be done: name --owner and --due.")
@click.option("--owner", default="", help="Whose it is to do.")
@click.option("--due", metavar="YYYY-MM-DD", callback=day_of, help="By when it is to be done.")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--seen", metavar="NUMBER", type=int, help="The number of the decision that this one takes the place of.")
@as_of_option
@store_option
@model_option
def decide(
    finding_id: str,
    local_id: str,
    against: Sequence[str],
    agree: bool,
    why: str | None,
    to_do: bool,
    owner: str,
    due: date | None,
    by: str,
    seen: int | None,
    as_of: date | None,
    store: Path,
    model: str,
) -> None:
    """Decide a finding of `waymark align`: agree, not an issue (and why), or to do (by whom and when).

    It is kept beside the store with the name and the time, and outlasts the store. Everything that was ever decided is
    kept. Where somebody has decided it already, nothing is saved until --seen says that their decision was read.

    Example: waymark decide 1f0c2a9b7d3e4f56 --local marlbrook-missing-2026 --to-do --owner "A. Reid" --due 2027-01-29
    --by "B. Khan"
    """
    if agree + to_do + (why is not None) != 1:
        raise click.UsageError("Give one of --agree, --not-an-issue WHY and --to-do.")
    if not to_do and (owner or due):
        raise click.UsageError("--owner and --due are about --to-do.")
    choice = Choice.AGREE if agree else Choice.TO_DO if to_do else Choice.NOT_AN_ISSUE
    decision = Decision(choice, why or "", owner, due)
    from alignment.reporting import report_of
    from alignment.sides import Sides

    decisions = Decisions(store)
    sides = Sides.open(store, model=model)
    now = datetime.now(UTC)
    day = as_of or date.today()
    report = report_of(sides, [local_id], decisions.all(), made_at=now, day=day, against=against)
    row = next((row for row in report.rows if row.finding.finding_id == finding_id), None)
    if row is None:
        raise QueryError(
            f"{finding_id}: no such finding of {local_id}. `waymark align {local_id} --json` names those that there "
            "are; give the same --against and --as-of."
        )
    saved = decisions.decide(row.finding, decision, by, at=now, seen=seen or 0, follows=row.standing.follows)
    click.echo(f"Saved as decision {saved.number}: {saved.in_words}.")
