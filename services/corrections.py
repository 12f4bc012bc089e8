"""What readers say is wrong in a directory: a queue for whoever keeps it, in one SQLite file beside the store.

    queue = Corrections(store)
    queue.send(Correction(source, service_id, name, field="Phone", says="The number is …"), moment)
    queue.all()                        # tuple[Queued, ...], the newest first
    queue.settle(1, State.DONE)

It stands beside the store and not in it, since a store may be deleted. A row is made only by `send`, and says nothing
of who sent it. Reading makes no file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from core.errors import DirectoryError, QueryError

FILE = "corrections.sqlite"
LONGEST = 1000
_WAIT = 10.0
_SCHEMA = """
create table if not exists corrections (
    number integer primary key, source text not null, service_id text not null, name text not null,
    field text not null, says text not null, sent_at text not null, state text not null
)
"""
_COLUMNS = "number, source, service_id, name, field, says, sent_at, state"


class State(StrEnum):
    """What became of a correction."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "not changed"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is said of a field of a service; `name` is what the service was called then."""

    source: str
    service_id: str
    name: str
    field: str
    says: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A correction in the queue; key: number, from 1 on. `sent_at` is UTC."""

    number: int
    correction: Correction
    sent_at: datetime
    state: State


class Corrections:
    """The queue of a store."""

    def __init__(self, store: Path) -> None:
        self._path = corrections_file(store)

    def send(self, correction: Correction, moment: datetime) -> int:
        """Puts a correction into the queue and gives its number. QueryError where it says nothing or too much."""
        says = correction.says.strip()
        if not says:
            raise QueryError("Nothing was typed, so nothing was sent. Say what is wrong and what is right.")
        if len(says) > LONGEST:
            raise QueryError(f"That is longer than {LONGEST} signs. Say it shorter; nothing was sent.")
        one = correction
        values = (one.source, one.service_id, one.name, one.field, says, moment.astimezone(UTC).isoformat())
        with self._connected(is_writing=True) as connection:
            query = "insert into corrections values (null, ?, ?, ?, ?, ?, ?, 'waiting')"
            return int(connection.execute(query, values).lastrowid or 0)

    def all(self) -> tuple[Queued, ...]:
        """The queue, the newest first; empty where nothing was ever sent."""
        if not self._path.exists():
            return ()
        with self._connected(is_writing=False) as connection:
            rows = connection.execute(f"select {_COLUMNS} from corrections order by number desc").fetchall()
        return tuple(
            Queued(number, Correction(*told), datetime.fromisoformat(sent_at), State(state))
            for number, *told, sent_at, state in rows
        )

    def settle(self, number: int, state: State) -> None:
        """Says what became of a correction."""
        with self._connected(is_writing=True) as connection:
            connection.execute("update corrections set state = ? where number = ?", (str(state), number))

    @contextmanager
    def _connected(self, *, is_writing: bool) -> Iterator[sqlite3.Connection]:
        mode = "rwc" if is_writing else "rw"
        try:
            address = f"{self._path.as_uri()}?mode={mode}"
            with closing(sqlite3.connect(address, uri=True, timeout=_WAIT)) as connection, connection:
                if is_writing:
                    connection.execute(_SCHEMA)
                yield connection
        except sqlite3.Error as error:
            raise DirectoryError(f"{self._path} cannot be used ({error}); nothing was changed.") from error


def corrections_file(store: Path) -> Path:
    """Where the queue of a store stands: beside it."""
    return store.resolve().parent / FILE
