"""The page Brief, in Streamlit's own test harness: what was asked on the Ask page, and nothing of it kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from page_fakes import DOCUMENTS, NOTICE, FakeSearcher, ask, html_of, make_hit
from shown_services import FULL, FakeMatcher, match_of
from streamlit.testing.v1 import AppTest

import pages.brief
from core.errors import QueryError
from core.records import Tier, citation
from index.binds import Binds
from index.brief import Brief
from index.brief_page import Line, Look
from index.case_note import case_note
from pages.parts import directory
from pages.parts.brief_html import brief_html
from pages.parts.deadlines import start_of
from pages.parts.meaning import Choices
from practice.briefing import briefing_of
from practice.situation import read_situation

ASKED = "a <boy> of 12 has been hit at home & has a mark, strat was tuesday, when must the conference be"
MADE: list[dict[str, Any]] = []


def brief(text: str = ASKED, **given: Any) -> Brief:
    hits = {document.tier: (make_hit(rank, document),) for rank, document in enumerate(DOCUMENTS, start=1)}
    start = given.get("start")
    return Brief(
        briefing_of(read_situation(text), start=start),
        Binds(tuple((tier, hits[tier]) for tier in (Tier.LEGISLATION, Tier.STATUTORY, Tier.LOCAL)), {}),
        library="Marlbrook sample library",
        notice=NOTICE,
        made_on=date(2026, 11, 28),
        as_of=given.get("as_of"),
        start=start,
        local_of=(given["area"],) if given.get("area") else ("Marlbrook",),
    )


@pytest.fixture
def on_brief(page: AppTest, searcher: FakeSearcher, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page Brief, reached from the Ask page."""
    MADE.clear()

    def fake(searcher: FakeSearcher, text: str, **given: Any) -> Brief:
        MADE.append({"text": text, **given})
        return brief(text, **given)

    monkeypatch.setattr(pages.brief, "brief_of", fake)
    ask(page, ASKED)
    page.button(key="to_brief").click().run()
    assert not page.exception
    return page


def test_button_on_the_ask_page_leads_to_the_brief_of_what_was_asked(on_brief: AppTest) -> None:
    assert on_brief.title[0].value == "Brief"
    assert MADE[-1] == {"text": ASKED, "area": None, "as_of": None, "start": None, "without_signs": set()}
    assert on_brief.query_params == {}


def test_sign_that_was_left_out_on_the_ask_page_is_left_out_of_the_brief(on_brief: AppTest) -> None:
    number = on_brief.session_state["asked_number"]
    on_brief.session_state["meaning"] = (number, Choices(set(), {}, {"physical-abuse"}))
    on_brief.run()
    assert MADE[-1]["without_signs"] == {"physical-abuse"}


def test_sections_come_in_order_and_every_word_is_escaped(on_brief: AppTest) -> None:
    html = html_of(on_brief)
    headings = ("Call now", "What binds", "Deadlines", "What to record", "Who may hold information")
    places = [html.index(f"<h2>{heading}") for heading in headings]
    assert places == sorted(places)
    assert "Made on 28 November 2026 from the library “Marlbrook sample library”" in html
    assert NOTICE in html
    assert "a &lt;boy&gt; of 12" in html
    assert "<boy>" not in html


def test_day_hour_and_area_are_what_the_brief_is_made_with(on_brief: AppTest) -> None:
    on_brief.text_input[0].set_value("24 November 2026")
    on_brief.text_input[1].set_value("14.30")
    on_brief.selectbox[0].set_value("Marlbrook").run()
    assert (MADE[-1]["area"], MADE[-1]["start"]) == ("Marlbrook", datetime(2026, 11, 24, 14, 30))
    assert "due Tuesday 15 December 2026" in html_of(on_brief)


def test_what_is_no_day_is_said_and_nothing_is_made(on_brief: AppTest) -> None:
    made = len(MADE)
    on_brief.text_input[0].set_value("soon").run()
    assert "“soon” is not a day" in on_brief.error[0].value
    assert len(MADE) == made


def test_situation_is_in_the_lines_only_where_the_reader_says_so(on_brief: AppTest) -> None:
    assert '<p class="wm-screen"><strong>The situation:' in html_of(on_brief)
    assert "<h2>The situation</h2>" not in html_of(on_brief)
    on_brief.checkbox[0].check().run()
    assert "<h2>The situation</h2>" in html_of(on_brief)
    assert 'class="wm-screen"' not in html_of(on_brief)


def test_note_to_copy_has_citations_and_no_word_of_the_situation(on_brief: AppTest) -> None:
    (note,) = [block.value for block in on_brief.code]
    assert note == case_note(brief())
    for document in DOCUMENTS:
        if document.tier in (Tier.LEGISLATION, Tier.STATUTORY, Tier.LOCAL):
            assert citation(make_hit(1, document)) in note
    assert "(replaced)" in note
    assert "within 15 working days" in note
    assert "Guidance read on 28 November 2026" in note
    assert "boy" not in note


def test_brief_without_a_situation_sends_to_the_ask_page() -> None:
    at = AppTest.from_function(draw_brief).run()
    assert not at.exception
    assert "Describe the situation on the Ask page first" in html_of(at)


def draw_brief() -> None:
    import pages.brief

    pages.brief.draw()


def test_html_lists_points_under_their_section() -> None:
    lines = [
        Line(Look.TITLE, "Brief"),
        Line(Look.NOTE, "first & last"),
        Line(Look.HEADING, "Call now"),
        Line(Look.CALL, "999"),
        Line(Look.HEADING, "What binds"),
        Line(Look.POINT, "Law"),
        Line(Look.QUOTE, "<must>"),
        Line(Look.POINT, "Local"),
    ]
    html = brief_html(lines)
    assert html.startswith('<p class="wm-meaning">first &amp; last</p><section class="wm-brief wm-call"><h2>Call now')
    assert '<li><p class="wm-point">Law</p><blockquote class="wm-passage">&lt;must&gt;</blockquote></li><li>' in html
    assert "<h1" not in html


def test_start_is_a_day_or_a_day_with_its_hour() -> None:
    assert start_of("25/11/2026") == date(2026, 11, 25)
    assert start_of("25 November 2026", "9:05") == datetime(2026, 11, 25, 9, 5)
    with pytest.raises(QueryError, match="is not an hour"):
        start_of("25 November 2026", "noon")


def test_brief_ends_with_three_local_services_and_leads_to_them(
    on_brief: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Local services" not in html_of(on_brief)
    matcher = FakeMatcher(*(match_of({**FULL, "id": str(rank)}, rank=rank) for rank in range(1, 6)))
    monkeypatch.setattr(directory, "open_matcher", lambda: matcher)
    monkeypatch.setattr(directory, "choices", lambda: directory.Choices((), ()))
    html = html_of(on_brief.run())
    assert html.index("What binds") < html.index("<h2>Local services</h2>")
    assert html.count("How to refer: Ring the office; Phone: +44 1632 960001") == 3
    assert matcher.asked[-1]["k"] == 3
    on_brief.button(key="to_services").click().run()
    assert not on_brief.exception
    assert on_brief.title[0].value == "Local services"
    assert matcher.asked[-1]["text"] == ASKED
    assert on_brief.query_params == {}
