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
from selectolax.lexbor import LexborHTMLParser

from core.records import Reading
from ingest.building import BULLET
from ingest.lead import LeadBuilder
from ingest.markdown.wiki import front_matter_title, repaired, without_front_matter, without_marks
from ingest.marks import Count, add_item, add_row, add_text, bullet_stripped, lines_of, running
from ingest.plain import decoded
from ingest.web.furniture import strip_furniture
from ingest.web.reader import PageWalker

_DECORATION = ("So", "Sk", "Cn", "Co", "Cf", "Mn", "Me", "Zs")
_TAG = re.compile(r"<[^<>]*>")
_PARSER = MarkdownIt("commonmark").enable("table")


class MarkdownReader:
    """Reads .md files."""

    def read(self, path: Path) -> Reading:
        """The text's headings, paragraphs, items and rows; front matter and comments are left out.

        A page that is front matter and nothing else (a wiki has such stubs) is read as the heading that it names.
        """
        builder = LeadBuilder()
        text = decoded(path)
        body = repaired(without_front_matter(text))
        if not body.strip():
            builder.heading(_undecorated(front_matter_title(text)), level=1)
        _Walk(builder, body).add()
        return builder.finish()


class _Walk:
    """Goes through the tokens of one text once. `depth` is how many lists stand around the text."""

    def __init__(self, builder: LeadBuilder, text: str, *, depth: int = -1) -> None:
        self._builder = builder
        self._tokens = _PARSER.parse(text)
        self._depth = depth
        self._lists: list[_List] = []
        self._numbering = running(_counts(self._tokens))
        self._outer = 0
        self._cells: list[str] = []

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
            elif token.type == "tr_close":
                add_row(self._builder, self._cells)
                self._cells = []
            elif token.type in ("code_block", "fence"):
                inside = _Walk(self._builder, textwrap.dedent(token.content), depth=self._depth + len(self._lists))
                inside.add()
            elif token.type == "html_block":
                self._page(token.content)

    def _open(self, token: Token) -> None:
        ordered = token.type == "ordered_list_open"
        numbers = ordered and not self._lists and self._outer in self._numbering
        self._outer += ordered and not self._lists
        self._lists.append(_List(token, numbers_paragraphs=numbers))

    def _inline(self, opening: Token, token: Token) -> None:
        text = _words(token.children or [])
        if opening.type in ("th_open", "td_open"):
            self._cells.append(text)
        elif opening.type == "heading_open":
            text = _undecorated(text)
            self._builder.heading(bullet_stripped(text) or text, level=int(opening.tag[1:]))
        elif not self._lists and _is_bold(token.children or []):
            self._builder.bold(text)
        else:
            for line in lines_of(text):
                self._line(line)

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
        body = LexborHTMLParser(content).body
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
    while start < end and unicodedata.category(text[start]) in _DECORATION:
        start += 1
    while end > start and unicodedata.category(text[end - 1]) in _DECORATION:
        end -= 1
    return text[start:end]


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
