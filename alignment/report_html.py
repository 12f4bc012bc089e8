"""A report as one HTML file that asks for nothing else: no script, no picture, no address but those in its text.

html_of(report)     the file's bytes, UTF-8
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from alignment.report_page import Cell, Grid, Look, Text, pieces_of
from alignment.report_word import SHADES
from alignment.reporting import Report
from core.cells import writable

_TAGS = {Look.TITLE: "h1", Look.HEADING: "h2", Look.SUBHEADING: "h3", Look.QUOTE: "blockquote"}
_STYLE = """
body{font:16px/1.5 Arial,sans-serif;color:#16262b;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{border-top:2px solid #16262b;padding-top:.5rem;margin-top:2.5rem}
blockquote{margin:.25rem 0 .25rem 1rem;padding:.25rem 1rem;border-left:4px solid #5b7078;white-space:pre-line}
.source{color:#505050;font-size:.875rem;margin:.25rem 0 1rem 1rem}.label{font-weight:bold;margin:.75rem 0 0}
.caution{color:#7a4b00;font-weight:bold}
.scroll{overflow-x:auto}table{border-collapse:collapse;margin:1rem 0;font-size:.875rem}
caption{text-align:left;font-weight:bold;padding:.25rem 0}
th,td{border:1px solid #8a979c;padding:.3rem .5rem;text-align:left;vertical-align:top}.code{overflow-wrap:anywhere}
thead th{background:#d5dde0}
"""


def html_of(report: Report) -> bytes:
    """The whole page of `alignment.report_page` as HTML."""
    return writable("\n".join(_lines(report))).encode()


def _lines(report: Report) -> Iterator[str]:
    shades = "".join(f".s{severity}{{background:#{colour}}}" for severity, colour in SHADES.items())
    yield '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Local procedures beside national guidance</title><style>{_STYLE}{shades}</style></head><body><main>"
    for piece in pieces_of(report):
        yield _text(piece) if isinstance(piece, Text) else _grid(piece)
    yield "</main></body></html>"


def _text(piece: Text) -> str:
    tag = _TAGS.get(piece.look, "p")
    named = f' class="{piece.look}"' if tag == "p" else ""
    return f"<{tag}{named}>{escape(piece.text)}</{tag}>"


def _grid(grid: Grid) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in grid.heads)
    rows = "".join(
        "<tr>" + "".join(_cell(cell, is_head=place == 0) for place, cell in enumerate(row)) + "</tr>"
        for row in grid.rows
    )
    name = escape(grid.caption, quote=True)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table><caption>{escape(grid.caption)}'
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(cell: Cell, *, is_head: bool) -> str:
    names = " ".join(filter(None, (f"s{cell.shade}" if cell.shade else "", "code" if cell.is_code else "")))
    named = f' class="{names}"' if names else ""
    return f'<th scope="row"{named}>{escape(cell.text)}</th>' if is_head else f"<td{named}>{escape(cell.text)}</td>"
