"""Finds what may be one service under two records, in one source or in two; it merges nothing.

Two are alike where their names are and they share a postcode or a phone number; or, where at least one of them states
neither, where name and organisation are. Services of one name at different postcodes are branches, not duplicates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from services.records import Entry, Service

ALIKE = 90.0
"""Of 100, by token sort ratio: names that differ in the order of their words, a plural or a slip."""

MOST_SHARING = 300
"""A postcode or number that more services share (a civic centre, a switchboard) says nothing."""

_LEFT_OUT = frozenset(
    {"the", "a", "an", "of", "for", "and", "in", "at", "ltd", "limited", "cic", "service", "services"}
)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two entries that may be one service, the first in the order of keys, and what they share in words."""

    first: Entry
    second: Entry
    shared: str


@dataclass(frozen=True, slots=True)
class _Marks:
    name: str
    organization: str
    postcodes: frozenset[str]
    phones: frozenset[str]


def duplicates(entries: Iterable[Entry]) -> tuple[Duplicate, ...]:
    """All pairs, in the order of their keys."""
    held = sorted(entries, key=lambda entry: entry.key)
    marks = [_marks(entry.service) for entry in held]
    found: dict[tuple[int, int], str] = {}
    for first, second in _candidates(marks):
        if (first, second) not in found and (shared := _shared(marks[first], marks[second])):
            found[first, second] = shared
    return tuple(Duplicate(held[first], held[second], shared) for (first, second), shared in sorted(found.items()))


def _marks(service: Service) -> _Marks:
    postcodes = {
        re.sub(r"\s", "", address.postal_code).upper()
        for location in service.locations
        for address in location.addresses
        if address.postal_code
    }
    phones = {digits for phone in service.own_phones if (digits := _digits(phone.number or ""))}
    organization = service.organization.name if service.organization else None
    return _Marks(_plain(service.name), _plain(organization), frozenset(postcodes), frozenset(phones))


def _plain(name: str | None) -> str:
    words = _WORD.findall((name or "").lower().replace("’", "").replace("'", ""))
    return " ".join(word for word in words if word not in _LEFT_OUT) or " ".join(words)


def _digits(number: str) -> str:
    """The national number, 01234567890, of one written with spaces or with +44; empty for what is too short for one."""
    digits = re.sub(r"\D", "", re.sub(r"\(0\)|ext.*", "", number, flags=re.IGNORECASE))
    if digits.startswith("0044"):
        digits = digits[2:]
    if digits.startswith("44") and len(digits) > 10:
        digits = "0" + digits[2:]
    return digits if len(digits) >= 9 else ""


def _candidates(marks: Sequence[_Marks]) -> Iterator[tuple[int, int]]:
    sharing: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, mark in enumerate(marks):
        if not mark.name:
            continue
        sharing["name", mark.name].append(place)
        for postcode in mark.postcodes:
            sharing["postcode", postcode].append(place)
        for phone in mark.phones:
            sharing["phone", phone].append(place)
    for places in sharing.values():
        if len(places) <= MOST_SHARING:
            yield from combinations(places, 2)


def _shared(first: _Marks, second: _Marks) -> str:
    """What two share, in words; empty where they are not alike."""
    if not fuzz.token_sort_ratio(first.name, second.name, score_cutoff=ALIKE):
        return ""
    both = [
        what
        for what, is_shared in (
            ("postcode", first.postcodes & second.postcodes),
            ("phone number", first.phones & second.phones),
        )
        if is_shared
    ]
    if both:
        return " and ".join(["name", *both]) if len(both) == 1 else "name, postcode and phone number"
    if (first.postcodes and second.postcodes) or (first.phones and second.phones):
        return ""
    is_one = fuzz.token_sort_ratio(first.organization, second.organization, score_cutoff=ALIKE)
    return "name and organisation" if first.organization and is_one else ""
