"""What the check finds of a service, what it does not, and the two commands as they are used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from service_feed import service

from cli import main
from core import settings
from core.errors import ServicesError
from services.check import Finding, FindingKind, findings, months_between
from services.duplicates import duplicates
from services.mapping import map_service
from services.records import Entry, Mapped
from services.schema import SchemaChecker

SHARED = settings.shared_folder() / "services"
SCHEMAS = SHARED / "oruk3-examples" / "schema"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/services")
TODAY = date(2026, 6, 1)
SEEN = datetime(2026, 5, 1, tzinfo=UTC)


def entry(raw: dict[str, Any], source: str = "a", *, in_last_feed: bool = True) -> Entry:
    found = map_service(raw, "record 1")
    assert isinstance(found, Mapped)
    return Entry(source, found.service, raw, found.faults, in_last_feed, SEEN, SEEN)


def without(*fields: str, **more: Any) -> dict[str, Any]:
    return {key: value for key, value in service(1, **more).items() if key not in fields}


def kinds(found: Sequence[Finding]) -> list[FindingKind]:
    return [one.kind for one in found]


def test_a_service_that_says_all_has_no_finding() -> None:
    assert findings([entry(service(1))], TODAY) == ()


@pytest.mark.parametrize(
    ("raw", "kind", "says"),
    [
        (without("contacts", "email"), FindingKind.NO_CONTACT, "phone, e-mail or website"),
        (without("service_areas", "service_at_locations"), FindingKind.NO_AREA, "whom it serves"),
        (without(assured_date="2025-12-01"), FindingKind.ASSURED_LONG_AGO, "1 December 2025"),
        (without(assured_date="2027-01-01"), FindingKind.ASSURED_LONG_AGO, "is to come"),
        (without("assured_date"), FindingKind.NO_ASSURED_DATE, "last checked"),
        (without(minimum_age=-1), FindingKind.DEAD_AGES, "'-1'"),
        (without(minimum_age=12, maximum_age=5), FindingKind.DEAD_AGES, "12"),
        (without(maximum_age=0), FindingKind.DEAD_AGES, "0"),
        (without(description="<p><br></p>"), FindingKind.EMPTY_DESCRIPTION, "no words"),
        (without("schedules"), FindingKind.NO_HOURS, "when it is open"),
        (without(schedules=[{"byday": "MO"}]), FindingKind.NO_HOURS, "when it is open"),
        (without(status="temporarily closed"), FindingKind.CLOSED, "temporarily closed"),
        (without("name"), FindingKind.REQUIRED, "name"),
        (without(url="example_counselling"), FindingKind.UNREADABLE, "'example_counselling'"),
    ],
)
def test_what_somebody_should_look_at_is_found_alone(raw: dict[str, Any], kind: FindingKind, says: str) -> None:
    (found,) = findings([entry(raw)], TODAY)
    assert (found.kind, found.service_id) == (kind, raw["id"])
    assert says in found.message


SECRET = "9 Hidden Lane"
WRONG: dict[str, Any] = {
    "minimum_age": SECRET,
    "url": SECRET,
    "contacts": [{"id": "c", "email": SECRET}],
    "schedules": [{"id": "s", "freq": SECRET, "opens_at": SECRET}],
    "service_at_locations": [{"id": "a", "location": {"id": "l", "location_type": SECRET, "latitude": SECRET}}],
}


@pytest.mark.parametrize(
    "mask",
    [
        {"mask": "true"},
        {"name": "Women's refuge"},
        {"organization": {"id": "o", "name": "Marlbrook Refuge", "description": "A charity"}},
        {"service_at_locations": [{"id": "a", "location": {"mask_exact_address": "yes", "longitude": SECRET}}]},
        {"service_at_locations": [{"id": "a", "location": [{"mask_exact_address": True, "name": SECRET}]}]},
        {"service_at_locations": [{"id": "a", "location": {"addresses": [f"The Refuge, {SECRET}"]}}]},
    ],
)
def test_of_a_masked_place_the_fields_are_named_and_no_value_is_told(mask: dict[str, Any]) -> None:
    raw = without(**{**WRONG, **mask})
    found = findings([entry(raw)], TODAY)
    wrong = [one.message for one in found if one.kind in (FindingKind.UNREADABLE, FindingKind.DEAD_AGES)]
    assert not any(SECRET in one.message for one in found)
    assert "minimum_age is no number (not shown, since the address is kept safe)" in wrong
    assert [message.split()[0] for message in wrong if message.startswith(("url", "contacts"))]
    shown = [one.message for one in findings([entry(without(**WRONG))], TODAY) if SECRET in one.message]
    assert len(shown) == 7


def test_the_schema_names_the_field_and_the_rule_alone_of_a_masked_place(tmp_path: Path) -> None:
    schema = {
        "required": ["status"],
        "properties": {"email": {"format": "email"}, "fees": {"type": "string"}, "url": {"enum": ["a", "b"]}},
    }
    (tmp_path / "service.json").write_text(json.dumps(schema))
    checker = SchemaChecker(tmp_path)
    for name, is_shown in (("Refuge", False), ("Hub", True)):
        raw = {"id": "1", "name": name, "email": SECRET, "fees": {"to": SECRET}, "url": SECRET}
        found = findings([entry(raw)], TODAY, schema=checker, by_schema=frozenset({"a"}))
        told = [one.message for one in found if one.kind is FindingKind.SCHEMA]
        assert [one.partition(":")[0] for one in told] == ["the record", "email", "fees", "url"]
        assert told[0] == "the record: 'status' is a required property"
        assert any(SECRET in one for one in told) is is_shown
    assert checker.bare_mistakes(raw)[1:] == (
        "email: breaks the rule format 'email'",
        "fees: breaks the rule type 'string'",
        "url: breaks the rule enum",
    )


def test_an_organisations_number_is_a_way_to_contact() -> None:
    runs = {"id": "o", "name": "A", "description": "B", "phones": [{"number": "1"}]}
    assert findings([entry(without("contacts", "email", organization=runs))], TODAY) == ()


def test_what_left_its_feed_is_found() -> None:
    (found,) = findings([entry(service(1), in_last_feed=False)], TODAY)
    assert (found.kind, "1 May 2026" in found.message) == (FindingKind.MISSING, True)


def test_months_are_whole_ones() -> None:
    assert months_between(date(2025, 12, 1), date(2026, 6, 1)) == 6
    assert months_between(date(2025, 12, 2), date(2026, 6, 1)) == 5
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0


def named(number: int, name: str, *, phone: str = "", postcode: str = "", organization: str = "") -> dict[str, Any]:
    more: dict[str, Any] = {"contacts": [{"phones": [{"number": phone}]}] if phone else []}
    place = [{"location": {"id": "l", "location_type": "physical", "addresses": [{"postal_code": postcode}]}}]
    more["service_at_locations"] = place if postcode else []
    more["organization"] = {"id": "o", "name": organization, "description": "d"} if organization else None
    return service(number, name=name, **more)


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (
            named(1, "Marlbrook Young Carers", phone="01632 960001"),
            named(2, "Young Carers Marlbrook", phone="+44 1632 960 001"),
            "name and phone number",
        ),
        (
            named(1, "The Bereavement Service", postcode="ZZ1 1AA"),
            named(2, "Bereavement services", postcode="zz11aa"),
            "name and postcode",
        ),
        (
            named(1, "Play", postcode="ZZ1 1AA", phone="01632 960001"),
            named(2, "Play", postcode="ZZ1 1AA", phone="01632 960001"),
            "name, postcode and phone number",
        ),
        (named(1, "Play", organization="Kids Ltd"), named(2, "Play", organization="Kids"), "name and organisation"),
        (named(1, "Play", postcode="ZZ1 1AA"), named(2, "Play", postcode="ZZ1 9ZZ"), None),
        (named(1, "Play", phone="01632 960001"), named(2, "Chess", phone="01632 960001"), None),
        (named(1, "Play", organization="Kids"), named(2, "Play", organization="Elders"), None),
        (named(1, "Play"), named(2, "Play"), None),
    ],
)
def test_two_records_may_be_one_service_by_name_and_postcode_or_phone(
    first: dict[str, Any], second: dict[str, Any], shared: str | None
) -> None:
    for sources in (("a", "a"), ("a", "b")):
        pair = [entry(one, source) for one, source in zip((first, second), sources, strict=True)]
        assert [one.shared for one in duplicates(pair)] == ([shared] if shared else [])
        twice = [one for one in findings(pair, TODAY) if one.kind is FindingKind.DUPLICATE]
        assert [one.other for one in twice] == ([pair[1].key] if shared else [])


def test_a_number_that_very_many_share_says_nothing() -> None:
    many = [
        entry(named(number, f"Family support team of area {number}", phone="01632 960001")) for number in range(301)
    ]
    assert duplicates(many) == ()
    assert duplicates(many[100:102]) != ()


@needs_shared
def test_the_schema_finds_the_faults_of_the_failing_mock_and_none_in_the_standards_example() -> None:
    checker = SchemaChecker(SCHEMAS)
    mocks = SHARED / "oruk3-examples" / "validator-mocks"
    assert checker.mistakes(json.loads((SHARED / "oruk3-examples/examples/service_full.json").read_text())) == ()
    assert checker.mistakes(json.loads((mocks / "V3.0-UK-Fail/service_full.json").read_text())) == (
        "email: 'email-example_com' is not a 'email'",
        "url: 'example/counselling' is not a 'uri'",
    )
    listed = json.loads((mocks / "V3.0-UK-Fail/service_list.json").read_text())["contents"]
    assert all("the record: 'name' is a required property" in checker.mistakes(one) for one in listed)
    assert checker.mistakes({"id": "x", "name": "A", "status": "active", "last_modified": "yesterday"}) == (
        "id: 'x' is not a 'uuid'",
        "last_modified: 'yesterday' is not a 'date-time'",
    )


def test_a_folder_without_a_schema_says_so(tmp_path: Path) -> None:
    with pytest.raises(ServicesError, match="name the folder with the schemas"):
        SchemaChecker(tmp_path)
    (tmp_path / "service.json").write_text('{"type": 5}')
    with pytest.raises(ServicesError, match="is no JSON Schema"):
        SchemaChecker(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["services", *arguments])


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "store")


def brought(tmp_path: Path, store: str, *raws: Any) -> Result:
    path = tmp_path / "marlbrook.json"
    path.write_text(json.dumps(list(raws)))
    return run("import", str(path), "--store", store, "--json")


def test_the_command_imports_and_says_what_came(tmp_path: Path, store: str) -> None:
    result = brought(tmp_path, store, service(1), service(2, minimum_age=-1))
    assert result.exit_code == 0
    row = json.loads(result.stdout)
    assert (row["source"], row["read"], row["new"], row["rejected"]) == ("marlbrook", 2, 2, [])
    assert row["faults"] == [{"field": "minimum_age", "why": "is no age in years", "services": 1}]
    said = run("import", str(tmp_path / "marlbrook.json"), "--store", store)
    assert said.stdout.splitlines() == [
        "marlbrook: Open Referral UK 3.0, 2 records",
        "   2 same",
        "   minimum_age is no age in years: 1",
    ]


def test_the_command_ends_with_1_where_a_record_could_not_be_taken(tmp_path: Path, store: str) -> None:
    result = brought(tmp_path, store, service(1), {"name": "no id"})
    assert result.exit_code == 1
    assert json.loads(result.stdout)["rejected"] == [{"place": "record 2", "why": "it has no id"}]
    assert "1 record of 2 could not be taken." in result.stderr


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("/nowhere/x.json", "there is no such file or folder"),
        ("https://elsewhere.example/v3", "Add --allow-host elsewhere.example"),
        ("http://elsewhere.example/v3", "by https alone"),
    ],
)
def test_a_wrong_source_is_told_in_one_line(store: str, source: str, says: str) -> None:
    result = run("import", source, "--store", store)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
    assert "Traceback" not in result.stderr
    assert not Path(store).exists()


def test_the_check_lists_by_kind_and_ends_with_1(tmp_path: Path, store: str) -> None:
    assert run("check", "--store", store).exit_code == 1
    today = date.today().isoformat()
    brought(tmp_path, store, service(1, assured_date=today), service(2, assured_date=today, description=""))
    result = run("check", "--store", store)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "No description: 1",
        f"   Service 2 (marlbrook {service(2)['id']}): its description holds no words",
        "2 services looked at, 1 finding.",
    ]
    rows = [json.loads(line) for line in run("check", "--store", store, "--json").stdout.splitlines()]
    assert [(row["kind"], row["name"], row["other"]) for row in rows] == [("no description", "Service 2", None)]
    assert run("check", "--store", store, "--kind", "closed").stdout == "2 services looked at, nothing found.\n"


def test_the_check_warns_after_the_months_that_the_council_sets(tmp_path: Path, store: str) -> None:
    brought(tmp_path, store, service(1, assured_date=(date.today() - timedelta(days=100)).isoformat()))
    assert run("check", "--store", store).exit_code == 0
    (tmp_path / "services.toml").write_text("[freshness]\nstale_months = 3\n")
    assert "Assured long ago: 1" in run("check", "--store", store).stdout
    (tmp_path / "services.toml").write_text("[freshness]\nstale_months = -3\n")
    result = run("check", "--store", store)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "services.toml: freshness.stale_months is -3" in result.stderr


def test_the_check_is_told_of_kinds_and_sources_that_there_are(tmp_path: Path, store: str) -> None:
    brought(tmp_path, store, service(1))
    wrong = run("check", "--store", store, "--kind", "ugly")
    assert (wrong.exit_code, "no way to contact" in wrong.stderr) == (2, True)
    wrong = run("check", "--store", store, "--source", "nobody")
    assert (wrong.exit_code, "There are: marlbrook." in wrong.stderr) == (2, True)


@needs_shared
def test_the_check_holds_records_against_the_schema_where_asked(tmp_path: Path, store: str) -> None:
    brought(tmp_path, store, service(1, id="no-uuid"))
    found = run("check", "--store", store, "--schema", str(SCHEMAS), "--kind", "not by the schema", "--json")
    assert "id: 'no-uuid' is not a 'uuid'" in found.stdout
