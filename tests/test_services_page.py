"""The Services page in Streamlit's own test harness: what is asked, shown, chosen and sent."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from page_fakes import html_of
from shown_services import FULL, MOMENT, PLACE, FakeMatcher, match_of, without
from streamlit.testing.v1 import AppTest

from core.errors import DirectoryError, DirectoryMissingError, QueryError
from core.settings import ROOT
from index.encoder import load_encoder
from pages.parts import directory
from pages.parts.directory import Choices
from pages.parts.seeking import age_of, sought
from pages.parts.service_map import map_of, near
from pages.services import SAMPLE
from services.area_files import import_areas, known_areas
from services.corrections import Corrections
from services.fitting import Filters
from services.importing import import_services
from services.matching import Matcher
from services.place import Point, Precision
from services.reasons import Group
from services.values import LONDON

FOLDER = ROOT / "services" / "sample"


def draw() -> None:
    import pages.services

    pages.services.draw()


@pytest.fixture
def matcher() -> FakeMatcher:
    second = match_of({**FULL, "id": "second", "name": "Second"}, rank=2, group=Group.NATIONAL)
    return FakeMatcher(match_of(FULL), second)


@pytest.fixture
def queue(tmp_path: Path) -> Corrections:
    return Corrections(tmp_path / "store")


@pytest.fixture
def page(matcher: FakeMatcher, queue: Corrections, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(directory, "open_matcher", lambda: matcher)
    monkeypatch.setattr(directory, "choices", lambda: Choices(("Marlbrook", "Northmarl"), ("Polish",)))
    monkeypatch.setattr(directory, "open_corrections", lambda: queue)
    monkeypatch.setattr(directory, "store_folder", lambda: Path("no-such-store"))
    monkeypatch.setattr(directory, "now", lambda: MOMENT)
    return AppTest.from_function(draw, default_timeout=60)


def search(page: AppTest, words: str = "sleepless") -> AppTest:
    if not page.text_area:
        page.run()
    page.text_area[0].set_value(words)
    page.button[0].click().run()
    assert not page.exception
    return page


def test_page_says_before_all_else_where_no_concern_is_reported(page: AppTest) -> None:
    assert "This is not where a safeguarding concern is reported." in html_of(page.run())
    assert "ring 999" in html_of(page)


def test_what_is_typed_and_chosen_is_what_is_asked(page: AppTest, matcher: FakeMatcher) -> None:
    page.run()
    page.text_input[0].set_value("CA2 6ZR")
    page.text_input[1].set_value("8 months")
    for label, value in {
        "Area that is served": "Northmarl",
        "Open on": "Wednesday",
        "At": "17:30",
        "Remote or in person": "in person",
        "Special need (SEND)": "autism",
        "Language": "Polish",
    }.items():
        next(box for box in page.selectbox if box.label == label).set_value(value)
    page.text_input[2].set_value("wheelchair")
    for box in page.checkbox:
        box.check()
    search(page)
    (asked,) = matcher.asked
    filters = asked.pop("filters")
    assert asked == {"text": "sleepless", "age": 8 / 12, "postcode": "CA2 6ZR", "area": "Northmarl", "k": 11}
    assert filters.open_at.astimezone(LONDON).isoformat() == "2026-12-02T17:30:00+00:00"
    assert replace(filters, open_at=None) == Filters(
        send="autism", is_free=True, language="Polish", accessibility="wheelchair", is_remote=False, with_old=True
    )


def test_nothing_that_is_typed_is_in_the_address(page: AppTest) -> None:
    assert search(page).query_params == {}


def test_services_stand_in_their_groups_with_why_and_every_row(page: AppTest) -> None:
    html = html_of(search(page))
    places = [html.index(words) for words in ('">Local</h2>', "Steps &amp; &lt;5s", '">National</h2>', "Second")]
    assert places == sorted(places)
    for words in (
        "Why it is here:",
        "the marked words",
        "2½ to 17",
        "Session £3.50",
        "Ring the office",
        "5 October 2026",
    ):
        assert words in html


def test_those_that_answer_at_any_hour_come_first_in_a_crisis(page: AppTest, matcher: FakeMatcher) -> None:
    matcher.matches = (matcher.matches[0], replace(matcher.matches[1], is_first=True))
    matcher.remarks = ("In immediate danger ring 999.",)
    html = html_of(search(page))
    places = [html.index(words) for words in ("these answer at any hour", "Second", '">Local</h2>')]
    assert places == sorted(places)
    assert '">National</h2>' not in html


def test_unknown_reads_not_stated_on_the_page(page: AppTest, matcher: FakeMatcher) -> None:
    matcher.matches = (match_of({"id": "bare"}),)
    html = html_of(search(page))
    assert html.count('<span class="wm-silent">not stated</span>') >= 12
    assert "run by: not stated" in html
    assert "What it does: not stated" in html


def test_what_is_left_out_as_old_is_counted(page: AppTest, matcher: FakeMatcher) -> None:
    matcher.old = 3
    assert "3 more left out, checked too long ago" in html_of(search(page))


def test_more_services_are_shown_when_asked(page: AppTest, matcher: FakeMatcher) -> None:
    matcher.matches = tuple(match_of({**FULL, "id": str(rank)}, rank=rank) for rank in range(1, 15))
    search(page)
    assert html_of(page).count("<article") == 10
    page.button(key="services_more").click().run()
    assert html_of(page).count("<article") == 14
    assert "services_more" not in {button.key for button in page.button}


def test_age_that_is_none_is_said_and_nothing_is_searched(page: AppTest, matcher: FakeMatcher) -> None:
    page.run().text_input[1].set_value("teen")
    search(page)
    assert "The age could not be read" in page.error[0].value
    assert matcher.asked == []


def test_nothing_found_says_so(page: AppTest, matcher: FakeMatcher) -> None:
    matcher.matches = ()
    assert "Nothing found" in html_of(search(page))


def test_without_a_directory_the_page_says_how_to_import_one(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise DirectoryMissingError("There are no services.")

    monkeypatch.setattr(directory, "open_matcher", missing)
    page.run()
    assert not page.exception
    assert "No directory was imported" in html_of(page)
    assert [block.value for block in page.code] == [SAMPLE]
    assert (ROOT / SAMPLE.split()[3]).is_file()


def test_directory_that_cannot_be_read_is_told_of(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DirectoryError("It cannot be read.")

    monkeypatch.setattr(directory, "open_matcher", broken)
    assert page.run().error[0].value == "It cannot be read."


def test_shortlist_is_kept_for_the_visit_and_emptied(page: AppTest, tmp_path: Path) -> None:
    search(page)
    page.button(key="shortlist_2").click().run()
    page.button(key="shortlist_1").click().run()
    html = html_of(page)
    shortlist = html[html.index('class="wm-shortlist"') :]
    assert "Shortlist: 2 services" in shortlist
    assert shortlist.index("Second") < shortlist.index("Steps &amp; &lt;5s")
    search(page, "another thing")
    assert "Shortlist: 2 services" in html_of(page)
    page.button(key="shortlist_1").click().run()
    assert "Shortlist: 1 service<" in html_of(page)
    page.button(key="shortlist_empty").click().run()
    assert 'class="wm-shortlist"' not in html_of(page)
    assert page.query_params == {}
    assert list(tmp_path.iterdir()) == []


def test_correction_is_written_when_it_is_sent_and_says_nothing_of_the_search(
    page: AppTest, queue: Corrections, tmp_path: Path
) -> None:
    search(page, "zqsecret")
    page.button(key="correct_1").click().run()
    assert "are stored on this computer for whoever keeps the directory" in html_of(page)
    page.selectbox(key="correction_field").set_value("Phone")
    page.text_area(key="correction_says").set_value("It is 01632 960009.")
    assert queue.all() == ()
    next(button for button in page.button if button.label == "Send").click().run()
    assert not page.exception
    (sent,) = queue.all()
    told = sent.correction
    assert (told.source, told.service_id, told.field, told.says) == ("made", "full", "Phone", "It is 01632 960009.")
    assert "Sent to the queue" in html_of(page)
    assert b"zqsecret" not in (tmp_path / "corrections.sqlite").read_bytes()


def test_correction_that_is_empty_is_said_and_not_written(page: AppTest, queue: Corrections) -> None:
    search(page)
    page.button(key="correct_2").click().run()
    next(button for button in page.button if button.label == "Send").click().run()
    assert "Nothing was typed" in page.error[0].value
    assert queue.all() == ()


@pytest.mark.parametrize(
    ("typed", "age"), [("7", 7), ("2½", 2.5), ("18 months old", 1.5), ("15 yrs", 15), ("Unborn", -0.5), ("", None)]
)
def test_ages_are_read_as_people_write_them(typed: str, age: float | None) -> None:
    assert age_of(typed) == age


def test_age_in_words_is_none() -> None:
    with pytest.raises(QueryError, match="The age could not be read"):
        age_of("a teenager")


def test_day_of_today_is_today() -> None:
    blank = {"text": "x", "postcode": "", "age": "", "area": "", "free": False, "language": "", "access": ""}
    found = sought({**blank, "day": "Monday", "hour": "23:30", "way": "", "send": "", "old": False}, MOMENT)
    assert found.filters.open_at is not None
    assert found.filters.open_at.date() == MOMENT.date()


def test_map_holds_no_address_of_a_tile_server() -> None:
    areas = known_areas_of_the_sample()
    drawn = map_of([(match_of(FULL), Point(54.9, -2.9, Precision.RECORD))], areas, start=None)
    assert drawn is not None
    assert "http" not in json.dumps(drawn)
    assert {layer["mark"]["type"] for layer in drawn["layer"]} == {"geoshape", "text", "circle"}
    names = [row["name"] for row in drawn["layer"][1]["data"]["values"]]
    assert {"Aldergate", "Northmarl", "Tarn Vale"} <= set(names)
    assert "Marlbrook" not in names


def test_service_far_away_is_off_the_map_and_told_of() -> None:
    here, there = Point(54.9, -2.9, Precision.RECORD), Point(54.3, -2.4, Precision.RECORD)
    places = [(match_of(FULL), here), (match_of(FULL, rank=2), there)]
    assert near(places, None) == (places[:1], (2,))
    assert near(places, there) == (places[1:], (1,))
    assert near([], here) == ([], ())


def test_services_at_one_place_share_a_dot() -> None:
    here = Point(54.9, -2.9, Precision.RECORD)
    drawn = map_of([(match_of(FULL, rank=3), here), (match_of(FULL), here)], (), start=None)
    assert drawn is not None
    assert [row["number"] for row in drawn["layer"][0]["data"]["values"]] == ["1, 3"]


def test_map_of_nothing_is_none() -> None:
    assert map_of([], (), start=Point(54.9, -2.9, Precision.DISTRICT)) is None


def known_areas_of_the_sample() -> tuple[Any, ...]:
    from services.areas import read_areas

    return read_areas(FOLDER / "areas.geojson")


def test_outlines_are_turned_as_vega_fills_them() -> None:
    drawn = map_of([(match_of(FULL), Point(54.9, -2.9, Precision.RECORD))], known_areas_of_the_sample(), start=None)
    assert drawn is not None
    for feature in drawn["layer"][0]["data"]["values"]:
        for outer, *_ in feature["geometry"]["coordinates"]:
            assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(outer)) < 0


@pytest.mark.parametrize(
    "record",
    [
        {**FULL, "name": "Linden refuge"},
        {**FULL, "service_at_locations": [{"id": "at", "location": {**PLACE, "mask_exact_address": True}}]},
        without("service_at_locations"),
    ],
)
def test_masked_place_has_no_pin(record: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "store_folder", lambda: Path("no-such-store"))
    assert directory.places((match_of(record),)) == []
    assert len(directory.places((match_of(FULL),))) == 1


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Matcher]:
    """The sample directory, imported, and a matcher over it that needs no model."""
    store = tmp_path_factory.mktemp("services") / "store"
    import_services(str(FOLDER / "marlbrook.json"), store)
    import_areas(FOLDER / "areas.geojson", store)
    return store, Matcher.open(store, model="hashing", encoder=load_encoder("hashing"), clock=lambda: MOMENT)


@pytest.fixture
def over_sample(sample: tuple[Path, Matcher], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    store, matcher = sample
    monkeypatch.setattr(directory, "store_folder", lambda: store)
    monkeypatch.setattr(directory, "open_matcher", lambda: matcher)
    monkeypatch.setattr(directory, "now", lambda: MOMENT)
    return AppTest.from_function(draw, default_timeout=60)


def test_refuges_of_the_sample_are_found_and_not_placed(over_sample: AppTest) -> None:
    html = html_of(search(over_sample, "refuge for women and children fleeing domestic abuse tonight"))
    assert "refuge" in html.lower()
    assert "not shown, since the address is kept safe" in html


def test_areas_and_languages_of_the_sample_are_offered(over_sample: AppTest) -> None:
    over_sample.run()
    offered = {box.label: set(box.options) for box in over_sample.selectbox}
    assert {"Every area", "Northmarl district", "Wrenholt Borough"} <= offered["Area that is served"]
    assert len(offered["Language"]) > 2


def test_filter_by_area_leaves_other_areas_out(over_sample: AppTest) -> None:
    over_sample.run()
    next(box for box in over_sample.selectbox if box.label == "Area that is served").set_value("Marlbrook")
    html = html_of(search(over_sample, "young carers"))
    assert "Marlbrook Young Carers" in html
    assert "Wrenholt Young Carers" not in html


def test_area_files_keep_what_they_are_given(sample: tuple[Path, Matcher]) -> None:
    store, _ = sample
    assert len(known_areas(store)) == 6
    assert known_areas(store.parent / "none") == ()


def test_area_of_a_postcode_is_told_and_none_is_chosen(over_sample: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "point_of", lambda postcode: Point(54.89, -2.93, Precision.DISTRICT))
    html = html_of(search(over_sample, "young carers"))
    assert "The middle of that postcode’s district lies in Aldergate district." in html
    assert "Wrenholt Young Carers" in html
