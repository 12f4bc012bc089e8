"""Reads web pages: the main part of a page in its order, without the site around it.

    builder = LeadBuilder()
    PageWalker(builder).walk(parsed("<p>Tell:<ul><li>the parents</ul>", path).body)

What is furniture is decided in `ingest.web.furniture`; this module turns what is left into blocks. It runs no script
and loads nothing that the page names.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selectolax.lexbor import LexborNode

from core.records import Reading
from ingest.building import BULLET, fold, row_text
from ingest.lead import LeadBuilder
from ingest.marks import Count, add_item, add_row, add_text, letters, lines_of, roman, running
from ingest.plain import decoded_bytes
from ingest.web.furniture import is_contents_list, main_part, strip_furniture
from ingest.web.limits import parsed
from ingest.web.notes import PageNotes, is_footnotes, is_note_link, note_words
from ingest.web.tables import add_table, is_layout

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split(" "))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CONTENTS_TITLE = re.compile(r"(?:table of )?contents|on this page|in this (?:page|section|guide)", re.IGNORECASE)
_HEAD = 4096


@dataclass(slots=True)
class _Place:
    """Where the walk stands: how deep in lists, and the marker that the item's first words will take."""

    depth: int = -1
    marker: str | None = None
    heading: int = 0


class WebReader:
    """Reads .html files."""

    def read(self, path: Path) -> Reading:
        """The main part of the page: headings, paragraphs, items, rows and footnotes.

        Raises UnsafeError where the page nests too deep to be read.
        """
        tree = parsed(decoded_page(path.read_bytes()), path)
        builder = LeadBuilder()
        titles = [title.text() for title in tree.css("h1")]
        main = main_part(tree)
        if main is None:
            return builder.finish()
        if len(titles) == 1 and main.css_first("h1") is None:
            builder.heading(titles[0], level=1)
        strip_furniture(main)
        PageWalker(builder).walk(main)
        return builder.finish()


class PageWalker:
    """Walks a part of a page and adds its blocks to a builder, in the order in which they stand."""

    def __init__(self, builder: LeadBuilder) -> None:
        self._builder = builder
        self._words: list[str] = []
        self._bold = 0
        self._is_bold = True
        self._lists: dict[int, int] = {}
        self._numbering: frozenset[int] = frozenset()
        self._notes = PageNotes()

    def walk(self, part: LexborNode) -> None:
        """Adds everything in `part`."""
        self._lists = {node.mem_id: place for place, node in enumerate(_ordered_lists(part))}
        self._numbering = running(_counts(part))
        self._notes.find(part)
        self._children(part, _Place())
        self._flush(_Place())

    def _children(self, node: LexborNode, place: _Place) -> None:
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                text = child.text_content or ""
                self._is_bold = self._is_bold and (self._bold > 0 or not text.strip())
                self._words.append(text if node.tag == "pre" else text.replace("\n", " "))
            elif child.tag == "br":
                self._words.append("\n")
            elif child.tag in _BLOCKS:
                self._block(child, place)
            elif is_note_link(child):
                self._words.append(self._notes.cite(child))
            elif child.tag and child.tag[0] != "-":
                self._bold += child.tag in ("b", "strong")
                self._children(child, place)
                self._bold -= child.tag in ("b", "strong")

    def _block(self, node: LexborNode, place: _Place) -> None:
        self._flush(place)
        if is_footnotes(node):
            self._footnotes(node)
        elif node.tag in _HEADINGS:
            self._children(node, _Place(heading=_HEADINGS[node.tag]))
            self._flush(_Place(heading=_HEADINGS[node.tag]))
        elif node.tag in ("ul", "ol"):
            self._list(node, place)
        elif node.tag == "dl":
            self._definitions(node, place)
        elif node.tag == "table" and not is_layout(node):
            add_table(self._builder, node, self.texts, lambda cell: self._whole(cell, place))
            self._give_notes()
        else:
            self._whole(node, place)

    def _whole(self, node: LexborNode, place: _Place) -> None:
        """Everything in a node as blocks of their own."""
        self._children(node, place)
        self._flush(place)

    def _list(self, node: LexborNode, place: _Place) -> None:
        if is_contents_list(node):
            for link in node.css("li"):
                self._builder.contents("".join(_own_words(link)))
            return
        numbers_paragraphs = self._lists.get(node.mem_id) in self._numbering
        for number, child in _numbered(node):
            if child.tag in ("ul", "ol"):
                self._list(child, _Place(depth=place.depth + 1))
                continue
            marker = _marker(node, number) if node.tag == "ol" else BULLET
            inside = _Place(depth=-1, marker=marker) if numbers_paragraphs else _Place(place.depth + 1, marker)
            self._children(child, inside)
            self._flush(inside)

    def _definitions(self, node: LexborNode, place: _Place) -> None:
        if any(child.css_first("p, ul, ol, table, dl") is not None for child in node.css("dd")):
            self._children(node, place)
            return
        terms: list[str] = []
        for child in node.css("dt, dd"):
            if child.tag == "dt" and len(terms) > 1:
                add_row(self._builder, row_text(terms))
                terms = []
            terms.append("".join(self.texts(child)))
        add_row(self._builder, row_text(terms))
        self._give_notes()

    def texts(self, node: LexborNode) -> Iterator[str]:
        """The texts in a node, a space at every edge of a block, a bullet before every item."""
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                yield child.text_content or ""
            elif is_note_link(child):
                yield self._notes.cite(child)
            elif child.tag and child.tag[0] != "-":
                apart = child.tag in _BLOCKS or child.tag == "br"
                yield " " if apart else ""
                yield BULLET if child.tag == "li" else ""
                yield from self.texts(child)
                yield " " if apart else ""

    def _footnotes(self, node: LexborNode) -> None:
        for note in self._notes.rest(node):
            self._builder.footnote(note_words(note, self.texts), mark=note.mark)
            self._give_notes()

    def _give_notes(self) -> None:
        """Gives the footnotes that the words just added cite."""
        for note in self._notes.take():
            self._builder.footnote(note_words(note, self.texts), mark=note.mark)

    def _flush(self, place: _Place) -> None:
        """Adds the words gathered so far as the block that the place makes of them, then the notes that they cite."""
        self._add_words(place)
        self._give_notes()

    def _add_words(self, place: _Place) -> None:
        gathered, self._words = "".join(self._words), []
        is_bold, self._is_bold = self._is_bold, True
        if not gathered.strip():
            return
        text = fold(gathered)
        if place.heading:
            if _CONTENTS_TITLE.fullmatch(text):
                self._builder.contents(text)
            else:
                self._builder.heading(text, level=place.heading)
            return
        lines = lines_of(gathered)
        if is_bold and len(lines) == 1 and place.marker is None and place.depth < 0:
            self._builder.bold(text)
            return
        for line in lines:
            self._add(line, place)

    def _add(self, line: str, place: _Place) -> None:
        if place.marker is None:
            add_text(self._builder, line, depth=max(place.depth, 0))
        elif place.depth < 0:
            add_text(self._builder, place.marker + line)
        else:
            add_item(self._builder, line, depth=place.depth, marker=place.marker)
        if place.marker is not None:
            place.marker = "" if place.depth >= 0 else None


def decoded_page(content: bytes) -> str:
    """A page's text by its byte order mark, else the charset it names, else as plain text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    named = _CHARSET.search(content[:_HEAD])
    if named and not content.startswith(codecs.BOM_UTF8):
        name = named.group(1).decode("ascii")
        try:
            codec = codecs.lookup("cp1252" if name.lower() in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name)
            return codec.decode(content, "strict")[0]
        except (LookupError, UnicodeDecodeError):
            return decoded_bytes(content)
    return decoded_bytes(content)


def _own_words(item: LexborNode) -> Iterator[str]:
    for child in item.iter(include_text=True):
        if child.tag not in ("ul", "ol"):
            yield (child.text_content or "") if child.tag == "-text" else child.text()


def _ordered_lists(part: LexborNode) -> list[LexborNode]:
    return [node for node in part.css("ol") if node.parent is None or node.parent.tag not in ("li", "ol", "ul")]


def _counts(part: LexborNode) -> list[Count]:
    """The count of each outer ordered list, with the headings passed before it."""
    section, counts = 0, []
    wanted = {node.mem_id for node in _ordered_lists(part)}
    for node in part.traverse():
        if node.tag in _HEADINGS:
            section += 1
        elif node.mem_id in wanted:
            numbers = [number for number, _ in _numbered(node)] or [0]
            counts.append(Count(section, numbers[0], numbers[-1]))
    return counts


def _numbered(node: LexborNode) -> Iterator[tuple[int, LexborNode]]:
    """A list's children with their numbers, which count down where the list says so."""
    step = -1 if "reversed" in node.attributes else 1
    last = sum(child.tag == "li" for child in node.iter()) if step < 0 else 1
    number = _whole(node.attributes.get("start"), last)
    for child in node.iter():
        number = _whole(child.attributes.get("value"), number)
        yield number, child
        number += step * (child.tag == "li")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text.strip()) else otherwise


def _marker(node: LexborNode, number: int) -> str:
    kind = node.attributes.get("type") or "1"
    if kind in ("a", "A") and number > 0:
        mark = letters(number) if kind == "a" else letters(number).upper()
    elif kind in ("i", "I") and number > 0:
        mark = roman(number) if kind == "i" else roman(number).upper()
    else:
        mark = str(number)
    return f"{mark}. "
