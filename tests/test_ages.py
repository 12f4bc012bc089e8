"""Ages are read as they are typed, and numbers that are no ages are left alone."""

import pytest

from practice.ages import Unit, read_ages


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("15f missing again", ["15 years"]),
        ("14m with a knife", ["14 years"]),
        ("a 15 yr old and a 9yo", ["15 years", "9 years"]),
        ("fifteen-year-old girl", ["15 years"]),
        ("aged 7, 9 and 12", ["7 years", "9 years", "12 years"]),
        ("boys 5 & 8", ["5 years", "8 years"]),
        ("lad of 15 ran off", ["15 years"]),
        ("daughter (10) and son, 4", ["10 years", "4 years"]),
        ("she's 16 and he is 17", ["16 years", "17 years"]),
        ("turning 18 in May", ["18 years"]),
        ("16-17 year olds", ["16-17 years"]),
        ("y4 boy", ["8-9 years"]),
        ("Year 9 pupil and two Y10s", ["13-14 years", "14-15 years"]),
        ("a reception child", ["4-5 years"]),
        ("3 under 5s", ["0-4 years"]),
        ("baby 5 wks upstairs", ["5 weeks"]),
        ("5wk old baby", ["5 weeks"]),
        ("baby of 3 months", ["3 months"]),
        ("an 18 month old", ["18 months"]),
        ("9 day old", ["9 days"]),
        ("19, benefits stopped", ["19 years"]),
        ("child 6 y at home", ["6 years"]),
    ],
)
def test_age_is_read(text: str, ages: list[str]) -> None:
    assert [age.in_words for age in read_ages(text)] == ages


@pytest.mark.parametrize(
    "text",
    [
        "mum is 19 wks pregnant",
        "pregnant, 30 weeks",
        "case closed 3 wks ago",
        "grandad had him 5 weeks",
        "within 15 working days",
        "s17 or s47 and reg 24",
        "seen 4 times in 2 months",
        "her 21yo boyfriend",
        "a male teacher, aged 34",
        "GP receptionist refused",
        "home time in 40 mins",
        "£2m and a 9 month wait",
        "off for 3 yrs now",
        "year 2024",
    ],
)
def test_number_that_is_no_childs_age_is_left(text: str) -> None:
    assert read_ages(text) == ()


def test_age_says_what_gave_it_and_its_months() -> None:
    text = "her brother in y4, baby 8 wks"
    year, baby = read_ages(text)
    assert text[year.start : year.end] == "y4"
    assert (year.unit, year.months) == (Unit.YEARS, (96, 120))
    assert baby.unit is Unit.WEEKS
    assert baby.months == pytest.approx((8 * 12 / 52, 9 * 12 / 52))
