"""The sample directory: size, terms, ids, phones, places, and each thing amiss just where its README says."""

import csv
import hashlib
import json
import math
import os
import re
from datetime import date
from pathlib import Path

import pytest

from core.settings import ROOT
from evaluations.services.judged import read_situations
from evaluations.services.measuring import measured

SAMPLE = ROOT / "services" / "sample"
EVALUATION = ROOT / "evaluations" / "services"
SHARED = Path(os.environ.get("WAYMARK_SHARED", "nowhere")) / "services"
FEED = json.loads((SAMPLE / "marlbrook.json").read_text(encoding="utf-8"))
SERVICES = FEED["contents"]
BY_ID = {service["id"]: service for service in SERVICES}
TODAY = date(2026, 11, 28)
RESERVED = re.compile(r"01632 960\d{3}|020 7946 0\d{3}|0808 157 0\d{3}|07700 900\d{3}")
NUMBER = re.compile(r"(?<![\w-])0[\d ]{8,13}\d(?![\w-])")
SITES = re.compile(r"(?:https?://|@)([\w.-]+)")


def schedules_of(service):
    at_sites = [row for site in service.get("service_at_locations", []) for row in site.get("schedules", [])]
    return service.get("schedules", []) + at_sites


def phones_of(service):
    return service.get("phones", []) + [p for row in service.get("contacts", []) for p in row.get("phones", [])]


def locations_of(service):
    return [row["location"] for row in service.get("service_at_locations", [])]


def addresses_of(service):
    return [address for location in locations_of(service) for address in location.get("addresses", [])]


def amounts_of(service):
    return [row["amount"] for row in service.get("cost_options", []) if "amount" in row]


def areas_of(service):
    return [row.get("name") or row["service_area"] for row in service.get("service_areas", [])]


def words_of(service):
    names = ("description", "eligibility_description", "application_process", "wait_time", "alert")
    told = [service.get(name) or "" for name in names]
    return " ".join(told + [row.get("description", "") for row in schedules_of(service)])


def months_since(service):
    return (TODAY - date.fromisoformat(service["assured_date"])).days / 30.44 if "assured_date" in service else None


def was_assured_between(service, least, most):
    months = months_since(service)
    return months is not None and least < months <= most


def has_no_contact(service):
    pages = [service.get("email"), service.get("url"), *map(service["organization"].get, ("email", "website"))]
    return not phones_of(service) and not any(pages) and not NUMBER.search(words_of(service))


def ages_of(service):
    return [service[name] for name in ("minimum_age", "maximum_age") if name in service]


AMISS = {
    "no ages": lambda s: not ages_of(s),
    "half ages": lambda s: any(age % 1 for age in ages_of(s)),
    "ages in months": lambda s: bool(re.search(r"\d months", words_of(s))) and s.get("maximum_age", 99) < 6,
    "pregnancy": lambda s: s.get("minimum_age") == 0 and "regnan" in words_of(s),
    "dead age": lambda s: -1 in ages_of(s),
    "assured 6 to 12 months ago": lambda s: was_assured_between(s, 6, 12),
    "assured 1 to 3 years ago": lambda s: was_assured_between(s, 12, 36),
    "assured over 3 years ago": lambda s: was_assured_between(s, 36, 999),
    "never assured": lambda s: "assured_date" not in s,
    "no hours": lambda s: not schedules_of(s),
    "overnight": lambda s: any(row.get("closes_at", "99") < row.get("opens_at", "00") for row in schedules_of(s)),
    "day of the month": lambda s: any(row.get("freq") == "MONTHLY" for row in schedules_of(s)),
    "every other week": lambda s: any(row.get("interval") == 2 and row["dtstart"] for row in schedules_of(s)),
    "dated season": lambda s: any("valid_to" in row for row in schedules_of(s)),
    "hours in words only": lambda s: any("freq" not in row for row in schedules_of(s)),
    "hours by site": lambda s: any("schedules" in row for row in s.get("service_at_locations", [])),
    "term time": lambda s: "term time" in words_of(s).lower(),
    "bank holidays": lambda s: "bank holidays" in words_of(s).lower(),
    "no cost": lambda s: not s.get("cost_options"),
    "free": lambda s: bool(amounts_of(s)) and not any(amounts_of(s)),
    "amounts": lambda s: len(amounts_of(s)) > 1 and any(amounts_of(s)),
    "cost in words": lambda s: any("amount" not in row for row in s.get("cost_options", [])),
    "HTML": lambda s: "<" in s["description"],
    "empty description": lambda s: not s["description"],
    "contact without a phone": lambda s: any(not row.get("phones") for row in s.get("contacts", [])),
    "phone on the service": lambda s: "phones" in s,
    "phone in the text only": lambda s: not phones_of(s) and bool(NUMBER.search(words_of(s))),
    "no way to contact": has_no_contact,
    "vendor fields": lambda s: any(name.startswith("pc_") for name in s),
    "id not a UUID": lambda s: not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", s["id"]),
    "no location": lambda s: not locations_of(s),
    "virtual": lambda s: {location["location_type"] for location in locations_of(s)} == {"virtual"},
    "no coordinates": lambda s: any(
        location["location_type"] == "physical" and "latitude" not in location for location in locations_of(s)
    ),
    "postcode only": lambda s: any(row.get("postal_code") and not row.get("address_1") for row in addresses_of(s)),
    "head office": lambda s: any(place.get("description", "").startswith("Head office") for place in locations_of(s)),
    "masked": lambda s: s.get("mask") is True,
    "no area": lambda s: not s.get("service_areas"),
    "area in words only": lambda s: any("uri" not in row or "name" not in row for row in s.get("service_areas", [])),
    "area as GeoJSON": lambda s: any("extent" in row for row in s.get("service_areas", [])),
    "neighbours only": lambda s: (
        bool(areas_of(s)) and all(re.search("Wrenholt|Estermoor", name) for name in areas_of(s))
    ),
    "England": lambda s: "England" in areas_of(s),
    "not active": lambda s: s["status"] != "active",
}
LEAST = {
    "no ages": 10,
    "assured 6 to 12 months ago": 5,
    "assured 1 to 3 years ago": 5,
    "assured over 3 years ago": 2,
    "never assured": 8,
    "no hours": 12,
    "no cost": 20,
    "England": 4,
    "not active": 3,
}


def tagged_in_readme():
    """Ids by tag, from the README's table of services."""
    tagged = {}
    for line in (SAMPLE / "README.md").read_text(encoding="utf-8").splitlines():
        if row := re.fullmatch(r"\| `([^`]+)` \| (.+) \| (.*) \|", line):
            assert BY_ID[row[1]]["name"] == row[2], f"{row[1]} has another name in the README"
            for tag in filter(None, row[3].split(", ")):
                tagged.setdefault(tag, set()).add(row[1])
    return tagged


TAGGED = tagged_in_readme()


def rows(name):
    return [json.loads(line) for line in (EVALUATION / name).read_text(encoding="utf-8").splitlines()]


def kilometres(first, second):
    lat, lon, other_lat, other_lon = map(math.radians, (*first, *second))
    square = math.sin((other_lat - lat) / 2) ** 2
    square += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 12742 * math.asin(math.sqrt(square))


def test_sample_is_one_whole_page_of_at_least_ninety_services():
    assert len(SERVICES) >= 90
    assert FEED["total_items"] == FEED["size"] == len(SERVICES)
    assert (FEED["total_pages"], FEED["page_number"]) == (1, 1)
    assert FEED["first_page"]
    assert FEED["last_page"]
    assert not FEED["empty"]


def test_sample_ids_and_texts_are_each_their_own():
    assert len(BY_ID) == len(SERVICES)
    texts = [service["description"] for service in SERVICES]
    assert len(set(texts)) == len(texts)


def test_sample_covers_every_term_of_the_family_hubs_list():
    file = SHARED / "taxonomies" / "family-hubs-categories.csv"
    if not file.is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with services/taxonomies")
    with file.open(encoding="utf-8", newline="") as lines:
        terms = {row["term"] for row in csv.DictReader(lines) if row["parent"]}
    used = [row["taxonomy_term"]["name"] for service in SERVICES for row in service.get("attributes", [])]
    assert len(terms) == 43
    assert set(used) == terms
    assert all(used.count(term) >= 2 for term in terms)


@pytest.mark.parametrize("name", ["marlbrook.json", "README.md"])
def test_sample_names_no_phone_or_site_that_could_be_real(name):
    text = (SAMPLE / name).read_text(encoding="utf-8")
    assert [number for number in NUMBER.findall(text) if not RESERVED.fullmatch(number)] == []
    assert {site for site in SITES.findall(text) if site != "example.org"} == set()


def test_sample_readme_says_that_all_is_invented_and_lists_every_service():
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert "Marlbrook is invented" in text
    assert {service["id"] for service in SERVICES if f"| `{service['id']}` |" not in text} == set()


@pytest.mark.parametrize("tag", AMISS)
def test_sample_readme_lists_what_is_amiss_just_where_it_is(tag):
    found = {service["id"] for service in SERVICES if AMISS[tag](service)}
    assert TAGGED[tag] == found
    assert len(found) >= LEAST.get(tag, 1)


def test_sample_readme_has_no_tag_that_nothing_checks():
    assert set(TAGGED) - set(AMISS) == {"duplicate", "fails the schema"}


def test_sample_duplicates_share_a_postcode_and_a_phone():
    places = {}
    for service_id in TAGGED["duplicate"]:
        service = BY_ID[service_id]
        numbers = tuple(phone["number"] for phone in phones_of(service))
        places.setdefault(numbers, []).append({address["postal_code"] for address in addresses_of(service)})
    assert len(places) == 2
    assert all(len(pair) == 2 and pair[0] & pair[1] for pair in places.values())


def test_sample_masked_services_have_no_address_and_no_pin():
    for service_id in TAGGED["masked"]:
        assert addresses_of(BY_ID[service_id]) == []
        assert not any("latitude" in location for location in locations_of(BY_ID[service_id]))


def test_sample_coordinates_lie_near_their_outward_code():
    file = SHARED / "uk_outcode_centroids_2014.csv"
    if not file.is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with services/uk_outcode_centroids_2014.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        centres = {row["postcode"]: (float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader(lines)}
    for service in SERVICES:
        for location in locations_of(service):
            for address in location.get("addresses", []):
                centre = centres[address["postal_code"].split()[0]]
                if "latitude" in location:
                    assert kilometres((location["latitude"], location["longitude"]), centre) < 4


def test_sample_fails_the_schema_only_where_its_readme_says():
    jsonschema = pytest.importorskip("jsonschema")
    file = SHARED / "oruk3-examples" / "schema" / "compiled" / "service.json"
    if not file.is_file():
        pytest.skip("WAYMARK_SHARED does not name a folder with services/oruk3-examples")
    schema = json.loads(file.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert {service["id"] for service in SERVICES if not validator.is_valid(service)} == TAGGED["fails the schema"]


QUERIES = rows("queries.jsonl")
JUDGEMENTS = rows("judgements.jsonl")
TUNING = rows("tuning-queries.jsonl")
TUNING_JUDGEMENTS = rows("tuning-judgements.jsonl")
SECOND = rows("second-queries.jsonl")
SECOND_JUDGEMENTS = rows("second-judgements.jsonl")
DISTRICTS = {
    row["properties"]["name"]: row["properties"]["within"]
    for row in json.loads((SAMPLE / "areas.geojson").read_text(encoding="utf-8"))["features"]
}


def is_served(service, area):
    """Whether what the record states of its area leaves this one in; nothing stated leaves all in.

    A stated area is the place that its words begin with: "Northmarl district, Marlbrook" is Northmarl alone.
    """
    wanted = {area, DISTRICTS[area], "England", *(name for name, within in DISTRICTS.items() if within == area)}
    stated = [name for name in (*DISTRICTS, "England") if any(words.startswith(name) for words in areas_of(service))]
    return not stated or not wanted.isdisjoint(stated)


def is_of_age(service, age):
    """Whether the stated ages hold this one; a whole maximum lasts until the next birthday."""
    least, most = (service.get(name) for name in ("minimum_age", "maximum_age"))
    least, most = (None if bound == -1 else bound for bound in (least, most))
    if age is None or (least is None and most is None):
        return True
    if age < 0:
        return least == 0 and "regnan" in words_of(service)
    if most is None:
        return age >= (least or 0)
    return (least or 0) <= age and (age <= most if most % 1 else age < most + 1)


def test_queries_are_split_by_the_hash_of_their_ids():
    assert len(QUERIES) >= 44
    assert len({row["query_id"] for row in QUERIES}) == len(QUERIES)
    for row in QUERIES:
        assert list(row) == ["query_id", "query", "split", "age", "postcode", "area"]
        digit = hashlib.sha256(row["query_id"].encode()).hexdigest()[0]
        assert row["split"] == ("dev" if digit in "01234567" else "held-out")
        assert row["area"] in DISTRICTS


def test_tuning_situations_are_all_dev_and_none_is_measured_too():
    assert len(TUNING) >= 60
    assert {row["split"] for row in TUNING} == {"dev"}
    assert {row["source"] for row in TUNING} == {"marlbrook-tuning"}
    for field in ("query_id", "query"):
        assert {row[field] for row in TUNING}.isdisjoint(row[field] for row in QUERIES)
    assert {row["area"] for row in TUNING} <= set(DISTRICTS)


def test_the_second_situations_are_split_by_hash_and_are_no_others():
    assert len(SECOND) >= 60
    assert {row["source"] for row in SECOND} == {"marlbrook-second"}
    for field in ("query_id", "query"):
        assert {row[field] for row in SECOND}.isdisjoint(row[field] for row in [*QUERIES, *TUNING])
    for row in SECOND:
        digit = hashlib.sha256(row["query_id"].encode()).hexdigest()[0]
        assert row["split"] == ("dev" if digit in "01234567" else "held-out")
        assert row["area"] in DISTRICTS


@pytest.mark.parametrize(
    ("queries", "judgements"),
    [(QUERIES, JUDGEMENTS), (TUNING, TUNING_JUDGEMENTS), (SECOND, SECOND_JUDGEMENTS)],
    ids=["measured", "tuning", "second"],
)
def test_judgements_name_queries_and_services_that_are_there(queries, judgements):
    pairs = [(row["query_id"], row["service_id"]) for row in judgements]
    assert len(set(pairs)) == len(pairs)
    assert {service_id for _, service_id in pairs} <= set(BY_ID)
    assert {row["relevance"] for row in judgements} == {1, 2}
    assert {row["query_id"] for row in judgements if row["relevance"] == 2} == {row["query_id"] for row in queries}


def test_judgements_keep_to_age_area_status_and_freshness():
    queries = {row["query_id"]: row for row in [*QUERIES, *TUNING, *SECOND]}
    for row in [*JUDGEMENTS, *TUNING_JUDGEMENTS, *SECOND_JUDGEMENTS]:
        query, service = queries[row["query_id"]], BY_ID[row["service_id"]]
        assert service["status"] == "active", row
        assert row["service_id"] not in TAGGED["assured over 3 years ago"], row
        assert is_served(service, query["area"]), row
        assert is_of_age(service, query["age"]), row


def test_a_system_that_gives_nothing_counts_as_zero() -> None:
    one, other = read_situations()[:2]
    best = max(one.relevance, key=lambda service_id: one.relevance[service_id])
    values = measured({one.query_id: [best]}, [one, other])
    assert values["Success@3"] == {one.query_id: 1.0, other.query_id: 0.0}
    assert values["nDCG@10"][other.query_id] == 0
