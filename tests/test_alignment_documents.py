"""What a local document says of itself: review date, draft marks, blanks left unfilled, and who keeps it."""

from __future__ import annotations

from datetime import date

import pytest
from one_text import side_of

from alignment.documents import document_findings, is_draft
from alignment.records import Finding, Severity, Verdict
from core.records import BlockKind

DAY = date(2026, 11, 29)
KEPT = "Owner | Head of Safeguarding"


def found(verdict: Verdict, *texts: str | tuple[BlockKind, str], **fields: object) -> list[Finding]:
    return [one for one in document_findings(side_of(*texts, **fields), day=DAY) if one.verdict is verdict]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Next review due | 31 May 2026", "31 May 2026"),
        ("Review date: September 2024", "30 September 2024"),
        ("Date of next review: 01/03/2025", "1 March 2025"),
        ("Owner: Business Unit. Version 3. Next review due by 31 March 2026.", "31 March 2026"),
        ("Policy review date – 2023", "31 December 2023"),
        ("Adopted January 2019   Review Date January 2021", "31 January 2021"),
        ("Date for review / December 2018", "31 December 2018"),
        ("This policy will be reviewed in February 2017.", "28 February 2017"),
        (
            "We last reviewed this policy in 2015, and a further review will be carried out in May 2017.",
            "31 May",
        ),
    ],
)
def test_a_stated_review_date_that_has_passed_is_found(text: str, due: str) -> None:
    (finding,) = found(Verdict.REVIEW_DATE_PASSED, KEPT, text)
    assert due in finding.explanation
    assert finding.local.quote in text


@pytest.mark.parametrize(
    "text",
    [
        "Next review due | 31 May 2027",
        "Review date: December 2026",
        "Date of last review: March 2021",
        "The plan is reviewed on 3 March 2025 by the conference.",
        "The child protection review of 3 March 2025 was late.",
        "A review in 2021 found that plans drift.",
        "CP review date: 3 March 2025",
        "Review conferences are held within three months.",
    ],
)
def test_a_review_to_come_or_of_something_else_is_not(text: str) -> None:
    assert found(Verdict.REVIEW_DATE_PASSED, KEPT, text) == []


def test_the_manifest_goes_before_the_text() -> None:
    text = "Next review due | 31 May 2025"
    (finding,) = found(Verdict.REVIEW_DATE_PASSED, KEPT, text, review_due=date(2025, 5, 31), owner="Head of Service")
    assert finding.local.quote == text
    assert finding.consider.startswith("Ask Head of Service whether it still holds")
    assert found(Verdict.REVIEW_DATE_PASSED, KEPT, text, review_due=date(2027, 5, 31)) == []
    (finding,) = found(Verdict.REVIEW_DATE_PASSED, "Visits", review_due=date(2025, 5, 31))
    assert finding.local.quote == "Visits"


def test_what_no_longer_stands_is_not_asked_for_its_review_and_owner() -> None:
    side = side_of("Next review due | 31 May 2025", in_force_to=date(2026, 6, 1))
    assert document_findings(side, day=DAY) == []
    assert len(document_findings(side, day=date(2026, 5, 31))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "DRAFT",
        "Final Draft",
        "Version | Final Draft 11-4-2022",
        "Draft v0.3",
        "Missing protocol (draft)",
        "This is a draft document",
        "Status: draft",
        "Missing protocol – DRAFT",
        "DRAFT FOR CONSULTATION",
        "Draft policy – not for circulation",
    ],
)
def test_a_draft_mark_is_found(text: str) -> None:
    (finding,) = found(Verdict.DRAFT_MARK, KEPT, text)
    assert finding.severity is Severity.TIDY
    assert finding.local.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "Draft plan",
        "The draft report goes to the parents five days before.",
        "Share the draft EHC plan with the parents",
        "Software may help to draft a note.",
        "Draft minutes are sent within five working days",
        "Post-panel: draft and sign minutes",
    ],
)
def test_a_draft_that_is_a_thing_of_the_work_is_not(text: str) -> None:
    assert found(Verdict.DRAFT_MARK, KEPT, text) == []


def test_a_document_is_a_draft_where_one_of_its_lines_says_so() -> None:
    assert is_draft(side_of(KEPT, "DRAFT v2"))
    assert not is_draft(side_of(KEPT, "Draft plan"))
    assert not is_draft(side_of())


def test_a_watermark_on_every_page_is_one_finding() -> None:
    (finding,) = found(Verdict.DRAFT_MARK, KEPT, "DRAFT", "Visits are weekly.", "DRAFT")
    assert "in 2 places" in finding.explanation


@pytest.mark.parametrize(
    "text",
    [
        "Ring [insert name] at the front door.",
        "The LADO is XX, on 01632 960120.",
        "Ring 01632 XXXXXX out of hours.",
        "The lead officer is TBC.",
        "Lorem ipsum dolor sit amet.",
        "The panel meets on ????.",
        "Agreed on xx/xx/2024",
        "Insert local contact details here",
        "Our code of practice can be found at .....",
        "The threshold document is here: <insert link>.",
        "Send it to (insert email address) on the same day.",
        "Reviews are run by Harbour Trust (or current provider).",
    ],
)
def test_a_blank_left_unfilled_is_found(text: str) -> None:
    (finding,) = found(Verdict.PLACEHOLDER, KEPT, text)
    assert finding.local.quote == text
    assert "was left unfilled" in finding.explanation


@pytest.mark.parametrize(
    "text",
    [
        "Name of child ................ Date of birth ________",
        "Has [name of abuser(s)] ever hurt you?",
        "Relationships (please include all names, if known)",
        "Part 2 (to be completed when the person is reported missing)",
        "See the [Child Protection Policy] of the agency.",
        "How many staff work part time (insert number)?",
    ],
)
def test_a_blank_of_a_form_is_for_whoever_fills_it_in(text: str) -> None:
    assert found(Verdict.PLACEHOLDER, KEPT, text) == []


def test_blanks_of_a_template_are_left_alone() -> None:
    assert found(Verdict.PLACEHOLDER, KEPT, "Dear [insert name], we met on [insert date].") == []
    letter = side_of(KEPT, "We met on [insert date].", headings=("Appendix 2: template letter",))
    assert [one.verdict for one in document_findings(letter, day=DAY)] == []


@pytest.mark.parametrize(
    "text",
    [
        KEPT,
        "Owner: Missing and Exploitation Coordinator. Agreed in May.",
        "Document owner | Chair of the strategic partners",
        "Author: J. Amadi",
        "Lead officer: Head of Service",
        "This policy is owned by the Head of Fostering.",
    ],
)
def test_an_owner_in_the_text_is_enough(text: str) -> None:
    assert found(Verdict.NO_OWNER, text) == []


def test_a_document_that_nobody_keeps_is_found() -> None:
    (finding,) = found(Verdict.NO_OWNER, "Visits", "Carers are owners of their homes.", "Version: 2")
    assert (finding.local.quote, finding.severity) == ("Visits", Severity.TIDY)
    assert found(Verdict.NO_OWNER, "Visits", owner="Head of Service") == []
    (finding,) = found(Verdict.NO_OWNER, "Visits", "Carers are owners of their homes.")
    assert (finding.severity, finding.confidence) == (Severity.INFORMATION, 0.4)
    assert found(Verdict.NO_OWNER, "Visits", "This policy is reviewed regularly.") == []
    row = (BlockKind.ROW, "Version: 2.0 | Date: 2019 | Change: first | Author: L. Brandreth")
    assert len(found(Verdict.NO_OWNER, row)) == 1


def test_an_empty_document_has_no_finding() -> None:
    assert document_findings(side_of(), day=DAY) == []
