"""What a local document says of itself that somebody should look at: review passed, draft, blanks, no owner.

    for finding in document_findings(side, day=date.today()):
        finding.verdict, finding.explanation

The manifest goes before the text. The blanks of a form are for whoever fills it in, and a draft plan or a draft report
is a thing of the work: neither is found. What no longer stands is not asked for its review and its owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from alignment.lines import Line, lines_of
from alignment.records import Finding, Severity, Verdict
from alignment.reviews import beginning, review_findings, says_when
from alignment.sides import Side
from core.records import BlockKind

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
    r"|\(or (?:the |its |their )?(?:current|present|relevant|successor|replacement|new) (?:provider|operator"
    r"|body|organisation|agency|service|postholder|post-holder|equivalent)\)"
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

_RECORD = re.compile(
    r"(?:^|[|;•]\s*)(?:document |policy )?(?:version(?: number| no\.?)?|review date|next review(?: due| date)?"
    r"|date of next review|approved by|agreed by|ratified by|approval date|issue date|effective (?:from|date)"
    r"|date (?:of )?(?:approval|issue|adoption))"
    r"\s*[:|–-]\s*\S",
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
    found = list(review_findings(side, lines, day=day)) if stands else []
    found += list(_draft(lines))
    is_form = _FORM.search(side.document.title) is not None
    found += [finding for line in lines for finding in _placeholders(line, is_form=is_form)]
    found += list(_owner(side, lines)) if stands else []
    return found


def is_draft(side: Side) -> bool:
    """Whether the text of the document marks it as a draft."""
    return any(map(_is_draft_mark, lines_of(side)))


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
    """That nobody is named: to tidy up where the text has a record of itself, for information where it says nothing."""
    if side.document.owner or any(_OWNER.search(line.text) for line in lines if not _is_version_row(line)):
        return
    has_record = any(_RECORD.search(line.text) for line in lines)
    if not has_record and (side.document.review_due is not None or says_when(lines)):
        return
    more = "" if has_record else " Nor does it say when it is to be reviewed."
    yield Finding(
        Verdict.NO_OWNER,
        Severity.TIDY if has_record else Severity.INFORMATION,
        0.8 if has_record else 0.4,
        beginning(lines),
        None,
        f"Neither the manifest nor the text says which post or team looks after this document.{more}",
        "Name an owner, who answers for it and sees to its review.",
    )


def _is_version_row(line: Line) -> bool:
    """Whether the line is a row of a log: who wrote one version is not who keeps the document."""
    return line.is_log and re.match(r"\W*(?:version|date|v\d)\b", line.text, re.IGNORECASE) is not None
