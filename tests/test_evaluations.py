"""Judgements by anchor, rankings of paragraphs, measures and the paired test, on worked examples."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EvaluationError
from evaluations.baseline import recursive_splits
from evaluations.judgements import Answer, Judgement, Split, find_answers, read_judgements, read_queries
from evaluations.measures import Stretch, compare, measure, paragraph_ranking
from ingest.building import ReadingBuilder


def reading():
    builder = ReadingBuilder()
    builder.page(1)
    builder.paragraph("12. The council’s manager should:")
    builder.item("decide within one working day")
    builder.page(2)
    builder.paragraph("The manager should record why.")
    return builder.finish()


def test_anchors_in_one_paragraph_count_once_with_the_higher_relevance() -> None:
    rows = [
        Judgement("q", "d", 1, "council's manager", 1),
        Judgement("q", "d", 1, "one working day", 2),
        Judgement("q", "d", 2, "should record", 1),
    ]
    answers = find_answers(rows, {"d": reading()})["q"]
    assert [(answer.relevance, len(answer.spans)) for answer in answers] == [(2, 2), (1, 1)]


@pytest.mark.parametrize(
    "row",
    [
        Judgement("q", "d", 1, "record why", 1),
        Judgement("q", "d", None, "manager should", 1),
        Judgement("q", "d", 9, "manager", 1),
        Judgement("q", "elsewhere", 1, "manager", 1),
    ],
)
def test_anchor_that_stands_never_or_twice_is_an_error(row: Judgement) -> None:
    with pytest.raises(EvaluationError, match="anchors do not hold"):
        find_answers([row], {"d": reading()})


def test_ranking_counts_a_paragraph_once_and_wastes_the_rank_of_a_repeat() -> None:
    first, second = Answer("p1", "d", ((10, 20),), 1), Answer("p2", "d", ((30, 40),), 2)
    stretches = [Stretch("d", 0, 25), Stretch("d", 5, 45), Stretch("d", 0, 50), Stretch("e", 0, 50)]
    assert paragraph_ranking(stretches, [first, second]) == ["p1", "p2", "unjudged-2", "unjudged-3"]
    assert paragraph_ranking(stretches[1:], [first, second]) == ["p2", "p1", "unjudged-1", "unjudged-2"]
    assert paragraph_ranking([Stretch("d", 12, 45)], [first, second]) == ["p2"]


def test_measures_follow_the_worked_example_and_count_a_missing_query_as_zero() -> None:
    answers = {"a": [Answer("p1", "d", (), 2), Answer("p2", "d", (), 1)], "b": [Answer("p3", "d", (), 1)]}
    values = measure({"a": ["unjudged-0", "p1", "p2"]}, answers)
    ideal = 2 + 1 / math.log2(3)
    assert values["nDCG@10"]["a"] == pytest.approx((2 / math.log2(3) + 1 / 2) / ideal)
    assert (values["RR@10"]["a"], values["R@10"]["a"], values["Success@3"]["a"]) == (0.5, 1.0, 1.0)
    assert [values[name]["b"] for name in values] == [0.0, 0.0, 0.0, 0.0]


def test_compare_finds_no_difference_between_a_run_and_itself() -> None:
    values = {"a": 0.5, "b": 0.25}
    test = compare(values, values, name="nDCG@10")
    assert (test.difference, test.t_p, test.permutation_p, test.wins) == (0.0, 1.0, 1.0, 0)


def test_compare_agrees_with_an_exact_permutation_test() -> None:
    ours = {str(n): 0.5 + 0.1 * n for n in range(6)}
    theirs = dict.fromkeys(ours, 0.4)
    test = compare(ours, theirs, name="nDCG@10")
    assert test.permutation_p == pytest.approx(2 / 2**6, abs=0.01)
    assert (test.wins, test.losses) == (6, 0)
    assert test.interval[0] <= test.difference <= test.interval[1]


@given(st.text(alphabet="ab \n", max_size=400))
def test_splits_of_the_baseline_cover_every_word_within_their_size(text: str) -> None:
    spans = recursive_splits(text, size=20, overlap=5)
    assert all(0 < end - start <= 20 for start, end in spans)
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert all(offset in covered for offset, letter in enumerate(text) if not letter.isspace())


def test_queries_and_judgements_that_ship_hold_together() -> None:
    queries = {query.query_id: query for query in read_queries()}
    judged = {judgement.query_id for judgement in read_judgements()}
    assert judged == {query.query_id for query in queries.values() if query.answerable}
    for split in Split:
        assert sum(query.split is split and query.answerable for query in queries.values()) >= 20
        assert sum(query.split is split and not query.answerable for query in queries.values()) >= 20
