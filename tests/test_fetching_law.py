"""What a file of law says for its entry: its wording's day, when it was made, and when it came into force, if once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from publishers import DATA

from core.errors import RefusedError
from ingest.fetching.law import data_address, wording

REGULATIONS = "https://www.legislation.gov.uk/uksi/2032/14"
ACT = "https://www.legislation.gov.uk/ukpga/2031/7"


def regulations(folder: Path, **changes: str) -> Path:
    text = (DATA / "sample-regulations.xml").read_text(encoding="utf-8")
    for old, new in changes.items():
        text = text.replace(old, new)
    place = folder / "data.xml"
    place.write_text(text, encoding="utf-8")
    return place


def test_the_address_is_that_of_the_day() -> None:
    assert data_address(ACT, None) == f"{ACT}/data.xml"
    assert data_address(f"{ACT}/", date(2033, 4, 1)) == f"{ACT}/2033-04-01/data.xml"


def test_an_act_states_its_wordings_day_and_when_it_was_passed() -> None:
    found = wording(DATA / "sample-act.xml", ACT, None)
    assert (found.title, found.day) == ("Sample Children (Marlbrook) Act 2031", date(2033, 4, 1))
    assert found.fields == {
        "edition": "as at 2033-04-01",
        "enacted": date(2031, 6, 12),
        "published": date(2031, 6, 12),
    }


def test_a_day_that_was_asked_for_is_the_wordings_day() -> None:
    found = wording(DATA / "sample-act.xml", ACT, date(2033, 6, 1))
    assert (found.day, found.fields["edition"]) == (date(2033, 6, 1), "as at 2033-06-01")


def test_law_that_starts_in_stages_has_no_first_day(tmp_path: Path) -> None:
    fields = wording(regulations(tmp_path), REGULATIONS, None).fields
    assert (fields["enacted"], "in_force_from" in fields) == (date(2032, 2, 3), False)


def test_law_that_starts_once_has_its_first_day(tmp_path: Path) -> None:
    one = {'<ukm:DateTime Date="2032-09-01"/>': "", ' Status="Prospective"': ""}
    fields = wording(regulations(tmp_path, **one), REGULATIONS, None).fields
    assert fields["in_force_from"] == date(2032, 4, 1)


def test_other_law_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"what came is http://www\.legislation\.gov\.uk/uksi/2032/14; not kept"):
        wording(regulations(tmp_path), ACT, None)
