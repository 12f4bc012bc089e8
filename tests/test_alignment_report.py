"""The report as Word, Excel, CSV and HTML: each opened and read back, and all saying the same; heat map and topics."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from decided import (
    CONFLICT,
    FORMULA,
    LOCAL,
    NATIONAL,
    NOT_AN_ISSUE,
    NOTICE,
    SAME,
    TO_DO,
    decided,
    finding,
    quote,
    report,
    reworded,
    source,
    whole_report,
)
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Twips
from fakes import document
from lxml import html
from openpyxl import load_workbook

from alignment.heat import MOST, REST, heat_of
from alignment.records import Finding, Severity
from alignment.report import Kind, report_file
from alignment.report_page import AGAIN, LIMITS, references
from alignment.report_tables import COLUMNS
from alignment.reporting import Report, Row
from alignment.topics import OTHER, topic_of
from core.records import Document as Held


@pytest.fixture(scope="module")
def whole() -> Report:
    return whole_report()


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
        f"Topic: missing from home or care. How sure: sure. Finding {CONFLICT.finding_id}.",
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
