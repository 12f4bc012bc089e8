"""The structure of real documents, against what was read off their pages by eye: one JSON file a document.

`tests/golden/structure/*.json` holds, of a file under the shared corpus:

- `numbers`: every printed paragraph number in order, as ranges ("1-562 1-23", "14.2-18"); `numbers_at` some with pages.
  The numbers of sections stand in their headings, those of a list under a stem in its items, and are not among these;
- `lists`: the printed numbers and letters of those lists, where a document has no numbered paragraphs;
- `paths`: places by page and anchor, with the SHA-256 of the heading path joined by " > " and the first words of its
  last heading. `known` says why a reader still fails there: the test holds the failures to exactly those;
- `labels`: the label printed on a page by its number in the file, null where none is printed; {} without pages;
- `furniture`: how each running head or foot begins, or what a site puts around a page, which only a cover may say;
- `spaced`: words that are printed with a space behind their hyphen within a line, where there are any.

A line in bold that ends in a colon and leads into a list or a text is a stem, not a heading, unless another such line
follows it directly. A box's heading counts within its box. Nothing of the documents is quoted beyond anchors and
headings of at most eight words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fakes import document

from core.records import Block, BlockKind, Page, Passage, Reading
from core.settings import ROOT, shared_folder
from index.encoder import WordTokenizer
from ingest.readers import read_file
from ingest.split import split

CORPUS = shared_folder() / "corpus"
GOLDENS = sorted((ROOT / "tests" / "golden" / "structure").glob("*.json"))
LIMIT = 256

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="needs the real documents: set WAYMARK_SHARED to the folder that holds corpus/"
)
each_document = pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)


@cache
def truth(golden: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(golden.read_text(encoding="utf-8"))
    return found


@cache
def read(golden: Path) -> Reading:
    return read_file(CORPUS / truth(golden)["file"])


@cache
def passages(golden: Path) -> list[Passage]:
    return split(document(golden.stem), read(golden), tokenizer=WordTokenizer(), limit=LIMIT)


def spelt_out(ranges: str) -> list[str]:
    """`spelt_out("1-3 2.9-10 7")` is `["1", "2", "3", "2.9", "2.10", "7"]`; a number that is no range stands alone.

    Subsections stand in brackets behind their section: "5(1,1A,2-3)" is `["5(1)", "5(1A)", "5(2)", "5(3)"]`.
    """
    numbers: list[str] = []
    for part in ranges.split():
        section = re.fullmatch(r"(\w+)\((.+)\)", part)
        for one in section[2].split(",") if section else [part]:
            found = re.fullmatch(r"((?:\d+\.)*)(\d+)-(\d+)", one)
            plain = [f"{found[1]}{n}" for n in range(int(found[2]), int(found[3]) + 1)] if found else [one]
            numbers += [f"{section[1]}({number})" for number in plain] if section else plain
    return numbers


def numbers(reading: Reading) -> list[tuple[str, int | None]]:
    """The paragraph numbers in effect, one after the other, each once while it lasts, with its page."""
    found: list[tuple[str, int | None]] = []
    for block in reading.blocks:
        if block.paragraph and (not found or found[-1][0] != block.paragraph):
            page = reading.page_at(block.start)
            found.append((block.paragraph, page.number if page else None))
    return found


def page_text(reading: Reading, number: int | None) -> tuple[int, str]:
    """The text of a page, and where it begins; the whole text for a format without pages."""
    page = next((page for page in reading.pages if page.number == number), Page(0, None, 0, len(reading.text)))
    return page.start, reading.text[page.start : page.end]


def block_at(reading: Reading, pin: dict[str, Any]) -> Block:
    start, text = page_text(reading, pin["page"])
    assert text.count(pin["anchor"]) == 1, f"{pin['anchor']!r} stands {text.count(pin['anchor'])} times on its page"
    offset = start + text.index(pin["anchor"])
    return next(block for block in reading.blocks if block.start <= offset < block.end)


def is_text(block: Block) -> bool:
    return block.kind.is_body and block.kind is not BlockKind.FOOTNOTE


@each_document
def test_structure_finds_every_printed_paragraph_number_in_order_and_invents_none(golden: Path) -> None:
    found = numbers(read(golden))
    assert [number for number, _ in found] == spelt_out(truth(golden)["numbers"])
    left = iter(found)
    assert [pin for pin in truth(golden)["numbers_at"] if tuple(pin) not in left] == []


@each_document
def test_structure_keeps_the_printed_numbers_of_lists_in_order(golden: Path) -> None:
    reading, known = read(golden), truth(golden)
    assert ("lists" in known) == (known["numbers"] == "")
    items = [reading.text[block.start : block.end] for block in reading.blocks if block.kind is BlockKind.ITEM]
    found = [mark[1] for text in items if (mark := re.match(r"\(?(\d{1,2}|[a-z])[.)] ", text))]
    assert "lists" not in known or found == spelt_out(known["lists"])


@each_document
def test_structure_puts_every_pinned_place_under_its_headings(golden: Path) -> None:
    reading, failed, known = read(golden), {}, set()
    for pin in truth(golden)["paths"]:
        path = block_at(reading, pin).headings
        if "known" in pin:
            known.add(pin["anchor"])
        if hashlib.sha256(" > ".join(path).encode()).hexdigest() != pin["sha256"]:
            failed[pin["anchor"]] = f"page {pin['page']}: under {path}, but it stands under {pin['last']!r}"
    assert set(failed) == known, "\n".join(f"{anchor!r}: {said}" for anchor, said in failed.items())
    assert len(truth(golden)["paths"]) >= 100 or len(read(golden).blocks) < 150


@each_document
def test_structure_keeps_printed_labels_apart_from_page_numbers(golden: Path) -> None:
    labels = {str(page.number): page.label for page in read(golden).pages}
    assert {number: labels[number] for number in truth(golden)["labels"]} == truth(golden)["labels"]


@each_document
def test_structure_keeps_furniture_and_contents_out_of_passages(golden: Path) -> None:
    """Dots behind a number alone are what an Act prints for a subsection that has gone, and no line of contents."""
    heads = tuple(truth(golden)["furniture"])
    lines = [line for passage in passages(golden) if passage.page != 1 for line in passage.text.split("\n")]
    number = re.compile(r"(?:page )?\d{1,4}(?: of \d{1,4})?", re.IGNORECASE)
    led = re.compile(r"[^\W\d_]{3}.*(?:\. ?){5,}\s*\d*$|…{2,}\s*\d+$")
    assert [line for line in lines if heads and line.startswith(heads)] == []
    assert [line for line in lines if number.fullmatch(line) or led.search(line)] == []


def recurring(path: Path) -> set[str]:
    """What three words or more stand at one height on more than five pages of a PDF, whatever their numbers."""
    pages: dict[tuple[str, int], set[int]] = defaultdict(set)
    with pypdfium2.PdfDocument(path) as pdf:
        for number in range(len(pdf)):
            textpage = pdf[number].get_textpage()
            for index in range(textpage.count_rects()):
                box = textpage.get_rect(index)
                words = re.sub(r"\d+", "#", textpage.get_text_bounded(*box).strip())
                pages[words, round(box[1] / 3)].add(number)
    return {words for (words, _), found in pages.items() if len(found) > 5 and len(words.split()) > 2}


@each_document
def test_structure_lets_no_text_that_recurs_on_many_pages_into_body_blocks(golden: Path) -> None:
    """Neither what a PDF prints at one height on over five pages, nor what, in few words, opens or closes so many.

    The furniture that a golden names stands in its file: on the pages of a PDF, in the text of another.
    """
    reading = read(golden)
    edges: Counter[str] = Counter()
    for page in reading.pages[1:]:
        own = [block for block in reading.blocks if page.start <= block.start < page.end and is_text(block)]
        edges.update({re.sub(r"\d+", "#", reading.text[b.start : b.end]) for b in {*own[:1], *own[-1:]}})
    assert [text for text, count in edges.items() if count > 5 and len(text.split()) <= 30] == []
    path = CORPUS / truth(golden)["file"]
    heads = recurring(path) if path.suffix == ".pdf" else set()
    furniture = tuple(truth(golden)["furniture"])
    if path.suffix == ".pdf":
        assert not furniture or any(head.startswith(furniture) for head in heads)
    else:
        assert [head for head in furniture if head not in path.read_text(encoding="utf-8")] == []
    body = [re.sub(r"\d+", "#", passage.text) for passage in passages(golden) if passage.page != 1]
    assert [head for head in heads if any(head in text for text in body)] == []


@each_document
def test_structure_breaks_no_word_at_a_line_end(golden: Path) -> None:
    """No ligature or soft hyphen is left, and no "safe- guarding": halves of a word that stands whole elsewhere."""
    reading = read(golden)
    body = "\n".join(reading.text[block.start : block.end] for block in reading.blocks if block.kind.is_body)
    assert re.findall(r"[\u00ad\ufb00-\ufb06]", body) == []
    known = Counter(re.findall(r"[a-z]+", body.casefold()))
    broken = [
        found.group()
        for found in re.finditer(r"\b([A-Za-z]{2,})- ([a-z]{2,})\b", body)
        if found[2] not in ("and", "or", "to", "of") and known[(found[1] + found[2]).casefold()]
    ]
    assert broken == truth(golden).get("spaced", [])


def test_structure_goldens_quote_no_more_than_eight_words() -> None:
    counts: dict[str, list[str]] = defaultdict(list)
    for golden in GOLDENS:
        found = truth(golden)
        quoted = [words for pin in found["paths"] for words in (pin["anchor"], pin["last"])] + found["furniture"]
        counts[golden.stem] = [words for words in quoted if len(words.split()) > 8]
    assert len(GOLDENS) >= 10
    assert not any(counts.values())
