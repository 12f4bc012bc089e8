"""KCSIE 2024 beside 2025, against the list of changes that the edition itself gives, and against what is only print.

Each place is pinned by the number of its paragraph in the new edition (None where it has none) and an anchor of at most
eight words, in the new edition unless it went.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from fakes import document
from made_editions import side_of

from alignment.changes import changes
from alignment.records import Change, ChangeKind, Quote, Rating
from alignment.sides import Side
from core.settings import shared_folder
from ingest.readers import read_file

CORPUS = shared_folder() / "corpus"
DUTY, MEANING, LINK = Rating.DUTY, Rating.MEANING, Rating.LINK
ADDED, REMOVED, CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs the real documents: set WAYMARK_SHARED to the folder that holds corpus/"
)

LISTED = [
    (None, "expect to publish revised guidance on Relationships", ADDED, MEANING),
    ("135", "misinformation, disinformation (including fake news)", CHANGED, MEANING),
    ("142", "plan technology for your school service", ADDED, DUTY),
    ("143", "Generative AI: product safety expectations", ADDED, LINK),
    ("144", "taking appropriate action to meet", CHANGED, MEANING),
    ("169", "obtain written information from the alternative provider", ADDED, DUTY),
    ("170", "always know where a child is based", ADDED, DUTY),
    ("177", "sets out how schools must work", CHANGED, DUTY),
    ("199", "non-statutory responsibility to promote", ADDED, DUTY),
    (None, "publish the revised guidance on gender questioning", ADDED, MEANING),
    ("205", "additional diagnoses of autism", CHANGED, MEANING),
    ("260", "Check a teacher’s record where GTCE checks", CHANGED, LINK),
    ("266", "DfE’s Check a teacher’s record to make", CHANGED, MEANING),
    ("319", "Using GOV.UK schools can check", CHANGED, LINK),
    ("331", "written confirmation that the alternative provider will", ADDED, MEANING),
    ("422", "published guidance on employment records", CHANGED, LINK),
    ("545", "Lucy Faithfull Foundation in collaboration", ADDED, MEANING),
    (None, "Centre of Expertise on Child Sexual Abuse has", CHANGED, LINK),
    (None, "Preventing Child Sexual Exploitation", ADDED, LINK),
]
"""What the edition's own list of changes names."""

WENT = [
    ("208", "refer to our Guidance for Schools and Colleges", DUTY),
    (None, "This preventing radicalisation section remains under", MEANING),
    (None, "section remains under review, pending the outcome", MEANING),
]

LEFT_OUT = [
    ("101", "department’s statutory guidance", MEANING),
    ("126", "online safety (paragraph 134)", LINK),
    ("264", "check should be carried out using GOV.UK", LINK),
    ("362", "set out at paragraph 72-74", LINK),
    (None, "(Hackett 2019 continuum model)", LINK),
    (None, "See Better Health Every Mind Matters", LINK),
]
"""What the edition's own list of changes leaves out."""

PRINT = [
    "is frequently missing/goes missing from education",
    "This includes 16 and 17-year-olds",
    "See page 161 for further information",
    "whole school/college approach to child-on-child abuse",
    "More information is provided at paragraph 177",
    "disabilities (SEND) (see paragraphs 201-203)",
    "so called ‘honour’ - based violence",
    "range of their children, those who are potentially",
    "has created a tool to check whether",
    "These webinars were designed to inform and support",
    "issued two pieces of statutory guidance to which",
    "Voyeurism (Offences) Act 2019 (legislation.gov.uk)",
    "is not subject to a section128 direction",
    "use their professional judgement about the need",
    "not request DBS checks or barred list checks",
    "Such arrangements may come to the attention",
    "individual must be 16 or over",
    "searching screening and confiscation advice",
    "where the teacher does not discover",
    "carefully evaluated, reflecting the considerations set out",
]
"""Where the 2025 edition differs by layout, hyphens, pages, notes and numbers only."""


@cache
def side(doc_id: str) -> Side:
    return side_of(document(doc_id), read_file(CORPUS / "national" / f"{doc_id}.pdf"))


@cache
def found() -> tuple[Change, ...]:
    """The changes between the two editions."""
    return tuple(changes(side("kcsie-2024"), side("kcsie-2025")))


def holding(anchor: str, *, at_old: bool = False) -> list[Change]:
    """The changes that quote the anchor."""
    quotes = [(change.old if at_old else change.new, change) for change in found()]
    return [change for quote, change in quotes if quote and anchor in " ".join(quote.quote.split())]


@pytest.mark.parametrize(("paragraph", "anchor", "kind", "rating"), LISTED)
def test_changes_find_what_the_edition_itself_lists(
    paragraph: str | None, anchor: str, kind: ChangeKind, rating: Rating
) -> None:
    placed = [(one.new and one.new.paragraph, one.kind, one.rating) for one in holding(anchor) if one.rating]
    assert placed.count((paragraph, kind, rating)) == 1


@pytest.mark.parametrize(("paragraph", "anchor", "rating"), WENT)
def test_changes_find_what_went(paragraph: str | None, anchor: str, rating: Rating) -> None:
    (change,) = holding(anchor, at_old=True)
    assert change.old is not None
    assert (change.old.paragraph, change.kind, change.rating) == (paragraph, REMOVED, rating)


@pytest.mark.parametrize(("paragraph", "anchor", "rating"), LEFT_OUT)
def test_changes_find_what_the_list_leaves_out(paragraph: str | None, anchor: str, rating: Rating) -> None:
    placed = [(one.new and one.new.paragraph, one.kind, one.rating) for one in holding(anchor) if one.rating]
    assert placed.count((paragraph, CHANGED, rating)) == 1


@pytest.mark.parametrize("anchor", PRINT)
def test_changes_leave_out_what_is_only_laid_out_otherwise(anchor: str) -> None:
    text = side("kcsie-2025").reading.text.replace("\n", " ")
    assert text.count(anchor) >= 1
    assert [change.summary for change in holding(anchor) if change.rating] == []


def test_changes_of_a_real_edition_are_few_beside_its_renumbered_paragraphs() -> None:
    by_rating = Counter(change.rating for change in found())
    assert by_rating[DUTY] + by_rating[MEANING] <= 25
    assert by_rating.total() - by_rating[None] <= 70
    assert not [change for change in found() if change.kind is ChangeKind.MOVED]
    numbers = [(one.old, one.new) for one in found() if one.kind is ChangeKind.RENUMBERED]
    assert ("158", "155") in [(old.paragraph, new.paragraph) for old, new in numbers if old and new]
    assert len(numbers) > 350


def test_changes_of_a_real_edition_the_other_way_round_are_its_mirror() -> None:
    def spans(quote: Quote | None) -> tuple[int, int] | None:
        return quote.span if quote else None

    back = changes(side("kcsie-2025"), side("kcsie-2024"))
    forth = {(one.rating, spans(one.old), spans(one.new)) for one in found()}
    assert {(one.rating, spans(one.new), spans(one.old)) for one in back} == forth


def test_changes_of_real_documents_are_pinned_by_eight_words_at_most() -> None:
    anchors = [row[1] for row in (*LISTED, *WENT, *LEFT_OUT)] + PRINT
    assert [anchor for anchor in anchors if len(anchor.split()) > 8] == []
