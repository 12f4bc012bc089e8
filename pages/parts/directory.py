"""Opens the directory of services once for everyone who looks at the page, and again after a change or at midnight.

Ages of records are counted from the day on which a matcher was made, so that each day has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import streamlit as st

from core.errors import DirectoryError
from core.settings import model_name, store_folder
from pages.parts.opening import open_encoder
from services import area_files, coordinates, directory
from services.area_files import known_areas
from services.areas import Area
from services.coordinates import Coordinates
from services.corrections import Corrections
from services.council import council_file
from services.matching import Match, Matcher
from services.place import Point
from services.postcode import Postcode
from services.reasons import Group, nearest
from services.served import plain
from services.values import LONDON


@dataclass(frozen=True, slots=True)
class Choices:
    """What a directory offers to filter by, by name."""

    areas: tuple[str, ...]
    languages: tuple[str, ...]


def open_matcher() -> Matcher:
    """The matcher over what is imported now. Raises `DirectoryMissingError` where nothing is, or `WaymarkError`."""
    store = store_folder()
    files = (
        store / directory.FOLDER / directory.FILE,
        store / coordinates.FILE,
        store / area_files.FILE,
        council_file(store),
    )
    return _matcher(str(store), model_name(), tuple(map(_changed, files)), now().astimezone(LONDON).date())


def choices() -> Choices:
    """What the directory's services name: areas and languages. Raises as `open_matcher` does."""
    return _choices(open_matcher())


def open_corrections() -> Corrections:
    """The queue of what readers say is wrong."""
    return Corrections(store_folder())


def areas() -> tuple[Area, ...]:
    """The outlines of areas that the council gave. Raises `SourceError`."""
    store = store_folder()
    return _areas(str(store), _changed(store / area_files.FILE))


def area_of(point: Point) -> str | None:
    """The smallest area that the council gave and a point lies in, as the directory's services name it, or None."""
    held = sorted((area for area in areas() if area.holds(point)), key=lambda area: _size(area.shape.box))
    named = {plain(name): name for name in choices().areas}
    return next((named[plain(area.name)] for area in held if plain(area.name) in named), None)


def places(matches: tuple[Match, ...]) -> list[tuple[Match, Point]]:
    """Where matches may be shown on a map: the place nearest, or each where none is. National ones are left out.

    What is masked is in none of them.
    """
    try:
        with Coordinates.open(store_folder()) as known:
            return _places(matches, known)
    except DirectoryError:  # no postcodes were imported: records' own coordinates are left
        return _places(matches, None)


def point_of(postcode: Postcode | None) -> Point | None:
    """Where a postcode lies; None where that is not known."""
    if postcode is None:
        return None
    try:
        with Coordinates.open(store_folder()) as known:
            return known.point(postcode)
    except DirectoryError:  # no postcodes were imported
        return None


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def _size(box: tuple[float, float, float, float]) -> float:
    west, south, east, north = box
    return (east - west) * (north - south)


def _places(matches: tuple[Match, ...], known: Coordinates | None) -> list[tuple[Match, Point]]:
    return [
        (match, point)
        for match in matches
        if match.group is not Group.NATIONAL
        for at, point in nearest(match.entry.service, known)
        if match.at is None or at is match.at
    ]


def _changed(path: Path) -> int:
    """When a file was last written; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@st.cache_resource(max_entries=1, show_spinner=False)
def _matcher(store: str, model: str, changed: tuple[int, ...], day: date) -> Matcher:
    return Matcher.open(Path(store), model=model, encoder=open_encoder(model))


@st.cache_resource(max_entries=1, show_spinner=False)
def _areas(store: str, changed: int) -> tuple[Area, ...]:
    return known_areas(Path(store))


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs={Matcher: id})
def _choices(matcher: Matcher) -> Choices:
    areas, spoken = (tuple(sorted(names, key=str.casefold)) for names in (matcher.areas, matcher.languages))
    return Choices(areas, spoken)
