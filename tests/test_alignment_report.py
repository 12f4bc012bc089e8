"""The report as Word, Excel, CSV, HTML, JSON and OSCAL: each opened and read back, and all saying the same."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import jsonschema
import pytest
from decided import AGREE, LOCAL, NATIONAL, NOT_AN_ISSUE, TO_DO, decided, finding, quote, report, reworded, source
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Twips
from fakes import document
from lxml import html
from openpyxl import load_workbook

from alignment.heat import MOST, REST, heat_of
from alignment.oscal import relation_of, statement_id
from alignment.records import Finding, Severity, Verdict
from alignment.report import Kind, report_file
from alignment.report_page import AGAIN, LIMITS, references
from alignment.report_tables import COLUMNS
from alignment.reporting import Report, Row
from alignment.topics import OTHER, topic_of
from core.records import Document as Held

FORMULA = '=HYPERLINK("https://example.org","6.3")'
CONFLICT = finding()
SOFT = finding(Verdict.WEAKER_MODALITY, severity=Severity.MATERIAL, explanation="“may” & <b>no</b> “should”.")
OLD = finding(
    Verdict.OUTDATED_REFERENCE,
    severity=Severity.TIDY,
    local=quote("chapter", FORMULA),
    national=None,
    fact="KCSIE 2024",
)
MISSING = finding(Verdict.MISSING_REQUIREMENT, local=quote("chapter", "6. The interview"))
STRICTER = finding(Verdict.STRICTER_LOCALLY, local=quote("chapter", "Within 24 hours a child is offered one."))
SAME = finding(Verdict.ALIGNED, local=quote("chapter", f"{NATIONAL.upper()}"))
ALIKE = finding(Verdict.ALIGNED, local=quote("chapter", "It is offered within 72 hours."))
NOTICE = "Sample: Marlbrook is an invented council. Not real guidance."
ALL = [CONFLICT, MISSING, SOFT, OLD, STRICTER, SAME, ALIKE]


@pytest.fixture(scope="module")
def whole() -> Report:
    before = reworded(SOFT, "The worker may see the child alone, at home or at school.")
    soft = reworded(SOFT, "The worker may see the child alone, at home or elsewhere.")
    gone = decided(finding(Verdict.DRAFT_MARK, local=quote("chapter", "DRAFT v2"), national=None), number=4)
    held = [decided(CONFLICT, TO_DO), decided(before, AGREE, number=2), decided(OLD, NOT_AN_ISSUE, number=3), gone]
    return report([CONFLICT, MISSING, soft, OLD, STRICTER, SAME, ALIKE], held, notice=NOTICE)


def words_of(whole: Report) -> list[str]:
    """What a board must be able to read in every page of the report."""
    return [
        NOTICE,
        LIMITS,
        "4 findings to look at in 1 procedure. Of 1 the text has changed since somebody decided.",
        "Findings: high, law or safety",
        "H1. Timescale conflict: Missing <children> (March 2026)",
        LOCAL,
        "Missing <children> (March 2026), 6. The interview, paragraph 6.3, page 2",
        NATIONAL,
        "Statutory guidance, Return, paragraph 31",
        "Decision: to do by A. Reid, due 2 November 2026 (B. Khan, 28 November 2026).",
        "2 November 2026, overdue",
        "“may” & <b>no</b> “should”.",
        f"{AGAIN} It was: agreed (B. Khan, 28 November 2026).",
        "Before, the local text read",
        "The worker may see the child alone, at home or at school.",
        "not an issue: The form says it. (B. Khan, 28 November 2026)",
        FORMULA,
        "DRAFT v2",
        "2 high, 1 material",
        source("chapter").sha256,
        source("guidance").sha256,
        f"Topic: missing from home or care. Confidence 80%. Finding {CONFLICT.finding_id}.",
    ]


def test_word_file_says_all_that_a_board_reads(whole: Report) -> None:
    file = Document(BytesIO(report_file(whole, Kind.WORD)))
    texts = [one.text for one in file.paragraphs]
    texts += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    for words in words_of(whole):
        assert words in texts
    assert not any("unlawful" in text for text in texts)


def test_word_file_has_headings_to_move_by_and_tables_whose_heads_repeat(whole: Report) -> None:
    file = Document(BytesIO(report_file(whole, Kind.WORD)))
    headings = [one.text for one in file.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == [
        "Summary",
        "Where the findings are",
        "What is to do",
        "Findings: high, law or safety",
        "Findings: material",
        "Not an issue",
        "No longer found",
        "Editions that were compared",
    ]
    assert [one.text[:3] for one in file.paragraphs if one.style and one.style.name == "Heading 2"] == [
        "H1.",
        "H2.",
        "M1.",
    ]
    wide = file.sections[0].page_width - 2 * file.sections[0].left_margin
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(column.width for column in table.columns) == pytest.approx(wide, abs=Twips(10))
    assert "PAGE" in file.sections[0].footer._element.xml
    assert file.core_properties.language == "en-GB"


def test_what_colour_tells_words_tell_too(whole: Report) -> None:
    file = Document(BytesIO(report_file(whole, Kind.WORD)))
    shaded = [cell for table in file.tables for row in table.rows[1:] for cell in row.cells if "w:shd" in cell._tc.xml]
    assert [cell.text for cell in shaded] == ["High: law or safety", "Material", "Tidy up", "2 high, 1 material"]


def test_html_file_says_the_same_escaped_and_asks_for_nothing(whole: Report) -> None:
    page = html.fromstring(report_file(whole, Kind.HTML))
    told = page.text_content()
    for words in words_of(whole):
        assert words in told
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@href | //b | //children")
    assert page.xpath("string(/html/@lang)") == "en-GB"
    for table in page.xpath("//table"):
        assert table.xpath("string(caption)")
        assert table.xpath("thead//th[@scope='col']")
        assert len(table.xpath("tbody/tr")) == len(table.xpath("tbody/tr/th[@scope='row']"))
    assert [one.tag for one in page.xpath("//h1 | //h2 | //h3")][:2] == ["h1", "h2"]


def test_csv_file_has_a_row_a_finding_and_no_formula(whole: Report) -> None:
    text = report_file(whole, Kind.CSV).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == [row.finding.finding_id for row in whole.rows]
    by_verdict = {row["verdict"]: row for row in rows}
    assert by_verdict["outdated_reference"]["local_quote"] == f"'{FORMULA}"
    assert by_verdict["outdated_reference"]["why"] == "The form says it."
    assert by_verdict["timescale_conflict"]["local_quote"] == LOCAL
    told = by_verdict["weaker_modality"]
    assert (told["state"], told["decision"], told["former_national"]) == ("look again", "agree", "")
    assert told["former_local"] == "The worker may see the child alone, at home or at school."
    assert not [cell for row in csv.reader(StringIO(text)) for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_workbook_is_read_back_with_every_cell_as_words(whole: Report) -> None:
    book = load_workbook(BytesIO(report_file(whole, Kind.EXCEL)))
    assert book.sheetnames == ["Findings", "Heat map", "Decisions", "Editions"]
    sheet = book["Findings"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert len(rows) == len(whole.rows) + 1
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    (quoted,) = [cell for cell in cells if cell.value == FORMULA and cell.parent.title == "Findings"]
    assert quoted.quotePrefix
    assert [row[0] for row in book["Decisions"].iter_rows(min_row=2, values_only=True)] == ["1", "2", "3", "4"]
    assert source("guidance").sha256 in [cell.value for cell in book["Editions"]["J"]]
    heat = book["Heat map"]
    assert (heat["B1"].value, heat["B2"].value) == ("missing from home or care", "2 high, 1 material")


@pytest.mark.parametrize("kind", list(Kind))
def test_control_characters_break_no_file(kind: Kind) -> None:
    odd = finding(local=quote("chapter", "a\x00b\x0bc\ufffed"), explanation="e\x1ff")
    assert report_file(report([odd]), kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_report_of_nothing_is_a_file_that_says_so(kind: Kind) -> None:
    whole = report_file(report([]), kind)
    if kind is Kind.HTML:
        assert b"Nothing is to be looked at." in whole
    assert whole


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


def test_topics_beyond_the_most_are_counted_together() -> None:
    found = [finding(local=quote("chapter", f"Words {number}")) for number in range(MOST + 3)]
    whole = report(found)
    rows = tuple(replace(row, topic=f"topic {number:02}") for number, row in enumerate(whole.rows))
    heat = heat_of(replace(whole, rows=(*rows[:-1], replace(rows[-1], topic=OTHER))))
    assert heat.topics == (*(f"topic {number:02}" for number in range(MOST)), REST)
    assert [spot.in_words for spot in heat.spots["chapter"]] == ["1 high"] * MOST + ["3 high"]
    assert sum(spot.counts.get(Severity.HIGH, 0) for spot in heat.spots["chapter"]) == len(found)


def test_what_somebody_decided_is_no_issue_is_not_in_the_heat_map() -> None:
    assert heat_of(report([CONFLICT], [decided(CONFLICT, NOT_AN_ISSUE)])).topics == ()
    assert heat_of(report([CONFLICT], [decided(CONFLICT, TO_DO)])).topics == ("missing from home or care",)


@pytest.mark.parametrize(
    ("words", "heading", "title", "topic"),
    [
        ("The return home interview is offered to a child who went missing.", "", "", "missing from home or care"),
        ("The referral leads to an initial child protection conference.", "", "", "child protection conference"),
        ("It is done within two days.", "4. The strategy discussion", "", "strategy discussion"),
        ("It is done within two days.", "4. Outcome", "Private fostering", "private fostering"),
        ("It is done within two days.", "4. Outcome", "Handbook", OTHER),
    ],
)
def test_topic_is_that_of_the_words_then_of_the_heading_then_of_the_title(
    words: str, heading: str, title: str, topic: str
) -> None:
    one = finding(local=quote("chapter", words, headings=(heading,) if heading else ()))
    held: Held = document("chapter", title=title)
    assert topic_of(one, held) == topic


def test_references_count_within_a_severity_and_leave_out_what_is_no_alarm(whole: Report) -> None:
    assert [ref for ref, _ in references(whole)] == ["H1", "H2", "M1", "L1"]


def test_open_is_every_alarm_but_what_stands_as_no_issue() -> None:
    def is_open(one: Finding, *held: Any) -> bool:
        row: Row = report([one], held).rows[0]
        return row.is_open

    assert is_open(CONFLICT)
    assert not is_open(SAME)
    assert not is_open(CONFLICT, decided(CONFLICT, NOT_AN_ISSUE))
    changed = reworded(CONFLICT, LOCAL.replace("five", "four"))
    assert is_open(changed, decided(CONFLICT, NOT_AN_ISSUE))


def test_action_is_overdue_only_after_its_day() -> None:
    on_the_day = replace(TO_DO, due=date(2026, 11, 28))
    whole = report_file(report([CONFLICT], [decided(CONFLICT, on_the_day)]), Kind.HTML).decode()
    assert "28 November 2026</td>" in whole
    assert "overdue" not in whole


def test_procedures_without_findings_are_counted_beside_the_heat_map() -> None:
    whole = report([CONFLICT])
    wider = replace(whole, against={**whole.against, "other": ("guidance",)})
    assert list(heat_of(wider).spots) == ["chapter"]
    assert "not in the table: 1." in report_file(wider, Kind.HTML).decode()
    assert "not in the table" not in report_file(whole, Kind.HTML).decode()
