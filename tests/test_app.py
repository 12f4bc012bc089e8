"""The pages, run by Streamlit's own test harness over a searcher that answers from a list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit
from page_fakes import DOCUMENTS, NOTICE, REPLACED, FakeSearcher, ask, draw_ask_or_nothing, html_of, make_hit
from streamlit.testing.v1 import AppTest

import pages.ask
import pages.library
from core.errors import QueryError, StoreMismatchError, StoreMissingError
from core.records import (
    Filters,
    Tier,
    citation,
)
from core.settings import ROOT
from index.covering import Also
from index.retriever import Candidate
from pages.parts import narrowing, opening, results
from practice.parts import Part


def test_start_page_warns_against_names_and_offers_examples(page: AppTest, searcher: FakeSearcher) -> None:
    page.run()
    assert not page.exception
    assert page.title[0].value == "Find the guidance"
    assert "Do not type names" in html_of(page)
    assert [button.label for button in page.button] == ["Search", "Clear", *pages.ask.EXAMPLES]
    assert searcher.asked == []


def test_every_page_says_that_it_does_not_advise(page: AppTest) -> None:
    assert "Waymark quotes guidance; it does not advise." in html_of(page.run())


def test_every_page_carries_the_librarys_notice_escaped(page: AppTest) -> None:
    assert '<p class="wm-notice">A sample &amp; no more.</p>' in html_of(page.run())


def test_results_are_grouped_by_what_binds_most(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    order = [shown.index(f'<h2 class="wm-group">{group.heading}</h2>') for group in results.GROUPS]
    assert order == sorted(order)
    assert re.findall(r"Match (\d)", shown) == ["3", "4", "1", "2", "5"]


def test_closest_match_is_a_link_down_to_it(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    assert re.findall('The closest match is in <a href="#([^"]*)">([^<]*)</a>', shown) == [
        ("match-1", "Title of missing")
    ]
    assert re.findall('id="([^"]*)"><p class="wm-match">Match ([^<]*)', shown) == [
        (f"match-{rank}", rank) for rank in "34125"
    ]


def test_hit_shows_all_that_a_reader_needs(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    for words in (
        "Title of missing",
        "Edition 2026",
        '<span class="wm-area">Marlbrook</span>',
        "Current edition",
        REPLACED,
        NOTICE,
        "When a child is missing",
        "Paragraph 12, page 66 (PDF page 67)",
        "The manager should:",
        "<mark>It writes down &lt;when&gt; &amp; whom it told.</mark>",
    ):
        assert words in shown
    assert next(code.value for code in page.code) == citation(make_hit(1, DOCUMENTS[2]))
    assert len(page.code) == len(DOCUMENTS)


def test_immediate_danger_says_whom_to_call_before_anything_else(page: AppTest) -> None:
    shown = html_of(ask(page, "school rang, y4 boy says dad hit him with a belt, mark on his leg"))
    assert 0 < shown.index("<h2>Call now</h2>") < shown.index("<article")
    assert "<strong>Police and ambulance, 999</strong>" in shown
    assert "from practice, no text read (unchecked)" in shown
    assert "paragraph 153 (read in the official text)" in shown
    assert "Call now" not in html_of(ask(page, "who sends the minutes of the review"))


def test_hit_says_how_it_was_found(page: AppTest) -> None:
    shown = html_of(ask(page, "a girl is missing"))
    assert "<dt>By meaning</dt><dd>rank 2</dd>" in shown
    assert "<dt>By words</dt><dd>not among its best</dd>" in shown
    assert "How match 1 was found" in [expander.label for expander in page.expander]


def test_part_that_the_matches_leave_out_stands_beneath_them(page: AppTest, searcher: FakeSearcher) -> None:
    part = Part("mum drinks & says <no>", 20, 42)
    hit = make_hit(6, DOCUMENTS[0])
    hit = replace(hit, passage=replace(hit.passage, passage_id="missing:2"))
    searcher.also = (Also(part, (hit,), (Candidate(0, 0.5),)),)
    shown = html_of(ask(page, "a girl is missing"))
    heading = '<h2 class="wm-group" id="part-20">On “mum drinks &amp; says &lt;no&gt;”</h2>'
    assert shown.index(heading) > shown.index("Match 5")
    assert shown.index("Match 6") > shown.index(heading)
    assert 'Further down, on its own: <a href="#part-20">“mum drinks &amp; says &lt;no&gt;”</a>' in shown
    assert "<dt>Searched for</dt><dd>“mum drinks &amp; says &lt;no&gt;” alone</dd>" in shown
    assert "rank 6, score" not in shown


def test_example_is_asked_when_pressed(page: AppTest, searcher: FakeSearcher) -> None:
    page.run()
    page.button(key="example_1").click().run()
    assert searcher.asked == [(pages.ask.EXAMPLES[1], Filters())]
    assert page.text_area[0].value == pages.ask.EXAMPLES[1]


def test_clear_takes_the_situation_away(page: AppTest) -> None:
    ask(page, "a girl is missing")
    page.button[1].click().run()
    assert page.text_area[0].value == ""
    assert "<article" not in html_of(page)


def test_nothing_found_is_said_in_plain_words(page: AppTest) -> None:
    ask(page, "zzz")
    assert "Nothing found" in html_of(page)
    assert page.markdown[0].value.startswith("Nothing in this library bears on that.")


def test_nothing_found_under_filters_says_to_take_one_away(page: AppTest) -> None:
    page.query_params["tier"] = ["local"]
    ask(page, "zzz")
    assert "Take a filter away" in page.markdown[0].value


def test_no_store_says_which_command_builds_it(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise StoreMissingError("Nothing has been ingested into store. Run `waymark ingest`.")

    monkeypatch.setattr(opening, "open_searcher", missing)
    monkeypatch.setattr(opening, "open_generation", missing)
    page.run()
    assert page.error[0].value == "Nothing has been ingested into store. Run `waymark ingest`."
    assert not page.exception


def test_problem_with_a_question_is_shown_as_it_stands(page: AppTest, searcher: FakeSearcher) -> None:
    searcher.problem = QueryError("The question is too long.")
    ask(page, "a girl is missing")
    assert page.error[0].value == "The question is too long."


def test_filters_are_read_from_the_address(page: AppTest, searcher: FakeSearcher) -> None:
    page.query_params["tier"] = ["local", "statutory"]
    page.query_params["area"] = ["Marlbrook"]
    page.query_params["superseded"] = ["yes"]
    ask(page, "a girl is missing")
    expected = Filters(tiers=(Tier.LOCAL, Tier.STATUTORY), area="Marlbrook", include_superseded=True)
    assert searcher.asked == [("a girl is missing", expected)]


def test_day_in_the_address_is_asked_for_and_said(page: AppTest, searcher: FakeSearcher) -> None:
    page.query_params["as_of"] = ["2025-03-01", "2024-01-01"]
    shown = html_of(ask(page, "a girl is missing"))
    assert searcher.asked == [("a girl is missing", Filters(as_of=date(2025, 3, 1)))]
    assert page.text_input(key="narrow_as_of").value == "1 March 2025"
    assert "Narrowed to: as things stood on 1 March 2025." in shown
    assert "<strong>The law and guidance of 1 March 2025</strong>" in shown
    assert shown.count(">Current on 1 March 2025</span>") == len(DOCUMENTS) - 1
    assert "Current edition" not in shown


def test_day_that_is_chosen_is_written_to_the_address_and_taken_away_again(
    page: AppTest, searcher: FakeSearcher
) -> None:
    ask(page, "a girl is missing")
    assert "law and guidance of" not in html_of(page)
    page.text_input(key="narrow_as_of").set_value("1/3/2025").run()
    assert page.query_params == {"as_of": "2025-03-01"}
    page.text_input(key="narrow_as_of").set_value(" ").run()
    assert not page.info
    assert page.query_params == {}
    assert [filters.as_of for _, filters in searcher.asked] == [None, date(2025, 3, 1), None]


@pytest.mark.parametrize("typed", ["1 March 2025", " 01/03/2025", "1 mar 2025", "1.3.2025", "2025-03-01"])
def test_day_may_be_written_in_any_common_way(typed: str) -> None:
    assert narrowing.day_of(narrowing.as_address(typed)) == date(2025, 3, 1)


NO_DAY = ["31/02/2025", "yesterday", "2025-02-30", "20250301", "0025-03-01", "1/1/2100", "*spring* 2025"]


def assert_no_day(page: AppTest, typed: str) -> None:
    """The page keeps what was typed as a day, says what to write, and shows no result."""
    (error,) = page.error
    assert error.value.replace("\\", "").startswith(
        f"“{typed}” is not a day from 1900 to 2099, so nothing is searched."
    )
    assert "write the day like 1 March 2025 or 1/3/2025, or empty the field for today" in error.value
    assert page.text_input(key="narrow_as_of").value == typed
    assert "<article" not in html_of(page)
    assert not page.exception


@pytest.mark.parametrize("typed", NO_DAY)
def test_typed_words_that_are_no_day_stay_and_nothing_is_searched(
    page: AppTest, searcher: FakeSearcher, typed: str
) -> None:
    ask(page, "a girl is missing")
    assert_no_day(page.text_input(key="narrow_as_of").set_value(typed).run(), typed)
    assert_no_day(page.run(), typed)
    assert_no_day(page.button[0].click().run(), typed)
    assert page.query_params == {}
    assert searcher.asked == [("a girl is missing", Filters())]


@pytest.mark.parametrize(("mended", "as_of"), [("1 March 2025", date(2025, 3, 1)), ("", None)])
def test_day_that_is_mended_or_emptied_is_searched_again(
    page: AppTest, searcher: FakeSearcher, mended: str, as_of: date | None
) -> None:
    ask(page, "a girl is missing")
    page.text_input(key="narrow_as_of").set_value("yesterday").run()
    page.text_input(key="narrow_as_of").set_value(mended).run()
    assert not page.error
    assert "<article" in html_of(page)
    assert searcher.asked[1:] == [("a girl is missing", Filters(as_of=as_of))]


def test_typed_words_that_are_no_day_are_found_again_on_coming_back(searcher: FakeSearcher) -> None:
    page = ask(AppTest.from_function(draw_ask_or_nothing, default_timeout=30), "a girl is missing")
    page.multiselect(key="narrow_tier").select("local").run()
    page.text_input(key="narrow_as_of").set_value("yesterday").run()
    for is_away in (True, False):
        page.session_state["is_away"] = is_away
        page.run()
    assert_no_day(page, "yesterday")
    assert page.multiselect(key="narrow_tier").value == ["local"]


@pytest.mark.parametrize("value", NO_DAY)
def test_what_is_no_day_in_the_address_is_said_and_nothing_is_searched(
    page: AppTest, searcher: FakeSearcher, value: str
) -> None:
    page.query_params["as_of"] = [value]
    assert_no_day(page.run(), value)
    page.text_area[0].set_value("a girl is missing")
    assert_no_day(page.button[0].click().run(), value)
    assert searcher.asked == []


def test_filters_are_written_to_the_address_and_the_situation_is_not(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, "a girl is missing")
    page.multiselect(key="narrow_tier").select("local").run()
    page.selectbox(key="narrow_area").select("Marlbrook").run()
    page.multiselect(key="narrow_doc").select("missing").run()
    assert page.query_params == {"tier": "local", "area": "Marlbrook", "doc": "missing"}
    assert searcher.asked[-1][1] == Filters(tiers=(Tier.LOCAL,), area="Marlbrook", doc_ids=("missing",))


def test_unknown_filter_in_the_address_is_left_out_and_said(page: AppTest, searcher: FakeSearcher) -> None:
    page.query_params["tier"] = ["local", "gossip"]
    page.query_params["doc"] = ["*gone*"]
    page.run()
    assert page.info[0].value.replace("\\", "") == (
        "Left out of the filters, as this library does not know it: tier: gossip, doc: *gone*."
    )
    assert page.query_params == {"tier": "local"}


def test_word_that_is_no_filter_is_taken_out_of_the_address(page: AppTest) -> None:
    page.query_params["situation"] = ["a girl is missing"]
    page.run()
    assert page.query_params == {}


FIRST, SECOND = "20260101T000000-00000001", "20260101T000000-00000002"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was opened, in order, with a store in `tmp_path` and nothing in the page's memory before or after."""
    names: list[str] = []
    monkeypatch.setenv("WAYMARK_STORE", str(tmp_path))
    monkeypatch.setattr(opening, "load_fingerprint", lambda model: "")
    monkeypatch.setattr(opening, "open_store", lambda folder, *, fingerprint: names.append("store") or folder)
    monkeypatch.setattr(opening, "load_encoder", lambda model: names.append("model") or model)
    monkeypatch.setattr(opening, "Searcher", lambda generation, encoder: (generation, encoder))
    streamlit.cache_resource.clear()
    yield names
    streamlit.cache_resource.clear()


def test_new_generation_is_opened_without_a_restart(tmp_path: Path, opened: list[str]) -> None:
    for generation in (FIRST, FIRST, SECOND):
        (tmp_path / "CURRENT").write_text(generation + "\n")
        opening.open_searcher()
    assert opened == ["store", "model", "store"]


def test_another_model_under_the_same_name_is_loaded(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for generation in (FIRST, SECOND):
        monkeypatch.setattr(opening, "load_fingerprint", lambda model, made_of=generation: made_of)
        (tmp_path / "CURRENT").write_text(generation + "\n")
        opening.open_searcher()
    assert opened == ["store", "model"] * 2


def test_a_generation_swept_while_it_is_opened_gives_way_to_the_newer_one(
    tmp_path: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "CURRENT").write_text(FIRST + "\n")

    def swept(generation: object, encoder: object) -> str:
        if (tmp_path / "CURRENT").read_text().strip() == FIRST:
            (tmp_path / "CURRENT").write_text(SECOND + "\n")
            raise StoreMismatchError("the word index cannot be opened")
        return "the newer one"

    monkeypatch.setattr(opening, "Searcher", swept)
    assert opening.open_searcher() == "the newer one"
    assert opened == ["store", "model", "store"]


def test_library_does_not_wait_for_the_model(opened: list[str]) -> None:
    assert opening.open_generation() == opening.open_generation()
    assert opened == ["store"]


def test_warming_up_leaves_a_missing_store_to_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_STORE", str(tmp_path))
    opening.warm_up()
    with pytest.raises(StoreMissingError):
        opening.open_searcher()


def test_store_without_a_generation_has_no_name(tmp_path: Path) -> None:
    assert opening.live_generation(tmp_path) == ""


def test_filters_in_words_name_what_is_chosen() -> None:
    choices = narrowing.Choices.of(DOCUMENTS)
    filters = Filters(tiers=(Tier.LOCAL,), area="Marlbrook", doc_ids=("act",), include_superseded=True)
    assert narrowing.in_words(filters, choices) == (
        "Local procedure; national guidance and Marlbrook; Title of act (2026); superseded editions shown"
    )
    assert narrowing.in_words(Filters(), choices) == ""


@pytest.fixture
def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())


def test_server_answers_this_machine_only_and_reports_to_nobody(settings: dict[str, Any]) -> None:
    assert settings["server"]["address"] == "localhost"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"


def test_nothing_of_the_page_comes_from_outside(settings: dict[str, Any]) -> None:
    assert "http" not in str(settings["theme"])
    parts = ROOT / "pages" / "parts"
    assert "url(" not in (parts / "style.css").read_text()
    assert (parts / "waymark.svg").read_text().count("http") == 1
    assert not any(":material/" in path.read_text() for path in [ROOT / "app.py", *(ROOT / "pages").rglob("*.py")])
