"""A reason says what a hit's score is made of and which words of the question stand in it."""

from dataclasses import replace

from fakes import document, passages_of

from core.records import Footnote, Hit, Status
from index.explain import Reason, explained
from index.retriever import Candidate
from practice.matching import matcher_of

PASSAGES = passages_of("doc", ["The conferences are held.", "A note on café visits.", "Nothing of it."])
UNDERSTOOD = matcher_of().understand("icpc: when’s the conference, and the café visit?")


def hit_of(rank: int, **changes: object) -> Hit:
    passage = replace(PASSAGES[rank - 1], **changes)  # type: ignore[arg-type]
    return Hit(rank, 1.0, document("doc"), passage, Status.CURRENT, passage.text)


def test_reason_has_the_parts_of_the_score_and_the_words_as_typed() -> None:
    candidate = Candidate(0, 0.75, 3, 1, cosine=0.5, share=0.25, mixed=0.75)
    (reason,) = explained([hit_of(1)], [candidate], UNDERSTOOD, PASSAGES)
    assert reason == Reason(1, 0.75, 0.75, 0.5, 3, 0.25, 1, words=("conference",), added=())


def test_words_stand_in_headings_and_footnotes_too_and_added_ones_apart() -> None:
    hit = hit_of(3, headings=("Initial child protection conference",), footnotes=(Footnote(0, None, "Cafés"),))
    (reason,) = explained([hit], [Candidate(2, 0.5)], UNDERSTOOD, PASSAGES)
    assert reason.words == ("conference", "café")
    assert reason.added == ("initial", "child", "protection")
    assert (reason.mixed, reason.cosine, reason.bm25_share) == (None, None, None)


def test_footnote_that_was_found_is_said() -> None:
    (reason,) = explained([hit_of(1)], [Candidate(0, 0.5, through=1)], UNDERSTOOD, PASSAGES)
    assert reason.footnote == "A note on café visits."


def test_later_search_may_score_anew() -> None:
    (reason,) = explained([hit_of(1)], [Candidate(0, 4.2, mixed=0.75)], UNDERSTOOD, PASSAGES)
    assert (reason.score, reason.mixed) == (4.2, 0.75)
