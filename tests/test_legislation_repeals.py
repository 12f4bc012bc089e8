"""Legislation as it was changed: what is repealed is no law, and no two wordings are mixed."""

import pytest
from statutes import act, block_with, saved, section, text_of

from core.records import BlockKind, Document, Force, Tier
from index.hashing import WordTokenizer
from ingest.readers import read_file
from ingest.split import split


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
