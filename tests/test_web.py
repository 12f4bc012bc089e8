"""Web pages: paragraphs, lists, headings and footnotes of the main part, in order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from html_files import main, read
from readings import blocks, tied

from ingest.quotes import check_reading


def test_struck_out_words_do_not_stand(tmp_path: Path) -> None:
    page = main(
        "<p>Ring within <del>five</del> <s>four</s> <strike>three</strike> "
        "<span style='TEXT-DECORATION : solid line-through'>six</span> <span role=deletion>ten</span> "
        "<ins>two</ins> days.</p>"
        "<p><del>All <s>of</s> it.</del></p><table><tr><td>Ring<td><s>five</s> two<tr><td>Visit<td>six</table>"
    )
    assert blocks(read(tmp_path, page)) == [
        ("paragraph", "Ring within two days."),
        ("row", "Ring | two"),
        ("row", "Visit | six"),
    ]


def test_words_hidden_by_their_style_are_not_read(tmp_path: Path) -> None:
    page = main(
        "<p>Ring <span style='DISPLAY : NONE'>five</span><span style='color:red;Visibility: Hidden'>six</span>"
        "<b style='display:inline'>the</b> police.</p>"
    )
    reading = read(tmp_path, page)
    assert blocks(reading) == [("paragraph", "Ring the police.")]
    assert [block.verified for block in check_reading(tmp_path / "a.html", reading).blocks] == [True]


def test_lists_that_count_down_or_past_z_keep_their_numbers(tmp_path: Path) -> None:
    page = main(
        "<ol reversed start=3><li>c<li>b<li>a</ol><p>Then:</p><ol reversed><li>two<li>one</ol><p>Then:</p>"
        "<ol type=a start=26><li>z<li>aa<li>ab</ol><p>Then:</p><ol type=A start=703><li>last</ol>"
    )
    assert [text for kind, text in blocks(read(tmp_path, page)) if kind == "item"] == [
        "3. c", "2. b", "1. a", "2. two", "1. one", "z. z", "aa. aa", "ab. ab", "AAA. last",
    ]  # fmt: skip


def test_lists_nest_and_count(tmp_path: Path) -> None:
    page = main(
        "<p>Do:</p><ul><li><p>tell:</p><ul><li>the parents</li></ul></li><li><p>write</p><p>neatly</p></li></ul>"
        '<ol start="3"><li>ring</li><li value="7">go</li></ol><ol type="a"><li>see</li></ol>'
        '<ol type="i"><li>x</li><li>y</li></ol>'
    )
    reading = read(tmp_path, page)
    assert [text for _, text in blocks(reading)] == [
        "Do:", "• tell:", "• the parents", "• write", "neatly", "3. ring", "7. go", "a. see", "i. x", "ii. y",
    ]  # fmt: skip
    stems = [reading.text[block.stem[0] : block.stem[1]] for block in reading.blocks if block.stem]
    assert stems[:4] == ["Do:", "• tell:", "Do:", "Do:"]


def test_a_count_that_runs_past_headings_numbers_paragraphs(tmp_path: Path) -> None:
    page = main('<h2>A</h2><ol><li>One:<ul><li>x</li></ul></li></ol><h2>B</h2><ol start="2"><li>Two.</li></ol>')
    reading = read(tmp_path, page)
    assert [(block.kind.value, block.paragraph) for block in reading.blocks] == [
        ("heading", None), ("paragraph", "1"), ("item", "1"), ("heading", None), ("paragraph", "2"),
    ]  # fmt: skip


GOVUK = (
    '<p>Visits are weekly.<sup id="fnref:1"><a href="#fn:1" class="govuk-link" rel="footnote">[footnote 1]</a></sup> '
    'They are recorded<sup id="fnref:2"><a href="#fn:2" rel="footnote">[footnote 2]</a></sup>.</p><h2>Later</h2>'
    '<p>Once more.<sup id="fnref:1:1"><a href="#fn:1" rel="footnote">[footnote 1]</a></sup></p>'
    '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1" role="doc-endnote"><p>Regulation 28. '
    '<a href="#fnref:1" class="reversefootnote" role="doc-backlink" aria-label="go to where this is referenced">↩</a> '
    '<a href="#fnref:1:1" class="reversefootnote" role="doc-backlink">↩<sup>2</sup></a></p></li>'
    '<li id="fn:2" role="doc-endnote"><p>In ink.</p></li></ol></div>'
)
FROM_WORD = (
    '<p>Visits are weekly.<a href="#_ftn1" name="_ftnref1"><span><sup>[1]</sup></span></a></p>'
    '<div><hr><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1"><sup>[1]</sup></a> Regulation 28.</p></div></div>'
)
BY_SIGN = (
    '<p>Visits are weekly<a href="#n"><sup>*</sup></a>.</p>'
    '<div id="footnotes"><p id="n">* Regulation 28.</p><p>† Of no use.</p></div>'
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (GOVUK, [("1", "Regulation 28.", "Visits are weekly."),
                 ("2", "In ink.", "Visits are weekly. They are recorded")]),
        (FROM_WORD, [("1", "Regulation 28.", "Visits are weekly.")]),
        (BY_SIGN, [("*", "Regulation 28.", "Visits are weekly"), ("†", "Of no use.", "")]),
    ],
    ids=["GOV.UK", "saved from Word", "by sign"],
)  # fmt: skip
def test_footnotes_are_tied_to_the_words_that_cite_them(
    tmp_path: Path, words: str, expected: list[tuple[str | None, str, str]]
) -> None:
    reading = read(tmp_path, main(words))
    assert tied(reading) == expected
    assert re.search(r"\[|↩|\*|weekly\.?1", reading.text) is None


def test_a_footnote_of_a_cell_is_tied_and_one_in_a_header_once(tmp_path: Path) -> None:
    def cite(number: int) -> str:
        return f'<sup><a href="#n{number}">{number}</a></sup>'

    page = main(
        f"<table><tr><th>What{cite(1)}</th><th>When</th></tr><tr><td>Visit</td><td>weekly{cite(2)}</td></tr>"
        '<tr><td>Review</td><td>yearly</td></tr></table><section role="doc-endnotes"><ol><li id="n1">Duty.</li>'
        '<li id="n2">Or more.</li></ol></section>'
    )
    reading = read(tmp_path, page)
    assert tied(reading) == [("1", "Duty.", "What"), ("2", "Or more.", "What: Visit | When: weekly")]
    assert reading.text.startswith("What: Visit | When: weekly\nWhat: Review | When: yearly\n")


def test_line_breaks_part_typed_lists_only(tmp_path: Path) -> None:
    page = main(
        "<p>Tell:<br>• the parents<br>• the school<br><br>Then write\n- or ring -\nat once.</p>"
        "<div>Loose<p>In.</p>end</div>"
    )
    assert [text for _, text in blocks(read(tmp_path, page))] == [
        "Tell:", "• the parents", "• the school", "Then write - or ring - at once.", "Loose", "In.", "end",
    ]  # fmt: skip


def test_a_bold_paragraph_before_text_is_a_heading(tmp_path: Path) -> None:
    page = main(
        "<h2>A</h2><p><strong>At <b>night</b></strong> </p><p><b>Never</b> alone.</p><ul><li><b>Ring</b></li></ul>"
    )
    reading = read(tmp_path, page)
    assert [kind for kind, _ in blocks(reading)] == ["heading", "heading", "paragraph", "item"]
    assert reading.blocks[2].headings == ("A", "At night")


def test_words_split_over_inline_tags_stay_whole(tmp_path: Path) -> None:
    assert read(tmp_path, main("<p>safe<b>guard</b>ing<!-- no --> <i>all</i></p>")).text == "safeguarding all"


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("", "cp1252"),
        ('<meta charset="windows-1252">', "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ('<meta charset="iso-8859-15">', "iso-8859-15"),
        ('<meta charset="utf-8">', "cp1252"),
        ('<meta charset="no-such">', "utf-8"),
    ],
)
def test_the_charset_is_that_of_mark_or_meta(tmp_path: Path, head: str, codec: str) -> None:
    words = "child’s café" if codec != "iso-8859-15" else "child's café €"
    page = f"<html><head>{head}</head><body><p>{words}</p></body></html>"
    assert read(tmp_path, page.encode(codec)).text == words
