"""Which edition binds on a day: where a document stands, and the plain warning where it may not bind.

    standing(document, held, date(2025, 3, 1), register)    where it stood on that day
    passage_standing(stands, passage.provision, day)        the same for a passage, where it is law

It knows only what the manifest and the register say. Whether a successor has been published that neither names, it
cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.records import Document, Force, Provision, Status
from ingest.register import NO_REGISTER, Register, first_day, named_source, unchecked


@dataclass(frozen=True, slots=True)
class Standing:
    """A document's status on a day, and the sentence that says what follows; None where it is current."""

    status: Status
    warning: str | None


def standing(
    document: Document,
    held: Mapping[str, Document],
    day: date,
    register: Register = NO_REGISTER,
    *,
    today: date | None = None,
) -> Standing:
    """Where `document` stands on `day`, among the documents that the library holds (by doc_id).

    `today` tells which days are past: on those nobody knows whether an undated successor applied; None means `day`.

    In this order: SUPERSEDED, a successor that is in force is held and its own time is not still running; WITHDRAWN,
    its publisher has taken it back; REPLACED, it has been replaced and the successor is not held; ENDED, its time has
    run out and no successor is named or in force; NOT_COMMENCED, it is law that was passed and is not known to be in
    force; NOT_YET, its time has not come; else CURRENT. What the manifest does not say of a successor, the register
    may.
    """
    known = with_register(document, register)
    successor = successor_of(known, held, day, register, today=today)
    ended = known.in_force_to is not None and known.in_force_to <= day
    still_runs = known.in_force_to is not None and not ended
    if successor is not None and not still_runs and _follows(successor, day, today=today, after_end=ended):
        return Standing(Status.SUPERSEDED, f"Superseded by {_named_set(known, successor)}, which this library holds.")
    if known.withdrawn is not None and known.withdrawn <= day:
        since = long_date(known.withdrawn)
        return Standing(
            Status.WITHDRAWN, f"Withdrawn by its publisher on {since}. Check what applies now before relying on this."
        )
    if successor is None and known.superseded_by and (ended or known.in_force_to is None):
        return _replaced(known, day, register)
    if ended and known.in_force_to is not None:
        since = long_date(known.in_force_to)
        return Standing(
            Status.ENDED, f"No longer in force since {since}. Check what applies now before relying on this."
        )
    return _begun(known, day)


def _replaced(document: Document, day: date, register: Register) -> Standing:
    """The standing of one whose successor is not held, naming the edition that counts on `day` where that is known."""
    on_day = f" on {long_date(document.in_force_to)}" if document.in_force_to else ""
    later = register.edition_on(document.superseded_by or "", day)
    if later is None:
        which = f" ({document.superseded_by}) that this library does not hold."
    else:
        known = unchecked(later, register.source_of(document))
        which = f" that this library does not hold: {named_source(later)}{f' ({known})' if known else ''}."
    return Standing(
        Status.REPLACED,
        f"Replaced{on_day} by a later edition{which} Check the current edition before relying on this.",
    )


def _begun(document: Document, day: date) -> Standing:
    """Where a document stands that nothing has ended: not passed yet, passed only, not in force yet, or current."""
    first = document.in_force_from
    if document.enacted is not None and document.enacted <= day and (first is None or first > day):
        then = (
            f"it comes into force on {long_date(first)}" if first else "this library does not say from when it applies"
        )
        return Standing(
            Status.NOT_COMMENCED,
            f"Passed on {long_date(document.enacted)}; {then}. Check whether the part you rely on is in force.",
        )
    start = start_of(document)
    if start is not None and start > day:
        return Standing(Status.NOT_YET, f"Not in force until {long_date(start)}.")
    return Standing(Status.CURRENT, _overdue(document, day))


def _overdue(document: Document, day: date) -> str | None:
    """What to say of a document whose review was due before `day`; None where it was not, or no day is known."""
    if document.review_due is None or document.review_due >= day:
        return None
    due = long_date(document.review_due)
    return f"Was due for review on {due}. Ask who keeps it whether it still holds before relying on this."


def _follows(successor: Document, day: date, *, today: date | None, after_end: bool = False) -> bool:
    """Whether `successor` is in force on `day` in place of what it follows.

    An undated one is from today on, and on a past day only where what it follows had ended by then (`after_end`).
    """
    if start_of(successor) is None:
        return after_end or day >= (today or day)
    return _begun(successor, day).status is Status.CURRENT


def stood_on(document: Document, stands: Standing, day: date) -> bool:
    """Whether `document` was to be followed, or looked at, on a past or coming `day` that is asked for by itself.

    What had not begun, had ended or had been withdrawn then was not; what was replaced by an edition that the library
    does not hold is, with its warning, for want of a better one. An undated document is: nothing says that it was not.
    """
    gone = (Status.SUPERSEDED, Status.WITHDRAWN, Status.ENDED, Status.NOT_YET, Status.NOT_COMMENCED)
    return stands.status not in gone and (document.published is None or document.published <= day)


def undated_warned(document: Document, stands: Standing, day: date, provision: Provision | None = None) -> Standing:
    """The standing on a `day` asked for by itself: with a warning where neither document nor provision has a date."""
    if is_dated(document, provision) or stands.status is not Status.CURRENT:
        return stands
    warning = f"This document is undated in this library: whether it applied on {long_date(day)} is not known."
    return replace(stands, warning=" ".join(words for words in (warning, stands.warning) if words))


def is_dated(document: Document, provision: Provision | None = None) -> bool:
    """Whether the day from which the document, or the provision of law, counts is known."""
    return start_of(document) is not None or (provision is not None and provision.start is not None)


def passage_standing(stands: Standing, provision: Provision | None, day: date) -> Standing:
    """Where a passage stands on `day`: as its document does, save that what is marked of its own provision goes before.

    Of an Act that is not known to be in force as a whole, a section marked as in force is in force. What has ended or
    not begun as a whole has done so in all its parts.
    """
    if provision is None or provision == Provision(extent=provision.extent):
        return stands
    if stands.status not in (Status.CURRENT, Status.NOT_COMMENCED):
        return stands
    marked = provision_standing(provision, day)
    also = stands.warning if stands.status is Status.CURRENT else None
    return Standing(marked.status, " ".join(words for words in (marked.warning, also) if words) or None)


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


def with_register(document: Document, register: Register) -> Document:
    """The document with what the register knows of its successor and its end, where its manifest is silent."""
    source = register.source_of(document)
    successor = document.superseded_by or (source.superseded_by if source else None)
    if source is None or successor is None or successor != source.superseded_by:
        return document
    after = register.by_id.get(successor)
    end = document.in_force_to or source.in_force_to or (first_day(after) if after else None)
    return replace(document, superseded_by=successor, in_force_to=end)


def successor_of(
    document: Document,
    held: Mapping[str, Document],
    day: date,
    register: Register = NO_REGISTER,
    *,
    today: date | None = None,
) -> Document | None:
    """The held document that follows `document`: the one it names, or else the one that says it supersedes it.

    Where it names a folder's `id_prefix`, the first document of that folder which has not ended stands for the set.
    Where the one it names is not held, a still later edition that the register has, is held and is in force on `day`.
    `today` is that of `standing`.
    """
    if document.superseded_by and document.superseded_by in held:
        return held[document.superseded_by]
    if document.superseded_by and document.superseded_by.endswith("-"):
        later = [other for other in held.values() if other.doc_id.startswith(document.superseded_by)]
        return next((other for other in later if other.in_force_to is None), None)
    for doc_id in register.after(document.superseded_by or ""):
        if doc_id in held and _follows(held[doc_id], day, today=today):
            return held[doc_id]
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


def weekday_date(moment: date | datetime) -> str:
    """A day with its weekday, and its hour where it has one: `Thursday 7 January 2027 at 14:30`."""
    hour = f" at {moment:%H:%M}" if isinstance(moment, datetime) else ""
    return f"{moment:%A} {long_date(moment)}{hour}"
