"""What a hit looks like: the passage with its footnotes, where it stands, how it was read, and when it is law."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_fakes import DOCUMENTS, SENTENCE, TEXT, FakeSearcher, ask, html_of, make_document, make_hit
from streamlit.testing.v1 import AppTest

from core.records import (
    Document,
    Failure,
    Footnote,
    Force,
    Place,
    Provision,
    Status,
    Tier,
)
from pages.parts import results

DAY = date(2025, 3, 1)
DATED = replace(DOCUMENTS[2], published=date(2023, 12, 15))
UNDATED = replace(DOCUMENTS[2], published=None)
PERHAPS = '<span class="wm-caution">Perhaps current on 1 March 2025</span>'
CURRENT = '<span class="wm-current">Current on 1 March 2025</span>'


def test_document_that_may_not_have_applied_on_the_day_is_perhaps_current() -> None:
    assert PERHAPS in results.document_html(UNDATED, Status.CURRENT, "It is undated.", as_of=DAY)


def test_dated_document_of_an_earlier_reading_is_current_on_the_day_and_warned_of() -> None:
    caution = Failure("act", "act.pdf", "act.pdf: is damaged.", date(2026, 11, 20)).caution
    shown = results.hit_html(make_hit(1, DATED, warning=caution), as_of=DAY)
    assert CURRENT in shown
    assert "This is as it was read on 20 November 2026" in shown


def test_dated_provision_of_an_undated_act_is_current_on_the_day() -> None:
    hit = make_hit(1, UNDATED)
    dated = replace(hit, passage=replace(hit.passage, provision=Provision(start=date(2022, 10, 25))))
    assert CURRENT in results.hit_html(dated, as_of=DAY)
    assert PERHAPS in results.hit_html(hit, as_of=DAY)


@given(st.text(), st.text())
def test_marked_keeps_every_character(text: str, sentence: str) -> None:
    html = results.marked(text, sentence)
    assert unescape(re.sub(r"</?mark>", "", html)) == unescape(results.marked(text, ""))
    assert html.count("<") == (2 if sentence and sentence in text else 0)


@given(st.text(min_size=1), st.text(), st.text())
def test_marked_highlights_the_sentence(sentence: str, before: str, after: str) -> None:
    found = re.search(r"<mark>(.*)</mark>", results.marked(before + sentence + after, sentence), re.DOTALL)
    assert found is not None
    assert found[1] == results.marked(sentence, "")


def test_link_to_the_source_is_only_ever_a_web_address() -> None:
    spoilt = Document("a", "a.md", "A", "B", Tier.LOCAL, "C", url="javascript:alert(1)")
    assert "href" not in results.details_html(make_hit(1, spoilt))
    assert 'href="https://example.org/act"' in results.details_html(make_hit(1, DOCUMENTS[2]))


def test_place_without_headings_pages_or_numbers_is_empty() -> None:
    assert results.place_html((), Place(0, None, None, None), title="A") == ""
    assert "Page 3" in results.place_html((), Place(0, None, 3, "3"), title="A")


def test_place_does_not_repeat_the_title() -> None:
    place = Place(0, None, None, None)
    assert "<span>A</span>" not in results.place_html(("A", "Duties"), place, title="A")
    assert "<span>A</span>" in results.place_html(("A", "Duties"), place, title="B")


@pytest.mark.parametrize(
    ("edition", "words"),
    [("2023", "Edition 2023"), ("version 4.2, May 2026", "Version 4.2, May 2026"), ("April 2015", "April 2015")],
)
def test_edition_is_named_as_it_names_itself(edition: str, words: str) -> None:
    document = make_document("act", Tier.LEGISLATION, edition=edition)
    assert f"<span>{words}</span>" in results.document_html(document, Status.CURRENT, None)


def test_document_without_an_edition_says_when_it_was_published_or_that_nothing_is_stated() -> None:
    published = replace(DOCUMENTS[2], edition=None)
    shown = results.document_html(published, Status.CURRENT, None)
    assert "<span>Published 1 March 2026</span>" in shown
    undated = replace(published, published=None)
    assert "<span>Edition not stated</span>" in results.document_html(undated, Status.CURRENT, None)


def test_every_tier_has_one_group() -> None:
    assert sorted(tier for group in results.GROUPS for tier in group.tiers) == sorted(Tier)


NOTE = Footnote("12", 38, "See <section 17> & after.", 67)


def noted(**changes: Any) -> str:
    hit = make_hit(1, DOCUMENTS[2])
    return results.hit_html(replace(hit, passage=replace(hit.passage, **changes)))


def test_footnotes_stand_under_the_passage_with_their_marks(page: AppTest, searcher: FakeSearcher) -> None:
    searcher.changes = {"footnotes": (NOTE, Footnote(None, 0, "A note without a mark."))}
    shown = html_of(ask(page, "a girl is missing"))
    assert '<p class="wm-label-notes">Footnotes</p>' in shown
    assert "<li><span>12</span> See &lt;section 17&gt; &amp; after.</li><li>A note without a mark.</li>" in shown
    assert shown.index("</blockquote>") < shown.index("wm-label-notes")
    assert "wm-label-notes" not in noted()


def test_mark_of_a_footnote_is_drawn_behind_the_words_that_cite_it_and_is_no_text() -> None:
    shown = noted(footnotes=(NOTE,))
    assert 'police at once.<sup class="wm-cited" data-mark="12"></sup>\n' in shown
    assert unescape(re.sub(r"<[^>]*>", "", results.marked(TEXT, SENTENCE, [(38, "12"), (50, "13")]))) == TEXT


def test_note_that_a_heading_cites_has_no_mark_in_the_text() -> None:
    assert "wm-cited" not in noted(footnotes=(Footnote("1", 0, "Of the heading."),))


@pytest.mark.parametrize(
    ("provision", "look", "words"),
    [
        (
            Provision(start=date(2022, 10, 25), extent="E+W"),
            "wm-law",
            "in force from 25 October 2022. Extends to England",
        ),
        (Provision(Force.PROSPECTIVE), "wm-warning", "Prospective: not yet in force"),
        (Provision(Force.REPEALED), "wm-warning", "Repealed."),
    ],
)
def test_law_says_whether_it_is_in_force_and_where(
    page: AppTest, searcher: FakeSearcher, provision: Provision, look: str, words: str
) -> None:
    searcher.changes = {"provision": provision}
    shown = html_of(ask(page, "a girl is missing"))
    assert re.search(f'<p class="{look}">[^<]*{re.escape(words)}', shown)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ocr": 91.4}, "read by OCR, from a picture of the page, with a confidence of 91 out of 100"),
        ({"verified": False}, "could not be checked against the file"),
        ({"is_figure": True}, "This is from a flow chart"),
    ],
)
def test_hit_says_how_its_words_were_read(
    page: AppTest, searcher: FakeSearcher, changes: dict[str, Any], words: str
) -> None:
    searcher.changes = changes
    assert html_of(ask(page, "a girl is missing")).count(words) == len(DOCUMENTS)


def test_passage_that_was_read_and_checked_says_nothing_of_it() -> None:
    assert noted(verified=True) == noted(verified=None) == noted()
