"""Tables of Word, web pages and Markdown as rows of text: each cell behind its column's header.

    rows = [[Cell("Sign"), Cell("Step")], [Cell("Missing", down=2), Cell("ring")], [Cell("visit")]]
    row_texts(rows, headed=1) == ["", "Sign: Missing | Step: ring", "Sign: Missing | Step: visit"]

Which rows are headers is the reader's to say. A cell over several rows is said in each of them, so that no row loses
its heading; the marks of footnotes in it stand in the first only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.building import fold, row_text, without_cites

MOST_COLUMNS = 200
"""Columns that spans may fill; cells beyond them are read, each as one column in its own row."""

_MOST_ROWS = 10_000
_LONGEST_HEADER = 200
_MOST_REPEATED = 1_000_000
"""Characters that one table may say again, so that a small file cannot fill the memory."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words, and how many columns and rows it covers."""

    text: str
    across: int = 1
    down: int = 1


def row_texts(rows: Sequence[Sequence[Cell]], *, headed: int) -> list[str]:
    """What each row says, in order; "" for one without words or own cells and for the first `headed` ones, the headers.

    A title that stands alone over the first of several columns is no header, and is a row of its own. Headers of which
    some stand over no words (a form's empty columns) are said in a row of their own, the last of
    theirs, and so is a header too long to be said again and again.
    """
    headers = _headers(rows[:headed])
    if len(headers) > 1 and headers[0] and not any(headers[1:]):
        return [*("" for _ in rows[1:headed]), headers[0], *row_texts(rows[headed:], headed=0)]
    short = [header if len(header) <= _LONGEST_HEADER else "" for header in headers]
    again = [without_cites(header) for header in short]
    spread = _Spread()
    spoken: set[int] = set()
    first: tuple[int, list[str]] | None = None
    said: list[str] = []
    for row in rows[headed:]:
        cells = spread.cells(row)
        first = first or ((len(said), cells) if _is_worded(cells) else None)
        spoken.update(place for place, (cell, header) in enumerate(zip(cells, short, strict=False)) if cell and header)
        said.append(row_text(cells, again) if row and _is_worded(cells) else "")
    above = ["" for _ in rows[:headed]]
    if any(header and place not in spoken for place, header in enumerate(headers)):
        above[-1] = row_text(headers)
    elif first is not None:
        said[first[0]] = row_text(first[1], short)
    return [*above, *said]


class _Spread:
    """Rows of one table, from above, with the cells that reach down into them."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[int, str]] = {}
        self._left = _MOST_REPEATED

    def cells(self, row: Sequence[Cell]) -> list[str]:
        """The row's words by column; a cell over several columns has them in its first.

        A row that ends before a column into which a cell reaches from above is filled up to it.
        """
        said: list[str] = []
        reaching = sorted(self._open)
        for cell in row:
            self._repeat(said)
            for place in range(max(1, min(cell.across, MOST_COLUMNS - len(said)))):
                if len(said) in self._open:
                    self._repeat_one(said)
                    continue
                text = fold(cell.text) if place == 0 else ""
                if cell.down > 1 and len(said) < MOST_COLUMNS:
                    self._open[len(said)] = (min(cell.down, _MOST_ROWS) - 1, without_cites(text))
                said.append(text)
        for place in reaching:
            if place >= len(said):
                said.extend("" for _ in range(place - len(said)))
                self._repeat_one(said)
        return said

    def _repeat(self, said: list[str]) -> None:
        """Says the cells that reach down from above, up to the next column that is free."""
        while len(said) in self._open:
            self._repeat_one(said)

    def _repeat_one(self, said: list[str]) -> None:
        left, text = self._open.pop(len(said))
        if left > 1:
            self._open[len(said)] = (left - 1, text)
        self._left -= len(text)
        said.append(text if self._left >= 0 else "")


def _is_worded(cells: Sequence[str]) -> bool:
    """Whether some cell has a letter or digit; a row of rules or of empty boxes has none."""
    return any(character.isalnum() for cell in cells for character in without_cites(cell))


def _headers(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """One header a column, those that stand above each other joined by a space."""
    columns: list[list[str]] = []
    taken: dict[tuple[int, int], str] = {}
    for line, row in enumerate(rows):
        column = 0
        for cell in row:
            while (line, column) in taken:
                column += 1
            across = max(1, min(cell.across, MOST_COLUMNS - column))
            for down in range(min(cell.down, len(rows) - line)):
                for place in range(column, column + across):
                    taken[line + down, place] = fold(cell.text) if down == 0 else ""
            column += across
    for (_, column), said in sorted(taken.items()):
        columns.extend([] for _ in range(column + 1 - len(columns)))
        if said and said not in columns[column]:
            columns[column].append(said)
    return [" ".join(parts) for parts in columns]
