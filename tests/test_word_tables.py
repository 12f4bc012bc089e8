"""Word's tables: headers said with their cells, merged cells in each row that they reach, forms as they stand."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from readings import blocks
from test_word import paragraph, read, read_body

BOLD = "<w:rPr><w:b/></w:rPr>"
GREY = '<w:shd w:val="clear" w:fill="D9D9D9"/>'


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{words}</w:tc>"


def bold(text: str) -> str:
    return f"<w:p><w:r>{BOLD}<w:t>{text}</w:t></w:r></w:p>"


def table(*rows: str, properties: str = "") -> str:
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid/>"
        + "".join(f"<w:tr>{row}</w:tr>" for row in rows)
        + "</w:tbl>"
    )


def plain(*texts: str) -> str:
    return "".join(cell(paragraph(text)) for text in texts)


ROWS = (plain("Visit", "weekly"), plain("Review", "yearly"))
SAID = [("row", "What: Visit | When: weekly"), ("row", "What: Review | When: yearly")]
UNSAID = [("row", "What | When"), ("row", "Visit | weekly"), ("row", "Review | yearly")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (cell(bold("What")) + cell(bold("When")), SAID),
        (cell(paragraph("What"), GREY) + cell(paragraph("When"), GREY), SAID),
        ("<w:trPr><w:tblHeader/></w:trPr>" + plain("What", "When"), SAID),
        ('<w:trPr><w:tblHeader w:val="0"/></w:trPr>' + plain("What", "When"), UNSAID),
        (cell(bold("What")) + cell(paragraph("When")), UNSAID),
        (cell(paragraph("What"), GREY) + cell(paragraph("When")), UNSAID),
    ],
    ids=["bold", "shaded", "repeated", "not repeated", "half bold", "half shaded"],
)
def test_a_header_row_is_said_with_each_cell(tmp_path: Path, header: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(read_body(tmp_path, table(header, *ROWS))) == expected


@pytest.mark.parametrize(("style", "expected"), [("Light Grid Accent 1", SAID), ("Table Grid", UNSAID)])
def test_a_header_row_is_known_by_the_look_of_the_tables_style(
    tmp_path: Path, style: str, expected: list[tuple[str, str]]
) -> None:
    def fill(document: docx.document.Document) -> None:
        made = document.add_table(3, 2, style=style)
        for place, text in enumerate(("What", "When", "Visit", "weekly", "Review", "yearly")):
            made.cell(place // 2, place % 2).text = text

    assert blocks(read(tmp_path, fill)) == expected


def test_a_table_all_in_bold_and_a_form_have_no_header(tmp_path: Path) -> None:
    all_bold = table(cell(bold("What")) + cell(bold("When")), cell(bold("Visit")) + cell(bold("weekly")))
    form = table(cell(bold("Name:")) + cell(""), cell(bold("Born:")) + cell(""))
    assert blocks(read_body(tmp_path, all_bold + paragraph("End.") + form)) == [
        ("row", "What | When"),
        ("row", "Visit | weekly"),
        ("paragraph", "End."),
        ("row", "Name:"),
        ("row", "Born:"),
    ]


def test_headers_over_empty_columns_are_said_once(tmp_path: Path) -> None:
    xml = table(cell(bold("Sign")) + cell(bold("Details")), cell(paragraph("Missing")) + cell(""))
    assert blocks(read_body(tmp_path, xml)) == [("row", "Sign | Details"), ("row", "Sign: Missing")]


def test_headers_in_two_rows_are_joined_under_the_one_that_spans_them(tmp_path: Path) -> None:
    xml = table(
        cell("", '<w:vMerge w:val="restart"/>') + cell(bold("Risk"), '<w:gridSpan w:val="2"/>') + cell(bold("Who")),
        cell("", "<w:vMerge/>") + cell(bold("low")) + cell(bold("high")) + cell(bold("acts")),
        plain("Debt", "talk", "ring", "worker"),
    )
    assert blocks(read_body(tmp_path, xml)) == [("row", "Debt | Risk low: talk | Risk high: ring | Who acts: worker")]


def test_merged_cells_are_said_in_each_row_that_they_reach(tmp_path: Path) -> None:
    xml = table(
        cell(bold("What")) + cell(bold("Who")) + cell(bold("When")),
        cell(paragraph("Visit"), '<w:vMerge w:val="restart"/>') + plain("Worker", "weekly"),
        cell(paragraph("lost"), "<w:vMerge/>") + cell(paragraph("Manager")) + cell(paragraph("at") + paragraph("once")),
        cell(paragraph("Both"), '<w:gridSpan w:val="2"/>') + plain("daily"),
        cell(paragraph("Across the table"), '<w:gridSpan w:val="3"/>'),
    )
    assert blocks(read_body(tmp_path, xml + paragraph("End."))) == [
        ("row", "What: Visit | Who: Worker | When: weekly"),
        ("row", "What: Visit | Who: Manager | When: at once"),
        ("row", "What: Both | When: daily"),
        ("paragraph", "Across the table"),
        ("paragraph", "End."),
    ]


def test_rows_and_cells_that_a_tracked_change_took_out_are_gone(tmp_path: Path) -> None:
    gone = '<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>'
    cut = '<w:cellDel w:id="2" w:author="a"/>'
    xml = table(gone + plain("Old", "row"), plain("Visit", "weekly") + cell(paragraph("cut"), cut))
    assert blocks(read_body(tmp_path, xml)) == [("row", "Visit | weekly")]


def test_a_row_that_begins_late_keeps_its_columns(tmp_path: Path) -> None:
    xml = table(
        cell(bold("What")) + cell(bold("Who")) + cell(bold("When")),
        '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + plain("Worker", "weekly"),
        plain("Visit", "Manager", "daily"),
    )
    assert blocks(read_body(tmp_path, xml)) == [
        ("row", "Who: Worker | When: weekly"),
        ("row", "What: Visit | Who: Manager | When: daily"),
    ]


def test_tables_of_one_column_and_tables_within_tables_are_taken_in_order(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell(paragraph('In'))}{cell(paragraph('ner'))}</w:tr></w:tbl>"
    xml = (
        f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell(paragraph('One.') + paragraph('Two.'))}</w:tr>"
        f"<w:tr>{cell(paragraph('Left.') + inner + paragraph('Below.'))}{cell(paragraph('Right.'))}</w:tr></w:tbl>"
    )
    assert blocks(read_body(tmp_path, xml)) == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "Left."),
        ("row", "In | ner"),
        ("paragraph", "Below."),
        ("paragraph", "Right."),
    ]


def test_lists_in_cells_keep_their_bullets(tmp_path: Path) -> None:
    bullet = '<w:pStyle w:val="ListBullet"/>'
    inside = paragraph("ring", bullet) + paragraph("go", bullet)
    xml = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell(paragraph('Do'))}{cell(inside)}</w:tr></w:tbl>"
    assert blocks(read_body(tmp_path, xml)) == [("row", "Do | • ring • go")]
