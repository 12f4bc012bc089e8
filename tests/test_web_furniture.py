"""Web pages: the main part is read, and the site around it left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from html_files import main, read
from readings import blocks

from core.records import BlockKind, Reading
from core.settings import shared_folder
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
