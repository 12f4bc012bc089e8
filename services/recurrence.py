"""On which days a schedule falls: RFC 5545 as the standard uses it, by dateutil.

    falls(Schedule(freq="MONTHLY", byday="1SA"), date(2026, 6, 1), date(2026, 6, 30)).certain     # {6 June}

What a schedule leaves open is told as days on which it may fall (`unsure`), with why: without days, any; every second
week without a first day (`dtstart`), each; rules that RFC 5545 forbids (a WEEKLY 1SA), each day that they might mean.
Where only `freq` is missing, the days tell it: MO is every Monday whatever it is, and 1SA is of a month. A count, an
interval or a list of days beyond what any service has (`beyond`) is none that can be read, so that no walk is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Literal, TypedDict

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

from services.records import Schedule

MOST_TIMES = 10_000
"""Every day for 27 years: a count above it is a slip."""

MOST_APART = 1_000
"""Weeks for 19 years: an interval above it is a slip."""

_MOST_PARTS = 400
_Part = Literal["bymonthday", "byyearday", "byweekno"]


class _Parts(TypedDict, total=False):
    bymonthday: tuple[int, ...]
    byyearday: tuple[int, ...]
    byweekno: tuple[int, ...]


_FREQUENCIES: dict[str, int] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_STEPS: dict[int, int] = {DAILY: 1, WEEKLY: 7}
_MOST: dict[_Part, int] = {"bymonthday": 31, "byyearday": 366, "byweekno": 53}
_NO_DAYS = "the record does not say on which days"
_NO_FREQUENCY = "the record does not say how often"
_NO_START = "the record does not say from which day it counts"
_ODD = "the record's rule for the days cannot be read"


@dataclass(frozen=True, slots=True)
class Falls:
    """The days of a window on which a schedule falls, and on which it may; `why` says why it only may.

    `first` and `last` bound the time of which the schedule speaks at all, None where it is not bounded.
    """

    certain: frozenset[date]
    unsure: frozenset[date]
    why: str | None
    first: date | None
    last: date | None

    def speaks_of(self, day: date) -> bool:
        """Whether the schedule says anything of the day, be it that it does not fall then."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class _Rule:
    """The parts of a rule as dateutil takes them; `why` says why its days are not certain."""

    freq: int
    interval: int = 1
    byweekday: tuple[weekday, ...] | None = None
    bymonthday: tuple[int, ...] | None = None
    byyearday: tuple[int, ...] | None = None
    byweekno: tuple[int, ...] | None = None
    bymonth: int | None = None
    why: str | None = None


def falls(schedule: Schedule, start: date, end: date) -> Falls:
    """The days from `start` to `end`, both included, on which the schedule falls or may fall."""
    first = max((day for day in (schedule.valid_from, schedule.dtstart) if day), default=None)
    last = min((day for day in (schedule.valid_to, schedule.until) if day), default=None)
    rule = _rule(schedule)
    window_end = min(end, last) if last else end
    found = _days(rule, schedule, start, window_end)
    if schedule.count and rule.why is None and len(found) == schedule.count:
        last = min(last, found[-1]) if last else found[-1]
    kept = frozenset(day for day in found if start <= day <= window_end and (first is None or first <= day))
    none: frozenset[date] = frozenset()
    return Falls(none, kept, rule.why, first, last) if rule.why else Falls(kept, none, None, first, last)


def beyond(schedule: Schedule) -> Iterator[tuple[str, str]]:
    """The numbers of a schedule that are beyond what any service has: the field, and why."""
    if (schedule.count or 0) > MOST_TIMES:
        yield "count", f"is more than {MOST_TIMES} times"
    if (schedule.interval or 0) > MOST_APART:
        yield "interval", f"is more than {MOST_APART}"


def is_of_one_day(schedule: Schedule, day: date) -> bool:
    """Whether the schedule speaks of this day alone, so that it is meant for the day as it is."""
    return day in (schedule.valid_from, schedule.dtstart) and day in (schedule.valid_to, schedule.until)


def _days(rule: _Rule, schedule: Schedule, start: date, end: date) -> list[date]:
    """In order. Of a schedule with a count, from its first on; else none that lies before the window, but by a step."""
    counted = schedule.count if rule.why is None else None
    if counted and schedule.dtstart and counted > (end - schedule.dtstart).days + 1:
        counted = None  # so many there cannot be by then, at one a day
    anchor = _anchor(rule, schedule.dtstart, start, is_counted=bool(counted))
    if anchor > end:
        return []
    found = rrule(
        rule.freq,
        dtstart=datetime.combine(anchor, time()),
        interval=rule.interval,
        wkst=_first_of_week(schedule.wkst),
        byweekday=rule.byweekday,
        bymonth=rule.bymonth,
        bymonthday=rule.bymonthday,
        byyearday=rule.byyearday,
        byweekno=rule.byweekno,
        until=datetime.combine(end, time()),
    )
    return [moment.date() for moment in (islice(found, counted) if counted else found)]


def _anchor(rule: _Rule, dtstart: date | None, start: date, *, is_counted: bool) -> date:
    """A day to reckon from that leaves the days the same, as near to the window as may be: decades are not walked."""
    if dtstart is None:
        return start
    if is_counted or start <= dtstart:
        return dtstart
    if rule.interval == 1:
        return start
    if rule.freq not in _STEPS:
        return dtstart
    step = rule.interval * _STEPS[rule.freq]
    return dtstart + timedelta(days=(start - dtstart).days // step * step)


def _rule(schedule: Schedule) -> _Rule:
    """The rule of a schedule; one whose days are not certain falls on all that it might mean."""
    interval = schedule.interval or 1
    if any(beyond(schedule)):
        return _Rule(DAILY, why=_ODD)
    try:
        byday, parts = _weekdays(schedule.byday), _numbers(schedule)
    except ValueError:
        return _Rule(DAILY, why=_ODD)
    freq = _FREQUENCIES[schedule.freq] if schedule.freq else _told_by(byday, parts)
    if freq is None:
        return _Rule(DAILY, why=_NO_DAYS)
    each = tuple(weekday(day.weekday) for day in byday) or None
    if _is_forbidden(freq, byday, parts):
        return _Rule(DAILY, byweekday=each, why=_ODD)
    if not byday and not parts and freq != DAILY:
        return _by_start(freq, schedule)
    rule = _Rule(freq, interval, byday or None, **parts)
    if schedule.dtstart is None and (interval > 1 or schedule.count):
        return replace(rule, interval=1, why=_NO_START)
    return replace(rule, interval=1, why=_NO_FREQUENCY) if interval > 1 and not schedule.freq else rule


def _told_by(byday: tuple[weekday, ...], parts: _Parts) -> int | None:
    if "byyearday" in parts or "byweekno" in parts:
        return _FREQUENCIES["YEARLY"]
    if "bymonthday" in parts or any(day.n for day in byday):
        return _FREQUENCIES["MONTHLY"]
    return _FREQUENCIES["WEEKLY"] if byday else None


def _is_forbidden(freq: int, byday: tuple[weekday, ...], parts: _Parts) -> bool:
    """What RFC 5545, 3.3.10 does not allow, and week numbers without a day, which it leaves to the first day."""
    if any(day.n for day in byday) and freq in (DAILY, WEEKLY):
        return True
    if "bymonthday" in parts and freq == WEEKLY:
        return True
    if "byyearday" in parts and freq != YEARLY:
        return True
    return "byweekno" in parts and (freq != YEARLY or not byday or any(day.n for day in byday))


def _by_start(freq: int, schedule: Schedule) -> _Rule:
    """A rule without days takes them from its first day: its weekday, its date in the month or in the year."""
    day, interval = schedule.dtstart, schedule.interval or 1
    if day is None:
        return _Rule(DAILY, why=_NO_DAYS)
    if freq == WEEKLY:
        return _Rule(freq, interval, byweekday=(weekday(day.weekday()),))
    return _Rule(freq, interval, bymonthday=(day.day,), bymonth=day.month if freq == YEARLY else None)


def _weekdays(text: str | None) -> tuple[weekday, ...]:
    """TH,FR or 1SA,-1SU; ValueError for anything else."""
    found = [_BYDAY.fullmatch(part) for part in _split(text)]
    if not all(found) or any(one and one[1] and not int(one[1]) for one in found):
        raise ValueError(text)
    return tuple(weekday(_WEEKDAYS.index(one[2]), int(one[1]) if one[1] else None) for one in found if one)


def _numbers(schedule: Schedule) -> _Parts:
    """The numbered parts that the schedule has; ValueError where one is out of its range."""
    parts: _Parts = {}
    for name, most in _MOST.items():
        numbers = tuple(int(part) for part in _split(getattr(schedule, name)))
        if any(not 1 <= abs(number) <= most for number in numbers):
            raise ValueError(name)
        if numbers:
            parts[name] = numbers
    return parts


def _split(text: str | None) -> list[str]:
    """The parts of a list, each once; ValueError for more of them than any list of days has."""
    parts = [part for part in re.split(r"[,;\s]+", (text or "").upper(), maxsplit=_MOST_PARTS + 1) if part]
    if len(parts) > _MOST_PARTS:
        raise ValueError(f"more than {_MOST_PARTS} parts")
    return list(dict.fromkeys(parts))


def _first_of_week(text: str | None) -> int:
    """Monday, as RFC 5545 has it, where the schedule names no other day."""
    named = (text or "").strip().upper()
    return _WEEKDAYS.index(named) if named in _WEEKDAYS else 0
