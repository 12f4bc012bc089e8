"""`waymark due`: by when something is due, with the rule, the days left out and every reading."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import click
from rich.text import Text

from cli.common import STDOUT, day_of
from core.errors import WaymarkError
from core.records import Checked
from ingest.editions import long_date, weekday_date
from ingest.register import known_register
from practice.timescales import Timescale, matching
from practice.working_days import Due, Skipped, due_dates


def _moment_of(context: click.Context, parameter: click.Parameter, value: str) -> date | datetime:
    """The day, or the day and hour, that `--from` names."""
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
    callback=_moment_of,
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
    yield Text(f"   {_source(timescale)}, {timescale.at} ({timescale.checked.label})")
    if timescale.note:
        yield Text(f"   {timescale.note}")
    for caution in _cautions(timescale):
        yield Text(f"   ! {caution}", style="yellow")


def _cautions(timescale: Timescale) -> Iterator[str]:
    """What should keep a reader from relying on the day alone."""
    if timescale.checked is not Checked.OFFICIAL:
        yield "This timescale is unchecked: look it up in its source before relying on it."
    if timescale.is_unit_bare:
        yield 'The source says "days" and not which: calendar days and working days are both given.'
    if timescale.limit is None:
        yield "The source sets no number, so no day can be given. A local procedure may set one."
    register = known_register()
    later = register.edition_on(timescale.source, date.today())
    if later is not None and later.source_id != timescale.source:
        yield f"{_source(timescale)} has been replaced by {later.title}: look the limit up there."


def _source(timescale: Timescale) -> str:
    found = known_register().by_id.get(timescale.source)
    return found.title if found else timescale.source


def _row(timescale: Timescale, start: date | datetime, readings: tuple[Due, ...]) -> dict[str, Any]:
    """A timescale and its due days as the JSON that `due` prints; dates as ISO text, absent values as null."""
    limit = timescale.limit
    return {
        "timescale_id": timescale.timescale_id,
        "trigger": timescale.trigger,
        "action": timescale.action,
        "limit": {"number": limit.number, "unit": limit.unit, "counting": limit.counting} if limit else None,
        "modality": timescale.modality,
        "source_id": timescale.source,
        "source": _source(timescale),
        "at": timescale.at,
        "checked": timescale.checked,
        "note": timescale.note,
        "cautions": list(_cautions(timescale)),
        "from": start.isoformat(),
        "due": [
            {
                "due": one.due.isoformat() if one.due else None,
                "unit": one.unit,
                "counts_start": one.counts_start,
                "rule": one.rule,
                "remark": one.remark,
                "skipped": [{"day": day.day.isoformat(), "name": day.name} for day in one.skipped],
            }
            for one in readings
        ],
    }
