"""Which event of the process a limit is about, and what it is counted from."""

from __future__ import annotations

import pytest

from practice.events import Wording, event_of, events, places_of, starts_in
from practice.limits import limit_of
from practice.timescales import timescales


def test_events_name_rows_that_there_are() -> None:
    rows = timescales()
    for event in events().values():
        assert {*event.facts, *filter(None, [event.duty])} <= rows.keys(), event.event_id
        assert event.replaced_by is None or event.replaced_by in events()


def test_events_with_facts_have_a_number() -> None:
    assert all(timescales()[event.facts[0]].limit for event in events().values() if event.facts)


@pytest.mark.parametrize(
    ("action", "setting", "event_id"),
    [
        ("The first core group should meet", "", "first-core-group"),
        ("The first review must be held", "Looked-after children", "first-review"),
        ("The first review must be held", "Child protection conferences", "first-review-conference"),
        ("The first review must be held", "Short breaks for looked-after children", "short-breaks-first-review"),
        ("The kitchen is cleaned", "Child protection conferences", None),
    ],
)
def test_an_event_is_told_by_its_words_and_their_setting(action: str, setting: str, event_id: str | None) -> None:
    found = event_of(Wording(action, f"{action} soon.", setting=setting), limit_of("within 10 working days"))
    assert (found.event_id if found else None) == event_id


def test_an_event_runs_as_its_limit_does() -> None:
    words = Wording("The core group meets", "The core group meets every six weeks.")
    again = event_of(words, limit_of("every 6 weeks"))
    assert again is not None
    assert (again.event_id, again.is_local) == ("later-core-groups", True)


def test_starts_are_told_by_their_words() -> None:
    assert starts_in("allocation to a worker") == {"allocation"}
    assert "strategy-discussion" in starts_in("the strategy discussion at which section 47 enquiries were started")
    assert starts_in("the full moon") == frozenset()


def test_places_of_an_event_are_its_words() -> None:
    text = "A return home interview is offered."
    assert [text[start:end] for start, end in places_of(events()["return-interview"], text)] == [
        "return home interview"
    ]
