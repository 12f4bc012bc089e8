"""What stands before a list item: a bullet, a dash, or a mark such as "(a)" that belongs to its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.building import BULLET
from ingest.pdf.lines import Line, unmarked

_STRONG = "•●▪■◦○◆◇►▶➢➤❖✓☑☐✗→‣⁃∙□▫⚫♦"
_WEAK = frozenset("-–—o§*Øü>·˗►x")
_LETTERED = re.compile(r"[‘“\"'\[]*\((?:[a-z]{1,2}|[ivxlc]{1,6}|\d{1,2}|[A-Z])\)")
_DOTTED = re.compile(r"(?:[a-z]|[ivxl]{1,5}|\d{1,2}|[A-Z])[.)]")
_FINISHED = re.compile(r"(?:[.;:,?!—–-]|\b(?:and|or))['’”\")\]]*$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that opens an item: `bullet` replaces the first `length` letters, or is "" where the text keeps its own.

    `text_x0` is where the item's words begin; `bare` says that the line holds nothing but the mark.
    """

    bullet: str
    length: int
    text_x0: float
    bare: bool = False


def find_mark(line: Line, before: Line | None, *, indent: float | None, listing: bool) -> Mark | None:
    """The mark that a line opens with, None where it opens no item.

    `indent` is where the lines of the piece before go on, None where that is not known; `listing` says that a list is
    open already.
    """
    if line.turned:
        return None
    return _bullet(line, before, listing=listing) or _lettered(line, before, indent=indent, listing=listing)


def _bullet(line: Line, before: Line | None, *, listing: bool) -> Mark | None:
    sign = line.text[0]
    if sign not in _STRONG and sign not in _WEAK:
        return None
    first = line.words[0]
    same = len(first.text) - len(first.text.lstrip(sign))
    if sign in _STRONG:
        bare = len(line.words) == 1 and same == len(first.text)
        begins = line.words[1].x0 if same == len(first.text) and not bare else first.x0 + line.size
        return Mark(BULLET, same, begins, bare)
    if first.text not in _WEAK or len(line.words) < 2:
        return None
    gap = line.words[1].x0 - first.x1
    opened = listing or before is None or bool(_FINISHED.search(before.prose)) or line.x0 > before.x0 + 6
    return Mark(BULLET, 1, line.words[1].x0) if opened and gap > 0.4 * line.size else None


def _lettered(line: Line, before: Line | None, *, indent: float | None, listing: bool) -> Mark | None:
    opening = line.text.partition(" ")[0]
    if line.words.even and not (_LETTERED.match(opening) or _DOTTED.fullmatch(opening)):
        return None
    words = unmarked(line.words, line.size)
    if len(words) < 2:
        return None
    head = "".join(word.text for word in words[: 1 + sum(word.glued for word in words[1:3])])
    after = next((word for word in words[1:] if not word.glued), words[1])
    finished = before is None or bool(_FINISHED.search(before.prose)) or before.page != line.page
    if not finished and indent is not None and abs(line.x0 - indent) < 3:
        return None
    moved = before is not None and abs(line.x0 - before.x0) > 8
    if _LETTERED.match(head):
        inside = before is not None and not finished and not moved and not listing
        return None if inside else Mark("", 0, after.x0)
    if not _DOTTED.fullmatch(words[0].text):
        return None
    tabbed = after.x0 - words[0].x1 > 0.45 * line.size
    return Mark("", 0, after.x0) if tabbed and (finished or moved or listing) else None
