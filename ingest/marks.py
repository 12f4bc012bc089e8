"""What text begins with: bullets, item letters, paragraph numbers; and when a count is numbering, not a list.

    add_text(builder, "4.2 The manager should:")    a paragraph numbered "4.2"
    add_text(builder, "• ring the parents")         an item, its bullet made the house's own
    add_text(builder, "(b) ring the parents")       an item that keeps its letter

Every reader gives its plain paragraphs and list items to these two functions, so that the same words make the same
blocks in every format. Nothing here knows of tags or styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.building import BULLET, ReadingBuilder, fold, without_cites

HEADINGS_RUN = 3
"""How many lines in a row may be headings made by hand; more are a list of names or the like."""

_HEADING_WORDS = 14
_HEADING_LENGTH = 100
_CAPTION = re.compile(r"(?:figure|fig\.|table|chart|diagram)\s+\d", re.IGNORECASE)
_BULLET = re.compile(r"(?:[•●◦▪▫■‣⁃∙·➢➤►\uf0b7\uf0a7\uf0d8\uf0fc]\s*|[*–—-]\s+)(?=\S)")
_LETTER = re.compile(r"(?:\((?:[a-z]{1,2}|[ivxl]{1,6}|\d{1,2})\)|(?:[a-z]|[ivx]{2,5}|\d{1,2})\))\s+(?=\S)")
_BRACKETED = re.compile(r"\(([a-z]{1,6})\)\s")
_MOST_LETTERS = 60
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,4}[a-z]?|\d{1,3}(?=\.\s))\.?\s+(?=[A-Z0-9\"'“‘(\[])")
_PARTED = re.compile(r"(?<!\S)([*•])[ \t]*\n[ \t]*(?=\S)")
_INNER = re.compile(r"(?<=\S)[ \t]+(?=• ?\S)|(?<=[\w.)\]:;])[ \t]+(?=\* [A-Z])")

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """One list's count: the number of its section (headings passed so far), its first and its last number."""

    section: int
    first: int
    last: int


def paragraph_number(text: str) -> str | None:
    """The number that a paragraph begins with, as printed without its full stop; None where it has none.

    "4.2 The manager" and "12. The manager" have one; "12 children" and "2.5 million" have not.
    """
    found = _NUMBER.match(text)
    return found.group(1) if found else None


def bullet_stripped(text: str) -> str | None:
    """The text after its bullet; None where it begins with none."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else None


def has_letter(text: str) -> bool:
    """Whether the text begins with a mark of its own: "(a)", "(iv)", "b)", "2)"."""
    return _LETTER.match(text) is not None


def may_head(text: str) -> bool:
    """Whether words in bold or larger letters may be a heading: few, and no sentence, stem, item or caption."""
    text = fold(without_cites(text))
    if not text or _CAPTION.match(text):
        return False
    short = len(text) <= _HEADING_LENGTH and len(text.split()) <= _HEADING_WORDS
    worded = any(character.isalpha() for character in text)
    return short and worded and text[-1] not in ".,;:!" and bullet_stripped(text) is None and not has_letter(text)


def add_text(builder: ReadingBuilder, text: str, *, depth: int = 0) -> None:
    """Adds a paragraph, or the item that a typed bullet or letter makes of it; `depth` counts for items only.

    Text without one letter or digit (a rule of dashes, a stray bar) is no paragraph and is left out.
    """
    text = fold(text)
    if not any(character.isalnum() for character in without_cites(text)):
        return
    if has_letter(text):
        add_item(builder, text, depth=depth + _is_below_letter(text, builder.items(_MOST_LETTERS)))
    elif bullet_stripped(text) is not None:
        add_item(builder, text, depth=depth)
    else:
        builder.paragraph(text, number=paragraph_number(text))


def add_item(builder: ReadingBuilder, text: str, *, depth: int = 0, marker: str = BULLET) -> None:
    """Adds a list item under `marker`; a bullet typed in the text goes, a letter or number typed there stands alone."""
    text = fold(text)
    text = bullet_stripped(text) or text
    number = paragraph_number(text) if "." in (paragraph_number(text) or "") else None
    if has_letter(text) or number:
        marker = ""
    builder.item(text, depth=depth, marker=marker, number=number)


def lines_of(text: str) -> list[str]:
    """Lines joined into paragraphs: a blank line, or a line that begins with a mark, begins the next one.

    So does a bullet in the middle of a line, where an exporter ran a list together.

    `"Tell:\\n• the parents\\nand carers\\n\\nThen wait"` gives `["Tell:", "• the parents and carers", "Then wait"]`.
    """
    text = _INNER.sub("\n", _PARTED.sub(r"\1 ", text))
    joined: list[str] = []
    apart = True
    for line in (fold(line) for line in text.split("\n")):
        if not line:
            apart = True
        elif apart or _begins(line):
            joined.append(line)
            apart = False
        else:
            joined[-1] += " " + line
    return [part for line in joined for part in _steps(line)]


def add_row(builder: ReadingBuilder, text: str) -> None:
    """Adds a table row, as `row_text` writes it; one without a word is none."""
    if any(character.isalnum() for character in without_cites(text)):
        builder.row(text)


def running(counts: Iterable[Count]) -> frozenset[int]:
    """Which of the lists, by place from 0, number a document's paragraphs: their count runs on past a heading.

    A list that begins at 1 and is done under its own heading is a list of steps, and is not among them.
    """
    chains: list[list[tuple[int, Count]]] = []
    for place, count in enumerate(counts):
        if chains and 1 < count.first == chains[-1][-1][1].last + 1:
            chains[-1].append((place, count))
        else:
            chains.append([(place, count)])
    passing = (chain for chain in chains if len({count.section for _, count in chain}) > 1)
    return frozenset(place for chain in passing for place, _ in chain)


def roman(number: int) -> str:
    """A whole number in small Roman numerals; "" for 0."""
    letters = ""
    for value, mark in _ROMAN:
        while number >= value:
            letters += mark
            number -= value
    return letters


def letters(number: int) -> str:
    """A whole number from 1 as a web page's list counts in letters: 26 is "z", 27 "aa", 28 "ab"; "" for 0.

    Word and legislation repeat the letter instead: their 28 is "bb".
    """
    said = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        said = chr(ord("a") + place) + said
    return said


def _is_below_letter(text: str, above: Sequence[str]) -> bool:
    """Whether a typed "(i)", "(ii)" counts below the letter over it: "(h)", "(i)" and "(u)", "(v)" are one list."""
    letter, expected = "", 0
    for item in [*above, text]:
        found = _BRACKETED.match(item)
        mark = found[1] if found else ""
        is_below = bool(letter) and mark == roman(expected + 1) and (expected > 0 or mark != chr(ord(letter) + 1))
        if is_below:
            expected += 1
        elif mark:
            letter, expected = (mark if len(mark) == 1 else ""), 0
    return expected > 0 and is_below


def _steps(line: str) -> list[str]:
    """A line that runs "1. Ring. 2. Go." together as one line for each step; any other line alone."""
    parts: list[str] = []
    number = 1
    while line.startswith(f"{number}. "):
        following = line.find(f" {number + 1}. ")
        if following < 0 or not line[following + len(f" {number + 1}. ") :][:1].isupper():
            break
        parts.append(line[:following])
        line = line[following + 1 :]
        number += 1
    return [*parts, line]


def _begins(line: str) -> bool:
    return (bullet_stripped(line) is not None and not line.startswith(("–", "—"))) or has_letter(line)
