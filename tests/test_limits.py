"""Limits of time read from sentences of our own: number, unit, counting, and where trigger and action stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import WaymarkError
from practice.limits import Counting, Limit, Unit, limit_of, limits_in

WITHIN, BEGINNING, BEFORE = Counting.WITHIN, Counting.BEGINNING_WITH, Counting.BEFORE
EVERY, EACH, FOR = Counting.EVERY, Counting.EACH, Counting.FOR


def only(sentence: str) -> Limit:
    (found,) = limits_in(sentence)
    return found.limit


@pytest.mark.parametrize(
    ("sentence", "number", "unit", "counting"),
    [
        ("Hold it within 15 working days of the discussion.", 15, Unit.WORKING_DAYS, WITHIN),
        ("Hold it within forty-five working days.", 45, Unit.WORKING_DAYS, WITHIN),
        ("Tell us no later than one working day after the call.", 1, Unit.WORKING_DAYS, WITHIN),
        ("It takes no more than 45 business days.", 45, Unit.WORKING_DAYS, WITHIN),
        ("Reply within 10 days.", 10, Unit.DAYS, WITHIN),
        ("Reply within ten calendar days.", 10, Unit.CALENDAR_DAYS, WITHIN),
        ("Reply within 5 school days.", 5, Unit.SCHOOL_DAYS, WITHIN),
        ("Look at it within an hour.", 1, Unit.HOURS, WITHIN),
        ("A child is kept there for up to 72 hours.", 72, Unit.HOURS, WITHIN),
        ("Within the first five working days a worker is named.", 5, Unit.WORKING_DAYS, WITHIN),
        ("Finish it in 20 working days.", 20, Unit.WORKING_DAYS, WITHIN),
        ("See the child on the same day.", 0, Unit.CALENDAR_DAYS, WITHIN),
        ("Send it by the end of the next working day.", 1, Unit.WORKING_DAYS, WITHIN),
        ("Answer in a period of 15 days beginning with the day of service.", 15, Unit.DAYS, BEGINNING),
        ("It ends 26 weeks beginning with the day of issue.", 26, Unit.WEEKS, BEGINNING),
        ("Share it at least three working days before the meeting.", 3, Unit.WORKING_DAYS, BEFORE),
        ("Give notice at least six weeks before it starts.", 6, Unit.WEEKS, BEFORE),
        ("Send it not later than seven working days before publication.", 7, Unit.WORKING_DAYS, BEFORE),
        ("Visit at least every six weeks.", 6, Unit.WEEKS, EVERY),
        ("Reviews are held at intervals of no more than six months.", 6, Unit.MONTHS, EVERY),
        ("Reviews are no more than six months apart.", 6, Unit.MONTHS, EVERY),
        ("They meet every 6-8 weeks.", 8, Unit.WEEKS, EVERY),
        ("The child is visited at least weekly.", 1, Unit.WEEKS, EVERY),
        ("The group meets monthly.", 1, Unit.MONTHS, EVERY),
        ("The plan is looked at at least once a year.", 1, Unit.YEARS, EVERY),
        ("No more than six weeks may pass between visits.", 6, Unit.WEEKS, EVERY),
        ("What: Core group | Limit: monthly | From: the last", 1, Unit.MONTHS, EVERY),
        ("Staff are appraised annually.", 1, Unit.YEARS, EVERY),
        ("Somebody visits at least once each month.", 1, Unit.MONTHS, EACH),
        ("It is looked at once in each calendar year.", 1, Unit.YEARS, EACH),
        ("Keep the record for 75 years from the child's birth.", 75, Unit.YEARS, FOR),
        ("The report is kept for at least one year.", 1, Unit.YEARS, FOR),
        ("Stays are no more than 75 days in total.", 75, Unit.DAYS, WITHIN),
        ("Managers have 48 hours in which to decide.", 48, Unit.HOURS, WITHIN),
        ("The council has one month from the notice to hold a conference.", 1, Unit.MONTHS, WITHIN),
        ("Reply inside ten (10) working days.", 10, Unit.WORKING_DAYS, WITHIN),
        ("Reply within 24hrs.", 24, Unit.HOURS, WITHIN),
        ("Send it within a fortnight.", 2, Unit.WEEKS, WITHIN),
        ("Nobody may be kept there for more than 72 hours.", 72, Unit.HOURS, WITHIN),
        ("A decision may take longer than 48 hours.", 48, Unit.HOURS, WITHIN),
        ("It may be extended by a further eight weeks.", 8, Unit.WEEKS, WITHIN),
        ("The timescale for this is 45 working days.", 45, Unit.WORKING_DAYS, WITHIN),
        ("The limit is six weeks.", 6, Unit.WEEKS, WITHIN),
        ("Approval lasts six months.", 6, Unit.MONTHS, WITHIN),
        ("Ten working days maximum.", 10, Unit.WORKING_DAYS, WITHIN),
        ("The report must be there 24 hours before the meeting.", 24, Unit.HOURS, BEFORE),
        ("Give at least six weeks' notice.", 6, Unit.WEEKS, BEFORE),
        ("Three months' written notice is given.", 3, Unit.MONTHS, BEFORE),
        ("Tell us at least six weeks in advance.", 6, Unit.WEEKS, BEFORE),
        ("Core groups meet four-weekly.", 4, Unit.WEEKS, EVERY),
        ("The child is seen fortnightly.", 2, Unit.WEEKS, EVERY),
        ("Visits take place on a quarterly basis.", 3, Unit.MONTHS, EVERY),
        ("Reviews are held half-yearly.", 6, Unit.MONTHS, EVERY),
        ("The plan is looked at twice a year.", 6, Unit.MONTHS, EVERY),
        ("Somebody visits every other week.", 2, Unit.WEEKS, EVERY),
        ("Reviews are held at intervals not exceeding six months.", 6, Unit.MONTHS, EVERY),
        ("Records are held for 75 years from birth.", 75, Unit.YEARS, FOR),
    ],
)
def test_limit_is_read_with_number_unit_and_counting(
    sentence: str, number: int, unit: Unit, counting: Counting
) -> None:
    assert only(sentence) == Limit(number, unit, counting)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tell them as soon as practicable, without delay.",
        "A child under 16 lives there.",
        "The young person is within 18 years of age.",
        "The baby is up to six weeks old.",
        "She was seen two days before she went missing.",
        "Nobody has seen him for three days.",
        "It happened in the last 12 months and within the past two weeks.",
        "A person is liable to imprisonment for a term not exceeding 12 months.",
        "This section comes into force at the end of two months beginning with that day.",
        "She has worked there for at least two years.",
        "The answer is due in 6 working hours.",
        "They look after the child's day-to-day care and have daily talks.",
        "Where a child is missing for more than 24 hours, a meeting is held.",
        "She has two years of experience, and has worked there for six months.",
        "Weekly pocket money is paid, and a monthly newsletter is sent.",
        "Every child has a plan, and each family a worker.",
    ],
)
def test_what_is_no_limit_is_left_alone(sentence: str) -> None:
    assert limits_in(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "trigger", "action"),
    [
        (
            "2.2 We hold the conference within 15 working days of the talk that began the enquiries.",
            "the talk that began the enquiries",
            "We hold the conference",
        ),
        ("Within one working day of a referral, the manager should decide.", "a referral", "the manager should decide"),
        ("After the conference, the core group meets within ten days.", "After the conference", "the core group meets"),
        (
            "Within ten working days, following the end of the review, update the plan.",
            "the end of the review",
            "update the plan",
        ),
        ("(b) tell the parents within 24 hours of the use of force.", "the use of force", "tell the parents"),
        ("• meet at least every six weeks", None, "meet"),
        ("Send the report within 5 days if you can.", None, "Send the report"),
        ("The IRO is told that a child has moved within two working days.", "a child has moved", None),
    ],
)
def test_trigger_and_action_are_pointed_at(sentence: str, trigger: str | None, action: str | None) -> None:
    (found,) = limits_in(sentence)
    assert (sentence[slice(*found.trigger)] if found.trigger else None) == trigger
    if action:
        assert found.action is not None
        assert sentence[slice(*found.action)] == action


def test_several_limits_in_a_sentence_have_each_their_trigger_and_action() -> None:
    sentence = "Write the decisions within 5 working days of the review and the full record within 15 days of its end."
    found = limits_in(sentence)
    assert [(one.limit.number, one.limit.unit) for one in found] == [(5, Unit.WORKING_DAYS), (15, Unit.DAYS)]
    assert [sentence[slice(*one.trigger)] for one in found if one.trigger] == ["the review", "its end"]
    assert [sentence[slice(*one.action)] for one in found if one.action] == ["Write the decisions", "the full record"]


def test_row_of_a_table_gives_its_first_cell_as_action_and_the_cell_it_counts_from_as_trigger() -> None:
    row = "What: First core group | Limit: 7 working days | Counted from: initial conference | Source: Local"
    (found,) = limits_in(row)
    assert found.limit == Limit(7, Unit.WORKING_DAYS, WITHIN)
    assert row[slice(*(found.words))] == "7 working days"
    assert found.action is not None
    assert found.trigger is not None
    assert (row[slice(*found.action)], row[slice(*found.trigger)]) == ("First core group", "initial conference")


@given(
    number=st.integers(1, 99),
    unit=st.sampled_from(Unit),
    counting=st.sampled_from([WITHIN, BEGINNING, BEFORE, EVERY, FOR]),
)
def test_a_limit_in_words_reads_back_as_itself(number: int, unit: Unit, counting: Counting) -> None:
    limit = Limit(number, unit, counting)
    assert limit_of(str(limit)) == limit


def test_words_that_state_no_limit_are_refused() -> None:
    with pytest.raises(WaymarkError, match="is no limit of time"):
        limit_of("as soon as possible")
    with pytest.raises(WaymarkError, match="is no limit of time"):
        limit_of("within 5 days of the call and then more")


@given(st.text(alphabet="within 5 workgdaysofth,;:.|•eachnmr", max_size=300))
def test_offsets_lie_in_the_sentence_and_hold_words(sentence: str) -> None:
    for found in limits_in(sentence):
        for span in (found.words, found.trigger, found.action):
            assert span is None or sentence[slice(*span)].strip()
