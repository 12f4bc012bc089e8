"""Why a service is among the matches, in its record's own words; what it does not say; and where it stands among them.

    reasons(service, asked, needs, wanted, terms)     # Reason("description", "A sentence of it."), …
    warnings(entry, asked, wanted, fresh)             # "ages: not stated", "last checked 3 March 2025 by …"

A reason quotes a field, its markup left out; nothing is put in other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.asked import Asked
from services.coordinates import Coordinates
from services.freshness import Freshness
from services.freshness import State as Fresh
from services.markup import words_of
from services.needs import Read
from services.openings import given_hours, openings
from services.place import Point, Precision, hides_a_place, why_masked
from services.records import Entry, Location, Service, ServiceAtLocation
from services.served import Serves, Wanted, is_everywhere, name_of, serves
from services.shelf import terms_of
from services.stated import contacts
from services.values import LONDON

_ANY_HOUR = re.compile(
    r"\b24[\s/-]*(?:hours?|7)\b|\bday (?:and|or) night\b|\bround the clock\b|\bany hour\b|\bout[- ]of[- ]hours\b"
    r"|\ball (?:day and )?night\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|never|outside|without)\b|n['’]t\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_NIGHT = 3
_PHYSICAL, _VIRTUAL = "physical", "virtual"


class Group(StrEnum):
    """Where a service is given, as far as its record says; in the order in which they are shown."""

    LOCAL = "local"
    NO_LOCATION = "no location stated"
    REMOTE = "remote"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of a record, and the field in which they stand."""

    field: str
    words: str


def group_of(service: Service) -> Group:
    """Its group. A place that is not to be shown is none; a national service is national wherever it stands.

    What is remote has no place that could be shown, and so is remote for all that is masked.
    """
    if is_everywhere(service.service_areas):
        return Group.NATIONAL
    kinds = {location.location_type for location in service.locations if _is_open(service, location)}
    if kinds == {_VIRTUAL}:
        return Group.REMOTE
    return Group.LOCAL if kinds & {_PHYSICAL, None} else Group.NO_LOCATION


def _is_open(service: Service, location: Location) -> bool:
    return location.location_type == _VIRTUAL or not why_masked(service, location)


def nearest(service: Service, coordinates: Coordinates | None) -> Iterator[tuple[ServiceAtLocation, Point]]:
    """The places of a service that may be shown, each with where it lies, in the record's order."""
    for at in service.service_at_locations:
        location = at.location
        if location is None:
            continue
        if coordinates:
            point = coordinates.point_of(service, location)
        elif location.latitude is None or location.longitude is None or why_masked(service, location):
            point = None
        else:
            point = Point(location.latitude, location.longitude, Precision.RECORD)
        if point:
            yield at, point


def answers_any_hour(entry: Entry, moment: datetime) -> bool:
    """Whether it has a number, and its hours or its words say that it answers in the night."""
    service = entry.service
    if not service.own_phones:
        return False
    parts = (
        service.name,
        service.description,
        service.application_process,
        *(one.description for one in service.schedules),
    )
    sentences = [one for part in parts if part for one in _SENTENCE.split(words_of(part))]
    if any(_ANY_HOUR.search(one) and not _DENIED.search(one) for one in sentences):
        return True
    if any("schedules" in fault.field for fault in entry.faults):
        return False
    today = moment.astimezone(LONDON)
    nights = [today.replace(hour=_NIGHT, minute=0) + timedelta(days=number) for number in (1, 2, 3)]
    given = given_hours(service)
    open_at = openings(given, today.date(), nights[-1].date()) if given.schedules and not given.is_buildings else ()
    return all(any(one.why is None and one.holds(night) for one in open_at) for night in nights)


def reasons(
    service: Service, asked: Asked, needs: Sequence[Read], wanted: Wanted, terms: Callable[[str], Sequence[str]]
) -> Iterator[Reason]:
    """What of the record speaks for it: a sentence, its terms for the needs, its ages and areas if they were asked."""
    said = [read.need for read in needs if read.is_said] or [read.need for read in needs[:1]]
    sought = set(terms(asked.situation.text)).union(*(terms(" ".join(need.offers)) for need in said))
    texts = {"description": service.description, "eligibility_description": service.eligibility_description}
    found = [
        (len(sought.intersection(terms(sentence))), Reason(field, sentence))
        for field, text in texts.items()
        for sentence in _SENTENCE.split(words_of(text))
        if sentence
    ]
    if found:
        yield max(found, key=lambda one: one[0])[1]
    needed = {term for need in said for term in need.terms}
    yield from (Reason("attributes", term) for term in terms_of(service) if term in needed)
    if asked.children:
        for field in ("minimum_age", "maximum_age"):
            if (age := getattr(service, field)) is not None:
                yield Reason(field, f"{age:g}")
    for area in service.service_areas:
        name = name_of(area)
        if name and (wanted.names or wanted.point) and serves((area,), wanted) in (Serves.YES, Serves.PART):
            yield Reason("service_areas", name)


def warnings(entry: Entry, asked: Asked, wanted: Wanted, fresh: Freshness) -> Iterator[str]:
    """What a reader must know before offering it: what was asked for and is not stated, what is old or amiss."""
    service = entry.service
    if service.alert:
        yield words_of(service.alert)
    if service.status is None:
        yield "whether it still runs: not stated"
    if not entry.in_last_feed:
        yield "no longer in the directory that it came from: ask whether it still runs"
    if asked.children and service.minimum_age is None and service.maximum_age is None:
        yield "ages: not stated"
    for fault in entry.faults:
        if fault.field in ("minimum_age", "maximum_age"):
            stood = "" if hides_a_place(entry) else f' ("{fault.value}")'
            yield f"{fault.field.replace('_', ' ')}: cannot be read{stood}"
    yield from _area(service, asked, wanted)
    if fresh.state is not Fresh.FRESH:
        yield fresh.words
    if not contacts(service):
        yield "how to reach it: not stated"
    if why_masked(service) and group_of(service) is not Group.REMOTE:
        yield "its address is not shown"


def _area(service: Service, asked: Asked, wanted: Wanted) -> Iterator[str]:
    named = "; ".join(dict.fromkeys(name for area in service.service_areas if (name := name_of(area))))
    match serves(service.service_areas, wanted):
        case Serves.NOT_STATED:
            yield "area: not stated"
        case Serves.PART:
            yield f"serves only a part: {named}"
        case Serves.NOT_CHECKED if asked.postcode:
            yield f"serves {named or 'an area without a name'}: not checked against the postcode"
