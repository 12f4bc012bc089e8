"""What a directory says of a service: Open Referral UK 3.0, with what it says beyond that kept.

Names are the standard's. A field that a record leaves out, or leaves blank, is None or an empty tuple: not stated.
Fields that are not named here stay in `model_extra`. Hours are those of the clock in the place. `services.mapping`
makes these of what came; nothing here reads a file or knows of a format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from services.values import (
    Age,
    Amount,
    Day,
    Email,
    Hour,
    Joined,
    Latitude,
    Longitude,
    Mask,
    Moment,
    Shape,
    Text,
    Truth,
    Web,
    Whole,
    one,
    several,
    stated,
    upper,
    word,
    zone_behind,
)

Kind = Annotated[Literal["physical", "postal", "virtual"] | None, word]
Frequency = Annotated[Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] | None, upper]


class Status(StrEnum):
    """Whether a service runs; None in a record that does not say."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class _Record(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    id: Text = None


class TaxonomyTerm(_Record):
    """A term of a taxonomy. `taxonomy` is the taxonomy's name, `term` the word itself where `name` is a label."""

    name: Text = None
    description: Text = None
    parent_id: Text = None
    taxonomy: Text = None
    taxonomy_id: Text = None
    term_uri: Text = None
    term: Text = None
    code: Text = None


class Attribute(_Record):
    """A term that classifies what it stands on; `link_type` says how (`category`, `send_need`, `target_audience`)."""

    link_type: Text = None
    taxonomy_term_id: Text = None
    taxonomy_term: Annotated[TaxonomyTerm | None, one, stated] = None
    value: Text = None

    @property
    def name(self) -> str | None:
        """The term in words."""
        term = self.taxonomy_term
        return (term.name or term.term) if term else self.value


Attributes = Annotated[tuple[Attribute, ...], several]


class Language(_Record):
    """A language that a service, a place or a phone line speaks."""

    name: Text = None
    code: Text = None
    note: Text = None


Languages = Annotated[tuple[Language, ...], several]


class Phone(_Record):
    """A number as written."""

    number: Text = None
    extension: Text = None
    type: Text = None
    description: Text = None
    languages: Languages = ()


Phones = Annotated[tuple[Phone, ...], several]


class Contact(_Record):
    """Whom to ask."""

    name: Text = None
    title: Text = None
    department: Text = None
    email: Email = None
    phones: Phones = ()


Contacts = Annotated[tuple[Contact, ...], several]


class Schedule(_Record):
    """When it is open, by RFC 5545: the days of `freq`, `interval`, `byday`, `bymonthday` from `dtstart` on.

    A schedule without `opens_at` does not say that it is closed. One that closes at or before the hour at which it
    opens closes on the next day. An offset behind an hour is its time zone, where none is named.
    """

    valid_from: Day = None
    valid_to: Day = None
    dtstart: Day = None
    until: Day = None
    count: Whole = None
    freq: Frequency = None
    interval: Whole = None
    wkst: Text = None
    byday: Joined = None
    byweekno: Joined = None
    bymonthday: Joined = None
    byyearday: Joined = None
    opens_at: Hour = None
    closes_at: Hour = None
    timezone: Text = None
    description: Text = None
    schedule_link: Text = None
    attending_type: Text = None
    notes: Text = None

    @model_validator(mode="before")
    @classmethod
    def _with_zone(cls, record: Any) -> Any:
        if not isinstance(record, Mapping) or record.get("timezone"):
            return record
        zones = [zone for name in ("opens_at", "closes_at") if (zone := zone_behind(record.get(name)))]
        return {**record, "timezone": zones[0]} if zones else record


Schedules = Annotated[tuple[Schedule, ...], several]


class HolidaySchedule(_Record):
    """What holds from `start_date` to `end_date` in place of the schedules (HSDS 1 and ORUK 1.0)."""

    closed: Truth = None
    opens_at: Hour = None
    closes_at: Hour = None
    start_date: Day = None
    end_date: Day = None


HolidaySchedules = Annotated[tuple[HolidaySchedule, ...], several]


class Accessibility(_Record):
    """How a place can be reached and used."""

    accessibility: Text = None
    description: Text = None
    details: Text = None
    url: Text = None


class Address(_Record):
    """An address of a location."""

    attention: Text = None
    address_1: Text = None
    address_2: Text = None
    city: Text = None
    region: Text = None
    state_province: Text = None
    postal_code: Text = None
    country: Text = None
    address_type: Kind = None


class Location(_Record):
    """A place. One whose `mask_exact_address` is true is never to be shown on a map, nor its address or distance."""

    location_type: Kind = None
    name: Text = None
    alternate_name: Text = None
    description: Text = None
    transportation: Text = None
    latitude: Latitude = None
    longitude: Longitude = None
    external_identifier: Text = None
    external_identifier_type: Text = None
    mask_exact_address: Mask = None
    addresses: Annotated[tuple[Address, ...], several] = ()
    accessibility: Annotated[tuple[Accessibility, ...], several] = ()
    languages: Languages = ()
    phones: Phones = ()
    contacts: Contacts = ()
    schedules: Schedules = ()
    holiday_schedules: HolidaySchedules = ()
    attributes: Attributes = ()


class ServiceAtLocation(_Record):
    """A service at one place, with the hours and numbers that hold there."""

    location_id: Text = None
    location: Annotated[Location | None, one, stated] = None
    description: Text = None
    contacts: Contacts = ()
    phones: Phones = ()
    schedules: Schedules = ()
    holiday_schedules: HolidaySchedules = ()


class ServiceArea(_Record):
    """An area that a service serves; `extent` is a shape, of the kind `extent_type` (`geojson`)."""

    name: Text = None
    description: Text = None
    service_area: Text = None
    extent: Shape = None
    extent_type: Text = None
    uri: Text = None


class CostOption(_Record):
    """A price, in `currency`; without an `amount`, words alone."""

    option: Text = None
    amount: Amount = None
    amount_description: Text = None
    currency: Text = None
    valid_from: Day = None
    valid_to: Day = None


class Organization(_Record):
    """Who runs a service. Its locations are its own (a head office), not the service's."""

    name: Text = None
    alternate_name: Text = None
    description: Text = None
    email: Email = None
    website: Web = None
    logo: Text = None
    uri: Text = None
    parent_organization_id: Text = None
    contacts: Contacts = ()
    phones: Phones = ()
    locations: Annotated[tuple[Location, ...], several] = ()
    attributes: Attributes = ()


class Service(_Record):
    """A service. The id is there always; all else may not be stated. Ages are in years, halves allowed."""

    id: str
    name: Text = None
    alternate_name: Text = None
    status: Annotated[Status | None, word] = None
    description: Text = None
    url: Web = None
    email: Email = None
    fees: Text = None
    fees_description: Text = None
    accreditations: Text = None
    licenses: Text = None
    minimum_age: Age = None
    maximum_age: Age = None
    eligibility_description: Text = None
    application_process: Text = None
    needs_referral: Truth = None
    wait_time: Text = None
    interpretation_services: Text = None
    attending_type: Text = None
    attending_access: Text = None
    deliverable_type: Text = None
    assured_date: Day = None
    assurer_email: Email = None
    alert: Text = None
    last_modified: Moment = None
    organization_id: Text = None
    organization: Annotated[Organization | None, one, stated] = None
    service_at_locations: Annotated[tuple[ServiceAtLocation, ...], several] = ()
    service_areas: Annotated[tuple[ServiceArea, ...], several] = ()
    schedules: Schedules = ()
    holiday_schedules: HolidaySchedules = ()
    languages: Languages = ()
    cost_options: Annotated[tuple[CostOption, ...], several] = ()
    contacts: Contacts = ()
    phones: Phones = ()
    attributes: Attributes = ()

    @property
    def locations(self) -> tuple[Location, ...]:
        """The places where the service is given, in the record's order; its organisation's own are not among them."""
        return tuple(at.location for at in self.service_at_locations if at.location)

    @property
    def own_phones(self) -> tuple[Phone, ...]:
        """The numbers of the service, its contacts and its places, in that order; its organisation's are not."""
        found = [*self.phones, *(phone for contact in self.contacts for phone in contact.phones)]
        for at in self.service_at_locations:
            places = (at, at.location) if at.location else (at,)
            for place in places:
                found += place.phones
                found += (phone for contact in place.contacts for phone in contact.phones)
        return tuple(phone for phone in found if phone.number)

    @property
    def own_emails(self) -> tuple[str, ...]:
        """The addresses of the service and its contacts, each once."""
        found = [self.email, *(contact.email for contact in self.contacts)]
        return tuple(dict.fromkeys(email for email in found if email))


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that is none of its field's, or a required one that is not there (then `value` is empty).

    `field` is its path without the numbers of lists: `contacts.phones.number`. `value` is the beginning of what stood
    there, as written.
    """

    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """A record that is a service."""

    service: Service
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """What is no record of a service: where it stood (`record 3`, `services.csv line 12`), why, and what it was."""

    place: str
    why: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """A service of a directory. The key is (source, service.id); moments are UTC.

    `raw` is the record as it came. `in_last_feed` is false for what the last complete import of the source did not
    hold any more.
    """

    source: str
    service: Service
    raw: Any
    faults: tuple[Fault, ...]
    in_last_feed: bool
    first_seen: datetime
    last_seen: datetime

    @property
    def key(self) -> tuple[str, str]:
        """Source and id: an id alone is not a key."""
        return self.source, self.service.id
