"""How firmly a local text asks, beside the national must and should: what is weaker, and what only sounds so."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import GUIDANCE, local_of, national_of, only, side_of

from alignment.records import Severity, Verdict
from alignment.strength import strength_findings

WEAKER = [
    pytest.param("A return home interview is offered where appropriate.", "H", "where appropriate", id="A13"),
    pytest.param(
        "An initial health assessment of the looked-after child is made as soon as possible.",
        "M",
        "as soon as possible",
        id="A12",
    ),
    pytest.param("In section 47 enquiries the child may be seen.", "H", "may be seen", id="A22-may"),
    pytest.param(
        "In section 47 enquiries the child should be seen if appropriate.", "H", "if appropriate", id="A22-if"
    ),
    pytest.param("The LADO may be informed.", "H", "may be informed", id="may-be-told"),
    pytest.param(
        "A health check is held as soon as possible after a child has come into care.",
        "M",
        "as soon as possible",
        id="A12-health-check",
    ),
    pytest.param("A referral to the DBS may be made.", "H", "may be made", id="A14-barring"),
    pytest.param(
        "Consideration is given to telling the LADO: to report to the LADO is for the head.",
        "H",
        "Consideration is given to",
        id="considered",
    ),
    pytest.param(
        "It is best practice to inform the referring agency of what was decided.",
        "H",
        "is best practice",
        id="best-practice",
    ),
    pytest.param(
        "Where appropriate, the full report is sent to the national panel before publication.",
        "H",
        "Where appropriate",
        id="A19-report",
    ),
]

FIRM = [
    "In section 47 enquiries the child may be seen at school.",
    "A conference may be held before the birth.",
    "The strategy discussion may be held by telephone.",
    "The return home interview may be carried out by another professional.",
    "The child should be seen alone in section 47 enquiries.",
    "The LADO is informed as soon as possible and in any case within one working day.",
    "Where possible the room is warm.",
    "Consideration is given to holding a strategy discussion.",
    "Consideration is given to whether the LADO should be informed of the allegation.",
    "We refer to the DBS and keep the file, or tell other bodies, where appropriate.",
    "A DBS check may be made before the worker starts.",
    "In section 47 enquiries the child may be seen alone if they wish.",
]


@pytest.mark.parametrize(("text", "severity", "says"), WEAKER)
def test_strength_finds_what_is_softened(tmp_path: Path, text: str, severity: str, says: str) -> None:
    found = only(strength_findings(local_of(tmp_path, text), national_of(tmp_path)), Verdict.WEAKER_MODALITY)
    assert found.severity is Severity(severity)
    assert f"“{says}”" in found.explanation
    assert found.consider


@pytest.mark.parametrize("text", FIRM)
def test_strength_leaves_alone_how_a_thing_is_done(tmp_path: Path, text: str) -> None:
    found = strength_findings(local_of(tmp_path, text), national_of(tmp_path))
    assert not [one for one in found if one.verdict.is_alarm]


def test_strength_accepts_as_soon_as_possible_where_the_limit_stands_elsewhere(tmp_path: Path) -> None:
    text = (
        "The initial health assessment of a looked-after child is made as soon as possible.\n\n"
        "It must be ready within 20 working days of the day on which care began.\n"
    )
    local = local_of(tmp_path, text, title="Health assessments")
    assert not [one for one in strength_findings(local, national_of(tmp_path)) if one.verdict.is_alarm]


def test_strength_compares_sentences_with_nearly_the_same_words(tmp_path: Path) -> None:
    national = side_of(
        tmp_path, "guide", "The worker must share the written plan with the family doctor of every child.\n"
    )
    softer = local_of(tmp_path, "The worker may share the written plan with the family doctor of every child.\n")
    found = only(strength_findings(softer, [national]), Verdict.WEAKER_MODALITY)
    assert (found.severity, found.national) == (Severity.HIGH, national.statements[0].quote)


def test_strength_finds_a_child_seen_alone_at_the_workers_choice(tmp_path: Path) -> None:
    text = "At home the child may be spoken to alone, if the worker thinks it useful."
    found = only(strength_findings(local_of(tmp_path, text), national_of(tmp_path)), Verdict.WEAKER_MODALITY)
    assert found.severity is Severity.MATERIAL
    assert "left" not in found.explanation
    assert "“if the worker thinks”" in found.explanation
    assert found.national is not None
    assert found.national.paragraph == "1.60"


def test_strength_says_where_a_local_text_is_firmer(tmp_path: Path) -> None:
    national = side_of(
        tmp_path, "guide", "The worker may share the written plan with the family doctor of every child.\n"
    )
    firmer = local_of(tmp_path, "The worker must share the written plan with the family doctor of every child.\n")
    (found,) = strength_findings(firmer, [national])
    assert found.verdict is Verdict.STRICTER_LOCALLY


def test_a_document_against_itself_asks_alike(tmp_path: Path) -> None:
    itself = side_of(tmp_path, "guidance-2023", GUIDANCE)
    assert {one.verdict for one in strength_findings(itself, [itself])} == {Verdict.ALIGNED}


def test_the_order_of_documents_changes_no_strength(tmp_path: Path) -> None:
    local = local_of(tmp_path, "\n\n".join([*FIRM, "A return home interview is offered where appropriate."]))
    national = national_of(tmp_path)
    found = strength_findings(local, national)
    assert found
    assert found == strength_findings(local, national[::-1])
