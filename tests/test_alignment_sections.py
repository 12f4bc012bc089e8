"""A known matter with another section of its Act is told; what is right, or not known, is not."""

from __future__ import annotations

import pytest
from one_text import side_of

from alignment.records import Verdict
from alignment.sections import section_findings

WRONG = [
    ("Section 38 of the Domestic Abuse Act 2021 treats children as victims.", "section 3."),
    ("Domestic Abuse Act 2021 - Section 38 says that a child is a victim of it.", "section 3."),
    ("Agencies have a duty to co-operate under section 11 of the Children Act 2004.", "section 10."),
    ("Section 115 of the Modern Slavery Act 2015 sets a duty to notify.", "section 52."),
    ("Under s.20 of the Children Act 1989 the council has a duty to make enquiries.", "section 47."),
    ("Mandatory reporting stands in section 5 of the Female Genital Mutilation Act 2003.", "section 5B."),
]
RIGHT = [
    "Section 3 of the Domestic Abuse Act 2021 treats children as victims.",
    "Section 47 of the Children Act 1989 is a duty to make enquiries.",
    "Section 157 of the Education Act 2002 binds the governing bodies of independent schools.",
    "Under section 20 of the Children Act 1989 a child is accommodated.",
    "Sections 17 and 20 of the Children Act 1989 and the duty to make enquiries under section 47.",
    "Children are victims under the Domestic Abuse Act 2021, and section 20 accommodation may follow from there.",
    "The duty to notify in section 16C of the Children Act 2004 is on the council.",
]


@pytest.mark.parametrize(("text", "section"), WRONG)
def test_a_wrong_section_of_a_known_matter_is_told_with_the_right_one(text: str, section: str) -> None:
    (finding,) = section_findings(side_of(text))
    assert finding.verdict is Verdict.OUTDATED_REFERENCE
    assert section in finding.explanation
    assert finding.local.quote == text


@pytest.mark.parametrize("text", RIGHT)
def test_a_section_that_is_right_or_not_known_is_left_alone(text: str) -> None:
    assert section_findings(side_of(text)) == []
