"""Days by which something is due: against a table typed from GOV.UK's list, another library, and worked examples."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import WaymarkError
from practice.limits import Counting, Limit, Unit
from practice.working_days import COVERED, Due, bank_holiday, due_dates, why_closed

# Bank holidays in England as GOV.UK lists them, days on which they are kept, typed by hand.
BANK_HOLIDAYS = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
}
LISTED = {date.fromisoformat(f"{year}-{day}") for year, days in BANK_HOLIDAYS.items() for day in days.split()}
LENGTHS = (1, 2, 3, 5, 7, 10, 15, 20, 45)
WITHIN, BEGINNING, BEFORE = Counting.WITHIN, Counting.BEGINNING_WITH, Counting.BEFORE
CALENDAR = np.busdaycalendar(holidays=sorted(LISTED))
ONE_DAY = timedelta(days=1)


def days(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += ONE_DAY


def is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in LISTED


def walked(start: date, number: int, *, step: timedelta = ONE_DAY) -> date:
    """The plain way: step from day to day and count those that are open."""
    day = start
    while number:
        day += step
        number -= is_open(day)
    return day


def first(number: int, unit: Unit, counting: Counting, start: date | datetime) -> Due:
    return due_dates(Limit(number, unit, counting), start)[0]


def test_every_year_that_is_covered_has_its_list() -> None:
    assert list(BANK_HOLIDAYS) == list(COVERED)


def test_closed_days_are_the_weekends_and_the_listed_bank_holidays() -> None:
    assert [day for day in days(2020, 2027) if (why_closed(day) is None) != is_open(day)] == []


def test_bank_holidays_are_the_listed_days_and_the_day_itself_where_it_falls_on_a_weekend() -> None:
    named = {day for day in days(2020, 2027) if bank_holiday(day)}
    assert {day for day in named if day.weekday() < 5} == LISTED
    assert bank_holiday(date(2027, 12, 25)) == "Christmas Day"
    assert bank_holiday(date(2027, 12, 27)) == "substitute day for Christmas Day"
    with pytest.raises(KeyError):
        bank_holiday(date(2028, 1, 1))


@pytest.mark.parametrize("number", LENGTHS)
def test_working_days_agree_with_numpy_and_a_plain_walk_for_every_start(number: int) -> None:
    counted = 0
    for start in days(2024, 2027):
        expected = walked(start, number)
        given_day = first(number, Unit.WORKING_DAYS, WITHIN, start).due
        if expected.year not in COVERED:
            assert given_day is None
            continue
        assert given_day == expected
        moved = np.busday_offset(start, 0, roll="preceding", busdaycal=CALENDAR)
        assert np.busday_offset(moved, number, busdaycal=CALENDAR).astype(date) == expected
        counted += start.weekday() < 5
    assert counted > 900


@pytest.mark.parametrize("number", LENGTHS)
def test_working_days_before_agree_with_a_plain_walk_back(number: int) -> None:
    for start in days(2024, 2027):
        assert first(number, Unit.WORKING_DAYS, BEFORE, start).due == walked(start, number, step=-ONE_DAY)


@pytest.mark.parametrize("number", LENGTHS)
def test_beginning_with_counts_the_starting_day_where_it_is_open(number: int) -> None:
    for start in days(2024, 2026):
        assert first(number, Unit.WORKING_DAYS, BEGINNING, start).due == walked(start - ONE_DAY, number)


@pytest.mark.parametrize(
    ("start", "number", "due", "named"),
    [
        ("2026-12-23", 2, "2026-12-29", {"2026-12-28": "substitute day for Boxing Day"}),
        ("2026-12-24", 1, "2026-12-29", {"2026-12-25": "Christmas Day", "2026-12-26": "Saturday"}),
        ("2027-12-24", 1, "2027-12-29", {"2027-12-27": "substitute day for Christmas Day"}),
        ("2027-12-23", 2, "2027-12-29", {"2027-12-28": "substitute day for Boxing Day", "2027-12-26": "Sunday"}),
        ("2026-04-02", 1, "2026-04-07", {"2026-04-03": "Good Friday", "2026-04-06": "Easter Monday"}),
        ("2026-11-25", 15, "2026-12-16", {}),
    ],
)
def test_days_left_out_are_named(start: str, number: int, due: str, named: dict[str, str]) -> None:
    found = first(number, Unit.WORKING_DAYS, WITHIN, date.fromisoformat(start))
    assert found.due == date.fromisoformat(due)
    skipped = {one.day.isoformat(): one.name for one in found.skipped}
    assert named.items() <= skipped.items()
    assert all(not is_open(one.day) for one in found.skipped)


@given(start=st.dates(date(2020, 1, 1), date(2027, 6, 1)), number=st.integers(1, 60))
def test_days_passed_over_and_days_counted_are_all_the_days_between(start: date, number: int) -> None:
    found = first(number, Unit.WORKING_DAYS, WITHIN, start)
    assert isinstance(found.due, date)
    assert (found.due - start).days == number + len(found.skipped)


def test_a_day_past_the_known_bank_holidays_is_not_given() -> None:
    found = first(45, Unit.WORKING_DAYS, WITHIN, date(2027, 12, 1))
    assert found.due is None
    assert found.remark is not None
    assert found.remark.startswith("No day is given: 20 of 45 working days")
    assert first(1, Unit.WORKING_DAYS, BEFORE, date(2020, 1, 1)).due is None
    after = first(2, Unit.MONTHS, WITHIN, date(2027, 12, 1))
    assert (after.due, after.remark) == (date(2028, 2, 1), "Whether it is a bank holiday is not known here.")


@pytest.mark.parametrize(
    ("number", "unit", "counting", "start", "due"),
    [
        (7, Unit.CALENDAR_DAYS, WITHIN, "2026-01-30", "2026-02-06"),
        (15, Unit.CALENDAR_DAYS, BEGINNING, "2026-01-01", "2026-01-15"),
        (26, Unit.WEEKS, BEGINNING, "2026-02-27", "2026-08-27"),
        (6, Unit.WEEKS, BEFORE, "2026-06-15", "2026-05-04"),
        (1, Unit.MONTHS, WITHIN, "2026-01-31", "2026-02-28"),
        (1, Unit.MONTHS, WITHIN, "2024-01-31", "2024-02-29"),
        (3, Unit.MONTHS, WITHIN, "2026-11-30", "2027-02-28"),
        (1, Unit.MONTHS, BEGINNING, "2026-03-01", "2026-03-31"),
        (1, Unit.MONTHS, BEGINNING, "2026-01-31", "2026-02-28"),
        (3, Unit.MONTHS, BEFORE, "2026-05-31", "2026-02-28"),
        (1, Unit.YEARS, WITHIN, "2024-02-29", "2025-02-28"),
        (75, Unit.YEARS, Counting.FOR, "2026-05-05", "2101-05-05"),
        (6, Unit.MONTHS, Counting.EVERY, "2026-08-31", "2027-02-28"),
        (0, Unit.CALENDAR_DAYS, WITHIN, "2026-08-31", "2026-08-31"),
    ],
)
def test_other_units_end_where_their_rule_says(
    number: int, unit: Unit, counting: Counting, start: str, due: str
) -> None:
    assert first(number, unit, counting, date.fromisoformat(start)).due == date.fromisoformat(due)


def test_a_day_that_is_no_working_day_is_told_and_not_moved() -> None:
    found = first(3, Unit.MONTHS, WITHIN, date(2026, 9, 25))
    assert (found.due, found.remark) == (
        date(2026, 12, 25),
        "It is no working day (Christmas Day), and it is not moved.",
    )


def test_both_readings_are_given_where_the_starting_day_matters_and_one_where_not() -> None:
    both = due_dates(Limit(15, Unit.WORKING_DAYS, WITHIN), date(2026, 11, 25))
    assert [(one.due, one.counts_start) for one in both] == [(date(2026, 12, 16), False), (date(2026, 12, 15), True)]
    reverse = due_dates(Limit(15, Unit.WORKING_DAYS, BEGINNING), date(2026, 11, 25))
    assert [one.due for one in reverse] == [one.due for one in reversed(both)]
    on_a_sunday = due_dates(Limit(15, Unit.WORKING_DAYS, WITHIN), date(2026, 11, 29))
    assert len(on_a_sunday) == 1


def test_bare_days_are_read_as_calendar_days_and_as_working_days() -> None:
    found = due_dates(Limit(5, Unit.DAYS, WITHIN), date(2026, 12, 22))
    assert [(one.unit, one.due) for one in found] == [
        (Unit.CALENDAR_DAYS, date(2026, 12, 27)),
        (Unit.CALENDAR_DAYS, date(2026, 12, 26)),
        (Unit.WORKING_DAYS, date(2026, 12, 31)),
        (Unit.WORKING_DAYS, date(2026, 12, 30)),
    ]


def test_once_in_each_month_is_read_as_a_month_after_and_as_the_next_calendar_month() -> None:
    found = due_dates(Limit(1, Unit.MONTHS, Counting.EACH), date(2026, 1, 15))
    assert [one.due for one in found] == [date(2026, 2, 15), date(2026, 2, 14), date(2026, 2, 28)]
    yearly = due_dates(Limit(1, Unit.YEARS, Counting.EACH), date(2026, 1, 15))
    assert yearly[-1].due == date(2027, 12, 31)


def test_hours_run_on_by_the_clock_through_its_change() -> None:
    plain = first(24, Unit.HOURS, WITHIN, datetime(2026, 12, 24, 17, 30))
    assert (plain.due, plain.remark) == (datetime(2026, 12, 25, 17, 30), None)
    spring = first(24, Unit.HOURS, WITHIN, datetime(2026, 3, 28, 14, 30))
    assert (spring.due, spring.remark) == (datetime(2026, 3, 29, 15, 30), "The clocks change in between.")
    autumn = first(72, Unit.HOURS, WITHIN, datetime(2026, 10, 24, 9, 0))
    assert autumn.due == datetime(2026, 10, 27, 8, 0)


def test_hours_without_an_hour_and_days_out_of_any_calendar_are_refused_in_words() -> None:
    with pytest.raises(WaymarkError, match="give the hour too"):
        due_dates(Limit(24, Unit.HOURS, WITHIN), date(2026, 3, 28))
    with pytest.raises(WaymarkError, match="too far away"):
        due_dates(Limit(3, Unit.MONTHS, WITHIN), date(9999, 12, 31))


def test_school_days_give_no_day() -> None:
    (found,) = due_dates(Limit(5, Unit.SCHOOL_DAYS, WITHIN), date(2026, 12, 22))
    assert found.due is None
    assert found.remark is not None
    assert "terms" in found.remark
