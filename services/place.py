"""Where something is: points with how exact they are, distances, and what must not be shown of a place.

    distance_km(Point(51.45, -2.59, Precision.POSTCODE), Point(51.50, -0.13, Precision.DISTRICT))
    why_masked(service, location)      # "it names a refuge", "its record asks for it", or None
    hides_a_place(entry)               # whether no value of its record may be told
    without_place(location)            # what may be shown of a masked location: not where it is

A place is masked where its record asks for it (`mask_exact_address`, or a `mask` of its own) in any word but a plain
no, and where the service, its organisation, its terms or the place, down to its address, names a refuge, a safe house
or safe accommodation, although the record does not ask: too many are masked rather than one too few. Masked means no
pin, no distance, no address.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.records import Attribute, Entry, Location, Service
from services.values import is_masked

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""

DISTRICT_KM = 20.0
"""How far a postcode's district is taken to reach from its middle: of 95 in 100 English ones the middles of the four
nearest others lie within it."""

_REFUGE = re.compile(
    r"(?<!seek )(?<!seeking )(?<!take )(?<!taking )(?<!took )(?<!sought )\brefuges?\b"
    r"|\bsafe[\s-]*houses?\b|\bsafe\s+accommodation\b",
    re.IGNORECASE,
)
_MASKS = ("mask", "mask_exact_address")
_SHOWN_OF_MASKED = (
    "id",
    "location_type",
    "mask_exact_address",
    "accessibility",
    "languages",
    "phones",
    "contacts",
    "schedules",
    "holiday_schedules",
)


class Precision(StrEnum):
    """What a point was made of: the record's own coordinates, a whole postcode, or a postcode's first half."""

    RECORD = "record"
    POSTCODE = "postcode"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east (WGS 84). One of a district is the middle of its postcodes, kilometres from its edges."""

    lat: float
    lon: float
    precision: Precision


def distance_km(start: Point, end: Point) -> float:
    """Kilometres as the crow flies, by haversine on a sphere: half a per cent off at most."""
    lat1, lat2 = math.radians(start.lat), math.radians(end.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(end.lon - start.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, chord)))


def why_masked(service: Service, location: Location | None = None) -> str | None:
    """Why the place of the service is not to be shown; None where it may be. Without a location, of all its places."""
    asked = [is_masked((one.model_extra or {}).get("mask")) for one in (service, location) if one is not None]
    if any(asked) or (location is not None and location.mask_exact_address):
        return "its record asks for it"
    texts = (*_words_of(service), *(_words_of_place(location) if location is not None else ()))
    return "it names a refuge" if any(_REFUGE.search(" ".join(text.split())) for text in texts) else None


def hides_a_place(entry: Entry) -> bool:
    """Whether a place of the service is masked, or would be if its record could be read: then no value of it is told.

    What is wrong in a record may be the very part that asks for the mask, so that all of it is gone through as it came.
    """
    service = entry.service
    if why_masked(service) or any(why_masked(service, location) for location in service.locations):
        return True
    held: list[Any] = [entry.raw]
    while held:
        value = held.pop()
        if isinstance(value, Mapping):
            if any(is_masked(value.get(name)) for name in _MASKS):
                return True
            held += value.values()
        elif isinstance(value, list):
            held += value
        elif isinstance(value, str) and _REFUGE.search(" ".join(value.split())):
            return True
    return False


def without_place(location: Location) -> Location:
    """The location without all that tells where it is, names and free text and unknown fields with it."""
    return Location(**{name: getattr(location, name) for name in _SHOWN_OF_MASKED})


def _words_of(service: Service) -> Iterator[str]:
    organization = service.organization
    named = (service.name, service.alternate_name, service.description, organization.name if organization else None)
    yield from (text for text in (*named, service.eligibility_description, service.application_process) if text)
    yield from (one.description for one in service.service_at_locations if one.description)
    yield from _terms(service.attributes)


def _words_of_place(location: Location) -> Iterator[str]:
    lines = [line for one in location.addresses for line in (one.attention, one.address_1, one.address_2)]
    named = (location.name, location.alternate_name, location.description, *lines)
    yield from (text for text in named if text)
    yield from _terms(location.attributes)


def _terms(attributes: tuple[Attribute, ...]) -> Iterator[str]:
    yield from (attribute.name for attribute in attributes if attribute.name)
