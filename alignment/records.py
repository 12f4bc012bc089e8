"""What alignment speaks of: quotes with their places, findings about two of them, changes between two editions.

A finding shows two quotes and the difference; it never says that anything is unlawful, and nobody's decision stands in
it: that is `alignment.decisions`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from core.records import Span


class Verdict(StrEnum):
    """What a finding comes to, of a local document beside national ones."""

    TIMESCALE_CONFLICT = "timescale_conflict"
    WEAKER_MODALITY = "weaker_modality"
    OUTDATED_REFERENCE = "outdated_reference"
    OUTDATED_TERM_OR_BODY = "outdated_term_or_body"
    MISSING_REQUIREMENT = "missing_requirement"
    INTERNAL_CONTRADICTION = "internal_contradiction"
    STRICTER_LOCALLY = "stricter_locally"
    LOCAL_ONLY = "local_only"
    ALIGNED = "aligned"
    CANNOT_TELL = "cannot_tell"
    REVIEW_DATE_PASSED = "review_date_passed"
    DRAFT_MARK = "draft_mark"
    PLACEHOLDER = "placeholder"
    NO_OWNER = "no_owner"

    @property
    def is_alarm(self) -> bool:
        """Whether somebody should look at it, rather than only know of it."""
        return self not in (Verdict.STRICTER_LOCALLY, Verdict.LOCAL_ONLY, Verdict.ALIGNED, Verdict.CANNOT_TELL)


class Severity(StrEnum):
    """How much hangs on a finding, the most first."""

    HIGH = "H"
    MATERIAL = "M"
    TIDY = "L"
    INFORMATION = "I"

    @property
    def label(self) -> str:
        """The severity in words for a reader."""
        return _SEVERITIES[self]


_SEVERITIES = {
    Severity.HIGH: "high: law or safety",
    Severity.MATERIAL: "material",
    Severity.TIDY: "tidy up",
    Severity.INFORMATION: "information",
}


_SURETIES = ((0.8, "sure"), (0.6, "likely"), (0.0, "look closely"))
"""From which confidence on a finding is called so."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, verbatim, and where they stand; `start` and `end` are offsets into its text.

    `paragraph` is the number in effect as printed, `page` counts from 1; both None where the document has none.
    """

    doc_id: str
    quote: str
    start: int
    end: int
    page: int | None = None
    page_label: str | None = None
    paragraph: str | None = None
    headings: tuple[str, ...] = ()

    @property
    def span(self) -> Span:
        """Where it stands in the document's text."""
        return self.start, self.end


def place_key(quote: Quote | None) -> tuple[object, ...]:
    """What tells the place of a quote from another and orders places: document, then offsets; empty for None."""
    return (quote.doc_id, *quote.span) if quote else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody should know of one place of a local document. Key: finding_id.

    `confidence` is from 0 to 1. `national` is None where no national words are held, or none are needed; `other` is the
    second local place of an `internal_contradiction`. `explanation` says the difference in plain words, `consider` what
    to look at or decide, "" where there is nothing. `fact` names the row of a table that was used ("T08, checked").
    """

    verdict: Verdict
    severity: Severity
    confidence: float
    local: Quote
    national: Quote | None
    explanation: str
    consider: str = ""
    other: Quote | None = None
    fact: str | None = None

    @property
    def surety(self) -> str:
        """The confidence in words, for people; the number is for files."""
        return next(words for least, words in _SURETIES if self.confidence >= least)

    @property
    def finding_id(self) -> str:
        """The same for the same words of the same documents under the same verdict, wherever they stand.

        A contradiction has one id, from whichever of its two places it is told.
        """
        quotes = [[quote.doc_id, plain(quote.quote)] if quote else [""] for quote in (self.local, self.other)]
        if self.verdict is Verdict.INTERNAL_CONTRADICTION:
            quotes.sort()
        national = [self.national.doc_id, plain(self.national.quote)] if self.national else [""]
        parts = [str(self.verdict), *quotes[0], *national, *quotes[1]]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


class ChangeKind(StrEnum):
    """What became of a paragraph or a requirement in a new edition."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    RENUMBERED = "renumbered"


class Rating(StrEnum):
    """What a change does, the most first."""

    DUTY = "changes a duty or limit"
    MEANING = "changes meaning"
    WORDING = "wording only"
    LINK = "link or reference"


@dataclass(frozen=True, slots=True)
class Change:
    """One change between two editions; `old` is None where words were added, `new` where they went.

    `rating` is None where the words are the same and only their place is another. `summary` says it in plain words.
    """

    kind: ChangeKind
    rating: Rating | None
    old: Quote | None
    new: Quote | None
    summary: str


def plain(words: str) -> str:
    """The words without differences of white space, case, quotation marks and dashes: what makes two texts the same."""
    return " ".join(words.translate(_MARKS).casefold().split())


_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u00ad": None})
