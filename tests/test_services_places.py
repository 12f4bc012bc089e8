"""`waymark services places`: what a file of places brings, what it says of one that is none, and newer editions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import run

from core.settings import ROOT
from services.area_files import FILE as AREAS
from services.area_files import known_areas, known_codes
from services.coordinates import FILE, Coordinates
from services.place import Point, Precision
from services.postcode import Postcode

HEADER = "pcds,doterm,lad25cd,lat,long\n"
FIRST = HEADER + "AB1 1AA,,E06000001,51.0,-2.0\nAB1 1AB,201503,E06000001,51.1,-2.1\nAB2 1AA,,E06000002,99.999999,0.0\n"
NEWER = HEADER.replace("lad25cd", "lad26cd") + "AB1 1AA,,E06000003,52.0,-3.0\n"
DISTRICTS = "outcode,lat,long\nAB1,50.0,-1.0\nAB9,55.5,-3.0\n"
KINDS = ("postcodes", "districts", "areas")
HERE = Postcode("AB1", "1AA")


def geojson(**codes: str | None) -> str:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    features = [
        {"type": "Feature", "properties": {"name": name, "code": code}, "geometry": square}
        for name, code in codes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


WHOLE = {"postcodes": FIRST, "districts": DISTRICTS, "areas": geojson(Marl="E06000001")}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def bring(store: Path, kind: str, content: str | bytes, name: str = "places.csv") -> str:
    """What the command says of a file that it takes."""
    result = run("services", "places", kind, written(store.parent / name, content), "--store", store)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def refused(store: Path, kind: str, content: str | bytes) -> str:
    """What it says of one that it does not, and that nothing has changed."""
    before = held(store)
    result = run("services", "places", kind, written(store.parent / "wrong.csv", content), "--store", store)
    assert (result.exit_code, result.stdout, "Traceback" in result.stderr) == (1, "", False)
    assert held(store) == before
    return " ".join(result.stderr.split())


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def held(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store / "services").glob("*")}


def test_each_kind_says_what_came(store: Path) -> None:
    told = "1 postcode from places.csv, 1 without a place, 1 no longer in use\n"
    assert bring(store, "postcodes", FIRST) == told
    assert bring(store, "districts", DISTRICTS) == "2 districts from places.csv\n"
    assert bring(store, "areas", geojson(Marl=None, Wren=None), "a.geojson") == "2 areas from a.geojson\n"


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("postcodes", DISTRICTS, "wrong.csv has no column pcds; the postcodes are as they were."),
        ("postcodes", FIRST.replace("lad25cd", "council"), "has no column oslaua or laua or lad25cd"),
        ("postcodes", FIRST.replace("doterm", "ended"), "has no column doterm"),
        ("postcodes", FIRST.replace(",", ";"), "has no column pcds"),
        ("postcodes", geojson(Marl=None), "has no column pcds"),
        ("postcodes", b"PK\x03\x04\xff\xfe\x00", "is no CSV in UTF-8"),
        ("postcodes", "", "has no column pcds"),
        ("districts", FIRST, "has no column postcode or outcode or outward"),
        ("districts", "outcode,easting,northing\nAB1,1,1\n", "has no column latitude or lat"),
        ("districts", "", "has no column postcode"),
        ("areas", FIRST, "wrong.csv is no JSON: give the areas as GeoJSON."),
        ("areas", "", "is no JSON"),
        ("areas", "[]", "has no areas"),
        ("areas", geojson(), "has no areas"),
        ("areas", b"\xff\xfe\x00", "is no JSON"),
    ],
)
def test_a_wrong_file_is_refused_in_words_and_changes_nothing(store: Path, kind: str, content: str, told: str) -> None:
    assert told in refused(store, kind, content)
    for one in KINDS:
        bring(store, one, WHOLE[one])
    assert told in refused(store, kind, content)


@pytest.mark.parametrize(("kind", "header"), [("postcodes", HEADER), ("districts", "outcode,lat,long\n")])
@pytest.mark.parametrize("rows", ["", "\n\n", "nonsense,,,,\n", "AB1 1AA\n"])
def test_a_file_without_any_place_takes_no_place_away(store: Path, kind: str, header: str, rows: str) -> None:
    bring(store, kind, WHOLE[kind])
    assert "wrong.csv has no" in refused(store, kind, header + rows)


def test_postcodes_that_come_twice_are_told_of_and_the_last_in_use_stands(store: Path) -> None:
    rows = "AB1 1AA,,E06000001,51.0,-2.0\nab1  1aa,,E06000002,52.0,-3.0\nAB1 1AA,201503,E06000009,59.0,-9.0\n"
    assert bring(store, "postcodes", HEADER + rows) == (
        "1 postcode from places.csv, 1 no longer in use, 1 there twice, of which the last stands\n"
    )
    with Coordinates.open(store) as known:
        assert known.point(HERE) == Point(52.0, -3.0, Precision.POSTCODE)
        assert known.councils(HERE) == ("E06000002",)
    districts = "outcode,lat,long\nAB1,50.0,-1.0\nab1,51.0,-2.0\n"
    assert "1 district from places.csv, 1 there twice" in bring(store, "districts", districts)


def test_a_newer_edition_takes_the_place_of_the_one_before_whole(store: Path) -> None:
    bring(store, "postcodes", FIRST)
    bring(store, "districts", DISTRICTS)
    assert bring(store, "postcodes", NEWER, "newer.csv") == "1 postcode from newer.csv\n"
    with Coordinates.open(store) as known:
        assert known.point(HERE) == Point(52.0, -3.0, Precision.POSTCODE)
        assert known.all_councils() == {"E06000003"}
        assert known.point(Postcode("AB2", None)) is None
        assert known.point(Postcode("AB9", None)) == Point(55.5, -3.0, Precision.DISTRICT)
    bring(store, "districts", "outcode,lat,long\nAB7,53.0,-1.0\n")
    with Coordinates.open(store) as known:
        assert known.point(Postcode("AB9", None)) is None
        assert known.point(HERE) == Point(52.0, -3.0, Precision.POSTCODE)


def test_newer_outlines_take_the_place_of_those_before_with_their_codes(store: Path) -> None:
    bring(store, "areas", geojson(Marl="E06000001", Wren=None))
    assert known_codes(store) == {"Marl": "E06000001"}
    bring(store, "areas", geojson(Marl="E06000009"))
    assert ([one.name for one in known_areas(store)], known_codes(store)) == (["Marl"], {"Marl": "E06000009"})
    assert (store / AREAS).is_file()


def test_the_files_of_the_sample_are_taken(store: Path) -> None:
    for kind, name in (("districts", "districts.csv"), ("areas", "areas.geojson")):
        result = run("services", "places", kind, ROOT / "services" / "sample" / name, "--store", store)
        assert result.exit_code == 0
    assert (store / FILE).is_file()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_is_not_there_or_a_folder_is_told_of(store: Path, kind: str) -> None:
    gone = run("services", "places", kind, store.parent / "none.csv", "--store", store)
    assert (gone.exit_code, "cannot be opened" in gone.stderr) == (1, True)
    assert run("services", "places", kind, store.parent, "--store", store).exit_code == 2
    assert run("services", "places", "towns", store.parent / "none.csv").exit_code == 2
