"""Consent, the first steps of an allegation, and local rules of who acts: what is found, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import local_of, national_of, only, side_of

from alignment.beyond import beyond_findings
from alignment.consent import consent_findings
from alignment.order import order_findings
from alignment.records import Severity, Verdict
from alignment.sides import Side

CONDITIONS = [
    "A mother's written consent must be obtained before any information is shared with another agency.",
    "Before records are passed to the police, permission from a parent must be given.",
    "No information about a child is shared until a parent has given consent.",
    "We only share information with the parents' consent.",
    "Details can never be disclosed without consent.",
]
NO_CONDITIONS = [
    "Consent must be obtained before information is shared for early help.",
    "An assessment of a child in need goes ahead with consent, and information is only shared with consent.",
    "Seek the family's agreement before information is shared, unless that would place the child at risk.",
    "Information must not be shared without consent unless a child may be at risk.",
    "Photographs and other information are only shared with consent.",
    "Ask parents for consent, and tell them which information is shared.",
    "Information may be shared without consent to safeguard a child.",
    "References are only shared with the applicant's consent, as is any other information.",
]
FIRST = [
    "Human Resources looks into the allegation first.",
    "The head teacher investigates first and writes down what was said.",
    "The manager interviews the member of staff before telling the LADO.",
    "The LADO is told once the internal investigation is complete.",
]
NOT_FIRST = [
    "The employer must not investigate before telling the LADO.",
    "Nobody interviews the adult first.",
    "The LADO is told before anybody interviews the adult.",
    "The school establishes the basic facts before it rings the LADO.",
    "The manager makes sure first that the child is safe.",
    "The police investigation goes first.",
]
STRICTER = [
    "A child protection plan may be closed at the first review only if a head of service agrees.",
    "To step down a case needs the approval of a service manager.",
    "The plan must be ended only with the agreement of a senior manager.",
]
NOT_STRICTER = [
    "A plan may be ended only if the team agrees.",
    "A secure placement ends only with the approval of a director.",
    "A placement outside the county needs the approval of the director before a move from the home.",
    "A senior manager reads every plan that is closed.",
]


def guidance_of(tmp_path: Path) -> list[Side]:
    text = (
        "7.1 It is not necessary to seek consent before sharing information to safeguard a child.\n\n"
        "7.2 The lead practitioner can be one of several people, from a range of professions, or a social worker.\n"
    )
    return [*national_of(tmp_path), side_of(tmp_path, "advice", text)]


@pytest.mark.parametrize("text", CONDITIONS)
def test_consent_that_is_a_condition_of_all_sharing_is_weaker(tmp_path: Path, text: str) -> None:
    found = only(consent_findings(local_of(tmp_path, text), guidance_of(tmp_path)), Verdict.WEAKER_MODALITY)
    assert found.severity is Severity.HIGH
    assert "consent is not the default basis" in found.explanation
    assert found.national is not None
    assert found.national.paragraph == "7.1"


@pytest.mark.parametrize("text", NO_CONDITIONS)
def test_consent_is_left_alone_where_it_is_right(tmp_path: Path, text: str) -> None:
    assert consent_findings(local_of(tmp_path, text), guidance_of(tmp_path)) == []


def test_consent_with_exceptions_behind_it_is_material_and_said_to_be_turned_round(tmp_path: Path) -> None:
    text = "Information is usually only shared with consent. It may be shared without where a child is at risk of harm."
    (found,) = consent_findings(local_of(tmp_path, text), guidance_of(tmp_path))
    assert (found.severity, found.confidence) == (Severity.MATERIAL, 0.5)
    assert "exceptions behind it" in found.explanation


def test_consent_names_the_guidance_where_no_document_compared_speaks_of_it(tmp_path: Path) -> None:
    (found,) = consent_findings(local_of(tmp_path, CONDITIONS[0]), national_of(tmp_path))
    assert found.national is None
    assert found.fact is not None
    assert found.fact.endswith("paragraph 31")
    assert "not among the documents compared" in found.explanation


@pytest.mark.parametrize("text", FIRST)
def test_an_inquiry_that_goes_before_the_designated_officer_is_a_conflict(tmp_path: Path, text: str) -> None:
    local = local_of(tmp_path, f"# Allegations\n\n{text}\n\nThen the LADO is told.\n")
    found = only(order_findings(local, national_of(tmp_path)), Verdict.TIMESCALE_CONFLICT)
    assert (found.severity, found.local.quote) == (Severity.HIGH, text)
    assert "within one working day" in found.explanation


@pytest.mark.parametrize("text", NOT_FIRST)
def test_what_an_employer_rightly_does_first_is_left_alone(tmp_path: Path, text: str) -> None:
    local = local_of(tmp_path, f"# Allegations\n\n{text}\n\nThen the LADO is told.\n")
    assert order_findings(local, national_of(tmp_path)) == []


def test_an_inquiry_that_has_nothing_to_do_with_an_allegation_is_left_alone(tmp_path: Path) -> None:
    local = local_of(tmp_path, "# Absence\n\nThe manager looks into the sickness record first.\n", title="Absence")
    assert order_findings(local, national_of(tmp_path)) == []


@pytest.mark.parametrize("text", STRICTER)
def test_a_senior_managers_agreement_is_stricter_and_no_alarm(tmp_path: Path, text: str) -> None:
    (found,) = beyond_findings(local_of(tmp_path, text), national_of(tmp_path))
    assert (found.verdict, found.severity, found.national) == (
        Verdict.STRICTER_LOCALLY,
        Severity.INFORMATION,
        None,
    )


@pytest.mark.parametrize("text", NOT_STRICTER)
def test_an_agreement_that_is_not_a_senior_managers_or_is_the_laws_is_left_alone(tmp_path: Path, text: str) -> None:
    assert beyond_findings(local_of(tmp_path, text), national_of(tmp_path)) == []


def test_an_assessment_by_social_workers_only_is_stricter_where_guidance_lets_others_lead(tmp_path: Path) -> None:
    local = local_of(tmp_path, "An assessment of a child in need is led by a registered social worker only.")
    (found,) = beyond_findings(local, guidance_of(tmp_path))
    assert found.verdict is Verdict.STRICTER_LOCALLY
    assert found.national is not None
    assert found.national.paragraph == "7.2"
    assert beyond_findings(local, national_of(tmp_path)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Section 47 enquiries and the child and family assessment are led by a social worker.",
        "The child and family assessment is completed by a social worker or another professional.",
        "An assessment of a child in need may be led by a social worker.",
    ],
)
def test_a_social_workers_own_work_is_not_told_as_stricter(tmp_path: Path, text: str) -> None:
    assert beyond_findings(local_of(tmp_path, text), guidance_of(tmp_path)) == []


def test_the_order_of_documents_changes_nothing(tmp_path: Path) -> None:
    local = local_of(tmp_path, "\n\n".join([*CONDITIONS, *FIRST, *STRICTER]))
    national = guidance_of(tmp_path)
    for finder in (consent_findings, order_findings, beyond_findings):
        found = finder(local, national)
        assert found
        assert found == finder(local, national[::-1])
