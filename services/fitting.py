"""Whether a service fits: hard filters that fail closed, and a warning where a record is silent.

A filter takes away what states something that does not fit: another area, other ages, a status that is not active. What
a record does not say takes nothing away: it is told as not stated. Each filter is one function from a service to a
`Verdict`; `Columns` holds the two that are asked of every service, so that thousands are gone through at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from services.access_words import Said, said_of
from services.denials import denied_in
from services.freshness import State as Fresh
from services.freshness import Thresholds, freshness
from services.hours import State, hours_of
from services.needs import Years
from services.records import Entry, Service, Status
from services.served import Serves, Wanted, name_of, serves
from services.shelf import text_of
from services.stated import accessibility, languages

ADULT = 30.0
"""An adult whose age is not known is taken to be of this age: a service up to 25 need not fit a parent."""

SEND = {
    "autism": r"\bautis|\basd\b|\basperger",
    "learning": r"\blearning (?:difficult|disabilit)|\bdown.?s syndrome",
    "physical": r"\bphysical|\bmobility|\bwheelchair",
    "hearing": r"\bhearing|\bdeaf",
    "sight": r"\bsight|\bvis(?:ual|ion)|\bblind",
    "multi-sensory": r"\bmulti.?sensory|\bdeafblind",
    "speech": r"\bspeech|\blanguage|\bcommunication",
    "mental health": r"\bmental health|\bsocial,? emotional",
    "early years": r"\bearly years",
    "other": r"\bother difficult",
}
"""What special need is asked for, and how the name of a term that is of special needs begins a word of it."""

_LACK = r"(?:disab|impair|difficult|need|loss\b|delay|disorder)"
_TOLD = SEND | {
    "physical": rf"\bphysical(?:ly)? (?:and \w+ |or \w+ )?{_LACK}|\breduced mobility|\bmobility {_LACK}|\bwheelchair",
    "hearing": rf"\bhearing {_LACK}|\bloss of (?:\w+ (?:and|or) )?hearing|\bhard of hearing|\bdeaf",
    "sight": rf"\b(?:sight|vis(?:ual(?:ly)?|ion)) {_LACK}|\bloss of sight|\bpartially sighted|\bblind",
    "speech": rf"\bspeech\b|\blanguage (?:and communication )?{_LACK}|\bcommunication {_LACK}",
}
"""The same in free text, where hearings, sights, languages and physical activities are spoken of too."""

_IS_SEND = re.compile(r"special educational need|\bsend\b|send[ _]need", re.IGNORECASE)
_PREGNANCY = re.compile(r"\b(?:pregnan|antenatal|unborn|expectant|expecting)", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:[-_]\w+)*")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a service must fit beside area, ages and status. What is None or False is not asked.

    `send` is a key of `SEND`; `language` a language by name; `accessibility` a word such as "wheelchair"; `is_remote`
    True for remote and False for in person; `open_at` a moment with its zone; `with_old` shows what was assured too
    long ago.
    """

    send: str | None = None
    is_free: bool = False
    language: str | None = None
    accessibility: str | None = None
    is_remote: bool | None = None
    open_at: datetime | None = None
    with_old: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it fits, and what a reader must be told, None for nothing."""

    fits: bool
    warning: str | None = None


_FITS, _FAILS = Verdict(True), Verdict(False)


class Columns:
    """What every service is asked: status, age of the record, ages of people, areas. `fresh` is how fresh each is."""

    def __init__(self, entries: Sequence[Entry], today: date, thresholds: Thresholds) -> None:
        services = [entry.service for entry in entries]
        self._least = np.array([_number(service.minimum_age) for service in services])
        self._most = np.array([_last(service.maximum_age) for service in services])
        self._is_silent = np.isnan(self._least) & np.isnan(self._most)
        self._takes_unborn = np.array([takes_unborn(service) for service in services], dtype=np.bool_)
        self.is_active = np.array([one.status in (None, Status.ACTIVE) for one in services], dtype=np.bool_)
        self.fresh = [freshness(service, today, thresholds) for service in services]
        self.is_old = np.array([one.state is Fresh.HIDDEN for one in self.fresh], dtype=np.bool_)
        keys = [tuple((name_of(area), area.uri, area.extent) for area in service.service_areas) for service in services]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        self._kind = np.array([numbers[key] for key in keys], dtype=np.int64)
        kinds = dict(zip(keys, (service.service_areas for service in services), strict=True))
        self._areas = [kinds[key] for key in numbers]

    def of_age(self, people: Iterable[Years]) -> NDArray[np.bool_]:
        """Which fit one of the people at least; those that state no ages fit all."""
        fits: NDArray[np.bool_] = self._is_silent.copy()
        for least, below in people:
            if least < 0:
                fits |= self._takes_unborn
            else:
                fits |= ~(self._least >= below) & ~(self._most <= least) & ~self._is_silent
        return fits

    def serving(self, wanted: Wanted) -> NDArray[np.bool_]:
        """Which do not state another area than is wanted."""
        found = np.array([serves(areas, wanted) is not Serves.NO for areas in self._areas], dtype=np.bool_)
        kept: NDArray[np.bool_] = found[self._kind]
        return kept


def takes_unborn(service: Service) -> bool:
    """Whether it is for the time before birth: for ages from 0, and its own words take in pregnancy; its terms do not
    say so.

    One that states no ages at all shuts nobody out.
    """
    if service.minimum_age is None and service.maximum_age is None:
        return True
    parts = (service.name, service.description, service.eligibility_description, service.application_process)
    return not service.minimum_age and any(_PREGNANCY.search(part) for part in parts if part)


def verdicts(entry: Entry, filters: Filters) -> Iterator[Verdict]:
    """What each filter that is asked says of a service."""
    service = entry.service
    if filters.send:
        yield of_send(service, filters.send)
    if filters.is_free:
        yield of_cost(service)
    if filters.language:
        yield of_language(service, filters.language)
    if filters.accessibility:
        yield of_accessibility(service, filters.accessibility)
    if filters.is_remote is not None:
        yield of_way(service, is_remote=filters.is_remote)
    if filters.open_at is not None:
        yield of_hours(entry, filters.open_at)


def of_send(service: Service, need: str) -> Verdict:
    """By the terms of special needs that it stands under; where there are none, by its text, which may deny it."""
    words = re.compile(SEND[need], re.IGNORECASE)
    stated = []
    for one in service.attributes:
        term = one.taxonomy_term
        told = (one.link_type, *((term.taxonomy, term.description, term.name) if term else ()))
        if one.name and any(_IS_SEND.search(part) for part in told if part):
            stated.append(one.name)
    if stated:
        return _FITS if any(map(words.search, stated)) else _FAILS
    text = text_of(service)
    if re.search(_TOLD[need], text, re.IGNORECASE):
        denied = denied_in(_TOLD[need], text)
        return Verdict(True, f"{need}: not clear from what it says") if denied is None else Verdict(not denied)
    return Verdict(True, "special needs: not stated")


def of_cost(service: Service) -> Verdict:
    """Free: no price at all, or one way at least that is free; a way whose price is not stated may be."""
    amounts = [option.amount for option in service.cost_options]
    if all(amount is None for amount in amounts):
        return Verdict(True, "cost: not stated")
    if None in amounts:
        return Verdict(True, "cost: not stated in every case")
    if all(amounts):
        return _FAILS
    return Verdict(True, "not free in every case") if any(amounts) else _FITS


def of_language(service: Service, language: str) -> Verdict:
    """By the languages that it lists by name; interpreters are told of.

    Not stated is what is listed by code alone, and what one of several places does not list.
    """
    listed = languages(service)
    if any(re.search(rf"(?<!\w){re.escape(language.strip())}(?!\w)", one, re.IGNORECASE) for one in listed):
        return _FITS
    if service.interpretation_services:
        return Verdict(True, f"interpreters: {service.interpretation_services}")
    if coded := [one for one in listed if _CODE.fullmatch(one)]:
        return Verdict(True, f"languages by code alone: {', '.join(coded)}")
    is_silent = not service.languages and any(not location.languages for location in service.locations)
    return Verdict(True, "languages: not stated") if is_silent or not listed else _FAILS


def of_accessibility(service: Service, word: str) -> Verdict:
    """By what is said of its places; of nothing that is said there does it follow that something is not there."""
    match said_of(word, accessibility(service.locations)):
        case Said.YES:
            return _FITS
        case Said.NO:
            return _FAILS
        case Said.UNCLEAR:
            return Verdict(True, f"{word.strip()}: not clear from what is said of access")
    return Verdict(True, f"{word.strip()}: not stated")


def of_way(service: Service, *, is_remote: bool) -> Verdict:
    """Remote, or in person, by the kinds of its places; one whose kind is not stated may be either."""
    kinds = {location.location_type for location in service.locations} - {"postal"}
    if ("virtual" if is_remote else "physical") in kinds:
        return _FITS
    return Verdict(True, "whether in person or remote: not stated") if None in kinds or not kinds else _FAILS


def of_hours(entry: Entry, moment: datetime) -> Verdict:
    """Open at a moment, at one of its places at least; by a building's hours it is not stated."""
    service = entry.service
    places = service.service_at_locations or (None,)
    found = [hours_of(service, moment, at=at, faults=entry.faults) for at in places]
    if any(one.state is State.OPEN and not one.is_buildings for one in found):
        return _FITS
    for one in found:
        if one.state is not State.NOT_STATED and one.is_buildings:
            return Verdict(True, f"open then: not stated (the building is {one.state})")
        if one.state is State.NOT_STATED:
            return Verdict(True, f"open then: not stated ({one.remark})" if one.remark else "open then: not stated")
    return _FAILS


def _number(age: float | None) -> float:
    return float("nan") if age is None else age


def _last(age: float | None) -> float:
    """Where the highest age ends, not included: at the next birthday for a whole one, else just behind it."""
    if age is None:
        return float("nan")
    return age + 1 if age == int(age) else float(np.nextafter(age, np.inf))
