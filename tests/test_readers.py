"""Files are read by what they are: formats told apart, faults named, one text the same in every format."""

from __future__ import annotations

import struct
import tempfile
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import (
    DamagedError,
    EmptyError,
    EncryptedError,
    ReadError,
    UnknownFormatError,
    WrongFormatError,
)
from core.records import BlockKind, Reading
from ingest.readers import read_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PAGE = b"<!DOCTYPE html>\n<html><body><main><h1>Visits</h1><p>See the child.</p></main></body></html>"

MARKDOWN = """# Visits to children

## 1. When to visit

1.1 The social worker visits the child:

- within five working days
- then every *six* weeks, or as follows:
  - weekly after a move
  - at once if asked

1.2 The child is seen **alone**. [Records](records.md) are kept.

## 2. Steps

1. Ring first.
2. Go.

(a) Nobody goes alone at night.

| What | Limit |
|---|---|
| First visit | 5 working days |
| Record | 2 working days |
"""

HTML = """<html><head><title>x</title></head><body><nav><a href="/">Home</a></nav><main>
<h1>Visits to children</h1><h2>1. When to visit</h2>
<p>1.1 The social worker visits
the child:</p><ul><li>within five working days</li><li>then every <em>six</em> weeks, or as follows:
<ul><li>weekly after a move</li><li>at once if asked</li></ul></li></ul>
<p>1.2 The child is seen <strong>alone</strong>. <a href="records.html">Records</a> are kept.</p>
<h2>2. Steps</h2><ol><li>Ring first.</li><li><p>Go.</p></li></ol><p>(a) Nobody goes alone at night.</p>
<table><tr><th>What</th><th>Limit</th></tr><tr><td>First visit</td><td>5 working days</td></tr>
<tr><td>Record</td><td>2 working days</td></tr></table></main><footer>Council</footer></body></html>"""

TEXT = """Visits to children
==================

## 1. When to visit

1.1 The social worker visits the child:

* within five working days
* then every six weeks, or as follows:
  * weekly after a move
  * at once if asked

1.2 The child is seen alone. Records are kept.
"""


def write_word(path: Path) -> None:
    document = docx.Document()
    document.add_heading("Visits to children", 1)
    document.add_heading("1. When to visit", 2)
    document.add_paragraph("1.1 The social worker visits the child:")
    document.add_paragraph("within five working days", style="List Bullet")
    document.add_paragraph("then every six weeks, or as follows:", style="List Bullet")
    document.add_paragraph("weekly after a move", style="List Bullet 2")
    document.add_paragraph("at once if asked", style="List Bullet 2")
    paragraph = document.add_paragraph("1.2 The child is seen ")
    paragraph.add_run("alone").bold = True
    paragraph.add_run(". Records are kept.")
    document.add_heading("2. Steps", 2)
    document.add_paragraph("Ring first.", style="List Number")
    document.add_paragraph("Go.", style="List Number")
    document.add_paragraph("(a) Nobody goes alone at night.")
    table = document.add_table(3, 2)
    for row, words in enumerate((("What", "Limit"), ("First visit", "5 working days"), ("Record", "2 working days"))):
        for column, text in enumerate(words):
            table.cell(row, column).paragraphs[0].add_run(text).bold = row == 0
    document.save(str(path))


def rows_of(reading: Reading) -> list[tuple[BlockKind, str, tuple[str, ...], str | None, str | None]]:
    """All that a block says, its stem as text."""
    return [
        (
            block.kind,
            reading.text[block.start : block.end],
            block.headings,
            block.paragraph,
            None if block.stem is None else reading.text[block.stem[0] : block.stem[1]],
        )
        for block in reading.blocks
    ]


@pytest.fixture
def formats(tmp_path: Path) -> dict[str, Reading]:
    (tmp_path / "a.md").write_text(MARKDOWN, encoding="utf-8")
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    write_word(tmp_path / "a.docx")
    return {path.suffix: read_file(path) for path in sorted(tmp_path.iterdir())}


@pytest.mark.parametrize("suffix", [".html", ".docx"])
def test_one_text_gives_the_same_blocks_as_in_markdown(formats: dict[str, Reading], suffix: str) -> None:
    assert rows_of(formats[suffix]) == rows_of(formats[".md"])


def test_one_text_gives_the_same_blocks_as_plain_text(formats: dict[str, Reading]) -> None:
    assert rows_of(formats[".txt"]) == rows_of(formats[".md"])[: len(formats[".txt"].blocks)]
    assert len(formats[".txt"].blocks) == 8


def test_the_markdown_is_read_as_written(formats: dict[str, Reading]) -> None:
    path = ("Visits to children", "1. When to visit")
    assert rows_of(formats[".md"])[2:6] == [
        (BlockKind.PARAGRAPH, "1.1 The social worker visits the child:", path, "1.1", None),
        (BlockKind.ITEM, "• within five working days", path, "1.1", "1.1 The social worker visits the child:"),
        (
            BlockKind.ITEM,
            "• then every six weeks, or as follows:",
            path,
            "1.1",
            "1.1 The social worker visits the child:",
        ),
        (BlockKind.ITEM, "• weekly after a move", path, "1.1", "• then every six weeks, or as follows:"),
    ]
    assert [text for kind, text, *_ in rows_of(formats[".md"]) if kind is BlockKind.ROW] == [
        "What: First visit | Limit: 5 working days",
        "What: Record | Limit: 2 working days",
    ]


def test_formats_without_pages_have_none(formats: dict[str, Reading]) -> None:
    assert all(reading.pages == () for reading in formats.values())


WORDS = st.lists(st.sampled_from(["child", "visit", "manager", "record", "home", "school"]), min_size=2, max_size=8)
PARTS = st.lists(
    st.tuples(st.sampled_from(["heading 1", "heading 2", "paragraph", "stem", "bullet", "row"]), WORDS),
    min_size=1,
    max_size=12,
)


@given(PARTS)
@settings(max_examples=40, deadline=None)
def test_any_text_gives_the_same_blocks_in_every_format(parts: list[tuple[str, list[str]]]) -> None:
    markdown, page = "", ""
    document = docx.Document()
    for kind, words in parts:
        text = " ".join(["The", *words])
        if kind.startswith("heading"):
            level = int(kind[-1])
            markdown += f"\n\n{'#' * level} {text}\n\n"
            page += f"<h{level}>{text}</h{level}>\n"
            document.add_heading(text, level)
        elif kind == "bullet":
            markdown += f"- {text}\n"
            page += f"<ul>\n<li>{text}</li></ul>"
            document.add_paragraph(text, style="List Bullet")
        elif kind == "row":
            markdown += f"\n\n| The | {words[0]} |\n|---|---|\n\n"
            page += f"<table><tr><td>The</td><td>{words[0]}</td></tr></table>"
            cells = document.add_table(1, 2).rows[0].cells
            cells[0].text, cells[1].text = "The", words[0]
        else:
            text += "." if kind == "paragraph" else ":"
            markdown += f"\n\n{text}\n\n"
            page += f"<p>{text}</p>"
            document.add_paragraph(text)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("a.md", "a.html", "a.docx")]
        paths[0].write_text(markdown, encoding="utf-8")
        paths[1].write_text(f"<html><body><main>{page}</main></body></html>", encoding="utf-8")
        document.save(str(paths[2]))
        first, second, third = (rows_of(read_file(path)) for path in paths)
    assert first == second == third
    assert len(first) == len(parts)


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.html", "a.md", "a.txt"])
def test_an_empty_file_is_refused_as_empty(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(EmptyError, match=rf"{name}: the file is empty \(0 bytes\)\."):
        read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", b"<html><nav>Menu</nav></html>"), ("a.md", b"---\nx: 1\n---\n"), ("a.txt", b"\n \n")],
)
def test_a_file_without_words_is_refused_as_empty(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EmptyError, match="holds no words"):
        read_file(tmp_path / name)


def test_a_word_file_without_words_is_refused_as_empty(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    with pytest.raises(EmptyError, match="holds no words"):
        read_file(tmp_path / "a.docx")


@pytest.mark.parametrize("name", ["a.xlsx", "notes", "a.doc"])
def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(
        UnknownFormatError, match=r"Known are \.pdf, \.docx, \.html, \.htm, \.xml, \.md, \.markdown, \.txt"
    ):
        read_file(tmp_path / name)


@pytest.mark.parametrize("name", ["a.PDF", "a.Html"])
def test_the_ending_is_known_in_capitals_too(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(PAGE)
    if name == "a.PDF":
        with pytest.raises(WrongFormatError, match="web page"):
            read_file(tmp_path / name)
    else:
        assert read_file(tmp_path / name).text == "Visits\nSee the child."


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("a.docx", PDF, r"a Word document \(\.docx\), but its contents are a PDF"),
        ("a.html", PDF, "a web page .* are a PDF"),
        ("a.md", PDF, "Markdown .* are a PDF"),
        ("a.txt", PDF, "plain text .* are a PDF"),
        ("a.pdf", PAGE, "a PDF, but its contents are a web page"),
        ("a.docx", PAGE, "a Word document .* are a web page"),
        ("a.txt", PAGE, "plain text .* are a web page"),
        ("a.docx", OLE, r"an old Office file \(\.doc"),
        ("a.pdf", OLE, "a PDF, but its contents are an old Office file"),
        ("a.docx", b"{\\rtf1\\ansi Hello}", "a rich text file"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("a.txt", b"one\0two", "not text"),
    ],
)
def test_contents_of_another_format_are_refused_with_both_named(
    tmp_path: Path, name: str, content: bytes, named: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(WrongFormatError, match=named) as caught:
        read_file(tmp_path / name)
    assert str(caught.value).startswith(f"{name}: ")
    assert caught.value.path == tmp_path / name


@pytest.mark.parametrize(
    ("name", "member", "named"),
    [
        ("a.pdf", "word/document.xml", "a PDF, but its contents are a Word document"),
        ("a.md", "word/document.xml", "Markdown .* are a Word document"),
        ("a.docx", "xl/workbook.xml", "an Excel workbook"),
        ("a.docx", "ppt/presentation.xml", "a PowerPoint file"),
        ("a.docx", "notes.txt", "a ZIP archive"),
    ],
)
def test_zip_files_are_told_apart(tmp_path: Path, name: str, member: str, named: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(WrongFormatError, match=named):
        read_file(tmp_path / name)


def test_a_word_file_with_a_password_is_refused_as_encrypted(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(OLE + "EncryptedPackage".encode("utf-16-le") + bytes(64))
    with pytest.raises(EncryptedError, match="asks for a password"):
        read_file(tmp_path / "a.docx")


def test_a_word_file_cut_short_is_refused_as_damaged(tmp_path: Path) -> None:
    write_word(tmp_path / "whole.docx")
    content = (tmp_path / "whole.docx").read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        (tmp_path / "a.docx").write_bytes(content[: int(len(content) * share)])
        with pytest.raises(DamagedError, match="damaged"):
            read_file(tmp_path / "a.docx")


def test_a_word_file_with_broken_bytes_is_damaged_or_read_never_a_crash(tmp_path: Path) -> None:
    write_word(tmp_path / "whole.docx")
    content = bytearray((tmp_path / "whole.docx").read_bytes())
    refused = 0
    for place in range(40, len(content), len(content) // 60):
        broken = content[:place] + struct.pack("<Q", 0xDEADBEEFDEADBEEF) + content[place + 8 :]
        (tmp_path / "a.docx").write_bytes(bytes(broken))
        try:
            read_file(tmp_path / "a.docx")
        except ReadError:
            refused += 1
    assert refused > 5


def test_a_missing_file_is_a_read_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"cannot be opened \(No such file or directory\)\. Check"):
        read_file(tmp_path / "a.md")
