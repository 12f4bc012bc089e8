"""What a reader is shown of a service, field by field: the same in the page, in a file and on paper.

    shown = shown_of(match)
    shown.rows[1].label, shown.rows[1].said     # "Ages in years", "2½ to 17"; "not stated" where the record is silent
    shown.not_stated                            # the labels of the lesser rows on which the record is silent

Nothing is made of a silence but "not stated". Of a place that is masked no name, address or distance is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from services.markup import words_of
from services.matching import Match
from services.place import why_masked
from services.reasons import Group
from services.records import Location, Phone, Service, ServiceAtLocation
from services.served import name_of
from services.shelf import terms_of
from services.stated import accessibility, ages, cost, languages
from services.timetable import timetable

NOT_STATED = "not stated"
DOES = "What it does"
NOT_SHOWN = "not shown, since the address is kept safe"
NO_POSTCODE = "no postcode was given"
REMOTE = "none, it is remote"

_WAYS = {"physical": "in person", "virtual": "remote", "postal": "by post"}
_PLACE = ("address_1", "address_2", "city", "state_province", "postal_code")


@dataclass(frozen=True, slots=True)
class Row:
    """A field: `words` None where the record is silent. `is_main`: a reader needs it before offering the service."""

    label: str
    words: str | None
    is_main: bool = True

    @property
    def said(self) -> str:
        """The words, or that they are not stated."""
        return self.words or NOT_STATED


@dataclass(frozen=True, slots=True)
class Shown:
    """A service as a reader sees it. The key is (source, service_id); `description` is "" where not stated."""

    source: str
    service_id: str
    name: str
    organisation: str | None
    group: Group
    description: str
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Source and id."""
        return self.source, self.service_id

    @property
    def main(self) -> tuple[Row, ...]:
        """The rows that are always told, stated or not."""
        return tuple(row for row in self.rows if row.is_main)

    @property
    def lesser(self) -> tuple[Row, ...]:
        """The other rows that the record states."""
        return tuple(row for row in self.rows if not row.is_main and row.words)

    @property
    def not_stated(self) -> tuple[str, ...]:
        """The labels of the other rows on which the record is silent."""
        return tuple(row.label for row in self.rows if not row.is_main and not row.words)


def shown_of(match: Match, *, has_point: bool = True) -> Shown:
    """What is shown of a match. `has_point`: it was known from where distances are told."""
    service = match.entry.service
    return Shown(
        match.entry.source,
        service.id,
        words_of(service.name) or "name not stated",
        words_of(service.organization.name) or None if service.organization else None,
        match.group,
        words_of(service.description),
        tuple(_rows(match, service, has_point=has_point)),
        tuple(f"{warning[:1].upper()}{warning[1:]}" for warning in match.warnings),
    )


def _rows(match: Match, service: Service, *, has_point: bool) -> Iterator[Row]:
    yield Row(DOES, _text(service.description))
    yield Row("Ages in years", _ages(service))
    yield Row("Who it is for", _text(service.eligibility_description))
    yield Row("How to refer", _text(service.application_process))
    yield Row("Phone", _phones(service.own_phones))
    yield Row("E-mail", "; ".join(service.own_emails) or None)
    yield Row("Web page", service.url)
    yield Row("Cost", cost(service))
    yield Row("Open now", _open_now(match))
    yield Row("Hours", timetable(service, match.at))
    yield Row("Area served", _areas(service))
    yield Row("Where", _where(service, match.at))
    yield Row("Distance", _distance(match, service, has_point=has_point))
    yield Row("Last checked", _checked(match))
    yield from (Row(label, words, is_main=False) for label, words in _lesser(match, service))


def _lesser(match: Match, service: Service) -> Iterator[tuple[str, str | None]]:
    referral = service.needs_referral
    yield "Run by", words_of(service.organization.name) or None if service.organization else None
    yield "How to reach who runs it", _organisation(service)
    yield "Also called", _text(service.alternate_name)
    yield "Referral needed", None if referral is None else "yes" if referral else "no"
    yield "Waiting time", _text(service.wait_time)
    yield "In person or remote", _way(service)
    yield "Drop in or by appointment", _text(service.attending_access)
    yield "Languages", ", ".join(languages(service)) or None
    yield "Interpreters", _text(service.interpretation_services)
    yield "Access", _of_places(service, accessibility)
    yield "Getting there", _of_places(service, lambda places: [one.transportation for one in places])
    yield "Listed under", "; ".join(terms_of(service)) or None
    yield "Whom to ask", "; ".join(dict.fromkeys(one.name for one in service.contacts if one.name)) or None
    yield "Status", str(service.status) if service.status else None
    yield "Notice", _text(service.alert)
    yield "Accreditations", _text(service.accreditations)
    yield "Licences", _text(service.licenses)
    changed = service.last_modified
    yield "Record changed", f"{changed.day} {changed:%B %Y}" if changed else None
    yield "Directory", match.entry.source


def _text(text: str | None) -> str | None:
    return words_of(text) or None


def _ages(service: Service) -> str | None:
    """Ages in years; of one end alone, that the other is not stated."""
    found = ages(service)
    if found is None:
        return None
    if service.maximum_age is None:
        return f"{found}; up to what age: {NOT_STATED}"
    return f"{found}; from what age: {NOT_STATED}" if service.minimum_age is None else found


def _phones(phones: tuple[Phone, ...]) -> str | None:
    found = []
    for phone in phones:
        number = f"{phone.number} extension {phone.extension}" if phone.extension else str(phone.number)
        said = words_of(phone.description)
        found.append(f"{number} ({said})" if said else number)
    return "; ".join(dict.fromkeys(found)) or None


def _open_now(match: Match) -> str | None:
    """As `Hours` words it, with its remark; where the record has hours and yet nothing is stated, why."""
    words, remark = match.hours_in_words, match.hours.remark
    if words is None:
        return f"{NOT_STATED}: {remark}" if remark else None
    return f"{words}; {remark}" if remark else words


def _areas(service: Service) -> str | None:
    return "; ".join(dict.fromkeys(name for area in service.service_areas if (name := name_of(area)))) or None


def _open_places(service: Service) -> tuple[Location, ...]:
    """The places that may be shown."""
    return tuple(location for location in service.locations if not why_masked(service, location))


def _where(service: Service, at: ServiceAtLocation | None) -> str | None:
    """The places, the nearest first; of a masked one, that it is not shown."""
    places = sorted(service.locations, key=lambda one: at is None or one is not at.location)
    found = [_place(service, one) for one in places]
    if not places and why_masked(service):
        return NOT_SHOWN
    return "; ".join(dict.fromkeys(filter(None, found))) or None


def _place(service: Service, location: Location) -> str | None:
    if not why_masked(service, location):
        return _address(location)
    return REMOTE if location.location_type == "virtual" else NOT_SHOWN


def _address(location: Location) -> str | None:
    address = next((one for one in location.addresses if one.address_type in ("physical", None)), None)
    parts = [words_of(location.name)]
    parts += [words_of(getattr(address, field)) for field in _PLACE] if address else []
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _distance(match: Match, service: Service, *, has_point: bool) -> str | None:
    masked = [one for one in service.locations if one.location_type != "virtual" and why_masked(service, one)]
    if (not service.locations and why_masked(service)) or (masked and not _open_places(service)):
        return NOT_SHOWN
    if match.distance_km is not None:
        return f"{match.distance_km:.1f} km in a straight line"
    if match.group is Group.REMOTE:
        return REMOTE
    return None if has_point or not service.locations else NO_POSTCODE


def _checked(match: Match) -> str | None:
    """When it was last checked and by whom, as `Freshness` words it."""
    words = match.freshness.words.removeprefix("last checked").lstrip(": ")
    return None if words == NOT_STATED else words


def _organisation(service: Service) -> str | None:
    """How to reach the organisation, which may not be how to reach the service."""
    one = service.organization
    if one is None:
        return None
    phones = [*one.phones, *(phone for contact in one.contacts for phone in contact.phones)]
    emails = [one.email, *(contact.email for contact in one.contacts)]
    numbers = _phones(tuple(phone for phone in phones if phone.number))
    return "; ".join(dict.fromkeys(part for part in (numbers, *emails, one.website) if part)) or None


def _way(service: Service) -> str | None:
    kinds = [_WAYS[one.location_type] for one in service.locations if one.location_type]
    said = [_text(service.attending_type), _text(service.deliverable_type)]
    return "; ".join(dict.fromkeys(part for part in (*kinds, *said) if part)) or None


def _of_places(service: Service, said: Callable[[tuple[Location, ...]], Iterable[str | None]]) -> str | None:
    """What is said of the places that may be shown; where it is said of masked ones alone, that it is not shown."""
    told = _listed(map(words_of, said(_open_places(service))))
    return told or (NOT_SHOWN if any(map(words_of, said(service.locations))) else None)


def _listed(texts: Iterable[str]) -> str | None:
    """Texts in a row, each once, without the full stops that would stand before the semicolons."""
    told = list(dict.fromkeys(filter(None, texts)))
    return "; ".join([*(text.rstrip(".") for text in told[:-1]), *told[-1:]]) or None
