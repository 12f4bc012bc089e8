"""Reads plain text: blank lines part paragraphs; headings have a #, are underlined, or are short and stand alone.

Text exported from a web page often has neither bullets nor wrapped lines: then every line is a paragraph, and the lines
under "... the following:" that begin in lower case are the items that they were. Titles are only guessed in a file that
marks none of its headings.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import WrongFormatError
from core.records import Reading
from ingest.building import ReadingBuilder, fold
from ingest.marks import add_item, add_text, bullet_stripped, has_letter, lines_of, paragraph_number

_MARKED = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$")
_RULE = re.compile(r"\s*([=\-_*~])\1{2,}\s*$")
_LEVELS = {"=": 1, "-": 2, "~": 3}
_WRAPPED_AT = 120
_TITLE_WORDS = 10
_TITLE_LENGTH = 80
_TITLES_RUN = 3
_TITLE_START = re.compile(r"(\d{1,2}(?:\.\d{1,2})*\.?)?\s*[A-Z]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading of `level`, or a paragraph where `level` is 0. `indent` is in characters."""

    text: str
    level: int = 0
    indent: int = 0


class PlainReader:
    """Reads .txt files."""

    def read(self, path: Path) -> Reading:
        """The text's headings, paragraphs and items. Raises WrongFormatError where the bytes are not text."""
        parts = _parts(decoded(path).splitlines())
        if not any(part.level for part in parts):
            parts = _with_titles(parts)
        builder = ReadingBuilder()
        hanging = False
        for part in parts:
            hanging = _add(builder, part, hanging)
        return builder.finish()


def decoded(path: Path) -> str:
    """The file's text: UTF-8 or UTF-16 by their byte order mark, else UTF-8, else Windows' cp1252; lines end in \\n.

    Raises WrongFormatError where it holds NUL bytes, and so is no text.
    """
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    else:
        text = decoded_bytes(content)
    if "\0" in text:
        raise WrongFormatError(
            path,
            f"named {path.suffix}, but its contents are not text",
            "Save it as UTF-8 text, or give its true ending.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded_bytes(content: bytes) -> str:
    """Bytes without a UTF-16 mark as text: UTF-8 where they are valid UTF-8, else cp1252."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _parts(lines: Sequence[str]) -> list[_Part]:
    """Marked and underlined headings, and paragraphs between them."""
    unwrapped = any(len(line) > _WRAPPED_AT for line in lines)
    parts: list[_Part] = []
    held: list[str] = []

    def close() -> None:
        indent = len(held[0]) - len(held[0].lstrip()) if held else 0
        texts = [fold(line) for line in held] if unwrapped else lines_of("\n".join(held))
        parts.extend(_Part(text, indent=indent) for text in texts)
        held.clear()

    for line in lines:
        marked = _MARKED.match(line)
        ruled = _RULE.match(line)
        if marked:
            close()
            parts.append(_Part(fold(marked.group(2)), level=len(marked.group(1))))
        elif ruled and len(held) == 1 and ruled.group(1) in _LEVELS:
            parts.append(_Part(fold(held.pop()), level=_LEVELS[ruled.group(1)]))
        elif ruled or not line.strip():
            close()
        elif held and _starts_item(line):
            close()
            held.append(line)
        else:
            held.append(line)
    close()
    return [part for part in parts if part.text]


def _starts_item(line: str) -> bool:
    line = line.lstrip()
    return bullet_stripped(line) is not None or has_letter(line) or paragraph_number(line) is not None


def _with_titles(parts: Sequence[_Part]) -> list[_Part]:
    """The parts, with one to three short lines that stand before running text made headings; more are a list."""
    titled: list[_Part] = []
    place = 0
    while place < len(parts):
        end = place
        while end < len(parts) and _is_title(parts[end].text):
            end += 1
        if place < end < len(parts) and end - place <= _TITLES_RUN:
            titled.extend(_levelled(parts[place:end], first=place == 0))
        else:
            end = max(end, place + 1)
            titled.extend(parts[place:end])
        place = end
    return titled


def _levelled(parts: Sequence[_Part], *, first: bool) -> list[_Part]:
    """Titles in a row as headings: by their numbers' dots, else each one level below the one before."""
    headings: list[_Part] = []
    level = 1 if first else 2
    for part in parts:
        number = _TITLE_START.match(part.text)
        dots = number.group(1) if number else None
        here = 2 + dots.rstrip(".").count(".") if dots else level
        headings.append(_Part(part.text, level=here))
        level = here + 1
    return headings


def _is_title(text: str) -> bool:
    short = len(text) <= _TITLE_LENGTH and len(text.split()) <= _TITLE_WORDS
    return short and _TITLE_START.match(text) is not None and text[-1] not in ".,;:!?"


def _add(builder: ReadingBuilder, part: _Part, hanging: bool) -> bool:
    """Adds the part; whether a line in lower case after it would be an item that hangs under it."""
    if part.level:
        builder.heading(part.text, level=part.level)
        return False
    if hanging and part.text[0].islower():
        add_item(builder, part.text, marker="")
        return True
    add_text(builder, part.text, depth=part.indent // 2)
    return part.text.endswith(":")
