"""When a service is given, in words, as its schedules state it: nothing is worked out for a day.

    timetable(service, at)      # "Monday to Friday 09:00 to 17:00; first Saturday of the month 10:00 to 12:00", or None

Whether it is open at a moment says `services.hours`. What a schedule leaves out is said to be not stated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

from services.clocks import ahead
from services.markup import words_of
from services.openings import BUILDINGS, Given, given_hours
from services.place import why_masked
from services.records import HolidaySchedule, Schedule, Service, ServiceAtLocation

_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_ORDER = tuple(_DAYS)
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second last"}
_BYDAY = re.compile(r"([+-]?\d+)?(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
_EVERY = {"WEEKLY": "week", "MONTHLY": "month", "DAILY": "day", "YEARLY": "year"}
_RUN = 3
_SEASONS = (date(2026, 1, 1), date(2026, 7, 1))


def timetable(service: Service, at: ServiceAtLocation | None = None) -> str | None:
    """The schedules that hold at a place, or where none is named at each of them; None where nothing is stated.

    Where the place is masked, of a schedule's own words only those of times are told: others may say where it is.
    """
    given = given_hours(service, at)
    if given.schedules or given.holidays or given.of_building or at is not None:
        return _told(given)
    found = []
    for one in service.service_at_locations:
        held = given_hours(service, one)
        is_masked = bool(why_masked(service, one.location))
        words = _told(held)
        if words and one.location:
            name = None if is_masked else one.location.name
            found.append(f"{name}: {words}" if name else words)
    return "; ".join(dict.fromkeys(found)) or None


def _told(given: Given) -> str | None:
    """The hours and holidays, and of those that are the building's, that they are."""
    words = _joined(given.schedules, given.holidays)
    if given.is_buildings:
        return f"{BUILDINGS} {words}" if words else None
    building = _joined((), given.of_building)
    return "; ".join(filter(None, (words, building and f"the building: {building}"))) or None


def _joined(schedules: Sequence[Schedule], holidays: Sequence[HolidaySchedule]) -> str | None:
    told = [words for one in schedules if (words := _schedule(one))]
    told += [words for one in holidays if (words := _holiday(one))]
    return "; ".join(dict.fromkeys(told)) or None


def _schedule(one: Schedule) -> str:
    """A schedule; what it says of itself in brackets, or alone where it names neither days nor hours."""
    days, hours = _days(one), _hours(one.opens_at, one.closes_at)
    said = ", ".join(dict.fromkeys(words_of(text) for text in (one.description, one.notes) if text))
    if not days and not hours:
        return said
    told = f"{days or 'days not stated,'} {hours or '(hours not stated)'}"
    told += _from_to(one.valid_from, one.valid_to)
    if one.timezone and _is_another(one.timezone):
        told += f", by the clock of {one.timezone}"
    return f"{told} ({said})" if said else told


def _is_another(zone: str) -> bool:
    """Whether its clock shows another hour than London's in winter or in summer, or is not known."""
    return any(ahead(zone, day) != timedelta() for day in _SEASONS)


def _days(one: Schedule) -> str:
    found = [(int(number) if number else 0, day.upper()) for number, day in _BYDAY.findall(one.byday or "")]
    often = _often(one)
    if found and any(number for number, _ in found):
        named = _listed([f"{_NTH.get(number, f'{number}th')} {_DAYS[day]}" for number, day in found])
        return f"{named} of the month{often and f', {often}'}"
    if found:
        return _week(sorted({day for _, day in found}, key=_ORDER.index)) + (often and f", {often}")
    if one.bymonthday:
        return f"day {one.bymonthday} of the month{often and f', {often}'}"
    if one.freq == "DAILY":
        return often or "every day"
    if one.freq is None and one.dtstart:
        return _day(one.dtstart)
    return often


def _often(one: Schedule) -> str:
    if one.freq is None or one.interval in (None, 0, 1):
        return ""
    return f"every other {_EVERY[one.freq]}" if one.interval == 2 else f"every {one.interval} {_EVERY[one.freq]}s"


def _week(days: Sequence[str]) -> str:
    """Days of the week in their order; three or more in a row as "Monday to Friday"."""
    if len(days) == len(_ORDER):
        return "every day"
    first, last = _ORDER.index(days[0]), _ORDER.index(days[-1])
    if len(days) >= _RUN and last - first == len(days) - 1:
        return f"{_DAYS[days[0]]} to {_DAYS[days[-1]]}"
    return _listed([_DAYS[day] for day in days])


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _hours(opens: time | None, closes: time | None) -> str:
    if opens and closes:
        return f"{opens:%H:%M} to {closes:%H:%M}"
    if opens:
        return f"from {opens:%H:%M}, until when: not stated"
    return f"until {closes:%H:%M}, from when: not stated" if closes else ""


def _from_to(first: date | None, last: date | None) -> str:
    start, end = (f" from {_day(first)}" if first else ""), (f" to {_day(last)}" if last else "")
    return f",{start}{end}" if start or end else ""


def _holiday(one: HolidaySchedule) -> str:
    if one.start_date is None:
        return ""
    end = one.end_date if one.end_date != one.start_date else None
    days = _day(one.start_date) + (f" to {_day(end)}" if end else "")
    if one.closed:
        return f"closed {days}"
    hours = _hours(one.opens_at, one.closes_at)
    return f"{days} {hours}" if hours else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
