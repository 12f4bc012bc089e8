"""Whether a local document's review is overdue: by the manifest's day, a day that it states, or how often it is due.

    for finding in review_findings(side, lines, day=date.today()):
        finding.explanation         "This document was due for review by 31 May 2026, and that day has passed."

The manifest goes before the text, and a stated day before "reviewed annually", which is counted from the latest day on
which the text says that it was reviewed or updated, else from the manifest's day of publication.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from alignment.lines import Line
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from ingest.editions import long_date

_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DAY = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH})[a-z]*\.?,?\s+(?P<year>20\d\d)"
    r"|(?P<day2>\d{1,2})[/.-](?P<month2>\d{1,2})[/.-](?P<year2>(?:20)?\d\d)(?!\d)|(?P<month3>\d{1,2})/(?P<year3>20\d\d)"
    r"|(?P<year4>20\d\d)(?![\d/-])"
)
_REVIEW_LABEL = re.compile(
    r"(?:^|[|.;(•]\s*|\s{2,}|\b(?=(?:next )?review date\b|next review\b|date (?:of|for) (?:next )?review\b))"
    r"(?:the\s+)?(?:date (?:of|for) )?(?:(?:policy|document|procedure|protocol|scheduled|planned) )?"
    r"(?:next |future |due for |to be )?review(?:s|ed)?(?: ?date| due(?: date| by| on)?| by| on| is due| due for)?"
    rf"(?: (?:of this \w+|is))?\s*[:|/–-]?\s*(?:by |in |on |before )?(?:the end of )?(?:{_DAY})",
    re.IGNORECASE,
)
_REVIEW_SAID = re.compile(
    r"\b(?:polic(?:y|ies)|protocols?|procedures?|guidance|document|strategy|chapter|it)\b[^.;|]{0,60}"
    r"\b(?:will be|is to be|must be|should be|to be|is due (?:for|to be)|are to be|due for|review will be)\s+"
    r"(?:formally |next |fully )?(?:review(?:ed)?|updated|carried out)\b[^.;|]{0,30}?"
    rf"\b(?:by|in|on|before|during)\s+(?:the end of )?(?:{_DAY})",
    re.IGNORECASE,
)
_REVIEWED = re.compile(
    r"\b(?:last|previous(?:ly)?|first|date of last)\s+review|(?<!be )\breviewed (?:on|in)\b", re.IGNORECASE
)
_NOT_ITS_OWN = re.compile(
    r"\b(?:CP|LAC|CIN|IRO|case|plan|conference|health|placement|child(?:ren)?|pathway|care|annual|statutory|protection)\s+$",
    re.IGNORECASE,
)
_EVERY = {
    "monthly": 1,
    "quarterly": 3,
    "termly": 4,
    "twice a year": 6,
    "six-monthly": 6,
    "six monthly": 6,
    "half-yearly": 6,
    "annually": 12,
    "yearly": 12,
    "once a year": 12,
    "each year": 12,
    "every year": 12,
    "on an annual basis": 12,
    "biennially": 24,
}
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "twelve": 12, "eighteen": 18, "other": 2}
_SELF = (
    r"(?:(?:^|[.;:•|]\s*|\b(?:this|our|the)\s+(?:[\w&’'-]+\s+){0,4}?)(?:polic(?:y|ies)|protocol|procedures?|handbook"
    r"|statement of purpose|children['’]s guide)"
    r"|\b(?:this|our)\s+(?:[\w&’'-]+\s+){0,2}?"
    r"(?:guidance|document|guide|framework|strategy(?! (?:meeting|discussion))))\W+"
)
_OTHERS = re.compile(
    r"\b(?:each|every|all|your|their|schools?|colleges?|employers?|providers?|agencies|organi[sz]ations?|should ensure"
    r"|must ensure)\b",
    re.IGNORECASE,
)
_INTERVAL = re.compile(
    rf"{_SELF}"
    r"(?:(?:and|its|this|the|procedures?|guidance|appendices|will|must|should|shall|is|are|has|have|been|be|to|also"
    r"|formally|fully|kept|under|review|by|panel|board|partnership|team|manager|management)\W+){0,8}?"
    r"(?:reviewed|updated)(?:\s+and\s+(?:updated|reviewed|revised))?\W+(?:by\s+[\w' ]{2,40}?\s+)?"
    r"(?:at least\s+|formally\s+|not less than\s+)?"
    rf"(?P<often>{'|'.join(_EVERY)}"
    rf"|every\s+(?P<count>\d{{1,2}}|{'|'.join(_NUMBERS)})\s+(?P<unit>months?|years?))\b",
    re.IGNORECASE,
)
_LAST_DONE = re.compile(
    r"\b(?:last\s+(?:reviewed|updated|revised|amended|review|update)|date of last (?:review|update)"
    r"|updated|reviewed|revised|approved|adopted|agreed|issued|published|ratified"
    r"|(?:approval|issue|version|effective|publication) date)"
    rf"\b(?:\s+(?:on|in|by the board on|date))?\s*[:|–-]?\s*(?:{_DAY})",
    re.IGNORECASE,
)
_LONGEST_LABEL = 14
"""Words of a line that can be a label with its day and no sentence of the text."""
_REVIEW_AT_ALL = re.compile(
    rf"{_SELF}(?:(?:and|will|must|should|is|are|be|also|always|regularly)\W+){{1,4}}(?:reviewed|kept under review)\b"
    r"|^\W*(?:policy |document |next )?review(?: date| and oversight| & transition)?\W*$",
    re.IGNORECASE,
)


def review_findings(side: Side, lines: Sequence[Line], *, day: date) -> Iterator[Finding]:
    """One `review_date_passed` where the review is overdue on `day`; none where nothing says when it is due."""
    stated = [(line, *told) for line in lines if (told := _told(line.text)) is not None]
    due = side.document.review_due
    if due is None and stated:
        due = max(when for _, when, _ in stated)
    if due is None:
        yield from _of_interval(side, lines, day)
        return
    if due >= day:
        return
    place = next(((line, span) for line, when, span in stated if when == due), None)
    quote = place[0].quote(0, len(place[0].text)) if place else beginning(lines)
    yield Finding(
        Verdict.REVIEW_DATE_PASSED,
        Severity.MATERIAL,
        0.95 if side.document.review_due is not None else 0.85,
        quote,
        None,
        f"This document was due for review by {long_date(due)}, and that day has passed.",
        _ask(side),
    )


def _of_interval(side: Side, lines: Sequence[Line], day: date) -> Iterator[Finding]:
    place, months = next(((line, every) for line in lines if (every := _months(line))), (None, 0))
    if place is None:
        return
    done = [when for line in lines if (when := _last_done(line)) is not None and when <= day]
    since = max(done, default=side.document.published)
    due = _after(since, months) if since else day
    if since is None or due >= day:
        return
    whence = "it says that it was last reviewed or updated" if done else "it was published, as the library has it,"
    yield Finding(
        Verdict.REVIEW_DATE_PASSED,
        Severity.MATERIAL if done else Severity.TIDY,
        0.75 if done else 0.6,
        place.quote(0, len(place.text)),
        None,
        f"This document is to be reviewed every {_said(months)}; {whence} on {long_date(since)}, so the review was due"
        f" by {long_date(due)}.",
        _ask(side),
    )


def _ask(side: Side) -> str:
    ask = f"Ask {side.document.owner}" if side.document.owner else "Ask who keeps it"
    return f"{ask} whether it still holds, and set a new date."


def _months(line: Line) -> int:
    """How often, in months, the document is to be reviewed; 0 where the line says nothing of it."""
    said = f"{line.stem} {line.text}" if line.stem else line.text
    match = _INTERVAL.search(said)
    if match is None or _OTHERS.search(said[: match.start()]):
        return 0
    if match["count"] is None:
        return _EVERY[match["often"].casefold()]
    count = int(match["count"]) if match["count"].isdigit() else _NUMBERS[match["count"].casefold()]
    return count * (12 if match["unit"].casefold().startswith("year") else 1)


def _said(months: int) -> str:
    if months == 1:
        return "month"
    if months == 12:
        return "year"
    return f"{months // 12} years" if months % 12 == 0 else f"{months} months"


def _last_done(line: Line) -> date | None:
    if len(line.text.split()) > _LONGEST_LABEL:
        return None
    match = _LAST_DONE.search(line.text)
    return _day_of(match) if match else None


def _after(since: date, months: int) -> date:
    years, month = divmod(since.month - 1 + months, 12)
    last = calendar.monthrange(since.year + years, month + 1)[1]
    return date(since.year + years, month + 1, min(since.day, last))


def says_when(lines: Sequence[Line]) -> bool:
    """Whether the text says when, or at all that, the document is to be reviewed."""
    return any(_told(line.text) or _months(line) or _REVIEW_AT_ALL.search(line.text) for line in lines)


def beginning(lines: Sequence[Line]) -> Quote:
    """The first words of the document: where what is said of all of it is shown."""
    return lines[0].quote(0, len(lines[0].text))


def _told(text: str) -> tuple[date, tuple[int, int]] | None:
    """The day by which `text` says that the document is to be reviewed, and the words that say so."""
    for pattern in (_REVIEW_LABEL, _REVIEW_SAID):
        for match in pattern.finditer(text):
            is_other = _REVIEWED.search(match[0]) or _NOT_ITS_OWN.search(text[: match.start()])
            if not is_other and (when := _day_of(match)) is not None:
                return when, match.span()
    return None


def _day_of(match: re.Match[str]) -> date | None:
    """The day that a match states: the last of the month, or of the year, where it has no more; None for no day."""
    year = next(int(match[one]) for one in ("year", "year2", "year3", "year4") if match[one])
    year += 2000 if year < 100 else 0
    if match["month"]:
        month = _MONTH.split("|").index(match["month"].casefold()) + 1
    else:
        month = int(match["month2"] or match["month3"] or 12)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(match["day"] or match["day2"] or last)
    return date(year, month, day) if 1 <= day <= last else None
