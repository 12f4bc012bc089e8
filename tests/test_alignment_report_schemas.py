"""The report as JSON and OSCAL, held against their schemas."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from decided import CONFLICT, LOCAL, NATIONAL, finding, source, whole_report

from alignment.oscal import relation_of, statement_id
from alignment.records import Severity, Verdict
from alignment.report import Kind, report_file
from alignment.reporting import Report


@pytest.fixture(scope="module")
def whole() -> Report:
    return whole_report()


QUOTE: dict[str, Any] = {
    "type": ["object", "null"],
    "required": ["doc_id", "page", "paragraph", "headings", "quote"],
    "properties": {"doc_id": {"type": "string"}, "page": {"type": ["integer", "null"]}, "quote": {"type": "string"}},
}
DECISION: dict[str, Any] = {
    "type": ["object", "null"],
    "required": ["number", "id", "follows", "decision", "why", "owner", "due", "decided_by", "decided_at"],
    "properties": {"decision": {"enum": ["agree", "not an issue", "to do"]}, "decided_at": {"format": "date-time"}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        *("format", "version", "made_at", "as_of", "library", "notice", "against", "editions", "findings"),
        *("no_longer_found", "decisions"),
    ],
    "properties": {
        "format": {"const": "waymark-alignment-report"},
        "version": {"const": 1},
        "made_at": {"type": "string", "format": "date-time"},
        "as_of": {"type": "string", "format": "date"},
        "library": {"type": "string"},
        "notice": {"type": ["string", "null"]},
        "against": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "editions": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["doc_id", "title", "status", "sha256", "is_local"],
                "properties": {"sha256": {"pattern": "^[0-9a-f]{64}$"}},
            },
        },
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "verdict", "severity", "topic", "confidence", "explanation", "consider", "fact"],
                "properties": {
                    "id": {"pattern": "^[0-9a-f]{16}$"},
                    "verdict": {"enum": [str(one) for one in Verdict]},
                    "severity": {"enum": [str(one) for one in Severity]},
                    "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                    "local": {**QUOTE, "type": "object"},
                    "national": QUOTE,
                    "other": QUOTE,
                    "state": {"enum": ["not decided", "decided", "look again"]},
                    "decision": DECISION,
                    "changed": {"type": "array", "items": {"type": "object", "required": ["side", "old", "new"]}},
                },
            },
        },
        "no_longer_found": {"type": "array", "items": DECISION},
        "decisions": {"type": "array", "items": DECISION},
    },
}


def test_json_file_is_as_its_schema_says(whole: Report) -> None:
    told = json.loads(report_file(whole, Kind.JSON))
    jsonschema.validate(told, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [one["state"] for one in told["findings"][:4]] == ["decided", "not decided", "look again", "decided"]
    (changed,) = told["findings"][2]["changed"]
    assert changed["old"]["quote"] == "The worker may see the child alone, at home or at school."
    assert [one["number"] for one in told["no_longer_found"]] == [4]
    assert [one["number"] for one in told["decisions"]] == [1, 2, 3, 4]


UUID = {"pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"}
PROPS: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["name", "value"],
        "additionalProperties": False,
        "properties": {
            "name": {"pattern": r"^[\w.-]+$"},
            "ns": {"format": "uri"},
            "value": {"pattern": r"^\S(.*\S)?$"},
        },
    },
}
STATEMENTS: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["type", "id-ref"],
        "additionalProperties": False,
        "properties": {"type": {"enum": ["control", "statement"]}, "id-ref": {}, "props": PROPS, "remarks": {}},
    },
}
RESOURCE: dict[str, Any] = {
    "type": "object",
    "required": ["type", "href"],
    "additionalProperties": False,
    "properties": {"type": {"enum": ["catalog", "profile"]}, "href": {"type": "string"}},
}
MAP: dict[str, Any] = {
    "type": "object",
    "required": ["uuid", "relationship", "sources", "targets"],
    "additionalProperties": False,
    "properties": {
        "uuid": UUID,
        "matching-rationale": {"enum": ["syntactic", "semantic", "functional"]},
        "relationship": {
            "enum": ["equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with", "no-relationship"]
        },
        "sources": STATEMENTS,
        "targets": STATEMENTS,
        "confidence-score": {"properties": {"percentage": {"minimum": 0, "maximum": 1}}},
        "props": PROPS,
        "remarks": {"type": "string"},
    },
}
OSCAL: dict[str, Any] = {
    "type": "object",
    "required": ["uuid", "metadata", "provenance", "mappings"],
    "additionalProperties": False,
    "properties": {
        "uuid": UUID,
        "metadata": {"type": "object", "required": ["title", "last-modified", "version", "oscal-version"]},
        "provenance": {
            "type": "object",
            "required": ["method", "matching-rationale", "status", "mapping-description"],
            "properties": {
                "method": {"enum": ["human", "automation", "hybrid"]},
                "status": {"enum": ["complete", "not-complete", "draft", "deprecated", "superseded"]},
            },
        },
        "mappings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["uuid", "source-resource", "target-resource", "maps"],
                "additionalProperties": False,
                "properties": {
                    "uuid": UUID,
                    "source-resource": RESOURCE,
                    "target-resource": RESOURCE,
                    "maps": {"type": "array", "minItems": 1, "items": MAP},
                },
            },
        },
        "back-matter": {
            "properties": {"resources": {"items": {"required": ["uuid"], "properties": {"uuid": UUID, "props": PROPS}}}}
        },
    },
}
"""The parts of OSCAL's control mapping model 1.2.0 that a report uses, in our own words of its published metaschema."""


def test_oscal_file_is_as_the_standard_says_and_pinned_to_the_editions(whole: Report) -> None:
    told = json.loads(report_file(whole, Kind.OSCAL))["mapping-collection"]
    jsonschema.validate(told, OSCAL, format_checker=jsonschema.FormatChecker())
    (mapping,) = told["mappings"]
    assert [one["relationship"] for one in mapping["maps"]] == [
        *("intersects-with", "no-relationship", "superset-of", "subset-of", "equal-to", "equivalent-to"),
    ]
    assert mapping["maps"][0]["sources"][0]["id-ref"] == statement_id(CONFLICT.national or CONFLICT.local)
    assert mapping["maps"][0]["sources"][0]["remarks"] == NATIONAL
    assert mapping["maps"][0]["targets"][0]["remarks"] == LOCAL
    resources = {f"#{one['uuid']}": one for one in told["back-matter"]["resources"]}
    for side, doc_id in (("source-resource", "guidance"), ("target-resource", "chapter")):
        (link,) = resources[mapping[side]["href"]]["rlinks"]
        assert link["hashes"] == [{"algorithm": "SHA-256", "value": source(doc_id).sha256}]
    assert told["provenance"]["method"] == "hybrid"
    assert {"name": "decision", "ns": "urn:waymark:alignment", "value": "to do"} in mapping["maps"][0]["props"]


def test_oscal_names_change_with_the_edition_and_else_stay(whole: Report) -> None:
    local = whole.editions["chapter"]
    reread = replace(whole, editions={**whole.editions, "chapter": replace(local, source=source("another file"))})
    first, again, other = (
        json.loads(report_file(one, Kind.OSCAL))["mapping-collection"] for one in (whole, whole, reread)
    )
    assert first == again
    assert first["uuid"] != other["uuid"]
    assert first["mappings"][0]["source-resource"] == other["mappings"][0]["source-resource"]
    assert first["mappings"][0]["target-resource"] != other["mappings"][0]["target-resource"]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_is_not_about_two_quotes_has_no_relation(verdict: Verdict) -> None:
    assert relation_of(finding(verdict, national=None)) is None
