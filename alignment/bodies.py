"""Bodies, processes and words in a local text that have gone on a day, as `bodies*.toml` list them.

    for finding in term_findings(side, day=date.today()):
        finding.local.quote, finding.explanation        "... tell the CCG ..."

A library adds its own in a `bodies.toml` in its folder. An old name that the text itself gives as old is left alone
(`alignment.lines`), and so is one that is an author's, part of a link, of a law's title or of the publisher's own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from alignment.lines import Line, is_past, lines_of, shared_out
from alignment.records import Finding, Quote, Verdict
from alignment.sides import Side
from alignment.terms import FILE, TERMS, Term, Terms
from core.records import Checked, Span
from ingest.editions import long_date

_GONE = {
    "body": "{named} is an old name or body: {sense}it ended {since}. In its place: {now}",
    "process": "{named} has been out of date since {day}. In its place: {now}",
    "council": "“{words}” ended {since}. In its place: {now}",
    "language": "“{words}” {blames}guidance no longer uses{it}. In its place: {now}",
}
_RIGHT_NAME = {
    "body": "Put the right body in its place, and check that it does what the text says.",
    "process": "Check that the step is still done, and give it its present name.",
    "council": "Put the council that answers now in its place, and try the numbers and addresses that stand beside it.",
    "language": "Choose words that respect the child and do not blame them.",
}
_MARKS = {
    Checked.OFFICIAL: "",
    Checked.SECONDARY: " This was seen in a secondary source only: confirm it.",
    Checked.UNCHECKED: " This is not checked: confirm it.",
}
_YEAR = r"(?:(?:\d{1,2}\s+)?[A-Z][a-z]{2,8}\.?,?\s+)?(?:19|20)\d\d[a-z]?\b"
_WITH = r"(?:Department (?:of|for)[A-Za-z, &]+?|Home Office|Ministry of \w+|HM Government|(?!KCS|WT)[A-Z][A-Za-z]{1,4})"
_AUTHOR = re.compile(
    rf"^['’]?s?(?:\s*(?:,|&|/|;|\band\b)\s*{_WITH}){{0,4}}\.?[,:]?\s*\(?\s*{_YEAR}"
    r"|^-\d|^\s+(?:Publications?\b|et al\b)"
)
_AUTHOR_AFTER = re.compile(r"\((?:[A-Z][a-z]+\s+)?(?:19|20)\d\d[,:]?\s*$")
_REFERENCE = re.compile(
    r"^\W*[A-Z][\w’'-]+(?:,? (?:[A-Z]\.\s?){1,3}|,? [A-Z]{1,2},|,? et al\b)[^()|]{0,80}[\s(](?:19|20)\d\d[a-z]?\b"
)
_PUBLISHED_AT = re.compile(r"\b(?:London|Nottingham|Cardiff|Edinburgh|Norwich):\s*$")
_TITLE = re.compile(r"^['’]?s?\s+(?:\([\w ]+\)\s+)?(?:Regulations?|Act)\b")
_QUOTED = re.compile(r"[‘“\"']([A-Z][^’”\"']{24,160})[’”\"'](?!\w)")
_NOT_TO_SAY = re.compile(
    r"\b(?:do not|don['’]t|never|should not|must not|shouldn['’]t|cannot be|can never be)\s+(?:\w+\s+){0,3}"
    r"(?:say|write|use|call|describe|refer|record|be (?:described|called|referred|seen|labelled|used))"
    r"|\bavoid|\binstead of\b|\brather than\b|\b(?:is|are|it['’]s) (?:not|never)\b|\b(?:isn|aren)['’]t\b"
    r"|\b(?:not|never) (?:a|as a)\b|victim.blaming|\b(?:words|language|terms)\b.*\bnot\b"
    r"|\b(?:words|language|terms|phrases|labels) (?:such as|like|that|to avoid)\b",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    r"\b(?:in|until|during|before|since|from|between|(?:reports?|inspections?|inquiry|audit) of)\s+(?:[A-Z]\w+\s+)?"
    r"(?P<year>(?:19|20)\d\d)\b[^.;|]{0,45}$",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"^(?:['’]s)?(?:(?:\s+\(?(?!will\b|must\b|should\b)\w+\)?){0,6}?\s+(?:in|until|during|before)\s+(?:[A-Z]\w+\s+)?"
    r"|,?\s+(?:on\s+)?\d{1,2}(?:st|nd|rd|th)?\s+[A-Z]\w+\s+)(?P<year>(?:19|20)\d\d)\b"
)
_INTRODUCED = re.compile(r"\b(?:introduced|created)\s+(?:the\s+)?[‘“\"']?$", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\S+\.(?:org|gov|co|nhs)\.?uk\S*")


def term_findings(local: Side, *, day: date, library: Path | None = None) -> list[Finding]:
    """An `outdated_term_or_body` for each sentence and each term in it that is gone on `day`, in the text's order.

    Raises `TermsError` where the `bodies.toml` of the folder `library` does not hold.
    """
    terms, own = TERMS.of(library), local.document.publisher
    lines = (line for line in lines_of(local) if not line.is_log and not _REFERENCE.match(line.text))
    return [finding for line in lines for finding in _of_line(line, _on(day, terms, line), own)]


def _on(day: date, terms: Terms, line: Line) -> list[Term]:
    return [term for term in terms.in_words(line.text) if term.first_day <= day]


def _of_line(line: Line, terms: Sequence[Term], own: str) -> Iterator[Finding]:
    found: list[tuple[Span, Term]] = []
    for term in terms:
        span = _meant(line, term, own)
        if span is not None and not any(start <= span[0] and span[1] <= end for (start, end), _ in found):
            found = [one for one in found if not (span[0] <= one[0][0] and one[0][1] <= span[1])]
            found.append((span, term))
    found.sort(key=lambda one: one[0])
    if found:
        for (span, term), quote in zip(found, shared_out(line, [span for span, _ in found]), strict=True):
            yield _finding(term, quote, " ".join(line.text[slice(*span)].split()))


def _finding(term: Term, quote: Quote, words: str) -> Finding:
    return Finding(
        Verdict.OUTDATED_TERM_OR_BODY,
        term.severity,
        0.75 if term.cues else 0.9,
        quote,
        None,
        f"{_told(term, words)} ({term.source}).{told_unchecked(term.checked)}",
        term.consider or _RIGHT_NAME[term.kind],
        fact=f"{FILE}: {term.name}, {term.checked.label}",
    )


def _told(term: Term, words: str) -> str:
    is_day = isinstance(term.since, date)
    day = long_date(term.since) if isinstance(term.since, date) else str(term.since)
    return _GONE[term.kind].format(
        named=f"“{words}”" if term.name.casefold() in words.casefold() else f"“{words}” ({term.name})",
        words=words,
        since=f"{'on' if is_day else 'in'} {day}",
        day=day,
        now=term.now,
        sense="in that sense " if ", for " in term.name else "",
        blames="puts the blame on the child; " if term.blames else "is a term that ",
        it=" it" if term.blames else "",
    )


def told_unchecked(checked: Checked) -> str:
    """What a reader is told of a fact that was not read in the official text, "" of one that was."""
    return _MARKS[checked]


def _meant(line: Line, term: Term, own: str) -> Span | None:
    """Where the text first uses the term as a thing of today; None where it does not, or itself calls it old."""
    spans = sorted(match.span() for pattern in term.patterns for match in pattern.finditer(line.text))
    if not spans or any(is_past(line, *span) or _was_then(line.text, span, term) for span in spans):
        return None
    told = " ".join([*line.block.headings, line.text]).replace("’", "'")
    if term.cues and not term.cues.search(told):
        return None
    if term.unless and term.unless.search(line.text.replace("’", "'")):
        return None
    if term.kind == "language" and _NOT_TO_SAY.search(f"{line.stem} {told}"):
        return None
    return next((span for span in spans if not _is_cited(line.text, span) and not is_own(line.text, span, own)), None)


def _was_then(text: str, span: Span, term: Term) -> bool:
    """Whether the text speaks of a year in which the term was right: “In 2015 the LSCB agreed”."""
    found = (_YEAR_BEFORE.search(text[: span[0]]), _YEAR_AFTER.match(text[span[1] :]))
    return any(match is not None and int(match["year"]) <= term.first_day.year for match in found)


def _is_cited(text: str, span: Span) -> bool:
    """Whether the words are an author's, a law's or a publication's, or stand in a link."""
    before, after = text[: span[0]], text[span[1] :]
    if _AUTHOR.match(after) or _TITLE.match(after):
        return True
    in_front = (_AUTHOR_AFTER, _PUBLISHED_AT, _INTRODUCED)
    return any(pattern.search(before) for pattern in in_front) or _inside(text, span)


def _inside(text: str, span: Span) -> bool:
    """Whether the words stand in a link or in a quoted title."""
    kept = [match.span() for match in _LINK.finditer(text)]
    kept += [match.span(1) for match in _QUOTED.finditer(text) if _is_title(match[1])]
    return any(start <= span[0] and span[1] <= end for start, end in kept)


def _is_title(words: str) -> bool:
    """Whether most words that are long begin with a capital: “Safeguarding Children and Safer Recruitment”."""
    long = re.findall(r"[^\W\d_]{4,}", words)
    return len(long) > 2 and sum(word[0].isupper() for word in long) >= 0.8 * len(long)


def is_own(text: str, span: Span, own: str) -> bool:
    """Whether the words are the name of the document's own publisher, which it may have kept, or its initials."""
    if text[slice(*span)] == "".join(word[0] for word in own.split() if word[0].isupper()):
        return True
    return any(
        match.start() <= span[0] and span[1] <= match.end()
        for match in re.finditer(re.escape(own), text, re.IGNORECASE)
        if own
    )
