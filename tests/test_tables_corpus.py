"""Thirty cells of the thresholds documents' tables: each found by a search for its words, with its row and column.

The cells were drawn by `random.Random(2026)`: twenty of Oxfordshire's 269, ten of Northamptonshire's 52 behind a first
column. Each was looked at on its page; nothing is quoted of it beyond an anchor of at most eight words. `row` is how
its row begins, or what its cell says the row is about where a table has no column of headings; `column` is the heading
that is printed over it, on its page or where its table began, "" where there is none. The search is for the anchor; of
the two terms in `COMMON`, which the document uses throughout, for the row's and the column's heading with it.
"""

from __future__ import annotations

import shutil
from functools import cache
from typing import NamedTuple

import pytest

from core.records import BlockKind, Passage, Reading
from core.settings import shared_folder
from index.build import build_store
from index.search import Searcher
from ingest.building import CELL_END
from ingest.pdf.reader import PdfReader

CORPUS = shared_folder() / "corpus"
OXFORDSHIRE = "oxfordshire-thresholds-2021"
NORTHANTS = "northants-thresholds-2022"
BEST = 5
COMMON = ("Locality and Community Support Service", "Children’s Social Care")

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs the real documents: set WAYMARK_SHARED to the folder that holds corpus/"
)


class Pin(NamedTuple):
    """A cell: its document and page, how its row begins, its column's heading, and words of it."""

    doc_id: str
    page: int
    row: str
    column: str
    anchor: str


PINS = [
    Pin(OXFORDSHIRE, 20, "Developmental milestones are met", "LEVEL 3", "Developmental milestones are delayed"),
    Pin(OXFORDSHIRE, 20, "Regular health care appointments are met", "LEVEL 4", "Missing specialist health care"),
    Pin(
        OXFORDSHIRE,
        21,
        "Able to secure appropriate education",
        "LEVEL 4",
        "Employability skills substantially impaired",
    ),
    Pin(
        OXFORDSHIRE, 22, "Ability to express and demonstrate empathy", "LEVEL 4", "empathy which causes harm to others"
    ),
    Pin(OXFORDSHIRE, 22, "Able to adapt to change", "LEVEL 3", "Finds change difficult to manage"),
    Pin(
        OXFORDSHIRE, 22, "Able to regulate behaviour appropriate", "LEVEL 4", "concern about behavior including online"
    ),
    Pin(OXFORDSHIRE, 22, "Demonstrates appropriate awareness of", "LEVEL 2", "Emerging concerns about risky behaviour"),
    Pin(
        OXFORDSHIRE, 28, "Excellent quality food, drink and", "LEVEL 4", "Child is mostly starved or routinely overfed"
    ),
    Pin(OXFORDSHIRE, 28, "Seeks suitable medical advice when", "LEVEL 2", "some appointments may be missed"),
    Pin(OXFORDSHIRE, 28, "Caregivers own physical and mental health", "LEVEL 4", "misuse places the child at risk"),
    Pin(OXFORDSHIRE, 30, "Child not exposed and/or protected", "LEVEL 2", "Emerging concerns that child is at risk"),
    Pin(OXFORDSHIRE, 31, "Caregivers are very warm and", "LEVEL 3", "Most of the time not warm or responsive"),
    Pin(OXFORDSHIRE, 31, "Child receives consistently warm", "LEVEL 3", "Receives erratic and inconsistent care"),
    Pin(OXFORDSHIRE, 35, "No unsafe adults", "LEVEL 4", "caregivers unwilling to accept that there"),
    Pin(OXFORDSHIRE, 36, "Well maintained", "LEVEL 4", "Dangerous disrepair, caregivers unwilling"),
    Pin(OXFORDSHIRE, 37, "Older children encouraged to", "LEVEL 2", "Ability to support older children to seek"),
    Pin(OXFORDSHIRE, 37, "Reasonable income", "LEVEL 4", "Extreme poverty/debt impacting on ability"),
    Pin(OXFORDSHIRE, 40, "MASH", "MEANING", "Multi Agency Safeguarding Hub"),
    Pin(OXFORDSHIRE, 40, "LCSS", "MEANING", "Locality and Community Support Service"),
    Pin(OXFORDSHIRE, 40, "CSC", "MEANING", "Children’s Social Care"),
    Pin(NORTHANTS, 1, "Update and owner", "", "updated with comments from MASH Steering Group"),
    Pin(NORTHANTS, 1, "Update and owner", "", "updated to reflect new partnership arrangements"),
    Pin(NORTHANTS, 10, "1 Universal support", "Action", "directed to relevant Universal services"),
    Pin(NORTHANTS, 10, "3 Complex needs", "Needs", "Children with complex or multiple needs"),
    Pin(NORTHANTS, 10, "3 Complex needs", "Services", "CAMHS community workers"),
    Pin(NORTHANTS, 10, "3 Complex needs", "Action", "guidance accessed by lead professional"),
    Pin(NORTHANTS, 15, "The common law duty of", "Fact", "practitioners need to balance the common law"),
    Pin(NORTHANTS, 19, "Emotional Health and", "Level 2: Vulnerable", "Some difficulties with family or peer group"),
    Pin(NORTHANTS, 20, "Family and Parenting", "Level 3: Complex Needs", "Receives erratic/inconsistent poor quality"),
    Pin(NORTHANTS, 21, "", "Level 3: Complex Needs", "Family has serious physical/mental health"),
]
each_cell = pytest.mark.parametrize("pin", PINS, ids=[f"{pin.doc_id[:5]}-{pin.page}-{pin.anchor[:20]}" for pin in PINS])


@cache
def read(doc_id: str) -> Reading:
    return PdfReader().read(CORPUS / "local" / f"{doc_id}.pdf")


@pytest.fixture(scope="module")
def searchers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Searcher]:
    """A search over each document alone, by words and by the hashing encoder."""
    found: dict[str, Searcher] = {}
    for doc_id in (OXFORDSHIRE, NORTHANTS):
        folder = tmp_path_factory.mktemp(doc_id)
        shutil.copy(CORPUS / "local" / f"{doc_id}.pdf", folder)
        (folder / "library.toml").write_text(
            f'[[document]]\nid = "{doc_id}"\nfile = "{doc_id}.pdf"\ntitle = "Thresholds"\npublisher = "Partnership"\n'
            'tier = "local"\napplies_to = "Here"\n'
        )
        build_store(folder, folder / "store", model="hashing")
        found[doc_id] = Searcher.open(folder / "store", model="hashing")
    return found


def holds(pin: Pin, passage: Passage) -> bool:
    pages = range(passage.page or 0, (passage.last_page or 0) + 1)
    return pin.page in pages and pin.anchor in passage.text


@each_cell
def test_a_cell_stands_in_its_row_behind_its_column(pin: Pin) -> None:
    reading = read(pin.doc_id)
    page = next(page for page in reading.pages if page.number == pin.page)
    text = reading.text[page.start : page.end]
    assert text.count(pin.anchor) == 1
    offset = page.start + text.index(pin.anchor)
    block = next(one for one in reading.blocks if one.start <= offset < one.end)
    row = reading.text[block.start : block.end]
    before = reading.text[block.start : offset].split(CELL_END)[-1]
    assert block.kind is BlockKind.ROW
    assert pin.row in row.split(CELL_END)[0]
    assert before.startswith(f"{pin.column}: " if pin.column else "")


@each_cell
def test_a_cell_is_found_by_its_words_and_shown_with_its_row_and_column(
    pin: Pin, searchers: dict[str, Searcher]
) -> None:
    searcher = searchers[pin.doc_id]
    query = f"{pin.row} {pin.column} {pin.anchor}" if pin.anchor in COMMON else pin.anchor
    found = [hit.passage for hit in searcher.search(query, k=BEST)]
    shown = [passage for passage in found if holds(pin, passage)]
    assert shown, f"none of the first {BEST} passages holds the cell"
    said = "\n".join(part for part in (shown[0].stem, shown[0].text) if part)
    assert pin.row in said
    assert pin.column in said


def test_the_sample_is_thirty_cells_quoted_by_eight_words_at_most() -> None:
    assert len({(pin.doc_id, pin.page, pin.anchor) for pin in PINS}) == 30
    assert all(len(words.split()) <= 8 for pin in PINS for words in pin[2:])
