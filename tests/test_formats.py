"""One text gives the same passages as Markdown, HTML, Word and PDF, character for character, with its footnotes.

The texts are one made for it and every Markdown text of the library that ships, each written in the four formats by
`renderings`. Two things are left to the PDF reader's own ways: a title that only the first of more than three pages
bears is not in its heading paths, and a table's rows do not say their headers; the PDFs are compared without both.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from fakes import document
from renderings import WRITERS, Part, parsed

from core.records import BlockKind, Passage, Reading
from core.settings import ROOT
from index.hashing import WordTokenizer
from ingest.readers import read_file
from ingest.split import split

OWN = """# Visits to children

Marlbrook County Council

## 1. When to visit

1.1 The social worker must visit[^1] the child within five working days of the placement.

1.2 The visit must:

(a) be in the home, unless:

    (i) the child asks to meet elsewhere; or

    (ii) the home is not safe;

(b) last long enough for the child to talk alone.[^2]

1.3 The worker looks at:

- where the child sleeps
- what the child eats, and:
  - who cooks
  - who shops
- who else lives there.

## 2. Records

### 2.1 In writing

2.1.1 The record is made within two working days[^3], by the worker who went.

2.1.2 A copy goes to the carer “at once” – never by post.

### 2.2 What it says

2.2.1 Each record says whether the child was seen alone.

## 3. Reviews

3.1 Each review reads the records.[^4]

| What | Who | By when |
|---|---|---|
| First record | social worker | two working days[^5] |
| Check | team manager | five working days |
| Copy to the child | reviewing officer | before the review |

[^1]: The Care Planning Regulations say how often.
[^2]: A child who needs an interpreter has one from outside the family, as section 9 says.
[^3]: A day counts from nine in the morning.
[^4]: All of them.
[^5]: Three in August.
"""
NUMBERED = "\n\n".join(
    ["# Reviews", *(f"## Part {part}\n\n" + "\n\n".join(
        f"{number}. The reviewing officer must hear from person {number} before the review is held and again after it."
        for number in range(6 * part - 5, 6 * part + 1)) for part in (1, 2, 3))]
)  # fmt: skip
LIBRARY = sorted((ROOT / "guidance_docs").glob("*/*.md"))
TEXTS = {"own": OWN, "numbered": NUMBERED} | {
    f"{path.parent.name}/{path.stem}": path.read_text(encoding="utf-8") for path in LIBRARY
}


def read_as(parts: list[Part], folder: Path, ending: str) -> Reading:
    WRITERS[ending](parts, folder / f"text{ending}")
    return read_file(folder / f"text{ending}")


def passages_of(reading: Reading) -> list[Passage]:
    return split(document("text"), reading, tokenizer=WordTokenizer(), limit=WordTokenizer.limit)


def said(reading: Reading, *, title: str | None = None) -> list[tuple[object, ...]]:
    """All that each passage of the text says: words, path (without `title`), number, stem, kinds, places, footnotes."""
    return [
        (
            one.text,
            tuple(words for words in one.headings if words != title),
            one.paragraph,
            one.stem,
            [block.kind for block in reading.blocks if one.start <= block.start < one.end],
            _numbers(one),
            [(note.mark, note.text, note.at - one.start) for note in one.footnotes],
        )
        for one in passages_of(reading)
        if one.cited_in is None
    ]


def _numbers(passage: Passage) -> list[tuple[str | None, int]]:
    """Where each further number begins in a passage; where a page turns is a PDF's own affair."""
    places = [(passage.paragraph, 0), *((place.paragraph, place.start - passage.start) for place in passage.places)]
    return [after for before, after in pairwise(places) if after[0] != before[0]]


def noted(reading: Reading, *, title: str | None = None) -> list[tuple[object, ...]]:
    """All that the passages of footnotes say, in the order of their words: on paper they wait for the page's foot."""
    passages = passages_of(reading)
    return sorted(
        (
            one.text,
            tuple(words for words in one.headings if words != title),
            one.paragraph or "",
            one.stem or "",
            passages[one.cited_in].text,
        )
        for one in passages
        if one.cited_in is not None
    )


@pytest.mark.parametrize("ending", [".html", ".docx"])
@pytest.mark.parametrize("name", TEXTS)
def test_one_text_gives_the_same_passages_as_in_markdown(tmp_path: Path, name: str, ending: str) -> None:
    parts = parsed(TEXTS[name])
    first, second = (read_as(parts, tmp_path, kind) for kind in (".md", ending))
    assert said(second) == said(first)
    assert noted(second) == noted(first)


@pytest.mark.parametrize("name", TEXTS)
def test_one_text_gives_the_same_passages_as_a_pdf(tmp_path: Path, name: str) -> None:
    parts = parsed(TEXTS[name])
    first, second = (read_as(parts, tmp_path, kind) for kind in (".md", ".pdf"))
    title = next((part.text for part in parts if part.kind == "heading"), None) if len(second.pages) > 3 else None
    assert said(second, title=title) == said(first, title=title)
    assert noted(second, title=title) == noted(first, title=title)


def test_the_text_made_for_it_is_read_as_meant(tmp_path: Path) -> None:
    reading = read_as(parsed(OWN), tmp_path, ".docx")
    kinds = [block.kind for block in reading.blocks]
    assert [kinds.count(kind) for kind in (BlockKind.HEADING, BlockKind.ITEM, BlockKind.ROW, BlockKind.FOOTNOTE)] == [
        6, 9, 3, 5,
    ]  # fmt: skip
    numbers = dict.fromkeys(block.paragraph for block in reading.blocks if block.paragraph)
    assert list(numbers) == ["1.1", "1.2", "1.3", "2.1.1", "2.1.2", "2.2.1", "3.1"]
    (romans, *_) = [block for block in reading.blocks if reading.text.startswith("(ii)", block.start)]
    assert romans.stem is not None
    assert reading.text[romans.stem[0] : romans.stem[1]] == "(a) be in the home, unless:"
    rows = [reading.text[block.start : block.end] for block in reading.blocks if block.kind is BlockKind.ROW]
    assert rows[0] == "What: First record | Who: social worker | By when: two working days"
    assert "Copy to the child" in rows[2]
    notes = {note.mark: note for one in passages_of(reading) for note in one.footnotes}
    assert {mark: reading.text[: note.at].split()[-2:] for mark, note in notes.items()} == {
        "1": ["must", "visit"],
        "2": ["talk", "alone."],
        "3": ["working", "days"],
        "4": ["the", "records."],
        "5": ["working", "days"],
    }


def test_the_texts_are_the_whole_library_that_ships() -> None:
    assert len(LIBRARY) >= 20
    assert sum(len(text.split()) for text in TEXTS.values()) > 25_000
