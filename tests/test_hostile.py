"""Files made to do harm, or broken so that they do: each is refused in words, within seconds, in little memory.

Every one is read in a process of its own, which says how long that took and how much memory it used.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas
from statutes import act

from core.settings import ROOT

MOST_SECONDS = 10
MOST_MEGABYTES = 1024
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
READ = """
import json, re, sys, time
from pathlib import Path
from core.errors import ReadError
from ingest.readers import read_file
start, said, size = time.process_time(), None, 0
try:
    size = len(read_file(Path(sys.argv[1])).text)
except ReadError as error:
    said = [type(error).__name__, str(error)]
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"said": said, "size": size, "seconds": time.process_time() - start, "megabytes": peak}))
"""


def read_apart(path: Path) -> tuple[list[str] | None, int]:
    """What error reading gave, as its class and its words, or None; and how many characters were read."""
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["seconds"] < MOST_SECONDS, found
    assert found["megabytes"] < MOST_MEGABYTES, found
    return found["said"], found["size"]


def repack(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """A Word document whose parts, by name, have been changed."""
    whole = path.with_suffix(".whole")
    document = docx.Document()
    document.add_paragraph("See the child.")
    document.save(str(whole))
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def body(words: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{W}"><w:body>{words}</w:body></w:document>'.encode()


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = body("<w:p><w:r><w:t>" + " " * 60_000_000 + "x</w:t></w:r></w:p>")


def huge(parts: dict[str, bytes]) -> None:
    parts["word/styles.xml"] = b"<a>" + b"0123456789abcdef" * 4_500_000 + b"</a>"


def laughs(parts: dict[str, bytes]) -> None:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    parts["word/document.xml"] = body(
        "<w:p><w:r><w:t>&l12;</w:t></w:r></w:p>", f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    )


def external(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = body(
        "<w:p><w:r><w:t>&file;</w:t></w:r></w:p>", '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    )


def external_in_utf16(parts: dict[str, bytes]) -> None:
    text = (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        + f'<x xmlns="{W}">&f;</x>'
    )
    parts["word/document.xml"] = text.encode("utf-16")


def reaches_out(parts: dict[str, bytes]) -> None:
    parts["../../../../tmp/waymark-was-here.txt"] = b"out"


def reaches_root(parts: dict[str, bytes]) -> None:
    parts["/etc/waymark-was-here.txt"] = b"out"


def deep(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = body("<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000)


def without_main(parts: dict[str, bytes]) -> None:
    del parts["word/document.xml"]


def without_types(parts: dict[str, bytes]) -> None:
    del parts["[Content_Types].xml"]


def without_relations(parts: dict[str, bytes]) -> None:
    del parts["_rels/.rels"]


def of_another_type(parts: dict[str, bytes]) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", b"image/png"
    )


def with_a_cut_part(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"][:-40]


def without_body(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = f'<w:document xmlns:w="{W}"/>'.encode()


def many(parts: dict[str, bytes]) -> None:
    parts.update({f"word/media/{number}.png": b"" for number in range(10_001)})


def strict(parts: dict[str, bytes]) -> None:
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


@pytest.mark.parametrize(
    ("change", "name", "words"),
    [
        (bomb, "UnsafeError", "word/document.xml unpacks to 57 MB"),
        (huge, "UnsafeError", "word/styles.xml unpacks to 69 MB"),
        (laughs, "UnsafeError", "declares entities"),
        (external, "UnsafeError", "declares entities"),
        (external_in_utf16, "UnsafeError", "declares entities"),
        (reaches_out, "UnsafeError", "reaches outside the document"),
        (reaches_root, "UnsafeError", "reaches outside the document"),
        (many, "UnsafeError", "more than the 10,000"),
        (deep, "DamagedError", "word/document.xml is not whole XML"),
        (without_main, "DamagedError", "word/document.xml is missing"),
        (without_types, "DamagedError", "[Content_Types].xml is missing"),
        (without_relations, "DamagedError", "does not say which part of it holds its text"),
        (of_another_type, "DamagedError", "declared as image/png"),
        (with_a_cut_part, "DamagedError", "word/document.xml is not whole XML"),
        (without_body, "DamagedError", "has no body"),
        (strict, "WrongFormatError", "strict form"),
    ],
)
def test_a_word_file_that_does_harm_is_refused_in_words(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None], name: str, words: str
) -> None:
    repack(tmp_path / "a.docx", change)
    said, _ = read_apart(tmp_path / "a.docx")
    assert said is not None
    assert said[0] == name
    assert said[1].startswith("a.docx: ")
    assert words in said[1]
    assert not Path("/tmp/waymark-was-here.txt").exists()


@pytest.mark.parametrize(("name", "most"), [("a.html", 32), ("a.md", 5), ("a.txt", 20)])
def test_a_text_of_many_megabytes_is_refused_with_its_size(tmp_path: Path, name: str, most: int) -> None:
    (tmp_path / name).write_text("See the child.\n\n" * (most + 1) * 65_536, encoding="utf-8")
    said, _ = read_apart(tmp_path / name)
    assert said is not None
    assert said[0] == "UnsafeError"
    assert f"{most + 1} MB" in said[1]
    assert f"up to {most} MB" in said[1]


def test_a_part_that_is_larger_than_it_says_is_damaged(tmp_path: Path) -> None:
    repack(tmp_path / "a.docx", lambda parts: parts.update({"word/document.xml": body("x" * 5_000_000)}))
    content = bytearray((tmp_path / "a.docx").read_bytes())
    size = struct.pack("<I", len(body("x" * 5_000_000)))
    (tmp_path / "a.docx").write_bytes(bytes(content).replace(size, struct.pack("<I", 1_000)))
    said, _ = read_apart(tmp_path / "a.docx")
    assert said is not None
    assert said[0] == "DamagedError"


def test_a_picture_that_is_missing_costs_no_word(tmp_path: Path) -> None:
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    link = b'<Relationship Id="x1" Type="%b" Target="../NULL"/>' % kind

    def change(parts: dict[str, bytes]) -> None:
        rels = "word/_rels/document.xml.rels"
        parts[rels] = parts[rels].replace(b"</Relationships>", link + b"</Relationships>")

    repack(tmp_path / "a.docx", change)
    assert read_apart(tmp_path / "a.docx") == (None, len("See the child."))


def grid_of_many(canvas: Canvas) -> None:
    """3,000 boxes, each drawn on its own, with a word in it."""
    canvas.setFont("Helvetica", 4)
    for row in range(40):
        for column in range(75):
            canvas.rect(10 + 7.6 * column, 10 + 10 * row, 7.6, 10)
            canvas.drawString(11 + 7.6 * column, 13 + 10 * row, "x")


def map_of_many(canvas: Canvas) -> None:
    """Short lines, 10,000 of them, beside text."""
    canvas.setFont("Helvetica", 4)
    for number in range(10_000):
        x, y = 300 + number * 37 % 280, 10 + number * 53 % 820
        canvas.line(x, y, x + 4 * (number % 2), y + 4 * (1 - number % 2))
    for number in range(150):
        canvas.drawString(20, 20 + 5 * number, "See the child and then the family, and write down who was there.")


@pytest.mark.parametrize("draw", [grid_of_many, map_of_many])
def test_a_page_with_thousands_of_rules_is_read(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    draw(canvas)
    canvas.save()
    said, size = read_apart(tmp_path / "a.pdf")
    assert said is None
    assert size > 9_000


@pytest.mark.parametrize("style", ["lowerLetter", "upperRoman"])
@pytest.mark.parametrize("start", ["99999999", "9" * 4_000], ids=["long", "endless"])
def test_a_list_that_counts_from_an_enormous_number_is_read(tmp_path: Path, style: str, start: str) -> None:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/><w:lvlText w:val="%1."/></w:lvl>'
    listed = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>See the child.</w:t></w:r></w:p>'

    def change(parts: dict[str, bytes]) -> None:
        parts["word/numbering.xml"] = (
            f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
        ).encode()
        parts["word/document.xml"] = body(listed * 2_000)

    repack(tmp_path / "a.docx", change)
    said, size = read_apart(tmp_path / "a.docx")
    assert said is None
    assert 2_000 * len("xxxiv. See the child.") < size < 2_000 * 1_500


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "x",
        "<ul><li>" * 100_000 + "x",
        "<b>" * 100_000 + "x",
        "<table><tr><td>" * 50_000 + "x",
        "<div>" * 700 + "<p>x",
        "<p>x" * 500_000,
        "<p " + " ".join(f"a{number}='1'" for number in range(200_000)) + ">x</p>",
        "<p " + " ".join(f"a{number}" for number in range(200_000)) + ">x</p>",
        "<p title='<' " + " ".join(f"a{number}" for number in range(200_000)) + ">x</p>",
    ],
    ids=[
        "parts",
        "lists",
        "bold",
        "tables",
        "deeper than can be walked",
        "many",
        "attributes",
        "bare",
        "behind a quote",
    ],
)
def test_a_page_that_nests_or_swells_is_refused_in_words(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><main>{page}", encoding="utf-8")
    said, _ = read_apart(tmp_path / "a.html")
    assert said is not None
    assert said[0] == "UnsafeError"
    assert said[1].startswith("a.html: its parts nest deeper, are more, or have more attributes")


@pytest.mark.parametrize(
    "page",
    [
        f"<p class='{'related-links ' * 500_000}'>x</p><p>The child is seen.</p>",
        f"<p title='{'a' * 20_000_000}'>The child is seen.</p>",
        "<!-- " * 200_000 + "--><p>The child is seen.</p>",
        '<table><tr><td rowspan="65534" colspan="1000">The child is seen.</td>' + "<tr><td>x</td></tr>" * 20_000,
        "<footer>" * 200 + "<p>The child is seen.</p>" + "<p>words</p>" * 100_000,
    ],
    ids=["long class", "long title", "open comments", "wide spans", "nested footers"],
)  # fmt: skip
def test_a_page_with_enormous_marks_is_read(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(f"<html><body>{page}", encoding="utf-8")
    said, size = read_apart(tmp_path / "a.html")
    assert said is None
    assert size > 10


@pytest.mark.parametrize(
    "text",
    ["> " * 50_000 + "x", "* " * 20_000 + "x", "[" * 200_000, "![" * 100_000 + "](x)" * 100_000, "<div>" * 100_000],
    ids=["quotes", "lists", "brackets", "pictures", "parts"],
)
def test_markdown_that_nests_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(f"# Visits\n\n{text}\n", encoding="utf-8")
    said, _ = read_apart(tmp_path / "a.md")
    assert said is not None
    assert said[0] == "UnsafeError"
    assert said[1].startswith("a.md: its ")


@pytest.mark.parametrize(
    "text",
    ["<!-- " * 200_000, "**a " * 50_000, "`" * 100_000, "| a " * 20_000 + "|\n" + "|-" * 20_000 + "|\n| b |\n" * 200,
     "- [ ] " * 50_000, "[^1]" * 50_000 + "\n\n[^1]: x", "[[a|" * 100_000, "//a " * 100_000, "x {#" * 100_000,
     ("-" * 3 + " ---" * 190 + "\na b\n") * 300],
    ids=["comments", "stars", "ticks", "columns", "tasks", "notes", "wiki links", "wiki italics", "attributes",
         "rules"],
)  # fmt: skip
def test_markdown_with_enormous_marks_is_read_or_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(f"# Visits\n\n{text}\n", encoding="utf-8")
    said, size = read_apart(tmp_path / "a.md")
    assert (said is not None and said[0] == "UnsafeError") or size > 5


def test_law_with_a_lake_of_white_space_is_read(tmp_path: Path) -> None:
    lake = " " * 300_000 + "x" + "\n" * 300_000
    law = f"<P1group><Title>Visits</Title><P1><Pnumber>1</Pnumber><P1para><Text>See{lake}(a child\n ).</Text>"
    (tmp_path / "a.xml").write_text(act(f"{law}</P1para></P1></P1group>"), encoding="utf-8")
    said, size = read_apart(tmp_path / "a.xml")
    assert said is None
    assert size == len("Visits\n1 See x (a child).")


def test_the_opening_comments_of_a_page_do_not_hold_up_the_check_of_its_format(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("<!---->" * 146 + "See the child.\n", encoding="utf-8")
    assert read_apart(tmp_path / "a.md") == (None, len("See the child."))
