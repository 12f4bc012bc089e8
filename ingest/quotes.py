"""The check that what is quoted stands in its file: made for every block when a file is read.

    checked = check_reading(path, reading)          each block with `verified` True or False
    checked = check_quotes(path, passages)          the same for passages

The words are looked for in the file's own letters (`ingest.raw`, `ingest.pdf.raw`), which are taken from it anew and
not from what the reader put together: in a PDF on the pages that the quote is said to stand on. They must stand there
in the quote's order with nothing between them (`ingest.pdf.trace` says what may be passed over). Only white space,
ligatures, bullets, kinds of quotation mark and hyphens at a line's end may differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from core.records import Block, BlockKind, Passage, Reading
from ingest.pdf.quote import CELL_EDGE, HEADING_END, find_quote
from ingest.pdf.raw import RawPdf
from ingest.raw import RawText, raw_text

_COUNTED = "|".join(
    [
        r"\d+(?:\.\d+)+[a-z]?\.?",
        r"\(?(?:\d{1,4}[A-Z]{0,3}|([A-Za-z])\1?|[ivxl]{1,6})[.)]+",
        r"\([A-Za-z]{3}\)",
        r"\d+[A-Z]{0,3}(?=\s*\()",
        r"\d+[A-Z]+(?=\s)",
    ]
)
_LABEL = re.compile(rf"[“‘\"']?(?:{_COUNTED})(?:[—–-]|\s)*(?:\([0-9A-Za-z]{{1,5}}\)\s*)*")

_NEAR = 4000
"""Letters after the last block that was found: the next one mostly begins within them."""
_LONGEST_LABEL = 80
_ENDS = ".;:?!"
"""What a sentence or a stem ends with, and a label in a drawing does not."""


class _Claim(NamedTuple):
    """Words that are said to stand on the pages `first` to `last` (0 without pages)."""

    words: str
    first: int
    last: int
    is_figure: bool
    may_be_row: bool


_Holds = Callable[[_Claim], bool]


def check_reading(path: Path, reading: Reading, raw: RawPdf | None = None) -> Reading:
    """The reading of `path` with every body block's `verified` set; headings, contents and notes on law keep None.

    A block that was checked before (against another file, as OCR's text is) keeps what was found then. `raw` is
    the PDF where it is open already. Raises a `ReadError` where the file cannot be opened.
    """
    with _opened(path) if raw is None else nullcontext(partial(_stands_on, raw)) as holds:
        blocks = (
            replace(block, verified=holds(_block_claim(reading, block)))
            if block.kind.is_body and block.verified is None
            else block
            for block in reading.blocks
        )
        return replace(reading, blocks=tuple(_with_drawings(reading, blocks, holds)))


def _with_drawings(reading: Reading, blocks: Iterable[Block], holds: _Holds) -> Iterator[Block]:
    """The blocks, those of a drawing as figures: labels in a row of which one has an order that its page has not.

    Their words are looked for in any order then.
    """

    def place(block: Block) -> tuple[object, ...]:
        is_label = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and block.end - block.start <= _LONGEST_LABEL
        page = reading.page_at(block.start)
        is_label = is_label and page is not None and reading.text[block.end - 1] not in _ENDS
        return is_label, page and page.number, block.headings, None if is_label else block.start

    for (is_label, *_), group in groupby(blocks, key=place):
        labels = list(group)
        if is_label and any(label.verified is False for label in labels):
            drawn = (replace(label, kind=BlockKind.FIGURE, stem=None) for label in labels)
            labels = [replace(label, verified=holds(_block_claim(reading, label))) for label in drawn]
        yield from labels


def check_quotes(path: Path, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages of `path`, in their order, with `verified` set: whether their words stand in it.

    Raises a `ReadError` where the file cannot be opened.
    """
    with _opened(path) as holds:
        return tuple(replace(passage, verified=holds(_passage_claim(passage))) for passage in passages)


def _block_claim(reading: Reading, block: Block) -> _Claim:
    first, last = reading.page_at(block.start), reading.page_at(block.end - 1)
    return _Claim(
        reading.text[block.start : block.end],
        first.number if first else 0,
        last.number if last else 0,
        block.kind is BlockKind.FIGURE,
        block.kind is BlockKind.ROW,
    )


def _passage_claim(passage: Passage) -> _Claim:
    return _Claim(passage.text, passage.page or 0, passage.last_page or 0, passage.is_figure, True)


@contextmanager
def _opened(path: Path) -> Iterator[_Holds]:
    if path.suffix.lower() != ".pdf":
        text = raw_text(path)
        yield _InText(text)
        return
    with RawPdf(path) as pdf:
        yield partial(_stands_on, pdf)


def _stands_on(pdf: RawPdf, claim: _Claim) -> bool:
    found = find_quote(
        pdf,
        claim.words,
        first=claim.first,
        last=claim.last,
        is_ordered=not claim.is_figure,
        may_be_row=claim.may_be_row,
    )
    return found.missing is None


class _InText:
    """The check against a file without pages: its blocks are looked for where the one before them was found first."""

    def __init__(self, text: RawText) -> None:
        self._text = text
        self._at = 0

    def __call__(self, claim: _Claim) -> bool:
        """Whether each block stands in the file as it is, without the number that its list counts, or cell by cell."""
        return all(self._stands(line, may_be_row=claim.may_be_row) for line in claim.words.split("\n"))

    def _stands(self, line: str, *, may_be_row: bool) -> bool:
        if not may_be_row:
            return self._is_found(line)
        cells = CELL_EDGE.split(line)
        if len(cells) > 1 and all(map(self._is_cell, cells)):
            return True
        return self._is_found(line) or all(self._is_cell(cell) or self._is_found(cell) for cell in cells)

    def _is_cell(self, cell: str) -> bool:
        """Whether words are a table's cell, or "heading: words", one cell before what is another or stands in one."""
        if self._text.folded(cell) in self._text.cells:
            return True
        parts = ((cell[: found.start()], cell[found.end() :]) for found in HEADING_END.finditer(cell))
        return any(
            self._text.folded(heading) in self._text.cells
            and (self._text.folded(words) in self._text.cells or self._is_found(words))
            for heading, words in parts
        )

    def _is_found(self, words: str) -> bool:
        forms = [self._text.folded(words)]
        label = _LABEL.match(words)
        rest = self._text.folded(words[label.end() :]) if label is not None else ""
        if rest:
            forms.append(rest)
        for start, end in ((self._at, self._at + _NEAR), (0, len(self._text.letters))):
            for letters in forms:
                place = self._text.letters.find(letters, start, end + len(letters))
                if place >= 0:
                    self._at = place
                    return True
        return False
