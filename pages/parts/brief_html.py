"""What a brief looks like: a pure function from its lines to HTML, every word escaped. It draws nothing.

Sections go under headings, points into lists with what belongs to each, and the panel "call now" stands out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from index.brief_page import Line, Look

_LINES = {
    Look.CALL: '<p class="wm-point">{}</p>',
    Look.POINT: '<p class="wm-point">{}</p>',
    Look.DETAIL: '<p class="wm-detail">{}</p>',
    Look.QUOTE: '<blockquote class="wm-passage">{}</blockquote>',
    Look.SOURCE: '<p class="wm-known">{}</p>',
    Look.CAUTION: '<p class="wm-warning">{}</p>',
    Look.NOTE: '<p class="wm-meaning">{}</p>',
}
_POINTS = (Look.CALL, Look.POINT)


def brief_html(lines: Sequence[Line]) -> str:
    """The page's lines but its title, which the page of the app has already."""
    shown = [line for line in lines if line.look is not Look.TITLE]
    return "".join(map(_section, _split(shown, (Look.HEADING,))))


def _split(lines: Sequence[Line], looks: Sequence[Look]) -> Iterator[list[Line]]:
    """The lines in groups, each of which begins at a line of one of `looks`; the first may begin at another."""
    number = 0

    def group(line: Line) -> int:
        nonlocal number
        number += line.look in looks
        return number

    return (list(held) for _, held in groupby(lines, group))


def _section(lines: Sequence[Line]) -> str:
    if lines[0].look is not Look.HEADING:
        return "".join(map(_line, lines))
    look = "wm-brief wm-call" if any(line.look is Look.CALL for line in lines) else "wm-brief"
    return f'<section class="{look}"><h2>{escape(lines[0].text)}</h2>{_body(lines[1:])}</section>'


def _body(lines: Sequence[Line]) -> str:
    """The lines of a section: those before its first point by themselves, each point with what follows as an item."""
    first = next((place for place, line in enumerate(lines) if line.look in _POINTS), len(lines))
    before, points = lines[:first], lines[first:]
    listed = "".join(f"<li>{''.join(map(_line, item))}</li>" for item in _split(points, _POINTS))
    return "".join(map(_line, before)) + (f"<ul>{listed}</ul>" if listed else "")


def _line(line: Line) -> str:
    return _LINES[line.look].format(escape(line.text))
