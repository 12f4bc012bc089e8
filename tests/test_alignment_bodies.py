"""Bodies, processes and words that have gone: found in a local text, and left alone where the old name is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from one_text import side_of

from alignment.bodies import term_findings
from alignment.records import Finding, Severity, Verdict
from alignment.terms import FILE, read_bodies
from core.errors import TermsError
from core.records import BlockKind

DAY = date(2026, 11, 29)

GONE = [
    ("Refer to the LSCB within a day.", "Local Safeguarding Children Board"),
    ("The Local Safeguarding Children’s Board must be told.", "Local Safeguarding Children Board"),
    ("Funds are paid to the LSCB under the LSCB Regulations 2006.", "Local Safeguarding Children Board"),
    ("Use the NSCB threshold document.", "Local Safeguarding Children Board"),
    ("The CCG must name a designated doctor.", "clinical commissioning group"),
    ("Clinical Commissioning Groups and the police agree it.", "clinical commissioning group"),
    ("The Primary Care Trust pays for it.", "primary care trust"),
    ("Consider a serious case review where a child has died.", "serious case review"),
    ("The Serious Case Review sub-committee decides in one month.", "serious case review"),
    ("All staff have an enhanced CRB check.", "Criminal Records Bureau"),
    ("Refer the carer to the Independent Safeguarding Authority.", "Independent Safeguarding Authority"),
    ("The Strategic Health Authority is told.", "strategic health authority"),
    ("Complete a CAF with the family.", "Common Assessment Framework"),
    ("A residence order gives parental responsibility.", "residence order"),
    ("Check whether there is a contact order.", "contact order"),
    ("A core assessment is done within 35 working days.", "initial and core assessment"),
    ("The social worker completes an Initial Assessment under section 17.", "initial assessment"),
    ("The child has a statement of special educational needs.", "statement of special educational needs"),
    ("Ask Connexions for advice.", "Connexions"),
    ("The DfES guidance applies.", "Department for Children, Schools and Families"),
    ("Tell UKBA on the same day.", "UK Border Agency"),
    ("The child's name is put on the child protection register.", "Child Protection Register"),
    ("Hold a rapid response meeting after an unexpected child death.", "rapid response to a child's death"),
    ("HCPC-registered social workers chair it.", "Health and Care Professions Council, for social workers"),
    ("Our family and friends care policy is on the website.", "family and friends care policy"),
    ("Children involved in prostitution need help.", "child prostitution"),
    ("For some teenagers running away is a lifestyle choice.", "lifestyle choice"),
    (
        "Report it to the Child Exploitation and Online Protection Centre (CEOP).",
        "Child Exploitation and Online Protection Centre",
    ),
    ("Ring NHS Direct for advice.", "NHS Direct"),
    ("The Department of Health sets the fee.", "Department of Health"),
    ("Complain to the Local Government Ombudsman.", "Local Government Ombudsman"),
    ("Public Health England publishes a leaflet.", "Public Health England"),
    ("Public Health England Vaping Report", "Public Health England"),
    ("Ask the Police Authority.", "police authority"),
    ("Write to the Independent Police Complaints Commission.", "Independent Police Complaints Commission"),
    ("Tell Northamptonshire County Council.", "Northamptonshire County Council, and its neighbours"),
    ("Kettering Borough Council houses her.", "Northamptonshire County Council, and its neighbours"),
    ("The Parent Partnership Service helps.", "parent partnership service"),
    ("He is a Schedule One offender.", "Schedule One offender"),
    ("Young people claim the education maintenance allowance.", "education maintenance allowance"),
    ("The family receives child tax credit.", "tax credits"),
    ("Staff should consider research and serious case reviews.", "serious case review, as evidence to heed"),
    ("Ask the Children's Rights Director.", "Children's Rights Director"),
    ("The young person has made a lifestyle choice to stay with men who exploit her.", "lifestyle choice"),
    ("A child death is told to the LSCB.", "Local Safeguarding Children Board where a child has died"),
    ("A Regulation 33 visit is made each month.", "regulation 33 visit"),
    ("A Regulation 38 placement may last six weeks.", "regulation 38 placement with friends or family"),
    ("Reviews look at de-registration by the conference.", "registration of a child at risk"),
    ("Peer-on-peer abuse is recorded.", "peer-on-peer abuse"),
    ("Send the CAADA-DASH to the MARAC.", "CAADA"),
    ("The family appeals to SENDIST.", "Special Educational Needs and Disability Tribunal"),
    ("Part 8 reviews are held.", "Part 8 review"),
    ("The youth offending team completes an ASSET.", "Asset, the assessment in youth justice"),
    ("It is kept on the Integrated Children's System.", "Integrated Children's System"),
    ("Young people of 16 can marry with parental consent.", "marriage at 16 or 17 with consent"),
    ("She lives in an unregulated placement.", "unregulated placement"),
    (
        "Liberty Protection Safeguards will replace them in April 2022.",
        "Liberty Protection Safeguards with a day on which they begin",
    ),
    ("The SCB agrees it.", "Local Safeguarding Children Board"),
]
RIGHT = [
    "Anytown LSCB (now the Anytown Safeguarding Children Partnership) agreed it.",
    "The partnership, formerly the Local Safeguarding Children Board, meets monthly.",
    "LSCBs were replaced by safeguarding partners.",
    "The former LSCB adopted this.",
    "The Act introduced ‘Local Safeguarding Children Boards’ with duties of their own.",
    "In 2015 the LSCB commissioned a review.",
    "Ratified by Anytown LSCB, 12 March 2016",
    "It was approved by the LSCB on 4 June 2014.",
    "Until 2022 the CCG paid for this.",
    "The Safeguarding Adults Board leads on this.",
    "Local Safeguarding Children Boards in Wales were regional.",
    "Write to board@anytownlscb.org.uk or see www.anytownlscb.org.uk.",
    "the Local Safeguarding Children Boards Regulations 2006",
    "NHS Anytown ICB (formerly NHS Anytown CCG)",
    "Learning from serious case reviews shows that fathers are missed.",
    "A local review, which replaced the serious case review, may follow.",
    "The single central record (SCR) holds every check.",
    "DBS checks, previously known as CRB checks, are renewed.",
    "Applicants had a Criminal Records Bureau check. These have been replaced by DBS checks.",
    "Partners sign the ISA before they share information.",
    "CAF | Common Assessment Framework (now EHA)",
    "the early help assessment (formally CAF)",
    "In Scotland a contact order may be made.",
    "A contact order under section 34 of the Children Act 1989 may be made for a child in care.",
    "Young people who have no contact orders use the service.",
    "Residence order allowances are reviewed each April.",
    "The nurse makes an initial assessment of the wound.",
    "An initial health assessment is held within 20 working days.",
    "The LADO and the police decide at the initial assessment with children's social care.",
    "The single assessment replaced the initial and core assessments.",
    "EHC plans replaced statements of SEN.",
    "(DfES, 2006) and DCSF (2010) found the same. Nottingham: DCSF Publications.",
    "The police rapid response car comes.",
    "HCPC-registered psychologists are asked.",
    "Never write that exploitation is a lifestyle choice of the child.",
    'Do not use words such as "child prostitute".',
    "Mothers involved in prostitution may need help.",
    "Staff make lifestyle choices of their own.",
    "The Department of Health and Social Care sets the fee.",
    "Department of Health (2011) and Department of Health et al. 2000 found the same.",
    "The CEOP command of the National Crime Agency, once the Child Exploitation and Online Protection Centre, leads.",
    "Formerly Cumbria County Council, it is two councils now.",
    "In 2015 Dorset County Council agreed this.",
    "A final warning is given after a disciplinary hearing.",
    "Local strategic partnerships of all kinds work together.",
    "The Local Government and Social Care Ombudsman (formerly the Local Government Ombudsman) decides.",
    "Serious case reviews have shown that fathers are missed.",
    "Read ‘Guidance for the Local Safeguarding Children Boards of England’ for the history.",
    "Children who run away (DCSF, July 2009)",
    "Framework for assessment (DfES, Home Office, DoH, 2004)",
    "What to do (2006, DfES)",
    "Brandon, M. (2009) Serious case reviews and what they teach, DCSF",
    "Brandon et al (2009) Serious case reviews and what they teach, DCSF",
    "Following talks with the Primary Care Trust (PCT) Group in July 2007 it was agreed.",
    "The Ofsted inspection of 2014 found the Local Safeguarding Children Board weak.",
    "Statutory Guidance for Local Authorities, Clinical Commissioning Groups and NHS England (March 2015)",
    "Foster carers may face suspension or deregistration.",
    "Regulation 33 of the Care Planning Regulations 2010 asks for reviews.",
    "In May 2019, this chapter was updated to name the CCG.",
    "Unregulated placements must not be used.",
    "The peer on peer abuse toolkit",
    "The age rose to 18; nobody can marry at 16: the Minimum Age Act says so.",
]


def found(*texts: str | tuple[BlockKind, str], day: date = DAY, **fields: str) -> list[Finding]:
    return term_findings(side_of(*texts, **fields), day=day)


@pytest.mark.parametrize(("text", "name"), GONE)
def test_a_term_that_has_gone_is_found(text: str, name: str) -> None:
    (finding,) = found(text)
    assert finding.verdict is Verdict.OUTDATED_TERM_OR_BODY
    assert (finding.fact or "").startswith(f"{FILE}: {name}, ")
    assert finding.local.quote == text


@pytest.mark.parametrize("text", RIGHT)
def test_an_old_name_that_is_right_there_is_left_alone(text: str) -> None:
    assert [one.fact for one in found(text)] == []


def test_the_explanation_says_since_when_what_there_is_now_and_how_it_is_known() -> None:
    (finding,) = found("The CCG must be told.")
    assert finding.explanation == (
        "“CCG” (clinical commissioning group) is an old name or body: it ended on 1 July 2022. In its place: the"
        " integrated care board (Health and Care Act 2022)."
    )
    (finding,) = found("The PCT must be told.")
    assert finding.explanation.endswith("This is not checked: confirm it.")


def test_a_superseded_model_is_high_and_says_what_to_rewrite() -> None:
    (finding,) = found("An initial assessment is done within 10 working days and a core assessment within 35.")
    assert finding.severity is Severity.HIGH
    assert "45 working days of the referral" in finding.explanation
    (finding,) = found("The Serious Case Review sub-committee decides in one month.")
    assert "rapid review within 15 working days" in finding.consider


def test_a_board_in_a_text_on_a_childs_death_gives_way_to_the_child_death_review_partners() -> None:
    (finding,) = found("The LSCB holds the child death overview panel.")
    assert "In its place: the child death review partners" in finding.explanation
    (finding,) = found("The LSCB considers a review where a child dies of abuse.")
    assert "In its place: the safeguarding partners" in finding.explanation


def test_a_body_that_goes_on_in_other_work_is_said_to_have_ended_in_that_sense_alone() -> None:
    (finding,) = found("HCPC-registered social workers chair it.")
    assert "in that sense it ended on 2 December 2019" in finding.explanation


def test_language_says_that_it_blames_only_where_it_does() -> None:
    (finding,) = found("For some teenagers running away is a lifestyle choice.")
    assert finding.explanation.startswith("“lifestyle choice” puts the blame on the child; guidance no longer uses it.")
    (finding,) = found("He is a Schedule One offender.")
    assert finding.explanation.startswith("“Schedule One offender” is a term that guidance no longer uses.")


def test_a_council_that_was_merged_is_named_as_the_text_names_it() -> None:
    (finding,) = found("Send it to Wycombe  District Council.")
    assert finding.explanation.startswith(
        "“Wycombe District Council” ended on 1 April 2020. In its place: Buckinghamshire Council"
    )
    assert finding.explanation.endswith("This is not checked: confirm it.")
    assert found("Wycombe District Council houses her.", day=date(2020, 3, 31)) == []


def test_a_term_is_right_until_its_day() -> None:
    assert found("The CCG pays.", day=date(2022, 6, 30)) == []
    assert len(found("The CCG pays.", day=date(2022, 7, 1))) == 1
    assert found("The LSCB meets.", day=date(2018, 12, 31)) == []


def test_the_publishers_own_name_is_left_to_it() -> None:
    publisher = "Oldtown Safeguarding Children Board"
    assert found("Oldtown Safeguarding Children Board (OSCB) leads.", publisher=publisher) == []
    assert len(found("The Newtown Safeguarding Children Board leads.", publisher=publisher)) == 1


def test_terms_of_one_sentence_share_it_out() -> None:
    first, second = found("Tell the CCG and the LSCB at once.")
    assert (first.local.quote, second.local.quote) == ("Tell the CCG", "and the LSCB at once.")


def test_a_longer_name_hides_the_shorter_one_in_it() -> None:
    (finding,) = found("The social worker makes an initial and core assessment under section 17.")
    assert "initial and core assessment" in (finding.fact or "")


def test_headings_are_read_and_logs_are_not() -> None:
    assert len(found((BlockKind.HEADING, "The role of the LSCB"))) == 1
    row = (BlockKind.ROW, "Version: 2 | Date: 2019 | Change: LSCB changed to partnership")
    assert found(row) == []


def test_words_to_avoid_stand_under_a_heading_that_says_so() -> None:
    text = "“child prostitute”, “drug runner”"
    side = side_of(text, headings=("Words we do not use",))
    assert term_findings(side, day=DAY) == []
    assert len(found(text)) == 1


def test_shipped_terms_all_say_what_there_is_now_and_whence() -> None:
    terms = read_bodies()
    assert len(terms) > 140
    assert len({term.name for term in terms}) == len(terms)
    assert [term.name for term in terms if not (term.now and term.source and term.patterns)] == []


OWN = """
[[term]]
name = "Harbour Team"
kind = "body"
variants = ["harbour team"]
now = "the Horizon Team"
since = 2025-03-10
source = "our reorganisation"
checked = "V"

[[term]]
name = "Connexions"
kind = "body"
exact = ["CXS"]
now = "Anytown Careers"
since = 2014
source = "our contract"
checked = "V"
"""


def test_a_library_adds_terms_and_puts_its_own_in_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OWN, encoding="utf-8")
    side = side_of("Ask the Harbour Team. Ask Connexions. Ask CXS. Ask the CCG.")
    named = [one.fact for one in term_findings(side, day=DAY, library=tmp_path)]
    assert [(one or "").split(", ")[0] for one in named] == [
        f"{FILE}: Harbour Team",
        f"{FILE}: Connexions",
        f"{FILE}: clinical commissioning group",
    ]
    (finding,) = term_findings(side_of("Ask the Harbour Team."), day=DAY, library=tmp_path)
    assert finding.explanation == (
        "“Harbour Team” is an old name or body: it ended on 10 March 2025. In its place: the Horizon Team (our"
        " reorganisation)."
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ('kind = "thing"', "`kind` is one of body, process, council, language"),
        ('since = "2019"', "`since` is no year and no day"),
        ('checked = "X"', "`checked` is one of V, S, U"),
        ('cue = ["a"]', "unknown field `cue`"),
        ('variants = "harbour"', "`variants` is no list of words"),
        ('now = ""', "no `now`"),
    ],
)
def test_a_mistake_in_a_librarys_terms_is_named(tmp_path: Path, wrong: str, words: str) -> None:
    key = wrong.split(" = ")[0]
    kept = [line for line in OWN.split("\n\n")[0].splitlines() if not line.startswith(f"{key} =")]
    (tmp_path / FILE).write_text("\n".join([*kept, wrong]), encoding="utf-8")
    with pytest.raises(TermsError) as raised:
        term_findings(side_of("Nothing."), day=DAY, library=tmp_path)
    assert words in str(raised.value)
    assert "Harbour Team" in str(raised.value)
