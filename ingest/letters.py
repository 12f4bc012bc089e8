"""The letters by which a quote is compared with its file: what white space, ligatures and signs leave of a text.

    folded("ﬁ nd • it")      "findit"

White space, bullets, ticks, arrows and invisible signs are left out; ligatures are spelt, quotation marks and hyphens
made alike. Everything else stays: capitals, digits, punctuation, dashes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SOFT_HYPHEN = "\x02"
"""Stands in `letters` for a hyphen at a line's end, which may or may not belong to its word."""

FOLDED: dict[int, str] = {
    **dict.fromkeys((*range(33), *range(127, 161), 173, 5760, *range(8192, 8208)), ""),
    **dict.fromkeys((8232, 8233, 8239, 8287, 8288, 12288, 65279, 65533, 65535), ""),
    **dict.fromkeys((*range(55296, 63744), *map(ord, "•▪▫●○◦‣⁃■□◆◇➢➤✓✔☐☑☒✗✘→⇒·")), ""),
    **{ord(sign): "'" for sign in "‘’‛′`"},
    **{ord(sign): '"' for sign in "“”„‟″"},
    **{ord(sign): "-" for sign in "\u2010\u2011"},
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
    0xF02D: "-", 0xF03D: "=", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B0: "°", 0x2026: "...",
    0x02: SOFT_HYPHEN, 0xFFFE: SOFT_HYPHEN,
}  # fmt: skip
"""What becomes of a character, by its code; one that is not here stays."""
LEFT_OUT = frozenset(chr(code) for code, spelt in FOLDED.items() if not spelt)
"""Those of which nothing becomes, but for the ones that take two places in UTF-16, of which nothing does either."""
_ODD = re.compile("[^!-_a-~]")
_NUMBER = re.compile(r"\d+")
_HYPHENS = ("-", "\u2010", "\u2011")
_LINE_END_HYPHEN = re.compile("(?<=\\w)[-\u2010\u2011]\\s*$")


def folded(text: str) -> str:
    """`text` in the letters by which quotes are compared: `folded("ﬁ nd • it")` is `"findit"`."""
    return _ODD.sub(_spelt, "".join(text.split()))


def _spelt(sign: re.Match[str]) -> str:
    code = ord(sign.group())
    return FOLDED.get(code, sign.group() if code < 0x10000 else "")


def numbers_masked(letters: str) -> str:
    """Letters with each number as one sign, the same for all: what heads and feet have in common from page to page."""
    return _NUMBER.sub("#", letters)


def folded_lines(characters: str) -> Iterator[str]:
    """The letters of each line of a PDF's page; where pdfium marks a hyphen as the end of a line, one ends."""
    for line in characters.replace("\x02", "\x02\n").replace("\ufffe", "\ufffe\n").split("\n"):
        is_hyphened = line.rstrip().endswith(_HYPHENS)
        yield folded(_LINE_END_HYPHEN.sub(SOFT_HYPHEN, line) if is_hyphened else line)
