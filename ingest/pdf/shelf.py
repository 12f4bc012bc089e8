"""What is known of a document's pages, put aside while others are read: in memory at first, then in a file of its own.

    with Shelf(path) as shelf:
        place = shelf.put(b"page 1")
        shelf.get(place)                b"page 1"

The file has no name where the system allows that, and is gone when the shelf is closed or the process ends, however it
ends. A document of some hundred pages needs none. What the bytes mean is for whoever puts them there to say.
"""

from __future__ import annotations

import tempfile
from array import array
from pathlib import Path
from typing import IO, Self

from core.errors import ReadError, UnsafeError

_IN_MEMORY = 2 * 1024 * 1024
"""Bytes from which on a file holds them."""
_MOST = 256 * 1024 * 1024
"""Bytes that one document may have on a shelf: pages of real guidance take some 10 KB each."""


class Shelf:
    """Bytes put aside while the document at `path` is read, which errors name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._ends = array("Q", [0])
        self._held: list[bytes] = []
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def put(self, held: bytes) -> int:
        """Puts bytes behind all others, and gives the place to ask for them by: places count from 0.

        Raises ReadError where the disk has no room, UnsafeError where they are too many.
        """
        end = self._ends[-1] + len(held)
        if end > _MOST:
            happened = f"its words take more than {_MOST // 1024 // 1024} MB while it is read"
            raise UnsafeError(self._path, happened, "Split it into documents, or leave it out.")
        if self._file is not None:
            self._write(self._file, held)
        else:
            self._held.append(held)
            if end > _IN_MEMORY:
                self._file = self._begun()
        self._ends.append(end)
        return len(self._ends) - 2

    def get(self, place: int) -> bytes:
        """The bytes that lie at a place. Raises ReadError where the disk cannot be read."""
        if self._file is None:
            return self._held[place]
        start, end = self._ends[place : place + 2]
        try:
            self._file.seek(start)
            held = self._file.read(end - start)
        except OSError as error:
            raise self._refusal(error) from error
        if len(held) < end - start:
            raise self._refusal(OSError(0, "the file is cut short"))
        return held

    def close(self) -> None:
        """Lets go of all of it."""
        self._held.clear()
        if self._file is not None:
            self._file.close()

    def _begun(self) -> IO[bytes]:
        """The file, with all that memory held."""
        try:
            file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
        except OSError as error:
            raise self._refusal(error) from error
        try:
            self._write(file, b"".join(self._held))
        except ReadError:
            file.close()
            raise
        self._held.clear()
        return file

    def _write(self, file: IO[bytes], held: bytes) -> None:
        left = memoryview(held)
        try:
            file.seek(self._ends[-1] if self._file else 0)
            while left:
                left = left[file.write(left) :]
        except OSError as error:
            raise self._refusal(error) from error

    def _refusal(self, error: OSError) -> ReadError:
        happened = f"its pages cannot be put aside while it is read ({error.strerror})"
        remedy = f"Make room in {tempfile.gettempdir()}, or set TMPDIR to a folder on a disk with room."
        return ReadError(self._path, happened, remedy)
