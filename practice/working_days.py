"""The day by which something is due: working days in England, calendar days, weeks, months, years and hours.

    due_dates(Limit(15, Unit.WORKING_DAYS), date(2026, 12, 10))[0].due
        date(2027, 1, 5)    (weekends, Christmas Day, the substitute for Boxing Day and New Year's Day are left out)

Every reading of a limit is given with its rule in words, that of the limit's own counting rule first: where the
starting day might count ("beginning with") or might not ("within") and the dates differ, both are there; where a text
says "days" and not which, calendar and working days are there. Nothing is moved off a weekend, and nothing is extended.

A working day is any day but a Saturday, a Sunday and a bank holiday in England (Working Together 2023, footnote 209).
Periods of months end on the same date of the month, or on its last day where it has no such date (Dodds v Walker,
[1981] UKHL 3). Bank holidays are known for the years `COVERED`, which were held against GOV.UK's list; beyond
them no working day is counted.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import WaymarkError
from practice.limits import Counting, Limit, Unit

COVERED = range(2020, 2028)

_DAY = timedelta(days=1)
_SATURDAY = 5
_YEARS = range(1000, 9000)
_OBSERVED = " (observed)"
_NO_TERMS = "No day is given: which days are school days depends on the school's terms."
_UNIT_RULES = {
    Unit.HOURS: "Hours run on through nights and weekends.",
    Unit.WORKING_DAYS: "Saturdays, Sundays and bank holidays in England are not counted.",
    Unit.CALENDAR_DAYS: "Every day is counted.",
    Unit.WEEKS: "A week is seven days.",
    Unit.MONTHS: "To the same date of the month, or its last day where it has no such date.",
    Unit.YEARS: "To the same date of the year, or the last day of the month where it has no such date.",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that is not counted, and why: `Saturday`, or a bank holiday's name."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Due:
    """The day (of a limit in hours, the hour) on which one reading of a limit ends, with its rule in words.

    `skipped` are the days passed over, in the order in which they were met. `remark` says what a reader should know:
    that the day is no working day, or why there is no day, which `due` None means.
    """

    unit: Unit
    counts_start: bool
    due: date | datetime | None
    rule: str
    skipped: tuple[Skipped, ...] = ()
    remark: str | None = None


def due_dates(limit: Limit, start: date | datetime) -> tuple[Due, ...]:
    """Every reading of `limit` from `start`, the limit's own first, those with the same unit and day once.

    Of a limit that counts back (`Counting.BEFORE`), `start` is the later day, and `due` the last day that is early
    enough. School days are not reckoned: schools set their terms. WaymarkError where the limit is in hours and `start`
    has no hour, and where `start` is centuries away.
    """
    if start.year not in _YEARS:
        raise WaymarkError(f"{start.year} is too far away to be reckoned from. Give a year between 1000 and 8999.")
    if limit.unit is Unit.SCHOOL_DAYS:
        return (Due(limit.unit, False, None, "School days are not counted here.", remark=_NO_TERMS),)
    if limit.unit is Unit.HOURS:
        return (_hours(limit, start),)
    day = start.date() if isinstance(start, datetime) else start
    units = [Unit.CALENDAR_DAYS, Unit.WORKING_DAYS] if limit.unit is Unit.DAYS else [limit.unit]
    counts_first = limit.counting is Counting.BEGINNING_WITH
    found: dict[tuple[Unit, date | datetime | None], Due] = {}
    for unit in units:
        for counts_start in (counts_first, not counts_first):
            one = _reading(Limit(limit.number, unit, limit.counting), day, counts_start=counts_start)
            found.setdefault((unit, one.due), one)
    if limit.counting is Counting.EACH:
        one = _next_period(limit, day)
        found.setdefault((limit.unit, one.due), one)
    return tuple(found.values())


def why_closed(day: date) -> str | None:
    """Why `day` is no working day in England: `Sunday`, `Good Friday`; None where it is one.

    A year that is not `COVERED` is a KeyError: its bank holidays are not known here.
    """
    if day.year not in COVERED:
        raise KeyError(day.year)
    return f"{day:%A}" if day.weekday() >= _SATURDAY else _bank_holidays().get(day)


def bank_holiday(day: date) -> str | None:
    """The bank holiday in England on `day`, `substitute day for Boxing Day`; Christmas Day too where that is a Sunday.

    A year that is not `COVERED` is a KeyError: its bank holidays are not known here.
    """
    if day.year not in COVERED:
        raise KeyError(day.year)
    return _bank_holidays().get(day)


def _reading(limit: Limit, start: date, *, counts_start: bool) -> Due:
    is_back = limit.counting is Counting.BEFORE
    if is_back:
        start_rule = "The later day counts as the first." if counts_start else "The later day is not counted."
    elif counts_start:
        start_rule = 'The starting day counts as the first ("beginning with").'
    else:
        start_rule = 'The starting day is not counted ("within").'
    rule = f"{start_rule} {_UNIT_RULES[limit.unit]}"
    if not limit.number:
        return Due(limit.unit, counts_start, start, "On the same day.", remark=_remark(start))
    if limit.unit is Unit.WORKING_DAYS:
        return _working_days(limit, start, counts_start=counts_start, rule=rule)
    step = -_DAY if is_back else _DAY
    end, is_cut = _period_end(limit, start, -limit.number if is_back else limit.number)
    if counts_start and not is_cut:
        end -= step
    return Due(limit.unit, counts_start, end, rule, remark=_remark(end))


def _period_end(limit: Limit, start: date, number: int) -> tuple[date, bool]:
    """The day that lies `number` units from `start`, and whether it had to be the last of a shorter month."""
    if limit.unit is Unit.CALENDAR_DAYS:
        return start + number * _DAY, False
    if limit.unit is Unit.WEEKS:
        return start + timedelta(weeks=number), False
    months = start.year * 12 + start.month - 1 + (number if limit.unit is Unit.MONTHS else 12 * number)
    year, month = months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(start.day, last)), start.day > last


def _working_days(limit: Limit, start: date, *, counts_start: bool, rule: str) -> Due:
    step = -_DAY if limit.counting is Counting.BEFORE else _DAY
    day = start if counts_start else start + step
    skipped: list[Skipped] = []
    counted = 0
    while day.year in COVERED:
        if (name := why_closed(day)) is None:
            counted += 1
        else:
            skipped.append(Skipped(day, name))
        if counted == limit.number:
            return Due(limit.unit, counts_start, day, rule, tuple(skipped))
        day += step
    remark = (
        f"No day is given: {counted} of {limit.number} working days fall in the years {COVERED[0]} to {COVERED[-1]}, "
        "whose bank holidays are known here."
    )
    return Due(limit.unit, counts_start, None, rule, tuple(skipped), remark)


def _next_period(limit: Limit, start: date) -> Due:
    """The last day of the calendar month or year after that of `start`."""
    if limit.unit is Unit.YEARS:
        end = date(start.year + 1, 12, 31)
    else:
        following, _ = _period_end(limit, start.replace(day=1), limit.number)
        end = following.replace(day=calendar.monthrange(following.year, following.month)[1])
    rule = f"Once in each calendar {limit.unit.value.removesuffix('s')}: at the latest on the last day of the next one."
    return Due(limit.unit, False, end, rule, remark=_remark(end))


def _hours(limit: Limit, start: date | datetime) -> Due:
    if not isinstance(start, datetime):
        raise WaymarkError("This limit is in hours: give the hour too, like 2026-11-25T14:30.")
    try:
        here = ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError as error:
        raise WaymarkError("This machine has no table of time zones. Install the package tzdata.") from error
    number = -limit.number if limit.counting is Counting.BEFORE else limit.number
    began = start.replace(tzinfo=here)
    end = (began.astimezone(UTC) + timedelta(hours=number)).astimezone(here)
    remark = "The clocks change in between." if end.utcoffset() != began.utcoffset() else None
    return Due(limit.unit, False, end.replace(tzinfo=None), _UNIT_RULES[Unit.HOURS], remark=remark)


def _remark(day: date) -> str | None:
    """That the day on which a period ends is no working day, or may be none."""
    if day.year not in COVERED:
        name = f"{day:%A}" if day.weekday() >= _SATURDAY else None
        return f"It is a {name}." if name else "Whether it is a bank holiday is not known here."
    name = why_closed(day)
    return f"It is no working day ({name}), and it is not moved." if name else None


@cache
def _bank_holidays() -> Mapping[date, str]:
    import holidays  # a tenth of a second that a command without dates need not wait

    table = holidays.country_holidays("GB", subdiv="ENG", years=COVERED)
    return {day: _named(name) for day, name in table.items()}


def _named(holiday: str) -> str:
    is_substitute = holiday.endswith(_OBSERVED)
    return f"substitute day for {holiday.removesuffix(_OBSERVED)}" if is_substitute else holiday
