"""From a situation to the services that fit it, best first, each with why, and with what its record does not say.

    matcher = Matcher.open(store, model="waymark-minilm")
    found = matcher.match("15f, picked up in cars, new phone", area="Northmarl")
    found.matches[0].why          # (Reason("description", "Workers who …"), Reason("service_areas", "Northmarl …"))

What a record states and does not fit is never among the matches (`services.fitting`); the order is by how well the rest
fits (`services.ranking`), then by distance, then by how lately it was assured. In a crisis those come first that answer
at any hour. Nothing that is typed is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import DirectoryError
from index.encoder import load_encoder
from index.model import Encoder
from services.area_files import known_codes
from services.asked import UNBORN, Asked, read_asked
from services.coordinates import Coordinates
from services.council import read_council
from services.councils import CouncilCodes
from services.directory import Directory
from services.fitting import ADULT, Columns, Filters, verdicts
from services.freshness import Freshness, Thresholds
from services.freshness import State as Fresh
from services.hours import Hours, State, hours_of
from services.needs import Read, Years
from services.outlines import Outlines, open_outlines, with_areas
from services.place import Point, Precision, distance_km
from services.ranking import Ranking
from services.reasons import Group, Reason, answers_any_hour, group_of, nearest, reasons, warnings
from services.records import Entry, ServiceAtLocation
from services.served import AreaNames, Wanted
from services.shelf import Shelf
from services.values import LONDON

BAND = 0.02
"""Services whose fit differs by less stand in the order of their distance."""

LEAST = 0.2
"""What fits less has nothing to do with what was typed."""

UNKNOWN_KM = 5.0
"""Where a service without a place, or whose place is not shown, stands among those with a distance."""

_POOL = 200
_MOST_FIRST = 3
_NEAR_NEED = 0.3
_CRISIS = 0.8
"""So much must a crisis weigh that services for it come first: a word of it alone may tell of another thing."""

_ORDER = {Fresh.FRESH: 0, Fresh.STALE: 1, Fresh.NOT_STATED: 2, Fresh.HIDDEN: 3}
_DANGER = "In immediate danger ring 999."


@dataclass(frozen=True, slots=True)
class Match:
    """A service that fits. `rank` counts from 1 over all groups; `fit` has no unit and compares within one answer.

    `at` is the place that `distance_km` is to: the nearest, None where there is none or it is not to be shown.
    `hours_in_words` are as from the moment of asking, None where the record does not say.
    `is_first`: it answers at any hour, and so comes first in this crisis.
    """

    rank: int
    entry: Entry
    group: Group
    fit: float
    at: ServiceAtLocation | None
    distance_km: float | None
    freshness: Freshness
    hours: Hours
    hours_in_words: str | None
    why: tuple[Reason, ...]
    warnings: tuple[str, ...]
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Matches:
    """The answer. `remarks` are for the reader: what was read of the text, what could not be told.

    `old` counts the services that are left out because they were assured too long ago and would be among the matches.
    """

    asked: Asked
    needs: tuple[Read, ...]
    matches: tuple[Match, ...]
    remarks: tuple[str, ...]
    old: int

    @property
    def first(self) -> tuple[Match, ...]:
        """Those that answer at any hour, in a crisis."""
        return tuple(match for match in self.matches if match.is_first)

    def of(self, group: Group) -> tuple[Match, ...]:
        """Those of one group, but for those that come first."""
        return tuple(match for match in self.matches if match.group is group and not match.is_first)


@dataclass(frozen=True, slots=True)
class _Placed:
    row: int
    fit: float
    at: ServiceAtLocation | None
    distance_km: float | None


class Matcher:
    """The services of a store, made ready. Several threads may ask at once.

    `languages` are all that its services speak, by name.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        ranking: Ranking,
        outlines: Outlines,
        *,
        coordinates: Coordinates | None = None,
        codes: Mapping[str, str] | None = None,
        thresholds: Thresholds | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self.entries = entries
        self.languages = outlines.languages
        self._ranking = ranking
        self._coordinates = coordinates
        self._clock = clock or (lambda: datetime.now(UTC))
        self._names = AreaNames(area for entry in outlines.entries for area in entry.service.service_areas)
        self._today = self._clock().astimezone(LONDON).date()
        self._codes = CouncilCodes(
            codes or {}, (one for entry in outlines.entries for one in entry.service.service_areas)
        )
        coded = with_areas(outlines.entries, self._codes.coded)
        self._columns = Columns(coded, self._today, thresholds or Thresholds())
        self._known_hours: dict[tuple[int, int | None, datetime], Hours] = {}
        self._points: dict[int, tuple[tuple[ServiceAtLocation, Point], ...]] = {}

    @classmethod
    def open(
        cls, store: Path, *, model: str, encoder: Encoder | None = None, clock: Callable[[], datetime] | None = None
    ) -> Matcher:
        """The services of a store, by the encoder called `model`, or by `encoder` where that is loaded already.

        What is not encoded or outlined yet is, and kept. `clock` says what the moment is. Raises
        `DirectoryMissingError` where nothing was imported, `ModelError`, `ServicesError` for a `services.toml` that
        cannot be used.
        """
        thresholds = read_council(store).thresholds
        with Directory.open(store) as directory:
            entries = directory.snapshot()
        outlines = open_outlines(store, entries)
        try:
            coordinates = Coordinates.open(store)
        except DirectoryError:  # no postcodes were imported: no distance is told, and a remark says so
            coordinates = None
        encoder = encoder or load_encoder(model)
        ranking = Ranking(outlines.shelved, encoder, Shelf(store, encoder))
        codes = known_codes(store)
        return cls(entries, ranking, outlines, coordinates=coordinates, codes=codes, thresholds=thresholds, clock=clock)

    def match(
        self,
        text: str,
        *,
        age: float | None = None,
        postcode: str | None = None,
        area: str | None = None,
        k: int = 10,
        filters: Filters | None = None,
    ) -> Matches:
        """The `k` services that fit best; fewer where fewer fit. Age, postcode and area are read of the text if None.

        An age is in years; a whole one lasts until the next birthday, one below 0 is unborn. QueryError for an empty
        text, and for an age or a postcode that is none.
        """
        filters = filters or Filters()
        asked = read_asked(text, age=age, postcode=postcode, area=area, names=self._names)
        fits, needs = self._ranking.fits(asked.situation, children=asked.children)
        wanted = self._wanted(asked)
        allowed = self._allowed(asked, needs, wanted)
        shown = allowed if filters.with_old else allowed & ~self._columns.is_old
        first = self._first(needs, shown, filters)
        ordered = [*first, *self._ordered(fits, shown, wanted, k, filters, without={one.row for one in first})]
        matches = [self._match(one, rank, asked, needs, wanted, filters) for rank, one in enumerate(ordered[:k], 1)]
        count = min(len(first), k)
        matches[:count] = [replace(match, is_first=True) for match in matches[:count]]
        bar = min((match.fit for match in matches[count:]), default=LEAST) if len(matches) == k else LEAST
        old = int(np.count_nonzero(allowed & ~shown & (fits >= bar)))
        return Matches(asked, needs, tuple(matches), self._remarks(asked, needs, wanted), old)

    def fitting(
        self, text: str, *, age: float | None = None, postcode: str | None = None, area: str | None = None
    ) -> NDArray[np.bool_]:
        """Which of `entries` the filters leave by status, area, ages and the age of the record, whatever they offer."""
        asked = read_asked(text, age=age, postcode=postcode, area=area, names=self._names)
        _, needs = self._ranking.fits(asked.situation, children=asked.children)
        return self._allowed(asked, needs, self._wanted(asked)) & ~self._columns.is_old

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that its services name, but for the whole country."""
        return tuple(self._names.shown.values())

    def _wanted(self, asked: Asked) -> Wanted:
        """Where services are wanted: by the area's names; by the postcode alone where no area is known."""
        point = self._coordinates.point(asked.postcode) if self._coordinates and asked.postcode else None
        if asked.area:
            return self._names.wanted(asked.area, point)
        codes = self._coordinates.councils(asked.postcode) if self._coordinates and asked.postcode else ()
        return Wanted(point=point, codes=frozenset(codes), councils=self._councils if codes else frozenset())

    @cached_property
    def _councils(self) -> frozenset[str]:
        """All councils that postcodes name: gone through once, for the millions of the Postcode Directory."""
        return self._coordinates.all_councils() if self._coordinates else frozenset()

    def _allowed(self, asked: Asked, needs: Sequence[Read], wanted: Wanted) -> NDArray[np.bool_]:
        allowed = self._columns.is_active & self._columns.serving(wanted)
        people = _people(asked, needs)
        return allowed & self._columns.of_age(people) if people else allowed

    def _first(self, needs: Sequence[Read], shown: NDArray[np.bool_], filters: Filters) -> list[_Placed]:
        """In a crisis that words tell of, the services for it that answer at any hour and have a number."""
        found: dict[int, float] = {}
        for read in needs:
            if read.need.is_crisis and read.is_said and read.weight >= _CRISIS:
                near = self._ranking.nearness(read.need)
                for row in np.argsort(-np.where(shown, near, -1), kind="stable")[: 4 * _MOST_FIRST]:
                    entry = self.entries[row]
                    if shown[row] and near[row] >= _NEAR_NEED and answers_any_hour(entry, self._clock()):
                        found[int(row)] = max(found.get(int(row), 0.0), float(near[row]))
        rows = sorted(found, key=lambda row: (-found[row], row))[:_MOST_FIRST]
        return [_Placed(row, found[row], None, None) for row in rows if self._passes(row, filters)]

    def _ordered(
        self,
        fits: NDArray[np.float32],
        shown: NDArray[np.bool_],
        wanted: Wanted,
        k: int,
        filters: Filters,
        *,
        without: set[int],
    ) -> list[_Placed]:
        """At least the `k` best, in order: by bands of fit, in each by distance, then by freshness, then by fit."""
        rows = np.flatnonzero(shown & (fits >= LEAST))
        rows = rows[np.lexsort((rows, -fits[rows]))]
        pool: list[_Placed] = []
        for row in map(int, rows):
            if len(pool) >= k + _POOL:
                break
            if row not in without and self._passes(row, filters):
                at, away = self._nearest(row, wanted.point)
                pool.append(_Placed(row, float(fits[row]), at, away))
        best = pool[0].fit if pool else 0.0

        def place(one: _Placed) -> tuple[int, float, int, float, int]:
            away = UNKNOWN_KM if one.distance_km is None else one.distance_km
            return int((best - one.fit) / BAND), away, _ORDER[self._columns.fresh[one.row].state], -one.fit, one.row

        return sorted(pool, key=place)

    def _passes(self, row: int, filters: Filters) -> bool:
        return all(verdict.fits for verdict in verdicts(self.entries[row], filters))

    def _nearest(self, row: int, point: Point | None) -> tuple[ServiceAtLocation | None, float | None]:
        if row not in self._points:
            self._points[row] = tuple(nearest(self.entries[row].service, self._coordinates))
        places = self._points[row]
        if point is None:
            return (places[0][0] if len(places) == 1 else None), None
        away = [(distance_km(point, where), number) for number, (_, where) in enumerate(places)]
        if not away:
            return None, None
        least, number = min(away)
        return places[number][0], least

    def _hours(self, row: int, at: ServiceAtLocation | None, now: datetime) -> Hours:
        """The hours of a service at a place, remembered for the minute."""
        minute = now.replace(second=0, microsecond=0)
        key = (row, id(at) if at else None, minute)
        if key not in self._known_hours:
            if self._known_hours and next(iter(self._known_hours))[2] != minute:
                self._known_hours = {}
            entry = self.entries[row]
            self._known_hours[key] = hours_of(entry.service, minute, at=at, faults=entry.faults)
        return self._known_hours[key]

    def _match(
        self, one: _Placed, rank: int, asked: Asked, needs: Sequence[Read], wanted: Wanted, filters: Filters
    ) -> Match:
        entry = self.entries[one.row]
        areas = self._codes.coded(entry.service.service_areas)
        coded = replace(entry, service=entry.service.model_copy(update={"service_areas": areas}))
        at, away = (one.at, one.distance_km) if one.at else self._nearest(one.row, wanted.point)
        fresh = self._columns.fresh[one.row]
        told = [verdict.warning for verdict in verdicts(entry, filters) if verdict.warning]
        now = self._clock()
        hours = self._hours(one.row, at, now)
        is_stated = hours.state is not State.NOT_STATED or hours.next_open is not None
        return Match(
            rank,
            entry,
            group_of(entry.service),
            one.fit,
            at,
            away,
            fresh,
            hours,
            hours.words(now) if is_stated else None,
            tuple(reasons(coded.service, asked, needs, wanted, self._ranking.terms)),
            tuple(dict.fromkeys((*told, *warnings(coded, asked, wanted, fresh)))),
        )

    def _remarks(self, asked: Asked, needs: Sequence[Read], wanted: Wanted) -> tuple[str, ...]:
        return tuple(_remarks(asked, needs, wanted, self._names, has_places=self._coordinates is not None))


def _people(asked: Asked, needs: Sequence[Read]) -> tuple[Years, ...]:
    """Whom a service must fit, one of them at least: nobody where no age is known.

    An age that was given is that of whom it is for. Beside ages that the text tells stands an adult where a need is an
    adult's, or the child is unborn: the services that a parent needs are not for the child's age.
    """
    if asked.is_age_given or not asked.children:
        return asked.children
    is_adults = UNBORN in asked.children or any(read.need.is_adults and read.is_said for read in needs)
    return (*asked.children, (ADULT, ADULT + 1)) if is_adults else asked.children


def _remarks(
    asked: Asked, needs: Sequence[Read], wanted: Wanted, names: AreaNames, *, has_places: bool
) -> Iterator[str]:
    if any(read.need.is_crisis and read.is_said for read in needs):
        yield _DANGER
    if asked.read:
        yield f"Read of your words: {'; '.join(asked.read)}."
    if asked.area and not wanted.names & names.shown.keys():
        yield f"No service names {asked.area} as the area that it serves; those for other areas are left out."
    if asked.postcode and asked.postcode.is_mended:
        yield f"The postcode was read as {asked.postcode.text}."
    if asked.postcode and not has_places:
        yield "No distance is told, since no postcodes were imported."
    elif asked.postcode and wanted.point is None:
        yield f"No distance is told, since it is not known where {asked.postcode.text} lies."
    elif wanted.point and asked.postcode and wanted.point.precision is Precision.DISTRICT:
        yield f"Distances are from the middle of {asked.postcode.outward}."
