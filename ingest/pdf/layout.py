"""Lines to pieces: headings, paragraphs, items, rows, footnotes and contents lines, each with what it says per page.

A piece stays open while lines continue it, over columns and pages; footnotes of the page that it leaves wait until it
is closed. What opens a numbered paragraph is `ingest.pdf.numbers`' to say, or `ingest.pdf.law`'s for legislation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.records import BlockKind
from ingest.pdf.charts import Chart
from ingest.pdf.citing import Citing
from ingest.pdf.joining import SOFT_HYPHEN, Vocabulary, join, stitch
from ingest.pdf.levels import IN_BOX, STEP
from ingest.pdf.lines import Line, make_lines, unmarked
from ingest.pdf.marks import Mark, find_mark
from ingest.pdf.notes import Note
from ingest.pdf.packing import spell
from ingest.pdf.rows import RowWriter
from ingest.pdf.styles import Body, Look, gap_limit, look
from ingest.pdf.tables import Table
from ingest.pdf.words import Word

_ENDED = re.compile(r"[.?!:;—]['’”\")\]]*$")
_CLOSED = re.compile(r"[.?!]['’”\")\]]*$")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[‘“\"'(\[]?\d")
_INDENT = 6.0
_DEEPEST = 9 * STEP


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the reading to be: its text on each page that it stands on, and what the builder asks of it.

    `marker` is an item's bullet or a footnote's mark.
    `box` numbers the box around running text that it stands in, 0 where it stands in none.
    """

    kind: BlockKind
    parts: tuple[tuple[int, str], ...]
    level: int = 0
    depth: int = 0
    marker: str = ""
    number: str | None = None
    box: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """What has been found out about a line before the pieces are made.

    `level` is above 0 for a heading; `number` is the paragraph number that the line opens; `note` marks an annotation
    that stands within the text; `opens` the first line of a heading or annotation; `box` numbers the box around it.
    """

    level: int = 0
    number: str | None = None
    contents: bool = False
    note: bool = False
    opens: bool = False
    box: int = 0


@dataclass(slots=True)
class _Open:
    """A piece that lines may still continue."""

    kind: BlockKind
    lines: list[Line]
    mark: Mark | None = None
    level: int = 0
    depth: int = 0
    number: str | None = None
    indent: float | None = None
    box: int = 0


@dataclass(slots=True)
class Layout:
    """Puts lines together. Feed it a document's pages in order, then take `finish()`.

    `citing` is None for legislation, whose raised marks are its editors' and go.
    """

    body: Body
    vocabulary: Vocabulary
    levels: Mapping[Look, int] = field(default_factory=dict)
    citing: Citing | None = None
    _pieces: list[Piece] = field(default_factory=list)
    _open: _Open | None = None
    _waiting: list[Piece] = field(default_factory=list)
    _indents: list[float] = field(default_factory=list)
    _rows: RowWriter = field(init=False)
    _titled: int = 0

    def __post_init__(self) -> None:
        self._rows = RowWriter(self._cell, self.vocabulary)

    def line(self, line: Line, role: Role) -> None:
        """The next line of text."""
        self._rows.interrupt()
        if role.contents:
            self._close()
            self._pieces.append(Piece(BlockKind.CONTENTS, ((line.page, line.text.replace(SOFT_HYPHEN, "")),)))
        elif role.note:
            self._note_line(line, opens=role.opens)
        elif role.level:
            self._heading_line(line, role)
        else:
            self._text_line(line, role)

    def table(self, table: Table) -> None:
        """A table: one row for each of its rows that holds words; a title in bold that fills its first is a heading."""
        self._close()
        self._indents = []
        found = self._rows.rows(table)
        if found.title:
            self._titled = self._title_level(table.rows[0][0].words)
            self._pieces.append(Piece(BlockKind.HEADING, ((table.page, found.title),), self._titled))
        if found.joined is not None:
            place = next(index for index in reversed(range(len(self._pieces))) if self._is_row(index))
            self._pieces[place] = Piece(BlockKind.ROW, found.joined)
        self._pieces.extend(Piece(BlockKind.ROW, parts) for parts in found.rows)

    def chart(self, chart: Chart) -> None:
        """A flow chart: one figure for each of its boxes."""
        self._close()
        self._indents = []
        self._rows.interrupt()
        texts = (self._cell(box, chart.page) for box in chart.parts)
        self._pieces.extend(Piece(BlockKind.FIGURE, ((chart.page, text),)) for text in texts if text)

    def _is_row(self, place: int) -> bool:
        return self._pieces[place].kind is BlockKind.ROW

    def _title_level(self, words: Sequence[Word]) -> int:
        """The level of a table's title: that of the largest headings in bold that are no larger."""
        title = look(make_lines(words, 0, region=-1)[0], self.body)
        alike = [known for known in self.levels if known.bold and known.size <= title.size + 0.5]
        nearest = max(alike, key=lambda known: known.size, default=None)
        return _DEEPEST if nearest is None else self.levels[nearest]

    def footnote(self, note: Note) -> None:
        """A footnote of the page; it comes after the piece that is open now, wherever that ends."""
        text = join((row.text for row in note.rows), self.vocabulary).replace(SOFT_HYPHEN, "")
        self._waiting.append(Piece(BlockKind.FOOTNOTE, ((note.page, text),), marker=note.mark))

    def finish(self) -> list[Piece]:
        """All the pieces, in reading order; the layout holds them no longer."""
        self._close()
        pieces, self._pieces = self._pieces, []
        return pieces

    def _heading_line(self, line: Line, role: Role) -> None:
        heading = self._open
        if heading is not None and heading.kind is BlockKind.HEADING and not role.opens:
            heading.lines.append(line)
            return
        self._close()
        self._indents = []
        level = self._titled if role.level == IN_BOX + self._titled else role.level
        self._titled = level if level == self._titled else 0
        self._open = _Open(BlockKind.HEADING, [line], level=level, number=role.number, box=role.box)

    def _note_line(self, line: Line, *, opens: bool) -> None:
        if opens or self._open is None or self._open.kind is not BlockKind.ANNOTATION:
            self._close()
            self._open = _Open(BlockKind.ANNOTATION, [])
        self._open.lines.append(line)

    def _text_line(self, line: Line, role: Role) -> None:
        mark = None if role.number else self._mark(line)
        if role.number is None and mark is None and self._continues(line) and self._same_box(line, role):
            if self._open is not None:
                self._open.lines.append(line)
                self._open.indent = line.x0
            return
        bare = self._open is not None and self._open.mark is not None and self._open.mark.bare
        if bare and role.number is None and mark is None and self._open is not None:
            self._open.lines.append(line)
            return
        if self._open is not None and self._open.lines[-1].region != line.region:
            self._indents = []
        self._close()
        if mark is None:
            self._indents = []
            self._open = _Open(BlockKind.PARAGRAPH, [line], number=role.number, box=role.box)
        else:
            depth, indent = self._depth(mark.text_x0), mark.text_x0
            self._open = _Open(BlockKind.ITEM, [line], mark=mark, depth=depth, indent=indent, box=role.box)

    def _same_box(self, line: Line, role: Role) -> bool:
        """Whether a line stands in the box of the piece that is open, which may go on over a page, or in none as it."""
        piece = self._open
        if piece is None or piece.box == role.box:
            return True
        return piece.lines[-1].page != line.page and bool(piece.box) == bool(role.box)

    def _mark(self, line: Line) -> Mark | None:
        piece = self._open
        if piece is None or piece.kind is BlockKind.HEADING:
            before, indent = None, None
        else:
            before, indent = piece.lines[-1], piece.indent
        return find_mark(line, before, indent=indent, listing=bool(self._indents))

    def _depth(self, x0: float) -> int:
        """How deep an item is whose words begin at `x0`."""
        while self._indents and self._indents[-1] > x0 + 4:
            self._indents.pop()
        if not self._indents or self._indents[-1] < x0 - 4:
            self._indents.append(x0)
        return len(self._indents) - 1

    def _continues(self, line: Line) -> bool:
        """Whether a line that opens nothing of its own goes on with the piece that is open."""
        piece = self._open
        if piece is None or piece.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            return False
        before = piece.lines[-1]
        if line.turned or before.turned:
            return False
        if abs(before.size - line.size) > 0.8 and not _one_sentence(before, line):
            return False
        if before.region != line.region and min(before.region, line.region) < 0:
            return False
        below = before.page == line.page and line.base > before.base - 1 and line.x0 < before.right
        return self._continues_below(piece, line) if below else self._continues_over(piece, line)

    def _continues_below(self, piece: _Open, line: Line) -> bool:
        before = piece.lines[-1]
        unfinished = not _ENDED.search(before.prose) and _lower(line)
        gap = line.base - before.base
        if gap > gap_limit(line.size, self.body):
            return (
                unfinished
                and not _fits(before, line)
                and line.text[0] not in "“‘"
                and gap <= 1.5 * gap_limit(line.size, self.body)
            )
        if unfinished:
            return True
        if piece.indent is not None and abs(line.x0 - piece.indent) > _INDENT and not _centred(before, line):
            return False
        if piece.indent is None and line.x0 - piece.lines[0].x0 > 40 and _ENDED.search(before.prose):
            return False
        if not _fits(before, line):
            return True
        if _lower(line):
            return not _CLOSED.search(before.prose)
        return not _ENDED.search(before.prose) and before.x1 > before.right - 0.25 * (before.right - before.x0)

    def _continues_over(self, piece: _Open, line: Line) -> bool:
        """Over the end of a page or column: what is unfinished goes on."""
        before = piece.lines[-1]
        if _CLOSED.search(before.prose) or before.prose.endswith((":", ";")):
            return False
        if before.page == line.page and line.base > before.base - 1 and not _lower(line):
            return False
        if piece.mark is not None and not _lower(line) and abs(line.x0 - piece.mark.text_x0) > _INDENT:
            return False
        return _lower(line) or before.x1 > before.right - 0.2 * (before.right - piece.lines[0].x0)

    def _close(self) -> None:
        if self._open is not None:
            self._pieces.append(self._piece(self._open))
        self._open = None
        self._pieces.extend(self._waiting)
        self._waiting = []

    def _piece(self, piece: _Open) -> Piece:
        texts: Callable[[Line], str] = (lambda line: line.text) if piece.kind is BlockKind.ANNOTATION else self._prose
        spelt = [(line.page, texts(line)) for line in piece.lines]
        marker = ""
        if piece.mark is not None and piece.mark.bullet:
            marker = piece.mark.bullet
            spelt[0] = (spelt[0][0], spelt[0][1][piece.mark.length :].lstrip())
        parts = tuple(self._parts(spelt))
        return Piece(piece.kind, parts, piece.level, piece.depth, marker, piece.number, piece.box)

    def _parts(self, spelt: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The text on each page; a word that a page's end breaks stands on the page where it begins."""
        parts: list[tuple[int, str]] = []
        for page, text in spelt:
            if not parts or not parts[-1][1]:
                parts[-1:] = [(page, text)]
            elif parts[-1][0] == page:
                parts[-1] = (page, stitch(parts[-1][1], text, self.vocabulary))
            else:
                whole = stitch(parts[-1][1], text, self.vocabulary)
                if whole == f"{parts[-1][1]} {text}":
                    parts.append((page, text))
                else:
                    head, _, rest = text.partition(" ")
                    parts[-1] = (parts[-1][0], stitch(parts[-1][1], head, self.vocabulary))
                    parts.extend([(page, rest)] if rest else [])
        return [(page, text.replace(SOFT_HYPHEN, "")) for page, text in parts]

    def _prose(self, line: Line) -> str:
        if self.citing is None or (line.prose == line.text and line.page not in self.citing.signs):
            return line.prose
        return self.citing.spell(line.words, line.size, line.page)

    def _row(self, words: Sequence[Word], page: int) -> str:
        size = max(word.size for word in words)
        return spell(unmarked(words, size)) if self.citing is None else self.citing.spell(words, size, page)

    def _cell(self, words: Sequence[Word], page: int) -> str:
        if not words:
            return ""
        rows: list[list[Word]] = []
        for word in words:
            if rows and abs(rows[-1][-1].base - word.base) < 0.6 * max(word.size, rows[-1][-1].size):
                rows[-1].append(word)
            else:
                rows.append([word])
        lines = (self._row(row, page) for row in rows)
        return join(lines, self.vocabulary).replace(SOFT_HYPHEN, "")


def _lower(line: Line) -> bool:
    """Whether the first letter of a line is a small one, and no number stands before it."""
    if line.text[:1].isalpha():
        return line.text[0].islower()
    found = _LETTER.search(line.text)
    return bool(found and found.group().islower() and not _NUMBER.match(line.text))


def _one_sentence(before: Line, line: Line) -> bool:
    """Whether lines of unlike sizes belong together: an address in smaller type within a sentence."""
    sizes = sorted((before.size, line.size))
    return sizes[0] >= 0.8 * sizes[1] and before.page == line.page and not _ENDED.search(before.prose) and _lower(line)


def _centred(before: Line, line: Line) -> bool:
    return abs((before.x0 + before.x1) - (line.x0 + line.x1)) < 8


def _fits(before: Line, line: Line) -> bool:
    """Whether the line's first word would have found room at the end of the line before."""
    first = line.words[0]
    return before.right - before.x1 > (first.x1 - first.x0) + 0.5 * line.size + 0.02 * (before.right - before.x0)
