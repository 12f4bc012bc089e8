"""What holds of hours whatever a record says: there is an answer, it changes when told, and windows agree."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from services.hours import State, hours_at, hours_of
from services.mapping import map_service
from services.openings import Given, given_hours, openings
from services.records import HolidaySchedule, Mapped, Schedule

LONDON = ZoneInfo("Europe/London")
WEEK = "MO,TU,WE,TH,FR,SA,SU"
OPEN, NOT_STATED = State.OPEN, State.NOT_STATED


def weekly(byday: str, opens: str, closes: str, **more: Any) -> Schedule:
    return Schedule(freq="WEEKLY", byday=byday, opens_at=opens, closes_at=closes, **more)


ODD = st.sampled_from(
    [None, "", "x", 0, -1, 1, 7, 10**30, "1900-01-01", "2026-06-03", "9999-12-31", "00:00", "23:59", "09:00",
     "MO", "1SA", "-5MO,TU", "WEEKLY", "MONTHLY", "YEARLY", "DAILY", "31", "-366", [], ["MO"], {}, True, "open"]
)  # fmt: skip
FIELDS = st.sampled_from(sorted({*Schedule.model_fields, *HolidaySchedule.model_fields}))


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.dictionaries(FIELDS, ODD, max_size=8), max_size=3),
    day=st.dates(date(2025, 1, 1), date(2029, 1, 1)),
)
def test_whatever_stands_in_a_schedule_there_is_an_answer(rows: list[dict[str, Any]], day: date) -> None:
    mapped = map_service({"id": "1", "schedules": rows, "holiday_schedules": rows}, "record 1")
    assert isinstance(mapped, Mapped)
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=LONDON)
    found = hours_of(mapped.service, moment, faults=mapped.faults)
    assert found.words(moment)
    assert found.state is NOT_STATED or mapped.service.schedules or mapped.service.holiday_schedules
    hours_at(given_hours(mapped.service), moment)


DAYS = st.dates(date(2026, 1, 1), date(2027, 11, 30))
SCHEDULES = st.builds(
    weekly,
    st.lists(st.sampled_from(WEEK.split(",")), min_size=1, max_size=3, unique=True).map(",".join),
    st.times().map(lambda hour: hour.replace(second=0, microsecond=0).isoformat()),
    st.times().map(lambda hour: hour.replace(second=0, microsecond=0).isoformat()),
    interval=st.integers(1, 3),
    dtstart=st.dates(date(2024, 1, 1), date(2026, 6, 1)),
)


@settings(max_examples=60, deadline=None)
@given(schedules=st.lists(SCHEDULES, min_size=1, max_size=3), day=DAYS, minute=st.integers(0, 24 * 60 - 1))
def test_until_and_next_are_the_first_moments_at_which_the_state_is_another(
    schedules: list[Schedule], day: date, minute: int
) -> None:
    hours = Given(tuple(schedules), (), "schedules")
    now = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=minute)
    found = hours_at(hours, now)
    if found.until:
        assert hours_at(hours, found.until).state is not OPEN
        assert hours_at(hours, found.until - timedelta(seconds=1)).state is OPEN
    if found.next_open:
        assert found.state is not OPEN
        assert hours_at(hours, found.next_open).state is OPEN
        before = found.next_open.astimezone(ZoneInfo("UTC")) - timedelta(seconds=1)
        assert hours_at(hours, before).state is not OPEN


@settings(max_examples=40, deadline=None)
@given(schedule=SCHEDULES, day=DAYS)
def test_a_day_is_the_same_in_a_short_window_and_in_a_long_one(schedule: Schedule, day: date) -> None:
    hours = Given((schedule,), (), "schedules")
    long = openings(hours, day - timedelta(days=30), day + timedelta(days=30))
    covered = {(one.start, one.end) for one in openings(hours, day, day)}
    assert all(any(one.start <= start and end <= one.end for one in long) for start, end in covered)
