"""What a finding is about, in one of the field's own terms, so that a board can see where the findings gather.

    topic_of(finding, document)     "return home interview", "child protection conference", …, "other"

The rules are those that read a situation (`practice.situation`). A topic sorts findings and changes none.
"""

from __future__ import annotations

from collections.abc import Iterator

from alignment.records import Finding
from core.records import Document
from practice.rules import SignKind
from practice.situation import Sign, read_situation

OTHER = "other"
_WIDE = frozenset({"contact", "complaint"})


def topic_of(finding: Finding, document: Document) -> str:
    """The step of the process or the concern that the local words name first, else the heading, else the title.

    A step goes before a concern, and what nearly every procedure speaks of, such as a referral, behind both.
    """
    for text in (finding.local.quote, " ".join(finding.local.headings[-1:]), document.title):
        signs = list(_ranked(text))
        if signs:
            return signs[0].name
    return OTHER


def _ranked(text: str) -> Iterator[Sign]:
    signs = read_situation(text).signs
    named = [one for one in signs if one.kind in (SignKind.STEP, SignKind.CONCERN)]
    yield from sorted(named, key=lambda one: (one.id in _WIDE, one.kind is SignKind.CONCERN, one.given_by[0].start))
