"""Legislation as CLML: what it says of itself, what is law in it, and how it is numbered."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import DamagedError, WrongFormatError
from core.records import Force
from ingest.legislation.facts import LegislationFacts, facts

SPACES = (
    'xmlns="http://www.legislation.gov.uk/namespaces/legislation" '
    'xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dct="http://purl.org/dc/terms/" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:math="http://www.w3.org/1998/Math/MathML"'
)
ACT_METADATA = """
<ukm:Metadata>
  <dc:identifier>http://www.legislation.gov.uk/ukpga/2031/7</dc:identifier>
  <dc:title>Sample Children (Marlbrook) Act 2031</dc:title>
  <dc:language>en</dc:language>
  <dc:modified>2033-05-02</dc:modified>
  <dct:valid>2033-04-01</dct:valid>
  <ukm:PrimaryMetadata>
    <ukm:DocumentClassification>
      <ukm:DocumentCategory Value="primary"/>
      <ukm:DocumentMainType Value="UnitedKingdomPublicGeneralAct"/>
      <ukm:DocumentStatus Value="revised"/>
    </ukm:DocumentClassification>
    <ukm:Year Value="2031"/><ukm:Number Value="7"/>
    <ukm:EnactmentDate Date="2031-06-12"/>
    <ukm:UnappliedEffects>
      <ukm:UnappliedEffect RequiresApplied="true" Type="words inserted"/>
      <ukm:UnappliedEffect RequiresApplied="false" Type="coming into force"/>
    </ukm:UnappliedEffects>
  </ukm:PrimaryMetadata>
</ukm:Metadata>
"""
ACT_ADDRESS = (
    'DocumentURI="http://www.legislation.gov.uk/ukpga/2031/7/2033-04-01" '
    'IdURI="http://www.legislation.gov.uk/id/ukpga/2031/7" RestrictExtent="E+W" RestrictStartDate="2033-04-01"'
)


def act(body: str, *, after: str = "", schedules: str = "", prelims: str = "") -> str:
    """A whole Act about these provisions."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Legislation {SPACES} {ACT_ADDRESS}>{ACT_METADATA}'
        f"<Primary>{prelims}<Body>{body}</Body>{schedules}</Primary>{after}</Legislation>"
    )


def saved(folder: Path, text: str) -> Path:
    path = folder / "data.xml"
    path.write_text(text, encoding="utf-8")
    return path


def section(number: int, *, attributes: str = "", text: str = "A council must act.") -> str:
    return (
        f"<P1group {attributes}><Title>Duty {number}</Title><P1><Pnumber>{number}</Pnumber>"
        f"<P1para><Text>{text}</Text></P1para></P1></P1group>"
    )


def test_facts_are_those_the_metadata_state(tmp_path):
    body = section(1) + section(2, attributes='Status="Prospective"')
    found = facts(saved(tmp_path, act(body)))
    assert found == LegislationFacts(
        title="Sample Children (Marlbrook) Act 2031",
        kind="ukpga",
        year=2031,
        number="7",
        uri="http://www.legislation.gov.uk/ukpga/2031/7",
        version_uri="http://www.legislation.gov.uk/ukpga/2031/7/2033-04-01",
        enacted=date(2031, 6, 12),
        valid=date(2033, 4, 1),
        modified=date(2033, 5, 2),
        is_revised=True,
        extent="E+W",
        force=Force.IN_FORCE,
        provisions=2,
        prospective=1,
        unapplied=1,
        language="en",
    )
    assert found.is_partly_prospective
    assert not found.is_wholly_prospective


def test_facts_of_an_instrument_give_made_and_coming_into_force(tmp_path):
    text = (
        f'<Legislation {SPACES} Status="Prospective" DocumentURI="http://www.legislation.gov.uk/uksi/2032/14/made">'
        '<ukm:Metadata><dc:title>The Sample Regulations 2032</dc:title><ukm:SecondaryMetadata><ukm:Year Value="2032"/>'
        '<ukm:Number Value="14"/><ukm:Made Date="2032-02-03"/><ukm:ComingIntoForce>'
        '<ukm:DateTime Date="2032-09-01"/><ukm:DateTime Date="2032-04-01"/></ukm:ComingIntoForce>'
        "</ukm:SecondaryMetadata></ukm:Metadata><Secondary><Body/></Secondary></Legislation>"
    )
    found = facts(saved(tmp_path, text))
    assert (found.kind, found.year, found.number) == ("uksi", 2032, "14")
    assert found.enacted == date(2032, 2, 3)
    assert found.in_force == (date(2032, 4, 1), date(2032, 9, 1))
    assert found.force is Force.PROSPECTIVE
    assert found.is_wholly_prospective


def test_facts_of_a_fragment_name_its_document(tmp_path):
    text = '<P1 DocumentURI="http://www.legislation.gov.uk/ukpga/2031/7/section/4"><Pnumber>4</Pnumber></P1>'
    found = facts(saved(tmp_path, text))
    assert found.uri == "http://www.legislation.gov.uk/ukpga/2031/7"
    assert (found.title, found.enacted, found.valid) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE P1 [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><P1><P1para><Text>&b;</Text></P1para></P1>',
        '<!DOCTYPE P1 [<!ENTITY x SYSTEM "file:///etc/hostname">]><P1><P1para><Text>&x;</Text></P1para></P1>',
        '<!DOCTYPE P1 [<!ENTITY x "quiet">]><P1><P1para><Text>No use of it.</Text></P1para></P1>',
        "<P1><P1para><Text>cut off",
        "<P1>" + "<Text>" * 5000 + "</Text>" * 5000 + "</P1>",
        "not XML at all",
    ],
    ids=["bomb", "file", "declared", "truncated", "deep", "words"],
)
def test_hostile_or_damaged_files_are_refused(tmp_path, text):
    with pytest.raises(DamagedError, match=r"data\.xml"):
        facts(saved(tmp_path, text))


def test_a_bomb_of_entities_in_an_attribute_is_refused(tmp_path):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    text = f'<!DOCTYPE P1 [<!ENTITY e0 "{"x" * 20}">{levels}]><P1 id="&e8;"><Text>Words.</Text></P1>'
    with pytest.raises(DamagedError):
        facts(saved(tmp_path, text))


@pytest.mark.parametrize("text", ['<feed xmlns="http://www.w3.org/2005/Atom"/>', "<catalogue><book/></catalogue>"])
def test_xml_that_is_no_legislation_is_refused(tmp_path, text):
    with pytest.raises(WrongFormatError, match=r"legislation\.gov\.uk"):
        facts(saved(tmp_path, text))
