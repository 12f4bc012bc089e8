"""A report as a mapping collection in the manner of OSCAL 1.2, so that other governance tools can read it.

    oscal_of(report)        {"mapping-collection": {"mappings": [one a procedure and national document], …}}

The source of a mapping is national, its target local, and the relation is that of the source to the target, as the
standard has it: what is stricter locally contains all that is asked and more, so that the national sentence is a
`subset-of` the local one. Each edition is a resource with the SHA-256 of its file. OSCAL speaks of catalogues of
controls; Waymark has documents and sentences, so a resource here is a document, and an id one of its sentences.

Source: NIST OSCAL, control mapping model, version 1.2.0; the relations are those of NIST IR 8477, section 4.3.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from alignment.decisions import Decided
from alignment.records import Finding, Quote, Verdict, plain
from alignment.report_page import LIMITS
from alignment.reporting import Edition, Report, Row
from ingest.editions import named

OSCAL_VERSION = "1.2.0"
NAMESPACE = "urn:waymark:alignment"
_ROOT = UUID("5f0a2a5e-3d9b-5b5f-9d5c-6b1f6f7f2a11")
_RELATIONS = {
    Verdict.ALIGNED: "equivalent-to",
    Verdict.STRICTER_LOCALLY: "subset-of",
    Verdict.WEAKER_MODALITY: "superset-of",
    Verdict.TIMESCALE_CONFLICT: "intersects-with",
    Verdict.MISSING_REQUIREMENT: "no-relationship",
}


def relation_of(finding: Finding) -> str | None:
    """How the national words stand to the local ones; None for what is not about two such quotes."""
    if finding.national is None:
        return None
    if finding.verdict is Verdict.ALIGNED and plain(finding.local.quote) == plain(finding.national.quote):
        return "equal-to"
    return _RELATIONS.get(finding.verdict)


def statement_id(quote: Quote) -> str:
    """The id of a sentence: the same for the same words of the same document."""
    told = f"{quote.doc_id}\n{plain(quote.quote)}"
    return f"{quote.doc_id}_smt.{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def oscal_of(report: Report) -> bytes:
    """The mapping collection as JSON."""
    mapped = [row for row in report.rows if relation_of(row.finding)]
    is_judged = any(row.standing.holds for row in mapped)
    moment = report.made_at.isoformat(timespec="seconds")
    mappings = list(_mappings(report, mapped))
    told = {
        "uuid": _uuid("collection", moment, json.dumps(mappings)),
        "metadata": {
            "title": "Local procedures beside national guidance",
            "last-modified": moment,
            "version": report.made_at.date().isoformat(),
            "oscal-version": OSCAL_VERSION,
            **({"remarks": report.notice} if report.notice else {}),
        },
        "provenance": {
            "method": "hybrid" if is_judged else "automation",
            "matching-rationale": "semantic",
            "status": "not-complete",
            "mapping-description": LIMITS,
        },
        "mappings": mappings,
        "back-matter": {"resources": [_resource(one) for one in report.editions.values()]},
    }
    return json.dumps({"mapping-collection": told}, ensure_ascii=False, indent=1).encode()


def _mappings(report: Report, mapped: list[Row]) -> Iterator[dict[str, Any]]:
    """One mapping for each procedure and national document between which anything is mapped."""
    for local, beside in report.against.items():
        for national in beside:
            rows = {row.finding.finding_id: row for row in mapped if _documents(row.finding) == (local, national)}
            maps = [_map(row) for row in rows.values()]
            if maps:
                yield {
                    "uuid": _uuid("mapping", _pinned(report, local), _pinned(report, national)),
                    "source-resource": {"type": "catalog", "href": f"#{_uuid('edition', _pinned(report, national))}"},
                    "target-resource": {"type": "catalog", "href": f"#{_uuid('edition', _pinned(report, local))}"},
                    "maps": maps,
                }


def _documents(finding: Finding) -> tuple[str, str | None]:
    return finding.local.doc_id, finding.national.doc_id if finding.national else None


def _map(row: Row) -> dict[str, Any]:
    finding = row.finding
    props = {"finding": finding.finding_id, "verdict": str(finding.verdict), "severity": str(finding.severity)}
    if decided := row.standing.holds:
        props |= _judged(decided)
    return {
        "uuid": _uuid("map", finding.finding_id),
        "matching-rationale": "syntactic" if relation_of(finding) == "equal-to" else "semantic",
        "relationship": relation_of(finding),
        "sources": [_statement(finding.national)] if finding.national else [],
        "targets": [_statement(finding.local)],
        "confidence-score": {"percentage": round(finding.confidence, 3)},
        "props": _props(props),
        "remarks": finding.explanation,
    }


def _judged(decided: Decided) -> dict[str, str]:
    return {"decision": str(decided.decision.choice), "decided-by": decided.by, "decided-at": decided.at.isoformat()}


def _statement(quote: Quote) -> dict[str, Any]:
    place = {"paragraph": quote.paragraph, "page": str(quote.page) if quote.page else None}
    props = _props({name: value for name, value in place.items() if value})
    return {
        "type": "statement",
        "id-ref": statement_id(quote),
        **({"props": props} if props else {}),
        "remarks": quote.quote,
    }


def _props(named_values: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "ns": NAMESPACE, "value": value} for name, value in named_values.items()]


def _resource(edition: Edition) -> dict[str, Any]:
    document, digest = edition.document, edition.source.sha256
    return {
        "uuid": _uuid("edition", f"{document.doc_id} {digest}"),
        "title": named(document),
        "props": _props(
            {"document": document.doc_id, "tier": str(document.tier), "read-on": edition.source.read_on.isoformat()}
        ),
        "rlinks": [{"href": document.url or document.file, "hashes": [{"algorithm": "SHA-256", "value": digest}]}],
    }


def _pinned(report: Report, doc_id: str) -> str:
    return f"{doc_id} {report.editions[doc_id].source.sha256}"


def _uuid(*told: str) -> str:
    return str(uuid5(_ROOT, "\n".join(told)))
