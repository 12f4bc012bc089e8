"""The words that differ, marked in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.wording import differences, in_line, key_of, marked, pointers, words

TEXTS = st.lists(
    st.sampled_from(
        ["Staff", "must", "should", "tell", "(see", "paragraph 12)", "the", "lead,", "“now”", "so-called", "."]
    ),
    max_size=12,
).map(" ".join)


def test_marked_shows_what_went_and_what_came_in_one_line() -> None:
    assert in_line(marked("Staff should tell the lead.", "Staff must tell the lead.")) == (
        "Staff [-should-]{+must+} tell the lead."
    )
    assert in_line(marked("2. Tell her.", "3. Tell her now.", paragraphs=("2", "3"))) == "3. Tell her {+now+}."


@given(TEXTS, TEXTS)
def test_marked_holds_the_new_text_whole_and_in_order(old: str, new: str) -> None:
    assert "".join(text for fate, text in marked(old, new) if fate != "gone") == new


@given(TEXTS)
def test_marked_marks_nothing_in_a_text_beside_itself(text: str) -> None:
    assert [fate for fate, _ in marked(text, text)] == (["same"] if text else [])


@given(TEXTS, TEXTS)
def test_differences_are_the_same_the_other_way_round(old: str, new: str) -> None:
    forth, back = differences(words(old), words(new)), differences(words(new), words(old))
    assert [(one.gone, one.come) for one in forth] == [(one.come, one.gone) for one in back]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("as paragraphs 267-268 say", ("267", "268")),
        ("(see 286 to 290)", ("286", "290")),
        ("at paras 1.10 and 1.12.", ("1.10", "1.12")),
    ],
)
def test_pointers_hold_the_numbers_that_a_text_points_to(text: str, numbers: tuple[str, ...]) -> None:
    (found,) = pointers(text)
    assert (found.numbers, found.is_page) == (numbers, False)


def test_pointers_to_a_page_are_told_apart() -> None:
    assert [one.is_page for one in pointers("See page 65, and pages 117 to 118")] == [True, True]
    assert pointers("within 15 working days of section 47 enquiries") == []


def test_a_key_is_the_same_however_a_text_is_spaced_and_punctuated() -> None:
    assert key_of(words("• The child’s so-called “plan”, and")) == key_of(words("The child's so called plan."))
    assert key_of(words("1.5 hours")) != key_of(words("15 hours"))
