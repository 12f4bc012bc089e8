"""How often a document is to be reviewed, and since when that is overdue."""

from __future__ import annotations

from datetime import date

import pytest
from one_text import side_of

from alignment.lines import lines_of
from alignment.records import Finding, Severity
from alignment.reviews import review_findings

DAY = date(2026, 11, 29)


def found(*texts: str, published: date | None = date(2025, 10, 1)) -> list[Finding]:
    side = side_of(*texts, published=published)
    return list(review_findings(side, list(lines_of(side)), day=DAY))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("This policy will be reviewed annually.", "1 October 2026"),
        ("This policy will be reviewed quarterly or after an incident.", "1 January 2026"),
        ("The missing children protocol is reviewed every six months.", "1 April 2026"),
        ("This guidance will be formally reviewed by the Board every year.", "1 October 2026"),
        ("The policy and its appendices must be reviewed at least every 12 months.", "1 October 2026"),
    ],
)
def test_an_interval_is_counted_from_the_day_of_publication(text: str, due: str) -> None:
    (finding,) = found(text)
    assert due in finding.explanation
    assert "as the library has it" in finding.explanation
    assert (finding.severity, finding.confidence) == (Severity.TIDY, 0.6)


def test_a_day_in_the_text_goes_before_that_of_the_manifest() -> None:
    (finding,) = found("This policy will be reviewed every two years.", "Last reviewed: 31 January 2022")
    assert (
        "last reviewed or updated on 31 January 2022, so the review was due by 31 January 2024" in finding.explanation
    )
    assert finding.severity is Severity.MATERIAL
    assert found("This policy will be reviewed every two years.", "Updated January 2026") == []


def test_a_month_without_that_day_ends_at_its_last() -> None:
    (finding,) = found("This policy is reviewed quarterly.", published=date(2025, 11, 30))
    assert "28 February 2026" in finding.explanation


@pytest.mark.parametrize(
    "text",
    [
        "The care plan will be reviewed every six months.",
        "Our rates are reviewed annually.",
        "The guidance is updated annually and staff read part one.",
        "Each agency has a policy that is reviewed quarterly.",
        "Schools should ensure that the policy is reviewed quarterly.",
        "This policy says that placements are reviewed quarterly.",
        "This policy will be reviewed regularly.",
        "This policy will be reviewed every three years.",
    ],
)
def test_a_review_of_something_else_or_still_to_come_is_not_found(text: str) -> None:
    assert found(text) == []


def test_a_stated_day_goes_before_an_interval() -> None:
    assert found("This policy is reviewed quarterly.", "Next review due | 31 May 2027") == []


def test_without_any_day_nothing_is_overdue() -> None:
    assert found("This policy is reviewed quarterly.", published=None) == []
