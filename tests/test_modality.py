"""How strongly a sentence binds: the rules against sentences labelled by reading, and the rules one by one.

How the sentences were drawn and labelled stands in `data/modality.toml`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest
from real_sentences import CORPUS, NO_CORPUS, manifest, real_sentence

from core.records import Tier
from ingest.sentences import sentence_spans
from practice.modality import Modality, modalities, modality

SAMPLES = tomllib.loads((Path(__file__).parent / "data" / "modality.toml").read_text(encoding="utf-8"))
AGREEMENT = 0.95


@cache
def labelled(sample: str) -> list[tuple[str, str, Tier]]:
    """(label, sentence, tier) of a sample; those of real documents only where they are at hand."""
    rows = [(label, sentence, Tier(tier)) for label, tier, sentence in SAMPLES[sample]["own"]]
    if CORPUS.is_dir():
        for label, doc_id, page, anchor in SAMPLES[sample]["real"]:
            rows.append((label, real_sentence(doc_id, page, anchor)[0], manifest()[doc_id][1]))
    return rows


def disagreements(rows: list[tuple[str, str, Tier]]) -> list[tuple[str, str, str]]:
    found = [(label, str(modality(sentence, tier).modality), sentence) for label, sentence, tier in rows]
    return [row for row in found if row[0] != row[1]]


@pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_modality_agrees_with_each_sample_that_was_labelled_by_reading(sample: str) -> None:
    rows = labelled(sample)
    wrong = disagreements(rows)
    assert len(wrong) <= (1 - AGREEMENT) * len(rows), wrong


@pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
def test_modality_agrees_where_either_reader_or_rules_see_one() -> None:
    rows = [row for sample in SAMPLES for row in labelled(sample)]
    wrong = disagreements(rows)
    binding = [row for row in rows if row[0] != Modality.NONE or modality(row[1], row[2]).modality is not Modality.NONE]
    assert len(rows) > 400
    assert len(binding) > 200
    assert len(wrong) <= (1 - AGREEMENT) * len(binding), wrong


def test_modality_agrees_with_the_labelled_sentences_of_the_sample_library() -> None:
    rows = [(label, sentence, Tier(tier)) for one in SAMPLES.values() for label, tier, sentence in one["own"]]
    wrong = disagreements(rows)
    assert len(rows) > 180
    assert len(wrong) <= (1 - AGREEMENT) * len(rows), wrong


def test_every_label_is_a_modality_and_every_modality_is_among_them() -> None:
    labels = {row[0] for one in SAMPLES.values() for row in [*one["own"], *one["real"]]}
    assert labels == {str(one) for one in Modality}


@pytest.mark.parametrize(
    ("sentence", "found", "words"),
    [
        ("The council must see the child.", Modality.MUST, "must"),
        ("A home shall keep a record.", Modality.MUST, "shall"),
        ("The carer is required to tell us.", Modality.MUST, "is required to"),
        ("Schools are under a duty to co-operate.", Modality.MUST, "are under a duty"),
        ("No child may be placed there.", Modality.MUST, "may"),
        ("A court may not make the order without a report.", Modality.MUST, "may"),
        ("Staff are expected to attend.", Modality.SHOULD, "are expected to"),
        ("If the child must move, the worker should tell the school.", Modality.SHOULD, "should"),
        ("The plan, which must be written, may be shared.", Modality.MUST, "must"),
        ("It is good practice to ring first.", Modality.GOOD_PRACTICE, "is good practice"),
        ("As a matter of good practice, notes should be typed.", Modality.GOOD_PRACTICE, "matter of good practice"),
        ("The chair may adjourn the meeting.", Modality.MAY, "may"),
        ("The child may be at risk.", Modality.NONE, None),
        ("Harm can take place at home.", Modality.NONE, None),
        ("Should the child refuse, record why.", Modality.NONE, None),
        ("The council has no duty to do so.", Modality.NONE, None),
        ("They are not required to attend.", Modality.NONE, None),
        ("They discuss who should attend.", Modality.NONE, None),
    ],
)
def test_modality_is_given_by_the_words_that_bind(sentence: str, found: Modality, words: str | None) -> None:
    label = modality(sentence, Tier.STATUTORY)
    assert label.modality is found
    assert (sentence[slice(*label.words)] if label.words else None) == words


def test_will_is_a_commitment_in_a_local_document_alone() -> None:
    sentence = "The chair will send the minutes."
    assert modality(sentence, Tier.LOCAL).modality is Modality.LOCAL
    assert {modality(sentence, tier).modality for tier in Tier if tier is not Tier.LOCAL} == {Modality.NONE}
    assert modality("It will help the child.", Tier.LOCAL).modality is Modality.NONE


@pytest.mark.parametrize(
    ("sentence", "softeners"),
    [
        ("The child should, where possible, be seen alone.", ["where possible"]),
        ("It should be done as soon as reasonably practicable.", ["as soon as reasonably practicable"]),
        ("Partners should consider a review and normally meet.", ["consider", "normally"]),
        ("The child must be seen alone.", []),
    ],
)
def test_softeners_are_named_with_their_places(sentence: str, softeners: list[str]) -> None:
    assert [sentence[slice(*span)] for span in modality(sentence, Tier.LOCAL).softeners] == softeners


def test_list_item_takes_the_modality_of_the_stem_that_it_hangs_under() -> None:
    label = modality("• see the child", Tier.STATUTORY, stem="The social worker should:")
    assert (label.modality, label.words) == (Modality.SHOULD, None)
    stronger = modality("• tell the parents, which must be in writing", Tier.STATUTORY, stem="They should:")
    assert stronger.modality is Modality.MUST
    assert stronger.words is not None


def test_items_of_a_passage_take_the_modality_of_the_sentence_that_they_hang_under() -> None:
    text = (
        "The social worker should:\n• see the child\n• where possible, see the parents\nIt is a talk.\n"
        "(1) A home must keep a record which includes—\n(a) the name\n(b) the day."
    )
    labels = modalities(text, sentence_spans(text), Tier.LEGISLATION)
    assert [str(one.modality) for one in labels] == ["should", "should", "should", "none", "must", "must", "must"]
    assert [text[slice(*one.words)] if one.words else None for one in labels][::4] == ["should", "must"]
    assert [text[slice(*span)] for one in labels for span in one.softeners] == ["where possible"]


def test_first_items_of_a_passage_take_the_modality_of_the_stem_outside_it() -> None:
    text = "• see the child\n• ring the school\nThey meet."
    labels = modalities(text, sentence_spans(text), Tier.LOCAL, stem="The worker must:")
    assert [str(one.modality) for one in labels] == ["must", "must", "none"]
