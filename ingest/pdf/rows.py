"""Tables to rows of text: each cell behind its header, over the pages that a table runs on.

A table that begins a page with the columns of the one that ended the page before goes on with it: it has the same
headers, which are not said again where they are printed again, and its first row may be the rest of the last row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.building import without_cites
from ingest.grids import Cell, row_texts
from ingest.pdf.joining import Vocabulary, stitch
from ingest.pdf.tables import Table, TableCell
from ingest.pdf.words import Word

Parts = tuple[tuple[int, str], ...]
"""What a row says on each page that it stands on."""

_SHIFT = 12.0
_CLOSED = re.compile(r"[.?!:;]['’”\")\]]*$")


@dataclass(frozen=True, slots=True)
class Rows:
    """What a table says: `title` "" where it has none; `joined` replaces the last row of the table before it."""

    title: str
    joined: Parts | None
    rows: tuple[Parts, ...]


@dataclass(slots=True)
class _Before:
    """The table before, while it may go on: its page, columns, header row, its last row by column, where that began."""

    page: int
    columns: tuple[float, ...]
    headers: list[Cell]
    last: dict[int, str]
    began: int


class RowWriter:
    """Says the tables of a document, one after the other; `spell` gives the text of a cell's words on a page."""

    def __init__(self, spell: Callable[[Sequence[Word], int], str], vocabulary: Vocabulary) -> None:
        self._spell = spell
        self._vocabulary = vocabulary
        self._before: _Before | None = None

    def interrupt(self) -> None:
        """Text stands behind the last table: the next one is another."""
        self._before = None

    def rows(self, table: Table) -> Rows:
        """What a table says."""
        continued = _continued(self._before, table)
        before = None if continued is None else self._before
        table = continued or table
        texts = [[(cell, self._spell(cell.words, table.page)) for cell in row] for row in table.rows]
        is_titled = table.titled and before is None
        title = texts[0][0][1] if is_titled else ""
        lead = [row[0][1] for row in texts[is_titled : table.lead]]
        headers = _filled(texts[table.lead : table.lead + table.headed])
        above = _flat(headers)
        body = texts[table.lead + table.headed :]
        if before is not None and before.headers and _is_again(before.headers, above):
            headers, above = [], before.headers
        elif before is not None and not headers:
            above = before.headers
        elif headers:
            before = None
        joined = self._joined(before, body[0], table.page) if before is not None and body and not lead else None
        body = body[joined is not None :]
        said = self._said(headers, above, _filled(body))
        last = {cell.column: text for cell, text in body[-1]} if body else (before.last if before else {})
        began = before.began if before is not None and not body else table.page
        self._before = _Before(table.page, table.columns, above, last, began)
        return Rows(title, joined, tuple(((table.page, text),) for text in (*lead, *said) if text))

    def _said(self, headers: Sequence[list[Cell]], above: list[Cell], rows: Sequence[list[Cell]]) -> list[str]:
        """The rows behind the headers that are printed over them, or those of the page before (`above`).

        A cell that fills its row stands over what follows, and under no header.
        """
        bare = [row[0].text if len(row) == 1 and row[0].across > 1 else "" for row in rows]
        kept = [[] if alone else row for alone, row in zip(bare, rows, strict=True)]
        if headers:
            bare = [*("" for _ in headers), *bare]
            said = row_texts([*headers, *kept], headed=len(headers))
        else:
            again = [Cell(without_cites(cell.text), cell.across) for cell in above]
            said = row_texts([again, *kept], headed=1)[1:] if again else row_texts(kept, headed=0)
        return [alone or text for alone, text in zip(bare, said, strict=True)]

    def _joined(self, before: _Before, row: Sequence[tuple[TableCell, str]], page: int) -> Parts | None:
        """The last row of the page before with its rest, where a row is that; None where it is a row of its own."""
        rest = {cell.column: text for cell, text in row}
        if not _is_rest(before.last, rest):
            return None
        whole = {
            column: stitch(before.last[column], rest[column], self._vocabulary)
            if column in before.last and column in rest
            else before.last.get(column) or rest[column]
            for column in sorted({*before.last, *rest})
        }
        cells = [Cell(whole.get(column, "")) for column in range(max(whole) + 1)]
        text = self._said([], before.headers, [cells])[0]
        before.last = whole
        tail = rest[max(rest)]
        at = text.rfind(tail)
        return ((before.began, text[:at].rstrip()), (page, text[at:])) if at > 0 else ((page, text),)


def _continued(before: _Before | None, table: Table) -> Table | None:
    """The table by the columns of the one before, where it goes on with it; None where it is another.

    A column without a word on this page is known from the page before.
    """
    if before is None or table.page != before.page + 1:
        return None
    places = [
        next((place for place, left in enumerate(before.columns) if abs(left - own) <= _SHIFT), None)
        for own in table.columns
    ]
    found = [place for place in places if place is not None]
    if len(set(found)) < len(places):
        return None
    rows = tuple(tuple(replace(cell, column=found[cell.column]) for cell in row) for row in table.rows)
    return replace(table, columns=before.columns, rows=rows)


def _is_rest(last: dict[int, str], rest: dict[int, str]) -> bool:
    """Whether cells go on with those of the row before: no first cell, or small letters behind open sentences."""
    if not last or not rest or 0 not in last:
        return False
    if 0 not in rest:
        return set(rest) <= set(last)
    goes_on = [
        text[:1].islower() and column in last and not _CLOSED.search(last[column]) for column, text in rest.items()
    ]
    return all(goes_on)


def _filled(rows: Sequence[Sequence[tuple[TableCell, str]]]) -> list[list[Cell]]:
    """Rows with a cell of no words for each column that they leave blank, and none where one reaches down."""
    filled: list[list[Cell]] = []
    reaching: dict[int, int] = {}
    for row in rows:
        covered = {column for column, left in reaching.items() if left > 0}
        reaching = {column: left - 1 for column, left in reaching.items()}
        cells: list[Cell] = []
        reached = 0
        for cell, text in row:
            cells.extend(Cell("") for column in range(reached, cell.column) if column not in covered)
            cells.append(Cell(text, cell.across, cell.down))
            reached = cell.column + cell.across
            reaching |= dict.fromkeys(range(cell.column, reached), cell.down - 1)
        filled.append(cells)
    return filled


def _flat(headers: Sequence[list[Cell]]) -> list[Cell]:
    """Rows of headers as one row."""
    columns: dict[int, list[str]] = {}
    for row in headers:
        column = 0
        for cell in row:
            for place in range(column, column + cell.across):
                columns.setdefault(place, []).extend([cell.text] if cell.text else [])
            column += cell.across
    return [Cell(" ".join(columns.get(column, []))) for column in range(max(columns, default=-1) + 1)]


def _is_again(before: Sequence[Cell], headers: Sequence[Cell]) -> bool:
    return [without_cites(cell.text) for cell in before] == [without_cites(cell.text) for cell in headers]
