"""What a local text says of its own limits: that a limit is the council's own, and what holds out of hours.

    says_own(asked, document)       "... within ten working days. This is a Marlbrook limit."
    says_out_of_hours(asked)        "... within 24 hours, at weekends too."

It reads the limit's own sentence and the one behind it, by their words alone, and knows no national rule.
"""

from __future__ import annotations

import re

from alignment.meaning import Asked
from core.records import Document

_NUMBER = r"(?:limit|standard|interval|timescale|target|figure|rule|number)s?"
_OWN = re.compile(
    rf"""\b(?:
        (?:our|its) \s own \s (?:choice | {_NUMBER}) | (?:is|are) \s our \s (?:own\b | {_NUMBER}) | (?:is|are) \s ours\b
        | (?:is|are) \s (?:an?\s)? local (?:ly\sset)? (?:\s{_NUMBER})? (?=\s*(?:[.,;|)]|$|and\b))
        | sets? \s (?:this|that|the|these) \s {_NUMBER} \s (?:itself|ourselves|locally)
        | (?:has|have) \s set \s (?:this|that|these) \s {_NUMBER}
        | (?:standard|source|basis|status) : \s local (?=\s*(?:\||$))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NAMED = re.compile(rf"\b(?:is|are) an? ([A-Z]\w+) {_NUMBER}\b|\b[Ii]n ([A-Z]\w+) (?:this|it|they)\b")
_OUT_OF_HOURS = re.compile(
    r"\b(?:(?:at|over|including|and|on|or) (?:the )?weekends?|bank holidays?|out of (?:office )?hours"
    r"|seven days a week|(?:every|any) day of the week)\b",
    re.IGNORECASE,
)


def says_own(asked: Asked, document: Document) -> bool:
    """Whether the text itself calls the limit its own: the council's, by that name or by "our"."""
    read = f"{asked.statement.text} {asked.behind}"
    named = (name for found in _NAMED.finditer(read) for name in found.groups() if name)
    return _OWN.search(read) is not None or any(name in document.publisher.split() for name in named)


def says_out_of_hours(asked: Asked) -> bool:
    """Whether the text says beside the limit what holds at weekends, on bank holidays or out of hours."""
    return _OUT_OF_HOURS.search(f"{asked.statement.text} {asked.behind}") is not None
