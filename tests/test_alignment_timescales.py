"""Limits of time beside the national ones: each kind of drift, in our own words, and what must raise no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest
from compared import GUIDANCE, local_of, national_of, only, side_of

from alignment.records import Finding, Severity, Verdict
from alignment.timescales import timescale_findings
from core.records import Tier

DRIFTS = [
    pytest.param("A decision on the referral is made within 24 hours.", "I", "over a weekend", id="A01"),
    pytest.param("The decision on a referral is made by the next day.", "I", "over a weekend", id="A01-next-day"),
    pytest.param(
        "The child and family assessment is completed within 45 days.", "M", "whether these are working", id="A02"
    ),
    pytest.param(
        "The child and family assessment is completed within 45 working days of allocation.",
        "H",
        "counts from “allocation”",
        id="A03",
    ),
    pytest.param("Section 47: an initial assessment is completed within 10 days.", "H", "ended in 2013", id="A05"),
    pytest.param("The core assessment is completed within 35 working days.", "H", "ended in 2013", id="A05-core"),
    pytest.param(
        "The initial child protection conference is held within 15 working days of the section 47 decision.",
        "H",
        "“the section 47 decision”",
        id="A06",
    ),
    pytest.param("The first looked-after review is held within four weeks.", "M", "The two are close", id="A07"),
    pytest.param("The first review conference is held within four months.", "H", "allows more time", id="A08"),
    pytest.param(
        "Core groups meet monthly, the first within 15 days of the conference.", "H", "allows more time", id="A09"
    ),
    pytest.param(
        "The social worker visits a looked-after child every eight weeks.", "H", "more time between", id="A10"
    ),
    pytest.param("Temporary approval of a connected person lasts up to 24 weeks.", "H", "Welsh regulations", id="A11"),
    pytest.param(
        "A return home interview is offered within five days of the child's return.", "H", "allows more time", id="A13"
    ),
    pytest.param("The LADO is informed within three days of an allegation.", "H", "allows more time", id="A14"),
]

QUIET = [
    ("The first core group meets within ten working days of the initial conference.", Verdict.ALIGNED),
    ("The first core group meets within 10 working days of the ICPC.", Verdict.ALIGNED),
    ("The first core group meets within seven working days of the initial conference.", Verdict.STRICTER_LOCALLY),
    ("The child and family assessment is completed within 40 working days of the referral.", Verdict.STRICTER_LOCALLY),
    ("Temporary approval of a connected person lasts up to 16 weeks.", Verdict.ALIGNED),
    ("The first review conference takes place within three months of the ICPC.", Verdict.ALIGNED),
    ("The strategy discussion is held within two working days.", Verdict.LOCAL_ONLY),
    ("A child on a child protection plan is seen every ten working days.", Verdict.LOCAL_ONLY),
    ("The child in need plan is reviewed every six weeks.", Verdict.LOCAL_ONLY),
    ("Minutes of the conference are sent out within 20 working days.", Verdict.LOCAL_ONLY),
    ("The kitchen is cleaned within three days.", Verdict.CANNOT_TELL),
    ("The kitchen is cleaned within three days, which is our own limit.", Verdict.LOCAL_ONLY),
    ("The kitchen is cleaned within three days. That limit is local.", Verdict.LOCAL_ONLY),
    ("The kitchen is cleaned within three days. That limit is national.", Verdict.CANNOT_TELL),
    ("A decision on the referral is made within 24 hours, at weekends too.", Verdict.STRICTER_LOCALLY),
    ("The core group meets monthly for as long as the plan lasts.", Verdict.LOCAL_ONLY),
    ("No more than six weeks may pass between visits to a looked-after child.", Verdict.ALIGNED),
    ("The outcome of section 47 enquiries is sent in writing within three days.", Verdict.LOCAL_ONLY),
    ("The allegations meeting is held within five working days.", Verdict.LOCAL_ONLY),
]


def findings_of(tmp_path: Path, text: str) -> list[Finding]:
    return timescale_findings(local_of(tmp_path, text), national_of(tmp_path))


@pytest.mark.parametrize(("text", "severity", "says"), DRIFTS)
def test_timescales_find_each_drift(tmp_path: Path, text: str, severity: str, says: str) -> None:
    found = only(findings_of(tmp_path, text), Verdict.TIMESCALE_CONFLICT)
    assert (found.severity, found.local.quote) == (Severity(severity), text)
    assert says in found.explanation
    assert found.consider
    assert "unlawful" not in found.explanation + found.consider


@pytest.mark.parametrize(("text", "verdict"), QUIET)
def test_timescales_raise_no_alarm_where_a_text_agrees_or_is_stricter(
    tmp_path: Path, text: str, verdict: Verdict
) -> None:
    assert [one.verdict for one in findings_of(tmp_path, text)] == [verdict]


def test_timescales_quote_the_national_words_with_edition_and_paragraph(tmp_path: Path) -> None:
    found = only(
        findings_of(tmp_path, "The assessment is finished within 60 working days of the referral."),
        Verdict.TIMESCALE_CONFLICT,
    )
    assert found.national is not None
    assert found.national.paragraph == "1.55"
    assert (
        "Guidance 2023 (December 2023), paragraph 1.55 says “no later than 45 working days” (should)"
        in found.explanation
    )
    assert found.fact is None


def test_a_clock_that_starts_elsewhere_is_told_where_the_limit_is_as_long(tmp_path: Path) -> None:
    text = "The initial child protection conference is held within 15 working days of the section 47 decision."
    found = only(findings_of(tmp_path, text), Verdict.TIMESCALE_CONFLICT)
    assert "The limit is as long, but your clock starts at another moment" in found.explanation
    assert "record why it differs and who agreed it" in found.consider


def test_timescales_say_that_a_rule_is_known_from_the_table_alone(tmp_path: Path) -> None:
    found = only(
        findings_of(tmp_path, "Temporary approval of a connected person lasts up to 20 weeks."),
        Verdict.TIMESCALE_CONFLICT,
    )
    assert (found.national, found.fact) == (None, "T60, unchecked: seen in a secondary source only")
    assert "Waymark's table gives" in found.explanation
    assert "The guidance itself was not read; this was seen in a secondary source only" in found.explanation
    assert found.explanation.count("“") == 1
    assert "Welsh" not in found.explanation


def test_timescales_read_a_row_by_its_own_cells(tmp_path: Path) -> None:
    table = (
        "| What | Limit | Counted from |\n| --- | --- | --- |\n"
        "| Assessment finished | 45 working days | allocation |\n"
        "| First core group | 10 working days | initial conference |\n"
    )
    assert [one.verdict for one in findings_of(tmp_path, table)] == [Verdict.TIMESCALE_CONFLICT, Verdict.ALIGNED]


def test_timescales_of_one_sentence_are_told_apart(tmp_path: Path) -> None:
    text = "Health assessments of looked-after children: every six months if under five or annually if over five."
    assert [one.verdict for one in findings_of(tmp_path, text)] == [Verdict.ALIGNED]


def test_a_document_against_itself_gives_only_aligned(tmp_path: Path) -> None:
    itself = side_of(tmp_path, "guidance-2023", GUIDANCE)
    found = timescale_findings(itself, [itself])
    assert {one.verdict for one in found} == {Verdict.ALIGNED}
    assert [one.local for one in found] == [one.national for one in found]


def test_the_order_of_documents_changes_no_finding(tmp_path: Path) -> None:
    local = local_of(tmp_path, "\n\n".join([text for text, _ in QUIET]))
    national = national_of(tmp_path)
    found = timescale_findings(local, national)
    assert found
    assert found == timescale_findings(local, national[::-1])


def test_a_limit_called_its_own_is_compared_all_the_same(tmp_path: Path) -> None:
    text = "The first core group meets within 15 working days of the initial conference. This is our own limit."
    (found,) = findings_of(tmp_path, text)
    assert (found.verdict, found.severity) == (Verdict.TIMESCALE_CONFLICT, Severity.HIGH)


def test_a_limit_named_after_its_council_is_local(tmp_path: Path) -> None:
    text = "The kitchen is cleaned within three days. This is a Marlbrook limit."
    of_council = side_of(tmp_path, "ours", text, tier=Tier.LOCAL, publisher="Marlbrook County Council")
    (found,) = timescale_findings(of_council, national_of(tmp_path))
    assert found.verdict is Verdict.LOCAL_ONLY
    of_another = side_of(tmp_path, "theirs", text, tier=Tier.LOCAL, publisher="Thornley Council")
    (found,) = timescale_findings(of_another, national_of(tmp_path))
    assert found.verdict is Verdict.CANNOT_TELL


def test_the_same_limit_at_two_places_is_told_at_both(tmp_path: Path) -> None:
    said = "A decision on the referral is made within 72 hours."
    text = f"# Green\n\n{said}\n\n# Blue\n\n{said}\n"
    found = findings_of(tmp_path, text)
    assert len({one.local.span for one in found}) == 2
    assert len({one.finding_id for one in found}) == 1
