"""What was searched and not answered, in numbers: what is counted, what is told, and what never reaches a disk."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from commands import run
from decided import AGREE, NOW, finding
from page_fakes import FakeSearcher, ask, html_of
from streamlit.testing.v1 import AppTest

from alignment.decisions import Decisions
from alignment.people import people_file
from alignment.unanswered import FEWER, NONE_READ, Count, Unanswered, by_month
from core.errors import CountError
from core.settings import ROOT
from index.fit import Fit
from pages.parts import not_answered

NOVEMBER, DECEMBER = date(2026, 11, 29), date(2026, 12, 1)
PLANTED = "quetzalcoatlus"
SAID = f"zzz dad hit him with a belt, {PLANTED} saw it"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def counted(store: Path) -> Unanswered:
    return Unanswered(store)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    """The council has switched counting on."""
    monkeypatch.setenv("WAYMARK_UNANSWERED", "count")
    monkeypatch.setattr(not_answered, "store_folder", lambda: store)


def shown(counts: tuple[Count, ...]) -> list[tuple[str, str, int]]:
    return [(one.month, one.concern, one.searches) for one in counts]


def test_each_concern_is_counted_in_its_month(counted: Unanswered) -> None:
    counted.count(["neglect", "missing"], NOVEMBER)
    counted.count(["neglect"], NOVEMBER)
    counted.count([NONE_READ], DECEMBER)
    assert shown(counted.all()) == [("2026-12", "", 1), ("2026-11", "missing", 1), ("2026-11", "neglect", 2)]
    assert [month for month, _ in by_month(counted.all())] == ["December 2026", "November 2026"]


def test_small_number_is_not_told_nor_what_it_is_by_its_place(counted: Unanswered) -> None:
    for concern, times in (("zoo", 5), ("neglect", 4), ("missing", 1)):
        for _ in range(times):
            counted.count([concern], NOVEMBER)
    assert [(one.concern, one.in_words, one.told) for one in counted.all()] == [
        ("zoo", "5", 5),
        ("missing", FEWER, None),
        ("neglect", FEWER, None),
    ]


def test_file_holds_a_month_a_concern_and_a_number_and_nothing_else(counted: Unanswered, store: Path) -> None:
    counted.count(["neglect"], NOVEMBER)
    with sqlite3.connect(people_file(store)) as connection:
        columns = [row[1] for row in connection.execute("pragma table_info(unanswered)")]
        assert columns == ["month", "concern", "searches"]
        assert connection.execute("select * from unanswered").fetchall() == [("2026-11", "neglect", 1)]
    connection.close()


def test_counts_and_decisions_share_a_file_and_leave_each_other(counted: Unanswered, store: Path) -> None:
    decisions = Decisions(store)
    assert (counted.all(), decisions.all()) == ((), ())
    assert not people_file(store).exists()
    counted.count(["neglect"], NOVEMBER)
    assert decisions.all() == ()
    decisions.decide(finding(), AGREE, "B. Khan", at=NOW)
    counted.count(["neglect"], NOVEMBER)
    assert (len(decisions.all()), counted.all()[0].searches) == (1, 2)


def test_decisions_of_before_there_were_counts_have_none(counted: Unanswered, store: Path) -> None:
    Decisions(store).decide(finding(), AGREE, "B. Khan", at=NOW)
    assert counted.all() == ()


def test_file_that_is_no_database_is_told_of_and_kept(counted: Unanswered, store: Path) -> None:
    people_file(store).write_text("no database, though it has a good many letters in it")
    with pytest.raises(CountError, match="nothing was counted"):
        counted.count(["neglect"], NOVEMBER)
    with pytest.raises(CountError, match=r"decisions\.sqlite cannot be used"):
        counted.all()
    assert people_file(store).read_text().startswith("no database")


COUNTING_ON = """
import sys
from datetime import date
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from alignment.unanswered import Unanswered
counted = Unanswered(Path(sys.argv[1]))
for number in range(1, 10_000):
    counted.count(["missing", "neglect"], date(2026, 11, 29))
    print(number, flush=True)
"""


def test_process_killed_while_counting_has_counted_all_or_nothing_of_a_search(counted: Unanswered, store: Path) -> None:
    command = [sys.executable, "-c", COUNTING_ON, str(store), str(ROOT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        said = [int(killed.stdout.readline()) for _ in range(25)]
        killed.kill()
        said += [int(line) for line in killed.stdout]
    assert killed.returncode == -signal.SIGKILL
    missing, neglect = counted.all()
    assert missing.searches == neglect.searches
    assert missing.searches - len(said) in (0, 1)


@pytest.mark.usefixtures("counting")
def test_no_word_that_was_typed_is_on_disk_where_counting_is_on(page: AppTest, tmp_path: Path) -> None:
    shown = html_of(ask(page, SAID))
    assert "Your words are not kept" in shown
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["decisions.sqlite"]
    held = files[0].read_bytes()
    assert b"physical-abuse" in held
    for word in (PLANTED, "belt", "zzz", f"{date.today():%Y-%m-%d}"):
        assert word.encode() not in held


def test_nothing_is_counted_nor_said_unless_it_is_switched_on(
    page: AppTest, tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(not_answered, "store_folder", lambda: store)
    for value in ("", "yes"):
        monkeypatch.setenv("WAYMARK_UNANSWERED", value)
        assert "searches about that concern" not in html_of(ask(page, SAID))
    assert page.checkbox == [] or "Do not count" not in str([one.label for one in page.checkbox])
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.usefixtures("counting")
def test_who_asks_can_switch_it_off_for_the_visit(page: AppTest, counted: Unanswered) -> None:
    page.run()
    page.checkbox(key="unanswered_refused").check().run()
    ask(page, SAID)
    assert counted.all() == ()


@pytest.mark.usefixtures("counting")
def test_question_counts_once_and_each_concern_once_a_visit(page: AppTest, counted: Unanswered) -> None:
    ask(page, SAID)
    page.run()
    ask(page, "zzz he was hit with a belt again")
    ask(page, "zzz")
    month = f"{date.today():%Y-%m}"
    held = {one.concern: one.searches for one in counted.all()}
    assert held["physical-abuse"] == 1
    assert held[NONE_READ] == 1
    assert {one.month for one in counted.all()} == {month}


@pytest.mark.usefixtures("counting")
def test_what_is_answered_is_not_counted_and_what_does_not_fit_is(
    page: AppTest, searcher: FakeSearcher, counted: Unanswered
) -> None:
    ask(page, "dad hit him with a belt")
    assert counted.all() == ()
    searcher.fit = Fit(0.1, False)
    ask(page, "dad hit him with a belt again")
    assert [one.concern for one in counted.all()] == ["physical-abuse"]


@pytest.mark.usefixtures("counting")
def test_nothing_found_behind_a_filter_is_not_counted(page: AppTest, counted: Unanswered) -> None:
    page.query_params["tier"] = ["statutory"]
    assert "Nothing that passes the filters" in str([one.value for one in ask(page, SAID).markdown])
    assert counted.all() == ()


@pytest.mark.usefixtures("counting")
def test_search_goes_on_where_the_count_cannot_be_kept(page: AppTest, store: Path) -> None:
    people_file(store).write_text("no database, though it has a good many letters in it")
    shown = html_of(ask(page, SAID))
    assert "This was not counted." in shown
    assert "Nothing found" in shown


def test_command_tells_months_and_names_and_no_small_number(counted: Unanswered, store: Path) -> None:
    assert run("unanswered", "--store", store).stdout == "Nothing has been counted.\n"
    for _ in range(6):
        counted.count(["physical-abuse"], NOVEMBER)
    counted.count([NONE_READ], NOVEMBER)
    assert run("unanswered", "--store", store).stdout.splitlines() == [
        "November 2026",
        "   physical abuse: 6",
        "   no concern read in it: fewer than 5",
    ]
    first, second = map(json.loads, run("unanswered", "--json", "--store", store).stdout.splitlines())
    assert (first["concern"], first["searches"], second["concern"], second["searches"]) == (
        "physical-abuse",
        6,
        None,
        None,
    )


def test_page_shows_counts_by_name_and_says_whether_it_counts() -> None:
    held = [Count("2026-11", "neglect", 7), Count("2026-11", "own <one>", 1), Count("2026-10", "", 9)]
    html = not_answered.counts_html(held, {"neglect": "neglect", "": "no concern read in it"}, is_on=False)
    assert html.index("November 2026") < html.index("October 2026")
    assert '<th scope="row">Neglect</th><td>7</td>' in html
    assert f'<th scope="row">Own &lt;one&gt;</th><td>{FEWER}</td>' in html
    assert "Counting is off" in html
    assert "Nothing has been counted." in not_answered.counts_html([], {}, is_on=True)
