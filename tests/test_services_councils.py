"""A service that names another council's area is left out for a postcode whose council is known, and else told of."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from index.hashing import HashingEncoder
from services import area_files
from services.area_files import import_areas, known_codes
from services.councils import CouncilCodes
from services.importing import import_services
from services.matching import Match, Matcher
from services.postcode_files import import_postcodes
from services.records import ServiceArea
from services.values import LONDON

NOW = datetime(2026, 11, 28, 12, tzinfo=LONDON)
MARL, WREN = "E06000001", "E06000002"
ROWS = [("AB1 1AA", "", MARL, "51.0", "-2.0"), ("AB2 1AA", "", WREN, "51.5", "-2.5")]
CODES = {"Marl": MARL, "Wrenholt": WREN, "Shire": "E10000001"}


def area(name: str | None, code: str | None = None) -> ServiceArea:
    return ServiceArea(name=name, uri=f"https://example.org/{code}" if code else None)


def outlines(path: Path, codes: dict[str, str]) -> Path:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    features = [
        {"type": "Feature", "properties": {"LAD24NM": name, "LAD24CD": code}, "geometry": square}
        for name, code in codes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Matcher]:
    store = tmp_path / "store"

    def made(*, codes: dict[str, str], has_postcodes: bool = True, **areas: list[dict[str, Any]]) -> Matcher:
        rows = [
            {"id": name, "name": name, "status": "active", "description": "football", "service_areas": stated}
            for name, stated in areas.items()
        ]
        (tmp_path / "made.json").write_text(json.dumps(rows), encoding="utf-8")
        import_services(str(tmp_path / "made.json"), store, name="made")
        if has_postcodes:
            with (tmp_path / "onspd.csv").open("w", newline="") as file:
                csv.writer(file).writerows([("pcds", "doterm", "lad25cd", "lat", "long"), *ROWS])
            import_postcodes(tmp_path / "onspd.csv", store)
        if codes:
            import_areas(outlines(tmp_path / "areas.geojson", codes), store)
        return Matcher.open(store, model="hashing", encoder=HashingEncoder(), clock=lambda: NOW)

    return made


NAMED: dict[str, list[dict[str, Any]]] = {
    "own": [{"name": "Marl City Council"}],
    "other": [{"name": "Wrenholt"}],
    "both": [{"name": "Marl and Wrenholt"}],
    "list": [{"name": "Wrenholt"}, {"name": "Marl"}],
    "county": [{"name": "Shire"}],
    "ward": [{"name": "Hartley"}],
    "mixed": [{"name": "Wrenholt; Hartley"}],
    "england": [{"name": "England"}],
    "silent": [],
}
UNCHECKED = "not checked against the postcode"


def shown(matcher: Matcher, postcode: str) -> dict[str, Match]:
    return {one.entry.service.id: one for one in matcher.match("football", postcode=postcode, k=20).matches}


def unchecked(found: dict[str, Match]) -> set[str]:
    return {name for name, match in found.items() if any(UNCHECKED in line for line in match.warnings)}


def test_another_councils_name_leaves_out_where_the_postcodes_council_is_known(opened: Callable[..., Matcher]) -> None:
    matcher = opened(codes=CODES, **NAMED)
    found = shown(matcher, "AB1 1AA")
    assert found.keys() == NAMED.keys() - {"other"}
    assert unchecked(found) == {"county", "ward", "mixed"}
    assert ("service_areas", "Marl and Wrenholt") in [(one.field, one.words) for one in found["both"].why]
    assert "area: not stated" in found["silent"].warnings
    assert found["own"].entry.service.service_areas[0].uri is None
    assert shown(matcher, "AB2 1AA").keys() == NAMED.keys() - {"own"}


@pytest.mark.parametrize("has_postcodes", [True, False])
def test_where_no_council_is_known_nothing_is_left_out_and_it_is_told(
    opened: Callable[..., Matcher], has_postcodes: bool
) -> None:
    found = shown(opened(codes={}, has_postcodes=has_postcodes, **NAMED), "AB1 1AA")
    assert found.keys() == NAMED.keys()
    assert unchecked(found) == NAMED.keys() - {"england", "silent"}


def test_a_name_is_known_by_the_records_that_give_its_code(opened: Callable[..., Matcher]) -> None:
    coded = {"coded": [{"name": "Wrenholt Borough", "uri": f"https://example.org/{WREN}"}]}
    assert shown(opened(codes={}, **NAMED, **coded), "AB1 1AA").keys() == NAMED.keys() - {"other"}


def test_a_ward_under_its_councils_code_is_not_taken_for_the_council() -> None:
    stated = [
        area("Hartley", MARL),
        area("Marl", MARL),
        area("City of Marl", MARL),
        area("Old", WREN),
        area("New", WREN),
    ]
    known = CouncilCodes({}, stated)
    (marl, *rest) = known.coded((area("Marl"), area("Hartley"), area("Old"), area(None)))
    assert marl.uri == MARL
    assert [one.uri for one in rest] == [None] * 3


def test_a_name_of_two_councils_is_neither() -> None:
    areas = (area("Marl"),)
    assert CouncilCodes({"Marl": MARL, "Marl District": WREN}, ()).coded(areas) is areas
    assert CouncilCodes({}, ()).coded(areas) is areas


def test_codes_of_outlines_are_kept_apart_from_their_shapes_and_follow_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert known_codes(tmp_path) == {}
    import_areas(outlines(tmp_path / "areas.geojson", CODES), tmp_path)
    assert known_codes(tmp_path) == CODES
    with monkeypatch.context() as patched:
        patched.setattr(area_files, "read_areas", lambda _: pytest.fail("the shapes were read again"))
        assert known_codes(tmp_path) == CODES
    import_areas(outlines(tmp_path / "areas.geojson", {"New": WREN}), tmp_path)
    assert known_codes(tmp_path) == {"New": WREN}
    (tmp_path / "services" / "area_codes.json").write_text("[")
    assert known_codes(tmp_path) == {"New": WREN}
