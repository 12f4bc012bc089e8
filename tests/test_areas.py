"""Points in areas: holes, several parts, borders, and files that are no areas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SourceError
from services.areas import extent_of, read_areas, read_shape
from services.place import Point, Precision
from services.records import ServiceArea

Corners = list[list[float]]


def box(west: float, south: float, east: float, north: float) -> Corners:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: Corners) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(shape: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def at(lon: float, lat: float) -> Point:
    return Point(lat, lon, Precision.POSTCODE)


def written(folder: Path, found: Any) -> Path:
    path = folder / "areas.geojson"
    path.write_text(found if isinstance(found, str) else json.dumps(found), encoding="utf-8")
    return path


RINGED = polygon(box(-3, 51, -2, 52), box(-2.8, 51.2, -2.2, 51.8))
ISLANDS = {"type": "MultiPolygon", "coordinates": [[box(-2.6, 51.4, -2.4, 51.6)], [box(0, 50, 1, 51)]]}


def test_areas_are_read_with_names_and_codes_and_hold_their_points(tmp_path: Path) -> None:
    found = collection(
        feature(RINGED, LAD24CD="E06000099", LAD24NM="Marlbrook", LAD24NMW=""), feature(ISLANDS, name="Isles")
    )
    areas = read_areas(written(tmp_path, found))
    assert [(area.name, area.code) for area in areas] == [("Marlbrook", "E06000099"), ("Isles", None)]

    def names(lon: float, lat: float) -> list[str]:
        return [area.name for area in areas if area.holds(at(lon, lat))]

    assert names(-2.9, 51.5) == ["Marlbrook"]
    assert names(-2.5, 51.5) == ["Isles"]
    assert names(-2.7, 51.5) == []
    assert names(0.5, 50.5) == ["Isles"]
    assert names(2, 51.5) == names(-2.5, 53) == []


@given(lon=st.sampled_from([0.0, 0.25, 0.5, 1.0, 1.5, 2.0]), lat=st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.0]))
def test_a_border_belongs_to_one_of_two_areas(lon: float, lat: float) -> None:
    shapes = [read_shape(polygon(box(x, y, x + 1, y + 1))) for x in (-1, 0, 1, 2) for y in (-1, 0, 1, 2)]
    assert sum(shape.holds(at(lon, lat)) for shape in shapes) == 1


@given(lon=st.floats(-0.5, 2.5), lat=st.floats(-0.5, 2.5))
def test_a_triangle_and_its_other_half_share_their_square(lon: float, lat: float) -> None:
    low = read_shape(polygon([[0, 0], [2, 0], [2, 2], [0, 0]]))
    high = read_shape(polygon([[0, 0], [2, 2], [0, 2], [0, 0]]))
    whole = read_shape(polygon(box(0, 0, 2, 2)))
    assert low.holds(at(lon, lat)) + high.holds(at(lon, lat)) == whole.holds(at(lon, lat))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ([], "has no areas"),
        (collection(), "has no areas"),
        (polygon(box(0, 0, 1, 1)), "has no areas"),
        (collection(7), "feature 1 has no name"),
        (collection(feature(RINGED, area=1)), "feature 1 has no name"),
        (collection(feature(RINGED, name="A"), feature(None, name="B")), r"feature 2 \(B\) is no shape"),
        (collection(feature({"type": "Point", "coordinates": [0, 0]}, name="A")), "is no polygon"),
        (collection(feature(polygon([[0, 0], [1, 0], [1, 1]]), name="A")), "not closed"),
        (collection(feature(polygon(), name="A")), "not closed"),
        (collection(feature(polygon([["0", 0]]), name="A")), "no pair of numbers"),
        (collection(feature({"type": "MultiPolygon"}, name="A")), "no list of coordinates"),
        (collection(feature({"type": "MultiPolygon", "coordinates": []}, name="A")), "has no polygon"),
        (collection(feature(polygon(box(358000, 172000, 359000, 173000)), name="A")), "export it as WGS 84"),
    ],
)
def test_files_that_are_no_areas_are_refused_in_words(tmp_path: Path, found: Any, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read_areas(written(tmp_path, found))


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be opened"):
        read_areas(tmp_path / "none.geojson")


def test_the_extent_of_a_service_area_is_a_shape_or_not_stated() -> None:
    for shape in (
        RINGED,
        feature(RINGED),
        collection(feature(RINGED)),
        {"type": "GeometryCollection", "geometries": [RINGED]},
    ):
        extent = extent_of(ServiceArea(extent=json.dumps(shape), extent_type="geojson"))
        assert extent is not None
        assert (extent.holds(at(-2.9, 51.5)), extent.holds(at(-2.5, 51.5))) == (True, False)
    for nothing in (None, "extent", "{}", '{"type": "Point", "coordinates": [0, 0]}', "[" * 100_000):
        assert extent_of(ServiceArea(extent=nothing)) is None
