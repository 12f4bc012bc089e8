"""Words to text with the marks of notes told from it: each raised mark becomes what the builder ties a footnote to.

What a mark is, `ingest.pdf.lines` says by its size and height; this knows which notes a document prints, and so tells
"160161" (two notes) from one number, and a sign at full size ("child*", "[12]") from what it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.building import cite
from ingest.pdf.lines import UNIT, is_mark
from ingest.pdf.words import Word

_PARTS = re.compile(r"\d+|[A-Za-z]+\d*|[*†‡§]+")
_TRAILING = re.compile(r"(.*[^\W_¹²³⁴-⁹⁰][^\w*†‡§\[]*+)(\[\d{1,3}\]|[*†‡§]++|[¹²³⁴-⁹⁰]++)(\W*+)")
_LONGEST = 60
STUCK_NUMBER = re.compile(r"(\d{1,3})(?!st$|nd$|rd$|th$)([a-z]{2,})")
"""A note's number that is printed like the text, and the word that it is stuck to."""
_LOWERED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_CLOSING = re.compile(r"[^\w(\[‘“£–—-]")
_POWER = re.compile(r"(?:.*\D)?10")


@dataclass(frozen=True, slots=True)
class Citing:
    """The marks that a document's notes carry: `marks` of all its notes, and the `signs` of each page's notes.

    A sign is a mark that stands in the text at full size, as printed: "*", "[12]", "²"; or a word with a mark stuck to
    its head: "31to".
    """

    marks: frozenset[str] = frozenset()
    signs: Mapping[int, frozenset[str]] = field(default_factory=dict)

    def spell(self, words: Sequence[Word], size: float, page: int) -> str:
        """The words of one line of type size `size`, with `cite` for each mark; a mark is never left in the text."""
        words = tuple(words)
        signs = self.signs.get(page, frozenset())
        text = ""
        parted = False
        for index, word in enumerate(words):
            if is_mark(words, index, size) and not self._is_power(words, index):
                text += "".join(cite(mark) for mark in self._marks(word.text))
                parted = True
                continue
            glued = bool(_CLOSING.match(word.text)) if parted else word.glued
            text += ("" if glued else " ") + (self._signed(word.text, signs) if signs else word.text)
            parted = False
        return text.strip()

    def _marks(self, raised: str) -> list[str]:
        """The marks in a raised word: "12,13" are two, and so is "1213" where the document has both and no 1213."""
        return [mark for part in _PARTS.findall(raised.translate(_LOWERED)) for mark in self._parted(part)]

    def _parted(self, part: str) -> list[str]:
        if part in self.marks or not part.isdigit():
            return [part]
        for cut in range(1, len(part)):
            first, rest = part[:cut], part[cut:]
            if first in self.marks and rest.startswith(str(int(first) + 1)):
                following = self._parted(rest)
                if following[0] == str(int(first) + 1) and following[0] in self.marks:
                    return [first, *following]
        return [part]

    def _is_power(self, words: Sequence[Word], index: int) -> bool:
        """Whether a raised number is a power of ten: no note of the document has it."""
        return bool(index) and words[index].text not in self.marks and bool(_POWER.fullmatch(words[index - 1].text))

    def _signed(self, text: str, signs: frozenset[str]) -> str:
        """A word of full size with `cite` for the sign that it ends in, or the number that is stuck to its head."""
        if text in signs and (found := STUCK_NUMBER.fullmatch(text)):
            return f"{cite(found[1])} {found[2]}"
        before, sign, after = signed(text) or (text, "", "")
        return before + cite(mark_of(sign)) + after if sign in signs else text


def signed(text: str) -> tuple[str, str, str] | None:
    """A word as what stands before its sign, the sign, and what closes it: "child", "*", "." None where it has none."""
    found = _TRAILING.fullmatch(text) if len(text) <= _LONGEST else None
    return (found[1], found[2], found[3]) if found and not UNIT.search(found[1]) else None


def mark_of(printed: str) -> str:
    """A mark without what it is printed with: "[12]", "12." and "¹²" are "12"."""
    return printed.translate(_LOWERED).strip("[]().,; ")
