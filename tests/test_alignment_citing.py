"""The forms in which national documents are cited with a date, and what no longer counts under a name of its own."""

from __future__ import annotations

from datetime import date

import pytest
from one_text import side_of

from alignment.cited import Cited, Gone, citations
from alignment.records import Finding, Severity, Verdict
from alignment.references import reference_findings
from ingest.register import known_register

DAY = date(2026, 11, 29)

DATED = [
    ("Achieving Best Evidence in Criminal Proceedings: on interviewing those who saw it (MoJ, March 2011)", 2011),
    ("Volume 2 of the Children Act 1989 guidance (2010)", 2010),
    ("Children Act 1989 Guidance and Regulations, Vol. 2 (HMSO 1991)", 1991),
    ("Working Together to Safeguard Children, Home Office and DfES, 2006", 2006),
    ("Working Together to Safeguard Children, DfE, July 2018 (updated December 2020)", 2020),
    ("MAPPA Guidance 2012", 2012),
    ("HM Government, Information Sharing (2015)", 2015),
    ("National Minimum Standards 2002", 2002),
]
GONE = [
    "Section 2 of the Local Government Act 2000 gives us the power.",
    "Carers and Disabled Children Act 2000",
    "Duties of the board are in section 14 of the Children Act 2004.",
    "Work follows Working Together under the Children Act 1989.",
    "Home Office Circular 44/2003 says when.",
    "The Common Core of Skills and Knowledge is taught.",
    "Preventing and tackling bullying (DfE 2014)",
    "Education Inspection Framework (2019)",
    "The Prevent Strategy 2011 has three aims.",
    "From March 2013, the government has defined domestic violence as follows.",
    "Write to help@anytown.gcsx.gov.uk first.",
    "See www.everychildmatters.gov.uk for more.",
    "The Crime and Disorder Act 1988 lets us share.",
    "The IRO Handbook (2004)",
]
KEPT = [
    "Carers (Recognition and Services) Act 1995",
    "The social care common inspection framework (SCCIF) applies.",
    "Every Child Matters: statutory guidance to the UK Border Agency",
    "Criminal exploitation of children and vulnerable adults: county lines, September 2018 (updated October 2023)",
    "Preventing and tackling bullying (July 2017)",
    "Guidance for Safer Working Practice for Adults who Work with Children and Young People (2022)",
    "National Minimum Standards 2011",
    "Crime and Disorder Act 1998, section 115",
    "In May 2017, this chapter was updated to follow Working Together 2015.",
    "This chapter was amended in June 2016 to follow Working Together 2015.",
    "Our information sharing plan (2015)",
    "There is a duty on local authorities to promote the educational achievement of looked after children.",
    "Improving the attainment of looked after children is what we are for.",
    "The adoption rules of our panel",
]


def alarms(text: str) -> list[Finding]:
    found = reference_findings(side_of(text), register=known_register(), day=DAY)
    return [one for one in found if one.verdict.is_alarm]


@pytest.mark.parametrize(("text", "year"), DATED)
def test_a_citation_has_the_date_that_is_given_for_it(text: str, year: int) -> None:
    (citation,) = citations(text)
    assert citation.year == year
    assert [one.verdict for one in alarms(text)] == [Verdict.OUTDATED_REFERENCE]


@pytest.mark.parametrize("text", GONE)
def test_what_was_replaced_under_another_name_is_outdated(text: str) -> None:
    assert [one.verdict for one in alarms(text)] == [Verdict.OUTDATED_REFERENCE]


@pytest.mark.parametrize("text", KEPT)
def test_what_still_counts_raises_no_alarm(text: str) -> None:
    assert [one.fact for one in alarms(text)] == []


def test_every_year_before_the_one_of_a_row_is_an_earlier_edition() -> None:
    old, new = (citations(f"Preventing and tackling bullying ({year})") for year in (2016, 2017))
    assert [isinstance(one.entry, Gone) and one.year in one.entry.years for one in (*old, *new)] == [True, False]


def test_a_year_before_the_only_edition_that_is_known_is_to_tidy_up() -> None:
    (finding,) = alarms("Read the Children's Social Care National Framework (2022).")
    assert finding.severity is Severity.TIDY
    assert "The register knows this document as of 2023" in finding.explanation


def test_volumes_of_the_guidance_on_the_children_act_are_known_however_they_are_cited() -> None:
    for number in range(1, 6):
        for text in (
            f"Children Act guidance and regulations volume {number}",
            f"Children Act 1989 guidance and regulations, Vol. {number}",
            f"Volume {number} of the Children Act 1989 guidance",
        ):
            assert [type(one.entry) for one in citations(text)] == [Cited], text
