"""What a passage asks, sentence by sentence: how strongly it binds, and by when."""

from __future__ import annotations

from page_fakes import DOCUMENTS, make_hit

from core.records import Passage, Tier
from index.binding import Asked, asked_in, best_asked, in_words
from practice.limits import Counting, Limit, Unit
from practice.modality import Modality

TEXT = """4.1 The worker must see the child within two working days of the referral. The family may bring a friend.
4.2 The worker should, where possible:
• visit again within 10 days
• write to the school
4.3 The hub is open on weekdays."""


def passage(text: str, *, stem: str | None = None) -> Passage:
    return Passage("a:0", "a", 0, 0, len(text), text, stem=stem)


def test_every_sentence_says_how_strongly_it_binds() -> None:
    asked = asked_in(passage(TEXT), Tier.STATUTORY)
    assert [TEXT[one.start : one.end] for one in asked][2] == "4.2 The worker should, where possible:"
    assert [one.label.modality for one in asked] == [
        Modality.MUST,
        Modality.MAY,
        Modality.SHOULD,
        Modality.SHOULD,
        Modality.SHOULD,
        Modality.NONE,
    ]


def test_offsets_are_into_the_passages_text() -> None:
    asked = asked_in(passage(TEXT), Tier.STATUTORY)
    words = [TEXT[slice(*one.label.words)] for one in asked if one.label.words]
    assert words == ["must", "may", "should"]
    assert [TEXT[slice(*span)] for one in asked for span in one.label.softeners] == ["where possible"]
    (first,) = asked[0].limits
    assert first.limit == Limit(2, Unit.WORKING_DAYS, Counting.WITHIN)
    assert TEXT[slice(*first.words)] == "within two working days"
    assert first.trigger is not None
    assert TEXT[slice(*first.trigger)] == "the referral"
    (bare,) = asked[3].limits
    assert bare.limit.unit is Unit.DAYS
    assert TEXT[slice(*bare.words)] == "within 10 days"


def test_items_hang_under_the_passages_stem() -> None:
    (item,) = asked_in(passage("see the child alone", stem="The worker must:"), Tier.LEGISLATION)
    assert item.label.modality is Modality.MUST
    assert item.label.words is None


def test_will_is_a_commitment_in_a_local_document_alone() -> None:
    text = "We will visit within five working days."
    assert [asked_in(passage(text), tier)[0].label.modality for tier in (Tier.LOCAL, Tier.STATUTORY)] == [
        Modality.LOCAL,
        Modality.NONE,
    ]


def test_passage_without_words_asks_nothing() -> None:
    assert asked_in(passage(""), Tier.LOCAL) == ()


def test_what_is_asked_is_said_in_words() -> None:
    asked = asked_in(passage(TEXT), Tier.STATUTORY)
    assert [in_words(one, TEXT) for one in asked] == [
        "must; within 2 working days, from “the referral”",
        "may",
        "should, softened by “where possible”",
        "should; within 10 days",
        "should",
        "",
    ]


def test_best_sentence_is_told_by_its_place() -> None:
    hit = make_hit(1, DOCUMENTS[0])
    asked = asked_in(hit.passage, hit.document.tier)
    best = best_asked(hit, asked)
    assert best is not None
    assert hit.sentence in hit.passage.text[best.start : best.end]
    assert best_asked(make_hit(1, DOCUMENTS[0], sentence="Not in it."), asked) is None
    assert best_asked(hit, [Asked(0, 1, best.label)]) is None
