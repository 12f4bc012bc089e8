"""Time zones of schedules, held against London's clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.clocks import ahead

WINTER, SUMMER = date(2026, 1, 15), date(2026, 7, 15)


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        (None, 0, 0),
        ("Europe/London", 0, 0),
        (" GB ", 0, 0),
        ("UTC", 0, 60),
        ("Z", 0, 60),
        ("0", 0, 60),
        ("GMT", 0, 60),
        ("+01:00", -60, 0),
        ("1", -60, 0),
        ("1.0", -60, 0),
        ("+0100", -60, 0),
        ("GMT+1", -60, 0),
        ("-05:30", 330, 390),
        ("Europe/Paris", -60, -60),
    ],
)
def test_a_zone_is_held_against_londons_clock_on_the_day(zone: str | None, winter: int, summer: int) -> None:
    assert ahead(zone, WINTER) == timedelta(minutes=winter)
    assert ahead(zone, SUMMER) == timedelta(minutes=summer)


@pytest.mark.parametrize("zone", ["BST", "local time", "Europe", "../etc", "25", "+01:75", "5 hours", "\0"])
def test_what_is_no_zone_is_not_known(zone: str) -> None:
    assert ahead(zone, WINTER) is None
