"""Citations of national documents in a local text: out of date, current, or neither; and what is not a citation."""

from __future__ import annotations

from datetime import date

import pytest
from one_text import side_of

from alignment.cited import GONE, SHIPPED, Cited, Gone, citations
from alignment.records import Finding, Severity, Verdict
from alignment.references import reference_findings
from core.records import BlockKind, Checked
from ingest.register import NO_REGISTER, known_register
from ingest.sources import SourceKind
from practice.tables import read_toml

DAY = date(2026, 11, 29)

OUTDATED = [
    "This protocol follows Working Together 2018.",
    "See Working Together to Safeguard Children (2015), chapter 2.",
    "Working Together to Safeguard Children: A guide to inter-agency working to safeguard and promote the welfare of"
    " children (July 2018)",
    "HM Government (2018) Working Together to Safeguard Children.",
    "HM Government, Working Together to Safeguard Children, London: DfE, 2018.",
    "In line with the 2018 edition of Working Together, partners meet monthly.",
    "WTSC 2018 applies.",
    "Thresholds stand in WT18.",
    "Working Together (DfE, 2023) sets out the duty.",
    "Working Together to Safeguard Children, which was published in 2018, sets it out.",
    "Working Together 2018 (WT18), paragraph 12",
    "KCSIE 2021, part one",
    "KCSIE24, part four",
    "Keeping Children Safe in Education (September 2022)",
    "KCSIE (2017)",
    "Information sharing: advice for practitioners providing safeguarding services (HM Government 2018)",
    "We follow the DfE's information sharing advice (May 2024).",
    "Family and Friends Care: Statutory Guidance for Local Authorities (2011)",
    "This policy meets the Family and Friends Care statutory guidance.",
    "The duty is in the LSCB Regulations 2006.",
    "The LSCB Regulations say so.",
    "Fostering Services Regulations 2002",
    "Review of Children's Cases Regulations 1991",
    "Records are kept under the Data Protection Act 1998.",
    "Statutory Guidance on Children who Run Away and go Missing from Home or Care (2009)",
    "See Children Missing Education (2016).",
    "SEN Code of Practice 2001",
    "Prevent Duty Guidance: for England and Wales (2015)",
    "Framework for the Assessment of Children in Need and their Families (DoH 2000)",
    "Children Act 1989 guidance and regulations Volume 2: care planning, placement and case review (June 2015)",
    "Sex Discrimination Act 1975",
    "See Working Together 2018/2015.",
    "The school follows ‘Working Together to Safeguard Children’ DfE 2018.",
    "Department for Education (2023). Keeping children safe in education.",
    "Working Together to Safeguarding Children [2018]",
    "ILACS framework 2018",
    "Work is built on the Every Child Matters framework.",
    "See the National Service Framework for Children, standard 5.",
    "We follow the National Action Plan to Tackle CSE.",
    "BAAF Practice Note 48 on smoking",
    "Adoption: achieving the right balance, LAC(98)20",
    "LAC (2003) 13 allows it.",
    "Read Guidance for Safe Working Practice for Adults who Work with Children and Young People.",
    "The government's Information Sharing: Advice for Practitioners helps.",
    "Information Sharing: Guidance for Practitioners and Managers",
    "FGM: Multi-Agency Practice Guidelines",
    "The Right to Choose (2014) is followed.",
    "Statutory guidance on special guardianship: Special Guardianship Guidance (2005)",
    "Achieving Best Evidence in Criminal Proceedings (2011)",
    "Homelessness Code of Guidance for Local Authorities 2006",
    "Behaviour and discipline in schools sets it out.",
    "Exclusion from maintained schools, academies and pupil referral units in England (2017)",
    "Education (Pupil Registration) (England) Regulations 2006",
    "Data Protection Act 1984",
    "Children Act 1975, section 3",
    "Foster Placement (Children) Regulations 1991",
    "NICE guidance PH28",
    "Public Law Outline (2008)",
    "Under the coronavirus rules of 2020 visits may be by video.",
    "Working Together to Improve School Attendance (2024)",
]
CURRENT = [
    "Working Together 2026 asks for this.",
    "Working Together to Safeguard Children (March 2026)",
    "Keeping Children Safe in Education (DfE 2026)",
    "The Care Planning, Placement and Case Review (England) Regulations 2010",
    "The Care Planning Regulations 2010 (SI 2010/959)",
    "The Fostering Services (England) Regulations 2011 (as amended in 2013)",
    "IRO Handbook (2010)",
    "Statutory guidance on children who run away or go missing from home or care (DfE, 2014)",
    "SEND code of practice: 0 to 25 years (January 2015)",
    "Promoting the health and well-being of looked-after children (DfE & DoH, March 2015)",
    "Kinship care: statutory guidance for local authorities (October 2024)",
    "the joint statutory guidance of April 2018 on homelessness among 16 and 17 year olds",
]
NOTHING = [
    "Working Together asks for clear criteria.",
    "Working together since 2018 we have made Anytown safer.",
    "All staff read part one of KCSIE every September.",
    "Our Information Sharing Agreement 2018 is signed by all.",
    "Our information sharing guidance 2019 is on the intranet.",
    "Family and friends carers are paid an allowance.",
    "There were 40 children missing education in 2016.",
    "Children Act 1989, section 47, and the Children Acts 1989 and 2004",
    "Protection of Children Act 1978",
    "Children (Scotland) Act 1995",
    "In Wales the Care Planning, Placement and Case Review (Wales) Regulations 2015 apply.",
    "Care Planning, Placement and Case Review (England) (Miscellaneous Amendments) Regulations 2015",
    "Working Together to Safeguard People: Volume 5 (2018)",
    "Brandon, M. et al. (2020) Complexity and challenge: a triennial analysis of serious case reviews 2014 to 2017.",
    "National Framework (2023)",
    "Multi-agency statutory guidance on female genital mutilation (2020)",
    "Suspension and Permanent Exclusion from maintained schools, academies and pupil referral units in England",
    "The Homelessness Code of Guidance (2018) applies.",
    "Every child matters to us.",
    "Sex and relationships education is taught in year 9.",
    "The duty is in section 10 of the Children Act 2004, since Every Child Matters: statutory guidance.",
    "Working Together to Improve School Attendance",
    "In January 2015 we answered on the changes to Working Together 2013.",
]
PAST = [
    "This edition replaced Working Together 2018.",
    "It was written under Working Together 2015, since replaced.",
    "Prior to Working Together 2018, boards led this.",
    "The previous KCSIE 2021 asked for less.",
    "Working Together 2018 introduced partners in place of boards.",
    "We formerly followed the Fostering Services Regulations 2002.",
]


def found(*texts: str, day: date = DAY) -> list[Finding]:
    return reference_findings(side_of(*texts), register=known_register(), day=day)


@pytest.mark.parametrize("text", OUTDATED)
def test_a_citation_of_an_earlier_edition_is_outdated(text: str) -> None:
    assert [one.verdict for one in found(text)] == [Verdict.OUTDATED_REFERENCE]


@pytest.mark.parametrize("text", CURRENT)
def test_a_citation_of_the_current_edition_is_aligned(text: str) -> None:
    assert [(one.verdict, one.severity) for one in found(text)] == [(Verdict.ALIGNED, Severity.INFORMATION)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_cites_no_edition_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", PAST)
def test_an_edition_named_as_past_raises_no_alarm(text: str) -> None:
    assert [one.verdict for one in found(text) if one.verdict.is_alarm] == []


def test_the_explanation_names_what_came_after_and_since_when_with_its_mark() -> None:
    (finding,) = found("4.2 Partners follow Working Together 2018.")
    assert finding.explanation == (
        "The text cites Working together to safeguard children (2018). It was replaced by Working together to"
        " safeguard children 2023 (15 December 2023), then by Working together to safeguard children 2026 (18 March"
        " 2026). This is not checked: confirm it."
    )
    assert "do not carry them over unread" in finding.consider
    assert finding.severity is Severity.MATERIAL
    assert finding.national is None
    assert finding.fact == "working-together-2018, unchecked"


@pytest.mark.parametrize("month", ["July 2023", "(July 2023)", "June 2023"])
def test_a_drafts_month_is_a_wrong_date(month: str) -> None:
    (finding,) = found(f"Working Together {month} asks for this.")
    assert (finding.verdict, finding.severity) == (Verdict.OUTDATED_REFERENCE, Severity.TIDY)
    assert "was the consultation draft of 2023, not an edition" in finding.explanation
    assert "15 December 2023" in finding.explanation
    assert "18 March 2026" in finding.explanation


def test_an_edition_is_judged_by_the_day() -> None:
    text = "Partners follow Working Together 2023."
    assert [one.verdict for one in found(text, day=date(2024, 5, 1))] == [Verdict.ALIGNED]
    assert [one.verdict for one in found(text, day=date(2026, 3, 17))] == [Verdict.ALIGNED]
    assert [one.verdict for one in found(text, day=date(2026, 3, 18))] == [Verdict.OUTDATED_REFERENCE]
    assert found("Partners will follow Working Together 2026.", day=date(2025, 1, 1)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Children's Wellbeing and Schools Bill will bring a register.", "passed on 29 April 2026"),
        ("The Children's Wellbeing and Schools Bill 2024 proposes a duty.", "passed on 29 April 2026"),
        ("Children's Wellbeing and Schools Act 2025, section 4", "the year 2025; it is of 2026"),
        ("Children Act 1998, section 47", "the year 1998"),
        ("the Care Planning Regulations 2012", "gives the year 2012"),
    ],
)
def test_a_slip_in_the_name_of_a_law_is_to_tidy_up(text: str, words: str) -> None:
    (finding,) = found(text)
    assert (finding.verdict, finding.severity) == (Verdict.OUTDATED_REFERENCE, Severity.TIDY)
    assert words in finding.explanation


def test_a_bill_is_right_before_it_was_passed_and_an_act_is_not() -> None:
    (finding,) = found("The Children's Wellbeing and Schools Bill obliges us to offer a meeting before we go to court.")
    assert finding.severity is Severity.TIDY
    before = date(2025, 6, 1)
    assert found("The Children's Wellbeing and Schools Bill would bring a register.", day=before) == []
    (finding,) = found("The Children's Wellbeing and Schools Act 2026 asks for it.", day=before)
    assert "until 29 April 2026 it is a Bill" in finding.explanation
    assert found("When the Children's Wellbeing and Schools Bill was before Parliament we answered.") == []


def test_a_link_to_a_file_of_an_earlier_edition_is_outdated() -> None:
    link = "https://assets.publishing.service.gov.uk/media/{}/guidance.pdf"
    (finding,) = found(f"Read {link.format('6849a7b67cba25f610c7db3f')} first.")
    assert finding.fact == "working-together-2023, read in the official text"
    assert found(f"Read {link.format('69bb9be99c6ac6540dfd61f1')} first.") == []
    assert found(f"Read {link.format('0' * 24)} first.") == []


def test_two_citations_of_a_sentence_share_it_out() -> None:
    text = "Read Keeping Children Safe in Education 2018 and Working Together 2018 before you begin."
    first, second = found(text)
    assert first.local.quote == "Read Keeping Children Safe in Education 2018"
    assert second.local.quote == "and Working Together 2018 before you begin."
    assert first.finding_id != second.finding_id


def test_quotes_are_the_words_of_the_document_at_their_place() -> None:
    side = side_of("1.1 We meet weekly.", "1.2 We follow KCSIE 2024. It is read in full.")
    (finding,) = reference_findings(side, register=known_register(), day=DAY)
    assert side.reading.text[slice(*finding.local.span)] == finding.local.quote == "1.2 We follow KCSIE 2024."


def test_headings_are_read_and_logs_are_not_and_of_contents_what_has_a_year() -> None:
    heading = side_of((BlockKind.HEADING, "Sharing information (Working Together 2018)"))
    assert len(reference_findings(heading, register=known_register(), day=DAY)) == 1
    contents = side_of((BlockKind.CONTENTS, "8.1 Sharing information (Working Together 2018) 15"))
    (finding,) = reference_findings(contents, register=known_register(), day=DAY)
    assert (finding.verdict, finding.severity) == (Verdict.OUTDATED_REFERENCE, Severity.TIDY)
    contents = side_of((BlockKind.CONTENTS, "8.1 The Every Child Matters framework 15"))
    assert reference_findings(contents, register=known_register(), day=DAY) == []
    log = side_of("Links to Working Together 2018 and KCSIE 2019.", headings=("Version history",))
    assert reference_findings(log, register=known_register(), day=DAY) == []
    row = (BlockKind.ROW, "Version: 2.0 | Date: 4 May 2019 | Change: References updated to Working Together 2018")
    assert reference_findings(side_of(row), register=known_register(), day=DAY) == []


def test_law_of_another_nation_is_high_where_england_has_its_own() -> None:
    text = (
        "Approval lasts as regulation 26 of the Care Planning, Placement and Case Review (Wales) Regulations 2015 says."
    )
    (finding,) = found(text)
    assert (finding.verdict, finding.severity) == (Verdict.OUTDATED_REFERENCE, Severity.HIGH)
    assert "(England) Regulations 2010" in finding.explanation
    welsh = side_of(text, applies_to="Wales")
    assert reference_findings(welsh, register=known_register(), day=DAY) == []


def test_guidance_said_not_to_be_statutory_is_told_once_it_is() -> None:
    text = "We follow the DfE’s information sharing advice daily. It does not have the force of statutory guidance."
    assert [one.local.quote for one in found(text)] == ["It does not have the force of statutory guidance."]
    assert found(text, day=date(2026, 9, 9)) == []
    assert found("We follow our own charter. It does not have the force of statutory guidance.") == []


def test_an_act_that_tells_how_it_came_about_is_history() -> None:
    assert found("After the inquiry this law was brought in to embed the Every Child Matters framework.") == []


def test_gone_documents_each_say_when_and_what_to_read_now() -> None:
    rows = [row for path in (SHIPPED, *GONE) for row in read_toml(path)[1]["gone"]]
    assert len(rows) > 100
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        year = f" {row['years'][0]}" if "years" in row else f" {row['before'] - 1}" if "before" in row else ""
        named = {one.entry for one in citations(f"Read {row.get('names', row.get('as_written'))[0]}{year} first.")}
        assert row["name"] in {one.name for one in named if isinstance(one, Gone)}, row["name"]


def test_without_a_register_nothing_is_said_of_its_documents() -> None:
    assert reference_findings(side_of("Working Together 2018"), register=NO_REGISTER, day=DAY) == []


def test_every_document_that_is_cited_is_in_the_register() -> None:
    register = known_register()
    _, tables = read_toml(SHIPPED)
    assert {row["id"] for row in tables["cited"]} - register.by_id.keys() == set()
    superseded = {one for one in register.by_id if register.by_id[one].superseded_by}
    reached = {one for row in tables["cited"] for one in register.by_id if row["id"] in (one, *register.after(one))}
    assert superseded - reached == set()


def test_every_edition_of_a_year_is_told_by_its_title_and_year() -> None:
    wrong = []
    known = [
        one for one in known_register().by_id.values() if one.edition is not None and one.superseded_by is not None
    ]
    editions = [one for one in known if one.kind is not SourceKind.LEGISLATION]
    assert editions
    for source in editions:
        name = source.title if str(source.edition) in source.title else f"{source.title} ({source.edition})"
        if not any(one.verdict is Verdict.OUTDATED_REFERENCE for one in found(f"Read {name} first.")):
            wrong.append(name)
    assert wrong == []


def test_a_name_takes_its_own_date_and_not_the_next_names() -> None:
    text = "Working Together, the Children Act 2004 and KCSIE 2026"
    first, _, last = citations(text)
    assert isinstance(first.entry, Cited)
    assert first.year is None
    assert (last.year, text[slice(*last.span)]) == (2026, "KCSIE 2026")


def test_marks_of_what_is_gone_are_known() -> None:
    _, tables = read_toml(SHIPPED)
    assert {Checked(row["checked"]) for row in tables["gone"]} <= set(Checked)
