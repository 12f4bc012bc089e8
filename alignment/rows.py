"""Findings and quotes as JSON, whole and back again, and quotes as they are shown.

    finding_from(finding_row(finding)) == finding

`cli.align` prints a shorter form of a finding. Nothing here reads or writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from alignment.records import Finding, Quote, Severity, Verdict


def finding_row(finding: Finding) -> dict[str, Any]:
    """Every field of a finding, with offsets; absent values are None."""
    return {**asdict(finding), "verdict": str(finding.verdict), "severity": str(finding.severity)}


def quote_row(quote: Quote | None, *, has_headings: bool = False) -> dict[str, Any] | None:
    """A quote with its place and without offsets, for a reader; None for None."""
    if quote is None:
        return None
    headings = {"headings": list(quote.headings)} if has_headings else {}
    place = {"doc_id": quote.doc_id, "page": quote.page, "paragraph": quote.paragraph}
    return {**place, **headings, "quote": quote.quote}


def finding_from(row: Mapping[str, Any]) -> Finding:
    """The finding of a row of `finding_row`. Raises `KeyError`, `TypeError` or `ValueError` where it is none."""
    return Finding(
        Verdict(row["verdict"]),
        Severity(row["severity"]),
        float(row["confidence"]),
        local=Quote(**_quote_fields(row["local"])),
        national=_quote_from(row["national"]),
        explanation=row["explanation"],
        consider=row["consider"],
        other=_quote_from(row["other"]),
        fact=row["fact"],
    )


def _quote_from(row: Mapping[str, Any] | None) -> Quote | None:
    return Quote(**_quote_fields(row)) if row is not None else None


def _quote_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "headings": tuple(row["headings"])}
