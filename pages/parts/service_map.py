"""A map of services that asks nobody for anything: outlines of council areas and numbered points, drawn by Vega-Lite.

    st.vega_lite_chart(spec=map_of(places, areas, start=None), theme=None)

No tiles, no streets. A place that is masked is not among the points, since `services.reasons.nearest` gives none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from services.areas import Area, Ring
from services.matching import Match
from services.place import Point, Precision, distance_km

HEIGHT = 420
FAR_KM = 40
"""What is further away is off the map, so that what is near can be told apart."""

_LINE, _LAND, _PIN, _HERE, _NAME = "#5f7478", "#eef3f3", "#0b5560", "#a40000", "#44575c"
_AROUND, _LEAST = 1.5, 0.2
"""The picture is so many times as wide as the points lie apart, which is taken to be so many degrees at least."""

_DIGITS = 4
_ABOUT = "A map of the services: each number is that of a service in the list, where its address and distance stand."

Spec = dict[str, Any]
"""A part of a Vega-Lite specification."""

Place = tuple[Match, Point]
"""A match, and where one of its places lies."""


def map_of(places: Sequence[Place], areas: Sequence[Area], *, start: Point | None) -> Spec | None:
    """The map; None where there is nothing to put on it. `start` is the postcode that was asked for."""
    if not places:
        return None
    layers = [_outlines(areas), _names(areas)] if areas else []
    layers += _pins(places)
    if start:
        layers.append(_here(start))
    return {
        "description": _ABOUT,
        "height": HEIGHT,
        "projection": _projection([*(point for _, point in places), *([start] if start else [])]),
        "layer": layers,
        "config": {"view": {"stroke": _LINE, "fill": "#ffffff"}, "font": "Arial, 'Liberation Sans', sans-serif"},
    }


def near(places: Sequence[Place], start: Point | None) -> tuple[list[Place], tuple[int, ...]]:
    """The places within `FAR_KM` of the postcode, or of the best match, and the ranks of those further away."""
    if not places:
        return [], ()
    middle = start or min(places, key=lambda place: place[0].rank)[1]
    shown = [place for place in places if distance_km(middle, place[1]) <= FAR_KM]
    kept = {match.rank for match, _ in shown}
    return shown, tuple(sorted({match.rank for match, _ in places} - kept))


def _layer(rows: Sequence[Mapping[str, Any]], mark: Spec, tooltip: Sequence[Spec] = (), text: str = "") -> Spec:
    """Marks at the longitude and latitude of rows."""
    encoding: Spec = {axis: {"field": axis, "type": "quantitative"} for axis in ("longitude", "latitude")}
    if tooltip:
        encoding["tooltip"] = list(tooltip)
    if text:
        encoding["text"] = {"field": text, "type": "nominal"}
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _outlines(areas: Sequence[Area]) -> Spec:
    mark: Spec = {
        "type": "geoshape",
        "fill": _LAND,
        "fillOpacity": 0.6,
        "stroke": _LINE,
        "strokeWidth": 1,
        "aria": False,
        "clip": True,
    }
    return {"data": {"values": [_feature(area) for area in areas]}, "mark": mark}


def _names(areas: Sequence[Area]) -> Spec:
    """The names of areas in their middle; one that holds others is named by them."""
    rows = []
    for area in areas:
        if not any(_lies_in(other, area) for other in areas):
            west, south, east, north = area.shape.box
            rows.append({"name": area.name, "longitude": (west + east) / 2, "latitude": (south + north) / 2})
    mark = {"type": "text", "color": _NAME, "fontSize": 13, "fontStyle": "italic", "clip": True}
    return _layer(rows, mark, text="name")


def _lies_in(inner: Area, outer: Area) -> bool:
    """Whether one lies in another, as far as their boxes and the middle of the inner one tell."""
    west, south, east, north = outer.shape.box
    w, s, e, n = inner.shape.box
    is_within = inner.shape.box != outer.shape.box and west <= w and south <= s and e <= east and n <= north
    return is_within and outer.holds(Point((s + n) / 2, (w + e) / 2, Precision.RECORD))


def _pins(places: Sequence[Place]) -> list[Spec]:
    """A dot a place, with the numbers of the services there beside it."""
    held: dict[tuple[float, float], list[Match]] = {}
    for match, point in sorted(places, key=lambda place: place[0].rank):
        held.setdefault((round(point.lon, _DIGITS), round(point.lat, _DIGITS)), []).append(match)
    rows = [
        {
            "number": ", ".join(dict.fromkeys(str(match.rank) for match in matches)),
            "name": "; ".join(dict.fromkeys(match.entry.service.name or "name not stated" for match in matches)),
            "longitude": lon,
            "latitude": lat,
        }
        for (lon, lat), matches in held.items()
    ]
    told = [{"field": "number", "title": "Match"}, {"field": "name", "title": "Name"}]
    pin = {"type": "circle", "size": 130, "color": _PIN, "opacity": 1, "stroke": "#ffffff", "strokeWidth": 1.5}
    sign = {"type": "text", "fontSize": 14, "fontWeight": "bold", "align": "left", "dx": 9}
    halo = {**sign, "color": "#ffffff", "stroke": "#ffffff", "strokeWidth": 4, "aria": False}
    return [
        _layer(rows, pin, told),
        _layer(rows, halo, text="number"),
        _layer(rows, {**sign, "color": _PIN}, told, text="number"),
    ]


def _projection(points: Sequence[Point]) -> Spec:
    """Mercator, so that all the points are in the picture, and a little around them, however wide it is drawn."""
    lons, lats = [point.lon for point in points], [point.lat for point in points]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    middle = (south + north) / 2
    wide = math.radians(max(east - west, _LEAST)) * _AROUND
    high = math.radians(max(north - south, _LEAST / 2)) * _AROUND / math.cos(math.radians(middle))
    return {
        "type": "mercator",
        "center": [(west + east) / 2, middle],
        "scale": {"expr": f"min(width / {wide:.6f}, height / {high:.6f})"},
        "translate": {"expr": "[width / 2, height / 2]"},
    }


def _here(start: Point) -> Spec:
    row = {"longitude": start.lon, "latitude": start.lat, "what": "the postcode that was typed"}
    mark = {"type": "point", "shape": "diamond", "size": 200, "color": _HERE, "filled": True, "stroke": "#ffffff"}
    return _layer([row], {**mark, "opacity": 1}, [{"field": "what", "title": "Here"}])


def _feature(area: Area) -> Spec:
    """An area as Vega draws it: outer rings clockwise and holes not, else all but the area would be filled."""
    polygons = [
        [_turned(ring, is_clockwise=place == 0) for place, ring in enumerate(polygon)]
        for polygon in area.shape.polygons
    ]
    geometry = {"type": "MultiPolygon", "coordinates": polygons}
    return {"type": "Feature", "properties": {"name": area.name}, "geometry": geometry}


def _turned(ring: Ring, *, is_clockwise: bool) -> list[list[float]]:
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    corners = [list(corner) for corner in ring]
    return corners if (twice < 0) == is_clockwise else corners[::-1]
