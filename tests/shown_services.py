"""A service whose record states everything, and what of it each row shows; matches made of a record."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from typing import Any

from services.asked import read_asked
from services.freshness import freshness
from services.hours import State, hours_of
from services.mapping import map_service
from services.matching import Match, Matches
from services.reasons import Reason, group_of
from services.records import Entry, Mapped, Service
from services.served import AreaNames
from services.stated import languages

MOMENT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)

PLACE: dict[str, Any] = {
    "id": "place",
    "location_type": "physical",
    "name": "Linnet Hall",
    "latitude": 54.9,
    "longitude": -2.9,
    "transportation": "Bus 12 from the station",
    "addresses": [{"id": "a", "address_1": "1 Linnet Road", "postal_code": "CA2 7ZX", "address_type": "physical"}],
    "accessibility": [{"id": "b", "description": "Level entrance"}],
}
FULL: dict[str, Any] = {
    "id": "full",
    "name": "Steps & <5s",
    "alternate_name": "Ladders",
    "status": "active",
    "description": "Helps with <b>sleep</b>. Visits at home.",
    "url": "https://example.org/steps",
    "email": "steps@example.org",
    "accreditations": "Gold Mark",
    "licenses": "Licence 7",
    "minimum_age": 2.5,
    "maximum_age": 17,
    "eligibility_description": "Families with a plan",
    "application_process": "Ring the office",
    "needs_referral": True,
    "wait_time": "Six weeks",
    "interpretation_services": "On request",
    "attending_type": "venue",
    "attending_access": "drop_in",
    "deliverable_type": "Advice",
    "assured_date": "2026-10-05",
    "assurer_email": "keeper@example.org",
    "alert": "Moves in May",
    "last_modified": "2026-10-06T10:00:00Z",
    "organization": {"id": "o", "name": "Steps Trust", "description": "A trust", "email": "trust@example.org"},
    "service_at_locations": [{"id": "at", "location": PLACE}],
    "service_areas": [{"id": "s", "name": "Marlbrook"}],
    "schedules": [{"id": "h", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "16:00"}],
    "languages": [{"id": "l", "name": "Polish"}],
    "cost_options": [{"id": "c", "option": "Session", "amount": 3.5, "currency": "GBP"}],
    "contacts": [{"id": "k", "name": "Duty worker"}],
    "phones": [{"id": "p", "number": "+44 1632 960001"}],
    "attributes": [{"id": "t", "taxonomy_term": {"id": "tt", "name": "Parenting support"}}],
}

ROWS = {
    "name": ("Service", "name not stated"),
    "alternate_name": ("Also called", None),
    "status": ("Status", None),
    "description": ("What it does", None),
    "url": ("Web page", None),
    "email": ("E-mail", None),
    "accreditations": ("Accreditations", None),
    "licenses": ("Licences", None),
    "minimum_age": ("Ages in years", "up to 17; from what age: not stated"),
    "maximum_age": ("Ages in years", "from 2½; up to what age: not stated"),
    "minimum_age maximum_age": ("Ages in years", None),
    "eligibility_description": ("Who it is for", None),
    "application_process": ("How to refer", None),
    "needs_referral": ("Referral needed", None),
    "wait_time": ("Waiting time", None),
    "interpretation_services": ("Interpreters", None),
    "service_at_locations attending_type deliverable_type": ("In person or remote", None),
    "attending_access": ("Drop in or by appointment", None),
    "assured_date": ("Last checked", None),
    "assurer_email": ("Last checked", "5 October 2026, by whom: not stated"),
    "alert": ("Notice", None),
    "last_modified": ("Record changed", None),
    "organization": ("Run by", None),
    "service_at_locations": ("Where", None),
    "service_at_locations ": ("Distance", None),
    "service_at_locations  ": ("Access", None),
    "service_at_locations   ": ("Getting there", None),
    "service_areas": ("Area served", None),
    "schedules": ("Hours", None),
    "schedules ": ("Open now", None),
    "languages": ("Languages", None),
    "cost_options": ("Cost", None),
    "contacts": ("Whom to ask", None),
    "phones": ("Phone", None),
    "attributes": ("Listed under", None),
    "organization ": ("How to reach who runs it", None),
}
"""What is left out of the record, and the row that tells of it: in which words, "not stated" alone for None."""

UNSHOWN = {"id", "organization_id", "fees", "fees_description", "holiday_schedules"}
"""Fields that have no row of their own: ids, and what tells of cost and hours in another way."""


def without(fields: str) -> dict[str, Any]:
    """The full record without fields."""
    return {name: value for name, value in copy.deepcopy(FULL).items() if name not in fields.split()}


def service(**fields: Any) -> Service:
    """A service that states only these fields."""
    return Service.model_validate({"id": "1", **fields})


def entry_of(record: dict[str, Any]) -> Entry:
    mapped = map_service(record, "record 1")
    assert isinstance(mapped, Mapped)
    return Entry("made", mapped.service, record, mapped.faults, True, MOMENT, MOMENT)


def match_of(record: dict[str, Any], *, rank: int = 1, km: float | None = 3.21, **changes: Any) -> Match:
    """A match of a record; its distance only where it has a place."""
    entry = entry_of(record)
    service = entry.service
    at = service.service_at_locations[0] if service.service_at_locations else None
    fresh = freshness(service, date(2026, 11, 30))
    hours = hours_of(service, MOMENT, at=at, faults=entry.faults)
    why = (Reason("description", "Helps with sleep."),) if service.description else ()
    found = Match(
        rank,
        entry,
        group_of(service),
        fit=1.0,
        at=at,
        distance_km=km if at else None,
        freshness=fresh,
        hours=hours,
        hours_in_words=None if hours.state is State.NOT_STATED else hours.words(MOMENT),
        why=why,
        warnings=(),
    )
    return found if not changes else Match(**{name: getattr(found, name) for name in found.__slots__} | changes)


class FakeMatcher:
    """Answers every question with `matches`."""

    def __init__(self, *matches: Match) -> None:
        self.matches = matches
        services = [match.entry.service for match in matches]
        self.areas = tuple(AreaNames(area for one in services for area in one.service_areas).shown.values())
        self.languages = tuple({name for one in services for name in languages(one)})
        self.asked: list[dict[str, Any]] = []
        self.remarks: tuple[str, ...] = ()
        self.old = 0

    def match(self, text: str, **asked: Any) -> Matches:
        given = {name: asked.get(name) for name in ("age", "postcode", "area")}
        self.asked.append({"text": text, **asked})
        read = read_asked(text, **given, names=AreaNames(()))
        return Matches(read, (), self.matches[: asked["k"]], self.remarks, self.old)
