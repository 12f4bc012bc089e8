"""Which edition binds on a day: where a document stands, and the plain warning where it may not bind.

It knows only what the manifest says. Whether a successor has been published that no manifest names, it cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.records import Document, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """A document's status on a day, and the sentence that says what follows; None where it is current."""

    status: Status
    warning: str | None


def standing(document: Document, held: Mapping[str, Document], today: date) -> Standing:
    """Where `document` stands on `today`, among the documents that the library holds (by doc_id).

    In this order: SUPERSEDED, a successor that is in force is held and its own time is not still running; REPLACED, it
    has been replaced and the successor is not held; ENDED, its time has run out and no successor is named; NOT_YET, its
    time has not come; else CURRENT.
    """
    successor = successor_of(document, held)
    ended = document.in_force_to is not None and document.in_force_to <= today
    still_runs = document.in_force_to is not None and not ended
    if successor is not None and not still_runs and (start_of(successor) or today) <= today:
        return Standing(
            Status.SUPERSEDED, f"Superseded by {_named_set(document, successor)}, which this library holds."
        )
    if successor is None and document.superseded_by and (ended or document.in_force_to is None):
        on_day = f" on {long_date(document.in_force_to)}" if document.in_force_to else ""
        return Standing(
            Status.REPLACED,
            f"Replaced{on_day} by a later edition ({document.superseded_by}) that this library does not hold. "
            "Check the current edition before relying on this.",
        )
    if ended and document.in_force_to is not None:
        since = long_date(document.in_force_to)
        return Standing(
            Status.ENDED, f"No longer in force since {since}. Check what applies now before relying on this."
        )
    start = start_of(document)
    if start is not None and start > today:
        return Standing(Status.NOT_YET, f"Not in force until {long_date(start)}.")
    return Standing(Status.CURRENT, None)


def successor_of(document: Document, held: Mapping[str, Document]) -> Document | None:
    """The held document that follows `document`: the one it names, or else the one that says it supersedes it.

    Where it names a folder's `id_prefix`, the first document of that folder which has not ended stands for the set.
    """
    if document.superseded_by and document.superseded_by in held:
        return held[document.superseded_by]
    if document.superseded_by and document.superseded_by.endswith("-"):
        later = [other for other in held.values() if other.doc_id.startswith(document.superseded_by)]
        return next((other for other in later if other.in_force_to is None), None)
    return next((other for other in held.values() if other.supersedes == document.doc_id), None)


def start_of(document: Document) -> date | None:
    """The day from which a document counts: in_force_from, else its publication; None for an undated one."""
    return document.in_force_from or document.published


def named(document: Document) -> str:
    """The document's title with its edition, where the title does not hold it already."""
    if document.edition and document.edition not in document.title:
        return f"{document.title} ({document.edition})"
    return document.title


def _named_set(document: Document, successor: Document) -> str:
    if successor.doc_id != document.superseded_by and successor.supersedes != document.doc_id:
        edition = f" ({successor.edition})" if successor.edition else ""
        return f"{successor.publisher}'s later procedures{edition}"
    return named(successor)


def long_date(day: date) -> str:
    """A date as a letter writes it: 18 March 2026."""
    return f"{day.day} {day:%B %Y}"
