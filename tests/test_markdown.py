"""Markdown as councils and wikis write it: headings, lists, tables, debris, and no word lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from readings import blocks, tied

from core.records import BlockKind, Reading
from core.settings import shared_folder
from ingest.markdown.reader import MarkdownReader
from ingest.markdown.wiki import repaired

CORPUS = sorted((shared_folder() / "corpus").rglob("*.md"))
needs_corpus = pytest.mark.skipif(not CORPUS, reason="the shared folder of real documents is not here")


def read(tmp_path: Path, text: str) -> Reading:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    return MarkdownReader().read(tmp_path / "a.md")


def test_front_matter_is_left_out(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "---\ntitle: Visits\ntags: [a]\n---\n\nSee the child.\n")) == [
        ("paragraph", "See the child.")
    ]


def test_a_page_of_front_matter_alone_is_its_title(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "---\ntitle: '📋 Visits'\n---\n")) == [("heading", "Visits")]


def test_struck_out_words_do_not_stand(tmp_path: Path) -> None:
    text = (
        "Ring within ~~five~~ two days. <del>Never</del> <S>ever</S> alone.\n\n~~A whole\nparagraph ~~\n\n"
        "- ~~x~~ Go\n\n<del>\n\nblock\n\n</del>\n\n|a|b|\n|---|---|\n|~~five~~ six|x ~~ y|\n|z ~~ q|r|\n\n"
        "One <s> more, ~~\n\nlast ~~.\n"
    )
    assert blocks(read(tmp_path, text)) == [
        ("paragraph", "Ring within two days. alone."),
        ("item", "• Go"),
        ("row", "a: six | b: x y"),
        ("row", "a: z q | b: r"),
        ("paragraph", "One more,"),
        ("paragraph", "last ."),
    ]


def test_a_struck_out_header_leaves_the_columns_of_its_table(tmp_path: Path) -> None:
    text = "   ~~Old~~ Sign  Step\n  -------------- --------\n   Debt          talk\n   Missing       ring\n"
    assert blocks(read(tmp_path, text)) == [("row", "Sign: Debt | Step: talk"), ("row", "Sign: Missing | Step: ring")]


def test_a_rule_at_the_top_is_no_front_matter_without_its_end(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "---\n\nSee the child.\n")) == [("paragraph", "See the child.")]


def test_headings_lose_pictograms_and_keep_numbers(tmp_path: Path) -> None:
    text = "## 🛍️ Aerosols\n\n### 👨‍👩‍👧 2.1 Family ✅\n\n## - Scope\n\n#### ⚠️ 10 days & more?\n"
    assert [text for _, text in blocks(read(tmp_path, text))] == ["Aerosols", "2.1 Family", "Scope", "10 days & more?"]


def test_pictograms_in_text_stay(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "- 🌍 Harm abroad\n")) == [("item", "• 🌍 Harm abroad")]


def test_emphasis_links_and_pictures_give_their_words(tmp_path: Path) -> None:
    text = "A **bold** and *soft* [link](x.md), `code`, ![alt](p.png) and <https://a.example/b>.\n"
    assert blocks(read(tmp_path, text)) == [("paragraph", "A bold and soft link, code, and https://a.example/b.")]


def test_hard_wrapped_lines_are_one_paragraph(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "The worker visits\nthe child\nsoon.\n")) == [
        ("paragraph", "The worker visits the child soon.")
    ]


def test_ordered_lists_keep_their_numbers(tmp_path: Path) -> None:
    text = "Steps:\n\n3. Ring.\n4. Go.\n\n   Go alone never.\n\n   a line\n5. Write.\n"
    reading = read(tmp_path, text)
    assert blocks(reading) == [
        ("paragraph", "Steps:"),
        ("item", "3. Ring."),
        ("item", "4. Go."),
        ("item", "Go alone never."),
        ("item", "a line"),
        ("item", "5. Write."),
    ]
    assert all(block.stem == (0, 6) for block in reading.blocks[1:])


def test_a_count_that_runs_past_headings_numbers_paragraphs(tmp_path: Path) -> None:
    text = "# A\n\n1. First.\n2. Second should:\n   - ring\n\n# B\n\n3. Third.\n"
    reading = read(tmp_path, text)
    assert [(block.kind.value, block.paragraph) for block in reading.blocks] == [
        ("heading", None),
        ("paragraph", "1"),
        ("paragraph", "2"),
        ("item", "2"),
        ("heading", None),
        ("paragraph", "3"),
    ]
    assert blocks(reading)[5] == ("paragraph", "3. Third.")
    assert reading.blocks[3].stem is not None


def test_two_lists_that_each_begin_at_one_are_steps(tmp_path: Path) -> None:
    reading = read(tmp_path, "# A\n\n1. First.\n2. Second.\n\n# B\n\n1. Third.\n2. Fourth.\n")
    assert [block.paragraph for block in reading.blocks] == [None] * 6
    assert [kind for kind, _ in blocks(reading)].count("item") == 4


def test_typed_paragraph_numbers_are_known(tmp_path: Path) -> None:
    reading = read(tmp_path, "4.2 The manager decides.\n\n4.2.1. They write it down.\n\n2.5 million pounds.\n")
    assert [block.paragraph for block in reading.blocks] == ["4.2", "4.2.1", "4.2.1"]


def test_a_bold_line_before_text_is_a_heading(tmp_path: Path) -> None:
    text = (
        "## Missing\n\n**1. Search**\n\nLook around.\n\n**For carers:**\n\n- ring\n\n"
        "**1.1 Report *now***\n\nRing.\n\n**Last line**\n"
    )
    reading = read(tmp_path, text)
    assert [(text, block.headings) for (_, text), block in zip(blocks(reading), reading.blocks, strict=True)] == [
        ("Missing", ()),
        ("1. Search", ("Missing",)),
        ("Look around.", ("Missing", "1. Search")),
        ("For carers:", ("Missing", "1. Search")),
        ("• ring", ("Missing", "1. Search")),
        ("1.1 Report now", ("Missing", "1. Search")),
        ("Ring.", ("Missing", "1. Search", "1.1 Report now")),
        ("Last line", ("Missing", "1. Search", "1.1 Report now")),
    ]
    assert [block.kind for block in reading.blocks].count(BlockKind.HEADING) == 3


def test_a_column_of_bold_lines_is_no_headings(tmp_path: Path) -> None:
    text = "".join(f"**{name}**\n\n" for name in ("Anna Bell", "Carl Dunn", "Eve Ford", "Gus Hall")) + "They agreed.\n"
    assert {kind for kind, _ in blocks(read(tmp_path, text))} == {"paragraph"}


def test_steps_run_together_are_parted(tmp_path: Path) -> None:
    assert [text for _, text in blocks(read(tmp_path, "1\\. Ring. 2. Go\nhome. 3. Write in 4. weeks.\n"))] == [
        "1. Ring.",
        "2. Go home.",
        "3. Write in 4. weeks.",
    ]


def test_nested_lists_hang_under_the_item_above(tmp_path: Path) -> None:
    reading = read(tmp_path, "Do:\n\n- tell:\n    - the parents\n- write\n")
    stems = [reading.text[block.stem[0] : block.stem[1]] for block in reading.blocks if block.stem]
    assert stems == ["Do:", "• tell:", "Do:"]


def test_a_table_is_rows_with_its_header(tmp_path: Path) -> None:
    text = "| What | **Limit** |\n|---|---|\n| Visit | 5 days |\n| | 6 days |\n"
    assert blocks(read(tmp_path, text)) == [("row", "What: Visit | Limit: 5 days"), ("row", "Limit: 6 days")]
    assert blocks(read(tmp_path, "| | |\n|---|---|\n| Visit | 5 days |\n")) == [("row", "Visit | 5 days")]
    assert blocks(read(tmp_path, "| Only |\n|---|\n| words |\n")) == [("paragraph", "Only"), ("paragraph", "words")]


def test_a_table_of_who_owns_a_document_has_no_header(tmp_path: Path) -> None:
    text = "| Owner | Head of Service |\n|---|---|\n| Version | 2.2 |\n| Review due | May 2028 |\n"
    assert [text for _, text in blocks(read(tmp_path, text))] == [
        "Owner | Head of Service",
        "Version | 2.2",
        "Review due | May 2028",
    ]
    text = "| Version | Date |\n|---|---|\n| 2.2 | May 2026 |\n"
    assert [text for _, text in blocks(read(tmp_path, text))] == ["Version: 2.2 | Date: May 2026"]


def test_an_indented_wiki_list_is_a_list(tmp_path: Path) -> None:
    text = "Carers must:\n\n      * ring the **office**\n        - by day\n      * write it down\n"
    reading = read(tmp_path, text)
    assert blocks(reading) == [
        ("paragraph", "Carers must:"),
        ("item", "• ring the office"),
        ("item", "• by day"),
        ("item", "• write it down"),
    ]
    assert reading.blocks[3].stem == (0, 12)


def test_bullets_that_an_exporter_ran_together_are_parted(tmp_path: Path) -> None:
    text = "Carers:\n\n• ring • write • wait\n\n\\* Go home \\* Come\nback. \\*\nStay\n"
    assert blocks(read(tmp_path, text))[1:] == [
        ("item", "• ring"),
        ("item", "• write"),
        ("item", "• wait"),
        ("item", "• Go home"),
        ("item", "• Come back."),
        ("item", "• Stay"),
    ]


def test_a_footnote_star_is_no_bullet(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "Any offence\\*.\n\n\\*A list is kept.\n")) == [
        ("paragraph", "Any offence*."),
        ("paragraph", "*A list is kept."),
    ]


def test_debris_of_exporters_is_taken_out() -> None:
    assert repaired("<!-- x\ny -->See \\<font 9pt/arial;;#fff\\>the\\</font\\> child.") == "See the child."
    assert repaired("[[policies:contact|Contact]] and [[http://a.example]]") == "Contact and http://a.example"
    assert (
        repaired("//Note: // at http://a.example//b and <WRAP round>this</WRAP>")
        == "Note:  at http://a.example//b and this"
    )
    assert repaired("a ~~gone~~ b ~~ c") == "a  b  c"


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("## Visits {#visits .unnumbered}", "## Visits"),
        ("[soon]{.underline} [x](y.md){.link}", "soon [x](y.md)"),
        ('![p](a.png){width="6in" height="2in"}', "![p](a.png)"),
        ("[]{#_Toc123 .anchor}Visits", "Visits"),
        ("::: {.note}\nGo.\n:::", "\nGo.\n"),
        ("- [ ] ring\n- [x] go", "- ring\n- go"),
        ("[TOC]\n{{>toc}}\n\\newpage", "\n\n"),
        ("Use {name} and [b] {c}", "Use {name} and [b] {c}"),
        ("<!-- one --> <!-- open", "  open"),
    ],
)
def test_debris_of_pandoc_and_notion_is_taken_out(left: str, expected: str) -> None:
    assert repaired(left) == expected


def test_footnotes_are_tied_and_numbered_as_they_are_cited(tmp_path: Path) -> None:
    text = (
        "# Visits[^top]\n\nSee the child[^b], alone.[^a] Again.[^b]\n\n[^a]: *Never* in pairs.\n[^b]: Weekly,\n"
        "    or more.\n\n    With a reason.\n\n# Records\n\nIn ink.^[Or print.] No [^c].\n\n[^top]: Of all kinds.\n"
        "[^d]: Unused."
    )
    reading = read(tmp_path, text)
    assert reading.text.split("\n") == [
        "Visits", "See the child, alone. Again.", "Of all kinds.", "Weekly, or more. With a reason.", "Never in pairs.",
        "Records", "In ink. No [^c].", "Or print.", "Unused.",
    ]  # fmt: skip
    assert tied(reading) == [
        ("1", "Of all kinds.", "Visits"),
        ("2", "Weekly, or more. With a reason.", "See the child"),
        ("3", "Never in pairs.", "See the child, alone."),
        ("4", "Or print.", "In ink."),
        (None, "Unused.", ""),
    ]


def test_a_footnote_cited_in_a_table_is_tied(tmp_path: Path) -> None:
    reading = read(tmp_path, "| What | When |\n|---|---|\n| Visit | weekly[^1] |\n\n[^1]: Or more.\n\nEnd.\n")
    assert tied(reading) == [("1", "Or more.", "What: Visit | When: weekly")]
    assert [text for _, text in blocks(reading)] == ["What: Visit | When: weekly", "End.", "Or more."]


def test_html_inside_markdown_is_read_as_html(tmp_path: Path) -> None:
    text = (
        "<details><summary>More</summary>\n<p>Ring&nbsp;us.</p></details>\n\n"
        "<div hidden>x</div>\n\nLine<br>break <i>y</i>\n"
    )
    assert blocks(read(tmp_path, text)) == [
        ("paragraph", "More"),
        ("paragraph", "Ring us."),
        ("paragraph", "Line break y"),
    ]


def test_a_table_drawn_with_dashes_is_rows(tmp_path: Path) -> None:
    text = """Times:

  What          Limit
  ------------- --------
  First visit   5 days
  Record        2 days

  ------------------------
  Who           Does
  ------------- ----------
  Manager of    reads the
  the team\\     record

  Worker        writes
  ------------------------

After.
"""
    assert blocks(read(tmp_path, text)) == [
        ("paragraph", "Times:"),
        ("row", "What: First visit | Limit: 5 days"),
        ("row", "What: Record | Limit: 2 days"),
        ("row", "Who: Manager of the team | Does: reads the record"),
        ("row", "Who: Worker | Does: writes"),
        ("paragraph", "After."),
    ]


def test_a_table_of_dashes_without_a_header_has_none(tmp_path: Path) -> None:
    text = "Terms:\n\n  ------ ----------\n  LADO   officer\n  IRO    reviewer\n  ------ ----------\n\nAfter.\n"
    assert blocks(read(tmp_path, text)) == [
        ("paragraph", "Terms:"),
        ("row", "LADO | officer"),
        ("row", "IRO | reviewer"),
        ("paragraph", "After."),
    ]


def test_lone_backslashes_and_rules_are_no_paragraphs(tmp_path: Path) -> None:
    assert blocks(read(tmp_path, "One\\\n\n\\\n\n----\n\nTwo \\\n")) == [("paragraph", "One"), ("paragraph", "Two")]


@needs_corpus
def test_no_markup_is_left_in_real_pages() -> None:
    left = []
    for path in CORPUS:
        for kind, text in blocks(MarkdownReader().read(path)):
            if kind != "row" and re.search(r"\*\*|\[\[|\]\]|\\|~~|</|<font|\{\{", text):
                left.append(f"{path.name}: {kind}")
    assert left == []
    assert len(CORPUS) == 170
