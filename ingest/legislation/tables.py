"""Tables in legislation (XHTML): each row as text behind its columns' headers."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.building import row_text
from ingest.legislation.markup import name_of
from ingest.legislation.words import Words

_MOST_COLUMNS = 200


def table_rows(table: etree._Element, words: Words) -> Iterator[str]:
    """The rows in order; a cell over several rows is said in its first, a header over several columns in each.

    The rows of `thead`, or else the first row where it is all `th`, are headers. A table of headers alone gives them
    as rows.
    """
    head, body = _parted(table)
    headers = _headers(head, words)
    if not body:
        yield from (row_text([words.of(cell) for cell in _cells(row)]) for row in head)
        return
    open_cells: dict[int, int] = {}
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


def _spread(row: etree._Element, words: Words, open_cells: dict[int, int]) -> list[str]:
    """The row's cells by column; a column that a cell above still covers stays empty."""
    said: list[str] = []
    for cell in _cells(row):
        _skip_covered(said, open_cells)
        covered = _span(cell, "rowspan")
        for place in range(_span(cell, "colspan")):
            if covered > 1:
                open_cells[len(said)] = covered - 1
            said.append(words.of(cell) if place == 0 else "")
    _skip_covered(said, open_cells)
    return said


def _skip_covered(said: list[str], open_cells: dict[int, int]) -> None:
    while len(said) in open_cells:
        left = open_cells.pop(len(said)) - 1
        if left:
            open_cells[len(said)] = left
        said.append("")


def _headers(head: list[etree._Element], words: Words) -> list[str]:
    """One header a column, those that stand above each other joined."""
    columns: list[list[str]] = []
    taken: dict[tuple[int, int], str] = {}
    for line, row in enumerate(head):
        column = 0
        for cell in _cells(row):
            while (line, column) in taken:
                column += 1
            said = words.of(cell)
            for across in range(_span(cell, "colspan")):
                for down in range(_span(cell, "rowspan")):
                    taken[line + down, column + across] = said if down == 0 else ""
            column += _span(cell, "colspan")
    for (_, column), said in sorted(taken.items()):
        columns.extend([] for _ in range(column + 1 - len(columns)))
        if said and said not in columns[column]:
            columns[column].append(said)
    return [" ".join(parts) for parts in columns]


def _span(cell: etree._Element, name: str) -> int:
    stated = cell.get(name, "1")
    return min(max(int(stated), 1), _MOST_COLUMNS) if stated.isdigit() else 1
