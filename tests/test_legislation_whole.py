"""Every line of law is said once and in order, of the samples made here and of real law where it is at hand."""

import re
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from statutes import ACT, REGULATIONS, text_of

from core.records import BlockKind, Force, Provision
from core.settings import shared_folder
from ingest.readers import read_file

SAMPLES = shared_folder() / "samples" / "clml"
LAW_PDFS = shared_folder() / "corpus" / "legislation"


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
