"""Lines to running text: spaces where a line ends, hyphens that only a line's end put there taken out again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from itertools import chain

from ingest.pdf.lines import Line, unmarked
from ingest.pdf.packing import PackedWords, spell

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
SOFT_HYPHEN = "\u00ad"
_TAIL = re.compile(r"(?<![^\W\d_])([^\W\d_]++)-$")
_HARD_TAIL = re.compile(r"\w[-/]$")
_HEAD = re.compile(r"[^\W\d_]+")
# What keeps its hyphen where a document has the word neither whole nor with one: "non-familial", "join-up".
_PREFIXES = frozenset(["non", "self", "multi", "co", "re", "pre", "ex", "anti", "semi", "sub", "inter", "cross"])
_PARTICLES = frozenset(["up", "to", "in", "of", "off", "out", "on", "by", "and", "or", "at", "down", "over"])
_LONG = 6
_ADDRESS_TAIL = re.compile(r"(?:https?://|www\.)\S*[-/_=&?.]$|^(?=\(?\S[^\s/]*+/\S)\S*[-/_=&?]$")

_ADDRESS = re.compile(r"(?:https?://|www\.)\S*/\S*\w$")
_ADDRESS_HEAD = re.compile(r"\d+[/_]\S|\w+_\w")


class Vocabulary:
    """The words that a document prints within its lines: the judge of which hyphens belong to a word."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._counts: Counter[str] = Counter()
        self._parts: set[str] = set()
        within = (" ".join(line.words.texts[:-1]) for line in lines)
        self._counts.update(map(str.casefold, chain.from_iterable(map(_WORD.findall, within))))
        self._parts.update(part for known in self._counts for part in known.split("-"))

    def joins(self, tail: str, head: str) -> bool:
        """Whether `tail` and `head` are one word: the document has it whole, or the whole is likelier than a hyphen."""
        whole, hyphened = (tail + head).casefold(), f"{tail}-{head}".casefold()
        if self._counts[whole] or self._counts[hyphened]:
            return self._counts[whole] > self._counts[hyphened]
        if head in _PARTICLES or (tail.casefold() in _PREFIXES and len(head) >= _LONG and head in self._parts):
            return False
        return head[:1].islower() and not (self._counts[tail.casefold()] and self._counts[head.casefold()])


def with_wrapped_marks(lines: Iterable[Line]) -> list[Line]:
    """The lines, with the mark of a note that found no room at its line's end put back there.

    It is a line of nothing but a small number, at the column's edge below a line of larger type.
    """
    kept: list[Line] = []
    for line in lines:
        before = kept[-1] if kept else None
        if before is not None and line.text.isdecimal() and line.size <= 0.8 * before.size and _follows(before, line):
            marks = (word._replace(x0=before.x1, x1=before.x1, base=before.base - 0.35 * before.size, glued=True)
                     for word in line.words)  # fmt: skip
            words = PackedWords((*before.words, *marks))
            kept[-1] = replace(before, words=words, text=words.text, prose=spell(unmarked(words, before.size)))
        else:
            kept.append(line)
    return kept


def _follows(before: Line, line: Line) -> bool:
    below = before.page == line.page and 0 < line.base - before.base <= 1.2 * before.size
    return below and before.region == line.region and before.x1 > before.right - 2 * before.size


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
    last = before.rsplit(" ", 1)[-1]
    if _ADDRESS_TAIL.search(last) or (_ADDRESS.search(last) and _ADDRESS_HEAD.match(after)):
        return before + after
    tail, head = _TAIL.search(last), _HEAD.match(after)
    if tail is not None and head is not None:
        return (before[:-1] if vocabulary.joins(tail.group(1), head.group()) else before) + after
    if _HARD_TAIL.search(last) and re.match(r"\w", after):
        return before + after
    return f"{before} {after}"
