"""What is said of a passage beside its words."""

from __future__ import annotations

from datetime import date

import pytest

from core.records import Force, Passage, Provision
from ingest.remarks import LOW_CONFIDENCE, cautions, extent_words, force_words

PASSAGE = {"passage_id": "a#0", "doc_id": "a", "ordinal": 0, "start": 0, "end": 1, "text": "A"}
DAY, LATER = date(2022, 10, 25), date(2024, 3, 1)


@pytest.mark.parametrize("verified", [True, None])
def test_passage_in_order_has_no_caution(verified: bool | None) -> None:
    assert cautions(Passage(**PASSAGE, verified=verified)) == ()


def test_each_way_of_being_uncertain_has_its_sentence() -> None:
    found = cautions(Passage(**PASSAGE, is_figure=True, verified=False, ocr=90.0))
    assert [words.split()[:3] for words in found] == [
        ["This", "is", "from"],
        ["These", "words", "could"],
        ["This", "was", "read"],
    ]


def test_ocr_of_low_confidence_says_that_words_may_be_wrong() -> None:
    low, high = (cautions(Passage(**PASSAGE, ocr=ocr))[0] for ocr in (LOW_CONFIDENCE - 1, LOW_CONFIDENCE))
    assert "It may hold wrong words" in low
    assert "It may hold wrong words" not in high


@pytest.mark.parametrize(
    ("provision", "words"),
    [
        (Provision(), "In force."),
        (Provision(start=DAY), "This wording is in force from 25 October 2022."),
        (Provision(start=DAY, end=LATER), "This wording is in force from 25 October 2022 to 1 March 2024."),
        (Provision(Force.REPEALED), "Repealed."),
        (Provision(Force.REPEALED, end=LATER), "Repealed. This wording was in force to 1 March 2024."),
        (Provision(Force.PROSPECTIVE), "Prospective: not yet in force when its publisher issued this text."),
    ],
)
def test_force_is_said_with_the_dates_that_are_known(provision: Provision, words: str) -> None:
    assert force_words(provision) == words


@pytest.mark.parametrize(
    ("extent", "words"),
    [
        ("E", "England"),
        ("E+W", "England and Wales"),
        ("E+W+S+N.I.", "England, Wales, Scotland and Northern Ireland"),
        ("E+X", "England and X"),
    ],
)
def test_extent_is_said_in_words(extent: str, words: str) -> None:
    assert extent_words(extent) == words
    assert force_words(Provision(extent=extent)) == f"In force. Extends to {words}."
