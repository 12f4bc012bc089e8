"""Quotes of real documents: all stand in their file, what is changed does not, and the boxes are on the words.

Nothing of the documents is quoted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fakes import document as plain_document

from core.records import Block, BlockKind, Passage, Reading
from core.settings import shared_folder
from index.encoder import WordTokenizer
from ingest.letters import folded
from ingest.pdf.reader import PdfReader
from ingest.pdf.view import PagePlaces, places_from
from ingest.quotes import check_quotes, check_reading
from ingest.readers import read_file
from ingest.split import split

CORPUS = shared_folder() / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the real documents in {CORPUS} are absent")

PDFS = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*.pdf"))
OTHERS = sorted(
    str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*.*") if path.suffix in (".docx", ".html", ".md", ".txt")
)
_TALLEST = 60


@cache
def read(file: str) -> Reading:
    path = CORPUS / file
    return check_reading(path, PdfReader().read(path)) if path.suffix == ".pdf" else read_file(path)


def unverified(file: str) -> list[Block]:
    return [block for block in read(file).blocks if block.kind.is_body and block.verified is not True]


@pytest.mark.parametrize("file", PDFS)
def test_every_block_of_a_pdf_with_text_is_verified(file: str) -> None:
    assert unverified(file) == []


def test_every_block_of_every_other_file_is_verified() -> None:
    found = {file: len(unverified(file)) for file in OTHERS}
    assert len(found) > 100
    assert {file: count for file, count in found.items() if count} == {}


def changes(words: list[str], chance: random.Random) -> Iterator[list[str]]:
    """The words with one dropped, two that follow each other swapped, one changed, one put in; none at the ends."""
    place = chance.randrange(3, len(words) - 3)
    yield [*words[:place], *words[place + 1 :]]
    yield [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
    yield [*words[:place], "pelican", *words[place + 1 :]]
    yield [*words[:place], "not", *words[place:]]


@pytest.mark.parametrize(
    "file", ["national/kcsie-2025.pdf", "legislation/children-act-2004.pdf", "local/bedford-sufficiency-2024.pdf"]
)
def test_what_is_changed_in_a_paragraph_is_found(file: str) -> None:
    """Left aside are rows of dots (repealed law), where one dot fewer is the same, and words that come twice."""
    reading, chance = read(file), random.Random(7)
    wrong: list[Passage] = []
    for block in reading.blocks:
        words = reading.text[block.start : block.end].split()
        prose = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and block.verified
        if prose and len(words) >= 12 and "." not in words and any(mark in ".;:" for mark in words[-1]):
            for changed in changes(words, chance):
                if folded(" ".join(changed)) != folded(" ".join(words)):
                    wrong.append(_passage(reading, block, " ".join(changed)))
    checked = check_quotes(CORPUS / file, wrong)
    assert len(checked) > 400
    assert [one.text for one in checked if one.verified] == []


def test_words_of_another_page_are_found() -> None:
    reading = read("national/working-together-2023.pdf")
    moved = []
    for block in reading.blocks:
        page = reading.page_at(block.start)
        if block.kind is BlockKind.PARAGRAPH and block.end - block.start > 200 and page and 20 < page.number < 140:
            moved.append(_passage(reading, block, reading.text[block.start : block.end], by=5))
    assert len(moved) > 150
    assert sum(bool(one.verified) for one in check_quotes(CORPUS / "national/working-together-2023.pdf", moved)) == 0


def _passage(reading: Reading, block: Block, text: str, *, by: int = 0) -> Passage:
    first, last = reading.page_at(block.start), reading.page_at(block.end - 1)
    assert first is not None
    assert last is not None
    number, end = first.number + by, last.number + by
    return Passage("d#0", "d", 0, block.start, block.end, text, page=number, last_page=end)


@pytest.mark.parametrize("file", PDFS)
def test_the_text_inside_the_boxes_is_the_quote(file: str) -> None:
    """Asked of pdfium by rectangle, a way that the boxes were not made by. Marks of notes may stand between.

    Words that are turned on their page (boxes higher than any line) are left aside.
    """
    reading, chance = read(file), random.Random(5)
    blocks = [block for block in reading.blocks if block.verified and block.kind is not BlockKind.ROW]
    exact = 0
    chosen = chance.sample(blocks, min(16, len(blocks)))
    for block in chosen:
        quote = reading.text[block.start : block.end]
        page = reading.page_at(block.start)
        assert page is not None
        found = places_from(CORPUS / file, page.number, quote)
        if any(box.y1 - box.y0 > _TALLEST for one in found for box in one.boxes):
            continue
        inside = _letters_inside(CORPUS / file, found)
        wanted = _plain(quote)
        exact += inside == wanted
        assert _holds_in_order(inside, wanted), (file, page.number)
        assert len(inside) <= 1.1 * len(wanted) + 8, (file, page.number)
    assert exact >= 0.5 * len(chosen)


@pytest.mark.parametrize(
    "file",
    [
        "national/ofsted-annex-a-2025.pdf",
        "distractors/rshe-response-2025.pdf",
        "local/northants-ceraf-guidance-2023.pdf",
    ],
)
def test_a_passage_is_marked_on_its_own_pages_and_as_a_whole(file: str) -> None:
    reading = read(file)
    document = replace(plain_document("text"), file=file)
    for passage in split(document, reading, tokenizer=WordTokenizer(), limit=200):
        assert passage.page is not None
        assert passage.last_page is not None
        found = places_from(
            CORPUS / file, passage.page, passage.text, last=passage.last_page, is_figure=passage.is_figure
        )
        assert [one.page for one in found] == list(range(passage.page, passage.last_page + 1)), passage.passage_id


def _plain(text: str) -> str:
    return "".join(letter for letter in folded(text) if letter.isalnum())


def _letters_inside(path: Path, found: tuple[PagePlaces, ...]) -> str:
    """What pdfium says stands in the middle of each box; for pages that are not turned."""
    pdf = pdfium.PdfDocument(path)
    try:
        told = []
        for places in found:
            page = pdf[places.page - 1]
            left, _, _, top = page.get_cropbox()
            text = page.get_textpage()
            for box in places.boxes:
                middle, inset = (box.y0 + box.y1) / 2, 0.1 * (box.y1 - box.y0)
                told.append(
                    text.get_text_bounded(
                        left=left + box.x0 + 0.3,
                        right=left + box.x1 - 0.3,
                        bottom=top - middle - inset,
                        top=top - middle + inset,
                    )
                )
            text.close()
            page.close()
        return _plain("\n".join(told))
    finally:
        pdf.close()


def _holds_in_order(text: str, wanted: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in wanted)
