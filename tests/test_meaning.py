"""What a question was read as, on the page: shown, switched off, and asked where it is unclear."""

from __future__ import annotations

from page_fakes import FakeSearcher, ask, draw_ask_or_nothing, html_of
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

UNCLEAR = "icpc after the strat, then who tells the ICO"


def added(page: AppTest) -> ButtonGroup:
    return next(one for one in page.button_group if one.label.startswith("Also searched"))


def signs(page: AppTest) -> ButtonGroup:
    return next(one for one in page.button_group if one.label.startswith("Read from your words"))


def asked_back(page: AppTest) -> ButtonGroup:
    return next(one for one in page.button_group if "more than one thing" in one.label)


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


HURT = "y4 boy says dad hit him with a belt, mark on his leg. who do I tell"


def test_each_sign_is_shown_with_the_words_that_gave_it(page: AppTest) -> None:
    ask(page, HURT)
    assert [option.replace("\\", "") for option in signs(page).options] == [
        "About: physical abuse (“hit him with a belt”, “mark on”)",
        "Who: aged 8-9 years (“y4”)",
        "Asked: who must be told (“who do I tell”)",
    ]
    assert signs(page).value == [0, 1, 2]
    assert "Left out" not in html_of(page)


def test_sign_left_out_counts_no_longer_and_comes_back(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, HURT)
    assert "<h2>Call now</h2>" in html_of(page)
    signs(page).set_value([1, 2]).run()
    assert not page.exception
    assert searcher.left_out[-1] == {"physical-abuse"}
    assert "<h2>Call now</h2>" not in html_of(page)
    assert "<strong>Left out: physical abuse.</strong> So “Call now” is not shown" in html_of(page)
    signs(page).set_value([0, 1, 2]).run()
    assert searcher.left_out[-1] == set()
    assert "<h2>Call now</h2>" in html_of(page)
    assert "Left out" not in html_of(page)


def test_sign_left_out_that_leaves_the_call_says_what_it_counts_for(page: AppTest) -> None:
    ask(page, HURT)
    signs(page).set_value([0, 2]).run()
    assert "<h2>Call now</h2>" in html_of(page)
    assert "Left out: aged 8-9 years. It counts no longer for “Call now”." in html_of(page)


def test_signs_left_out_are_gone_with_the_next_question_and_stand_nowhere_else(page: AppTest) -> None:
    ask(page, HURT)
    signs(page).set_value([1, 2]).run()
    assert page.query_params == {}
    ask(page, HURT)
    assert signs(page).value == [0, 1, 2]


def test_question_without_a_sign_has_no_chips(page: AppTest) -> None:
    ask(page, "good morning")
    assert not any(one.label.startswith("Read from") for one in page.button_group)
