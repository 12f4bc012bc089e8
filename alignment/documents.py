"""What a local document says of itself that somebody should look at: review passed, draft, blanks, no owner.

    for finding in document_findings(side, day=date.today()):
        finding.verdict, finding.explanation

The manifest goes before the text. The blanks of a form are for whoever fills it in, and a draft plan or a draft report
is a thing of the work: neither is found. What no longer stands is not asked for its review and its owner.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from alignment.lines import Line, lines_of
from alignment.records import Finding, Quote, Severity, Verdict
from alignment.sides import Side
from core.records import BlockKind
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
_DRAFT_LABEL = re.compile(
    r"(?:^|\|\s*)(?:document )?(?:version|status|edition|issue|stage)\b[^|]{0,15}[|:][^|]{0,30}\bdraft\b", re.IGNORECASE
)
_DRAFT_LINE = re.compile(
    r"^\W*(?:(?:final|working|consultation|first|second|third|latest|revised|initial|amended)\s+)?draft\b\W*"
    r"(?:$|v(?:ersion)?\.?\s?\d|no\.?\s?\d|\d|for (?:consultation|comment|approval|discussion|review|sign)"
    r"|(?:only|copy|not for|not to)\b|(?:document|policy|protocol|procedure|guidance)\b|awaiting|subject to|pending)",
    re.IGNORECASE,
)
_DRAFT_SAID = re.compile(r"[(\[]\s*draft\s*[)\]]\W*$|^\W*this (?:is|remains) (?:a|the) (?:\w+ )?draft\b", re.IGNORECASE)
_DRAFT_TAIL = re.compile(r"(?:[-–—(\[|:]\s*|\s)(?:(?:FINAL|Final|WORKING|Working)\s+)?(?:DRAFT)(?:\s*v?[\d.]+)?\W*$")
_DRAFT_MARKS = (_DRAFT_LINE, _DRAFT_SAID, _DRAFT_TAIL)
_DRAFT_NEVER = re.compile(
    r"\bdraft(?:s|ed|ing)?\s+(?:(?:care|child|pathway|EHC|plans?|placement|support|safety|assessment|reports?|minutes"
    r"|letters?|statements?|agenda|order|notes?|response)\b)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"[\[<{](?:please )?(?:insert|add|enter|name of|names of|your|council name|local authority name|link to|date to"
    r"|to be (?:added|confirmed|completed|inserted)|tbc|tba|xx+)\b[^\]>}\n]{0,70}[\]>}]"
    r"|\((?:please )?(?:insert|add (?:name|link|date|number)|tbc|tba|to be (?:added|confirmed|inserted))\b"
    r"[^)\n]{0,70}\)"
    r"|\blorem ipsum\b"
    r"|\b(?:insert|add|enter) (?:\w+ ){0,2}(?:name|link|date|number|details|telephone number|email|logo|text)"
    r"(?: of [\w ]{2,30})? here\b"
    r"|\b(?:found (?:at|on|in|here)|available (?:at|from)|contact|telephone|call)\W{0,3}(?:[.…]{4,}|_{3,})"
    r"|(?<!\w)XX/XX/[X\d]{2,4}|(?<![\w?])\?{3,}(?!\w)|(?<!\w)X{2,}(?!\w)|\b\d{3,5} ?XXX[X ]*"
    r"|(?<!\w)(?:TBC|TBA)(?!\w)|\bto be confirmed\b(?=\W*(?:$|\|))|<<[^>\n]{1,60}>>",
    re.IGNORECASE,
)
_EXACT_ONLY = re.compile(r"^(?:tbc|tba|x+)$")
_FORM = re.compile(
    r"\b(?:forms?|templates?|letters?|proforma|pro-forma|checklist|questionnaire|example|exemplar|sample|specimen|agenda"
    r"|case study|scenario|worked|signature|agreement|tool)\b",
    re.IGNORECASE,
)
_TO_FILL = re.compile(
    r"^\W*(?:dear|signed|signature|name of (?:child|parent|carer|worker))\b|☐|_{4,}|\.{6,}", re.IGNORECASE
)
_OWNER = re.compile(
    r"(?:^|[|.;•]\s*)(?:(?:document|policy|procedure|protocol|chapter|update and|lead|strategic|named)\s+)?"
    r"(?:owners?|author(?:s|\(s\))?"
    r"|(?:lead|contact|responsible) (?:officer|person|manager|director|author|reviewer|agency)"
    r"|(?:policy|document) lead|(?:prepared|produced|written|maintained) by|contact for this \w+)"
    r"\s*(?:/[\w ]+)?[:|–-]\s*[^|\s]"
    r"|\b(?:this|the) (?:policy|protocol|procedure|document|guidance) (?:is|was)"
    r" (?:owned|written|maintained|kept|produced|prepared) by\s+\w",
    re.IGNORECASE,
)

_SHORT = 12
"""Words of a line that can be a mark and no sentence."""


def document_findings(side: Side, *, day: date) -> list[Finding]:
    """What somebody should look at in the document as a whole, in the order review, draft, placeholders, owner.

    One `draft_mark` a document and one `placeholder` for each sentence that holds any; an empty list where all is well.
    """
    lines = list(lines_of(side))
    if not lines:
        return []
    ended = side.document.in_force_to
    stands = ended is None or ended > day
    found = list(_review(side, lines, day)) if stands else []
    found += list(_draft(lines))
    is_form = _FORM.search(side.document.title) is not None
    found += [finding for line in lines for finding in _placeholders(line, is_form=is_form)]
    found += list(_owner(side, lines)) if stands else []
    return found


def _review(side: Side, lines: Sequence[Line], day: date) -> Iterator[Finding]:
    stated = [(line, *told) for line in lines if (told := _told(line.text)) is not None]
    due = side.document.review_due
    if due is None and stated:
        due = max(when for _, when, _ in stated)
    if due is None or due >= day:
        return
    place = next(((line, span) for line, when, span in stated if when == due), None)
    quote = place[0].quote(0, len(place[0].text)) if place else _beginning(lines)
    ask = f"Ask {side.document.owner}" if side.document.owner else "Ask who keeps it"
    yield Finding(
        Verdict.REVIEW_DATE_PASSED,
        Severity.MATERIAL,
        0.95 if side.document.review_due is not None else 0.85,
        quote,
        None,
        f"This document was due for review by {long_date(due)}, and that day has passed.",
        f"{ask} whether it still holds, and set a new date.",
    )


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


def _draft(lines: Sequence[Line]) -> Iterator[Finding]:
    marked = [line for line in lines if _is_draft_mark(line)]
    if marked:
        first = marked[0]
        more = f" It stands in {len(marked)} places." if len(marked) > 1 else ""
        yield Finding(
            Verdict.DRAFT_MARK,
            Severity.TIDY,
            0.85,
            first.quote(0, len(first.text)),
            None,
            f"The published text is marked as a draft.{more}",
            "Find out whether this is the agreed version. If it is, take the mark off; if not, publish the agreed one.",
        )


def _is_draft_mark(line: Line) -> bool:
    text = line.text
    if "draft" not in text.casefold():
        return False
    if _DRAFT_LABEL.search(text):
        return True
    is_short = len(text.split()) <= _SHORT
    return (
        is_short and not line.is_log and not _DRAFT_NEVER.search(text) and any(one.search(text) for one in _DRAFT_MARKS)
    )


def _placeholders(line: Line, *, is_form: bool) -> Iterator[Finding]:
    found = [match[0] for match in _PLACEHOLDER.finditer(line.text) if not _EXACT_ONLY.match(match[0])]
    if not found or line.block.kind is BlockKind.FIGURE:
        return
    near = " ".join([*line.block.headings, line.stem])
    is_sure = any(one.casefold() in ("lorem ipsum", "tbc", "tba") for one in found)
    is_asked = is_form or _FORM.search(near) or _TO_FILL.search(line.text) or line.text.endswith("?")
    if is_asked and not is_sure and "?" * 3 not in line.text:
        return
    yield Finding(
        Verdict.PLACEHOLDER,
        Severity.MATERIAL,
        0.8,
        line.quote(0, len(line.text)),
        None,
        f"A blank was left unfilled: {', '.join(dict.fromkeys(one.strip() for one in found))}.",
        "Fill it in, or take the sentence out.",
    )


def _owner(side: Side, lines: Sequence[Line]) -> Iterator[Finding]:
    if side.document.owner or any(_OWNER.search(line.text) for line in lines if not _is_version_row(line)):
        return
    yield Finding(
        Verdict.NO_OWNER,
        Severity.TIDY,
        0.8,
        _beginning(lines),
        None,
        "Neither the manifest nor the text says which post or team looks after this document.",
        "Name an owner, who answers for it and sees to its review.",
    )


def _is_version_row(line: Line) -> bool:
    """Whether the line is a row of a log: who wrote one version is not who keeps the document."""
    return line.is_log and re.match(r"\W*(?:version|date|v\d)\b", line.text, re.IGNORECASE) is not None


def _beginning(lines: Sequence[Line]) -> Quote:
    """The first words of the document: where what is said of all of it is shown."""
    return lines[0].quote(0, len(lines[0].text))
