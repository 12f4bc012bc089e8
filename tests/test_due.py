"""`waymark due`: what it prints, its JSON, how it ends, and the page of the docs that shows it."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli import main
from core.settings import ROOT

PAGE = (ROOT / "docs" / "deadlines.md").read_text(encoding="utf-8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["due", *arguments])


def row(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code in (0, 1), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_due_says_the_day_the_rule_the_days_left_out_and_the_source() -> None:
    result = run("T08", "--from", "2026-12-18")
    assert result.exit_code == 0
    assert "due Wednesday 13 January 2027, from Friday 18 December 2026" in result.stdout
    assert "28 December 2026 (substitute day for Boxing Day)" in result.stdout
    assert "read otherwise: Tuesday 12 January 2027" in result.stdout
    assert "Working together to safeguard children 2023, page 92 (read in the official text)" in result.stdout
    assert "has been replaced by Working together to safeguard children 2026" in result.stdout


def test_due_takes_words_for_the_rule() -> None:
    by_words = run("initial", "child", "protection", "conference", "--from", "2026-11-25")
    assert by_words.exit_code == 0
    assert by_words.stdout == run("T8", "--from", "2026-11-25").stdout


def test_words_of_several_rules_list_them_with_their_ids_and_end_as_wrong_usage() -> None:
    result = run("looked-after review", "--from", "2026-11-25")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.findall(r"^  (T\w+)", result.stderr, re.MULTILINE) == ["T47", "T48", "T49", "T50"]


def test_words_of_no_rule_end_in_one_line() -> None:
    result = run("bus timetable", "--from", "2026-11-25")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("waymark: No timescale is called 'bus timetable'.")


def test_json_holds_every_reading_with_its_days() -> None:
    found = row("T09", "--from", "2026-12-23")
    assert found["limit"] == {"number": 10, "unit": "working days", "counting": "within"}
    assert (found["modality"], found["source_id"], found["checked"]) == ("should", "working-together-2023", "V")
    assert [(one["due"], one["counts_start"]) for one in found["due"]] == [("2027-01-11", False), ("2027-01-08", True)]
    assert {"day": "2026-12-28", "name": "substitute day for Boxing Day"} in found["due"][0]["skipped"]


def test_unchecked_rows_and_bare_days_are_cautioned() -> None:
    assert any("is unchecked" in one for one in row("T90", "--from", "2026-11-25T09:00")["cautions"])
    bare = row("T95c", "--from", "2026-12-22")
    assert [one["unit"] for one in bare["due"]] == ["calendar days", "calendar days", "working days", "working days"]
    assert any('says "days" and not which' in one for one in bare["cautions"])
    assert row("T100a", "--from", "2026-12-22")["cautions"] == []


@pytest.mark.parametrize(("rule", "start"), [("T06", "2026-11-25"), ("T04", "2027-12-01")])
def test_where_no_day_can_be_given_none_is_and_the_exit_status_is_1(rule: str, start: str) -> None:
    assert run(rule, "--from", start).exit_code == 1
    assert [one["due"] for one in row(rule, "--from", start)["due"]][:1] in ([], [None])
    assert (
        "no day can be given" in run(rule, "--from", start).stdout or "due no day" in run(rule, "--from", start).stdout
    )


def test_a_limit_in_hours_needs_its_hour() -> None:
    without = run("T95a", "--from", "2026-11-25")
    assert without.exit_code == 1
    assert without.stderr.startswith("waymark: This limit is in hours: give the hour too")
    assert row("T95a", "--from", "2026-11-25T14:30")["due"][0]["due"] == "2026-11-26T14:30:00"


@pytest.mark.parametrize(
    "start", ["2026-02-30", "yesterday", "2026-11-25T9", "2026-11-25T24:00", "T09:00", "2026-11-25T"]
)
def test_a_start_that_is_no_day_is_wrong_usage(start: str) -> None:
    assert run("T08", "--from", start).exit_code == 2


def test_the_page_of_the_docs_shows_what_the_command_prints() -> None:
    found = re.search(r"```console\n\$ waymark (.+?)\n(.+?)\n```", PAGE, re.DOTALL)
    assert found is not None
    result = CliRunner().invoke(main, shlex.split(found[1]))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip() == found[2].strip()


def test_the_page_of_the_docs_names_every_option() -> None:
    assert [option for option in ("--from", "--json") if f"`{option}" not in PAGE] == []
