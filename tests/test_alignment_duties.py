"""Duties in the present tense: whose they are, and what is told of somebody without being one."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import side_of

from alignment.duties import duty_in, is_command
from alignment.requirements import Requirement, requirements_of
from core.records import Tier
from practice.modality import Modality

LOCAL = """# Meetings

1.1 The chair ensures that the notes are sent round.

1.2 The team manager is responsible for booking the room.

1.3 The advocate needs to hear of the meeting a week before.

1.4 The plan is reviewed every six weeks.

1.5 Parents take notes. The hall is warm. Biscuits are offered.

1.6 Where nobody comes, the lead practitioner tells the manager and records why the meeting was moved.
"""


def requirements(folder: Path, tier: Tier) -> list[Requirement]:
    return list(requirements_of(side_of(folder, f"meetings-{tier}", LOCAL, tier=tier)))


@pytest.mark.parametrize(
    ("sentence", "who", "words"),
    [
        ("The social worker completes the plan within ten days.", "The social worker", "completes"),
        ("Social workers visit the child every week.", "Social workers", "visit"),
        ("If a visit is missed, the team manager tells the family.", "the team manager", "tells"),
        ("Records are kept by the duty officer.", "the duty officer", "are kept"),
        ("The list is checked within two days.", None, "is checked"),
        ("The chair is responsible for the minutes.", "The chair", "is responsible for"),
        ("The council has overall responsibility for the plan.", "The council", "has overall responsibility for"),
        ("Managers need to sign the form.", "Managers", "need to"),
    ],
)
def test_a_duty_is_stated_by_a_body_that_acts(sentence: str, who: str | None, words: str) -> None:
    duty = duty_in(sentence)
    assert duty is not None
    assert (sentence[slice(*duty.body)] if duty.body else None) == who
    assert sentence[slice(*duty.words)] == words


@pytest.mark.parametrize(
    "sentence",
    [
        "The child visits the farm.",
        "Families ring the office.",
        "If the social worker rings the school, wait.",
        "A manager who agrees the plan is rare.",
        "Annual foster carer reviews",
        "Key agency contacts and numbers",
        "We work with carers and teams to arrange visits.",
        "The advice service provides courses.",
        "The room is painted by the council, it seems.",
        "Everyone needs to be kind.",
        "The hall is booked.",
        "Help the officers to write a plan.",
    ],
)
def test_what_is_told_of_somebody_is_no_duty(sentence: str) -> None:
    assert duty_in(sentence) is None


def test_a_command_begins_with_its_verb_and_what_it_is_about() -> None:
    assert is_command("• Notify the manager")
    assert not is_command("• Record keeping")
    assert not is_command("Contact numbers are on the wall")


def test_a_local_duty_is_a_local_commitment_with_its_parts(tmp_path: Path) -> None:
    found = {one.quote.paragraph: one for one in requirements(tmp_path, Tier.LOCAL)}
    assert set(found) == {"1.1", "1.2", "1.3", "1.4", "1.6"}
    assert {one.modality for one in found.values()} == {Modality.LOCAL}
    bodies = {key: one.body.words if one.body else None for key, one in found.items()}
    assert (bodies["1.1"], bodies["1.2"], bodies["1.4"]) == ("The chair", "The team manager", None)
    assert found["1.2"].action is not None
    assert found["1.2"].action.words == "booking the room"
    assert found["1.6"].condition is not None
    assert found["1.6"].condition.words == "Where nobody comes"
    assert found["1.6"].record is not None
    assert found["1.6"].record.words == "why the meeting was moved"
    assert len(found["1.4"].timescales) == 1


def test_of_national_guidance_only_responsibilities_are_taken_and_no_strength_is_made_up(tmp_path: Path) -> None:
    found = requirements(tmp_path, Tier.STATUTORY)
    assert [one.quote.paragraph for one in found] == ["1.2", "1.3"]
    assert {one.modality for one in found} == {Modality.NONE}
    assert requirements(tmp_path, Tier.LEGISLATION) == []
