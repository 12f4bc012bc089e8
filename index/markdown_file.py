"""The lines of a page as Markdown, every sign of which means itself.

markdown_of(list(page_of(brief, with_situation=False)))       "# Brief\\n\\nMade on 28 November 2026 from ..."
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.brief_page import Line, Look

_FRAMES = {
    Look.TITLE: ("# ", "", ""),
    Look.HEADING: ("## ", "", ""),
    Look.CALL: ("- **", "  ", "**"),
    Look.POINT: ("- **", "  ", "**"),
    Look.DETAIL: ("  ", "  ", ""),
    Look.QUOTE: ("  > ", "  > ", ""),
    Look.SOURCE: ("  *", "  ", "*"),
    Look.CAUTION: ("  **Note:** ", "  ", ""),
    Look.NOTE: ("", "", ""),
}
"""What stands before a line, before each further row of it, and behind it."""

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&$])")
_LIST = re.compile(r"^(\s*)(\d+)([.)])")
_RULE = re.compile(r"^(\s*)([-+=])")


def markdown_of(lines: Sequence[Line]) -> str:
    """A Markdown text of `lines`, each a block of its own; a row that ends within a line ends in it too."""
    return "\n\n".join(map(_block, lines)) + "\n"


def _block(line: Line) -> str:
    first, further, last = _FRAMES[line.look]
    rows = [_plain(row) for row in line.text.split("\n") if row.strip()]
    return first + f"\\\n{further}".join(rows) + last


def _plain(row: str) -> str:
    """A row with the marks of Markdown made harmless."""
    signs = _SIGNS.sub(r"\\\1", row.strip())
    return _RULE.sub(r"\1\\\2", _LIST.sub(r"\1\2\\\3", signs))
