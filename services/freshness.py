"""How long ago somebody made sure of a record, and whether that is too long.

    freshness(service, today=date(2026, 11, 28))     # Freshness(State.STALE, date(2026, 3, 1), "hub@council.example")
    Thresholds.of({"stale_months": 3})               # what a council set, in the table [freshness] of services.toml

The day is `assured_date`; that a record was changed (`last_modified`) makes nobody sure of it. Months end on the same
date of the month, or on its last day where it has no such date: assured on 31 August, it is stale after 28 February.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

from core.errors import ServicesError
from services.records import Service

_MOST_MONTHS = 1200


class State(StrEnum):
    """Fresh; stale, to be warned of; so long ago that it is hidden unless asked for; or not stated."""

    FRESH = "fresh"
    STALE = "stale"
    HIDDEN = "hidden"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Months after which a record is stale, and after which it is hidden unless asked for."""

    stale_months: int = 6
    hidden_months: int = 36

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Thresholds:
        """What a table sets, the rest as it is; ServicesError where it is no number of months, or an unknown name."""
        for name, value in table.items():
            if name not in cls.__slots__:
                raise ServicesError(f"freshness has no setting {name}: there are stale_months and hidden_months.")
            if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _MOST_MONTHS:
                raise ServicesError(
                    f"freshness.{name} is {value!r}: give a whole number of months, 1 to {_MOST_MONTHS}."
                )
        found = cls(**table)
        if found.hidden_months < found.stale_months:
            raise ServicesError(
                f"freshness.hidden_months ({found.hidden_months}) is less than stale_months ({found.stale_months}): "
                "a record is warned of before it is hidden."
            )
        return found


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh a record is, the day on which it was assured and by whom, each None where not stated."""

    state: State
    assured_date: date | None
    assured_by: str | None

    @property
    def words(self) -> str:
        """For people: when it was last checked, and by whom."""
        if self.assured_date is None:
            return "last checked: not stated"
        day = f"{self.assured_date.day} {self.assured_date:%B %Y}"
        if self.state is State.NOT_STATED:
            return f"last checked: not stated (the record says {day}, which is still to come)"
        return (
            f"last checked {day} by {self.assured_by}"
            if self.assured_by
            else f"last checked {day}, by whom: not stated"
        )


_SET_BY_NOBODY = Thresholds()


def freshness(service: Service, today: date, thresholds: Thresholds = _SET_BY_NOBODY) -> Freshness:
    """How fresh the record is on a day. On the last day of its months it is still fresh.

    A day that is still to come assures nothing: not stated.
    """
    day, by = service.assured_date, service.assurer_email
    if day is None or day > today:
        return Freshness(State.NOT_STATED, day, by)
    if today > _after(day, thresholds.hidden_months):
        return Freshness(State.HIDDEN, day, by)
    is_stale = today > _after(day, thresholds.stale_months)
    return Freshness(State.STALE if is_stale else State.FRESH, day, by)


@lru_cache(maxsize=10_000)
def _after(day: date, months: int) -> date:
    after: date = day + relativedelta(months=months)
    return after
