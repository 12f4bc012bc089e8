"""Names that are nearly right are slips; the right names, and others like them, are not."""

from __future__ import annotations

import pytest
from one_text import side_of

from alignment.names import name_findings
from alignment.records import Severity, Verdict

SLIPS = [
    ("Checks are made with the Disclosure and Barring Scheme.", "Disclosure and Barring Service"),
    ("The Disclosure Barring Service keeps the lists.", "Disclosure and Barring Service"),
    ("Notify the National Child Safeguarding Review Panel.", "Child Safeguarding Practice Review Panel"),
    ("Notify the Child Safeguarding Practices Review Panel.", "Child Safeguarding Practice Review Panel"),
    ("Refer it to the Local Area Designated Officer.", "Local Authority Designated Officer"),
    ("The Department of Education agrees.", "Department for Education"),
    ("The Department for Health and Social Care agrees.", "Department of Health and Social Care"),
    ("The Care and Quality Commission inspects it.", "Care Quality Commission"),
    ("The Health Care Professions Council registers them.", "Health and Care Professions Council"),
    ("Complain to the Local Government Social Care Ombudsman.", "Local Government and Social Care Ombudsman"),
    ("The Children and Families Court Advisory and Support Service reports.", "Children and Family Court Advisory and"),
    ("The Teacher Regulation Agency decides.", "Teaching Regulation Agency"),
]
RIGHT = [
    "The Disclosure & Barring Service keeps the lists.",
    "Disclosure and Barring checks are renewed.",
    "Disclosure and Barring Policy",
    "Notify the Child Safeguarding Practice Review Panel.",
    "The National Child Safeguarding Practice Review Panel is told.",
    "A Local Child Safeguarding Practice Review is held.",
    "The Child Safeguarding Practice Review Subgroup meets.",
    "The Child Death Overview Panel meets.",
    "The Local Authority Designated Officer (LADO) decides.",
    "The Department of Education in Northern Ireland agrees.",
    "The Department for Education agrees.",
    "It was formerly the Disclosure and Barring Scheme.",
]


@pytest.mark.parametrize(("text", "right"), SLIPS)
def test_a_name_that_is_nearly_right_is_told(text: str, right: str) -> None:
    (finding,) = name_findings(side_of(text))
    assert (finding.verdict, finding.severity) == (Verdict.OUTDATED_TERM_OR_BODY, Severity.TIDY)
    assert right in finding.explanation
    assert finding.local.quote == text


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_name_is_left_alone(text: str) -> None:
    assert [one.explanation for one in name_findings(side_of(text))] == []


def test_what_was_not_checked_is_said_to_be_so() -> None:
    (finding,) = name_findings(side_of("The Teachers Regulation Agency decides."))
    assert finding.explanation.endswith("This is not checked: confirm it.")
