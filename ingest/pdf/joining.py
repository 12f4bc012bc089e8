"""Lines to running text: spaces where a line ends, hyphens that only a line's end put there taken out again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import reduce

from ingest.pdf.lines import Line

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
SOFT_HYPHEN = "\u00ad"
_TAIL = re.compile(r"([^\W\d_]+)-$")
_HARD_TAIL = re.compile(r"\w[-/]$")
_HEAD = re.compile(r"[^\W\d_]+")
_ADDRESS_TAIL = re.compile(r"(?:https?://|www\.)\S*[-/_=&?.]$|^\(?\S+/\S*[-/_=&?]$")


class Vocabulary:
    """The words that a document prints within its lines: the judge of which hyphens belong to a word."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._counts: Counter[str] = Counter()
        for line in lines:
            for word in line.words[:-1]:
                self._counts.update(found.casefold() for found in _WORD.findall(word.text))

    def joins(self, tail: str, head: str) -> bool:
        """Whether `tail` and `head` are one word: the document has it whole, or the whole is likelier than a hyphen."""
        whole, hyphened = (tail + head).casefold(), f"{tail}-{head}".casefold()
        if self._counts[whole] or self._counts[hyphened]:
            return self._counts[whole] > self._counts[hyphened]
        return head[:1].islower() and not (self._counts[tail.casefold()] and self._counts[head.casefold()])


def join(texts: Iterable[str], vocabulary: Vocabulary) -> str:
    """The texts of consecutive lines as one text."""
    return reduce(lambda before, after: stitch(before, after, vocabulary), filter(None, texts), "")


def stitch(before: str, after: str, vocabulary: Vocabulary) -> str:
    """Two lines as one text.

    "safe-" and "guarding" become "safeguarding" where the document has that word, "multi-" and "agency" stay
    "multi-agency", and an address that is broken at its end goes on without a space.
    """
    if not before:
        return after
    if before.endswith(SOFT_HYPHEN):
        return before[:-1] + after
    if _ADDRESS_TAIL.search(before.rsplit(" ", 1)[-1]):
        return before + after
    tail, head = _TAIL.search(before), _HEAD.match(after)
    if tail is not None and head is not None:
        return (before[:-1] if vocabulary.joins(tail.group(1), head.group()) else before) + after
    if _HARD_TAIL.search(before) and re.match(r"\w", after):
        return before + after
    return f"{before} {after}"
