"""A shortlist of services as the lines of a page, and as a table for a spreadsheet.

    file_of(list(lines_of(chosen, made_at)), "docx", day=made_at.date())   # `index.brief_file`
    csv_of(chosen)                                                         # bytes, UTF-8 with its mark, for Excel too

The same rows stand in both, and what a record does not say is said to be not stated. A cell that a spreadsheet would
take for a formula is made words by an apostrophe before it. Nothing here is written to a disk.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO

from core.cells import harmless
from index.brief_page import Line, Look
from services.shown import NOT_STATED, Shown
from services.values import LONDON

NOTICE = (
    "From directories of local services, as their records stand. Ring before you send anybody: what a record does not "
    "say is not known. This is not where a safeguarding concern is reported; in immediate danger ring 999."
)
_IN_BRIEF = ("Ages in years", "Who it is for", "How to refer", "Phone", "Cost", "Last checked")
_HEADS = ("Service", "Run by", "Group", "Warnings")


def lines_of(chosen: Sequence[Shown], made_at: datetime) -> Iterator[Line]:
    """The page: each service with its warnings, its rows, and which of the lesser ones are not stated."""
    day = made_at.astimezone(LONDON)
    yield Line(Look.TITLE, "Local services: shortlist")
    yield Line(Look.NOTE, f"Made on {day.day} {day:%B %Y} at {day:%H:%M}. {NOTICE}")
    yield Line(Look.HEADING, f"Shortlist: {len(chosen)} service{'' if len(chosen) == 1 else 's'}")
    for one in chosen:
        yield from service_lines(one)


def service_lines(one: Shown) -> Iterator[Line]:
    """One service's lines."""
    yield Line(Look.POINT, f"{one.name} · {one.organisation or 'run by: not stated'} · {one.group}")
    yield from (Line(Look.CAUTION, warning) for warning in one.warnings)
    yield from (Line(Look.DETAIL, f"{row.label}: {row.said}") for row in (*one.main, *one.lesser))
    if one.not_stated:
        yield Line(Look.SOURCE, f"{NOT_STATED.capitalize()} in its record: {', '.join(one.not_stated)}")


def brief_lines(one: Shown) -> Iterator[Line]:
    """What a brief says of a service: its warnings, and the rows by which it is reached."""
    yield Line(Look.POINT, f"{one.name} · {one.organisation or 'run by: not stated'} · {one.group}")
    yield from (Line(Look.CAUTION, warning) for warning in one.warnings)
    held = {row.label: row.said for row in one.rows}
    yield Line(Look.DETAIL, "; ".join(f"{label}: {held[label]}" for label in _IN_BRIEF))


def csv_of(chosen: Sequence[Shown]) -> bytes:
    """A row a service, a column a field."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    labels = [row.label for row in chosen[0].rows if row.label != "Run by"] if chosen else []
    writer.writerow((*_HEADS, *labels))
    for one in chosen:
        held = {row.label: row.said for row in one.rows}
        heads = (one.name, one.organisation or NOT_STATED, str(one.group), "; ".join(one.warnings) or "none")
        writer.writerow(map(harmless, (*heads, *(held[label] for label in labels))))
    return file.getvalue().encode("utf-8-sig")
