"""How much one import may bring, so that no source fills the memory or the disk: services, rows of tables, and bytes.

allowance = Allowance("https://api.example.gov.uk/services", "narrow its address")
allowance.take(records=100, size=40_000)        # TooMuchError once that is more than any directory in use has
"""

from __future__ import annotations

from core.errors import TooMuchError

MOST_RECORDS = 200_000
"""Services of one source: some hundred times a council's directory."""

MOST_ROWS = 2_000_000
"""Rows of all the tables of a package."""

MOST_BYTES = 512 * 1024 * 1024
"""Of a package's tables as they stand unpacked, and of all the answers of an API."""

_PARTS = "and import each part under a --name of its own. Nothing was imported."


class Allowance:
    """What a source has left; `how` says how it can be brought in parts."""

    def __init__(self, source: str, how: str) -> None:
        self._source, self._how = source, how
        self._records = self._rows = self._size = 0

    @property
    def size(self) -> int:
        """The bytes that are left."""
        return MOST_BYTES - self._size

    def take(self, *, records: int = 0, rows: int = 0, size: int = 0) -> None:
        """Counts what came. Raises `TooMuchError` where it is more than is left."""
        self._records += records
        self._rows += rows
        self._size += size
        if self._records > MOST_RECORDS:
            self._refuse(f"{MOST_RECORDS:,} services")
        if self._rows > MOST_ROWS:
            self._refuse(f"{MOST_ROWS:,} rows")
        if self._size > MOST_BYTES:
            self._refuse(f"{MOST_BYTES // 1024**2} MiB in all")

    def _refuse(self, most: str) -> None:
        raise TooMuchError(f"{self._source}: more than {most}, which one import may bring: {self._how}, {_PARTS}")
