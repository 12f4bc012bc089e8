"""Where each document of a generation stands on a day, with what a reader must be warned of. Needs no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.records import Document, Status
from index.generation import Generation
from ingest.editions import Standing, standing, undated_warned
from ingest.register import Register, known_register


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A document that the store holds: where it stands on a day, and how many passages it has."""

    document: Document
    status: Status
    warning: str | None
    passages: int


def library_entries(
    generation: Generation, today: date, *, as_of: date | None = None, register: Register | None = None
) -> list[LibraryEntry]:
    """Every document of `generation`, in the manifest's order, with where it stands today or on `as_of`.

    Needs no model. Raises `LibraryError` where the register that ships does not hold.
    """
    held = {document.doc_id: document for document in generation.documents}
    counts = dict.fromkeys(held, 0)
    for passage in generation.passages:
        counts[passage.doc_id] += 1
    standings = standings_of(held, today, as_of=as_of, register=register)
    if as_of is not None:
        standings = {doc_id: undated_warned(held[doc_id], stands, as_of) for doc_id, stands in standings.items()}
    cautions = cautions_of(generation)
    standings = {doc_id: cautioned(stands, cautions.get(doc_id)) for doc_id, stands in standings.items()}
    return [
        LibraryEntry(document, standings[doc_id].status, standings[doc_id].warning, counts[doc_id])
        for doc_id, document in held.items()
    ]


def standings_of(
    held: Mapping[str, Document], today: date, *, as_of: date | None = None, register: Register | None = None
) -> dict[str, Standing]:
    """Where each document stands today or on `as_of`, by doc_id.

    `register` says which later editions there are; None means the one that ships.
    """
    known = register or known_register()
    day = as_of or today
    return {doc_id: standing(document, held, day, known, today=today) for doc_id, document in held.items()}


def cautions_of(generation: Generation) -> dict[str, str]:
    """What a reader must know of the documents that answer from an earlier reading, by doc_id."""
    return {failure.doc_id: failure.caution for failure in generation.manifest.failures if failure.caution}


def cautioned(stands: Standing, caution: str | None) -> Standing:
    """`stands` with a caution put behind its warning."""
    return replace(stands, warning=" ".join(filter(None, (stands.warning, caution)))) if caution else stands
