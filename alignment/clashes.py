"""Two places of one council's documents that differ: what every finder of contradictions makes and asks.

    clash = Clash(first, second, told=("This place says ..., {where} says ...", "..."))
    clash.finding(local, other)         the same contradiction, told from the document `local`

It finds nothing by itself, and does not say which of the two holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignment.records import Finding, Quote, Severity, Verdict
from alignment.statements import Statement
from core.records import BlockKind, Document

CONSIDER = "Read both places together; the procedure's owner decides which holds, and brings the other into line."

_LIKELY = 0.75
_FOR_SOME = re.compile(
    r"\b(?:pre-?birth|unborn|bab(?:y|ies)|bruis|homeless|disab|asylum|private foster|privately|adopt|short break"
    r"|missing|connected|remand|secure|residential|transfer)",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"(?:^|\| )(?:(?:19|20)\d\d|Version|Change): "
    r"|\b(?:previously|formerly|used to be|no longer|changed from|amended from)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two places that differ. `told` is the difference in words, as it reads from the first place and from the second.

    "{where}" in them stands for the place that is not the reader's own, "{in_where}" for the same with "in" or "on".
    """

    first: Quote
    second: Quote
    told: tuple[str, str]
    severity: Severity = Severity.MATERIAL
    confidence: float = _LIKELY

    def finding(self, local: Document, other: Document) -> Finding:
        """The contradiction as it is told from `local`: from the first place where both are of one document."""
        here, there, told = self.first, self.second, self.told[0]
        if here.doc_id != local.doc_id:
            here, there, told = there, here, self.told[1]
        where = place_of(there, None if local.doc_id == other.doc_id else other)
        in_where = f"{'on' if where.startswith('page ') else 'in'} {where}"
        return Finding(
            Verdict.INTERNAL_CONTRADICTION,
            self.severity,
            self.confidence,
            here,
            None,
            told.replace("{where}", where).replace("{in_where}", in_where),
            CONSIDER,
            other=there,
        )


def place_of(quote: Quote, document: Document | None) -> str:
    """Where a second place is, in words; `document` where it is in another one."""
    place = f"paragraph {quote.paragraph}" if quote.paragraph else f"page {quote.page}" if quote.page else ""
    if not place and quote.headings:
        place = f"the section “{quote.headings[-1]}”"
    if document is None:
        return place or "another place"
    return f"“{document.title}” ({place})" if place else f"“{document.title}”"


def is_beside(one: Statement, two: Statement) -> bool:
    """Whether two statements of a document hang under one stem, or are rows of one table: cases told side by side."""
    if one.stem and one.stem == two.stem:
        return True
    return one.kind is two.kind is BlockKind.ROW and _columns(one.text)[1:] == _columns(two.text)[1:]


def is_history(one: Statement) -> bool:
    """Whether a statement tells what an earlier edition said."""
    return _HISTORY.search(one.text) is not None


def is_of_others(one: Document, two: Document) -> bool:
    """Whether two documents are, by their titles, about other children, so that their limits may differ."""
    first, second = ({found.casefold() for found in _FOR_SOME.findall(document.title)} for document in (one, two))
    return first != second


def _columns(row: str) -> list[str]:
    return [cell.partition(":")[0] for cell in row.split(" | ")]
