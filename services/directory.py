"""The directory: every service that was imported, in `services/directory.sqlite` of the store, by source and id.

    directory = Directory.open(store)             # DirectoryError where nothing was imported yet
    for entry in directory.entries(): ...         # in the order of source and id
    directory.snapshot()[0]                       # the same entries, each read when it is looked at
    with Directory.writing(store) as writer: ...  # one transaction: an error inside leaves the directory as it was

Beside each service stands the record as it came. What a later import does not hold any more stays, marked so: nothing
is deleted here. Several may read while one writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, Self, overload

from pydantic import ValidationError

from core.errors import DirectoryError, DirectoryMissingError, StoreBusyError
from services.records import Entry, Fault, Mapped, Rejected, Service

FOLDER = "services"
FILE = "directory.sqlite"
_VERSION = 1
_WAIT = 10.0
_SCHEMA = """
create table if not exists feeds (
    source text primary key, address text not null, format text not null, ended_at text not null,
    is_complete integer not null, read integer not null, remarks text not null
);
create table if not exists entries (
    source text not null, service_id text not null, raw text not null, raw_hash blob not null, mapped text not null,
    faults text not null, in_last_feed integer not null, first_seen text not null, last_seen text not null,
    etag text, primary key (source, service_id)
);
create table if not exists rejected (source text not null, place text not null, why text not null, raw text not null);
"""


@dataclass(frozen=True, slots=True)
class Feed:
    """A source and how its last import ended. `address` is the file, folder or web address; `ended_at` is UTC.

    `read` counts its records. One that is not complete may hold less than there is: nothing is missing from it.
    """

    source: str
    address: str
    format: str
    ended_at: datetime
    is_complete: bool
    read: int
    remarks: tuple[str, ...]


class SqliteFile:
    """A connection for reading. Close it, or use it in a `with`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


class Directory(SqliteFile):
    """The services of a store."""

    @classmethod
    def open(cls, store: Path) -> Directory:
        """The directory of a store. Raises `DirectoryMissingError` where nothing was imported yet, `DirectoryError`."""
        path = store / FOLDER / FILE
        missing = f"There are no services in {store} yet. Run `waymark services import` first."
        if not path.exists():
            raise DirectoryMissingError(missing)
        directory = cls(_connected(path, is_writing=False))
        if not directory._count("sqlite_master") or not directory._count("feeds"):
            directory.close()
            raise DirectoryMissingError(missing)
        return directory

    @staticmethod
    @contextmanager
    def writing(store: Path) -> Iterator[Writer]:
        """A transaction. Raises `StoreBusyError` where another import writes, `DirectoryError` where none can."""
        path = store / FOLDER / FILE
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DirectoryError(f"{path.parent} cannot be made ({error.strerror}); name another --store.") from error
        with closing(_connected(path, is_writing=True)) as connection:
            try:
                connection.execute("begin immediate")
                yield Writer(connection)
                connection.execute("commit")
            except sqlite3.Error as error:
                _roll_back(connection)
                if "locked" in str(error):
                    raise StoreBusyError(f"{path}: another import writes it; wait until that has ended.") from error
                raise DirectoryError(f"{path} cannot be written ({error}); nothing was changed.") from error
            except BaseException:
                _roll_back(connection)
                raise

    def entries(self, source: str | None = None) -> Iterator[Entry]:
        """All entries, or a source's, in the order of source and id; those that left their feed too."""
        where, values = ("where source = ?", (source,)) if source is not None else ("", ())
        yield from map(_entry, self._rows(f"select {_FIELDS} from entries {where} order by source, service_id", values))

    def snapshot(self) -> Snapshot:
        """All entries as they are now, in the same order, each read when it is first looked at."""
        return Snapshot(tuple(self._rows(f"select {_FIELDS} from entries order by source, service_id", ())))

    def entry(self, source: str, service_id: str) -> Entry | None:
        """One entry, or None."""
        rows = self._rows(f"select {_FIELDS} from entries where source = ? and service_id = ?", (source, service_id))
        return next(map(_entry, rows), None)

    def etag(self, source: str, service_id: str) -> str | None:
        """What an API gave to ask for a service again with, if anything."""
        rows = self._rows("select etag from entries where source = ? and service_id = ?", (source, service_id))
        return next((etag for (etag,) in rows), None)

    def feeds(self) -> tuple[Feed, ...]:
        """The sources, by name."""
        return tuple(map(_feed, self._rows("select * from feeds order by source", ())))

    def rejected(self, source: str) -> tuple[Rejected, ...]:
        """What the last import of a source could not take."""
        rows = self._rows("select place, why, raw from rejected where source = ? order by rowid", (source,))
        return tuple(Rejected(place, why, json.loads(raw)) for place, why, raw in rows)

    def _count(self, table: str) -> int:
        return int(next(self._rows(f"select count(*) from {table}", ()))[0])

    def _rows(self, query: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.Error as error:
            raise DirectoryError(f"The directory of services cannot be read ({error}). Import again.") from error


class Snapshot(Sequence[Entry]):
    """The entries of a directory at a moment. Several threads may look at once; all see one and the same entry."""

    def __init__(self, rows: tuple[tuple[Any, ...], ...]) -> None:
        self._rows = rows
        self._read: dict[int, Entry] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Entry: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...

    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        """An entry, or several; `DirectoryError` for one that cannot be read."""
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        row = self._rows[place]
        place %= len(self)
        return self._read.get(place) or self._read.setdefault(place, _entry(row))

    @property
    def fingerprint(self) -> bytes:
        """What tells these services, as they were read, from any others."""
        digest = blake2b(digest_size=32)
        for _, _, mapped, *_ in self._rows:
            text = mapped.encode()
            digest.update(b"%d " % len(text) + text)
        return digest.digest()


@dataclass(frozen=True, slots=True)
class Held:
    """What the directory holds of a service before an import: by what its record and reading are told again."""

    raw_hash: bytes
    mapped: str
    faults: str
    in_last_feed: bool


class Writer:
    """One import's changes, in one transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def feed(self, source: str) -> Feed | None:
        """How the last import of a source ended; None for a new one."""
        rows = self._connection.execute("select * from feeds where source = ?", (source,))
        return next(map(_feed, rows), None)

    def held(self, source: str) -> dict[str, Held]:
        """What there is of a source, by id."""
        query = "select service_id, raw_hash, mapped, faults, in_last_feed from entries where source = ?"
        rows = self._connection.execute(query, (source,))
        return {row[0]: Held(row[1], row[2], row[3], bool(row[4])) for row in rows}

    def rejected_before(self, source: str) -> set[str]:
        """What could not be taken the last time, as JSON."""
        return {raw for (raw,) in self._connection.execute("select raw from rejected where source = ?", (source,))}

    def put(self, source: str, row: Row, moment: datetime) -> None:
        """A service that is new, or whose record or reading has changed."""
        self._connection.execute(
            "insert into entries values (?, ?, ?, ?, ?, ?, 1, ?, ?, ?) on conflict (source, service_id) do update set "
            "raw = excluded.raw, raw_hash = excluded.raw_hash, mapped = excluded.mapped, faults = excluded.faults, "
            "in_last_feed = 1, last_seen = excluded.last_seen, etag = excluded.etag",
            (
                source,
                row.service_id,
                row.raw,
                row.raw_hash,
                row.mapped,
                row.faults,
                *[moment.isoformat()] * 2,
                row.etag,
            ),
        )

    def seen(self, source: str, ids: Sequence[str], moment: datetime) -> None:
        """Services that were there again as they were."""
        self._connection.executemany(
            "update entries set last_seen = ?, in_last_feed = 1 where source = ? and service_id = ?",
            ((moment.isoformat(), source, service_id) for service_id in ids),
        )

    def missing(self, source: str, ids: Sequence[str]) -> None:
        """Services that a complete feed does not hold any more: marked, not deleted."""
        self._connection.executemany(
            "update entries set in_last_feed = 0 where source = ? and service_id = ?",
            ((source, service_id) for service_id in ids),
        )

    def end(self, feed: Feed, rejected: Sequence[Rejected]) -> None:
        """How the import ended, and what it could not take."""
        self._connection.execute("delete from rejected where source = ?", (feed.source,))
        self._connection.executemany(
            "insert into rejected values (?, ?, ?, ?)",
            ((feed.source, one.place, one.why, as_json(one.raw)) for one in rejected),
        )
        self._connection.execute(
            "insert or replace into feeds values (?, ?, ?, ?, ?, ?, ?)",
            (
                feed.source,
                feed.address,
                feed.format,
                feed.ended_at.isoformat(),
                int(feed.is_complete),
                feed.read,
                json.dumps(feed.remarks, ensure_ascii=False),
            ),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A service as the directory holds it: JSON texts. `raw_hash` is the same whatever the order of the fields."""

    service_id: str
    raw: str
    raw_hash: bytes
    mapped: str
    faults: str
    etag: str | None = None


def row_of(mapped: Mapped, raw: Any, told: bytes, *, etag: str | None = None) -> Row:
    """What is kept of a service and its record, whose hash is `told`; `ValueError` for what JSON cannot hold."""
    faults = [[fault.field, fault.value, fault.why] for fault in mapped.faults]
    kept = mapped.service.model_dump_json(exclude_defaults=True)
    return Row(mapped.service.id, as_json(raw), told, kept, json.dumps(faults), etag)


def as_json(raw: Any) -> str:
    """A record as text."""
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"))


def raw_hash(raw: Any) -> bytes:
    """What tells two records apart, whatever the order of their fields."""
    text = json.dumps(raw, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).digest()[:16]


_FIELDS = "source, raw, mapped, faults, in_last_feed, first_seen, last_seen"


def _entry(row: tuple[Any, ...]) -> Entry:
    source, raw, mapped, faults, in_last_feed, first_seen, last_seen = row
    try:
        service = Service.model_validate_json(mapped)
    except ValidationError as error:
        raise DirectoryError(
            f"The directory holds a service of {source} that cannot be read; import it again."
        ) from error
    return Entry(
        source,
        service,
        json.loads(raw),
        tuple(Fault(*fault) for fault in json.loads(faults)),
        bool(in_last_feed),
        datetime.fromisoformat(first_seen),
        datetime.fromisoformat(last_seen),
    )


def _feed(row: tuple[Any, ...]) -> Feed:
    source, address, family, ended_at, is_complete, read, remarks = row
    moment = datetime.fromisoformat(ended_at).astimezone(UTC)
    return Feed(source, address, family, moment, bool(is_complete), read, tuple(json.loads(remarks)))


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("rollback")


def _connected(path: Path, *, is_writing: bool) -> sqlite3.Connection:
    """The file, opened; a new one has its tables. Reading makes no file and changes none."""
    try:
        mode = "rwc" if is_writing else "ro"
        address = f"{path.resolve().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None)
        version = connection.execute("pragma user_version").fetchone()[0]
        if version == 0 and is_writing:
            connection.executescript(f"begin immediate; {_SCHEMA} pragma user_version = {_VERSION}; commit;")
            version = _VERSION
    except sqlite3.Error as error:
        raise DirectoryError(
            f"{path} is no directory of services ({error}): move it away, and import again."
        ) from error
    if version not in (0, _VERSION):
        connection.close()
        raise DirectoryError(f"{path} is of another version of Waymark: move it away, and import again.")
    return connection
