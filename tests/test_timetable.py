"""Schedules in words: what they state, and that what they leave out is not stated."""

from __future__ import annotations

from typing import Any

import pytest
from shown_services import MOMENT, PLACE, entry_of

from services.hours import State, hours_of
from services.openings import KEPT
from services.timetable import timetable

NINE_TO_FOUR = {"opens_at": "09:00", "closes_at": "16:00"}


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ({"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR", **NINE_TO_FOUR}, "Monday to Friday 09:00 to 16:00"),
        ({"freq": "WEEKLY", "byday": "SA,MO", **NINE_TO_FOUR}, "Monday and Saturday 09:00 to 16:00"),
        ({"freq": "WEEKLY", "interval": 2, "byday": "TH", **NINE_TO_FOUR}, "Thursday, every other week 09:00 to 16:00"),
        ({"freq": "MONTHLY", "byday": "1SA", **NINE_TO_FOUR}, "first Saturday of the month 09:00 to 16:00"),
        ({"freq": "MONTHLY", "byday": "-1WE", **NINE_TO_FOUR}, "last Wednesday of the month 09:00 to 16:00"),
        ({"freq": "MONTHLY", "bymonthday": "3", **NINE_TO_FOUR}, "day 3 of the month 09:00 to 16:00"),
        ({"freq": "DAILY", **NINE_TO_FOUR}, "every day 09:00 to 16:00"),
        ({"freq": "WEEKLY", "byday": "MO"}, "Monday (hours not stated)"),
        ({**NINE_TO_FOUR}, "days not stated, 09:00 to 16:00"),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00"}, "Monday from 09:00, until when: not stated"),
        ({"description": "Ring us"}, "Ring us"),
        (
            {"freq": "WEEKLY", "byday": "MO", "description": "term time", "valid_from": "2026-09-01", **NINE_TO_FOUR},
            "Monday 09:00 to 16:00, from 1 September 2026 (term time)",
        ),
        ({}, None),
    ],
)
def test_schedule_is_told_in_words(schedule: dict[str, Any], words: str | None) -> None:
    assert timetable(entry_of({"id": "1", "schedules": [{"id": "s", **schedule}]}).service) == words


def test_hours_by_place_name_the_place_unless_it_is_masked() -> None:
    hours = [{"id": "s", "freq": "WEEKLY", "byday": "MO", **NINE_TO_FOUR}]
    masked = {**PLACE, "id": "other", "mask_exact_address": True, "name": "Hidden House"}
    later = [{**hours[0], "opens_at": "10:00", "notes": "ring at 12 Mill Lane", "description": "side door"}]
    places = [
        {"id": "a", "location": PLACE, "schedules": hours},
        {"id": "b", "location": masked, "schedules": later},
    ]
    told = timetable(entry_of({"id": "1", "service_at_locations": places}).service)
    assert told == f"Linnet Hall: Monday 09:00 to 16:00; Monday 10:00 to 16:00 ({KEPT})"


def test_hours_and_holidays_of_a_building_are_told_as_the_buildings() -> None:
    hours = [{"id": "s", "freq": "WEEKLY", "byday": "MO", **NINE_TO_FOUR}]
    shut = [{"id": "h", "closed": True, "start_date": "2026-12-24", "end_date": "2026-12-24"}]
    hall = {**PLACE, "schedules": hours, "holiday_schedules": shut}
    record = {"id": "1", "service_at_locations": [{"id": "a", "location": hall}]}
    words = "Monday 09:00 to 16:00; closed 24 December 2026"
    told = f"the building's hours, the service's own are not stated: {words}"
    assert timetable(entry_of(record).service) == told
    own = [{**hours[0], "byday": "TU"}]
    assert (
        timetable(entry_of({**record, "schedules": own}).service)
        == "Tuesday 09:00 to 16:00; the building: closed 24 December 2026"
    )


def test_another_clock_is_named() -> None:
    def told(zone: str) -> str | None:
        schedule = {"id": "s", "freq": "WEEKLY", "byday": "MO", "timezone": zone, **NINE_TO_FOUR}
        return timetable(entry_of({"id": "1", "schedules": [schedule]}).service)

    assert told("Europe/London") == "Monday 09:00 to 16:00"
    assert told("UTC") == "Monday 09:00 to 16:00, by the clock of UTC"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Day and night, all year", " (Day and night, all year)"),
        ("24 hours, 365 days", " (24 hours, 365 days)"),
        ("Term time only. Ring at 12 Mill Lane.", f" (Term time only, {KEPT})"),
        ("Term time only, at the side door in Mill Lane", f" (Term time, {KEPT})"),
        ("Ring at 12 Mill Lane", f" ({KEPT})"),
    ],
)
def test_of_a_masked_place_the_words_of_times_are_told(said: str, told: str) -> None:
    schedule = {"id": "s", "freq": "WEEKLY", "byday": "MO", "description": said, **NINE_TO_FOUR}
    entry = entry_of({"id": "1", "name": "The refuge", "schedules": [schedule]})
    assert timetable(entry.service) == f"Monday 09:00 to 16:00{told}"
    hours = hours_of(entry.service, MOMENT)
    assert "Mill" not in str(hours)
    assert (hours.state is State.OPEN) is not ("Term" in said)


def test_hours_of_a_masked_place_that_cannot_be_read_are_not_quoted() -> None:
    schedule = {"id": "s", "freq": "WEEKLY", "byday": "MO", "opens_at": "ring 12 Mill Lane"}
    entry = entry_of({"id": "1", "name": "The refuge", "schedules": [schedule]})
    assert hours_of(entry.service, MOMENT, faults=entry.faults).remark == "the record's hours cannot be read"


def test_holidays_are_told() -> None:
    rows = [{"id": "h", "closed": True, "start_date": "2026-12-24", "end_date": "2027-01-02"}]
    assert (
        timetable(entry_of({"id": "1", "holiday_schedules": rows}).service)
        == "closed 24 December 2026 to 2 January 2027"
    )
