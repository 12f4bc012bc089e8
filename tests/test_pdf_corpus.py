"""The PDF reader on real documents: counts, numbers and places that were checked against the printed pages.

Nothing of the documents is quoted beyond anchors of a few words.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from core.records import Block, Reading
from core.settings import shared_folder
from ingest.pdf.reader import PdfReader

CORPUS = shared_folder() / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the real documents in {CORPUS} are absent")

KCSIE_2025 = "national/kcsie-2025.pdf"
KCSIE_2024 = "national/kcsie-2024.pdf"
WORKING_TOGETHER = "national/working-together-2023.pdf"
GUIDE = "national/childrens-homes-guide-2015.pdf"
IRO = "national/iro-handbook-2010.pdf"
ENFORCEMENT = "national/ofsted-enforcement-2024.pdf"
REGULATIONS = "legislation/childrens-homes-regulations-2015.pdf"
ACT_2004 = "legislation/children-act-2004.pdf"
ACT_2017 = "legislation/children-and-social-work-act-2017.pdf"
BEDFORD = "local/bedford-sufficiency-2024.pdf"
OXFORDSHIRE = "local/oxfordshire-thresholds-2021.pdf"
ALL = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*.pdf"))


@cache
def read(file: str) -> Reading:
    return PdfReader().read(CORPUS / file)


def place(file: str, anchor: str) -> tuple[Block, int, str | None]:
    """The block that holds an anchor, and the number and label of its page; the anchor must occur once."""
    reading = read(file)
    assert reading.text.count(anchor) == 1, f"{anchor!r} occurs {reading.text.count(anchor)} times in {file}"
    offset = reading.text.index(anchor)
    page = reading.page_at(offset)
    assert page is not None
    return next(b for b in reading.blocks if b.start <= offset < b.end), page.number, page.label


def sections(file: str) -> list[str]:
    """The numbers of sections or regulations before the Schedules, each once, in order."""
    before = [b for b in read(file).blocks if not any("SCHEDULE" in words for words in b.headings)]
    found = [re.match(r"\w+", b.paragraph) for b in before if b.paragraph]
    return list(dict.fromkeys(number.group() for number in found if number))


def test_regulations_are_numbered_1_to_57() -> None:
    assert sections(REGULATIONS) == [str(number) for number in range(1, 58)]


def test_sections_of_the_2017_act_are_numbered_1_to_71() -> None:
    assert sections(ACT_2017) == [str(number) for number in range(1, 72)]


def test_sections_of_the_2004_act_come_in_order_with_those_inserted_since() -> None:
    found = sections(ACT_2004)
    assert [number for number in found if number.isdigit()] == [str(number) for number in range(1, 70)]
    assert [number for number in found if number.startswith("2") and not number.isdigit()] == [
        "2A", "2B", "2C", "2D", "2E", "2F",
    ]  # fmt: skip
    assert [number for number in found if re.match(r"16[A-Z]", number)] == [
        f"16{letter}" for letter in "ABCDEFGHIJKLMNOPQ"
    ]


@pytest.mark.parametrize("file", [REGULATIONS, ACT_2004, ACT_2017])
def test_subsections_of_one_section_never_go_back(file: str) -> None:
    under: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for block in read(file).blocks:
        found = re.fullmatch(r"(\w+)\((\d+)\w*\)", block.paragraph or "")
        if found:
            under.setdefault((block.headings[:1], found.group(1)), []).append(int(found.group(2)))
    assert len(under) > 40
    assert all(counted == sorted(counted) for counted in under.values())


@pytest.mark.parametrize(
    ("file", "anchor", "kind", "paragraph", "page", "label"),
    [
        (KCSIE_2025, "be aware of their local early help process", "paragraph", "13", 9, "9"),
        (WORKING_TOGETHER, "day of a referral being received, local authority", "paragraph", "153", 58, "58"),
        (WORKING_TOGETHER, "meet within 10 working days from the initial", "item", None, 97, "97"),
        (GUIDE, "Restricting the liberty of a child is a", "paragraph", "1.6", 72, "72"),
        (IRO, "now has the authority to refer a case", "paragraph", "8.10", 56, "55"),
        (REGULATIONS, "must ensure that an independent person visits", "paragraph", "44(1)", 32, "32"),
        (REGULATIONS, "must notify HMCI and each other relevant person", "paragraph", "40(4)", 28, "28"),
        (BEDFORD, "All children with adoption recommendations are placed", "item", None, 7, "7"),
        (ENFORCEMENT, "act immediately on any information that suggests", "item", None, 4, None),
        (OXFORDSHIRE, "Missing routine and non-routine health care", "row", None, 20, "20"),
    ],
)
def test_a_known_place_is_found(
    file: str, anchor: str, kind: str, paragraph: str | None, page: int, label: str | None
) -> None:
    block, number, printed = place(file, anchor)
    assert (block.kind.value, block.paragraph, number, printed) == (kind, paragraph, page, label)


@pytest.mark.parametrize(
    ("file", "anchor", "headings"),
    [
        (
            WORKING_TOGETHER,
            "day of a referral being received, local authority",
            ("Chapter 3: Providing help, support and protection", None, "Timeliness"),
        ),
        (
            KCSIE_2025,
            "Any child may benefit from early help",
            ("Part one: Safeguarding information for all staff", None, None, "Early help"),
        ),
        (
            REGULATIONS,
            "must ensure that an independent person visits",
            (None, "Independent person: visits and reports"),
        ),
        (OXFORDSHIRE, "Missing routine and non-routine health care", (None, None, "HEALTH")),
    ],
)  # fmt: skip
def test_a_heading_path_leads_to_the_place(file: str, anchor: str, headings: tuple[str | None, ...]) -> None:
    block, _, _ = place(file, anchor)
    assert len(block.headings) == len(headings)
    assert all(expected in (None, found) for expected, found in zip(headings, block.headings, strict=True))


def test_columns_of_a_landscape_page_are_read_in_turn() -> None:
    text = read(BEDFORD).text
    order = [
        "WHAT DOES GOOD LOOK LIKE?",
        "All children with adoption recommendations",
        "Services are available in adequate",
    ]
    offsets = [text.rindex(order[0], 0, text.index(order[1])), text.index(order[1]), text.index(order[2])]
    assert offsets == sorted(offsets)


@pytest.mark.parametrize("file", [REGULATIONS, ACT_2004, ACT_2017])
def test_furniture_of_legislation_pages_is_not_text(file: str) -> None:
    text = read(file).text
    assert "Document Generated" not in text
    assert "See end of Document for details" not in text


@pytest.mark.parametrize("file", ALL)
def test_every_letter_of_body_text_is_kept(file: str) -> None:
    """What pdfium says of a page, less running heads and raised note marks, is in the reading, letter for letter.

    Heads are known here as lines that come back on a twelfth of the pages or more; those of legislation, which change
    with its Parts, leave a remainder.
    """
    reading = read(file)
    expected: Counter[str] = Counter()
    with pdfium.PdfDocument(CORPUS / file) as pdf:
        pages = [pdf[index].get_textpage().get_text_range() for index in range(len(pdf))]
    masked = [[re.sub(r"\d+", "#", line.strip()) for line in page.splitlines()] for page in pages]
    often = Counter(line for page in masked for line in set(page))
    for page in masked:
        expected.update(char for line in page if often[line] * 12 < len(pages) or often[line] == 1
                        for char in line.casefold() if char.isalpha())  # fmt: skip
    got = Counter(char for char in reading.text.casefold() if char.isalpha())
    lost = sum((expected - got).values())
    heads = 0.012 if file.startswith("legislation") else 0.004
    assert lost <= max(12, heads * sum(expected.values())), f"{lost} letters of {sum(expected.values())} are lost"


@pytest.mark.parametrize("file", ALL)
def test_blocks_tile_the_text_and_every_page_is_there(file: str) -> None:
    reading = read(file)
    assert "\n".join(reading.text[b.start : b.end] for b in reading.blocks) == reading.text
    with pdfium.PdfDocument(CORPUS / file) as pdf:
        assert [page.number for page in reading.pages] == list(range(1, len(pdf) + 1))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u00ad\ufffe\ufb00-\ufb06\ue000-\uf8ff]", reading.text)


def test_the_corpus_holds_the_files_that_these_tests_name() -> None:
    named = {KCSIE_2025, KCSIE_2024, WORKING_TOGETHER, GUIDE, IRO, ENFORCEMENT, REGULATIONS, ACT_2004, ACT_2017}
    assert named <= set(ALL)
    assert all(Path(CORPUS / file).is_file() for file in named)
