"""Web pages: the main text in order, the site around it left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.records import BlockKind, Reading
from core.settings import shared_folder
from ingest.quotes import check_reading
from ingest.web.reader import WebReader

FRAMEWORK = shared_folder() / "corpus/national/sccif-childrens-homes-2025.html"
needs_corpus = pytest.mark.skipif(not FRAMEWORK.exists(), reason="the shared folder of real documents is not here")

COUNCIL_PAGE = """<!doctype html><html lang="en"><head><title>Visits - Council</title><style>p{}</style></head>
<body class="has-cookie-banner"><div id="cookie-banner" role="region">We use cookies <button>Accept</button></div>
<a class="skip-link" href="#main">Skip to main content</a>
<header><a href="/">Council</a><form role="search"><label>Search this site</label><input></form></header>
<nav aria-label="Menu"><ul><li><a href="/bins">Bins</a></li></ul></nav>
<ol class="breadcrumb"><li>Home</li><li>Children</li></ol>
<main id="main"><div class="page-with-sidebar">
<h1>Visits to children</h1>
<div class="print-link"><a href="#">Print this page</a></div>
<ul class="toc"><li><a href="#when">When to visit</a></li><li><a href="#who">Who visits</a></li>
<li><a href="#how">How</a></li></ul>
<h2 id="when">When to visit</h2>
<p>Visits are weekly.<sup id="r1"><a href="#n1" role="doc-noteref">1</a></sup> An area of
10 m<sup>2</sup> is enough.</p>
<div hidden>Draft words</div><p aria-hidden="true">Twice told</p><p style="display:none">Unseen</p>
<h2 id="who">Who visits</h2><p>The social&nbsp;worker &amp; the manager<br>together.</p>
<aside class="related-links"><h2>Related pages</h2><a href="/x">Adoption</a></aside>
<aside class="callout"><p>Never alone at night.</p></aside>
<section class="footnotes" role="doc-endnotes"><h2>Footnotes</h2><ol>
<li id="n1">Regulation 28. <a href="#r1" role="doc-backlink">↩</a></li></ol></section>
<div class="feedback"><h2>Is this page useful?</h2><button>Yes</button></div>
<a href="#top">Back to top</a></div></main>
<aside>Adverts</aside><footer>Contact us <ul><li>Privacy</li></ul></footer>
<script>var x = "scripted"</script></body></html>"""


def read(tmp_path: Path, page: str | bytes) -> Reading:
    content = page.encode() if isinstance(page, str) else page
    (tmp_path / "a.html").write_bytes(content)
    return WebReader().read(tmp_path / "a.html")


def main(words: str) -> str:
    return f"<html><body><main>{words}</main></body></html>"


def blocks(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind.value, reading.text[block.start : block.end]) for block in reading.blocks]


def test_a_council_page_gives_its_text_and_no_furniture(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, COUNCIL_PAGE)) == [
        ("heading", "Visits to children"),
        ("contents", "When to visit"),
        ("contents", "Who visits"),
        ("contents", "How"),
        ("heading", "When to visit"),
        ("paragraph", "Visits are weekly. An area of 10 m2 is enough."),
        ("footnote", "Regulation 28."),
        ("heading", "Who visits"),
        ("paragraph", "The social worker & the manager together."),
        ("paragraph", "Never alone at night."),
    ]


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


def test_a_cell_over_rows_is_said_in_a_row_that_ends_before_it(tmp_path: Path) -> None:
    page = main("<table><tr><th>A<th>B<th>C<tr><td>a1<td>b1<td rowspan=2>c1<tr><td>a2<tr><td>a3<td>b3<td>c3</table>")
    assert [text for _, text in blocks(read(tmp_path, page))] == [
        "A: a1 | B: b1 | C: c1",
        "A: a2 | C: c1",
        "A: a3 | B: b3 | C: c3",
    ]


def test_guidance_in_parts_named_toggle_or_feedback_stays(tmp_path: Path) -> None:
    page = main(
        "<h3 class='accordion-toggle'>Bruising</h3><div class='content-toggle'><p>Ring the doctor.</p></div>"
        "<h2 id='feedback' class='share-this'>Feedback</h2>"
        "<div class='feedback'><p>Feedback to the referrer within 24 hours.</p></div>"
        "<section id='feedback'><p>And to the child.</p></section>"
        "<h2 class='visually-hidden'>Menu for readers aloud</h2>"
        "<div class='gem-c-feedback'><p>Report a problem with this page</p></div>"
        "<div id='feedback-form'><p>What went wrong?</p></div>"
        "<div class='page-feedback'><p>Tell us more</p></div>"
    )
    assert blocks(read(tmp_path, page)) == [
        ("heading", "Bruising"),
        ("paragraph", "Ring the doctor."),
        ("heading", "Feedback"),
        ("paragraph", "Feedback to the referrer within 24 hours."),
        ("paragraph", "And to the child."),
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


def test_a_page_without_a_main_part_falls_back_to_its_body(tmp_path: Path) -> None:
    page = "<body><header>Council</header><nav>Menu</nav><h1>Visits</h1><p>Weekly.</p><footer>Privacy</footer></body>"
    assert blocks(read(tmp_path, page)) == [("heading", "Visits"), ("paragraph", "Weekly.")]


def test_the_main_part_is_known_by_its_role_or_its_name(tmp_path: Path) -> None:
    for opening in ('<div role="main">', "<article>", '<div id="content">'):
        closing = "</article>" if opening == "<article>" else "</div>"
        page = f"<body><div>Menu</div>{opening}<h1>Visits</h1><p>Weekly.</p>{closing}<div>Privacy</div></body>"
        assert blocks(read(tmp_path, page)) == [("heading", "Visits"), ("paragraph", "Weekly.")]


def test_a_title_above_the_main_part_is_kept(tmp_path: Path) -> None:
    page = "<body><div><h1>Visits</h1></div><main><h2>When</h2><p>Weekly.</p></main></body>"
    reading = read(tmp_path, page)
    assert reading.blocks[-1].headings == ("Visits", "When")


def test_headings_that_are_named_like_furniture_stay(tmp_path: Path) -> None:
    page = main(
        '<h2 id="feedback-to-children">Feedback to children</h2><section id="sharing"><p>Share it.</p></section>'
    )
    assert blocks(read(tmp_path, page)) == [("heading", "Feedback to children"), ("paragraph", "Share it.")]


def test_a_title_in_the_header_of_a_plain_page_is_kept(tmp_path: Path) -> None:
    page = "<body><header><a>Council</a><h1>Visits</h1></header><p>Weekly, or more often.</p></body>"
    assert blocks(read(tmp_path, page)) == [("heading", "Visits"), ("paragraph", "Weekly, or more often.")]


def test_a_page_that_stands_inside_a_form_is_read(tmp_path: Path) -> None:
    page = '<body><form id="aspnetForm"><div class="sidebar"><h1>Visits</h1><p>Weekly, always.</p></div></form></body>'
    assert blocks(read(tmp_path, page)) == [("heading", "Visits"), ("paragraph", "Weekly, always.")]


def test_an_accordion_keeps_the_headings_on_its_buttons(tmp_path: Path) -> None:
    page = main(
        '<h2><button aria-expanded="false"><span>When</span><span class="visually-hidden">, show</span></button></h2>'
        '<div hidden="until-found"><p>Weekly.</p></div>'
    )
    assert blocks(read(tmp_path, page)) == [("heading", "When"), ("paragraph", "Weekly.")]


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


def tied(reading: Reading) -> list[tuple[str | None, str, str]]:
    """Each note's mark, its words, and the words before the place that cites it."""
    found = []
    for block in reading.blocks:
        if block.kind is BlockKind.FOOTNOTE:
            before = "" if block.cited is None else reading.text[: block.cited].rpartition("\n")[2]
            found.append((block.mark, reading.text[block.start : block.end], before))
    return found


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


@pytest.fixture(scope="module")
def framework() -> Reading:
    return WebReader().read(FRAMEWORK)


@needs_corpus
@pytest.mark.parametrize(
    "words",
    ["cookie", "Print this page", "Is this page useful", "Crown copyright", "Skip to main", "Emergency Alerts",
     "Search", "Navigation menu", "Services and information", "Back to top", "Accept", "Applies to England"],
)  # fmt: skip
def test_no_furniture_of_the_real_page_is_read(framework: Reading, words: str) -> None:
    assert words in FRAMEWORK.read_text(encoding="utf-8")
    assert re.search(rf"\b{words}\b", framework.text) is None


@needs_corpus
def test_the_real_page_has_its_headings_items_and_rows(framework: Reading) -> None:
    counts = {kind: sum(block.kind is kind for block in framework.blocks) for kind in BlockKind}
    assert (counts[BlockKind.ITEM], counts[BlockKind.ROW], counts[BlockKind.CONTENTS]) == (295, 32, 0)
    assert counts[BlockKind.HEADING] == 129
    without_stem = [block for block in framework.blocks if block.kind is BlockKind.ITEM and block.stem is None]
    assert len(without_stem) < 12


GOV_UK = """<!doctype html><html><body class="gem-c-layout-for-public">
<div id="global-cookie-message" class="gem-c-cookie-banner" role="region"><p>We use some essential cookies.</p>
<button>Accept additional cookies</button></div>
<a class="gem-c-skip-link" href="#content">Skip to main content</a>
<header role="banner"><nav><a>Menu</a></nav></header>
<div class="gem-c-emergency-banner" role="region"><p>A national emergency.</p></div>
<div class="gem-c-breadcrumbs"><ol><li>Home</li><li>Social care</li></ol></div>
<main role="main" id="content">
<div class="gem-c-heading"><p class="gem-c-title__context">Statutory guidance</p><h1>Visits to children</h1></div>
<div class="gem-c-metadata"><dl><dt>From:</dt><dd><a>Department</a></dd><dt>Published</dt><dd>1 May 2025</dd></dl></div>
<div class="gem-c-single-page-notification-button"><form><button>Get emails about this page</button></form></div>
<div class="gem-c-devolved-nations"><h2>Applies to England</h2></div>
<nav class="gem-c-contents-list"><h2>Contents</h2><ol><li><a href="#when">When</a></li></ol></nav>
<div class="gem-c-print-link"><button>Print this page</button></div>
<div class="gem-c-govspeak"><h2 id="when">When</h2><p>Visits are weekly.</p>
<div class="call-to-action"><p>Ring the police.</p></div></div>
<div class="gem-c-share-links"><h2>Share this page</h2><ul><li><a>Facebook</a></li></ul></div>
<div class="gem-c-contextual-footer"><div class="gem-c-related-navigation"><h2>Related content</h2></div></div>
<div class="gem-c-contextual-sidebar"><div class="gem-c-related-navigation"><a>Reviews</a></div></div>
<a class="govuk-back-to-top" href="#contents">Back to top</a>
</main>
<div class="gem-c-feedback"><h2>Is this page useful?</h2><button>Yes</button><form><label>No</label></form></div>
<footer role="contentinfo"><p>Open Government Licence</p></footer></body></html>"""


def test_a_gov_uk_page_gives_its_text_and_no_furniture(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, GOV_UK)) == [
        ("paragraph", "Statutory guidance"),
        ("heading", "Visits to children"),
        ("row", "From: | Department"),
        ("row", "Published | 1 May 2025"),
        ("heading", "When"),
        ("paragraph", "Visits are weekly."),
        ("paragraph", "Ring the police."),
    ]
