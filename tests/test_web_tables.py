"""Web pages: tables and lists of definitions are said row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from html_files import main, read
from readings import blocks


def test_a_cell_over_rows_is_said_in_a_row_that_ends_before_it(tmp_path: Path) -> None:
    page = main("<table><tr><th>A<th>B<th>C<tr><td>a1<td>b1<td rowspan=2>c1<tr><td>a2<tr><td>a3<td>b3<td>c3</table>")
    assert [text for _, text in blocks(read(tmp_path, page))] == [
        "A: a1 | B: b1 | C: c1",
        "A: a2 | C: c1",
        "A: a3 | B: b3 | C: c3",
    ]


def test_data_tables_are_rows_and_layout_tables_are_not(tmp_path: Path) -> None:
    page = main(
        "<table><caption>Limits</caption><thead><tr><th>What</th><th>Who</th><th>When</th></tr></thead><tbody>"
        '<tr><td rowspan="2">Visit</td><td></td><td><p>5</p><p>days</p></td></tr><tr><td>Manager</td><td> </td></tr>'
        "<tr><td><ul><li>a</li><li>b</li></ul></td><td>x</td><td>y</td></tr></tbody></table>"
        "<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>"
        '<table role="presentation"><tr><td><h2>Left</h2></td><td><p>Right.</p></td></tr></table>'
        "<table><tr><td><table><tr><td>In</td><td>ner</td></tr></table></td><td>Out.</td></tr></table>"
    )
    assert blocks(read(tmp_path, page)) == [
        ("paragraph", "Limits"),
        ("row", "What: Visit | When: 5 days"),
        ("row", "What: Visit | Who: Manager"),
        ("row", "What: • a • b | Who: x | When: y"),
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("heading", "Left"),
        ("paragraph", "Right."),
        ("row", "In | ner"),
        ("paragraph", "Out."),
    ]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("<thead><tr><td>What</td><td>When</td></tr></thead>", "What: Visit | When: weekly"),
        ("<tr><th>What</th><th>When</th></tr>", "What: Visit | When: weekly"),
        ("<tr><td></td><th>When</th></tr>", "Visit | When: weekly"),
        ("<tr><td><strong>What</strong></td><td><p><b>When</b></p></td></tr>", "What: Visit | When: weekly"),
        ('<tr><td colspan="2">Limits</td></tr><tr><th>What</th><th>When</th></tr>', "What: Visit | When: weekly"),
        ("<tr><td>What</td><td><b>When</b></td></tr>", "Visit | weekly"),
    ],
)
def test_a_header_row_is_said_with_each_cell(tmp_path: Path, header: str, expected: str) -> None:
    page = main(f"<table>{header}<tr><th>Visit</th><td>weekly</td></tr><tr><th>Review</th><td>yearly</td></tr></table>")
    rows = [text for kind, text in blocks(read(tmp_path, page)) if kind == "row"]
    assert rows[-2] == expected


def test_headers_that_span_columns_and_rows_are_joined(tmp_path: Path) -> None:
    page = main(
        '<table><thead><tr><th rowspan="2">Sign</th><th colspan="2">Risk</th></tr><tr><th>low</th><th>high</th></tr>'
        "</thead>"
        '<tr><td>Debt</td><td>talk</td><td>ring</td></tr><tr><td colspan="3"><p>Always write.</p></td></tr></table>'
    )
    assert blocks(read(tmp_path, page)) == [
        ("row", "Sign: Debt | Risk low: talk | Risk high: ring"),
        ("paragraph", "Always write."),
    ]


def test_definition_lists_are_rows_unless_they_hold_paragraphs(tmp_path: Path) -> None:
    page = main(
        "<dl><dt>LADO</dt><dd>Designated officer</dd><dt>IRO</dt><dd>Reviewing</dd><dd>officer</dd></dl>"
        "<dl><dt>Visit</dt><dd><p>Weekly.</p><p>Or more.</p></dd></dl>"
    )
    assert blocks(read(tmp_path, page)) == [
        ("row", "LADO | Designated officer"),
        ("row", "IRO | Reviewing | officer"),
        ("paragraph", "Visit"),
        ("paragraph", "Weekly."),
        ("paragraph", "Or more."),
    ]
