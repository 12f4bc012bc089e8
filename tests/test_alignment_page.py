"""The page Alignment in Streamlit's own test harness: findings, decisions, topics, the queue, and what changed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit
from page_fakes import html_of
from shown_findings import DAY, FakeFindings, comparing_of, quote, sides_of
from streamlit.testing.v1 import AppTest

import alignment.comparing
import pages.alignment
from alignment.decisions import Choice, Decision, Decisions
from alignment.sides import Sides
from alignment.unanswered import Unanswered
from core.errors import StoreMissingError
from core.records import Block, BlockKind, Page, Reading
from pages.parts import comparing, not_answered
from pages.parts.alignment_html import difference_html, marked_html
from pages.parts.alignment_views import View, Waiting
from pages.parts.finding_view import passage_of

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return sides_of(tmp_path_factory.mktemp("alignment"))


@pytest.fixture
def found(sides: Sides) -> FakeFindings:
    return FakeFindings(sides)


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    return Decisions(tmp_path / "store")


@pytest.fixture
def at(sides: Sides, found: FakeFindings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page over the small library, on which nothing is decided yet."""
    held = comparing_of(sides)
    monkeypatch.setattr(alignment.comparing, "findings", found)
    monkeypatch.setattr(pages.alignment, "open_comparing", lambda: held)
    monkeypatch.setattr(comparing, "store_folder", lambda: tmp_path / "store")
    streamlit.cache_data.clear()
    page = AppTest.from_function(_draw, default_timeout=30).run()
    assert not page.exception
    return page


def _draw() -> None:
    import pages.alignment

    pages.alignment.draw()


def choose(at: AppTest, doc_id: str = "missing", *against: str) -> AppTest:
    at.selectbox(key="alignment_local").set_value(doc_id).run()
    at.multiselect(key=f"against_{doc_id}").set_value(list(against or ("guidance",))).run()
    assert not at.exception
    return at


def look_at(at: AppTest, view: View) -> AppTest:
    at.radio(key="alignment_view").set_value(view).run()
    assert not at.exception
    return at


def test_page_says_that_it_decides_nothing_and_compares_nothing_unasked(at: AppTest, found: FakeFindings) -> None:
    assert "shows two quotes and the difference; it decides nothing" in html_of(at)
    assert found.asked == []
    assert [one.label for one in at.selectbox] == ["Local procedure"]


def test_only_editions_that_stand_are_offered(at: AppTest) -> None:
    assert at.selectbox(key="alignment_local").options == ["Missing <children>", "Placements"]


def test_findings_come_by_severity_with_both_quotes_and_their_words_escaped(at: AppTest) -> None:
    html = html_of(choose(at))
    assert html.index("High: law or safety") < html.index("Tidy up")
    assert "A &lt;b&gt;difference&lt;/b&gt; of timescale_conflict." in html
    assert "<b>" not in html
    assert "<mark>should</mark>" in html
    assert "In short: <strong>must; within 72 hours, from “the return”</strong>" in html
    assert "Guidance on missing children (2026)" in html
    assert "<strong>Consider:</strong> Read both." in html
    assert "<strong>2 findings to look at</strong>" in html


def test_what_is_no_alarm_is_counted_and_shown_when_opened(at: AppTest) -> None:
    assert "Also: aligned 1." in html_of(choose(at))
    assert "A &lt;b&gt;difference&lt;/b&gt; of aligned" not in html_of(at)
    at.session_state["mild_aligned"] = True
    assert "A &lt;b&gt;difference&lt;/b&gt; of aligned" in html_of(at.run())


def test_each_comparison_is_made_once(at: AppTest, found: FakeFindings) -> None:
    choose(at)
    asked = list(found.asked)
    at.run()
    look_at(look_at(at, View.CHANGES), View.ONE)
    assert found.asked == asked
    assert at.selectbox(key="alignment_local").value == "missing"
    assert at.multiselect(key="against_missing").value == ["guidance"]


def test_counts_of_what_was_not_answered_are_a_view(
    at: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_answered, "store_folder", lambda: tmp_path / "store")
    assert "Nothing has been counted." in html_of(look_at(at, View.UNANSWERED))
    Unanswered(tmp_path / "store").count(["neglect"], DAY)
    assert "fewer than 5" in html_of(at.run())


def test_held_against_nothing_only_the_text_itself_is_told(at: AppTest, found: FakeFindings) -> None:
    choose(at)
    at.multiselect(key="against_missing").set_value([]).run()
    assert found.asked[-1] == ("missing", ())
    assert "what is found is in the text itself" in html_of(at)
    assert "<strong>1 finding to look at</strong>" in html_of(at)


def decide(at: AppTest, finding_id: str, choice: Choice, *, by: str | None = "B. Khan", **typed: str) -> AppTest:
    at.button(key=f"decide_{finding_id}").click().run()
    at.radio(key="decision_choice").set_value(choice).run()
    for name, words in typed.items():
        kind = at.text_area if name == "why" else at.text_input
        kind(key=f"decision_{name}").set_value(words)
    if by is not None:
        at.text_input(key="decision_by").set_value(by)
    next(one for one in at.button if one.label == "Save").click().run()
    assert not at.exception
    return at


def test_decision_is_saved_with_name_and_shown_where_it_was_made(
    at: AppTest, found: FakeFindings, decisions: Decisions
) -> None:
    decide(choose(at), found.limit.finding_id, Choice.TO_DO, owner="A. Reid", due="29 January 2027")
    (saved,) = decisions.all()
    assert (saved.finding, saved.by) == (found.limit, "B. Khan")
    assert saved.decision == Decision(Choice.TO_DO, owner="A. Reid", due=date(2027, 1, 29))
    assert "to do by A. Reid, due 29 January 2027 (B. Khan" in html_of(at)
    assert "Saved. Whoever opens this page sees it." in html_of(at)


def test_name_is_kept_for_the_visit(at: AppTest, found: FakeFindings, decisions: Decisions) -> None:
    decide(choose(at), found.limit.finding_id, Choice.AGREE)
    decide(at, found.term.finding_id, Choice.NOT_AN_ISSUE, by=None, why="The name is explained.")
    assert [one.by for one in decisions.all()] == ["B. Khan", "B. Khan"]


@pytest.mark.parametrize(
    ("choice", "typed", "told"),
    [
        (Choice.NOT_AN_ISSUE, {}, "say why it is not an issue"),
        (Choice.TO_DO, {"owner": "A. Reid"}, "by when"),
        (Choice.TO_DO, {"owner": "A. Reid", "due": "<soon>"}, "“&lt;soon&gt;” is not a day"),
    ],
)
def test_decision_without_its_parts_is_not_saved_and_says_what_is_missing(
    at: AppTest, found: FakeFindings, decisions: Decisions, choice: Choice, typed: dict[str, str], told: str
) -> None:
    decide(choose(at), found.limit.finding_id, choice, **typed)
    assert told in html_of(at)
    assert decisions.all() == ()
    assert at.text_input(key="decision_by").value == "B. Khan"


def test_second_reviewer_is_told_and_saves_only_after_looking(
    at: AppTest, found: FakeFindings, decisions: Decisions
) -> None:
    choose(at).button(key=f"decide_{found.limit.finding_id}").click().run()
    decisions.decide(found.limit, Decision(Choice.NOT_AN_ISSUE, why="<i>"), "C. Osei", at=NOW)
    at.text_input(key="decision_by").set_value("B. Khan")
    next(one for one in at.button if one.label == "Save").click().run()
    assert "not an issue: &lt;i&gt; (C. Osei, 20 November 2026)" in html_of(at)
    assert "Nothing was saved: somebody has decided H1 since you opened it" in html_of(at)
    assert "<i>" not in html_of(at)
    assert len(decisions.all()) == 1
    decide(at, found.limit.finding_id, Choice.AGREE)
    assert [one.by for one in decisions.all()] == ["C. Osei", "B. Khan"]
    assert "Everything that was decided of it, the latest first:" in html_of(at)


def test_no_issue_is_set_aside_with_its_reason(at: AppTest, found: FakeFindings, decisions: Decisions) -> None:
    decisions.decide(found.term, Decision(Choice.NOT_AN_ISSUE, why="It is explained."), "C. Osei", at=NOW)
    html = html_of(choose(at))
    assert "<strong>1 finding to look at</strong>" in html
    assert "Decided to be no issue: 1." in html
    at.session_state["aside"] = True
    assert "not an issue: It is explained. (C. Osei, 20 November 2026)" in html_of(at.run())


def test_queue_puts_what_is_to_be_looked_at_again_first_with_what_changed(
    at: AppTest, found: FakeFindings, decisions: Decisions
) -> None:
    former = replace(found.visit.local, quote="The worker visits every 6 weeks.")
    decisions.decide(replace(found.visit, local=former), Decision(Choice.AGREE), "C. Osei", at=NOW)
    choose(at, "placements")
    choose(at, "missing")
    look_at(at, View.QUEUE)
    assert at.radio(key="queue_which").value is Waiting.AGAIN
    assert at.radio(key="queue_which").options == [
        "Look again (1)",
        "Not decided (2)",
        "To do (0)",
        "Agreed or no issue (0)",
    ]
    html = html_of(at)
    assert "Look again: the text under this decision has changed." in html
    assert "<del>6</del><ins>8</ins>" in html
    assert html.count("<article") == 1


def test_decision_in_the_queue_stays_in_sight_until_the_next(at: AppTest, found: FakeFindings) -> None:
    choose(at)
    look_at(at, View.QUEUE)
    assert at.radio(key="queue_which").value is Waiting.UNDECIDED
    decide(at, found.limit.finding_id, Choice.AGREE)
    assert at.radio(key="queue_which").options[1] == "Not decided (1)"
    assert "agreed (B. Khan" in html_of(at)
    at.button(key=f"decide_{found.term.finding_id}").click().run()
    assert "agreed (B. Khan" not in html_of(at)


def test_decision_whose_finding_is_gone_is_told(at: AppTest, found: FakeFindings, decisions: Decisions) -> None:
    gone = replace(found.term, local=replace(found.term.local, quote="Nothing of this is said any more."))
    decisions.decide(gone, Decision(Choice.AGREE), "C. Osei", at=NOW)
    found.found["missing"] = [found.limit]
    look_at(choose(at), View.QUEUE)
    assert "Decided, and no longer found: 1" in [one.label for one in at.expander]


def test_table_counts_in_words_under_headers_and_leads_to_a_procedure(at: AppTest, found: FakeFindings) -> None:
    choose(at, "placements")
    choose(at, "missing")
    html = html_of(look_at(at, View.ALL))
    assert "<caption>Findings to look at, by procedure and topic</caption>" in html
    assert '<th scope="row" role="rowheader">Missing &lt;children&gt;</th>' in html
    assert html.count('<th scope="col" role="columnheader">') > 1
    assert re.search(r'<td class="wm-severity-H" role="cell" data-topic="[^"]+"><span>1 high', html)
    at.selectbox(key="alignment_open").set_value("placements").run()
    at.button(key="alignment_go").click().run()
    assert at.radio(key="alignment_view").value is View.ONE
    assert at.selectbox(key="alignment_local").value == "placements"
    assert "weaker_modality" in html_of(at)


def test_report_is_offered_in_every_kind(at: AppTest) -> None:
    labels = [one.proto.label for one in choose(at).get("download_button")]
    kinds = ("Word", "Excel", "CSV", "HTML", "JSON", "OSCAL-style JSON")
    assert labels == [f"Report as {kind}" for kind in kinds]


def test_changes_between_two_editions_are_marked_and_rated(at: AppTest) -> None:
    look_at(at, View.CHANGES)
    assert at.selectbox(key="changes_pair").options == [
        "Guidance on missing children: 2021 to 2026",
        "Missing 2024 to Missing <children>",
    ]
    at.selectbox(key="changes_pair").set_value(("old-guidance", "guidance")).run()
    html = html_of(at)
    assert '<h2 class="wm-group">Changes a duty or limit' in html
    assert "<del>should</del><ins>must</ins>" in html
    assert "<del>96</del><ins>72</ins>" in html
    assert "<strong>1 change.</strong>" in html


def test_store_that_does_not_open_is_said(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise StoreMissingError("store: holds no index yet.")

    monkeypatch.setattr(pages.alignment, "open_comparing", fail)
    assert at.run().error[0].value == "store: holds no index yet."


def test_quote_that_runs_over_a_page_is_looked_for_on_both(sides: Sides) -> None:
    text = "One two three four."
    pages_of = (Page(1, "i", 0, 8), Page(2, "ii", 8, len(text)))
    reading = Reading(text, (Block(BlockKind.PARAGRAPH, 0, len(text)),), pages_of)
    words = replace(quote(sides, "missing", "LSCB"), quote=text, start=0, end=len(text), page=1, page_label="i")
    passage = passage_of(words, reading)
    assert (passage.page, passage.last_page, passage.text) == (1, 2, text)
    assert [(place.page, place.page_label) for place in passage.places] == [(2, "ii")]


def test_marks_and_differences_escape_every_word() -> None:
    assert marked_html("a <must> & b", [(2, 8)]) == "a <mark>&lt;must&gt;</mark> &amp; b"
    assert difference_html("Staff <should> go.", "Staff <must> go.").count("&lt;") == 1
    assert DAY.year == 2026
