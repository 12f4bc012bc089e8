"""The check of quotes in Word files, web pages, Markdown and law as XML: what is marked up, struck out or hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from quoted import holds
from statutes import ACT

from ingest.quotes import check_reading
from ingest.readers import read_file


def test_word_files_are_checked_without_what_was_struck_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The child must ")
    struck = paragraph.add_run("not ")
    paragraph.add_run("be seen.")
    element = struck._element
    mark = element.makeelement(element.tag.replace("}r", "}del"), {})
    element.addprevious(mark)
    mark.append(element)
    path = tmp_path / "struck.docx"
    document.save(str(path))
    assert holds(path, "The child must be seen.")
    assert not holds(path, "The child must not be seen.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "page.html",
            "<p>Ring within <del>five</del><span style='text-decoration:line-through'>six</span> two days.</p>",
        ),
        ("page.md", "Ring within ~~five~~ <del>six</del> two days.\n"),
    ],
)
def test_struck_out_words_are_not_between_those_that_stand(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert holds(path, "Ring within two days.")
    assert not holds(path, "five")
    assert not holds(path, "six")
    assert [block.verified for block in read_file(path).blocks] == [True]


def test_word_files_are_checked_without_runs_that_are_struck_out_or_hidden(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles.add_style("Gone", WD_STYLE_TYPE.CHARACTER).font.strike = True
    paragraph = document.add_paragraph("Ring within ")
    paragraph.add_run("five ", style="Gone")
    paragraph.add_run("six ").font.double_strike = True
    paragraph.add_run("seven ").font.hidden = True
    paragraph.add_run("two ", style="Gone").font.strike = False
    paragraph.add_run("days.")
    path = tmp_path / "struck.docx"
    document.save(str(path))
    reading = read_file(path)
    assert reading.text == "Ring within two days."
    assert [block.verified for block in reading.blocks] == [True]


WEB_WORDS = [
    "On the 21<sup>st</sup> day.",
    "At least 10 m<sup>2</sup> each.",
    "See section <a href='#s5'>5</a> and act.",
    "Seen<sup><a href='#n1'>1</a></sup> alone<a href='#n2'><sup>2</sup></a> and<a href='#n3'>[3]</a> at home.",
    "<table><tr><td>1<sup>st</sup> day<td>5 m<sup>2</sup><tr><td>Ring<td>the 2<sup>nd</sup></table>",
]
MARKDOWN_WORDS = [
    "See [the act][1], [it] and [x][y].\n\n[1]: http://x.test/a 'T'\n",
    "On the 10<sup>th</sup> day and 5 m<sup>2</sup>.",
    "Use `a|b` now.",
    "| A | B |\n|---|---|\n| `a\\|b` c | d |\n",
    "Say [so]{.mark} once{.note} [x](y.md){.link}.",
    "A child <!-- is seen.\n\n<!-- And heard.",
]


@pytest.mark.parametrize(
    ("name", "text"),
    [("page.html", text) for text in WEB_WORDS] + [("page.md", text) for text in MARKDOWN_WORDS],
)
def test_true_quotes_are_verified_through_their_markup(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    reading = read_file(path)
    assert {block.verified for block in reading.blocks} == {True}
    assert not set("<>{^`") & set(reading.text)
    changed = replace(reading, text=reading.text.translate(str.maketrans("aeiou", "eioua")))
    cleared = replace(changed, blocks=tuple(replace(block, verified=None) for block in changed.blocks))
    assert {block.verified for block in check_reading(path, cleared).blocks} == {False}


def test_html_is_checked_without_scripts_and_links_to_notes(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        '<script>"Never said."</script><p>A child<a href="#n1">[1]</a> is <b>seen</b> &amp; heard.</p>'
        "<table><tr><th>Sign<th>Act<tr><td>Missing<td>Ring</table>"
    )
    assert holds(path, "A child is seen & heard.")
    assert holds(path, "Sign: Missing | Act: Ring")
    assert not holds(path, "Never said.")
    assert not holds(path, "seen: heard.")


@pytest.mark.parametrize(
    ("row", "is_verified"),
    [
        ("Age: 5 to 10 years | Share: Up to a fifth, the rest is saved", True),
        ("Age: 5 to 10 years | Share: Up to a half, the rest is saved", False),
        ("Years: 5 to 10 years | Share: Up to a tenth", False),
    ],
)
def test_a_table_drawn_with_dashes_is_checked_by_its_columns(tmp_path: Path, row: str, is_verified: bool) -> None:
    path = tmp_path / "table.md"
    path.write_text(
        "  Age             Share\n  --------------- ----------------\n  0 to 4 years    Up to a tenth\n\n"
        "  5 to 10         Up to a fifth,\n  years           the rest is saved\n  --------------------------------\n"
    )
    assert holds(path, row) is is_verified


def test_markdown_is_checked_without_its_signs(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("## See\n\nA **child** is [seen](http://x.test/a_b) <!-- never --> alone: <https://x.test/c_d>\n")
    assert holds(path, "A child is seen alone: https://x.test/c_d")
    assert not holds(path, "A child is never seen alone")


def test_legislation_is_checked_without_repealed_words_and_quotation_marks() -> None:
    checked = check_reading(ACT, read_file(ACT))
    assert {block.verified for block in checked.blocks if block.kind.is_body} == {True}
