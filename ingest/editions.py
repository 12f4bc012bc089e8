"""Which edition binds on a day: where a document stands, and the plain warning where it may not bind.

    document = with_register(document, sources)     what the register knows of later editions, where the manifest is silent
    standing(document, held, date(2025, 3, 1))      where it stood on that day
    provision_standing(provision, day)              the same for one provision of law

It knows only what the manifest and the register say. Whether a successor has been published that neither names, it
cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.records import Document, Force, Provision, Status
from ingest.sources import Checked, Source


@dataclass(frozen=True, slots=True)
class Standing:
    """A document's status on a day, and the sentence that says what follows; None where it is current."""

    status: Status
    warning: str | None


def standing(document: Document, held: Mapping[str, Document], day: date) -> Standing:
    """Where `document` stands on `day`, among the documents that the library holds (by doc_id).

    In this order: SUPERSEDED, a successor that is in force is held and its own time is not still running; WITHDRAWN, its
    publisher has taken it back; REPLACED, it has been replaced and the successor is not held; ENDED, its time has run
    out and no successor is named; NOT_COMMENCED, it is law that was passed and is not known to be in force; NOT_YET, its
    time has not come; else CURRENT.
    """
    successor = successor_of(document, held)
    ended = document.in_force_to is not None and document.in_force_to <= day
    still_runs = document.in_force_to is not None and not ended
    if successor is not None and not still_runs and (start_of(successor) or day) <= day:
        return Standing(
            Status.SUPERSEDED, f"Superseded by {_named_set(document, successor)}, which this library holds."
        )
    if document.withdrawn is not None and document.withdrawn <= day:
        return Standing(
            Status.WITHDRAWN,
            f"Withdrawn by its publisher on {long_date(document.withdrawn)}. Check what applies now before relying on "
            "this.",
        )
    if successor is None and document.superseded_by and (ended or document.in_force_to is None):
        return _replaced(document)
    if ended and document.in_force_to is not None:
        since = long_date(document.in_force_to)
        return Standing(
            Status.ENDED, f"No longer in force since {since}. Check what applies now before relying on this."
        )
    return _begun(document, day)


def _replaced(document: Document) -> Standing:
    on_day = f" on {long_date(document.in_force_to)}" if document.in_force_to else ""
    return Standing(
        Status.REPLACED,
        f"Replaced{on_day} by a later edition ({document.superseded_by}) that this library does not hold. "
        "Check the current edition before relying on this.",
    )


def _begun(document: Document, day: date) -> Standing:
    """Where a document stands that nothing has ended: not passed yet, passed only, not in force yet, or current."""
    first = document.in_force_from
    if document.enacted is not None and document.enacted <= day and (first is None or first > day):
        then = f"it comes into force on {long_date(first)}" if first else "this library does not say from when it applies"
        return Standing(
            Status.NOT_COMMENCED,
            f"Passed on {long_date(document.enacted)}; {then}. Check whether the part you rely on is in force.",
        )
    start = start_of(document)
    if start is not None and start > day:
        return Standing(Status.NOT_YET, f"Not in force until {long_date(start)}.")
    return Standing(Status.CURRENT, None)


def stood_on(document: Document, stands: Standing, day: date) -> bool:
    """Whether `document` was to be followed, or looked at, on a past or coming `day` that is asked for by itself.

    What had not begun, had ended or had been withdrawn then was not; what was replaced by an edition that the library
    does not hold is, with its warning, for want of a better one. An undated document is: nothing says that it was not.
    """
    gone = (Status.SUPERSEDED, Status.WITHDRAWN, Status.ENDED, Status.NOT_YET, Status.NOT_COMMENCED)
    return stands.status not in gone and (document.published is None or document.published <= day)


def provision_standing(provision: Provision, day: date) -> Standing:
    """Where one provision of law stands on `day`, as its publisher marks it; CURRENT where nothing is marked."""
    if provision.force is Force.REPEALED or (provision.end is not None and provision.end <= day):
        since = f" since {long_date(provision.end)}" if provision.end else ""
        return Standing(Status.ENDED, f"This wording has not been in force{since}. Check what applies now.")
    if provision.force is Force.PROSPECTIVE:
        return Standing(
            Status.NOT_COMMENCED,
            "This provision is marked prospective: it was not in force when its publisher issued this text.",
        )
    if provision.start is not None and provision.start > day:
        return Standing(Status.NOT_YET, f"This wording is in force from {long_date(provision.start)}.")
    return Standing(Status.CURRENT, None)


def with_register(document: Document, sources: Mapping[str, Source]) -> Document:
    """The document with what the register (by source_id) knows of its successor, where its manifest names none."""
    source = sources.get(document.doc_id)
    if source is None or source.superseded_by is None or document.superseded_by is not None:
        return document
    return replace(
        document, superseded_by=source.superseded_by, in_force_to=document.in_force_to or source.in_force_to
    )


def unchecked_words(source: Source) -> str:
    """What a reader must know of a fact of the register that was not read in the official text; "" where it was."""
    return {
        Checked.OFFICIAL: "",
        Checked.SECONDARY: " (seen in a secondary source, not checked in the official text)",
        Checked.UNCHECKED: " (not checked)",
    }[source.checked]


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
    """The day from which a document counts: in_force_from, else its publication, else the day on which it was passed.

    None for an undated one.
    """
    return document.in_force_from or document.published or document.enacted


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
