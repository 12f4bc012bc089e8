"""The reader for legislation as XML."""

from __future__ import annotations

from pathlib import Path

from core.errors import EmptyError
from core.records import Reading
from ingest.legislation.markup import open_legislation
from ingest.legislation.pieces import reading_of
from ingest.legislation.walk import walk


class LegislationReader:
    """Reads an Act, an instrument or a part of one, as legislation.gov.uk serves it (data.xml)."""

    def read(self, path: Path) -> Reading:
        """The whole file. Repealed words, editors' notes and contents are in it, and are never body text."""
        pieces = walk(open_legislation(path))
        if not any(piece.text and piece.kind.name != "CONTENTS" for piece in pieces):
            happened = "it holds no provisions, at most a table of contents"
            raise EmptyError(path, happened, "Fetch the document itself: its address with /data.xml behind it.")
        return reading_of(pieces)
