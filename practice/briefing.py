"""What a situation calls for, from tables alone: call now, deadlines, what to record, who may know, visit preparation.

    briefing = briefing_of(read_situation("15f missing 2 nights, back now. RHI by when?"))
    briefing.deadlines[0].timescale.timescale_id      "T90"; what was asked for comes first
    briefing.recording[0].title                       "missing and return"

Each row has its source and how it is known. They are prompts: none decides whether a threshold is met, whom to tell, or
what anybody must do. Nothing is generated and nothing of the situation is kept. `practice.prompts` has the tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from practice.calls import calls_in, is_asked, is_called
from practice.limits import Unit
from practice.prompts import Gateway, Holder, Prompt, read_tables
from practice.situation import Situation
from practice.timescales import Timescale, timescales
from practice.working_days import Due, due_dates

MOST_DEADLINES = 8
"""A brief lists no more; what is left out is named by its ids."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A timescale that is called for. `readings` are its days from the day given, empty where none was or none is.

    `needs_hour` says that a day was given for a limit in hours, which is not reckoned without the hour.
    """

    timescale: Timescale
    readings: tuple[Due, ...] = ()
    needs_hour: bool = False


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the tables say to a situation, each part in its table's order. `call_now` is empty unless it is immediate.

    `deadlines` are at most `MOST_DEADLINES`, those that were asked for first; `further` are the ids of those left out.
    """

    situation: Situation
    call_now: tuple[Prompt, ...]
    deadlines: tuple[Deadline, ...]
    further: tuple[str, ...]
    recording: tuple[Prompt, ...]
    holders: tuple[Holder, ...]
    visits: tuple[Prompt, ...]

    @property
    def gateways(self) -> tuple[Gateway, ...]:
        """The gateways of the holders, each once, in the order in which they are met."""
        return tuple(dict.fromkeys(gateway for holder in self.holders for gateway in holder.gateways))


def briefing_of(situation: Situation, *, start: date | datetime | None = None) -> Briefing:
    """What the tables say to `situation`; each deadline is counted as if its own trigger were on `start`, where given.

    Raises `WaymarkError` where a table does not hold, and where `start` is centuries away.
    """
    tables = read_tables()
    calls = calls_in(situation, tables.matters)

    def called(prompts: Iterable[Prompt]) -> tuple[Prompt, ...]:
        return tuple(prompt for prompt in prompts if is_called(prompt.called_by, calls))

    rows = [row for row in tables.deadlines if is_called(row.called_by, calls)]
    asked = {one for row in rows if is_asked(row.called_by, calls, situation) for one in row.ids}
    ids = sorted(dict.fromkeys(one for row in rows for one in row.ids), key=lambda one: one not in asked)
    agencies = dict.fromkeys(one for row in tables.holders if is_called(row.called_by, calls) for one in row.ids)
    return Briefing(
        situation,
        call_now=called(tables.call_now) if situation.is_immediate else (),
        deadlines=tuple(_deadline(timescales()[one], start) for one in ids[:MOST_DEADLINES]),
        further=tuple(ids[MOST_DEADLINES:]),
        recording=called(tables.recording),
        holders=tuple(tables.agencies[one] for one in agencies),
        visits=called(tables.visits),
    )


def _deadline(timescale: Timescale, start: date | datetime | None) -> Deadline:
    limit = timescale.limit
    if limit is None or start is None:
        return Deadline(timescale)
    if limit.unit is Unit.HOURS and not isinstance(start, datetime):
        return Deadline(timescale, needs_hour=True)
    return Deadline(timescale, due_dates(limit, start))
