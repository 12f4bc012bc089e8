"""What notes on access say of a wheelchair: a denial of something else is none of it."""

from __future__ import annotations

import pytest

from services.access_words import Said, said_of


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("No steps, wheelchair accessible", Said.YES),
        ("No steps; wheelchair accessible", Said.YES),
        ("No steps but wheelchair ramp at the side", Said.YES),
        ("Wheelchair accessible, no steps", Said.YES),
        ("Wheelchairs at the main entrance.", Said.YES),
        ("Wheelchair access: yes", Said.YES),
        ("No lift. Wheelchair access at the rear.", Said.YES),
        ("No wheelchair access. Hoist upstairs.", Said.NO),
        ("Not wheelchair accessible", Said.NO),
        ("The hall is not accessible by wheelchair", Said.NO),
        ("Not suitable for wheelchairs", Said.NO),
        ("non-wheelchair-accessible", Said.NO),
        ("Wheelchair access is not possible", Said.NO),
        ("Wheelchair users cannot get in", Said.NO),
        ("Wheelchair access isn't available", Said.NO),
        ("Wheelchair access: no", Said.NO),
        ("Wheelchair access: none", Said.NO),
        ("No steps and wheelchair accessible", Said.UNCLEAR),
        ("No lift, ramp or wheelchair access", Said.UNCLEAR),
        ("Not all rooms are wheelchair accessible", Said.UNCLEAR),
        ("Wheelchair access is not always possible", Said.UNCLEAR),
        ("Limited wheelchair access", Said.UNCLEAR),
        ("No wheelchair access upstairs. Wheelchair access on the ground floor.", Said.UNCLEAR),
        ("Ramp at the side door", None),
        ("", None),
    ],
)
def test_a_note_on_access_is_read_as_it_is_meant_or_said_to_be_unclear(note: str, said: Said | None) -> None:
    assert said_of("wheelchair", [note]) is said


def test_one_place_that_has_it_is_enough_to_be_shown() -> None:
    assert said_of("Wheelchair ", ["No wheelchair access", "Wheelchair ramp"]) is Said.UNCLEAR
    assert said_of("wheelchair", ["No wheelchair access", "Wheelchairs cannot get in"]) is Said.NO
    assert said_of("wheelchair", []) is None
