"""Tables as rows of text: no cell lost, each with its header, merged cells in every row, small files never large."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.building import CELL_END, cite, row_text
from ingest.grids import Cell, row_texts

WORD = st.text(alphabet="abcdefgh", min_size=1, max_size=5)


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(WORD, min_size=width, max_size=width), min_size=2)))
def test_every_cell_is_said_once_behind_its_header(rows: list[list[str]]) -> None:
    headers = [f"H{place}" for place in range(len(rows[0]))]
    said = row_texts([[Cell(text) for text in row] for row in [headers, *rows]], headed=1)
    assert said[0] == ""
    wanted = [[f"{header}: {text}" for header, text in zip(headers, row, strict=True)] for row in rows]
    assert [row.split(CELL_END) for row in said[1:]] == wanted


def test_a_cell_over_rows_is_said_in_each_and_one_over_columns_once() -> None:
    rows = [
        [Cell("Sign"), Cell("Who"), Cell("Step")],
        [Cell("Missing", down=3), Cell("carer"), Cell("ring")],
        [Cell("worker"), Cell("visit")],
        [Cell("all", across=2)],
        [Cell("Debt"), Cell("worker"), Cell("talk")],
    ]
    assert row_texts(rows, headed=1) == [
        "",
        "Sign: Missing | Who: carer | Step: ring",
        "Sign: Missing | Who: worker | Step: visit",
        "Sign: Missing | Who: all",
        "Sign: Debt | Who: worker | Step: talk",
    ]


def test_a_cell_over_rows_stays_in_its_column_past_a_short_row() -> None:
    rows = [
        [Cell("A"), Cell("B"), Cell("C"), Cell("D")],
        [Cell("a1"), Cell("b1"), Cell("c1", down=3), Cell("d1")],
        [Cell("a2")],
        [],
        [Cell("a4"), Cell("b4"), Cell("c4"), Cell("d4")],
    ]
    assert row_texts(rows, headed=1)[1:] == [
        "A: a1 | B: b1 | C: c1 | D: d1",
        "A: a2 | C: c1",
        "",
        "A: a4 | B: b4 | C: c4 | D: d4",
    ]


def test_a_cell_over_columns_hides_none_that_reaches_down_into_them() -> None:
    rows = [
        [Cell("a1"), Cell("b1", down=2), Cell("c1")],
        [Cell("a2", across=2), Cell("c2")],
        [Cell("a3"), Cell("b3"), Cell("c3")],
    ]
    said = row_texts([[Cell("A"), Cell("B"), Cell("C")], *rows], headed=1)[1:]
    assert said == ["A: a1 | B: b1 | C: c1", "A: a2 | B: b1 | C: c2", "A: a3 | B: b3 | C: c3"]


def test_headers_above_each_other_are_joined() -> None:
    rows = [
        [Cell("Sign", down=2), Cell("Risk", across=2)],
        [Cell("low"), Cell("high")],
        [Cell("Debt"), Cell("talk"), Cell("ring")],
    ]
    assert row_texts(rows, headed=2)[2] == "Sign: Debt | Risk low: talk | Risk high: ring"


def test_headers_over_no_words_and_very_long_ones_are_said_in_their_own_row() -> None:
    long = "Very " * 60
    assert row_texts([[Cell("Sign"), Cell("Notes")], [Cell("Debt"), Cell("")]], headed=1) == [
        "Sign | Notes",
        "Sign: Debt",
    ]
    assert row_texts([[Cell(long), Cell("Step")], [Cell("Debt"), Cell("ring")]], headed=1) == [
        f"{long.strip()} | Step",
        "Debt | Step: ring",
    ]
    assert row_texts([[Cell("Sign"), Cell("Step")]], headed=1) == ["Sign | Step"]


def test_a_title_over_the_first_column_is_no_header() -> None:
    rows = [[Cell("About this procedure"), Cell("")], [Cell("Owner"), Cell("Head of Service")]]
    assert row_texts(rows, headed=1) == ["About this procedure", "Owner | Head of Service"]
    assert (
        row_texts([[Cell(""), Cell("Limit")], [Cell("Visit"), Cell("5 days")]], headed=1)[1] == "Visit | Limit: 5 days"
    )


def test_a_row_of_rules_says_nothing() -> None:
    rows = [[Cell("Sign"), Cell("Step")], [Cell("---"), Cell(":--:")], [Cell("Debt"), Cell("–")]]
    assert row_texts(rows, headed=1) == ["", "", "Sign: Debt | Step: –"]


def test_the_mark_of_a_note_stands_in_the_first_row_only() -> None:
    rows = [
        [Cell("Sign" + cite("1")), Cell("Step")],
        [Cell("Debt", down=2), Cell("ring")],
        [Cell("talk" + cite("2"), down=2)],
        [Cell("Fear")],
    ]
    assert row_texts(rows, headed=1)[1:] == [
        f"Sign{cite('1')}: Debt | Step: ring",
        f"Sign: Debt | Step: talk{cite('2')}",
        "Sign: Fear | Step: talk",
    ]


def test_a_header_loses_its_colon_and_says_nothing_twice() -> None:
    assert row_text(["Ann", "Bell"], ["First name:", "Bell"]) == "First name: Ann | Bell"


def test_a_small_table_never_fills_the_memory() -> None:
    wide = [[Cell("x" * 5_000, across=10**9, down=10**9)] * 5, *([[Cell("y")]] * 5_000)]
    said = row_texts(wide, headed=0)
    assert len(said) == 5_001
    assert sum(map(len, said)) < 2_000_000
