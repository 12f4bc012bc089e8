"""The real Word, HTML and Markdown files: no word lost, none said twice but headers; ten cells of the tool's tables.

Cells are pinned by the table's and the row's count and by anchors of a few words.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from fakes import document
from fidelity import Coverage, coverage
from lxml import etree

from core.records import BlockKind, Passage
from core.settings import ROOT, shared_folder
from index.hashing import WordTokenizer
from ingest.building import cite
from ingest.readers import read_file
from ingest.split import split

CORPUS = shared_folder() / "corpus"
TOOL = CORPUS / "local/northants-ceraf-tool-2023.docx"
FORM = CORPUS / "local/philomena-form.docx"
FRAMEWORK = CORPUS / "national/sccif-childrens-homes-2025.html"
MARKDOWN = sorted(CORPUS.rglob("*.md"))
SAMPLE = ROOT / "guidance_docs/procedures"
needs_corpus = pytest.mark.skipif(not MARKDOWN, reason="the shared folder of real documents is not here")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLOCKS = frozenset(
    ["h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "ul", "ol", "td", "th", "tr", "table", "thead", "tbody", "caption",
     "div", "section", "dt", "dd", "br", "pre", "blockquote"]
)  # fmt: skip


def word_pieces(path: Path) -> Iterator[str]:
    """The words of each paragraph of a Word file, by its XML."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    for paragraph in root.iter(f"{W}p"):
        parts = {f"{W}t": lambda node: node.text or "", f"{W}tab": lambda node: " ", f"{W}br": lambda node: " "}
        yield "".join(parts[node.tag](node) for node in paragraph.iter(*parts) if node.getparent().tag == f"{W}r")


def page_pieces(path: Path, selector: str) -> list[str]:
    """The words of each block of a page's main part."""
    (part,) = lxml.html.fromstring(path.read_bytes().decode("utf-8")).xpath(selector)
    return "".join(_page_text(part)).split("\n")


def _page_text(element: lxml.html.HtmlElement) -> Iterator[str]:
    edge = "\n" if element.tag in BLOCKS else ""
    yield edge
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _page_text(child) if isinstance(child.tag, str) else ()
        yield (child.tail or "").replace("\n", " ")
    yield edge


def markdown_pieces(text: str) -> list[str]:
    """The words that stand for a reader of the rendered page, line by line and cell by cell, without a parser."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"~~[^|~]*~~|\\?<del\\?>.*?</del\\?>", "", text, flags=re.DOTALL)
    text = re.sub(r"\\?</?(?:font|WRAP|nowiki|pagebreak)\b[^<>]*>", "", text)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)(?:\{[^}]*\})?", "", text)
    text = re.sub(r"\[\[[^\]|]*\|([^\]]*)\]\]", r"\1", text)
    text = re.sub(r"\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)", "]", text)
    text = re.sub(r"^```.*$|\*\*|__|[\[\]]|^\s*\d+\.\s", "", text, flags=re.MULTILINE)
    return re.split(r"\n| \| |(?<=\S)\s{2,}(?=\S)", text)


def measured(path: Path) -> Coverage:
    if path.suffix == ".docx":
        return coverage(word_pieces(path), read_file(path))
    if path.suffix == ".html":
        return coverage(page_pieces(path, "//*[@class='govspeak']"), read_file(path))
    return coverage(markdown_pieces(path.read_text(encoding="utf-8")), read_file(path))


@needs_corpus
@pytest.mark.parametrize(
    ("path", "fewest", "added"),
    [(TOOL, 1_170, {"each score 5"}), (FORM, 790, set()), (FRAMEWORK, 26_900, {"updated 4 april 2025"})],
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_every_word_of_a_real_file_is_read_and_none_twice_but_headers(path: Path, fewest: int, added: set[str]) -> None:
    found = measured(path)
    assert found.words > fewest
    assert found.lost == ()
    assert found.share == 1.0
    titles = {"social care common inspection framework sccif children s homes"}
    assert {words for words in found.added if not words.isdigit()} - titles == added


@needs_corpus
def test_no_word_of_a_real_markdown_page_is_lost_or_said_twice() -> None:
    words, lost, added = 0, 0, 0
    for path in MARKDOWN:
        pieces = markdown_pieces(path.read_text(encoding="utf-8"))
        reading = read_file(path)
        if not "".join(pieces).strip():
            assert [block.kind for block in reading.blocks] == [BlockKind.HEADING]
            continue
        wanted, read = (Counter(re.findall(r"[^\W\d_]+", text)) for text in ("\n".join(pieces), reading.text))
        assert not wanted - read, path
        found = coverage(pieces, reading)
        words, lost = words + found.words, lost + sum(len(piece.split()) for piece in found.lost)
        added += sum(len(run.split()) for run in found.added if not re.fullmatch(r"[\d ]+", run))
    assert words > 165_000
    assert lost / words < 0.0002  # what stands on several lines of a cell drawn with dashes
    assert added / words < 0.0005


@needs_corpus
@pytest.mark.parametrize("path", [TOOL, FORM, FRAMEWORK, *MARKDOWN], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_real_word_html_and_markdown_file_is_read(path: Path) -> None:
    reading = read_file(path)
    assert path.suffix != ".md" or re.search(r"\*\*|\[\[|\]\]|~~|</|<font|\{\{", reading.text) is None
    assert not set(cite("")) & set(reading.text)


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.docx")), ids=lambda path: path.stem)
def test_every_word_of_a_sample_word_file_is_read_once(path: Path) -> None:
    found = measured(path)
    assert (found.share, found.lost) == (1.0, ())
    assert [words for words in found.added if not re.fullmatch(r"[\d ]+|[a-z]", words)] == []


CELLS = [
    (2, 3, "Sexual abuse", "Please tick Score 1 each", "☐"),
    (4, 2, "Multiple callers", "Tick if present during the past 3 months", "☐"),
    (6, 1, "Disclosure of sexual/physical assault", "Tick if present between 3 and 6 months ago", "☐"),
    (6, 1, "Disclosure of sexual/physical assault", "Tick if present during past 3 months", "☐"),
    (6, 13, "Child has a drug debt", "Tick if present during past 3 months", "☐"),
    (6, 14, "Child is under 13", "Score 5 each", "☐ Score 5"),
    (15, 3, "RISK LEVEL", "", "High Risk – strong indicators"),
    (16, 1, "KNOWN", "", "☐ Sexual"),
    (18, 1, "Not at risk", "Actions", "• Educate young person to stay safe."),
    (18, 5, "High Risk", "Actions", "Any young person recorded"),
]


@pytest.fixture(scope="module")
def tool() -> list[Passage]:
    return split(document("tool"), read_file(TOOL), tokenizer=WordTokenizer(), limit=WordTokenizer.limit)


@needs_corpus
@pytest.mark.parametrize(("table", "row", "heading", "header", "cell"), CELLS)
def test_a_cell_of_the_tool_is_shown_with_its_row_and_column_headings(
    tool: list[Passage], table: int, row: int, heading: str, header: str, cell: str
) -> None:
    with zipfile.ZipFile(TOOL) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    said = [row_in_file.itertext(f"{W}t") for row_in_file in list(root.iter(f"{W}tbl"))[table].iter(f"{W}tr")]
    rows = ["".join(texts) for texts in said]
    own, whole = rows[row], "".join(rows)
    assert cell.strip("☐• ") in whole
    assert heading in (whole if heading == "RISK LEVEL" else own)
    pattern = rf"{re.escape(heading)}[^|\n]* \| .*{re.escape(header)}[^|\n]*{re.escape(cell)}"
    lines = [line for passage in tool for line in passage.text.split("\n") if re.search(pattern, line)]
    assert len(lines) == 1
