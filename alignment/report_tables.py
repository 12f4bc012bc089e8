"""A report row by row: as CSV, as an Excel workbook, and as one JSON object. Every finding is in it, alarm or not.

    csv_of(report)      UTF-8 with its mark, for Excel too
    excel_of(report)    sheets Findings, Heat map, Decisions, Editions
    json_of(report)     what `docs/alignment.md` describes

In CSV a cell that a spreadsheet would take for a formula is made words by an apostrophe before it; in the workbook
every cell is marked as words, and reads as it stands.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from alignment.decisions import Decided
from alignment.heat import heat_of
from alignment.records import Quote
from alignment.report_word import SHADES
from alignment.reporting import Edition, Report, Row
from alignment.rows import quote_row
from alignment.standing import Standing
from core.cells import harmless, writable

FORMAT = "waymark-alignment-report"
_PLACE = ("doc_id", "title", "heading", "paragraph", "page", "quote")
COLUMNS = (
    *("id", "verdict", "severity", "topic", "confidence", "explanation", "consider", "fact"),
    *(f"{side}_{name}" for side in ("local", "other", "national") for name in _PLACE),
    *("state", "decision", "why", "owner", "due", "decided_by", "decided_at", "former_local", "former_national"),
)
_HISTORY = ("number", "id", "follows", "local_doc_id", "local_quote", "explanation", "decision", "why", "owner", "due")
_EDITIONS = ("doc_id", "title", "edition", "tier", "published", "status", "warning", "file", "read_on", "sha256")
_WIDTHS = {"quote": 60, "explanation": 60, "consider": 40, "why": 40, "sha256": 66, "title": 40, "former": 40}


def finding_cells(report: Report, row: Row) -> dict[str, str]:
    """The words of a row, by column; "" where there are none."""
    finding = row.finding
    formerly = {one.side: one.old.quote for one in row.standing.changed if one.old}
    return {
        "id": finding.finding_id,
        "verdict": str(finding.verdict),
        "severity": str(finding.severity),
        "topic": row.topic,
        "confidence": f"{finding.confidence:.2f}",
        "explanation": finding.explanation,
        "consider": finding.consider,
        "fact": finding.fact or "",
        **_place_cells(report, "local", finding.local),
        **_place_cells(report, "other", finding.other),
        **_place_cells(report, "national", finding.national),
        "state": state_of(row.standing),
        **_decision_cells(row.standing.decided),
        "former_local": formerly.get("local", ""),
        "former_national": formerly.get("national", ""),
    }


def state_of(standing: Standing) -> str:
    """ "not decided", "decided" or "look again"."""
    if standing.decided is None:
        return "not decided"
    return "look again" if standing.look_again else "decided"


def _place_cells(report: Report, side: str, quote: Quote | None) -> dict[str, str]:
    if quote is None:
        return {f"{side}_{name}": "" for name in _PLACE}
    heading = quote.headings[-1] if quote.headings else ""
    page = str(quote.page) if quote.page else ""
    words = (quote.doc_id, report.title(quote.doc_id), heading, quote.paragraph or "", page, quote.quote)
    return {f"{side}_{name}": one for name, one in zip(_PLACE, words, strict=True)}


def _decision_cells(held: Decided | None) -> dict[str, str]:
    if held is None:
        return dict.fromkeys(("decision", "why", "owner", "due", "decided_by", "decided_at"), "")
    one = held.decision
    return {
        "decision": str(one.choice),
        "why": one.why,
        "owner": one.owner,
        "due": one.due.isoformat() if one.due else "",
        "decided_by": held.by,
        "decided_at": held.at.isoformat(timespec="seconds"),
    }


def csv_of(report: Report) -> bytes:
    """A row a finding, as `COLUMNS`."""
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in report.rows:
        cells = finding_cells(report, row)
        writer.writerow([harmless(cells[name]) for name in COLUMNS])
    return file.getvalue().encode("utf-8-sig")


def excel_of(report: Report) -> bytes:
    """The workbook."""
    book = Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = "Waymark", "Local procedures beside national guidance"
    cells = [finding_cells(report, row) for row in report.rows]
    _add_sheet(book, "Findings", COLUMNS, [[one[name] for name in COLUMNS] for one in cells])
    _add_heat(book, report)
    columns = (*_HISTORY, "decided_by", "decided_at")
    _add_sheet(
        book,
        "Decisions",
        columns,
        [[str(one[name]) for name in columns] for one in map(_history_cells, report.history)],
    )
    editions = [_edition_row(one) for one in report.editions.values()]
    _add_sheet(book, "Editions", _EDITIONS, [[str(one[name] or "") for name in _EDITIONS] for one in editions])
    whole = BytesIO()
    book.save(whole)
    return whole.getvalue()


def _add_sheet(book: Workbook, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Worksheet:
    sheet = book.create_sheet(name)
    for number, row in enumerate([heads, *rows], start=1):
        for column, words in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = writable(words)
            cell.data_type = "s"
            cell.quotePrefix = harmless(words) != words
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=number == 1)
    for column, head in enumerate(heads, start=1):
        width = next((wide for ending, wide in _WIDTHS.items() if ending in head), 16)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    return sheet


def _add_heat(book: Workbook, report: Report) -> None:
    heat = heat_of(report)
    rows = [[report.title(doc_id), *(spot.in_words for spot in spots)] for doc_id, spots in heat.spots.items()]
    sheet = _add_sheet(book, "Heat map", ("title", *heat.topics), rows)
    for number, spots in enumerate(heat.spots.values(), start=2):
        for column, spot in enumerate(spots, start=2):
            if spot.worst:
                sheet.cell(number, column).fill = PatternFill("solid", start_color=SHADES[spot.worst])


def json_of(report: Report) -> bytes:
    """The whole report as one JSON object; dates as ISO text, absent values as null."""
    told = {
        "format": FORMAT,
        "version": 1,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "as_of": report.day.isoformat(),
        "library": report.library,
        "notice": report.notice,
        "against": {doc_id: list(beside) for doc_id, beside in report.against.items()},
        "editions": [_edition_row(one) for one in report.editions.values()],
        "findings": [_finding_row(row) for row in report.rows],
        "no_longer_found": [_history_row(one) for one in report.standings.no_longer_found],
        "decisions": [_history_row(one) for one in report.history],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _finding_row(row: Row) -> dict[str, Any]:
    finding, standing = row.finding, row.standing
    return {
        "id": finding.finding_id,
        "verdict": str(finding.verdict),
        "severity": str(finding.severity),
        "topic": row.topic,
        "confidence": round(finding.confidence, 3),
        "local": quote_row(finding.local, has_headings=True),
        "other": quote_row(finding.other, has_headings=True),
        "national": quote_row(finding.national, has_headings=True),
        "explanation": finding.explanation,
        "consider": finding.consider,
        "fact": finding.fact,
        "state": state_of(standing),
        "decision": _history_row(standing.decided) if standing.decided else None,
        "changed": [
            {
                "side": one.side,
                "old": quote_row(one.old, has_headings=True),
                "new": quote_row(one.new, has_headings=True),
            }
            for one in standing.changed
        ],
    }


def _history_row(one: Decided) -> dict[str, Any]:
    words = {name: value or None for name, value in _history_cells(one).items()}
    return {
        **words,
        "number": one.number,
        "national_quote": one.finding.national.quote if one.finding.national else None,
    }


def _history_cells(one: Decided) -> dict[str, str]:
    return {
        "number": str(one.number),
        "id": one.finding_id,
        "follows": one.follows or "",
        "local_doc_id": one.finding.local.doc_id,
        "local_quote": one.finding.local.quote,
        "explanation": one.finding.explanation,
        **_decision_cells(one),
    }


def _edition_row(edition: Edition) -> dict[str, Any]:
    document, source = edition.document, edition.source
    return {
        "doc_id": document.doc_id,
        "title": document.title,
        "edition": document.edition,
        "tier": str(document.tier),
        "published": document.published.isoformat() if document.published else None,
        "status": edition.status,
        "warning": edition.warning,
        "file": document.file,
        "read_on": source.read_on.isoformat(),
        "sha256": source.sha256,
        "is_local": edition.is_local,
    }
