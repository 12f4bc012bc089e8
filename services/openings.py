"""The stretches in which a service is open, or may be: its schedules, day by day, by the clock in London.

    given = given_hours(service, at)          # the schedules that hold there, and of what they are
    openings(given, first, last)              # Stretch(start, end, why=None: certain), for a filter by days and times

A schedule without an hour, without days, "term time only" or by appointment makes no day certain; nor is a bank holiday
on which the hours would fall, unless a holiday schedule, a schedule for that day alone or the words beside the hours
("closed bank holidays") say what holds. Bank holidays are those of England; beyond the years that are known in
`practice.working_days` no day is certain.

Hours are read by the clock: on the night in March an hour that is skipped is the moment of the skip, and on the night
in October, between the two times that the clock shows an hour of opening or closing, it is not certain which is meant.
23:59 and 00:00 at the end are midnight, and a stretch that ends at or before its beginning ends on the next day.
Hours of a time zone whose clock shows another hour than London's are certain only where both readings agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from practice.working_days import bank_holiday
from services.clocks import ahead
from services.hours_words import limit, on_bank_holidays, without_places
from services.place import why_masked
from services.records import HolidaySchedule, Location, Schedule, Service, ServiceAtLocation
from services.recurrence import Falls, falls, is_of_one_day
from services.values import LONDON

_DAY = timedelta(days=1)
_MIDNIGHT, _LAST_MINUTE = time(), time(23, 59)
_WEEKLY = (None, "WEEKLY", "DAILY")
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

LEVELS = ("service_at_locations.schedules", "schedules", "service_at_locations.location.schedules")
"""Where schedules stand, those that come first first: the service's at the place, the service's, the place's."""

BUILDINGS = "the building's hours, the service's own are not stated:"
"""What stands before hours that are the building's."""

KEPT = "further words are not shown, since the address is kept safe"
"""What stands for words beside hours that may tell where a masked place is."""

Speaking = tuple[Schedule, Falls]
"""A schedule and the days on which it falls."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which it is open (`why` None), or may be, and why that is not certain. UTC, the end excluded."""

    start: datetime
    end: datetime
    why: str | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Given:
    """The schedules that hold for a service, and where they stand (`schedules` are the service's own).

    Under `service_at_locations.location.schedules` they are those of the building, where the service need not be open
    all that time. `of_building` are the building's holidays where the hours are the service's own.
    """

    schedules: tuple[Schedule, ...]
    holidays: tuple[HolidaySchedule, ...]
    field: str
    of_building: tuple[HolidaySchedule, ...] = ()

    @property
    def is_buildings(self) -> bool:
        """Whether the hours are the building's: of the service's own nothing is stated."""
        return self.field == LEVELS[-1]


def given_hours(service: Service, at: ServiceAtLocation | None = None) -> Given:
    """The schedules of the service at the place, else the service's, else the place's: the first that have hours.

    Without a place, and if the service has one place only, that is taken. Holiday schedules of the first two hold; the
    building's hold with its hours alone. Where the place is masked, its hours are without words that may tell of it.
    """
    if at is None and len(service.service_at_locations) == 1:
        at = service.service_at_locations[0]
    location = at.location if at else None
    given = _given(service, at, location)
    if any(one.description or one.notes for one in given.schedules) and why_masked(service, location):
        return replace(given, schedules=tuple(map(_without_places, given.schedules)))
    return given


def _given(service: Service, at: ServiceAtLocation | None, location: Location | None) -> Given:
    holders = [(field, one) for field, one in zip(LEVELS, (at, service, location), strict=True) if one]
    own = tuple(holiday for one in (at, service) if one for holiday in one.holiday_schedules)
    building = location.holiday_schedules if location else ()
    given = [
        Given(one.schedules, (*own, *building), field)
        if one is location
        else Given(one.schedules, own, field, building)
        for field, one in holders
        if one.schedules
    ]
    stated = [one for one in given if any(map(has_hours, one.schedules))]
    if not given and building and not own:
        return Given((), building, LEVELS[-1])
    return next(iter(stated or given), Given((), own, "schedules", building))


def _without_places(one: Schedule) -> Schedule:
    texts = [text for text in (one.description, one.notes) if text]
    told = [without_places(text) for text in texts]
    rest = None if told == [" ".join(text.split()) for text in texts] else KEPT
    return one.model_copy(
        update={"description": ", ".join(part.rstrip(".") for part in told if part) or None, "notes": rest}
    )


def openings(given: Given, first: date, last: date) -> tuple[Stretch, ...]:
    """The stretches that begin on the days from `first` to `last`: certain ones, then others, each in order of time.

    Those that touch are joined, if for the same reason.
    """
    return joined(given, speaking(given, first, last), first, last)


def speaking(given: Given, first: date, last: date) -> tuple[Speaking, ...]:
    """The schedules, each with its days of those from `first` to `last`."""
    return tuple((schedule, falls(schedule, first, last)) for schedule in given.schedules)


def joined(given: Given, spoken: Sequence[Speaking], first: date, last: date) -> tuple[Stretch, ...]:
    """`openings` of schedules whose days are known already."""
    found: list[Stretch] = []
    for number in range((last - first).days + 1):
        found += _of_day(given, spoken, first + number * _DAY)
    return (*_joined(one for one in found if one.why is None), *_joined(one for one in found if one.why is not None))


def says_closed(given: Given, spoken: Sequence[Speaking], day: date) -> bool:
    """Whether what is not open on the day is closed: a schedule with hours speaks of it, or a holiday schedule."""
    if any(_covers(one, day) for one in given.holidays):
        return True
    return any(has_hours(schedule) and found.speaks_of(day) for schedule, found in spoken)


def has_hours(schedule: Schedule | HolidaySchedule) -> bool:
    """Whether it states an hour."""
    return schedule.opens_at is not None or schedule.closes_at is not None


def midnight(day: date) -> datetime:
    """The beginning of the day in London, in UTC."""
    return _moments(day, _MIDNIGHT)[0]


def _of_day(given: Given, spoken: Sequence[Speaking], day: date) -> list[Stretch]:
    holidays = [one for one in given.holidays if _covers(one, day)]
    if holidays:
        return _of_holiday(holidays[0], day)
    falling = [(schedule, found) for schedule, found in spoken if day in found.certain or day in found.unsure]
    try:
        name = bank_holiday(day)
    except KeyError:
        name = None
        doubt = f"whether a day in {day.year} is a bank holiday is not known here"
    else:
        doubt = f"the record does not say what holds on a bank holiday ({name})" if name else ""
    if name:
        falling = [one for one in falling if is_of_one_day(one[0], day)] or falling
    if falling and any(_covers(one, day) for one in given.of_building):
        return _whole(day, "the record states a holiday of the building, and not what holds for the service")
    stretches: list[Stretch] = []
    for schedule, found in falling:
        says = _says_of_bank_holidays(given, schedule) if doubt and not is_of_one_day(schedule, day) else True
        if says:
            stretches += _of_schedule(schedule, found, day)
        elif says is None or not name:
            stretches += _whole(day, doubt)
    return stretches


def _says_of_bank_holidays(given: Given, schedule: Schedule) -> bool | None:
    """Whether the hours hold on bank holidays by the schedule's own words, else by those of all."""
    own = on_bank_holidays(schedule.description, schedule.notes)
    if own is not None:
        return own
    return on_bank_holidays(*(text for one in given.schedules for text in (one.description, one.notes)))


def _of_holiday(holiday: HolidaySchedule, day: date) -> list[Stretch]:
    if holiday.closed and not (holiday.opens_at or holiday.closes_at):
        return []
    if holiday.closed or not (holiday.opens_at and holiday.closes_at):
        return _whole(day, "the record does not say which hours hold on this holiday")
    return _between(day, holiday.opens_at, holiday.closes_at, None)


def _of_schedule(schedule: Schedule, found: Falls, day: date) -> list[Stretch]:
    why = found.why
    if why is None:
        is_weekly = schedule.freq in _WEEKLY and (schedule.interval or 1) == 1
        said = limit(schedule.description, schedule.notes, is_weekly=is_weekly)
        why = f'the record says of these hours: "{said}"' if said else None
    opens, closes = schedule.opens_at, schedule.closes_at
    if opens is None:
        return _whole(day, why or "the record does not say from which hour")
    if closes is None:
        return _between(day, opens, _MIDNIGHT, why or "the record does not say until which hour")
    return _by_clock(schedule, day, _between(day, opens, closes, why))


def _by_clock(schedule: Schedule, day: date, read: list[Stretch]) -> list[Stretch]:
    """The stretches as the schedule's time zone leaves them: certain where London's clock and its own agree."""
    if schedule.timezone is None or _is_round_the_clock(schedule):
        return read
    later = ahead(schedule.timezone, day)
    if later is None:
        return _whole(
            day, f'the record gives these hours in a time zone that is not known here ("{schedule.timezone}")'
        )
    if not later:
        return read
    why = f'the record gives these hours by the clock of "{schedule.timezone}", which is not London\'s on that day'
    found: list[Stretch] = []
    for one in read:
        start, end = one.start + later, one.end + later
        both = Stretch(max(one.start, start), min(one.end, end), one.why)
        if both.start >= both.end:
            found += [Stretch(one.start, one.end, one.why or why), Stretch(start, end, one.why or why)]
            continue
        around = (
            Stretch(min(one.start, start), both.start, one.why or why),
            Stretch(both.end, max(one.end, end), one.why or why),
        )
        found += [both, *around]
    return [one for one in found if one.start < one.end]


def _is_round_the_clock(schedule: Schedule) -> bool:
    """Whether it is open day and night, every day: that is so by any clock."""
    is_whole = schedule.opens_at == _MIDNIGHT and schedule.closes_at in (_MIDNIGHT, _LAST_MINUTE)
    is_daily = schedule.freq == "DAILY" or (
        schedule.freq in (None, "WEEKLY") and all(day in (schedule.byday or "") for day in _WEEK)
    )
    return is_whole and is_daily and (schedule.interval or 1) == 1


def _between(day: date, opens: time, closes: time, why: str | None) -> list[Stretch]:
    """From hour to hour; where the clock shows one of them twice, what lies between the two is uncertain."""
    closes = _MIDNIGHT if closes.replace(second=0, microsecond=0) == _LAST_MINUTE else closes
    start, start_again = _moments(day, opens)
    end, end_again = _moments(day + _DAY if closes <= opens else day, closes)
    twice = why or "the clocks go back, and the hour comes twice"
    found = [Stretch(start_again, end, why), Stretch(start, start_again, twice), Stretch(end, end_again, twice)]
    return [one for one in found if one.start < one.end]


def _whole(day: date, why: str) -> list[Stretch]:
    return [Stretch(midnight(day), midnight(day + _DAY), why)]


def _moments(day: date, hour: time) -> tuple[datetime, datetime]:
    """The first and the last moment at which London's clock shows the hour: one but in the night of October.

    An hour that the clock skips in March is the moment of the skip, 01:00 UTC.
    """
    shown = datetime.combine(day, hour, LONDON)
    first, last = shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)
    if first > last:
        first = last = datetime.combine(day, time(1), UTC)
    return first, last


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """In order, those that touch or overlap as one, if for the same reason."""
    held: Stretch | None = None
    for one in sorted(stretches, key=lambda stretch: (stretch.start, stretch.end)):
        if held and one.start <= held.end and one.why == held.why:
            held = Stretch(held.start, max(held.end, one.end), held.why)
            continue
        if held:
            yield held
        held = one
    if held:
        yield held


def _covers(holiday: HolidaySchedule, day: date) -> bool:
    """Whether it is of that day; one with a first or a last day alone is of that day alone."""
    first, last = holiday.start_date or holiday.end_date, holiday.end_date or holiday.start_date
    return first is not None and last is not None and first <= day <= last
