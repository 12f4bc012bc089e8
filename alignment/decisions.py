"""What people decide of findings: agreed, not an issue, or to do; in one SQLite file beside the store.

    decisions = Decisions(store)
    decisions.decide(finding, Decision(Choice.TO_DO, owner="A. Reid", due=date(2027, 1, 29)), "B. Khan", at=now)
    decisions.history(finding.finding_id)       tuple[Decided, ...], the oldest first

It stands beside the store and not in it, since a store may be deleted. A row is only ever added: who decides again adds
another, and nothing is changed or removed. With each row stands the finding as it was read then, so that what was
decided can be told from it alone. Whether a decision still holds is `alignment.standing`. Reading makes no file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from alignment.people import connected, holds, people_file
from alignment.records import Finding
from alignment.rows import finding_from, finding_row
from core.errors import DecidedMeanwhileError, DecisionError
from ingest.editions import long_date

LONGEST = 2000
LONGEST_NAME = 200
_SCHEMA = """
create table if not exists decisions (
    number integer primary key, finding_id text not null, finding text not null, choice text not null,
    why text not null, owner text not null, due text, decided_by text not null, decided_at text not null, follows text
)
"""
_COLUMNS = "number, finding_id, finding, choice, why, owner, due, decided_by, decided_at, follows"


class Choice(StrEnum):
    """What a person makes of a finding."""

    AGREE = "agree"
    NOT_AN_ISSUE = "not an issue"
    TO_DO = "to do"


@dataclass(frozen=True, slots=True)
class Decision:
    """A choice: `why` is there of what is not an issue, `owner` and `due` of what is to do."""

    choice: Choice
    why: str = ""
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of `finding`, as it was read then. Key: number, from 1 on; `at` is UTC.

    `finding_id` is what the finding was known by, `follows` the id of the one that it came in the place of when the
    text changed, None where there was none.
    """

    number: int
    finding_id: str
    finding: Finding
    decision: Decision
    by: str
    at: datetime
    follows: str | None = None

    @property
    def in_words(self) -> str:
        """For a reader: "to do by A. Reid, due 29 January 2027 (B. Khan, 28 November 2026)"."""
        one = self.decision
        parts = {
            Choice.AGREE: "agreed",
            Choice.NOT_AN_ISSUE: f"not an issue: {one.why}",
            Choice.TO_DO: f"to do by {one.owner}" + (f", due {long_date(one.due)}" if one.due else ""),
        }
        return f"{parts[one.choice]} ({self.by}, {long_date(self.at.date())})"


class Decisions:
    """The decisions of a store."""

    def __init__(self, store: Path) -> None:
        self._path = people_file(store)

    def decide(
        self,
        finding: Finding,
        decision: Decision,
        by: str,
        *,
        at: datetime,
        seen: int = 0,
        follows: str | None = None,
    ) -> Decided:
        """Saves what `by` decided, whole or not at all, and gives it.

        `seen` is the number of the last decision of this finding that `by` saw, 0 for none. Raises
        `DecidedMeanwhileError` where another is the last, and `DecisionError` where there is none though one was seen,
        a part is missing or too long, or the file cannot be used.
        """
        decision, by = _checked(decision, by)
        moment = at.astimezone(UTC)
        row = (
            finding.finding_id,
            json.dumps(finding_row(finding), ensure_ascii=False),
            str(decision.choice),
            decision.why,
            decision.owner,
            decision.due.isoformat() if decision.due else None,
            by,
            moment.isoformat(),
            follows,
        )
        with self._connected(is_writing=True) as connection:
            _refuse_unseen(_last_of(connection, finding.finding_id), seen)
            query = f"insert into decisions ({_COLUMNS}) values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            number = int(connection.execute(query, row).lastrowid or 0)
        return Decided(number, finding.finding_id, finding, decision, by, moment, follows)

    def all(self) -> tuple[Decided, ...]:
        """Everything that was ever decided, the oldest first; empty where nothing was."""
        if not self._path.exists():
            return ()
        with self._connected(is_writing=False) as connection:
            if not holds(connection, "decisions"):
                return ()
            rows = connection.execute(f"select {_COLUMNS} from decisions order by number").fetchall()
            return tuple(map(_decided_from, rows))

    def history(self, finding_id: str) -> tuple[Decided, ...]:
        """What was decided of a finding and of those that it came in the place of, the oldest first."""
        return history_of(finding_id, self.all())

    @contextmanager
    def _connected(self, *, is_writing: bool) -> Iterator[sqlite3.Connection]:
        try:
            with connected(self._path, schema=_SCHEMA if is_writing else "") as connection:
                yield connection
        except (sqlite3.Error, KeyError, TypeError, ValueError) as error:
            raise DecisionError(
                f"{self._path} cannot be used ({error}); nothing was changed. Keep it, and bring back a copy of it."
            ) from error


def history_of(finding_id: str, decided: tuple[Decided, ...]) -> tuple[Decided, ...]:
    """Of `decided`, in its order, those of this finding and of those that it came in the place of."""
    known, before = {finding_id}, set[str]()
    while known != before:
        before = set(known)
        known |= {one.follows for one in decided if one.finding_id in known and one.follows}
    return tuple(one for one in decided if one.finding_id in known)


def _checked(decision: Decision, by: str) -> tuple[Decision, str]:
    """The same without white space around it. Raises `DecisionError` where a part is missing or too long."""
    one = Decision(decision.choice, decision.why.strip(), decision.owner.strip(), decision.due)
    name = by.strip()
    if not name:
        raise DecisionError("Nothing was saved: say who decides.")
    if one.choice is Choice.NOT_AN_ISSUE and not one.why:
        raise DecisionError("Nothing was saved: say why it is not an issue.")
    if one.choice is Choice.TO_DO and not (one.owner and one.due):
        raise DecisionError("Nothing was saved: say whose it is to do, and by when.")
    for words, most in ((name, LONGEST_NAME), (one.owner, LONGEST_NAME), (one.why, LONGEST)):
        if len(words) > most:
            raise DecisionError(f"Nothing was saved: {words[:20]!r}… is longer than {most} signs. Say it shorter.")
    return one, name


def _last_of(connection: sqlite3.Connection, finding_id: str) -> Decided | None:
    query = f"select {_COLUMNS} from decisions where finding_id = ? order by number desc limit 1"
    row = connection.execute(query, (finding_id,)).fetchone()
    return _decided_from(row) if row else None


def _refuse_unseen(last: Decided | None, seen: int) -> None:
    if last is not None and last.number != seen:
        raise DecidedMeanwhileError(_told(last))
    if last is None and seen:
        raise DecisionError(
            f"Nothing was saved: decision {seen} is none of this finding, of which nothing has been decided. Decide it "
            "without naming one (--seen)."
        )


def _told(one: Decided) -> str:
    return (
        f"Nothing was saved: this finding has been decided by {one.by}, at {one.at:%H:%M} UTC: {one.in_words}. "
        f"Look at that first; whoever then decides otherwise says that decision {one.number} was seen (--seen)."
    )


def _decided_from(row: tuple[int, str, str, str, str, str, str | None, str, str, str | None]) -> Decided:
    number, finding_id, finding, choice, why, owner, due, by, at, follows = row
    decision = Decision(Choice(choice), why, owner, date.fromisoformat(due) if due else None)
    return Decided(
        number, finding_id, finding_from(json.loads(finding)), decision, by, datetime.fromisoformat(at), follows
    )
