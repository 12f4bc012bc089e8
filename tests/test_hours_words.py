"""What words beside hours say, and what they do not say."""

from __future__ import annotations

import pytest

from services.hours_words import limit, on_bank_holidays, without_places


@pytest.mark.parametrize(
    "text",
    ["Term time only", "termtime", "School holidays only", "By appointment", "Appointment needed", "Times may vary"],
)
def test_words_that_limit_hours_are_found(text: str) -> None:
    assert limit(None, f"Note.  {text}!", is_weekly=False) == f"Note. {text}!"


@pytest.mark.parametrize("text", ["Fortnightly", "Every other Monday", "First and third Tuesday", "last Friday"])
def test_words_for_some_weeks_limit_only_what_is_given_for_every_week(text: str) -> None:
    assert limit(text, is_weekly=True) == text
    assert limit(text, is_weekly=False) is None


@pytest.mark.parametrize("text", [None, "", "Long-term support, drop in", "Ask for a terminal", "Half price Mondays"])
def test_other_words_limit_nothing(text: str | None) -> None:
    assert limit(text, is_weekly=True) is None


def test_long_words_are_shortened() -> None:
    found = limit("Term time only. " + "x" * 200, is_weekly=True)
    assert found is not None
    assert (len(found), found[-1]) == (101, "…")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Available weekdays. The service is not available on public holidays.", False),
        ("Closed bank holidays", False),
        ("Closed on Sundays and bank holidays", False),
        ("Open Mon-Fri, closed bank holidays.", False),
        ("Weekdays except bank and public holidays", False),
        ("every day excluding Christmas Day and Bank Holidays", False),
        ("We aren't open on bank holidays", False),
        ("Open bank holidays", True),
        ("7 days a week, including bank holidays", True),
        ("Closed Sundays, open on bank holidays", True),
        ("24 hours a day, 365 days a year", True),
        ("Different hours on bank holidays", None),
        ("Open 9 to 5, different on bank holidays", None),
        ("Closed Mondays", None),
        ("Closed bank holidays. Helpline 365 days a year", None),
        ("", None),
        (None, None),
    ],
)
def test_words_of_bank_holidays(text: str | None, holds: bool | None) -> None:
    assert on_bank_holidays(text) is holds


@pytest.mark.parametrize(
    "text",
    [
        "Term time only. Ring at 12 Mill Lane.",
        "Closed.\nBank holidays: ring the bell in Mill Lane",
        "In the Mill during school\nterms",
        "Mill Lane, every other Monday",
        "Not open on bank holidays at the Mill",
        "Day and night, all year",
    ],
)
def test_what_may_be_told_of_a_masked_place_says_the_same_and_names_none(text: str) -> None:
    told = without_places(text)
    assert "Mill" not in told
    assert bool(limit(told, is_weekly=True)) is bool(limit(text, is_weekly=True))
    assert on_bank_holidays(told) is on_bank_holidays(text)
