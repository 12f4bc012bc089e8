"""Where postcodes and places lie, by what `services.postcode_files` took into a store.

    with Coordinates.open(store) as coordinates:
        coordinates.point(read_postcode("BS1 4AB"))            # Point(51.45, -2.59, Precision.POSTCODE), or None
        coordinates.councils(read_postcode("BS1"))             # ("E06000023",): codes of the councils there
        coordinates.point_of(service, location)                # None where it is masked or not known

A postcode whose own place is not known is put in the middle of its district, and its precision says so.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from core.errors import DirectoryError, QueryError
from services.directory import SqliteFile
from services.place import Point, Precision, why_masked
from services.postcode import Postcode, read_postcode
from services.records import Location, Service

FILE = "services/postcodes.sqlite"
"""Under the store: tables `postcodes` and `districts` (`is_own`: the middle of the postcodes in the first)."""


class Coordinates(SqliteFile):
    """The places of postcodes in a store."""

    @classmethod
    def open(cls, store: Path) -> Coordinates:
        """What was imported into a store; DirectoryError where nothing was, or where it cannot be read."""
        path = store / FILE
        if not path.is_file():
            raise DirectoryError(
                f"{store} knows no postcodes, so that no distance can be told: import ONS's Postcode Directory (CSV), "
                "or a list of postcode districts."
            )
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            connection.execute("select 1 from postcodes, districts limit 1")
        except sqlite3.DatabaseError as error:
            connection.close()
            raise DirectoryError(
                f"{path} cannot be read ({error}): take it away and import the postcodes again."
            ) from error
        return cls(connection)

    def point(self, postcode: Postcode) -> Point | None:
        """Where it lies: its own place, else the middle of its district, else None: not known."""
        if postcode.inward:
            found = self._one("select lat, lon from postcodes where postcode = ? and lat is not null", postcode.text)
            if found:
                return Point(found[0], found[1], Precision.POSTCODE)
        order = "select lat, lon from districts where outward = ? order by is_own desc limit 1"
        found = self._one(order, postcode.outward)
        return Point(found[0], found[1], Precision.DISTRICT) if found else None

    def councils(self, postcode: Postcode) -> tuple[str, ...]:
        """Codes (E06000023) of the council of a postcode; of a district, of all of them, most postcodes first.

        Empty where that is not known. A postcode that is not in the Postcode Directory may lie in any council of its
        district: they are all given.
        """
        found = self._one("select council from postcodes where postcode = ?", postcode.text)
        if found:
            return tuple(council for council in found if council)
        rows = self._connection.execute(
            "select council from postcodes where postcode >= ? and postcode < ? and council is not null "
            "group by 1 order by count(*) desc, 1",
            (f"{postcode.outward} ", f"{postcode.outward}!"),
        )
        return tuple(council for (council,) in rows)

    def all_councils(self) -> frozenset[str]:
        """The codes of all councils in which postcodes lie here."""
        rows = self._connection.execute("select distinct council from postcodes where council is not null")
        return frozenset(council for (council,) in rows)

    def point_of(self, service: Service, location: Location) -> Point | None:
        """Where a service's location lies: by its coordinates, else by the first postcode that is known.

        None where it is masked, is no physical place, or does not say. Addresses for letters are not looked at.
        """
        if why_masked(service, location) or location.location_type in ("postal", "virtual"):
            return None
        if location.latitude is not None and location.longitude is not None:
            return Point(location.latitude, location.longitude, Precision.RECORD)
        for address in location.addresses:
            if address.postal_code and address.address_type in ("physical", None):
                try:
                    found = self.point(read_postcode(address.postal_code))
                except QueryError:  # what stands there is no postcode, so that it says no place
                    continue
                if found:
                    return found
        return None

    def _one(self, query: str, value: str) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._connection.execute(query, (value,)).fetchone()
        return found
