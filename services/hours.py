"""Whether a service is open at a moment, and when it opens next, in London.

    hours_of(service, moment, at=at)                # Hours(State.OPEN, until=…, next_open=None, remark=None)
    hours_of(service, moment).words(moment)         # "open until 17:00"; "closed, opens at 09:00 on Monday 1 June 2026"

What the record does not say is not stated, never closed: closed is only what lies outside the hours of a schedule that
speaks of that day. Where one schedule is sure that it is open and another is not, it is open. How schedules are read is
told in `services.openings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from services.openings import (
    BUILDINGS,
    LEVELS,
    Given,
    Speaking,
    given_hours,
    has_hours,
    joined,
    midnight,
    says_closed,
    speaking,
)
from services.place import why_masked
from services.records import Fault, Service, ServiceAtLocation
from services.values import LONDON

_DAY = timedelta(days=1)
_NEAR, _FAR = timedelta(days=8), timedelta(days=370)
_UNREAD = frozenset({"description", "notes", "schedule_link", "attending_type", "id"})


class State(StrEnum):
    """Open, closed, or not stated: the record does not say."""

    OPEN = "open"
    CLOSED = "closed"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Hours:
    """The state at a moment; moments are those of London's clock.

    `until`: when it closes, None where that is a year away or more, or where it is not open; with a remark, it is open
    until then at least. `next_open`: the next opening that is certain, within a year, where it is not open now.
    `remark`: why it is not stated, or what may be before `next_open`. `is_buildings`: all this is of the building, and
    of the service's own hours nothing is stated.
    """

    state: State
    until: datetime | None = None
    next_open: datetime | None = None
    remark: str | None = None
    is_buildings: bool = False

    def words(self, moment: datetime) -> str:
        """For people, as from `moment`; the remark is apart."""
        told = self._words(moment)
        return f"{BUILDINGS} {told}" if self.is_buildings else told

    def _words(self, moment: datetime) -> str:
        if self.state is State.OPEN:
            at_least = "at least " if self.remark else ""
            return f"open until {at_least}{_when(self.until, moment)}" if self.until else "open"
        named = "closed" if self.state is State.CLOSED else "hours not stated"
        return f"{named}, opens at {_when(self.next_open, moment)}" if self.next_open else named


def hours_of(
    service: Service, moment: datetime, *, at: ServiceAtLocation | None = None, faults: Sequence[Fault] = ()
) -> Hours:
    """The state of a service, at one of its places, at a moment that has a zone (ValueError where it has none).

    `faults` are those of the record: where one is of hours that hold here or would come before them, nothing is stated,
    since what is left is not what the record says.
    """
    given = given_hours(service, at)
    read = LEVELS[: LEVELS.index(given.field) + 1]
    groups = (*read, *(level.replace("schedules", "holiday_schedules") for level in LEVELS))
    for fault in faults:
        if any(_is_of(fault.field, group) for group in groups):
            is_masked = why_masked(service, at.location if at else None)
            why = "" if is_masked else f': "{fault.value}" {fault.why}'
            return Hours(State.NOT_STATED, remark=f"the record's hours cannot be read{why}")
    return hours_at(given, moment)


def hours_at(given: Given, moment: datetime) -> Hours:
    """The state at a moment that has a zone; ValueError where it has none."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a zone is not a moment: give it one, like Europe/London.")
    now, today = moment.astimezone(UTC), moment.astimezone(LONDON).date()
    found = _state(given, now, today, _NEAR)
    states_any = any(map(has_hours, given.schedules)) or any(map(has_hours, given.holidays))
    if found.until is None and found.next_open is None and states_any:
        found = _state(given, now, today, _FAR)
    return replace(found, is_buildings=given.is_buildings)


def _state(given: Given, now: datetime, today: date, horizon: timedelta) -> Hours:
    first, last = today - _DAY, today + horizon
    spoken = speaking(given, first, last)
    stretches = joined(given, spoken, first, last)
    certain = [one for one in stretches if one.why is None]
    doubtful = [one for one in stretches if one.why is not None]
    current = next((one for one in certain if one.holds(now)), None)
    if current:
        if current.end >= midnight(last):
            return Hours(State.OPEN)
        after = next((one.why for one in doubtful if one.holds(current.end)), None)
        return Hours(State.OPEN, current.end.astimezone(LONDON), remark=after)
    coming = next((one.start for one in certain if one.start > now), None)
    next_open = coming.astimezone(LONDON) if coming else None
    doubt = next((one for one in doubtful if one.holds(now)), None)
    if doubt:
        return Hours(State.NOT_STATED, next_open=next_open, remark=doubt.why)
    if not says_closed(given, spoken, today):
        return Hours(State.NOT_STATED, next_open=next_open, remark=_silence(spoken, today))
    sooner = next((one for one in doubtful if one.start > now and (coming is None or one.start < coming)), None)
    remark = f"it may open on {_named(sooner.start.astimezone(LONDON))}: {sooner.why}" if sooner else None
    return Hours(State.CLOSED, next_open=next_open, remark=remark)


def _silence(spoken: Sequence[Speaking], day: date) -> str | None:
    """Why nothing is stated of a day: the hours that are given have ended, or begin later."""
    ended = [found.last for schedule, found in spoken if has_hours(schedule) and found.last and found.last < day]
    begin = [found.first for schedule, found in spoken if has_hours(schedule) and found.first and day < found.first]
    if begin:
        return f"the hours that the record states begin on {_named(min(begin))}"
    return f"the hours that the record states ended on {_named(max(ended))}" if ended else None


def _is_of(field: str, group: str) -> bool:
    """Whether a fault is of what the hours of a group of schedules are read from."""
    return field == group or (field.startswith(f"{group}.") and field.removeprefix(f"{group}.") not in _UNREAD)


def _when(moment: datetime | None, now: datetime) -> str:
    """The hour, with the day where that is another; midnight at the end of today is midnight."""
    if moment is None:
        return ""
    today = now.astimezone(LONDON).date()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    if moment.date() == today + _DAY and moment.time() == time():
        return "midnight"
    return f"{moment:%H:%M} on {_named(moment)}"


def _named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
