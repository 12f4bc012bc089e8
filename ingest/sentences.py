"""Where sentences begin and end, by spaCy's rule-based sentencizer: no model is needed and none is loaded.

The sentencizer breaks at every full stop that is a token of its own; guidance is full of "s.47", "para. 3", "No. 2"
and "12. The ...", so breaks that follow such a mark are healed. It does not judge whether a sentence is complete.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_NOT_AN_END = re.compile(
    r"(?:^|[\s(])(?:s|ss|para|paras|p|pp|reg|regs|art|arts|sch|ch|no|nos|cl|e\.g|i\.e|etc|cf|v|vs|mr|mrs|ms|dr|st|ed|vol"
    r"|fig|ref|inc|approx|[a-z]|\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,5})\.$",
    re.IGNORECASE,
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` as offsets, in order; white space around them belongs to none.

    A line break ends a sentence: a block never shares one with the next. Text without words gives an empty list.
    """
    return list(_spans(text))


@lru_cache(maxsize=4096)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """The same, remembered for the passages that were shown last; nothing that anyone typed is asked here."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        spans.extend((start + begin, start + end) for begin, end in _line_spans(line))
        start += len(line) + 1
    return tuple(spans)


def _line_spans(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    open_from: int | None = None
    for sentence in _pipeline()(line).sents:
        begin = sentence.start_char if open_from is None else open_from
        words = line[begin : sentence.end_char].rstrip()
        if not words.strip():
            continue
        follows = line[sentence.end_char :].lstrip()
        if follows and (_NOT_AN_END.search(words) or follows[0].islower() or not any(c.isalpha() for c in words)):
            open_from = begin
            continue
        spans.append(_stripped(line, begin, begin + len(words)))
        open_from = None
    return spans


def _stripped(line: str, begin: int, end: int) -> tuple[int, int]:
    return begin + len(line[begin:end]) - len(line[begin:end].lstrip()), end


@cache
def _pipeline() -> Language:
    import spacy  # it brings torch with it: seconds that a command without sentences need not wait

    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    language.max_length = 10_000_000
    return language
