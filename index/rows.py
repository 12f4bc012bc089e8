"""Records as rows of JSON lines, and back: what a store's files hold. Plain JSON, nothing that can run.

Reading back what was written gives equal records. A row that is not of its record raises `ValueError`, `TypeError` or
`KeyError`; the store turns those into its own error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from core.records import (
    Block,
    BlockKind,
    Document,
    Failure,
    Footnote,
    Force,
    Page,
    Passage,
    Place,
    Provision,
    Reading,
    Tier,
)

Row = dict[str, Any]

_DATES = ("published", "enacted", "in_force_from", "in_force_to", "withdrawn", "review_due")
_PASSAGE_FIELDS = tuple(field.name for field in fields(Passage))


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """One JSON object a line, UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_rows(path: Path) -> Iterator[Row]:
    """The objects of a file that `write_rows` wrote, in order."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("a line that is not an object")
            yield row


def document_row(document: Document) -> Row:
    """A document; dates as ISO text."""
    row = asdict(document)
    for name in _DATES:
        row[name] = row[name].isoformat() if row[name] else None
    return row


def document_from(row: Row) -> Document:
    """The document of a row."""
    dates = {name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    return Document(**{**row, **dates, "tier": Tier(row["tier"])})


def failure_row(failure: Failure) -> Row:
    """A failure; the day as ISO text, null where no earlier reading answers."""
    return {**asdict(failure), "kept_from": failure.kept_from.isoformat() if failure.kept_from else None}


def failure_from(row: Row) -> Failure:
    """The failure of a row."""
    kept = row["kept_from"]
    return Failure(**{**row, "kept_from": date.fromisoformat(kept) if kept else None})


def passage_row(passage: Passage) -> Row:
    """A passage; headings as a list, each place and footnote as a short list in the order of its fields."""
    row = {name: getattr(passage, name) for name in _PASSAGE_FIELDS}
    return {
        **row,
        "places": [[one.start, one.paragraph, one.page, one.page_label] for one in passage.places],
        "footnotes": [[one.mark, one.at, one.text, one.page] for one in passage.footnotes],
        "provision": _provision_row(passage.provision),
    }


def passage_from(row: Row) -> Passage:
    """The passage of a row."""
    records = {
        "headings": tuple(row["headings"]),
        "places": tuple(Place(*place) for place in row["places"]),
        "footnotes": tuple(Footnote(*note) for note in row["footnotes"]),
        "provision": _provision_from(row["provision"]),
    }
    return Passage(**{**row, **records})


def reading_row(reading: Reading) -> Row:
    """A reading; each block and page as a short list, in the order of its fields."""
    return {
        "text": reading.text,
        "blocks": [
            [b.kind, b.start, b.end, b.headings, b.paragraph, b.stem, b.page, b.mark, b.cited, b.verified]
            + ([_provision_row(b.provision)] if b.provision else [])
            for b in reading.blocks
        ],
        "pages": [[page.number, page.label, page.start, page.end, page.ocr] for page in reading.pages],
    }


def reading_from(row: Row) -> Reading:
    """The reading of a row."""
    return Reading(row["text"], tuple(map(_block_from, row["blocks"])), tuple(Page(*page) for page in row["pages"]))


def _block_from(values: list[Any]) -> Block:
    kind, start, end, headings, paragraph, stem, page, mark, cited, verified, *provision = values
    return Block(
        kind=BlockKind(kind),
        start=start,
        end=end,
        headings=tuple(headings),
        paragraph=paragraph,
        stem=(stem[0], stem[1]) if stem else None,
        page=page,
        mark=mark,
        cited=cited,
        provision=_provision_from(provision[0]) if provision else None,
        verified=verified,
    )


def _provision_row(provision: Provision | None) -> list[str | None] | None:
    if provision is None:
        return None
    dates = [day.isoformat() if day else None for day in (provision.start, provision.end)]
    return [str(provision.force), provision.extent, *dates]


def _provision_from(values: list[Any] | None) -> Provision | None:
    if values is None:
        return None
    force, extent, *dates = values
    start, end = (date.fromisoformat(day) if day else None for day in dates)
    return Provision(Force(force), extent, start, end)
