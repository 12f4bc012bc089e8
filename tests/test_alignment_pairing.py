"""Which national sentence a local one is about."""

from __future__ import annotations

from pathlib import Path

from compared import local_of, national_of, side_of

from alignment.pairing import key_words, pairs_between


def test_the_same_words_are_the_surest_pair(tmp_path: Path) -> None:
    text = "The first core group should meet within 10 working days of the initial child protection conference."
    national = side_of(tmp_path, "guide", f"Leaflets about the core group lie in reception.\n\n{text}\n")
    pair = pairs_between(local_of(tmp_path, text), [national])[0]
    assert (pair.national.text, pair.confidence, pair.is_mutual) == (text, 1.0, True)


def test_a_pair_needs_words_of_the_field_in_common(tmp_path: Path) -> None:
    national = side_of(tmp_path, "guide", "The doctor should write to the school about the medicine.\n")
    assert pairs_between(local_of(tmp_path, "Parking permits are sold at the desk on Mondays.\n"), [national]) == {}


def test_practitioners_words_count_as_guidance_has_them() -> None:
    assert key_words("initial child protection conference") <= key_words("The ICPC is chaired by a manager.")


def test_the_order_of_documents_changes_no_pair(tmp_path: Path) -> None:
    local = local_of(tmp_path, "The first core group meets within 10 working days of the initial conference.\n")
    national = national_of(tmp_path)
    assert pairs_between(local, national) == pairs_between(local, national[::-1])


def test_a_document_without_sentences_has_no_pairs(tmp_path: Path) -> None:
    assert pairs_between(local_of(tmp_path, "# A heading alone\n"), national_of(tmp_path)) == {}
