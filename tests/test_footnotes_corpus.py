"""Every footnote of real documents, tied to its sentence.

`golden/footnotes.json` holds for each document the notes that are printed in it, in order: mark, page of the note, the
last words (four at most) before the mark in the text, and the first words of the note. It was counted from the
characters of each page without the reader, and checked against the rendered pages; no flag rewrites it. The words
before the mark are null where the text shows no mark: notes 1 to 5 of the flow charts are cited inside a picture, notes
i and ii nowhere.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from core.records import Block, BlockKind, Document, Reading, Tier
from core.settings import shared_folder
from ingest.pdf.reader import PdfReader
from ingest.split import split

CORPUS = shared_folder() / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the real documents in {CORPUS} are absent")

GOLDEN = Path(__file__).parent / "golden" / "footnotes.json"
WORKING_TOGETHER = "national/working-together-2023.pdf"
COUNTS = {
    "distractors/cco-illegal-homes-2024.pdf": 19,
    "distractors/rshe-response-2025.pdf": 3,
    "local/bedford-sufficiency-2024.pdf": 3,
    "local/dash-quick-start.pdf": 2,
    "local/lambeth-information-pack-2025.pdf": 9,
    "local/lambeth-substance-use-2025.pdf": 1,
    "national/ofsted-annex-a-2025.pdf": 13,
    "local/oxfordshire-thresholds-2021.pdf": 0,
    "local/northants-missing-protocol-2022.pdf": 0,
    "national/ofsted-enforcement-2024.pdf": 0,
}
"""How many notes are printed in the documents whose notes are not listed one by one; all are cited in the text."""


class Printed(NamedTuple):
    """A note as it is printed."""

    mark: str
    page: int
    anchor: str | None
    opening: str


class Words:
    """One token a word."""

    def count(self, text: str) -> int:
        return len(text.split())


@cache
def read(file: str) -> Reading:
    return PdfReader().read(CORPUS / file)


def printed(file: str) -> list[Printed]:
    return [Printed(*row) for row in json.loads(GOLDEN.read_text(encoding="utf-8"))[file]]


def notes(file: str) -> list[Block]:
    return [block for block in read(file).blocks if block.kind is BlockKind.FOOTNOTE]


def bare(text: str) -> str:
    """Letters and digits alone: spaces and hyphens at line ends are the reader's to mend."""
    return re.sub(r"[\W_]", "", text).casefold()


LISTED = list(json.loads(GOLDEN.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", LISTED)
def test_every_printed_note_is_found_in_order_on_its_page_and_none_is_invented(file: str) -> None:
    pages = [read(file).page_at(note.start) for note in notes(file)]
    found = [(note.mark, page.number if page else None) for note, page in zip(notes(file), pages, strict=True)]
    assert found == [(note.mark, note.page) for note in printed(file)]


@pytest.mark.parametrize("file", LISTED)
def test_every_note_is_tied_to_the_words_before_its_mark(file: str) -> None:
    text = read(file).text
    wrong = []
    for note, true in zip(notes(file), printed(file), strict=True):
        cited = None if note.cited is None else bare(text[max(0, note.cited - 120) : note.cited])
        if (cited is None) != (true.anchor is None) or not (cited or "").endswith(bare(true.anchor or "")):
            wrong.append((true.mark, true.page))
    assert wrong == []


@pytest.mark.parametrize("file", LISTED)
def test_every_note_begins_with_its_own_words_and_not_with_its_mark(file: str) -> None:
    text = read(file).text
    wrong = [
        (true.mark, true.page)
        for note, true in zip(notes(file), printed(file), strict=True)
        if not bare(text[note.start : note.end]).startswith(bare(true.opening))
    ]
    assert wrong == []


def test_all_243_notes_of_working_together_are_tied() -> None:
    assert [note.mark for note in notes(WORKING_TOGETHER)] == [str(number) for number in range(1, 244)]
    assert all(note.cited is not None for note in notes(WORKING_TOGETHER))


@pytest.mark.parametrize(("file", "count"), COUNTS.items())
def test_other_documents_have_the_notes_that_are_printed_and_all_are_tied(file: str, count: int) -> None:
    assert len(notes(file)) == count
    assert all(note.cited is not None for note in notes(file))


@pytest.mark.parametrize("file", [*LISTED[:3], *COUNTS])
def test_no_mark_is_left_in_the_text(file: str) -> None:
    """No number stands right behind a word or its full stop, as "child.12" does; an address may hold one."""
    text = read(file).text
    stray = [
        text[: found.end()].rsplit(maxsplit=1)[-1]
        for found in re.finditer(r"[a-z]{2}[.,;:’”)]?\d{1,6}(?=[\s.,;:)]|$)", text)
    ]
    assert [word for word in stray if "/" not in word and not word.startswith("section")] == []


def small_letters(page: pdfium.PdfPage) -> Counter[str]:
    """The letters of a page in type of 2 to 8.6 points, by the sizes that pdfium gives each."""
    textpage = page.get_textpage()
    raw = textpage.raw
    matrix = pdfium_c.FS_MATRIX()
    letters: Counter[str] = Counter()
    for index in range(pdfium_c.FPDFText_CountChars(raw)):
        letter = chr(pdfium_c.FPDFText_GetUnicode(raw, index)).casefold()
        pdfium_c.FPDFText_GetMatrix(raw, index, matrix)
        size = pdfium_c.FPDFText_GetFontSize(raw, index) * (matrix.c**2 + matrix.d**2) ** 0.5
        if letter.isalpha() and 2 < size < 8.6:
            letters[letter] += 1
    textpage.close()
    return letters


def test_the_notes_of_a_page_hold_its_small_letters_and_no_others() -> None:
    """Pages 57, 104, 105 and 150 have charts and tables in small type; a ligature or two may be spelt out."""
    reading = read(WORKING_TOGETHER)
    held: dict[int, Counter[str]] = {}
    for note in notes(WORKING_TOGETHER):
        page = reading.page_at(note.start)
        letters = (letter for letter in reading.text[note.start : note.end].casefold() if letter.isalpha())
        held.setdefault(page.number if page else 0, Counter()).update(letters)
    wrong = []
    with pdfium.PdfDocument(CORPUS / WORKING_TOGETHER) as pdf:
        for number in range(1, len(pdf) + 1):
            printed_letters, got = small_letters(pdf[number - 1]), held.get(number, Counter())
            if sum(((printed_letters - got) + (got - printed_letters)).values()) > 3:
                wrong.append(number)
    assert wrong == [57, 104, 105, 150]


def test_a_note_that_runs_over_onto_the_next_page_is_one_block() -> None:
    [note] = [note for note in notes("national/kcsie-2024.pdf") if note.mark == "97"]
    text = read("national/kcsie-2024.pdf").text[note.start : note.end]
    assert text.startswith("Colleges must comply")
    assert text.endswith("Standards) Regulation 2014.")


def test_passages_show_the_notes_that_their_text_cites_and_notes_know_their_sentence() -> None:
    """Note 216 is cited by a heading and shown with the passage under it."""
    document = Document("wt", WORKING_TOGETHER, "A title", "DfE", Tier.STATUTORY, "England")
    passages = split(document, read(WORKING_TOGETHER), tokenizer=Words(), limit=250)
    shown = [(note.mark, passage) for passage in passages for note in passage.footnotes]
    assert sorted(int(mark or 0) for mark, _ in shown) == list(range(1, 244))
    anchors = {note.mark: note.anchor or "" for note in printed(WORKING_TOGETHER)}
    assert all(
        bare(anchors[mark or ""].split()[-1]) in bare(" ".join([*passage.headings, passage.text]))
        for mark, passage in shown
    )
