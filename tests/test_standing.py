"""Which decisions hold: carried over where the id is the same, brought back where words changed, never dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from decided import AGREE, LOCAL, NATIONAL, NOT_AN_ISSUE, decided, finding, quote, reworded
from fakes import document
from hypothesis import given
from hypothesis import strategies as st

from alignment.decisions import Decided
from alignment.records import Finding, Verdict
from alignment.standing import Standings, standings, successors_of
from core.records import Checked, Tier
from ingest.register import NO_REGISTER, Register
from ingest.sources import Source, SourceKind

ONE = finding()
NEWER = LOCAL.replace("five working days", "four working days")
COMPARED = {"chapter": ("guidance",)}


def stand(found: Sequence[Finding], *held: Decided, **changes: object) -> Standings:
    values = {"compared": COMPARED, "successors": {}, **changes}
    return standings(found, held, **values)  # type: ignore[arg-type]


def test_decision_carries_over_where_the_id_is_the_same() -> None:
    moved = reworded(ONE, LOCAL.upper(), paragraph="9.9", start=500)
    standing = stand([moved], decided(ONE, number=7)).by_id[moved.finding_id]
    assert (standing.look_again, standing.changed, standing.seen) == (False, (), 7)
    assert standing.holds == decided(ONE, number=7)


def test_the_last_of_several_decisions_stands() -> None:
    last = decided(ONE, NOT_AN_ISSUE, number=2)
    assert stand([ONE], decided(ONE), last).by_id[ONE.finding_id].holds == last


def test_finding_that_nobody_decided_has_no_decision() -> None:
    standing = stand([ONE]).by_id[ONE.finding_id]
    assert (standing.decided, standing.look_again, standing.seen, standing.follows) == (None, False, 0, None)


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("local", NEWER),
        ("national", NATIONAL.replace("72 hours", "48 hours")),
        ("national", "Whoever returns is seen by somebody independent, and what they say is written down."),
    ],
)
def test_decision_comes_back_to_be_looked_at_where_the_text_changed(side: str, words: str) -> None:
    now = reworded(ONE, words, side=side)
    found = stand([now], decided(ONE, NOT_AN_ISSUE, number=3))
    standing = found.by_id[now.finding_id]
    assert (standing.look_again, standing.holds, standing.seen) == (True, None, 0)
    assert (standing.decided, standing.follows) == (decided(ONE, NOT_AN_ISSUE, number=3), ONE.finding_id)
    (change,) = standing.changed
    assert (change.side, change.old, change.new) == (side, getattr(ONE, side), getattr(now, side))
    assert change.is_reworded
    assert found.no_longer_found == ()


def test_decision_comes_back_where_an_edition_was_replaced_though_the_words_are_the_same() -> None:
    successors = successors_of([document("guidance-2026", supersedes="guidance")], NO_REGISTER)
    now = replace(ONE, national=quote("guidance-2026", NATIONAL, paragraph="44"))
    compared = {"chapter": ["guidance-2026"]}
    standing = stand([now], decided(ONE), successors=successors, compared=compared).by_id[now.finding_id]
    assert standing.look_again
    assert [(one.side, one.is_reworded) for one in standing.changed] == [("national", False)]
    back = stand([ONE], decided(now), successors=successors)
    assert back.by_id[ONE.finding_id].decided is None
    assert [one.finding for one in back.not_compared] == [now]


def test_decision_comes_back_in_the_next_edition_of_the_procedure() -> None:
    successors = successors_of([document("chapter", superseded_by="chapter-2")], NO_REGISTER)
    now = replace(ONE, local=quote("chapter-2", NEWER, paragraph="8.1"))
    found = stand([now], decided(ONE), successors=successors, compared={"chapter-2": ["guidance"]})
    assert found.by_id[now.finding_id].look_again


@pytest.mark.parametrize(
    "now",
    [
        replace(ONE, verdict=Verdict.WEAKER_MODALITY),
        reworded(ONE, "Leaflets lie in reception.", paragraph="1.1", headings=()),
        reworded(ONE, "Leaflets lie in reception."),
        replace(ONE, national=quote("guidance-2026", NATIONAL)),
        finding(Verdict.MISSING_REQUIREMENT, national=quote("guidance", "Leaflets lie in reception.")),
    ],
)
def test_decision_does_not_come_back_with_what_is_about_something_else(now: Finding) -> None:
    before = finding(now.verdict) if now.verdict is Verdict.MISSING_REQUIREMENT else ONE
    found = stand([now], decided(before))
    assert found.by_id[now.finding_id].decided is None
    assert found.no_longer_found == (decided(before),)


def test_decision_whose_finding_is_gone_is_listed_and_of_what_was_not_compared_apart() -> None:
    elsewhere = decided(finding(local=quote("other-chapter", LOCAL)), number=2)
    against_other = decided(finding(national=quote("other-guidance", NATIONAL)), number=3)
    alone = decided(finding(Verdict.NO_OWNER, national=None), number=4)
    found = stand([], decided(ONE), elsewhere, against_other, alone)
    assert [one.number for one in found.no_longer_found] == [1, 4]
    assert [one.number for one in found.not_compared] == [2, 3]


def test_each_decision_comes_back_once_with_the_finding_most_like_it() -> None:
    near, far = reworded(ONE, LOCAL.replace("five", "four")), reworded(ONE, LOCAL.replace("five working", "some 20"))
    found = stand([far, near], decided(ONE))
    assert found.by_id[near.finding_id].look_again
    assert found.by_id[far.finding_id].decided is None
    twice = stand([near], decided(ONE), decided(far, number=2))
    assert twice.by_id[near.finding_id].decided == decided(ONE)
    assert twice.no_longer_found == (decided(far, number=2),)


def test_decision_of_the_new_words_takes_the_place_of_the_old_one_until_that_is_decided_again() -> None:
    now = reworded(ONE, NEWER)
    new = decided(now, number=2, follows=ONE.finding_id)
    found = stand([now], decided(ONE), new)
    assert (found.by_id[now.finding_id].holds, found.no_longer_found) == (new, ())
    later = decided(ONE, NOT_AN_ISSUE, number=3)
    assert stand([now], decided(ONE), new, later).no_longer_found == (later,)


WORDS = st.sampled_from([LOCAL, NEWER, LOCAL.replace("five", "six"), "Leaflets lie in reception.", "Nobody is told."])
FINDINGS = st.builds(
    lambda words, other, national: reworded(finding(other), words, side="national" if national else "local"),
    WORDS,
    st.sampled_from([Verdict.TIMESCALE_CONFLICT, Verdict.WEAKER_MODALITY]),
    st.booleans(),
)


@given(st.lists(FINDINGS, max_size=6), st.lists(FINDINGS, max_size=6), st.randoms(use_true_random=False))
def test_no_decision_is_dropped_and_the_order_of_findings_makes_no_difference(
    found: list[Finding], before: list[Finding], random: object
) -> None:
    held = [decided(one, number=number) for number, one in enumerate(before, start=1)]
    last = {one.finding_id: one.number for one in held}
    stands = stand(found, *held)
    told = [one.decided.number for one in stands.by_id.values() if one.decided]
    told += [one.number for one in (*stands.no_longer_found, *stands.not_compared)]
    assert sorted(told) == sorted(last.values())
    for one in found:
        standing = stands.by_id[one.finding_id]
        assert (standing.holds is not None) == (one.finding_id in last)
    assert stand(found[::-1], *held) == stands


def test_successors_are_followed_through_manifest_and_register_and_end_in_a_ring() -> None:
    kind, tier = SourceKind.WEB, Tier.STATUTORY
    first = Source("wt-1", "One", "DfE", tier, "England", kind, "OGL", Checked.OFFICIAL, superseded_by="wt-2")
    documents = [
        document("wt-3", supersedes="wt-2"),
        document("a", superseded_by="b"),
        document("b", superseded_by="a"),
    ]
    found = successors_of(documents, Register.of([first]))
    assert found["wt-1"] == {"wt-2", "wt-3"}
    assert (found["a"], found["b"]) == ({"b"}, {"a"})
    assert found.get("wt-3", frozenset()) == frozenset()


def test_agreeing_is_told_in_words() -> None:
    assert decided(ONE, AGREE).in_words == "agreed (B. Khan, 28 November 2026)"
