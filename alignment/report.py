"""A report as the bytes of a file: Word, Excel, CSV, HTML, JSON, or a mapping in the manner of OSCAL.

report_file(report, Kind.WORD)      of `alignment.reporting.report_of`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from alignment.oscal import oscal_of
from alignment.report_html import html_of
from alignment.report_tables import csv_of, excel_of, json_of
from alignment.report_word import word_of
from alignment.reporting import Report


class Kind(StrEnum):
    """The kinds of file."""

    WORD = "docx"
    EXCEL = "xlsx"
    CSV = "csv"
    HTML = "html"
    JSON = "json"
    OSCAL = "oscal"


_MAKERS: Mapping[Kind, Callable[[Report], bytes]] = {
    Kind.WORD: word_of,
    Kind.EXCEL: excel_of,
    Kind.CSV: csv_of,
    Kind.HTML: html_of,
    Kind.JSON: json_of,
    Kind.OSCAL: oscal_of,
}


def report_file(report: Report, kind: Kind) -> bytes:
    """The whole report as a file of one kind."""
    return _MAKERS[kind](report)
