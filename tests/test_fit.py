"""Whether a library answers at all: what is told as outside and what only looks so, how sure, and how it is said."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from fakes import FixedRetriever, document, draft_of, generation_of
from hypothesis import given
from hypothesis import strategies as st
from page_fakes import FakeSearcher, ask, html_of
from streamlit.testing.v1 import AppTest

import pages.ask
from cli import main
from core.errors import TermsError
from core.records import Filters
from core.settings import PACKAGED_MODEL, ROOT, TUNED_MODEL
from evaluations.confidence import MOST_REFUSED, abstention, chosen_threshold, regression, written
from index.encoder import HashingEncoder, load_fingerprint
from index.fit import WHERE, Evidence, Fit, Fitting, Weights, direction_of, sounds, weights_of
from index.search import Searcher
from practice.outside import Outside, Theme, Told, outside_of

OUTSIDE = Fit(
    confidence=0.1,
    fits=False,
    reason="It looks like a question about <pay>, which is outside this library.",
    theme="employment",
    nearest=(("Title of missing", "When a child is missing"),),
    go=("Ask human resources.", *WHERE),
)
LEAVE = Theme("leave", "leave", "Ask human resources.", signals=("annual leave",), examples=("holiday pay",))


@pytest.mark.parametrize(
    ("query", "theme"),
    [
        ("under the scottish guidance, when is the conference", "scotland"),
        ("what are the grounds for a children’s hearing", "scotland"),
        ("child is LA in Wales, what do the welsh regs say", "wales"),
        ("filling in a UNOCINI", "northern-ireland"),
        ("how do I claim mileage", "employment"),
        ("can i carry over annual leave", "employment"),
        ("Mosaic won't let me finalise the assessment", "systems"),
        ("nan is going into a care home", "adult-care"),
        ("how long can the dols authorisation be", "adult-care"),
    ],
)
def test_words_tell_a_theme_by_themselves(query: str, theme: str) -> None:
    assert [told.theme.id for told in outside_of().told(query)] == [theme]


@pytest.mark.parametrize(
    "query",
    [
        "mum lives in Wales, child is ours. which council assesses",
        "family moved here from Glasgow, he was on a plan there",
        "can we place him in secure accommodation in Scotland, what does the law say",
        "parental responsibility in the law of England and Wales",
        "adult mental health team will not share about mum",
        "adult social worker says dad is a risk to the kids",
        "grandma has dementia, is she safe to look after them",
        "mum works in a nursing home and leaves them alone at night",
        "young carers assessment, dad has MS",
        "section 42 of the Children Act 1989, what may the guardian see",
        "foster carer asks who pays mileage for the school run",
        "social worker is on annual leave, who signs the placement plan",
        "dad's sick pay stopped and there is no food in the house",
        "he was locked out of the house all night",
        "girl of 13 sent pictures to a man from her laptop",
        "manager told me of a colleague fiddling mileage, is it whistleblowing",
    ],
)
def test_false_friends_tell_nothing(query: str) -> None:
    assert outside_of().told(query) == ()


@pytest.mark.parametrize("query", pages.ask.EXAMPLES)
def test_no_example_of_the_ask_page_is_told_as_outside(query: str) -> None:
    assert outside_of().told(query) == ()


def test_a_library_adds_themes_and_puts_its_own_in_place(tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text(
        '[[theme]]\nid = "employment"\nname = "leave"\ngo = "Ask HR."\nsignals = ["sabbatical*"]\n'
        '[[theme]]\nid = "parking"\nname = "parking"\ngo = "Ask."\nsignals = ["{system} … {fault}", "car park"]\n'
    )
    own = outside_of(tmp_path)
    assert [theme.id for theme in own.themes][-1] == "parking"
    assert [told.theme.go for told in own.told("a sabbatical, not annual leave")] == ["Ask HR."]
    assert own.told("mileage") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[theme]]\nid = "a"\nname = "a"', 'outside.toml:2: theme "a": no `go`'),
        ('[[theme]]\nid = "a"\nname = "a"\ngo = "b"\ncolour = "red"', "unknown field `colour`"),
        ('[[theme]]\nid = "a"\nname = "a"\ngo = "b"\nsignals = "c"', "`signals` is no list of phrases"),
        ('[[theme]]\nid = "a"\nname = "a"\ngo = "b"\nsignals = ["{pet}"]', "names {pet}"),
        ('[[theme]]\nid = "a"\nname = "a"\ngo = "b"\n' * 2, "another theme's too"),
        ("[[topic]]", "unknown `topic`"),
    ],
)
def test_mistakes_in_a_librarys_themes_are_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "outside.toml").write_text(text)
    with pytest.raises(TermsError, match=re.escape(said)):
        outside_of(tmp_path)


def searcher_of(folder: Path, texts: dict[str, list[str]]) -> Searcher:
    titles = [document(doc_id) for doc_id in texts]
    generation = generation_of(folder, draft_of(texts, documents=titles))
    rows = range(len(generation.passages))
    return Searcher(generation, HashingEncoder(), retriever=FixedRetriever(list(rows)))


def test_without_weights_only_told_themes_refuse_and_no_confidence_is_said(tmp_path: Path) -> None:
    searcher = searcher_of(tmp_path, {"missing": ["A child is missing."]})
    found = searcher.answer("how much annual leave do i get")
    assert (found.fit.confidence, found.fit.fits, found.fit.theme) == (None, False, "employment")
    assert found.fit.words == ("annual leave",)
    assert "“annual leave”" in found.fit.reason
    assert found.fit.nearest == (("Missing",),)
    assert found.fit.go[1:] == WHERE
    assert found.hits == searcher.search("how much annual leave do i get")
    assert searcher.answer("a child is missing").fit == Fit(None, True, nearest=(("Missing",),))


def test_a_theme_that_the_library_has_a_heading_for_is_not_outside(tmp_path: Path) -> None:
    searcher = searcher_of(tmp_path, {"annual-leave": ["Six days may be carried over."]})
    found = searcher.answer("how much annual leave do i get")
    assert found.fit.fits
    evidence = found.evidence
    assert evidence.told == ()
    assert evidence.likest is not None
    assert evidence.likest.id != "employment"


def test_nothing_is_held_back_where_somebody_must_be_spoken_to_now(tmp_path: Path) -> None:
    searcher = searcher_of(tmp_path, {"missing": ["The child is missing."]})
    words = "how much annual leave do i get"
    assert not searcher.answer(words).fit.fits
    found = searcher.answer(f"{words}, and a boy says dad hit him with a belt, there is a mark")
    assert found.evidence.told
    assert found.evidence.is_immediate
    assert found.fit.fits
    assert Weights(-9.0, 0.0, 0.0, 0.0, 0.4).confidence(found.evidence) == 0.4
    left = searcher.answer(f"{words}, dad hit him with a belt, there is a mark", without_signs={"physical-abuse"})
    assert not left.evidence.is_immediate
    assert not left.fit.fits


def test_no_passage_under_the_filters_says_nothing_of_fit(tmp_path: Path) -> None:
    old = document("old", superseded_by="new")
    texts = {"old": ["An old text."], "new": ["A new text."]}
    generation = generation_of(tmp_path, draft_of(texts, documents=[old, document("new", supersedes="old")]))
    found = Searcher(generation, HashingEncoder()).answer("text", filters=Filters(doc_ids=("old",)))
    assert (found.hits, found.fit) == ([], None)


def test_examples_are_encoded_once_and_anew_for_other_themes() -> None:
    class Counting(HashingEncoder):
        def __init__(self) -> None:
            self.calls: list[list[str]] = []

        def encode(self, texts):
            self.calls.append(list(texts))
            return super().encode(texts)

    encoder = Counting()
    asked = HashingEncoder().encode(["holiday pay"])[0]
    fitting = Fitting(HashingEncoder().encode(["a child"]), encoder)
    for themes in (first := Outside([LEAVE], {}), first, Outside([replace(LEAVE, examples=("sick",))], {})):
        evidence = fitting.evidence("q", [], themes, asked=asked, allowed=np.array([True]), is_immediate=False)
    assert encoder.calls == [["holiday pay"], ["sick"]]
    assert evidence.likest is not None
    assert evidence.likest.id == "leave"


weights = st.builds(Weights, *[st.floats(0, 30)] * 2, st.floats(-30, 0), st.floats(-9, 0), st.just(0.5))
cosines = st.floats(-1, 1)


@given(weights, cosines, cosines, cosines)
def test_confidence_rises_with_what_is_near_and_falls_with_what_is_away(
    held: Weights, near: float, away: float, more: float
) -> None:
    low, high = sorted((near, more))
    assert 0 <= held.confidence(Evidence(low, away)) <= held.confidence(Evidence(high, away)) <= 1
    low, high = sorted((away, more))
    assert held.confidence(Evidence(near, high)) <= held.confidence(Evidence(near, low))
    assert held.confidence(Evidence(near, away, (Told(LEAVE, ("leave",)),))) <= held.confidence(Evidence(near, away))


@pytest.mark.parametrize("model", [PACKAGED_MODEL, TUNED_MODEL])
def test_weights_that_ship_are_for_both_encoders_and_read_as_written(model: str) -> None:
    card = replace(HashingEncoder.card, fingerprint=load_fingerprint(model), name=model)
    shipped = weights_of(card)
    assert shipped is not None
    assert shipped.near > 0 > max(shipped.away, shipped.told)
    held = (ROOT / "index" / "fit.toml").read_text(encoding="utf-8")
    assert written(held, card, shipped) == held
    assert weights_of(HashingEncoder.card) is None


def test_a_direction_tells_how_like_the_field_a_question_sounds() -> None:
    direction = np.array([1.0, 0.0, -0.5], dtype=np.float32)
    inside, outside = np.array([1.0, 0.0], dtype=np.float32), np.array([0.0, 1.0], dtype=np.float32)
    assert sounds(inside, direction) > 0 > sounds(outside, direction) > -1
    assert sounds(inside, None) == 0
    tuned = replace(HashingEncoder.card, fingerprint=load_fingerprint(TUNED_MODEL), name=TUNED_MODEL)
    shipped, weights = direction_of(tuned), weights_of(tuned)
    assert shipped is not None
    assert shipped.shape == (385,)
    assert weights is not None
    assert weights.field > 0
    assert direction_of(HashingEncoder.card) is None


def test_regression_finds_the_log_odds_of_a_table_of_counts() -> None:
    values = np.array([[0.0]] * 40 + [[1.0]] * 40)
    answers = np.array([1.0] * 10 + [0.0] * 30 + [1.0] * 30 + [0.0] * 10)
    bias, weight = regression(values, answers, ridge=1e-9)
    assert bias == pytest.approx(np.log(10 / 30))
    assert bias + weight == pytest.approx(np.log(30 / 10))


def test_regression_is_finite_where_values_separate_or_never_differ() -> None:
    found = regression(np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 1.0], [1.0, 1.0]]), np.array([0.0, 0.0, 1.0, 1.0]))
    assert np.isfinite(found).all()
    assert found[1] > 0 == found[2]


def test_threshold_stands_in_the_middle_of_the_gap_that_costs_least() -> None:
    judged = [(False, 0.1), (False, 0.2), (True, 0.8), (True, 0.9)]
    assert chosen_threshold(judged) == pytest.approx(0.5)
    assert abstention(judged, 0.5).in_words.startswith("refused 2 of 2 (100.0%) that nothing answers and 0 of 2 (0.0%)")


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 0.999)), min_size=1, max_size=60))
def test_threshold_never_refuses_more_of_what_is_answered_than_it_may(judged: list[tuple[bool, float]]) -> None:
    found = abstention(judged, chosen_threshold(judged))
    assert found.answerable_refused <= MOST_REFUSED * found.answerable


@pytest.fixture(scope="module")
def sampled(sample_store: Path) -> Searcher:
    return Searcher.open(sample_store, model=TUNED_MODEL)


@pytest.mark.parametrize(
    "query",
    [
        *pages.ask.EXAMPLES,
        "girl was missing overnight, now back. who does the return interview and by when",
        "A child said something odd at school and will not go home",
        "The strategy discussion was nine days ago. How soon must the first child protection conference be held?",
        "can i ring the gp without mum's consent",
        "return interview",
    ],
)
def test_the_small_sample_library_answers_what_it_holds(sampled: Searcher, query: str) -> None:
    fit = sampled.answer(query).fit
    assert fit is not None
    assert fit.fits, fit


@pytest.mark.parametrize(
    "query",
    [
        "how many days of annual leave do i get",
        "under scottish guidance when is the conference",
        "what is the capital of France",
        "how do I connect my phone to the projector",
    ],
)
def test_the_sample_library_says_what_it_does_not_answer(sampled: Searcher, query: str) -> None:
    fit = sampled.answer(query).fit
    assert fit is not None
    assert not fit.fits
    assert fit.reason
    assert fit.nearest
    assert set(WHERE) <= set(fit.go)


def test_command_says_that_the_library_does_not_answer_and_pads_nothing(sample_store: Path) -> None:
    asked = ["search", "how many days of annual leave do i get", "-k", "2", "--store", str(sample_store)]
    shown = CliRunner().invoke(main, [*asked, "--model", TUNED_MODEL])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("This library does not answer this.")
    for words in (
        "“annual leave”",
        "The nearest it has: ",
        "human resources",
        "Your manager",
        "LADO",
        "emergency duty",
    ):
        assert words in shown.stdout
    assert "1. " not in shown.stdout
    anyway = CliRunner().invoke(main, [*asked, "--anyway"]).stdout
    assert "This library does not answer this." in anyway
    assert "\n1. " in anyway
    row = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)
    assert len(row["hits"]) == 2
    assert row["fit"]["fits"] is False
    assert 0 <= row["fit"]["confidence"] < 0.1


def test_lines_of_queries_keep_their_id_and_hits_and_say_whether_they_fit(tmp_path: Path, sample_store: Path) -> None:
    rows = tmp_path / "queries.jsonl"
    rows.write_text('{"query_id": "a", "query": "annual leave"}\n{"query_id": "b", "query": "a child is missing"}\n')
    shown = CliRunner().invoke(main, ["search", "--queries", str(rows), "-k", "1", "--store", str(sample_store)])
    found = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(row["query_id"], len(row["hits"]), row["fit"]["fits"]) for row in found] == [
        ("a", 1, False),
        ("b", 1, True),
    ]


def test_ask_page_says_so_with_the_passages_behind_an_expander(page: AppTest, searcher: FakeSearcher) -> None:
    searcher.fit = OUTSIDE
    shown = html_of(ask(page, "how much annual leave do i get"))
    assert "This library does not answer this" in shown
    assert "&lt;pay&gt;" in shown
    assert "<pay>" not in shown
    for words in ("Title of missing", "Ask human resources.", "emergency duty team", "LADO"):
        assert words in shown
    anyway = next(one for one in page.expander if one.label == "Show the nearest passages anyway")
    assert not anyway.proto.expanded
    assert shown.count("<article") == len(anyway.code)


def test_ask_page_says_nothing_of_it_where_the_library_answers(page: AppTest) -> None:
    ask(page, "a girl is missing")
    assert "This library does not answer this" not in html_of(page)
    assert "Show the nearest passages anyway" not in [expander.label for expander in page.expander]


def test_a_reason_that_is_saved_has_no_word_that_was_typed(sampled: Searcher) -> None:
    fit = sampled.answer("how many days of annual leave do i get").fit
    assert fit is not None
    assert "annual leave" in fit.reason
    assert fit.reason_alone == fit.reason.replace(" (“annual leave”)", "")
    assert "annual leave" not in fit.reason_alone
    assert Fit(0.1, False, reason="Nothing.").reason_alone == "Nothing."
