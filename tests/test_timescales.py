"""The table of timescales: every row holds, its source is known, and words find the row that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import WaymarkError
from core.records import Checked
from ingest.register import known_register
from practice import timescales as module
from practice.limits import Counting, Limit, Unit
from practice.modality import Modality
from practice.timescales import matching, timescales


def ids(words: str) -> list[str]:
    return [one.timescale_id for one in matching(words)]


def test_every_row_is_whole_and_its_rules_count_a_hundred_and_seven() -> None:
    rows = timescales().values()
    assert len({one.timescale_id.rstrip("abcd") for one in rows}) == 107
    assert all(one.trigger and one.action and one.at for one in rows)
    assert {one.checked for one in rows} == set(Checked)


def test_every_source_is_in_the_register_or_named_in_words() -> None:
    register = known_register().by_id
    assert [one.source for one in timescales().values() if one.source not in register and " " not in one.source] == []


def test_the_limits_that_the_field_knows_by_heart() -> None:
    working = {
        one: limit.number
        for one in ("T01", "T04", "T08", "T09", "T12", "T16", "T47", "T120", "T121")
        if (limit := timescales()[one].limit) and limit.unit is Unit.WORKING_DAYS
    }
    assert working == {"T01": 1, "T04": 45, "T08": 15, "T09": 10, "T12": 15, "T16": 1, "T47": 20, "T120": 5, "T121": 15}
    assert timescales()["T90"].limit == Limit(72, Unit.HOURS, Counting.WITHIN)
    assert timescales()["T23"].limit == Limit(26, Unit.WEEKS, Counting.BEGINNING_WITH)
    assert timescales()["T07"].modality is Modality.MUST


def test_rows_that_say_only_days_are_marked() -> None:
    assert timescales()["T95c"].is_unit_bare
    assert not timescales()["T09"].is_unit_bare


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("T12", ["T12"]),
        ("t8", ["T08"]),
        ("T43", ["T43a", "T43b", "T43c", "T43d"]),
        ("T43B", ["T43b"]),
        ("initial child protection conference", ["T08"]),
        ("ICPC", ["T08"]),
        ("rapid review", ["T121"]),
        ("core group", ["T09"]),
        ("lado", ["T16"]),
        ("Return Home Interview", ["T90"]),
        ("looked-after review", ["T47", "T48", "T49", "T50"]),
        ("T999", []),
        ("bus timetable", []),
        ("?", []),
    ],
)
def test_words_find_the_rows_that_they_name(words: str, found: list[str]) -> None:
    assert ids(words) == found


def test_a_row_that_does_not_hold_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "timescales.toml"
    monkeypatch.setattr(module, "TABLE", table)
    read = timescales.__wrapped__  # type: ignore[attr-defined]
    table.write_text('[T01]\ntrigger = "x"\naction = "y"\nlimit = "soon"\nmodality = "must"\n', encoding="utf-8")
    with pytest.raises(WaymarkError, match=r"\[T01\] does not hold .*soon"):
        read()
    table.write_text("[T01\n", encoding="utf-8")
    with pytest.raises(WaymarkError, match="not valid TOML"):
        read()
