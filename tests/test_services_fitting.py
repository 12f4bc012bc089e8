"""What one record states of special needs, cost, way, language, access and hours, and what it is silent on."""

from datetime import datetime

import pytest
from shown_services import service

from services.fitting import Verdict, of_accessibility, of_cost, of_hours, of_language, of_send, of_way
from services.reasons import answers_any_hour
from services.records import Entry
from services.values import LONDON

NOW = datetime(2026, 11, 28, 12, tzinfo=LONDON)


def test_special_needs_are_told_by_terms_and_else_by_the_text():
    term = {"name": "Hearing impairment", "description": "Special educational needs and disabilities (SEND)"}
    stated = service(attributes=[{"taxonomy_term": term}])
    assert of_send(stated, "hearing").fits
    assert not of_send(stated, "autism").fits
    assert of_send(service(description="for autistic children"), "autism").warning is None
    assert of_send(service(), "autism").warning == "special needs: not stated"


@pytest.mark.parametrize(
    ("need", "words", "warning"),
    [
        ("sight", "insight into how children think", "special needs: not stated"),
        ("sight", "the sights of the city", "special needs: not stated"),
        ("sight", "for children with sight loss", None),
        ("sight", "vision impaired children", None),
        ("hearing", "help before a court hearing", "special needs: not stated"),
        ("hearing", "loss of sight and hearing", None),
        ("hearing", "for deaf children", None),
        ("physical", "physical activity for all", "special needs: not stated"),
        ("physical", "physical and learning disabilities", None),
        ("speech", "English language classes", "special needs: not stated"),
        ("speech", "speech and language therapy", None),
        ("speech", "speech, language and communication needs", None),
    ],
)
def test_a_word_that_only_holds_a_special_need_states_none(need, words, warning):
    assert of_send(service(description=words), need).warning == warning


def test_a_price_beside_one_that_is_not_stated_is_neither_free_nor_not():
    for amount in (0, 2):
        verdict = of_cost(service(cost_options=[{"amount": amount}, {"option": "Meal"}]))
        assert (verdict.fits, verdict.warning) == (True, "cost: not stated in every case")


def test_a_denial_of_steps_is_none_of_a_wheelchair():
    def noted(*notes):
        places = [{"location": {"accessibility": [{"description": note}]}} for note in notes]
        return of_accessibility(service(service_at_locations=places), "wheelchair")

    assert noted("No steps, wheelchair accessible") == Verdict(True)
    assert not noted("Wheelchair access is not possible").fits
    assert noted("No wheelchair access", "Wheelchair ramp") == Verdict(
        True, "wheelchair: not clear from what is said of access"
    )


def test_a_way_or_a_language_that_is_not_declared_everywhere_is_not_hidden():
    def at(*places):
        return service(service_at_locations=[{"location": place} for place in places])

    way = "whether in person or remote: not stated"
    assert of_way(at({"location_type": "physical"}, {"name": "x"}), is_remote=True) == Verdict(True, way)
    assert of_way(at({"location_type": "postal"}), is_remote=True) == Verdict(True, way)
    assert not of_way(at({"location_type": "physical"}, {"location_type": "postal"}), is_remote=True).fits
    assert of_language(service(languages=[{"code": "pl"}]), "Polish").warning == "languages by code alone: pl"
    assert of_language(service(languages=[{"name": "Polish, Urdu"}]), "urdu") == Verdict(True)
    polish = {"languages": [{"name": "Polish"}]}
    assert of_language(at(polish, {"name": "x"}), "Urdu").warning == "languages: not stated"
    assert not of_language(at(polish, polish), "Urdu").fits


def test_a_price_in_every_option_is_not_free_and_silence_is_told():
    assert of_cost(service(cost_options=[{"amount": 0}])).warning is None
    assert not of_cost(service(cost_options=[{"amount": 2}])).fits
    assert of_cost(service(cost_options=[{"amount": 2}, {"amount": 0}])).warning == "not free in every case"
    assert (
        of_cost(service()).warning == of_cost(service(cost_options=[{"option": "ask"}])).warning == "cost: not stated"
    )


def test_languages_accessibility_and_way_fail_closed_and_tell_silence():
    polish = service(languages=[{"name": "Polish"}])
    assert of_language(polish, "polish").warning is None
    assert not of_language(polish, "Urdu").fits
    assert (
        "interpreters"
        in of_language(service(languages=[{"name": "x"}], interpretation_services="on request"), "Urdu").warning
    )
    assert of_language(service(), "Urdu").warning == "languages: not stated"
    steps = {"location_type": "physical", "accessibility": [{"description": "No wheelchair access. Hoist upstairs."}]}
    place = service(service_at_locations=[{"location": steps}])
    assert not of_accessibility(place, "wheelchair").fits
    assert of_accessibility(place, "hoist").warning is None
    assert of_accessibility(place, "loop").warning == "loop: not stated"
    assert of_way(place, is_remote=False).warning is None
    assert not of_way(place, is_remote=True).fits
    assert of_way(service(), is_remote=True).warning == "whether in person or remote: not stated"


def test_the_hours_of_a_building_leave_nothing_out_and_answer_no_crisis():
    always = {"freq": "DAILY", "opens_at": "00:00", "closes_at": "00:00", "description": "every day of the year"}
    weekly = {"freq": "WEEKLY", "byday": "SA", "opens_at": "09:00", "closes_at": "17:00"}

    def made_of(schedule, *, own):
        held = {"schedules": [schedule]}
        at = {"location": {"id": "l"} if own else {"id": "l", **held}}
        phones = [{"number": "1"}]
        one = service(service_at_locations=[at], phones=phones, **(held if own else {}))
        return Entry("made", one, {}, (), True, NOW, NOW)

    shut = NOW.replace(hour=20)
    assert of_hours(made_of(weekly, own=False), shut).warning == "open then: not stated (the building is closed)"
    assert of_hours(made_of(weekly, own=False), NOW).warning == "open then: not stated (the building is open)"
    assert not of_hours(made_of(weekly, own=True), shut).fits
    assert answers_any_hour(made_of(always, own=True), NOW)
    assert not answers_any_hour(made_of(always, own=False), NOW)


@pytest.mark.parametrize(
    ("text", "fits", "warning"),
    [
        ("A club. Not suitable for autistic children.", False, None),
        ("We cannot support children with autism.", False, None),
        ("Not for autistic children, sorry.", False, None),
        ("For children with a learning disability, with or without autism.", True, None),
        ("No diagnosis of autism is needed.", True, None),
        ("Not only for autistic children.", True, None),
        ("For autistic children. Not for autistic adults.", True, "autism: not clear from what it says"),
    ],
)
def test_a_text_that_denies_a_special_need_does_not_fit_it(text: str, fits: bool, warning: str | None) -> None:
    found = of_send(service(description=text), "autism")
    assert (found.fits, found.warning) == (fits, warning)
