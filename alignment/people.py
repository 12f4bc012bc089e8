"""The people's file: one SQLite file beside the store, which no ingest touches and a deleted store leaves.

    with connected(people_file(store), schema=SCHEMA) as connection: ...      one transaction, whole or not at all
    with connected(people_file(store)) as connection: ...                     reading, which makes no file

It knows of no table: what is decided is `alignment.decisions`, what could not be answered `alignment.unanswered`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

FILE = "decisions.sqlite"
WAIT = 10.0
"""Seconds to wait for another process that is writing."""


def people_file(store: Path) -> Path:
    """Where the people's file of a store stands: beside it."""
    return store.resolve().parent / FILE


@contextmanager
def connected(path: Path, *, schema: str = "", wait: float = WAIT) -> Iterator[sqlite3.Connection]:
    """The file, for writing in one transaction where `schema` makes a table, else for reading what is there.

    Raises `sqlite3.Error`, for the caller to say what it means.
    """
    mode = "rwc" if schema else "rw"  # what a killed process began is taken back by whoever opens next
    address = f"{path.as_uri()}?mode={mode}"
    with closing(sqlite3.connect(address, uri=True, timeout=wait)) as connection, connection:
        if schema:
            connection.execute("begin immediate")
            connection.execute(schema)
        yield connection


def holds(connection: sqlite3.Connection, table: str) -> bool:
    """Whether the file has such a table yet."""
    query = "select 1 from sqlite_master where type = 'table' and name = ?"
    return connection.execute(query, (table,)).fetchone() is not None
