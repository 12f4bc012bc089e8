"""Editions made of lines, each a block, as a comparison takes them; nothing here asserts."""

from __future__ import annotations

import re

import numpy as np
from fakes import document

from alignment.changes import changes
from alignment.records import Change, ChangeKind, Rating
from alignment.sides import Side
from alignment.statements import statements_of
from core.records import Block, BlockKind, Document, Page, Reading, Tier

_KINDS = {"# ": BlockKind.HEADING, "• ": BlockKind.ITEM, "^ ": BlockKind.FOOTNOTE, "~ ": BlockKind.FIGURE}


def edition(doc_id: str, *lines: str, tier: Tier = Tier.STATUTORY) -> Side:
    """A document of `lines`: "# " a heading, "• " an item of the list that the last line with a colon leads into,
    "^ " a note, "~ " a chart, "a | b" a row, and "12. " a numbered paragraph."""
    blocks: list[Block] = []
    texts: list[str] = []
    start = 0
    headings: tuple[str, ...] = ()
    paragraph: str | None = None
    stem: tuple[int, int] | None = None
    for line in lines:
        kind = _KINDS.get(line[:2], BlockKind.ROW if " | " in line else BlockKind.PARAGRAPH)
        text = line[2:] if kind not in (BlockKind.ITEM, BlockKind.PARAGRAPH, BlockKind.ROW) else line
        end = start + len(text)
        if number := re.match(r"(\d+)\. ", text):
            paragraph = number[1]
        is_item = kind is BlockKind.ITEM
        numbered = paragraph if is_item or number else None
        if kind is BlockKind.HEADING:
            blocks.append(Block(kind, start, end, headings=()))
            headings, paragraph = (text,), None
        else:
            blocks.append(Block(kind, start, end, headings, numbered, stem if is_item else None))
        if not is_item:
            stem = (start, end) if text.endswith(":") else None
        texts.append(text)
        start = end + 1
    text = "\n".join(texts)
    reading = Reading(text, tuple(blocks), (Page(1, "1", 0, len(text)),))
    return side_of(document(doc_id, tier=tier), reading)


def side_of(known: Document, reading: Reading) -> Side:
    """A document as it is compared, by its words alone."""
    statements = statements_of(known, reading)
    return Side(known, reading, statements, np.zeros((len(statements), 4), dtype=np.float32))


def compared(old: tuple[str, ...], new: tuple[str, ...]) -> list[Change]:
    """The changes between two editions of these lines."""
    return changes(edition("old", *old), edition("new", *new))


def only(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[ChangeKind, Rating | None]:
    """The kind and the rating of the one change there is."""
    (change,) = compared(old, new)
    return change.kind, change.rating
