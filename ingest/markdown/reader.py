"""Reads Markdown: CommonMark with tables, and the debris that wikis and exporters leave in it.

An indented block is read as the list or the prose that it is in a policy, not as program code. Emphasis, links and
pictures give their words only; a heading loses the pictograms that decorate it and keeps its number.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.errors import UnsafeError
from core.records import Reading
from ingest.building import BULLET, cite
from ingest.grids import Cell, row_texts
from ingest.lead import LeadBuilder
from ingest.markdown.notes import MarkdownNotes
from ingest.markdown.wiki import front_matter_title, repaired, without_front_matter, without_marks
from ingest.marks import Count, add_item, add_row, add_text, bullet_stripped, lines_of, running
from ingest.plain import decoded
from ingest.web.furniture import strip_furniture
from ingest.web.limits import parsed
from ingest.web.reader import PageWalker

_DECORATION = ("So", "Sk", "Cn", "Co", "Cf", "Mn", "Me", "Zs")
_TAG = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(
    r"(?:document |policy )?(?:owners?|authors?|version|edition|agreed|approved|in force|effective|published|issued|"
    r"date|last reviewed|review|next review|replaces|title|status|applies to|read with)\b",
    re.IGNORECASE,
)
_DEEPEST = 100
_MOST_BRACKETS = 10_000
_PARSER = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")


class MarkdownReader:
    """Reads .md files."""

    def read(self, path: Path) -> Reading:
        """The text's headings, paragraphs, items, rows and footnotes; front matter and comments are left out.

        A page that is front matter and nothing else (a wiki has such stubs) is read as the heading that it names.
        Raises UnsafeError where its parts nest too deep to be read, WrongFormatError where it is no text.
        """
        builder = LeadBuilder()
        text = decoded(path)
        notes = MarkdownNotes(repaired(without_front_matter(text)))
        if not notes.text.strip():
            builder.heading(_undecorated(front_matter_title(text)), level=1)
        _Walk(builder, notes.text, path=path, notes=notes).add()
        for mark, words in notes.rest():
            builder.footnote(_note_words(words), mark=mark)
        return builder.finish()


class _Walk:
    """Goes through the tokens of one text once. `depth` is how many lists stand around the text."""

    def __init__(self, builder: LeadBuilder, text: str, *, path: Path, notes: MarkdownNotes, depth: int = -1) -> None:
        self._builder = builder
        self._path = path
        self._notes = notes
        self._tokens = _tokens(text, path)
        self._depth = depth
        self._lists: list[_List] = []
        self._numbering = running(_counts(self._tokens))
        self._outer = 0
        self._rows: list[list[Cell]] = []

    def add(self) -> None:
        """Adds every block to the builder."""
        for place, token in enumerate(self._tokens):
            if token.type in ("bullet_list_open", "ordered_list_open"):
                self._open(token)
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self._lists.pop()
            elif token.type == "list_item_open":
                self._lists[-1].begin()
            elif token.type == "inline":
                self._inline(self._tokens[place - 1], token)
            elif token.type == "tr_open":
                self._rows.append([])
            elif token.type == "table_close":
                self._table()
            elif token.type in ("code_block", "fence"):
                self._code(token)
            elif token.type == "html_block":
                self._page(token.content)

    def _code(self, token: Token) -> None:
        """An indented or fenced block, as text of its own."""
        content = textwrap.dedent(token.content)
        depth = self._depth + len(self._lists)
        _Walk(self._builder, content, path=self._path, notes=self._notes, depth=depth).add()

    def _table(self) -> None:
        """A table's rows; a table of one column is running text."""
        rows, self._rows = self._rows, []
        if max(len(row) for row in rows) < 2:
            for row in rows:
                add_text(self._builder, "".join(cell.text for cell in row))
        else:
            for text in row_texts(rows, headed=0 if _is_of_control(rows) else 1):
                add_row(self._builder, text)
        self._give_notes("".join(cell.text for row in rows for cell in row))

    def _give_notes(self, text: str) -> None:
        for mark, words in self._notes.cited_by(text):
            self._builder.footnote(_note_words(words), mark=mark)

    def _open(self, token: Token) -> None:
        ordered = token.type == "ordered_list_open"
        numbers = ordered and not self._lists and self._outer in self._numbering
        self._outer += ordered and not self._lists
        self._lists.append(_List(token, numbers_paragraphs=numbers))

    def _inline(self, opening: Token, token: Token) -> None:
        text = _words(token.children or [])
        if opening.type in ("th_open", "td_open"):
            self._rows[-1].append(Cell(text))
            return
        if opening.type == "heading_open":
            text = _undecorated(text)
            self._builder.heading(bullet_stripped(text) or text, level=int(opening.tag[1:]))
        elif not self._lists and _is_bold(token.children or []):
            self._builder.bold(text)
        else:
            for line in lines_of(text):
                self._line(line)
        self._give_notes(text)

    def _line(self, line: str) -> None:
        depth = self._depth + len(self._lists)
        marker = self._lists[-1].take() if self._lists else None
        if marker is None:
            add_text(self._builder, line, depth=max(depth, 0))
        elif self._lists[-1].numbers_paragraphs:
            add_text(self._builder, marker + line)
        else:
            add_item(self._builder, line, depth=max(depth, 0), marker=marker)

    def _page(self, content: str) -> None:
        body = parsed(content, self._path).body
        if body is not None:
            strip_furniture(body)
            PageWalker(self._builder).walk(body)


class _List:
    """An open list: which marker its next words take."""

    def __init__(self, opening: Token, *, numbers_paragraphs: bool) -> None:
        self.ordered = opening.type == "ordered_list_open"
        self.numbers_paragraphs = numbers_paragraphs
        self._number = _start(opening)
        self._marker = ""

    def begin(self) -> None:
        """A new item: its number, or a bullet."""
        self._marker = f"{self._number}. " if self.ordered else BULLET
        self._number += 1

    def take(self) -> str:
        """The marker for the words at hand: the item's own once, and "" for its further paragraphs."""
        marker, self._marker = self._marker, ""
        return marker


def _tokens(text: str, path: Path) -> list[Token]:
    """The text's tokens. Raises UnsafeError where the parser would take hours, or leave out what is nested too deep."""
    most = max((block.count("[") for block in text.split("\n\n")), default=0)
    tokens = _PARSER.parse(text) if most <= _MOST_BRACKETS else []
    if most > _MOST_BRACKETS or any(token.level >= _DEEPEST - 1 for token in tokens):
        raise UnsafeError(
            path,
            "its lists or brackets nest deeper than in any text that is meant to be read",
            "It was not read. Fetch it again, or leave it out.",
        )
    return tokens


def _note_words(markdown: str) -> str:
    """A footnote's words."""
    inline = (token for token in _PARSER.parse(markdown) if token.type == "inline")
    return " ".join(_words(token.children or []) for token in inline)


def _words(children: Sequence[Token]) -> str:
    """The words of a line of Markdown; lines end where the source's do."""
    parts: list[str] = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type == "html_inline" and _TAG.fullmatch(child.content) and child.content[:3].lower() == "<br":
            parts.append("\n")
    return without_marks("".join(parts))


def _is_bold(children: Sequence[Token]) -> bool:
    """Whether all words of a line are strong."""
    depth, worded = 0, False
    for child in children:
        depth += (child.type == "strong_open") - (child.type == "strong_close")
        if child.type in ("text", "code_inline") and child.content.strip():
            if depth == 0:
                return False
            worded = True
    return worded


def _undecorated(text: str) -> str:
    """A heading without the pictograms at either end: "🛍️ Aerosols" is "Aerosols"."""
    start, end = 0, len(text)
    while start < end and _is_decoration(text[start]):
        start += 1
    while end > start and _is_decoration(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_decoration(character: str) -> bool:
    return unicodedata.category(character) in _DECORATION and character not in cite("")


def _is_of_control(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table says who owns a document and when it was agreed, its first row no header but the first of these.

    Markdown knows no table without a header.
    """
    named = [len(row) == 2 and _CONTROL.match(row[0].text) is not None for row in rows]
    return named[0] and sum(named) > 1 and _CONTROL.match(rows[0][1].text) is None


def _counts(tokens: Sequence[Token]) -> list[Count]:
    """The count of each outer ordered list, with the headings passed before it."""
    section, counts = 0, []
    inside: list[bool] = []
    for token in tokens:
        section += token.type == "heading_open"
        if token.type.endswith("list_open"):
            inside.append(token.type == "ordered_list_open")
            if inside == [True]:
                counts.append(Count(section, _start(token), _start(token) - 1))
        elif token.type.endswith("list_close"):
            inside.pop()
        elif token.type == "list_item_open" and inside == [True]:
            counts[-1] = replace(counts[-1], last=counts[-1].last + 1)
    return counts


def _start(opening: Token) -> int:
    number = opening.attrGet("start")
    return 1 if number is None else int(number)
