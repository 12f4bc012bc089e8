"""Recording standards: the nearest national and local words of each point, at the places that the table names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import write_library
from made_editions import edition
from page_fakes import html_of
from shown_findings import DAY
from streamlit.testing.v1 import AppTest

import pages.recording
from alignment.comparing import Comparing
from alignment.recorded import Recorded, _is_named, _says, recorded
from alignment.records import Quote
from alignment.sides import Sides
from core.records import Checked
from index.build import build_store
from index.encoder import HashingEncoder
from index.store import open_store
from practice.prompts import Prompt, read_tables

POINT = "the reasons for the decision are recorded"
TEXTS = {
    "ours": ("# Referral\n\nThe reasons for the decision <must> be recorded.\n\nCats sit on mats.\n"),
    "working-together-2023": (
        "# Referral\n\n1. The reasons for the decision are recorded at once.\n\n"
        "2. The reasons for the decision should be recorded.\n"
    ),
}


def prompt(**changes: str) -> Prompt:
    fields = {"source": "working-together-2023", "at": "paragraphs 2 to 3; page 9", **changes}
    return Prompt("R01", "referral", (POINT, "a dragon"), **fields, checked=Checked.OFFICIAL)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    folder = tmp_path_factory.mktemp("recording")
    build_store(write_library(folder / "library", TEXTS), folder / "store", model="hashing")
    return Sides(open_store(folder / "store"), HashingEncoder())


def test_nearest_national_sentence_is_of_the_paragraphs_that_are_named(sides: Sides) -> None:
    found = recorded(sides, prompt(), ["ours"])
    assert found.points[0].national is not None
    assert found.points[0].national.paragraph == "2"
    assert recorded(sides, prompt(at="paragraph 1"), ["ours"]).points[0].national.paragraph == "1"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("paragraph", "at", "is_named"),
    [
        ("4.12", "paragraph 4.12", True),
        ("4", "paragraph 4.12", False),
        ("12", "paragraph 4.12", False),
        ("4.13", "paragraphs 4.12 to 4.15", True),
        ("4.2", "paragraphs 4.12 to 4.15", False),
        ("4.12", "paragraphs 3 to 5", False),
        ("30", "paragraphs 28 to 33", True),
        ("28(2)", "regulation 28", True),
        ("28(2)", "paragraphs 28 to 33", True),
        ("31²", "paragraphs 28 to 33", False),
    ],
)
def test_paragraph_is_named_by_its_whole_number(paragraph: str, at: str, is_named: bool) -> None:
    assert _is_named(Quote("guidance", "Words.", 0, 6, paragraph=paragraph), at) is is_named


def test_page_is_no_paragraph(sides: Sides) -> None:
    nearest = recorded(sides, prompt(at="no text read"), ["ours"]).points[0].national
    assert recorded(sides, prompt(at="page 2"), ["ours"]).points[0].national == nearest


def test_local_sentences_that_are_near_are_told_and_others_are_not(sides: Sides) -> None:
    (near,) = recorded(sides, prompt(), ["ours"]).points[0].local
    assert near.quote == "The reasons for the decision <must> be recorded."


def test_point_that_nothing_is_near_to_has_no_words(sides: Sides) -> None:
    point = recorded(sides, prompt(), ["ours"]).points[1]
    assert (point.text, point.national, point.local) == ("a dragon", None, ())


def test_row_of_a_table_is_told_only_where_it_asks_something() -> None:
    side = edition(
        "made", "What: The decision | Who: all", "What: The decision | Limit: within 5 working days", "It says:"
    )
    assert [_says(one) for one in side.statements] == [False, True, False]


def test_source_that_is_not_held_is_none(sides: Sides) -> None:
    found = recorded(sides, prompt(source="iro-handbook-2010"), ["ours"])
    assert found.source is None
    assert found.points[0].national is None


@pytest.fixture
def at(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    class Held(Comparing):
        def recorded(self, prompt: Prompt) -> Recorded:
            return recorded(sides, replace(prompt, points=(POINT, "a dragon")), ["ours"])

    monkeypatch.setattr(pages.recording, "open_comparing", lambda: Held(sides, DAY))
    page = AppTest.from_function(_draw, default_timeout=30).run()
    assert not page.exception
    return page


def _draw() -> None:
    import pages.recording

    pages.recording.draw()


def test_page_looks_for_nothing_until_an_event_is_chosen(at: AppTest) -> None:
    assert len(at.selectbox[0].options) == len(read_tables().recording)
    assert "<h2" not in html_of(at)


def test_page_shows_both_sides_with_source_and_place_and_escapes_them(at: AppTest) -> None:
    at.selectbox[0].set_value("R01").run()
    html = html_of(at)
    assert "The reasons for the decision &lt;must&gt; be recorded." in html
    assert "National text" in html
    assert "No local sentence was found that is near to this." in html
    assert ": paragraphs 151 and 153." in html


def test_page_says_what_was_not_checked(at: AppTest) -> None:
    unchecked = next(one for one in read_tables().recording if one.checked is Checked.UNCHECKED)
    at.selectbox[0].set_value(unchecked.prompt_id).run()
    assert '<span class="wm-caution">unchecked</span>' in html_of(at)
    assert "not in this library" not in html_of(at)
