"""Legislation as CLML: what it says of itself, what is law in it, and how it is numbered."""

import re
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from core.errors import DamagedError, EmptyError, ReadError, WrongFormatError
from core.records import Block, BlockKind, Document, Force, Provision, Reading, Tier
from core.settings import shared_folder
from index.hashing import WordTokenizer
from ingest.legislation.facts import LegislationFacts, facts
from ingest.legislation.reader import LegislationReader
from ingest.readers import read_file
from ingest.split import split

DATA = Path(__file__).parent / "data"
ACT = DATA / "sample-act.xml"
REGULATIONS = DATA / "sample-regulations.xml"
SAMPLES = shared_folder() / "samples" / "clml"
LAW_PDFS = shared_folder() / "corpus" / "legislation"

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


def act(body: str, *, after: str = "") -> str:
    """A whole Act about these provisions."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Legislation {SPACES} {ACT_ADDRESS}>{ACT_METADATA}'
        f"<Primary><Body>{body}</Body></Primary>{after}</Legislation>"
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


@pytest.fixture(scope="module")
def act_reading() -> Reading:
    return read_file(ACT)


@pytest.fixture(scope="module")
def regulations() -> Reading:
    return read_file(REGULATIONS)


def text_of(reading: Reading, block: Block) -> str:
    return reading.text[block.start : block.end]


def block_with(reading: Reading, words: str) -> Block:
    """The one block that holds these words."""
    found = [block for block in reading.blocks if words in text_of(reading, block)]
    assert len(found) == 1, [text_of(reading, block) for block in found]
    return found[0]


def stem_of(reading: Reading, words: str) -> str | None:
    stem = block_with(reading, words).stem
    return reading.text[slice(*stem)] if stem else None


DUTY = ("Part 1 Children missing from home", "Chapter 1 Return interviews", "Offers and answers", "1 Duty to ask")
RECORDS = ("Schedule 1 Section 1 Records", "Part 1 What is kept")


@pytest.mark.parametrize(
    ("words", "number", "headings"),
    [
        ("must ask a child", "1(1)", DUTY),
        ("under 16", "1(1)", DUTY),
        ("and must record the answer", "1(1)", DUTY),
        ("in section 2", "1(2)", DUTY),
        ("a whistle", "4", (*DUTY[:2], "4 Whistles")),
        ("number of gates", "6(2)", ("Part 2 Amendments", "6 Amendment of the Sample Paths Act 2020")),
        ("must hold the child", "1(1)", (*RECORDS, "Words of the child")),
        ("seven winters", "2", RECORDS),
    ],
)
def test_a_provision_has_its_number_and_its_heading_path(act_reading, words, number, headings):
    block = block_with(act_reading, words)
    assert (block.paragraph, block.headings) == (number, headings)


def test_regulations_are_numbered_as_they_are_printed(regulations):
    first = block_with(regulations, "These Regulations are the Sample")
    assert text_of(regulations, first).startswith("1.—(1) These")
    assert (first.paragraph, first.headings) == ("1(1)", ("Citation and commencement",))
    second = block_with(regulations, "A lantern is green")
    assert text_of(regulations, second).startswith("2. A lantern")
    assert second.paragraph == "2"
    assert block_with(regulations, "moss").paragraph == "2"


def test_items_hang_under_their_stem_and_go_on_behind_it(act_reading):
    assert stem_of(act_reading, "away overnight").startswith("(1) The council")
    assert stem_of(act_reading, "looked after").startswith("(b) the child was away more than once")
    assert stem_of(act_reading, "whichever is the earlier").startswith("(1) The council")
    assert stem_of(act_reading, "cooks for the child") == "“carer” means a person who—"
    order = ["under 16", "looked after", "whichever", "and must record", "(2) In subsection"]
    places = [block_with(act_reading, words).start for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("words", "provision"),
    [
        ("invented council", Provision(Force.IN_FORCE, "E+W", date(2033, 4, 1))),
        ("must ask a child", Provision(Force.IN_FORCE, "E+W", date(2032, 1, 10))),
        ("by telephone", Provision(Force.PROSPECTIVE, "E+W")),
        ("whistle.", Provision(Force.PROSPECTIVE, "E")),
        ("must be green", Provision(Force.IN_FORCE, "E+W", date(2032, 1, 10), date(2034, 1, 1))),
        ("must be blue", Provision(Force.PROSPECTIVE, "E+W")),
    ],
)
def test_a_provision_says_whether_where_and_since_when_it_is_in_force(act_reading, words, provision):
    assert block_with(act_reading, words).provision == provision


def test_what_is_repealed_is_recorded_and_is_no_law(act_reading):
    body = [text_of(act_reading, block) for block in act_reading.blocks if block.kind.is_body]
    assert not any(". . ." in text or "constable" in text for text in body)
    gone = [block for block in act_reading.blocks if ". . ." in text_of(act_reading, block)]
    assert [text_of(act_reading, block)[:7] for block in gone] == ["1(1)(c)", "(4) . .", ". . . ."]
    assert all(block.kind is BlockKind.ANNOTATION and block.provision.force is Force.REPEALED for block in gone)
    assert gone[2].headings[-1] == "3 Reports to the bailiff"


def test_a_repealed_paragraph_does_not_part_what_stands_around_it(act_reading):
    document = Document("act", "a.xml", "Sample Act", "Marlbrook", Tier.LEGISLATION, "England")
    passages = split(document, act_reading, tokenizer=WordTokenizer(), limit=400)
    whole = next(passage for passage in passages if "must ask a child" in passage.text)
    assert "and must record the answer" in whole.text


def test_the_words_of_a_repealed_provision_are_no_law(tmp_path):
    old = section(3, attributes='Status="Repealed"', text="A bailiff must report.")
    reading = read_file(saved(tmp_path, act(old + section(4))))
    assert block_with(reading, "bailiff").kind is BlockKind.ANNOTATION
    assert block_with(reading, "council").kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('A council <Repeal RetainText="true" Extent="W">of Wales</Repeal> must <Repeal>never</Repeal> act.', "law"),
        ('<Repeal RetainText="true" Extent="S">A council of Wales must act.</Repeal>', "law"),
        ('<Repeal RetainText="true">A council of Wales must act.</Repeal>', "note"),
        ('<Repeal RetainText="true" Extent="E+W">A council of Wales must act</Repeal>.', "note"),
    ],
)
def test_repealed_words_that_are_still_printed_are_law_where_the_repeal_left_them(tmp_path, text, kind):
    reading = read_file(saved(tmp_path, act(section(1, text=text))))
    block = block_with(reading, "A council of Wales must act.")
    assert block.kind.is_body == (kind == "law")
    assert kind == "law" or block.provision.force is Force.REPEALED


@pytest.mark.parametrize(
    ("text", "law"),
    [
        (
            'A council must act <Repeal RetainText="true">within seven days</Repeal> at once.',
            "A council must act at once.",
        ),
        (
            'A council must act <Repeal RetainText="true" Extent="E+W">within seven days</Repeal> at once.',
            "A council must act at once.",
        ),
        (
            'A council must act <Repeal RetainText="true" Extent="S">within seven days</Repeal> at once.',
            "A council must act within seven days at once.",
        ),
        (
            'A council must act <Repeal RetainText="true" Extent="S">within <Repeal RetainText="true">seven</Repeal> '
            "days</Repeal> at once.",
            "A council must act within days at once.",
        ),
    ],
)
def test_repealed_words_within_a_line_are_law_only_where_the_repeal_left_them(tmp_path, text, law):
    reading = read_file(saved(tmp_path, act(section(1, text=text))))
    assert [text_of(reading, block) for block in reading.blocks if block.kind.is_body] == [law]


def test_repealed_words_within_a_line_are_kept_as_a_note(tmp_path):
    text = 'A council must act <Repeal RetainText="true">within seven days</Repeal> at once.'
    reading = read_file(saved(tmp_path, act(section(1, text=text) + section(2))))
    note = block_with(reading, "within seven days")
    assert text_of(reading, note) == "A council must act within seven days at once."
    assert note.kind is BlockKind.ANNOTATION
    assert note.provision.force is Force.REPEALED
    assert [text_of(reading, one) for one in reading.blocks if one.kind is BlockKind.ANNOTATION] == [
        text_of(reading, note)
    ]


def test_a_line_that_lost_words_is_quoted_truly_and_cites_only_what_its_law_cites(tmp_path):
    text = (
        'A council<FootnoteRef Ref="f1"/> must <Repeal RetainText="true">report to a bailiff<FootnoteRef Ref="f2"/>'
        "</Repeal> act."
    )
    notes = "".join(
        f'<Footnote id="f{n}"><FootnoteText><Para><Text>Note {n}.</Text></Para></FootnoteText></Footnote>'
        for n in (1, 2)
    )
    reading = read_file(saved(tmp_path, act(section(1, text=text), after=f"<Footnotes>{notes}</Footnotes>")))
    law = block_with(reading, "A council must act.")
    assert law.verified
    assert block_with(reading, "Note 1.").cited == law.start + len("A council")
    assert block_with(reading, "Note 1.").kind is BlockKind.FOOTNOTE
    assert block_with(reading, "Note 2.").kind is BlockKind.ANNOTATION


def test_a_repealed_subsection_keeps_its_number_in_its_note(tmp_path):
    gone = '<Repeal RetainText="true">{}</Repeal>'
    text = (
        f"</Text><P2><Pnumber>{gone.format(2)}</Pnumber><P2para><Text>{gone.format('A bailiff must report.')}</Text>"
        "</P2para></P2><Text>"
    )
    note = block_with(reading := read_file(saved(tmp_path, act(section(1, text=text) + section(2)))), "bailiff")
    assert (text_of(reading, note), note.kind) == ("(2) A bailiff must report.", BlockKind.ANNOTATION)


def test_repealed_words_in_a_table_and_a_title_are_no_law(tmp_path):
    gone = '<Repeal RetainText="true">within seven days</Repeal>'
    table = (
        '<Tabular><table xmlns="http://www.w3.org/1999/xhtml"><tr><td>A council'
        '<Repeal xmlns="http://www.legislation.gov.uk/namespaces/legislation" RetainText="true"> of Wales</Repeal>'
        "</td></tr></table></Tabular>"
    )
    body = f"<P1group><Title>Duty {gone}</Title><P1><Pnumber>1</Pnumber><P1para>{table}</P1para></P1></P1group>"
    reading = read_file(saved(tmp_path, act(body)))
    shown = [text_of(reading, block) for block in reading.blocks if block.kind is not BlockKind.ANNOTATION]
    assert shown == ["1 Duty", "A council"]


def test_amendments_around_whole_lines_keep_their_lines(tmp_path):
    body = (
        "<P1group><Title>Duty</Title><P1><Pnumber>1</Pnumber><P1para><Addition><P2><Pnumber>1</Pnumber><P2para>"
        "<Text>First.</Text></P2para></P2><P2><Pnumber>2</Pnumber><P2para><Text>Second.</Text></P2para></P2></Addition>"
        "<P2><Addition><Pnumber>2A</Pnumber></Addition><P2para><Text>Between.</Text></P2para></P2>"
        "<Repeal><P2><Pnumber>3</Pnumber><P2para><Text>Third.</Text></P2para></P2></Repeal></P1para></P1></P1group>"
    )
    reading = read_file(saved(tmp_path, act(body)))
    lines = [(text_of(reading, block), block.paragraph) for block in reading.blocks if block.kind.is_body]
    assert lines == [("(1) First.", "1(1)"), ("(2) Second.", "1(2)"), ("(2A) Between.", "1(2A)")]
    assert block_with(reading, "Third").kind is BlockKind.ANNOTATION


def test_a_list_counts_in_roman_numerals_as_every_format_does(tmp_path):
    entries = "".join(f"<ListItem><Para><Text>Entry {n}.</Text></Para></ListItem>" for n in range(1, 401))
    shown = '<OrderedList Type="{}" Decoration="parens">' + entries + "</OrderedList>"
    body = section(1, text="</Text>" + shown.format("roman") + shown.format("romanupper") + "<Text>")
    reading = read_file(saved(tmp_path, act(body)))
    items = {text_of(reading, block) for block in reading.blocks if block.kind is BlockKind.ITEM}
    assert {"(iv) Entry 4.", "(xlix) Entry 49.", "(xc) Entry 90.", "(cd) Entry 400.", "(CD) Entry 400."} <= items


def test_two_wordings_of_a_section_are_never_in_one_passage(act_reading):
    document = Document("act", "a.xml", "Sample Act", "Marlbrook", Tier.LEGISLATION, "England")
    passages = split(document, act_reading, tokenizer=WordTokenizer(), limit=128)
    green = [passage for passage in passages if "green" in passage.text]
    blue = [passage for passage in passages if "blue" in passage.text]
    assert [passage.text for passage in green + blue] == ["A lantern must be green.", "A lantern must be blue."]
    assert green[0].provision.force is Force.IN_FORCE
    assert blue[0].provision.force is Force.PROSPECTIVE
    assert green[0].paragraph == blue[0].paragraph == "5"
    assert not any("Words in s." in passage.text or ". . ." in passage.text for passage in passages)


def test_two_wordings_that_stand_alike_are_not_mixed_either(tmp_path):
    body = (
        '<P1group><Title>Lamps</Title><P1><Pnumber>1</Pnumber><P1para><P2 AltVersionRefs="v1"><Pnumber>1</Pnumber>'
        "<P2para><Text>Red.</Text></P2para></P2><P2><Pnumber>2</Pnumber><P2para><Text>Round.</Text></P2para></P2>"
        "</P1para></P1></P1group>"
    )
    other = '<Version id="v1"><P2><Pnumber>1</Pnumber><P2para><Text>Pink.</Text></P2para></P2></Version>'
    reading = read_file(saved(tmp_path, act(body, after=f"<Versions>{other}</Versions>")))
    document = Document("act", "a.xml", "Sample Act", "Marlbrook", Tier.LEGISLATION, "England")
    passages = split(document, reading, tokenizer=WordTokenizer(), limit=400)
    assert [(passage.text, passage.paragraph) for passage in passages] == [
        ("(1) Red.", "1(1)"),
        ("(1) Pink.", "1(1)"),
        ("(2) Round.", "1(2)"),
    ]


def test_words_inserted_elsewhere_are_quoted_under_the_section_that_inserts_them(act_reading):
    start = act_reading.text.index("(b) after subsection (1) insert—")
    lines = act_reading.text[start:].split("\n")[:8]
    assert lines == [
        "(b) after subsection (1) insert—",
        "“(1A) A gate must be wide enough for—",
        "(a) a pram, and",
        "(b) a donkey.",
        "(1B) A gate must close by itself.”, and",
        "(c) after that section insert—",
        "“9A Latches",
        "(1) A latch must be within a child's reach.”.",
    ]
    quoted = [block for block in act_reading.blocks if start <= block.start < start + len("\n".join(lines))]
    assert {block.paragraph for block in quoted} == {"6(1)"}
    assert {block.headings[-1] for block in quoted} == {"6 Amendment of the Sample Paths Act 2020"}
    assert stem_of(act_reading, "a donkey") == "“(1A) A gate must be wide enough for—"
    assert "(a) for “a stile” substitute “a gate”;" in act_reading.text


def test_editors_marks_are_out_of_the_text_and_their_notes_no_law(act_reading):
    assert "(2) In subsection (1) and in section 2, “away” means away without leave." in act_reading.text
    notes = [text_of(act_reading, block) for block in act_reading.blocks if block.kind is BlockKind.ANNOTATION]
    labels = [note.split()[0] for note in notes if re.match(r"[A-Z]\d", note)]
    assert labels == ["F1", "I1", "F2", "F3", "F4", "F5", "F6", "X1"]


def test_contents_are_no_law(act_reading):
    lines = [text_of(act_reading, block) for block in act_reading.blocks if block.kind is BlockKind.CONTENTS]
    assert lines == ["Contents", "Part 1 Children missing from home", "1 Duty to ask"]


def test_table_rows_name_their_columns_and_what_reaches_down(act_reading):
    rows = [text_of(act_reading, block) for block in act_reading.blocks if block.kind is BlockKind.ROW]
    assert rows == [
        "Short title: Sample Bells Act 1902 | Extent of repeal: Section 4.",
        "Short title: Sample Bells Act 1902 | Extent of repeal: In section 5, the word “brass”.",
    ]


def test_formulae_are_figures_and_pictures_leave_a_note(act_reading):
    assert block_with(act_reading, "G = P × 3").kind is BlockKind.FIGURE
    assert block_with(act_reading, "r00001").kind is BlockKind.ANNOTATION


def test_footnotes_are_tied_to_the_words_that_cite_them(regulations):
    notes = [block for block in regulations.blocks if block.kind is BlockKind.FOOTNOTE]
    assert [(note.mark, text_of(regulations, note)) for note in notes] == [
        ("1", "2031 c. 7."),
        ("2", "See the colour chart kept by the council."),
    ]
    assert regulations.text[: notes[0].cited].endswith("Sample Children (Marlbrook) Act 2031")
    assert regulations.text[: notes[1].cited].endswith("A lantern is green")


def test_signature_and_explanatory_note_stand_under_headings_of_their_own(regulations):
    signed = block_with(regulations, "Minister for Lanterns")
    assert (signed.headings, signed.paragraph) == (("Signature",), None)
    note = block_with(regulations, "what colour a lantern is")
    assert (note.headings, note.kind) == (("Explanatory Note",), BlockKind.PARAGRAPH)
    assert "Made 3rd February 2032\nLaid before Parliament 5th February 2032" in regulations.text


def test_other_xml_and_mere_contents_are_refused(tmp_path):
    with pytest.raises(WrongFormatError, match="web page"):
        read_file(saved(tmp_path, "<?xml version='1.0'?><html><body>Sign in</body></html>"))
    with pytest.raises(WrongFormatError, match="outermost element is <rss>"):
        read_file(saved(tmp_path, "<rss><channel/></rss>"))
    contents = f"<Legislation {SPACES}>{ACT_METADATA}<Contents><ContentsTitle>Contents</ContentsTitle></Contents>"
    with pytest.raises(EmptyError, match="no provisions"):
        read_file(saved(tmp_path, contents + "</Legislation>"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_encoding_is_the_one_that_the_file_declares(tmp_path, encoding):
    path = tmp_path / "data.xml"
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><P1><Pnumber>1</Pnumber><P1para><Text>Café.</Text></P1para></P1>'
    )
    path.write_bytes(text.encode(encoding))
    assert read_file(path).text == "1 Café."


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


def test_five_megabytes_are_read_in_seconds(tmp_path):
    text = ACT.read_text(encoding="utf-8")
    start, end = text.index('<Part id="part-1">'), text.index("</Body>")
    part = text[start:end]
    path = saved(tmp_path, text[:start] + part * (5_000_000 // len(part)) + text[end:])
    began = time.perf_counter()
    read_file(path)
    assert time.perf_counter() - began < 30


def law_texts(path: Path) -> list[str]:
    """Each line of law in the file, found without the reader: what a `Text` says, and the cells of tables."""
    root = etree.parse(path).getroot()
    lines = []
    for text in root.iter("{*}Text"):
        above = [etree.QName(element).localname for element in text.iterancestors()]
        repealed = any(element.get("Status") == "Repealed" for element in text.iterancestors())
        if not repealed and not {"Commentary", "Footnote", "Version", "MadeDate", "LaidDate"} & set(above):
            lines.append("".join(spoken(text)))
    return [squeezed for line in lines if (squeezed := re.sub(r"\s", "", line)).strip(".")]


def spoken(element: etree._Element) -> list[str]:
    parts = [element.text or ""]
    for child in element:
        if etree.QName(child).localname != "Repeal":
            parts.extend(spoken(child))
        parts.append(child.tail or "")
    return parts


GENERATED = re.compile(r"(?:[“”‘’,.•]|and|\(\w{1,5}\)|\d+[A-Z]*(?:\.—|\.)?|9ALatches)*")


def check_every_line_of_law_is_said_once(path: Path) -> None:
    reading = read_file(path)
    kinds = (BlockKind.PARAGRAPH, BlockKind.ITEM)
    blocks = [block for block in reading.blocks if block.kind in kinds and "Signature" not in block.headings]
    blocks = [block for block in blocks if not re.match(r"Made|Laid|Coming|\[|An Act to", text_of(reading, block))]
    said = [re.sub(r"\s", "", text_of(reading, block)) for block in blocks if "blue" not in text_of(reading, block)]
    laws = [line for line in law_texts(path) if "Signedbyauthority" not in line and line != "Comingintoforce"]
    place = 0
    for block in said:
        while place < len(laws) and laws[place] in block:
            before, block = block.split(laws[place], 1)
            assert GENERATED.fullmatch(before), before
            place += 1
        assert GENERATED.fullmatch(block), block
    assert place == len(laws), laws[place]


@pytest.mark.parametrize("path", [ACT, REGULATIONS], ids=["act", "regulations"])
def test_every_line_of_law_is_in_one_block_in_order(path):
    check_every_line_of_law_is_said_once(path)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples of legislation in the shared folder")
def test_every_line_of_real_law_is_in_one_block_in_order():
    paths = sorted(SAMPLES.glob("*.xml"))
    assert len(paths) == 8
    for path in paths:
        check_every_line_of_law_is_said_once(path)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs the samples of legislation in the shared folder")
def test_real_fragments_are_numbered_and_headed():
    numbers = {
        path.stem.removeprefix("clml-sample-"): list(
            dict.fromkeys(block.paragraph for block in read_file(path).blocks if block.paragraph)
        )
        for path in SAMPLES.glob("*.xml")
    }
    assert numbers["1"] == ["18(2)"]
    assert numbers["2"] == numbers["3"] == [f"4({number})" for number in range(1, 12)]
    assert numbers["6"] == ["6(1)", "6(2)", "6(3)", "6(4)", "6(5)", "7"]
    assert numbers["7"] == [f"1({number})" for number in range(1, 9)]
    assert numbers["8"] == ["10(1)", "10(2)", "10(3)"]
    scheme = read_file(SAMPLES / "clml-sample-4.xml")
    assert {block.provision for block in scheme.blocks} == {Provision(Force.IN_FORCE, "N.I.", date(2022, 10, 25))}


@pytest.mark.skipif(not LAW_PDFS.is_dir(), reason="needs the Acts as PDF in the shared folder")
def test_numbers_and_section_headings_are_shaped_as_in_the_pdf_of_an_act(act_reading):
    printed = read_file(LAW_PDFS / "children-and-social-work-act-2017.pdf")
    for reading in (printed, act_reading):
        numbers = {block.paragraph for block in reading.blocks if block.paragraph}
        assert all(re.fullmatch(r"\d+[A-Z]*(\(([A-Z]\d+|\d+[A-Z]*)\))?", number) for number in numbers)
        first = next(block for block in reading.blocks if block.paragraph == "1(1)")
        assert first.headings[-1].startswith("1 ")
        assert text_of(reading, first).startswith("(1) ")
        assert first.headings[0].upper().startswith("PART 1 CHILDREN")
