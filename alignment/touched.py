"""Which local procedures a new edition touches: statements that cite what changed, or that ask the same.

    touches = touched(found, sides, old="kcsie-2024", new="kcsie-2025")
    touches[0]      the quotes that found[0] touches, the nearest first; none where it changes no duty and no meaning

A statement is touched that names the document and the paragraph, that names the document and speaks of the same matter,
or that asks so nearly the same that it need not name it. Nearness is of meaning, by the encoder: what is nearer than a
threshold is told, five at most, and nothing is said of how the procedure ought to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from alignment.records import Change, Quote, Rating
from alignment.sides import Side, Sides
from alignment.statements import Statement
from alignment.wording import pointers
from core.records import BlockKind, Document, Status, Tier
from ingest.editions import standing
from ingest.register import known_register
from practice.modality import Modality

_NEAR = 0.75
_NEAR_CITING = 0.55
_LEAST_WORDS = 8
_MOST = 5
_RATED = (Rating.DUTY, Rating.MEANING)


def touched(found: Sequence[Change], sides: Sides, *, old: str, new: str, day: date) -> list[tuple[Quote, ...]]:
    """The local statements that each change touches, of the documents that are current on `day`.

    Raises as `Sides.side` does.
    """
    compared = sides.unmeant(old), sides.unmeant(new)
    locals_ = [sides.side(one.doc_id) for one in _current(sides, day) if one.doc_id not in (old, new)]
    asked = [_statements(change, compared) if change.rating in _RATED else [] for change in found]
    rows = sides.meaning([one for statements in asked for one in statements])
    names = [_names(side.document) for side in compared]
    touches = []
    done = 0
    for change, statements in zip(found, asked, strict=True):
        vectors = rows[done : done + len(statements)]
        done += len(statements)
        touches.append(tuple(_touched(change, vectors, locals_, names)) if statements else ())
    return touches


def _touched(
    change: Change, vectors: NDArray[np.float32], locals_: Sequence[Side], names: Sequence[re.Pattern[str]]
) -> Iterator[Quote]:
    numbers = {quote.paragraph for quote in (change.old, change.new) if quote and quote.paragraph}
    near: list[tuple[float, str, int, Quote]] = []
    for side in locals_:
        for statement, nearness in zip(side.statements, (side.vectors @ vectors.T).max(axis=1), strict=True):
            if statement.kind is BlockKind.FIGURE or len(statement.said.split()) < _LEAST_WORDS:
                continue
            asks = statement.label.modality is not Modality.NONE or statement.limits
            cites = any(name.search(statement.said) for name in names)
            is_there = cites and bool(numbers & _pointed(statement))
            enough = _NEAR_CITING if cites else _NEAR
            if is_there or (nearness >= enough and (cites or asks)):
                near.append((-float(nearness) - is_there, side.document.doc_id, statement.quote.start, statement.quote))
    yield from (quote for *_, quote in sorted(near, key=lambda one: one[:3])[:_MOST])


def _pointed(statement: Statement) -> set[str]:
    return {number for one in pointers(statement.text) if not one.is_page for number in one.numbers}


def _current(sides: Sides, day: date) -> list[Document]:
    held = {document.doc_id: document for document in sides.generation.documents}
    return [
        document
        for document in held.values()
        if document.tier is Tier.LOCAL and standing(document, held, day, known_register()).status is Status.CURRENT
    ]


def _statements(change: Change, compared: tuple[Side, Side]) -> list[Statement]:
    """What the change is about: the statements of its two quotes."""
    return [
        one
        for side, quote in zip(compared, (change.old, change.new), strict=True)
        if quote is not None
        for one in side.statements
        if quote.start <= one.quote.start < quote.end
    ]


def _names(document: Document) -> re.Pattern[str]:
    """What a text calls the document: its title without the edition, and its initials where they make a word."""
    title = re.sub(r"\s*\(?\b(?:19|20)\d\d\b\)?\s*$|:.*$", "", document.title).strip()
    initials = "".join(word[0] for word in title.split()).upper()
    calls = [re.escape(title)] + ([rf"{initials}\b"] if len(initials) >= 4 else [])
    if title.casefold().startswith("working together"):
        calls.append("Working Together")
    return re.compile("|".join(rf"\b{call}" for call in calls), re.IGNORECASE)
