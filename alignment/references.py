"""Citations of national documents in a local text that no longer hold on a day, and those that do.

    for finding in reference_findings(side, register=known_register(), day=date.today()):
        finding.verdict, finding.local.quote, finding.explanation

An edition is told by its date; a citation without one is never out of date, save where only an earlier edition has that
name. What the register does not know it does not judge: it names no paragraph of a later edition, and where a text
speaks of the past (`alignment.lines`) it is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from alignment.cited import Act, Citation, Cited, Gone, citations, years_in
from alignment.lines import Line, is_past, lines_of, shared_out
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from core.records import Checked, Span, Tier
from ingest.editions import long_date
from ingest.register import Register, first_day, named_source, unchecked
from ingest.sources import Source

_RECHECK = (
    "Read the sections that this text relies on in the current edition, then change the date. Paragraph and chapter"
    " numbers differ between editions: do not carry them over unread."
)
_ASSET = re.compile(r"/media/([0-9a-f]{20,})/")
_LINK = re.compile(r"assets\.publishing\.service\.gov\.uk/media/([0-9a-f]{20,})[^\s)\]>]*")
_LONGER_NAME = re.compile(
    r"(?:\b(?:of|and|or|for)|&|\)|(?<!\w)(?!(?:The|Under|In|By|See|This|Section|From)\b)[A-Z]\w+)\s+$"
)
_DID = re.compile(
    r"^\W{0,3}(?:first )?(?:introduced|replaced|encouraged|established|abolished|brought in|created|removed)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:prior to|until|before|since|preced(?:es|ed|ing)|changes (?:to|from))\s+(?:the\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_BILL_THEN = re.compile(
    r"\b(?:when|while|as|before|during|passage|became|introduced|passed|royal assent|second reading|debate)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What is said of one citation, before it has its quote."""

    span: Span
    verdict: Verdict
    severity: Severity
    confidence: float
    explanation: str
    consider: str = ""
    fact: str | None = None


def reference_findings(local: Side, *, register: Register, day: date) -> list[Finding]:
    """An `outdated_reference` for each citation that does not hold on `day`, and an `aligned` for each that names the
    current edition; in the order of the text, an empty list where it cites nothing with a date."""
    editions = _Editions(register, day)
    return [finding for line in lines_of(local) if not line.is_log for finding in _of_line(line, editions)]


def _of_line(line: Line, editions: _Editions) -> Iterator[Finding]:
    found = {(one.entry, one.year): one for one in reversed(citations(line.text, before=line.before))}
    judged = [one for citation in found.values() if (one := _judge(citation, line, editions)) is not None]
    judged += _links(line.text, editions)
    judged.sort(key=lambda one: one.span)
    if judged:
        for one, quote in zip(judged, shared_out(line, [one.span for one in judged]), strict=True):
            yield _finding(one, quote)


def _finding(judged: _Judged, quote: Quote) -> Finding:
    return Finding(
        judged.verdict,
        judged.severity,
        judged.confidence,
        quote,
        None,
        judged.explanation,
        judged.consider,
        fact=judged.fact,
    )


def _judge(citation: Citation, line: Line, editions: _Editions) -> _Judged | None:
    judged = _of_entry(citation, line.text, editions)
    if judged is not None and judged.verdict.is_alarm and _speaks_of_the_past(line, *citation.span):
        return None
    return judged


def _speaks_of_the_past(line: Line, start: int, end: int) -> bool:
    did, then = _DID.match(line.text[end:]), _THEN.search(line.text[:start])
    return is_past(line, start, end) or did is not None or then is not None


def _of_entry(citation: Citation, text: str, editions: _Editions) -> _Judged | None:
    match citation.entry:
        case Cited():
            return editions.judge(citation, citation.entry)
        case Gone():
            return _gone(citation, citation.entry, editions.day)
        case Act():
            return _act(citation, citation.entry, text, editions.day)


class _Editions:
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

    def judge(self, citation: Citation, entry: Cited) -> _Judged | None:
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
        if stood is None or editions.index(stood) > editions.index(current):
            return None
        if stood is current:
            return _aligned(citation, current) if meant is not None else None
        return _superseded(citation, editions, stood, current, confidence=0.95 if meant is not None else 0.85)

    def _by_name(self, citation: Citation, editions: Sequence[Source], current: Source) -> _Judged | None:
        earlier = editions[: editions.index(current)]
        return _superseded(citation, editions, earlier[-1], current, confidence=0.75) if earlier else None


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


def _on(source: Source) -> str:
    day = first_day(source)
    return f" on {long_date(day)}" if day else ""


def _mark(*sources: Source) -> str:
    words = unchecked(*sources)
    return f" That is {words}: confirm it." if words else ""


def _superseded(
    citation: Citation, editions: Sequence[Source], stood: Source, current: Source, *, confidence: float = 0.95
) -> _Judged:
    years = years_in([stood.edition, stood.title])
    at_all = f"The text cites {named_source(stood)}"
    if citation.year is not None and citation.year not in years:
        at_all = f"The text cites {stood.title} with the date {citation.year}"
    after = editions[editions.index(stood) + 1]
    then = "" if after is current else f" First came {named_source(after)}{_on(after)}."
    is_law = stood.tier is Tier.LEGISLATION
    return _Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.MATERIAL,
        confidence,
        f"{at_all}, which has been replaced.{then} What counts now is {_counting(current)}.{_mark(current, stood)}",
        "Read what the newer law says at this point, then change the citation." if is_law else _RECHECK,
        f"{stood.source_id}, {stood.checked.label}",
    )


def _draft(citation: Citation, draft: str, editions: Sequence[Source], current: Source) -> _Judged:
    final = _meant(editions, citation.year or 0) or current
    month = f"{date(2000, citation.month or 1, 1):%B}"
    day = f", which was published on {long_date(final.published)}" if final.published else ""
    later = "" if final is current else f" What counts now is {_counting(current)}."
    return _Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.TIDY,
        0.9,
        f"{month} {citation.year} was {draft}, not an edition. The final text is {named_source(final)}{day}.{later}"
        f"{_mark(current, final)}",
        _RECHECK,
        f"{final.source_id}, {final.checked.label}",
    )


def _no_such_year(citation: Citation, editions: Sequence[Source], current: Source) -> _Judged:
    known = " and ".join(str(year) for one in editions for year in years_in([one.title])[:1])
    return _Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.TIDY,
        0.75,
        f"The text gives the year {citation.year}. The register knows this law as of {known}; what counts now is"
        f" {named_source(current)}.{_mark(current)}",
        "Check the title and the year, and correct the citation.",
        f"{current.source_id}, {current.checked.label}",
    )


def _aligned(citation: Citation, current: Source) -> _Judged:
    return _Judged(
        citation.span,
        Verdict.ALIGNED,
        Severity.INFORMATION,
        0.95,
        f"The text cites {named_source(current)}, the edition that counts.{_mark(current)}",
        fact=f"{current.source_id}, {current.checked.label}",
    )


def _gone(citation: Citation, entry: Gone, day: date) -> _Judged | None:
    if entry.years and citation.year not in entry.years:
        return None
    since = entry.since if isinstance(entry.since, date) else date(entry.since, 1, 1)
    if since > day:
        return None
    said = long_date(entry.since) if isinstance(entry.since, date) else str(entry.since)
    checked = "" if entry.checked is Checked.OFFICIAL else f" That is {_UNSURE[entry.checked]}: confirm it."
    return _Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.MATERIAL,
        0.85,
        f"The text cites {entry.name}, which has not counted since {said}. Look at {entry.now} in its place.{checked}",
        "Read what stands in its place at this point, then change the citation.",
        f"references.toml, {entry.checked.label}",
    )


_UNSURE = {
    Checked.SECONDARY: "seen in a secondary source, not checked in the official text",
    Checked.UNCHECKED: "not checked",
}


def _act(citation: Citation, entry: Act, text: str, day: date) -> _Judged | None:
    named = f"{entry.name} {max(entry.years)}"
    if citation.is_bill:
        return None if _BILL_THEN.search(text) else _bill(citation, entry, named, day)
    if entry.passed is not None and day < entry.passed:
        return _slip(citation, f"The text calls the {entry.name} an Act; until {long_date(entry.passed)} it is a Bill.")
    if citation.year is None or citation.year in entry.years or _LONGER_NAME.search(text[: citation.start]):
        return None
    known = " or ".join(str(year) for year in sorted(entry.years))
    return _slip(citation, f"The text gives the {entry.name} the year {citation.year}; it is of {known}.")


def _bill(citation: Citation, entry: Act, named: str, day: date) -> _Judged | None:
    if entry.passed is None or day < entry.passed:
        return None
    mark = "" if entry.checked is Checked.OFFICIAL else " That day is not checked: confirm it."
    return _slip(
        citation,
        f"The text still calls it a Bill. It was passed on {long_date(entry.passed)} as the {named}.{mark}",
        "Cite the Act. Passed is not in force: check whether the sections that this text relies on have begun.",
    )


def _slip(
    citation: Citation, explanation: str, consider: str = "Check the title and the year, and correct it."
) -> _Judged:
    return _Judged(citation.span, Verdict.OUTDATED_REFERENCE, Severity.TIDY, 0.9, explanation, consider)


def _links(text: str, editions: _Editions) -> Iterator[_Judged]:
    """The links to a file of an edition that no longer counts."""
    for match in _LINK.finditer(text):
        source = editions.assets.get(match[1])
        if source is None:
            continue
        known = editions.chain(source.source_id)
        current = editions.current(known)
        if known.index(source) < known.index(current):
            yield _superseded(Citation(Cited(source.source_id), *match.span()), known, source, current)
