"""Areas by their shapes: which councils a point lies in, and whether an area that a service serves holds it.

    areas = read_areas(Path("councils.geojson"))     # tuple[Area, ...], in the file's order
    [area.name for area in areas if area.holds(point)]
    extent_of(service_area)                          # its Shape, or None where the record gives none

GeoJSON (RFC 7946): Polygon, MultiPolygon, Feature, FeatureCollection and GeometryCollection, longitude first, in
degrees. A point in a hole is outside. A point on a border that two areas share lies in one of them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from core.errors import SourceError
from services.place import EARTH_KM, Point
from services.records import ServiceArea

_NAME = re.compile(r"name|[a-z]{2,6}\d\dnm", re.IGNORECASE)
_CODE = re.compile(r"code|id|gss_?code|[a-z]{2,6}\d\dcd", re.IGNORECASE)

Ring = tuple[tuple[float, float], ...]
"""Corners, each (longitude, latitude); the first is the last again."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Polygons, each its outer ring and then its holes. `box` is west, south, east, north."""

    polygons: tuple[tuple[Ring, ...], ...]
    box: tuple[float, float, float, float]

    def holds(self, point: Point) -> bool:
        """Whether the point lies in one of the polygons and in none of its holes."""
        west, south, east, north = self.box
        if not (west <= point.lon <= east and south <= point.lat <= north):
            return False
        return any(
            _crossed(polygon[0], point) and not any(_crossed(hole, point) for hole in polygon[1:])
            for polygon in self.polygons
        )

    def has_edge_within(self, km: float, point: Point) -> bool:
        """Whether an edge, a hole's too, is nearer to the point than that; kilometres on a plane that touches there."""
        north = math.radians(EARTH_KM)
        east = north * math.cos(math.radians(point.lat))
        west_lon, south_lat, east_lon, north_lat = self.box
        away = (
            max(west_lon - point.lon, point.lon - east_lon) * east,
            max(south_lat - point.lat, point.lat - north_lat) * north,
        )
        if max(away) >= km:
            return False
        return any(
            _from_origin([((lon - point.lon) * east, (lat - point.lat) * north) for lon, lat in side]) < km
            for polygon in self.polygons
            for ring in polygon
            for side in pairwise(ring)
        )


@dataclass(frozen=True, slots=True)
class Area:
    """An area with its name; `code` (E06000023) is None where the file gives none."""

    name: str
    code: str | None
    shape: Shape

    def holds(self, point: Point) -> bool:
        """Whether the point lies in the area."""
        return self.shape.holds(point)


def read_areas(source: Path) -> tuple[Area, ...]:
    """The areas of a GeoJSON file, in its order: name and code are the properties `name`, `LAD24NM` and the like.

    SourceError where it is no GeoJSON, has an area without a name or a shape, or is not in degrees.
    """
    try:
        found = json.loads(source.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SourceError(f"{source} cannot be opened ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{source.name} is no JSON: give the areas as GeoJSON.") from error
    features = found.get("features") if isinstance(found, Mapping) else None
    if not isinstance(features, list) or not features:
        raise SourceError(f"{source.name} has no areas: give a GeoJSON FeatureCollection with a feature an area.")
    return tuple(_area(feature, f"{source.name}, feature {number}") for number, feature in enumerate(features, 1))


def extent_of(area: ServiceArea) -> Shape | None:
    """The shape of an area that is served; None where the record gives none that can be read: not stated."""
    if not area.extent:
        return None
    try:
        return read_shape(json.loads(area.extent))
    except (ValueError, RecursionError):
        return None


def read_shape(found: Any) -> Shape:
    """The polygons of a GeoJSON object; ValueError, with what is wrong, where there are none."""
    polygons = tuple(_polygons(found))
    if not polygons:
        raise ValueError("has no polygon")
    corners = [corner for polygon in polygons for corner in polygon[0]]
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return Shape(polygons, (min(lons), min(lats), max(lons), max(lats)))


def _area(feature: Any, place: str) -> Area:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    fields = properties if isinstance(properties, Mapping) else {}
    name = _field(fields, _NAME)
    if name is None:
        raise SourceError(f'{place} has no name: give each area a property "name".')
    try:
        return Area(name, _field(fields, _CODE), read_shape(feature))
    except ValueError as error:
        raise SourceError(f"{place} ({name}) {error}.") from error


def _field(fields: Mapping[str, Any], pattern: re.Pattern[str]) -> str | None:
    found = (value.strip() for key, value in fields.items() if pattern.fullmatch(key) and isinstance(value, str))
    return next((value for value in found if value), None)


def _polygons(found: Any) -> Iterator[tuple[Ring, ...]]:
    if not isinstance(found, Mapping):
        raise ValueError("is no shape of GeoJSON")
    match found.get("type"):
        case "Polygon":
            yield _polygon(found.get("coordinates"))
        case "MultiPolygon":
            yield from map(_polygon, _list(found.get("coordinates")))
        case "Feature":
            yield from _polygons(found.get("geometry"))
        case "FeatureCollection" | "GeometryCollection" as kind:
            for one in _list(found.get("features" if kind == "FeatureCollection" else "geometries")):
                yield from _polygons(one)
        case _:
            raise ValueError("is no polygon")


def _polygon(found: Any) -> tuple[Ring, ...]:
    rings = tuple(tuple(_corner(corner) for corner in _list(ring)) for ring in _list(found))
    if not rings or any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise ValueError("has a ring that is not closed")
    return rings


def _corner(found: Any) -> tuple[float, float]:
    match found:
        case [int() | float() as lon, int() | float() as lat, *_] if not isinstance(lon, bool) and not isinstance(
            lat, bool
        ):
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                raise ValueError("is not in degrees of longitude and latitude: export it as WGS 84")
            return float(lon), float(lat)
    raise ValueError("has a corner that is no pair of numbers")


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise ValueError("has no list of coordinates")
    return found


def _from_origin(side: list[tuple[float, float]]) -> float:
    """How far a side, from corner to corner, lies from the origin of a plane."""
    (x1, y1), (x2, y2) = side
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = min(1.0, max(0.0, -(x1 * dx + y1 * dy) / length)) if length else 0.0
    return math.hypot(x1 + share * dx, y1 + share * dy)


def _crossed(ring: Ring, point: Point) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times.

    Each side holds its southern end and not its northern, so that a corner is crossed once and two areas do not both
    hold their border.
    """
    is_inside = False
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        if (lat1 > point.lat) != (lat2 > point.lat):
            south, north = ((lon1, lat1), (lon2, lat2)) if lat1 < lat2 else ((lon2, lat2), (lon1, lat1))
            share = (point.lat - south[1]) / (north[1] - south[1])
            is_inside ^= point.lon < south[0] + share * (north[0] - south[0])
    return is_inside
