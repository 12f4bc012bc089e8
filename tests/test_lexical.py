"""Lexical search: stems and phrases, no syntax that a user's punctuation could trip over, exact filters."""

from pathlib import Path

import numpy as np
import pytest
from fakes import document, passages_of
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.errors import StoreMismatchError
from core.records import Passage
from index.lexical import LexicalRetriever, analyser, write_lexical
from index.retriever import Candidate

TEXTS = [
    "The core group meets within ten working days of the conference.",
    "A group of children met at the core of the building.",
    "Reviewing officers review the child’s care plan.",
    "See regulation 5.4 and the naïve view.",
    "Nothing of the kind.",
]


def indexed(folder: Path, passages: list[Passage], **boosts: float) -> LexicalRetriever:
    held = {passage.doc_id: document(passage.doc_id) for passage in passages}
    write_lexical(folder / "lexical", passages, held)
    return LexicalRetriever(folder / "lexical", **boosts)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> LexicalRetriever:
    return indexed(tmp_path_factory.mktemp("words"), passages_of("doc", TEXTS))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> LexicalRetriever:
    """A thousand passages in ten kinds, so that a hundred tie."""
    texts = [" ".join(["child"] * (1 + n % 10)) + " plan" * 5 for n in range(1000)]
    return indexed(tmp_path_factory.mktemp("crowded"), passages_of("doc", texts))


def rows(found: list[Candidate]) -> list[int]:
    return [candidate.row for candidate in found]


@pytest.mark.parametrize(
    ("query", "row"),
    [
        ("conferences", 0),
        ("reviews", 2),
        ("REVIEWED?", 2),
        ("child's", 2),
        ("children", 1),
        ("naive", 3),
        ("reg 5.4", 3),
        ("kinds", 4),
    ],
)
def test_words_are_found_by_stem_case_and_accent(retriever: LexicalRetriever, query: str, row: int) -> None:
    assert rows(retriever.retrieve(query, k=1)) == [row]


@pytest.mark.parametrize("query", ["", "the of and", '"the of"', "?!", '""', "zebra"])
def test_a_query_that_no_passage_answers_finds_nothing(retriever: LexicalRetriever, query: str) -> None:
    assert retriever.retrieve(query, k=5) == []


def test_quoted_words_must_stand_together(retriever: LexicalRetriever) -> None:
    assert rows(retriever.retrieve("core group", k=5)) == [1, 0]
    assert rows(retriever.retrieve('"core group"', k=5)) == [0]
    assert rows(retriever.retrieve("“core groups” children", k=5)) == [0]
    assert rows(retriever.retrieve('"children" core group', k=5)) == [1]
    assert retriever.retrieve('"group core"', k=5) == []


def test_a_stop_word_inside_a_phrase_keeps_its_place(retriever: LexicalRetriever) -> None:
    assert rows(retriever.retrieve('"core of the building"', k=5)) == [1]
    assert retriever.retrieve('"core building"', k=5) == []


def test_an_odd_quotation_mark_is_punctuation(retriever: LexicalRetriever) -> None:
    assert retriever.retrieve('core group"', k=5) == retriever.retrieve("core group", k=5)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
@example('text:child AND -group^2 OR (title:"a"~2) [a TO z] {b} * ? \\ /x/ +')
@example('"' * 99)
@example("\x00\ud7ff￿")
@example("a" * 5000)
def test_no_query_trips_the_search(retriever: LexicalRetriever, query: str) -> None:
    assert all(candidate.score > 0 for candidate in retriever.retrieve(query, k=3))


def test_punctuation_outside_words_changes_nothing(retriever: LexicalRetriever) -> None:
    plain = retriever.retrieve("core group children", k=5)
    assert retriever.retrieve("+core -group *children^9 (~) NOT: [/", k=5) == plain


def test_a_word_said_twice_counts_once(retriever: LexicalRetriever) -> None:
    assert retriever.retrieve("core core cores group", k=5) == retriever.retrieve("core group", k=5)


@pytest.mark.parametrize("k", [1, 7, 150, 2000])
@pytest.mark.parametrize("share", [0.0, 0.002, 0.1, 0.6, 1.0])
def test_a_filter_leaves_exactly_the_allowed_rows_in_their_order(
    crowded: LexicalRetriever, share: float, k: int
) -> None:
    allowed = np.random.default_rng(3).random(1000) < share
    everything = crowded.retrieve("children's plan", k=1000)
    expected = [one for one in everything if allowed[one.row]][:k]
    found = crowded.retrieve("children's plan", k=k, allowed=allowed)
    assert [(one.row, one.score) for one in found] == [(one.row, one.score) for one in expected]
    assert [one.lexical_rank for one in found] == list(range(1, len(expected) + 1))


def test_ties_go_by_row(crowded: LexicalRetriever) -> None:
    found = crowded.retrieve("child", k=250)
    assert [(one.score, one.row) for one in found] == sorted(
        ((one.score, one.row) for one in found), key=lambda pair: (-pair[0], pair[1])
    )
    assert rows(found)[:3] == [9, 19, 29]


def test_headings_title_and_stem_are_searched(tmp_path: Path) -> None:
    stemmed = Passage("d#0", "d", 0, 0, 6, "• soon", headings=("Strategy", "Timing"), stem="The manager should:")
    retriever = indexed(tmp_path, [stemmed, Passage("zeta#0", "zeta", 0, 0, 4, "late")])
    for query in ("strategy", "timings", "manager", "soon"):
        assert rows(retriever.retrieve(query, k=5)) == [0]
    assert rows(retriever.retrieve("zeta", k=5)) == [1]


def test_a_field_with_a_higher_boost_counts_more_and_one_with_none_not_at_all(tmp_path: Path) -> None:
    texts = [
        Passage("d#0", "d", 0, 0, 5, "bruise mark", headings=("Other",)),
        Passage("d#1", "d", 1, 6, 9, "other word", headings=("Bruise",)),
    ]
    assert rows(indexed(tmp_path / "a", texts, headings_boost=3).retrieve("bruise", k=5)) == [1, 0]
    assert rows(indexed(tmp_path / "b", texts, text_boost=3).retrieve("bruise", k=5)) == [0, 1]
    assert rows(indexed(tmp_path / "c", texts, headings_boost=0).retrieve("bruise", k=5)) == [0]


def test_analysis_is_as_described() -> None:
    tokens = analyser().pre_tokenize("The LAs' duties: 5.4, s47(1), out-of-area").tokens
    assert [token.text for token in tokens] == ["las", "duti", "5.4", "s47", "1", "out", "area"]


def test_a_missing_or_damaged_index_says_how_to_mend_it(tmp_path: Path) -> None:
    with pytest.raises(StoreMismatchError, match="waymark ingest"):
        LexicalRetriever(tmp_path / "none")
    indexed(tmp_path, passages_of("doc", TEXTS))
    (tmp_path / "lexical" / "meta.json").write_text("{")
    with pytest.raises(StoreMismatchError, match="waymark ingest"):
        LexicalRetriever(tmp_path / "lexical")
