"""What the walk through an Act found, one piece a block, before it becomes a reading.

Pieces can still be changed (a closing quotation mark goes behind the last of them), blocks cannot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.records import BlockKind, Provision, Reading
from ingest.building import ReadingBuilder

PARAGRAPH_DEPTH = -1
"""The depth of text that is no item."""


@dataclass(slots=True)
class Piece:
    """One block to be. `level` is a heading's, `depth` an item's, `mark` a footnote's.

    A heading without text ends the divisions of its level and below.
    """

    kind: BlockKind
    text: str
    provision: Provision | None = None
    number: str | None = None
    level: int = 0
    depth: int = PARAGRAPH_DEPTH
    marker: str = ""
    mark: str | None = None


def reading_of(pieces: Iterable[Piece]) -> Reading:
    """The pieces as a reading, in order."""
    builder = ReadingBuilder()
    for piece in pieces:
        builder.provision(piece.provision)
        _add(builder, piece)
    return builder.finish()


def _add(builder: ReadingBuilder, piece: Piece) -> None:
    match piece.kind:
        case BlockKind.HEADING if not piece.text:
            builder.close(level=piece.level)
        case BlockKind.HEADING:
            builder.heading(piece.text, level=piece.level)
        case BlockKind.ITEM:
            builder.item(piece.text, depth=piece.depth, marker=piece.marker, number=piece.number)
        case BlockKind.ROW:
            builder.row(piece.text)
        case BlockKind.FIGURE:
            builder.figure(piece.text)
        case BlockKind.FOOTNOTE:
            builder.footnote(piece.text, mark=piece.mark)
        case BlockKind.ANNOTATION:
            builder.annotation(piece.text)
        case BlockKind.CONTENTS:
            builder.contents(piece.text)
        case BlockKind.PARAGRAPH:
            builder.paragraph(piece.text, number=piece.number)
