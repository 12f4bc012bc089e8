"""One slip of the finger: every one is found, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.typos import OneEdit, is_one_edit

WORDS = st.text("abcd", min_size=1, max_size=7)


def distance(one: str, other: str) -> int:
    """The optimal string alignment distance, by the table."""
    rows = [[max(i, j) if not min(i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1,
                rows[i][j - 1] + 1,
                rows[i - 1][j - 1] + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_one_edit_agrees_with_the_table_of_distances(one: str, other: str) -> None:
    assert is_one_edit(one, other) == (distance(one, other) == 1)


@given(st.sets(WORDS, min_size=1, max_size=20), WORDS)
def test_nearest_is_one_edit_away_and_none_only_where_no_word_is(words: set[str], typed: str) -> None:
    found = OneEdit(words).nearest(typed)
    if found is None:
        assert not any(distance(word, typed) == 1 for word in words)
    else:
        assert found in words
        assert distance(found, typed) == 1


@pytest.mark.parametrize(
    ("typed", "nearest"), [("leters", "letters"), ("form", "from"), ("fom", "form"), ("xyz", None), ("form ", "form")]
)
def test_of_several_the_same_letters_count_first(typed: str, nearest: str | None) -> None:
    assert OneEdit({"letters", "from", "form", "firm"} - {typed}).nearest(typed) == nearest
