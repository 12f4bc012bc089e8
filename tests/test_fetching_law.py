"""What a file of law says for its entry: its wording's day, when it was made, and from when it is in force."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from publishers import DATA

from core.errors import RefusedError
from ingest.fetching.law import data_address, wording

REGULATIONS = "https://www.legislation.gov.uk/uksi/2032/14"
ACT = "https://www.legislation.gov.uk/ukpga/2031/7"


def test_the_address_is_that_of_the_day() -> None:
    assert data_address(ACT, None) == f"{ACT}/data.xml"
    assert data_address(f"{ACT}/", date(2033, 4, 1)) == f"{ACT}/2033-04-01/data.xml"


def test_a_revised_act_states_its_wordings_day_and_marks_what_waits() -> None:
    found = wording(DATA / "sample-act.xml", ACT, None)
    assert (found.title, found.day) == ("Sample Children (Marlbrook) Act 2031", date(2033, 4, 1))
    assert found.fields == {"edition": "as at 2033-04-01", "published": date(2031, 6, 12)}


@pytest.mark.parametrize(
    "change", [('Value="revised"', 'Value="final"'), ("<Legislation ", '<Legislation Status="Prospective" ')]
)
def test_an_act_that_is_not_known_to_be_in_force_says_when_it_was_passed(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    place = tmp_path / "data.xml"
    place.write_text((DATA / "sample-act.xml").read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    fields = wording(place, ACT, None).fields
    assert (fields["enacted"], "in_force_from" in fields) == (date(2031, 6, 12), False)


def test_a_day_that_was_asked_for_is_the_wordings_day() -> None:
    found = wording(DATA / "sample-act.xml", ACT, date(2033, 6, 1))
    assert (found.day, found.fields["edition"]) == (date(2033, 6, 1), "as at 2033-06-01")


def test_law_that_starts_in_stages_has_the_first_of_its_days() -> None:
    fields = wording(DATA / "sample-regulations.xml", REGULATIONS, None).fields
    assert (fields["enacted"], fields["in_force_from"]) == (date(2032, 2, 3), date(2032, 4, 1))
    assert fields["edition"] == "as enacted or made"


def test_other_law_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"what came is http://www\.legislation\.gov\.uk/uksi/2032/14; not kept"):
        wording(DATA / "sample-regulations.xml", ACT, None)
