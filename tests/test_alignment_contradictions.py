"""Two places of a council's documents that differ, and places that only seem to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from compared import local_of, side_of

from alignment import likeness
from alignment.contradictions import contradictions
from alignment.gist import Bound, quantities
from alignment.records import Finding, Severity, Verdict
from alignment.sides import Side
from core.records import Tier

CORE_GROUPS = """# Core groups

2.1 The first core group should meet within 15 days of the initial conference.
"""
CONFERENCES = """# Child protection conferences

6.2 The first core group should meet within seven working days of the initial conference.
"""


def council_document(folder: Path, doc_id: str, text: str, title: str) -> Side:
    return side_of(folder, doc_id, text, tier=Tier.LOCAL, title=title)


def places(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.local.quote, one.other.quote if one.other else "") for one in findings]


def test_days_in_the_text_and_working_days_in_the_table_are_one_contradiction(tmp_path: Path) -> None:
    text = """# Conferences

3.1 The initial child protection conference should be held within 15 days of the strategy discussion.

# Timescales

| What | Limit | Counted from |
|---|---|---|
| Initial child protection conference | 15 working days | strategy discussion |
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert found.verdict is Verdict.INTERNAL_CONTRADICTION
    assert {"15 days" in words for words in places([found])[0]} == {True, False}
    assert "working days are meant" in found.explanation


def test_two_documents_with_two_limits_contradict_each_other_whichever_is_read(tmp_path: Path) -> None:
    one = council_document(tmp_path, "core-groups", CORE_GROUPS, "Core groups")
    two = council_document(tmp_path, "conferences", CONFERENCES, "Conferences")
    (first,), (second,) = contradictions(one, [two]), contradictions(two, [one])
    assert first.local == second.other
    assert second.local == first.other
    assert "“Conferences” (paragraph 6.2) says “within seven working days”" in first.explanation


def test_order_of_the_others_changes_nothing(tmp_path: Path) -> None:
    local = council_document(tmp_path, "core-groups", CORE_GROUPS, "Core groups")
    others = [
        council_document(tmp_path, "conferences", CONFERENCES, "Conferences"),
        council_document(tmp_path, "handbook", CONFERENCES.replace("seven", "eight"), "Handbook"),
    ]
    found = contradictions(local, others)
    assert {one.other.doc_id for one in found if one.other} == {"conferences", "handbook"}
    assert found == contradictions(local, others[::-1])
    assert found == contradictions(local, [*others, local])


def test_another_start_of_the_same_limit_is_a_contradiction(tmp_path: Path) -> None:
    text = """# The assessment

2.1 The child and family assessment is finished within 45 working days of the referral.

# Recording

5.1 The child and family assessment is finished within 45 working days of the allocation to a worker.
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert "They count from different things" in found.explanation


@pytest.mark.parametrize(
    "text",
    [
        """# Reviews

1.1 The first review conference must be held within three months of the initial conference.

1.2 After that, no more than six months may pass between one review conference and the next.
""",
        """# Visits

2.1 A child on a child protection plan is seen at least every ten working days.

2.2 A child in need is seen at least every six weeks.
""",
        """# Answers

- Red: the decision on the referral is made within 4 hours.
- Amber: the decision on the referral is made within 24 hours.
- Green: the decision on the referral is made within 72 hours.
""",
        """# Pocket money

| Age | Amount |
|---|---|
| Under 5 | up to 10 % is saved |
| Under 11 | up to 20 % is saved |
""",
        """# Versions

| Version | Change |
|---|---|
| 2 | The first core group should meet within 20 days of the initial conference |

# Core groups

2.1 The first core group should meet within 10 working days of the initial conference.
""",
    ],
    ids=["first and later", "two plans", "levels", "ages of a table", "history"],
)
def test_other_stages_children_levels_and_ages_raise_nothing(tmp_path: Path, text: str) -> None:
    assert contradictions(local_of(tmp_path, text), []) == []


def test_documents_about_other_children_may_differ(tmp_path: Path) -> None:
    text = "# Assessment\n\n4.1 The child and family assessment is finished within {} working days of the referral.\n"
    one = council_document(tmp_path, "front-door", text.format(45), "The front door")
    two = council_document(tmp_path, "pre-birth", text.format(40), "Pre-birth assessment")
    assert contradictions(one, [two]) == []


def test_editions_of_one_document_do_not_contradict_each_other(tmp_path: Path) -> None:
    old = side_of(tmp_path, "old", CORE_GROUPS, tier=Tier.LOCAL, title="Core groups", superseded_by="new")
    new = side_of(tmp_path, "new", CONFERENCES, tier=Tier.LOCAL, title="Core groups")
    assert contradictions(new, [old]) == contradictions(old, [new]) == []


def test_two_ages_for_one_thing_are_a_contradiction(tmp_path: Path) -> None:
    text = """# Concerns

- Pregnancy of a child aged under 14

# Duty to refer

- A child aged under 13 is pregnant
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert "child aged under 14" in found.explanation
    assert "child aged under 13" in found.explanation


def test_a_bound_is_read_across_the_end_of_a_line() -> None:
    assert [(one.number, one.bound) for one in quantities("It lasts 28 days or\nmore.")] == [(28, Bound.OR_MORE)]


def test_sentences_alike_in_words_alone_are_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    side = local_of(
        tmp_path, "".join(f"Visit {number} of the child should last {number} hours.\n\n" for number in range(30))
    )
    compared = Counter[bool]()
    monkeypatch.setattr(likeness, "_difference", lambda *_, **__: compared.update([True]))
    apart = np.eye(len(side.statements), side.vectors.shape[1], dtype=np.float32)
    meant = replace(side, vectors=apart)
    assert list(likeness.like_clashes(meant, meant)) == []
    unmeant = replace(side, vectors=np.zeros_like(apart))
    assert not compared[True]
    assert list(likeness.like_clashes(unmeant, unmeant)) == []
    assert compared[True] == 30 * 29 / 2


def test_whether_the_number_itself_is_in_is_a_contradiction(tmp_path: Path) -> None:
    text = """# Private fostering

The arrangement is meant to last 28 days or more.

The council is told of an arrangement that is meant to last more than 28 days.
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert places([found]) == [
        (
            "The arrangement is meant to last 28 days or more.",
            "The council is told of an arrangement that is meant to last more than 28 days.",
        )
    ]


def test_what_one_place_asks_and_another_leaves_open_is_a_contradiction(tmp_path: Path) -> None:
    text = """# Criteria

If needs are found, consider completing an Early Help Assessment (EHA).

# Assessment

Where needs are found, an Early Help Assessment (EHA) should be completed by whoever finds them.
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert found.explanation.startswith("One place leaves open what the other asks")


def test_payments_that_stop_and_continue_are_a_contradiction(tmp_path: Path) -> None:
    stops = "# Money\n\nWhile an allegation is looked into, payments to the carer stop.\n"
    goes_on = "# Support\n\nWhile an allegation is looked into, the carer has continued payments.\n"
    one = council_document(tmp_path, "complaints", stops, "Complaints")
    two = council_document(tmp_path, "allegations", goes_on, "Allegations")
    (found,) = contradictions(one, [two])
    assert "stop or pause" in found.explanation


def test_an_older_edition_cited_beside_a_newer_one_is_told_once(tmp_path: Path) -> None:
    text = """# Law

Everyone reads Keeping children safe in education 2025.

# Reading list

Keeping children safe in education 2024 and the council's own leaflet.
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert found.severity is Severity.TIDY
    assert found.local.quote.startswith("Keeping children safe in education 2024")
    replaced = text.replace("and the council's own leaflet", "was replaced a year later")
    assert contradictions(local_of(tmp_path, replaced), []) == []


def test_a_section_cited_by_another_ones_title_is_told(tmp_path: Path) -> None:
    text = """# 1. Front door

See section 3 (Escalation policy) for what to do.

# 2. Escalation policy

Speak with the manager.

# 3. Recording of visits

Write it down.
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert "that is “Recording of visits”" in found.explanation


def test_a_report_that_comes_too_late_for_its_own_conference_is_told(tmp_path: Path) -> None:
    text = """# Conferences

3.1 The initial child protection conference is held within 15 working days of the strategy discussion.

3.2 The worker finishes the report within 12 working days of the strategy discussion.

3.3 The report is shared with the parents at least five working days before the conference.
"""
    (found,) = contradictions(local_of(tmp_path, text), [])
    assert "add up to 17; the conference is due by working day 15" in found.explanation
    assert contradictions(local_of(tmp_path, text.replace("within 12", "within eight")), []) == []


VISITS = "# Visits\n\n3.1 {} within {} working days of the visit.\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The record of a visit to a child on a child protection plan is written up", "The record is written up"),
        ("The team manager reads the notes of each visit", "The record of each visit is written up"),
    ],
    ids=["other children", "reads and writes"],
)
def test_other_children_and_other_acts_may_have_other_limits(tmp_path: Path, first: str, second: str) -> None:
    one = council_document(tmp_path, "one", VISITS.format(first, 2), "Recording")
    looked_after = VISITS.replace("# Visits", "# Visits to looked-after children").format(second, 5)
    two = council_document(tmp_path, "two", looked_after, "Visits")
    assert contradictions(one, [two]) == []


def test_a_finding_says_that_one_of_its_documents_is_a_draft(tmp_path: Path) -> None:
    one = council_document(tmp_path, "core-groups", CORE_GROUPS, "Core groups")
    two = council_document(tmp_path, "conferences", f"DRAFT\n\n{CONFERENCES}", "Conferences")
    (found,) = contradictions(one, [two])
    assert found.explanation.endswith("“Conferences” is marked as a draft.")


def test_an_edition_is_left_out_beside_its_next_one(tmp_path: Path) -> None:
    local = council_document(tmp_path, "core-groups", CORE_GROUPS, "Core groups")
    old = side_of(tmp_path, "old", CONFERENCES, tier=Tier.LOCAL, title="Conferences", superseded_by="new")
    new = side_of(tmp_path, "new", CONFERENCES, tier=Tier.LOCAL, title="Conferences")
    (found,) = contradictions(local, [old, new])
    assert found.other is not None
    assert found.other.doc_id == "new"
