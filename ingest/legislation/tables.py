"""Tables in legislation (XHTML): each row as text behind its columns' headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.building import row_text, without_cites
from ingest.legislation.markup import name_of
from ingest.legislation.words import Words

_MOST_COLUMNS = 200
"""Columns that spans may fill; cells beyond them are read, each as one column."""

_MOST_SPANNED = 10_000


def table_rows(table: etree._Element, words: Words) -> Iterator[str]:
    """The rows in order; a cell over several rows, or a header over several columns, is said in each of them.

    The rows of `thead`, or else the first row where it is all `th`, are headers. A table of headers alone gives them
    as rows.
    """
    head, body = _parted(table)
    headers = _headers(head, words)
    if not body:
        yield from (row_text([words.of(cell) for cell in _cells(row)]) for row in head)
        return
    open_cells: dict[int, tuple[int, str]] = {}
    for row in body:
        yield row_text(_spread(row, words, open_cells), headers)


def _parted(table: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """Header rows and the others, without the rows of tables in its cells."""
    rows = [row for row in table.iter("{*}tr") if next(row.iterancestors("{*}table"), None) is table]
    head = [row for row in rows if name_of(row.getparent()) == "thead"]
    if not head and rows and all(name_of(cell) == "th" for cell in _cells(rows[0])):
        head = rows[:1]
    return head, [row for row in rows if row not in head]


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if isinstance(cell.tag, str) and name_of(cell) in ("td", "th")]


def _spread(row: etree._Element, words: Words, open_cells: dict[int, tuple[int, str]]) -> list[str]:
    """The row's cells by column. `open_cells` has, by column, how many more rows a cell above covers, and its words."""
    said: list[str] = []
    for cell in _cells(row):
        _repeat(said, open_cells)
        rows = _span(cell, "rowspan")
        for place in range(max(1, min(_span(cell, "colspan"), _MOST_COLUMNS - len(said)))):
            text = words.of(cell) if place == 0 else ""
            if rows > 1:
                open_cells[len(said)] = (rows - 1, without_cites(text))
            said.append(text)
    _repeat(said, open_cells)
    return said


def _repeat(said: list[str], open_cells: dict[int, tuple[int, str]]) -> None:
    """Says the cells that reach down from the rows above, up to the next column that is free."""
    while len(said) in open_cells:
        left, text = open_cells.pop(len(said))
        if left > 1:
            open_cells[len(said)] = (left - 1, text)
        said.append(text)


def _headers(head: list[etree._Element], words: Words) -> list[str]:
    """One header a column, those that stand above each other joined."""
    columns: list[list[str]] = []
    taken: dict[tuple[int, int], str] = {}
    for line, row in enumerate(head):
        column = 0
        for cell in _cells(row):
            while (line, column) in taken:
                column += 1
            said = without_cites(words.of(cell))
            columns_over = max(1, min(_span(cell, "colspan"), _MOST_COLUMNS - column))
            rows_over = min(_span(cell, "rowspan"), len(head) - line)
            for across in range(columns_over):
                for down in range(rows_over):
                    taken[line + down, column + across] = said if down == 0 else ""
            column += columns_over
    for (_, column), said in sorted(taken.items()):
        columns.extend([] for _ in range(column + 1 - len(columns)))
        if said and said not in columns[column]:
            columns[column].append(said)
    return [" ".join(parts) for parts in columns]


def _span(cell: etree._Element, name: str) -> int:
    stated = cell.get(name, "1")
    return min(max(int(stated), 1), _MOST_SPANNED) if re.fullmatch("[0-9]{1,6}", stated) else 1
