"""What legislation says of itself, and files that are no legislation or would harm their reader."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statutes import ACT, ACT_METADATA, SPACES, act, saved, section, text_of

from core.errors import DamagedError, EmptyError, ReadError, WrongFormatError
from core.records import Force
from ingest.legislation.facts import LegislationFacts, facts
from ingest.legislation.reader import LegislationReader
from ingest.readers import read_file


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
    assert not found.is_wholly_prospective


def test_facts_count_a_section_of_which_a_part_is_prospective():
    found = facts(ACT)
    assert (found.provisions, found.prospective, found.mixed) == (8, 1, 1)


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


def test_other_xml_and_mere_contents_are_refused(tmp_path):
    with pytest.raises(WrongFormatError, match="web page"):
        read_file(saved(tmp_path, "<?xml version='1.0'?><html><body>Sign in</body></html>"))
    with pytest.raises(WrongFormatError, match="outermost element is <rss>"):
        read_file(saved(tmp_path, "<rss><channel/></rss>"))
    contents = f"<Legislation {SPACES}>{ACT_METADATA}<Contents><ContentsTitle>Contents</ContentsTitle></Contents>"
    with pytest.raises(EmptyError, match="no provisions"):
        read_file(saved(tmp_path, contents + "</Legislation>"))


@settings(max_examples=150, deadline=None)
@given(
    places=st.lists(st.integers(0, len(ACT.read_bytes()) - 1), min_size=1, max_size=4),
    value=st.binary(max_size=8),
    length=st.integers(0, 80),
)
def test_a_file_damaged_anywhere_is_read_or_refused(places, value, length):
    content = ACT.read_bytes()
    for place in places:
        content = content[:place] + value + content[place + length :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.xml"
        path.write_bytes(content or b"<")
        try:
            reading = LegislationReader().read(path)
        except ReadError:
            return
    assert all(text_of(reading, block).strip() for block in reading.blocks)
