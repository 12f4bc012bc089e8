"""Practitioners' words in guidance's words: added, never put in place of what was typed."""

import pytest

from practice.terms import Expansion, expanded, expansions


@pytest.mark.parametrize(
    ("query", "added"),
    [
        ("icpc after the strat?", ["initial child protection conference", "strategy discussion"]),
        ("LAC's review, reg 44 visitor", ["looked-after child, looked after children", "independent person visit"]),
        ("child protection plan for the kids", []),
        ("strategy discussion or strat", []),
        ("the pa and the PR person", ["parental responsibility"]),
    ],
)
def test_expansions_are_what_guidance_calls_the_words_in_their_order(query: str, added: list[str]) -> None:
    found = [expansion.guidance for expansion in expansions(query)]
    assert len(found) == len(added)
    assert all(one.startswith(start) for one, start in zip(found, added, strict=True))


def test_expansion_keeps_the_word_as_it_was_typed() -> None:
    assert expansions("when is the icpc") == [Expansion("icpc", "initial child protection conference")]


def test_the_longest_variant_counts_where_two_overlap() -> None:
    assert [one.typed for one in expansions("she is on a CP plan")] == ["CP plan"]


def test_expanded_query_begins_with_what_was_typed() -> None:
    assert expanded("who is the IRO") == "who is the IRO (independent reviewing officer)"
    assert expanded("no such words here") == "no such words here"
