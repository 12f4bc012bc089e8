"""A question understood: added to, never changed; what is unclear is asked, and what is not wanted left as typed."""

import itertools
import re
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import QueryError, TermsError
from practice.matching import LONG, TermMatcher, matcher_of
from practice.terms import is_exact, read_terms
from practice.understanding import Kind

TERMS = read_terms()
MATCHER = TermMatcher(TERMS)
PLAIN = [term for term in TERMS if len(term.senses) == 1 and not term.senses[0].cues]
VARIANTS = st.sampled_from([(term, variant) for term in PLAIN for variant in (*term.variants, *term.exact)])
AMBIGUOUS = [term for term in TERMS if len(term.senses) > 1]
SAID = {words for term in TERMS for sense in term.senses for words in sense.guidance}
TYPED = {words for term in TERMS for words in (*term.variants, *(cue for sense in term.senses for cue in sense.cues))}
ALL_WORDS = {word for words in SAID | TYPED for word in re.findall(r"[a-z]+", words.lower())}
LONG_WORDS = sorted(word for words in SAID for word in words.lower().split() if len(word) >= LONG and word.isalpha())


def added(query: str, **options: object) -> list[str]:
    return [one.guidance for one in MATCHER.understand(query, **options).expansions]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("icpc after the strat?", ["initial child protection conference", "strategy discussion"]),
        (
            "LAC's carer, reg 44 visitor",
            ["looked-after child, looked after children", "independent person, regulation 44"],
        ),
        ("two EPOs and the IROs", ["emergency protection order", "independent reviewing officer"]),
        ("LAC’s plan", ["looked-after child, looked after children"]),
        ("child protection plan for the kids", []),
        ("strategy discussion or strat", []),
        ("so the pa and the PR person", ["parental responsibility"]),
        ("please send it so the co can see it", []),
        ("the SEND team", ["special educational needs"]),
        ("she is on a CP plan", ["child protection plan"]),
        ("LAC review is late", ["review of the child's case, looked after children"]),
        ("no such words here", []),
        ("", []),
    ],
)
def test_expansions_are_what_guidance_calls_the_words_in_their_order(query: str, expected: list[str]) -> None:
    assert added(query) == expected


@given(VARIANTS)
def test_every_variant_means_its_term_wherever_it_stands(chosen: tuple[object, str]) -> None:
    term, variant = chosen
    understood = MATCHER.understand(f"xx {variant} xx")
    whole = [one for one in understood.expansions if one.typed == variant]
    said = {words.casefold() for sense in term.senses for words in sense.guidance}  # type: ignore[attr-defined]
    assert whole or all(words in variant.casefold() for words in said)


@given(st.text(max_size=60) | st.lists(VARIANTS.map(lambda one: one[1]), max_size=5).map(" ".join))
def test_what_was_typed_stands_first_and_where_it_is_said_to_stand(query: str) -> None:
    understood = MATCHER.understand(query)
    assert understood.expanded.startswith(query)
    places = [(one.start, one.end) for one in (*understood.expansions, *understood.questions)]
    assert [query[start:end] for start, end in places] == [
        one.typed for one in (*understood.expansions, *understood.questions)
    ]
    ordered = sorted(places)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(ordered))


@given(st.lists(VARIANTS.map(lambda one: one[1]) | st.just("ICO"), min_size=1, max_size=5).map(" and ".join))
def test_all_that_is_left_as_typed_leaves_the_question_as_it_was(query: str) -> None:
    understood = MATCHER.understand(query)
    typed = [one.typed.upper() for one in (*understood.expansions, *understood.questions)]
    assert MATCHER.understand(query, without=typed).expanded == query
    assert MATCHER.understand(query, without=typed).questions == ()


def test_one_word_is_left_as_typed_and_the_others_are_not() -> None:
    assert added("icpc after the strat", without={"ICPC"}) == ["strategy discussion"]


def test_short_words_mean_nothing_where_all_is_in_capitals() -> None:
    assert added("THE PR PERSON IS LATE") == []
    assert added("THE ICPC IS LATE") == ["initial child protection conference"]
    assert added("PR") == ["parental responsibility"]


@pytest.mark.parametrize(
    "term", [term for term in AMBIGUOUS if term.variants or term.exact], ids=lambda term: term.term
)
def test_ambiguous_term_alone_is_asked_and_each_reading_can_be_chosen(term: object) -> None:
    typed = term.term  # type: ignore[attr-defined]
    alone = MATCHER.understand(typed)
    assert alone.expansions == ()
    assert [one.readings for one in alone.questions] == [tuple(s.name for s in term.senses)]  # type: ignore[attr-defined]
    for sense in term.senses:  # type: ignore[attr-defined]
        meant = MATCHER.understand(typed, readings={typed.upper(): sense.name.upper()})
        assert meant.questions == ()
        assert [(one.kind, one.guidance) for one in meant.expansions] == [(Kind.READING, ", ".join(sense.guidance))]


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("the judge made an ICO, when is contact with mum", "interim care order"),
        ("data breach, do we report it to the ICO", "Information Commissioner's Office"),
        ("care leaver of 22 wants her PA back", "personal adviser, care leavers"),
        ("short breaks and a PA for a disabled boy", "personal assistant, direct payments"),
        ("mum's new boyfriend is an SO, police know him", "sex offender"),
        ("SO ends in 12 months, does the court extend it", "supervision order"),
        ("DoL in the High Court for a girl", "deprivation of liberty, inherent jurisdiction"),
        ("dols for an adult in a care home", "Deprivation of Liberty Safeguards, Mental Capacity Act"),
    ],
)
def test_words_near_an_ambiguous_term_choose_its_reading(query: str, meant: str) -> None:
    understood = MATCHER.understand(query)
    assert meant in [one.guidance for one in understood.expansions if one.kind is Kind.READING]
    assert understood.questions == () or all(
        one.typed.upper() not in {"ICO", "PA", "SO"} for one in understood.questions
    )


def test_cue_far_away_chooses_nothing() -> None:
    between = "and then a long day went by " * 10
    assert [one.in_words for one in MATCHER.understand(f"the judge {between} and the ICO").questions] == [
        "ICO: interim care order, or Information Commissioner's Office?"
    ]


def test_as_many_cues_for_each_reading_choose_nothing() -> None:
    assert [one.typed for one in MATCHER.understand("ICO judge data").questions] == ["ICO"]


def test_everyday_word_means_something_beside_its_cue_alone() -> None:
    assert added("he has a cut on his hand") == []
    assert added("a cutter in Somalia did the cut") == ["female genital mutilation"]


@pytest.mark.parametrize(("typed", "reading"), [("ICO", "a new reading"), ("EPO", "emergency protection order")])
def test_reading_that_there_is_not_is_refused(typed: str, reading: str) -> None:
    with pytest.raises(QueryError, match=f"“{typed}”|“{typed.lower()}”"):
        MATCHER.understand("is the ICO next", readings={typed: reading})


def test_outdated_term_says_since_when_and_what_is_said_now() -> None:
    (expansion,) = MATCHER.understand("who sits on the LSCB").expansions
    assert expansion.kind is Kind.OUTDATED
    assert expansion.in_words.startswith("LSCB: safeguarding partners")
    assert "outdated since 2019" in expansion.in_words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("icpc", "icpc: initial child protection conference"),
        ("assesment", "assesment, read as assessment"),
        ("stratagy meeting", "stratagy meeting, read as strategy meeting: strategy discussion"),
        ("NMO", "NMO: non-molestation order (wording unchecked)"),
        ("PPO", "PPO: police protection, section 46 (a power of the police, not an order)"),
    ],
)
def test_expansion_in_words(typed: str, said: str) -> None:
    assert [one.in_words for one in MATCHER.understand(typed).expansions] == [said]


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    word = draw(st.sampled_from(LONG_WORDS))
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    kind = draw(st.sampled_from(["insert", "delete", "replace", "swap"]))
    if kind == "swap":
        return word, word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return word, word[:place] + (letter if kind != "delete" else "") + word[place + (kind != "insert") :]


CUT = spacy.blank("en").tokenizer
"""Cuts "arent" in two, as it does "aren't": what it cuts is looked for in its parts."""


@given(slips())
def test_one_slip_in_a_long_known_word_is_read_as_a_known_word(slip: tuple[str, str]) -> None:
    _, typed = slip
    assume(len(CUT(typed)) == 1)
    understood = MATCHER.understand(f"xx {typed} xx")
    found = (*understood.expansions, *understood.questions)
    if not found:
        assert {typed, f"{typed}s", typed.removesuffix("s"), typed.replace("ies", "y")} & ALL_WORDS
    assert all((one.start, one.typed) == (3, typed) for one in found)


def test_word_that_is_known_to_be_right_is_no_slip() -> None:
    assert added("he was sharping") == ["sharing"]
    assert added("he was sharping", known={"sharping"}) == []


def test_slip_is_left_as_typed_where_that_is_wanted() -> None:
    assert added("assesment of risk", without=["ASSESMENT"]) == []


def test_threads_that_ask_at_once_are_answered_as_one_is() -> None:
    queries = [f"icpc after the strat, word{number} {number}" for number in range(300)]
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(MATCHER.understand, queries))
    assert found == [MATCHER.understand(query) for query in queries]


def test_vocabulary_keeps_nothing_that_was_typed() -> None:
    MATCHER.understand("zqxwvut at the icpc")
    assert "zqxwvut" not in MATCHER._language.vocab.strings


def test_librarys_terms_count_from_the_next_question_on(tmp_path: Path) -> None:
    assert matcher_of(tmp_path) is matcher_of()
    (tmp_path / "terms.toml").write_text('[[term]]\nterm = "FIT"\nguidance = ["family intervention team"]\n')
    assert [one.guidance for one in matcher_of(tmp_path).understand("ask fit").expansions] == [
        "family intervention team"
    ]
    assert matcher_of(tmp_path) is matcher_of(tmp_path)
    (tmp_path / "terms.toml").write_text("\nnonsense =\n")
    with pytest.raises(TermsError, match=r"terms\.toml:2: not valid TOML"):
        matcher_of(tmp_path)


def test_exact_is_a_matter_of_two_letters() -> None:
    assert [is_exact(word) for word in ("SO", "s7", "ICO")] == [True, True, False]
