"""Every family of records comes to the same shape, and every shared file of a directory is read whole."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from core import settings
from core.errors import SourceError
from services.dump import Record, Unreadable, open_dump, parse_json
from services.formats import Format
from services.formats.detect import detect
from services.formats.oruk1 import ORUK1
from services.formats.oruk3 import ORUK3
from services.formats.outpost import OUTPOST
from services.formats.rows import weekday
from services.mapping import map_service
from services.markup import words_of
from services.records import Mapped, Rejected, Service

SHARED = settings.shared_folder() / "services"
MOCKS = "oruk3-examples/validator-mocks/V3.0-UK-"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/services")

FILES = {
    "bristol-2024-12-oruk1.json": ("Open Referral UK 1.0", 819, 0),
    "outpost-buckinghamshire-page1.json": ("Outpost", 20, 0),
    "hsds1.1-sample/all_resources": ("HSDS 1", 13, 0),
    "hsds1.1-sample/simple": ("HSDS 1", 13, 0),
    "ilao-hsds1-and-2/hsds1_services.csv": ("HSDS 1", 429, 1),
    "ilao-hsds1-and-2/hsds2or3_services.csv": ("HSDS 2 or 3 tables", 429, 0),
    "oruk3-examples/examples/csv": ("HSDS 2 or 3 tables", 1, 0),
    "oruk3-examples/examples/service_full.json": ("Open Referral UK 3.0", 1, 0),
    "oruk3-examples/examples/service_list.json": ("Open Referral UK 3.0", 1, 0),
    "oruk3-examples/examples/service_at_location_full.json": ("Open Referral UK 3.0", 1, 0),
    "oruk3-examples/examples/organization_full.json": ("Open Referral UK 3.0", 1, 0),
    f"{MOCKS}Test/service_list.json": ("Open Referral UK 3.0", 128, 0),
    f"{MOCKS}Fail/service_list.json": ("Open Referral UK 3.0", 4, 0),
    f"{MOCKS}Fail/service_full.json": ("Open Referral UK 3.0", 1, 0),
    f"{MOCKS}Warn/service_full.json": ("Open Referral UK 3.0", 1, 0),
}


def read(path: Path) -> list[tuple[Record, Mapped | Rejected]]:
    dump = open_dump(path)
    found = []
    for record in dump.records:
        shaped = dump.format.shape(record.raw) if isinstance(record.raw, dict) else record.raw
        found.append((record, map_service(shaped, record.place, record.raw)))
    return found


def services_of(path: Path) -> dict[str, Service]:
    return {one.service.id: one.service for _, one in read(path) if isinstance(one, Mapped)}


def shaped(family: Any, **fields: Any) -> Service:
    found = map_service(family.shape({"id": 1, **fields}), "record 1")
    assert isinstance(found, Mapped)
    return found.service


@needs_shared
@pytest.mark.parametrize("name", FILES)
def test_every_shared_file_is_read_and_what_is_read_is_mapped_or_rejected(name: str) -> None:
    family, mapped, rejected = FILES[name]
    found = read(SHARED / name)
    assert open_dump(SHARED / name).format.name == family
    assert Counter(type(one) for _, one in found) == Counter({Mapped: mapped, Rejected: rejected})


@needs_shared
@pytest.mark.parametrize("name", FILES)
def test_each_required_field_is_mapped_or_told_of(name: str) -> None:
    for record, one in read(SHARED / name):
        if isinstance(one, Rejected):
            continue
        raw, service = record.raw, one.service
        faults = {fault.field for fault in one.faults}
        assert str(raw["id"]) == service.id
        for field in ("name", "status"):
            assert getattr(service, field) == raw.get(field) or field in faults
            assert (getattr(service, field) is None) == (field in faults)
        if service.organization is None:
            assert "organization" in faults
            continue
        for field in ("id", "name", "description"):
            assert (getattr(service.organization, field) is None) == (f"organization.{field}" in faults)
        for field in ("id", "location_type"):
            is_there = all(getattr(location, field) is not None for location in service.locations)
            assert is_there != (f"service_at_locations.location.{field}" in faults)


@needs_shared
def test_nothing_that_bristol_states_is_lost() -> None:
    for record, one in read(SHARED / "bristol-2024-12-oruk1.json"):
        assert isinstance(one, Mapped)
        raw, service = record.raw, one.service
        faults = {fault.field for fault in one.faults}
        for field in ("name", "description", "url", "email", "attending_type", "attending_access", "deliverable_type"):
            assert (
                (getattr(service, field) or "") == raw[field].strip()
                or field in faults
                or raw[field].strip() in (getattr(service, field) or "")
            )
        assert (service.assured_date.isoformat() if service.assured_date else "") == raw["assured_date"]
        names = [attribute.name for attribute in service.attributes if attribute.link_type == "target_audience"]
        assert names == [one["audienceType"].strip() for one in raw["pc_targetAudience"]]
        assert (service.minimum_age, service.schedules, service.cost_options, service.locations) == (None, (), (), ())


@needs_shared
def test_both_renderings_of_one_directory_give_the_same_services() -> None:
    old = services_of(SHARED / "ilao-hsds1-and-2/hsds1_services.csv")
    new = services_of(SHARED / "ilao-hsds1-and-2/hsds2or3_services.csv")
    assert len(old) == 429
    assert list(old) == list(new)
    for service_id, one in old.items():
        other = new[service_id]
        for field in ("name", "description", "url", "fees", "application_process", "organization_id"):
            assert getattr(one, field) == getattr(other, field)
        assert (one.organization and one.organization.id) == (other.organization and other.organization.id)


@needs_shared
def test_tables_are_joined_where_their_rows_say() -> None:
    held = services_of(SHARED / "hsds1.1-sample/all_resources")
    service = held["c89eb05c-62dd-4b64-b494-0cc347b6ea7f"]
    (at,) = service.service_at_locations
    assert at.location is not None
    assert [(one.byday, one.opens_at, one.closes_at) for one in at.schedules] == [
        (day, time(9), time(17)) for day in ("MO", "TU", "WE")
    ]
    assert [(one.closed, one.start_date) for one in at.holiday_schedules] == [(True, date(2019, 12, 24))]
    assert [address.address_type for address in at.location.addresses] == ["physical", "postal"]
    assert [contact.name for contact in at.contacts] == ["Contact 1"]
    assert [one.accessibility for one in at.location.accessibility] == ["disabled_parking"]
    assert (service.eligibility_description, [one.name for one in service.languages]) == (
        "adult",
        ["English", "Spanish"],
    )
    assert service.organization is not None
    assert service.organization.website == "http://example.com"
    laundry = held["21a1192b-abb9-45e8-bc52-c81ca4087240"]
    assert len(laundry.own_phones) == 2


@needs_shared
def test_blank_hours_of_a_day_are_not_hours_at_which_it_is_closed() -> None:
    held = services_of(SHARED / "ilao-hsds1-and-2/hsds2or3_services.csv")
    days = [day for one in held.values() for place in one.locations for day in place.schedules]
    assert Counter(day.freq for day in days) == Counter({"WEEKLY": len(days)})
    assert any(day.opens_at is None for day in days)


@needs_shared
def test_an_outpost_record_keeps_its_ages_needs_places_and_numbers() -> None:
    held = services_of(SHARED / "outpost-buckinghamshire-page1.json")
    service = held["1"]
    assert (service.minimum_age, service.maximum_age) == (5, 11)
    assert [one.name for one in service.attributes if one.link_type == "send_need"][:2] == ["Autism", "Hearing"]
    assert service.locations[0].addresses[0].postal_code == "HP21 7JF"
    assert service.locations[0].latitude == 51.811001
    assert service.locations[0].mask_exact_address is False
    assert [(one.byday, one.opens_at) for one in service.schedules] == [("MO", time(10))]
    assert service.last_modified == datetime(2021, 1, 13, 12, 48, 54, 730000, tzinfo=UTC)
    assert sum(len(one.own_phones) for one in held.values()) == 9
    assert not any(one.cost_options for one in held.values())


def test_outposts_bands_give_ages_where_they_adjoin_and_free_is_a_price_where_it_is_said() -> None:
    assert shaped(OUTPOST, age_band_2=True, age_band_3_4=True).model_dump(include={"minimum_age", "maximum_age"}) == {
        "minimum_age": 2,
        "maximum_age": 4,
    }
    assert shaped(OUTPOST, age_band_2=True, age_band_8_plus=True).minimum_age is None
    assert shaped(OUTPOST, age_band_8_plus=True).maximum_age is None
    assert shaped(OUTPOST, age_band_all=True).minimum_age == 0
    assert [one.amount for one in shaped(OUTPOST, free=True).cost_options] == [0]
    assert shaped(OUTPOST, free=False).cost_options == ()
    assert shaped(OUTPOST, free=None).cost_options == ()


def test_oruk_1_rows_come_under_the_standards_names() -> None:
    service = shaped(
        ORUK1,
        eligibilitys=[
            {"eligibility": "Carers", "minimum_age": 5, "maximum_age": 11},
            {"minimum_age": 8, "maximum_age": 16},
        ],
        regular_schedules=[{"byday": "MO", "freq": "WEEKLY", "opens_at": "09:00"}],
        service_taxonomys=[{"id": "1", "taxonomy": {"id": "t", "name": "Respite", "vocabulary": "esd"}}],
        service_at_locations=[
            {
                "location": {
                    "latitude": "51.5",
                    "physical_addresses": [{"address_1": "1 High Street", "postal_code": "ZZ1 1AA"}],
                    "accessibility_for_disabilities": [{"accessibility": "ramp"}],
                }
            }
        ],
        languages=[{"language": "Urdu"}],
        pc_metadata={"date_assured": "2024-05-01", "assured_by": "ann@example.org"},
    )
    assert (service.minimum_age, service.maximum_age, service.eligibility_description) == (5, 16, "Carers")
    assert service.schedules[0].byday == "MO"
    term = service.attributes[0].taxonomy_term
    assert term is not None
    assert (term.name, term.taxonomy) == ("Respite", "esd")
    assert service.locations[0].location_type == "physical"
    assert service.locations[0].accessibility[0].accessibility == "ramp"
    assert (service.languages[0].name, service.assurer_email) == ("Urdu", "ann@example.org")
    assert service.assured_date == date(2024, 5, 1)


def test_ages_that_not_every_row_states_are_not_stated() -> None:
    service = shaped(ORUK1, eligibilitys=[{"minimum_age": 5}, {"eligibility": "anyone"}])
    assert (service.minimum_age, service.maximum_age) == (None, None)


@pytest.mark.parametrize(
    ("written", "day"),
    [("Monday", "MO"), ("sun", "SU"), (1, "MO"), ("7", "SU"), (0, "SU"), (8, None), ("Mon-Fri", None), ("", None)],
)
def test_a_weekday_is_read_by_its_name_or_by_iso_8601(written: Any, day: str | None) -> None:
    assert weekday(written) == day


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def package(folder: Path) -> Path:
    write(folder / "services.csv", "id,organization_id,name,status\ns1,o1,Café,active\n,o1,,\n")
    write(folder / "organizations.csv", "\ufeffid,name,description\no1,Org,Helps\no2,Lone,\n")
    write(folder / "phones.csv", "id,service_id,organization_id,number\np1,s1,,01632 960001\np2,nobody,,1\n")
    write(folder / "attributes.csv", "id,link_id,link_entity,taxonomy_term_id\na1,s1,service,t1\n")
    write(folder / "taxonomy_terms.csv", "id,name,taxonomy_id\nt1,Respite,x1\n")
    write(folder / "taxonomies.csv", "id,name\nx1,Needs\n")
    write(folder / "weather.csv", "a\n1\n")
    return folder


def test_a_package_tells_of_the_rows_and_files_that_it_leaves_out(tmp_path: Path) -> None:
    dump = open_dump(package(tmp_path / "p"))
    records = list(dump.records)
    found = map_service(dump.format.shape(records[0].raw), records[0].place)
    assert isinstance(found, Mapped)
    service = found.service
    assert (service.name, service.organization and service.organization.name) == ("Café", "Org")
    assert (service.attributes[0].name, [one.number for one in service.own_phones]) == ("Respite", ["01632 960001"])
    assert [one.place for one in records] == ["services.csv line 2", "services.csv line 3"]
    assert dump.remarks == [
        "weather.csv is no table of the standard and was not read",
        "phones: 1 row belongs to no service",
        "organizations: 1 row belongs to no service",
    ]


def test_a_zip_and_a_folder_of_one_package_are_the_same(tmp_path: Path) -> None:
    folder = package(tmp_path / "p")
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as held:
        for one in folder.iterdir():
            held.write(one, f"inner/{one.name}")
    assert list(open_dump(tmp_path / "p.zip").records) == list(open_dump(folder).records)


def test_a_line_that_is_no_json_is_counted_and_the_others_are_read(tmp_path: Path) -> None:
    lines = '{"id": "1", "status": "active"}\n\n{"id": "2", \n{"id": "3", "status": "active"}\n'
    for name in ("a.ndjson", "b.json"):
        records = list(open_dump(write(tmp_path / name, lines)).records)
        assert [one.place for one in records] == ["line 1", "line 3", "line 4"]
        assert isinstance(records[1].raw, Unreadable)


def test_services_of_places_are_each_one_service_with_all_places(tmp_path: Path) -> None:
    at = [{"id": str(n), "service": {"id": "s", "status": "active"}, "location": {"id": f"l{n}"}} for n in (1, 2)]
    (record,) = open_dump(write(tmp_path / "a.json", json.dumps({"contents": at}))).records
    assert [one["location"]["id"] for one in record.raw["service_at_locations"]] == ["l1", "l2"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is no JSON"),
        ('{"contents": [', "it is no JSON"),
        ("[" * 100_000, "stand too deep"),
        ("<html></html>", "it is no JSON"),
        ('"text"', "holds no list of records"),
        ('{"error": "not found"}', "holds no list of records"),
        ("[]", "holds an empty list"),
        ('[{"id": "1", "term_uri": "x"}]', "holds terms of a taxonomy, not services"),
        ('[{"id": "1", "name": "A", "parent_organization_id": "x"}]', "holds organisations, not services"),
        ("[1, 2]", "holds no services"),
    ],
)
def test_what_holds_no_services_is_refused_with_what_was_expected(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        open_dump(write(tmp_path / "a.json", content))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("terms.csv", "id\n1\n", "of a CSV package name its folder"),
        ("a.zip", "no zip", "of a CSV package name its folder"),
    ],
)
def test_a_file_that_is_no_package_is_refused(tmp_path: Path, name: str, content: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        open_dump(write(tmp_path / name, content))
    with pytest.raises(SourceError, match=r"holds no services\.csv"):
        open_dump(tmp_path)


def test_a_folder_of_two_packages_asks_which(tmp_path: Path) -> None:
    for prefix in ("old_", "new_"):
        write(tmp_path / f"{prefix}services.csv", f"id,name,status\n{prefix},A,active\n")
    with pytest.raises(SourceError, match=r"holds several packages: name the file of one, .*new_services\.csv"):
        open_dump(tmp_path)
    (record,) = open_dump(tmp_path / "old_services.csv").records
    assert record.raw["id"] == "old_"


def test_json_is_read_whatever_strange_signs_it_holds() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a": "\\ud800b", "n": NaN}') == {"a": "�b", "n": "NaN"}


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p><br></p>", ""),
        (None, ""),
        ("<p>One&nbsp;two</p><ul><li>a</li><li>b</li></ul>", "One two\na\nb"),
        ("ages <5 & up", "ages <5 & up"),
    ],
)
def test_a_description_is_read_without_its_tags(html: str | None, words: str) -> None:
    assert words_of(html) == words


@pytest.mark.parametrize(
    ("record", "family"),
    [
        ({"id": "1", "status": "active", "pc_metadata": {}}, ORUK1),
        ({"id": "1", "status": "active", "pc_metadata": {}, "minimum_age": 5}, ORUK3),
        ({"id": "1", "status": "active", "pc_metadata": {}, "regular_schedules": []}, ORUK1),
        ({"id": "1", "status": "active"}, ORUK3),
    ],
)
def test_a_vendors_fields_alone_do_not_tell_the_family(record: dict[str, object], family: Format) -> None:
    assert detect([record], "a file") is family
