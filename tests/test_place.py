"""Distances, and places that must not be shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.place import EARTH_KM, Point, Precision, distance_km, why_masked, without_place
from services.records import Address, Attribute, Location, Organization, Phone, Service, TaxonomyTerm

POINTS = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(list(Precision)))


def point(lat: float, lon: float) -> Point:
    return Point(lat, lon, Precision.POSTCODE)


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((51.4545, -2.5879), (51.4545, -2.5879), 0.0),
        ((51.5007, -0.1246), (53.4808, -2.2426), 262.5),
        ((0.0, 0.0), (0.0, 180.0), 20015.1),
        ((50.0, -1.0), (51.0, -1.0), 111.2),
        ((51.0, 179.5), (51.0, -179.5), 70.0),
    ],
)
def test_distances_are_those_of_the_sphere(start: tuple[float, float], end: tuple[float, float], km: float) -> None:
    assert distance_km(point(*start), point(*end)) == pytest.approx(km, abs=0.5)


@given(one=POINTS, other=POINTS, third=POINTS)
def test_distance_is_a_distance(one: Point, other: Point, third: Point) -> None:
    assert distance_km(one, one) == 0
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert 0 <= distance_km(one, other) <= EARTH_KM * 3.1416
    assert distance_km(one, third) <= distance_km(one, other) + distance_km(other, third) + 1e-6


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Marlbrook Refuge"},
        {"alternate_name": "The women's refuges"},
        {"description": "<p>Support and\nsafe\naccommodation for families.</p>"},
        {"description": "A dedicated safe-house for young people"},
        {"organization": Organization(id="o", name="Refuge")},
        {"attributes": (Attribute(taxonomy_term=TaxonomyTerm(name="Refuges")),)},
        {"attributes": (Attribute(value="safehouse"),)},
    ],
)
def test_a_refuge_is_masked_although_its_record_does_not_ask(fields: dict[str, Any]) -> None:
    assert why_masked(Service(id="1", **fields)) == "it names a refuge"
    assert why_masked(Service(id="1", **fields), Location(mask_exact_address=False)) == "it names a refuge"


@pytest.mark.parametrize(
    "words", ["Refugee support", "Families seeking refuge here", "They took refuge", "Safer housing advice", "", None]
)
def test_other_services_are_not_masked(words: str | None) -> None:
    assert why_masked(Service(id="1", name="Hub", description=words), Location(description=words)) is None


def test_a_place_is_masked_where_its_record_asks_and_where_the_place_is_a_refuge() -> None:
    hub = Service(id="1", name="Hub")
    assert why_masked(hub, Location(mask_exact_address=True)) == "its record asks for it"
    assert why_masked(hub, Location(name="Old Refuge House")) == "it names a refuge"
    assert why_masked(hub, Location(name="Town Hall")) is None


def test_what_is_shown_of_a_masked_place_says_nowhere_where_it_is() -> None:
    location = Location(
        id="l1",
        location_type="physical",
        name="12 Hidden Street",
        alternate_name="Hidden House",
        description="Behind the church in Hidden Street",
        transportation="Bus to Hidden Street",
        latitude=51.4,
        longitude=-2.5,
        external_identifier="Hidden UPRN",
        external_identifier_type="UPRN",
        mask_exact_address=True,
        addresses=(Address(address_1="12 Hidden Street", postal_code="BS1 4AB"),),
        attributes=(Attribute(value="Hidden Street"),),
        phones=(Phone(number="0117 496 0000"),),
        easting=358000,
    )
    shown = without_place(location)
    text = shown.model_dump_json()
    assert "Hidden" not in text
    assert "BS1" not in text
    assert (shown.latitude, shown.longitude, shown.addresses, shown.model_extra) == (None, None, (), {})
    assert (shown.id, shown.location_type, shown.phones) == ("l1", "physical", location.phones)


@pytest.mark.parametrize("said", ["t", "Y", "on", "1.0", "true", "confidential", True, 1])
def test_whatever_is_no_plain_no_asks_for_masking(said: object) -> None:
    hub = Service(id="1", name="Hub")
    assert why_masked(hub, Location.model_validate({"mask_exact_address": said})) == "its record asks for it"
    assert why_masked(hub, Location.model_validate({"mask": said})) == "its record asks for it"
    assert why_masked(Service.model_validate({"id": "1", "mask": said}), Location()) == "its record asks for it"


@pytest.mark.parametrize("said", ["f", "N", "off", "0", "false", "", None, False])
def test_a_plain_no_or_nothing_asks_for_none(said: object) -> None:
    assert why_masked(Service(id="1", name="Hub"), Location.model_validate({"mask_exact_address": said})) is None
    assert why_masked(Service.model_validate({"id": "1", "mask": said}), Location()) is None


@pytest.mark.parametrize("line", ["attention", "address_1", "address_2"])
def test_an_address_that_names_a_refuge_masks_its_place(line: str) -> None:
    place = Location.model_validate({"addresses": [{line: "The Women's Refuge, 12 Mill Lane"}]})
    assert why_masked(Service(id="1", name="Hub"), place) == "it names a refuge"


@pytest.mark.parametrize("field", ["eligibility_description", "application_process"])
def test_who_it_is_for_and_how_to_refer_may_name_a_refuge(field: str) -> None:
    assert (
        why_masked(Service.model_validate({"id": "1", field: "For residents of our safe house"})) == "it names a refuge"
    )
