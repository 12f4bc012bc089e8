"""The letters of a file that has no pages (Word, HTML, XML, Markdown, text): what its quotes are checked against.

Taken from the file by its markup alone, with nothing that a reader has made out of it: no headings, lists, numbers,
notes or furniture. White space and signs without letters are left out (`ingest.letters`).
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile
from pathlib import Path
from xml.etree import ElementTree

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from core.errors import DamagedError, UnknownFormatError
from ingest.legislation.markup import open_legislation
from ingest.legislation.words import is_law_in_england
from ingest.letters import folded
from ingest.markdown.wiki import without_attributes, without_comments, without_struck
from ingest.plain import decoded
from ingest.web.furniture import strip_unseen, take_out
from ingest.web.notes import is_note_link
from ingest.web.reader import decoded_page
from ingest.word.styles import Styles
from ingest.word.symbols import symbol

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_UNSEEN = {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_STYLES = "word/styles.xml"
_WORD_PARTS = re.compile(r"word/(?:document\d*|footnotes\d*|endnotes\d*)\.xml")
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")
_LINK = re.compile(r"(?<!\\)\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_ADDRESS = re.compile(r"<((?:https?|mailto):[^<>\s]*)>")
_LABEL = re.compile(r"^ {0,3}\[([^\[\]]+)\]:[ \t]*\S", re.MULTILINE)
_LABELLED = re.compile(r"(?<!\\)\[([^\[\]]*)\]\[([^\[\]]+)\]")
_WIKI_LINK = re.compile(r"\\?\[\\?\[(?:[^\]\[|]*\|)?([^\]\[|]*)\]\\?\]")
_NOTE_MARK = re.compile(r"(?<!\\)\[\^[^\]\s]+\]:?")
_COLUMNS = re.compile(r"\s*-{3,}(?:\s+-{3,})+\s*")
_RULE = re.compile(r"\s*-{3,}\s*")
_MARKS = re.compile(r"[*_`~\\#>|\[\]]|(?<!:)//")
_PIPE = re.compile(r"(?<!\\)\|")
_QUOTATION = re.compile("['\"]")


@dataclass(frozen=True, slots=True)
class RawText:
    """A file's letters in its order, and those of each cell of its tables.

    `marks` are signs that are not compared: in Markdown those of its markup, in XML quotation marks, which it may leave
    to whoever shows it.
    """

    letters: str
    cells: frozenset[str] = frozenset()
    marks: re.Pattern[str] | None = None

    def folded(self, quote: str) -> str:
        """A quote in the letters by which it is compared with this file's."""
        return _folded(quote, self.marks)


def raw_text(path: Path) -> RawText:
    """The letters of a file by its ending. Raises a `ReadError` where it is damaged or of no known kind."""
    ending = path.suffix.lower()
    if ending == ".docx":
        return _word(path)
    if ending in (".html", ".htm"):
        return _page(path)
    if ending == ".xml":
        return _legislation(path)
    if ending in (".md", ".markdown"):
        return _markdown(decoded(path))
    if ending == ".txt":
        return RawText(folded(decoded(path)))
    raise UnknownFormatError(path, f"quotes cannot be checked in files named {ending}", "Check them by eye.")


def _folded(text: str, marks: re.Pattern[str] | None) -> str:
    return marks.sub("", folded(marks.sub("", text))) if marks else folded(text)


def _page(path: Path) -> RawText:
    """A web page's text; scripts, the marks of notes and what is hidden or struck out are no text."""
    tree = LexborHTMLParser(decoded_page(path.read_bytes()))
    if tree.body is None:
        return RawText("")
    take_out(tree.body, "script, style, template, title", lambda node: True)
    take_out(tree.body, "sup, a, [role=doc-noteref], .footnote-ref", is_note_link)
    strip_unseen(tree.body)
    text = tree.body.text()
    return RawText(folded(text), frozenset(folded(cell.text()) for cell in tree.css("td, th, dt, dd")))


def _legislation(path: Path) -> RawText:
    """The text of all elements but what is repealed for England."""
    root = open_legislation(path)
    for repeal in root.findall(".//{*}Repeal"):
        if not is_law_in_england(repeal):
            for part in repeal.iter():
                part.text = None
                part.tail = part.tail if part is repeal else None
    cells = (cell for name in ("td", "th", "entry") for cell in root.iter(f"{{*}}{name}"))
    return RawText(
        _folded(_texts(root), _QUOTATION), frozenset(_folded(_texts(cell), _QUOTATION) for cell in cells), _QUOTATION
    )


def _texts(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def _markdown(text: str) -> RawText:
    """The text without the addresses of links, tags, and the signs of emphasis, headings and tables."""
    text = without_attributes(without_comments(text))
    labels = {" ".join(found[1].casefold().split()) for found in _LABEL.finditer(text)}
    text = _LABELLED.sub(lambda found: found[1 if " ".join(found[2].casefold().split()) in labels else 0], text)
    drawn = list(_drawn_cells(text.split("\n")))
    text = _without_markup(text)
    cells = [cell for line in text.split("\n") if "|" in line for cell in _PIPE.split(line)]
    cells.extend(map(_without_markup, drawn))
    return RawText(_folded(text, _MARKS), frozenset(_folded(cell, _MARKS) for cell in cells), _MARKS)


def _without_markup(text: str) -> str:
    text = without_struck(text)
    text = _LINK.sub(r"\1", _WIKI_LINK.sub(r"\1", _ADDRESS.sub(r"\1", _NOTE_MARK.sub("", text))))
    return html.unescape(_TAG.sub("", text))


def _is_no_rule(line: str) -> bool:
    return not _RULE.fullmatch(line) and not _COLUMNS.fullmatch(line)


def _drawn_cells(lines: Sequence[str]) -> Iterator[str]:
    """What stands between the columns of tables that are drawn with a rule of dashes under the header.

    A cell is a line, or the lines up to an empty one, down the width of a column.
    """
    for place, line in enumerate(lines):
        if not _COLUMNS.fullmatch(line):
            continue
        starts = [run.start() for run in re.finditer("-+", line)]
        above = takewhile(_is_no_rule, (lines[number] for number in range(place - 1, -1, -1)))
        header = list(takewhile(str.strip, above))[::-1]
        rows = list(takewhile(_is_no_rule, islice(lines, place + 1, None)))
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            cut = [[one[start:end] for one in part] for part in (header, rows)]
            yield from filter(str.strip, ("".join(cut[0]), *cut[1]))
            for filled, group in groupby(cut[1], key=lambda one: bool(one.strip())):
                if filled:
                    yield "".join(group)


def _word(path: Path) -> RawText:
    """The text of a Word file's body and notes, without what is struck out or hidden; each text box by itself."""
    told: list[str] = []
    cells: set[str] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            named = _STYLES in archive.namelist()
            styles = Styles(ElementTree.fromstring(archive.read(_STYLES)) if named else None)
            for name in sorted(filter(_WORD_PARTS.fullmatch, archive.namelist())):
                root = ElementTree.fromstring(archive.read(name))
                _clear_unseen(root, styles)
                boxes: list[str] = []
                told.append("".join(_word_texts(root, boxes)))
                told.extend(boxes)
                cells.update(folded("".join(_word_texts(cell, []))) for cell in root.iter(f"{_W}tc"))
    except (zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise DamagedError(path, "the Word document is damaged", "Fetch it again, or save a fresh copy.") from error
    return RawText(folded("".join(told)), frozenset(cells))


def _clear_unseen(root: ElementTree.Element, styles: Styles) -> None:
    """Empties runs that are struck out, are hidden or hold a note's mark; one in a box is of the paragraph there."""
    paragraphs = {run: paragraph for paragraph in root.iter(f"{_W}p") for run in paragraph.iter(f"{_W}r")}
    for run, paragraph in paragraphs.items():
        is_mark = any(child.get(f"{_W}customMarkFollows") for child in run)
        if is_mark or styles.is_struck(paragraph, run) or styles.is_hidden(paragraph, run):
            run.clear()


def _word_texts(node: ElementTree.Element, boxes: list[str]) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}txbxContent":
            boxes.append("".join(_word_texts(child, boxes)))
        elif child.tag in (f"{_W}t", _MATH_TEXT):
            yield child.text or ""
        elif child.tag == f"{_W}sym":
            yield symbol(child)
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in _UNSEEN:
            yield from _word_texts(child, boxes)
