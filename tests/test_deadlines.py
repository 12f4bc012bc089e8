"""By when: the limits that the passages state, chosen by the reader, from a day that the reader types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from page_fakes import DOCUMENTS, FakeSearcher, ask, html_of, make_hit
from streamlit.testing.v1 import AppTest

from core.records import Hit
from pages.parts.deadlines import MOST, offered, typed_html
from practice.limits import Counting, Limit, Unit

CONFERENCE = "The conference should be held within 15 working days of the strategy discussion."
HOURS = "An interview should be offered within 72 hours of the return."
KEPT = "The record is kept for at least 10 years from the last entry."
WITHIN_15 = Limit(15, Unit.WORKING_DAYS, Counting.WITHIN)


def hit_of(rank: int, text: str, sentence: str) -> Hit:
    hit = make_hit(rank, DOCUMENTS[3], sentence=sentence)
    return replace(hit, passage=replace(hit.passage, text=text, end=len(text), stem=None))


def test_limits_of_the_best_sentences_come_first_and_each_sentence_once() -> None:
    one = hit_of(1, f"{HOURS} {KEPT} It is a plan.", "It is a plan.")
    two = hit_of(2, CONFERENCE, CONFERENCE)
    again = hit_of(3, CONFERENCE, CONFERENCE)
    assert [(limit.limit, limit.sentence, limit.rank) for limit in offered([again, two, one])] == [
        (WITHIN_15, CONFERENCE, 2),
        (Limit(72, Unit.HOURS, Counting.WITHIN), HOURS, 1),
    ]
    assert offered([two])[0].words == "within 15 working days, from “the strategy discussion”"


def test_no_more_limits_are_offered_than_can_be_looked_over() -> None:
    text = "\n".join(f"The worker must call within {number} weeks." for number in range(2, 40))
    assert len(offered([hit_of(1, text, "")])) == MOST


def test_day_is_given_with_its_rule_and_every_day_left_out() -> None:
    html = typed_html(WITHIN_15, "14/12/2026")
    assert "<strong>Due Thursday 7 January 2027.</strong> In working days." in html
    assert "28\u00a0December\u00a02026 (substitute day for Boxing Day)" in html
    assert "Read otherwise: Wednesday 6 January 2027." in html


def test_bare_days_are_flagged_and_read_both_ways() -> None:
    html = typed_html(Limit(10, Unit.DAYS, Counting.WITHIN), "1 December 2026")
    assert "The text says “days” and not which" in html
    assert "In calendar days." in html
    assert "In working days." in html


def test_hours_are_counted_from_an_hour() -> None:
    limit = Limit(72, Unit.HOURS, Counting.WITHIN)
    assert "Due Friday 4 December 2026 at 14:30." in typed_html(limit, "1 December 2026", "14.30")
    assert "is not an hour" in typed_html(limit, "1 December 2026", "<b>noon")
    assert "<b>" not in typed_html(limit, "1 December 2026", "<b>noon")
    assert "due" not in typed_html(limit, "1 December 2026")


@pytest.mark.parametrize("day", ["31/2/2026", "soon", "<b>today"])
def test_what_is_no_day_is_said_and_nothing_is_reckoned(day: str) -> None:
    html = typed_html(WITHIN_15, day)
    assert "is not a day. Write it like 25 November 2026" in html
    assert "Due" not in html
    assert "<b>" not in html


def test_card_reckons_what_the_reader_chooses(page: AppTest, searcher: FakeSearcher) -> None:
    searcher.answers = [hit_of(1, f"{CONFERENCE} {HOURS}", CONFERENCE)]
    ask(page, "when is the conference")
    assert [one.label for one in page.expander][1] == "By when? 2 limits of time in these passages"
    assert page.radio[0].value is None
    page.radio[0].set_value(0).run()
    assert "Due" not in html_of(page)
    next(one for one in page.text_input if one.label == "From which day?").set_value("14 December 2026").run()
    assert not page.exception
    assert "Due Thursday 7 January 2027." in html_of(page)


def test_card_is_not_drawn_where_no_limit_is_stated(page: AppTest, searcher: FakeSearcher) -> None:
    ask(page, "when is the conference")
    assert not any(one.label.startswith("By when?") for one in page.expander)
