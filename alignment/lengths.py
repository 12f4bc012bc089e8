"""How two limits of time stand to each other, by their lengths alone.

    relation(limit_of("within 24 hours"), limit_of("within 1 working day"))         Relation.WEEKENDS
    relation(limit_of("within 4 months"), limit_of("within 3 months"))              Relation.WEAKER

Working days are counted as the calendar days that they can last: five of them are at least seven days, and up to four
more with bank holidays. It knows nothing of what a limit is about or counted from.
"""

from __future__ import annotations

from enum import Enum, auto

from practice.limits import Counting, Limit, Unit

_HOLIDAYS = 4
_CLOSE = 1.1
_WEEK = 5
_MONTHS = {1: (28, 31), 2: (59, 62), 3: (89, 92), 6: (181, 184), 12: (365, 366)}
_CALENDAR = {Unit.DAYS: 1.0, Unit.CALENDAR_DAYS: 1.0, Unit.WEEKS: 7.0, Unit.HOURS: 1 / 24}
_ONCE = (Counting.WITHIN, Counting.BEGINNING_WITH)
_AGAIN = (Counting.EVERY, Counting.EACH)


class Relation(Enum):
    """What a local limit is beside a national one."""

    SAME = auto()
    STRICTER = auto()
    WEAKER = auto()
    SLIGHTLY_WEAKER = auto()
    UNIT_MISSING = auto()
    NEAR = auto()
    WEEKENDS = auto()
    ELSE = auto()


def relation(local: Limit, national: Limit) -> Relation:
    """What `local` is beside `national`; ELSE where they run in ways that cannot be compared.

    A limit that runs again and again is compared with one since the last time. Of a limit before a day and of one for
    which something is kept, the longer is the stricter.
    """
    if (local.counting in _ONCE) != (national.counting in _ONCE) and not _both_intervals(local, national):
        return Relation.ELSE
    if national.counting in (Counting.BEFORE, Counting.FOR):
        return _backwards(local, national) if local.counting is national.counting else Relation.ELSE
    return _by_length(local, national)


def _both_intervals(local: Limit, national: Limit) -> bool:
    return {local.counting, national.counting} <= {*_ONCE, *_AGAIN}


def _by_length(local: Limit, national: Limit) -> Relation:
    if (local.number, local.unit) == (national.number, national.unit):
        return Relation.SAME
    if local.unit is national.unit:
        return Relation.STRICTER if local.number < national.number else _weaker(local.number, national.number)
    if national.unit is Unit.DAYS and local.unit is Unit.WORKING_DAYS and local.number == national.number:
        return Relation.NEAR
    if local.unit is Unit.DAYS and national.unit is Unit.WORKING_DAYS:
        return _days_for_working_days(local.number, national.number)
    least, most = _days(local)
    national_least, national_most = _days(national)
    if (least, most) == (national_least, national_most):
        return Relation.SAME
    if national.unit in (Unit.MONTHS, Unit.YEARS) and national_least <= least and most <= national_most:
        return Relation.SAME
    if least > national_most or (least > national_least and national.unit is Unit.WORKING_DAYS):
        return _weaker(least, national_least)
    if least < national_least:
        return Relation.STRICTER if most <= national_most else Relation.WEEKENDS
    return Relation.WEEKENDS if local.unit in (Unit.HOURS, Unit.CALENDAR_DAYS) else Relation.NEAR


def _weaker(local: float, national: float) -> Relation:
    return Relation.WEAKER if local > national * _CLOSE else Relation.SLIGHTLY_WEAKER


def _days_for_working_days(local: int, national: int) -> Relation:
    if local > _days(Limit(national, Unit.WORKING_DAYS, Counting.WITHIN))[0] or (local > national and national < _WEEK):
        return Relation.WEAKER
    return Relation.STRICTER if local < national else Relation.UNIT_MISSING


def _days(limit: Limit) -> tuple[float, float]:
    """The least and the most calendar days that a limit can last."""
    if limit.unit in (Unit.WORKING_DAYS, Unit.SCHOOL_DAYS):
        weeks, rest = divmod(limit.number, _WEEK)
        return 7 * weeks + rest, 7 * weeks + rest + (2 if rest else 0) + _HOLIDAYS
    if limit.unit in _CALENDAR:
        days = limit.number * _CALENDAR[limit.unit]
        return days, days
    months = limit.number * (12 if limit.unit is Unit.YEARS else 1)
    return _MONTHS.get(months, (30.4 * months - 2, 30.5 * months + 1))


def _backwards(local: Limit, national: Limit) -> Relation:
    """The relation of two limits of which the longer is the stricter."""
    if local.number == national.number and local.unit is Unit.DAYS and national.unit is Unit.WORKING_DAYS:
        return Relation.UNIT_MISSING
    found = _by_length(national, local)
    return Relation.NEAR if found in (Relation.WEEKENDS, Relation.UNIT_MISSING) else found
