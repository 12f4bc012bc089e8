"""What belongs on the record for an event, point by point: national words, and what local procedures say of it.

    found = recorded(sides, read_tables().recording[0], ["marlbrook-front-door-2026"])
    found.points[0].text            "that it was acknowledged to the referrer", in our own words
    found.points[0].local           the nearest local sentences

Near is by meaning alone. It is a list to read: that nothing is near does not say that a procedure is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.records import Quote
from alignment.sides import Side, Sides
from alignment.statements import Statement
from core.records import BlockKind, Document
from ingest.register import known_register
from practice.modality import Modality
from practice.prompts import Prompt

NEAR = 0.55
MOST = 3
_NUMBERS = re.compile(r"(\d+(?:\.\d+)*)([A-Z]*(?:\(\w+\))*)(?:(?: to |-|–)(\d+(?:\.\d+)*))?")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a prompt; `national` is None where its source is not held or says nothing near, `local` the nearest
    first."""

    text: str
    national: Quote | None
    local: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A prompt with its points; `source` is the document that it is from, None where the library does not hold it."""

    prompt: Prompt
    source: Document | None
    points: tuple[Point, ...]


def recorded(sides: Sides, prompt: Prompt, doc_ids: Sequence[str]) -> Recorded:
    """What belongs on the record for `prompt`, beside the documents `doc_ids`. Raises as `Sides.side` does."""
    source = next((one for one in sides.generation.documents if _id_of(one) == prompt.source), None)
    national = [sides.side(source.doc_id)] if source else []
    local = [sides.side(one) for one in doc_ids]
    rows = sides.encoded([f"{prompt.title}\n{point}" for point in prompt.points])
    points = tuple(
        Point(text, next(_nearest(national, row, at=prompt.at), None), tuple(_nearest(local, row))[:MOST])
        for text, row in zip(prompt.points, rows, strict=True)
    )
    return Recorded(prompt, source, points)


def _id_of(document: Document) -> str | None:
    source = known_register().source_of(document)
    return source.source_id if source else None


def _nearest(sides: Sequence[Side], row: NDArray[np.float32], *, at: str | None = None) -> Iterator[Quote]:
    """The statements that are near, the nearest first; of those at the places that `at` names, where there are any."""
    found = []
    for side in sides:
        cosines = side.vectors @ row
        named = [place for place, one in enumerate(side.statements) if at and _is_named(one.quote, at)]
        for place in named or range(len(side.statements)):
            one = side.statements[place]
            if cosines[place] >= NEAR and _says(one):
                found.append((-float(cosines[place]), side.document.doc_id, one.quote.start, one.quote))
    yield from (quote for *_, quote in sorted(found, key=lambda one: one[:3]))


def _says(one: Statement) -> bool:
    """Whether it is a sentence, or a row of a table that asks something; what only leads into a list says nothing."""
    if one.text.endswith(":"):
        return False
    asks = one.label.modality is not Modality.NONE or bool(one.limits)
    return one.kind not in (BlockKind.ROW, BlockKind.FIGURE) or asks


def _is_named(quote: Quote, at: str) -> bool:
    """Whether a quote stands in a paragraph or on a printed page of `at` ("paragraphs 28 to 33; page 74")."""
    for part in at.split(";"):
        is_page = part.strip().startswith("page")
        stands = (quote.page_label or str(quote.page)) if is_page else quote.paragraph
        if stands and any(_holds(stands, *numbers) for numbers in _NUMBERS.findall(part)):
            return True
    return False


def _holds(stands: str, first: str, rest: str, last: str) -> bool:
    ends, stood = [_parts(number) for number in (first, last) if number], _parts(stands)
    if len(ends) > 1 and stood:
        return len(stood) == len(ends[0]) == len(ends[1]) and ends[0] <= stood <= ends[1]
    return stands == first + rest or stands.startswith(f"{first}{rest}(")


def _parts(number: str) -> tuple[int, ...]:
    """The numbers of "4.12"; empty of anything else, "28(2)" or "iv"."""
    parts = number.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
