"""What the pieces of a Word document become: headings, numbered paragraphs, items, rows.

Many documents make their headings by hand, in bold or larger letters: a short piece in such letters, without a final
full stop, that stands before running text is read as a heading. A whole document in bold has none, and a column of
short bold lines is a list, not headings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.building import BULLET, ReadingBuilder, fold
from ingest.marks import (
    HEADINGS_RUN,
    Count,
    add_item,
    add_row,
    add_text,
    lines_of,
    may_head,
    paragraph_number,
    running,
)
from ingest.word.numbering import Label

_LARGER = 1.12
_MOSTLY = 0.6
_LEVELS = re.compile(r"\d+(?:\.\d+)+[a-z]?\.?")
_COUNTED = re.compile(r"\d+\.?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a document, a note with its `mark`, or a row where `row` is not None.

    `level` is that of a heading style, 0 for a title. `size` is in half points. `depth` is how deep a list item hangs,
    from 0.
    """

    text: str
    level: int | None = None
    label: Label | None = None
    depth: int = 0
    is_bold: bool = False
    size: int = 0
    is_contents: bool = False
    is_note: bool = False
    mark: str | None = None
    row: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it is an ordinary paragraph or item."""
        return self.level is None and not (self.is_contents or self.is_note or self.row is not None)

    @property
    def printed(self) -> str:
        """The text as it is printed, its bullet or number before it."""
        if self.label is None:
            return fold(self.text)
        return (BULLET if self.label.is_bullet else self.label.text + " ") + fold(self.text)


def add_pieces(builder: ReadingBuilder, pieces: Sequence[Piece]) -> None:
    """Adds every piece as the block that it is."""
    levels = _levels(pieces)
    numbered = _numbered(pieces, levels)
    for place, piece in enumerate(pieces):
        level = levels.get(place)
        if piece.row is not None:
            add_row(builder, piece.row)
        elif piece.is_note:
            builder.footnote(piece.text, mark=piece.mark)
        elif piece.is_contents:
            builder.contents(piece.printed)
        elif level is not None:
            text = fold(piece.text) if piece.label is not None and piece.label.is_bullet else piece.printed
            builder.heading(text, level=level)
        else:
            _add_plain(builder, piece, is_numbered=place in numbered)


def _add_plain(builder: ReadingBuilder, piece: Piece, *, is_numbered: bool) -> None:
    first, *others = lines_of(piece.text)
    label = piece.label
    if label is None:
        add_text(builder, first, depth=piece.depth)
    elif label.is_bullet:
        add_item(builder, first, depth=piece.depth)
    elif is_numbered or _LEVELS.fullmatch(label.text):
        builder.paragraph(f"{label.text} {first}", number=label.text.rstrip("."))
    else:
        add_item(builder, first, depth=piece.depth, marker=f"{label.text} ")
    for line in others:
        add_text(builder, line, depth=piece.depth)


def _levels(pieces: Sequence[Piece]) -> dict[int, int]:
    """The level of every heading, by its place: those of style, and those made by hand below them."""
    shift = 1 if any(piece.level == 0 for piece in pieces) else 0
    found = {place: max(1, piece.level + shift) for place, piece in enumerate(pieces) if piece.level is not None}
    made = _made_by_hand(pieces)
    sizes = sorted({_prominence(pieces[place]) for place in made}, reverse=True)
    above = 0
    for place in range(len(pieces)):
        if place in found:
            above = found[place]
        elif place in made:
            found[place] = above + 1 + sizes.index(_prominence(pieces[place])) + _dots(pieces[place])
    return found


def _made_by_hand(pieces: Sequence[Piece]) -> set[int]:
    """The places of headings that no style names."""
    plain = [piece for piece in pieces if piece.is_plain]
    sizes: Counter[int] = Counter()
    bold = 0
    for piece in plain:
        sizes[piece.size] += len(piece.text)
        bold += len(piece.text) * piece.is_bold
    body = sizes.most_common(1)[0][0] if sizes else 0
    all_bold = bold > _MOSTLY * sizes.total()
    stands_out = [
        piece.is_plain
        and _is_short(piece)
        and ((piece.is_bold and not all_bold) or piece.size >= _LARGER * body or _heads_list(pieces, place))
        for place, piece in enumerate(pieces)
    ]
    found: set[int] = set()
    place = 0
    while place < len(pieces):
        end = place
        while end < len(pieces) and stands_out[end]:
            end += 1
        if place < end < len(pieces) and end - place <= HEADINGS_RUN:
            found.update(range(place, end))
        place = max(end, place + 1)
    return found


def _is_short(piece: Piece) -> bool:
    label = piece.label
    return (label is None or label.text[:1].isdigit()) and may_head(piece.text)


def _heads_list(pieces: Sequence[Piece], place: int) -> bool:
    """Whether "3." stands over "3.1" of the same list."""
    label = pieces[place].label
    below = pieces[place + 1].label if place + 1 < len(pieces) else None
    if label is None or below is None or label.is_bullet or below.is_bullet:
        return False
    same = label.key[0] == below.key[0] and label.key[1] < below.key[1]
    return same and below.text.startswith(label.text.rstrip(".") + ".")


def _prominence(piece: Piece) -> tuple[int, bool]:
    return piece.size, piece.text.isupper()


def _dots(piece: Piece) -> int:
    number = piece.label.text if piece.label is not None else paragraph_number(fold(piece.text)) or ""
    return number.rstrip(".").count(".")


def _numbered(pieces: Sequence[Piece], levels: dict[int, int]) -> set[int]:
    """The places of the paragraphs that an automatic count numbers through the document, past its headings."""
    lists: dict[tuple[str, int], list[tuple[Count, list[int]]]] = defaultdict(list)
    section = 0
    for place, piece in enumerate(pieces):
        section += place in levels
        label = piece.label
        if place in levels or label is None or not _COUNTED.fullmatch(label.text):
            continue
        known = lists[label.key]
        if known and known[-1][0].section == section and label.number == known[-1][0].last + 1:
            count, places = known.pop()
            known.append((Count(section, count.first, label.number), [*places, place]))
        else:
            known.append((Count(section, label.number, label.number), [place]))
    return {
        place
        for counts in lists.values()
        for which in running(count for count, _ in counts)
        for place in counts[which][1]
    }
