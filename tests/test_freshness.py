"""Fresh, stale, hidden or not stated: the last days of months, thresholds that a council sets, words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import ServicesError
from services.freshness import Freshness, State, Thresholds, freshness
from services.records import Service

TODAY = date(2026, 11, 28)


def of(assured: str | None, today: str = "2026-11-28", thresholds: Thresholds | None = None, **more: Any) -> Freshness:
    service = Service(id="1", assured_date=assured, **more)
    return freshness(service, date.fromisoformat(today), thresholds or Thresholds())


@pytest.mark.parametrize(
    ("assured", "today", "state"),
    [
        ("2026-11-28", "2026-11-28", State.FRESH),
        ("2026-05-28", "2026-11-28", State.FRESH),
        ("2026-05-27", "2026-11-28", State.STALE),
        ("2026-08-31", "2027-02-28", State.FRESH),
        ("2026-08-31", "2027-03-01", State.STALE),
        ("2023-08-31", "2024-02-29", State.FRESH),
        ("2023-11-28", "2026-11-28", State.STALE),
        ("2023-11-27", "2026-11-28", State.HIDDEN),
        ("2024-02-29", "2027-02-28", State.STALE),
        ("2024-02-29", "2027-03-01", State.HIDDEN),
        ("1999-01-01", "2026-11-28", State.HIDDEN),
        (None, "2026-11-28", State.NOT_STATED),
        ("2026-11-29", "2026-11-28", State.NOT_STATED),
    ],
)
def test_a_record_is_fresh_to_the_last_day_of_its_months(assured: str | None, today: str, state: State) -> None:
    assert of(assured, today).state is state


def test_a_record_that_was_changed_is_not_thereby_assured() -> None:
    assert of(None, last_modified="2026-11-27T10:00:00Z").state is State.NOT_STATED


def test_thresholds_are_those_of_the_council() -> None:
    short = Thresholds.of({"stale_months": 1, "hidden_months": 2})
    assert [of(day, thresholds=short).state for day in ("2026-10-28", "2026-10-27", "2026-09-27")] == [
        State.FRESH,
        State.STALE,
        State.HIDDEN,
    ]
    assert Thresholds.of({}) == Thresholds(6, 36)
    assert Thresholds.of({"hidden_months": 12}) == Thresholds(6, 12)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"stale_months": 0}, "stale_months is 0"),
        ({"stale_months": "6"}, "whole number of months"),
        ({"stale_months": True}, "whole number of months"),
        ({"hidden_months": 1e3}, "whole number of months"),
        ({"hidden_months": 10**9}, "1 to 1200"),
        ({"stale": 3}, "no setting stale"),
        ({"hidden_months": 5}, "less than stale_months"),
    ],
)
def test_thresholds_that_are_none_are_refused_in_words(table: dict[str, object], told: str) -> None:
    with pytest.raises(ServicesError, match=told):
        Thresholds.of(table)


@pytest.mark.parametrize(
    ("assured", "by", "words"),
    [
        (None, None, "last checked: not stated"),
        (None, "hub@marlbrook.example", "last checked: not stated"),
        ("2026-03-01", "hub@marlbrook.example", "last checked 1 March 2026 by hub@marlbrook.example"),
        ("2026-03-01", None, "last checked 1 March 2026, by whom: not stated"),
        ("2027-03-01", None, "last checked: not stated (the record says 1 March 2027, which is still to come)"),
    ],
)
def test_freshness_in_words(assured: str | None, by: str | None, words: str) -> None:
    assert of(assured, assurer_email=by).words == words
