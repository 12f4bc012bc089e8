"""The product's search: filters are exact, editions are labelled, hits carry what a citation needs."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fakes import READ_ON, FixedRetriever, document, draft_of, generation_of, passages_of
from hypothesis import given
from hypothesis import strategies as st

from core.errors import QueryError, StoreMismatchError, StoreMissingError
from core.records import Document, Failure, Filters, Hit, Status, Tier
from index.encoder import HashingEncoder
from index.narrowing import areas_of, narrowed
from index.nearest import nearest_sentences
from index.retriever import Candidate
from index.search import LONGEST_QUERY, Searcher
from index.standings import library_entries

TODAY = date(2026, 11, 23)
DOCUMENTS = [
    document("law", tier=Tier.LEGISLATION, publisher="Parliament"),
    document("guidance-2023", in_force_from=date(2023, 1, 1), superseded_by="guidance-2025", edition="2023"),
    document("guidance-2025", in_force_from=date(2025, 1, 1), supersedes="guidance-2023", edition="2025"),
    document("gone", in_force_to=date(2026, 1, 1), superseded_by="not-here"),
    document("north", tier=Tier.LOCAL, applies_to="Northshire", publisher="Northshire Council"),
    document("south", tier=Tier.LOCAL, applies_to="Southshire", publisher="Southshire Council"),
    document("advice", tier=Tier.PRACTICE, applies_to="Southshire", publisher="A charity"),
]
TEXTS = {
    one.doc_id: [
        f"Every {one.doc_id} child is seen alone. The visit is written up within one day.",
        f"The {one.doc_id} conference is held within fifteen working days of the strategy discussion.",
    ]
    for one in DOCUMENTS
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("store")
    failures = [Failure("bad", "bad.pdf", "bad.pdf: damaged. Fetch it again.")]
    generation_of(folder, draft_of(TEXTS, documents=DOCUMENTS, failures=failures))
    return Searcher.open(folder, model="hashing", today=TODAY)


def doc_ids(hits: Sequence[Hit]) -> set[str]:
    return {hit.document.doc_id for hit in hits}


def test_a_hit_carries_what_a_citation_needs(searcher: Searcher) -> None:
    hit = searcher.search("when is the north conference held after the strategy discussion", k=3)[0]
    assert (hit.rank, hit.document, hit.passage.passage_id) == (1, DOCUMENTS[4], "north#1")
    assert hit.passage.text == TEXTS["north"][1]
    assert (hit.status, hit.warning) == (Status.CURRENT, None)
    assert (hit.dense_rank, hit.lexical_rank) == (1, 1)
    assert hit.score > 0


def test_hits_come_ranked_from_one_best_first(searcher: Searcher) -> None:
    hits = searcher.search("conference discussion", k=6)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5, 6]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_sentence_is_the_nearest_one_verbatim(searcher: Searcher) -> None:
    hit = searcher.search("north visit written up", k=1, filters=Filters(doc_ids=("north",)))[0]
    assert hit.sentence == "The visit is written up within one day."


def test_superseded_editions_show_only_when_asked_for_and_then_labelled(searcher: Searcher) -> None:
    assert "guidance-2023" not in doc_ids(searcher.search("child conference", k=50))
    shown = searcher.search("child conference", k=50, filters=Filters(include_superseded=True))
    assert doc_ids(shown) == set(TEXTS)
    labels = {hit.document.doc_id: (hit.status, hit.warning) for hit in shown}
    assert labels["guidance-2023"][0] is Status.SUPERSEDED
    assert "Guidance 2025" in (labels["guidance-2023"][1] or "")


def test_a_replaced_edition_whose_successor_is_not_held_shows_with_a_warning(searcher: Searcher) -> None:
    hit = searcher.search("gone child", k=1, filters=Filters(doc_ids=("gone",)))[0]
    assert hit.status is Status.REPLACED
    assert "1 January 2026" in (hit.warning or "")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"law", "guidance-2025", "gone", "north", "south", "advice"}),
        (Filters(area="Northshire"), {"law", "guidance-2025", "gone", "north", "advice"}),
        (Filters(area="SOUTHshire"), {"law", "guidance-2025", "gone", "south", "advice"}),
        (Filters(tiers=(Tier.LEGISLATION, Tier.LOCAL)), {"law", "north", "south"}),
        (Filters(tiers=(Tier.LOCAL,), area="Northshire"), {"north"}),
        (Filters(publishers=("Parliament", "A charity")), {"law", "advice"}),
        (Filters(doc_ids=("law", "guidance-2023")), {"law"}),
        (Filters(doc_ids=("guidance-2023",), include_superseded=True), {"guidance-2023"}),
        (Filters(tiers=(Tier.INSPECTION,)), set()),
        (Filters(doc_ids=("south",), area="Northshire"), set()),
    ],
)
def test_filters_are_exact(searcher: Searcher, filters: Filters, expected: set[str]) -> None:
    assert doc_ids(searcher.search("child conference", k=100, filters=filters)) == expected
    assert len(searcher.search("child conference", k=100, filters=filters)) == 2 * len(expected)


def test_allowed_flags_the_rows_that_a_search_can_show(searcher: Searcher) -> None:
    flags = searcher.allowed(Filters(area="Northshire"))
    shown = {hit.passage.passage_id for hit in searcher.search("child", k=99, filters=Filters(area="Northshire"))}
    assert flags.dtype == np.bool_
    assert {one.passage_id for one, flag in zip(searcher.generation.passages, flags, strict=True) if flag} == shown


some_documents = st.lists(
    st.builds(
        lambda tier, area, publisher: (tier, area, publisher),
        st.sampled_from(Tier),
        st.sampled_from(["Northshire", "Southshire", "England"]),
        st.sampled_from(["One", "Two"]),
    ),
    min_size=1,
    max_size=8,
)


@given(some_documents, st.sets(st.sampled_from(Tier)), st.booleans())
def test_with_an_area_no_other_areas_procedure_ever_passes(
    values: list[tuple[Tier, str, str]], tiers: set[Tier], shouting: bool
) -> None:
    held: dict[str, Document] = {
        f"d{n}": document(f"d{n}", tier=tier, applies_to=area, publisher=publisher)
        for n, (tier, area, publisher) in enumerate(values)
    }
    for area in areas_of(list(held.values())):
        asked = Filters(tiers=tuple(tiers), area=area.upper() if shouting else area)
        passed = narrowed(held, asked)
        for doc_id, one in held.items():
            applies = one.tier is not Tier.LOCAL or one.applies_to == area
            assert (doc_id in passed) == (applies and (not tiers or one.tier in tiers))


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(area="Nowhere"), 'No area "Nowhere" in this library. There is: Northshire, Southshire.'),
        (Filters(area="England"), 'No area "England" in this library. There is: Northshire, Southshire.'),
        (Filters(tiers=("gospel",)), "There is: legislation, statutory, non-statutory, inspection, practice, local."),
        (Filters(doc_ids=("law", "lore")), 'No document "lore" in this library. There is: advice, gone,'),
        (Filters(publishers=("Penguin",)), 'No publisher "Penguin" in this library. There is: A charity, Department,'),
    ],
)
def test_a_filter_that_names_what_is_not_held_lists_what_is(searcher: Searcher, filters: Filters, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        searcher.search("child", filters=filters)
    assert message in str(caught.value)


@pytest.mark.parametrize("query", ["", "  \n\t", "x" * (LONGEST_QUERY + 1)])
def test_an_empty_or_overlong_question_is_refused(searcher: Searcher, query: str) -> None:
    with pytest.raises(QueryError, match="question"):
        searcher.search(query)


def test_the_longest_question_is_answered(searcher: Searcher) -> None:
    assert len(searcher.search("child " * (LONGEST_QUERY // 6), k=2)) == 2


def test_fewer_than_one_hit_cannot_be_asked_for(searcher: Searcher) -> None:
    with pytest.raises(QueryError, match="at least 1"):
        searcher.search("child", k=0)


def test_punctuation_alone_is_answered_without_a_fault(searcher: Searcher) -> None:
    assert all(hit.lexical_rank is None for hit in searcher.search("?! ()", k=3))


def test_documents_are_all_there_in_order_with_where_they_stand(searcher: Searcher) -> None:
    entries = searcher.documents()
    assert [entry.document for entry in entries] == DOCUMENTS
    assert {entry.passages for entry in entries} == {2}
    assert [entry.status for entry in entries][:4] == [
        Status.CURRENT,
        Status.SUPERSEDED,
        Status.CURRENT,
        Status.REPLACED,
    ]
    assert entries == library_entries(searcher.generation, TODAY)
    assert [failure.doc_id for failure in searcher.failures] == ["bad"]
    assert searcher.areas == ("Northshire", "Southshire")


def test_an_earlier_reading_that_answers_says_so_wherever_it_is_shown(tmp_path: Path) -> None:
    kept = [Failure("old", "old.pdf", "old.pdf: damaged.", READ_ON), Failure("gone", "gone.pdf", "gone.pdf: damaged.")]
    newer = document("new", published=date(2025, 1, 1), supersedes="old")
    texts = {"old": ["A child is seen."], "new": ["A child is seen soon."]}
    generation_of(tmp_path, draft_of(texts, documents=[document("old"), newer], failures=kept))
    searcher = Searcher.open(tmp_path, model="hashing", today=TODAY)
    said = "as it was read on 20 November 2026: the file as it is now could not be read"
    hits = searcher.search("a child is seen", filters=Filters(include_superseded=True))
    warned = {hit.document.doc_id: hit.warning for hit in hits}
    assert warned["new"] is None
    assert said in warned["old"]
    assert not warned["old"].startswith("This is as it was read")
    assert [entry.warning for entry in searcher.documents()] == [warned["old"], None]


def test_the_day_decides_which_edition_stands(tmp_path: Path) -> None:
    generation_of(tmp_path, draft_of(TEXTS, documents=DOCUMENTS))
    then = Searcher.open(tmp_path, model="hashing", today=date(2024, 6, 1))
    statuses = {entry.document.doc_id: entry.status for entry in then.documents()}
    assert statuses["guidance-2023"] is Status.CURRENT
    assert statuses["guidance-2025"] is Status.NOT_YET
    assert "guidance-2023" in doc_ids(then.search("guidance-2023 child", k=50))


def test_opening_without_a_store_or_with_another_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="waymark ingest"):
        Searcher.open(tmp_path, model="hashing")
    generation_of(tmp_path, draft_of(TEXTS, documents=DOCUMENTS))
    with pytest.raises(StoreMismatchError, match="another model"):
        Searcher.open(tmp_path, model="all-MiniLM-L6-v2")


class Counting(HashingEncoder):
    """Remembers how often it was called."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.calls.append(len(texts))
        return super().encode(texts)


def test_nearest_sentences_are_encoded_in_one_call() -> None:
    encoder = Counting()
    passages = passages_of("doc", ["Bruise seen. Police told.", "Only one sentence.", "•", "Police told. Tea served."])
    found = nearest_sentences(HashingEncoder().encode(["police"])[0], passages, encoder)
    assert found == ["Police told.", "Only one sentence.", "•", "Police told."]
    assert encoder.calls == [3]


def test_a_search_run_again_encodes_its_query_alone(tmp_path: Path) -> None:
    encoder = Counting()
    searcher = Searcher(generation_of(tmp_path, draft_of(TEXTS, documents=DOCUMENTS)), encoder, today=TODAY)
    first = searcher.search("child visit", k=5)
    encoder.calls.clear()
    assert searcher.search("child visit", k=5) == first
    assert encoder.calls == [1]


@given(st.lists(st.text(alphabet="ab .?\n•", min_size=1, max_size=60), max_size=5))
def test_the_nearest_sentence_is_always_in_its_passage(texts: list[str]) -> None:
    passages = passages_of("doc", texts)
    found = nearest_sentences(HashingEncoder().encode(["a b"])[0], passages, HashingEncoder())
    assert len(found) == len(passages)
    assert all(sentence and sentence in passage.text for sentence, passage in zip(found, passages, strict=True))


def test_what_was_typed_is_not_remembered(tmp_path: Path) -> None:
    searcher = Searcher(generation_of(tmp_path, draft_of(TEXTS, documents=DOCUMENTS)), HashingEncoder(), today=TODAY)
    searcher.search("a child called zebedee", k=5)
    held = searcher._sentences._encoder._known
    assert not any("zebedee" in text for text in held)


class Recording(FixedRetriever):
    """Remembers the queries."""

    def __init__(self) -> None:
        super().__init__([0])
        self.queries: list[str] = []

    def retrieve(self, query: str, *, k: int, allowed: np.ndarray | None = None) -> list[Candidate]:
        self.queries.append(query)
        return super().retrieve(query, k=k, allowed=allowed)


@pytest.fixture
def recording(tmp_path: Path) -> tuple[Searcher, Recording]:
    texts = {"one": ["The sharping of a saw."], "two": ["Sharping again; and zharing once."]}
    recorded = Recording()
    return Searcher(generation_of(tmp_path, draft_of(texts)), HashingEncoder(), retriever=recorded), recorded


def test_search_asks_in_guidances_words_save_what_is_left_as_typed(recording: tuple[Searcher, Recording]) -> None:
    searcher, recorded = recording
    searcher.search("icpc ICO")
    searcher.search("icpc ICO", without=["ICPC"], readings={"ico": "interim care order"})
    searcher.retriever.retrieve("icpc", k=1)
    assert recorded.queries == [
        "icpc ICO (initial child protection conference)",
        "icpc ICO (interim care order)",
        "icpc (initial child protection conference)",
    ]


def test_word_that_two_documents_use_is_no_slip(recording: tuple[Searcher, Recording]) -> None:
    searcher, _ = recording
    understood = searcher.understand("sharping and zharing")
    assert [(one.typed, one.read_as) for one in understood.expansions] == [("zharing", "sharing")]
