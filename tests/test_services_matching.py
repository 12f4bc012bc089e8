"""Services that fit a situation: hard filters, crises, order, why, a council's settings, and the command."""

import json
from datetime import datetime

import pytest
from commands import run

from core.errors import DirectoryMissingError, QueryError, ServicesError
from core.settings import ROOT
from evaluations.services.judged import read_situations
from evaluations.services.measuring import misfits
from index.hashing import HashingEncoder
from services.coordinates import Coordinates
from services.fitting import Filters
from services.importing import import_services
from services.matching import Matcher
from services.needs import need_reader
from services.place import Point, Precision
from services.postcode_files import import_postcodes
from services.reasons import Group
from services.values import LONDON

SAMPLE = ROOT / "services" / "sample" / "marlbrook.json"
NOW = datetime(2026, 11, 28, 12, tzinfo=LONDON)
ENCODER = HashingEncoder()
SITUATIONS = [one for one in read_situations() if one.source == "marlbrook"]


def records(**by_name):
    """Services, each with what it states beside an id, a name and a description."""
    area = [{"id": "a", "name": "Marl"}]
    base = {
        "status": "active",
        "description": "football for children",
        "assured_date": "2026-11-01",
        "service_areas": area,
    }
    return [{**base, "id": name, "name": name, **fields} for name, fields in by_name.items()]


def opened(store, rows):
    path = store.parent / f"{store.name}.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    import_services(str(path), store, name="made")
    return Matcher.open(store, model="hashing", encoder=ENCODER, clock=lambda: NOW)


def names(found):
    return {match.entry.service.id for match in found.matches}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    store = tmp_path_factory.mktemp("sample") / "store"
    import_services(str(SAMPLE), store, name="marlbrook")
    return store


@pytest.fixture(scope="module")
def matcher(sample):
    return Matcher.open(sample, model="hashing", encoder=ENCODER, clock=lambda: NOW)


@pytest.fixture
def made(tmp_path):
    return lambda **by_name: opened(tmp_path / "store", records(**by_name))


def test_no_match_states_something_that_does_not_fit(matcher):
    for asked in SITUATIONS:
        found = matcher.match(asked.query, age=asked.age, postcode=asked.postcode, area=asked.area, k=160)
        assert [(asked.query_id, why) for match in found.matches for why in misfits(match.entry, asked)] == []


def test_no_judged_service_is_left_out_by_the_filters(matcher):
    ids = [entry.service.id for entry in matcher.entries]
    for asked in SITUATIONS:
        flags = matcher.fitting(asked.query, age=asked.age, postcode=asked.postcode, area=asked.area)
        fitting = {service_id for service_id, fits in zip(ids, flags, strict=True) if fits}
        assert set(asked.relevance) - fitting == set(), asked.query_id


@pytest.mark.parametrize(
    ("stated", "age", "fits"),
    [
        ({}, 7, True),
        ({"minimum_age": 8}, 7, False),
        ({"minimum_age": 7.5}, 7, True),
        ({"minimum_age": 7.5}, 7.25, False),
        ({"maximum_age": 6}, 7, False),
        ({"maximum_age": 7}, 7.5, True),
        ({"maximum_age": 2.5}, 2.5, True),
        ({"maximum_age": 2.5}, 2.75, False),
        ({"minimum_age": -1, "maximum_age": -1}, 7, True),
        ({"minimum_age": 0, "maximum_age": 5}, -0.5, False),
        ({"minimum_age": 0, "maximum_age": 5, "description": "football in pregnancy"}, -0.5, True),
        ({"minimum_age": 12, "description": "football in pregnancy"}, -0.5, False),
        ({}, -0.5, True),
    ],
)
def test_ages_fit_where_they_overlap_and_silence_shuts_nobody_out(made, stated, age, fits):
    found = made(one=stated).match("football", age=age)
    assert bool(found.matches) is fits
    if fits and not {"minimum_age", "maximum_age"} & stated.keys():
        assert "ages: not stated" in found.matches[0].warnings


@pytest.mark.parametrize("status", ["inactive", "defunct", "temporarily closed"])
def test_what_does_not_run_is_never_shown(made, status):
    assert names(made(runs={}, stopped={"status": status}).match("football")) == {"runs"}


def test_a_status_that_is_not_stated_is_told(made):
    (match,) = made(one={"status": None}).match("football").matches
    assert "whether it still runs: not stated" in match.warnings


def test_areas_are_shown_where_served_in_part_or_not_stated_and_that_is_told(made):
    matcher = made(
        here={"service_areas": [{"name": "Northmarl district, Marl"}]},
        there={"service_areas": [{"name": "Westmarl district, Marl"}]},
        county={},
        silent={"service_areas": []},
        everywhere={"service_areas": [{"name": "England"}]},
    )
    north = {match.entry.service.id: match for match in matcher.match("football", area="Northmarl").matches}
    assert north.keys() == {"here", "county", "silent", "everywhere"}
    assert "area: not stated" in north["silent"].warnings
    assert north["everywhere"].group is Group.NATIONAL
    assert ("service_areas", "Marl") in {(reason.field, reason.words) for reason in north["county"].why}
    county = {match.entry.service.id: match for match in matcher.match("football", area="Marl").matches}
    assert "serves only a part: Westmarl district, Marl" in county["there"].warnings
    unknown = matcher.match("football", area="Elsewhere")
    assert names(unknown) == {"silent", "everywhere"}
    assert any("No service names Elsewhere" in remark for remark in unknown.remarks)


def test_a_postcode_leaves_out_only_codes_of_other_councils_that_postcodes_have(tmp_path):
    codes = {"own": "E06000063", "other": "E06000064", "county": "E10000006", "abolished": "E07000026"}
    areas = {name: {"service_areas": [{"uri": f"https://example.org/{code}"}]} for name, code in codes.items()}
    source = tmp_path / "onspd.csv"
    source.write_text("pcds,doterm,oslaua,lat,long\nCA2 6ZR,,E06000063,54.9,-2.9\nLA9 4AB,,E06000064,54.3,-2.7\n")
    import_postcodes(source, tmp_path / "store")
    found = opened(tmp_path / "store", records(**areas)).match("football", postcode="CA2 6ZR")
    assert names(found) == {"own", "county", "abolished"}
    told = {match.entry.service.id for match in found.matches if "not checked" in str(match.warnings)}
    assert told == {"county", "abolished"}


def test_what_was_assured_too_long_ago_is_hidden_unless_asked_for_and_counted(made):
    matcher = made(
        old={"assured_date": "2022-01-01"}, stale={"assured_date": "2025-11-01"}, never={"assured_date": None}
    )
    found = matcher.match("football")
    assert names(found) == {"stale", "never"}
    assert found.old == 1
    assert {warning for match in found.matches for warning in match.warnings} == {
        "last checked 1 November 2025, by whom: not stated",
        "last checked: not stated",
        "how to reach it: not stated",
    }
    assert "old" in names(matcher.match("football", filters=Filters(with_old=True)))


def test_age_area_and_postcode_are_read_of_the_text_and_told(made):
    matcher = made(young={"maximum_age": 6}, teen={"minimum_age": 11}, far={"service_areas": [{"name": "Wrenholt"}]})
    found = matcher.match("15 yr old in Marl wants football, BS1 4AB")
    assert names(found) == {"teen"}
    assert found.asked.area == "Marl"
    assert found.asked.postcode.text == "BS1 4AB"
    assert any("aged 15 years" in remark and "Marl" in remark for remark in found.remarks)
    assert names(matcher.match("15 yr old wants football", age=5, area="Marl")) == {"young"}


def test_an_adult_stands_beside_the_ages_of_a_text_where_the_need_is_an_adults(made):
    matcher = made(
        adults={"minimum_age": 18, "description": "drink and alcohol"}, teens={"minimum_age": 11, "maximum_age": 17}
    )
    assert names(matcher.match("mum on two bottles of wine a night, alcohol, kids 6 and 9")) == {"adults"}
    assert names(matcher.match("mum on two bottles of wine a night, alcohol", age=6)) == set()


def test_an_adult_stands_beside_an_unborn_child_that_the_text_tells_of_and_not_one_that_was_given(made):
    matcher = made(adults={"minimum_age": 16, "description": "stop smoking, patches"}, babies={"maximum_age": 2})
    text = "26 weeks pregnant, smoking, wants patches"
    assert names(matcher.match(text)) == {"adults"}
    assert names(matcher.match(text, age=-0.5)) == set()


def test_a_need_is_told_by_what_its_examples_have_and_other_needs_examples_have_not(sample):
    matcher = Matcher.open(sample, model="hashing", encoder=ENCODER, clock=lambda: NOW)
    for need in need_reader().needs[:10]:
        assert matcher.match(need.told[0]).needs[0].need == need


def test_in_a_crisis_those_come_first_that_answer_at_any_hour(matcher):
    found = matcher.match("left him tonight with the kids, nowhere safe, refuge?", area="Aldergate")
    assert found.first
    assert [match.rank for match in found.first] == list(range(1, len(found.first) + 1))
    assert {"Welldene refuge", "Open Latch 24-hour domestic abuse helpline"} & {
        match.entry.service.name for match in found.first
    }
    assert all(match.entry.service.own_phones for match in found.first)
    assert "999" in found.remarks[0]
    assert not matcher.match("wants to learn the guitar", area="Aldergate").first


def test_ranks_run_over_all_groups_and_groups_take_up_all(matcher):
    found = matcher.match("someone to talk to, worried and low, panic attacks", age=13, area="Northmarl", k=40)
    assert [match.rank for match in found.matches] == list(range(1, len(found.matches) + 1))
    grouped = [match.rank for group in Group for match in found.of(group)]
    assert sorted([*grouped, *(match.rank for match in found.first)]) == [match.rank for match in found.matches]
    assert {match.group for match in found.matches} == set(Group)


class _Places(Coordinates):
    """Every postcode lies at one point."""

    def __init__(self):
        pass

    def point(self, postcode):
        return Point(54.9, -2.9, Precision.DISTRICT)

    def councils(self, postcode):
        return ()


def placed(lat, lon=-2.9, **more):
    return {
        "service_at_locations": [
            {"location": {"id": "l", "location_type": "physical", "latitude": lat, "longitude": lon}}
        ],
        **more,
    }


def test_of_those_that_fit_alike_the_nearest_comes_first_then_the_freshest(made):
    matcher = made(
        far=placed(55.9),
        near=placed(54.95),
        near_old=placed(54.95, assured_date="2025-01-01"),
        nowhere={"name": "near"},
    )
    matcher._coordinates = _Places()
    found = matcher.match("football", postcode="CA2", area="Marl")
    order = [match.entry.service.id for match in found.matches]
    assert order.index("near") < order.index("far")
    assert [round(match.distance_km) for match in found.matches if match.distance_km is not None and match.rank < 4]
    distances = {match.entry.service.id: match.distance_km for match in found.matches}
    assert distances["nowhere"] is None
    assert distances["near"] == pytest.approx(5.56, abs=0.05)
    assert any("middle of CA2" in remark for remark in found.remarks)


def test_a_refuge_has_no_distance_and_no_place(made):
    matcher = made(safe=placed(54.95, description="a refuge with football"))
    matcher._coordinates = _Places()
    (match,) = matcher.match("football", postcode="CA2").matches
    assert (match.at, match.distance_km, match.group) == (None, None, Group.NO_LOCATION)
    assert "its address is not shown" in match.warnings


def test_why_quotes_the_records_own_words(matcher):
    for match in matcher.match("football for girls", age=12, area="Northmarl", k=20).matches:
        raw = json.dumps(match.entry.raw, ensure_ascii=False)
        assert match.why
        assert all(reason.words in raw for reason in match.why if reason.field in ("attributes", "service_areas"))
        assert all(reason.field in match.entry.raw for reason in match.why)


@pytest.mark.parametrize(
    ("text", "fields"), [("", {}), ("  ", {}), ("a", {"age": 200}), ("a", {"postcode": "nowhere"})]
)
def test_what_cannot_be_asked_is_refused_in_words(matcher, text, fields):
    with pytest.raises(QueryError):
        matcher.match(text, **fields)


def test_a_moment_leaves_out_what_is_closed_then_and_tells_silence(made):
    weekly = {"freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "09:00", "closes_at": "17:00"}
    matcher = made(day={"schedules": [weekly]}, silent={})
    evening = Filters(open_at=NOW.replace(hour=20))
    (match,) = matcher.match("football", filters=evening).matches
    assert match.entry.service.id == "silent"
    assert "open then: not stated" in match.warnings
    assert names(matcher.match("football", filters=Filters(open_at=NOW))) == {"day", "silent"}


OLD = {"fresh": "2026-09-29", "stale": "2026-09-27", "hidden": "2026-05-01", "long": "2020-01-01"}


@pytest.mark.parametrize(
    ("settings", "shown", "warned"),
    [
        (None, {"fresh", "stale", "hidden"}, {"hidden"}),
        ("[freshness]\nstale_months = 2\nhidden_months = 6\n", {"fresh", "stale"}, {"stale"}),
        ("[freshness]\nhidden_months = 1200\n", {"fresh", "stale", "hidden", "long"}, {"hidden", "long"}),
    ],
)
def test_a_council_sets_when_a_record_is_warned_of_and_when_it_is_hidden(made, tmp_path, settings, shown, warned):
    if settings:
        (tmp_path / "services.toml").write_text(settings, encoding="utf-8")
    found = made(**{name: {"assured_date": day} for name, day in OLD.items()}).match("football")
    assert names(found) == shown
    assert found.old == len(OLD) - len(shown)
    told = {one.entry.service.id for one in found.matches if any("last checked" in line for line in one.warnings)}
    assert told == warned


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("[freshness]\nstale_months = 0\n", r"services.toml: freshness.stale_months is 0: give a whole number"),
        ("[freshness]\nhidden_months = 5\n", r"services.toml: freshness.hidden_months \(5\) is less than"),
        ("[freshness]\nstale = 5\n", "services.toml: freshness has no setting stale"),
        ("freshness = 6\n", r"services.toml: write when a record is old as \[freshness\]"),
        ("[freshnes]\nstale_months = 3\n", "services.toml: there is no setting freshnes; there are"),
        ("[freshness\n", "services.toml cannot be read"),
    ],
)
def test_settings_of_a_council_that_are_none_are_told_and_nothing_is_shown(made, tmp_path, settings, told):
    (tmp_path / "services.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(ServicesError, match=told):
        made(one={})


def test_find_prints_the_promised_fields_and_null_for_what_is_not_stated(sample):
    result = run(
        "services",
        "find",
        "stay and play",
        "--age",
        "1",
        "--area",
        "Northmarl",
        "-k",
        "30",
        "--json",
        "--store",
        sample,
        "--model",
        "hashing",
    )
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    fields = "rank source service_id name organization why distance_km ages cost hours assured_date warnings"
    assert all(list(row) == fields.split() for row in rows)
    raw = {row["id"]: row for row in json.loads(SAMPLE.read_text(encoding="utf-8"))["contents"]}
    for row in rows:
        assert (row["cost"] is None) == (not raw[row["service_id"]].get("cost_options"))
        assert row["assured_date"] == raw[row["service_id"]].get("assured_date")
        assert row["distance_km"] is None
    assert any(row["cost"] is None for row in rows)
    assert any(row["ages"] is None for row in rows)


def test_find_tells_for_people_what_is_not_stated(sample):
    shown = run("services", "find", "foodbank", "--store", sample, "--model", "hashing", "--area", "Tarn Vale").stdout
    assert "not stated" in shown
    assert "Looked for: no food (“foodbank”)" in shown
    assert "last checked" in shown


def test_find_without_services_says_what_to_run(tmp_path):
    result = run("services", "find", "x", "--store", tmp_path)
    assert result.exit_code == 1
    assert "waymark services import" in result.stderr
    with pytest.raises(DirectoryMissingError):
        Matcher.open(tmp_path, model="hashing")
