"""Citations of national documents in a local text that no longer hold on a day, and those that do.

    for finding in reference_findings(side, register=known_register(), day=date.today()):
        finding.verdict, finding.local.quote, finding.explanation

An edition is told by its date; a citation without one is never out of date, save where only an earlier edition has that
name. What the register does not know it does not judge: it names no paragraph of a later edition, and where a text
speaks of the past (`alignment.lines`) it is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from alignment.bodies import told_unchecked
from alignment.cited import Act, Citation, Cited, Elsewhere, Gone, citations
from alignment.lines import Line, is_past, lines_of, shared_out
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from alignment.superseded import Editions, Judged, superseded
from core.records import BlockKind
from ingest.editions import long_date
from ingest.register import Register, named_source

_LINK = re.compile(r"assets\.publishing\.service\.gov\.uk/media/([0-9a-f]{20,})[^\s)\]>]*")
_LONGER_NAME = re.compile(
    r"(?:\b(?:of|and|or|for)|&|\)|(?<!\w)(?!(?:The|Under|In|By|See|This|Section|From)\b)[A-Z]\w+)\s+$"
)
_DID = re.compile(
    r"^\W{0,3}(?:first )?(?:introduced|replaced|encouraged|established|abolished|brought in|created|removed)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:prior to|until|before|since|preced(?:es|ed|ing)|(?:changes|revisions) (?:to|from))\s+(?:the\s+)?"
    r"(?:(?:publication|introduction|issue) of\s+(?:the\s+)?)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_HISTORY = re.compile(
    r"\b(?:was|were) (?:first )?(?:brought in|introduced|passed|created|enacted|set up)\b.*\b(?:aim|inquiry|embed)"
    r"|\binquiry\b.*\b(?:was|were) (?:brought in|introduced|created)\b",
    re.IGNORECASE,
)
_BILL_THEN = re.compile(
    r"\b(?:when|while|as|before|during|passage of)\s+(?:the\s+)?$"
    r"|^.{0,40}\b(?:became|introduced|passed|received|second reading|debated?|before Parliament)\b",
    re.IGNORECASE,
)
_NOT_STATUTORY = re.compile(
    r"\b(?:does|do|is|are) not (?:have the (?:force|status) of )?(?:a )?statutory\b|\bis non-statutory\b", re.IGNORECASE
)
_ABROAD = re.compile(r"\b(?:in|from|by|of|to) (?:Wales|Scotland)\b|\bWelsh\b|\bScottish\b|\bborder", re.IGNORECASE)


def reference_findings(local: Side, *, register: Register, day: date) -> list[Finding]:
    """An `outdated_reference` for each citation that does not hold on `day`, and an `aligned` for each that names the
    current edition; in the order of the text, an empty list where it cites nothing with a date.

    Of a list of contents only what gives a date is told, to be tidied up with the heading that it repeats.
    """
    editions = Editions(register, day)
    lines = (line for line in lines_of(local, with_contents=True) if not line.is_log)
    found = [finding for line in lines for finding in _of_line(line, editions)]
    is_welsh = "Wales" in local.document.applies_to and "England" not in local.document.applies_to
    return [one for one in found if not (is_welsh and one.fact == _ELSEWHERE)]


def _of_line(line: Line, editions: Editions) -> Iterator[Finding]:
    found = {(one.entry, one.year): one for one in reversed(citations(line.text, before=line.before))}
    judged = [one for citation in found.values() if (one := _judge(citation, line, editions)) is not None]
    judged += _links(line.text, editions)
    judged += _status(line, editions) if not judged else []
    if line.block.kind is BlockKind.CONTENTS:
        judged = [replace(one, severity=Severity.TIDY) for one in judged if _has_year(line.text, one)]
    judged.sort(key=lambda one: one.span)
    if judged:
        for one, quote in zip(judged, shared_out(line, [one.span for one in judged]), strict=True):
            yield _finding(one, quote)


def _finding(judged: Judged, quote: Quote) -> Finding:
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


def _judge(citation: Citation, line: Line, editions: Editions) -> Judged | None:
    judged = _of_entry(citation, line.text, editions)
    if judged is not None and judged.verdict.is_alarm and _speaks_of_the_past(line, *citation.span):
        return None
    return judged


def _speaks_of_the_past(line: Line, start: int, end: int) -> bool:
    """Whether the text calls the document past, or says what it did when it was new."""
    did, then = _DID.match(line.text[end:]), _THEN.search(line.text[:start])
    return is_past(line, start, end) or _HISTORY.search(line.text) is not None or did is not None or then is not None


def _of_entry(citation: Citation, text: str, editions: Editions) -> Judged | None:
    match citation.entry:
        case Cited():
            return editions.judge(citation, citation.entry)
        case Gone():
            return _gone(citation, citation.entry, editions.day)
        case Elsewhere():
            return None if _ABROAD.search(text.replace("(Wales)", "")) else _elsewhere(citation, citation.entry)
        case Act():
            return _act(citation, citation.entry, text, editions.day)


def _has_year(text: str, judged: Judged) -> bool:
    return judged.verdict.is_alarm and re.search(r"(?:19|20)\d\d", text[slice(*judged.span)]) is not None


def _status(line: Line, editions: Editions) -> list[Judged]:
    """That guidance cited before in the same paragraph is said not to be statutory, where it has become so."""
    match = _NOT_STATUTORY.search(line.text)
    if match is None:
        return []
    cited = [one.entry for one in citations(line.reading.text[line.block.start : line.span[0] + match.start()])]
    if not cited or not isinstance(cited[-1], Cited):
        return []
    if not editions.is_newly_statutory(cited[-1].source_id):
        return []
    ask = "Read the current edition, and say what force it has."
    source = editions.current(editions.chain(cited[-1].source_id))
    said = (
        f"The text says that the guidance is not statutory. {named_source(source)} is listed as statutory guidance: "
        "confirm it."
    )
    fact = f"{source.source_id}, {source.checked.label}"
    return [Judged(match.span(), Verdict.OUTDATED_REFERENCE, Severity.MATERIAL, 0.75, said, ask, fact)]


_ELSEWHERE = "references.toml: law of another nation"


def _elsewhere(citation: Citation, entry: Elsewhere) -> Judged:
    return Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        Severity.HIGH,
        0.85,
        f"The text rests on {entry.name}, which are not law in England. Look at {entry.twin}. Their limits differ.",
        "Read what the law of England says at this point, check each limit that stands here, and change the citation.",
        _ELSEWHERE,
    )


def _gone(citation: Citation, entry: Gone, day: date) -> Judged | None:
    if entry.years and citation.year not in entry.years:
        return None
    if entry.until is not None and citation.year is not None and citation.year >= entry.until:
        return None
    since = entry.since if isinstance(entry.since, date) else date(entry.since, 1, 1)
    if since > day:
        return None
    said = long_date(entry.since) if isinstance(entry.since, date) else str(entry.since)
    mark = told_unchecked(entry.checked)
    return Judged(
        citation.span,
        Verdict.OUTDATED_REFERENCE,
        entry.severity,
        0.85,
        f"The text cites {entry.name}, which has not counted since {said}. Look at {entry.now} in its place.{mark}",
        "Read what stands in its place at this point, then change the citation.",
        f"references.toml: {entry.name}, {entry.checked.label}",
    )


def _act(citation: Citation, entry: Act, text: str, day: date) -> Judged | None:
    named = f"{entry.name} {max(entry.years)}"
    if citation.is_bill:
        then = _BILL_THEN.search(text[: citation.start]) or _BILL_THEN.match(text[citation.end :])
        return None if then else _bill(citation, entry, named, day)
    if entry.passed is not None and day < entry.passed:
        return _slip(citation, f"The text calls the {entry.name} an Act; until {long_date(entry.passed)} it is a Bill.")
    if citation.year is None or citation.year in entry.years or _LONGER_NAME.search(text[: citation.start]):
        return None
    known = " or ".join(str(year) for year in sorted(entry.years))
    return _slip(citation, f"The text gives the {entry.name} the year {citation.year}; it is of {known}.")


def _bill(citation: Citation, entry: Act, named: str, day: date) -> Judged | None:
    if entry.passed is None or day < entry.passed:
        return None
    mark = told_unchecked(entry.checked)
    return _slip(
        citation,
        f"The text still calls it a Bill. It was passed on {long_date(entry.passed)} as the {named}.{mark}",
        "Cite the Act. Passed is not in force: check whether the sections that this text relies on have begun.",
    )


def _slip(
    citation: Citation, explanation: str, consider: str = "Check the title and the year, and correct it."
) -> Judged:
    return Judged(citation.span, Verdict.OUTDATED_REFERENCE, Severity.TIDY, 0.9, explanation, consider)


def _links(text: str, editions: Editions) -> Iterator[Judged]:
    """The links to a file of an edition that no longer counts."""
    for match in _LINK.finditer(text):
        source = editions.assets.get(match[1])
        if source is None:
            continue
        known = editions.chain(source.source_id)
        current = editions.current(known)
        if known.index(source) < known.index(current):
            yield superseded(Citation(Cited(source.source_id), *match.span()), known, source, current)
