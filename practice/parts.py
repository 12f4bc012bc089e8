"""Cuts a long situation into the parts that it is searched by, each with something of its own to look for.

It is cut at the ends of sentences, and a long sentence also where a clause begins. A piece without a sign of its own,
or too short to search by, stays with the piece before it. The parts cover the text but for white space
and marks between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHORT = 20
"""Words of a situation up to which it is one part."""

LONG_SENTENCE = 14
"""Words of a sentence from which on it is cut at its clauses too."""

LEAST = 6
"""Words that a part has at least, where there are several."""

_SENTENCE = re.compile(r"[^\s].*?(?:[.?!;]+(?=\s|$)|\n|$)", re.S)
_CLAUSE = re.compile(
    r",\s+|\s+[-–—]\s+|\s+(?=(?:and|but|also|so|plus)\s+(?:what|who|when|how|can|do|does|is|are|should|where|which|i|we)\b)"
    r"|\s+(?=(?:what|who|whose|how|when)\s+(?:do|does|is|are|should|must|can|has|have|next|now|long|soon|often|many|quick)\b)",
    re.I,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a situation: its words, exactly the text from `start` to `end`, in characters."""

    text: str
    start: int
    end: int


def parts_of(text: str, signs: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    """The parts of `text`, in order, at least one; `signs` are from and to of the words that say what to look for."""
    pieces = list(_pieces(text)) if _words(text) > SHORT else []
    kept: list[tuple[int, int]] = []
    is_waiting = False
    for start, end in pieces:
        is_own = _words(text[start:end]) >= LEAST and any(start <= since < end for since, _ in signs)
        if kept and (is_waiting or not is_own):
            kept[-1] = (kept[-1][0], end)
            is_waiting = is_waiting and not is_own
        else:
            kept.append((start, end))
            is_waiting = not is_own
    if not kept:
        stripped = text.strip()
        start = text.index(stripped)
        kept = [(start, start + len(stripped))]
    return tuple(Part(text[start:end], start, end) for start, end in kept)


def _words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and the clauses of long ones, without the space around them."""
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        cuts = list(_CLAUSE.finditer(text, start, end)) if _words(sentence.group()) >= LONG_SENTENCE else []
        starts = [start, *(cut.end() for cut in cuts)]
        ends = [*(cut.start() for cut in cuts), end]
        for since, to in zip(starts, ends, strict=True):
            if stripped := text[since:to].strip():
                at = text.index(stripped, since)
                yield at, at + len(stripped)
