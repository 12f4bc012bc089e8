"""`waymark due`: by when something is due, with the rule, the days left out and every reading."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click
from rich.text import Text

from cli.common import STDOUT, day_of
from core.errors import WaymarkError
from ingest.editions import long_date, weekday_date
from ingest.facts import source_title, timescale_cautions
from practice.timescales import Timescale, matching
from practice.working_days import Due, Skipped, due_dates


def moment_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date | datetime | None:
    """The day, or the day and hour, that `--from` names; None where it is not given."""
    if value is None:
        return None
    day, has_hour, hour = value.partition("T")
    found = day_of(context, parameter, day) or date.min
    if not has_hour:
        return found
    try:
        return datetime.combine(found, datetime.strptime(hour, "%H:%M").time())
    except ValueError:
        raise click.BadParameter(f"{hour!r} is no hour. Write it like 2025-03-01T14:30.") from None


@click.command()
@click.argument("rule", nargs=-1, required=True)
@click.option(
    "--from",
    "start",
    metavar="YYYY-MM-DD[THH:MM]",
    required=True,
    callback=moment_of,
    help="What the limit is counted from; for a limit in hours, with its hour.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def due(rule: tuple[str, ...], start: date | datetime, as_json: bool) -> None:
    """Say by when something is due, by a national timescale and working days in England.

    RULE is a timescale's id, or words that name it; where they name several, these are listed and nothing is reckoned.
    Where the day --from might count as the first or might not, both days are given, the rule's own first; where the
    source says "days" and not which, calendar and working days are. The exit status is 1 where no day can be given: the
    source sets no number, or the bank holidays of a year are not known here.

    Example: waymark due initial child protection conference --from 2026-11-25
    """
    timescale = _one(" ".join(rule))
    readings = due_dates(timescale.limit, start) if timescale.limit else ()
    if as_json:
        click.echo(json.dumps(_row(timescale, start, readings), ensure_ascii=False))
    else:
        for line in _lines(timescale, start, readings):
            STDOUT.print(line)
    if not readings or readings[0].due is None:
        sys.exit(1)


def _one(words: str) -> Timescale:
    found = matching(words)
    if not found:
        raise WaymarkError(f"No timescale is called {words!r}. Try fewer words of what is due, or an id such as T08.")
    if len(found) > 1:
        listed = "\n".join(f"  {one.timescale_id}  {one.action} ({one.limit or 'no number'})" for one in found)
        raise click.UsageError(f"{words!r} names {len(found)} timescales. Give the id of one:\n{listed}")
    return found[0]


def _lines(timescale: Timescale, start: date | datetime, readings: tuple[Due, ...]) -> Iterator[Text]:
    limit = str(timescale.limit) if timescale.limit else "no number is set"
    yield Text(timescale.timescale_id, style="bold") + Text(f" {timescale.action}")
    yield Text(f"   {limit} · {timescale.modality} · from: {timescale.trigger}")
    shown: tuple[Skipped, ...] = ()
    for place, one in enumerate(readings):
        said = weekday_date(one.due) if one.due else "no day"
        if place == 0:
            yield Text("   due ") + Text(said, style="bold") + Text(f", from {weekday_date(start)}")
        else:
            yield Text(f"   read otherwise: {said}")
        yield Text(f"      In {one.unit}. {one.rule}" + (f" {one.remark}" if one.remark else ""))
        if one.skipped and one.skipped != shown:
            yield Text("      not counted: " + ", ".join(f"{long_date(day.day)} ({day.name})" for day in one.skipped))
            shown = one.skipped
    yield Text(f"   {source_title(timescale.source)}, {timescale.at} ({timescale.checked.label})")
    if timescale.note:
        yield Text(f"   {timescale.note}")
    for caution in timescale_cautions(timescale, date.today()):
        yield Text(f"   ! {caution}", style="yellow")


def _row(timescale: Timescale, start: date | datetime, readings: tuple[Due, ...]) -> dict[str, Any]:
    row = timescale_row(timescale, date.today())
    return {**row, "from": start.isoformat(), "due": due_rows(readings)}


def timescale_row(timescale: Timescale, day: date) -> dict[str, Any]:
    """A timescale as the JSON that `due` and `brief` print, with what to be cautious of on `day`."""
    limit = timescale.limit
    return {
        "timescale_id": timescale.timescale_id,
        "trigger": timescale.trigger,
        "action": timescale.action,
        "limit": {"number": limit.number, "unit": limit.unit, "counting": limit.counting} if limit else None,
        "modality": timescale.modality,
        "source_id": timescale.source,
        "source": source_title(timescale.source),
        "at": timescale.at,
        "checked": timescale.checked,
        "note": timescale.note,
        "cautions": list(timescale_cautions(timescale, day)),
    }


def due_rows(readings: Sequence[Due]) -> list[dict[str, Any]]:
    """The days of a limit as the JSON that `due` and `brief` print; dates as ISO text, absent values as null."""
    return [
        {
            "due": one.due.isoformat() if one.due else None,
            "unit": one.unit,
            "counts_start": one.counts_start,
            "rule": one.rule,
            "remark": one.remark,
            "skipped": [{"day": day.day.isoformat(), "name": day.name} for day in one.skipped],
        }
        for one in readings
    ]
