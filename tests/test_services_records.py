"""What a record says of a service, and what it does not: nothing is made up, nothing lost, every fault told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from services import records
from services.directory import raw_hash, row_of
from services.formats import Format
from services.formats.hsds import HSDS1
from services.formats.oruk1 import ORUK1
from services.formats.oruk3 import ORUK3
from services.formats.outpost import OUTPOST
from services.hours import State, hours_of
from services.mapping import map_service
from services.records import Mapped, Rejected, Service, Status

MODELS = [
    one
    for one in vars(records).values()
    if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == records.__name__
]


def mapped(**fields: Any) -> Mapped:
    found = map_service({"id": "1", **fields}, "record 1")
    assert isinstance(found, Mapped)
    return found


def told(found: Mapped) -> list[tuple[str, str, str]]:
    return [(fault.field, fault.value, fault.why) for fault in found.faults if "required" not in fault.why]


@pytest.mark.parametrize("field", [name for name in Service.model_fields if name != "id"])
@pytest.mark.parametrize("blank", [None, "", "  ", [], {}])
def test_a_blank_field_is_as_one_that_is_not_there(field: str, blank: Any) -> None:
    expected = Service.model_fields[field].default
    assert expected in (None, ())
    assert getattr(mapped(**{field: blank}).service, field) == expected


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_but_the_services_id_may_be_absent(model: type[BaseModel]) -> None:
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    assert needed == ({"id"} if model is Service else set())


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("minimum_age", -1, "is no age in years"),
        ("minimum_age", "abc", "is no number"),
        ("maximum_age", 999, "is no age in years"),
        ("maximum_age", True, "is no number"),
        ("assured_date", "03/04/2024", "is no day as 2025-03-01"),
        ("assured_date", "0001-01-01T00:00:00", "is no day that anything happened on"),
        ("email", "email-example_com", "is no e-mail address"),
        ("email", 12345, "is no e-mail address"),
        ("email", False, "is no e-mail address"),
        ("url", "example/counselling", "is no web address"),
        ("name", ["a"], "is no text"),
        ("organization", "Foo", "is no object with fields"),
        ("cost_options", "free", "is no object with fields"),
    ],
)
def test_a_value_that_is_none_of_its_fields_is_emptied_and_told_of(field: str, value: Any, why: str) -> None:
    found = mapped(**{field: value})
    assert getattr(found.service, field) in (None, ())
    shown = value if isinstance(value, str) else repr(value)
    assert told(found) == [(field, shown, why)]


def test_an_unknown_status_is_not_stated_and_told_of() -> None:
    found = mapped(status="pending")
    assert found.service.status is None
    assert [(fault.field, fault.value) for fault in found.faults if fault.value] == [("status", "pending")]
    assert mapped(status="Temporarily_Closed").service.status is Status.TEMPORARILY_CLOSED


def test_a_fault_deep_within_takes_nothing_else_away() -> None:
    contacts = [
        None,
        {"name": ["x"], "phones": {"number": "1"}},
        "text",
        {"name": "Ann", "phones": [{"number": {}}, 5]},
    ]
    found = mapped(contacts=contacts, zzz=1)
    names = [contact.name for contact in found.service.contacts]
    assert names == [None, "Ann"]
    assert [phone.number for phone in found.service.own_phones] == ["1"]
    assert [field for field, _, _ in told(found)] == [
        "contacts.name",
        "contacts",
        "contacts.phones.number",
        "contacts.phones",
    ]
    assert found.service.model_extra == {"zzz": 1}


@pytest.mark.parametrize(
    "field", ["schedules", "service_at_locations.schedules", "service_at_locations.location.schedules"]
)
@pytest.mark.parametrize(
    ("slip", "value", "why"),
    [
        ({"count": 10**9}, "1000000000", "is more than 10000 times"),
        ({"interval": "5000"}, "5000", "is more than 1000"),
        ({"interval": 0.001}, "0.001", "is no count"),
        ({"freq": "SECONDLY"}, "SECONDLY", "is none of 'DAILY', 'WEEKLY', 'MONTHLY' or 'YEARLY'"),
    ],
)
def test_a_schedule_that_falls_more_often_than_any_does_is_told_of_and_its_hours_are_not_stated(
    field: str, slip: dict[str, Any], value: str, why: str
) -> None:
    daily = {"freq": "DAILY", "dtstart": "2026-01-01", "opens_at": "00:00", "closes_at": "24:00", **slip}
    raw: Any = [daily]
    for name in reversed(field.split(".")):
        raw = {name: [raw] if name == "service_at_locations" else raw}
    found = mapped(**raw)
    assert told(found) == [(f"{field}.{next(iter(slip))}", value, why)]
    moment = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert hours_of(found.service, moment, faults=found.faults).state is State.NOT_STATED


def test_what_the_standard_requires_and_a_record_lacks_is_told_of() -> None:
    found = mapped(organization={"name": "A"}, service_at_locations=[{"location": {"name": "Hall"}}])
    assert [fault.field for fault in found.faults] == [
        "name",
        "status",
        "organization.id",
        "organization.description",
        "service_at_locations.location.id",
        "service_at_locations.location.location_type",
    ]


@pytest.mark.parametrize(
    "raw", [None, [], {}, "text", {"id": ""}, {"id": " "}, {"id": True}, {"id": [1]}, {"name": "A"}]
)
def test_only_what_has_no_id_is_rejected_and_it_is_kept(raw: Any) -> None:
    found = map_service(raw, "record 4")
    assert isinstance(found, Rejected)
    assert (found.place, found.raw) == ("record 4", raw)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("09:30", time(9, 30)),
        ("9:00", time(9)),
        ("09:00:00.000Z", time(9)),
        ("09:00+01:00", time(9)),
        ("9am", time(9)),
        ("12.30 pm", time(12, 30)),
        ("12am", time(0)),
        ("24:00", time(0)),
        ("25:00", None),
        ("9", None),
        ("13pm", None),
        ("noon", None),
    ],
)
def test_hours_are_read_as_the_clock_shows_them(written: str, expected: time | None) -> None:
    found = mapped(schedules=[{"opens_at": written}])
    assert found.service.schedules[0].opens_at == expected
    assert bool(told(found)) == (expected is None)


@pytest.mark.parametrize(
    ("schedule", "zone"),
    [
        ({"opens_at": "09:00+01:00"}, "+01:00"),
        ({"closes_at": "17:00Z"}, "Z"),
        ({"opens_at": "09:00+01:00", "timezone": "Europe/London"}, "Europe/London"),
        ({"opens_at": "09:00"}, None),
    ],
)
def test_an_offset_behind_an_hour_is_its_time_zone_where_none_is_named(
    schedule: dict[str, str], zone: str | None
) -> None:
    assert mapped(schedules=[schedule]).service.schedules[0].timezone == zone


def test_a_day_is_that_of_london_and_text_in_numbers_is_text() -> None:
    found = mapped(assured_date="2024-06-30T23:30:00Z", fees=5, minimum_age="2.5", phones=[{"number": 1632960001}])
    assert found.service.assured_date == date(2024, 7, 1)
    assert (found.service.fees, found.service.minimum_age) == ("5", 2.5)
    assert found.service.phones[0].number == "1632960001"
    assert told(found) == []


def test_a_placeholder_of_coordinates_is_no_place() -> None:
    found = mapped(service_at_locations=[{"location": {"latitude": 0, "longitude": 0}}])
    assert found.service.locations[0].latitude is None
    assert told(found) == [("service_at_locations.location.latitude", "0", "is no latitude")]


def test_an_organisations_places_and_numbers_are_not_the_services() -> None:
    found = mapped(organization={"id": "o", "locations": [{"id": "l"}], "phones": [{"number": "1"}]})
    assert (found.service.locations, found.service.own_phones) == ((), ())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
OWN = [
    "eligibility",
    "eligibilitys",
    "regular_schedules",
    "service_taxonomys",
    "services_taxonomy",
    "pc_metadata",
    "pc_targetAudience",
    "weekday",
    "organisation",
    "min_age",
    "age_band_2",
    "age_band_all",
    "locations",
    "taxonomies",
    "send_needs",
    "phone",
    "geometry",
    "coordinates",
    "location",
    "language",
    "physical_addresses",
    "accessibilities",
    "free",
    "extent",
    "taxonomy",
]
names = st.sampled_from(sorted({*Service.model_fields, *OWN}))
nested = st.recursive(
    anything, lambda inner: st.dictionaries(names, inner | st.lists(inner, max_size=2)), max_leaves=12
)
families = st.sampled_from([ORUK3, ORUK1, HSDS1, OUTPOST])


@example(record={"locations": {"accessibilities": []}}, family=OUTPOST)
@example(record={"organization": {"contacts": [None]}}, family=ORUK3)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(record=st.dictionaries(names, nested, max_size=8), family=families)
def test_whatever_a_record_holds_it_is_mapped_or_rejected_and_comes_back_as_it_was(
    record: dict[str, Any], family: Format
) -> None:
    before = json.dumps(record)
    shaped = family.shape({"id": "1", **record})
    found = map_service(shaped, "record 1", record)
    assert json.dumps(record) == before
    if isinstance(found, Rejected):
        assert found.raw == record
        return
    row = row_of(found, record, raw_hash(record))
    assert json.loads(row.raw) == record
    assert Service.model_validate_json(row.mapped) == found.service
