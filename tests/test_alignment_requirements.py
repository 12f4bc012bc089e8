"""What a document asks for: who, how strongly, what, when, on what condition, what record; all of it its own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import built
from hypothesis import example, given
from hypothesis import strategies as st

from alignment.actors import actor
from alignment.clauses import condition, occasion, record
from alignment.requirements import Part, Requirement, requirements_of
from alignment.sides import Side, Sides
from core.records import Tier
from index.encoder import HashingEncoder
from index.store import open_store
from practice.modality import Modality, modality

GUIDANCE = """# Return interviews

3.1 Within 72 hours of the child's return, the local authority should:

- offer an interview with somebody independent, unless the child refuses
- record the reasons for any refusal
- the child must be told that help is theirs to refuse

12. Where a child is on a plan, the lead practitioner and their manager must see the child alone, or say why.

Reasons should be recorded by the chair. Leaflets lie in reception. Should the child be asked?
"""


@pytest.fixture
def side(tmp_path: Path) -> Side:
    built(tmp_path, {"guidance": GUIDANCE})
    return Sides(open_store(tmp_path / "store"), HashingEncoder()).side("guidance")


def words(part: Part | None) -> str | None:
    return part.words if part else None


def one_with(side: Side, said: str) -> Requirement:
    return next(one for one in requirements_of(side) if said in one.quote.quote)


def test_requirements_are_of_sentences_that_ask_and_not_of_a_stem_by_itself(side: Side) -> None:
    assert [one.quote.quote[:12] for one in requirements_of(side)] == [
        "• offer an i",
        "• record the",
        "• the child ",
        "12. Where a ",
        "Reasons shou",
    ]


def test_an_item_takes_from_its_stem_what_it_does_not_say(side: Side) -> None:
    offer = one_with(side, "offer an interview")
    assert words(offer.body) == "the local authority"
    assert offer.modality is Modality.SHOULD
    assert [str(one.limit) for one in offer.timescales] == ["within 72 hours"]
    assert words(offer.trigger) == "the child's return"
    assert words(offer.condition) == "unless the child refuses"
    assert words(offer.action) == "offer an interview with somebody independent"
    assert words(one_with(side, "any refusal").record) == "the reasons for any refusal"


def test_a_passive_item_is_for_whom_its_stem_names_and_keeps_its_own_strength(side: Side) -> None:
    told = one_with(side, "must be told")
    assert (told.modality, words(told.body)) == (Modality.MUST, "the local authority")


def test_a_sentence_says_who_what_and_on_which_condition(side: Side) -> None:
    see = one_with(side, "on a plan")
    assert (see.modality, see.stem) == (Modality.MUST, None)
    assert words(see.body) == "the lead practitioner and their manager"
    assert words(see.condition) == "Where a child is on a plan"
    assert (words(see.action) or "").startswith("see the child alone")
    assert (see.trigger, see.timescales) == (None, ())
    reasons = one_with(side, "Reasons should")
    assert (words(reasons.body), words(reasons.record)) == ("the chair", "Reasons")


def test_every_part_is_the_words_of_the_document_at_its_place(side: Side) -> None:
    for one in requirements_of(side):
        parts = [one.stem, one.body, one.action, one.trigger, one.condition, one.record]
        parts += [timescale.part for timescale in one.timescales]
        for part in filter(None, parts):
            assert side.reading.text[slice(*part.span)] == part.words
    assert len({one.requirement_id for one in requirements_of(side)}) == 5


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Schools and colleges should have a policy.", "Schools and colleges"),
        ("If the social worker is worried, they should ring.", None),
        ("The child's social worker should be informed.", None),
        ("The views of the social worker should include why.", None),
        ("A child should, where appropriate, be offered an interview.", None),
        ("The interview should be held by an independent person.", "an independent person"),
        (
            "After consultation with the fire authority, the registered person must make a plan.",
            "the registered person",
        ),
        ("The chair may go ahead, and must record that reasoning.", "The chair"),
        ("4.2 Staff with concerns about a child must act.", "Staff"),
        ("There is a duty on the IRO to monitor the plan.", "the IRO"),
        ("Every child is entitled to an advocate.", None),
        ("The plan should say who does what.", None),
    ],
)
def test_the_body_is_who_acts_and_nobody_where_none_is_named(sentence: str, who: str | None) -> None:
    label = modality(sentence, Tier.STATUTORY)
    assert label.words is not None
    span = actor(sentence, label.words)
    assert (sentence[slice(*span)] if span else None) == who


def test_what_softens_is_no_condition_and_a_place_is_none_either() -> None:
    sentence = "The IRO should, where possible, visit the home where the child lives."
    label = modality(sentence, Tier.STATUTORY)
    assert condition(sentence, label.words, label.softeners) is None
    assert condition("Act if it is urgent, and ring.") == (4, 19)


def test_an_occasion_is_not_looked_after_nor_the_following() -> None:
    assert occasion("Each looked after child must be seen.") is None
    assert occasion("The following should be asked.") is None
    assert occasion("Staff should ring when a child returns.") == (18, 38)


def test_a_record_is_what_is_to_be_written() -> None:
    sentence = "They must keep a written record of every visit, signed."
    span = record(sentence, (5, 9))
    assert span is not None
    assert sentence[slice(*span)] == "a written record of every visit"
    assert record("They must see the child.", (5, 9)) is None


WORDS = "the child social worker must should may be seen recorded, if when by; (a) within days. not"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join))
@example("If the child is seen, the social worker must be told when the visit is recorded.")
def test_parts_never_leave_their_sentence(text: str) -> None:
    label = modality(text, Tier.STATUTORY)
    spans = [condition(text, label.words), occasion(text, label.words), record(text, label.words)]
    if label.words:
        spans.append(actor(text, label.words))
    assert all(0 <= span[0] < span[1] <= len(text) for span in spans if span)
