"""On which days a schedule falls: against a plain walk over the days, and what a rule leaves open."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.records import Schedule
from services.recurrence import falls, is_of_one_day

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
START, END = date(2026, 1, 1), date(2026, 12, 31)
YEAR = [START + timedelta(days=number) for number in range(365)]


def certain(schedule: Schedule) -> list[date]:
    found = falls(schedule, START, END)
    assert (found.unsure, found.why) == (frozenset(), None)
    return sorted(found.certain)


@settings(max_examples=60, deadline=None)
@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    interval=st.integers(1, 5),
    first=st.dates(date(1990, 1, 1), date(2026, 12, 1)),
)
def test_every_few_weeks_agrees_with_a_plain_walk(days: set[int], interval: int, first: date) -> None:
    byday = ",".join(CODES[day] for day in days)
    monday = first - timedelta(days=first.weekday())
    walked = [
        day
        for day in YEAR
        if day >= first and day.weekday() in days and (day - monday).days // 7 % interval == 0
    ]  # fmt: skip
    assert certain(Schedule(freq="WEEKLY", byday=byday, interval=interval, dtstart=first.isoformat())) == walked


@pytest.mark.parametrize("ordinal", [1, 2, 3, 4, 5, -1, -2])
@pytest.mark.parametrize("weekday", range(7))
def test_the_nth_weekday_of_a_month_agrees_with_a_plain_walk(ordinal: int, weekday: int) -> None:
    walked = []
    for month in range(1, 13):
        of_month = [day for day in YEAR if day.month == month and day.weekday() == weekday]
        place = ordinal - 1 if ordinal > 0 else ordinal
        if -len(of_month) <= place < len(of_month):
            walked.append(of_month[place])
    assert certain(Schedule(freq="MONTHLY", byday=f"{ordinal}{CODES[weekday]}")) == walked
    assert certain(Schedule(byday=f"{ordinal}{CODES[weekday]}", dtstart="1999-01-31")) == walked


@pytest.mark.parametrize("freq", [None, "WEEKLY", "MONTHLY", "YEARLY", "DAILY"])
def test_a_weekday_is_every_such_day_whatever_the_frequency(freq: str | None) -> None:
    assert certain(Schedule(freq=freq, byday="tu; th")) == [day for day in YEAR if day.weekday() in (1, 3)]


def test_rules_are_bounded_by_their_first_and_last_days() -> None:
    schedule = Schedule(
        freq="DAILY", dtstart="2026-03-02", until="2026-03-08", valid_from="2026-02-01", valid_to="2026-03-05"
    )
    found = falls(schedule, START, END)
    assert (min(found.certain), max(found.certain), len(found.certain)) == (date(2026, 3, 2), date(2026, 3, 5), 4)
    assert (found.first, found.last) == (date(2026, 3, 2), date(2026, 3, 5))
    assert [found.speaks_of(date(2026, 3, day)) for day in (1, 2, 5, 6)] == [False, True, True, False]


def test_a_count_is_counted_from_the_first_day() -> None:
    found = falls(Schedule(freq="DAILY", interval=100, count=3, dtstart="2025-12-31"), START, END)
    assert sorted(found.certain) == [date(2026, 4, 10), date(2026, 7, 19)]
    assert found.last == date(2026, 7, 19)
    assert falls(Schedule(freq="DAILY", count=3, dtstart="2026-12-30"), START, END).last is None


@pytest.mark.parametrize(
    ("fields", "number", "why"),
    [
        ({}, 365, "on which days"),
        ({"freq": "WEEKLY"}, 365, "on which days"),
        ({"dtstart": "2026-01-01"}, 365, "on which days"),
        ({"byday": "Mondays"}, 365, "cannot be read"),
        ({"byday": "0MO"}, 365, "cannot be read"),
        ({"bymonthday": "x"}, 365, "cannot be read"),
        ({"freq": "WEEKLY", "byday": "1SA"}, 52, "cannot be read"),
        ({"freq": "WEEKLY", "byday": "TH,FR", "bymonthday": "2,3,4"}, 105, "cannot be read"),
        ({"freq": "MONTHLY", "byyearday": "3"}, 365, "cannot be read"),
        ({"freq": "YEARLY", "byweekno": "3"}, 365, "cannot be read"),
        ({"freq": "WEEKLY", "byday": "MO", "interval": 2}, 52, "from which day"),
        ({"freq": "WEEKLY", "byday": "MO", "count": 5}, 52, "from which day"),
        ({"byday": "MO", "interval": 2, "dtstart": "2026-01-05"}, 52, "how often"),
        ({"freq": "DAILY", "count": 10**9, "dtstart": "1900-01-01"}, 365, "cannot be read"),
        ({"freq": "DAILY", "count": 1e308, "dtstart": "1900-01-01"}, 365, "cannot be read"),
        ({"freq": "DAILY", "interval": 10**18, "dtstart": "1900-01-01"}, 365, "cannot be read"),
        ({"freq": "WEEKLY", "byday": ",".join(["MO"] * 10**6)}, 365, "cannot be read"),
        ({"freq": "MONTHLY", "bymonthday": "1;" * 10**6}, 365, "cannot be read"),
    ],
)
def test_days_that_a_rule_leaves_open_are_only_possible(fields: dict[str, object], number: int, why: str) -> None:
    found = falls(Schedule.model_validate(fields), START, END)
    assert (len(found.certain), len(found.unsure)) == (0, number)
    assert why in (found.why or "")


@pytest.mark.parametrize(
    "fields",
    [
        {"freq": "DAILY", "interval": 1000, "dtstart": "1900-01-01"},
        {"freq": "DAILY", "bymonthday": "31", "dtstart": "1900-01-01", "count": 10_000},
        {"freq": "DAILY", "byday": "MO", "dtstart": "1900-01-01", "count": 10_000},
        {"freq": "MONTHLY", "interval": 12, "bymonthday": "30", "dtstart": "1900-02-01"},
        {"freq": "YEARLY", "byweekno": "53", "byday": "MO", "dtstart": "1900-02-01", "interval": 7},
    ],
)
def test_rules_made_to_run_for_ever_end_soon(fields: dict[str, object]) -> None:
    began = time.process_time()
    falls(Schedule.model_validate(fields), START, END)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("count", [1, 5, 364, 365, 366, 367, 9999])
def test_a_count_ends_where_a_plain_walk_ends_it(count: int) -> None:
    first = date(2026, 1, 1) - timedelta(days=2)
    found = falls(Schedule(freq="DAILY", count=count, dtstart=first.isoformat()), START, END)
    assert found.certain == {first + timedelta(days=number) for number in range(count)} & set(YEAR)
    assert found.last == (first + timedelta(days=count - 1) if count <= 367 else None)


def test_a_schedule_of_one_day_is_that_days() -> None:
    only = Schedule(dtstart="2026-05-25", valid_to="2026-05-25")
    assert is_of_one_day(only, date(2026, 5, 25))
    assert not is_of_one_day(only, date(2026, 5, 26))
    assert not is_of_one_day(Schedule(dtstart="2026-05-25"), date(2026, 5, 25))
