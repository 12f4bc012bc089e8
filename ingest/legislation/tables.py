"""Tables in legislation (XHTML): each row as text behind its columns' headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.grids import Cell, row_texts
from ingest.legislation.markup import name_of
from ingest.legislation.words import Words


def table_rows(table: etree._Element, words: Words) -> Iterator[str]:
    """The rows in order, as `ingest.grids` says them; "" for one without words.

    The rows of `thead`, or else the first row where it is all `th`, are headers. A table of headers alone gives them
    as rows.
    """
    head, body = _parted(table)
    cells = [[_cell(cell, words) for cell in _cells(row)] for row in (*head, *body)]
    yield from row_texts(cells, headed=len(head) if body else 0)


def _parted(table: etree._Element) -> tuple[list[etree._Element], list[etree._Element]]:
    """Header rows and the others, without the rows of tables in its cells."""
    rows = [row for row in table.iter("{*}tr") if next(row.iterancestors("{*}table"), None) is table]
    head = [row for row in rows if name_of(row.getparent()) == "thead"]
    if not head and rows and all(name_of(cell) == "th" for cell in _cells(rows[0])):
        head = rows[:1]
    return head, [row for row in rows if row not in head]


def _cells(row: etree._Element) -> Sequence[etree._Element]:
    return [cell for cell in row if isinstance(cell.tag, str) and name_of(cell) in ("td", "th")]


def _cell(cell: etree._Element, words: Words) -> Cell:
    return Cell(words.of(cell), across=_span(cell, "colspan"), down=_span(cell, "rowspan"))


def _span(cell: etree._Element, name: str) -> int:
    stated = cell.get(name, "1")
    return max(int(stated), 1) if re.fullmatch("[0-9]{1,6}", stated) else 1
