"""Postcodes taken in and looked up: the Directory's columns, what is left out, what is not known, files that fail."""

from __future__ import annotations

import csv
import os
import sqlite3
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import DirectoryError, SourceError, StoreBusyError
from core.settings import shared_folder
from services.coordinates import FILE, Coordinates
from services.place import Point, Precision
from services.postcode import Postcode
from services.postcode_files import Imported, import_districts, import_postcodes
from services.records import Address, Location, Service

HEADER = ("pcd", "pcds", "dointr", "doterm", "oslaua", "lat", "long")
ROWS = (
    ("AB11AA", "AB1 1AA", "200001", "", "E06000001", "51.0", "-2.0"),
    ("AB11AB", "AB1 1AB", "200001", "", "E06000002", "51.2", "-2.2"),
    ("AB11AC", "AB1 1AC", "200001", "201503", "E06000001", "59.0", "-9.0"),
    ("AB11AD", "AB1 1AD", "200001", "", "E06000002", "99.999999", "0.000000"),
    ("AB121AA", "ab12  1aa", "200001", "", "", "52.0", "0.5"),
    ("", "nonsense", "200001", "", "E06000001", "51.0", "-2.0"),
    ("AB11AE", "AB1 1AE", "200001", "", "E06000001", "north", "-2.0"),
    ("AB11AF", "AB1 1AF", "200001", "", "E06000001", "51.0", "-200"),
    ("AB11AG", "AB1 1AG"),
    (),
)
AB1, AB12 = Postcode("AB1", None), Postcode("AB12", None)
SERVICE = Service(id="1", name="Hub")


def table(path: Path, rows: Iterable[Iterable[Any]], header: Iterable[str] = HEADER, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def one(unit: str, district: str = "AB1") -> Postcode:
    return Postcode(district, unit)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    import_postcodes(table(tmp_path / "onspd.csv", ROWS, encoding="utf-8-sig"), tmp_path)
    return tmp_path


@pytest.fixture
def coordinates(store: Path) -> Iterator[Coordinates]:
    with Coordinates.open(store) as opened:
        yield opened


def test_every_row_that_is_read_is_accounted_for(tmp_path: Path) -> None:
    found = import_postcodes(table(tmp_path / "onspd.csv", ROWS), tmp_path)
    assert found == Imported(read=9, placed=3, unplaced=1, ended=1, unreadable=4)
    assert [path.name for path in (tmp_path / "services").iterdir()] == ["postcodes.sqlite"]


def test_a_postcode_lies_where_the_directory_says_else_in_its_district(coordinates: Coordinates) -> None:
    assert coordinates.point(one("1AA")) == Point(51.0, -2.0, Precision.POSTCODE)
    middle = Point(pytest.approx(51.1), pytest.approx(-2.1), Precision.DISTRICT)
    assert [coordinates.point(other) for other in (AB1, one("1AC"), one("1AD"), one("9ZZ"))] == [middle] * 4
    assert coordinates.point(AB12) == Point(52.0, 0.5, Precision.DISTRICT)
    assert coordinates.point(Postcode("AB2", None)) is None


def test_councils_of_a_postcode_and_of_a_district(coordinates: Coordinates) -> None:
    assert coordinates.councils(one("1AA")) == ("E06000001",)
    assert coordinates.councils(AB1) == coordinates.councils(one("9ZZ")) == ("E06000002", "E06000001")
    assert coordinates.councils(one("1AA", "AB12")) == coordinates.councils(AB12) == ()


@pytest.mark.parametrize("name", ["oslaua", "laua", "lad25cd", "LAD26CD"])
def test_the_councils_column_is_known_under_its_newer_names(tmp_path: Path, name: str) -> None:
    header = [name if column == "oslaua" else column for column in HEADER]
    import_postcodes(table(tmp_path / "onspd.csv", ROWS[:1], header), tmp_path)
    with Coordinates.open(tmp_path) as coordinates:
        assert coordinates.councils(one("1AA")) == ("E06000001",)


@pytest.mark.parametrize("missing", ["pcds", "lat", "long", "doterm", "oslaua"])
def test_a_file_without_a_column_is_refused_and_nothing_changes(store: Path, missing: str) -> None:
    before = (store / FILE).read_bytes()
    header = ["x" if column == missing else column for column in HEADER]
    with pytest.raises(SourceError, match=rf"has no column .*{missing}.*the postcodes are as they were"):
        import_postcodes(table(store / "other.csv", ROWS, header), store)
    assert (store / FILE).read_bytes() == before
    assert len(list((store / "services").iterdir())) == 1


@pytest.mark.parametrize("content", [b"pcds,lat,long,doterm,oslaua\nAB1 1AA,\xff", b"", b"PK\x03\x04\x00\x00"])
def test_a_file_that_is_no_csv_is_refused_and_nothing_changes(store: Path, content: bytes) -> None:
    before = (store / FILE).read_bytes()
    (store / "other.csv").write_bytes(content)
    with pytest.raises(SourceError, match="the postcodes are as they were"):
        import_postcodes(store / "other.csv", store)
    with pytest.raises(SourceError, match="cannot be opened"):
        import_postcodes(store / "none.csv", store)
    assert (store / FILE).read_bytes() == before


def test_a_later_file_takes_the_place_of_the_one_before(store: Path) -> None:
    import_postcodes(table(store / "later.csv", [ROWS[1]]), store)
    with Coordinates.open(store) as coordinates:
        assert coordinates.point(one("1AA")) == Point(51.2, -2.2, Precision.DISTRICT)
        assert coordinates.point(AB12) is None


def test_districts_alone_are_coarse_and_come_after_the_directorys(tmp_path: Path) -> None:
    rows = [("AB1 ", "1", "50.0", "-1.0"), ("ab9", "1", "55.5", "-3.0"), ("A", "1", "1", "1"), ("AB8", "1", "", "")]
    districts = table(tmp_path / "districts.csv", rows, ("postcode", "easting", "latitude", "longitude"))
    assert import_districts(districts, tmp_path) == Imported(read=4, placed=2, unplaced=1, ended=0, unreadable=1)
    with Coordinates.open(tmp_path) as coordinates:
        assert coordinates.point(one("1AA")) == Point(50.0, -1.0, Precision.DISTRICT)
        assert coordinates.councils(AB1) == ()
    import_postcodes(table(tmp_path / "onspd.csv", ROWS), tmp_path)
    with Coordinates.open(tmp_path) as coordinates:
        assert coordinates.point(AB1) == Point(pytest.approx(51.1), pytest.approx(-2.1), Precision.DISTRICT)
        assert coordinates.point(Postcode("AB9", None)) == Point(55.5, -3.0, Precision.DISTRICT)


def test_the_districts_of_2014_are_all_taken_in(tmp_path: Path) -> None:
    source = shared_folder() / "services" / "uk_outcode_centroids_2014.csv"
    if not source.is_file():
        pytest.skip("needs ../shared")
    found = import_districts(source, tmp_path)
    assert (found.read, found.placed + found.unplaced, found.unreadable) == (2848, 2848, 0)


def test_the_directory_is_never_whole_in_memory(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[str, ...]]:
        for number in range(12_000):
            unit = f"{number % 10}{chr(65 + number // 260 % 26)}{chr(65 + number // 10 % 26)}"
            yield "", f"AB{number // 6760} {unit}", "", "", "E06000001", "51.5", "-2.5"

    source = table(tmp_path / "onspd.csv", rows())
    tracemalloc.start()
    found = import_postcodes(source, tmp_path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.placed == 12_000
    assert most < 500_000


def test_a_store_without_postcodes_or_with_a_broken_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match="knows no postcodes"):
        Coordinates.open(tmp_path)
    (tmp_path / "services").mkdir()
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with pytest.raises(DirectoryError, match="cannot be read"):
        Coordinates.open(tmp_path)
    with pytest.raises(DirectoryError, match="take it away and import again"):
        import_postcodes(table(tmp_path / "onspd.csv", ROWS), tmp_path)


def test_a_file_in_use_is_left_and_told_of(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(StoreBusyError, match="is in use"):
        import_postcodes(store / "onspd.csv", store)
    assert len(list((store / "services").iterdir())) == 1


def test_what_reads_the_file_cannot_write_it(coordinates: Coordinates) -> None:
    with pytest.raises(sqlite3.OperationalError):
        coordinates._connection.execute("delete from postcodes")


def address(postcode: str, kind: str | None = None) -> Address:
    return Address(postal_code=postcode, address_type=kind)


@pytest.mark.parametrize(
    ("fields", "point"),
    [
        ({"latitude": 53.5, "longitude": 0.0}, Point(53.5, 0.0, Precision.RECORD)),
        ({"latitude": 53.5, "addresses": (address("AB1 1AA"),)}, Point(51.0, -2.0, Precision.POSTCODE)),
        ({"addresses": (address("ab1iaa", "physical"),)}, Point(51.0, -2.0, Precision.POSTCODE)),
        ({"addresses": (address("AB12"),)}, Point(52.0, 0.5, Precision.DISTRICT)),
        (
            {"addresses": (address("none"), address("ZZ9 9ZZ"), address("AB1 1AB"))},
            Point(51.2, -2.2, Precision.POSTCODE),
        ),
        ({"addresses": (address("AB1 1AA", "postal"),)}, None),
        ({"addresses": (address("unknown"), Address())}, None),
        ({"location_type": "virtual", "latitude": 53.5, "longitude": 0.0}, None),
        ({"location_type": "postal", "addresses": (address("AB1 1AA"),)}, None),
        ({"mask_exact_address": True, "latitude": 53.5, "longitude": 0.0}, None),
        ({"name": "The Refuge", "addresses": (address("AB1 1AA"),)}, None),
        ({}, None),
    ],
)
def test_a_place_lies_where_its_record_says_or_is_not_known(
    coordinates: Coordinates, fields: dict[str, Any], point: Point | None
) -> None:
    assert coordinates.point_of(SERVICE, Location(**fields)) == point
    assert coordinates.point_of(Service(id="2", name="Marlbrook refuge"), Location(**fields)) is None
