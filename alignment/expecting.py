"""What a procedure about its subjects would say, by `expected.toml`, and the local document does not.

    things = list(missing_things(local, [working_together]))
    things[0].national      the sentence that asks it
    things[0].local         the heading of the section where it would be looked for

A row is told only where the document is about its subject, by its title or by a section that says more than a sentence
or two; where those who work by the document are asked; where a national document compared has the sentence; and where
no local sentence or heading answers, in words or in meaning. How sure it is depends on all of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.audience import Audience, audiences_of, written_for
from alignment.expected import Expected, asked_as, expected, found_in
from alignment.national import named_place
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from alignment.statements import Statement
from core.records import BlockKind
from practice.modality import Modality

CONSIDER = "Look whether another procedure covers it; if so, point to it."

_BY_TITLE, _BY_SECTION, _BY_WORDS = 0.8, 0.7, 0.62
_LOOSELY, _FOR_OTHERS, _TIDY = 0.08, 0.15, 0.08
_ANSWERED = 0.8
_LEAST_WITHIN, _LEAST_SAID = 2, 3
_FIRM = (Modality.MUST, Modality.SHOULD)


@dataclass(frozen=True, slots=True)
class _Scope:
    """How sure it is that the document is about a row's subject, and the heading that tells so, None of the title."""

    sureness: float
    heading: Quote | None


def missing_things(local: Side, national: Sequence[Side]) -> Iterator[Finding]:
    """A finding a row of the table that the document is asked and does not answer, in the table's order."""
    headings = headings_of(local)
    outside = found_in(f"{local.document.title} . {local.document.publisher}", "unless")
    readers = audiences_of(local.document, local.reading.text)
    for row in expected():
        if row.expected_id in outside or not is_asked_of(row.of, readers) or _answers(row, local, headings):
            continue
        scope = _scope(row, local, headings)
        asking = [(side, one) for side in national if (one := _asking(row, side)) is not None]
        if scope is None or not asking:
            continue
        side, asked = min(asking, key=lambda found: (*_rank(row, found[1])[:2], found[0].document.doc_id))
        near = local.vectors @ vector_of(side, asked.quote)
        if float(np.max(near)) < _ANSWERED:
            yield _missing(row, (side, asked), scope.heading or nearest_heading(local, near), scope, readers)


def is_asked_of(asked: frozenset[Audience], readers: frozenset[Audience]) -> bool:
    """Whether one of the readers is asked; partners work by what councils do, and of readers unknown all may be."""
    known = readers | ({Audience.COUNCIL} if Audience.PARTNERSHIP in readers else set())
    return not readers or not asked.isdisjoint(known)


def headings_of(local: Side) -> list[Quote]:
    """Every heading of the document, in order."""
    return [local.quote(block) for block in local.reading.blocks if block.kind is BlockKind.HEADING]


def nearest_heading(local: Side, near: NDArray[np.float32]) -> Quote:
    """The heading above the sentence that is the nearest by `near`, a number a statement; the sentence without one."""
    one = local.statements[int(np.argmax(np.round(near, 6)))]
    above = [quote for quote in headings_of(local) if quote.start < one.quote.start]
    return above[-1] if above else one.quote


def vector_of(side: Side, quote: Quote) -> NDArray[np.float32]:
    """The meaning of the statement of `side` that `quote` is."""
    row = next(row for row, one in enumerate(side.statements) if one.quote == quote)
    vector: NDArray[np.float32] = side.vectors[row]
    return vector


def _missing(
    row: Expected, asked: tuple[Side, Statement], about: Quote, scope: _Scope, readers: frozenset[Audience]
) -> Finding:
    side, one = asked
    force = "without must or should" if one.label.modality is Modality.NONE else one.label.modality
    told = f"No sentence was found here on {row.name}. {named_place(side.document, one.quote)} asks for it ({force})."
    sureness = scope.sureness
    meant = written_for(side.document)
    if not is_asked_of(meant, readers) and meant:
        sureness -= _FOR_OTHERS
        told += f" That document is written for {_named(meant)}: look what binds you."
    if one.label.modality not in _FIRM and not one.stem:
        sureness -= _LOOSELY
    if row.severity is Severity.TIDY:
        sureness -= _TIDY
    return Finding(Verdict.MISSING_REQUIREMENT, row.severity, round(sureness, 2), about, one.quote, told, CONSIDER)


def _named(meant: frozenset[Audience]) -> str:
    return " and ".join(sorted(audience.plural for audience in meant))


def _answers(row: Expected, local: Side, headings: Sequence[Quote]) -> bool:
    """Whether the words of a local sentence or heading answer a row."""
    if not row.is_near and any(row.expected_id in found_in(one.quote, "answers") for one in headings):
        return True
    return any(
        row.expected_id in found_in(one.said, "answers") and (not row.is_near or _is_by_subject(row, one))
        for one in local.statements
    )


def _is_by_subject(row: Expected, one: Statement) -> bool:
    above = " . ".join(one.quote.headings[-1:])
    return row.expected_id in found_in(above, "subject") | found_in(one.said, "within")


def _scope(row: Expected, local: Side, headings: Sequence[Quote]) -> _Scope | None:
    """By what the document is about the row's subject; None where it is not."""
    title = local.document.title
    own = [one for one in headings if row.expected_id in found_in(one.quote, "subject")]
    if row.expected_id in found_in(title, "subject") | found_in(title, "titles"):
        return _Scope(_BY_TITLE, own[0] if own else None)
    for heading in own:
        if sum(heading.quote in one.quote.headings for one in local.statements) >= _LEAST_SAID:
            return _Scope(_BY_SECTION, heading)
    within = [one for one in local.statements if row.expected_id in found_in(one.text, "within")]
    return _Scope(_BY_WORDS, within[0].quote) if len(within) >= _LEAST_WITHIN else None


def _asking(row: Expected, side: Side) -> Statement | None:
    """The national sentence that asks for it: in the best words, then one that binds, then the first."""
    found = [one for one in side.statements if one.kind is not BlockKind.FOOTNOTE and _asks(row, one)]
    return min(found, key=lambda one: _rank(row, one), default=None)


def _rank(row: Expected, one: Statement) -> tuple[int, bool, int]:
    return asked_as(one.text)[row.expected_id], one.label.modality not in _FIRM, one.quote.start


def _asks(row: Expected, one: Statement) -> bool:
    if row.expected_id not in asked_as(one.text):
        return False
    around = " . ".join([one.stem, one.text, *one.quote.headings])
    return not row.has_under or row.expected_id in found_in(around, "under")
