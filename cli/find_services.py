"""`waymark services find`: the local services that fit a situation, why, and what their records do not say."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from cli.common import STDOUT, counted, model_option, store_option

if TYPE_CHECKING:
    from services.matching import Match, Matches

_SEND = (
    "autism",
    "learning",
    "physical",
    "hearing",
    "sight",
    "multi-sensory",
    "speech",
    "mental health",
    "early years",
    "other",
)
_NOT_STATED = "not stated"


def _moment(context: click.Context, parameter: click.Parameter, value: datetime | None) -> datetime | None:
    """The moment by the clock in London."""
    from services.values import LONDON

    return value.replace(tzinfo=LONDON) if value else None


@click.command()
@click.argument("text")
@click.option("--age", type=click.FloatRange(-1, 120), help="Years, halves allowed; below 0 is unborn.")
@click.option("--postcode", help="Where it is wanted: whole, or the half before the space.")
@click.option("--area", help="The council's or district's area that must be served.")
@click.option("-k", "k", type=click.IntRange(1, 200), default=10, show_default=True, help="How many services.")
@click.option("--send", type=click.Choice(_SEND), help="For this special need.")
@click.option("--free", "is_free", is_flag=True, help="Without a price.")
@click.option("--language", help="In this language, like Polish.")
@click.option("--accessible", "accessibility", metavar="WORD", help="With this, like wheelchair or hoist.")
@click.option("--remote/--in-person", "is_remote", default=None, help="By phone or online, or at a place.")
@click.option(
    "--open-at", type=click.DateTime(["%Y-%m-%dT%H:%M"]), callback=_moment, help="Open then, like 2026-11-28T18:30."
)
@click.option("--with-old", is_flag=True, help="Also what was last checked too long ago.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line a service.")
@store_option
@model_option
def find(
    text: str,
    age: float | None,
    postcode: str | None,
    area: str | None,
    k: int,
    send: str | None,
    is_free: bool,
    language: str | None,
    accessibility: str | None,
    is_remote: bool | None,
    open_at: datetime | None,
    with_old: bool,
    as_json: bool,
    store: Path,
    model: str,
) -> None:
    """Find the local services that fit TEXT: a situation, or what is looked for.

    With - for TEXT it is read from standard input, and stands in no shell history.

    What states another area, other ages, or that it is closed is left out; so is what was last checked more than three
    years ago, or as services.toml sets it, without --with-old. What a record does not say leaves nothing out, and is
    told. Age, postcode and area are read of the text where they are not given.

    This is not where a safeguarding concern is reported.

    Example: waymark services find "11, cooks and sorts mums tablets, late every day" --age 11 --area Northmarl
    """
    from services.fitting import Filters
    from services.matching import Matcher

    typed = sys.stdin.read() if text == "-" else text
    filters = Filters(
        send=send,
        is_free=is_free,
        language=language,
        accessibility=accessibility,
        is_remote=is_remote,
        open_at=open_at,
        with_old=with_old,
    )
    found = Matcher.open(store, model=model).match(typed, age=age, postcode=postcode, area=area, k=k, filters=filters)
    if as_json:
        for match in found.matches:
            click.echo(json.dumps(match_row(match), ensure_ascii=False))
    else:
        _print(found)


def match_row(match: Match) -> dict[str, Any]:
    """A match as the JSON that `find` prints; what is not stated is null."""
    from services.stated import ages, cost

    service = match.entry.service
    return {
        "rank": match.rank,
        "source": match.entry.source,
        "service_id": service.id,
        "name": service.name,
        "organization": service.organization.name if service.organization else None,
        "why": [{"field": reason.field, "words": reason.words} for reason in match.why],
        "distance_km": None if match.distance_km is None else round(match.distance_km, 1),
        "ages": ages(service),
        "cost": cost(service),
        "hours": match.hours_in_words,
        "assured_date": service.assured_date.isoformat() if service.assured_date else None,
        "warnings": list(match.warnings),
    }


def _print(found: Matches) -> None:
    from services.reasons import Group

    for remark in found.remarks:
        STDOUT.print(Text(remark, style="yellow"))
    said = [
        f"{read.need.name} (“{'”, “'.join(read.given_by or read.by_concern)}”)" for read in found.needs if read.is_said
    ]
    if said:
        STDOUT.print(Text(f"Looked for: {'; '.join(said)}"))
    parts = [("Answers at any hour", found.first), *((group.capitalize(), found.of(group)) for group in Group)]
    for title, matches in parts:
        if matches:
            STDOUT.print(Text(f"\n{title}", style="bold"))
            for match in matches:
                _print_match(match)
    if not found.matches:
        STDOUT.print("No service fits.")
    if found.old:
        STDOUT.print(f"\n{counted(found.old, 'service')} left out, last checked too long ago: --with-old shows them.")


def _print_match(match: Match) -> None:
    from services.stated import contacts

    row = match_row(match)
    away = f"   {row['distance_km']} km" if row["distance_km"] is not None else ""
    named = row["name"] or "name not stated"
    STDOUT.print(Text(f"{match.rank:2}. {named}", style="bold") + Text(f"   {row['organization'] or ''}{away}"))
    for reason in match.why:
        STDOUT.print(Text(f"    {reason.field}: “{reason.words}”"))
    reached = "; ".join(contacts(match.entry.service)) or _NOT_STATED
    stated = ((name, row[name] or _NOT_STATED) for name in ("ages", "cost", "hours"))
    STDOUT.print(Text(f"    contact: {reached}   " + "   ".join(f"{name}: {words}" for name, words in stated)))
    refer = match.entry.service.application_process or _NOT_STATED
    STDOUT.print(Text(f"    how to refer: {refer}   {match.freshness.words}"))
    for warning in match.warnings:
        STDOUT.print(Text(f"    ! {warning}", style="yellow"))
