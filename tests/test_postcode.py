"""Postcodes as they are typed: read, mended, refused. Those here are of public places, or of no place."""

from __future__ import annotations

import logging

import pytest

from core.errors import QueryError
from services.postcode import Postcode, read_postcode


@pytest.mark.parametrize(
    "typed", ["BS1 4AB", "bs14ab", " Bs1  4aB ", "BS 1 4 AB", "BS1-4AB", "BS1 4AB.", "ＢＳ１ ４ＡＢ"]
)
def test_a_postcode_is_read_however_it_is_spaced(typed: str) -> None:
    assert read_postcode(typed) == Postcode("BS1", "4AB", is_mended=False)
    assert read_postcode(typed).text == "BS1 4AB"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("SW1A IAA", "SW1A 1AA"),
        ("SWIA 1AA", "SW1A 1AA"),
        ("S0I4 7LY", "SO14 7LY"),
        ("so14 7ly", "SO14 7LY"),
        ("s014 7ly", "SO14 7LY"),
        ("0X1 1PT", "OX1 1PT"),
        ("oxi ipt", "OX1 1PT"),
        ("EC1A lBB".replace("l", "I"), "EC1A 1BB"),
    ],
)
def test_letters_and_figures_that_are_mixed_up_are_mended(typed: str, text: str) -> None:
    found = read_postcode(typed)
    assert found.text == text
    assert found.is_mended == (typed.upper().replace(" ", "") != text.replace(" ", ""))


@pytest.mark.parametrize(
    ("typed", "outward", "mended"),
    [("BS1", "BS1", False), ("sw1a", "SW1A", False), ("0X1", "OX1", True), ("bs 14", "BS14", False)],
)
def test_a_district_is_read(typed: str, outward: str, mended: bool) -> None:
    assert read_postcode(typed) == Postcode(outward, None, mended)
    assert read_postcode(typed).text == outward


def test_a_postcode_that_no_list_has_stays_as_typed_or_is_mended_in_one_sign() -> None:
    assert read_postcode("QX9 IZZ") == Postcode("QX9", "1ZZ", is_mended=True)
    assert read_postcode("QX91 4ZZ") == Postcode("QX91", "4ZZ", is_mended=False)
    assert read_postcode("qx9") == Postcode("QX9", None, is_mended=False)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "No postcode was given"),
        ("  ", "No postcode was given"),
        ("Marlbrook", '"Marlbrook" is no postcode'),
        ("12345", "is no postcode"),
        ("10001", "is no postcode"),
        ("BS", "is no postcode"),
        ("BS1 4A", "is no postcode"),
        ("BS1 4", "only a part of a postcode"),
        ("BS1 4AB BS1 4AB", "is no postcode"),
        ("BS1 ٤AB", "is no postcode"),
        ("x" * 900, "is no postcode. Give a whole postcode like BS1 4AB, or the half before the space"),
    ],
)
def test_what_is_no_postcode_is_refused_with_what_to_type(typed: str, told: str) -> None:
    with pytest.raises(QueryError, match=told.replace("(", r"\(")) as error:
        read_postcode(typed)
    assert len(str(error.value)) < 150


def test_what_could_be_two_postcodes_is_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.postcode.is_in_ons_postcode_directory", lambda one: one in ("SO11AA", "S011AA"))
    assert not read_postcode("SO1 1AA").is_mended
    with pytest.raises(QueryError, match="could be SO1 1AA or S01 1AA"):
        read_postcode("SOI IAA")


def test_what_is_typed_is_logged_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for typed in ("BS1 4AB", "S0I4 7LY", "QX91 4ZZ", "BX1 1LT"):
            read_postcode(typed)
        with pytest.raises(QueryError):
            read_postcode("1234567")
    assert caplog.records == []
