"""What people decide of findings: kept beside the store, whole or not at all, with all that came before."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from decided import AGREE, LOCAL, NOT_AN_ISSUE, NOW, TO_DO, finding, quote, reworded
from hypothesis import given
from hypothesis import strategies as st

from alignment.decisions import LONGEST, LONGEST_NAME, Choice, Decision, Decisions
from alignment.people import FILE, people_file
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.rows import finding_from, finding_row
from core.errors import DecidedMeanwhileError, DecisionError
from core.settings import ROOT

ONE = finding()


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    return Decisions(tmp_path / "store")


def test_decisions_stand_beside_the_store_and_are_made_by_deciding_alone(decisions: Decisions, tmp_path: Path) -> None:
    assert decisions.all() == decisions.history(ONE.finding_id) == ()
    assert list(tmp_path.iterdir()) == []
    decisions.decide(ONE, AGREE, "B. Khan", at=NOW)
    assert people_file(tmp_path / "store") == tmp_path / FILE
    assert [path.name for path in tmp_path.iterdir()] == [FILE]
    assert f"/{FILE}*" in (ROOT / ".gitignore").read_text().splitlines()


def test_decision_is_read_back_with_its_finding_its_name_and_its_time_in_utc(decisions: Decisions) -> None:
    summer = datetime(2026, 7, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    saved = decisions.decide(
        ONE, Decision(Choice.TO_DO, " soon ", " A. Reid ", date(2027, 1, 29)), " B. Khan ", at=summer
    )
    assert decisions.all() == (saved,)
    assert (saved.number, saved.by, saved.finding) == (1, "B. Khan", ONE)
    assert saved.decision == Decision(Choice.TO_DO, "soon", "A. Reid", date(2027, 1, 29))
    assert saved.at == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    assert saved.in_words == "to do by A. Reid, due 29 January 2027 (B. Khan, 1 July 2026)"


def test_history_keeps_every_decision_and_those_of_the_words_before(decisions: Decisions) -> None:
    newer = reworded(ONE, LOCAL.replace("five", "four"))
    newest = reworded(ONE, LOCAL.replace("five", "three"))
    other = finding(Verdict.WEAKER_MODALITY)
    decisions.decide(ONE, AGREE, "B. Khan", at=NOW)
    decisions.decide(other, AGREE, "B. Khan", at=NOW)
    decisions.decide(ONE, NOT_AN_ISSUE, "C. Okoro", at=NOW, seen=1)
    decisions.decide(newer, TO_DO, "B. Khan", at=NOW, follows=ONE.finding_id)
    decisions.decide(newest, AGREE, "B. Khan", at=NOW, follows=newer.finding_id)
    assert [one.number for one in decisions.history(newest.finding_id)] == [1, 3, 4, 5]
    assert [one.number for one in decisions.history(ONE.finding_id)] == [1, 3]
    assert [one.number for one in decisions.all()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("decision", "by", "lacks"),
    [
        (AGREE, "  ", "who decides"),
        (Decision(Choice.NOT_AN_ISSUE, " \n"), "B. Khan", "why it is not an issue"),
        (Decision(Choice.TO_DO, due=date(2027, 1, 1)), "B. Khan", "whose it is to do"),
        (Decision(Choice.TO_DO, owner="A. Reid"), "B. Khan", "by when"),
        (Decision(Choice.NOT_AN_ISSUE, "x" * (LONGEST + 1)), "B. Khan", "longer than 2000"),
        (AGREE, "x" * (LONGEST_NAME + 1), "longer than 200"),
    ],
)
def test_decision_that_lacks_a_part_is_not_saved(decisions: Decisions, decision: Decision, by: str, lacks: str) -> None:
    with pytest.raises(DecisionError, match=lacks):
        decisions.decide(ONE, decision, by, at=NOW)
    assert decisions.all() == ()


def test_second_reviewer_is_told_who_decided_meanwhile_and_nothing_is_lost(decisions: Decisions) -> None:
    decisions.decide(ONE, NOT_AN_ISSUE, "B. Khan", at=NOW)
    with pytest.raises(DecidedMeanwhileError, match=r"decided by B\. Khan, at 14:05 UTC: not an issue: The form"):
        decisions.decide(ONE, AGREE, "C. Okoro", at=NOW)
    assert [one.by for one in decisions.all()] == ["B. Khan"]
    decisions.decide(ONE, AGREE, "C. Okoro", at=NOW, seen=1)
    assert [one.by for one in decisions.all()] == ["B. Khan", "C. Okoro"]


@pytest.mark.parametrize("seen", [99999, 2, 1, -1])
def test_seen_is_the_number_of_the_last_decision_of_this_very_finding(decisions: Decisions, seen: int) -> None:
    decisions.decide(ONE, AGREE, "B. Khan", at=NOW)
    decisions.decide(finding(Verdict.WEAKER_MODALITY), AGREE, "B. Khan", at=NOW)
    last = decisions.decide(ONE, NOT_AN_ISSUE, "B. Khan", at=NOW, seen=1)
    with pytest.raises(DecidedMeanwhileError, match=r"decision 3 was seen"):
        decisions.decide(ONE, AGREE, "C. Okoro", at=NOW, seen=seen)
    assert decisions.all()[-1] == last
    assert decisions.decide(ONE, AGREE, "C. Okoro", at=NOW, seen=last.number).number == 4


def test_no_decision_is_seen_of_a_finding_that_has_none(decisions: Decisions) -> None:
    decisions.decide(ONE, AGREE, "B. Khan", at=NOW)
    with pytest.raises(DecisionError, match="decision 1 is none of this finding"):
        decisions.decide(finding(Verdict.WEAKER_MODALITY), AGREE, "B. Khan", at=NOW, seen=1)
    assert len(decisions.all()) == 1


def test_of_many_reviewers_at_once_one_is_saved_and_every_other_is_told(decisions: Decisions) -> None:
    start, told = threading.Barrier(8), []

    def review(name: str) -> None:
        start.wait()
        try:
            decisions.decide(ONE, AGREE, name, at=NOW)
        except DecidedMeanwhileError as error:
            told.append(str(error))

    threads = [threading.Thread(target=review, args=(f"Reviewer {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (saved,) = decisions.all()
    assert len(told) == 7
    assert all(f"decided by {saved.by}," in words for words in told)


KILLED_BEFORE_COMMIT = """
import os, signal, sqlite3, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]

class Killed(sqlite3.Connection):
    def execute(self, query, *values):
        found = super().execute(query, *values)
        if query.startswith("begin"):
            super().execute("pragma cache_size = 1")
        if query.startswith("insert"):
            super().execute("create table spilled as select hex(randomblob(200000)) as words")
            os.kill(os.getpid(), signal.SIGKILL)
        return found

connect = sqlite3.connect
sqlite3.connect = lambda *values, **named: connect(*values, factory=Killed, **named)
from decided import AGREE, NOW, finding
from alignment.decisions import Decisions
from alignment.records import Verdict
Decisions(Path(sys.argv[1])).decide(finding(Verdict.WEAKER_MODALITY), AGREE, "C. Okoro", at=NOW)
"""

SAVING_ON = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from decided import AGREE, NOW, finding, quote
from alignment.decisions import Decisions
decisions = Decisions(Path(sys.argv[1]))
for number in range(10_000):
    saved = decisions.decide(finding(local=quote("chapter", f"Words {number}")), AGREE, "B. Khan", at=NOW)
    print(saved.number, flush=True)
"""


def process(script: str, tmp_path: Path) -> subprocess.Popen[str]:
    paths = [str(ROOT), str(ROOT / "tests")]
    return subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "store"), *paths], stdout=subprocess.PIPE, text=True
    )


def test_process_killed_before_it_had_saved_leaves_what_was_there(decisions: Decisions, tmp_path: Path) -> None:
    decisions.decide(ONE, AGREE, "B. Khan", at=NOW)
    with process(KILLED_BEFORE_COMMIT, tmp_path) as killed:
        killed.wait(60)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / f"{FILE}-journal").stat().st_size > 0
    assert [one.by for one in decisions.all()] == ["B. Khan"]
    assert decisions.decide(finding(Verdict.WEAKER_MODALITY), AGREE, "C. Okoro", at=NOW).number == 2


def test_process_killed_while_saving_has_kept_all_that_it_said_it_saved(decisions: Decisions, tmp_path: Path) -> None:
    with process(SAVING_ON, tmp_path) as killed:
        assert killed.stdout is not None
        said = [int(killed.stdout.readline()) for _ in range(25)]
        killed.kill()
        said += [int(line) for line in killed.stdout]
    held = decisions.all()
    assert [one.number for one in held][: len(said)] == said
    assert len(held) - len(said) in (0, 1)
    assert [one.finding.local.quote for one in held] == [f"Words {number}" for number in range(len(held))]


def test_file_that_is_no_database_is_told_of_and_kept(decisions: Decisions, tmp_path: Path) -> None:
    path = people_file(tmp_path / "store")
    path.write_text("no database, though it has a good many letters in it")
    for act in (decisions.all, lambda: decisions.decide(ONE, AGREE, "B. Khan", at=NOW)):
        with pytest.raises(DecisionError, match=r"decisions\.sqlite cannot be used .*nothing was changed"):
            act()
    assert path.read_text().startswith("no database")


def test_row_that_cannot_be_read_is_told_of_and_not_left_out(decisions: Decisions, tmp_path: Path) -> None:
    decisions.decide(ONE, AGREE, "B. Khan", at=NOW)
    with sqlite3.connect(people_file(tmp_path / "store")) as connection:
        connection.execute("update decisions set choice = 'perhaps'")
    connection.close()
    with pytest.raises(DecisionError, match="perhaps"):
        decisions.all()


QUOTES = st.builds(
    Quote,
    st.text(max_size=5),
    st.text(max_size=20),
    st.integers(0, 9),
    st.integers(0, 9),
    page=st.none() | st.integers(1, 9),
    page_label=st.none() | st.text(max_size=3),
    paragraph=st.none() | st.text(max_size=3),
    headings=st.lists(st.text(max_size=5), max_size=2).map(tuple),
)


@given(
    st.builds(
        Finding,
        st.sampled_from(Verdict),
        st.sampled_from(Severity),
        st.floats(0, 1),
        local=QUOTES,
        national=st.none() | QUOTES,
        explanation=st.text(max_size=20),
        consider=st.text(max_size=5),
        other=st.none() | QUOTES,
        fact=st.none() | st.text(max_size=5),
    )
)
def test_finding_as_json_comes_back_the_same(one: Finding) -> None:
    assert finding_from(finding_row(one)) == one


def test_finding_keeps_its_id_wherever_its_words_stand() -> None:
    moved = finding(local=quote("chapter", LOCAL, at=900, paragraph="7.1", page=9))
    assert moved.finding_id == ONE.finding_id
