"""What was understood of a question, on the page: shown, switched off, and asked where it is unclear."""

from __future__ import annotations

from page_fakes import FakeSearcher, ask, draw_ask_or_nothing
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

UNCLEAR = "icpc after the strat, then who tells the ICO"


def added(page: AppTest) -> ButtonGroup:
    return next(one for one in page.button_group if one.label.startswith("Also searched"))


def asked_back(page: AppTest) -> ButtonGroup:
    return next(one for one in page.button_group if not one.label.startswith("Also searched"))


def test_words_put_into_guidances_words_are_shown_and_can_be_left_out(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, UNCLEAR)
    assert added(page).options == [
        "icpc\\: initial child protection conference",
        "strat\\: strategy discussion",
    ]
    assert added(page).value == [0, 1]
    added(page).set_value([1]).run()
    assert not page.exception
    assert searcher.switched[-1] == ({"icpc", "ICO"}, {})
    assert added(page).value == [1]


def test_ambiguous_word_is_asked_and_may_be_left_as_typed_again(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, UNCLEAR)
    assert asked_back(page).label == "“ICO” means more than one thing. Which is meant here?"
    assert searcher.switched[-1] == ({"ICO"}, {})
    asked_back(page).set_value(1).run()
    assert searcher.switched[-1] == (set(), {"ICO": "Information Commissioner's Office"})
    asked_back(page).set_value(None).run()
    assert searcher.switched[-1] == ({"ICO"}, {})


def test_reading_that_the_words_near_it_tell_is_shown_as_chosen(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, "the judge made an ICO")
    assert asked_back(page).value == 0
    assert searcher.switched[-1] == (set(), {"ICO": "interim care order"})


def test_what_was_chosen_is_found_again_on_coming_back_and_gone_with_the_next_question(searcher: FakeSearcher) -> None:
    page = ask(AppTest.from_function(draw_ask_or_nothing, default_timeout=30), UNCLEAR)
    added(page).set_value([1]).run()
    asked_back(page).set_value(0).run()
    for is_away in (True, False):
        page.session_state["is_away"] = is_away
        page.run()
    assert (added(page).value, asked_back(page).value) == ([1], 0)
    assert searcher.switched[-1] == ({"icpc"}, {"ICO": "interim care order"})
    ask(page, UNCLEAR)
    assert (added(page).value, asked_back(page).value) == ([0, 1], None)
    assert searcher.switched[-1] == ({"ICO"}, {})
