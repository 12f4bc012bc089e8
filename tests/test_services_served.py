"""Whether an area is served, by names, codes and shapes; and what records state, in words."""

import json

import pytest

from services.place import Point, Precision
from services.records import Service, ServiceArea
from services.served import AreaNames, Serves, Wanted, is_national, plain, serves
from services.stated import accessibility, ages, contacts, cost, languages

COUNTY, NORTH, WEST = "Marl (all wards)", "Northmarl district, Marl", "Westmarl district, Marl"
NAMES = AreaNames(ServiceArea(name=name) for name in (COUNTY, NORTH, WEST, "Wrenholt Borough", "England"))
SQUARE = {"type": "Polygon", "coordinates": [[[0, 50], [1, 50], [1, 51], [0, 51], [0, 50]]]}


def area(name=None, **more):
    return ServiceArea(name=name, **more)


@pytest.mark.parametrize(
    ("stated", "asked", "found"),
    [
        ([COUNTY], "Northmarl", Serves.YES),
        ([NORTH], "Northmarl", Serves.YES),
        ([NORTH], "northmarl district", Serves.YES),
        ([WEST], "Northmarl", Serves.NO),
        ([WEST, NORTH], "Northmarl", Serves.YES),
        ([NORTH], "Marl", Serves.PART),
        (["Northmarl"], "Marl", Serves.PART),
        (["Wrenholt Borough"], "Marl", Serves.NO),
        (["Wrenholt Borough"], "Wrenholt", Serves.YES),
        (["England"], "Wrenholt", Serves.YES),
        (["Online nationwide, in person Northmarl"], "Wrenholt", Serves.YES),
        (["South West England"], "Wrenholt", Serves.NO),
        (["North Somerset"], "Somerset", Serves.NO),
        (["Bristol, North Somerset"], "Bristol", Serves.YES),
        (["Bristol and North Somerset"], "North Somerset", Serves.YES),
        ([], "Northmarl", Serves.NOT_STATED),
        (["Marl"], "Eastmarl, Marl", Serves.YES),
        (["Marl"], "Eastmarl", Serves.NO),
    ],
)
def test_an_area_that_is_stated_and_is_another_is_not_served(stated, asked, found):
    assert serves([area(name) for name in stated], NAMES.wanted(asked)) is found


def test_a_postcode_alone_is_told_by_the_councils_code_or_the_shape():
    inside = Point(50.5, 0.5, Precision.POSTCODE)
    outside = Point(52.0, 0.5, Precision.POSTCODE)
    shaped = area("Somewhere", extent=json.dumps(SQUARE))
    coded = area("Somewhere", uri="http://statistics.data.gov.uk/id/statistical-geography/E06000023")
    assert serves([shaped], Wanted(point=inside)) is Serves.YES
    assert serves([shaped], Wanted(point=outside)) is Serves.NO
    assert serves([coded], Wanted(point=outside, codes=frozenset({"E06000023"}))) is Serves.YES
    both = frozenset({"E06000023", "E06000024"})
    assert serves([coded], Wanted(point=outside, codes=frozenset({"E06000024"}), councils=both)) is Serves.NO
    assert serves([area("Somewhere")], Wanted(point=inside)) is Serves.NOT_CHECKED


@pytest.mark.parametrize("code", ["E10000006", "E07000026", "E05000001", "E92000001"])
def test_a_code_that_no_postcode_has_is_no_no(code):
    """A county's, an abolished district's, a ward's, a country's: each may take the child's district in."""
    wanted = Wanted(codes=frozenset({"E06000063"}), councils=frozenset({"E06000063", "E06000064"}))
    assert serves([area("Somewhere", uri=f"https://example.org/{code}")], wanted) is Serves.NOT_CHECKED
    assert serves([area(uri=f"https://example.org/{code}")], wanted) is Serves.NOT_CHECKED


def test_one_of_several_councils_of_a_district_is_not_checked():
    coded = area("Somewhere", uri="https://example.org/E06000063")
    both = frozenset({"E06000063", "E06000064"})
    assert serves([coded], Wanted(codes=both, councils=both)) is Serves.NOT_CHECKED


@pytest.mark.parametrize(
    ("lat", "found"),
    [
        (50.05, Serves.NOT_CHECKED),
        (49.95, Serves.NOT_CHECKED),
        (49.5, Serves.NO),
        (50.5, Serves.YES),
    ],
)
def test_the_middle_of_a_district_near_an_edge_tells_nothing(lat, found):
    shaped = area("Somewhere", extent=json.dumps(SQUARE))
    assert serves([shaped], Wanted(point=Point(lat, 0.5, Precision.DISTRICT))) is found
    exact = serves([shaped], Wanted(point=Point(lat, 0.5, Precision.POSTCODE)))
    assert exact is (Serves.YES if 50 < lat < 51 else Serves.NO)


def test_where_no_place_is_known_nothing_is_checked():
    assert serves([area("Somewhere")], Wanted()) is Serves.NOT_CHECKED
    assert serves([area("England")], Wanted()) is Serves.YES
    assert serves([], Wanted()) is Serves.NOT_STATED


def test_an_area_is_read_of_a_text_by_its_capital_alone():
    names = AreaNames([area("Reading Borough"), area("Bath")])
    assert names.named_in("he likes reading in the bath") == ()
    assert names.named_in("lives in Reading") == ("Reading Borough",)


def test_names_are_compared_without_words_of_councils():
    assert plain("City of Marl (all wards)") == plain("Marl City Council") == "marl"
    assert is_national("England")
    assert is_national("All of the UK")
    assert not is_national("Peak District National Park")
    assert is_national("England and Wales")
    assert not is_national("North East England")


def service(**fields):
    return Service(id="1", **fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, None),
        ({"minimum_age": 2.5, "maximum_age": 17}, "2½ to 17"),
        ({"minimum_age": 0}, "from 0"),
        ({"maximum_age": 0.25}, "up to ¼"),
        ({"minimum_age": 0.3}, "from 0.3"),
    ],
)
def test_ages_are_told_as_stated(fields, words):
    assert ages(service(**fields)) == words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], None),
        ([{"amount": 0}], "free"),
        ([{"amount": 0}, {"option": "Meal", "amount": 2.5}], "free; Meal £2.50"),
        ([{"amount": 3, "amount_description": "a family"}], "£3 (a family)"),
        ([{"amount": 3, "currency": "EUR"}], "3 EUR"),
        ([{"option": "Rent", "amount_description": "ask"}], "Rent (ask)"),
        ([{"option": "Rent"}], "Rent (price not stated)"),
        ([{"amount": 0}, {}], "free; another price: not stated"),
        ([{"amount": 0}, {"option": "Meal"}], "free; Meal (price not stated)"),
        ([{}], None),
    ],
)
def test_a_cost_is_told_as_stated_and_none_is_not_free(options, words):
    assert cost(service(cost_options=options)) == words


def test_what_a_silent_record_states_is_nothing():
    silent = service()
    assert (ages(silent), cost(silent)) == (None, None)
    assert contacts(silent) == languages(silent) == accessibility(silent.locations) == ()
