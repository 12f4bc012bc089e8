"""The check that quoted words stand in their file: what is true is found, what was changed is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from core.errors import DamagedError, UnknownFormatError
from core.records import BlockKind, Document, Passage, Tier
from core.settings import shared_folder
from index.encoder import WordTokenizer
from index.rows import reading_from, reading_row
from ingest.building import ReadingBuilder
from ingest.letters import folded
from ingest.pdf import trace
from ingest.quotes import check_quotes, check_reading
from ingest.readers import read_file
from ingest.split import split

CORPUS = shared_folder() / "corpus"
RULE = "A child who is missing must not be left until the morning before the police are told."
LINES = ("A child who is missing must not be left until the", "morning before the police are told.")


def passage(text: str, page: int | None = None, last_page: int | None = None, *, is_figure: bool = False) -> Passage:
    return Passage("d#0", "d", 0, 0, len(text), text, page=page, last_page=last_page or page, is_figure=is_figure)


def holds(path: Path, text: str, page: int | None = None, last_page: int | None = None) -> bool:
    (checked,) = check_quotes(path, [passage(text, page, last_page)])
    assert checked.verified is not None
    return checked.verified


class Made:
    """A PDF drawn line by line at given places."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._canvas = Canvas(str(path), pagesize=A4)

    def line(self, text: str, y: float, *, x: float = 72, size: float = 12) -> Made:
        self._canvas.setFont("Helvetica", size)
        self._canvas.drawString(x, y, text)
        return self

    def lines(self, texts: Sequence[str], y: float, *, x: float = 72) -> Made:
        for place, text in enumerate(texts):
            self.line(text, y - 15 * place, x=x)
        return self

    def page(self) -> Made:
        self._canvas.showPage()
        return self

    def save(self) -> Path:
        self._canvas.save()
        return self.path


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path / "made.pdf")


@pytest.mark.parametrize(
    "changed",
    [
        RULE.replace("missing", "found"),
        RULE.replace("not ", ""),
        RULE.replace("the morning", "morning the"),
        RULE.replace("until the ", "until "),
        RULE.replace("the police", "the the police"),
        RULE.replace("must", "may"),
        RULE + " And so on.",
        LINES[1] + " " + LINES[0],
    ],
)
def test_a_changed_quote_is_found_in_every_format(made: Made, tmp_path: Path, changed: str) -> None:
    made.lines(LINES, 700).page().line("Another page.", 700).save()
    for ending in (".txt", ".md", ".html"):
        (tmp_path / f"made{ending}").write_text(f"<p>{LINES[0]}\n{LINES[1]}</p>" if ending == ".html" else RULE)
    document = docx.Document()
    document.add_paragraph(RULE)
    document.save(str(tmp_path / "made.docx"))
    for path in sorted(tmp_path.glob("made.*")):
        page = 1 if path.suffix == ".pdf" else None
        assert holds(path, RULE, page), path.name
        assert not holds(path, changed, page), path.name


def test_a_quote_from_another_page_is_found(made: Made) -> None:
    path = made.line("Nothing of it here.", 700).page().lines(LINES, 700).save()
    assert holds(path, RULE, 2)
    assert not holds(path, RULE, 1)


def test_a_line_between_two_lines_cannot_be_left_out(made: Made) -> None:
    path = made.lines(
        ["The carer must ring the police", "but must not follow the child", "or search alone."], 700
    ).save()
    assert holds(path, "The carer must ring the police but must not follow the child or search alone.", 1)
    assert not holds(path, "The carer must ring the police or search alone.", 1)


def test_a_quote_runs_over_a_page_past_feet_heads_and_footnotes(made: Made) -> None:
    for number in (1, 2, 3):
        made.line("Missing children procedure", 810).line(f"Page {number} of 3", 30)
        if number == 1:
            made.lines(LINES[:1], 120).line("1 A footnote in smaller type stands below the text.", 80, size=8)
        if number == 2:
            made.lines(LINES[1:], 760)
        made.page()
    path = made.save()
    assert holds(path, RULE, 1, 2)
    assert not holds(path, RULE.replace("the morning", "morning"), 1, 2)


def test_a_line_at_a_page_end_cannot_be_left_out(made: Made) -> None:
    made.lines(["The carer must ring the police", "but must not follow the child"], 200).page()
    path = made.line("or search alone.", 760).save()
    assert not holds(path, "The carer must ring the police or search alone.", 1, 2)


def test_columns_that_are_drawn_line_by_line_are_read_each_by_itself(made: Made) -> None:
    left, right = (
        ("The left column is", "about children missing", "from care."),
        ("The right one is", "about homes", "alone."),
    )
    for place in range(3):
        made.line(left[place], 700 - 15 * place).line(right[place], 700 - 15 * place, x=330)
    path = made.save()
    assert holds(path, "The left column is about children missing from care.", 1)
    assert holds(path, "The right one is about homes alone.", 1)
    assert not holds(path, "The left column is from care.", 1)
    assert not holds(path, "The right one is from care.", 1)


def test_marks_of_footnotes_and_hyphens_at_line_ends_may_differ(made: Made) -> None:
    made.line("The child must be seen", 700).line("12", 705, x=196, size=6).line("alone, by the safe-", 700, x=204)
    path = made.line("guarding lead of a multi-", 685).line("agency team.", 670).save()
    assert holds(path, "The child must be seen alone, by the safeguarding lead of a multi-agency team.", 1)
    assert not holds(path, "The child must be seen alone, by the safe guarding lead of a team.", 1)


def test_small_words_in_a_line_are_no_marks_of_footnotes(made: Made) -> None:
    path = made.line("The child must", 700).line("not", 700, x=153, size=10).line("be left alone.", 700, x=170).save()
    assert holds(path, "The child must not be left alone.", 1)
    assert not holds(path, "The child must be left alone.", 1)


@pytest.mark.parametrize(("mark", "is_note"), [("a", True), ("b", False), ("not", False), ("iv", True), ("3", True)])
def test_a_word_set_high_is_a_mark_where_a_note_begins_with_it(made: Made, mark: str, is_note: bool) -> None:
    made.line("The child is seen", 700).line(mark, 705, x=166, size=6).line("safely.", 700, x=178)
    path = made.line("a By the worker.", 90, size=8).save()
    assert holds(path, "The child is seen safely.", 1) is is_note


def test_a_smaller_line_between_two_lines_cannot_be_left_out(made: Made) -> None:
    made.line("The carer must ring the police", 700).line("but must not follow the child", 685, size=11)
    path = made.line("or search alone.", 670).save()
    assert not holds(path, "The carer must ring the police or search alone.", 1)


def test_the_last_line_of_a_page_is_no_foot_where_the_next_page_only_says_the_same(made: Made) -> None:
    made.line("The carer may go out", 115).line("but not before 7 pm", 100).page()
    path = made.line("and comes back. All others wait but not before 9 pm or so.", 760).save()
    assert not holds(path, "The carer may go out and comes back.", 1, 2)


def test_numbers_of_full_size_are_words(made: Made) -> None:
    path = made.line("The visit is made within 72 hours of the return.", 700).save()
    assert not holds(path, "The visit is made within hours of the return.", 1)
    assert not holds(path, "The visit is made within 7 hours of the return.", 1)


def test_a_page_that_says_one_word_everywhere_costs_few_looks(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    is_next = trace._Walk._is_next

    def counted(*arguments: Any) -> bool:
        nonlocal looks
        looks += 1
        return is_next(*arguments)

    monkeypatch.setattr(trace._Walk, "_is_next", counted)
    chance = Random(1)
    for _ in range(400):
        made.line("See", chance.uniform(40, 800), x=chance.uniform(20, 500), size=4)
    assert not holds(made.save(), "See " * 60 + "eSe eSe", 1)
    assert 100 < looks < 5_000


@pytest.fixture
def table(made: Made) -> Path:
    """Two columns with headings, cells of two lines, drawn row by row."""
    made.line("Sign", 700).line("What to do", 700, x=300)
    made.line("Goes missing", 670).line("Ring the police", 670, x=300)
    made.line("at night", 655).line("and the manager", 655, x=300)
    return made.line("Has new things", 625).line("Ask the child", 625, x=300).save()


def test_a_row_is_checked_cell_by_cell_under_its_headings(table: Path) -> None:
    row = "Sign: Goes missing at night | What to do: Ring the police and the manager"
    assert holds(table, row, 1)
    assert holds(table, "Goes missing at night | Ring the police and the manager", 1)


@pytest.mark.parametrize(
    "row",
    [
        "Sign: Goes missing at night | What to do: Ring the manager",
        "Sign: Goes missing at night | What to say: Ring the police and the manager",
        "What to do: Goes missing at night | Sign: Ring the police and the manager",
        "Sign: Goes missing | What to do: Ring at night the police and the manager",
    ],
)
def test_a_row_with_another_cell_or_heading_is_found(table: Path, row: str) -> None:
    assert not holds(table, row, 1)


def test_cells_of_different_rows_are_no_row(table: Path) -> None:
    assert holds(table, "Sign: Has new things | What to do: Ask the child", 1)
    assert not holds(table, "Sign: Goes missing at night | What to do: Ask the child", 1)
    assert not holds(table, "Has new things | Ring the police and the manager", 1)


def test_a_cell_over_several_rows_is_in_each_of_them(made: Made) -> None:
    made.line("Level", 700).line("Sign", 700, x=300).line("High", 670)
    for place, sign in enumerate(("Goes missing", "Has new things", "Is afraid")):
        made.line(sign, 670 - 30 * place, x=300)
    path = made.save()
    assert holds(path, "Level: High | Sign: Goes missing", 1)
    assert holds(path, "Level: High | Sign: Is afraid", 1)


def test_words_of_a_flow_chart_may_stand_in_any_order(made: Made) -> None:
    path = made.line("Referral", 700).line("Assessment", 500, x=300).line("No further action", 600, x=60).save()
    for words, is_there in (
        ("Assessment Referral No further action", True),
        ("Referral Assessment action No further", True),
        ("Assessment Referral No other action", False),
        ("Assess Referral No further action", False),
    ):
        (checked,) = check_quotes(path, [passage(words, 1, is_figure=True)])
        assert checked.verified is is_there, words


def test_labels_in_an_order_that_the_page_has_not_are_a_drawing(made: Made) -> None:
    path = made.line("Health now", 700).line("Education", 640, x=200).line("Stability", 640, x=60).save()

    def kinds(*texts: str) -> list[tuple[BlockKind, bool | None]]:
        builder = ReadingBuilder()
        builder.page(1)
        for text in texts:
            builder.paragraph(text)
        return [(block.kind, block.verified) for block in check_reading(path, builder.finish()).blocks]

    assert kinds("Health now", "Stability Education") == [(BlockKind.PARAGRAPH, True)] * 2
    assert kinds("now Health", "Stability") == [(BlockKind.FIGURE, True)] * 2
    assert kinds("now Health.", "Stability") == [(BlockKind.PARAGRAPH, False), (BlockKind.PARAGRAPH, True)]
    assert kinds("now Wealth", "Stability") == [(BlockKind.FIGURE, False), (BlockKind.FIGURE, True)]


@pytest.fixture
def repeated(made: Made) -> Path:
    """Cells that say the same in two columns, a heading centred over a wide column, one heading run into the next."""
    made.line("Sign", 700).line("Known", 700, x=180).line("Seen by the team", 700, x=330)
    made.line("Goes missing", 670).line("Yes", 670, x=180).line("No", 670, x=290)
    return made.line("Has new things", 640).line("No", 640, x=180).line("Yes", 640, x=290).save()


def test_a_short_cell_is_checked_in_its_own_column(repeated: Path) -> None:
    assert holds(repeated, "Sign: Goes missing | Known: Yes | Seen by the team: No", 1)
    assert holds(repeated, "Sign: Has new things | Known: No | Seen by the team: Yes", 1)
    assert not holds(repeated, "Sign: Yes", 1)
    assert not holds(repeated, "Known: Has new things", 1)
    assert not holds(repeated, "Seen by: Yes", 1)


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


def test_a_number_that_a_list_counts_is_not_compared_but_its_words_are(tmp_path: Path) -> None:
    path = tmp_path / "list.html"
    path.write_text("<ol><li>Ring the police.<li>Ring the parents.</ol>")
    assert holds(path, "2. Ring the parents.")
    assert not holds(path, "2. Ring the grandparents.")
    assert not holds(path, "Do. Ring the neighbours.")


@pytest.mark.parametrize("words", ["No.", "Not. Do it within one working day.", "All) Ring the parents first."])
def test_a_word_is_no_number_of_a_list(tmp_path: Path, words: str) -> None:
    path = tmp_path / "rule.txt"
    path.write_text("Ring the parents first. Yes. Do it within one working day.\n", encoding="utf-8")
    assert not holds(path, words)
    assert holds(path, "2. Do it within one working day.")
    assert holds(path, "(b) Do it within one working day.")
    assert holds(path, "xiv. Do it within one working day.")


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
    path = Path(__file__).parent / "data" / "sample-act.xml"
    checked = check_reading(path, read_file(path))
    assert {block.verified for block in checked.blocks if block.kind.is_body} == {True}


def test_headings_and_contents_are_not_checked_and_every_body_block_is(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(RULE)
    builder = ReadingBuilder()
    builder.heading("A heading made up", level=1)
    builder.paragraph(RULE)
    builder.paragraph("Words that were never there.")
    checked = check_reading(path, builder.finish())
    assert [block.verified for block in checked.blocks] == [None, True, False]
    assert reading_from(reading_row(checked)) == checked


def test_passages_take_the_check_of_their_blocks(tmp_path: Path) -> None:
    document = Document("d", "d.txt", "D", "P", Tier.LOCAL, "England")
    builder = ReadingBuilder()
    builder.paragraph(RULE)
    reading = builder.finish()
    for verified in (True, False, None):
        marked = replace(reading, blocks=tuple(replace(block, verified=verified) for block in reading.blocks))
        passages = split(document, marked, tokenizer=WordTokenizer(), limit=2000)
        assert [one.verified for one in passages] == [verified]


def test_every_file_is_checked_when_it_is_read() -> None:
    folder = Path(__file__).parent.parent / "guidance_docs"
    paths = [path for path in sorted(folder.rglob("*.*")) if path.parent.name in ("procedures", "digests")]
    assert {path.suffix for path in paths} >= {".pdf", ".docx", ".html", ".md"}
    for path in paths:
        wrong = [block for block in read_file(path).blocks if block.kind.is_body and block.verified is not True]
        assert not wrong, (path.name, wrong[0])


def test_an_unknown_or_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.odt"
    path.write_text(RULE)
    with pytest.raises(UnknownFormatError, match=r"page\.odt"):
        check_quotes(path, [passage(RULE)])
    path = tmp_path / "page.docx"
    path.write_text(RULE)
    with pytest.raises(DamagedError, match=r"page\.docx"):
        check_quotes(path, [passage(RULE)])


def test_folded_letters_keep_what_a_reader_would_miss() -> None:
    assert folded("ﬁ nd • “it”, A–B 1.5 £") == 'find"it",A–B1.5£'
