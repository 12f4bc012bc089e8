"""The check that quoted words stand in their file: what is true is found, what was changed is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from quoted import LINES, RULE, Made, holds, passage

from core.errors import DamagedError, UnknownFormatError
from core.records import Document, Tier
from index.encoder import WordTokenizer
from index.rows import reading_from, reading_row
from ingest.building import ReadingBuilder
from ingest.letters import folded
from ingest.quotes import check_quotes, check_reading
from ingest.readers import read_file
from ingest.split import split


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
def test_a_changed_quote_is_found_in_every_format(tmp_path: Path, changed: str) -> None:
    made = Made(tmp_path / "made.pdf")
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
