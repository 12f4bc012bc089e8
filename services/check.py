"""What somebody should look at in a directory: services that nobody can reach, find, trust or tell from another.

A schema finds little of this: a record may be valid and of no use. Nothing is changed here. Of a service whose place
is masked no value is told, whatever its field: any of them may say where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.editions import long_date
from services.duplicates import duplicates
from services.freshness import Thresholds
from services.markup import words_of
from services.place import hides_a_place
from services.records import Entry, Fault, Location, Schedule, Service, Status
from services.schema import SchemaChecker

WARN_MONTHS = Thresholds().stale_months
_REQUIRED = "required, and not there"
_AGES = ("minimum_age", "maximum_age")


class FindingKind(StrEnum):
    """What is to be looked at, in the order in which it is shown."""

    CLOSED = "closed"
    MISSING = "not in the last feed"
    NO_CONTACT = "no way to contact"
    NO_AREA = "no area and no place"
    ASSURED_LONG_AGO = "assured long ago"
    NO_ASSURED_DATE = "no assured date"
    DEAD_AGES = "ages that fit nobody"
    EMPTY_DESCRIPTION = "no description"
    NO_HOURS = "no hours"
    DUPLICATE = "there twice"
    REQUIRED = "required, and not there"
    UNREADABLE = "cannot be read"
    SCHEMA = "not by the schema"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `name` is the service's, None where it has none; `other` the key of a duplicate."""

    kind: FindingKind
    source: str
    service_id: str
    name: str | None
    message: str
    other: tuple[str, str] | None = None


def findings(
    entries: Sequence[Entry],
    today: date,
    *,
    warn_months: int = WARN_MONTHS,
    schema: SchemaChecker | None = None,
    by_schema: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """All findings, by kind and then by key; by `schema`, those of the raw records of the sources in `by_schema`."""
    found = [one for entry in entries for one in _of_entry(entry, today, warn_months)]
    found += _duplicates(entries)
    if schema:
        for entry in entries:
            if entry.source in by_schema:
                look = schema.bare_mistakes if hides_a_place(entry) else schema.mistakes
                found += (_finding(entry, FindingKind.SCHEMA, mistake) for mistake in look(entry.raw))
    order = list(FindingKind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.source, one.service_id)))


def _finding(entry: Entry, kind: FindingKind, message: str, other: tuple[str, str] | None = None) -> Finding:
    return Finding(kind, entry.source, entry.service.id, entry.service.name, message, other)


def _of_entry(entry: Entry, today: date, warn_months: int) -> Iterator[Finding]:
    service = entry.service
    if service.status not in (None, Status.ACTIVE):
        yield _finding(entry, FindingKind.CLOSED, f"its status is {service.status}")
    if not entry.in_last_feed:
        told = f"last seen on {long_date(entry.last_seen.date())}; ask whether it still runs"
        yield _finding(entry, FindingKind.MISSING, told)
    if not _can_be_contacted(service):
        yield _finding(entry, FindingKind.NO_CONTACT, "neither it nor its organisation has a phone, e-mail or website")
    if not service.service_areas and not any(_can_be_found(location) for location in service.locations):
        yield _finding(entry, FindingKind.NO_AREA, "it says neither whom it serves nor where it is")
    yield from _assurance(entry, today, warn_months)
    yield from _ages(entry)
    if not words_of(service.description):
        yield _finding(entry, FindingKind.EMPTY_DESCRIPTION, "its description holds no words")
    if not any(schedule.opens_at or schedule.description for schedule in _schedules(service)):
        yield _finding(entry, FindingKind.NO_HOURS, "it does not say when it is open")
    for fault in entry.faults:
        if fault.why == _REQUIRED:
            yield _finding(entry, FindingKind.REQUIRED, fault.field)
        elif fault.field not in _AGES:
            yield _finding(entry, FindingKind.UNREADABLE, _told(entry, fault))


def _told(entry: Entry, fault: Fault) -> str:
    """The field, what is wrong there, and what stood there."""
    if not fault.value:
        return f"{fault.field} {fault.why}"
    stood = "not shown, since the address is kept safe" if hides_a_place(entry) else repr(fault.value)
    return f"{fault.field} {fault.why} ({stood})"


def _can_be_contacted(service: Service) -> bool:
    if service.own_phones or service.own_emails or service.url:
        return True
    runs = service.organization
    if runs is None:
        return False
    phones = [*runs.phones, *(phone for contact in runs.contacts for phone in contact.phones)]
    emails = (contact.email for contact in runs.contacts)
    return bool(runs.email or runs.website or any(phone.number for phone in phones) or any(emails))


def _can_be_found(location: Location) -> bool:
    is_placed = location.latitude is not None and location.longitude is not None
    return is_placed or any(one.address_1 or one.postal_code or one.city for one in location.addresses)


def _schedules(service: Service) -> Iterator[Schedule]:
    yield from service.schedules
    for at in service.service_at_locations:
        yield from at.schedules
        if at.location:
            yield from at.location.schedules


def _assurance(entry: Entry, today: date, warn_months: int) -> Iterator[Finding]:
    assured = entry.service.assured_date
    if assured is None:
        yield _finding(entry, FindingKind.NO_ASSURED_DATE, "it does not say when it was last checked")
    elif assured > today:
        yield _finding(entry, FindingKind.ASSURED_LONG_AGO, f"its day of assurance, {long_date(assured)}, is to come")
    elif months_between(assured, today) >= warn_months:
        yield _finding(entry, FindingKind.ASSURED_LONG_AGO, f"last assured on {long_date(assured)}")


def months_between(start: date, end: date) -> int:
    """Whole months from one day to a later one: from 31 January to 28 February there is none."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _ages(entry: Entry) -> Iterator[Finding]:
    service = entry.service
    wrong = [fault for fault in entry.faults if fault.field in _AGES and fault.why != _REQUIRED]
    for fault in wrong:
        yield _finding(entry, FindingKind.DEAD_AGES, _told(entry, fault))
    youngest, oldest = service.minimum_age, service.maximum_age
    if oldest == 0:
        yield _finding(entry, FindingKind.DEAD_AGES, "its oldest age is 0")
    elif youngest is not None and oldest is not None and youngest > oldest:
        yield _finding(entry, FindingKind.DEAD_AGES, f"its youngest age, {youngest:g}, is above its oldest, {oldest:g}")


def _duplicates(entries: Sequence[Entry]) -> Iterator[Finding]:
    for pair in duplicates(entry for entry in entries if entry.in_last_feed):
        second = pair.second
        told = f"{second.service.name} ({second.source} {second.service.id}) shares its {pair.shared}"
        yield _finding(pair.first, FindingKind.DUPLICATE, told, second.key)
