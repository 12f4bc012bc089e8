"""Pieces to the reading: the last step of `ingest.pdf.reader`.

Until all lines are laid out the pieces are held beside them; then they are put aside, so that what the lines took is
free again before the reading takes its own room.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from dataclasses import astuple

from core.records import BlockKind, Reading
from ingest.building import ReadingBuilder
from ingest.pdf.layout import Piece
from ingest.pdf.levels import IN_BOX
from ingest.pdf.shelf import Shelf

_TOGETHER = 64
"""Pieces that are put aside and brought back together."""


class PiecesAside:
    """A document's pieces on a shelf, in their order; `imprint` is the place of the first of its publisher's imprint.

    `last` is the number of the last page. Raises as `Shelf.put`, and as `Shelf.get` when they are gone through.
    """

    def __init__(self, pieces: Sequence[Piece], shelf: Shelf, *, last: int) -> None:
        self.imprint = _imprint(pieces, page=last)
        self._shelf = shelf
        starts = range(0, len(pieces), _TOGETHER)
        self._places = [self._put(pieces[start : start + _TOGETHER]) for start in starts]

    def _put(self, pieces: Sequence[Piece]) -> int:
        return self._shelf.put(marshal.dumps([(piece.kind.value, *astuple(piece)[1:]) for piece in pieces]))

    def __iter__(self) -> Iterator[Piece]:
        for place in self._places:
            for kind, *rest in marshal.loads(self._shelf.get(place)):
                yield Piece(BlockKind(kind), *rest)


def build(pieces: PiecesAside, labels: Sequence[str | None]) -> Reading:
    """The reading that the pieces make, with the label of each page."""
    builder = ReadingBuilder()
    reached = 0
    before: Piece | None = None
    for place, piece in enumerate(pieces):
        if place == pieces.imprint:
            builder.close(level=0)
        if piece.kind not in (BlockKind.FOOTNOTE, BlockKind.CONTENTS):
            if before is not None and _leaves_box(before, piece):
                builder.close(level=IN_BOX)
            before = piece
        for index, (page, text) in enumerate(piece.parts):
            while reached < page:
                reached += 1
                builder.page(reached, label=labels[reached - 1])
            if index:
                builder.extend(text)
            else:
                _begin(builder, piece, text, page=page)
    while reached < len(labels):
        reached += 1
        builder.page(reached, label=labels[reached - 1])
    return builder.finish()


def _imprint(pieces: Sequence[Piece], *, page: int) -> int:
    """The place of the first piece of the publisher's imprint, which stands under no heading; -1 where there is none.

    It is a last page that names a copyright and has neither a heading nor a numbered paragraph.
    """
    first = next((place for place, piece in enumerate(pieces) if piece.parts[0][0] == page), len(pieces))
    last = pieces[first:]
    plain = all(piece.kind is not BlockKind.HEADING and piece.number is None for piece in last)
    return first if plain and any("©" in text for piece in last for _, text in piece.parts) else -1


def _leaves_box(before: Piece, piece: Piece) -> bool:
    """Whether a piece stands outside the box of the one before; a box on the next page goes on with it."""
    ended = piece.box == 0 or before.parts[0][0] == piece.parts[0][0]
    return before.box not in (0, piece.box) and ended


def _begin(builder: ReadingBuilder, piece: Piece, text: str, *, page: int) -> None:
    if piece.kind is BlockKind.HEADING:
        builder.heading(text, level=piece.level)
    elif piece.kind is BlockKind.ITEM:
        builder.item(text, depth=piece.depth, marker=piece.marker, number=piece.number)
    elif piece.kind is BlockKind.ROW:
        builder.row(text)
    elif piece.kind is BlockKind.FIGURE:
        builder.figure(text)
    elif piece.kind is BlockKind.FOOTNOTE:
        builder.footnote(text, mark=piece.marker or None, page=page)
    elif piece.kind is BlockKind.ANNOTATION:
        builder.annotation(text)
    elif piece.kind is BlockKind.CONTENTS:
        builder.contents(text)
    else:
        builder.paragraph(text, number=piece.number)
