"""Files of postcodes, taken into a store: ONS's Postcode Directory, and lists of districts.

    import_postcodes(Path("ONSPD_MAY_2025_UK.csv"), store)     # Imported(read, placed, unplaced, ended, unreadable)
    import_districts(Path("districts.csv"), store)             # coarse, where there is no such file

An import is made beside the file that is in use and takes its place when it is whole: what fails changes nothing. Files
are read row by row: the Directory's 2.7 million are never in memory together.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from core.errors import DirectoryError, SourceError, StoreBusyError
from services.coordinates import FILE

_SCHEMA = """
create table if not exists postcodes (postcode text primary key, lat real, lon real, council text) without rowid;
create table if not exists districts (
    outward text, is_own integer, lat real not null, lon real not null, primary key (outward, is_own)
) without rowid;
"""
_MIDDLES = """
insert into districts select substr(postcode, 1, length(postcode) - 4), 1, avg(lat), avg(lon) from postcodes
where lat is not null group by 1
"""
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}", re.ASCII)
_DISTRICT = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?", re.ASCII)
_NOWHERE = 90.0
"""Degrees north above which ONS writes what has no place (99.999999)."""

_EAST = 180.0
_COUNCIL = re.compile(r"oslaua|laua|lad\d\dcd")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were read, and what became of them; read is always the sum of the others.

    `unplaced` have no coordinates: postcodes are kept without, districts left out. `ended` are postcodes no longer in
    use, and `unreadable` rows hold no postcode or no numbers: they are left out. Of those that are there several times
    the last stands, and the others are `repeated`.
    """

    read: int
    placed: int
    unplaced: int
    ended: int
    unreadable: int
    repeated: int = 0


def import_postcodes(source: Path, store: Path) -> Imported:
    """Takes in ONS's Postcode Directory, a CSV file, in place of one before.

    Columns, in any order and among others: pcds, lat, long, doterm, and the council's code under oslaua, laua or, since
    2025, lad25cd. SourceError where one is missing, no row has a place or the file is no CSV.
    """
    with _replacing(store) as connection, _rows(source) as (header, rows):
        pcds, lat, lon, doterm = (_column(header, name, source) for name in ("pcds", "lat", "long", "doterm"))
        council = _column(header, _COUNCIL, source)
        counted = _Counts()

        def kept() -> Iterator[tuple[str, float | None, float | None, str | None]]:
            for row in rows:
                postcode = " ".join(row[pcds].upper().split())
                if row[doterm].strip():
                    counted.ended += 1
                elif _POSTCODE.fullmatch(postcode) and (place := counted.placing(row[lat], row[lon])):
                    yield postcode, *place, row[council].strip() or None

        connection.executescript("delete from postcodes; delete from districts where is_own;")
        connection.executemany("insert or replace into postcodes values (?, ?, ?, ?)", kept())
        connection.execute(_MIDDLES)
        counted.settle(connection, "select count(lat), count(*) - count(lat) from postcodes")
        return counted.imported(rows.read, source)


def import_districts(source: Path, store: Path) -> Imported:
    """Takes in a CSV of outward codes: postcode or outcode, latitude or lat, longitude or long; SourceError as above.

    Where the Postcode Directory is there too, its districts come first.
    """
    with _replacing(store) as connection, _rows(source) as (header, rows):
        outward = _column(header, re.compile("postcode|outcode|outward"), source)
        lat = _column(header, re.compile("latitude|lat"), source)
        lon = _column(header, re.compile("longitude|long|lon"), source)
        counted = _Counts()

        def kept() -> Iterator[tuple[str, float | None, float | None]]:
            for row in rows:
                code = row[outward].strip().upper()
                if (
                    _DISTRICT.fullmatch(code)
                    and (place := counted.placing(row[lat], row[lon]))
                    and place[0] is not None
                ):
                    yield code, *place

        connection.execute("delete from districts where not is_own")
        connection.executemany("insert or replace into districts values (?, 0, ?, ?)", kept())
        counted.settle(connection, f"select count(*), {counted.unplaced} from districts where not is_own")
        return counted.imported(rows.read, source)


class _Counts:
    """What became of the rows so far; the rest of those read were unreadable."""

    def __init__(self) -> None:
        self.placed = self.unplaced = self.ended = self.repeated = 0

    def placing(self, lat: str, lon: str) -> tuple[float | None, float | None] | None:
        """The two numbers, counted; Nones for no place, None for what are no numbers."""
        if not lat.strip() and not lon.strip():
            self.unplaced += 1
            return None, None
        try:
            place = float(lat), float(lon)
        except ValueError:
            return None
        if place[0] > _NOWHERE:
            self.unplaced += 1
            return None, None
        if not (abs(place[0]) <= _NOWHERE and abs(place[1]) <= _EAST):
            return None
        self.placed += 1
        return place

    def settle(self, connection: sqlite3.Connection, query: str) -> None:
        """Counts again what is kept, by a query for those with a place and those without: some came several times."""
        came = self.placed + self.unplaced
        self.placed, self.unplaced = connection.execute(query).fetchone()
        self.repeated = came - self.placed - self.unplaced

    def imported(self, read: int, source: Path) -> Imported:
        """What came of the file; `SourceError` where no row has a place, since none is to be taken away for that."""
        if not self.placed:
            raise SourceError(f"{source.name} has no row with a place; the postcodes are as they were. Get it again.")
        told = self.placed + self.unplaced + self.ended + self.repeated
        return Imported(read, self.placed, self.unplaced, self.ended, read - told, self.repeated)


class _Rows:
    """The rows of a CSV file, counted as they pass; one that is too short is passed over."""

    def __init__(self, reader: Iterator[list[str]], width: int) -> None:
        self._reader, self._width = reader, width
        self.read = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._reader:
            if row:
                self.read += 1
                if len(row) >= self._width:
                    yield row


@contextmanager
def _rows(source: Path) -> Iterator[tuple[list[str], _Rows]]:
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [name.strip().lower() for name in next(reader, [])]
            yield header, _Rows(reader, len(header))
    except OSError as error:
        raise SourceError(f"{source} cannot be opened ({error.strerror}); the postcodes are as they were.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{source.name} is no CSV in UTF-8 ({error}); the postcodes are as they were.") from error


def _column(header: list[str], name: str | re.Pattern[str], source: Path) -> int:
    matches: Callable[[str], object] = name.fullmatch if isinstance(name, re.Pattern) else name.__eq__
    found = [place for place, column in enumerate(header) if matches(column)]
    if not found:
        shown = name.pattern.replace("|", " or ").replace(r"\d\d", "25") if isinstance(name, re.Pattern) else name
        raise SourceError(f"{source.name} has no column {shown}; the postcodes are as they were.")
    return found[0]


@contextmanager
def _replacing(store: Path) -> Iterator[sqlite3.Connection]:
    """A copy of the file to write; it takes the file's place when all went well."""
    path = store / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(suffix=".new", prefix="postcodes-", dir=path.parent)
    os.close(handle)
    copy = Path(name)
    try:
        if path.is_file():
            shutil.copyfile(path, copy)
        with closing(sqlite3.connect(copy)) as connection:
            connection.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_SCHEMA}")
            yield connection
            connection.commit()
        os.replace(copy, path)
    except sqlite3.DatabaseError as error:
        raise DirectoryError(f"{path} cannot be written ({error}): take it away and import again.") from error
    except PermissionError as error:
        raise StoreBusyError(f"{path} is in use: close what reads it and import again.") from error
    finally:
        copy.unlink(missing_ok=True)
