"""A web page's tables: which only place blocks on the page, which rows are headers, what each row says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from selectolax.lexbor import LexborNode

from ingest.building import ReadingBuilder
from ingest.grids import Cell, row_texts
from ingest.marks import add_row

_GROUPS = ("thead", "tbody", "tfoot")
_MOST_HEADERS = 3
_SPAN = re.compile(r"\s*(\d{1,6})")

_Texts = Callable[[LexborNode], Iterator[str]]
_Row = list[LexborNode]


def is_layout(table: LexborNode) -> bool:
    """Whether a table only places blocks on the page: it says so, holds a table, or has one column."""
    inner = next((node for node in table.css("table") if node.mem_id != table.mem_id), None)
    if inner is not None or (table.attributes.get("role") or "") in ("presentation", "none"):
        return True
    return all(len(_cells(row)) < 2 for row in table.css("tr"))


def add_table(
    builder: ReadingBuilder, table: LexborNode, texts: _Texts, add_block: Callable[[LexborNode], None]
) -> None:
    """Adds the caption as a paragraph and each row as one; a cell alone in its row is added as a block of its own."""
    caption = next((child for child in table.iter() if child.tag == "caption"), None)
    if caption is not None:
        builder.paragraph("".join(texts(caption)))
    rows = [(row, _cells(row)) for row in _rows(table)]
    first = next((place for place, (_, cells) in enumerate(rows) if len(cells) > 1), len(rows))
    headed = _headed(rows[first:])
    cells = [[] if _is_alone(row) else [_cell(cell, texts) for cell in row] for _, row in rows[first:]]
    said = row_texts(cells, headed=headed)
    for place, (_, row) in enumerate(rows):
        if row and (place < first or _is_alone(row)):
            add_block(row[0])
        elif place >= first:
            add_row(builder, said[place - first])


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _cells(row: LexborNode) -> _Row:
    return [child for child in row.iter() if child.tag in ("td", "th")]


def _is_alone(row: _Row) -> bool:
    """Whether a row is one cell across the columns, and so a block of its own."""
    return len(row) == 1 and _span(row[0], "colspan") != 1


def _cell(cell: LexborNode, texts: _Texts) -> Cell:
    return Cell("".join(texts(cell)), across=_span(cell, "colspan"), down=_span(cell, "rowspan"))


def _headed(rows: Sequence[tuple[LexborNode, _Row]]) -> int:
    """How many of the first rows are headers: those in `thead`, else those all of `th`, else those all in bold."""
    for is_header in (_is_in_head, _is_all_headers, _is_bold):
        count = 0
        while count < len(rows) and is_header(*rows[count]):
            count += 1
        if 0 < count < len(rows) and (is_header is _is_in_head or count <= _MOST_HEADERS):
            return count
    return 0


def _is_in_head(row: LexborNode, _: _Row) -> bool:
    return row.parent is not None and row.parent.tag == "thead"


def _is_all_headers(_: LexborNode, cells: _Row) -> bool:
    worded = [cell for cell in cells if cell.text().strip()]
    return len(cells) > 1 and bool(worded) and all(cell.tag == "th" for cell in worded)


def _is_bold(_: LexborNode, cells: _Row) -> bool:
    """Whether every cell has words and all of them are in bold; the first may be empty over row headings."""
    worded = [bool(cell.text().strip()) for cell in cells]
    if len(cells) < 2 or not all(worded[1:]) or not (worded[0] or len(cells) > 2):
        return False
    return all(
        "".join(cell.text().split()) == "".join("".join(bold.text() for bold in cell.css("b, strong")).split())
        for cell in cells
    )


def _span(cell: LexborNode, name: str) -> int:
    found = _SPAN.match(cell.attributes.get(name) or "")
    return max(int(found[1]), 1) if found else 1
