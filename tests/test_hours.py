"""Open now, closed or not stated, and when it opens next: a table of moments, each worked out by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.hours import Hours, State, hours_at, hours_of
from services.mapping import map_service
from services.openings import Given, given_hours
from services.records import HolidaySchedule, Location, Mapped, Schedule, Service, ServiceAtLocation

LONDON = ZoneInfo("Europe/London")
WEEK = "MO,TU,WE,TH,FR,SA,SU"


def weekly(byday: str, opens: str | None = "09:00", closes: str | None = "17:00", **more: Any) -> Schedule:
    return Schedule(freq="WEEKLY", byday=byday, opens_at=opens, closes_at=closes, **more)


def monthly(opens: str = "10:00", closes: str = "12:00", **more: Any) -> Schedule:
    return Schedule(freq="MONTHLY", opens_at=opens, closes_at=closes, **more)


def holiday(start: str | None, end: str | None, **more: Any) -> HolidaySchedule:
    return HolidaySchedule(start_date=start, end_date=end, **more)


def london(text: str) -> datetime:
    """`2026-10-25 01:30+` is the second time that the clock shows it."""
    return datetime.fromisoformat(text.rstrip("+")).replace(tzinfo=LONDON, fold=int(text.endswith("+")))


def shown(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else None


def at(moment: str, *schedules: Schedule, holidays: tuple[HolidaySchedule, ...] = ()) -> Hours:
    return hours_at(Given(schedules, holidays, "schedules"), london(moment))


WEEKDAYS = weekly("MO,TU,WE,TH,FR")
NIGHTS = weekly("FR,SA", "22:00", "02:00")
EARLY = weekly("SU", "01:30", "04:00")
ALWAYS = Schedule(freq="DAILY", opens_at="00:00", closes_at="00:00")
ALL_YEAR = Schedule(freq="DAILY", opens_at="00:00", closes_at="00:00", description="Open 365 days a year")
FIRST_SATURDAY = monthly(byday="1SA")
FORTNIGHT = weekly("WE", interval=2, dtstart="2026-06-03")
SUMMER = weekly("MO", "09:00", "20:00", valid_from="2026-04-01", valid_to="2026-09-30")
WINTER = weekly("MO", "09:00", "16:00", valid_from="2026-10-01", valid_to="2027-03-31")
THAT_DAY = weekly("MO", "10:00", "14:00", valid_from="2026-05-25", valid_to="2026-05-25")
SHUT = holiday("2026-12-24", "2026-12-26", closed=True)
SHORT = holiday("2026-05-25", "2026-05-25", closed=False, opens_at="10:00", closes_at="14:00")
HALL = {"freq": "WEEKLY", "byday": "WE", "opens_at": "09:00", "closes_at": "17:00"}
OPEN, CLOSED, NOT_STATED = State.OPEN, State.CLOSED, State.NOT_STATED

# What is asked, the moment, the schedules, and by hand: the state, until when, when next.
TABLE: list[tuple[str, str, tuple[Schedule, ...], State, str | None, str | None]] = [
    ("inside", "2026-06-03 12:00", (WEEKDAYS,), OPEN, "2026-06-03 17:00", None),
    ("at the first minute", "2026-06-03 09:00", (WEEKDAYS,), OPEN, "2026-06-03 17:00", None),
    ("at the last minute", "2026-06-03 17:00", (WEEKDAYS,), CLOSED, None, "2026-06-04 09:00"),
    ("over the weekend", "2026-06-05 18:00", (WEEKDAYS,), CLOSED, None, "2026-06-08 09:00"),
    ("between two stretches", "2026-06-03 12:30", (weekly("WE", "09:00", "12:00"), weekly("WE", "13:00", "17:00")),
     CLOSED, None, "2026-06-03 13:00"),
    ("two that touch are one", "2026-06-03 10:00", (weekly("WE", "09:00", "12:00"), weekly("WE", "12:00", "17:00")),
     OPEN, "2026-06-03 17:00", None),
    ("several schedules", "2026-06-06 11:00", (WEEKDAYS, weekly("SA", "10:00", "12:00")),
     OPEN, "2026-06-06 12:00", None),
    # Midnight
    ("before midnight", "2026-06-05 23:30", (NIGHTS,), OPEN, "2026-06-06 02:00", None),
    ("after midnight", "2026-06-06 01:30", (NIGHTS,), OPEN, "2026-06-06 02:00", None),
    ("after midnight, a day on which it does not fall", "2026-06-07 01:30", (NIGHTS,), OPEN, "2026-06-07 02:00", None),
    ("after midnight, the day before it does not fall", "2026-06-05 01:30", (NIGHTS,),
     CLOSED, None, "2026-06-05 22:00"),
    ("closes at 00:00", "2026-06-03 23:59", (weekly("WE", "18:00", "00:00"),), OPEN, "2026-06-04 00:00", None),
    ("closes at 23:59 is midnight", "2026-06-03 23:59", (weekly("WE", "18:00", "23:59"),),
     OPEN, "2026-06-04 00:00", None),
    ("24 hours on a Wednesday", "2026-06-03 03:00", (weekly("WE", "00:00", "00:00"),), OPEN, "2026-06-04 00:00", None),
    ("24 hours, until a bank holiday", "2026-12-20 03:00", (ALWAYS,), OPEN, "2026-12-25 00:00", None),
    ("24 hours on all days of the year, by its words", "2026-12-25 03:00", (ALL_YEAR,), OPEN, None, None),
    ("and where bank holidays are not known", "2028-05-03 03:00", (ALL_YEAR,), OPEN, None, None),
    # The clocks: 29 March and 25 October 2026, 28 March and 31 October 2027
    ("March 2026, over the skip", "2026-03-29 02:30", (weekly("SA", "22:00", "03:00"),),
     OPEN, "2026-03-29 03:00", None),
    ("March 2026, closes in the hour that is skipped", "2026-03-29 02:00", (weekly("SA", "22:00", "01:30"),),
     CLOSED, None, "2026-04-04 22:00"),
    ("March 2026, opens in the hour that is skipped", "2026-03-29 00:59", (EARLY,), CLOSED, None, "2026-03-29 02:00"),
    ("March 2026, has opened then", "2026-03-29 02:00", (EARLY,), OPEN, "2026-03-29 04:00", None),
    ("March 2026, the same hour the day after", "2026-03-30 09:00", (WEEKDAYS,), OPEN, "2026-03-30 17:00", None),
    ("October 2026, over the hour that comes twice", "2026-10-25 01:30+", (weekly("SA", "22:00", "03:00"),),
     OPEN, "2026-10-25 03:00", None),
    ("October 2026, before the first 01:30", "2026-10-25 01:29", (weekly("SA", "22:00", "01:30"),),
     OPEN, "2026-10-25 01:30", None),
    ("October 2026, between 01:30 and 01:30", "2026-10-25 01:15+", (weekly("SA", "22:00", "01:30"),),
     NOT_STATED, None, "2026-10-31 22:00"),
    ("October 2026, after the second 01:30", "2026-10-25 01:30+", (weekly("SA", "22:00", "01:30"),),
     CLOSED, None, "2026-10-31 22:00"),
    ("October 2026, opens at 01:30: sure from the second", "2026-10-25 01:30+", (EARLY,),
     OPEN, "2026-10-25 04:00", None),
    ("March 2027, over the skip", "2027-03-28 02:59", (weekly("SA", "23:00", "03:00"),),
     OPEN, "2027-03-28 03:00", None),
    ("March 2027, has closed in the skip", "2027-03-28 02:00", (weekly("SA", "23:00", "02:00"),),
     CLOSED, None, "2027-04-03 23:00"),
    ("October 2027, over the hour that comes twice", "2027-10-31 01:59+", (weekly("SU", "00:00", "02:00"),),
     OPEN, "2027-10-31 02:00", None),
    ("October 2027, at 02:00", "2027-10-31 02:00", (weekly("SU", "00:00", "02:00"),), CLOSED, None, "2027-11-07 00:00"),
    # Rules
    ("first Saturday", "2026-06-06 11:00", (FIRST_SATURDAY,), OPEN, "2026-06-06 12:00", None),
    ("second Saturday", "2026-06-13 11:00", (FIRST_SATURDAY,), CLOSED, None, "2026-07-04 10:00"),
    ("first Saturday, a first day years ago", "2026-06-06 11:00", (monthly(byday="1SA", dtstart="2011-01-15"),),
     OPEN, "2026-06-06 12:00", None),
    ("first Saturday, its words say the same", "2026-06-06 11:00",
     (monthly(byday="1SA", description="First Saturday of the month"),), OPEN, "2026-06-06 12:00", None),
    ("last Friday", "2026-06-26 11:00", (monthly(byday="-1FR"),), OPEN, "2026-06-26 12:00", None),
    ("first and third Monday", "2026-06-15 11:00", (monthly(byday="1MO,3MO"),), OPEN, "2026-06-15 12:00", None),
    ("the 15th", "2026-06-15 11:00", (monthly(bymonthday="15"),), OPEN, "2026-06-15 12:00", None),
    ("the last day of the month", "2027-02-28 11:00", (monthly(bymonthday="-1"),), OPEN, "2027-02-28 12:00", None),
    ("the 31st is in no June", "2026-06-30 11:00", (monthly(dtstart="2026-01-31"),), CLOSED, None, "2026-07-31 10:00"),
    ("every second week", "2026-06-17 10:00", (FORTNIGHT,), OPEN, "2026-06-17 17:00", None),
    ("the week between", "2026-06-10 10:00", (FORTNIGHT,), CLOSED, None, "2026-06-17 09:00"),
    ("every second week, 15 years on", "2026-06-10 10:00", (weekly("WE", interval=2, dtstart="2011-06-08"),),
     CLOSED, None, "2026-06-17 09:00"),
    ("every second week, weeks from Sunday", "2026-06-07 10:00",
     (weekly("SU,WE", interval=2, dtstart="2026-05-27", wkst="SU"),), OPEN, "2026-06-07 17:00", None),
    ("weeks from Monday", "2026-06-07 10:00", (weekly("SU,WE", interval=2, dtstart="2026-05-27"),),
     CLOSED, None, "2026-06-10 09:00"),
    ("every third day", "2026-06-07 10:00",
     (Schedule(freq="DAILY", interval=3, dtstart="2026-06-01", opens_at="09:00", closes_at="17:00"),),
     OPEN, "2026-06-07 17:00", None),
    ("every second month", "2026-07-04 11:00", (monthly(byday="1SA", interval=2, dtstart="2026-05-02"),),
     OPEN, "2026-07-04 12:00", None),
    ("once a year", "2026-06-07 11:00",
     (Schedule(freq="YEARLY", dtstart="2020-06-07", opens_at="10:00", closes_at="12:00"),),
     OPEN, "2026-06-07 12:00", None),
    ("weekly on the first day's weekday", "2026-06-10 10:00",
     (Schedule(freq="WEEKLY", dtstart="2026-06-03", opens_at="09:00", closes_at="17:00"),),
     OPEN, "2026-06-10 17:00", None),
    ("without a frequency", "2026-06-03 10:00", (Schedule(byday="WE", opens_at="09:00", closes_at="17:00"),),
     OPEN, "2026-06-03 17:00", None),
    ("the last of three times", "2026-06-16 10:00", (weekly("TU", dtstart="2026-06-02", count=3),),
     OPEN, "2026-06-16 17:00", None),
    ("after three times", "2026-06-23 10:00", (weekly("TU", dtstart="2026-06-02", count=3),), NOT_STATED, None, None),
    # From when to when
    ("summer hours", "2026-06-08 19:00", (SUMMER, WINTER), OPEN, "2026-06-08 20:00", None),
    ("winter hours", "2026-11-30 19:00", (SUMMER, WINTER), CLOSED, None, "2026-12-07 09:00"),
    ("the last day of the hours", "2026-06-24 10:00", (weekly("WE", until="2026-06-24"),),
     OPEN, "2026-06-24 17:00", None),
    ("hours that have ended", "2026-07-01 10:00", (weekly("WE", until="2026-06-24"),), NOT_STATED, None, None),
    ("hours that begin later", "2026-05-27 10:00", (weekly("WE", valid_from="2026-06-01"),),
     NOT_STATED, None, "2026-06-03 09:00"),
    # Bank holidays
    ("Spring Bank Holiday", "2026-05-25 10:00", (WEEKDAYS,), NOT_STATED, None, "2026-05-26 09:00"),
    ("Christmas Day", "2026-12-25 10:00", (WEEKDAYS,), NOT_STATED, None, "2026-12-29 09:00"),
    ("substitute day for Boxing Day", "2026-12-28 10:00", (WEEKDAYS,), NOT_STATED, None, "2026-12-29 09:00"),
    ("substitute day for Christmas Day", "2027-12-27 10:00", (WEEKDAYS,), NOT_STATED, None, "2027-12-29 09:00"),
    ("Christmas Day on a Saturday", "2027-12-25 10:00", (weekly(WEEK),), NOT_STATED, None, "2027-12-29 09:00"),
    ("a bank holiday on which it is not open anyway", "2026-05-25 10:00", (weekly("TU"),),
     CLOSED, None, "2026-05-26 09:00"),
    ("closed then, by its words", "2026-05-25 10:00", (weekly("MO", notes="Not available on public holidays."),),
     CLOSED, None, "2026-06-01 09:00"),
    ("open then, by its words", "2026-05-25 10:00", (weekly("MO", notes="Open bank holidays"),),
     OPEN, "2026-05-25 17:00", None),
    ("a schedule for that day alone", "2026-05-25 10:00", (WEEKDAYS, THAT_DAY), OPEN, "2026-05-25 14:00", None),
    ("a schedule for that day alone, later", "2026-05-25 14:00", (WEEKDAYS, THAT_DAY),
     CLOSED, None, "2026-05-26 09:00"),
    ("closed then, where it is not known when", "2028-05-03 10:00", (weekly("WE", notes="Closed bank holidays"),),
     NOT_STATED, None, None),
    ("the night before runs into it", "2026-05-25 01:00", (weekly("SU,MO", "20:00", "02:00"),),
     OPEN, "2026-05-25 02:00", None),
    ("2028, whose bank holidays are not known", "2028-05-03 10:00", (WEEKDAYS,), NOT_STATED, None, None),
    # What is not said
    ("no schedule", "2026-06-03 10:00", (), NOT_STATED, None, None),
    ("a schedule without hours", "2026-06-03 10:00", (weekly("WE", None, None),), NOT_STATED, None, None),
    ("another day of it", "2026-06-04 10:00", (weekly("WE", None, None),), NOT_STATED, None, None),
    ("a day without hours beside days with", "2026-06-03 10:00", (weekly("WE", None, None), weekly("TH")),
     NOT_STATED, None, "2026-06-04 09:00"),
    ("a day that is not named beside days with", "2026-06-05 10:00", (weekly("WE", None, None), weekly("TH")),
     CLOSED, None, "2026-06-11 09:00"),
    ("closing not stated, before it opens", "2026-06-03 08:00", (weekly("WE", "09:00", None),), CLOSED, None, None),
    ("closing not stated, after it opened", "2026-06-03 10:00", (weekly("WE", "09:00", None),), NOT_STATED, None, None),
    ("opening not stated", "2026-06-03 10:00", (weekly("WE", None, "17:00"),), NOT_STATED, None, None),
    ("hours without days", "2026-06-03 10:00", (Schedule(opens_at="09:00", closes_at="17:00"),),
     NOT_STATED, None, None),
    ("weekly on no day", "2026-06-03 10:00", (Schedule(freq="WEEKLY", opens_at="09:00", closes_at="17:00"),),
     NOT_STATED, None, None),
    ("every second week from no day", "2026-06-03 10:00", (weekly("WE", interval=2),), NOT_STATED, None, None),
    ("every second week from no day, on another day", "2026-06-04 10:00", (weekly("WE", interval=2),),
     CLOSED, None, None),
    ("every second of nothing named", "2026-06-03 10:00",
     (Schedule(byday="WE", interval=2, dtstart="2026-06-03", opens_at="09:00", closes_at="17:00"),),
     NOT_STATED, None, None),
    ("a rule that the standard forbids", "2026-06-06 10:00", (weekly("1SA"),), NOT_STATED, None, None),
    ("days that are none", "2026-06-03 10:00", (weekly("WED to FRI"),), NOT_STATED, None, None),
    ("a 32nd", "2026-06-03 10:00", (monthly(bymonthday="32"),), NOT_STATED, None, None),
    ("term time only", "2026-06-03 10:00", (weekly("WE", description="Term time only"),), NOT_STATED, None, None),
    ("every other week, in words", "2026-06-03 10:00", (weekly("WE", notes="Every other Wednesday"),),
     NOT_STATED, None, None),
    ("by appointment, beside hours that are sure", "2026-06-03 10:00",
     (weekly("WE", "09:00", "20:00", notes="By appointment only"), weekly("WE")), OPEN, "2026-06-03 17:00", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "schedules", "state", "until", "next_open"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_hours_are_those_of_the_table(
    moment: str, schedules: tuple[Schedule, ...], state: State, until: str | None, next_open: str | None
) -> None:
    found = at(moment, *schedules)
    assert (found.state, shown(found.until), shown(found.next_open)) == (state, until, next_open)


@pytest.mark.parametrize(
    ("moment", "holidays", "state", "until", "next_open"),
    [
        ("2026-12-24 10:00", (SHUT,), CLOSED, None, "2026-12-29 09:00"),
        ("2026-12-25 10:00", (SHUT,), CLOSED, None, "2026-12-29 09:00"),
        ("2026-12-23 10:00", (SHUT,), OPEN, "2026-12-23 17:00", None),
        ("2026-05-25 11:00", (SHORT,), OPEN, "2026-05-25 14:00", None),
        ("2026-05-25 15:00", (SHORT,), CLOSED, None, "2026-05-26 09:00"),
        ("2026-06-03 10:00", (holiday("2026-06-03", None, closed=True),), CLOSED, None, "2026-06-04 09:00"),
        ("2026-06-03 10:00", (holiday("2026-06-03", "2026-06-03"),), NOT_STATED, None, "2026-06-04 09:00"),
        ("2026-06-03 10:00", (holiday("2026-06-03", None, closed=False),), NOT_STATED, None, "2026-06-04 09:00"),
        ("2026-06-03 10:00", (holiday(None, None, closed=True),), OPEN, "2026-06-03 17:00", None),
        ("2026-06-03 10:00", (holiday("2026-06-05", "2026-06-01", closed=True),), OPEN, "2026-06-03 17:00", None),
    ],
)
def test_holiday_schedules_hold_in_place_of_the_others(
    moment: str, holidays: tuple[HolidaySchedule, ...], state: State, until: str | None, next_open: str | None
) -> None:
    found = at(moment, WEEKDAYS, holidays=holidays)
    assert (found.state, shown(found.until), shown(found.next_open)) == (state, until, next_open)


def test_a_holiday_schedule_alone_says_that_it_is_closed_then_and_nothing_else() -> None:
    assert at("2026-12-25 10:00", holidays=(SHUT,)).state is CLOSED
    assert at("2026-12-23 10:00", holidays=(SHUT,)).state is NOT_STATED


@pytest.mark.parametrize(
    ("moment", "schedules", "remark"),
    [
        ("2026-05-25 10:00", (WEEKDAYS,), "the record does not say what holds on a bank holiday (Spring Bank Holiday)"),
        ("2026-12-28 10:00", (WEEKDAYS,), "(substitute day for Boxing Day)"),
        ("2026-05-24 10:00", (WEEKDAYS,), "it may open on Monday 25 May 2026: the record does not say what holds"),
        ("2026-12-20 03:00", (ALWAYS,), "what holds on a bank holiday (Christmas Day)"),
        ("2026-07-01 10:00", (weekly("WE", until="2026-06-24"),), "record states ended on Wednesday 24 June 2026"),
        ("2026-05-27 10:00", (weekly("WE", valid_from="2026-06-01"),), "record states begin on Monday 1 June 2026"),
        ("2026-06-03 10:00", (weekly("WE", notes="Term time only"),), 'of these hours: "Term time only"'),
        ("2026-06-03 10:00", (weekly("WE", None, None),), "does not say from which hour"),
        ("2026-06-03 10:00", (weekly("WE", interval=2),), "from which day it counts"),
        ("2028-05-03 10:00", (WEEKDAYS,), "whether a day in 2028 is a bank holiday is not known here"),
        ("2026-10-25 01:15+", (weekly("SA", "22:00", "01:30"),), "the clocks go back"),
        ("2026-06-03 10:00", (), None),
        ("2026-06-03 10:00", (WEEKDAYS,), None),
    ],
)
def test_what_is_not_stated_is_told_why(moment: str, schedules: tuple[Schedule, ...], remark: str | None) -> None:
    found = at(moment, *schedules).remark
    assert found == remark if remark is None else remark in (found or "")


@pytest.mark.parametrize(
    ("moment", "schedules", "words"),
    [
        ("2026-06-03 10:00", (WEEKDAYS,), "open until 17:00"),
        ("2026-06-03 19:00", (weekly("WE", "18:00", "00:00"),), "open until midnight"),
        ("2026-06-05 23:00", (NIGHTS,), "open until 02:00 on Saturday 6 June 2026"),
        ("2026-12-20 03:00", (ALWAYS,), "open until at least 00:00 on Friday 25 December 2026"),
        ("2026-06-03 08:00", (WEEKDAYS,), "closed, opens at 09:00"),
        ("2026-06-05 18:00", (WEEKDAYS,), "closed, opens at 09:00 on Monday 8 June 2026"),
        ("2026-06-04 10:00", (weekly("WE", interval=2),), "closed"),
        ("2026-05-25 10:00", (WEEKDAYS,), "hours not stated, opens at 09:00 on Tuesday 26 May 2026"),
        ("2026-06-03 10:00", (), "hours not stated"),
    ],
)
def test_hours_in_words(moment: str, schedules: tuple[Schedule, ...], words: str) -> None:
    assert at(moment, *schedules).words(london(moment)) == words


def test_a_moment_of_another_zone_is_the_same_moment_and_one_without_is_refused() -> None:
    inside = datetime(2026, 6, 3, 8, 30, tzinfo=ZoneInfo("UTC"))
    assert hours_at(Given((WEEKDAYS,), (), "schedules"), inside).state is OPEN
    with pytest.raises(ValueError, match="without a zone"):
        hours_at(Given((WEEKDAYS,), (), "schedules"), datetime(2026, 6, 3, 10))


def test_the_hours_at_a_place_come_before_the_services_and_those_before_the_places() -> None:
    hall = Location(schedules=(weekly(WEEK, "08:00", "22:00"),))
    at_hall = ServiceAtLocation(location=hall, schedules=(weekly("WE"),))
    bare = ServiceAtLocation(location=hall)
    service = Service(id="1", schedules=(weekly("TU"),), service_at_locations=(at_hall, bare))
    assert given_hours(service, at_hall).field == "service_at_locations.schedules"
    assert given_hours(service, bare).field == given_hours(service).field == "schedules"
    of_the_place = given_hours(Service(id="1", service_at_locations=(bare,)))
    assert (of_the_place.field, of_the_place.schedules) == ("service_at_locations.location.schedules", hall.schedules)
    assert given_hours(Service(id="1", service_at_locations=(bare, bare))).schedules == ()


def test_hours_of_a_building_are_told_as_the_buildings() -> None:
    hall = Location(schedules=(weekly(WEEK, "08:00", "22:00"),))
    moment = london("2026-06-03 10:00")
    found = hours_of(Service(id="1", service_at_locations=(ServiceAtLocation(location=hall),)), moment)
    assert found.is_buildings
    assert found.words(moment) == "the building's hours, the service's own are not stated: open until 22:00"
    own = Service(id="1", schedules=(weekly("WE"),), service_at_locations=(ServiceAtLocation(location=hall),))
    assert hours_of(own, moment).words(moment) == "open until 17:00"


def test_a_holiday_of_the_building_makes_the_services_hours_of_that_day_uncertain() -> None:
    hall = Location(holiday_schedules=(SHORT,))
    place = ServiceAtLocation(location=hall)
    club = Service(id="1", schedules=(weekly("MO"),), service_at_locations=(place,))
    found = hours_of(club, london("2026-05-25 11:00"))
    assert found.state is NOT_STATED
    assert "holiday of the building" in (found.remark or "")
    assert hours_of(club, london("2026-06-01 11:00")).state is OPEN
    alone = hours_of(Service(id="1", service_at_locations=(place,)), london("2026-05-25 11:00"))
    assert (alone.state, alone.is_buildings) == (OPEN, True)


@pytest.mark.parametrize(
    ("zone", "moment", "state"),
    [
        ("Europe/London", "2026-07-01 09:30", OPEN),
        ("UTC", "2026-01-07 09:30", OPEN),
        ("UTC", "2026-07-01 09:30", NOT_STATED),
        ("UTC", "2026-07-01 12:00", OPEN),
        ("UTC", "2026-07-01 17:30", NOT_STATED),
        ("UTC", "2026-07-01 18:30", CLOSED),
        ("+01:00", "2026-07-01 09:30", OPEN),
        ("+01:00", "2026-01-07 08:30", NOT_STATED),
        ("America/New_York", "2026-07-01 20:00", NOT_STATED),
        ("America/New_York", "2026-07-01 15:00", OPEN),
        ("BST", "2026-07-01 12:00", NOT_STATED),
        ("Asia/Tokyo", "2026-07-01 12:00", NOT_STATED),
    ],
)
def test_hours_of_another_clock_are_certain_only_where_both_readings_agree(
    zone: str, moment: str, state: State
) -> None:
    found = at(moment, weekly("WE", timezone=zone))
    assert found.state is state
    if state is NOT_STATED:
        assert zone in (found.remark or "")


def test_day_and_night_is_so_by_any_clock() -> None:
    always = Schedule(freq="DAILY", opens_at="00:00", closes_at="00:00", timezone="UTC")
    assert at("2026-07-01 00:30", always).state is OPEN


def test_a_day_in_a_year_whose_bank_holidays_are_not_known_is_not_stated_with_why() -> None:
    found = at("2028-05-03 10:00", WEEKDAYS)
    assert (found.state, found.remark) == (NOT_STATED, "whether a day in 2028 is a bank holiday is not known here")
    assert at("2028-05-06 10:00", WEEKDAYS).state is CLOSED


def test_schedules_without_hours_give_way_to_those_that_have_them() -> None:
    at_hall = ServiceAtLocation(schedules=(weekly("WE", None, None),), holiday_schedules=(SHUT,))
    service = Service(id="1", schedules=(weekly("TU"),), holiday_schedules=(SHORT,), service_at_locations=(at_hall,))
    found = given_hours(service)
    assert (found.field, found.holidays) == ("schedules", (SHUT, SHORT))
    assert given_hours(Service(id="1", service_at_locations=(at_hall,))).field == "service_at_locations.schedules"


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, OPEN),
        ({"notes": 5, "schedule_link": ["x"]}, OPEN),
        ({"until": "end of summer"}, NOT_STATED),
        ({"freq": "FORTNIGHTLY"}, NOT_STATED),
        ({"interval": 0}, NOT_STATED),
        ({"closes_at": "late"}, NOT_STATED),
    ],
)
def test_hours_of_which_a_part_could_not_be_read_are_not_stated(fields: dict[str, Any], state: State) -> None:
    schedule = {"freq": "WEEKLY", "byday": "WE", "opens_at": "09:00", "closes_at": "17:00"} | fields
    mapped = map_service({"id": "1", "name": "Club", "schedules": [schedule]}, "record 1")
    assert isinstance(mapped, Mapped)
    found = hours_of(mapped.service, london("2026-06-03 10:00"), faults=mapped.faults)
    assert found.state is state
    if state is NOT_STATED:
        assert "cannot be read" in (found.remark or "")


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ({"schedules": [{"until": "x"}], "service_at_locations": [{"schedules": [HALL]}]}, OPEN),
        ({"schedules": [HALL], "service_at_locations": [{"schedules": [{"until": "x"}]}]}, NOT_STATED),
        ({"schedules": [HALL], "service_at_locations": [{"schedules": "Mondays"}]}, NOT_STATED),
        ({"schedules": [HALL], "service_at_locations": [{"location": {"schedules": [{"until": "x"}]}}]}, OPEN),
        ({"schedules": [HALL], "holiday_schedules": [{"start_date": "x"}]}, NOT_STATED),
        (
            {
                "schedules": [HALL],
                "service_at_locations": [{"location": {"id": "l", "holiday_schedules": [{"closed": "x"}]}}],
            },
            NOT_STATED,
        ),
    ],
)
def test_a_fault_counts_where_it_is_of_hours_that_hold_or_come_before(record: dict[str, Any], state: State) -> None:
    mapped = map_service({"id": "1", **record}, "record 1")
    assert isinstance(mapped, Mapped)
    assert hours_of(mapped.service, london("2026-06-03 10:00"), faults=mapped.faults).state is state
