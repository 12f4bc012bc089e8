"""A document's sentences in which words may be out of date, and whether a place speaks of the past.

    for line in lines_of(side):
        line.text, line.quote(start, end)           the sentence, headings too, and a part of it with its place
        line.is_log                                 it stands in a log of changes or of versions, or tells of a change
        is_past(line, start, end)                   "formerly the LSCB", "replaced Working Together 2018"

Lists of contents repeat the headings, and are read only where they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignment.records import Quote
from alignment.sides import Side
from alignment.statements import quote_of
from core.records import Block, BlockKind, Force, Reading, Span
from ingest.sentences import sentence_spans

_LOG_HEADING = re.compile(
    r"\b(?:amendments?|versions?|revisions?|change|document|update)\s+(?:history|log|control|record|table)\b"
    r"|\btable of (?:\w+ )?changes\b|^\W*(?:[\d.]+\s+)?(?:amendments?|amendments? made"
    r"|(?:main |key )?changes (?:since|from|to|in|made)\b.*|what(?:['’]s| has| is)? (?:new|changed)\b.*"
    r"|history of this .*|previous versions?)\W*$",
    re.IGNORECASE,
)
_LOG_LINE = re.compile(
    r"^\W*(?:version\b|v\d|v\.?\s?\d|issue\b|rev(?:ision)?\b|amend\w*|update\w*|change\w*)[^|]{0,40}\|.*"
    r"\b(?:amend|updat|chang|re-?writ|remov|add(?:ed|ition)|revis|refer)"
    r"|\b(?:change|what changed|amendment|summary of changes?|reason for (?:change|update))s?:"
    r"|^\W*v(?:ersion|\.)?\s?\d[\d.]*\b.{0,40}\b(?:amend|updat|chang|re-?writ|remov|added|revis)"
    r"|(?:^\W*(?:references?|links?)|\b(?:text|wording|sections?|paragraphs?|chapters?))"
    r" (?:changed|updated|amended|added|revised) (?:to|from|for|in line)\b",
    re.IGNORECASE | re.DOTALL,
)
_MADE = (
    r"(?:was|were|has been|have been)\s+(?:\w+\s+){0,2}"
    r"(?:added|updated|amended|revised|reviewed|refreshed|re-?written)\b"
)
_OWN = r"(?:This|The) (?:chapter|procedure|policy|document|guidance|protocol|section)"
_SINCE = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\s+(?:19|20)\d\d\b"
_CHANGED = re.compile(
    rf"^\W*In {_SINCE},?\s+(?:[\w’'-]+,?\s+){{0,12}}?{_MADE}"
    rf"|^\W*{_OWN}\s+{_MADE}\s+(?:in|on)\s+{_SINCE}"
)
_PAST_BEFORE = re.compile(
    r"(?:\b(?:replac(?:ed?|es|ing)|supersed(?:ed?|es|ing)|formerly|formally known as|previously|renamed from|instead of"
    r"|in place of|in lieu of|rather than|no longer|aboli(?:shed|tion of)|ended|repeal(?:s|ed)?|revok(?:ed?|es)"
    r"|used to be|t(?:aken|ook) over from)\b"
    r"(?:(?!\b(?:and|with|follows?|following|under|by|per|within|see)\b)[^.;:|]){0,45}$)"
    r"|(?:\b(?:the|an?|our|its|this) (?:former|previous|old|then)|\(form(?:er|al)ly)\s+(?:[\w’']+\s+){0,2}$",
    re.IGNORECASE,
)
_ENDED = "replaced|superseded|abolished|renamed|repealed|revoked|disbanded|dissolved"
_PAST_AFTER = re.compile(
    rf"^\W{{0,3}}(?:which (?:is|are) |is |are )?now\b|^\W{{0,3}}since (?:{_ENDED})\b"
    rf"|^(?:\W+\w+){{0,5}}?\W+(?:(?:has|have|had)(?: now| since)?(?: been)? (?:{_ENDED}|become|changed|ceased|ended)"
    rf"|(?:was|were|is|are)(?: now| since)? (?:{_ENDED})|(?:which )?became\b|ceased to\b|ended in\b|no longer\b"
    r"|as (?:it|they) (?:was|were) (?:then|called))",
    re.IGNORECASE,
)
_PAST_NEXT = re.compile(
    r"^\W*(?:this|these|it|they|both|that|those)\b[^.;]{0,40}\b(?:has|have|had|was|were)\b[^.;]{0,20}"
    rf"\b(?:{_ENDED})\b",
    re.IGNORECASE,
)

_NEAR = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a document. `following` is the sentence behind it in its block, "" for the last."""

    doc_id: str
    reading: Reading
    block: Block
    span: Span
    following: str
    is_log: bool

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.reading.text[slice(*self.span)]

    @property
    def stem(self) -> str:
        """The words that a list item hangs under, "" for anything else."""
        return self.reading.text[slice(*self.block.stem)] if self.block.stem else ""

    @property
    def before(self) -> str:
        """The last words of the sentence in front of it in its block, "" for the first."""
        return self.reading.text[max(self.block.start, self.span[0] - _NEAR) : self.span[0]]

    def quote(self, start: int, end: int) -> Quote:
        """The words from `start` to `end` of the sentence, with their place."""
        return quote_of(self.doc_id, self.reading, self.block, (self.span[0] + start, self.span[0] + end))


def lines_of(side: Side, *, with_contents: bool = False) -> Iterator[Line]:
    """Every sentence of the document, in order, headings among them; what law no longer says is left out.

    Lists of contents are read only `with_contents`.
    """
    left_out = [BlockKind.ANNOTATION] if with_contents else [BlockKind.CONTENTS, BlockKind.ANNOTATION]
    for block in side.reading.blocks:
        is_repealed = block.provision is not None and block.provision.force is Force.REPEALED
        if block.kind in left_out or is_repealed:
            continue
        text = side.reading.text[block.start : block.end]
        is_log = any(_LOG_HEADING.search(heading) for heading in block.headings) or bool(_LOG_LINE.search(text))
        spans = sentence_spans(text)
        for place, (start, end) in enumerate(spans):
            after = text[slice(*spans[place + 1])] if place + 1 < len(spans) else ""
            span = (block.start + start, block.start + end)
            tells = is_log or _CHANGED.match(text[start:end]) is not None
            yield Line(side.document.doc_id, side.reading, block, span, after, tells)


def is_past(line: Line, start: int, end: int) -> bool:
    """Whether the words of `line` from `start` to `end` are named there as what once was."""
    before, after = line.text[:start], line.text[end:]
    return bool(_PAST_BEFORE.search(before) or _PAST_AFTER.match(f" {after}") or _PAST_NEXT.match(line.following))


def shared_out(line: Line, spans: Sequence[Span]) -> list[Quote]:
    """A quote for each of `spans`, which are in order: the whole sentence, parted behind each but the last.

    Two findings of one sentence never quote the same words, and each has what stands about it.
    """
    starts = [0, *(end for _, end in spans[:-1])]
    ends = [*(end for _, end in spans[:-1]), len(line.text)]
    quotes = []
    for start, end in zip(starts, ends, strict=True):
        part = line.text[start:end]
        begin = start + len(part) - len(part.lstrip(" ,;:|\t\n"))
        quotes.append(line.quote(begin, end))
    return quotes
