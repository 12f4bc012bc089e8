"""What the hits leave out of a long situation has its own passages beneath them, and the hits stay as they are."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import FixedRetriever, draft_of, generation_of

from core.records import Filters
from index.covering import EACH, left_out
from index.dense import DenseRetriever
from index.encoder import HashingEncoder
from index.retriever import Candidate, Retriever
from index.search import Searcher

ROW = np.array([1.0, 0.0], dtype=np.float32)


def vectors_of(*cosines: float) -> np.ndarray:
    """Rows with these cosines with `ROW`, after a hundred with about none."""
    far = [0.05 * (-1) ** number for number in range(100)]
    return np.array([[one, (1 - one * one) ** 0.5] for one in (*far, *cosines)], dtype=np.float32)


def test_a_part_far_nearer_to_its_own_passages_is_left_out_by_the_hits() -> None:
    vectors = vectors_of(0.8, 0.7, 0.2)
    found = [Candidate(100, 0.8), Candidate(101, 0.7), Candidate(102, 0.2)]
    assert left_out(ROW, found, shown=[0, 1], vectors=vectors) == found[:EACH]
    assert left_out(ROW, [found[0], found[2]], shown=[0, 1, 102], vectors=vectors) == found[:1]


def test_a_part_that_a_hit_answers_nearly_as_well_is_not_left_out() -> None:
    vectors = vectors_of(0.8, 0.75)
    assert left_out(ROW, [Candidate(100, 0.8)], shown=[101], vectors=vectors) == []
    assert left_out(ROW, [Candidate(100, 0.8)], shown=[100], vectors=vectors) == []


def test_a_part_that_nothing_answers_is_not_shown() -> None:
    spread = np.linspace(-0.5, 0.5, 100)
    vectors = np.array([[one, (1 - one * one) ** 0.5] for one in spread], dtype=np.float32)
    assert left_out(ROW, [Candidate(99, 0.5)], shown=[0], vectors=vectors) == []
    assert left_out(ROW, [], shown=[0], vectors=vectors) == []
    assert left_out(ROW, [Candidate(99, 0.5)], shown=[], vectors=vectors) == []


def test_a_part_found_by_a_footnote_is_measured_by_it() -> None:
    vectors = vectors_of(0.8)
    assert left_out(ROW, [Candidate(3, 0.8, through=100)], shown=[0], vectors=vectors)
    assert not left_out(ROW, [Candidate(3, 0.8)], shown=[0], vectors=vectors)
    assert not left_out(ROW, [Candidate(3, 0.8, through=100)], shown=[0, 3], vectors=vectors)


FILLER = [f"The {word} form is kept in the {word} folder of the office." for word in ("lamp", "desk", "door")]
TEXTS = {
    "missing": [f"A missing child who is missing from home is reported missing to the police {n}." for n in range(12)],
    "records": ["Asking to see her records, a care leaver may see her own records from care.", *FILLER * 20],
}
LONG = (
    "A girl is missing from home again and was reported missing to the police by her missing school friend. "
    "Her sister left care and is asking to see her own records."
)


class ByRow(FixedRetriever):
    """Gives the whole situation all rows in their order, and a part the nearest ones."""

    def __init__(self, nearest: Retriever) -> None:
        super().__init__(range(sum(map(len, TEXTS.values()))))
        self.nearest = nearest

    def retrieve(self, query: str, *, k: int, allowed: np.ndarray | None = None) -> list[Candidate]:
        asked = super() if query.startswith(LONG) else self.nearest
        return asked.retrieve(query, k=k, allowed=allowed)


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    generation = generation_of(tmp_path, draft_of(TEXTS))
    retriever = ByRow(DenseRetriever(generation.vectors, HashingEncoder()))
    return Searcher(generation, HashingEncoder(), retriever=retriever, today=date(2026, 11, 23))


def test_what_the_hits_leave_out_stands_beneath_them_and_changes_none(searcher: Searcher) -> None:
    found = searcher.answer(LONG)
    assert {hit.document.doc_id for hit in found.hits} == {"missing"}
    (also,) = found.also
    assert also.part.text == "Her sister left care and is asking to see her own records."
    assert LONG[also.part.start : also.part.end] == also.part.text
    assert (also.hits[0].rank, also.hits[0].document.doc_id) == (11, "records")
    assert also.hits[0].passage.text.startswith("Asking to see her records")
    assert [one.row for one in also.candidates] == [12]
    assert found.hits == searcher.search(LONG)


def test_nothing_is_added_beneath_what_has_one_part_or_is_answered(searcher: Searcher) -> None:
    assert searcher.answer("A girl is missing from home again.").also == ()
    assert searcher.answer(LONG, k=20).also == ()
    assert searcher.answer(LONG, filters=Filters(doc_ids=("missing",))).also == ()


def test_nothing_is_added_beneath_what_the_library_does_not_answer(searcher: Searcher) -> None:
    found = searcher.answer(f"{LONG} How do I carry over my annual leave?")
    assert not found.fit.fits
    assert found.also == ()


def test_parts_are_searched_in_guidances_words_too(searcher: Searcher) -> None:
    understood = searcher.understand("He is home now. When is the icpc and what does the ICO say?")
    within = understood.within(16, len(understood.query))
    assert within.expanded == "When is the icpc and what does the ICO say? (initial child protection conference)"
    (expansion,), (question,) = within.expansions, within.questions
    assert within.query[expansion.start : expansion.end] == expansion.typed == "icpc"
    assert within.query[question.start : question.end] == question.typed == "ICO"
    assert understood.within(0, 15) == replace(understood, query="He is home now.", expansions=(), questions=())
