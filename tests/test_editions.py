"""Which edition binds: what supersedes, what has been replaced elsewhere, what has ended or not begun."""

from dataclasses import replace
from datetime import date

import pytest

from core.records import Document, Status, Tier
from ingest.editions import standing
from ingest.register import Register, known_register

TODAY = date(2026, 11, 23)
OLD = Document("g-2024", "g.pdf", "Guidance", "DfE", Tier.STATUTORY, "England", "2024", superseded_by="g-2025")
NEW = Document("g-2025", "h.pdf", "Guidance", "DfE", Tier.STATUTORY, "England", "2025", published=date(2025, 9, 1))


def held(*documents: Document) -> dict[str, Document]:
    return {document.doc_id: document for document in documents}


def test_standing_is_superseded_where_the_successor_is_held() -> None:
    found = standing(OLD, held(OLD, NEW), TODAY)
    assert found.status is Status.SUPERSEDED
    assert found.warning == "Superseded by Guidance (2025), which this library holds."


def test_standing_is_superseded_where_only_the_successor_says_so() -> None:
    old, new = replace(OLD, superseded_by=None), replace(NEW, supersedes="g-2024")
    assert standing(old, held(old, new), TODAY).status is Status.SUPERSEDED


def test_standing_stays_current_until_the_successor_begins() -> None:
    later = replace(NEW, in_force_from=date(2027, 1, 1))
    current = replace(OLD, in_force_to=date(2027, 1, 1))
    assert standing(current, held(current, later), TODAY).status is Status.CURRENT
    assert standing(later, held(current, later), TODAY).status is Status.NOT_YET


@pytest.mark.parametrize(("day", "is_warned"), [(date(2025, 2, 27), False), (date(2025, 2, 28), False), (TODAY, True)])
def test_a_current_document_says_when_its_review_is_overdue(day: date, *, is_warned: bool) -> None:
    document = replace(OLD, superseded_by=None, published=date(2024, 1, 1), review_due=date(2025, 2, 28))
    found = standing(document, held(document), day)
    assert found.status is Status.CURRENT
    assert (found.warning is not None and "due for review on 28 February 2025" in found.warning) is is_warned


def test_standing_is_replaced_with_a_warning_where_the_successor_is_not_held() -> None:
    found = standing(replace(OLD, in_force_to=date(2025, 9, 1)), held(OLD), TODAY)
    assert found.status is Status.REPLACED
    assert found.warning is not None
    assert "Replaced on 1 September 2025 by a later edition (g-2025)" in found.warning


def test_standing_is_ended_where_no_successor_is_named() -> None:
    ended = replace(OLD, superseded_by=None, in_force_to=date(2020, 9, 25))
    assert standing(ended, held(ended), TODAY).status is Status.ENDED
    assert "25 September 2020" in (standing(ended, held(ended), TODAY).warning or "")


@pytest.mark.parametrize("day", [date(2025, 9, 1), date(2026, 1, 1)])
def test_standing_of_a_document_in_its_time_is_current_without_warning(day: date) -> None:
    assert standing(NEW, held(NEW), day) == standing(NEW, {}, day)
    assert standing(NEW, held(NEW), day).warning is None


def test_standing_of_a_folder_edition_names_the_later_set() -> None:
    old = replace(OLD, doc_id="us-old-a", superseded_by="us-", in_force_to=date(2026, 2, 24))
    new = replace(NEW, doc_id="us-b", publisher="Us", edition="2026")
    found = standing(old, held(old, new), TODAY)
    assert found.status is Status.SUPERSEDED
    assert found.warning == "Superseded by Us's later procedures (2026), which this library holds."


def test_standing_stays_current_while_its_own_time_runs_though_the_successor_is_published() -> None:
    current = replace(OLD, in_force_to=date(2026, 12, 1))
    published = replace(NEW, published=date(2026, 7, 1))
    assert standing(current, held(current, published), TODAY).status is Status.CURRENT


WT_2018 = Document("working-together-2018", "w.pdf", "WT", "HM Government", Tier.STATUTORY, "England", "2018")
WT_2026 = Document(
    "working-together-2026", "x.pdf", "WT", "HM Government", Tier.STATUTORY, "England", published=date(2026, 3, 18)
)


ACT_OF_1990 = Document(
    "old", "o.xml", "Old Act", "P", Tier.LEGISLATION, "England", in_force_from=date(1990, 1, 1), superseded_by="new"
)
ACT_OF_2026 = Document("new", "n.xml", "New Act", "P", Tier.LEGISLATION, "England", enacted=date(2026, 1, 1))


def test_law_in_force_stands_until_the_law_that_follows_it_is_in_force() -> None:
    both = held(ACT_OF_1990, ACT_OF_2026)
    assert standing(ACT_OF_1990, both, TODAY).status is Status.CURRENT
    begun = replace(ACT_OF_2026, in_force_from=date(2026, 11, 1))
    assert standing(ACT_OF_1990, held(ACT_OF_1990, begun), TODAY).status is Status.SUPERSEDED
    assert standing(ACT_OF_1990, held(ACT_OF_1990, begun), date(2026, 10, 31)).status is Status.CURRENT


def test_law_that_has_ended_is_not_superseded_by_law_that_was_only_passed() -> None:
    ended = replace(ACT_OF_1990, in_force_to=date(2026, 6, 1))
    assert standing(ended, held(ended, ACT_OF_2026), TODAY).status is Status.ENDED


def test_an_undated_successor_supersedes_from_today_on() -> None:
    both = held(OLD, replace(NEW, published=None))
    stood = [standing(OLD, both, day, today=TODAY).status for day in (date(2026, 11, 22), TODAY, date(2027, 1, 1))]
    assert stood == [Status.CURRENT, Status.SUPERSEDED, Status.SUPERSEDED]


def test_an_undated_successor_supersedes_on_a_past_day_what_had_ended_by_then() -> None:
    old = replace(OLD, in_force_to=date(2025, 9, 1))
    both = held(old, replace(NEW, published=None))
    assert standing(old, both, date(2025, 8, 31), today=TODAY).status is Status.CURRENT
    assert standing(old, both, date(2025, 9, 1), today=TODAY).status is Status.SUPERSEDED


def test_a_later_edition_of_the_register_supersedes_only_where_it_is_in_force() -> None:
    only_passed = replace(WT_2026, published=None, enacted=date(2026, 3, 18))
    assert standing(WT_2018, held(WT_2018, only_passed), TODAY, known_register()).status is Status.REPLACED
    undated = held(WT_2018, replace(WT_2026, published=None))
    assert standing(WT_2018, undated, TODAY, known_register()).status is Status.SUPERSEDED
    past = standing(WT_2018, undated, date(2026, 11, 22), known_register(), today=TODAY)
    assert past.status is Status.REPLACED


def test_standing_of_an_edition_that_only_the_register_knows_to_be_replaced() -> None:
    known = known_register()
    found = standing(WT_2018, held(WT_2018), date(2024, 1, 1), known)
    assert found.status is Status.REPLACED
    assert "Working together to safeguard children 2023 (not checked)" in (found.warning or "")
    assert "Working together to safeguard children 2026" in (
        standing(WT_2018, held(WT_2018), TODAY, known).warning or ""
    )


def test_standing_is_superseded_by_a_held_edition_two_after() -> None:
    both = held(WT_2018, WT_2026)
    assert standing(WT_2018, both, TODAY, known_register()).status is Status.SUPERSEDED
    assert standing(WT_2018, both, date(2024, 1, 1), known_register()).status is Status.REPLACED


def test_standing_trusts_the_manifest_where_it_names_another_successor() -> None:
    ours = replace(WT_2018, superseded_by="ours-2020")
    assert "(ours-2020)" in (standing(ours, held(ours), TODAY, known_register()).warning or "")
    assert standing(ours, held(ours), TODAY, known_register()) == standing(ours, held(ours), TODAY, Register.of([]))
