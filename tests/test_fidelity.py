"""How faithfully a document was read, counted from its passages."""

from __future__ import annotations

from dataclasses import replace

from fakes import passages_of

from index.fidelity import Fidelity, fidelity_of


def test_each_passage_is_counted_once_for_its_document() -> None:
    first, second, third = passages_of("a", ["One.", "Two.", "Three."])
    (other,) = passages_of("b", ["Four."])
    read = [replace(first, verified=True), replace(second, verified=False, ocr=81.0), other, replace(third, ocr=64.5)]
    assert fidelity_of(read) == {
        "a": Fidelity(passages=3, verified=1, unverified=1, by_ocr=2, ocr=64.5),
        "b": Fidelity(passages=1),
    }


def test_confidence_of_nought_is_a_confidence() -> None:
    (only,) = passages_of("a", ["One."])
    assert fidelity_of([replace(only, ocr=0.0)])["a"] == Fidelity(passages=1, by_ocr=1, ocr=0.0)


def test_library_without_passages_has_no_counts() -> None:
    assert fidelity_of([]) == {}
