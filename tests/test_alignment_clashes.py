"""What a careful editor finds in a council's procedures: counts, pointers, posts, levels, doers and matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from compared import local_of, side_of

from alignment import by_event
from alignment.by_event import limit_clashes
from alignment.clashes import Clash
from alignment.contacts import contact_clashes
from alignment.contradictions import contradictions
from alignment.counted import counted_clashes
from alignment.doers import doer_clashes
from alignment.levels import level_clashes
from alignment.likeness import like_clashes
from alignment.matters import matter_clashes
from alignment.naming import naming_clashes
from alignment.opposites import opposite_clashes
from alignment.pointers import pointer_clashes
from alignment.sides import Side
from core.records import Tier

Between = Callable[[Side, Side], Iterator[Clash]]


def told(folder: Path, find: Between, *texts: str) -> list[str]:
    """What `find` tells of one text with itself, or of two, from the first place."""
    sides = [
        side_of(folder, f"doc-{place}", text, tier=Tier.LOCAL, title=f"Document {place}")
        for place, text in enumerate(texts)
    ]
    return [clash.told[0] for clash in find(sides[0], sides[-1])]


def within(folder: Path, find: Callable[[Side], Iterator[Clash]], text: str) -> list[str]:
    return [clash.told[0] for clash in find(local_of(folder, text))]


LISTED = """# Stages

There are {} stages to the procedure:

- The talk
- The investigation
- The panel
- The ombudsman
"""


def test_more_items_than_are_announced_are_told(tmp_path: Path) -> None:
    (found,) = within(tmp_path, counted_clashes, LISTED.format("three"))
    assert found.startswith("This place announces three stages, and 4 are listed")
    assert within(tmp_path, counted_clashes, LISTED.format("four")) == []
    assert within(tmp_path, counted_clashes, LISTED.format("at least three")) == []


def test_a_section_of_an_act_is_no_announcement(tmp_path: Path) -> None:
    text = LISTED.replace("There are {} stages to the procedure:", "The section 11 duties are those of:")
    assert within(tmp_path, counted_clashes, text) == []


POINTED = """# 1. Front door

See Appendix {} for the form.

# 2. Assessment

Write it down. The steps are in section {} below.

# 3. Review

Meet again.

# 4. Recording

Write it up.

# Appendix A Form

The form.

# Appendix B Steps

The steps.
"""


def test_what_points_nowhere_in_its_own_document_is_told(tmp_path: Path) -> None:
    found = within(tmp_path, pointer_clashes, POINTED.format("D", 7))
    assert ["appendix D" in found[0], "section 7" in found[1]] == [True, True]
    assert within(tmp_path, pointer_clashes, POINTED.format("B", 3)) == []


def test_a_pointer_into_law_or_another_document_is_left_alone(tmp_path: Path) -> None:
    text = POINTED.format("A", 3).replace("Meet again.", "Enquiries under section 47 and Appendix D of the Handbook.")
    assert within(tmp_path, pointer_clashes, text) == []


def test_one_number_of_two_sections_is_told(tmp_path: Path) -> None:
    text = POINTED.format("A", 3).replace("# 4. Recording", "# 3. Recording")
    (found,) = within(tmp_path, pointer_clashes, text)
    assert "Number 3 is that of “Review” here" in found


LEVELS = """# The continuum

There are four levels of need:

- Universal support
- Early help
- Complex needs
- Statutory intervention

# What to do

| Level | Needs |
|---|---|
| Level 1: Universal support | None beyond the usual |
| Level 2: {} | Some |
| Level 3: Complex needs | Several |
| Level 4: Statutory intervention | Harm |
"""


def test_a_level_with_two_names_is_told_once(tmp_path: Path) -> None:
    assert within(tmp_path, level_clashes, LEVELS.format("Vulnerable")) == [
        "Level 2 is “Early help” here, and “Vulnerable” {in_where}."
    ]
    assert within(tmp_path, level_clashes, LEVELS.format("Early help")) == []


def test_another_series_of_stages_is_no_contradiction(tmp_path: Path) -> None:
    text = """# Complaints

Stage 1: Informal talk

Stage 2: Investigation

# Approval

Stage 1: Checks

Stage 2: Home study
"""
    assert within(tmp_path, level_clashes, text) == []


def test_two_scales_for_one_risk_are_told(tmp_path: Path) -> None:
    text = """# Missing children

The risk to a missing child is low, medium or high.

# What the police do

A missing child is graded standard, medium or high risk.
"""
    (found,) = within(tmp_path, level_clashes, text)
    assert found == "Risk is graded low, medium, high here, and standard, medium, high {in_where}."


def test_a_post_with_two_holders_is_told(tmp_path: Path) -> None:
    one = "# People\n\nThe Registered Manager is Anna Harper, who runs the service.\n"
    two = "# Contacts\n\nRing the Registered Manager: Ruth Bell, at any time.\n"
    (found,) = told(tmp_path, contact_clashes, one, two)
    assert "“Anna Harper” here" in found
    assert told(tmp_path, contact_clashes, one, two.replace("Ruth Bell", "Anna Harper")) == []
    assert told(tmp_path, contact_clashes, one, two.replace("the Registered", "the deputy Registered")) == []


def test_a_team_with_two_numbers_is_told_but_not_by_day_and_by_night(tmp_path: Path) -> None:
    one = "# Contacts\n\nRing the MASH on 01632 960100 about any child.\n"
    two = "# Worries\n\nRing the MASH on 01632 960199 about any child.\n"
    (found,) = told(tmp_path, contact_clashes, one, two)
    assert "“01632 960100” here" in found
    assert told(tmp_path, contact_clashes, one, two.replace("about", "at weekends about")) == []
    assert told(tmp_path, contact_clashes, one, two.replace("960199", "960100")) == []


def test_two_who_decide_on_one_plan_are_told(tmp_path: Path) -> None:
    one = "# Conferences\n\nThe conference chair decides whether the child needs a child protection plan.\n"
    two = "# Plans\n\nAt the conference the participants decide that the child needs a child protection plan.\n"
    (found,) = told(tmp_path, doer_clashes, one, two)
    assert found.startswith("As to deciding on a child protection plan, this place names “The conference chair”")
    assert told(tmp_path, doer_clashes, one, one) == []
    assert told(tmp_path, doer_clashes, one, two.replace("At the", "In the absence of the chair, at the")) == []


ROOMS = "# Bedrooms\n\nSiblings may share a bedroom when they are under {}.\n"


def test_two_ages_two_lengths_and_two_intervals_of_one_matter_are_told(tmp_path: Path) -> None:
    assert told(tmp_path, matter_clashes, ROOMS.format(10), ROOMS.format(5)) == [
        "On sharing a bedroom this place says “under 10”, {where} says “under 5”."
    ]
    kept = "# Records\n\nA foster carer's file is kept for {} years.\n"
    assert len(told(tmp_path, matter_clashes, kept.format(10), kept.format(15))) == 1
    visits = "# Visits\n\nThe supervising social worker visits the carer {}.\n"
    assert len(told(tmp_path, matter_clashes, visits.format("monthly"), visits.format("every six weeks"))) == 1


def test_other_cases_of_a_matter_and_what_agrees_are_left_alone(tmp_path: Path) -> None:
    visits = "# Visits\n\nThe supervising social worker visits {}.\n"
    new, old = visits.format("newly approved carers weekly"), visits.format("carers every six weeks")
    assert told(tmp_path, matter_clashes, new, old) == []
    assert told(tmp_path, matter_clashes, ROOMS.format(10), ROOMS.format(10)) == []
    months = "# Visits\n\nThe supervising social worker visits carers {}.\n"
    assert told(tmp_path, matter_clashes, months.format("quarterly"), months.format("every three months")) == []


def test_what_one_place_allows_and_another_forbids_is_told(tmp_path: Path) -> None:
    one = "# Photographs\n\nCarers may share photographs of the child on social media.\n"
    two = "# Privacy\n\nCarers must not share photographs of the child on social media.\n"
    (found,) = told(tmp_path, like_clashes, one + "\n" + two)
    assert found.startswith("One place allows what the other forbids")
    allowed = one.replace("social media", "social media only where the council agrees")
    assert told(tmp_path, like_clashes, allowed + "\n" + two) == []


@pytest.mark.parametrize(
    "second",
    [
        "We will confirm when payments will stop.",
        "The provider ceases operating.",
        "If the child is moved, payments stop.",
    ],
    ids=["a time", "no payment", "gone"],
)
def test_what_is_no_opposite_is_left_alone(tmp_path: Path, second: str) -> None:
    one = "# Money\n\nWhile the child remains in placement, payments to the carer continue.\n"
    assert told(tmp_path, opposite_clashes, one, f"# Ending\n\n{second}\n") == []


def test_two_review_dates_of_a_document_are_told_and_a_log_of_versions_is_not(tmp_path: Path) -> None:
    text = "# Policy\n\nReview date: March 2027\n\n# Record\n\nNext review: June 2027\n"
    (found,) = within(tmp_path, naming_clashes, text)
    assert found.startswith("The document's own review date is “March 2027” here")
    log = "# Versions\n\nVersion: 1\n\nVersion: 2\n\nVersion: 3\n"
    assert within(tmp_path, naming_clashes, log) == []


def test_a_contradiction_has_one_id_from_both_of_its_documents(tmp_path: Path) -> None:
    sides = [
        side_of(tmp_path, f"rooms-{age}", ROOMS.format(age), tier=Tier.LOCAL, title=f"Rooms {age}") for age in (10, 5)
    ]
    (first,), (second,) = contradictions(sides[0], [sides[1]]), contradictions(sides[1], [sides[0]])
    assert first.finding_id == second.finding_id
    assert (first.local, first.other) == (second.other, second.local)
    assert "this place says “under 10”, “Rooms 5”" in first.explanation
    assert "this place says “under 5”, “Rooms 10”" in second.explanation


def test_limits_of_one_event_are_compared_with_a_few_and_not_with_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 60
    lines = [
        f"The first core group should meet within {days} days of the initial conference." for days in range(1, count)
    ]
    side = local_of(tmp_path, "# Core groups\n\n" + "\n\n".join(lines))
    asked: list[object] = []
    monkeypatch.setattr(by_event, "_clash", lambda *pair, **_: asked.append(pair))
    assert list(limit_clashes(side, side)) == []
    assert 0 < len(asked) <= by_event._MOST_BESIDE * count
