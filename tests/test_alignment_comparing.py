"""What is found is worked out once and kept; editions are paired; a quote's binding words are marked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from made_editions import edition
from shown_findings import FakeFindings, comparing_of, sides_of

import alignment.comparing
from alignment.asks import Asks, asks_of
from alignment.comparing import Comparing
from alignment.decisions import Choice, Decision, Decisions
from alignment.records import Quote
from alignment.sides import Sides
from core.errors import QueryError
from core.records import Tier


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    return sides_of(tmp_path_factory.mktemp("comparing"))


@pytest.fixture
def found(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> FakeFindings:
    fake = FakeFindings(sides)
    monkeypatch.setattr(alignment.comparing, "findings", fake)
    return fake


@pytest.fixture
def held(sides: Sides) -> Comparing:
    return comparing_of(sides)


def test_what_is_found_is_worked_out_once_whatever_the_order(held: Comparing, found: FakeFindings) -> None:
    assert not held.is_found("missing", ("guidance",))
    first = held.found("missing", ("guidance", "old-guidance"))
    assert held.found("missing", ("old-guidance", "guidance", "guidance")) == first
    assert held.is_found("missing", ("old-guidance", "guidance"))
    assert len(found.asked) == 1


def test_report_is_made_again_only_where_somebody_decided(
    held: Comparing, found: FakeFindings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    decisions = Decisions(tmp_path_factory.mktemp("decisions") / "store")
    beside = {"missing": ("guidance",)}
    first = held.report(beside, decisions.all())
    assert held.report(beside, decisions.all()) is first
    decisions.decide(found.limit, Decision(Choice.AGREE), "B. Khan", at=datetime.now(UTC))
    second = held.report(beside, decisions.all())
    assert second is not first
    assert second.rows[0].standing.holds
    assert len(found.asked) == 1


def test_procedures_are_the_local_documents_that_stand(held: Comparing) -> None:
    assert [one.doc_id for one in held.procedures()] == ["missing", "placements"]


def test_editions_are_paired_older_first_once(held: Comparing) -> None:
    assert [(old.doc_id, new.doc_id) for old, new in held.editions()] == [
        ("old-guidance", "guidance"),
        ("missing-2024", "missing"),
    ]


def test_changes_are_worked_out_once_with_what_they_touch(held: Comparing) -> None:
    first = held.changes("old-guidance", "guidance")
    assert [change.rating for change, _ in first] == ["changes a duty or limit"]
    assert held.changes("old-guidance", "guidance") is first


def test_document_that_is_not_held_is_an_error(held: Comparing) -> None:
    with pytest.raises(QueryError, match="holds no such document"):
        held.found("nobody-knows", ())


def test_words_that_bind_and_limits_are_marked_at_their_place() -> None:
    side = edition("made", "The worker should, where possible, visit within 5 working days of the referral. It rains.")
    quote = Quote("made", side.reading.text, 0, len(side.reading.text))
    asks = asks_of(quote, side)
    assert asks.words == "should, softened by “where possible”; within 5 working days, from “the referral”"
    assert [quote.quote[slice(*one)] for one in asks.marks] == ["should", "where possible", "within 5 working days"]


def test_item_brings_the_words_that_it_hangs_under() -> None:
    side = edition("made", "The worker must:", "• see the child.", tier=Tier.LOCAL)
    item = next(one.quote for one in side.statements if "see the child" in one.text)
    assert asks_of(item, side) == Asks("must", (), "The worker must:")


def test_quote_that_asks_nothing_has_no_words() -> None:
    side = edition("made", "It rains in Marlbrook.")
    assert asks_of(side.statements[0].quote, side) == Asks()
