"""The editions of a document of the register on a day, and what is to be said of a citation of one.

    editions = Editions(known_register(), date.today())
    editions.judge(citation, entry)     a `Judged`: superseded, a draft's month, no such year, current; None: nothing

What the register does not know it does not judge. Names that no register holds are `alignment.references`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from alignment.bodies import told_unchecked
from alignment.cited import Citation, Cited, years_in
from alignment.records import Severity, Verdict
from core.records import Checked, Span, Tier
from ingest.editions import long_date
from ingest.register import Register, first_day, named_source
from ingest.sources import Source

_RECHECK = (
    "Read the sections that this text relies on in the current edition, then change the date. Paragraph and chapter"
    " numbers differ between editions: do not carry them over unread."
)
_ASSET = re.compile(r"/media/([0-9a-f]{20,})/")
_UPDATED = re.compile(r"\bupdated\b\D*(?:\d{1,2}\s+)?\D*?(?P<year>20\d\d)")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one citation, before it has its quote."""

    span: Span
    verdict: Verdict
    severity: Severity
    confidence: float
    explanation: str
    consider: str = ""
    fact: str | None = None


class Editions:
    """The register on a day: which edition a date means, and which one counts."""

    def __init__(self, register: Register, day: date) -> None:
        self.day = day
        self._register = register
        self._chains: dict[str, tuple[Source, ...]] = {}
        self.assets = {
            asset: source
            for source in register.by_id.values()
            for asset in chain.from_iterable(_ASSET.findall(file) for file in source.files)
        }

    def chain(self, source_id: str) -> tuple[Source, ...]:
        """Every edition of the document that the register has, the earliest first; empty where it has none."""
        if source_id not in self._chains:
            found = self._register.by_id.get(source_id)
            before: list[Source] = []
            while found is not None and found.supersedes is not None and found.supersedes in self._register.by_id:
                found = self._register.by_id[found.supersedes]
                before.insert(0, found)
            own = self._register.by_id.get(source_id)
            after = [
                self._register.by_id[one] for one in self._register.after(source_id) if one in self._register.by_id
            ]
            self._chains[source_id] = (*before, *([own] if own else []), *after)
        return self._chains[source_id]

    def current(self, editions: Sequence[Source]) -> Source:
        """The edition that counts on the day: the latest that has begun, the first where none is known to have."""
        begun = [one for one in editions if (start := _start(one)) is not None and start <= self.day]
        return begun[-1] if begun else editions[0]

    def judge(self, citation: Citation, entry: Cited) -> Judged | None:
        """What is to be said of a citation of a document of the register; None where nothing is."""
        editions = self.chain(entry.source_id)
        if not editions or citation.is_bill:
            return None
        current = self.current(editions)
        if citation.year is None:
            return self._by_name(citation, editions, current) if citation.is_superseded else None
        month = f"{citation.year}-{citation.month:02}" if citation.month else ""
        if month in entry.drafts:
            return _draft(citation, entry.drafts[month], editions, current)
        meant = _meant(editions, citation.year)
        if meant is None and current.kind.value == "legislation.gov.uk":
            return _no_such_year(citation, editions, current)
        stood = meant or _stood_in(editions, citation.year)
        if stood is None:
            return _no_such_year(citation, editions, current) if _start(current) is not None else None
        if editions.index(stood) > editions.index(current):
            return None
        if stood is current:
            return (_updated(citation, current) or _aligned(citation, current)) if meant is not None else None
        return superseded(citation, editions, stood, current, confidence=0.95 if meant is not None else 0.85)

    def is_newly_statutory(self, source_id: str) -> bool:
        """Whether the edition that counts is statutory guidance, and one before it was not."""
        editions = self.chain(source_id)
        current = self.current(editions) if editions else None
        if current is None or current.tier is not Tier.STATUTORY:
            return False
        return any(one.tier is Tier.NON_STATUTORY for one in editions[: editions.index(current)])

    def _by_name(self, citation: Citation, editions: Sequence[Source], current: Source) -> Judged | None:
        earlier = editions[: editions.index(current)]
        return superseded(citation, editions, earlier[-1], current, confidence=0.75) if earlier else None


def _start(source: Source) -> date | None:
    """The first day of an edition, or of the year that its edition names where no day is known."""
    if (day := first_day(source)) is not None:
        return day
    years = years_in([source.edition or source.title])
    return date(years[0], 1, 1) if years else None


def _meant(editions: Sequence[Source], year: int) -> Source | None:
    """The edition of a year: that which is called so, else that which began in it."""
    called = [one for one in editions if year in years_in([one.edition, one.title])]
    if called:
        return called[0]
    begun = [one for one in editions if year in {day.year for day in (one.published, one.in_force_from) if day}]
    return begun[0] if begun else None


def _stood_in(editions: Sequence[Source], year: int) -> Source | None:
    """The edition that stood at the end of a year of which there is none; the earliest for a year before all."""
    begun = [one for one in editions if (start := _start(one)) is not None and start.year <= year]
    return begun[-1] if begun else (editions[0] if len(editions) > 1 else None)


def _counting(source: Source) -> str:
    """An edition with the day from which it counts, as far as that is known."""
    day = first_day(source)
    return f"{named_source(source)}, since {long_date(day)}" if day else named_source(source)


def _with_day(source: Source) -> str:
    """An edition with the day from which it counts in brackets, as far as that is known."""
    named, day = named_source(source), first_day(source)
    if day is None:
        return named
    if source.edition == str(day.year):
        return f"{source.title} ({long_date(day)})"
    return f"{named[:-1]}, {long_date(day)})" if named.endswith(")") else f"{named} ({long_date(day)})"


def _mark(*sources: Source) -> str:
    return told_unchecked(max((source.checked for source in sources), key=list(Checked).index))


def superseded(
    citation: Citation, editions: Sequence[Source], stood: Source, current: Source, *, confidence: float = 0.95
) -> Judged:
    """That the edition `stood`, which the text means, has been replaced by others and by `current` at last."""
    years = years_in([stood.edition, stood.title])
    at_all = f"The text cites {named_source(stood)}"
    if citation.year is not None and citation.year not in years:
        at_all = f"The text cites {stood.title} with the date {citation.year}"
    after = editions[editions.index(stood) + 1]
    is_next = editions.index(current) == editions.index(after) + 1
    link = ", then by" if is_next else ", and after other editions by"
    then = "" if after is current else f"{link} {_with_day(current)}"
    is_law = stood.tier is Tier.LEGISLATION
    return Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.MATERIAL,
        confidence,
        f"{at_all}. It was replaced by {_with_day(after)}{then}.{_mark(current, stood)}",
        "Read what the newer law says at this point, then change the citation." if is_law else _RECHECK,
        f"{stood.source_id}, {stood.checked.label}",
    )


def _draft(citation: Citation, draft: str, editions: Sequence[Source], current: Source) -> Judged:
    final = _meant(editions, citation.year or 0) or current
    month = f"{date(2000, citation.month or 1, 1):%B}"
    day = f", which was published on {long_date(final.published)}" if final.published else ""
    later = "" if final is current else f" What counts now is {_counting(current)}."
    return Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.TIDY,
        0.9,
        f"{month} {citation.year} was {draft}, not an edition. The final text is {named_source(final)}{day}.{later}"
        f"{_mark(current, final)}",
        _RECHECK,
        f"{final.source_id}, {final.checked.label}",
    )


def _updated(citation: Citation, current: Source) -> Judged | None:
    """What is said where the edition that counts was updated in a later year than the text gives."""
    match = _UPDATED.search(current.edition or "")
    if match is None or citation.year is None or int(match["year"]) <= citation.year:
        return None
    return Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.TIDY,
        0.8,
        f"The text gives the year {citation.year}; {named_source(current)} is the text that counts.{_mark(current)}",
        "Look at what the update changed, and give its date.",
        f"{current.source_id}, {current.checked.label}",
    )


def _no_such_year(citation: Citation, editions: Sequence[Source], current: Source) -> Judged:
    known = " and ".join(str(year) for one in editions for year in years_in([one.title, one.edition])[:1])
    what = "law" if current.tier is Tier.LEGISLATION else "document"
    return Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.TIDY,
        0.75,
        f"The text gives the year {citation.year}. The register knows this {what} as of {known}; what counts"
        f" now is {named_source(current)}.{_mark(current)}",
        "Check the title and the year, and correct the citation.",
        f"{current.source_id}, {current.checked.label}",
    )


def _aligned(citation: Citation, current: Source) -> Judged:
    return Judged(
        citation.span,
        Verdict.ALIGNED,
        Severity.INFORMATION,
        0.95,
        f"The text cites {named_source(current)}, the edition that counts.{_mark(current)}",
        fact=f"{current.source_id}, {current.checked.label}",
    )
